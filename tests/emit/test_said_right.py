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
