"""Which statements share a migration: tables by wave of dependency, keys that close cycles, triggers, policies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from planner.emit.sql.dialects.base import Dialect
from planner.emit.sql.nouns import Change, Undoable
from planner.model.database import ForeignKey, Table
from planner.model.migrations import group_name, table_groups
from planner.naming import listing

_MOST_STATEMENTS = 60


def changes(dialect: Dialect, tables: tuple[Table, ...]) -> tuple[Change, ...]:
    """Every migration of a database, in the order in which they run."""
    files = table_groups(tables)
    homes = {t.name: number for number, group in enumerate(files) for t in group}
    late = [(t, k) for t in tables for k in dialect.keys_of(t) if k.deferred and dialect.deferred_keys]
    inside: dict[int, list[tuple[Table, ForeignKey]]] = {}
    across: list[tuple[Table, ForeignKey]] = []
    for table, key in late:
        home = max(homes[table.name], homes[key.table])
        (inside.setdefault(home, []) if homes[table.name] == homes[key.table] else across).append((table, key))
    made = [_tables(dialect, group, inside.get(number, []), number, len(files)) for number, group in enumerate(files)]
    made += _closing_keys(dialect, across)
    made += _behaviour(dialect, tables)
    return tuple(made)


def _tables(
    dialect: Dialect, group: tuple[Table, ...], late: list[tuple[Table, ForeignKey]], number: int, count: int
) -> Change:
    up = [statement for t in group for statement in dialect.create(t)]
    up += [dialect.add_foreign_key(k, t) for t, k in late]
    down = [dialect.drop_foreign_key(k, t) for t, k in reversed(late)]
    down += [dialect.drop(t) for t in reversed(group)]
    return Change(group_name(number, count), f"Tables {listing([t.name for t in group])}.", tuple(up), tuple(down))


def _closing_keys(dialect: Dialect, late: list[tuple[Table, ForeignKey]]) -> Iterator[Change]:
    """Keys between files: added without a look at the rows, then validated in a transaction of its own."""
    if not late:
        return
    adds, validates = zip(*(dialect.late_foreign_key(k, t) for t, k in late), strict=True)
    yield Change(
        "foreign_keys",
        "Foreign keys that close a cycle of tables.",
        adds,
        tuple(dialect.drop_foreign_key(k, t) for t, k in reversed(late)),
    )
    if any(validates):
        yield Change(
            "foreign_keys_valid", "The rows that were there meet the keys.", tuple(v for v in validates if v), ()
        )


def _behaviour(dialect: Dialect, tables: tuple[Table, ...]) -> Iterator[Change]:
    shared = dialect.functions(tuple(t for table in tables for t in table.triggers))
    triggers = [*shared, *(made for t in tables for made in dialect.triggers(t))]
    yield from _split("triggers", "What the database keeps itself on every write.", triggers)
    policies = [made for t in tables if (made := dialect.policies(t)) is not None]
    if not policies:
        dialect.note_no_policies(tables)
    yield from _split(
        "policies", "Row security: app.tenant_id, app.account_id and app.role are set for each transaction.", policies
    )


def _split(name: str, about: str, parts: Iterable[Undoable]) -> Iterator[Change]:
    groups: list[list[Undoable]] = []
    size = _MOST_STATEMENTS
    for part in parts:
        if size + len(part.up) > _MOST_STATEMENTS:
            groups.append([])
            size = 0
        groups[-1].append(part)
        size += len(part.up)
    for number, group in enumerate(groups, 1):
        up = tuple(s for part in group for s in part.up)
        down = tuple(s for part in reversed(group) for s in part.down)
        if up:
            yield Change(name if len(groups) == 1 else f"{name}_{number}", about, up, down)
