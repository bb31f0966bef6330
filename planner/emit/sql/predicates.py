"""Checks of the neutral model as SQL conditions: one printer per predicate, the same in every dialect.

A dialect says how it counts characters, matches a pattern and adds up truth values; `None` means it cannot.
"""

from __future__ import annotations

from typing import Protocol

from planner.emit.sql.conditions import Conditions, Words
from planner.model.database import (
    Between,
    ColumnKind,
    Holds,
    InValues,
    LengthBetween,
    Matches,
    OneOf,
    Predicate,
    Table,
)


class Judge(Words, Protocol):
    """What predicates ask of a dialect."""

    def length(self, column: str) -> str:
        """How many characters a text has."""

    def matches(self, column: str, pattern: str) -> str | None:
        """Whether a pattern matches the whole text; `None` where that cannot be said."""

    def set_columns(self, columns: tuple[str, ...]) -> str:
        """How many of these columns are set."""


def predicate_sql(predicate: Predicate, table: Table, judge: Judge, prefix: str = "") -> str | None:
    """The condition every row must meet; `None` if it says nothing or the dialect cannot say it."""
    match predicate:
        case InValues():
            return _in_values(predicate, table, judge, prefix)
        case Between():
            return _between(predicate, table, judge, prefix)
        case LengthBetween():
            return _length_between(predicate, judge, prefix)
        case Matches():
            return judge.matches(prefix + judge.name(predicate.column), predicate.pattern)
        case OneOf():
            return _one_of(predicate, judge, prefix)
        case Holds():
            return Conditions(judge, table, prefix).sql(predicate.expression)


def _kind(table: Table, name: str) -> ColumnKind:
    column = table.column(name)
    return column.type.kind if column is not None else ColumnKind.TEXT


def _bounds(what: str, low: str | None, high: str | None) -> str | None:
    if low is not None and high is not None:
        return f"{what} = {low}" if low == high else f"{what} BETWEEN {low} AND {high}"
    if low is not None:
        return f"{what} >= {low}"
    return f"{what} <= {high}" if high is not None else None


def _in_values(p: InValues, table: Table, judge: Judge, prefix: str) -> str:
    kind = _kind(table, p.column)
    return f"{prefix}{judge.name(p.column)} IN ({', '.join(judge.value(v, kind) for v in p.values)})"


def _between(p: Between, table: Table, judge: Judge, prefix: str) -> str | None:
    kind = _kind(table, p.column)
    low, high = (None if text is None else judge.value(text, kind) for text in (p.low, p.high))
    return _bounds(prefix + judge.name(p.column), low, high)


def _length_between(p: LengthBetween, judge: Judge, prefix: str) -> str | None:
    low, high = (None if number is None else str(number) for number in (p.low, p.high))
    return _bounds(judge.length(prefix + judge.name(p.column)), low, high)


def _one_of(p: OneOf, judge: Judge, prefix: str) -> str:
    count = judge.set_columns(tuple(prefix + judge.name(c) for c in p.columns))
    return f"{count} {'<=' if p.optional else '='} 1"
