"""What the databases keep themselves: versions, states, sums, the trail, exclusions, references that empty."""

from __future__ import annotations

import json

import pytest

from tests.dialects.engines import ENGINES, REFUSED, Engine, engine
from tests.dialects.schema import AUTHOR, BOOK, ITEM, TENANT
from tests.dialects.test_rows import NEW, prepared

OTHER = "019b8f3c-0000-7000-8000-0000000000fe"


def _listed(names: list[str] | str) -> list[str]:
    """A JSON list as the driver gives it."""
    return names if isinstance(names, list) else list(json.loads(names))


def refused(database: Engine, statement: str) -> bool:
    """Whether the database refuses the statement; nothing of it stays."""
    database.ask("BEGIN")
    try:
        database.ask(statement)
    except REFUSED:
        return True
    finally:
        database.ask("ROLLBACK")
    return False


@pytest.mark.server
@pytest.mark.parametrize("name", ENGINES)
def test_upkeep(name: str, request: pytest.FixtureRequest) -> None:
    with engine(name, request) as database:
        printer = prepared(database)
        order, lines = printer.name("order"), printer.name("lines")

        # versions and times
        before = database.ask(f"SELECT updated_at FROM books WHERE id = '{BOOK}'")
        database.ask(f"UPDATE books SET stars = 3 WHERE id = '{BOOK}'")
        assert database.ask(f"SELECT version FROM books WHERE id = '{BOOK}'") == [(2,)]
        assert database.ask(f"SELECT updated_at FROM books WHERE id = '{BOOK}'") >= before

        database.ask("UPDATE kinds SET a_int = 7 WHERE id = 1")
        changes = database.ask("SELECT changes FROM audit_log WHERE action = 'update' AND table_name = 'kinds'")
        assert [_listed(c) for (c,) in changes] == [["a_int"]]

        # states
        gone = printer.text("it's \\ gone")
        assert refused(database, f"UPDATE books SET status = {gone} WHERE id = '{BOOK}'")
        database.ask(f"UPDATE books SET status = 'on_sale' WHERE id = '{BOOK}'")
        assert refused(database, f"UPDATE books SET status = 'draft' WHERE id = '{BOOK}'")

        # the trail
        trail = database.ask(
            "SELECT action, table_name, row_key, changes FROM audit_log "
            "WHERE action = 'update' AND table_name = 'books'"
        )
        assert [t[:3] for t in trail] == [("update", "books", BOOK)] * 2
        changed = {tuple(_listed(c)) for *_, c in trail}
        assert changed == {("stars",), ("status",)}
        assert refused(database, "UPDATE audit_log SET actor = 'me'")
        assert refused(database, "DELETE FROM audit_log")

        # sums
        database.ask(f"INSERT INTO items (id, order_id, quantity, unit_price) VALUES ('{NEW}', 1, 1, 10)")
        assert [(float(t), n) for t, n in database.ask(f"SELECT total, {lines} FROM {order}")] == [(12.5, 1)]
        database.ask(f"UPDATE items SET quantity = 3 WHERE id = '{NEW}'")
        assert [(float(t), n) for t, n in database.ask(f"SELECT total, {lines} FROM {order}")] == [(32.5, 2)]
        database.ask(f"DELETE FROM items WHERE id = '{NEW}'")
        assert [(float(t), n) for t, n in database.ask(f"SELECT total, {lines} FROM {order}")] == [(2.5, 1)]

        # references that empty
        database.ask(f"UPDATE books SET author_id = '{AUTHOR}' WHERE id = '{BOOK}'")
        database.ask(f"DELETE FROM authors WHERE id = '{AUTHOR}'")
        assert [
            (str(t), a) for t, a in database.ask(f"SELECT tenant_id, author_id FROM books WHERE id = '{BOOK}'")
        ] == [(TENANT, None)]
        assert refused(database, f"DELETE FROM tenants WHERE id = '{TENANT}'")
        database.ask(f"DELETE FROM {order} WHERE id = 1")
        assert database.ask(f"SELECT count(*) FROM items WHERE id = '{ITEM}'") == [(0,)]


