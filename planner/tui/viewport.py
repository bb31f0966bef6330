"""A window over lines that we draw ourselves: it scrolls by its own measure and takes the focus at little cost.

What Textual does for every widget costs a layout of the whole screen at each new text, and a new look at the style
sheet at each change of focus; neither would change anything here. Knows nothing of what stands on the lines.
"""

from __future__ import annotations

from textual import events
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.widget import Widget

from planner.tui.styling import Titled, frame_of


class Viewport(Titled, ScrollView, can_focus=True):
    """Something larger than its window."""

    @property
    def allow_vertical_scroll(self) -> bool:
        """It moves, whether or not anything says so."""
        return True

    def measure(self, width: int, height: int) -> None:
        """The lines take so much room now; only where the window grows with them is the screen laid out anew."""
        size, own = Size(width, height), self.styles.height
        if size == self.virtual_size:
            return
        if own is not None and own.is_auto:
            self.virtual_size = size
            return
        self.set_reactive(Widget.virtual_size, size)
        x, y = self.scroll_offset
        if x > self.max_scroll_x or y > self.max_scroll_y:
            self.scroll_to(min(x, self.max_scroll_x), min(y, self.max_scroll_y), animate=False, force=True)

    def watch_has_focus(self, _has_focus: bool) -> None:
        """The style sheet has no part in it."""

    def _on_focus(self, event: events.Focus) -> None:
        event.prevent_default()
        self.has_focus = True
        self._light(True)
        if self.parent is not None:
            self.parent.post_message(events.DescendantFocus(self))

    def _on_blur(self, event: events.Blur) -> None:
        event.prevent_default()
        self.has_focus = False
        self._light(False)
        if self.parent is not None:
            self.parent.post_message(events.DescendantBlur(self))

    def _light(self, lit: bool) -> None:
        frame = frame_of(self)
        if frame is not None:
            frame.light(lit)


class Rolled(Viewport):
    """A viewport whose last column shows, and takes, which part of it is seen."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._dragged = False

    def thumb(self) -> range:
        """The visible lines that the thumb stands on; none where everything is seen."""
        height, whole = self.size.height, self.virtual_size.height
        if not height or whole <= height:
            return range(0)
        length = max(1, height * height // whole)
        top = round(self.scroll_offset.y * (height - length) / (whole - height))
        return range(top, top + length)

    def _roll(self, y: int) -> None:
        """Brings the thumb's middle to a line."""
        height, length = self.size.height, len(self.thumb())
        share = (y - length // 2) / max(1, height - length)
        self.scroll_to(y=round(share * self.max_scroll_y), animate=False, immediate=True)

    def in_column(self, event: events.MouseEvent) -> bool:
        """Whether the mouse is on the column of the thumb."""
        place = event.get_content_offset(self)
        return place is not None and place.x == self.size.width - 1 and bool(self.thumb())

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Takes hold of the thumb."""
        if self.in_column(event):
            self._dragged = True
            self.capture_mouse()
            self._roll(event.screen_y - self.content_region.y)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """The thumb follows the mouse."""
        if self._dragged:
            self._roll(event.screen_y - self.content_region.y)

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Lets go."""
        if self._dragged:
            self._dragged = False
            self.release_mouse()
