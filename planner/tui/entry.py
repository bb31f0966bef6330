"""A line to type in whose cursor stands still: nothing on the screen moves of its own accord."""

from __future__ import annotations

from typing import ClassVar, Final

from textual import events
from textual.binding import Binding, BindingType
from textual.widgets import Input

from planner.tui.styling import frame_of

_NO_TEXT: Final = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0)))


class Entry(Input):
    """An input without blinking, that lights the frame it stands in and is left downwards."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("down", "below", show=False)]

    def on_mount(self) -> None:
        """Before it is first seen."""
        self.cursor_blink = False

    def on_focus(self, event: events.Focus) -> None:
        """The keys go here."""
        self._light(True)

    def on_blur(self, event: events.Blur) -> None:
        """They go elsewhere."""
        self._light(False)

    def _on_paste(self, event: events.Paste) -> None:
        """Lines that are pasted become one; what commands a terminal is no text."""
        event.prevent_default()
        event.stop()
        line = " ".join(event.text.split()).translate(_NO_TEXT)
        self.replace(line, *sorted(self.selection))

    def action_below(self) -> None:
        """To what stands below."""
        self.screen.focus_next()

    def _light(self, lit: bool) -> None:
        frame = frame_of(self)
        if frame is not None:
            frame.light(lit)
