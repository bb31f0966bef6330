"""Totals over parts: a column of the whole that a trigger on the table of the parts keeps.

`sum(items.quantity * items.unit_price)`: one collection, an expression over its rows; deleted parts do not count.
A sum over parts that are only ever added grows by each of them: no write reads what was written years ago.
"""

from __future__ import annotations

from msgspec import Struct

from planner.derive.database.building import Building
from planner.derive.database.resolve import Scope, total
from planner.derive.infer.added_only import only_purged
from planner.model.database import Trigger
from planner.model.domain import Collection, DomainEntity
from planner.model.entities import Field
from planner.model.expressions import Aggregate, names_in
from planner.naming import joined


class Kept(Struct, frozen=True):
    """How a total is kept: over which parts, by which of their columns, as what."""

    part: DomainEntity
    part_key: str
    statement: Aggregate


def is_count(field: Field) -> bool:
    """Whether a total over nothing is 0."""
    return isinstance(field.computed, Aggregate) and field.computed.function in ("sum", "count")


def kept_by(field: Field, entity: DomainEntity, building: Building) -> Kept | None:
    """How the database keeps a computed field of the whole; `None` where it cannot."""
    aggregate = field.computed
    if not isinstance(aggregate, Aggregate) or aggregate.per or len(building.key(entity.name)) != 1:
        return None
    collection = _collection(aggregate, entity)
    if collection is None or collection.target not in building.domain.entities:
        return None
    part = building.domain.entities[collection.target]
    stored = building.layout(part).references.get(collection.reference, ())
    statement = total(aggregate, Scope(part, building, collection.name))
    return None if statement is None or len(stored) != 1 else Kept(part, stored[0].columns[0], statement)


def _collection(aggregate: Aggregate, entity: DomainEntity) -> Collection | None:
    heads = {n.parts[0] for n in names_in(aggregate.over)}
    return entity.collection(heads.pop()) if len(heads) == 1 else None


def recomputes(building: Building) -> dict[str, list[Trigger]]:
    """The table of the parts -> triggers that keep columns of their wholes."""
    found: dict[str, list[Trigger]] = {}
    for entity in building.domain.entities.values():
        for field in entity.fields:
            if field.computed is not None and (kept := kept_by(field, entity, building)) is not None:
                trigger = _recompute(field, entity, kept, building)
                found.setdefault(building.tables[kept.part.name], []).append(trigger)
    return found


def _recompute(field: Field, entity: DomainEntity, kept: Kept, building: Building) -> Trigger:
    whole, table = building.tables[entity.name], building.tables[kept.part.name]
    column = building.layout(entity).fields[field.name][0].name
    name = joined(whole, column, "recompute")
    return Trigger(
        id=f"table.{table}.{name}",
        name=name,
        kind="recompute",
        because=(field.path,),
        columns=(column,),
        statement=kept.statement,
        whole=whole,
        whole_key=building.key(entity.name)[0].name,
        part_key=kept.part_key,
        grows=is_count(field) and only_purged(kept.part, building.domain.entities, frozenset({entity.name})),
    )
