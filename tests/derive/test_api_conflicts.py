"""Which writes answer for unique values and rules: those that reach a member of either, and no others."""

from __future__ import annotations

from pathlib import Path

from planner import make_bundle, make_plan, read_design
from planner.emit.options import EmitOptions
from planner.model.plan import Plan
from planner.read.design import read_design_text

SHOP = Path(__file__).parents[2] / "examples/bookshop.yaml"
ROOMS = """
planner: 1
name: Rooms
roles: {clerk: Books.}
entities:
  Room:
    fields: {name: string(40) required, seats: int required min=0, remark: text}
    access: {list: clerk, get: clerk, create: clerk, update: clerk, delete: none}
  Booking:
    fields:
      state: enum(asked | held | off) = asked
      people: int required min=1
      remark: text
    relations: {room: belongs_to Room required inverse=bookings}
    unique: [{on: [room], where: state = held}]
    access: {list: clerk, get: clerk, create: clerk, update: clerk, delete: none}
    actions:
      hold: {by: clerk, from: asked, to: held}
      remind: {by: clerk}
rules:
  - {id: room-for-all, says: No more people than seats., on: [Room, Booking], check: sum(bookings.people) <= seats}
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


def clashes(plan: Plan, operation: str) -> set[str]:
    """The codes of an operation's conflicts about other rows."""
    found = next(o for o in plan.api.operations if o.id == operation)
    return {r.code for r in found.refusals} & {"not_unique", "rule_broken"}


def test_an_arrow_clashes_where_a_unique_value_depends_on_the_state() -> None:
    plan = plan_of(ROOMS)
    assert clashes(plan, "op.booking.hold") == {"not_unique"}
    assert clashes(plan, "op.booking.remind") == set()


def test_a_rule_is_broken_by_what_it_counts_over_and_by_its_own_members() -> None:
    plan = plan_of(ROOMS)
    assert "rule_broken" in clashes(plan, "op.booking.create")
    assert "rule_broken" in clashes(plan, "op.booking.update"), "people and room may change"
    assert "rule_broken" in clashes(plan, "op.room.update"), "seats may change"


def test_what_moves_a_state_or_changes_a_note_clashes_with_nothing() -> None:
    plan = shop()
    for operation in ("op.order.ship", "op.order.deliver", "op.order.cancel", "op.order.update", "op.order.create"):
        assert clashes(plan, operation) == set(), operation
    assert clashes(plan, "op.book.create") == {"not_unique"}
    assert clashes(plan, "op.customer.update") == {"not_unique"}
    assert clashes(plan, "op.stock.update") == {"rule_broken"}


def test_who_sees_more_of_linked_rows_may_say_who_they_are() -> None:
    plan = shop()
    books = next(o for o in plan.api.operations if o.id == "op.author.books_list")
    assert [s.role for s in books.security.scopes] == ["public", "staff"]
    authors = next(o for o in plan.api.operations if o.id == "op.book.authors_list")
    assert [s.role for s in authors.security.scopes] == ["public", "staff"]


def test_links_to_what_only_staff_list_are_not_public() -> None:
    text = SHOP.read_text().replace("list: {public: status = on_sale, staff: all}      # a", "list: staff  # a")
    books = next(o for o in plan_of(text).api.operations if o.id == "op.author.books_list")
    assert [s.role for s in books.security.scopes] == ["staff"]


def test_a_list_is_indexed_in_the_order_it_has_where_nobody_asks_for_one() -> None:
    plan = shop()
    sort = next(p for o in plan.api.operations if o.id == "op.order.list" for p in o.parameters if p.name == "sort")
    assert sort.member.default == "-placed_at"
    columns = {tuple(c.name for c in i.columns) for i in plan.database.table("orders").indexes}
    assert {("placed_at", "id"), ("status", "placed_at", "id"), ("customer_id", "placed_at", "id")} <= columns
    assert not any(c[0] == "created_at" for c in columns), "no sort by it is offered"


