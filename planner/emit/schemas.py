"""JSON Schemas of the machine-readable outputs, out of the nouns they are made of."""

from __future__ import annotations

from types import GenericAlias
from typing import Any

import msgspec
from msgspec import Struct

from planner.emit.plan import Contract, ConventionsRow, FindingRow
from planner.model.api import Operation
from planner.model.capacity import Capacity
from planner.model.database import Database, Enforcement
from planner.model.decisions import Assumption, Decision, Settings
from planner.model.domain import Domain
from planner.model.requirements import Coverage, Trace
from planner.model.review import Review
from planner.model.risks import Contradiction, Finding, OpenQuestion
from planner.model.work import Work


def _varied(noun: type[Struct], **types: Any) -> type[Struct]:
    """The noun as an output has it: other types for some of its fields."""
    fields = [
        (
            f.name,
            types.get(f.name, f.type),
            msgspec.field(default=f.default) if f.default is not msgspec.NODEFAULT else msgspec.field(),
        )
        for f in msgspec.structs.fields(noun)
    ]
    return msgspec.defstruct(noun.__name__, fields, frozen=True, omit_defaults=True)


_OPERATION = _varied(Operation, security=str, parameters=tuple[str, ...], refusals=tuple[str, ...])
_CONTRACT = _varied(Contract, operations=GenericAlias(tuple, (_OPERATION, ...)))
_FORMATS: dict[str, dict[str, Any]] = {
    "plan": {
        "format": str,
        "planner": str,
        "name": str,
        "summary": str,
        "settings": Settings,
        "decisions": tuple[Decision, ...],
        "assumptions": tuple[Assumption, ...],
        "questions": tuple[OpenQuestion, ...],
        "domain": Domain,
        "database": Database,
        "enforcements": tuple[Enforcement, ...],
        "api": _CONTRACT,
        "capacity": Capacity,
        "work": Work,
        "conventions": ConventionsRow,
        "findings": tuple[FindingRow, ...],
        "contradictions": tuple[Contradiction, ...],
        "requirements": tuple[Trace, ...],
        "coverage": tuple[Coverage, ...],
        "review": Review,
        "places": dict[str, dict[str, int]],
    },
    "build-order": {"format": str, "name": str, "work": Work},
    "risks": {
        "format": str,
        "name": str,
        "findings": tuple[Finding, ...],
        "contradictions": tuple[Contradiction, ...],
        "questions": tuple[OpenQuestion, ...],
    },
}
_MANIFEST = {
    "type": "object",
    "required": ["version", "files"],
    "properties": {
        "version": {"const": 1},
        "files": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["path", "sha256", "output"],
                "properties": {
                    "path": {"type": "string"},
                    "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
                    "output": {"type": "string"},
                },
            },
        },
    },
}


def output_schema(of: str) -> dict[str, Any]:
    """JSON Schema 2020-12 of one output."""
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"planner {of}"}
    if of == "manifest":
        return head | _MANIFEST
    parts = _FORMATS[of]
    schemas, definitions = msgspec.json.schema_components(parts.values(), ref_template="#/$defs/{name}")
    return head | {
        "type": "object",
        "required": list(parts),
        "properties": dict(zip(parts, schemas, strict=True)),
        "$defs": definitions,
    }
