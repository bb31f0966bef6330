"""What an outside party tells is true, whatever a rule of ours says: the notice that breaks it is thought of."""

from __future__ import annotations

from planner import make_plan
from planner.model.plan import Plan
from planner.read.design import read_design_text

CHARGE = """
planner: 1
name: Charges
stack: {{database: postgresql, auth: jwt}}
roles: {{clerk: Reserves.}}
entities:
  Charge:
    fields: {{state: enum(open | paid) = open, reserved: money required, paid: money readonly}}
    access: {{list: clerk, get: clerk, create: clerk}}
    {checks}
    actions:
      capture: {{by: {by}, from: open, to: paid, {told}}}
integrations: {{bank: {{kind: payment, direction: both}}}}
rules: [{{id: within, says: No more is paid than was reserved., on: [Charge]{rule}}}]
"""
TOLD = "input: {amount: money required}, sets: {paid: input.amount}"
ASKED = "question.charge.capture.refused"


def plan_of(checks: str = "", by: str = "integration.bank", told: str = TOLD, rule: str = "") -> Plan:
    """The plan of charges that a bank tells of."""
    text = CHARGE.format(checks=f"checks: [{checks}]" if checks else "", by=by, told=told, rule=rule)
    plan = make_plan(read_design_text(text)).plan
    assert plan is not None
    return plan


def test_a_notice_that_a_check_would_refuse_is_asked_about_and_kept() -> None:
    for plan, rule in (
        (plan_of(checks="{check: paid <= reserved, name: enough}"), "enough"),
        (plan_of(rule=", check: paid <= reserved"), "within"),
    ):
        (found,) = [q for q in plan.questions if q.id == ASKED]
        assert found.asks == f"What becomes of capture from bank whose paid breaks {rule}?"
        step = next(s for s in plan.work.steps if s.id == "step.integration.bank.webhook")
        assert any(f"capture whose paid breaks {rule} changes no row" in c.says for c in step.acceptance)


def test_what_no_rule_bounds_or_a_caller_sends_is_no_such_notice() -> None:
    for plan in (
        plan_of(),
        plan_of(rule=", check: reserved > 0"),
        plan_of(by="clerk", rule=", check: paid <= reserved"),
        plan_of(told="sets: {paid: 5}", rule=", check: paid <= reserved"),
    ):
        assert ASKED not in {q.id for q in plan.questions}
