"""The text that was heard last: its contract at once, its plan when somebody asks for more than that.

Keeps the last plan that could be made, so that a slip of the pen does not empty every view. Knows no requests.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from planner.derive.pipeline import Derived, Shaped, judge, shape
from planner.diagnostics import Diagnostic
from planner.emit.base import Artifact
from planner.emit.options import EmitOptions
from planner.emit.registry import bundle
from planner.interview.answers import differences
from planner.model.plan import Plan
from planner.read.design import Reading, read_design_beside
from planner.read.lock import read_lock
from planner.read.source import Source
from planner.rules.library import Library

CONTRACTS: Final = ("openapi", "graphql", "proto")
_UNJUDGED: Final = (*CONTRACTS, "asyncapi", "sql")
"""Outputs that say nothing of order, risks or questions."""


class Stand(Struct, frozen=True):
    """How a text stands: its problems, whether a plan follows from it, and what that changed."""

    diagnostics: tuple[Diagnostic, ...] = ()
    is_valid: bool = False
    changes: tuple[str, ...] = ()
    source: Source | None = None


class _Heard(Struct, frozen=True):
    """A text that was read and not judged yet, what came of it so far, and what was printed of that."""

    reading: Reading
    shaped: Shaped | Derived | None
    made: dict[str, tuple[Artifact, ...]] = {}


class Understanding:
    """One design as it changes."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.place = Path("design.yaml")
        self.reading: Reading | None = None
        self._heard: _Heard | None = None
        self._plan: Plan | None = None
        self._made: dict[str, tuple[Artifact, ...]] = {}
        self._stand = Stand()

    def hear(self, text: str, place: Path) -> bool:
        """Reads a text, and shapes what follows from it; whether anything does."""
        self._judge()
        self.place = place
        reading = read_design_beside(text, place)
        shaped = shape(reading.design, reading.source.locate, self.library) if reading.design is not None else None
        self._heard = _Heard(reading, shaped)
        return isinstance(shaped, Shaped)

    @property
    def stand(self) -> Stand:
        """How the text stands that was heard last."""
        self._judge()
        return self._stand

    @property
    def plan(self) -> Plan | None:
        """The last plan that could be made."""
        self._judge()
        return self._plan

    def shown(self) -> Plan | None:
        """The plan whose files can be printed: that of a text just heard, as far as it goes."""
        heard = self._heard
        return heard.shaped.plan() if heard is not None and isinstance(heard.shaped, Shaped) else self.plan

    def printed(self, name: str) -> tuple[Artifact, ...]:
        """The files of one output; a contract or a schema does not wait until all is judged."""
        heard = self._heard
        if heard is not None and isinstance(heard.shaped, Shaped) and name in _UNJUDGED:
            return self._printed(name, heard.shaped.plan(), heard.made)
        return () if self.plan is None else self._printed(name, self.plan, self._made)

    def options(self) -> EmitOptions:
        """What the files are printed with, as the commands print them."""
        return EmitOptions(numbers=read_lock(self.place))

    def _printed(self, name: str, plan: Plan, made: dict[str, tuple[Artifact, ...]]) -> tuple[Artifact, ...]:
        if name not in made:
            found = bundle(plan, replace(self.options(), only=frozenset((name,))))
            made[name] = tuple(one.whole() for one in found if isinstance(one, Artifact))
        return made[name]

    def _judge(self) -> None:
        heard, self._heard = self._heard, None
        if heard is None:
            return
        reading, shaped, before = heard.reading, heard.shaped, self._plan
        diagnostics, plan = reading.diagnostics, None
        if shaped is not None:
            derived = shaped if isinstance(shaped, Derived) else judge(shaped, reading.source.locate, self.library)
            diagnostics, plan = diagnostics + derived.diagnostics, derived.plan
        if plan is not None:
            self.reading, self._plan, self._made = reading, plan, heard.made
        changes = differences(before, plan) if before is not None and plan is not None else ()
        self._stand = Stand(diagnostics, plan is not None, changes, reading.source)
