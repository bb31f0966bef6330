"""What a caller may choose about the form of the outputs; never about their content."""

from __future__ import annotations

from typing import Literal, TypeAlias

from msgspec import Struct

from planner.model.decisions import Migrations
from planner.model.former import Former

OpenApiVersion: TypeAlias = Literal["3.1", "3.0"]
Layout: TypeAlias = Migrations


class EmitOptions(Struct, frozen=True):
    """Versions and layouts, the numbers that must stay (`numbers`), what alone is wanted (`only`), the plan before (`since`)."""

    openapi: OpenApiVersion = "3.1"
    layout: Layout | None = None
    numbers: dict[str, dict[str, int]] = {}
    only: frozenset[str] = frozenset()
    since: Former | None = None
