"""The contract as Protocol Buffers with services; field numbers stay across re-plans."""

from __future__ import annotations

from collections.abc import Iterator

from planner.emit.base import Artifact, text_artifact
from planner.emit.options import EmitOptions
from planner.emit.proto.definitions import definitions
from planner.emit.proto.text import Numbers, numbered, proto_text
from planner.model.plan import Plan
from planner.naming import snake

__all__ = ["emit", "field_numbers"]


def emit(plan: Plan, options: EmitOptions) -> Iterator[Artifact]:
    """`service.proto`."""
    found = definitions(plan)
    yield text_artifact("service.proto", proto_text(found, _package(plan), numbered(found, options.numbers)), "proto")


def field_numbers(plan: Plan, known: Numbers) -> Numbers:
    """Numbers of every field: the known ones stay, new fields get the next free one."""
    return numbered(definitions(plan), known)


def _package(plan: Plan) -> str:
    name = snake(plan.design.name or "api")
    return f"{name if name[:1].isalpha() else f'n{name}'}.{snake(plan.api.version)}"
