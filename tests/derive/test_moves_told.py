"""What actions set, when they may run and who calls them is told wherever somebody builds or calls them."""

from __future__ import annotations

import pytest

from planner import make_plan
from planner.model.api import Operation
from planner.model.plan import Plan
from planner.read.design import read_design_text

LENDING = """
planner: 1
name: Lending
stack: {{database: postgresql, auth: jwt}}
roles: {{reader: Borrows., clerk: Lends., chief: {{extends: clerk, says: Signs.}}}}
entities:
  Reader: {{account: reader, fields: {{email: email required unique, password: password required}}, access: {{get: owner}}}}
  Clerk: {{account: clerk, fields: {{email: email required unique, password: password required}}, access: {{get: owner}}}}
  Loan:
    owner: reader
    fields:
      state: enum(open | returned | lost) = open
      renewals: int required readonly min=0 max=2 = 0
      returned_at: timestamp readonly
      renewed_on: date readonly
      lost_at: {{type: timestamp readonly, says: Told by the police.}}
      started_at: timestamp
      taken_by_id: uuid readonly
    relations: {{reader: belongs_to Reader required, lent_by: belongs_to Clerk readonly}}
    access: {{list: [owner, clerk], get: [owner, clerk], create: clerk, update: none, delete: none}}
    actions:
      renew: {{by: [owner, clerk], from: open, sets: {{renewals: renewals + 1}}}}
      take_back: {{by: clerk, from: open, to: returned}}
      lose: {{by: clerk, from: open, to: lost}}
      {more}
"""


def plan_of(more: str = "keep: {by: owner, from: open, to: open}") -> Plan:
    """The plan of lending with one more action."""
    plan = make_plan(read_design_text(LENDING.format(more=more))).plan
    assert plan is not None
    return plan


def action(plan: Plan, name: str) -> Operation:
    """The operation of an action."""
    return next(o for o in plan.api.operations if o.action == name)


def wrong(more: str) -> list[str]:
    """What is wrong with one more action."""
    found = make_plan(read_design_text(LENDING.format(more=more))).diagnostics
    return [d.message for d in found if d.severity == "error"]


@pytest.mark.parametrize("name", ["renew", "keep"])
def test_an_action_that_ends_nowhere_or_where_it_starts_stays_in_its_state_and_runs_there_alone(name: str) -> None:
    plan = plan_of()
    renew = action(plan, name)
    assert renew.transition is None
    assert "Only while state is open; any other state answers 409." in renew.description
    assert ("wrong_state", "The state is not open.") in [(r.code, r.says) for r in renew.refusals]
    assert [a.action for m in plan.domain.entities["Loan"].machines for a in m.arrows] == ["take_back", "lose"]
    steps = {s.id: [c.says for c in s.acceptance] for s in plan.work.steps}
    assert f"{name}: from open only; any other state answers 409." in steps["step.loan.actions"]


def test_several_states_may_be_named_without_an_end() -> None:
    plan = plan_of("note: {by: clerk, from: [open, lost]}")
    assert "Only while state is open or lost" in action(plan, "note").description
    asked = {q.id for q in plan.questions}
    assert not {"question.loan.note.begins", "question.loan.renew.begins"} & asked


def test_states_of_an_action_without_an_end_are_those_of_one_field() -> None:
    assert any("'gone'" in m for m in wrong("note: {by: clerk, from: gone}"))


def test_what_an_action_sets_is_told_with_the_value() -> None:
    plan = plan_of("hand_on: {by: clerk, sets: {lent_by: caller, taken_by_id: caller}}")
    assert "Sets renewals to renewals + 1 and renewed on to the day." in action(plan, "renew").description
    assert "Sets lent by to who calls and taken by id to who calls." in action(plan, "hand_on").description
    says = next(t.says for t in plan.requirements.traces if t.id == "req.loan.renew")
    assert "set renewals to renewals + 1" in says
    criteria = [c.says for s in plan.work.steps if s.id == "step.loan.actions" for c in s.acceptance]
    assert "renew sets renewals to renewals + 1 and renewed on to the day; no body can." in criteria
    assert "renew answers 409, and changes nothing, where renewals would be less than 0 or more than 2." in criteria


def test_a_time_that_is_named_like_a_state_is_set_by_what_leads_there() -> None:
    plan = plan_of()
    assert "Sets returned at to the time." in action(plan, "take_back").description
    assert "Sets" not in action(plan, "lose").description, "its own words say when it is set"
    assert not any("returned_at" in q.asks or "renewed_on" in q.asks for q in plan.questions)


def test_a_time_that_callers_send_is_left_to_them() -> None:
    assert "started" not in action(plan_of("start: {by: owner, from: open}"), "start").description


def test_who_calls_stands_in_a_relation_to_what_the_caller_signs_in_as() -> None:
    assert wrong("sign: {by: clerk, from: open, sets: {lent_by: caller}}") == []
    assert wrong("sign: {by: chief, from: open, sets: {lent_by: caller}}") == [
        "lent_by leads to Clerk, and chief, who may sign, does not sign in as that"
    ]
    assert wrong("sign: {by: system, from: open, sets: {lent_by: caller}}")
    assert wrong("sign: {by: clerk, from: open, sets: {renewals: caller}}") == ["Loan.renewals cannot hold who calls"]


def test_two_callers_at_once_are_tested_only_where_something_moves() -> None:
    def criteria(plan: Plan) -> str:
        return " ".join(c.says for s in plan.work.steps if s.id == "step.loan.actions" for c in s.acceptance)

    assert "Two callers acting at once" in criteria(plan_of())
    text = (
        LENDING.format(more="")
        .replace("to: returned", "")
        .replace("to: lost", "")
        .replace("from: open, }", "from: open}")
    )
    plan = make_plan(read_design_text(text)).plan
    assert plan is not None
    assert "Two callers acting at once" not in criteria(plan)
