"""Signing in, the caller, keys, messages and feeds."""

from __future__ import annotations

import pytest

from planner.model.api import OperationKind
from tests.derive.api_contracts import contract_of, example

BASE = """
stack: {{auth: {auth}}}
roles: {{customer: C., admin: {{extends: customer, says: A.}}}}
entities:
  Customer:
    account: customer
    fields: {{email: email required unique pii, password: password required}}
    access: {{create: public, get: owner, list: admin, update: owner, delete: none}}
"""
ACCOUNT_KINDS = (
    OperationKind.SIGN_IN, OperationKind.REFRESH, OperationKind.SIGN_OUT, OperationKind.RESET_REQUEST,
    OperationKind.RESET_CONFIRM, OperationKind.ME,
)  # fmt: skip


@pytest.mark.parametrize(
    ("auth", "kinds"),
    [
        ("jwt", ACCOUNT_KINDS),
        ("session", tuple(k for k in ACCOUNT_KINDS if k is not OperationKind.REFRESH)),
        ("oidc", (OperationKind.ME,)),
        ("service_token", ()),
        ("api_key", ()),
        ("none", ()),
    ],
)
def test_account_operations_as_the_authentication_needs_them(auth: str, kinds: tuple[OperationKind, ...]) -> None:
    found = contract_of(BASE.format(auth=auth))
    assert tuple(o.kind for o in found.api.operations if o.kind in ACCOUNT_KINDS) == kinds


def test_recovery_tells_nothing() -> None:
    found = contract_of(BASE.format(auth="jwt"))
    asked = found.operation("auth.request_recovery")
    assert asked.success == 202 and asked.response is None and 404 not in asked.errors and asked.security.public


def test_whoever_signs_in_finds_roles_and_account() -> None:
    found = contract_of(BASE.format(auth="jwt"))
    assert found.names("Me") == ["id", "roles", "customer"]
    assert {s.role for s in found.operation("auth.me").security.scopes} == {"customer", "admin"}


def test_no_path_or_query_is_named_like_a_credential() -> None:
    for auth in ("jwt", "session", "api_key"):
        for operation in contract_of(BASE.format(auth=auth)).api.operations:
            for parameter in operation.parameters:
                assert not any(word in parameter.name for word in ("token", "password", "secret"))


def test_keys_are_managed_by_the_role_above_the_others() -> None:
    found = contract_of(BASE.format(auth="api_key"))
    assert [s.role for s in found.operation("api_key.create").security.scopes] == ["admin"]
    assert "value" in found.names(found.operation("api_key.create").response)
    assert "value" not in found.names(found.operation("api_key.list").response)
    assert not example("catalogue-graphql").has("api_key.create"), "no role stands above another"


def test_a_second_factor_is_asked_for_where_the_design_has_one() -> None:
    plain = contract_of(BASE.format(auth="jwt"))
    strong = contract_of(BASE.format(auth="jwt") + "controls: {mfa: admins}\n")
    assert plain.names("Credentials") == ["email", "password"]
    assert strong.names("Credentials") == ["email", "password", "code"]
    assert not strong.member("Credentials", "code").required


def test_probes_are_open_and_answer_503_until_ready() -> None:
    found = contract_of(BASE.format(auth="jwt"))
    assert 503 in found.operation("system.ready").errors and 503 not in found.operation("system.health").errors
    assert 401 not in found.operation("system.health").errors


def test_messages_hold_declared_members_and_who_makes_them() -> None:
    shop = example("bookshop")
    paid = next(m for m in shop.api.messages if m.event == "order.paid")
    assert (paid.id, [m.name for m in paid.members]) == ("message.order_paid", ["id", "number", "total"])
    assert paid.emitted_by == ("op.webhook.payments",) and paid.consumed_by == ("send_receipt",)
    orders = example("notifications").api.messages[0]
    assert (orders.direction, orders.consumed_by) == ("consume", ("deliver",))


def test_personal_data_does_not_leave_in_an_event() -> None:
    found = contract_of(
        BASE.format(auth="jwt") + "events:\n  customer.made: {of: Customer, payload: [id, email, password]}\n"
    )
    assert [m.name for m in found.api.messages[0].members] == ["id"]
    assert found.codes() == ["API401", "API401"]


def test_feeds_have_a_path_and_readers() -> None:
    found = contract_of(
        BASE.format(auth="jwt")
        + "realtime:\n  news: {channel: sse, of: Customer, to: admin}\n  lost: {channel: sse, of: Customer}\n"
    )
    assert [(f.path, f.transport) for f in found.api.feeds] == [("/customers/stream", "sse")]
    assert [u.id for u in found.api.unserved] == ["unserved.feed.lost"]


def test_entities_of_other_services_have_no_operations() -> None:
    found = contract_of(
        "services:\n  mine: {owns: [Order]}\n  theirs: {owns: [Book], external: true}\nentities:\n"
        "  Book: {fields: {n: int}}\n  Order: {fields: {n: int}, relations: {book: belongs_to Book required}}"
    )
    assert not [o for o in found.api.operations if o.entity == "Book"]
    assert "book_id" in found.names("OrderCreate")


def test_a_secret_the_server_makes_is_shown_once_to_its_maker_and_a_token_never() -> None:
    found = contract_of(
        """
roles: {member: Works.}
entities:
  Member: {account: member, fields: {email: email required unique, password: password required}, access: {create: public, get: owner}}
  Key:
    owner: member
    fields: {name: string(40) required, secret: secret required readonly, token: secret required readonly}
    relations: {member: belongs_to Member required}
    access: {create: member, get: owner}
"""
    )
    payloads = {p.name: {m.name for m in p.members} for p in found.api.payloads}
    answers = {o.name: payloads[o.response] for o in found.api.operations if o.response}
    assert "secret" in answers["createKey"] and "token" not in answers["createKey"]
    assert "secret" not in answers["getKey"]
