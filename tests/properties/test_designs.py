"""For every design: it is refused with positions, or its SQL runs, its contract is valid, its bytes are the same again."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

import yaml
from hypothesis import HealthCheck, given, settings
from openapi_spec_validator import validate

from planner import make_bundle, make_plan
from planner.diagnostics import has_errors
from planner.emit.options import EmitOptions
from planner.emit.sql.layouts import emit_sql
from planner.model.plan import Plan
from planner.read.design import read_design_text
from tests.properties.designs import designs

calm = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def planned(design: dict[str, Any]) -> Plan | None:
    """The plan, or None where the design was refused with a reason."""
    reading = read_design_text(json.dumps(design, ensure_ascii=False))
    derived = make_plan(reading)
    assert derived.plan is not None or has_errors(reading.diagnostics + derived.diagnostics)
    return derived.plan


@calm
@given(designs())
def test_sqlite_takes_every_schema_up_down_and_up_again(design: dict[str, Any]) -> None:
    plan = planned(design)
    if plan is None:
        return
    files, _ = emit_sql(plan.database, "sqlite", "plain")
    ups = [f.text for f in files if f.path.endswith(".up.sql")]
    downs = [f.text for f in files if f.path.endswith(".down.sql")][::-1]
    seeds = [f.text for f in files if f.path.startswith("seeds/")]
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("PRAGMA foreign_keys = ON")
    for text in (*ups, *seeds, *downs, *ups):
        connection.executescript(text)
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.close()


@settings(calm, max_examples=25)
@given(designs())
def test_every_contract_is_valid(design: dict[str, Any]) -> None:
    plan = planned(design)
    if plan is None:
        return
    for version in ("3.1", "3.0"):
        files = {
            a.path: a.content for a in make_bundle(plan, EmitOptions(openapi=version, only=frozenset({"openapi"})))
        }
        validate(yaml.load(files["openapi.yaml"], yaml.CSafeLoader))


@settings(calm, max_examples=25)
@given(designs())
def test_shuffled_keys_give_the_same_elements(design: dict[str, Any]) -> None:
    plan = planned(design)
    turned = {**design, "entities": dict(reversed(design["entities"].items()))}
    other = planned(turned)
    assert (plan is None) == (other is None)
    if plan is not None and other is not None:
        assert {t.name for t in plan.database.tables} == {t.name for t in other.database.tables}
        assert {o.id for o in plan.api.operations} == {o.id for o in other.api.operations}
        assert {s.id for s in plan.work.steps} == {s.id for s in other.work.steps}
