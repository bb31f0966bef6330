"""The catalogs at hand: the shipped ones, precompiled, with an organisation's own laid over them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from graphlib import CycleError, TopologicalSorter
from heapq import heapify, heappop, heappush
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec
from msgspec import Struct

from planner import codes
from planner.assets import precompiled
from planner.diagnostics import Diagnostic, Severity, has_errors
from planner.model.catalog import (
    ArchetypeItem,
    CatalogName,
    Condition,
    ContradictionItem,
    DecisionItem,
    QuestionItem,
    RiskItem,
    StackItem,
    StandardItem,
    StepItem,
    tests_in,
)

Item = TypeVar("Item")
NOUNS: Final[dict[CatalogName, Any]] = {
    "questions": QuestionItem,
    "archetypes": ArchetypeItem,
    "decisions": DecisionItem,
    "risks": RiskItem,
    "contradictions": ContradictionItem,
    "stacks": StackItem,
    "steps": StepItem,
    "standards": StandardItem,
}


class Library:
    """Items by catalog. What nobody asks for is not loaded."""

    def __init__(self, overlays: dict[CatalogName, tuple[tuple[Any, ...], tuple[str, ...]]] | None = None) -> None:
        self._overlays = overlays or {}
        self._read: dict[CatalogName, tuple[Any, ...]] = {}

    def items(self, name: CatalogName) -> tuple[Any, ...]:
        """Every item of a catalog, overlays applied."""
        found = self._read.get(name)
        if found is None:
            found = shipped(name)
            added, off = self._overlays.get(name, ((), ()))
            if added or off:
                found = _overlaid(found, added, off)
            self._read[name] = found
        return found

    @property
    def decisions(self) -> tuple[DecisionItem, ...]:
        """Decisions, each after those it reads."""
        return self.items("decisions")

    @property
    def risks(self) -> tuple[RiskItem, ...]:
        """Risks."""
        return self.items("risks")

    @property
    def contradictions(self) -> tuple[ContradictionItem, ...]:
        """Contradictions."""
        return self.items("contradictions")

    @property
    def questions(self) -> tuple[QuestionItem, ...]:
        """Questions."""
        return self.items("questions")

    @property
    def steps(self) -> tuple[StepItem, ...]:
        """Steps."""
        return self.items("steps")

    @property
    def stacks(self) -> tuple[StackItem, ...]:
        """Stacks."""
        return self.items("stacks")

    @property
    def standards(self) -> tuple[StandardItem, ...]:
        """Standards."""
        return self.items("standards")

    @property
    def archetypes(self) -> tuple[ArchetypeItem, ...]:
        """Archetypes."""
        return self.items("archetypes")


@lru_cache(maxsize=16)
def shipped(name: CatalogName) -> tuple[Any, ...]:
    """The shipped items of one catalog."""
    noun: Any = NOUNS[name]
    return tuple(msgspec.json.decode(precompiled(f"{name}.json"), type=list[noun]))


def _overlaid(base: tuple[Any, ...], added: tuple[Any, ...], off: tuple[str, ...]) -> tuple[Any, ...]:
    """Items replaced by id in their place, new ones after, those switched off gone."""
    own = {item.id: item for item in added}
    kept = [own.pop(item.id, item) for item in base if item.id not in off]
    return (*kept, *own.values())


class Loading(Struct, frozen=True):
    """A library, unless errors forbid it, with every diagnostic of reading and checking it."""

    library: Library | None
    diagnostics: tuple[Diagnostic, ...]


def with_overlays(folders: Sequence[Path]) -> Loading:
    """The shipped catalogs with these folders laid over them, in order."""
    if not folders:
        return Loading(Library(), ())
    overlays: dict[CatalogName, tuple[tuple[Any, ...], tuple[str, ...]]] = {}
    problems: list[Diagnostic] = []
    for folder in folders:
        problems += _lay(folder, overlays)
    library = Library(overlays)
    return Loading(None if has_errors(problems) else library, tuple(problems))


def _lay(folder: Path, overlays: dict[CatalogName, tuple[tuple[Any, ...], tuple[str, ...]]]) -> list[Diagnostic]:
    from planner.read.catalog import read_folder

    shelves = read_folder(folder)
    if not shelves:
        hint = f"folders called {', '.join(NOUNS)}"
        return [Diagnostic(codes.CAT_FOLDER, Severity.ERROR, f"{folder.name} holds no catalog", None, hint)]
    problems: list[Diagnostic] = []
    decisions = [*shipped("decisions"), *(shelves["decisions"].items if "decisions" in shelves else ())]
    for name, shelf in shelves.items():
        added, off = overlays.get(name, ((), ()))
        overlays[name] = (_overlaid(added, shelf.items, ()), (*off, *shelf.off))
        problems += shelf.diagnostics
        problems += [_placed(d, shelf) for d in check_catalog(name, shelf.items, decisions)]
    return problems


def _placed(problem: Diagnostic, shelf: Any) -> Diagnostic:
    if problem.span is not None or not problem.path:
        return problem
    return msgspec.structs.replace(problem, span=shelf.locate(problem.path))


def check_catalog(name: CatalogName, items: Sequence[Any], decisions: Iterable[DecisionItem]) -> list[Diagnostic]:
    """Everything wrong with the items of one catalog; `decisions` are all there are."""
    from planner.rules.check import check_item, check_needs, check_stack

    every = tuple(decisions)
    options = {d.id: tuple(o.id for o in d.options) for d in every}
    problems: list[Diagnostic] = []
    seen: set[str] = set()
    for item in items:
        if item.id in seen:
            problems.append(
                Diagnostic(codes.CAT_DUPLICATE, Severity.ERROR, f"'{item.id}' is there twice", None, "", item.path)
            )
        seen.add(item.id)
        if name == "stacks":
            problems += check_stack(item)
        elif name != "archetypes":
            problems += check_item(item, options)
    if name == "decisions":
        problems += _check_order(every)
    if name == "steps":
        problems += check_needs(items, shipped("steps"))
    return problems


def _check_order(items: tuple[DecisionItem, ...]) -> list[Diagnostic]:
    try:
        in_order(items)
    except CycleError as error:
        cycle = " → ".join(error.args[1])
        return [
            Diagnostic(
                codes.CAT_CYCLE, Severity.ERROR, f"decisions wait for each other: {cycle}", None, "", items[0].path
            )
        ]
    return []


def conditions_of(item: DecisionItem) -> tuple[Condition, ...]:
    """Every condition of a decision."""
    found = [item.applies, *(r.when for c in item.criteria for r in c.raises)]
    found += [v.when for o in item.options for v in o.vetoes]
    return tuple(c for c in found if c is not None)


def texts_of(item: DecisionItem) -> tuple[str, ...]:
    """Every sentence of a decision that may name facts."""
    reasons = (r.because for c in item.criteria for r in c.raises)
    vetoes = (v.because for o in item.options for v in o.vetoes)
    return (item.revisit, *(t for o in item.options for t in (o.gains, o.costs)), *reasons, *vetoes)


def reads(item: DecisionItem) -> tuple[str, ...]:
    """The decisions whose outcome an item reads."""
    facts = (t.fact for c in conditions_of(item) for t in tests_in(c))
    return tuple(dict.fromkeys(f.removeprefix("decision.") for f in facts if f.startswith("decision.")))


def in_order(items: Sequence[DecisionItem]) -> tuple[DecisionItem, ...]:
    """Decisions, each after those it reads; otherwise as they stand."""
    rank = {item.id: place for place, item in enumerate(items)}
    sorter = TopologicalSorter({i.id: [r for r in reads(i) if r in rank] for i in items})
    sorter.prepare()
    ready, found = [rank[name] for name in sorter.get_ready()], []
    heapify(ready)
    while ready:
        item = items[heappop(ready)]
        found.append(item)
        sorter.done(item.id)
        for name in sorter.get_ready():
            heappush(ready, rank[name])
    return tuple(found)
