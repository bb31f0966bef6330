"""Steps say what their own operations do: nothing of versions, owners, credentials or purges that the design has not."""

from __future__ import annotations

import pytest

from planner.emit.document import emit as document
from planner.emit.options import EmitOptions
from planner.model.plan import Plan
from planner.model.work import Step
from tests.rules.harness import plan_of

HOLD = """
context: {consumers: [internal], currency: EUR}
stack: {auth: oidc}
roles: {service: Moves money., auditor: Reads.}
entities:
  Account:
    fields: {balance: money readonly = 0, status: enum(open | closed) = open}
    access: {list: [service, auditor], get: [service, auditor], create: service}
    operations: [list, get, create]
    actions: {close: {by: service, from: open, to: closed}}
  Hold:
    versioned: true
    retention: 2y after created
    fields: {amount: money required min=0, status: enum(held | freed) = held}
    relations: {account: belongs_to Account required on_delete=restrict, entry: belongs_to Entry on_delete=restrict}
    operations: [list, get, create]
    access: {list: [service, auditor], get: [service, auditor], create: service}
    actions: {free: {by: service, from: held, to: freed}}
  Entry:
    retention: 10y after created
    fields: {reference: string(..40) required}
    relations: {postings: has_many Posting count=2..40}
    operations: [list, get, create]
    access: {list: [service, auditor], get: [service, auditor], create: service}
  Posting:
    part_of: entry
    retention: 10y after created
    fields: {amount: money required}
    relations: {entry: belongs_to Entry required on_delete=restrict}
    operations: [list, get]
    access: {list: auditor, get: auditor}
rules:
  - {id: closed-at-zero, says: Only an empty account is closed., on: [Account], check: Account.status != closed or Account.balance = 0}
  - {id: never-changed, says: Entries stay., on: [Entry, Posting], append_only: true}
jobs:
  book: {schedule: "0 4 * * *", does: Writes an entry for the day.}
"""


@pytest.fixture(scope="module")
def plan() -> Plan:
    return plan_of(HOLD)


def step(plan: Plan, id: str) -> Step:
    return next(s for s in plan.work.steps if s.id == id)


def shown(found: Step) -> str:
    return " ".join(c.says for c in found.acceptance)


def waits(found: Step) -> dict[str, str]:
    return {n.step: n.because for n in found.depends_on}


def test_a_version_is_asked_for_by_the_step_whose_operations_ask_for_it(plan: Plan) -> None:
    assert "If-Match" not in shown(step(plan, "step.hold.endpoints"))
    assert "A stale If-Match answers 412" in shown(step(plan, "step.hold.actions"))


def test_a_rule_about_a_state_is_shown_where_the_state_is_moved(plan: Plan) -> None:
    assert "closed-at-zero" in shown(step(plan, "step.account.actions"))
    assert "closed-at-zero" not in shown(step(plan, "step.account.endpoints"))


def test_what_no_operation_changes_is_shown_by_the_database(plan: Plan) -> None:
    assert "never-changed" not in shown(step(plan, "step.entry.endpoints"))
    assert "never-changed: a statement that would break it" in shown(step(plan, "step.entry.migration"))


def test_reads_wait_for_nothing_that_writes_run_in(plan: Plan) -> None:
    assert "step.serialization-retry" in {s.id for s in plan.work.steps}
    assert "step.serialization-retry" not in waits(step(plan, "step.posting.endpoints"))
    assert "step.serialization-retry" in waits(step(plan, "step.entry.endpoints"))
    assert "members it does not name" not in shown(step(plan, "step.posting.endpoints"))


def test_rows_that_hold_others_are_purged_before_them(plan: Plan) -> None:
    found = waits(step(plan, "step.entry.retention"))
    assert found["step.posting.retention"] == "postings refer to entries and go first"
    assert "step.hold.retention" in found


def test_rows_about_nobody_are_removed_and_nothing_else(plan: Plan) -> None:
    found = step(plan, "step.entry.retention")
    assert "anonymous" not in found.says
    assert "no entry kept longer than 10 years after it was created is left" in shown(found)
    people = plan_of("entities: {Guest: {retention: 2y after created, fields: {name: string required pii}}}")
    assert "deleted or made anonymous" in step(people, "step.guest.retention").says


def test_a_job_that_makes_a_whole_waits_for_the_tables_of_its_parts(plan: Plan) -> None:
    found = waits(step(plan, "step.job.book"))
    assert found["step.posting.migration"] == "no row of Entry is without its postings"


