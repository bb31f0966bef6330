"""The contract of the example shop, and what holds for every contract."""

from __future__ import annotations

import pytest

from planner.model.api import OperationKind, Shape
from planner.read.design import read_design_text
from tests.derive.api_contracts import EXAMPLES, Derived, derived, example

NAMES = ("bookshop", "catalogue-graphql", "notifications")


@pytest.fixture(scope="module", params=NAMES)
def any_example(request: pytest.FixtureRequest) -> Derived:
    return example(request.param)


@pytest.fixture(scope="module")
def shop() -> Derived:
    return example("bookshop")


def test_examples_give_no_problem(any_example: Derived) -> None:
    assert any_example.notes == ()
    assert any_example.api.unserved == ()


def test_ids_names_and_requests_are_unique(any_example: Derived) -> None:
    api = any_example.api
    for values in (
        [o.id for o in api.operations],
        [o.name for o in api.operations],
        [(o.method, o.path) for o in api.operations],
        [p.id for p in api.payloads],
        [p.name.lower() for p in [*api.payloads, *api.enums]],
        [r.id for r in api.resources],
        [r.tag for r in api.resources],
    ):
        assert len(values) == len(set(values))


def test_every_path_parameter_is_declared_and_stands_in_the_path(any_example: Derived) -> None:
    for operation in any_example.api.operations:
        inside = [part[1:-1] for part in operation.path.split("/") if part.startswith("{")]
        assert inside == [p.name for p in operation.parameters if p.place == "path"]
        assert all(p.required for p in operation.parameters if p.place == "path")


def test_every_named_payload_and_resource_is_there(any_example: Derived) -> None:
    api = any_example.api
    payloads = {p.name for p in api.payloads}
    named = [n for o in api.operations for n in (o.request, o.response) if n is not None]
    named += [m.payload for p in api.payloads for m in p.members if m.payload is not None]
    assert set(named) == payloads
    assert {o.resource for o in api.operations} == {r.id for r in api.resources}


def in_every_plan(element: object) -> bool:
    """Probes are no line's doing."""
    return getattr(element, "id", "").startswith(("op.system.", "resource.system.probes", "payload.system."))


def test_everything_leads_back_to_lines_of_the_design(any_example: Derived) -> None:
    api = any_example.api
    for element in (*api.resources, *api.operations, *api.payloads, *api.messages, *api.feeds, *api.enums):
        assert (element.because and all(element.because)) or in_every_plan(element)
    assert all(m.because for p in api.payloads if not in_every_plan(p) for m in p.members)
    members = [p.member for o in api.operations for p in o.parameters]
    assert all(m.because for m in members if m.name not in ("cursor", "offset", "limit"))


def test_errors_are_the_statuses_of_the_refusals_in_order(any_example: Derived) -> None:
    for operation in any_example.api.operations:
        statuses = [r.status for r in operation.refusals]
        assert statuses == sorted(statuses)
        assert operation.errors == tuple(dict.fromkeys(statuses))


def test_resources_keep_the_order_of_the_design(shop: Derived) -> None:
    assert [r.name for r in shop.api.resources if r.entity] == [
        "Customer", "Author", "Book", "Category", "Stock", "Order", "OrderItem",
    ]  # fmt: skip


def test_parts_are_nested_under_the_name_their_whole_gives_them(shop: Derived) -> None:
    assert shop.operation("order_item.get").path == "/orders/{order_id}/items/{order_item_id}"
    assert [s.role for s in shop.operation("order_item.list").security.scopes] == ["owner", "staff"]
    assert [s.role for s in shop.operation("order_item.create").security.scopes] == ["staff"]


def test_the_server_owns_what_it_owns(shop: Derived) -> None:
    assert shop.names("OrderCreate") == ["note", "items"]
    assert shop.names("OrderUpdate") == ["note"]
    assert shop.names("OrderItemCreate") == ["quantity", "book_id"]
    assert shop.operation("order.create").fills == ("customer_id",)


def test_parts_come_inline_within_bounds(shop: Derived) -> None:
    items = shop.member("OrderCreate", "items")
    assert (items.payload, items.many, items.least, items.most) == ("OrderItemCreate", True, 0, 100)
    assert shop.operation("order.create").writes == ("Order", "OrderItem")


def test_nothing_secret_is_answered(any_example: Derived) -> None:
    for payload in any_example.api.payloads:
        if payload.purpose in ("read", "item", "embedded") or (
            payload.entity is not None and payload.purpose == "result"
        ):
            assert not [m.name for m in payload.members if m.write_only]


def test_a_public_sign_up_echoes_nothing_personal(shop: Derived) -> None:
    operation = shop.operation("customer.create")
    assert operation.kind is OperationKind.SIGN_UP
    assert shop.names(operation.response) == ["id", "created_at", "updated_at"]
    assert [m.name for m in shop.payload(operation.request).members if m.required] == ["email", "password", "name"]


def test_a_password_is_changed_by_recovery_only(shop: Derived) -> None:
    assert "password" not in shop.names("CustomerUpdate")


