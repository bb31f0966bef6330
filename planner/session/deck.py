"""The questions of a design as cards: what is asked, what stands there, what is doubted. Knows no order of showing."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from planner.interview.asking import held
from planner.interview.questions import Asked, applying
from planner.interview.ranking import MOST_TRIED, WORTH_ASKING, Ranked, rank
from planner.interview.standing import is_said
from planner.interview.trials import Base, changes
from planner.model.catalog import tests_in
from planner.model.design import InterviewNote
from planner.model.plan import Plan
from planner.read.design import Reading
from planner.rules.library import Library
from planner.rules.wording import fill_value
from planner.rules.world import World, world_of
from planner.session.thoughts import RECHECK, Card, CardState, Choice, Deck, Stakes

_MOST_CHANGES = 12


def deck_of(reading: Reading, plan: Plan, library: Library, *, ranked: bool) -> Deck:
    """Every question that applies; where they are ranked, with what each answer would change."""
    world = world_of(plan)
    tried = _tried(reading, world, library) if ranked else {}
    notes = {n.target: n for n in world.design.interview}
    cards = tuple(
        _card(asked, world, reading, notes.get(asked.path), tried.get(asked.id), ranked=ranked)
        for asked in _applying(library, world)
    )
    return Deck(cards, ranked)


def _tried(reading: Reading, world: World, library: Library) -> dict[str, Ranked]:
    found = rank(world, library, is_said(reading), lambda path: held(reading, path), MOST_TRIED)
    return {r.asked.id: r for r in found}


def _applying(library: Library, world: World) -> Iterator[Asked]:
    return applying(library.questions, world)


def _card(
    asked: Asked, world: World, reading: Reading, note: InterviewNote | None, tried: Ranked | None, *, ranked: bool
) -> Card:
    item, value = asked.item, held(reading, asked.path) or ""
    return Card(
        id=asked.id,
        group=item.group,
        topic=item.topic,
        path=asked.path,
        asks=asked.asks,
        why=asked.why,
        kind=item.kind,
        example=item.example,
        default=fill_value(item.default, world, asked.element),
        state=_state(reading, asked.path, value, note),
        held="" if value == "unknown" else value,
        because=note.because if note else "",
        choices=_choices(asked, tried),
        worth=tried is not None or not ranked,
    )


def _state(reading: Reading, path: str, value: str, note: InterviewNote | None) -> CardState:
    if note is not None:
        return "recheck" if note.because.startswith(RECHECK) else note.state
    if reading.design is not None and path in reading.design.unknown:
        return "unsure"
    return "done" if value else "open"


def _choices(asked: Asked, tried: Ranked | None) -> tuple[Choice, ...]:
    offered = [(a.value, a.says) for a in asked.answers]
    if not offered and asked.item.kind == "flag":
        offered = [("true", "yes"), ("false", "no")]
    tries = {t.value: t.changes for t in tried.trials} if tried else {}
    return tuple(
        Choice(
            value,
            says,
            tuple(c.says for c in tries.get(value, ())[:_MOST_CHANGES]),
            value in tries,
        )
        for value, says in offered
    )


def stakes_of(card: str, base: Base) -> Stakes:
    """What each answer of one card changes, and whether it is worth asking: likely changes, by what they cost later."""
    asked = next((a for a in _applying(base.library, base.world) if a.id == card), None)
    if asked is None:
        return Stakes(card, ())
    found, score = [], 0.0
    priors = {a.value: a.prior for a in asked.answers}
    for choice in _choices(asked, None):
        changed = changes(base, asked, choice.value)
        found.append(
            replace(choice, changes=tuple(c.says for c in changed or ())[:_MOST_CHANGES], tried=changed is not None)
        )
        score += priors.get(choice.value, 1.0) * sum(c.cost for c in changed or ())
    score /= (sum(priors.values()) or 1.0) * asked.item.effort
    return Stakes(card, tuple(found), not found or score >= WORTH_ASKING)


def dependents_of(path: str, reading: Reading, plan: Plan, library: Library) -> tuple[str, ...]:
    """Answered questions whose meaning rests on a path: what makes them apply reads what the path says."""
    world = world_of(plan)
    base = Base(world, library)
    behind = frozenset(f for a in _applying(library, world) if a.path == path for f in base.facts_behind(a.item))
    return tuple(
        asked.path
        for asked in _applying(library, world)
        if asked.path != path
        and held(reading, asked.path)
        and any(test.fact in behind for test in tests_in(asked.item.applies))
    )
