"""Why something is there: the elements of the plan that a path of the design caused, over whatever view is shown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from planner.session.thoughts import AskReasons, Reason, Reasons
from planner.tui.rows import Piece, Row, flowing, flowing_table, line, prose

if TYPE_CHECKING:
    from planner.tui.app import PlannerApp

_MOST = 400
_WIDEST = 36


def explain_path(app: PlannerApp, path: str) -> None:
    """Shows what a path caused; choosing an element goes to it."""
    app.start(_explained(app, path))


async def _explained(app: PlannerApp, path: str) -> None:
    found = await app.reply(AskReasons(path))
    if app.failed(found) or not isinstance(found, Reasons):
        return
    lines = [(r.id, (Piece(r.id, "strong"),), (Piece(r.says, "muted"),)) for r in found.elements[:_MOST]]
    rows = list(flowing_table(lines, (_WIDEST,), app.choosing_room))
    if not rows:
        app.tell(f"nothing of the plan rests on {path}", "muted")
        return

    def chosen(element: str) -> None:
        app.start(show_element(app, element))

    app.choose(f"Because of {path}", rows, chosen)


async def show_element(app: PlannerApp, element: str) -> None:
    """The view of reasons, at one element."""
    from planner.tui.explain import Explain

    await app.go("explain")
    if isinstance(app.view, Explain):
        app.view.show_soon(element)


def reason_rows(reason: Reason, width: int) -> Iterator[Row]:
    """One element: what it is, why it is there, what would change it."""
    yield from prose(reason.id, width, "heading")
    if reason.says:
        yield from prose(reason.says, width)
    if reason.because:
        yield line("")
        yield line("Because of", "heading")
        for because in reason.because:
            place, _, where = because.partition("  ")
            yield from flowing(f"path:{place}", (), (Piece(place, "text"), Piece(where, "muted")), width)
    if reason.changes:
        yield line("")
        yield line("What would change it", "heading")
        for change in reason.changes:
            yield from prose(change, width)
