"""What the database keeps itself on every write: times, versions, states, totals, the audit trail."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from planner.derive.database.building import Building
from planner.derive.database.columns import column_name
from planner.derive.database.resolve import over_columns
from planner.model.database import Table, Trigger, TriggerKind
from planner.model.domain import DomainEntity
from planner.model.expressions import Aggregate, Expression, Name, names_in
from planner.naming import joined


def with_triggers(tables: list[Table], building: Building) -> list[Table]:
    """The tables with the triggers that stand on each."""
    recomputes = _recomputes(building)
    return [replace(t, triggers=tuple(_triggers(t, building)) + tuple(recomputes.get(t.name, ()))) for t in tables]


def _triggers(table: Table, building: Building) -> Iterator[Trigger]:
    entity = building.domain.entities.get(table.entity) if table.entity and table.kind == "entity" else None
    if table.name == "audit_log":
        yield _trigger(table, "append_only", table.because)
    if entity is None:
        return
    yield _trigger(
        table, "touch", (entity.path,), columns=("updated_at", "version") if entity.versioned else ("updated_at",)
    )
    for machine in entity.machines:
        field = entity.field(machine.field)
        moves = tuple(dict.fromkeys((a.source, a.target) for a in machine.arrows))
        if field is not None:
            yield _trigger(
                table,
                "guard_state",
                (machine.path, *dict.fromkeys(a.path for a in entity.actions if a.to_state)),
                columns=(column_name(field),),
                moves=moves,
                suffix=column_name(field),
            )
    if entity.audit:
        yield _trigger(table, "audit", (entity.path,), columns=table.primary_key)
    for rule in building.design.rules:
        if rule.exclusive is not None and rule.on[:1] == (entity.name,):
            names = (*rule.exclusive.on, rule.exclusive.start, rule.exclusive.end)
            columns = tuple(c for n in names for c in building.member_columns(entity, n)[:1])
            if len(columns) == len(names):
                yield _trigger(table, "no_overlap", (rule.path,), columns=columns, suffix=rule.id)


def _trigger(
    table: Table,
    kind: TriggerKind,
    because: tuple[str, ...],
    columns: tuple[str, ...] = (),
    moves: tuple[tuple[str, str], ...] = (),
    suffix: str = "",
) -> Trigger:
    name = joined(table.name, *((suffix.replace("-", "_"),) if suffix else ()), kind)
    return Trigger(f"{table.id}.{name}", name, kind, because, columns, moves)


def _recomputes(building: Building) -> dict[str, list[Trigger]]:
    """Totals over parts: the table of the parts -> triggers that keep the whole's column."""
    found: dict[str, list[Trigger]] = {}
    for entity in building.domain.entities.values():
        for field in entity.fields:
            if isinstance(field.computed, Aggregate):
                made = _recompute(entity, field.name, field.path, field.computed, building)
                if made is not None:
                    found.setdefault(made[0], []).append(made[1])
    return found


def _recompute(
    entity: DomainEntity, field_name: str, path: str, aggregate: Aggregate, building: Building
) -> tuple[str, Trigger] | None:
    """`sum(items.quantity * items.unit_price)`: one collection, expressions over its columns."""
    heads = {n.parts[0] for n in names_in(aggregate.over) if len(n.parts) > 1}
    collection = entity.collection(next(iter(sorted(heads)))) if len(heads) == 1 else None
    if collection is None and isinstance(aggregate.over, Name) and len(aggregate.over.parts) == 1:
        collection = entity.collection(aggregate.over.parts[0])
    if collection is None or entity.key:
        return None
    part = building.domain.entities[collection.target]
    reference = part.reference(collection.reference)
    field = entity.field(field_name)
    if reference is None or field is None:
        return None
    over = _within(aggregate.over, collection.name, part, building)
    where = _within(aggregate.where, collection.name, part, building) if aggregate.where is not None else None
    if over is None or (aggregate.where is not None and where is None):
        return None
    table = building.tables[part.name]
    name = joined(building.tables[entity.name], column_name(field), "recompute")
    return table, Trigger(
        f"table.{table}.{name}",
        name,
        "recompute",
        (path,),
        columns=(column_name(field),),
        statement=replace(aggregate, over=over, where=where),
        whole=building.tables[entity.name],
        whole_key=building.key(entity.name)[0].name,
        part_key=building.stored(reference)[0].columns[0],
    )


def _within(expression: Expression, collection: str, part: DomainEntity, building: Building) -> Expression | None:
    """The expression over the columns of the part: `items.quantity` becomes `quantity`."""
    if isinstance(expression, Name) and expression.parts == (collection,):
        return Name((building.key(part.name)[0].name,))
    return over_columns(_stripped(expression, collection), part, building)


def _stripped(expression: Expression, collection: str) -> Expression:
    if isinstance(expression, Name):
        return (
            Name(expression.parts[1:])
            if expression.parts[0] == collection and len(expression.parts) > 1
            else expression
        )
    changes = {
        attribute: _stripped(getattr(expression, attribute), collection)
        for attribute in ("left", "right", "operand", "over")
        if hasattr(expression, attribute)
    }
    return replace(expression, **changes) if changes else expression
