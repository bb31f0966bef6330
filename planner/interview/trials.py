"""What an answer would change: only what reads the answered path is judged again.

A fact says which lines it rests on, or waits for; so the items behind a path are known before anything is tried.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, TypeVar

from msgspec import Struct

from planner.derive.decisions import outcome
from planner.derive.infer.again import infer_again
from planner.derive.infer.decided import as_decided
from planner.interview.answering import answered
from planner.interview.costs import decision_cost, finding_cost, step_cost
from planner.interview.questions import Asked
from planner.model.catalog import Condition, DecisionItem, QuestionItem, RiskItem, StepItem, tests_in
from planner.model.design import Design
from planner.model.domain import Domain
from planner.rules.evaluate import is_open, split
from planner.rules.facts import FACTS, Known, Reply
from planner.rules.library import Library, conditions_of
from planner.rules.when import Sieved, reply, said, sieve, truth
from planner.rules.world import Element, World

Item = TypeVar("Item")

_STRUCTURAL = ("entities", "roles", "tenancy", "services", "enums", "mixins")


class Change(Struct, frozen=True):
    """One thing an answer changes: what it is, in words, and how much that costs to change later."""

    kind: str
    says: str
    cost: float


class Near(Struct, frozen=True):
    """Where an answer can matter: the entities, and the ids of all that belongs to them; no names mean anywhere."""

    names: tuple[str, ...] = ()
    ids: frozenset[str] = frozenset()


_ANYWHERE: Final = Near()
_KINDS: Final = tuple(sorted({f.subject for f in FACTS.values()} - {"design"}))


class Base:
    """A design as it stands, with what every item says of it, to be compared with."""

    def __init__(self, world: World, library: Library) -> None:
        self.world = world
        self.library = library
        self.decided_by = {i.id: _facts((*conditions_of(i),)) | {i.said} for i in library.decisions}
        self.risked_by = {i.id: _facts((i.hazard, i.control)) for i in library.risks}
        self.called_by = {i.id: _facts((i.when,)) for i in library.steps}
        by = (*self.decided_by.values(), *self.risked_by.values(), *self.called_by.values())
        self.read = frozenset(FACTS).intersection(frozenset[str]().union(*by))
        self._weights = self._weigh()
        self._near: dict[str, Near] = {}
        self.risks_by = _readers((item, self.risked_by[item.id]) for item in library.risks)
        self.steps_by = _readers((item, self.called_by[item.id]) for item in library.steps)
        self.decisions_by = _readers((item, self.decided_by[item.id]) for item in library.decisions)
        self._findings: dict[str, frozenset[str]] = {}
        self._steps: dict[str, bool] = {}
        self._hazards: dict[str, tuple[Condition | None, Condition | None]] = {}

    def findings(self, item: RiskItem) -> frozenset[str]:
        """The elements at which a risk stands as the design is; most risks are never asked for."""
        found = self._findings.get(item.id)
        if found is None:
            found = self._findings[item.id] = self.opened(item, self.world)
        return found

    def is_planned(self, item: StepItem) -> bool:
        """Whether the design as it is calls for a step."""
        found = self._steps.get(item.id)
        if found is None:
            found = self._steps[item.id] = _fires(item, self.world)
        return found

    def facts_behind(self, item: QuestionItem) -> frozenset[str]:
        """The facts that an answer can change and that anything reads: those it names, else that of its path, else any."""
        if item.turns is None:
            return self.read & {item.writes} if item.writes in FACTS else self.read
        return self.read.intersection(item.turns)

    def stake(self, item: QuestionItem) -> float:
        """What could change at most by an answer to a question, over what it takes to answer."""
        return sum(self._weights.get(fact, 0.0) for fact in self.facts_behind(item)) / item.effort

    def _weigh(self) -> dict[str, float]:
        """What could change with each fact."""
        weights: dict[str, float] = {}
        costs = (
            *((self.decided_by[i.id], decision_cost(i, self.world)) for i in self.library.decisions),
            *((self.risked_by[i.id], finding_cost(i, 1)) for i in self.library.risks),
            *((self.called_by[i.id], step_cost(i)) for i in self.library.steps),
        )
        for facts, cost in costs:
            for fact in facts:
                weights[fact] = weights.get(fact, 0.0) + cost
        return weights

    def opened(self, item: RiskItem, world: World) -> frozenset[str]:
        """The elements at which a risk stands with nothing in the plan to answer it."""
        if item.id not in self._hazards:
            self._hazards[item.id] = split(item.hazard)
        whole, each = self._hazards[item.id]
        if whole is not None and truth(whole, world, world.whole) is not True:
            return frozenset()
        elements = world.elements(item.each)
        found = sieve(each, world, elements) if each is not None else Sieved(elements)
        certain = (e for e in found.elements if e.id not in found.unknown)
        return frozenset(e.id for e in certain if item.control is None or truth(item.control, world, e) is False)

    def near(self, entity: str | None) -> Near:
        """An entity and those that refer to it or that it refers to; nowhere in particular where no entity is meant."""
        if entity is None or entity not in self.world.domain.entities:
            return _ANYWHERE
        found = self._near.get(entity)
        if found is None:
            names = _neighbours(self.world.domain, entity)
            elements = (e.id for name in names for kind in _KINDS for e in self.world.elements_of(kind, name))
            found = self._near[entity] = Near(names, frozenset(elements))
        return found


def _neighbours(domain: Domain, name: str) -> tuple[str, ...]:
    entity = domain.entities[name]
    to = (target for r in entity.references for target in r.targets)
    by = (c.target for c in entity.collections)
    return tuple(n for n in dict.fromkeys((name, *to, *by)) if n in domain.entities)


def _readers(items: Iterable[tuple[Item, frozenset[str]]]) -> dict[str, tuple[tuple[int, Item], ...]]:
    """Who reads each fact, with the place in the catalog."""
    found: dict[str, list[tuple[int, Item]]] = {}
    for place, (item, facts) in enumerate(items):
        for fact in facts:
            found.setdefault(fact, []).append((place, item))
    return {fact: tuple(many) for fact, many in found.items()}


def _reading(turned: Iterable[str], readers: dict[str, tuple[tuple[int, Item], ...]]) -> tuple[Item, ...]:
    """The items that read any of the facts, in the catalog's order."""
    found = dict(pair for fact in turned for pair in readers.get(fact, ()))
    return tuple(found[place] for place in sorted(found))


