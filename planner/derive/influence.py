"""What an element of the plan may change with, beyond the lines that cause it: choices, figures, scores.

A cause is why an element is there; an influence is whose other answer would make it another one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from planner.derive.trace import Caused, elements
from planner.model.api import Feed, Message, Operation, Payload, Resource
from planner.model.capacity import Input, Limit, Load, MessageRate, Pools, Storage, TableForecast, Workers
from planner.model.catalog import RiskItem, RiskWords, Subject, tests_in
from planner.model.database import Check, Column, ForeignKey, Index, Policy, Table, Trigger, Unique
from planner.model.decisions import Assumption, Decision
from planner.model.plan import Plan
from planner.model.requirements import Trace
from planner.model.risks import Finding, OpenQuestion
from planner.model.work import Step
from planner.rules.facts import FACTS, Known
from planner.rules.facts.accounts import PROVEN
from planner.rules.library import Library, conditions_of, texts_of
from planner.rules.scoring import paths_of_scores
from planner.rules.when import reply
from planner.rules.wording import named_in
from planner.rules.world import Element, World, world_of
from planner.spoken import in_style

_DEPTH: Final = 6
_LOADS: Final = tuple(
    f"scale.{name}" for name in ("peak_rps", "daily_users", "requests_per_user_day", "burst", "read_write")
)
_TRAITS: Final = ("soft_delete", "versioned", "audit", "retention", "tenant", "owner")
_FORECAST: Final = (Input, Limit, Load, MessageRate, Pools, Storage, TableForecast, Workers)
_SHAPES_STEPS: Final = (
    "language",
    "framework",
    "orm",
    "database",
    "migration-tool",
    "containers",
    "test-strategy",
    "authentication",
    "queue",
    "cache",
    "deploys",
    "api-style",
    "secrets",
    "observability",
    "file-storage",
    "search",
    "realtime",
    "delivery",
    "cache-invalidation",
    "authorization",
)
_SHAPES_CALLS: Final = (
    "api-style",
    "authentication",
    "concurrency",
    "cors",
    "delivery",
    "errors",
    "ids",
    "pagination",
    "rate-limits",
    "response-envelope",
    "soft-delete",
    "versioning",
)
_SHAPES_TABLES: Final = (
    "authentication",
    "database",
    "ids",
    "soft-delete",
    "audit",
    "concurrency",
    "delivery",
    "search",
    "tenancy-isolation",
)
_SHAPES_LIMITS: Final = ("queue", "cache", "replicas", "partitioning", "sharding")


_RECKONED: Final = frozenset(
    (
        "design.over_capacity",
        "design.full_resources",
        "design.restore_over_rto",
        "design.restore_time",
        "entity.parted",
        "design.connections",
    )
)
"""Facts that read the forecast."""
_COUNTS_CALLS: Final = frozenset(("design.operations", "design.guarded_operations", "design.public_operations"))


class Influences:
    """Every path of the design that each element may change with."""

    def __init__(self, plan: Plan, library: Library) -> None:
        self.plan = plan
        self.library = library
        self.world: World = world_of(plan)
        self.elements: dict[str, Caused] = {e.id: e for e in elements(plan)}
        self._decisions = {item.id: item for item in library.decisions}
        self._risks = {item.id: item for item in library.risks}
        self._steps = {f"step.{item.id}": item for item in library.steps}
        self._subjects: dict[Subject, dict[str, Element]] = {}
        self._known: dict[str, frozenset[str]] = {}
        self._figures = frozenset(p for i in plan.capacity.inputs for p in (*i.because, i.path) if p)

    def of(self, element: str) -> frozenset[str]:
        """The paths an element may change with, its causes among them."""
        found = self._known.get(element)
        if found is None:
            found = self._known[element] = frozenset(self._paths(element, _DEPTH, {element}))
        return found

    def touched_by(self, path: str) -> tuple[str, ...]:
        """The elements that another answer at a path may change."""
        return tuple(name for name in self.elements if any(touches(cited, path) for cited in self.of(name)))

    def _paths(self, name: str, depth: int, seen: set[str]) -> set[str]:
        element = self.elements.get(name)
        if element is None or not depth:
            return set()
        found: set[str] = set()
        for cited in (*element.because, *self._more(element)):
            if cited in self.elements:
                if cited not in seen:
                    seen.add(cited)
                    found |= self._paths(cited, depth - 1, seen)
            elif cited:
                found.add(cited)
        return found | {f"{entity}.{trait}" for entity in _entities(found) for trait in _TRAITS}

    def _more(self, element: Caused) -> Iterable[str]:
        for noun, more in _MORE:
            if isinstance(element, noun):
                return more(self, element)
        return ()

    def of_decision(self, decision: Decision) -> Iterable[str]:
        """Everything its conditions ask, whatever came of it; and where the architect would say it."""
        item = self._decisions.get(decision.topic)
        if item is None:
            return (f"choices.{decision.topic}",)
        asked = (t.fact for c in conditions_of(item) for t in tests_in(c))
        facts = dict.fromkeys((*asked, *(name for text in texts_of(item) for name in named_in(text))))
        said = [item.said] if item.said else []
        sized = _LOADS if any(fact in ("scale.load", "scale.writes", "scale.rows_second") for fact in facts) else ()
        sized += ("entities",) if any(fact.startswith("design.") for fact in facts) else ()
        return (f"choices.{decision.topic}", *sized, *(p for fact in (*facts, *said) for p in self._behind(fact)))

    def _about(self, kind: Subject, element: str) -> Element | None:
        """The subject a finding is about."""
        known = self._subjects.get(kind)
        if known is None:
            known = self._subjects[kind] = {e.id: e for e in self.world.elements(kind)}
        return known.get(element)

    def _behind(self, fact: str, about: Element | None = None) -> tuple[str, ...]:
        """What a fact rests on or waits for."""
        if fact.startswith("decision."):
            return (fact,)
        if fact not in FACTS or (FACTS[fact].subject != "design" and about is None):
            return ()
        answer = reply(fact, self.world, about or self.world.whole)
        return (fact, *(answer.because if isinstance(answer, Known) else answer.asks))

    def of_finding(self, finding: Finding) -> Iterable[str]:
        """What hazard and control ask of the design, what weighs, and what nobody has answered."""
        item = self._risks.get(finding.rule)
        if item is None:
            return finding.asks
        about = self._about(item.each, finding.element)
        facts = [t.fact for c in (item.hazard, item.control) for t in tests_in(c)]
        facts += [n for text in (item.title, item.says, item.mitigation, item.verification) for n in named_in(text)]
        varies = item.unless_rest != RiskWords() or _speaks_http(item.mitigation, item.verification)
        facts += ["decision.api-style"] if varies else []
        asked = [p for fact in dict.fromkeys(facts) for p in self._behind(fact, about)]
        asked.append(f"entities.{about.entity}" if about is not None and about.entity else "entities")
        if not _RECKONED.isdisjoint(facts):
            asked += self.of_forecast(finding)
        if "entity.paths_indexed" in facts:
            asked += self.of_schema(finding)
        if not _COUNTS_CALLS.isdisjoint(facts):
            asked += self._served()
        kept = (f"{e.path}.tenant" for e in self.plan.domain.entities.values())
        return (*finding.asks, *asked, *paths_of_scores(finding.category), "risks", "tenancy", *kept, finding.step)

    def _served(self) -> Iterable[str]:
        """Whatever calls for an operation: another answer there is another number of them."""
        return dict.fromkeys(p for o in self.plan.api.operations for p in o.because)

    def _laid_out(self) -> Iterable[str]:
        """Whatever calls for a table: another one before it moves a table to another file."""
        return dict.fromkeys(p for t in self.plan.database.tables for p in t.because)

    def of_trace(self, trace: Trace) -> Iterable[str]:
        """Whatever it leads to."""
        return (*(f"decision.{t}" for t in trace.decisions), *trace.operations, *trace.tables, *trace.steps)

    def of_step(self, step: Step) -> Iterable[str]:
        """What it makes, the choices that name its files and commands, and what calls for it."""
        item = self._steps.get(step.id)
        asked = (p for t in tests_in(item.when) for p in self._behind(t.fact)) if item else ()
        whole = () if step.makes else ("entities", "roles", *self._served())
        answered = (p for risk in self._risks.values() if risk.step == step.id for p in self._hazard_of(risk))
        files = self._laid_out() if step.kind == "migration" else ()
        return (*step.makes, *whole, *files, *(f"decision.{topic}" for topic in _SHAPES_STEPS), *asked, *answered)

    def _hazard_of(self, risk: RiskItem) -> Iterable[str]:
        """What decides whether a step has this risk to answer."""
        facts = dict.fromkeys(t.fact for t in tests_in(risk.hazard))
        yield from (p for fact in facts for p in self._behind(fact))
        if not _RECKONED.isdisjoint(facts):
            yield from self.of_forecast(risk)

    def of_contract(self, element: Any) -> Iterable[str]:
        """The choices that shape every call and body; amounts are in the currency of the whole."""
        entity = getattr(element, "entity", None)
        own = (f"entities.{entity}",) if entity and isinstance(element, Message) else ()
        proven = (PROVEN,) if entity in self.plan.domain.accounts else ()
        return (
            "context.currency",
            "context.consumers",
            "tenancy",
            *own,
            *proven,
            *(f"decision.{t}" for t in _SHAPES_CALLS),
        )

    def of_schema(self, _element: object) -> Iterable[str]:
        """The choices that shape every table."""
        kept = (f"{e.path}.tenant" for e in self.plan.domain.entities.values())
        return ("tenancy", *kept, *(f"decision.{topic}" for topic in _SHAPES_TABLES))

    def of_forecast(self, _element: object) -> Iterable[str]:
        """Every figure that capacity is reckoned from."""
        shaped = (f"decision.{topic}" for topic in (*_SHAPES_TABLES, *_SHAPES_LIMITS))
        return (
            "scale",
            "controls.capacity",
            "controls.pooler",
            "controls.zones",
            "entities",
            "tenancy",
            *self._figures,
            *shaped,
        )

    def of_question(self, question: OpenQuestion) -> Iterable[str]:
        """Where it would be answered, and what it is told in the words of."""
        style = ("decision.api-style",) if _speaks_http(question.assumed, question.changes) else ()
        return (question.path, *question.settled_by, *style)

    def of_assumption(self, assumption: Assumption) -> Iterable[str]:
        """The decision it stands for, and where it would be said."""
        reckoned = self.of_forecast(assumption) if assumption.id.startswith("assumption.capacity.") else ()
        return (assumption.path, assumption.id.replace("assumption.", "decision.", 1), *reckoned)


_MORE: Final[tuple[tuple[Any, Callable[[Influences, Any], Iterable[str]]], ...]] = (
    (Decision, Influences.of_decision),
    (Finding, Influences.of_finding),
    (Trace, Influences.of_trace),
    (Step, Influences.of_step),
    ((Operation, Payload, Message, Resource, Feed), Influences.of_contract),
    ((Table, Column, Unique, Check, ForeignKey, Index, Trigger, Policy), Influences.of_schema),
    (_FORECAST, Influences.of_forecast),
    (Assumption, Influences.of_assumption),
    (OpenQuestion, Influences.of_question),
)


def _speaks_http(*texts: str) -> bool:
    """Whether contracts of another style say one of the texts otherwise."""
    return any(in_style(text, style) != text for text in texts for style in ("graphql", "grpc"))


def _entities(paths: Iterable[str]) -> set[str]:
    """The entities that some paths lie in."""
    return {".".join(p.split(".", 2)[:2]) for p in paths if p.startswith("entities.")}


def touches(cited: str, path: str) -> bool:
    """Whether a cited path is the answered one, holds it or lies below it."""
    return cited == path or cited.startswith(f"{path}.") or path.startswith(f"{cited}.")
