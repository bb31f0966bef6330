"""The migrations of every archetype on PostgreSQL: up, seed, down, up again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

from planner import make_plan, read_design
from planner.emit.sql.layouts import emit_sql
from tests.archetypes.archetypes import NAMES, design_text

if TYPE_CHECKING:
    from tests.servers.postgres import Postgres


@pytest.mark.parametrize("name", NAMES)
def test_migrations_run_up_and_down_on_postgresql(name: str, tmp_path: Path, postgres: Postgres) -> None:
    file = tmp_path / f"{name}.yaml"
    file.write_text(design_text(name), encoding="utf-8")
    plan = make_plan(read_design(file)).plan
    assert plan is not None
    files, _ = emit_sql(plan.database, "postgresql", "plain")
    ups = [f.text for f in files if f.path.endswith(".up.sql")]
    downs = [f.text for f in files if f.path.endswith(".down.sql")][::-1]
    seeds = [f.text for f in files if f.path.startswith("seeds/")]
    with psycopg.connect(postgres.fresh_database(), autocommit=True) as connection:
        for text in (*ups, *seeds, *downs):
            connection.execute(text.encode())
        left = connection.execute(
            "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        ).fetchone()
        assert left == (0,), "down leaves relations behind"
        for text in (*ups, *seeds):
            connection.execute(text.encode())
