"""`plan.json`: the whole plan, for programs. What is said in one place is named in the others, never said again.

Development rows stand in seeds/ alone.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from functools import partial
from operator import attrgetter
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from planner.emit.base import Artifact
from planner.emit.canonical import json_rows
from planner.emit.named import Named
from planner.emit.options import EmitOptions
from planner.model.api import (
    Api,
    Enumeration,
    Feed,
    Member,
    Message,
    Operation,
    Parameter,
    Payload,
    Refusal,
    Resource,
    Security,
    Unserved,
)
from planner.model.catalog import StackItem
from planner.model.conventions import Conventions
from planner.model.plan import Plan
from planner.model.risks import Finding
from planner.version import __version__

FORMAT = "1.0.0"


class PayloadRow(Struct, frozen=True, omit_defaults=True):
    """A payload. A member that is stored is its name alone: the column and the field of that name say the rest."""

    id: str
    name: str
    purpose: str
    members: tuple[str | Member, ...]
    because: tuple[str, ...]
    optional: tuple[str, ...] = ()
    entity: str | None = None
    says: str = ""
    partial: bool = False


class FindingRow(Struct, frozen=True, omit_defaults=True):
    """How a finding stands; risks.json has its words, under its id."""

    id: str
    severity: str
    status: str
    because: tuple[str, ...]
    mitigated_by: str = ""
    step: str = ""
    asks: tuple[str, ...] = ()


class ConventionsRow(Struct, frozen=True, omit_defaults=True):
    """The stack as it is used, the ids of the standards that hold, and which of them steps of a kind keep to."""

    stack: StackItem | None = None
    standards: tuple[str, ...] = ()
    follow: dict[str, tuple[str, ...]] = {}


class Contract(Struct, frozen=True, omit_defaults=True):
    """The API. Operations name what stands beside them: parameters, refusals (their statuses are `errors`), security."""

    title: str
    version: str
    base_path: str
    resources: tuple[Resource, ...]
    operations: tuple[Operation, ...]
    parameters: dict[str, Parameter]
    refusals: dict[str, Refusal]
    security: dict[str, Security]
    payloads: tuple[PayloadRow, ...]
    enums: tuple[Enumeration, ...]
    messages: tuple[Message, ...] = ()
    feeds: tuple[Feed, ...] = ()
    unserved: tuple[Unserved, ...] = ()


def emit(plan: Plan, options: EmitOptions) -> Iterator[Artifact]:
    """One file."""
    yield Artifact("plan.json", partial(json_rows, plan_data(plan)), "plan")


def plan_data(plan: Plan) -> dict[str, Any]:
    """The parts of a plan under their names, with the format they are in."""
    return {
        "format": FORMAT,
        "planner": __version__,
        "name": plan.design.name,
        "summary": plan.design.summary,
        "settings": plan.settings,
        "decisions": plan.decisions,
        "assumptions": plan.assumptions,
        "questions": plan.questions,
        "domain": plan.domain,
        "database": replace(plan.database, seeds=()),
        "enforcements": plan.enforcements,
        "api": _contract(plan.api),
        "capacity": plan.capacity,
        "work": plan.work,
        "conventions": _conventions(plan.conventions),
        "findings": tuple([_finding(f) for f in plan.findings]),
        "contradictions": plan.contradictions,
        "requirements": plan.requirements.traces,
        "coverage": plan.requirements.coverage,
        "review": plan.review,
        "places": _places(plan),
    }


def _contract(api: Api) -> Contract:
    parameters = Named[Parameter](attrgetter("name"), _said)
    refusals = Named[Refusal](attrgetter("code"))
    security = Named[Security](_callers)
    operations = tuple(
        [
            replace(
                o,
                security=security.one(o.security),
                parameters=parameters.each(o.parameters),
                refusals=refusals.each(o.refusals),
                errors=(),
            )
            for o in api.operations
        ]
    )
    return Contract(
        api.title,
        api.version,
        api.base_path,
        api.resources,
        operations,
        parameters.values,
        refusals.values,
        security.values,
        tuple(map(_payload, api.payloads)),
        api.enums,
        api.messages,
        api.feeds,
        api.unserved,
    )


def _said(p: Parameter) -> Hashable:
    """All of a parameter but its cause, which is the operation's."""
    return (p.place, p.purpose, p.required, replace(p.member, because=()))


def _callers(security: Security) -> str:
    return " ".join([f"{s.role}:{s.rows}" for s in security.scopes]) or security.scheme


def _payload(p: Payload) -> PayloadRow:
    """A member that is more than its column is written whole."""
    members = tuple(
        [m if not m.column or m.derived or m.embedded or m.write_only or m.visible_to else m.name for m in p.members]
    )
    optional = () if p.partial else tuple([m.name for m in p.members if not m.required])
    return PayloadRow(p.id, p.name, p.purpose, members, p.because, optional, p.entity, p.says, p.partial)


def _finding(f: Finding) -> FindingRow:
    return FindingRow(f.id, f.severity, f.status, f.because, f.mitigated_by, f.step, f.asks)


def _conventions(conventions: Conventions) -> ConventionsRow:
    return ConventionsRow(conventions.stack, tuple(s.id for s in conventions.standards), conventions.follow)


def _places(plan: Plan) -> dict[str, dict[str, int]]:
    """File -> path of the design -> line."""
    found: dict[str, dict[str, int]] = {}
    for path, place in plan.places.items():
        found.setdefault(place.file, {})[path] = place.line
    return found
