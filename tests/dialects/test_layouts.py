"""Files: their names in each layout, their size, their order, and that no fallback goes unsaid."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
from urllib.parse import urlsplit

import pytest

from planner.emit.sql import emit_sql
from planner.model.database import Database, Hop, Link, Policy, Table
from planner.model.decisions import DialectName
from tests.dialects.catalog import leftovers
from tests.dialects.engines import REFUSED, engine
from tests.dialects.schema import DATABASE, key, table, uuid
from tests.dialects.squawk import SQUAWK
from tests.servers.mariadb import MariaDB

DIALECTS: tuple[DialectName, ...] = ("postgresql", "mysql", "mariadb", "sqlite")


def test_paths() -> None:
    plain, flyway, alembic = (
        [f.path for f in emit_sql(DATABASE, "postgresql", layout)[0]] for layout in ("plain", "flyway", "alembic")
    )
    assert plain == [
        "migrations/0001_tables.up.sql", "migrations/0001_tables.down.sql",
        "migrations/0002_triggers.up.sql", "migrations/0002_triggers.down.sql",
        "migrations/0003_policies.up.sql", "migrations/0003_policies.down.sql",
        "seeds/0001_development.sql",
    ]  # fmt: skip
    assert flyway[:2] == ["migrations/V1__tables.sql", "migrations/U1__tables.sql"]
    assert [f"migrations/versions/{n}.py" for n in ("0001_tables", "0002_triggers", "0003_policies")] == alembic[:3]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_same_bytes_every_time(dialect: DialectName) -> None:
    assert emit_sql(DATABASE, dialect, "plain") == emit_sql(DATABASE, dialect, "plain")


@pytest.mark.parametrize("dialect", DIALECTS)
def test_alembic_revisions_hold_the_plain_statements(dialect: DialectName) -> None:
    revisions = [f for f in emit_sql(DATABASE, dialect, "alembic")[0] if f.path.endswith(".py")]
    plain = emit_sql(DATABASE, dialect, "plain")[0]
    ups = [f.statements for f in plain if f.path.endswith(".up.sql")]
    downs = [f.statements for f in plain if f.path.endswith(".down.sql")]
    before = None
    for revision, up, down in zip(revisions, ups, downs, strict=True):
        tree = ast.parse(revision.text)
        names = {
            t.id: ast.literal_eval(a.value)
            for a in tree.body
            if isinstance(a, ast.Assign)
            for t in a.targets
            if isinstance(t, ast.Name)
        }
        assert names["down_revision"] == before
        before = names["revision"]
        made = [
            [_ddl(s) for s in f.body if isinstance(s, ast.Expr)] for f in tree.body if isinstance(f, ast.FunctionDef)
        ]
        assert [[s for s in statements if not s.startswith("SET LOCAL")] for statements in made] == [
            list(up),
            list(down),
        ]


def _ddl(statement: ast.Expr) -> str:
    """What `op.execute(DDL(text))` sends: DDL formats with %."""
    assert isinstance(statement.value, ast.Call)
    ddl = statement.value.args[0]
    assert isinstance(ddl, ast.Call)
    return str(ast.literal_eval(ddl.args[0])) % ()


def test_many_tables_stay_in_files_one_can_review() -> None:
    tables = tuple(
        table(
            f"t{n}",
            (uuid(), uuid("other_id", null=True)),
            foreign_keys=(key(f"t{n}", "other_id", f"t{n - 1}"),) if n else (),
        )
        for n in range(100)
    )
    files, _ = emit_sql(Database(tables), "postgresql", "plain")
    ups = [f for f in files if f.path.endswith(".up.sql")]
    assert len(ups) == 9 and all(f.text.count("CREATE TABLE") <= 12 for f in ups)
    created = re.findall(r"CREATE TABLE (t\d+)", "".join(f.text for f in ups))
    assert created == [f"t{n}" for n in range(100)]


def _ring(count: int) -> Database:
    """Tables in a ring, its closing key deferred."""
    tables: list[Table] = []
    for n in range(count):
        target = f"t{(n or count) - 1}"
        own = key(f"t{n}", "other_id", target, deferred=n == 0)
        tables.append(table(f"t{n}", (uuid(), uuid("other_id", null=True)), foreign_keys=(own,)))
    return Database(tuple(tables))


@pytest.mark.server
@pytest.mark.parametrize("name", ["postgres", "mariadb", "sqlite"])
def test_a_cycle_across_files_closes(name: str, request: pytest.FixtureRequest) -> None:
    with engine(name, request) as database:
        files, _ = emit_sql(_ring(30), database.dialect, "plain")
        ups = [f for f in files if f.path.endswith(".up.sql")]
        if name == "postgres":
            assert [f.path[16:-7] for f in ups[-2:]] == ["foreign_keys", "foreign_keys_valid"]
            assert all(
                subprocess.run([SQUAWK], input=f.text, text=True, capture_output=True, check=False).returncode == 0
                for f in ups
            )
        for file in ups:
            database.script(file.text)
        for file in reversed([f for f in files if f.path.endswith(".down.sql")]):
            database.script(file.text)
        assert leftovers(database) == []


@pytest.mark.server
@pytest.mark.parametrize("name", ["postgres", "mariadb", "sqlite"])
def test_a_circle_of_required_keys_can_be_written(name: str, request: pytest.FixtureRequest) -> None:
    ends = (("a", "b"), ("b", "a"))
    tables = tuple(
        table(
            own,
            (uuid(), uuid(f"{other}_id")),
            foreign_keys=(key(own, f"{other}_id", other, deferred=own == "a", checked_at_commit=own == "a"),),
        )
        for own, other in ends
    )
    with engine(name, request) as database:
        files, notes = emit_sql(Database(tables), database.dialect, "plain")
        assert [n.code for n in notes] == (["DB013"] if name == "mariadb" else [])
        database.script(files[0].text)
        a, b = "019b8f3c-0000-7000-8000-00000000000a", "019b8f3c-0000-7000-8000-00000000000b"
        for statement in (
            "BEGIN",
            f"INSERT INTO a VALUES ('{a}', '{b}')",
            f"INSERT INTO b VALUES ('{b}', '{a}')",
            "COMMIT",
        ):
            database.ask(statement)
        if name != "mariadb":
            database.ask("BEGIN")
            database.ask(f"INSERT INTO a VALUES ('{b}', '{a}')")
            with pytest.raises(REFUSED):
                database.ask("COMMIT")
            if name == "sqlite":
                database.ask("ROLLBACK")


@pytest.mark.server
def test_policies_that_ask_each_other_end(request: pytest.FixtureRequest) -> None:
    def link(own: str, other: str) -> tuple[Policy, ...]:
        walk = Link((Hop(other, ("id",), ("id",)),), "id")
        return (
            Policy(own, own, "select", ("r",), ("x",), link=walk),
            Policy(f"{own}_all", f"{own}_all", "all", ("system",), ("x",)),
        )

    tables = tuple(table(own, (uuid(),), policies=link(own, other)) for own, other in (("a", "b"), ("b", "a")))
    files, notes = emit_sql(Database(tables), "postgresql", "plain")
    mine = "019b8f3c-0000-7000-8000-00000000000a"
    with engine("postgres", request) as database:
        for file in files:
            if file.path.endswith(".up.sql"):
                database.script(file.text)
        for name in ("a", "b"):
            database.ask(f"INSERT INTO {name} VALUES ('{mine}'), (gen_random_uuid())")
        role = "asks_both"
        database.script(f"CREATE ROLE {role}; GRANT ALL ON ALL TABLES IN SCHEMA public TO {role}; SET ROLE {role}")
        try:
            for caller, rows in (("r", 1), ("system", 2), ("", 0)):
                database.ask(f"SELECT set_config('app.role', '{caller}', false)")
                database.ask(f"SELECT set_config('app.account_id', '{mine}', false)")
                assert database.ask("SELECT count(*) FROM a") == [(rows,)]
        finally:
            database.script(f"RESET ROLE; DROP OWNED BY {role}; DROP ROLE {role}")
    assert notes == ()


CODES = {
    "postgresql": set(),
    "mysql": {"DB002", "DB003", "DB005", "DB006", "DB010", "DB012"},
    "mariadb": {"DB002", "DB003", "DB005", "DB006", "DB010", "DB012"},
    "sqlite": {"DB002", "DB005", "DB008", "DB009", "DB010"},
}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_what_is_done_another_way_is_said(dialect: DialectName) -> None:
    _, notes = emit_sql(DATABASE, dialect, "plain")
    assert {n.code for n in notes} == CODES[dialect]
    assert all(n.severity.value == "info" and n.path for n in notes)


@pytest.mark.server
def test_the_mysql_client_runs_the_files(mariadb: MariaDB) -> None:
    client = shutil.which("mariadb") or shutil.which("mysql")
    if client is None:
        pytest.skip("no mysql client")
    files, _ = emit_sql(DATABASE, "mysql", "plain")
    ordered = [f for f in files if not f.path.endswith(".down.sql")] + [
        f for f in reversed(files) if f.path.endswith(".down.sql")
    ]
    with mariadb.database() as dsn:
        place = [
            client,
            "--no-defaults",
            "--protocol=tcp",
            "-h127.0.0.1",
            f"-P{mariadb.port}",
            "-uroot",
            urlsplit(dsn).path[1:],
        ]
        for file in ordered:
            run = subprocess.run(
                [*place, "--default-character-set=utf8mb4"],
                input=file.text,
                text=True,
                capture_output=True,
                check=False,
            )
            assert run.returncode == 0, f"{file.path}: {run.stderr}"
