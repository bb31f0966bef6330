"""A line to type in whose cursor stands still: nothing on the screen moves of its own accord."""

from __future__ import annotations

from textual.widgets import Input


class Entry(Input):
    """An input without blinking."""

    def on_mount(self) -> None:
        """Before it is first seen."""
        self.cursor_blink = False
