"""Rows that are only ever added, on real servers: no change, no delete but by the purge and with the row they belong to."""

from __future__ import annotations

import pytest

from tests.dialects.engines import Engine, engine
from tests.dialects.test_designs import HERE
from tests.dialects.test_rules import _at_once, _takes, _two, filled, one_of_each, refused

JOURNAL = HERE / "journal.yaml"
_OLD = {"postgres": "2001-01-01T00:00:00Z", "mariadb": "2001-01-01 00:00:00", "sqlite": "2001-01-01T00:00:00.000Z"}
_ID = "019b8f3c-0000-7000-8000-0000000000aa"


def _purging(database: Engine, name: str) -> None:
    """What a purge says in its transaction; SQLite has no session to say it in."""
    if name == "postgres":
        database.ask("SET LOCAL app.purge = 'on'")
    elif name == "mariadb":
        database.ask("SET @app_purge = 'on'")


def _purged(database: Engine, name: str, statement: str) -> bool:
    """Whether the purge may run the statement; nothing of it stays."""
    database.ask("BEGIN")
    _purging(database, name)
    taken = _takes(database, statement)
    database.ask("ROLLBACK")
    if name == "mariadb":
        database.ask("SET @app_purge = NULL")
    return taken


@pytest.mark.server
@one_of_each
def test_nobody_changes_or_deletes_what_was_written(name: str, request: pytest.FixtureRequest) -> None:
    with engine(name, request) as database:
        filled(database, JOURNAL, name)
        for table in ("entries", "notes"):
            assert refused(database, f"UPDATE {table} SET text = 'another'"), table
            assert refused(database, f"DELETE FROM {table}"), table
        assert refused(database, "UPDATE readings SET value = 0")
        assert not refused(database, f"INSERT INTO notes (id, text) VALUES ('{_ID}', 'one more')")


@pytest.mark.server
@one_of_each
def test_the_purge_alone_deletes_and_only_what_is_old(name: str, request: pytest.FixtureRequest) -> None:
    with engine(name, request) as database:
        filled(database, JOURNAL, name)
        database.ask(
            f"INSERT INTO entries (id, text, booked_on, created_at) VALUES ('{_ID}', 'old', '2001-01-01', '{_OLD[name]}')"
        )
        old, young = f"DELETE FROM entries WHERE id = '{_ID}'", f"DELETE FROM entries WHERE id <> '{_ID}'"
        assert _purged(database, name, old)
        assert not _purged(database, name, young), "kept for ten years"
        assert not _purged(database, name, "UPDATE entries SET text = 'x'"), "a purge deletes and changes nothing"
        assert not _purged(database, name, "DELETE FROM notes"), "nothing says that notes are purged"
        if name != "sqlite":
            assert refused(database, old), "nobody said that this is the purge"


@pytest.mark.server
@one_of_each
def test_rows_go_with_the_row_they_belong_to(name: str, request: pytest.FixtureRequest) -> None:
    with engine(name, request) as database:
        filled(database, JOURNAL, name)
        assert database.ask("SELECT count(*) FROM readings") != [(0,)]
        assert refused(database, "DELETE FROM readings"), "their meters are still there"
        database.ask("DELETE FROM meters")
        assert database.ask("SELECT count(*) FROM readings") == [(0,)]


@pytest.mark.server
@one_of_each
def test_a_total_grows_by_what_is_added_and_a_purge_leaves_it(name: str, request: pytest.FixtureRequest) -> None:
    with engine(name, request) as database:
        filled(database, JOURNAL, name)
        counted = "SELECT sum(CASE WHEN kind = 'real' THEN amount ELSE 0 END), count(*) FROM moves"
        kept = "SELECT sum(balance), sum(moved) FROM purses"
        assert database.ask(kept) == database.ask(counted) != [(None, 0)]
        id, *before = database.ask("SELECT id, balance, moved FROM purses ORDER BY code")[0]
        now = f"SELECT balance, moved FROM purses WHERE id = '{id}'"
        for number, (amount, kind) in enumerate(((2.5, "real"), (7, "test"))):
            database.ask(
                "INSERT INTO moves (id, amount, kind, purse_id, created_at) "
                f"VALUES ('{_ID[:-1]}{number}', {amount}, '{kind}', '{id}', '{_OLD[name]}')"
            )
        grown = (float(before[0]) + 2.5, int(before[1]) + 2)
        assert [(float(a), int(b)) for a, b in database.ask(now)] == [grown]
        _purging_now(database, name, f"DELETE FROM moves WHERE created_at < '{_OLD[name].replace('2001', '2002')}'")
        assert [(float(a), int(b)) for a, b in database.ask(now)] == [grown]


def _purging_now(database: Engine, name: str, statement: str) -> None:
    database.ask("BEGIN")
    _purging(database, name)
    database.ask(statement)
    database.ask("COMMIT")


@pytest.mark.server
@one_of_each
def test_the_trail_tells_what_a_caller_changed_and_no_total(name: str, request: pytest.FixtureRequest) -> None:
    with engine(name, request) as database:
        filled(database, JOURNAL, name)
        changes = "SELECT count(*) FROM audit_log WHERE table_name = 'purses' AND action = 'update'"
        assert database.ask(changes) == [(0,)], "their balances moved with every move"
        (code,) = database.ask("SELECT min(code) FROM purses")[0]
        database.ask(f"UPDATE purses SET code = 'another' WHERE code = '{code}'")
        assert database.ask(changes) == [(1,)]
        database.ask("UPDATE purses SET code = code")
        assert database.ask(changes) == [(1,)], "nothing was changed"


@pytest.mark.server
def test_two_who_add_at_once_are_both_counted(request: pytest.FixtureRequest) -> None:
    with engine("postgres", request) as database:
        filled(database, JOURNAL, "postgres")
        ((purse, before),) = database.ask("SELECT id, balance FROM purses ORDER BY code LIMIT 1")
        into = "INSERT INTO moves (id, amount, kind, purse_id) VALUES ('{0}{1}', 5, 'real', '{2}')"
        callers = list(_two("postgres", request, database))
        both = _at_once(callers, (into.format(_ID[:-1], 1, purse), into.format(_ID[:-1], 2, purse)))
        assert both == [1, 1]
        assert database.ask(f"SELECT balance FROM purses WHERE id = '{purse}'") == [(before + 10,)]
