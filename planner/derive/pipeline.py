"""The ordered list of passes: the table of contents of the whole program.

Each pass is pure; a later one reads only what came before. The garbage collector rests meanwhile.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from planner.derive.api import derive_api
from planner.derive.capacity import derive_capacity
from planner.derive.checks import check_design, check_domain
from planner.derive.conventions import derive_conventions
from planner.derive.database import derive_database, derive_enforcements
from planner.derive.infer import infer
from planner.derive.infer.decided import as_decided
from planner.derive.questions.gather import open_questions
from planner.derive.requirements import derive_requirements
from planner.derive.review import derive_review
from planner.derive.risks import derive_findings
from planner.derive.settings import Settled, isolation_of, settle
from planner.derive.trace import cited_paths
from planner.derive.work import Backlog
from planner.diagnostics import Diagnostic, Severity, Span, has_errors
from planner.model.design import Design
from planner.model.domain import Domain
from planner.model.plan import Cited, Plan
from planner.model.risks import Contradiction
from planner.model.work import Work
from planner.naming import listing
from planner.rules.evaluate import find_contradictions, find_tensions
from planner.rules.library import Library
from planner.rules.world import Parts, World
from planner.timing import Clock

Locate: TypeAlias = Callable[[str], Span | None]
Tick: TypeAlias = Callable[[str], None]


def _no_clock(_name: str) -> None:
    return None


class Derived(Struct, frozen=True):
    """A plan, unless errors forbid it, and every diagnostic of the passes."""

    plan: Plan | None
    diagnostics: tuple[Diagnostic, ...]


def check(design: Design, library: Library | None = None) -> tuple[Diagnostic, ...]:
    """What is wrong with a design, without making its plan."""
    found = check_design(design, library or Library())
    return found if has_errors(found) else (*found, *check_domain(infer(design)))


class Shaped(Struct, frozen=True):
    """What a design comes to, schema and contract, before anybody judges it. `notes` are what the passes remarked."""

    design: Design
    settled: Settled
    domain: Domain
    parts: Parts
    notes: tuple[Diagnostic, ...]

    def plan(self) -> Plan:
        """A plan as far as it goes: whoever prints a contract or a schema reads no further."""
        settled, parts = self.settled, self.parts
        return Plan(
            design=self.design,
            domain=self.domain,
            settings=settled.settings,
            decisions=settled.decisions,
            assumptions=settled.assumptions + parts.capacity.assumptions,
            database=parts.database,
            enforcements=parts.enforcements,
            api=parts.api,
            work=parts.work,
            findings=(),
            questions=(),
            diagnostics=(),
            places={},
            capacity=parts.capacity,
        )


def derive(
    design: Design,
    locate: Locate,
    *,
    team: int = 1,
    clock: Clock | None = None,
    library: Library | None = None,
) -> Derived:
    """The plan of a design. `locate` tells where a path of the design stands."""
    tick = clock.stage if clock else _no_clock
    library = library or Library()
    shaped = shape(design, locate, library, tick)
    return shaped if isinstance(shaped, Derived) else judge(shaped, locate, library, team, tick)


def shape(design: Design, locate: Locate, library: Library, tick: Tick = _no_clock) -> Shaped | Derived:
    """The first half: schema and contract; no plan where errors forbid one."""
    problems = list(check_design(design, library))
    if has_errors(problems):
        return Derived(None, _placed(problems, locate))
    domain = infer(design)
    problems += check_domain(domain)
    if has_errors(problems):
        return Derived(None, _placed(problems, locate))
    settled = settle(design, domain, library)
    if isolation_of(settled, domain) != domain.isolation:
        domain = infer(design, isolation_of(settled, domain))
    domain = as_decided(domain, {d.topic: d.option for d in settled.decisions})
    tick("infer")
    database, database_notes = derive_database(domain, design, settled.settings)
    enforcements = derive_enforcements(domain, design, settled.settings, database)
    tick("database")
    api, api_notes = derive_api(domain, design, settled.settings)
    tick("api")
    capacity = derive_capacity(design, domain, settled.settings, database, api)
    tick("capacity")
    parts = Parts(settled.settings, database, enforcements, api, Work(), capacity)
    return Shaped(design, settled, domain, parts, (*problems, *database_notes, *api_notes))


def judge(shaped: Shaped, locate: Locate, library: Library, team: int = 1, tick: Tick = _no_clock) -> Derived:
    """The second half: questions, order, risks, contradictions, the words of a reviewer."""
    design, domain, settled, parts = shaped.design, shaped.domain, shaped.settled, shaped.parts
    questions = open_questions(design, domain, parts.api, parts.database, settled.settings.api_style)
    backlog = Backlog(_world(shaped, parts), settled, library, team)
    work = backlog.work()
    tick("work")
    world = _world(shaped, replace(parts, work=work))
    judged = derive_findings(library.risks, world)
    work, findings = backlog.answered(work, judged.findings)
    contradictions = tuple(find_contradictions(library.contradictions, world))
    problems = [*shaped.notes, *judged.diagnostics, *(_contradicted(c, locate) for c in contradictions)]
    plan = replace(
        shaped.plan(),
        work=work,
        findings=findings,
        questions=questions,
        diagnostics=_placed(problems, locate),
        contradictions=contradictions,
        conventions=derive_conventions(settled.settings, settled.decisions, library, world),
    )
    tensions = find_tensions(library.contradictions, world)
    plan = replace(plan, requirements=derive_requirements(plan), review=derive_review(plan, tensions))
    tick("judgement")
    placed = _with_places(plan, locate)
    tick("trace")
    return Derived(None if has_errors(problems) else placed, plan.diagnostics)


def _world(shaped: Shaped, parts: Parts) -> World:
    world = World(shaped.design, shaped.domain, parts)
    world.options = {d.topic: d.option for d in shaped.settled.decisions}
    return world


def _contradicted(found: Contradiction, locate: Locate) -> Diagnostic:
    """A contradiction at its first place; the other places stand in the message."""
    others = [str(span) for path in found.places[1:] if (span := locate(path)) is not None]
    also = f", against {listing(others)}" if others else ""
    return Diagnostic(found.code, Severity(found.severity), f"{found.says}{also}", None, found.way_out, found.places[0])


def _placed(problems: list[Diagnostic], locate: Locate) -> tuple[Diagnostic, ...]:
    """Diagnostics of derived parts know a path; here they get its place."""
    return tuple(
        d
        if d.span is not None or not d.path
        else Diagnostic(d.code, d.severity, d.message, locate(d.path), d.hint, d.path)
        for d in problems
    )


def _with_places(plan: Plan, locate: Locate) -> Plan:
    places: dict[str, Cited] = {}
    for path in cited_paths(plan):
        span = locate(path)
        if span is not None:
            places[path] = Cited(path, span.file, span.line)
    plan.places.update(places)
    said = Counter([place.file for place in places.values()]).most_common(1)
    return replace(plan, file=said[0][0]) if said else plan
