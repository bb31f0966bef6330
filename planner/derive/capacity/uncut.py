"""What stands against cutting a table: a unique key over all parts, and rows elsewhere that refer to its key alone.

Knows what each database asks of a table in parts; whether cutting is called for is decided elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from planner.model.capacity import Parting
from planner.model.database import ColumnKind, Table
from planner.naming import listing

_TIMES = frozenset({ColumnKind.TIMESTAMP, ColumnKind.DATE})
_ID = ("id",)


def referrers(tables: Iterable[Table]) -> dict[str, tuple[str, ...]]:
    """Table -> the tables whose foreign keys lead there."""
    found: dict[str, dict[str, None]] = {}
    for table in tables:
        for key in table.foreign_keys:
            found.setdefault(key.table, {})[table.name] = None
    return {name: tuple(those) for name, those in found.items()}


def obstacle(table: Table, way: Parting, referring: Mapping[str, tuple[str, ...]], dialect: str) -> str:
    """Why a table cannot be cut that way, as what stands in the way; empty where nothing does."""
    if dialect == "sqlite":
        return "them, for SQLite has no tables in parts"
    others = referring.get(table.name, ())
    if dialect != "postgresql" and (table.foreign_keys or others):
        return "its foreign keys, which a table in parts of MySQL or MariaDB has not"
    if way == "tenant":
        return _keys(table, {table.tenant_column or ""})
    if way == "hash":
        shared = set(table.primary_key).intersection(*(u.columns for u in table.uniques))
        return "" if shared else _keys(table, set(table.primary_key))
    times = (c.name for c in table.columns if c.type.kind in _TIMES and not c.nullable)
    return min((_by_time(table, time, others) for time in times), key=len, default=_by_time(table, "", others))


def _by_time(table: Table, time: str, others: tuple[str, ...]) -> str:
    """An id that the database gives may carry the time beside it; what is referred to by its key alone may not."""
    keyed = table.primary_key != _ID and time not in table.primary_key
    said = _keys(table, {time}) or (f"its key {listing(list(table.primary_key))}" if keyed else "")
    kept = [said] if said else []
    kept += [f"the foreign keys of {listing([f'`{o}`' for o in others])}"] if others else []
    return listing(kept)


def _keys(table: Table, needed: set[str]) -> str:
    """The unique keys that do not hold what parts are told apart by."""
    apart = [u.columns for u in table.uniques if not needed.issubset(u.columns)]
    named = [" and ".join(f"`{c}`" for c in columns) for columns in apart]
    return f"its unique {listing(named)}" if named else ""
