"""The state machine of an entity as lines: each state, and where the actions lead from it."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from planner.read.layout import Value
from planner.session.entries import shown
from planner.tui.cells import fitted, width_of
from planner.tui.rows import Piece, Row, flowing


def machine_rows(data: dict[str, Value], width: int) -> Iterator[Row]:
    """A line per arrow, gathered by the state it starts in; final states say so."""
    arrows = tuple(_arrows(data))
    if not arrows:
        return
    states = tuple(dict.fromkeys([a[0] for a in arrows] + [a[1] for a in arrows]))
    widest = min(24, max(width_of(s) for s in states))
    longest = min(16, max(width_of(a[2]) for a in arrows))
    sources = {a[0] for a in arrows}
    for state in states:
        leaving = [a for a in arrows if a[0] == state]
        for index, (_, target, action, by) in enumerate(leaving):
            sign = "● " if index == 0 else "  "
            bend = "──" if len(leaving) == 1 else "┬─" if index == 0 else "└─" if index == len(leaving) - 1 else "├─"
            arrow = (
                Piece(sign, "accent"),
                Piece(fitted(state if index == 0 else "", widest), "text"),
                Piece(f" {bend} ", "muted"),
                Piece(fitted(action, longest), "name"),
                Piece(" → ", "accent"),
                Piece(fitted(target, widest) + "  ", "text"),
            )
            trunk = " " * (widest + 3) + ("│" if index < len(leaving) - 1 else " ")
            yield from _branch(arrow, Piece(by, "muted"), trunk, width)
        if state not in sources:
            yield Row((Piece("◉ ", "good"), Piece(fitted(state, widest)), Piece("  ends here", "muted")))


def _branch(arrow: tuple[Piece, ...], by: Piece, trunk: str, width: int) -> Iterator[Row]:
    """An arrow, and whose it is; where that goes on below, so does the trunk that the next one leaves."""
    first, *rest = flowing("", arrow, (by,), width)
    yield replace(first, more=False)
    for row in rest:
        indent, *said = row.pieces
        lead = Piece(trunk + indent.text[len(trunk) :], "muted") if len(indent.text) > len(trunk) else indent
        yield Row((lead, *said))


def _arrows(data: dict[str, Value]) -> Iterator[tuple[str, str, str, str]]:
    actions = data.get("actions")
    for name, action in actions.items() if isinstance(actions, dict) else ():
        if isinstance(action, dict) and "to" in action and "from" in action:
            sources = action["from"]
            for source in sources if isinstance(sources, list) else [sources]:
                yield str(source), str(action["to"]), name, shown(action.get("by"))
