"""Checks and predicates by rows: what every database must take and what it must refuse."""

from __future__ import annotations

import pytest

from planner.emit.sql.dialects.base import Dialect
from planner.emit.sql.dialects.mysql import MySQL
from planner.emit.sql.dialects.postgresql import PostgreSQL
from planner.emit.sql.dialects.sqlite import SQLite
from planner.emit.sql.layouts import emit_sql
from planner.emit.sql.seeds import seed_statements
from tests.dialects.engines import DIALECTS, ENGINES, REFUSED, Engine, engine
from tests.dialects.schema import AUTHOR, BOOK, DATABASE, ITEM, TENANT, row

PRINTERS: dict[str, type[Dialect]] = {"postgresql": PostgreSQL, "mysql": MySQL, "mariadb": MySQL, "sqlite": SQLite}
NEW = "019b8f3c-0000-7000-8000-0000000000ff"


def book(**changes: str | None) -> dict[str, str | None]:
    """A book every database takes, but for the changes."""
    return {
        "id": NEW,
        "tenant_id": TENANT,
        "isbn": "1234567890",
        "slug": "new-book",
        "price": "1",
        "status": "draft",
    } | changes


def item(**changes: str | None) -> dict[str, str | None]:
    """An item every database takes, but for the changes."""
    return {"id": NEW, "order_id": "1", "quantity": "1", "unit_price": "1"} | changes


CASES: tuple[tuple[str, dict[str, str | None], bool], ...] = (
    ("books", book(), True),
    ("books", book(isbn="123456789"), False),
    ("books", book(isbn="12345678901234"), False),
    ("books", book(isbn="123456789x"), False),
    ("books", book(isbn="123456789\n"), False),
    ("books", book(slug="a"), True),
    ("books", book(slug="-a"), False),
    ("books", book(slug="a--b"), False),
    ("books", book(slug="a-b-"), False),
    ("books", book(slug=""), False),
    ("books", book(slug="A"), False),
    ("books", book(status="it's \\ gone"), True),
    ("books", book(status="it's  gone"), False),
    ("books", book(status="Draft"), False),
    ("books", book(price="0"), True),
    ("books", book(price="-0.0001"), False),
    ("books", book(stars="5"), True),
    ("books", book(stars="6"), False),
    ("books", book(stars=None), True),
    ("books", book(status="on_sale", price="0"), False),
    ("books", book(status="on_sale", price="2"), True),
    ("books", book(url="x" * 2048), True),
    ("books", book(url="x" * 2049), False),
    ("books", book(isbn="012345678X"), False),
    ("books", book(isbn="012345678X", deleted_at="2026-01-01T00:00:00Z"), True),
    ("books", book(isbn="012345678x", deleted_at="2026-01-01T00:00:00Z"), False),
    ("books", book(slug="a-book"), True),
    ("books", book(tenant_id=NEW), False),
    ("books", book(author_id=AUTHOR), True),
    ("books", book(author_id=BOOK), False),
    ("books", book(tenant_id=None), False),
    ("items", item(), True),
    ("items", item(book_id=BOOK), True),
    ("items", item(author_id=AUTHOR), True),
    ("items", item(book_id=BOOK, author_id=AUTHOR), False),
    ("items", item(order_id="2"), False),
    ("kinds", {"id": "2", "short": "x" * 10}, True),
    ("kinds", {"id": "2", "short": "ü" * 10}, True),
    ("kinds", {"id": "2", "short": "x" * 11}, False),
    ("kinds", {"id": "2", "a_json": "[1, 2"}, False),
    ("kinds", {"id": "2", "a_json": None}, True),
    ("kinds", {"id": "2", "a_date": "2026-02-30"}, False),
    ("kinds", {"id": "2", "a_timestamp": "yesterday-ish"}, False),
    ("kinds", {"id": "2", "a_time": "25:00:00"}, False),
    ("kinds", {"id": "2", "a_ip": "2001:db8::1"}, True),
    ("kinds", {"id": "2", "a_uuid": "not-a-uuid"}, False),
    ("kinds", {"id": "1"}, False),
    ("kinds", {"id": "2", "a_int": "much"}, False),
    ("kinds", {"id": "2", "a_bigint": "9007199254740993"}, True),
    ("item_tags", {"item_id": ITEM, "tag": "x"}, False),
    ("item_tags", {"item_id": ITEM, "tag": "X"}, True),
    ("closures", {"id": NEW, "first_day": "2026-01-01", "last_day": "2026-01-05"}, True),
)


def prepared(database: Engine) -> Dialect:
    """The schema and its rows, and a printer of literals."""
    files, _ = emit_sql(DATABASE, database.dialect, "plain")
    for file in files:
        if not file.path.endswith(".down.sql"):
            database.script(file.text)
    return PRINTERS[database.dialect](DATABASE.tables)


def accepts(database: Engine, printer: Dialect, table: str, values: dict[str, str | None]) -> bool:
    """Whether the row is taken; a row that is taken goes again."""
    said = seed_statements(printer, (row(table, **values),))
    statement = next(s for s in said if s.startswith("INSERT"))
    try:
        database.ask("BEGIN")
        database.ask(statement)
        return True
    except REFUSED:
        return False
    finally:
        database.ask("ROLLBACK")


@pytest.mark.server
@pytest.mark.parametrize("name", ENGINES)
def test_rows_accepted_and_refused(name: str, request: pytest.FixtureRequest) -> None:
    with engine(name, request) as database:
        printer = prepared(database)
        wrong = [(t, v, wanted) for t, v, wanted in CASES if accepts(database, printer, t, v) is not wanted]
        assert wrong == []


@pytest.mark.server
@pytest.mark.parametrize("name", ENGINES)
def test_seeds_and_defaults_arrive_unharmed(name: str, request: pytest.FixtureRequest) -> None:
    from tests.dialects.schema import NASTY

    with engine(name, request) as database:
        printer = prepared(database)
        order = printer.name("order")
        assert database.ask("SELECT a_text, short, doubled, more FROM kinds WHERE id = 1") == [(NASTY, NASTY[:9], 8, 9)]
        assert bytes(database.ask("SELECT a_bytes FROM kinds WHERE id = 1")[0][0]) == b"\x00\xff\\'"
        assert float(database.ask("SELECT a_decimal FROM kinds WHERE id = 1")[0][0]) == 1.5
        assert [(float(t), n) for t, n in database.ask(f"SELECT total, {printer.name('lines')} FROM {order}")] == [
            (2.5, 1)
        ]
        moment = str(database.ask("SELECT a_timestamp FROM kinds WHERE id = 1")[0][0])
        assert moment.replace("T", " ").startswith("2026-02-03 04:05:06.5")
        database.ask("INSERT INTO kinds (a_int) VALUES (1)")
        later = str(database.ask("SELECT a_timestamp FROM kinds WHERE id = 2")[0][0])
        assert later.replace("T", " ").startswith("2026-01-02 01:04:05") or dialect_keeps_zone(DIALECTS[name], later)


def dialect_keeps_zone(dialect: str, text: str) -> bool:
    """SQLite keeps the text with its zone."""
    return dialect == "sqlite" and text.endswith("+02:00")
