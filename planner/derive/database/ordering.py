"""The order in which tables can be created: what is referred to first; cycles closed by deferred keys.

Of a cycle the keys that may be empty wait. Where all are required, one is looked at when the transaction ends.
"""

from __future__ import annotations

from msgspec.structs import replace

from planner.graph import stable_order, strongly_connected
from planner.model.database import ForeignKey, Table

_Edges = dict[str, tuple[str, ...]]


def in_creation_order(tables: list[Table]) -> tuple[Table, ...]:
    """Tables in dependency order, their cycle-closing foreign keys marked deferred."""
    names = tuple(t.name for t in tables)
    edges = {t.name: tuple(dict.fromkeys(k.table for k in t.foreign_keys if k.table != t.name)) for t in tables}
    ordering = stable_order(names, edges)
    by_name = {t.name: t for t in tables}
    if not ordering.cycles:
        return tuple(by_name[n] for n in ordering.order)
    late, strict = _cut(ordering.cycles, by_name)
    kept = {name: tuple(n for n in needs if (name, n) not in late) for name, needs in edges.items()}
    return tuple(_deferred(by_name[n], late, strict) for n in stable_order(names, kept).order)


def _cut(
    cycles: tuple[tuple[str, ...], ...], tables: dict[str, Table]
) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """Pairs of tables whose keys wait, and those among them that are required. Names decide, not their order."""
    late: set[tuple[str, str]] = set()
    strict: set[tuple[str, str]] = set()
    for cycle in cycles:
        members = tuple(sorted(cycle))
        inside = set(members)
        needed = {n: _targets(tables[n], inside, required=True) for n in members}
        rank: dict[str, int] = {}
        for component in strongly_connected(members, needed):
            for name in component:
                rank[name] = len(rank)
        for name in members:
            for target in _targets(tables[name], inside, required=False):
                if rank[target] > rank[name]:
                    late.add((name, target))
                    if target in needed[name]:
                        strict.add((name, target))
    return late, strict


def _targets(table: Table, inside: set[str], *, required: bool) -> tuple[str, ...]:
    keys = (k for k in table.foreign_keys if k.table in inside and k.table != table.name)
    return tuple(dict.fromkeys(k.table for k in keys if not required or _is_required(k, table)))


def _is_required(key: ForeignKey, table: Table) -> bool:
    columns = {c.name: c.nullable for c in table.columns}
    return not any(columns.get(n, False) for n in key.columns)


def _deferred(table: Table, late: set[tuple[str, str]], strict: set[tuple[str, str]]) -> Table:
    if not any((table.name, k.table) in late for k in table.foreign_keys):
        return table
    return replace(
        table,
        foreign_keys=tuple(
            replace(k, deferred=True, checked_at_commit=(table.name, k.table) in strict and _is_required(k, table))
            if (table.name, k.table) in late
            else k
            for k in table.foreign_keys
        ),
    )
