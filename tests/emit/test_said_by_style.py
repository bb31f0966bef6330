"""A contract without HTTP is told of in its own words: no paths, no problem+json, no statuses, no ids it can do without."""

from __future__ import annotations

import pytest

from planner.emit.conventions import emit as conventions
from planner.emit.openapi import emit as openapi
from planner.emit.options import EmitOptions
from planner.emit.proto import emit as proto
from planner.model.plan import Plan
from planner.spoken import in_cell
from tests.rules.harness import plan_of

ORDER = """
entities:
  Order:
    fields: {note: text}
    relations: {lines: has_many Line count=1..30}
  Line:
    part_of: order
    fields: {count: int required}
    relations: {order: belongs_to Order required on_delete=cascade}
  Slot:
    key: [order, place]
    part_of: order
    fields: {place: int required, note: text}
    relations: {order: belongs_to Order required on_delete=cascade}
"""


def of_style(style: str) -> Plan:
    return plan_of(f"context: {{consumers: [web]}}\nstack: {{api: {{style: {style}}}}}\n{ORDER}")


@pytest.mark.parametrize("style", ["graphql", "grpc"])
def test_what_only_addresses_have_is_not_decided(style: str) -> None:
    topics = {d.topic: d.option for d in of_style(style).decisions}
    assert not {"versioning", "errors", "response-envelope"} & set(topics)
    assert topics["pagination"] == "cursor"
    assert {"versioning", "errors", "response-envelope"} <= {d.topic for d in of_style("rest").decisions}


@pytest.mark.parametrize("style", ["graphql", "grpc"])
def test_conventions_promise_nothing_that_the_contract_has_not(style: str) -> None:
    plan = of_style(style)
    held = {s.id for s in plan.conventions.standards}
    assert not {"status-codes", "error-body", "cursor-pages", "numbered-pages", "cache-headers"} & held
    (page,) = conventions(plan, EmitOptions())
    said = page.content.decode()
    assert "| 422" not in said and "| 409" not in said
    assert ("INVALID" if style == "graphql" else "INVALID\\_ARGUMENT") in said


def test_a_word_that_stands_for_two_statuses_is_said_once() -> None:
    assert in_cell("400 or 422", "grpc") == "INVALID_ARGUMENT"
    assert in_cell("401, 401, 404", "graphql") == "NOT_SIGNED_IN, NOT_FOUND"
    assert in_cell("413 or 415", "graphql") == "413 or 415"
    assert in_cell("a second, then 503", "grpc") == "a second, then UNAVAILABLE"
    assert in_cell("400 or 422", "rest") == "400 or 422"


def message(text: str, name: str) -> str:
    return text.partition(f"message {name} {{")[2].partition("}")[0]


def test_a_part_is_found_by_its_own_id_unless_its_key_is_made_of_several() -> None:
    (made,) = proto(of_style("grpc"), EmitOptions())
    text = made.content.decode()
    assert "line_id" in message(text, "GetLineRequest") and "order_id" not in message(text, "GetLineRequest")
    assert "order_id" in message(text, "ListLinesRequest") and "order_id" in message(text, "CreateLineRequest")
    assert "slot_order_id" in message(text, "GetSlotRequest") or "order_id" in message(text, "GetSlotRequest")


def contract(text: str) -> str:
    return next(a.content.decode() for a in openapi(plan_of(text), EmitOptions()) if a.path == "openapi.yaml")


def test_a_caller_that_a_provider_names_has_no_number() -> None:
    text = "choices: {ids: bigint}\nstack: {auth: oidc}\nroles: {clerk: Works.}\nentities: {Note: {fields: {body: text}, access: {list: clerk, get: clerk, create: clerk}}}"
    said = contract(text)
    me = said.partition("    Me:\n")[2].partition("roles:")[0]
    assert "maxLength: 127" in me and "[1-9][0-9]{0,18}" not in me
    assert "the account behind it" not in said


def test_keys_are_named_as_their_table_names_them() -> None:
    text = "choices: {ids: bigint}\nstack: {auth: api_key}\nroles: {admin: Keeps keys.}\nentities: {Note: {fields: {body: text}, access: {list: admin, get: admin, create: admin}}}"
    said = contract(text)
    assert "[1-9][0-9]{0,18}" not in said.partition("    AccessKey:\n")[2].partition("name:")[0]
    assert "format: uuid" in said.partition("    AccessKey:\n")[2].partition("name:")[0]


def test_a_contract_without_versions_is_the_first() -> None:
    assert '\n  version: "1.0.0"\n' in contract(
        "context: {consumers: [internal]}\nentities: {Note: {fields: {body: text}}}"
    )
    assert '\n  version: "2.0.0"\n' in contract("stack: {api: {version: v2}}\nentities: {Note: {fields: {body: text}}}")
