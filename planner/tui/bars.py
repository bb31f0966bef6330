"""The three lines that are always there: where one is, what just happened, which keys help. All can be clicked."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from planner.tui.cells import drawable, fitted, width_of
from planner.tui.rows import Piece, Role
from planner.tui.styling import role_style


class Bar(Widget):
    """One line of pieces on the left and on the right; a piece with a key is an action to click."""

    class Clicked(Message):
        """A piece with a key was clicked."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.left: tuple[Piece, ...] = ()
        self.right: tuple[Piece, ...] = ()
        self._shown: tuple[Piece, ...] = ()
        self._styles: dict[str, Style] = {}

    def show(self, left: tuple[Piece, ...], right: tuple[Piece, ...] = ()) -> None:
        """Shows these pieces; the left ones give way where there is no room."""
        if (left, right) != (self.left, self.right):
            self.left, self.right = left, right
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """The line."""
        width = self.size.width
        if y:
            return Strip.blank(width, self.rich_style)
        self._shown = laid_out(self.left, self.right, width)
        base = self.rich_style
        segments = [Segment(drawable(p.text), base + self._style(p.role)) for p in self._shown]
        return Strip(segments).adjust_cell_length(width, base)

    def _style(self, role: Role) -> Style:
        found = self._styles.get(role)
        if found is None:
            found = self._styles[role] = role_style(self, role)
        return found

    def notify_style_update(self) -> None:
        """Colours changed."""
        self._styles.clear()
        super().notify_style_update()

    def on_click(self, event: events.Click) -> None:
        """Finds the piece under the mouse."""
        at = 0
        for piece in self._shown:
            at += width_of(piece.text)
            if event.x < at:
                if piece.key:
                    self.post_message(self.Clicked(piece.key))
                return


def laid_out(left: tuple[Piece, ...], right: tuple[Piece, ...], width: int) -> tuple[Piece, ...]:
    """The pieces of one line: whole pieces are left out at the end of the left side, the first is cut.

    What stands muted on the right is worth less than what it would cut off on the left.
    """
    right_width = sum(width_of(p.text) for p in right)
    left_width = sum(width_of(p.text) for p in left)
    crowded = left_width + right_width + 2 > width and all(p.role == "muted" for p in right)
    if right_width > width * 2 // 3 or crowded:
        right, right_width = (), 0
    room = width - right_width - bool(right)
    kept: list[Piece] = []
    for unit in _units(left):
        size = sum(width_of(p.text) for p in unit)
        if size > room:
            first = unit[0]
            if not kept or (not first.key and room > 4):
                kept.append(Piece(fitted(first.text, room), first.role, first.key))
                room = 0
            break
        kept += unit
        room -= size
    return (*kept, Piece(" " * (room + bool(right))), *right)


def _units(pieces: tuple[Piece, ...]) -> Iterator[tuple[Piece, ...]]:
    """Pieces of one action belong together."""
    for key, group in groupby(pieces, key=lambda p: p.key):
        if key:
            yield tuple(group)
        else:
            yield from ((piece,) for piece in group)
