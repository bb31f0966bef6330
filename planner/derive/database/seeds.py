"""Development data: a few rows per table that meet every constraint, in the order of the foreign keys."""

from __future__ import annotations

from hashlib import blake2b

from planner.samples import matching_text, sample_text
from planner.model.database import Between, Column, ColumnKind, Holds, InValues, LengthBetween, Matches, OneOf, SeedRow, Table

ROWS = 3


def seed_rows(tables: tuple[Table, ...]) -> tuple[SeedRow, ...]:
    """Rows for entity and join tables; nothing is seeded where a row could not be made to fit."""
    seeded: dict[str, list[dict[str, str | None]]] = {}
    rows: list[SeedRow] = []
    for table in tables:
        if table.kind == "system":
            continue
        made = _rows(table, seeded)
        seeded[table.name] = made
        rows += [SeedRow(table.name, tuple(row.items())) for row in made]
    return tuple(rows)


def _rows(table: Table, seeded: dict[str, list[dict[str, str | None]]]) -> list[dict[str, str | None]]:
    made: list[dict[str, str | None]] = []
    if any(isinstance(c.predicate, Holds) for c in table.checks):
        return made
    for index in range(ROWS):
        row = _row(table, index, seeded)
        if row is None:
            break
        if table.kind == "join" and any(r == row for r in made):
            break
        made.append(row)
    return made


def _row(table: Table, index: int, seeded: dict[str, list[dict[str, str | None]]]) -> dict[str, str | None] | None:
    linked = _links(table, index, seeded)
    if linked is None:
        return None
    row: dict[str, str | None] = {}
    bounds = _bounds(table)
    for column in table.columns:
        if column.generated is not None:
            continue
        if column.name in linked:
            row[column.name] = linked[column.name]
            continue
        value = _value(table, column, index, bounds)
        if value is None and not column.nullable and column.default is None:
            return None
        if value is not None:
            row[column.name] = value
    return row


def _links(table: Table, index: int, seeded: dict[str, list[dict[str, str | None]]]) -> dict[str, str | None] | None:
    """Values of foreign key columns: rows that were seeded already, NULL where none is and none is needed."""
    found: dict[str, str | None] = {}
    arcs = {c for check in table.checks if isinstance(check.predicate, OneOf) for c in check.predicate.columns}
    taken = {check.predicate.columns[0] for check in table.checks if isinstance(check.predicate, OneOf)}
    for key in table.foreign_keys:
        rows = seeded.get(key.table, [])
        column = table.column(key.columns[-1])
        optional = column is not None and column.nullable
        if key.columns[-1] in arcs and key.columns[-1] not in taken:
            continue
        if key.deferred or key.table == table.name or not rows:
            if optional:
                continue
            return None
        source = rows[0] if table.tenant_column in key.columns and len(key.columns) == 1 else rows[index % len(rows)]
        for own, theirs in zip(key.columns, key.target_columns, strict=True):
            if own not in found:
                found[own] = source.get(theirs)
    for name in arcs:
        found.setdefault(name, None)
    return None if any(v is None and _is_needed(table, n) for n, v in found.items()) else found


def _is_needed(table: Table, name: str) -> bool:
    column = table.column(name)
    return column is not None and not column.nullable


class _Bounds:
    """What the checks say of one column."""

    def __init__(self) -> None:
        self.values: tuple[str, ...] = ()
        self.low: str | None = None
        self.high: str | None = None
        self.shortest = 0
        self.longest: int | None = None
        self.pattern: str | None = None


def _bounds(table: Table) -> dict[str, _Bounds]:
    found: dict[str, _Bounds] = {}
    for check in table.checks:
        p = check.predicate
        if isinstance(p, InValues):
            found.setdefault(p.column, _Bounds()).values = p.values
        elif isinstance(p, Between):
            bounds = found.setdefault(p.column, _Bounds())
            bounds.low, bounds.high = p.low, p.high
        elif isinstance(p, LengthBetween):
            bounds = found.setdefault(p.column, _Bounds())
            bounds.shortest, bounds.longest = p.low or 0, p.high
        elif isinstance(p, Matches):
            found.setdefault(p.column, _Bounds()).pattern = p.pattern
    return found


def _value(table: Table, column: Column, index: int, bounds: dict[str, _Bounds]) -> str | None:
    """A typed example, different for every row."""
    limits = bounds.get(column.name, _Bounds())
    kind = column.type.kind
    if limits.values:
        if column.default is not None and column.default.kind == "literal":
            return column.default.text
        return limits.values[index % len(limits.values)]
    if kind is ColumnKind.UUID:
        return _uuid(f"{table.name}.{column.name}", index) if not column.nullable else None
    if kind is ColumnKind.IDENTITY:
        return str(index + 1)
    if kind is ColumnKind.TEXT:
        if column.name.endswith("_hash"):
            return f"seeded-row-{index + 1}-cannot-sign-in"[: column.type.length]
        if limits.pattern is not None:
            return matching_text(limits.pattern, limits.shortest, limits.longest, index)
        return sample_text(column.name, limits.shortest, limits.longest, index)
    if kind in (ColumnKind.INT, ColumnKind.BIGINT, ColumnKind.DECIMAL, ColumnKind.DOUBLE):
        return _number(limits, index, column.type.precision, column.type.scale)
    if column.default is not None:
        return None
    return _PLAIN[kind](index) if kind in _PLAIN else None


_PLAIN = {
    ColumnKind.BOOL: lambda index: "true" if index % 2 == 0 else "false",
    ColumnKind.DATE: lambda index: f"2026-01-{index + 10:02}",
    ColumnKind.TIME: lambda index: f"{9 + index:02}:30:00",
    ColumnKind.TIMESTAMP: lambda index: f"2026-01-{index + 10:02}T09:30:00Z",
    ColumnKind.JSON: lambda index: "[]",
    ColumnKind.INET: lambda index: f"192.0.2.{index + 1}",
    ColumnKind.BYTES: lambda index: f"{index + 1:02x}",
    ColumnKind.INTERVAL: lambda index: f"PT{index + 1}H",
}


def _uuid(name: str, index: int) -> str:
    """A version 7 identifier of early 2026 whose random part is a digest of where it stands."""
    digest = blake2b(f"{name}.{index}".encode(), digest_size=10).hexdigest()
    return f"019b8f3c-{index:04x}-7{digest[:3]}-a{digest[3:6]}-{digest[6:18]}"


def _number(limits: _Bounds, index: int, precision: int | None, scale: int | None) -> str | None:
    whole_digits = (precision - (scale or 0)) if precision is not None else 9
    low = float(limits.low) if limits.low is not None else (1.0 if whole_digits > 0 else 0.0)
    high = float(limits.high) if limits.high is not None else max(low, 10.0 ** min(whole_digits, 9) - 1)
    start = max(low, min(high, 1.0))
    value = start + index if start + index <= high else start
    if value > high or value < low:
        return None
    return str(int(value)) if value == int(value) else str(value)
