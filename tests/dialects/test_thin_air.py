"""Designs out of thin air on every database: up, seed, compared with the model, down, up again.

`THIN_AIR` says how many; a run of the suite takes a few, which are the same ones each time.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings

from planner.emit.sql import emit_sql
from tests.dialects.catalog import leftovers, read_back
from tests.dialects.compared import differences
from tests.dialects.engines import DIALECTS, Engine, SQLiteEngine, engine
from tests.properties.designs import designs
from tests.properties.test_designs import planned

PLAIN: dict[str, Any] = {"planner": 1, "name": "Found", "roles": {"staff": "Works."}}
UNIQUE_SWITCH = PLAIN | {"entities": {"Lamp": {"fields": {"only": "bool = true required unique"}}}}
LONE_NUMBER_AS_KEY = PLAIN | {"entities": {"Floor": {"key": ["level"], "fields": {"level": "int min=1 required"}}}}
TENANT_NAMED_FROM_ITS_SIDE = PLAIN | {
    "tenancy": {"root": "Org"},
    "entities": {
        "Org": {"fields": {"name": "string(20)"}, "relations": {"projects": "has_many Project"}},
        "Project": {"fields": {"title": "string(20)"}, "relations": {"tasks": "has_many Task"}},
        "Task": {"fields": {"text": "string(20)"}},
    },
}

sampled = settings(
    max_examples=int(os.environ.get("THIN_AIR", "12")),
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),
)


@contextmanager
def fresh(name: str, request: pytest.FixtureRequest) -> Iterator[Engine]:
    """An empty database for each design: the fixture of SQLite is one for all of a test."""
    if name == "sqlite":
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
            yield SQLiteEngine(connection)
        return
    with engine(name, request) as database:
        yield database


@pytest.mark.server
@pytest.mark.parametrize("name", ["postgres", "mariadb", "sqlite"])
@sampled
@example(design=UNIQUE_SWITCH)
@example(design=LONE_NUMBER_AS_KEY)
@example(design=TENANT_NAMED_FROM_ITS_SIDE)
@given(design=designs())
def test_the_catalog_is_the_model(name: str, request: pytest.FixtureRequest, design: dict[str, Any]) -> None:
    plan = planned(design)
    if plan is None:
        return
    files, notes = emit_sql(plan.database, DIALECTS[name], "plain")
    assert all(n.severity.value == "info" for n in notes)
    ups, downs = ([f for f in files if f.path.endswith(f".{way}.sql")] for way in ("up", "down"))
    seeds = [f for f in files if f.path.startswith("seeds/")]
    with fresh(name, request) as database:
        for file in (*ups, *seeds):
            database.script(file.text)
        tables = plan.database.tables
        assert [d for t in tables for d in differences(read_back(database, t.name), t, database.dialect)] == []
        for file in reversed(downs):
            database.script(file.text)
        assert leftovers(database) == []
        for file in (*ups, *seeds):
            database.script(file.text)
