"""What the database keeps itself on every write: times, versions, states, totals, the audit trail."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from planner.derive.database.added_only import added_only
from planner.derive.database.building import Building
from planner.derive.database.computed import recomputes
from planner.derive.database.frozen import guard_parts
from planner.derive.database.resolve import over_columns
from planner.derive.database.wholes import rules_of_wholes
from planner.model.database import Table, Trigger, TriggerKind
from planner.model.domain import DomainEntity, Holding, StateMachine
from planner.model.expressions import Among, Constant, Expression, Name
from planner.naming import joined, snake


def with_triggers(tables: list[Table], building: Building) -> list[Table]:
    """The tables with the triggers that stand on each."""
    kept, held = recomputes(building), rules_of_wholes(building)
    return [
        replace(t, triggers=(*_triggers(t, building), *kept.get(t.name, ()), *held.get(t.name, ()))) for t in tables
    ]


def _triggers(table: Table, building: Building) -> Iterator[Trigger]:
    if table.kind == "system":
        yield from _of_system(table)
        return
    entity = building.domain.entities.get(table.entity or "") if table.kind == "entity" else None
    if entity is None:
        return
    layout = building.layout(entity)
    version = (layout.version,) if layout.version else ()
    if entity.added_only:
        yield added_only(table, entity, building)
    else:
        yield _trigger(table, "touch", (entity.path,), columns=("updated_at", *version))
    for machine in entity.machines:
        yield _guard(table, machine, entity, layout.fields[machine.field][0].name)
    if entity.audit:
        yield _trigger(table, "audit", (building.trait_path(entity, "audit"),), columns=table.primary_key)
    yield from _exclusive(table, entity, building)
    yield from guard_parts(table, entity, building)


def _of_system(table: Table) -> Iterator[Trigger]:
    names = {c.name for c in table.columns}
    if {"row_key", "changes"} <= names:
        yield _trigger(table, "append_only", table.because)
    elif "updated_at" in names:
        yield _trigger(table, "touch", table.because[:1], columns=("updated_at",))


def _guard(table: Table, machine: StateMachine, entity: DomainEntity, column: str) -> Trigger:
    moves = tuple(dict.fromkeys((a.source, a.target) for a in machine.arrows))
    moving = {a.action for a in machine.arrows}
    because = (machine.path, *(a.path for a in entity.actions if a.name in moving))
    return _trigger(table, "guard_state", because, columns=(column,), moves=moves, suffix=column)


def _exclusive(table: Table, entity: DomainEntity, building: Building) -> Iterator[Trigger]:
    for rule in building.exclusive.get(entity.name, ()):
        if rule.exclusive is None:
            continue
        names = (*rule.exclusive.on, rule.exclusive.start, rule.exclusive.end)
        found = [building.member_columns(entity, n) for n in names]
        if all(found):
            tenant = building.layout(entity).tenant
            alike = tuple(dict.fromkeys(c for columns in ((tenant,) if tenant else (), *found[:-2]) for c in columns))
            columns = (*alike, found[-2][0], found[-1][0])
            holding = next(h for h in building.domain.holdings if h.path == rule.path)
            because = tuple(
                dict.fromkeys((rule.path, rule.exclusive.path, *(holding.because if holding.freed else ())))
            )
            said = rule.exclusive.where or _holds(holding)
            where = over_columns(said, entity, building) if said is not None else None
            if said is not None and where is None:
                continue
            yield _trigger(table, "no_overlap", because, columns=columns, suffix=snake(rule.id), statement=where)


def _holds(holding: Holding) -> Expression | None:
    """Rows that were ended before their time hold nothing."""
    if not holding.freed:
        return None
    return Among(Name((holding.field,)), tuple(Constant("word", state) for state in holding.freed), negated=True)


def _trigger(
    table: Table,
    kind: TriggerKind,
    because: tuple[str, ...],
    columns: tuple[str, ...] = (),
    moves: tuple[tuple[str, str], ...] = (),
    suffix: str = "",
    statement: Expression | None = None,
) -> Trigger:
    name = joined(table.name, suffix, kind) if suffix else joined(table.name, kind)
    return Trigger(f"{table.id}.{name}", name, kind, because, columns, moves, statement)
