"""What a contract says in words and sends in rows: conditions, queries of every kind, events, what is included."""

from __future__ import annotations

import pytest

from planner.derive.api.wording import condition_text
from planner.read.expressions import Slip, parse_expression
from tests.derive.api_contracts import contract_of

HEAD = """
roles: {clerk: Works., customer: Buys.}
entities:
  Customer:
    account: customer
    fields: {email: email required unique pii, password: password required, name: string(1..80) pii}
    access: {list: clerk, get: [owner, clerk], create: public, update: owner, delete: clerk}
  Tag:
    fields: {label: string(1..20) required}
    access: {list: public, get: public, create: clerk, update: clerk, delete: clerk}
  Hidden:
    fields: {secret: text}
    access: {list: none, get: none, create: clerk, update: none, delete: none}
  Book:
    fields: {title: string(1..80) required, copies: int, scan: bytes, hint: text sensitive}
    relations: {tags: many_to_many Tag inverse=books, hidden: belongs_to Hidden, by: belongs_to Customer}
    list: {include: [tags, by, hidden]}
    access: {list: public, get: public, create: clerk, update: clerk, delete: clerk}
"""


@pytest.mark.parametrize(
    "text",
    [
        "a = 1",
        "a + b * c <= 3",
        "state in (open | held)",
        "state not in (open | held)",
        "a is null",
        "a is not null",
        "(a = 1 or b = 2) and c = 3",
        "not a = 1",
        "not (a = 1 and b = 2)",
        "sum(items.price where items.open = true) > 5",
        "count(items) = 0",
    ],
)
def test_a_condition_is_said_in_the_words_it_was_written_in(text: str) -> None:
    meant = parse_expression(text)
    assert not isinstance(meant, Slip)
    said = condition_text(meant)
    assert said == text and parse_expression(said) == meant


def test_a_query_of_columns_of_its_own_answers_with_a_row_of_them() -> None:
    found = contract_of(
        f"{HEAD}queries:\n"
        "  sales_by_day: {path: /sales, returns: {day: date required, count: int required}, access: clerk,\n"
        "    says: Copies sold a day., params: {limit: int = 5, since: date}}\n"
    )
    query = found.operation("query.sales_by_day")
    assert query.path == "/sales" and query.description == "Copies sold a day."
    assert found.names(query.response) == ["day", "count"]
    limit = next(p for p in query.parameters if p.name == "limit")
    assert limit.purpose == "limit" and limit.member.min == "1" and limit.member.max is not None, "a page has a most"
    assert query.resource == "resource.system.queries"


def test_a_query_of_several_entities_answers_with_a_group_of_each() -> None:
    found = contract_of(f"{HEAD}queries:\n  search: {{path: /search, returns: [Book, Tag], access: public}}\n")
    query = found.operation("query.search")
    assert found.names(query.response) == ["books", "tags"] and not query.many
    assert query.description.startswith("Search.")


def test_a_query_takes_from_its_path_what_its_parameters_do_not_name() -> None:
    found = contract_of(
        f"{HEAD}queries:\n  of_shelf: {{path: '/shelves/{{shelf}}/books/{{copies}}', returns: [Book], access: public,\n"
        "    params: {copies: int, word: string(1..20)}}\n"
    )
    query = found.operation("query.of_shelf")
    assert [(p.name, p.place, p.required) for p in query.parameters][:3] == [
        ("shelf", "path", True),
        ("copies", "path", True),
        ("word", "query", False),
    ]
    assert query.parameters[0].member.says == "Which shelf." and 404 in query.errors


def test_a_query_that_nobody_may_run_is_not_served() -> None:
    found = contract_of(f"{HEAD}queries:\n  all_books: {{path: /all, returns: [Book]}}\n")
    assert not found.has("query.all_books")
    assert [u.id for u in found.api.unserved if "all_books" in u.id]


def test_what_nobody_may_read_is_not_included_and_the_warning_says_so() -> None:
    found = contract_of(HEAD)
    (note,) = [d for d in found.notes if "nobody who lists Book may read its hidden" in d.message]
    assert note.path == "entities.Book.list" and "drop 'hidden' from include" in (note.hint or "")
    listed = found.operation("book.list").response
    assert "tags" in found.names(listed) and "hidden" not in found.names(listed)
    assert found.member(str(listed), "tags").many
    assert "scan" not in found.names(listed), "a page of rows carries no files"


def test_an_event_carries_what_may_travel() -> None:
    found = contract_of(
        f"{HEAD}events:\n  book.added: {{of: Book, payload: [id, title, by, created_at, hint]}}\n"
        "  customer.joined: {of: Customer, payload: [id, email, password]}\n"
    )
    added = next(m for m in found.api.messages if m.event == "book.added")
    assert [m.name for m in added.members] == ["id", "title", "by_id", "created_at"]
    joined = next(m for m in found.api.messages if m.event == "customer.joined")
    assert [m.name for m in joined.members] == ["id"]
    said = sorted(d.message for d in found.notes if "does not carry" in d.message)
    assert said == [
        "book.added does not carry hint, which is sensitive",
        "customer.joined does not carry email, which is personal",
        "customer.joined does not carry password, which is secret",
    ]
