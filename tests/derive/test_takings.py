"""What a rule bounds and nothing takes from: who takes, when, along which rows, and how it comes back."""

from __future__ import annotations

from pathlib import Path

from planner import make_plan, read_design
from planner.model.plan import Plan
from planner.read.design import read_design_text

SHOP = Path(__file__).parents[2] / "examples/bookshop.yaml"
SEATS = """
planner: 1
name: Tours
roles: {guest: Goes., guide: Leads.}
entities:
  Tour:
    fields: {name: string(40) required, seats: int required, taken: int required min=0 = 0}
    access: {list: guest, get: guest, create: guide, update: guide, delete: none}
  Ticket:
    fields: {state: enum(wanted | held | used | void) = wanted}
    relations: {tour: belongs_to Tour required}
    access: {list: guest, get: [guest, guide], create: guest, update: none, delete: none}
    actions:
      hold: {by: guest, from: wanted, to: held}
      use: {by: guide, from: held, to: used}
      expire: {by: system, from: held, to: void}
rules:
  - {id: enough, says: No more tickets than seats., on: [Tour, Ticket], check: Tour.taken <= Tour.seats}
"""


def shop(text: str | None = None) -> Plan:
    """The plan of the shop, perhaps with another text."""
    plan = make_plan(read_design(SHOP) if text is None else read_design_text(text)).plan
    assert plan is not None
    return plan


def test_an_order_takes_over_its_items_and_their_books_when_it_hands_over_to_the_payment() -> None:
    plan = shop()
    (taking,) = plan.domain.takings
    assert (taking.taker, taking.lines, taking.along, taking.amount) == ("Order", "items", "book", "quantity")
    assert (taking.action, taking.given_back_by) == ("checkout", ("cancel",))
    checkout = next(o for o in plan.api.operations if o.action == "checkout")
    assert "not_enough" in {r.code for r in checkout.refusals if r.status == 409}
    column = plan.database.table("orders").column("stock_taken_at")
    assert column is not None and column.nullable, "no state says that it was taken"
    (asked,) = [q for q in plan.questions if q.id == "question.stock_never_negative.taken_by"]
    assert "Stock.on_hand" in asked.asks and "checkout" in asked.assumed
    step = next(s for s in plan.work.steps if s.id == "step.taking.stock_never_negative")
    assert "UPDATE stock SET on_hand = on_hand - :n WHERE book_id = :book_id AND on_hand - :n >= 0" in step.says
    assert step.verify and "race" in step.verify[0].command
    rule = next(e for e in plan.enforcements if e.rule == "stock-never-negative")
    assert "gives back is a step" in rule.how


def test_the_step_answers_the_risk_of_the_race_unless_that_is_lived_with() -> None:
    text = SHOP.read_text()
    open_risk = text[: text.index("\nrisks:")]
    plan = shop(open_risk)
    steps = {s.id for s in plan.work.steps}
    assert "step.stock_race.stock_never_negative" in steps
    assert "step.taking.stock_never_negative" not in steps
    (finding,) = [f for f in plan.findings if f.rule == "stock-race"]
    assert finding.status == "mitigated_by_design"


def test_a_count_that_grows_and_a_state_that_tells_what_was_taken() -> None:
    plan = shop(SEATS)
    (taking,) = plan.domain.takings
    assert (taking.grows, taking.bound, taking.action, taking.marks) == (True, "seats", "hold", False)
    assert taking.given_back_by == ("expire",)
    assert plan.database.table("tickets").column("tour_taken_at") is None
    step = next(s for s in plan.work.steps if s.id == "step.stock_race.enough")
    assert "UPDATE tours SET taken = taken + 1 WHERE id = :id AND taken + 1 <= seats" in step.says
    assert taking.expires and "job" not in step.says, "the design's own clock gives back"


def test_what_an_action_sets_or_no_way_leads_to_is_left_alone() -> None:
    assert not shop(SEATS.replace("taken: int required", "taken: int required immutable")).domain.takings
    assert not shop(SEATS.replace("relations: {tour: belongs_to Tour required}", "says: Alone.")).domain.takings
    assert not shop(SEATS.replace("on: [Tour, Ticket]", "on: [Tour]")).domain.takings


def test_an_order_without_items_is_not_checked_out() -> None:
    plan = shop()
    checkout = next(o for o in plan.api.operations if o.action == "checkout")
    assert "The order has no items." in {r.says for r in checkout.refusals}
    (asked,) = [q for q in plan.questions if q.id == "question.order.empty"]
    assert asked.path == "entities.Order.relations.items"
    counted = shop(SHOP.read_text().replace("items: has_many OrderItem", "items: has_many OrderItem count=1..50"))
    assert not [q for q in counted.questions if q.id == "question.order.empty"]


def test_money_for_what_is_cancelled_is_asked_about_until_somebody_gives_it_back() -> None:
    plan = shop()
    (asked,) = [q for q in plan.questions if q.id == "question.order.cancel.money"]
    assert asked.path == "entities.Order.actions.cancel.uses"
    assert [f.element for f in plan.findings if f.rule == "money-kept" and f.status == "open"] == [
        "action.order.cancel"
    ]
    text = SHOP.read_text().replace("cancel: {by: [owner, staff],", "cancel: {by: [owner, staff], uses: payments,")
    answered = shop(text)
    assert not [q for q in answered.questions if q.id == "question.order.cancel.money"]
    assert not [f for f in answered.findings if f.rule == "money-kept" and f.status == "open"]


def test_a_customer_with_orders_is_erased_in_place() -> None:
    plan = shop()
    (finding,) = [f for f in plan.findings if f.rule == "erasure-refused"]
    assert (finding.element, finding.status, finding.step) == ("entity.customer", "open", "step.erasure")
    assert "step.erasure" in {s.id for s in plan.work.steps}
    assert "in place" in finding.mitigation


VOUCHERS = """
planner: 1
name: Vouchers
roles: {buyer: Buys.}
integrations: {pay: {kind: payment, direction: both, timeout: 3s}}
entities:
  Voucher:
    fields: {code: string(16) required unique, rest: money required readonly}
    access: {list: buyer, get: buyer, create: none, update: none, delete: none}
  Order:
    fields: {total: money required, voucher_part: money readonly, state: enum(open | asked | paid | off) = open}
    relations: {voucher: belongs_to Voucher}
    access: {list: buyer, get: buyer, create: buyer, update: none, delete: none}
    actions:
      checkout: {by: buyer, from: open, to: asked, uses: pay}
      settle: {by: integration.pay, from: asked, to: paid}
      fail: {by: integration.pay, from: asked, to: off}
rules:
  - {id: enough, says: No more than is left., on: [Order, Voucher], check: Voucher.rest >= 0}
"""


def test_money_is_taken_as_much_as_the_row_says_and_no_clock_gives_it_back() -> None:
    plan = shop(VOUCHERS)
    (taking,) = plan.domain.takings
    assert (taking.action, taking.amount, taking.given_back_by) == ("checkout", "voucher_part", ("fail",))
    step = next(s for s in plan.work.steps if s.id == "step.stock_race.enough")
    assert "SET rest = rest - :n WHERE id = :id AND rest - :n >= 0 (n being voucher part)" in step.says
    assert "job" not in step.says and not any("jobs/" in path for path in step.create)


def test_money_that_no_amount_of_the_row_says_is_not_taken_one_by_one() -> None:
    assert (
        shop(
            VOUCHERS.replace("voucher_part: money readonly, ", "").replace("total: money required, ", "")
        ).domain.takings
        == ()
    )
