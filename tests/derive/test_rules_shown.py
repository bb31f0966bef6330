"""A rule that the schema holds is shown by the step whose requests could break it, and its requirement has a test."""

from __future__ import annotations

from planner import make_plan
from planner.model.plan import Plan
from planner.read.design import read_design_text

LOANS = """
planner: 1
name: Loans
roles: {{clerk: Lends.}}
entities:
  Copy: {{fields: {{code: string}}, access: {{list: clerk}}}}
  Loan:
    fields: {{open: bool = true, lent: date required, back: date}}
    relations: {{copy: belongs_to Copy required}}
    access: {{list: clerk, create: {maker}, update: {maker}, delete: none}}
rules:
  - {{id: lent-once, says: A copy is lent once., on: Loan, unique: {{on: copy, where: open = true}}}}
  - {{id: back-later, says: It comes back after it went., on: Loan, check: back is null or back >= lent}}
"""


def criteria(plan: Plan, step: str) -> list[str]:
    """What shows that a step is done."""
    return [c.says for s in plan.work.steps if s.id == step for c in s.acceptance]


def plan_of(maker: str) -> Plan:
    """The plan of loans that somebody makes."""
    plan = make_plan(read_design_text(LOANS.format(maker=maker))).plan
    assert plan is not None
    return plan


def test_the_endpoints_show_the_rules_their_requests_could_break() -> None:
    plan = plan_of("clerk")
    shown = criteria(plan, "step.loan.endpoints")
    assert (
        "lent-once: of two requests at once that would break it together one is carried out, the other answers 409."
        in (shown)
    )
    assert "back-later: a request that would break it answers 409 and changes nothing." in shown
    for trace in (t for t in plan.requirements.traces if t.kind == "rule"):
        assert "step.loan.endpoints" in trace.steps
        assert trace.tests


def test_where_no_request_writes_the_rows_the_table_shows_it() -> None:
    shown = criteria(plan_of("none"), "step.loan.migration")
    assert "lent-once: a statement that would break it is refused by the database." in shown


def test_a_rule_over_what_the_server_alone_sets_is_shown_by_the_table() -> None:
    text = LOANS.format(maker="clerk").replace(
        "lent: date required, back: date", "lent: date readonly, back: date readonly"
    )
    plan = make_plan(read_design_text(text)).plan
    assert plan is not None
    assert "back-later: a statement that would break it is refused by the database." in criteria(
        plan, "step.loan.migration"
    )
    assert any(says.startswith("lent-once") for says in criteria(plan, "step.loan.endpoints"))
