"""Wholes with so many rows at most: one more is refused, by whichever statement and of whichever two at once."""

from __future__ import annotations

import pytest

from planner import make_plan
from planner.emit.sql import emit_sql
from planner.model.plan import Plan
from planner.read.design import read_design_text
from tests.dialects.engines import DIALECTS, Engine, engine
from tests.dialects.test_designs import HERE
from tests.dialects.test_rules import _at_once, _two, refused

CRATES = HERE / "crates.yaml"
ID = "019b8f3c-ffff-7000-8000-00000000000"


def planned(dialect: str = "postgresql") -> Plan:
    """The plan of the crates for a database."""
    text = CRATES.read_text(encoding="utf-8").replace("database: postgresql", f"database: {dialect}")
    plan = make_plan(read_design_text(text)).plan
    assert plan is not None
    return plan


def filled(database: Engine, name: str) -> None:
    """Tables and development data, then a crate with a label and two bottles; PostgreSQL judges it at the end."""
    plan = planned(DIALECTS[name])
    for file in emit_sql(plan.database, DIALECTS[name], "plain")[0]:
        if not file.path.endswith(".down.sql"):
            database.script(file.text)
    database.ask("BEGIN")
    for crate in (1, 2):
        database.ask(f"INSERT INTO crates (id, name) VALUES ('{ID}{crate}', 'x')")
        database.ask(row("labels", "text", crate, crate))
    for bottle in (1, 2):
        database.ask(row("bottles", "name", bottle, 1))
    database.ask("COMMIT")


def row(table: str, column: str, number: int, crate: int) -> str:
    """A row of a crate."""
    return f"INSERT INTO {table} (id, {column}, crate_id) VALUES ('{ID}{number}', 'x', '{ID}{crate}')"


@pytest.mark.server
@pytest.mark.parametrize("name", list(DIALECTS))
def test_one_more_is_refused(name: str, request: pytest.FixtureRequest) -> None:
    with engine(name, request) as database:
        filled(database, name)
        database.ask(row("bottles", "name", 3, 1))
        assert refused(database, row("bottles", "name", 4, 1))
        database.ask(row("bottles", "name", 5, 2))
        assert refused(database, f"UPDATE bottles SET crate_id = '{ID}1' WHERE id = '{ID}5'"), "nor by a move"
        assert not refused(database, "UPDATE bottles SET name = 'y'"), "what does not add is no matter"
        database.ask(f"UPDATE bottles SET deleted_at = '2026-02-01 10:00:00' WHERE id = '{ID}1'")
        database.ask(row("bottles", "name", 6, 1))
        assert refused(database, f"UPDATE bottles SET deleted_at = NULL WHERE id = '{ID}1'"), "nor by coming back"
        assert not refused(database, f"DELETE FROM bottles WHERE id = '{ID}6'")


@pytest.mark.server
@pytest.mark.parametrize("name", ["mariadb", "mysql", "sqlite"])
def test_the_upper_bound_holds_where_the_lower_one_is_left_to_the_application(
    name: str, request: pytest.FixtureRequest
) -> None:
    with engine(name, request) as database:
        filled(database, name)
        database.ask(row("labels", "text", 3, 1))
        assert refused(database, row("labels", "text", 4, 1))


@pytest.mark.server
@pytest.mark.parametrize("name", ["postgres", "postgres16", "mariadb", "sqlite"])
def test_rows_that_only_refer_to_it_are_counted_too(name: str, request: pytest.FixtureRequest) -> None:
    with engine(name, request) as database:
        filled(database, name)
        (shelf,), *_ = database.ask("SELECT id FROM shelves")
        held = database.ask(f"SELECT count(*) FROM crates WHERE shelf_id = '{shelf}'")[0][0]
        for number in range(3, 7 - held):
            database.ask("BEGIN")
            database.ask(f"INSERT INTO crates (id, name, shelf_id) VALUES ('{ID}{number}', 'x', '{shelf}')")
            database.ask(row("labels", "text", number, number))
            database.ask("COMMIT")
        assert refused(database, f"UPDATE crates SET shelf_id = '{shelf}' WHERE id = '{ID}1'")


@pytest.mark.server
@pytest.mark.parametrize("name", ["postgres", "postgres16", "mariadb", "mysql"])
def test_of_two_at_once_one_gets_the_last_place(name: str, request: pytest.FixtureRequest) -> None:
    with engine(name, request) as database:
        filled(database, name)
        callers = list(_two(name, request, database))
        both = _at_once(callers, (row("bottles", "name", 7, 1), row("bottles", "name", 8, 1)))
        assert sorted(both, key=str) == [1, "refused"]
        for number in (4, 5):
            database.ask(row("bottles", "name", number, 2))
        database.ask(f"UPDATE bottles SET crate_id = '{ID}2' WHERE id = '{ID}1'")
        database.ask(f"DELETE FROM bottles WHERE id = '{ID}4'")
        moves = [f"UPDATE bottles SET crate_id = '{ID}2' WHERE id = '{ID}{n}'" for n in (2, 7)]
        moved = _at_once(callers, (moves[0], moves[1].replace(f"{ID}7", _third(database))))
        assert moved.count(1) <= 1, "a move that loses may end as a deadlock, never as one too many"
        assert database.ask(f"SELECT count(*) FROM bottles WHERE crate_id = '{ID}2'")[0][0] <= 3


def _third(database: Engine) -> str:
    """The bottle that got the last place of the first crate."""
    kept = database.ask(f"SELECT id FROM bottles WHERE crate_id = '{ID}1' AND id <> '{ID}2'")
    return str(kept[0][0])


@pytest.mark.parametrize("dialect", ["postgresql", "mariadb", "sqlite"])
def test_the_contract_and_the_step_say_it(dialect: str) -> None:
    plan = planned(dialect)
    refusals = {o.name: {r.code for r in o.refusals} for o in plan.api.operations}
    for name in ("createBottle", "createLabel", "createCrate", "updateCrate"):
        assert "limit_reached" in refusals[name], name
    assert "limit_reached" not in refusals["updateBottle"], "it stays in its crate"
    step = next(s for s in plan.work.steps if s.id == "step.crate.endpoints")
    assert any("more than 3 bottles is never stored" in c.says for c in step.acceptance)


def test_where_the_commit_judges_both_bounds_no_second_trigger_does() -> None:
    names = {
        d: [t.name for table in planned(d).database.tables for t in table.triggers] for d in ("postgresql", "mysql")
    }
    assert not any("labels_most" in n for n in names["postgresql"])
    assert any("labels_most" in n for n in names["mysql"])