def _fires(item: StepItem, world: World) -> bool:
    return item.when is None or any(truth(item.when, world, e) is True for e in world.elements(item.each))


def _facts(conditions: Iterable[Condition | None]) -> frozenset[str]:
    return frozenset(test.fact for c in conditions for test in tests_in(c))


def changes(base: Base, asked: Asked, text: str) -> tuple[Change, ...] | None:
    """Everything one answer changes; None where the answer cannot stand there."""
    design = answered(base.world.design, asked.path, text).design
    if design is None:
        return None
    facts = base.facts_behind(asked.item)
    if not facts or design is base.world.design:
        return ()
    near = base.near(asked.element.entity) if asked.item.turns is not None else _ANYWHERE
    world = base.world.beside(design, _domain_of(design, base, asked), facts, near.ids)
    turned = _turned(base.world, world, facts, near)
    decided = tuple(_decisions(base, world, turned))
    found = [change for _, change in decided]
    if base.world.has_parts:
        turned |= {f"decision.{topic}" for topic, _ in decided}
        found += _findings(base, world, turned, near)
        found += _steps(base, world, turned)
    return tuple(found)


def _domain_of(design: Design, base: Base, asked: Asked) -> Domain:
    top = asked.path.split(".", maxsplit=1)[0]
    if top not in _STRUCTURAL:
        return base.world.domain
    entity = asked.element.entity if top == "entities" else None
    return as_decided(infer_again(design, base.world.design, base.world.domain, entity), base.world.options)


