"""The steps that a need of the catalog names as a group: of what everybody reads, of what is about people, or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final, TypeAlias

from planner.model.entities import TypeKind
from planner.naming import snake
from planner.rules.facts.caching import entities_about_people, shared_entities, shared_queries
from planner.rules.facts.cutting import cut_entities
from planner.rules.world import World

_FILES: Final = frozenset((TypeKind.FILE, TypeKind.IMAGE))
Group: TypeAlias = Callable[[World], Iterable[str]]


def _endpoints(world: World) -> Iterable[str]:
    return [f"step.{snake(name)}.endpoints" for name in shared_entities(world)]


def _queries(world: World) -> Iterable[str]:
    return [f"step.query.{snake(name)}" for name in shared_queries(world)]


def _evicting(world: World) -> Iterable[str]:
    return ("step.outbox",) if world.options.get("cache-invalidation") == "event" else ()


def _tables(world: World) -> Iterable[str]:
    return [f"step.{snake(name)}.migration" for name in entities_about_people(world)]


def _files(world: World) -> Iterable[str]:
    people = (world.domain.entities[name] for name in entities_about_people(world))
    return ("step.files",) if any(f.type.kind in _FILES for e in people for f in e.fields) else ()


def _encrypted(world: World) -> Iterable[str]:
    setting = world.controls.get("encryption")
    said = setting.value if setting is not None else ()
    named = {str(v).partition(".")[0] for v in (said if isinstance(said, tuple) else (said,))}
    own = [e.name for e in world.domain.entities.values() if e.name in named]
    return [f"step.{snake(name)}.endpoints" for name in own or world.domain.entities]


def _cut(world: World) -> Iterable[str]:
    return [f"step.{snake(name)}.migration" for name in cut_entities(world)]


GROUPS: Final[Mapping[str, Group]] = {
    "shared:endpoints": _endpoints,
    "shared:query": _queries,
    "shared:outbox": _evicting,
    "people:migration": _tables,
    "people:files": _files,
    "encrypted:endpoints": _encrypted,
    "cut:migration": _cut,
}
"""What a need may say in place of a step, and the steps that this comes to in one design."""