def test_versioned_rows_are_changed_under_if_match(shop: Derived) -> None:
    for id in ("order.update", "order.ship", "order.cancel"):
        operation = shop.operation(id)
        assert operation.if_match and {412, 428} <= set(operation.errors)
    assert shop.operation("order.get").etag
    assert not {412, 428} & set(shop.operation("book.update").errors)


def test_actions_move_along_their_arrows(shop: Derived) -> None:
    cancel = shop.operation("order.cancel")
    assert cancel.path == "/orders/{order_id}/cancel" and cancel.method == "POST"
    assert cancel.transition is not None
    assert (cancel.transition.sources, cancel.transition.target) == (("pending", "paid"), "cancelled")
    assert shop.names(cancel.request) == ["reason"]
    assert "wrong_state" in [r.code for r in cancel.refusals]


def test_who_pays_does_not_say_that_it_was_paid(shop: Derived) -> None:
    assert not shop.has("order.pay")
    hook = shop.operation("webhook.payments")
    assert (hook.security.scheme, hook.security.public, hook.writes, hook.emits) == (
        "signature", False, ("Order",), ("order.paid",),
    )  # fmt: skip
    assert "entities.Order.actions.pay" in hook.because


def test_long_work_answers_with_a_job(shop: Derived) -> None:
    checkout = shop.operation("order.checkout")
    assert (checkout.success, checkout.response, checkout.is_async, checkout.idempotency_key) == (
        202,
        "Job",
        True,
        True,
    )
    assert shop.operation("job.get").path == "/jobs/{job_id}"


def test_filters_ranges_and_sort_as_listed(shop: Derived) -> None:
    assert shop.query("book.list") == [
        "status", "category_id", "price", "price_from", "price_to", "q", "sort", "cursor", "limit",
    ]  # fmt: skip
    sort = next(p for p in shop.operation("book.list").parameters if p.name == "sort")
    assert sort.member.values == ("price", "-price", "published_on", "-published_on", "title", "-title")
    assert shop.operation("book.list").sort == ("price", "published_on", "title")


def test_links_are_written_with_the_update_of_the_declaring_side(shop: Derived) -> None:
    add, remove, listed = (shop.operation(f"book.authors_{verb}") for verb in ("add", "remove", "list"))
    assert (add.method, add.path) == ("PUT", "/books/{book_id}/authors/{author_id}")
    assert (remove.method, remove.path) == ("DELETE", add.path)
    assert [s.role for s in add.security.scopes] == [s.role for s in remove.security.scopes] == ["staff"]
    assert listed.security.public and listed.response == "AuthorListItem"
    assert shop.operation("author.books_list").path == "/authors/{author_id}/books"
    assert not shop.has("author.books_add")


def test_a_query_reaches_no_more_rows_than_the_list(shop: Derived) -> None:
    query = shop.operation("query.bestsellers")
    assert query.path == "/books/bestsellers"
    assert [s.rows for s in query.security.scopes] == ["where"]
    assert [(p.name, p.purpose) for p in query.parameters] == [("since", "input"), ("limit", "limit")]


def test_money_carries_its_currency_and_files_are_announced(shop: Derived) -> None:
    assert shop.member("Book", "price").currency == "EUR"
    assert shop.member("Book", "cover").shape is Shape.FILE
    assert shop.member("BookCreate", "cover").shape is Shape.UPLOAD


def test_an_update_needs_at_least_one_member_and_none_in_particular(any_example: Derived) -> None:
    updates = [p for p in any_example.api.payloads if p.purpose == "update"]
    assert updates
    for payload in updates:
        assert payload.partial and payload.members
        assert not any(m.required or m.default for m in payload.members)


def test_conflicts_only_where_they_can_happen(shop: Derived) -> None:
    assert 409 in shop.operation("category.delete").errors, "books refer to a category"
    assert 409 not in shop.operation("author.delete").errors, "nothing is held by an author"
    assert 409 not in shop.operation("book.delete").errors, "books are only marked"
    assert 403 not in shop.operation("order.get").errors, "customers, staff and admins may all ask"
    assert 403 in shop.operation("order.create").errors


def test_repeating_a_create_is_safe(shop: Derived) -> None:
    assert shop.operation("order.create").idempotency_key
    assert not shop.operation("category.create").idempotency_key, "its unique name makes the second one a 409"


def test_deleting_the_line_that_caused_an_operation_removes_or_changes_it() -> None:
    text = (EXAMPLES / "bookshop.yaml").read_text()
    before = example("bookshop")
    line = "      ship:   {by: staff, from: paid, to: shipped, emits: order.shipped}\n"
    reading = read_design_text(text.replace(line, ""), "bookshop.yaml")
    assert reading.design is not None
    after = derived(reading.design)
    gone = {o.id for o in before.api.operations} - {o.id for o in after.api.operations}
    assert gone == {"op.order.ship"}
    assert before.operation("order.ship").because == ("entities.Order.actions.ship",)


def test_the_same_design_gives_the_same_contract() -> None:
    assert example("bookshop") == example("bookshop")
