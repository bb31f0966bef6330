"""What the server alone sets is explained by the design or asked about; who makes a row stands in it without asking."""

from __future__ import annotations

from planner import make_plan
from planner.model.plan import Plan
from planner.read.design import read_design_text

FLEET = """
planner: 1
name: Fleet
roles: {{rider: Rides., keeper: Keeps the fleet., scooter: Reports.}}
entities:
  Rider:
    account: rider
    fields: {{email: email required unique, password: password required, balance: money readonly = 0}}
    access: {{get: owner, create: public}}
  Scooter:
    account: scooter
    fields: {{code: string(6) required unique{secret}}}
    access: {{get: [owner, keeper], create: keeper}}
  Tariff: {{fields: {{per_minute: money required}}, access: {{list: public, create: keeper}}}}
  Position:
    {owner}
    fields: {{place: point required}}
    relations: {{scooter: belongs_to Scooter required}}
    access: {{list: keeper, create: {maker}}}
  Ride:
    owner: rider
    fields: {{state: enum(riding | ended) = riding, amount: money readonly, minutes: int readonly, payment_ref: string(80) readonly}}
    relations:
      rider: belongs_to Rider required
      tariff: belongs_to Tariff required readonly
    access: {{list: owner, get: owner, create: rider, update: none, delete: none}}
    actions: {{end: {{by: owner, from: riding, to: ended, emits: [ride.ended]}}}}
events:
  ride.ended: {{of: Ride, payload: [id]}}
jobs:
  charge: {{on: ride.ended, of: Ride, does: {does}, uses: payments}}
integrations: {{payments: {{kind: payment, direction: out}}}}
"""


def plan_of(
    secret: str = "", owner: str = "says: A place.", maker: str = "scooter", does: str = "Takes the money."
) -> Plan:
    """The plan of the fleet."""
    plan = make_plan(read_design_text(FLEET.format(secret=secret, owner=owner, maker=maker, does=does))).plan
    assert plan is not None
    return plan


def asked(plan: Plan) -> dict[str, str]:
    """Questions by id."""
    return {q.id: q.asks for q in plan.questions}


def test_a_job_on_the_rows_explains_what_its_words_name_and_nothing_else() -> None:
    assert asked(plan_of())["question.ride.unset"] == "What sets amount and minutes of ride?"
    told = plan_of(does="Counts the minutes and takes their amount.")
    assert "question.ride.unset" not in asked(told)


def test_an_amount_that_begins_somewhere_and_that_nothing_moves_is_asked_about() -> None:
    assert asked(plan_of())["question.rider.unchanged"] == "What changes balance of rider?"


def test_what_the_server_must_find_for_a_row_that_callers_make_is_asked_about_and_told() -> None:
    plan = plan_of()
    assert asked(plan)["question.ride.tariff.chosen"] == "How does the server choose tariff of a ride?"
    create = next(o for o in plan.api.operations if o.id == "op.ride.create")
    assert "The server sets amount, minutes, payment ref, state and tariff." in create.description


def test_rows_of_nobody_that_name_an_account_could_be_made_for_somebody_else() -> None:
    assert asked(plan_of())["question.position.scooter.others"].startswith("May a scooter make a position of another")
    assert "question.position.scooter.others" not in asked(plan_of(owner="owner: scooter"))
    assert "question.position.scooter.others" not in asked(plan_of(maker="keeper"))


def test_an_account_without_password_or_secret_is_asked_how_it_proves_who_it_is() -> None:
    assert "has neither a password nor a secret" in asked(plan_of())["question.scooter.proof"]
    assert "question.scooter.proof" not in asked(plan_of(secret=", key: secret readonly"))


NOTES = """
planner: 1
name: Notes
roles: {{nurse: Writes., chief: {chief}}}
entities:
  Nurse: {{account: nurse, fields: {{email: email required unique, password: password required}}, access: {{get: owner}}}}
  Note:
    fields: {{body: text required}}
    relations: {{author: belongs_to Nurse required readonly}}
    access: {{list: nurse, get: nurse, create: nurse}}
"""


def test_who_makes_a_row_is_taken_from_the_credential_where_all_who_may_sign_in_as_that() -> None:
    plan = make_plan(read_design_text(NOTES.format(chief="Looks on."))).plan
    assert plan is not None
    create = next(o for o in plan.api.operations if o.id == "op.note.create")
    assert create.fills == ("author_id",)
    assert "Author comes from the credential." in create.description
    assert "question.note.author.chosen" not in asked(plan)


def test_who_may_make_a_row_and_signs_in_as_something_else_is_named() -> None:
    plan = make_plan(read_design_text(NOTES.format(chief="{extends: nurse, says: Leads.}"))).plan
    assert plan is not None
    (found,) = [q for q in plan.questions if q.id == "question.note.author.chosen"]
    assert found.assumed == "it is who makes the row; chief, who signs in as something else, cannot make one"


def test_the_name_of_an_action_counts_nothing_up() -> None:
    text = FLEET.format(secret="", owner="says: A place.", maker="scooter", does="Takes the money.").replace(
        "minutes: int readonly,", "minutes: int readonly, ends: int readonly = 0,"
    )
    plan = make_plan(read_design_text(text)).plan
    assert plan is not None
    assert asked(plan)["question.ride.unchanged"] == "What changes ends of ride?"
