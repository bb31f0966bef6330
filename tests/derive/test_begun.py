"""What an action starts at an outside party and its notice finishes: where it may run, and what stands still meanwhile."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from planner import make_plan, read_design
from planner.emit.sql import emit_sql
from planner.model.api import Operation
from planner.model.plan import Plan
from planner.model.work import Step
from planner.read.design import read_design_text

SHOP = Path(__file__).parents[2] / "examples/bookshop.yaml"
RENTAL = """
planner: 1
name: Rental
roles: {{guest: Rents., clerk: Hands out.}}
integrations: {{bank: {{kind: payment, direction: both}}}}
entities:
  Guest: {{account: guest, fields: {{email: email required unique, password: password required}}, access: {{get: owner}}}}
  Stay:
    owner: guest
    fields: {{state: enum(wanted | paid | over | repaid) = wanted, price: money required}}
    relations: {{guest: belongs_to Guest required}}
    access: {{list: owner, get: [owner, clerk], create: guest, update: none, delete: none}}
    actions:
      pay_now: {{by: owner, uses: bank}}
      paid: {{by: integration.bank, from: wanted, to: paid}}
      end: {{by: clerk, from: paid, to: over}}
      repaid: {{by: integration.bank, from: over, to: repaid}}
      {more}
"""


def plan_of(text: str) -> Plan:
    """The plan of a design."""
    plan = make_plan(read_design_text(text)).plan
    assert plan is not None
    return plan


def shop() -> Plan:
    """The plan of the shop."""
    plan = make_plan(read_design(SHOP)).plan
    assert plan is not None
    return plan


def action(plan: Plan, name: str) -> Operation:
    """The operation of an action."""
    return next(o for o in plan.api.operations if o.action == name)


def step(plan: Plan, name: str) -> Step:
    """A step of the build order."""
    return next(s for s in plan.work.steps if s.id == name)


def says(found: Step) -> str:
    """What a step's criteria say, one a line."""
    return "\n".join(c.says for c in found.acceptance)


def test_a_checkout_runs_where_the_payment_may_come() -> None:
    plan = shop()
    checkout = action(plan, "checkout")
    assert (409, "The state is not pending.") in {(r.status, r.says) for r in checkout.refusals}
    assert "Only while status is pending" in checkout.description
    required = next(r for r in plan.requirements.traces if r.id == "req.order.checkout")
    assert "an order that is pending" in required.says
    assert "checkout: from pending only" in says(step(plan, "step.order.actions"))
    (asked,) = [q for q in plan.questions if q.id == "question.order.checkout.begins"]
    assert "pending" in asked.asks and asked.path.endswith("checkout.from")


def test_several_notices_each_belong_to_what_goes_their_way() -> None:
    begun = plan_of(RENTAL.format(more="give_back: {by: clerk, uses: bank}")).domain.entities["Stay"].begun
    assert [(b.action, b.states, b.finished_by) for b in begun] == [
        ("pay_now", ("wanted",), "paid"),
        ("give_back", ("over",), "repaid"),
    ]


def test_states_that_another_action_claims_are_not_its_own() -> None:
    text = RENTAL.format(more="settle: {by: clerk, from: wanted, to: over, uses: bank}")
    assert plan_of(text).domain.entities["Stay"].begun == ()


def test_a_name_that_is_told_again_by_the_notice_waits_for_that_one_and_others_for_none() -> None:
    text = RENTAL.format(more="repay: {by: clerk, uses: bank}\n      remind: {by: clerk, uses: bank}")
    begun = {b.action: b.states for b in plan_of(text).domain.entities["Stay"].begun}
    assert begun == {"pay_now": ("wanted",), "repay": ("over",)}


def test_an_action_that_says_its_states_or_asks_somebody_else_is_left_alone() -> None:
    said = RENTAL.format(more="").replace("pay_now: {by: owner,", "pay_now: {by: owner, from: wanted, to: wanted,")
    assert [(b.states, b.finished_by) for b in plan_of(said).domain.entities["Stay"].begun] == [(("wanted",), "")]
    other = RENTAL.format(more="").replace("by: integration.bank", "by: system")
    assert plan_of(other).domain.entities["Stay"].begun == ()


def test_items_stand_still_once_the_checkout_took_for_them() -> None:
    plan = shop()
    update = next(o for o in plan.api.operations if o.id == "op.order_item.update")
    assert (409, "The order is no longer pending, or its checkout has begun.") in {
        (r.status, r.says) for r in update.refusals
    }
    files, _ = emit_sql(plan.database, "sqlite", "plain")
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as database:
        for file in files:
            if file.path.endswith(".up.sql") or file.path.startswith("seeds/"):
                database.executescript(file.text)
        database.execute("UPDATE order_items SET quantity = quantity + 1")
        database.execute("UPDATE orders SET stock_taken_at = '2026-01-31T09:30:00Z'")
        for late in ("UPDATE order_items SET quantity = quantity + 1", "DELETE FROM order_items"):
            with pytest.raises(sqlite3.IntegrityError, match="stand still"):
                database.execute(late)
        database.execute("UPDATE orders SET stock_taken_at = NULL")
        database.execute("DELETE FROM order_items")


def test_a_payment_that_comes_late_or_with_another_amount_moves_nothing() -> None:
    plan = shop()
    notice = says(step(plan, "step.integration.payments.webhook"))
    assert "other than the total of the order moves nothing" in notice
    assert "pay of an order that is no longer pending" in notice
    taking = step(plan, "step.taking.stock_never_negative")
    assert "takes it again; where too little is left" in says(taking)
    assert "WHERE id = :id AND stock_taken_at IS NULL" in taking.says
    assert "step.integration.payments.webhook" in {n.step for n in taking.depends_on}


