"""The ordered list of passes: the table of contents of the whole program.

Each pass is pure; a later one reads only what came before. The garbage collector rests meanwhile.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

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


class Derived(Struct, frozen=True):
    """A plan, unless errors forbid it, and every diagnostic of the passes."""

    plan: Plan | None
    diagnostics: tuple[Diagnostic, ...]


def check(design: Design, library: Library | None = None) -> tuple[Diagnostic, ...]:
    """What is wrong with a design, without making its plan."""
    found = check_design(design, library or Library())
    return found if has_errors(found) else (*found, *check_domain(infer(design)))


def derive(
    design: Design,
    locate: Callable[[str], Span | None],
    *,
    team: int = 1,
    clock: Clock | None = None,
    library: Library | None = None,
) -> Derived:
    """The plan of a design. `locate` tells where a path of the design stands."""
    tick = clock.stage if clock else _no_clock
    library = library or Library()
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
    problems += database_notes
    problems += api_notes
    questions = open_questions(design, domain, api, database, settled.settings.api_style)
    parts = Parts(settled.settings, database, enforcements, api, Work(), capacity)
    backlog = Backlog(_world(design, domain, settled, parts), settled, library, team)
    work = backlog.work()
    tick("work")
    world = _world(design, domain, settled, replace(parts, work=work))
    judged = derive_findings(library.risks, world)
    work, findings = backlog.answered(work, judged.findings)
    contradictions = tuple(find_contradictions(library.contradictions, world))
    problems += judged.diagnostics
    problems += (_contradicted(c, locate) for c in contradictions)
    plan = Plan(
        design=design,
        domain=domain,
        settings=settled.settings,
        decisions=settled.decisions,
        assumptions=settled.assumptions + capacity.assumptions,
        database=database,
        enforcements=enforcements,
        api=api,
        work=work,
        findings=findings,
        questions=questions,
        diagnostics=_placed(problems, locate),
        places={},
        capacity=capacity,
        contradictions=contradictions,
        conventions=derive_conventions(settled.settings, settled.decisions, library, world),
    )
    tensions = find_tensions(library.contradictions, world)
    plan = replace(plan, requirements=derive_requirements(plan), review=derive_review(plan, tensions))
    tick("judgement")
    placed = _with_places(plan, locate)
    tick("trace")
    return Derived(None if has_errors(problems) else placed, plan.diagnostics)


def _world(design: Design, domain: Domain, settled: Settled, parts: Parts) -> World:
    world = World(design, domain, parts)
    world.options = {d.topic: d.option for d in settled.decisions}
    return world


def _contradicted(found: Contradiction, locate: Callable[[str], Span | None]) -> Diagnostic:
    """A contradiction at its first place; the other places stand in the message."""
    others = [str(span) for path in found.places[1:] if (span := locate(path)) is not None]
    also = f", against {listing(others)}" if others else ""
    return Diagnostic(found.code, Severity(found.severity), f"{found.says}{also}", None, found.way_out, found.places[0])


def _no_clock(_name: str) -> None:
    return None


def _placed(problems: list[Diagnostic], locate: Callable[[str], Span | None]) -> tuple[Diagnostic, ...]:
    """Diagnostics of derived parts know a path; here they get its place."""
    return tuple(
        d
        if d.span is not None or not d.path
        else Diagnostic(d.code, d.severity, d.message, locate(d.path), d.hint, d.path)
        for d in problems
    )


def _with_places(plan: Plan, locate: Callable[[str], Span | None]) -> Plan:
    places: dict[str, Cited] = {}
    for path in cited_paths(plan):
        span = locate(path)
        if span is not None:
            places[path] = Cited(path, span.file, span.line)
    plan.places.update(places)
    said = Counter([place.file for place in places.values()]).most_common(1)
    return replace(plan, file=said[0][0]) if said else plan
