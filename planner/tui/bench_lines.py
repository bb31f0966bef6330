"""What the lines below say of the workbench: the keys of the pane that has them, what its row can be. No terminal."""

from __future__ import annotations

from typing import Final

from planner.naming import count_phrase
from planner.read.names import split_path
from planner.session.thoughts import Problem
from planner.tui.entity_edits import Spot, hint_of
from planner.tui.rows import Piece

LISTS: Final = ("entities", "entity-filter")
FOOTERS: Final[dict[str, tuple[str, ...]]] = {
    "entities": ("help", "add", "delete", "rename", "filter", "preview", "diagram", "palette"),
    "entity-filter": ("help", "palette"),
    "canvas": ("help", "edit", "zoom", "focus-hops", "diagram", "explain", "palette"),
    "page": ("help", "next-page", "previous-page", "pick-page", "difference", "copy", "preview", "palette"),
    "problems": ("help", "preview", "diagram", "palette"),
}
_SAYS: Final = {
    "entities": "Enter: to its form · / filters",
    "entity-filter": "Enter: to the list",
    "canvas": "arrows: next entity · Shift moves the picture · Enter: its form",
    "problems": "Enter: to the place in the design",
    "page": "the bytes that an export writes · Esc: to the form",
}


def status_of(pane: str, spot: Spot) -> tuple[Piece, ...]:
    """What can be done in a pane; in the form, what its row can be."""
    if pane in _SAYS:
        return (Piece(_SAYS[pane], "muted"),)
    if spot.section == "access" and not spot.adds_to:
        return (Piece("Space gives or takes · e narrows to some rows · ↑ inherited · ? not said", "muted"),)
    return (Piece(hint_of(spot) if spot.key and not spot.adds_to and spot.around[0] else "", "muted"),)


def place_in_list(path: str) -> tuple[str, tuple[str, ...]]:
    """The line of the list that a path of the design lies below, and the steps from there."""
    steps = split_path(path)
    if len(steps) > 1 and steps[0] == "entities":
        return steps[1], steps[2:]
    return f"part:{steps[0]}", steps[1:]


def counted(problems: tuple[Problem, ...]) -> str:
    """How many there are."""
    errors = sum(p.severity == "error" for p in problems)
    words = (count_phrase(errors, "error"), count_phrase(len(problems) - errors, "remark"))
    return " · ".join(w for w in words if not w.startswith("0 "))


def listed(shown: int, count: int, filtered: bool) -> str:
    """How many entities there are, or are left by the filter."""
    return f"{shown} of {count}" if filtered else count_phrase(count, "entity") if count else ""
