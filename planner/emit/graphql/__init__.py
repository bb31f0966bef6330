"""The contract as GraphQL SDL: connections, inputs, payloads with errors, cost limits."""

from __future__ import annotations

from collections.abc import Iterator

from planner.emit.base import Artifact, text_artifact
from planner.emit.graphql.sdl import sdl
from planner.emit.options import EmitOptions
from planner.model.plan import Plan


def emit(plan: Plan, options: EmitOptions) -> Iterator[Artifact]:
    """`schema.graphql`."""
    yield text_artifact("schema.graphql", sdl(plan), "graphql")
