"""Whether a row of texts meets a check. Three-valued: what is unknown is not refused, as databases have it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import TypeAlias

from planner.model.database import (
    Between,
    Column,
    ColumnKind,
    Holds,
    InValues,
    LengthBetween,
    Matches,
    OneOf,
    Predicate,
)
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

Row: TypeAlias = dict[str, str | None]
Columns: TypeAlias = Mapping[str, Column]
Value: TypeAlias = Decimal | bool | str | None
NUMBERS = frozenset({ColumnKind.INT, ColumnKind.BIGINT, ColumnKind.IDENTITY, ColumnKind.DECIMAL, ColumnKind.DOUBLE})


def meets(predicate: Predicate, row: Row, columns: Columns) -> bool:
    """Whether the row passes the check."""
    match predicate:
        case Holds():
            return value_of(predicate.expression, row, columns) is not False
        case OneOf():
            count = sum(row.get(c) is not None for c in predicate.columns)
            return count <= 1 if predicate.optional else count == 1
        case Between():
            value = stored(predicate.column, row, columns)
            low, high = (_typed(t, columns[predicate.column].type.kind) for t in (predicate.low, predicate.high))
            return _ordered(low, "<=", value) is not False and _ordered(value, "<=", high) is not False
    text = row.get(predicate.column)
    if text is None:
        return True
    match predicate:
        case InValues():
            return text in predicate.values
        case LengthBetween():
            return (predicate.low or 0) <= len(text) <= (predicate.high if predicate.high is not None else len(text))
        case Matches():
            return re.fullmatch(predicate.pattern, text) is not None


def stored(name: str, row: Row, columns: Columns) -> Value:
    """What the row holds in a column: what was set, what the database computes, or its default."""
    column = columns.get(name)
    if column is None:
        return None
    if column.generated is not None:
        others = {k: c for k, c in columns.items() if k != name}
        return value_of(column.generated, row, others)
    text = row.get(name)
    if name not in row and column.default is not None and column.default.kind == "literal":
        text = column.default.text
    return _typed(text, column.type.kind)


def _typed(text: str | None, kind: ColumnKind) -> Value:
    if text is None:
        return None
    if kind is ColumnKind.BOOL:
        return text == "true"
    if kind not in NUMBERS:
        return text
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def value_of(node: Expression, row: Row, columns: Columns) -> Value:
    """The value of an expression; `None` is unknown."""
    match node:
        case Name():
            return stored(node.parts[-1], row, columns)
        case Constant():
            return _constant(node)
        case Compare():
            return _ordered(value_of(node.left, row, columns), node.operator, value_of(node.right, row, columns))
        case Among():
            left = value_of(node.left, row, columns)
            inside = left in [value_of(v, row, columns) for v in node.values]
            return None if left is None else inside is not node.negated
        case IsNull():
            return (value_of(node.left, row, columns) is None) is not node.negated
        case Not():
            inner = value_of(node.operand, row, columns)
            return None if inner is None else not inner
        case Logic():
            return _logic(node, row, columns)
        case Arithmetic():
            return _sum(value_of(node.left, row, columns), node.operator, value_of(node.right, row, columns))
        case Aggregate():
            return None


def _constant(node: Constant) -> Value:
    if node.kind == "bool":
        return node.text == "true"
    return _typed(node.text, ColumnKind.DECIMAL) if node.kind == "number" else node.text


def _ordered(left: Value, operator: str, right: Value) -> bool | None:
    if left is None or right is None:
        return None
    if isinstance(left, str) is not isinstance(right, str):
        left, right = str(left), str(right)
    below = str(left) < str(right) if isinstance(left, str) else Decimal(left) < Decimal(right)
    equal = left == right
    return {"=": equal, "!=": not equal, "<": below, "<=": below or equal, ">": not (below or equal), ">=": not below}[
        operator
    ]


def _logic(node: Logic, row: Row, columns: Columns) -> bool | None:
    values = [value_of(o, row, columns) for o in node.operands]
    decisive = node.operator == "or"
    if any(v is decisive for v in values):
        return decisive
    return None if None in values else not decisive


def _sum(left: Value, operator: str, right: Value) -> Value:
    if not isinstance(left, Decimal) or not isinstance(right, Decimal):
        return None
    return {"+": left + right, "-": left - right, "*": left * right}[operator]
