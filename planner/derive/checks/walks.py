"""Where a dotted name leads: from an entity over its relations to a member. Knows names, not expressions."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from planner.derive.checks.context import IMPLICIT, Checking, members
from planner.model.entities import Entity, Field, Relation, TypeKind

_LOOSE: Final = frozenset({TypeKind.JSON, TypeKind.POINT})
"""Types with names inside that the design does not list."""


class Found(Struct, frozen=True):
    """A member; neither field nor relation where it is one that every entity has, or cannot be told."""

    field: Field | None = None
    relation: Relation | None = None


class Lost(Struct, frozen=True):
    """The part of a name that leads nowhere, and what stands there."""

    word: str
    entity: str
    known: tuple[str, ...]


_ANY: Final = Found()


def walk(checking: Checking, entity: Entity, parts: tuple[str, ...]) -> Found | Lost:
    """The member a dotted name ends at."""
    here = entity
    for position, part in enumerate(parts):
        is_last = position == len(parts) - 1
        field = next((f for f in here.fields if f.name == part), None)
        if field is not None:
            if not is_last and field.type.kind not in _LOOSE:
                return Lost(parts[position + 1], f"{here.name}.{part}", ())
            return Found(field)
        relation = next((r for r in here.relations if r.name == part), None)
        if relation is not None and is_last:
            return Found(relation=relation)
        target = _target(checking, here, part, relation)
        if target is None:
            return _implicit(checking, here, part) if is_last or part not in names_of(checking, here) else _ANY
        if is_last:
            return _ANY
        beyond = checking.entities.get(target)
        if beyond is None:
            return _ANY
        here = beyond
    return _ANY


def _target(checking: Checking, here: Entity, part: str, relation: Relation | None) -> str | None:
    if relation is not None:
        return relation.targets[0] if len(relation.targets) == 1 else None
    return checking.far_sides.get(here.name, {}).get(part)


def _implicit(checking: Checking, here: Entity, part: str) -> Found | Lost:
    known = names_of(checking, here)
    return _ANY if part in known else Lost(part, here.name, known)


def names_of(checking: Checking, entity: Entity) -> tuple[str, ...]:
    """Every name a walk can take from an entity: members, what all have, what other sides call it."""
    return tuple(dict.fromkeys((*members(entity), *checking.far_sides.get(entity.name, ()))))


def is_implicit(entity: Entity, name: str) -> bool:
    """Whether the planner keeps it: keys, times, version."""
    return name in IMPLICIT or (name in members(entity) and name in ("version", "deleted_at"))
