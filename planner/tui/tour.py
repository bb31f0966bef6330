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
    Tip("interview", "Each question says why it is asked and what its answers change. Enter takes the marked one."),
    Tip("interview", "u: don't know. An assumption is made and listed; nothing waits for you."),
    Tip("review", "All answers in one list, the doubtful first. Enter goes there and comes back."),
    Tip("workbench", "Entities on the left, one of them in the middle. e edits the row, a adds one, ^z takes it back."),
    Tip("workbench", "v shows the files beside the form: the bytes that will be written. g draws the entities."),
    Tip("explain", "Every table, operation, step and decision, and the lines of the design that caused it."),
    Tip("export", "What will be written. w writes it; what you edited by hand is never overwritten unasked."),
)


def next_tip(app: PlannerApp) -> None:
    """Shows the next tip; after the last the tour is over."""
    number = app.tip + 1
    if app.tip < 0 or number > len(TIPS):
        app.tip = -1
        app.tell("That was the tour. F1 says what can be done wherever you are.", "good")
        return
    app.tip = number
    app.start(_shown(app, number))


async def _shown(app: PlannerApp, number: int) -> None:
    tip = TIPS[number - 1]
    if app.place != tip.place:
        await app.go(tip.place)
    app.tell(f"{number}/{len(TIPS)}  {tip.says}  (F8 next)", "accent")
