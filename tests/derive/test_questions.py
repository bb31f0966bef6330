"""What nobody was given is asked about, once, where the answer would stand."""

from __future__ import annotations

from planner import make_plan
from planner.read.design import read_design_text

DESIGN = """
planner: 1
name: Q
summary: Q.
roles: {staff: Works.}
entities:
  Order:
    fields: {state: enum(a | b) = a}
    access: {list: staff, get: staff, create: unknown, update: none}
    actions: {pay: {from: a, to: b}}
queries:
  top: {returns: [Order]}
realtime:
  live: {channel: sse, of: Order, to: unknown}
"""


def test_each_operation_that_nobody_reaches_is_asked_about_once() -> None:
    plan = make_plan(read_design_text(DESIGN)).plan
    assert plan is not None
    asked = {q.path: q.asks for q in plan.questions}
    assert asked["entities.Order.access"] == "Who may create or delete orders?"
    assert asked["entities.Order.actions.pay.by"] == "Who may pay an order?"
    assert asked["queries.top.access"] == "Who may run top?"
    assert asked["realtime.live.to"] == "Who may follow live?"
    assert len(asked) == len(plan.questions)
    assert "entities.Order.access.create" not in asked, "said by the question about the entity"