def _turned(before: World, after: World, facts: Iterable[str], near: Near) -> frozenset[str]:
    """The facts that really say something else now."""
    return frozenset(name for name in facts if _says_other(name, before, after, near))


def _says_other(name: str, before: World, after: World, near: Near) -> bool:
    fact = FACTS[name]
    if fact.stage == "plan" and not before.has_parts:
        return False
    if fact.subject == "design":
        return _value(reply(name, before, before.whole)) != _value(reply(name, after, after.whole))
    if not near.names:
        return _differ(name, before, after, before.elements(fact.subject), after.elements(fact.subject))
    return any(
        _differ(name, before, after, before.elements_of(fact.subject, n), after.elements_of(fact.subject, n))
        for n in near.names
    )


def _differ(name: str, before: World, after: World, old: tuple[Element, ...], new: tuple[Element, ...]) -> bool:
    if len(old) != len(new):
        return True
    fact = FACTS[name]
    for was, now in zip(old, new, strict=True):
        if was.id != now.id or _value(said(fact, before, was)) != _value(said(fact, after, now)):
            return True
    return False


def _value(said: Reply) -> object:
    return said.value if isinstance(said, Known) else None


def _decisions(base: Base, world: World, facts: Iterable[str]) -> Iterator[tuple[str, Change]]:
    """In the catalog's order; what turns is read by those after it, as its own outcome was by nobody before."""
    open_: dict[int, DecisionItem] = dict(pair for fact in facts for pair in base.decisions_by.get(fact, ()))
    while open_:
        place = min(open_)
        item = open_.pop(place)
        before, after = base.world.options.get(item.id), outcome(item, world)
        if after is None:
            world.options.pop(item.id, None)
        else:
            world.options[item.id] = after
        if before != after:
            open_.update(pair for pair in base.decisions_by.get(f"decision.{item.id}", ()) if pair[0] > place)
            yield item.id, _decision(item, before, after, world)


def _decision(item: DecisionItem, before: str | None, after: str | None, world: World) -> Change:
    words = f"{item.title}: {_title(item, before)} → {_title(item, after)}"
    return Change("decision", words, decision_cost(item, world))


def _title(item: DecisionItem, option: str | None) -> str:
    if option is None:
        return "not asked"
    found = item.option(option)
    return found.title if found else option


def _findings(base: Base, world: World, turned: frozenset[str], near: Near) -> Iterator[Change]:
    for item in _reading(turned, base.risks_by):
        read = turned & base.risked_by[item.id]
        before = base.findings(item)
        is_anywhere = not near.names or any(map(_is_wide, read))
        after = base.opened(item, world) if is_anywhere else _opened_near(item, world, near, before)
        if before != after:
            more, fewer = len(after - before), len(before - after)
            both = ", " if more and fewer else ""
            words = f"{item.id}: {f'{more} more' if more else ''}{both}{f'{fewer} fewer' if fewer else ''}"
            yield Change("risk", words, finding_cost(item, more + fewer))


def _is_wide(fact: str) -> bool:
    """Whether a fact is about the whole design, so that it may turn a risk anywhere."""
    return fact.startswith("decision.") or FACTS[fact].subject == "design"


def _opened_near(item: RiskItem, world: World, near: Near, before: frozenset[str]) -> frozenset[str]:
    """What stands open, where only some elements can have changed."""
    elements = (e for name in near.names for e in world.elements_of(item.each, name))
    return (before - near.ids) | frozenset(e.id for e in elements if is_open(item, world, e))


def _steps(base: Base, world: World, turned: frozenset[str]) -> Iterator[Change]:
    for item in _reading(turned, base.steps_by):
        is_planned = base.is_planned(item)
        if _fires(item, world) != is_planned:
            sign = "−" if is_planned else "+"
            yield Change("step", f"{sign} step {item.id}", step_cost(item))
