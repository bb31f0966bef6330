"""Development data as INSERT statements, one per run of rows that set the same columns of a table."""

from __future__ import annotations

from itertools import groupby

from planner.emit.sql.dialects.base import Dialect
from planner.model.database import ColumnKind, SeedRow, Table


def seed_statements(dialect: Dialect, rows: tuple[SeedRow, ...]) -> tuple[str, ...]:
    """The rows in their order, and what must follow them."""
    seeded = tuple(dialect.tables[name] for name in dict.fromkeys(r.table for r in rows))
    runs = groupby(rows, key=_shape)
    inserts = [_insert(dialect, dialect.tables[table], columns, list(group)) for (table, columns), group in runs]
    return (*dialect.before_seeds(seeded), *inserts, *dialect.after_seeds(seeded))


def _shape(row: SeedRow) -> tuple[str, tuple[str, ...]]:
    return row.table, tuple([column for column, _ in row.values])


def _insert(dialect: Dialect, table: Table, columns: tuple[str, ...], rows: list[SeedRow]) -> str:
    stored = {c.name: c.type.kind for c in table.columns}
    kinds = [stored.get(column, ColumnKind.TEXT) for column in columns]
    numbered = " OVERRIDING SYSTEM VALUE" if dialect.overrides_identity and ColumnKind.IDENTITY in kinds else ""
    writers = [dialect.writer(kind) for kind in kinds]
    lines = [
        ", ".join(
            ["NULL" if text is None else write(text) for (_, text), write in zip(row.values, writers, strict=True)]
        )
        for row in rows
    ]
    body = "),\n    (".join(lines)
    return f"INSERT INTO {dialect.name(table.name)} ({dialect.columns(columns)}){numbered} VALUES\n    ({body})"