def test_who_was_answered_202_finds_the_work_and_others_do_not() -> None:
    plan = plan_of(RENTAL.format(more=""))
    table = plan.database.table("job_runs")
    kept = {c.name for c in table.columns}
    job = next(p for p in plan.api.payloads if p.id == "payload.job")
    assert {"requested_by", "status", "result_url", "updated_at", "created_at"} <= kept
    assert {m.name for m in job.members} <= kept | {"error"}
    nobody_waits = plan_of(
        'planner: 1\nname: N\njobs: {tidy: {schedule: "0 2 * * *", does: Tidy.}}\nentities: {Note: {fields: {body: text}}}'
    )
    assert nobody_waits.database.table("job_runs").column("requested_by") is None


RETURNS = """
planner: 1
name: Returns
entities:
  Order: {fields: {note: text}, relations: {items: has_many Item}}
  Item: {part_of: order, fields: {quantity: int}, relations: {order: belongs_to Order required}}
  Return:
    fields: {reason: text}
    relations: {order: belongs_to Order required, item: belongs_to Item required}
"""


def test_two_relations_that_should_meet_are_held_together_and_asked_about() -> None:
    plan = plan_of(RETURNS)
    (asked,) = [q for q in plan.questions if q.id.endswith(".within")]
    assert asked.asks == "May item of a return be of another order than its order?"
    assert "A return whose item is of another order answers 422." in says(step(plan, "step.return.endpoints"))
    lone = RETURNS.replace("order: belongs_to Order required, item", "item")
    assert not [q for q in plan_of(lone).questions if q.id.endswith(".within")]


FINES = """
planner: 1
name: Fines
roles: {reader: Borrows., clerk: Lends.}
entities:
  Reader: {account: reader, fields: {email: email required unique, password: password required}, access: {get: owner}}
  Branch: {fields: {name: string}, access: {list: public}}
  Loan:
    owner: reader
    fields: {note: text}
    relations: {reader: belongs_to Reader required, home: belongs_to Branch required, at: belongs_to Branch required}
    access: {get: [owner, clerk], create: clerk}
  Fine:
    owner: reader
    fields: {note: text}
    relations: {reader: belongs_to Reader required, loan: belongs_to Loan required, desk: belongs_to Branch required}
    access: {get: [owner, clerk], create: clerk}
  Comment:
    fields: {note: text}
    relations: {fine: belongs_to Fine required, answers: belongs_to Comment}
    access: {get: clerk, create: clerk}
"""


def within(text: str) -> list[str]:
    """What is asked of relations that should meet."""
    return [q.asks for q in plan_of(text).questions if q.id.endswith(".within")]


def test_relations_to_owners_meet_where_somebody_makes_rows_for_all_and_answers_meet_what_they_answer() -> None:
    assert within(FINES) == [
        "May loan of a fine be of another reader than its reader?",
        "May answers of a comment be of another fine than its fine?",
    ], "a loan has two branches: which of them should meet the desk, nobody can tell"
    own = FINES.replace("access: {get: [owner, clerk], create: clerk}", "access: {get: [owner, clerk], create: reader}")
    assert within(own) == ["May answers of a comment be of another fine than its fine?"], "a reader reaches own loans"


def test_what_the_server_finds_is_no_callers_to_get_wrong() -> None:
    served = FINES.replace("loan: belongs_to Loan required", "loan: belongs_to Loan readonly").replace(
        "answers: belongs_to Comment", "answers: belongs_to Comment readonly"
    )
    assert within(served) == []


def test_who_took_the_money_tells_itself_that_it_went_back() -> None:
    text = RENTAL.format(more="").replace("from: over, to: repaid", "from: paid, to: repaid")
    assert not [q for q in plan_of(text).questions if q.id.endswith(".money")]
    asked = text.replace("repaid: {by: integration.bank", "refund: {by: clerk")
    assert [q for q in plan_of(asked).questions if q.id.endswith(".money")]


def test_a_successor_may_lie_elsewhere_than_what_it_follows() -> None:
    assert not [a for a in within(FINES.replace("answers: belongs_to", "sequel: belongs_to")) if "sequel" in a]


COURSES = """
planner: 1
name: Courses
entities:
  Course: {fields: {name: string}}
  Module: {part_of: course, fields: {name: string}, relations: {course: belongs_to Course required}}
  Quiz: {fields: {name: string}, relations: {module: belongs_to Module required on_delete=cascade}}
  Enrolment: {fields: {note: text}, relations: {course: belongs_to Course required}}
  Attempt:
    fields: {answers: json}
    relations: {quiz: belongs_to Quiz required, enrolment: belongs_to Enrolment required}
"""


def test_parts_of_parts_meet_what_is_about_the_same_whole() -> None:
    assert within(COURSES) == ["May quiz of an attempt be of another course than its enrolment?"]
    made = says(step(plan_of(COURSES), "step.attempt.endpoints"))
    assert "An attempt whose quiz is of another course than its enrolment answers 422." in made
    loose = COURSES.replace("Module required on_delete=cascade", "Module required on_delete=restrict")
    assert within(loose) == [], "what may lie elsewhere one day is no part"
    served = COURSES.replace("quiz: belongs_to Quiz required", "quiz: belongs_to Quiz readonly")
    assert within(served) == []
