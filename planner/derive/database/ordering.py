"""The order in which tables can be created: what is referred to first; cycles closed by deferred keys."""

from __future__ import annotations

from msgspec.structs import replace

from planner.graph import cut_cycles, stable_order
from planner.model.database import Table


def in_creation_order(tables: list[Table]) -> tuple[Table, ...]:
    """Tables in dependency order, their cycle-closing foreign keys marked deferred."""
    by_name = {t.name: t for t in tables}
    names = tuple(by_name)
    edges = {t.name: tuple(dict.fromkeys(k.table for k in t.foreign_keys if k.table != t.name)) for t in tables}
    nullable = {
        (t.name, k.table): all((c := t.column(n)) is not None and c.nullable for n in k.columns[-1:])
        for t in tables
        for k in t.foreign_keys
    }
    cuts = (
        cut_cycles(names, edges, lambda a, b: 1.0 if nullable.get((a, b)) else 2.0)
        if stable_order(names, edges).cycles
        else ()
    )
    cut = {(c.source, c.target) for c in cuts}
    kept = {name: tuple(n for n in needs if (name, n) not in cut) for name, needs in edges.items()}
    return tuple(_deferred(by_name[name], cut) for name in stable_order(names, kept).order)


def _deferred(table: Table, cut: set[tuple[str, str]]) -> Table:
    if not any((table.name, k.table) in cut for k in table.foreign_keys):
        return table
    return replace(
        table,
        foreign_keys=tuple(
            replace(k, deferred=True) if (table.name, k.table) in cut else k for k in table.foreign_keys
        ),
    )
