"""Development data under rules over parts: the last part makes the sum right, or the whole goes without parts."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TypeAlias

from planner.derive.database.conditions import Columns, Row, Value, value_of
from planner.model.database import Trigger
from planner.model.expressions import (
    Aggregate,
    Arithmetic,
    Compare,
    Constant,
    Expression,
    Logic,
    Name,
    Not,
    aggregates_in,
)

Fit: TypeAlias = Callable[[Row, str], Row | None]


def balanced(rule: Trigger, rows: list[Row], wholes: list[Row], columns: Columns, fit: Fit) -> list[Row]:
    """The rows of the parts for which the rule holds of every whole; `fit` makes a changed row meet its checks."""
    left = list(rows)
    for whole in wholes:
        mine = [r for r in left if r.get(rule.part_key or "") == whole.get(rule.whole_key or "")]
        if not mine or rule.statement is None or _holds(rule.statement, whole, mine, columns):
            continue
        last = _evened(rule.statement, whole, mine, columns)
        changed = fit(last[1], last[0]) if last is not None else None
        if changed is not None and _holds(rule.statement, whole, [*mine[:-1], changed], columns):
            left[left.index(mine[-1])] = changed
        else:
            left = [r for r in left if r not in mine]
    return left


def _holds(statement: Expression, whole: Row, parts: list[Row], columns: Columns) -> bool:
    return value_of(_counted(statement, parts, columns), whole, {}) is not False


def _counted(node: Expression, parts: list[Row], columns: Columns) -> Expression:
    """The condition with its totals worked out."""
    match node:
        case Aggregate():
            found = total(node, parts, columns)
            return Constant("number", str(found)) if found is not None else node
        case Compare():
            left, right = (_counted(side, parts, columns) for side in (node.left, node.right))
            return Compare(left, node.operator, right)
        case Arithmetic():
            left, right = (_counted(side, parts, columns) for side in (node.left, node.right))
            return Arithmetic(node.operator, left, right)
        case Logic():
            return Logic(node.operator, tuple(_counted(o, parts, columns) for o in node.operands))
        case Not():
            return Not(_counted(node.operand, parts, columns))
    return node


def total(aggregate: Aggregate, parts: list[Row], columns: Columns) -> Value:
    """The total over the rows; `None` where nothing is to be compared."""
    among = [
        value_of(aggregate.over, row, columns)
        for row in parts
        if aggregate.where is None or value_of(aggregate.where, row, columns) is True
    ]
    if aggregate.function == "count":
        return Decimal(sum(v is not None for v in among))
    numbers = [v for v in among if isinstance(v, Decimal)]
    if aggregate.function == "sum":
        return sum(numbers, Decimal(0))
    return (min if aggregate.function == "min" else max)(numbers, default=None)


def _evened(statement: Expression, whole: Row, parts: list[Row], columns: Columns) -> tuple[str, Row] | None:
    """The column that is summed up, and the last row with what makes the sum equal to the other side."""
    if not isinstance(statement, Compare) or statement.operator != "=":
        return None
    summed = next(iter(aggregates_in(statement.left)), None) if isinstance(statement.left, Aggregate) else None
    if summed is None or summed.function != "sum" or not isinstance(summed.over, Name):
        return None
    wanted, found = value_of(statement.right, whole, {}), total(summed, parts, columns)
    name, last = summed.over.parts[-1], parts[-1]
    own = value_of(summed.over, last, columns)
    if not (isinstance(wanted, Decimal) and isinstance(found, Decimal) and isinstance(own, Decimal)):
        return None
    return name, {**last, name: format(own + wanted - found, "f")}
