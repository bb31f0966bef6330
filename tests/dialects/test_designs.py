"""The databases of whole designs on real servers: read back they equal the model, and rows show every predicate."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import psycopg
import pymysql
import pytest

from planner import make_plan, read_design
from planner.derive.database.conditions import Row
from planner.emit.sql import SqlFile, emit_sql
from planner.emit.sql.dialects.base import Dialect
from planner.emit.sql.seeds import seed_statements
from planner.model.database import ColumnKind, Database, SeedRow, Table
from planner.read.design import read_design_text
from tests.archetypes.archetypes import FILES, design_text
from tests.dialects.catalog import leftovers, read_back
from tests.dialects.compared import differences
from tests.dialects.engines import DIALECTS, REFUSED, Engine, engine
from tests.dialects.mutations import broken, changes, is_among, is_met, plain_row, satisfied
from tests.dialects.test_rows import PRINTERS

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
DESIGNS = (
    *sorted((ROOT / "examples").glob("*.yaml")),
    ROOT / "tests/cases/kitchen-sink/design.yaml",
    *sorted(HERE.glob("*.yaml")),
)
ONE_OF_EACH = ("postgres", "mariadb", "sqlite")
EVERY_ENGINE = (*ONE_OF_EACH, "postgres16", "mysql")


def _pairs(engines: tuple[str, ...]) -> list:
    """Archetypes, which are many, on one engine of each kind."""
    found = [(name, design) for design in DESIGNS for name in engines]
    found += [(name, design) for design in FILES for name in ONE_OF_EACH]
    return [pytest.param(n, d, id=f"{n}-{d.parent.name if d.stem == 'design' else d.stem}") for n, d in found]


on_every_engine = pytest.mark.parametrize(("name", "design"), _pairs(EVERY_ENGINE))
on_one_of_each = pytest.mark.parametrize(("name", "design"), _pairs(ONE_OF_EACH))


@lru_cache(maxsize=16)
def database_of(design: Path) -> Database:
    """The neutral database of a design."""
    reading = read_design_text(design_text(design.stem)) if design in FILES else read_design(design)
    derived = make_plan(reading)
    assert derived.plan is not None, derived.diagnostics
    return derived.plan.database


def files_of(design: Path, name: str) -> tuple[SqlFile, ...]:
    """Its files for one engine; nothing in them is an error."""
    files, notes = emit_sql(database_of(design), DIALECTS[name], "plain")
    assert all(n.severity.value == "info" and n.path for n in notes)
    return files


@pytest.mark.server
@on_every_engine
def test_up_seed_down_up_and_the_catalog_is_the_model(name: str, design: Path, request: pytest.FixtureRequest) -> None:
    files, model = files_of(design, name), database_of(design)
    ups, downs = ([f for f in files if f.path.endswith(f".{way}.sql")] for way in ("up", "down"))
    seeds = [f for f in files if f.path.startswith("seeds/")]
    with engine(name, request) as database:
        for file in (*ups, *seeds):
            database.script(file.text)
        found = [d for t in model.tables for d in differences(read_back(database, t.name), t, database.dialect)]
        assert found == []
        for file in reversed(downs):
            database.script(file.text)
        assert leftovers(database) == []
        for file in (*ups, *seeds):
            database.script(file.text)


_IN_THE_WAY = frozenset({"guard_state", "recompute", "no_overlap", "append_only", "touch", "hold_rule", "guard_parts"})


def _bare(database: Engine, model: Database, files: tuple[SqlFile, ...]) -> Dialect:
    """Tables with rows but without what keeps rows in step: the checks stand alone."""
    for file in files:
        if file.path.endswith(".up.sql") and "policies" not in file.path:
            database.script(file.text)
    names = tuple(t.name for table in model.tables for t in table.triggers if t.kind in _IN_THE_WAY)
    for trigger, table in database.ask(_TRIGGERS[database.dialect]):
        if str(trigger).startswith(names):
            on = f' ON "{table}"' if database.dialect == "postgresql" else ""
            mark = "`" if database.dialect in ("mysql", "mariadb") else '"'
            database.ask(f"DROP TRIGGER {mark}{trigger}{mark}{on}")
    database.ask(_NO_KEYS[database.dialect])
    printer = PRINTERS[database.dialect](model.tables)
    seeded = {s.table for s in model.seeds}
    rows = (*model.seeds, *(SeedRow(t.name, tuple(plain_row(t).items())) for t in model.tables if t.name not in seeded))
    for statement in seed_statements(printer, rows):
        if statement.startswith("INSERT"):
            database.ask(statement)
    return printer


_MYSQL_TRIGGERS = (
    "SELECT trigger_name, event_object_table FROM information_schema.triggers WHERE trigger_schema = database()"
)
_TRIGGERS = {
    "postgresql": "SELECT tgname::text, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal",
    "mysql": _MYSQL_TRIGGERS,
    "mariadb": _MYSQL_TRIGGERS,
    "sqlite": "SELECT name, tbl_name FROM sqlite_schema WHERE type = 'trigger'",
}
_NO_KEYS = {
    "postgresql": "SET session_replication_role = replica",
    "mysql": "SET foreign_key_checks = 0",
    "mariadb": "SET foreign_key_checks = 0",
    "sqlite": "PRAGMA foreign_keys = OFF",
}


def _rows(model: Database, table: Table) -> list[Row]:
    return [dict(s.values) for s in model.seeds if s.table == table.name] or [plain_row(table)]


def _taken(database: Engine, printer: Dialect, table: Table, row: Row, change: Row) -> bool | None:
    """Whether the row takes the change; `None` if it is refused for something else than this asks."""
    kinds = {c.name: c.type.kind for c in table.columns}
    kinds |= {n: ColumnKind.BIGINT for n, k in kinds.items() if k is ColumnKind.IDENTITY}

    def said(name: str, value: str | None) -> str:
        return "NULL" if value is None else printer.value(value, kinds[name])

    assigned = ", ".join(f"{printer.name(n)} = {said(n, v)}" for n, v in change.items())
    this = " AND ".join(f"{printer.name(k)} = {said(k, row[k])}" for k in table.primary_key)
    try:
        database.ask("BEGIN")
        database.ask(f"UPDATE {printer.name(table.name)} SET {assigned} WHERE {this}")
        return True
    except REFUSED as problem:
        return None if _is_other(problem) else False
    finally:
        database.ask("ROLLBACK")


def _is_other(problem: Exception) -> bool:
    """Uniqueness, which checks do not ask."""
    if isinstance(problem, psycopg.Error):
        return isinstance(problem, psycopg.errors.UniqueViolation)
    if isinstance(problem, pymysql.MySQLError):
        return problem.args[0] == 1062
    return "UNIQUE" in str(problem)


def _unsaid(design: Path, name: str) -> frozenset[str]:
    """Checks that this database says it leaves to the application."""
    _, notes = emit_sql(database_of(design), DIALECTS[name], "plain")
    return frozenset(word for n in notes if n.code == "DB004" for word in n.message.split())


@pytest.mark.server
@on_one_of_each
def test_checks_by_rows(name: str, design: Path, request: pytest.FixtureRequest) -> None:
    model, left = database_of(design), _unsaid(design, name)
    with engine(name, request) as database:
        printer = _bare(database, model, files_of(design, name))
        wrong, asked = [], set()
        for table, row, change, checks in _asked(model, left):
            taken, wanted = _taken(database, printer, table, row, change), is_met(table, row | change, left)
            if taken is not None:
                asked.add((table.name, checks, wanted))
            if taken is not None and taken is not wanted:
                wrong.append((table.name, checks, change, taken))
        assert wrong == []
        every = {(t.name, c.name) for t in model.tables for c in t.checks if c.name not in left}
        assert every - {(t, c) for t, c, wanted in asked if not wanted} == set()


def _asked(model: Database, left: frozenset[str]) -> Iterator[tuple[Table, Row, Row, str]]:
    for table in model.tables:
        row = _rows(model, table)[0]
        for check in (c for c in table.checks if c.name not in left):
            for change in changes(check, row, table):
                yield table, row, change, check.name


@pytest.mark.server
@on_one_of_each
def test_uniqueness_by_rows(name: str, design: Path, request: pytest.FixtureRequest) -> None:
    model = database_of(design)
    with engine(name, request) as database:
        printer = _bare(database, model, files_of(design, name))
        for table in model.tables:
            first, *others = _rows(model, table)
            for unique in table.uniques if others else ():
                if set(unique.columns) & set(table.primary_key) or any(first.get(c) is None for c in unique.columns):
                    continue
                same: Row = {c: first[c] for c in unique.columns} | satisfied(unique.where)
                if not is_among(unique, first, table) or not is_met(table, others[0] | same):
                    continue
                assert not _taken(database, printer, table, others[0], same), unique.name
                if unique.where is None or any(u.columns == unique.columns and u != unique for u in table.uniques):
                    continue
                for change in broken(unique.where, table):
                    apart = others[0] | same | change
                    if not is_among(unique, apart, table) and is_met(table, apart):
                        assert _taken(database, printer, table, others[0], same | change), (unique.name, change)
