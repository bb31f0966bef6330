"""What an answer would change: only what reads the answered path is judged again.

A fact says which lines it rests on, or waits for; so the items behind a path are known before anything is tried.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from planner.derive.decisions import outcome
from planner.derive.infer import infer
from planner.interview.answering import answered
from planner.interview.costs import decision_cost, finding_cost, step_cost
from planner.model.catalog import Condition, DecisionItem, RiskItem, StepItem, tests_in
from planner.model.design import Design
from planner.model.domain import Domain
from planner.rules.evaluate import is_open
from planner.rules.facts import FACTS, Known
from planner.rules.library import Library, conditions_of
from planner.rules.when import reply, truth
from planner.rules.world import World

_STRUCTURAL = ("entities", "roles", "tenancy", "services", "enums", "mixins")


class Change(Struct, frozen=True):
    """One thing an answer changes: what it is, in words, and how much that costs to change later."""

    kind: str
    says: str
    cost: float


class Base:
    """A design as it stands, with what every item says of it, to be compared with."""

    def __init__(self, world: World, library: Library) -> None:
        self.world = world
        self.library = library
        self.decided_by = {i.id: _facts((*conditions_of(i),)) | {i.said} for i in library.decisions}
        self.risked_by = {i.id: _facts((i.hazard, i.control)) for i in library.risks}
        self.called_by = {i.id: _facts((i.when,)) for i in library.steps}
        self._facts_behind: dict[str, frozenset[str]] = {}
        self._cited = self._cite()
        self.findings = {item.id: self._open(item, world) for item in library.risks} if world.has_parts else {}
        self.steps = {item.id: _fires(item, world) for item in library.steps} if world.has_parts else {}

    def _cite(self) -> dict[str, tuple[str, ...]]:
        """For each fact of the design, the paths it rests on or waits for."""
        cited: dict[str, tuple[str, ...]] = {}
        for name, fact in FACTS.items():
            if fact.subject == "design" and fact.stage == "design":
                said = reply(name, self.world, self.world.whole)
                cited[name] = said.because if isinstance(said, Known) else said.asks
        return cited

    def facts_behind(self, path: str) -> frozenset[str]:
        """The facts that an answer at a path could change."""
        found = self._facts_behind.get(path)
        if found is None:
            top = path.split(".", maxsplit=1)[0]
            found = frozenset(
                name
                for name, fact in FACTS.items()
                if (name in self._cited and (name == path or any(_touches(cited, path) for cited in self._cited[name])))
                or (top in _STRUCTURAL and fact.subject not in ("design",))
                or (top in _STRUCTURAL and name.startswith("design."))
            )
            self._facts_behind[path] = found
        return found

    def _open(self, item: RiskItem, world: World) -> frozenset[str]:
        return frozenset(e.id for e in world.elements(item.each) if is_open(item, world, e))


def _touches(cited: str, path: str) -> bool:
    return cited == path or cited.startswith(path + ".") or path.startswith(cited + ".")


def _fires(item: StepItem, world: World) -> bool:
    return item.when is None or any(truth(item.when, world, e) is True for e in world.elements(item.each))


def _facts(conditions: Iterable[Condition | None]) -> frozenset[str]:
    return frozenset(test.fact for c in conditions for test in tests_in(c))


def changes(base: Base, path: str, text: str) -> tuple[Change, ...] | None:
    """Everything one answer changes; None where the answer cannot stand there."""
    design = answered(base.world.design, path, text).design
    if design is None:
        return None
    world = base.world.beside(design, _domain_of(design, base, path))
    facts = base.facts_behind(path)
    decided = tuple(_decisions(base, world, facts))
    turned = facts | {f"decision.{topic}" for topic, _ in decided}
    found = [change for _, change in decided]
    if base.world.has_parts:
        found += _findings(base, world, turned)
        found += _steps(base, world, turned)
    return tuple(found)


def _domain_of(design: Design, base: Base, path: str) -> Domain:
    return infer(design) if path.split(".", maxsplit=1)[0] in _STRUCTURAL else base.world.domain


def _decisions(base: Base, world: World, facts: frozenset[str]) -> Iterator[tuple[str, Change]]:
    turned = set(facts)
    for item in base.library.decisions:
        if turned.isdisjoint(base.decided_by[item.id]):
            continue
        before, after = base.world.options.get(item.id), outcome(item, world)
        if after is None:
            world.options.pop(item.id, None)
        else:
            world.options[item.id] = after
        if before != after:
            turned.add(f"decision.{item.id}")
            yield item.id, _decision(item, before, after, world)


def _decision(item: DecisionItem, before: str | None, after: str | None, world: World) -> Change:
    words = f"{item.title}: {_title(item, before)} → {_title(item, after)}"
    return Change("decision", words, decision_cost(item, world))


def _title(item: DecisionItem, option: str | None) -> str:
    if option is None:
        return "not asked"
    found = item.option(option)
    return found.title if found else option


def _findings(base: Base, world: World, facts: frozenset[str]) -> Iterator[Change]:
    for item in base.library.risks:
        if not facts.isdisjoint(base.risked_by[item.id]):
            before = base.findings[item.id]
            after = frozenset(e.id for e in world.elements(item.each) if is_open(item, world, e))
            if before != after:
                more, fewer = len(after - before), len(before - after)
                words = f"{item.id}: {f'{more} more' if more else ''}{', ' if more and fewer else ''}{f'{fewer} fewer' if fewer else ''}"
                yield Change("risk", words, finding_cost(item, more + fewer))


def _steps(base: Base, world: World, facts: frozenset[str]) -> Iterator[Change]:
    for item in base.library.steps:
        if not facts.isdisjoint(base.called_by[item.id]) and _fires(item, world) != base.steps[item.id]:
            sign = "−" if base.steps[item.id] else "+"
            yield Change("step", f"{sign} step {item.id}", step_cost(item))
