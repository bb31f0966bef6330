"""Rules of the examples on real servers: totals, states, what is scarce, what excludes each other, also for two at once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pymysql
import pytest

from planner import make_plan, read_design
from planner.read.design import read_design_text
from tests.dialects.engines import REFUSED, Engine, MariaDBEngine, PostgresEngine, engine
from tests.dialects.test_designs import DESIGNS, HERE, ROOT, files_of
from tests.servers.mariadb import MariaDB

SHOP, CLINIC = ROOT / "examples/bookshop.yaml", ROOT / "tests/cases/kitchen-sink/design.yaml"
LEDGER = HERE / "ledger.yaml"
one_of_each = pytest.mark.parametrize("name", ["postgres", "mariadb", "sqlite"])


def filled(database: Engine, design: Path, name: str) -> None:
    """The tables of a design with their development data."""
    for file in files_of(design, name):
        if not file.path.endswith(".down.sql"):
            database.script(file.text)


def refused(database: Engine, statement: str) -> bool:
    """Whether the database refuses it; nothing stays either way."""
    database.ask("BEGIN")
    try:
        database.ask(statement)
        return False
    except REFUSED:
        return True
    finally:
        database.ask("ROLLBACK")


@pytest.mark.server
@one_of_each
def test_totals_are_those_of_the_parts(name: str, request: pytest.FixtureRequest) -> None:
    with engine(name, request) as database:
        filled(database, SHOP, name)
        sums = (
            "SELECT count(*) FROM orders AS o WHERE o.total <> (SELECT coalesce(sum(i.quantity * i.unit_price), 0) "
            "FROM order_items AS i WHERE i.order_id = o.id)"
        )
        assert database.ask(sums) == [(0,)]
        first = database.ask("SELECT id FROM orders ORDER BY number")[0][0]
        for statement in (
            "UPDATE order_items SET quantity = quantity + 1",
            f"UPDATE order_items SET order_id = '{first}'",
            "DELETE FROM order_items WHERE quantity > 2",
        ):
            database.ask(statement)
            assert database.ask(sums) == [(0,)], statement


@pytest.mark.server
@one_of_each
def test_a_column_computed_over_the_row(name: str, request: pytest.FixtureRequest) -> None:
    with engine(name, request) as database:
        filled(database, CLINIC, name)
        database.ask("UPDATE visits SET fee = 30, discount = 12.5")
        assert {float(due) for (due,) in database.ask("SELECT due FROM visits")} == {17.5}
        assert refused(database, "UPDATE visits SET due = 1")
        assert refused(database, "UPDATE visits SET discount = 31"), "discount-below-fee"


@pytest.mark.server
@one_of_each
def test_states_move_along_the_arrows(name: str, request: pytest.FixtureRequest) -> None:
    design = make_plan(read_design(SHOP)).plan
    assert design is not None
    machine = design.domain.entities["Order"].machines[0]
    moves = {(a.source, a.target) for a in machine.arrows}
    with engine(name, request) as database:
        filled(database, SHOP, name)
        first = database.ask("SELECT min(number) FROM orders")[0][0]
        for before in machine.states:
            ways = _way(machine.initial, before, moves)
            if ways is None:
                continue
            database.ask("BEGIN")
            for step in ways:
                database.ask(f"UPDATE orders SET status = '{step}' WHERE number = '{first}'")
            for after in machine.states:
                database.ask("SAVEPOINT here")
                taken = _takes(database, f"UPDATE orders SET status = '{after}' WHERE number = '{first}'")
                database.ask("ROLLBACK TO here")
                assert taken is (before == after or (before, after) in moves), (before, after)
            database.ask("ROLLBACK")
        guarded = f"UPDATE orders SET status = 'paid' WHERE number = '{first}' AND status = 'pending'"
        assert [_changed(database, guarded) for _ in range(2)] == [1, 0], "the guarded update moves once"


def _way(start: str, end: str, moves: set[tuple[str, str]]) -> list[str] | None:
    """A shortest way of states after the first."""
    ways: list[list[str]] = [[]]
    seen = {start}
    while ways:
        way = ways.pop(0)
        here = way[-1] if way else start
        if here == end:
            return way
        for source, target in sorted(moves):
            if source == here and target not in seen:
                seen.add(target)
                ways.append([*way, target])
    return None


def _takes(database: Engine, statement: str) -> bool:
    try:
        database.ask(statement)
    except REFUSED:
        return False
    return True


def _changed(database: Engine, statement: str) -> int:
    """How many rows an UPDATE changed."""
    if isinstance(database, PostgresEngine):
        return database.connection.execute(statement.encode()).rowcount
    if isinstance(database, MariaDBEngine):
        with database.connection.cursor() as cursor:
            return int(cursor.execute(statement))
    database.ask(statement)
    return int(database.ask("SELECT changes()")[0][0])


@pytest.mark.server
@one_of_each
def test_stock_is_never_negative_and_comes_back(name: str, request: pytest.FixtureRequest) -> None:
    with engine(name, request) as database:
        filled(database, SHOP, name)
        database.ask("UPDATE stock SET on_hand = 1")
        book = database.ask(
            "SELECT min(book_id) FROM stock" if name != "postgres" else "SELECT book_id FROM stock LIMIT 1"
        )[0][0]
        take = f"UPDATE stock SET on_hand = on_hand - 1 WHERE book_id = '{book}'"
        assert [_changed(database, f"{take} AND on_hand >= 1") for _ in range(2)] == [1, 0]
        assert refused(database, take), "without the condition the check refuses"
        database.ask(f"UPDATE stock SET on_hand = on_hand + 1 WHERE book_id = '{book}'")
        assert _changed(database, f"{take} AND on_hand >= 1") == 1, "what was released can be taken again"


@pytest.mark.server
@one_of_each
def test_unique_among_some_rows(name: str, request: pytest.FixtureRequest) -> None:
    with engine(name, request) as database:
        filled(database, CLINIC, name)
        (patient, clinic), *_ = database.ask("SELECT patient_id, clinic_id FROM visits WHERE number = 1")
        mine = f"patient_id = '{patient}', clinic_id = '{clinic}', doctor_id = NULL"
        database.ask(f"UPDATE visits SET {mine} WHERE number = 2")
        database.ask("UPDATE visits SET state = 'open' WHERE number = 1")
        assert refused(database, "UPDATE visits SET state = 'open' WHERE number = 2"), "one-open-visit"
        database.ask("UPDATE visits SET state = 'void' WHERE number = 1")
        assert not refused(database, "UPDATE visits SET state = 'open' WHERE number = 2")


def _two(name: str, request: pytest.FixtureRequest, database: Engine) -> Iterator[Engine]:
    """Two more callers of the same database."""
    for _ in range(2):
        if isinstance(database, PostgresEngine):
            yield PostgresEngine(psycopg.connect(database.connection.info.dsn, autocommit=True))
        elif isinstance(database, MariaDBEngine):
            server: MariaDB = request.getfixturevalue("mariadb")
            at = f"mysql://root@127.0.0.1:{server.port}/{database.ask('SELECT database()')[0][0]}"
            yield MariaDBEngine(server.connect(at), database.dialect)


def _at_once(callers: list[Engine], statements: tuple[str, str]) -> list[Any]:
    """Each caller runs its statement while the other's transaction is open; what came of it."""
    results: list[Any] = [None, None]
    started = threading.Barrier(2, timeout=10)

    def run(place: int) -> None:
        caller = callers[place]
        try:
            caller.ask("BEGIN")
            started.wait()
            results[place] = _changed(caller, statements[place])
            caller.ask("COMMIT")
        except (psycopg.Error, pymysql.MySQLError):
            results[place] = "refused"
            caller.ask("ROLLBACK")

    threads = [threading.Thread(target=run, args=(n,)) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


@pytest.mark.server
@pytest.mark.parametrize("name", ["postgres", "mariadb"])
def test_of_two_at_once_one_gets_the_last_and_one_books_the_room(name: str, request: pytest.FixtureRequest) -> None:
    with engine(name, request) as database:
        filled(database, SHOP, name)
        database.ask("UPDATE stock SET on_hand = 1")
        callers = list(_two(name, request, database))
        take = "UPDATE stock SET on_hand = on_hand - 1 WHERE on_hand >= 1 AND book_id = (SELECT book_id FROM books_one)"
        database.ask("CREATE TABLE books_one AS SELECT id AS book_id FROM books ORDER BY slug LIMIT 1")
        assert sorted(_at_once(callers, (take, take)), key=str) == [0, 1]
    with engine(name, request) as database:
        filled(database, CLINIC, name)
        (room, patient, clinic), *_ = database.ask("SELECT room_id, patient_id, clinic_id FROM bookings")
        callers = list(_two(name, request, database))

        def book(n: int) -> str:
            return (
                "INSERT INTO bookings (id, room_id, patient_id, clinic_id, starts_at, ends_at) VALUES "
                f"('019b8f3c-ffff-7000-8000-00000000000{n}', '{room}', '{patient}', '{clinic}', "
                f"'2027-01-01 10:0{n}:00', '2027-01-01 11:00:00')"
            )

        assert sorted(_at_once(callers, (book(1), book(2))), key=str) == [1, "refused"]
        assert not refused(database, book(3).replace("2027-01-01 1", "2027-02-01 1")), "another day is free"


ENTRY = "019b8f3c-ffff-7000-8000-000000000001"


def _posted(database: Engine, *amounts: int) -> bool:
    """Whether an entry with these postings can be committed, however they stand in between."""
    (account,), *_ = database.ask("SELECT id FROM accounts")
    database.ask("BEGIN")
    try:
        database.ask(f"INSERT INTO entries (id, text, booked_on) VALUES ('{ENTRY}', 'x', '2026-02-01')")
        for number, amount in enumerate(amounts):
            side, id = ("debit" if amount > 0 else "credit"), f"{ENTRY[:-4]}a00{number}"
            database.ask(
                "INSERT INTO postings (id, amount, side, entry_id, account_id) "
                f"VALUES ('{id}', {amount}, '{side}', '{ENTRY}', '{account}')"
            )
        database.ask("COMMIT")
        return True
    except REFUSED:
        database.ask("ROLLBACK")
        return False


@pytest.mark.server
def test_what_adds_up_only_together_is_judged_at_commit(request: pytest.FixtureRequest) -> None:
    with engine("postgres", request) as database:
        filled(database, LEDGER, "postgres")
        assert not _posted(database, 10)
        assert not _posted(database, 10, -3, -6)
        assert database.ask(f"SELECT id FROM entries WHERE id = '{ENTRY}'") == []
        assert _posted(database, 10, -4, -6)
        for broken in (
            "UPDATE postings SET amount = amount + 1 WHERE amount > 0",
            "DELETE FROM postings WHERE amount > 0",
        ):
            with pytest.raises(psycopg.errors.CheckViolation):
                database.ask(broken)
        database.ask(f"DELETE FROM entries WHERE id = '{ENTRY}'")


@pytest.mark.server
@one_of_each
def test_a_bound_over_parts_holds_after_every_write(name: str, request: pytest.FixtureRequest) -> None:
    with engine(name, request) as database:
        filled(database, LEDGER, name)
        database.ask("DELETE FROM tickets")
        (journey,), *_ = database.ask("SELECT id FROM journeys WHERE seats = 3")

        def ticket(number: int, places: int, state: str = "held") -> str:
            return (
                "INSERT INTO tickets (id, state, places, journey_id) VALUES "
                f"('019b8f3c-ffff-7000-8000-00000000000{number}', '{state}', {places}, '{journey}')"
            )

        database.ask(ticket(1, 2))
        assert refused(database, ticket(2, 2))
        assert not refused(database, ticket(2, 1)), "exactly full"
        database.ask(ticket(2, 2, "void"))
        assert refused(database, "UPDATE tickets SET state = 'held'")
        assert refused(database, f"UPDATE journeys SET seats = 1 WHERE id = '{journey}'"), "the whole is judged too"
        database.ask("UPDATE tickets SET deleted_at = created_at WHERE state = 'held'")
        database.ask("UPDATE tickets SET state = 'held' WHERE state = 'void'")
        database.ask(f"UPDATE journeys SET seats = 2 WHERE id = '{journey}'")


@pytest.mark.server
@pytest.mark.parametrize("name", ["postgres", "mariadb"])
def test_two_at_once_take_no_more_than_there_is(name: str, request: pytest.FixtureRequest) -> None:
    with engine(name, request) as database:
        filled(database, LEDGER, name)
        database.ask("DELETE FROM tickets")
        (journey,), *_ = database.ask("SELECT id FROM journeys WHERE seats = 3")
        into = (
            "INSERT INTO tickets (id, places, journey_id) VALUES ('019b8f3c-ffff-7000-8000-00000000000{0}', 2, '{1}')"
        )
        callers = list(_two(name, request, database))
        both = _at_once(callers, (into.format(1, journey), into.format(2, journey)))
        assert sorted(both, key=str) == [1, "refused"]


@pytest.mark.server
@pytest.mark.parametrize("name", ["mariadb", "mysql"])
def test_new_parts_of_one_whole_do_not_lock_each_other_out(name: str, request: pytest.FixtureRequest) -> None:
    """A key shares its lock on the whole and a trigger wants it alone: two at once would wait for each other."""
    with engine(name, request) as database:
        filled(database, SHOP, name)
        (order,), *_ = database.ask("SELECT id FROM orders")
        (book,), *_ = database.ask("SELECT id FROM books")
        into = "INSERT INTO order_items (id, quantity, unit_price, order_id, book_id) VALUES "
        assert _ended(name, request, database, f"{into}('{{}}', 1, 2, '{order}', '{book}')") == {"done"}
    with engine(name, request) as database:
        filled(database, LEDGER, name)
        database.ask("UPDATE journeys SET seats = 1000")
        (journey,), *_ = database.ask("SELECT id FROM journeys")
        into = "INSERT INTO tickets (id, places, journey_id) VALUES "
        assert _ended(name, request, database, f"{into}('{{}}', 1, '{journey}')") == {"done"}


@pytest.mark.server
@pytest.mark.parametrize("name", ["mariadb", "mysql"])
def test_new_parts_of_different_wholes_do_not_lock_each_other_out(name: str, request: pytest.FixtureRequest) -> None:
    """What a trigger counts it locks: read without an index that would be the parts of every other whole, too."""
    with engine(name, request) as database:
        filled(database, LEDGER, name)
        database.ask("UPDATE journeys SET seats = 100000")
        wholes = [row[0] for row in database.ask("SELECT id FROM journeys")]
        assert len(wholes) == 3
        into = "INSERT INTO tickets (id, places, journey_id) VALUES ('{}', 1, '{}')"
        callers = [c for _ in wholes for c in _two(name, request, database)]
        assert _each_into_its_own(callers, wholes, into) == {"done"}


def _each_into_its_own(callers: list[Engine], wholes: list[str], into: str) -> set[str]:
    """How sixty rounds of inserts end that begin together, each caller's into a whole it shares with one other."""
    together = threading.Barrier(len(callers), timeout=30)
    ends: set[str] = set()

    def run(place: int) -> None:
        for number in range(60):
            together.wait()
            try:
                callers[place].ask(
                    into.format(f"019b8f3c-eeee-7{place:03}-8000-{number:012}", wholes[place % len(wholes)])
                )
                ends.add("done")
            except pymysql.MySQLError as refusal:
                ends.add(str(refusal))

    threads = [threading.Thread(target=run, args=(n,)) for n in range(len(callers))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return ends


def _ended(name: str, request: pytest.FixtureRequest, database: Engine, into: str) -> set[str]:
    """How forty pairs of inserts end that begin together."""
    callers = list(_two(name, request, database))
    together = threading.Barrier(2, timeout=20)
    ends: set[str] = set()

    def run(place: int) -> None:
        for number in range(40):
            together.wait()
            try:
                callers[place].ask(into.format(f"019b8f3c-eeee-7{place:03}-8000-{number:012}"))
                ends.add("done")
            except pymysql.MySQLError as refusal:
                ends.add(str(refusal))

    threads = [threading.Thread(target=run, args=(n,)) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return ends


@pytest.mark.parametrize(
    ("dialect", "said"), [("postgresql", False), ("mariadb", True), ("mysql", True), ("sqlite", False)]
)
def test_where_a_change_locks_too_late_its_step_says_what_comes_first(dialect: str, said: bool) -> None:
    text = LEDGER.read_text(encoding="utf-8").replace("database: postgresql", f"database: {dialect}")
    plan = make_plan(read_design_text(text)).plan
    assert plan is not None
    told = {s.id: " ".join(c.says for c in s.acceptance) for s in plan.work.steps}
    assert ("locks its row of journeys first" in told["step.ticket.endpoints"]) is said
    assert "locks its row" not in told["step.journey.endpoints"]


@pytest.mark.parametrize(
    ("dialect", "enforced", "how"),
    [
        ("postgresql", True, "entries and postings allow no transaction that ends with it broken"),
        ("mariadb", False, "MariaDB judges each statement alone"),
        ("sqlite", False, "SQLite judges each statement alone"),
    ],
)
def test_what_no_database_waits_for_is_a_step(dialect: str, enforced: bool, how: str) -> None:
    text = LEDGER.read_text(encoding="utf-8").replace("database: postgresql", f"database: {dialect}")
    plan = make_plan(read_design_text(text)).plan
    assert plan is not None
    balance, seats = plan.enforcements
    assert (balance.enforced, seats.enforced) == (enforced, True)
    assert how in balance.how
    if not enforced:
        assert balance.by in {s.id for s in plan.work.steps}
        assert "posting function" in balance.how


def test_development_data_adds_up() -> None:
    rows = [dict(s.values) for s in make_plan(read_design(LEDGER)).plan.database.seeds if s.table == "postings"]
    assert len(rows) > 1
    assert sum(Decimal(str(r["amount"])) for r in rows) == 0


@pytest.mark.parametrize("design", DESIGNS, ids=lambda p: p.parent.name if p.stem == "design" else p.stem)
def test_every_rule_ends(design: Path) -> None:
    plan = make_plan(read_design(design)).plan
    assert plan is not None
    elements = {e.id for t in plan.database.tables for e in (*t.checks, *t.uniques, *t.triggers)}
    steps = {s.id for s in plan.work.steps}
    assert [e.rule for e in plan.enforcements] == [r.id for r in plan.design.rules]
    for rule in plan.enforcements:
        assert rule.by in (elements if rule.enforced else steps), rule


@pytest.mark.parametrize("design", DESIGNS, ids=lambda p: p.parent.name if p.stem == "design" else p.stem)
def test_repeatable_requests_have_a_table(design: Path) -> None:
    plan = make_plan(read_design(design)).plan
    assert plan is not None
    keys = [t for t in plan.database.tables if t.name == "idempotency_keys"]
    assert bool(keys) is any(o.idempotency_key for o in plan.api.operations)
    for table in keys:
        assert {"caller", "key", "request_hash", "status", "answer", "expires_at"} <= {c.name for c in table.columns}
        assert [i.columns[0].name for i in table.indexes] == ["expires_at"], "the clean-up finds what expired"
