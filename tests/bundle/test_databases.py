"""Every generated migration on real databases: up, seed, down, up again; and the catalog read back."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

from planner import make_plan, read_design
from planner.emit.sql.layouts import SqlFile, emit_sql
from planner.model.database import Database
from planner.model.decisions import DialectName
from planner.read.design import read_design_text

if TYPE_CHECKING:
    from tests.servers.mariadb import MariaDB
    from tests.servers.postgres import Postgres

ROOT = Path(__file__).parents[2]
DESIGNS = (*sorted((ROOT / "examples").glob("*.yaml")), ROOT / "tests/cases/kitchen-sink/design.yaml")
each_design = pytest.mark.parametrize("design", DESIGNS, ids=lambda p: p.parent.name if p.stem == "design" else p.stem)


def database_of(design: Path) -> Database:
    """The neutral database of a design."""
    plan = make_plan(read_design(design)).plan
    assert plan is not None
    return plan.database


def sorted_files(design: Path, dialect: DialectName) -> tuple[list[SqlFile], list[SqlFile], list[SqlFile]]:
    """Files up, seeds, files down in reverse."""
    files, _ = emit_sql(database_of(design), dialect, "plain")
    ups = [f for f in files if f.path.endswith(".up.sql")]
    downs = [f for f in files if f.path.endswith(".down.sql")]
    return ups, [f for f in files if f.path.startswith("seeds/")], downs[::-1]


@each_design
def test_postgresql(design: Path, postgres: Postgres) -> None:
    ups, seeds, downs = sorted_files(design, "postgresql")
    database = database_of(design)
    with psycopg.connect(postgres.fresh_database(), autocommit=True) as connection:
        for file in (*ups, *seeds):
            connection.execute(file.text.encode())
        _compare_with_catalog(connection, database)
        for file in downs:
            connection.execute(file.text.encode())
        left = connection.execute(
            "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        ).fetchone()
        functions = connection.execute(
            "SELECT count(*) FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
        ).fetchone()
        assert left == (0,), "down leaves relations behind"
        assert functions == (0,), "down leaves functions behind"
        for file in (*ups, *seeds):
            connection.execute(file.text.encode())


def _compare_with_catalog(connection: psycopg.Connection, database: Database) -> None:
    """Tables, columns, nullability, keys, uniques, foreign keys and indexes equal the neutral model."""
    columns = connection.execute(
        "SELECT table_name, column_name, is_nullable = 'YES' FROM information_schema.columns WHERE table_schema = 'public'"
    ).fetchall()
    keys = {c for t in database.tables for c in ((t.name, k) for k in t.primary_key)}
    wanted = {
        (t.name, c.name, c.nullable or c.generated is not None)
        if (t.name, c.name) not in keys
        else (t.name, c.name, False)
        for t in database.tables
        for c in t.columns
    }
    assert set(columns) == wanted
    constraints = connection.execute(
        "SELECT conrelid::regclass::text, conname, contype FROM pg_constraint "
        "WHERE connamespace = 'public'::regnamespace AND contype IN ('f', 'u', 'c')"
    ).fetchall()
    found = {(str(t).strip('"'), str(n), k if isinstance(k, str) else k.decode()) for t, n, k in constraints}
    assert {n for _, n, k in found if k == "f"} == {k.name for t in database.tables for k in t.foreign_keys}
    assert {n for _, n, k in found if k == "u"} == {
        u.name for t in database.tables for u in t.uniques if u.where is None
    }
    assert {n for _, n, k in found if k == "c"} == {c.name for t in database.tables for c in t.checks}
    indexes = {str(n) for (n,) in connection.execute("SELECT indexname FROM pg_indexes WHERE schemaname = 'public'")}
    assert {i.name for t in database.tables for i in t.indexes} <= indexes


@each_design
def test_sqlite(design: Path) -> None:
    ups, seeds, downs = sorted_files(design, "sqlite")
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("PRAGMA foreign_keys = ON")
    for file in (*ups, *seeds):
        connection.executescript(file.text)
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    tables = {n for (n,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")} - {
        "sqlite_sequence"
    }
    assert tables == {t.name for t in database_of(design).tables}
    for file in downs:
        connection.executescript(file.text)
    assert connection.execute("SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'").fetchall() == []
    for file in ups:
        connection.executescript(file.text)
    connection.close()


@each_design
def test_mariadb(design: Path, mariadb: MariaDB) -> None:
    ups, seeds, downs = sorted_files(design, "mariadb")
    connection = mariadb.connect(mariadb.fresh_database())
    with connection.cursor() as cursor:
        for file in (*ups, *seeds, *downs, *ups, *seeds):
            for statement in file.statements:
                cursor.execute(statement)
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = database()")
        found = {row[0] for row in cursor.fetchall()} - {"refused_writes"}
        assert found == {t.name for t in database_of(design).tables}
    connection.close()


SHOP = ROOT / "examples/bookshop.yaml"


def test_postgresql_refuses_what_the_design_forbids(postgres: Postgres) -> None:
    ups, seeds, _ = sorted_files(SHOP, "postgresql")
    with psycopg.connect(postgres.fresh_database(), autocommit=True) as connection:
        for file in (*ups, *seeds):
            connection.execute(file.text.encode())
        for statement, error in (
            ("UPDATE orders SET status = 'shipped' WHERE status = 'pending'", psycopg.errors.CheckViolation),
            ("UPDATE stock SET on_hand = -1", psycopg.errors.CheckViolation),
            ("UPDATE books SET isbn = 'not an isbn'", psycopg.errors.CheckViolation),
            ("DELETE FROM customers", psycopg.errors.IntegrityError),
            ("UPDATE audit_log SET action = 'x'", psycopg.errors.CheckViolation),
        ):
            with pytest.raises(error):
                connection.execute(statement.encode())
        before = connection.execute("SELECT sum(version), count(*) FROM orders").fetchone()
        connection.execute("UPDATE orders SET status = 'paid' WHERE status = 'pending'")
        after = connection.execute("SELECT sum(version) FROM orders").fetchone()
        assert before is not None and after == (before[0] + before[1],)
        total = connection.execute(
            "SELECT bool_and(o.total = (SELECT coalesce(sum(quantity * unit_price), 0) FROM order_items WHERE order_id = o.id)) FROM orders AS o"
        ).fetchone()
        assert total == (True,)


def test_row_security_shows_the_public_only_what_is_on_sale(postgres: Postgres) -> None:
    ups, seeds, _ = sorted_files(SHOP, "postgresql")
    with psycopg.connect(postgres.fresh_database(), autocommit=True) as connection:
        for file in ups:
            connection.execute(file.text.encode())
        connection.execute("SET app.role = 'system'")
        for file in seeds:
            connection.execute(file.text.encode())
        connection.execute("UPDATE books SET status = 'on_sale' WHERE slug = (SELECT min(slug) FROM books)")
        connection.execute("CREATE ROLE shop_reader")
        connection.execute("GRANT SELECT ON books TO shop_reader")
        connection.execute("SET ROLE shop_reader")
        for role, rows in (("public", 1), ("staff", 3), ("admin", 3), ("", 0)):
            connection.execute(f"SET app.role = '{role}'".encode())
            assert connection.execute("SELECT count(*) FROM books").fetchone() == (rows,), role
        connection.execute("RESET ROLE")
        connection.execute("DROP OWNED BY shop_reader")
        connection.execute("DROP ROLE shop_reader")


_TREE = """
planner: 1
name: Tree
stack: {database: sqlite}
entities:
  Node: {fields: {code: string(..10) required}, relations: {above: belongs_to Node on_delete=restrict}}
"""


def test_a_table_that_refers_to_itself_can_be_dropped_while_its_rows_stay_guarded() -> None:
    """Alembic opens the transaction before the first statement, where no PRAGMA turns the keys off any more."""
    plan = make_plan(read_design_text(_TREE)).plan
    assert plan is not None
    files, _ = emit_sql(plan.database, "sqlite", "plain")
    ups = [f.text for f in files if f.path.endswith(".up.sql") or f.path.startswith("seeds/")]
    with sqlite3.connect(":memory:", isolation_level=None) as connection:
        for text in ups:
            connection.executescript(text)
        connection.execute("PRAGMA foreign_keys = ON")
        assert connection.execute("SELECT count(*) FROM nodes WHERE above_id IS NOT NULL").fetchone() != (0,)
        with pytest.raises(sqlite3.IntegrityError):
            connection.execute("DELETE FROM nodes WHERE id IN (SELECT above_id FROM nodes)")
        connection.execute("BEGIN")
        connection.execute("DROP TABLE nodes")
        connection.execute("COMMIT")
