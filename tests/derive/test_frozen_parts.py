"""Parts that feed a total: when they may change, what turns the guard off, what a copied value fixes."""

from __future__ import annotations

import pytest

from planner import make_plan
from planner.model.plan import Plan
from planner.read.design import read_design_text

DESIGN = """
planner: 1
name: Sales
roles: {{seller: Sells., buyer: Buys.}}
integrations: {{mailer: {{kind: email}}}}
entities:
  Product:
    fields: {{name: string(40) required, price: money required}}
    access: {{list: seller, get: seller, create: seller, update: seller, delete: seller}}
  Quote:
    fields:
      status: enum(draft | sent | revised | accepted | void) = draft
      total: {{type: money, computed: {computed}}}
    relations: {{lines: has_many Line}}
    access: {{list: seller, get: seller, create: seller, update: seller, delete: none}}
    actions:
      send: {{by: seller, from: [draft, revised], to: sent, {outwards}}}
      revise: {{by: seller, from: draft, to: revised}}
      reopen: {{by: seller, from: sent, to: draft}}
      accept: {{by: seller, from: sent, to: accepted}}
      drop: {{by: seller, from: [draft, revised, sent], to: void}}
  Line:
    part_of: quote
    fields: {{quantity: int required, unit_price: money required{price}, remark: string(40)}}
    relations:
      quote: belongs_to Quote required on_delete=cascade
      product: belongs_to Product required on_delete=restrict
    {access}
"""


def plan_of(
    computed: str = "sum(lines.quantity * lines.unit_price)",
    outwards: str = "uses: mailer",
    price: str = "",
    access: str = "",
) -> Plan:
    """The plan of the design with these parts."""
    text = DESIGN.format(computed=computed, outwards=outwards, price=price, access=access)
    plan = make_plan(read_design_text(text)).plan
    assert plan is not None
    return plan


def refusals(plan: Plan, operation: str) -> set[tuple[int, str]]:
    """Status and sentence of an operation's refusals."""
    found = next(o for o in plan.api.operations if o.id == f"op.line.{operation}")
    return {(r.status, r.says) for r in found.refusals}


LATE = (409, "The quote is no longer draft or revised.")


def test_lines_may_change_until_the_quote_is_sent() -> None:
    plan = plan_of()
    freeze = plan.domain.entities["Line"].frozen
    assert freeze is not None
    assert (freeze.states, freeze.moved_by, freeze.inputs) == (("draft", "revised"), "send", ("quantity", "unit_price"))
    assert all(LATE in refusals(plan, operation) for operation in ("create", "update", "delete"))
    (guard,) = [t for t in plan.database.table("lines").triggers if t.kind == "guard_parts"]
    assert guard.verbs == ("INSERT", "UPDATE", "DELETE")
    assert guard.columns == ("quote_id", "quantity", "unit_price")
    assert [q.path for q in plan.questions if q.id == "question.line.late"] == ["entities.Line.access"]
    step = next(s for s in plan.work.steps if s.id == "step.line.endpoints")
    assert any("no longer draft or revised" in c.says for c in step.acceptance)


@pytest.mark.parametrize("parts", [
    {"computed": "sum(lines.quantity)", "outwards": "says: Nobody outside hears of it."},
    {"access": "access: {create: seller, update: seller, delete: seller}"},
])  # fmt: skip
def test_what_stays_in_the_house_or_says_itself_is_free(parts: dict[str, str]) -> None:
    plan = plan_of(**parts)
    assert plan.domain.entities["Line"].frozen is None
    assert not any(r[1].startswith("The quote is no longer") for r in refusals(plan, "update"))
    assert not [q for q in plan.questions if q.id == "question.line.late"]


def test_a_part_that_says_something_is_free_for_that_alone() -> None:
    plan = plan_of(access="access: {delete: seller}")
    assert LATE not in refusals(plan, "delete")
    assert LATE in refusals(plan, "create")
    (guard,) = [t for t in plan.database.table("lines").triggers if t.kind == "guard_parts"]
    assert guard.verbs == ("INSERT", "UPDATE")


def test_a_change_that_cannot_reach_the_total_is_free() -> None:
    plan = plan_of(computed="count(lines)")
    assert LATE in refusals(plan, "create")
    assert LATE not in refusals(plan, "update")


def test_what_a_price_was_copied_from_stays() -> None:
    plan = plan_of(price=" readonly")
    members = {m.name for p in plan.api.payloads if p.id == "payload.line.update" for m in p.members}
    assert members == {"quantity", "remark"}
    create = {m.name for p in plan.api.payloads if p.id == "payload.line.create" for m in p.members}
    assert "product_id" in create
    (asked,) = [q for q in plan.questions if q.id == "question.line.product"]
    assert "unit price" in asked.asks
    free = plan_of(price=" readonly", access="access: {update: seller}")
    assert "product_id" in {m.name for p in free.api.payloads if p.id == "payload.line.update" for m in p.members}


def test_a_purge_of_lines_is_not_refused() -> None:
    plan = plan_of(access="retention: 1y after created")
    (guard,) = [t for t in plan.database.table("lines").triggers if t.kind == "guard_parts"]
    assert guard.verbs == ("INSERT", "UPDATE")
    assert LATE in refusals(plan, "delete"), "callers are"
