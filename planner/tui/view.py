"""What every view has in common: a table of what it can do, and hooks for a new text and new thoughts."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, cast

from textual.containers import Container
from textual.widget import Widget

from planner.session.session import Session
from planner.session.thoughts import Seen
from planner.tui.actions import Place
from planner.tui.rows import Piece

if TYPE_CHECKING:
    from planner.tui.app import PlannerApp

Deeds = dict[str, Callable[[], None]]


class View(Container):
    """One of the places of the interface."""

    BLANK: ClassVar[bool] = True
    place: ClassVar[Place] = "welcome"

    @property
    def planner(self) -> PlannerApp:
        """The application it is part of."""
        return cast("PlannerApp", self.app)

    @property
    def session(self) -> Session:
        """The design at hand."""
        session = self.planner.session
        if session is None:
            raise LookupError("no design is open")
        return session

    def deeds(self) -> Deeds:
        """What can be done here, by action."""
        return {}

    def text_changed(self) -> None:
        """The design's text is another."""

    def text_sent(self) -> None:
        """The text is on its way to be understood: replies come in order, what is asked now is asked of it."""

    def thought(self, seen: Seen) -> None:
        """The text was understood."""

    def entered(self) -> None:
        """The view is shown."""

    def first_focus(self) -> Widget | None:
        """Where the keys go when the view is shown."""
        return None

    def status(self) -> tuple[Piece, ...]:
        """What the status line says here."""
        return ()

    def footer(self) -> tuple[str, ...]:
        """The actions whose keys are shown below, where the pane that has the keys has its own; at most eight."""
        return ()

    def copied(self) -> str:
        """What copying takes."""
        return ""
