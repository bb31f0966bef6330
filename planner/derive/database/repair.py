"""Changes a row so that a condition holds: sets the side that may change to what the other side asks for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal

from planner.derive.database.conditions import Columns, Row, Value, value_of
from planner.model.database import ColumnKind
from planner.model.expressions import Among, Compare, Expression, IsNull, Logic, Name

_FLIPPED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_STEPS = {"=": 0, "<=": 0, ">=": 0, "<": -1, ">": 1, "!=": 1}


def repaired(condition: Expression, row: Row, columns: Columns, kept: str | None = None) -> Row | None:
    """The row with as little changed as makes the condition true; `None` where this way does not lead there.

    The column that is `kept` stays as it is.
    """
    for attempt in (*_changes(condition, row, columns), _emptied(condition, row, columns)):
        if attempt is None or (kept is not None and attempt.get(kept) != row.get(kept)):
            continue
        if value_of(condition, attempt, columns) is not False:
            return attempt
    return None


def _changes(condition: Expression, row: Row, columns: Columns) -> Iterator[Row | None]:
    """The row as each of several ways out would have it."""
    ways = condition.operands if isinstance(condition, Logic) and condition.operator == "or" else (condition,)
    yield from (_changed(way, row, columns) for way in ways)


def _changed(node: Expression, row: Row, columns: Columns) -> Row | None:
    match node:
        case Compare():
            return _compared(node, row, columns)
        case Among() if isinstance(node.left, Name) and not node.negated:
            first = node.values[0] if node.values else None
            return _set(node.left, value_of(first, row, columns), row, columns) if first is not None else None
        case IsNull() if isinstance(node.left, Name) and not node.negated:
            return _set(node.left, None, row, columns)
        case Logic() if node.operator == "and":
            changed: Row | None = row
            for operand in node.operands:
                if changed is not None and value_of(operand, changed, columns) is False:
                    changed = _changed(operand, changed, columns)
            return changed
        case Logic():
            tried = (_changed(o, row, columns) for o in node.operands)
            return next((t for t in tried if t is not None), None)
    return None


def _compared(node: Compare, row: Row, columns: Columns) -> Row | None:
    """The right side first, then the left."""
    sides = ((node.right, node.left, _FLIPPED[node.operator]), (node.left, node.right, node.operator))
    for mine, other, operator in sides:
        if isinstance(mine, Name) and (other_value := value_of(other, row, columns)) is not None:
            changed = _set(mine, _moved(other_value, _STEPS[operator]), row, columns)
            if changed is not None:
                return changed
    return None


def _moved(value: Value, step: int) -> Value:
    """The value a step further: a day for dates, one for numbers."""
    if step == 0 or isinstance(value, bool):
        return value if step == 0 else not value
    if isinstance(value, Decimal):
        return value + step
    text = value or ""
    try:
        if len(text) == 10:
            return (date.fromisoformat(text) + timedelta(days=step)).isoformat()
        if text.endswith("Z"):
            moved = datetime.fromisoformat(text[:-1]) + timedelta(days=step)
            return f"{moved.isoformat(timespec='seconds')}Z"
        if len(text) == 8 and text[2] == text[5] == ":":
            return f"{(int(text[:2]) + step) % 24:02}{text[2:]}"
    except (ValueError, OverflowError):
        return None
    return None


def _set(name: Name, value: Value, row: Row, columns: Columns) -> Row | None:
    column = columns.get(name.parts[-1])
    if column is None or column.generated is not None or (value is None and not column.nullable):
        return None
    return {**row, column.name: _text(value, column.type.kind)}


def _text(value: Value, kind: ColumnKind) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return format(value.to_integral_value() if kind in (ColumnKind.INT, ColumnKind.BIGINT) else value, "f")


def _emptied(condition: Expression, row: Row, columns: Columns) -> Row | None:
    """The row without the optional values the condition compares."""
    changed = dict(row)
    pending = [condition]
    while pending:
        node = pending.pop()
        if isinstance(node, Compare):
            pending += (node.left, node.right)
        elif isinstance(node, Logic):
            pending += node.operands
        elif isinstance(node, Name) and (c := columns.get(node.parts[-1])) is not None and c.nullable:
            changed.pop(c.name, None)
    return None if changed == row else changed
