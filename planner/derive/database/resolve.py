"""Expressions of the design over columns of one table: names become columns, values of enums become constants.

A bare word is a value of the enum it is compared with, else a column. What reaches beyond the row gives `None`.
"""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from planner.derive.database.building import Building
from planner.model.domain import DomainEntity
from planner.model.expressions import (
    Aggregate,
    Among,
    Arithmetic,
    Compare,
    Constant,
    Expression,
    IsNull,
    Logic,
    Name,
    Not,
)


class Scope(Struct, frozen=True):
    """Whose columns the names are; `collection` is a prefix that means the row itself (`items.quantity`).

    `parts` is the scope of totals, where they may be taken.
    """

    entity: DomainEntity
    building: Building
    collection: str | None = None
    parts: Scope | None = None


def over_columns(expression: Expression, entity: DomainEntity, building: Building) -> Expression | None:
    """The expression with columns of one table for names; `None` if it reaches beyond the row."""
    return resolved(expression, Scope(entity, building))


def resolved(node: Expression, scope: Scope, peer: Expression | None = None) -> Expression | None:
    """One expression; `peer` is what it is compared with."""
    match node:
        case Constant():
            return node
        case Name():
            return _name(node, scope, peer)
        case Compare():
            left, right = resolved(node.left, scope, node.right), resolved(node.right, scope, node.left)
            return None if left is None or right is None else replace(node, left=left, right=right)
        case Arithmetic():
            left, right = resolved(node.left, scope), resolved(node.right, scope)
            return None if left is None or right is None else replace(node, left=left, right=right)
        case Among():
            return _among(node, scope)
        case IsNull():
            return _is_null(node, scope)
        case Not():
            inner = resolved(node.operand, scope)
            return None if inner is None else Not(inner)
        case Logic():
            operands = [resolved(o, scope) for o in node.operands]
            kept = tuple(o for o in operands if o is not None)
            return None if len(kept) < len(operands) else Logic(node.operator, kept)
        case Aggregate():
            return None if scope.parts is None else total(node, scope.parts)


def total(aggregate: Aggregate, parts: Scope) -> Aggregate | None:
    """A total over columns of the parts that are not deleted; `count(items)` counts rows, by their key."""
    building, part = parts.building, parts.entity
    counts = isinstance(aggregate.over, Name) and aggregate.over.parts == (parts.collection,)
    over = Name((building.key(part.name)[0].name,)) if counts else resolved(aggregate.over, parts)
    where = resolved(aggregate.where, parts) if aggregate.where is not None else None
    if over is None or (aggregate.where is not None and where is None):
        return None
    conditions = tuple(c for c in (where, building.alive(part)) if c is not None)
    both = Logic("and", conditions) if len(conditions) > 1 else conditions[0] if conditions else None
    return replace(aggregate, over=over, where=both)


def _among(node: Among, scope: Scope) -> Expression | None:
    left = resolved(node.left, scope)
    values = [resolved(v, scope, node.left) for v in node.values]
    kept = tuple(v for v in values if v is not None)
    return None if left is None or len(kept) < len(values) else replace(node, left=left, values=kept)


def _is_null(node: IsNull, scope: Scope) -> Expression | None:
    """A reference of several columns is null where all of them are."""
    if isinstance(node.left, Name):
        columns = _columns(node.left, scope)
        if len(columns) > 1:
            tests = tuple(IsNull(Name((c,)), node.negated) for c in columns)
            return Logic("or" if node.negated else "and", tests)
    left = resolved(node.left, scope)
    return None if left is None else replace(node, left=left)


def _name(name: Name, scope: Scope, peer: Expression | None) -> Expression | None:
    if len(name.parts) == 1 and isinstance(peer, Name) and name.parts[0] in _values(peer, scope):
        return Constant("word", name.parts[0])
    columns = _columns(name, scope)
    return Name(columns[:1]) if columns else None


def _own(name: Name, scope: Scope) -> tuple[str, ...]:
    """The name without the entity or the collection before it."""
    parts = name.parts
    if len(parts) > 1 and parts[0] in (scope.entity.name, scope.collection):
        return parts[1:]
    return parts


def _columns(name: Name, scope: Scope) -> tuple[str, ...]:
    """The columns of a member, or of the key of the row it refers to (`customer.id`)."""
    parts = _own(name, scope)
    if len(parts) == 1:
        return scope.building.member_columns(scope.entity, parts[0])
    stored = scope.building.layout(scope.entity).references.get(parts[0], ())
    if len(parts) == 2 and len(stored) == 1:
        return tuple(c for c, p in zip(stored[0].columns, stored[0].parts, strict=True) if p.name == parts[1])
    return ()


def _values(name: Name, scope: Scope) -> tuple[str, ...]:
    parts = _own(name, scope)
    field = scope.entity.field(parts[0]) if len(parts) == 1 else None
    return scope.building.domain.values(field) if field is not None else ()
