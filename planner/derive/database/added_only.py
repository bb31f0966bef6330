"""Rows that are never changed: the trigger that refuses it, what the purge of a retention may do, how a rule of it ends."""

from __future__ import annotations

from itertools import pairwise

from planner.derive.database.building import Building
from planner.derive.database.entity_tables import retention_column
from planner.model.database import Hop, Kept, Table, Trigger
from planner.model.design import BusinessRule
from planner.model.domain import DomainEntity
from planner.model.entities import OnDelete
from planner.naming import joined, listing

_MADE = ("created", "created_at")
_CHANGED = frozenset({"changed", "updated", "edited", "deleted", "overwritten", "altered", "modified"})


def added_only(table: Table, entity: DomainEntity, building: Building) -> Trigger:
    """The trigger on the table of an entity whose rows are only ever added."""
    name = joined(table.name, "append_only")
    kept, why = _kept(entity, building)
    because = (*entity.added_only, *why)
    id, goes_with = f"{table.id}.{name}", tuple(_goes_with(table))
    return Trigger(id, name, "append_only", because, kept=kept, goes_with=goes_with)


def _kept(entity: DomainEntity, building: Building) -> tuple[Kept | None, tuple[str, ...]]:
    """How long its rows are kept; a part that holds its whole back goes in the purge of the whole, before it."""
    if entity.retention is not None:
        return Kept(entity.retention.days, retention_column(entity, building)), (entity.retention.path,)
    whole = building.domain.entities.get(entity.parent.targets[0]) if entity.parent is not None else None
    if whole is None or whole.retention is None or entity.parent is None:
        return None, ()
    if entity.parent.on_delete is not OnDelete.RESTRICT:
        return None, ()
    column = "created_at" if whole.retention.after in _MADE else None  # a part is made with its whole, or later
    return Kept(whole.retention.days, column), (whole.retention.path,)


def _goes_with(table: Table) -> list[Hop]:
    """The rows whose deletion takes a row of the table along."""
    return [Hop(k.table, k.columns, k.target_columns) for k in table.foreign_keys if k.on_delete == "cascade"]


def speaks_of_it(rule: BusinessRule) -> bool:
    """Whether the words of a rule alone say that rows are never changed; what no row allows holds of each."""
    words = rule.says.lower().replace(",", " ").replace(";", " ").replace(".", " ").split()
    stated = rule.check or rule.unique or rule.exclusive
    return not stated and any(a == "never" and b in _CHANGED for a, b in pairwise(words))


def held_by_triggers(rule: BusinessRule, building: Building, triggers: dict[str, Trigger]) -> tuple[str, str] | None:
    """The first trigger that keeps a rule of rows never changed, and how; `None` where some entity's rows do change."""
    held = [
        t
        for name in rule.on
        if (t := triggers.get(name)) is not None and (rule.path in t.because or speaks_of_it(rule))
    ]
    if not held or len(held) < len(rule.on):
        return None
    purged = [building.tables[n] for n, t in zip(rule.on, held, strict=True) if t.kept is not None]
    tables = listing([building.tables[name] for name in rule.on])
    but = f"; only the purge of {listing(purged)} deletes, once the time to keep a row is over" if purged else ""
    return held[0].id, f"{tables} refuse every change and every delete{but}"
