"""Two minutes on a sample: a tip at a time in the status line, each in the view it speaks of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from planner.tui.actions import Place

if TYPE_CHECKING:
    from planner.tui.app import PlannerApp


class Tip(Struct, frozen=True):
    """What is said, and where."""

    place: Place
    says: str


TIPS: Final = (
    Tip("interview", "Why it is asked, then the answers. Enter takes the marked one."),
    Tip("interview", "u: don't know. It is assumed and listed; nothing waits for you."),
    Tip("review", "All answers, the doubtful first. Enter changes one."),
    Tip("workbench", "Entities on the left, Enter opens the form of one."),
    Tip("workbench", "e edits a row, a adds one, ^z takes it back, without end."),
    Tip("workbench", "v shows the files as they will be written, g the diagram."),
    Tip("explain", "Each element of the plan, and the lines that caused it."),
    Tip("export", "w writes. What you edited by hand is kept until you say."),
)
"""Each has room on the narrowest screen."""


def next_tip(app: PlannerApp) -> None:
    """Shows the next tip; after the last the tour is over, and before the first it says where it begins."""
    number = app.tip + 1
    if app.tip < 0:
        app.tell("The tour begins on the start page: F10, then t.", "muted")
        return
    if number > len(TIPS):
        app.tip = -1
        app.tell("That was the tour. F1 says what can be done wherever you are.", "good")
        return
    app.tip = number
    app.start(_shown(app, number))


async def _shown(app: PlannerApp, number: int) -> None:
    tip = TIPS[number - 1]
    if app.place != tip.place:
        await app.go(tip.place)
    app.tell(f"{number}/{len(TIPS)}  {tip.says} · F8", "accent")
