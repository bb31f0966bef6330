"""Jobs and queries wait for the tables they speak of; a report that lies nowhere is asked about; no need is made up."""

from __future__ import annotations

import pytest

from planner.model.plan import Plan
from planner.model.work import Step
from tests.rules.harness import plan_of

STAFF = "roles: {staff: Works.}\n"
MODEL = (
    STAFF
    + """entities:
  Order: {fields: {total: money required, placed: date required}}
  OrderItem: {part_of: order, fields: {quantity: int required}, relations: {order: belongs_to Order required}}
  Parcel: {fields: {weight: int}}
  Run: {fields: {note: text}}
"""
)
ENTITIES = ("order", "order_item", "parcel", "run")


def step(plan: Plan, name: str) -> Step:
    return next(s for s in plan.work.steps if s.id == name)


def tables(found: Step) -> dict[str, str]:
    """The migrations a step waits for, with the reason."""
    return {n.step.split(".")[1]: n.because for n in found.depends_on if n.step.endswith((".migration", ".endpoints"))}


@pytest.mark.parametrize(
    ("does", "waits"),
    [
        ("Add up the order items of yesterday.", {"order_item"}),
        ("Weigh each parcel again.", {"parcel"}),
        ("Run in order, and say so.", set(ENTITIES)),
        ("Tidy up.", set(ENTITIES)),
    ],
    ids=["several by their plural", "one after each", "verbs and idioms name none", "what names none may read any"],
)
def test_a_job_waits_for_what_its_words_speak_of(does: str, waits: set[str]) -> None:
    plan = plan_of(f'{MODEL}jobs: {{nightly: {{schedule: "0 2 * * *", does: "{does}"}}}}\n')
    assert set(tables(step(plan, "step.job.nightly"))) == waits


def test_a_job_waits_for_what_its_event_is_about() -> None:
    plan = plan_of(
        f"{MODEL}events: {{parcel.weighed: {{of: Parcel}}}}\njobs: {{tell: {{on: parcel.weighed, does: Tell somebody.}}}}\n"
    )
    assert tables(step(plan, "step.job.tell")) == {"parcel": "parcel.weighed is about Parcel"}


def test_many_tables_are_not_waited_for_one_by_one() -> None:
    many = "entities:\n" + "".join(f"  Thing{n}: {{fields: {{note: text}}}}\n" for n in range(60))
    plan = plan_of(f'{many}jobs: {{nightly: {{schedule: "0 2 * * *", does: Tidy up.}}}}\n')
    assert tables(step(plan, "step.job.nightly")) == {}


@pytest.mark.parametrize(
    ("query", "waits"),
    [
        (
            "says: Parcels and their weight., returns: [{day: date, kilos: int}]",
            {"parcel": "its words speak of Parcel"},
        ),
        ("params: {order: uuid}, returns: [{day: date, kilos: int}]", {"order": "it names Order"}),
        ("returns: [{day: date, kilos: int}]", dict.fromkeys(ENTITIES, "nothing says which tables it reads")),
        ("returns: [Run]", {"run": "it reads run"}),
    ],
)
def test_a_query_waits_for_what_it_speaks_of(query: str, waits: dict[str, str]) -> None:
    plan = plan_of(f"{MODEL}queries: {{load: {{access: staff, {query}}}}}\n")
    assert tables(step(plan, "step.query.load")) == waits


def test_a_report_that_lies_nowhere_is_asked_about() -> None:
    job = 'jobs: {nightly: {schedule: "0 2 * * *", does: Roll the day up into a report.%s}}\n'
    plan = plan_of(MODEL + job % "")
    (asked,) = [q for q in plan.questions if q.id == "question.job.nightly.written"]
    assert asked.asks == "Where does nightly keep the report, and who reads it?"
    assert asked.path == "jobs.nightly.of"
    assert any("past run wrote" in c.says for c in step(plan, "step.job.nightly").acceptance)
    for kept in (", of: Run", ", uses: mail"):
        plan = plan_of(MODEL + "integrations: {mail: {kind: email}}\n" + job % kept)
        assert not [q for q in plan.questions if q.id == "question.job.nightly.written"]
        assert not any("past run wrote" in c.says for c in step(plan, "step.job.nightly").acceptance)


@pytest.mark.parametrize(
    ("auth", "reason"),
    [
        ("oidc", None),
        ("jwt", "credentials and refresh tokens are stored"),
        ("session", "credentials and sessions are stored"),
        ("api_key", "hashes of keys are stored"),
    ],
)
def test_sign_in_waits_for_the_database_where_it_stores_something(auth: str, reason: str | None) -> None:
    plan = plan_of(f"stack: {{auth: {auth}}}\n{MODEL}")
    needs = {n.step: n.because for n in step(plan, "step.auth").depends_on}
    assert needs.get("step.database") == reason


SEATS = """stack: {database: %s}
roles: {guest: Goes., guide: Leads.}
entities:
  Group:
    key: [rank]
    table: groups
    fields: {rank: "string(1..8) required", limit: int required, order: int required min=0 = 0}
    access: {list: guest, get: guest, create: guide, update: guide, delete: none}
  Ticket:
    fields: {state: enum(wanted | held | used | void) = wanted}
    relations: {group: belongs_to Group required}
    access: {list: guest, get: [guest, guide], create: guest, update: none, delete: none}
    actions:
      hold: {by: guest, from: wanted, to: held}
      expire: {by: system, from: held, to: void}
rules:
  - {id: enough, says: No more tickets than the limit., on: [Group, Ticket], check: Group.order <= Group.limit}
"""


@pytest.mark.parametrize(
    ("database", "said"),
    [
        ("postgresql", 'UPDATE groups SET "order" = "order" + 1 WHERE rank = :rank AND "order" + 1 <= "limit"'),
        ("mysql", "UPDATE `groups` SET `order` = `order` + 1 WHERE `rank` = :rank AND `order` + 1 <= `limit`"),
        ("sqlite", 'UPDATE "groups" SET "order" = "order" + 1 WHERE rank = :rank AND "order" + 1 <= "limit"'),
    ],
)
def test_statements_in_prose_quote_as_the_database_does(database: str, said: str) -> None:
    found = step(plan_of(SEATS % database), "step.stock_race.enough")
    assert said in found.says


def test_commands_quote_reserved_tables_for_the_shell_too() -> None:
    text = "stack: {database: mysql}\nentities: {Group: {table: groups, fields: {note: string(1..8)}}}\n"
    commands = [v.command for v in step(plan_of(text), "step.seeds").verify]
    assert any("from \\`groups\\`" in c for c in commands), commands
