"""What a plan says it mitigates it mitigates by something: taken out of the plan, the risk stands open."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from planner.model.api import Member, Operation, Shape
from planner.model.database import Table
from planner.model.plan import Plan
from planner.rules.evaluate import find_risks
from planner.rules.library import Library
from planner.rules.world import world_of
from tests.rules.harness import cases, plan_of

RISKS = {r.id: r for r in Library().risks}
MITIGATED = [(name, case["mitigated"]) for name, case in cases("risks") if "mitigated" in case]


def without(plan: Plan, ids: frozenset[str], about: str) -> Plan:
    """The plan without these elements and lines. The operation the risk is `about` stays, with nothing that protects it."""
    database = replace(plan.database, tables=tuple(_stripped(t, ids) for t in plan.database.tables if t.id not in ids))
    api = replace(
        plan.api,
        operations=tuple(
            _bared(o) if o.id in ids else o for o in plan.api.operations if o.id not in ids or o.id == about
        ),
        payloads=_kept(plan.api.payloads, ids),
        messages=_kept(plan.api.messages, ids),
    )
    work = replace(plan.work, steps=_kept(plan.work.steps, ids))
    design = replace(plan.design, controls=tuple(c for c in plan.design.controls if c.path not in ids))
    held = tuple(replace(e, enforced=e.enforced and e.by not in ids) for e in plan.enforcements)
    return replace(plan, database=database, api=api, work=work, design=design, enforcements=held)


def _bared(operation: Operation) -> Operation:
    """The operation as it would be with nothing that protects it."""
    scopes = tuple(replace(s, rows="all", where=None, via=None, owner=()) for s in operation.security.scopes)
    return replace(
        operation,
        security=replace(operation.security, scheme="credential", scopes=scopes),
        page=None,
        parameters=tuple(replace(p, member=_unbounded(p.member)) for p in operation.parameters),
        is_async=False,
        idempotency_key=False,
    )


def _unbounded(member: Member) -> Member:
    return replace(member, shape=Shape.TEXT, type=None, values=(), most=None, max=None)


def _kept(elements: tuple[Any, ...], ids: frozenset[str]) -> tuple[Any, ...]:
    return tuple(e for e in elements if e.id not in ids)


def _stripped(table: Table, ids: frozenset[str]) -> Table:
    names = ("columns", "uniques", "checks", "foreign_keys", "indexes", "triggers", "policies")
    return replace(table, **{name: _kept(getattr(table, name), ids) for name in names})


@pytest.mark.parametrize(("risk", "design"), MITIGATED, ids=[name for name, _ in MITIGATED])
def test_without_what_mitigates_it_a_risk_is_open(risk: str, design: str) -> None:
    plan = plan_of(design)
    held = [f for f in find_risks([RISKS[risk]], world_of(plan)) if f.status == "mitigated_by_design"]
    assert held
    for finding in held:
        ids = frozenset(finding.mitigated_by.split(", "))
        assert ids - {""}, "it names what mitigates it"
        bare = without(plan, ids | {finding.step}, finding.element)
        after = {f.id: f.status for f in find_risks([RISKS[risk]], world_of(bare))}
        said = all(name.startswith("controls.") for name in ids)
        assert after[finding.id] == ("unknown" if said else "open"), finding.mitigated_by


def test_most_risks_can_be_mitigated_by_design() -> None:
    assert len(MITIGATED) >= 60
