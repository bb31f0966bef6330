"""Rows that should be taken or refused, out of a row that is there: what a check says, asked of the model itself."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from planner.derive.database.conditions import NUMBERS, Row, meets, value_of
from planner.model.database import (
    Between,
    Check,
    Column,
    ColumnKind,
    Holds,
    InValues,
    LengthBetween,
    Matches,
    OneOf,
    Predicate,
    Table,
    Unique,
)
from planner.model.expressions import Compare, Constant, Expression, IsNull, Logic, Name, names_in

K = ColumnKind
_PLAIN = {
    K.UUID: "019b8f3c-0000-7000-8000-0000000000aa",
    K.TEXT: "x",
    K.INT: "1",
    K.BIGINT: "1",
    K.IDENTITY: "1",
    K.DECIMAL: "1",
    K.DOUBLE: "1",
    K.BOOL: "true",
    K.DATE: "2026-01-02",
    K.TIME: "10:00:00",
    K.TIMESTAMP: "2026-01-02T03:04:05Z",
    K.INTERVAL: "PT1H",
    K.JSON: "{}",
    K.BYTES: "00",
    K.INET: "192.0.2.1",
}
_TEXTS = ("", "x", "~ no such ~", "-", "AA", "a b")
_NUMBERS = ("-1000000", "-1", "0", "1", "2", "1000000")


def plain_row(table: Table) -> Row:
    """A row of a table that refers to none: what each column must hold and no more."""
    said = {c.predicate.column: c.predicate.values[0] for c in table.checks if isinstance(c.predicate, InValues)}
    return {
        c.name: said.get(c.name, _PLAIN[c.type.kind]) for c in table.columns if not c.nullable and c.generated is None
    }


def columns_of(predicate: Predicate) -> tuple[str, ...]:
    """The columns that a check reads."""
    if isinstance(predicate, Holds):
        return tuple(dict.fromkeys(n.parts[-1] for n in names_in(predicate.expression)))
    return predicate.columns if isinstance(predicate, OneOf) else (predicate.column,)


def changes(check: Check, row: Row, table: Table) -> Iterator[dict[str, str | None]]:
    """Changes of a row that try a check from both sides."""
    if isinstance(check.predicate, OneOf):
        present = next((row[c] for c in check.predicate.columns if row.get(c)), None)
        yield dict.fromkeys(check.predicate.columns)
        yield dict.fromkeys(check.predicate.columns, present)
        return
    if isinstance(check.predicate, Holds):
        yield from _between(columns_of(check.predicate), row, table)
    for name in columns_of(check.predicate):
        column = table.column(name)
        if column is None or column.generated is not None or column.type.kind is K.IDENTITY:
            continue
        for value in dict.fromkeys((*_tried(check.predicate, column), *([None] if column.nullable else []))):
            yield {name: value}


def _between(names: tuple[str, ...], row: Row, table: Table) -> Iterator[dict[str, str | None]]:
    """Columns of one condition made alike, and all left empty that may be."""
    columns = [c for name in names if (c := table.column(name)) is not None and c.generated is None]
    for one in columns:
        for other in columns:
            if one is not other and one.type.kind is other.type.kind and row.get(other.name) is not None:
                yield {one.name: row[other.name]}
    if any(c.nullable for c in columns):
        yield {c.name: None for c in columns if c.nullable}


def _tried(predicate: Predicate, column: Column) -> tuple[str, ...]:
    kind = column.type.kind
    match predicate:
        case InValues():
            return (*predicate.values, predicate.values[0].swapcase() + "x")
        case Between():
            bounds = [Decimal(b) for b in (predicate.low, predicate.high) if b is not None and kind in NUMBERS]
            return tuple(str(b + step) for b in bounds for step in (-1, 0, 1))
        case LengthBetween():
            sizes = [n for b in (predicate.low, predicate.high) if b is not None for n in (b - 1, b, b + 1) if n >= 0]
            return tuple("ü" * n for n in sizes)
        case Matches() | OneOf():
            return _TEXTS
        case Holds():
            words = tuple(c.text for c in _constants(predicate.expression) if kind is K.TEXT)
            return words or (_NUMBERS if kind in NUMBERS else _OTHERS.get(kind, ()))


_OTHERS = {
    K.BOOL: ("true", "false"),
    K.DATE: ("1999-01-01", "2099-01-01"),
    K.TIME: ("00:00:00", "23:59:59"),
    K.TIMESTAMP: ("1999-01-01T00:00:00Z", "2099-01-01T00:00:00Z"),
}


def _constants(node: Expression) -> Iterator[Constant]:
    if isinstance(node, Constant):
        yield node
    for attribute in ("left", "right", "operand"):
        inner = getattr(node, attribute, None)
        if inner is not None:
            yield from _constants(inner)
    for inner in (*getattr(node, "operands", ()), *getattr(node, "values", ())):
        yield from _constants(inner)


def is_met(table: Table, row: Row, left: frozenset[str] = frozenset()) -> bool:
    """Whether the model takes the row; the checks that are `left` to the application do not count."""
    columns = {c.name: c for c in table.columns}
    return all(meets(c.predicate, row, columns) for c in table.checks if c.name not in left)


def is_among(unique: Unique, row: Row, table: Table) -> bool:
    """Whether a rule of uniqueness speaks of the row."""
    columns = {c.name: c for c in table.columns}
    return unique.where is None or value_of(unique.where, row, columns) is True


def satisfied(condition: Expression | None) -> dict[str, str | None]:
    """What a row holds for which a simple condition is true."""
    match condition:
        case Compare(left=Name() as name, operator="=", right=Constant() as constant):
            return {name.parts[-1]: constant.text}
        case IsNull(left=Name() as name, negated=False):
            return {name.parts[-1]: None}
        case Logic(operator="and"):
            return {k: v for part in condition.operands for k, v in satisfied(part).items()}
    return {}


def broken(condition: Expression, table: Table) -> Iterator[dict[str, str | None]]:
    """Changes after which a simple condition is not true."""
    for name in dict.fromkeys(n.parts[-1] for n in names_in(condition)):
        column = table.column(name)
        if column is None:
            continue
        said = [
            c.predicate.values for c in table.checks if isinstance(c.predicate, InValues) and c.predicate.column == name
        ]
        for value in (*(said[0] if said else ()), *((_PLAIN[column.type.kind],) if not said else ())):
            yield {name: value}
