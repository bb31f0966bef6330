"""Names of keys, checks, indexes and triggers that one schema can share, whatever the order of the tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias, TypeVar

from msgspec.structs import replace

from planner.model.database import Check, ForeignKey, Index, Table, Trigger, Unique
from planner.naming import Taken, fit

_Element: TypeAlias = Unique | Check | ForeignKey | Index | Trigger
_Named = TypeVar("_Named", Unique, Check, ForeignKey, Index, Trigger)


def uniquely_named(tables: list[Table]) -> list[Table]:
    """The tables; where two elements would share a name, all but the first by id carry a digest of theirs."""
    names = [e.name for t in tables for e in _elements(t)]
    known = [n for t in tables for n in (t.name, f"{t.name}_pkey")]
    if len({*names, *known}) == len(names) + len(known):
        return tables
    taken = Taken(known)
    done = {t.name: _renamed(t, taken) for t in sorted(tables, key=lambda t: t.id)}
    return [done[t.name] for t in tables]


def _elements(table: Table) -> Iterator[_Element]:
    yield from table.uniques
    yield from table.checks
    yield from table.foreign_keys
    yield from table.indexes
    yield from table.triggers


def _renamed(table: Table, taken: Taken) -> Table:
    return replace(
        table,
        uniques=_claimed(table.uniques, table, taken),
        checks=_claimed(table.checks, table, taken),
        foreign_keys=_claimed(table.foreign_keys, table, taken),
        indexes=_claimed(table.indexes, table, taken),
        triggers=_claimed(table.triggers, table, taken),
    )


def _claimed(elements: tuple[_Named, ...], table: Table, taken: Taken) -> tuple[_Named, ...]:
    found: dict[str, _Named] = {}
    for element in sorted(elements, key=lambda e: (e.id, e.because)):
        name = taken.claim(element.name, f"{element.id} {' '.join(element.because)}")
        same = name == element.name
        found[name] = element if same else replace(element, name=name, id=f"{table.id}.{fit(name)}")
    order = {id(e): n for n, e in enumerate(elements)}
    if len(found) == len(elements) and all(id(e) in order for e in found.values()):
        return elements
    return tuple(found.values())