@pytest.mark.server
@pytest.mark.parametrize("name", ENGINES)
def test_exclusions(name: str, request: pytest.FixtureRequest) -> None:
    with engine(name, request) as database:
        prepared(database)
        insert = "INSERT INTO bookings (id, room, starts_at, ends_at) VALUES"
        database.ask(f"{insert} ('{NEW}', 1, '2026-01-01 10:00:00', '2026-01-01 12:00:00')")
        assert refused(database, f"{insert} ('{OTHER}', 1, '2026-01-01 11:00:00', '2026-01-01 13:00:00')")
        assert refused(database, f"{insert} ('{OTHER}', 1, '2026-01-01 09:00:00', NULL)")
        assert not refused(database, f"{insert} ('{OTHER}', 1, '2026-01-01 12:00:00', '2026-01-01 13:00:00')")
        assert not refused(database, f"{insert} ('{OTHER}', 2, '2026-01-01 11:00:00', '2026-01-01 13:00:00')")
        database.ask(f"{insert} ('{OTHER}', 1, '2026-01-01 12:00:00', '2026-01-01 13:00:00')")
        assert refused(database, f"UPDATE bookings SET starts_at = '2026-01-01 11:59:59' WHERE id = '{OTHER}'")
        database.ask(f"UPDATE bookings SET deleted_at = '2026-01-01 00:00:00' WHERE id = '{NEW}'")
        assert not refused(database, f"UPDATE bookings SET starts_at = '2026-01-01 11:59:59' WHERE id = '{OTHER}'")
        days = "INSERT INTO closures (id, first_day, last_day) VALUES"
        database.ask(f"{days} ('{NEW}', '2026-01-01', '2026-01-05')")
        assert refused(database, f"{days} ('{OTHER}', '2026-01-04', NULL)")
        assert not refused(database, f"{days} ('{OTHER}', '2026-01-05', NULL)")


@pytest.mark.server
@pytest.mark.parametrize("name", ["postgres", "postgres16"])
def test_row_security(name: str, request: pytest.FixtureRequest) -> None:
    with engine(name, request) as database:
        prepared(database)
        database.ask(f"UPDATE books SET owner_id = '{AUTHOR}', author_id = '{AUTHOR}'")
        database.ask(f"INSERT INTO members VALUES ('{AUTHOR}', '{OTHER}', 'read'), ('{AUTHOR}', '{NEW}', 'none')")
        role = f"reader_{name}"
        database.script(f"CREATE ROLE {role}; GRANT ALL ON ALL TABLES IN SCHEMA public TO {role}; SET ROLE {role}")
        try:
            assert _seen(database) == 0
            assert _seen(database, tenant=TENANT) == 0
            assert _seen(database, tenant=TENANT, account=AUTHOR) == 1
            assert _seen(database, tenant=NEW, account=AUTHOR) == 0
            assert _seen(database, tenant=TENANT, role="staff") == 1
            assert _seen(database, tenant=TENANT, role="o'admin") == 1
            assert _seen(database, tenant="", role="staff") == 0
            assert _seen(database, tenant=NEW, role="auditor") == 0
            assert _seen(database, tenant=NEW, account=AUTHOR, role="auditor") == 1
            assert _seen(database, tenant=TENANT, account=OTHER, role="member") == 1
            assert _seen(database, tenant=TENANT, account=OTHER, role="guest") == 0
            assert _seen(database, tenant=TENANT, account=NEW, role="member") == 0
            _as(database, TENANT, "", "staff")
            database.ask(f"UPDATE books SET status = 'on_sale' WHERE id = '{BOOK}'")
            assert _seen(database, tenant=TENANT) == 0
            assert _seen(database, tenant=TENANT, role="public") == 1
            _as(database, TENANT, AUTHOR, "")
            assert refused(
                database, f"INSERT INTO books (tenant_id, isbn, slug, price) VALUES ('{TENANT}', '1234567890', 'b', 1)"
            )
            database.ask("UPDATE books SET stars = 1")
            _as(database, TENANT, "", "staff")
            assert database.ask("SELECT count(*) FROM books WHERE stars = 1") == [(0,)]
        finally:
            database.script(f"RESET ROLE; DROP OWNED BY {role}; DROP ROLE {role}")


@pytest.mark.server
def test_an_owner_that_is_no_superuser_migrates_and_seeds(request: pytest.FixtureRequest) -> None:
    with engine("postgres", request) as database:
        database.script("CREATE ROLE keeper; GRANT CREATE ON SCHEMA public TO keeper; SET ROLE keeper")
        try:
            prepared(database)
            assert database.ask("SELECT count(*) FROM books") == [(0,)]
            forced = database.ask("SELECT relforcerowsecurity FROM pg_class WHERE relname = 'books'")
            assert forced == [(True,)]
            database.script("RESET ROLE")
            assert database.ask("SELECT count(*) FROM books") == [(1,)]
        finally:
            database.script("ROLLBACK; RESET ROLE; DROP OWNED BY keeper; DROP ROLE keeper")


def _as(database: Engine, tenant: str, account: str, role: str) -> None:
    for setting, value in (("tenant_id", tenant), ("account_id", account), ("role", role.replace("'", "''"))):
        database.ask(f"SELECT set_config('app.{setting}', '{value}', false)")


def _seen(database: Engine, tenant: str = "", account: str = "", role: str = "") -> int:
    _as(database, tenant, account, role)
    return int(database.ask("SELECT count(*) FROM books")[0][0])
