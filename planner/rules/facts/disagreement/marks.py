"""Choices of the architect's that an element of the same design speaks against: the element's own word stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from planner.model.design import Choice, Design
from planner.rules.facts.registry import Known, Reply, design_fact, flag
from planner.rules.world import World


def _trait(trait: str) -> Callable[[World, str], Iterator[str]]:
    def found(world: World, _option: str) -> Iterator[str]:
        if trait not in world.domain.decided:
            yield from (f"{e.path}.{trait}" for e in world.domain.entities.values() if getattr(e, trait))

    return found


def _delivered(world: World, option: str) -> Iterator[str]:
    for event in world.design.events:
        if event.delivery is not None and (event.delivery == "at_most_once") is not (option == "at-most-once"):
            yield f"{event.path}.delivery"


def _pushed(world: World, option: str) -> Iterator[str]:
    yield from (f.path for f in world.design.realtime if f.channel != option)


def _by_row(world: World, _option: str) -> Iterator[str]:
    for entity in world.domain.entities.values():
        if entity.owner:
            yield f"{entity.path}.owner"
        yield from (g.path for rule in entity.access for g in rule.grants if g.via is not None or g.where is not None)


_AGAINST: Final[dict[tuple[str, str], Callable[[World, str], Iterator[str]]]] = {
    ("audit", "none"): _trait("audit"),
    ("concurrency", "none"): _trait("versioned"),
    ("soft-delete", "none"): _trait("soft_delete"),
    ("soft-delete", "archive"): _trait("soft_delete"),
    ("delivery", "at-most-once"): _delivered,
    ("delivery", "outbox"): _delivered,
    ("realtime", "sse"): _pushed,
    ("realtime", "websocket"): _pushed,
    ("realtime", "polling"): _pushed,
    ("authorization", "rbac"): _by_row,
}


def _opposed(world: World, design: Design) -> list[tuple[Choice, str]]:
    """Each choice with the first line that says otherwise."""
    asked = ((c, _AGAINST.get((c.topic, world.options.get(c.topic, c.option)))) for c in design.choices)
    lines = ((c, next(iter(against(world, c.option)), "")) for c, against in asked if against is not None)
    return [(choice, line) for choice, line in lines if line]


@design_fact("design.choice_against_marks", "flag", "an element says otherwise than a choice of the architect")
def choice_against_marks(world: World, design: Design) -> Reply:
    """Whether some element of the design speaks against a choice."""
    found = _opposed(world, design)
    return flag(bool(found), *(path for choice, line in found for path in (choice.path, line)))


@design_fact("design.opposed_choices", "words", "choices that an element of the design speaks against")
def opposed_choices(world: World, design: Design) -> Reply:
    """Each with the line against it."""
    found = _opposed(world, design)
    return Known(tuple(f"{c.topic}: {c.option} (against {line})" for c, line in found), tuple(c.path for c, _ in found))
