"""Names inside conditions: members of the row, values of its enums, and in totals those of its parts."""

from __future__ import annotations

from planner import codes
from planner.derive.checks.context import Checking, members
from planner.model.design import Entity
from planner.model.expressions import Aggregate, Expression, Name, aggregates_in, names_in


def check_names_of(checking: Checking, expression: Expression, entity: Entity, path: str) -> None:
    """The first part of every dotted name is a member; a bare word may be a value of an enum."""
    among: set[int] = set()
    for aggregate in aggregates_in(expression):
        part = _parts(checking, aggregate, entity)
        if aggregate.where is not None and part is not None:
            inner = names_in(aggregate.where)
            among.update(id(name) for name in inner)
            for name in inner:
                _check(checking, name, part, path, _head(aggregate))
    for name in names_in(expression):
        if id(name) not in among:
            _check(checking, name, entity, path)


def _head(aggregate: Aggregate) -> str:
    names = names_in(aggregate.over)
    return names[0].parts[0] if names else ""


def _parts(checking: Checking, aggregate: Aggregate, entity: Entity) -> Entity | None:
    """The entity whose rows a total counts."""
    head = _head(aggregate)
    relation = next((r for r in entity.relations if r.name == head), None)
    return checking.entities.get(relation.targets[0]) if relation is not None else None


def _check(checking: Checking, name: Name, entity: Entity, path: str, collection: str = "") -> None:
    known = set(members(entity))
    parts = name.parts[1:] if len(name.parts) > 1 and name.parts[0] == collection else name.parts
    head = parts[0]
    if len(parts) > 1 and head not in known and head not in checking.entities:
        checking.unknown(codes.REF_FIELD, f"member of {entity.name}", head, sorted(known), path)
    elif len(parts) == 1 and head not in known and not _is_value(checking, entity, head):
        checking.unknown(codes.REF_FIELD, f"member of {entity.name}, or value of an enum,", head, sorted(known), path)


def _is_value(checking: Checking, entity: Entity, word: str) -> bool:
    for field in entity.fields:
        values = checking.enums[field.type.name].values if field.type.name in checking.enums else field.type.values
        if word in values:
            return True
    return False
