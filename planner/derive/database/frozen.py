"""Parts that stand still with their whole: the trigger on their table that refuses a write that comes too late."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from planner.derive.database.building import Building
from planner.model.database import Table, Trigger, Verb
from planner.model.domain import DomainEntity, Freeze
from planner.model.entities import OnDelete
from planner.model.expressions import Among, Constant, Expression, IsNull, Logic, Name
from planner.naming import joined

_VERBS: Final[dict[str, Verb]] = {"create": "INSERT", "update": "UPDATE", "delete": "DELETE"}


def guard_parts(table: Table, entity: DomainEntity, building: Building) -> Iterator[Trigger]:
    """The guard of a part, where whole and part are joined by one column."""
    freeze = entity.frozen
    whole = building.domain.entities.get(freeze.whole) if freeze is not None else None
    if freeze is None or whole is None or len(building.key(whole.name)) != 1:
        return
    stored = building.layout(entity).references.get(freeze.reference, ())
    if len(stored) != 1 or whole.service != entity.service:
        return
    state = building.layout(whole).fields[freeze.field][0].name
    own = stored[0].columns[0]
    read = (c for name in freeze.inputs for c in building.member_columns(entity, name))
    name = joined(table.name, "guard_parts")
    yield Trigger(
        f"{table.id}.{name}",
        name,
        "guard_parts",
        freeze.because,
        columns=tuple(dict.fromkeys((own, *read))),
        statement=_moved_on(state, freeze),
        whole=building.tables[whole.name],
        whole_key=building.key(whole.name)[0].name,
        part_key=own,
        parts=table.name,
        verbs=tuple(_VERBS[o] for o in freeze.operations if o != "delete" or _goes_along(entity)),
    )


def _moved_on(state: str, freeze: Freeze) -> Expression:
    """The whole has left the states in which its parts change, or has taken for them as they are."""
    left = Among(Name((state,)), tuple(Constant("word", s) for s in freeze.states), negated=True)
    return Logic("or", (left, IsNull(Name((freeze.mark,)), negated=True))) if freeze.mark else left


def _goes_along(entity: DomainEntity) -> bool:
    """Whether a part goes with its whole alone: what a purge deletes by itself must not be refused."""
    freeze = entity.frozen
    reference = entity.reference(freeze.reference) if freeze is not None else None
    return reference is not None and reference.on_delete is OnDelete.CASCADE and entity.retention is None
