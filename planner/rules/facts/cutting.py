"""Facts about tables in parts: what holds the largest one together, which are cut and which cannot be."""

from __future__ import annotations

from typing import TypeAlias

from planner.model.design import Design
from planner.model.domain import DomainEntity
from planner.model.entities import TypeKind
from planner.naming import listing
from planner.rules.facts.registry import NO, Known, Reply, design_fact, flag
from planner.rules.world import World

_Names: TypeAlias = tuple[str, ...]
_TIMES = frozenset({TypeKind.DATE, TypeKind.TIMESTAMP})


def _keys(entity: DomainEntity) -> list[tuple[_Names, str]]:
    """Names that are unique together, with the line that says so; the key itself where it is no id."""
    alone: list[tuple[_Names, str]] = [((f.name,), f.path) for f in entity.fields if f.unique]
    alone += [((r.name,), r.path) for r in entity.references if r.unique]
    return alone + [(r.on, r.path) for r in entity.unique] + ([(entity.key, entity.path)] if entity.key else [])


def _untimed(entity: DomainEntity) -> list[tuple[str, str]]:
    """What is unique over all times, with its line: parts by time could not hold it."""
    keys = _keys(entity)
    times = ["created_at", *(f.name for f in entity.fields if f.required and f.type.kind in _TIMES)]
    left = min(([k for k in keys if time not in k[0]] for time in times), key=len)
    return [(" and ".join(names), path) for names, path in left]


@design_fact("design.largest_untimed", "flag", "the largest entity has a key over all times, or is referred to")
def largest_untimed(world: World, _design: Design) -> Reply:
    """Whether parts by time would take a unique key or the foreign keys of other tables away."""
    return _held(world, by_time=True)


@design_fact("design.largest_unique", "flag", "the largest entity has a unique key beside its id")
def largest_unique(world: World, _design: Design) -> Reply:
    """Whether parts by hash of the id would take a unique key away."""
    return _held(world, by_time=False)


def _held(world: World, *, by_time: bool) -> Reply:
    largest = world.largest
    if largest is None:
        return NO
    if by_time:
        lines = [*(path for _, path in _untimed(largest)), *_referring(world, largest)]
        return flag(bool(lines), *lines)
    keys = [k for k in _keys(largest) if k[0] != largest.key]
    shared = set(largest.key or ("id",)).intersection(*(names for names, _ in keys))
    return flag(not shared, *(path for _, path in keys))


def _referring(world: World, entity: DomainEntity) -> list[str]:
    return [r.path for e in world.domain.entities.values() for r in e.references if entity.name in r.targets]


@design_fact("design.largest_held_by", "word", "what holds the largest entity together: its unique keys, its referrers")
def largest_held_by(world: World, _design: Design) -> Reply:
    """`source of Movement is unique and Line refers to it`."""
    largest = world.largest
    if largest is None:
        return Known("nothing")
    unique = [names for names, _ in (_untimed(largest) or [(" and ".join(n), p) for n, p in _keys(largest)])]
    others = [e.name for e in world.domain.entities.values() if any(largest.name in r.targets for r in e.references)]
    said = [f"{listing(unique)} of {largest.name} {'are' if len(unique) > 1 else 'is'} unique"] if unique else []
    said += [f"{listing(others)} {'refer' if len(others) > 1 else 'refers'} to {largest.name}"] if others else []
    return Known(listing(said) or "nothing", (largest.path,))


@design_fact("design.cut_tables", "words", "tables that are made in parts, with what each is cut by", stage="plan")
def cut_tables(world: World, _design: Design) -> Reply:
    """`postings (by time)` and `audit_log (by time)`."""
    return Known(tuple(f"{t.table} (by {t.parts})" for t in world.parts.capacity.tables if t.parts))


def cut_entities(world: World) -> tuple[str, ...]:
    """The entities whose tables are made in parts."""
    cut = {t.table for t in world.parts.capacity.tables if t.parts}
    return tuple(t.entity for t in world.parts.database.tables if t.kind == "entity" and t.entity and t.name in cut)


@design_fact("design.is_cut", "flag", "some table is made in parts", stage="plan")
def is_cut(world: World, _design: Design) -> Reply:
    """Whether what was decided is possible for any table."""
    found = [t for t in world.parts.capacity.tables if t.parts]
    return flag(bool(found), *dict.fromkeys(p for t in found for p in t.because[:1]))


@design_fact(
    "design.uncut_tables", "words", "large tables that stay whole, with what stands against parts", stage="plan"
)
def uncut_tables(world: World, _design: Design) -> Reply:
    """`entries` for its unique `reference`."""
    said = [f"{t.table} (for {t.uncut.replace('`', '')})" for t in world.parts.capacity.tables if t.uncut]
    return Known(tuple(said) or ("no other large table",))
