"""A frame around several widgets."""

from __future__ import annotations

from textual.containers import Vertical

from planner.tui.styling import Titled


class Box(Titled, Vertical):
    """A column with a title, lit while the keys go to something in it."""
