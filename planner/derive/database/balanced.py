"""Development data under rules over parts: the whole says the sum, the last part makes it right, or none are left."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TypeAlias

from msgspec import Struct

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
)

Fit: TypeAlias = Callable[[Row, str], Row | None]


class Side(Struct, frozen=True):
    """The columns of the whole, or of its parts; `fit` makes a changed row meet its checks."""

    columns: Columns
    fit: Fit


def balanced(rule: Trigger, rows: list[Row], wholes: list[Row], part: Side, of: Side) -> list[Row]:
    """The rows of the parts for which the rule holds of every whole; a whole may change to say what they add up to."""
    left = list(rows)
    for whole in wholes:
        mine = [r for r in left if r.get(rule.part_key or "") == whole.get(rule.whole_key or "")]
        if rule.statement is None or _is_settled(rule.statement, whole, mine, part, of) or not mine:
            continue
        last = _evened(rule.statement, whole, mine, part.columns, of.columns)
        changed = part.fit(last[1], last[0]) if last is not None else None
        if changed is not None and _holds(rule.statement, whole, [*mine[:-1], changed], part, of):
            left[left.index(mine[-1])] = changed
        else:
            left = [r for r in left if r not in mine]
            _is_settled(rule.statement, whole, [], part, of)
    return left


def is_kept(rule: Trigger, whole: Row, rows: list[Row], part: Side, of: Side) -> bool:
    """Whether a rule holds of a whole with those of these rows that are its parts."""
    mine = [r for r in rows if r.get(rule.part_key or "") == whole.get(rule.whole_key or "")]
    return rule.statement is None or _holds(rule.statement, whole, mine, part, of)


def _is_settled(statement: Expression, whole: Row, parts: list[Row], part: Side, of: Side) -> bool:
    """Whether the rule holds, if need be by the whole saying the total itself."""
    if _holds(statement, whole, parts, part, of):
        return True
    comparison = _comparison(statement)
    if comparison is None:
        return False
    for counted, said in ((comparison.left, comparison.right), (comparison.right, comparison.left)):
        found = total(counted, parts, part.columns) if isinstance(counted, Aggregate) else None
        if isinstance(found, Decimal) and isinstance(said, Name) and _is_free(said.parts[-1], of.columns):
            changed = of.fit({**whole, said.parts[-1]: format(found, "f")}, said.parts[-1])
            if changed is not None and _holds(statement, changed, parts, part, of):
                whole.update(changed)
                return True
    return False


def _is_free(name: str, columns: Columns) -> bool:
    column = columns.get(name)
    return column is not None and column.generated is None


def _comparison(statement: Expression) -> Compare | None:
    """The equation that a rule is, also where it is asked of living rows alone."""
    if isinstance(statement, Logic) and statement.operator == "or" and isinstance(statement.operands[0], Not):
        statement = statement.operands[-1]
    return statement if isinstance(statement, Compare) and statement.operator == "=" else None


def _holds(statement: Expression, whole: Row, parts: list[Row], part: Side, of: Side) -> bool:
    return value_of(_counted(statement, parts, part.columns), whole, of.columns) is not False


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


def _evened(
    statement: Expression, whole: Row, parts: list[Row], columns: Columns, of: Columns
) -> tuple[str, Row] | None:
    """The column that is summed up, and the last row with what makes the sum equal to the other side."""
    comparison = _comparison(statement)
    summed = comparison.left if comparison is not None else None
    if comparison is None or not isinstance(summed, Aggregate):
        return None
    if summed.function != "sum" or not isinstance(summed.over, Name):
        return None
    wanted, found = value_of(comparison.right, whole, of), total(summed, parts, columns)
    name, last = summed.over.parts[-1], parts[-1]
    own = value_of(summed.over, last, columns)
    if not (isinstance(wanted, Decimal) and isinstance(found, Decimal) and isinstance(own, Decimal)):
        return None
    return name, {**last, name: format(own + wanted - found, "f")}
