"""Checks for the length of texts, where the type itself holds none and the model left it to the type."""

from __future__ import annotations

from msgspec.structs import replace

from planner.model.database import Check, Column, ColumnKind, InValues, LengthBetween, Table
from planner.naming import joined


def with_length_checks(tables: tuple[Table, ...]) -> tuple[Table, ...]:
    """The tables with a check for every bounded text that has none."""
    return tuple(_checked(table) for table in tables)


def _checked(table: Table) -> Table:
    said = {c.predicate.column for c in table.checks if isinstance(c.predicate, LengthBetween | InValues)}
    missing = tuple(
        _check(table, c)
        for c in table.columns
        if c.type.kind is ColumnKind.TEXT and c.type.length is not None and c.name not in said and c.generated is None
    )
    return replace(table, checks=table.checks + missing) if missing else table


def _check(table: Table, column: Column) -> Check:
    name = joined(table.name, column.name, "length")
    return Check(f"{table.id}.{name}", name, LengthBetween(column.name, None, column.type.length), column.because)
