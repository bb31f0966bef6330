"""`plan.json`: the whole plan, for programs. What is said in one place is named in the others, never said again.

Development rows stand in seeds/ alone.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import Any, Generic, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from planner.emit.base import Artifact
from planner.emit.canonical import to_json_rows
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
    Unserved,
)
from planner.model.plan import Plan
from planner.version import __version__

FORMAT = "1.0.0"
Value = TypeVar("Value", bound=Hashable)


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


class Contract(Struct, frozen=True, omit_defaults=True):
    """The API. Operations name the parameters and refusals that stand beside them; `errors` are the refusals' statuses."""

    title: str
    version: str
    base_path: str
    resources: tuple[Resource, ...]
    operations: tuple[Operation, ...]
    parameters: dict[str, Parameter]
    refusals: dict[str, Refusal]
    payloads: tuple[PayloadRow, ...]
    enums: tuple[Enumeration, ...]
    messages: tuple[Message, ...] = ()
    feeds: tuple[Feed, ...] = ()
    unserved: tuple[Unserved, ...] = ()


def emit(plan: Plan, options: EmitOptions) -> Iterator[Artifact]:
    """One file."""
    yield Artifact("plan.json", to_json_rows(plan_data(plan)), "plan")


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
        "findings": plan.findings,
        "places": _places(plan),
    }


class _Named(Generic[Value]):
    """Values that many refer to by name; one that differs from its namesake is written where it is used."""

    def __init__(self) -> None:
        self.values: dict[str, Value] = {}

    def refer(self, name: str, value: Value) -> str | Value:
        known = self.values.setdefault(name, value)
        return name if known is value or known == value else value


def _contract(api: Api) -> Contract:
    parameters, refusals = _Named[Parameter](), _Named[Refusal]()
    operations = tuple(
        replace(
            o,
            parameters=tuple(parameters.refer(p.name, p) for p in o.parameters),
            refusals=tuple(refusals.refer(r.code, r) for r in o.refusals),
            errors=(),
        )
        for o in api.operations
    )
    return Contract(
        api.title,
        api.version,
        api.base_path,
        api.resources,
        operations,
        parameters.values,
        refusals.values,
        tuple(map(_payload, api.payloads)),
        api.enums,
        api.messages,
        api.feeds,
        api.unserved,
    )


def _payload(p: Payload) -> PayloadRow:
    members = tuple(m if _says_more(m) else m.name for m in p.members)
    optional = () if p.partial else tuple(m.name for m in p.members if not m.required)
    return PayloadRow(p.id, p.name, p.purpose, members, p.because, optional, p.entity, p.says, p.partial)


def _says_more(m: Member) -> bool:
    """The member is more than its column."""
    return not m.column or m.derived or m.embedded or m.write_only or bool(m.visible_to)


def _places(plan: Plan) -> dict[str, dict[str, int]]:
    """File -> path of the design -> line."""
    found: dict[str, dict[str, int]] = {}
    for path, place in plan.places.items():
        found.setdefault(place.file, {})[path] = place.line
    return found
