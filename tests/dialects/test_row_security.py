"""Row security of derived designs on a real PostgreSQL, as a role without privileges: what each caller sees and writes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.dialects.engines import REFUSED, Engine, engine
from tests.dialects.test_designs import ROOT, files_of

BOARDS = Path(__file__).parent / "boards.yaml"
ROLE = f"caller_{os.getpid()}"


def number(kind: str, n: int) -> str:
    """An id that says what it is of."""
    return f"019b8f3c-0000-7000-8000-{kind.encode().hex()[:8]:0<8}{n:04}"


FIRMS, PEOPLE, OF_BOARDS, CARDS, DRAFTS, LINES, REMARKS = (
    [number(kind, n) for n in range(1, 5)] for kind in ("firm", "pers", "boar", "card", "draf", "line", "rema")
)
ANN, BEN, CAT, DAN = PEOPLE


def _rows(statement: str, values: list[str]) -> str:
    return f"INSERT INTO {statement} VALUES {', '.join(f'({v})' for v in values)}"


def _filled(database: Engine) -> None:
    """Two firms. Ann writes board 1, Ben reads it, Cat has none; Dan belongs to the other firm and writes board 3."""
    homes = dict(zip(PEOPLE, (FIRMS[0], FIRMS[0], FIRMS[0], FIRMS[1]), strict=True))
    for file in files_of(BOARDS, "postgres"):
        if file.path.endswith(".up.sql"):
            database.script(file.text)
    for statement in (
        _rows("firms (id, name)", [f"'{f}', 'firm {n}'" for n, f in enumerate(FIRMS[:2])]),
        _rows(
            "people (id, firm_id, email, password_hash)",
            [f"'{p}', '{home}', '{n}@example.org', 'x'" for n, (p, home) in enumerate(homes.items())],
        ),
        _rows(
            "boards (id, firm_id, title)",
            [f"'{b}', '{f}', 't'" for b, f in zip(OF_BOARDS[:3], (FIRMS[0], FIRMS[0], FIRMS[1]), strict=True)],
        ),
        _rows(
            "memberships (firm_id, person_id, board_id, level)",
            [
                f"'{homes[p]}', '{p}', '{b}', '{level}'"
                for p, b, level in (
                    (ANN, OF_BOARDS[0], "write"),
                    (BEN, OF_BOARDS[0], "read"),
                    (DAN, OF_BOARDS[2], "write"),
                )
            ],
        ),
        _rows(
            "cards (id, firm_id, board_id, body)",
            [
                f"'{c}', '{f}', '{b}', 'c'"
                for c, b, f in zip(CARDS[:3], OF_BOARDS, (FIRMS[0], FIRMS[0], FIRMS[1]), strict=False)
            ],
        ),
        _rows(
            "drafts (id, firm_id, person_id, body)",
            [f"'{d}', '{homes[p]}', '{p}', 'd'" for d, p in zip(DRAFTS, PEOPLE, strict=True)],
        ),
        _rows(
            "lines (id, firm_id, draft_id, weight)",
            [f"'{i}', '{homes[p]}', '{d}', 1" for i, d, p in zip(LINES, DRAFTS, PEOPLE, strict=True)],
        ),
        _rows(
            "remarks (id, firm_id, line_id, body)",
            [f"'{r}', '{homes[p]}', '{i}', 'r'" for r, i, p in zip(REMARKS, LINES, PEOPLE, strict=True)],
        ),
    ):
        database.ask(statement)


@contextmanager
def _caller(database: Engine) -> Iterator[None]:
    """Everything from here on is done by a role that owns nothing."""
    database.script(f"CREATE ROLE {ROLE}; GRANT ALL ON ALL TABLES IN SCHEMA public TO {ROLE}; SET ROLE {ROLE}")
    try:
        yield
    finally:
        database.script(f"RESET ROLE; DROP OWNED BY {ROLE}; DROP ROLE {ROLE}")


def _as(database: Engine, role: str, account: str = "", tenant: str = "") -> None:
    for setting, value in (("tenant_id", tenant), ("account_id", account), ("role", role)):
        database.ask(f"SELECT set_config('app.{setting}', '{value}', false)")


def _seen(database: Engine, table: str) -> set[str]:
    return {str(i) for (i,) in database.ask(f"SELECT id FROM {table}")}


def _written(database: Engine, table: str, change: str) -> set[str]:
    """The rows that an UPDATE of all reaches; nothing stays."""
    database.ask("BEGIN")
    try:
        return {str(i) for (i,) in database.ask(f"UPDATE {table} SET {change} RETURNING id")}
    finally:
        database.ask("ROLLBACK")


def _refused(database: Engine, statement: str) -> bool:
    database.ask("BEGIN")
    try:
        database.ask(statement)
        return False
    except REFUSED:
        return True
    finally:
        database.ask("ROLLBACK")


@pytest.fixture
def boards(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """The boards, seen by a caller."""
    with engine("postgres", request) as database:
        _filled(database)
        with _caller(database):
            yield database


@pytest.mark.server
def test_nothing_is_seen_or_written_where_settings_are_absent(boards: Engine) -> None:
    for role, account, tenant in (
        ("", "", ""),
        ("", ANN, FIRMS[0]),
        ("member", "", FIRMS[0]),
        ("member", ANN, ""),
        ("other", ANN, FIRMS[0]),
    ):
        _as(boards, role, account, tenant)
        for table in ("boards", "cards", "memberships", "drafts", "lines", "remarks"):
            seen = _seen(boards, table)
            own = table in ("drafts",) and account and tenant
            assert seen == ({DRAFTS[0]} if own else set()), (table, role, account, tenant)
        assert _refused(
            boards, f"INSERT INTO cards (firm_id, board_id, body) VALUES ('{FIRMS[0]}', '{OF_BOARDS[0]}', 'x')"
        )


@pytest.mark.server
def test_links_show_what_they_link_and_let_writers_write(boards: Engine) -> None:
    add = f"INSERT INTO cards (firm_id, board_id, body) VALUES ('{FIRMS[0]}', '{OF_BOARDS[0]}', 'x')"
    for account, tenant, seen, written in (
        (ANN, FIRMS[0], {0}, {0}),
        (BEN, FIRMS[0], {0}, set()),
        (CAT, FIRMS[0], set(), set()),
        (DAN, FIRMS[1], {2}, {2}),
        (DAN, FIRMS[0], set(), set()),
    ):
        _as(boards, "member", account, tenant)
        assert _seen(boards, "boards") == {OF_BOARDS[n] for n in seen}
        assert _seen(boards, "cards") == {CARDS[n] for n in seen}
        assert _written(boards, "boards", "title = 'new'") == {OF_BOARDS[n] for n in written}
        assert _written(boards, "cards", "body = 'new'") == {CARDS[n] for n in written}
        assert _refused(boards, add) is (account != ANN)
        assert boards.ask("DELETE FROM cards WHERE true RETURNING id") == []


@pytest.mark.server
def test_a_link_that_is_reached_by_itself_ends(boards: Engine) -> None:
    for account, tenant, count in ((ANN, FIRMS[0], 2), (BEN, FIRMS[0], 2), (CAT, FIRMS[0], 0), (DAN, FIRMS[1], 1)):
        _as(boards, "member", account, tenant)
        assert len(_seen(boards, "memberships")) == count
        assert _refused(
            boards,
            f"INSERT INTO memberships (firm_id, person_id, board_id, level) VALUES ('{tenant}', '{account}', '{OF_BOARDS[1]}', 'write')",
        )
        assert _written(boards, "memberships", "level = 'write'") == set()


@pytest.mark.server
def test_owners_reach_their_own_rows_however_far_away(boards: Engine) -> None:
    for n, account in enumerate(PEOPLE):
        _as(boards, "member", account, FIRMS[1] if account == DAN else FIRMS[0])
        for table, ids, change in (
            ("drafts", DRAFTS, "body = 'new'"),
            ("lines", LINES, "weight = 5"),
            ("remarks", REMARKS, "body = 'new'"),
        ):
            assert _seen(boards, table) == {ids[n]}, table
            assert _written(boards, table, change) == {ids[n]}, table
        assert _seen(boards, "people") == {account}


@pytest.mark.server
def test_nobody_adds_or_gives_away_rows_in_the_name_of_another(boards: Engine) -> None:
    _as(boards, "member", ANN, FIRMS[0])
    drafts, lines = "drafts (firm_id, person_id, body)", "lines (firm_id, draft_id, weight)"
    assert _refused(boards, _rows(drafts, [f"'{FIRMS[0]}', '{BEN}', 'd'"]))
    assert _refused(boards, _rows(drafts, [f"'{FIRMS[1]}', '{ANN}', 'd'"]))
    assert not _refused(boards, _rows(drafts, [f"'{FIRMS[0]}', '{ANN}', 'd'"]))
    assert _refused(boards, f"UPDATE drafts SET person_id = '{BEN}'")
    assert _refused(boards, _rows(lines, [f"'{FIRMS[0]}', '{DRAFTS[1]}', 1"]))
    assert not _refused(boards, _rows(lines, [f"'{FIRMS[0]}', '{DRAFTS[0]}', 1"]))
    assert _refused(boards, f"UPDATE lines SET draft_id = '{DRAFTS[1]}'")
    assert _refused(boards, _rows("remarks (firm_id, line_id, body)", [f"'{FIRMS[0]}', '{LINES[1]}', 'r'"]))


@pytest.mark.server
def test_totals_count_rows_that_the_caller_may_not_see(boards: Engine) -> None:
    _as(boards, "auditor")
    before = boards.ask(f"SELECT lines_total FROM drafts WHERE id = '{DRAFTS[0]}'")
    _as(boards, "member", ANN, FIRMS[0])
    boards.ask(_rows("lines (firm_id, draft_id, weight)", [f"'{FIRMS[0]}', '{DRAFTS[0]}', 4"]))
    assert boards.ask(f"SELECT lines_total FROM drafts WHERE id = '{DRAFTS[0]}'") == [(before[0][0] + 4,)]


@pytest.mark.server
def test_roles_across_tenants_and_the_system_see_every_firm(boards: Engine) -> None:
    for role in ("auditor", "system"):
        _as(boards, role)
        assert _seen(boards, "firms") == set(FIRMS[:2]), role
        assert _seen(boards, "boards") == set(OF_BOARDS[:3]), role
        assert _seen(boards, "drafts") == set(DRAFTS), role
    _as(boards, "auditor")
    assert _seen(boards, "remarks") == set(), "remarks are their owners' alone"


@pytest.mark.server
def test_a_firm_is_seen_by_its_own_people_alone(boards: Engine) -> None:
    for account, firm in ((ANN, FIRMS[0]), (DAN, FIRMS[1])):
        _as(boards, "member", account, firm)
        assert _seen(boards, "firms") == {firm}
        assert _written(boards, "firms", "name = 'ours'") == {firm}
    _as(boards, "member", ANN)
    assert _seen(boards, "firms") == set(), "a caller of no tenant meets none"
    _as(boards, "auditor")
    assert not _refused(boards, _rows("firms (id, name)", [f"'{FIRMS[2]}', 'a third'"]))


@pytest.mark.server
def test_the_shop_shows_orders_to_their_customers_alone(request: pytest.FixtureRequest) -> None:
    with engine("postgres", request) as database:
        for file in files_of(ROOT / "examples/bookshop.yaml", "postgres"):
            if not file.path.endswith(".down.sql"):
                database.script(file.text)
        owners = [str(o) for (o,) in database.ask("SELECT DISTINCT customer_id FROM orders ORDER BY 1")]
        with _caller(database):
            _as(database, "customer", owners[0])
            mine = database.ask("SELECT DISTINCT customer_id::text FROM orders")
            assert mine == [(owners[0],)]
            items = database.ask(
                "SELECT count(*) FROM order_items AS i LEFT JOIN orders AS o ON o.id = i.order_id WHERE o.id IS NULL"
            )
            assert items == [(0,)]
            assert _refused(database, f"INSERT INTO orders (customer_id) VALUES ('{owners[-1]}')")
            _as(database, "", owners[0])
            assert database.ask("SELECT count(*) FROM order_items") == [(0,)]


STAYS = Path(__file__).parent / "stays.yaml"
ROOM = number("room", 1)
BOOKINGS, TIMES = ([number(kind, n) for n in range(1, 4)] for kind in ("book", "stay"))


@pytest.fixture
def stays(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """A room and two guests, Ann and Ben, seen by a caller."""
    with engine("postgres", request) as database:
        for file in files_of(STAYS, "postgres"):
            if file.path.endswith(".up.sql"):
                database.script(file.text)
        database.ask(_rows("rooms (id, name)", [f"'{ROOM}', 'one'"]))
        guests = [f"'{p}', '{n}@example.org', 'x'" for n, p in enumerate((ANN, BEN))]
        database.ask(_rows("guests (id, email, password_hash)", guests))
        with _caller(database):
            yield database


def _booked(database: Engine, guest: str, n: int) -> None:
    """A booking with its stay, in the one transaction that makes both."""
    _as(database, "guest", guest)
    times = "'2027-01-01 10:00:00', '2027-01-01 12:00:00'"
    database.ask("BEGIN")
    try:
        database.ask(_rows("bookings (id, room_id, guest_id)", [f"'{BOOKINGS[n]}', '{ROOM}', '{guest}'"]))
        stay = f"'{TIMES[n]}', '{BOOKINGS[n]}', '{ROOM}', {times}"
        database.ask(_rows("stays (id, booking_id, room_id, starts_at, ends_at)", [stay]))
        database.ask("COMMIT")
    except REFUSED:
        database.ask("ROLLBACK")
        raise


@pytest.mark.server
def test_who_cancels_gives_the_time_back_and_nobody_else_can(stays: Engine) -> None:
    _booked(stays, ANN, 0)
    with pytest.raises(REFUSED, match="overlaps"):
        _booked(stays, BEN, 1)
    assert _seen(stays, "bookings") == set(), "nothing of the refused booking stayed, and Ann's is not Ben's"
    gone = f"DELETE FROM stays WHERE booking_id = '{BOOKINGS[0]}' RETURNING id"
    assert stays.ask(gone) == [], "Ben takes nothing away from Ann"
    _as(stays, "guest", ANN)
    stays.ask(f"UPDATE bookings SET status = 'cancelled' WHERE id = '{BOOKINGS[0]}'")
    assert len(stays.ask(gone)) == 1
    _booked(stays, BEN, 1)
    assert _seen(stays, "bookings") == {BOOKINGS[1]}
