"""Rows that go with others and have a time of their own: which of the two holds is said once, and said in the step."""

from __future__ import annotations

import pytest

from planner import make_plan
from planner.model.plan import Plan
from planner.read.design import read_design_text

ORDERS = """
planner: 1
name: Orders
stack: {{database: postgresql, auth: jwt}}
roles: {{clerk: Sells.}}
entities:
  Order:
    {order}
    fields: {{number: string required}}
    access: {{list: clerk, get: clerk, create: clerk, delete: none}}
  Item:
    part_of: order
    retention: {item}
    fields: {{price: money required}}
    relations: {{order: belongs_to Order required on_delete={on_delete}}}
{jobs}
"""
JOB = 'jobs: {{clean: {{schedule: "0 2 * * *", of: Order, does: "Delete orders older than a year{}."}}}}'


def plan_of(item: str, order: str = "retention: 1y", on_delete: str = "cascade", job: str | None = None) -> Plan:
    """The plan of orders and their items."""
    jobs = JOB.format(job) if job is not None else ""
    text = ORDERS.format(order=order, item=item, on_delete=on_delete, jobs=jobs)
    plan = make_plan(read_design_text(text)).plan
    assert plan is not None
    return plan


def cut_short(plan: Plan) -> tuple[str, ...]:
    """The places of what is to be kept longer than what it goes with."""
    return next((c.places for c in plan.contradictions if c.id == "contradiction.parts-cut-short@entity.order"), ())


def aged_out(plan: Plan) -> str:
    """How it is seen that items go when their time has come."""
    steps = [s for s in plan.work.steps if s.id == "step.item.retention"]
    return " ".join(c.says for s in steps for c in s.acceptance if "With the clock moved on" in c.says)


def test_parts_that_are_to_be_kept_longer_contradict_their_whole() -> None:
    assert cut_short(plan_of("10y")) == ("entities.Order.retention", "entities.Item.retention")
    assert not cut_short(plan_of("90d"))
    assert not cut_short(plan_of("10y", on_delete="restrict")), "there the end of the order is what cannot be"


@pytest.mark.parametrize("words", [" with their parts", " with their items", ", with all items"])
def test_a_job_that_says_so_takes_along_what_its_reference_would_hold_back(words: str) -> None:
    plan = plan_of("10y", on_delete="restrict", job=words)
    assert cut_short(plan)
    assert "none younger is gone but with its order, whose time is the one that holds" in aged_out(plan)


def test_a_job_that_does_not_say_so_leaves_the_rows_their_time() -> None:
    plan = plan_of("90d", on_delete="restrict", job=" with a note")
    assert not cut_short(plan)
    assert "none younger is gone." in aged_out(plan)


def test_the_time_of_the_whole_holds_and_the_step_of_the_part_says_it() -> None:
    for plan in (plan_of("90d"), plan_of("90d", order="rows: 10", job=" with their items")):
        assert not cut_short(plan)
        assert "none younger is gone but with its order, whose time is the one that holds." in aged_out(plan)


def test_a_whole_that_nothing_ends_takes_nothing_along() -> None:
    assert "none younger is gone." in aged_out(plan_of("90d", order="rows: 10"))
