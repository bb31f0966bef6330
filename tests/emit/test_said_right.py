"""Sentences of a bundle against what stands beside them: currencies, lists without pages, notices, trails."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from planner import make_bundle, make_plan, read_design
from planner.emit.options import EmitOptions
from planner.read.design import read_design_text

ROOT = Path(__file__).parents[2]
PARCELS = """planner: 1
name: Parcels
{context}
roles: {{clerk: Works.}}
integrations: {{scanner: {{kind: device, direction: in}}}}
entities:
  Parcel:
    fields:
      weight: int required unit=g
      price: {price}
      status: enum(packed | sent | there) = packed
    access: {{list: clerk, get: clerk, create: clerk}}
    actions:
      send: {{by: {sender}, from: packed, to: sent}}
      arrive: {{by: integration.scanner, from: {before}, to: there}}
"""


@cache
def shop() -> dict[str, str]:
    """The files of the bookshop, by their names."""
    plan = make_plan(read_design(ROOT / "examples/bookshop.yaml")).plan
    assert plan is not None
    return {a.path: a.content.decode() for a in make_bundle(plan, EmitOptions())}


def parcels(
    context: str = "context: {currency: EUR}",
    price: str = "money required",
    before: str = "sent",
    sender: str = "clerk",
) -> dict[str, str]:
    """The files of a design with an amount, a number of grams and a notice."""
    text = PARCELS.format(context=context, price=price, before=before, sender=sender)
    plan = make_plan(read_design_text(text)).plan
    assert plan is not None
    return {a.path: a.content.decode() for a in make_bundle(plan, EmitOptions())}


def test_amounts_and_numbers_say_what_they_are_counted_in() -> None:
    said = parcels()["openapi.yaml"]
    assert "description: Price. In EUR.}" in said
    assert "description: Weight. In g.}" in said
    beside = parcels(price="money required currency=coin\n      coin: currency required")
    assert "description: Price. In the currency that coin says.}" in beside["openapi.yaml"]
    assert "description: Total. In EUR.}" in shop()["asyncapi.yaml"]


@pytest.mark.parametrize(("price", "told"), [("money required", True), ("int required", False)])
def test_a_currency_is_certain_where_there_are_amounts(price: str, told: bool) -> None:
    assert ("Amounts of Parcels are in EUR." in parcels(price=price)["PLAN.md"]) is told


def test_a_list_without_pages_is_not_all_there_is() -> None:
    said = shop()["openapi.yaml"]
    assert "description: The books of one answer." in said
    assert "All the books" not in said


def test_one_of_what_is_not_counted_has_a_name() -> None:
    said = shop()["openapi.yaml"]
    assert "description: One stock record.\n" in said
    assert "description: One stock record among several.\n" in said


def test_signed_notices_are_counted_apart_from_callers_with_a_credential() -> None:
    assert "1 takes signed notices, the others authenticate by" in shop()["PLAN.md"]


@pytest.mark.parametrize(("before", "early"), [("sent", True), ("packed", False)])
def test_a_notice_comes_too_early_only_where_a_row_may_not_have_got_there(before: str, early: bool) -> None:
    _, _, hook = parcels(before=before)["openapi.yaml"].partition("operationId: receiveScannerNotice")
    assert ('"409"' in hook.partition("/health")[0]) is early


def test_a_sign_in_is_no_change_worth_a_line_of_the_trail() -> None:
    triggers = next(text for name, text in shop().items() if "triggers" in name)
    assert "write_audit('updated_at last_login_at', 'id')" in triggers


DOUBTED = """planner: 1
name: Parcels
scale: {daily_users: 9k, requests_per_user_day: 30, read_write: 6:1, availability: 99.5%}
roles: {clerk: Works.}
entities:
  Parcel:
    audit: reads
    fields: {label: string, status: enum(packed | sent | lost) = packed}
    access: {list: {clerk: status = packed}, get: clerk, create: clerk}
    actions:
      send: {by: clerk, from: packed, to: sent, emits: parcel.moved}
      lose: {by: clerk, from: sent, to: lost, emits: parcel.moved}
events: {parcel.moved: {of: Parcel, payload: [id], says: ""}}
interview: {scale.daily_users: {state: unsure, because: Taken over.}, scale.availability: {state: unsure, because: Guessed.}}
"""


@cache
def doubted() -> dict[str, str]:
    """The files of a design whose author is not sure of two figures."""
    plan = make_plan(read_design_text(DOUBTED)).plan
    assert plan is not None
    return {a.path: a.content.decode() for a in make_bundle(plan, EmitOptions())}


def test_what_nobody_is_sure_of_is_assumed_and_not_certain() -> None:
    certain, _, rest = doubted()["PLAN.md"].partition("## What is certain")[2].partition("## ")
    assert "30 requests a user a day." in certain
    assert "9k users" not in certain
    line = "- Reckoned with, and confirmed by nobody yet: 9k users a day; it answers 99.5% of the time."
    assert line in rest.partition("## What was assumed")[2].partition("## ")[0]


def test_an_event_of_several_moves_is_told_in_one_breath() -> None:
    assert "| parcel.moved | told once a parcel is sent or lost |" in doubted()["PLAN.md"]


def test_reads_that_are_recorded_are_shown_and_counted() -> None:
    assert "Each read of a parcel leaves a line in audit\\_log" in doubted()["BUILD_ORDER.md"]
    reads = 9_000 * 30 * 6 / 7 * 0.5
    assert f"| `audit_log` | 0 | {reads * 365 * 3 / 1e6:.0f}M |" in doubted()["PLAN.md"]


def test_less_than_one_request_in_work_makes_nobody_wait() -> None:
    assert "Less than one of them is in work at once, and with" in doubted()["PLAN.md"]
    assert "95 % do not wait, " in doubted()["PLAN.md"]


def test_a_trail_without_values_is_not_said_to_keep_them() -> None:
    plan = shop()["PLAN.md"]
    assert "it names which of email, name and phone changed, never what they were" in plan
    assert any("Names of the changed columns, never their values." in text for text in shop().values())


def test_a_verdict_does_not_count_twice() -> None:
    rows = [line for line in shop()["PLAN.md"].splitlines() if line.startswith("| operations | concern |")]
    assert len(rows) == 1
    assert rows[0].count("0 of 2 outside parties with a stated time-out") == 1


def test_a_flow_calls_outside_parties_after_its_answer_where_that_is_accepted_work() -> None:
    lines = [line.strip() for line in shop()["diagrams/flow-checkout-order.mmd"].splitlines()]
    asked = lines.index("worker->>x_payments: call with a time-out")
    assert lines.index("api->>db: take from Stock.on_hand, or answer 409") < asked
    assert lines.index("api->>db: store the job in the same transaction") < lines.index("api-->>caller: 202") < asked


def test_a_flow_of_a_notice_shows_what_it_moves() -> None:
    lines = shop()["diagrams/flow-receive-payments-notice.mmd"]
    assert "api->>api: check signature and age" in lines
    assert "api->>db: order becomes paid, if it may" in lines


def test_products_are_drawn_as_their_makers_write_them() -> None:
    drawn = shop()["diagrams/context.mmd"]
    assert '[("PostgreSQL")]' in drawn
    assert "payments: Stripe" in drawn


def test_who_sees_linked_rows_sees_those_of_their_own_list() -> None:
    rows = {line.split("`")[1]: line for line in shop()["PLAN.md"].splitlines() if line.startswith("| GET | `")}
    assert rows["/authors/{author_id}/books"].endswith("| anybody (some rows) and staff |")
    assert rows["/books/{book_id}/authors"].endswith("| anybody (some rows) and staff |")