def test_what_nothing_sets_is_asked_about_once_for_an_entity() -> None:
    (asked,) = [q for q in shop().questions if q.id == "question.order.unset"]
    assert asked.asks == "What sets placed_at of order?" and "its list finds nothing" in asked.assumed
    said = SHOP.read_text().replace(
        "placed_at: timestamp readonly", "placed_at: {type: timestamp, readonly: true, says: When it was paid.}"
    )
    assert "question.order.unset" not in {q.id for q in plan_of(said).questions}


def test_a_count_that_is_set_by_hand_and_taken_from_is_a_lost_update() -> None:
    (found,) = [f for f in shop().findings if f.rule == "lost-update" and f.element == "entity.stock"]
    assert found.status == "open"
    versioned = SHOP.read_text().replace("    key: book  ", "    versioned: true\n    key: book  ")
    (mended,) = [f for f in plan_of(versioned).findings if f.rule == "lost-update" and f.element == "entity.stock"]
    assert mended.status == "mitigated_by_design"


def test_a_sender_may_say_more_than_is_read_of_its_notice() -> None:
    files = {a.path: a.content for a in make_bundle(shop(), EmitOptions(only=frozenset({"openapi"})))}
    text = files["openapi.yaml"]
    text = text if isinstance(text, str) else text.decode()
    notice = text[text.index("    PaymentsNotice:") : text.index("    Job:")]
    assert "additionalProperties" not in notice
    pay = next(t for t in shop().requirements.traces if t.id == "req.order.pay")
    assert "keep the notice for somebody to see and change nothing" in pay.says


TICKETS = """
planner: 1
name: Tickets
roles: {{buyer: Buys., clerk: Sells., boss: Decides.}}
integrations: {{pay: {{kind: payment, direction: both, timeout: 3s}}}}
entities:
  Buyer:
    account: buyer
    fields: {{email: email required unique, password: password required, points: int required min=0 = 0}}
    access: {{create: public, get: owner, update: {update}}}
  Order:
    owner: buyer
    fields: {{total: money required, state: enum(open | paid | back) = open}}
    relations: {{buyer: belongs_to Buyer required}}
    access: {{list: [owner, clerk], get: [owner, clerk], create: buyer, update: none, delete: none}}
    actions:
      settle: {{by: integration.pay, from: open, to: paid}}
      refund: {{by: clerk, from: paid, to: back, emits: order.back}}
  Group:
    owner: buyer
    fields: {{seats: int required, state: enum(asked | granted) = asked}}
    relations: {{buyer: belongs_to Buyer required}}
    access: {{get: [owner, boss], create: buyer, update: none, delete: none}}
    actions: {{approve: {{by: {approves}, from: asked, to: granted}}}}
events: {{order.back: {{of: Order, payload: [id]}}}}
jobs: {{tell: {{on: order.back, does: Tells those who wait.{uses}}}}}
"""


def findings(update: str = "none", approves: str = "boss", uses: str = "") -> set[str]:
    """Rule and element of what is not settled."""
    text = TICKETS.format(update=update, approves=approves, uses=uses)
    return {f"{f.rule}@{f.element}" for f in plan_of(text).findings if f.status in ("open", "unknown")}


def test_a_refund_that_asks_nobody_keeps_the_money_though_a_job_hears_of_it() -> None:
    assert "money-kept@action.order.refund" in findings()
    assert "money-kept@action.order.refund" not in findings(uses=", uses: pay")


def test_who_asks_does_not_approve() -> None:
    assert "single-approver@action.group.approve" in findings(approves="[boss, owner]")
    assert "single-approver@action.group.approve" not in findings()


def test_nobody_writes_the_points_of_an_own_account() -> None:
    assert "self-granted-value@entity.buyer" in findings(update="owner")
    assert "self-granted-value@entity.buyer" in findings(), "a sign-up sends them along"
