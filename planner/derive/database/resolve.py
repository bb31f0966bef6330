"""Expressions of the design over columns: names become columns, bare words become constants."""

from __future__ import annotations

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


def over_columns(expression: Expression, entity: DomainEntity, building: Building) -> Expression | None:
    """The expression with columns of one table for names; `None` if it reaches beyond the row."""
    if isinstance(expression, Constant):
        return expression
    if isinstance(expression, Name):
        return _name(expression, entity, building)
    if isinstance(expression, Aggregate):
        return None
    if isinstance(expression, Compare | Arithmetic):
        left, right = (over_columns(e, entity, building) for e in (expression.left, expression.right))
        return None if left is None or right is None else replace(expression, left=left, right=right)
    if isinstance(expression, Among):
        left = over_columns(expression.left, entity, building)
        values = [over_columns(v, entity, building) for v in expression.values]
        kept = tuple(v for v in values if v is not None)
        return None if left is None or len(kept) < len(values) else replace(expression, left=left, values=kept)
    if isinstance(expression, IsNull):
        left = over_columns(expression.left, entity, building)
        return None if left is None else replace(expression, left=left)
    if isinstance(expression, Not):
        inner = over_columns(expression.operand, entity, building)
        return None if inner is None else Not(inner)
    return _logic(expression, entity, building)


def _logic(expression: Logic, entity: DomainEntity, building: Building) -> Expression | None:
    operands = [over_columns(o, entity, building) for o in expression.operands]
    kept = tuple(o for o in operands if o is not None)
    return None if len(kept) < len(operands) else Logic(expression.operator, kept)


def _name(name: Name, entity: DomainEntity, building: Building) -> Expression | None:
    """A column of the row (perhaps written `Entity.column`); a word that is none is a constant."""
    parts = name.parts[1:] if len(name.parts) > 1 and name.parts[0] == entity.name else name.parts
    if len(parts) > 1:
        return None
    columns = building.member_columns(entity, parts[0])
    if columns:
        return Name((columns[0],))
    return Constant("word", parts[0])
