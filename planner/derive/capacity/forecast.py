"""Per-table sizes over the years: the rows of `rows` in the pages of `storage`, with every index they carry."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from planner.derive.capacity.inputs import Figures
from planner.derive.capacity.rows import YEAR, Population, Populations
from planner.derive.capacity.storage import (
    BACKWARDS,
    FULL,
    PAGE,
    RANDOM,
    entry_bytes,
    heap_pages,
    index_bytes,
    outside_bytes,
    repeated_entry_bytes,
    row_bytes,
)
from planner.derive.capacity.widths import Width, letters_named, width_of
from planner.model.capacity import YEARS, TableForecast
from planner.model.database import Column, ColumnKind, Database, InValues, Table
from planner.model.domain import Domain
from planner.model.entities import TypeKind

_NEVER_SHARED = frozenset({ColumnKind.DECIMAL, ColumnKind.DOUBLE, ColumnKind.JSON})
_MARKS_AN_END = ("deleted_at", "revoked_at", "rotated_at", "disabled_at", "last_error")


class TableShape(Struct, frozen=True):
    """A table in bytes: its row, what lies out of line, its B-trees, and what words cost it a row."""

    row: float
    outside: int
    trees: tuple[Tree, ...]
    words: float


class Tree(Struct, frozen=True):
    """One B-tree. `repeats_by` is the table whose keys it repeats, where equal keys are kept once."""

    entry: float
    fill: float
    repeats_by: str | None


def forecasts(
    database: Database, domain: Domain, populations: Populations, figures: Figures
) -> tuple[TableForecast, ...]:
    """Every table whose rows something tells, in the database's order."""
    counted = {t.name: p for t in database.tables if (p := populations.of_table(t)) is not None}
    return tuple(
        _forecast(table, shape_of(table, domain, figures), counted[table.name], counted)
        for table in database.tables
        if table.name in counted
    )


def _forecast(table: Table, shape: TableShape, own: Population, counted: dict[str, Population]) -> TableForecast:
    days = [year * YEAR for year in YEARS]
    rows = [own.after(day) for day in days]
    return TableForecast(
        id=f"capacity.{table.name}",
        table=table.name,
        row_bytes=round(shape.row) + shape.outside,
        rows=tuple(rows),
        heap=tuple(heap_bytes(shape, number) for number in rows),
        indexes=tuple(
            trees_bytes(shape, number, {t.repeats_by: counted[t.repeats_by].after(day) for t in shape.trees if t.repeats_by in counted})
            for number, day in zip(rows, days, strict=True)
        ),
        source=own.source,
        because=own.because,
    )  # fmt: skip


def heap_bytes(shape: TableShape, rows: int) -> int:
    """The heap and what lies out of line."""
    return heap_pages(rows, shape.row) * PAGE + outside_bytes(rows, shape.outside)


def trees_bytes(shape: TableShape, rows: int, targets: dict[str | None, int]) -> int:
    """All indexes; `targets` tells the rows of the tables whose keys are repeated."""
    found = round(rows * shape.words)
    for tree in shape.trees:
        repeats = rows / max(1, targets[tree.repeats_by]) if tree.repeats_by in targets else 1.0
        found += index_bytes(rows, repeated_entry_bytes(tree.entry, repeats), tree.fill)
    return found


def shape_of(table: Table, domain: Domain, figures: Figures) -> TableShape:
    """One table in bytes."""
    widths = column_widths(table, domain)
    filled = tuple(w for name, w in widths.items() if name not in _MARKS_AN_END)
    row, outside = row_bytes(filled, len(widths), any(c.nullable for c in table.columns))
    worded = [i for i in table.indexes if i.method != "btree"]
    share = figures.take("text_index") if worded else 0.0
    words = sum(widths[c.name].size for i in worded for c in i.columns) * share
    return TableShape(row, outside, tuple(_trees(table, widths)), words)


def column_widths(table: Table, domain: Domain) -> dict[str, Width]:
    """Average widths by column, in the order the columns stand in."""
    entity = domain.entities.get(table.entity) if table.entity is not None and table.kind == "entity" else None
    kinds = {f.name: (f.type.kind, f.type.low or 0) for f in entity.fields} if entity is not None else {}
    words = {c.predicate.column: c.predicate.values for c in table.checks if isinstance(c.predicate, InValues)}
    return {c.name: _width(c, kinds, words.get(c.name, ())) for c in table.columns}


def _width(column: Column, kinds: dict[str, tuple[TypeKind, int]], values: tuple[str, ...]) -> Width:
    kind, low = kinds.get(column.field, (None, 0)) if column.field is not None else (None, 0)
    letters = round(sum(map(len, values)) / len(values)) if values else 0
    if kind is None and not letters:
        letters = letters_named(column.name)
    return width_of(column.type, kind, low, letters)


def _trees(table: Table, widths: dict[str, Width]) -> Iterator[Tree]:
    columns = {c.name: c for c in table.columns}
    keys = {k.columns: k.table for k in table.foreign_keys}
    keys |= {k.columns[-1:]: k.table for k in table.foreign_keys}
    few = {c.predicate.column for c in table.checks if isinstance(c.predicate, InValues)}
    unique = [table.primary_key, *(u.columns for u in table.uniques)]
    for names in unique:
        yield Tree(entry_bytes(widths[n] for n in names), _fill(columns[names[0]], False), None)
    for index in table.indexes:
        if index.method == "btree":
            names = tuple(c.name for c in index.columns)
            shared = None if any(columns[n].type.kind in _NEVER_SHARED for n in names) else keys.get(names)
            leading = next((c for c in index.columns if c.name not in few), index.columns[0])
            fill = _fill(columns[leading.name], leading.descending)
            yield Tree(entry_bytes(widths[n] for n in names), fill, shared)


def _fill(first: Column, is_descending: bool) -> float:
    """By the first column of many values: keys that only grow fill their leaves; keys that only shrink leave them half empty; others lie between."""
    grows = first.type.kind is ColumnKind.IDENTITY or (first.default is not None and first.default.kind == "now")
    return RANDOM if not grows else BACKWARDS if is_descending else FULL
