"""The Plan: everything that follows from a design. Immutable, complete, free of I/O."""

from __future__ import annotations

from msgspec import Struct

from planner.diagnostics import Diagnostic
from planner.model.api import Api
from planner.model.capacity import Capacity
from planner.model.conventions import Conventions
from planner.model.database import Database, Enforcement
from planner.model.decisions import Assumption, Decision, Settings
from planner.model.design import Design
from planner.model.domain import Domain
from planner.model.requirements import Requirements
from planner.model.review import Review
from planner.model.risks import Contradiction, Finding, OpenQuestion
from planner.model.work import Work


class Cited(Struct, frozen=True, omit_defaults=True):
    """Where a path of the design stands: file base name and line."""

    path: str
    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


class Plan(Struct, frozen=True, omit_defaults=True):
    """What follows from a design. `places` tells the line of every path that some `because` cites.

    `file` says most of the design, for commands: `bookshop.yaml`.
    """

    design: Design
    domain: Domain
    settings: Settings
    decisions: tuple[Decision, ...]
    assumptions: tuple[Assumption, ...]
    database: Database
    enforcements: tuple[Enforcement, ...]
    api: Api
    work: Work
    findings: tuple[Finding, ...]
    questions: tuple[OpenQuestion, ...]
    diagnostics: tuple[Diagnostic, ...]
    places: dict[str, Cited]
    capacity: Capacity = Capacity()
    contradictions: tuple[Contradiction, ...] = ()
    requirements: Requirements = Requirements()
    review: Review = Review()
    conventions: Conventions = Conventions()
    file: str = "design.yaml"

    def place(self, path: str) -> str:
        """`design.yaml:14` for a path; the nearest enclosing element's line if it has none of its own."""
        while path:
            if path in self.places:
                return str(self.places[path])
            path = path.rpartition(".")[0]
        return ""