def test_the_matrix_has_owners_where_rows_have() -> None:
    every = plan_of(
        "roles: {clerk: Works.}\nentities: {Note: {fields: {body: text}, access: {list: clerk, get: clerk, create: clerk}}}"
    )
    own = plan_of(
        "roles: {member: Writes.}\nentities:\n  Member: {account: member, fields: {email: email required unique}}\n"
        "  Note: {owner: author, fields: {body: text}, relations: {author: belongs_to Member required}, access: {list: owner, get: owner, create: member}}"
    )
    assert step(every, "step.access_matrix").says.endswith("as anonymous caller and as each role.")
    assert "rows that it may reach" in step(own, "step.access_matrix").says


@pytest.mark.parametrize(("auth", "wrong", "ends"), [
    ("api_key", "one that was revoked", "with the next request"),
    ("session", "one that was ended", "with the next request"),
    ("oidc", "one for another audience", "no longer than its access token lives"),
])  # fmt: skip
def test_what_is_refused_at_sign_in_is_what_there_is(auth: str, wrong: str, ends: str) -> None:
    text = f"stack: {{auth: {auth}}}\nroles: {{clerk: Works.}}\nentities: {{Note: {{fields: {{body: text}}, access: {{list: clerk, get: clerk, create: clerk}}}}}}"
    said = shown(step(plan_of(text), "step.auth"))
    assert wrong in said and ends in said
    assert "429" in said


def test_nobody_is_throttled_where_the_contract_has_no_answer_for_it(plan: Plan) -> None:
    assert "429" not in shown(step(plan, "step.auth"))


def test_actions_along_arrows_are_counted_once(plan: Plan) -> None:
    assert step(plan, "step.hold.actions").says == "1 action along the state machine."


STOCK = """
roles: {shop: Reserves., picker: Picks.}
entities:
  Stock:
    fields: {on_hand: int required readonly min=0 = 0, reserved: int required readonly min=0 = 0}
    operations: [list, get]
    access: {list: [shop, picker], get: [shop, picker]}
  Reservation:
    fields: {quantity: int required min=1 immutable, status: enum(held | picked | freed | expired) = held}
    relations: {stock: belongs_to Stock required}
    operations: [list, get, create]
    access: {list: [shop, picker], get: [shop, picker], create: shop}
    actions:
      pick: {by: picker, from: held, to: picked}
      release: {by: shop, from: held, to: freed}
      expire: {by: system, from: held, to: expired}
rules:
  - {id: never-oversold, says: No more than there is., on: [Stock, Reservation], check: Stock.reserved <= Stock.on_hand}
jobs:
  expire_reservations: {schedule: "* * * * *", of: Reservation, does: Expires what is past its time.}
"""


def test_what_is_used_is_not_given_back_and_the_clock_is_waited_for() -> None:
    plan = plan_of(STOCK)
    assert [t.given_back_by for t in plan.domain.takings] == [("release", "expire")]
    found = step(plan, "step.stock_race.never_oversold")
    assert waits(found)["step.job.expire_reservations"] == "expire gives back by the clock"


def test_a_style_without_http_says_no_status_in_a_step() -> None:
    said = step(
        plan_of(f"context: {{consumers: [internal]}}\nstack: {{api: {{style: grpc}}}}\n{STOCK}"),
        "step.stock_race.never_oversold",
    )
    assert "409" not in said.says and "FAILED_PRECONDITION" in said.says


def test_a_job_of_other_rows_does_not_run_an_action_whose_verb_it_shares() -> None:
    rows = "fields: {{status: enum(asked | sent) = asked}}, actions: {{send: {{by: system, from: asked, to: sent}}}}"
    text = (
        "entities:\n  Refund: {" + rows.format() + "}\n  Payout: {" + rows.format() + "}\n"
        "jobs: {send_payouts: {schedule: '0 5 * * *', of: Payout, does: Send released payouts.}}"
    )
    traces = {t.id: t.steps for t in plan_of(text).requirements.traces}
    assert "step.job.send_payouts" in traces["req.payout.send"]
    assert "step.job.send_payouts" not in traces["req.refund.send"]


def test_parts_that_come_with_their_whole_are_asked_about_by_themselves() -> None:
    text = """
roles: {clerk: Books.}
entities:
  Entry:
    relations: {postings: has_many Posting count=2..40}
    operations: [list, get, create]
    access: {list: clerk, get: clerk, create: clerk}
  Posting:
    part_of: entry
    fields: {amount: int required}
    relations: {entry: belongs_to Entry required}
    operations: [list, get, create]
    access: {list: clerk, get: clerk}
"""
    (asked,) = [q for q in plan_of(text).questions if q.id == "question.posting.access"]
    assert (asked.asks, asked.assumed) == (
        "Who may create postings?",
        "nobody by themselves: they come with their whole",
    )


