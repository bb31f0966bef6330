"""One model behind every artifact: payloads and tables, enums, foreign keys and indexes, arrows in contract, schema
and order agree, in the examples, in every case and in designs out of thin air."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings

from planner import make_bundle, make_plan, read_design
from planner.model.api import Member, Payload
from planner.model.database import InValues, Table
from planner.model.plan import Plan
from planner.read.design import read_design_text
from tests.cases.cases import DESIGNS, name_of
from tests.properties.designs import designs

each_design = pytest.mark.parametrize("design", DESIGNS, ids=name_of)
out_of_thin_air = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@cache
def planned(design: Path) -> Plan:
    """The plan of a case."""
    plan = make_plan(read_design(design)).plan
    assert plan is not None
    return plan


def members_without_a_column(plan: Plan) -> list[str]:
    """Members that say they are stored in a column which no table of their entity has."""
    tables = {t.entity: t for t in reversed(plan.database.tables) if t.entity}
    rows = [(p, m) for p in plan.api.payloads if p.entity in tables for m in p.members if m.column is not None]
    return [f"{p.name}.{m.name}" for p, m in rows if not stored(m, tables[p.entity])]


def stored(member: Member, table: Table) -> bool:
    """The column, or the columns a value is spread over (a point, a file), are there."""
    names = {column.name for column in table.columns}
    return member.column in names or any(n.startswith(f"{member.column}_") for n in names)


def enums_that_differ(plan: Plan) -> list[str]:
    """Columns whose CHECK lists other words than the field's enum in the domain and in payloads."""
    found: list[str] = []
    for table in plan.database.tables:
        entity = plan.domain.entities.get(table.entity or "")
        listed = {c.predicate.column: c.predicate.values for c in table.checks if isinstance(c.predicate, InValues)}
        for payload in (p for p in plan.api.payloads if entity is not None and p.entity == entity.name):
            found += [
                f"{table.name}.{m.column} and {payload.name}.{m.name}"
                for m in payload.members
                if m.column in listed and words(m, payload, plan) not in ((), listed[m.column])
            ]
    return found


def words(member: Member, payload: Payload, plan: Plan) -> tuple[str, ...]:
    """The values a member may have, where it names them or a shared list does."""
    shared = {e.name: e.values for e in plan.api.enums}
    return tuple(member.values or (shared.get(member.enum, ()) if member.enum else ()))


def keys_without_an_index(plan: Plan) -> list[str]:
    """Foreign keys whose first column leads no index, unique or primary key of their table."""
    found: list[str] = []
    for table in plan.database.tables:
        leading = [tuple(c.name for c in i.columns) for i in table.indexes]
        leading += [u.columns for u in table.uniques] + [table.primary_key]
        for key in table.foreign_keys:
            heads = [set(columns[: len(key.columns)]) for columns in leading]
            if not any(
                set(key.columns) <= head or set(key.columns) & set(columns[:1])
                for head, columns in zip(heads, leading, strict=True)
            ):
                found.append(f"{table.name}.{key.name}")
    return found


def arrows_astray(plan: Plan) -> list[str]:
    """State changes that the contract offers and the schema does not guard, or that no step makes."""
    made = {element for step in plan.work.steps for element in step.makes}
    tables = {t.entity: t for t in reversed(plan.database.tables) if t.entity}
    found = [f"{o.id} is made by no step" for o in plan.api.operations if o.id not in made]
    for operation in plan.api.operations:
        arrow, table = operation.transition, tables.get(operation.entity or "")
        if arrow is None or table is None or not arrow.sources:
            continue
        guarded = {move for t in table.triggers if t.kind == "guard_state" for move in t.moves}
        found += [
            f"{operation.id}: {source} to {arrow.target}"
            for source in arrow.sources
            if source != arrow.target and (source, arrow.target) not in guarded
        ]
    return found


@each_design
def test_every_stored_member_has_its_column(design: Path) -> None:
    assert members_without_a_column(planned(design)) == []


@each_design
def test_an_enum_is_the_same_everywhere(design: Path) -> None:
    assert enums_that_differ(planned(design)) == []


@each_design
def test_every_foreign_key_has_an_index(design: Path) -> None:
    assert keys_without_an_index(planned(design)) == []


@each_design
def test_every_arrow_is_in_contract_schema_and_order(design: Path) -> None:
    assert arrows_astray(planned(design)) == []


@out_of_thin_air
@given(designs())
def test_designs_out_of_thin_air_agree_too(design: dict[str, Any]) -> None:
    plan = make_plan(read_design_text(json.dumps(design, ensure_ascii=False))).plan
    if plan is not None:
        assert members_without_a_column(plan) == []
        assert enums_that_differ(plan) == []
        assert keys_without_an_index(plan) == []
        assert arrows_astray(plan) == []


@each_design
def test_the_printed_contract_has_every_operation_and_its_states(design: Path) -> None:
    plan = planned(design)
    files = {a.path: a.content for a in make_bundle(plan)}
    if plan.settings.api_style != "rest" or "openapi.yaml" not in files:
        pytest.skip("no OpenAPI document of the whole in this bundle")
    paths = yaml.load(files["openapi.yaml"], yaml.CSafeLoader)["paths"]
    printed = {(method.upper(), path) for path, item in paths.items() for method in item if method != "parameters"}
    assert {(o.method, o.path) for o in plan.api.operations} <= printed
