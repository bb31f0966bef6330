"""The contract as Protocol Buffers with services; field numbers stay across re-plans."""

from __future__ import annotations

from collections.abc import Iterator

from planner.emit.base import Artifact, text_artifact
from planner.emit.options import EmitOptions
from planner.emit.proto.messages import field_numbers, proto
from planner.model.plan import Plan

__all__ = ["emit", "field_numbers"]


def emit(plan: Plan, options: EmitOptions) -> Iterator[Artifact]:
    """`service.proto`."""
    yield text_artifact("service.proto", proto(plan, field_numbers(plan, options.numbers)), "proto")
