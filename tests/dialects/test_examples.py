"""Every example's database in every dialect, up, seeded, down again; PostgreSQL's under squawk as well."""

from __future__ import annotations

import subprocess
from functools import lru_cache
from pathlib import Path

import pytest

from planner import make_plan, read_design
from planner.emit.sql import emit_sql
from planner.model.database import Database
from tests.dialects.catalog import leftovers
from tests.dialects.engines import DIALECTS, engine
from tests.dialects.squawk import SQUAWK

HERE = Path(__file__).parent
EXAMPLES = (*sorted((HERE.parents[1] / "examples").glob("*.yaml")), HERE / "rooms.yaml")


@lru_cache(maxsize=16)
def database_of(example: Path) -> Database:
    """The database of a design."""
    derived = make_plan(read_design(example))
    assert derived.plan is not None, derived.diagnostics
    return derived.plan.database


@pytest.mark.server
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda p: p.stem)
@pytest.mark.parametrize("name", ["postgres16", "mariadb", "sqlite"])
def test_example_runs(name: str, example: Path, request: pytest.FixtureRequest) -> None:
    files, notes = emit_sql(database_of(example), DIALECTS[name], "plain")
    assert all(n.severity.value == "info" for n in notes)
    with engine(name, request) as database:
        for file in files:
            if not file.path.endswith(".down.sql"):
                database.script(file.text)
        for file in reversed(files):
            if file.path.endswith(".down.sql"):
                database.script(file.text)
        assert leftovers(database) == []


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda p: p.stem)
def test_squawk_finds_nothing_in_an_example(example: Path) -> None:
    for file in emit_sql(database_of(example), "postgresql", "plain")[0]:
        if file.path.endswith(".up.sql"):
            run = subprocess.run([SQUAWK], input=file.text, capture_output=True, text=True, check=False)
            assert run.returncode == 0, f"{file.path}\n{run.stdout}"
