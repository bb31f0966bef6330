"""Every migration runs: up, development data, down to nothing, up again; whole files and statement by statement."""

from __future__ import annotations

import subprocess

import pytest

from planner.emit.sql import emit_sql
from tests.dialects.catalog import leftovers
from tests.dialects.engines import DIALECTS, ENGINES, Engine, engine
from tests.dialects.schema import DATABASE
from tests.dialects.squawk import SQUAWK
from tests.dialects.test_designs import DESIGNS, database_of


@pytest.mark.server
@pytest.mark.parametrize("name", ENGINES)
def test_up_seed_down_up(name: str, request: pytest.FixtureRequest) -> None:
    files, _ = emit_sql(DATABASE, DIALECTS[name], "plain")
    ups = [f.text for f in files if f.path.endswith(".up.sql")]
    downs = [f.text for f in reversed(files) if f.path.endswith(".down.sql")]
    seeds = [f.text for f in files if f.path.startswith("seeds/")]
    assert len(ups) == len(downs) and len(seeds) == 1
    with engine(name, request) as database:
        for _ in range(2):
            _run(database, ups + seeds)
            assert leftovers(database)
            _run(database, downs)
            assert leftovers(database) == []


@pytest.mark.server
@pytest.mark.parametrize("name", ENGINES)
def test_statement_by_statement(name: str, request: pytest.FixtureRequest) -> None:
    files, _ = emit_sql(DATABASE, DIALECTS[name], "flyway")
    ups = [f for f in files if f.path.startswith("migrations/V")]
    downs = [f for f in reversed(files) if f.path.startswith("migrations/U")]
    with engine(name, request) as database:
        for file in ups + [f for f in files if f.path.startswith("seeds/")] + downs:
            for statement in file.statements:
                database.ask(statement)
        assert leftovers(database) == []


@pytest.mark.parametrize("dialect", ["mysql", "mariadb"])
def test_no_statement_of_mysql_needs_a_delimiter(dialect: str) -> None:
    files, _ = emit_sql(DATABASE, "mysql", "plain")
    for file in files:
        for statement in file.statements:
            outside = "".join(
                part for position, part in enumerate(_unescaped(statement).split("'")) if position % 2 == 0
            )
            assert ";" not in outside


def test_squawk_finds_nothing() -> None:
    files = emit_sql(DATABASE, "postgresql", "plain")[0]
    for file in (*files, *(f for design in DESIGNS for f in emit_sql(database_of(design), "postgresql", "plain")[0])):
        if file.path.startswith("migrations/"):
            waived = (
                ["--exclude", "ban-drop-table,ban-drop-constraint,ban-drop-function"]
                if file.path.endswith(".down.sql")
                else []
            )
            run = subprocess.run([SQUAWK, *waived], input=file.text, capture_output=True, text=True, check=False)
            assert run.returncode == 0, f"{file.path}\n{run.stdout}{run.stderr}"


def _run(database: Engine, texts: list[str]) -> None:
    for text in texts:
        database.script(text)


def _unescaped(statement: str) -> str:
    return statement.replace("\\\\", "").replace("''", "")