def test_a_role_that_extends_another_is_said_to_act_as_it() -> None:
    text = (
        "roles: {operator: Looks., approver: {extends: operator, says: Approves.}}\n"
        "entities: {Note: {fields: {body: text}, operations: [list, get], access: {list: operator, get: operator}}}"
    )
    plan = plan_of(text)
    assert "approver may do whatever operator may, on the same rows at least." in shown(step(plan, "step.policy"))
    (page,) = [a for a in document(plan, EmitOptions()) if a.path == "PLAN.md"]
    assert "- **approver**: Approves. Acts as operator as well." in page.content.decode()


def test_what_younger_rows_refer_to_waits_for_them() -> None:
    text = (
        "entities:\n  Entry:\n    retention: 10y after created\n    fields: {text: string required}\n"
        "    relations: {reverses: belongs_to Entry on_delete=restrict}\n"
    )
    said = shown(step(plan_of(text), "step.entry.retention"))
    assert "An entry that entries still refer to stays until these go, and stops no batch." in said


@pytest.mark.parametrize(("kept", "holds"), [("7y", True), ("1y", False)])
def test_rows_made_later_and_kept_as_long_hold_what_they_refer_to(kept: str, holds: bool) -> None:
    text = (
        "entities:\n  Payment: {retention: 7y after created, fields: {note: text}}\n"
        f"  Refund:\n    retention: {kept} after created\n    fields: {{note: text}}\n"
        "    relations: {payment: belongs_to Payment required on_delete=restrict}\n"
    )
    said = shown(step(plan_of(text), "step.payment.retention"))
    assert ("A payment that refunds still refer to stays" in said) is holds


def test_what_would_turn_a_decision_is_said_without_a_number_that_nobody_said() -> None:
    flips = [f.what for d in plan_of("entities: {Note: {fields: {body: text}}}").decisions for f in d.flips]
    assert any(what == "enough people cannot share one release" for what in flips)
    assert not any("unsaid number" in what for what in flips)


def test_limits_are_asked_for_without_a_sign_in_that_is_not_there() -> None:
    text = "context: {consumers: [third_party]}\nstack: {auth: api_key}\nroles: {shop: Reads.}\nentities: {Note: {fields: {body: text}, access: {list: shop, get: shop, create: shop}}}"
    assert "sign-in" not in shown(step(plan_of(text), "step.rate-limits"))


def test_resets_are_limited_where_there_are_some() -> None:
    account = "Member: {account: member, fields: {email: email required unique pii, password: password required}, access: {create: public, get: owner}}"
    text = (
        "context: {consumers: [web]}\nroles: {member: Writes.}\nintegrations: {mail: {kind: email, direction: out}}\nentities:\n  "
        + account
    )
    assert "Resets have a limit of their own" in shown(step(plan_of(text), "step.auth"))


KEYS = """
context: {consumers: [third_party, web]}
roles: {merchant: Sells.}
entities:
  Merchant:
    account: merchant
    fields: {email: email required unique pii, password: password required}
    access: {create: public, get: owner}
  ApiKey:
    owner: merchant
    fields: {secret: secret required readonly, status: enum(active | revoked) = active}
    relations: {merchant: belongs_to Merchant required}
    operations: [list, get, create]
    access: {list: owner, get: owner, create: merchant}
    actions: {revoke: {by: owner, from: active, to: revoked}}
  Endpoint:
    owner: merchant
    fields: {url: url required, secret: secret required readonly}
    relations: {merchant: belongs_to Merchant required}
    access: {list: owner, get: owner, create: merchant, delete: owner}
"""


def test_a_key_that_callers_come_with_is_a_hash_and_one_that_is_sent_with_is_not() -> None:
    plan = plan_of(KEYS)
    tables = {t.name: t for t in plan.database.tables}
    said = {
        name: next(c.comment for c in tables[name].columns if c.name == "secret") for name in ("api_keys", "endpoints")
    }
    assert "a hash, by which callers are known" in said["api_keys"]
    assert "encrypted by the application" in said["endpoints"]
    assert "found by its hash" in shown(step(plan, "step.auth"))
    (page,) = [a for a in document(plan, EmitOptions()) if a.path == "PLAN.md"]
    assert "merchant by API keys as well" in page.content.decode()


@pytest.mark.parametrize("language", ["java", "python"])
def test_the_schema_names_no_other_hash_than_the_one_decided_on(language: str) -> None:
    plan = plan_of(f"stack: {{language: {language}}}\n{KEYS}")
    comments = [c.comment for t in plan.database.tables for c in t.columns if "password" in c.name]
    assert comments and not any("Argon2" in c or "bcrypt" in c for c in comments)
