"""A scrolling pane of rows, drawn line by line: only what is visible is ever styled, however long it is."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import ClassVar, Final

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip

from planner.tui.cells import drawable, width_of
from planner.tui.rows import Role, Row, cells_above, cells_at, first_line, lines_at, numbered
from planner.tui.strips import cut, under
from planner.tui.styling import role_style
from planner.tui.texts import TextRows
from planner.tui.viewport import Rolled

GUTTER = 2
_MARK, _NO_MARK = "▸ ", "  "
_THUMB = "▐"
_CLEARER: Final[dict[Role, Role]] = {"muted": "text", "comment": "text"}
"""What is pale elsewhere is not on the cursor's ground."""


class Pane(Rolled):
    """Rows with a cursor on one of those that have a key."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", show=False, id="pane.up"),
        Binding("down,j", "move(1)", show=False, id="pane.down"),
        Binding("pageup", "page(-1)", show=False, id="pane.page-up"),
        Binding("pagedown", "page(1)", show=False, id="pane.page-down"),
        Binding("home", "edge(-1)", show=False, id="pane.first"),
        Binding("end", "edge(1)", show=False, id="pane.last"),
        Binding("left,h", "sideways(-1)", show=False, id="pane.left"),
        Binding("right,l", "sideways(1)", show=False, id="pane.right"),
        Binding("enter", "choose", show=False, id="pane.choose"),
    ]

    class Moved(Message):
        """The cursor stands on another row."""

        def __init__(self, pane: Pane, key: str) -> None:
            super().__init__()
            self.pane = pane
            self.key = key

        @property
        def control(self) -> Pane:
            """The pane it moved in."""
            return self.pane

    class Resized(Message):
        """There is more room, or less."""

        def __init__(self, pane: Pane) -> None:
            super().__init__()
            self.pane = pane

    class Chosen(Message):
        """A row, or a cell of it, was chosen: by Enter, or by the mouse."""

        def __init__(self, pane: Pane, key: str, cell: str, *, by_mouse: bool) -> None:
            super().__init__()
            self.pane = pane
            self.key = key
            self.cell = cell
            self.by_mouse = by_mouse

        @property
        def control(self) -> Pane:
            """The pane it was chosen in."""
            return self.pane

    def __init__(
        self,
        *,
        id: str | None = None,
        classes: str | None = None,
        one_click: bool = False,
        wraps: bool = False,
        free: bool = False,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.rows: Sequence[Row] = ()
        self.index = -1
        self.cell = 0
        self.one_click = one_click
        self.free = free
        self._places: dict[str, int] = {}
        self._styles: dict[str, Style] = {}
        self._strips: dict[tuple[int, bool, bool], Strip] = {}
        self._wide = 0
        self._room = 0
        self._room_of = Size(0, 0)
        self._drawn_for = -1
        self._theme = ""
        self._wraps = wraps

    @property
    def key(self) -> str:
        """The key of the row under the cursor."""
        return self.rows[self.index].key if 0 <= self.index < len(self.rows) else ""

    @property
    def room(self) -> int:
        """How wide a line can be: the pane without its border and the column that a scrollbar takes."""
        size = self.outer_size
        if size != self._room_of:
            self._room_of, self._room = size, max(0, self.content_region.width - 1)
        return self._room

    @property
    def allow_horizontal_scroll(self) -> bool:
        """Long lines can be moved along, though no scrollbar says so."""
        return self._wide > self.room

    @property
    def _marked(self) -> range:
        """The lines of the row under the cursor."""
        return lines_at(self.rows, self.index)

    @property
    def cell_key(self) -> str:
        """The key of the cell under the cursor."""
        cells = cells_at(self.rows, self.index)
        return cells[min(self.cell, len(cells) - 1)] if cells else ""

    def show(self, rows: Sequence[Row], *, key: str | None = None) -> None:
        """Shows these rows; the cursor stays on its key, or goes to the one named, by "" to the first. What stays stays."""
        wanted = self.key if key is None else key
        if rows == self.rows and wanted == self.key:
            return
        place, before, cursor, wide = self.index, self.rows, self.index, self._wide
        self.rows = rows
        self._strips.clear()
        self._take_measure(rows)
        self.index = self._places.get(wanted, -1)
        if self.index < 0:
            near = 0 if key == "" else min(max(place, 0), len(rows) - 1)
            self.index = self._nearest(near) if self._places else -1
        if len(rows) != len(before) or self._wide != wide or isinstance(rows, TextRows):
            self.refresh()
        elif changed := self._changed_lines(before, cursor):
            self.redraw(*changed)
        if self.is_mounted and self.index >= 0:
            self._reveal()
            if not self._is_laid_out():
                self.call_after_refresh(self._reveal)

    def _take_measure(self, rows: Sequence[Row]) -> None:
        if isinstance(rows, TextRows):
            self._places, self._wide = {}, rows.widest + GUTTER + 8
        else:
            self._places = numbered(rows)
            self._wide = max((width_of(r.plain.rstrip()) for r in rows), default=0) + GUTTER if not self._wraps else 0
        self.measure(self._wide + 1, len(rows))

    def _changed_lines(self, before: Sequence[Row], cursor: int) -> list[Region]:
        """The visible lines that are others now."""
        top, width = self.scroll_offset.y, self.size.width
        seen = range(top, min(top + self.size.height, len(self.rows)))
        moved = {*lines_at(self.rows, cursor), *lines_at(self.rows, self.index)} if cursor != self.index else set()
        return [Region(0, i - top, width, 1) for i in seen if i in moved or self.rows[i] != before[i]]

    def _is_laid_out(self) -> bool:
        height = self.styles.height
        return self.size.height > 0 and not (height is not None and height.is_auto)

    def put_cursor(self, key: str) -> bool:
        """Moves the cursor to a key, if it is there."""
        if key not in self._places:
            return False
        self._place(self._places[key])
        return True

    def _nearest(self, index: int) -> int:
        """The closest row that can be chosen."""
        for distance in range(len(self.rows)):
            for place in (index + distance, index - distance):
                if 0 <= place < len(self.rows) and self.rows[place].key:
                    return place
        return -1

    def render_line(self, y: int) -> Strip:
        """One visible line."""
        left, top = self.scroll_offset
        index = top + y
        width = self.room
        if index >= len(self.rows):
            return Strip.blank(width + 1, self._base())
        strip = self._strip(index)
        if strip.cell_length > left + width:
            strip = cut(strip.crop(left, left + width + 1), width)
        elif left:
            strip = strip.crop(left, left + width)
        strip = strip.extend_cell_length(width + 1, self._base())
        if y in self.thumb():
            return Strip.join([strip.crop(0, width), Strip([Segment(_THUMB, self._base() + self._style("thumb"))], 1)])
        return strip

    def _strip(self, index: int) -> Strip:
        at_cursor = self.index >= 0 and index in self._marked
        key = (index, at_cursor, at_cursor and self.has_focus)
        found = self._strips.get(key)
        if found is None:
            if len(self._strips) > 4000:
                self._strips.clear()
            found = self._strips[key] = self._drawn(index, at_cursor)
        return found

    def _drawn(self, index: int, at_cursor: bool) -> Strip:
        row, base = self.rows[index], self._base()
        room = max(self.room, self._wide if not self._wraps else 0) - GUTTER
        marked = at_cursor and bool(row.key or row.more)
        segments = [Segment(_MARK if marked and row.key else _NO_MARK, base + self._style("mark"))]
        cell = self._marked_cell(index) if marked and row.cells else -1
        for piece in row.pieces:
            text = drawable(piece.text)
            style = base + self._style(
                _CLEARER.get(piece.role, piece.role) if marked and self.has_focus else piece.role
            )
            if piece.key:
                if cell == 0 and self.has_focus:
                    segments.append(Segment(text.removesuffix(" "), style + self._style("cell")))
                    text = " " * text.endswith(" ")
                cell -= 1
            segments.append(Segment(text, style))
        strip = Strip(segments)
        used = GUTTER + width_of(row.plain.rstrip())
        if used < strip.cell_length:
            strip = strip.crop(0, used)
        if used > room + GUTTER:
            strip = cut(strip, room + GUTTER)
        strip = strip.adjust_cell_length(max(self.room, min(strip.cell_length, room + GUTTER)), base)
        if marked:
            strip = under(strip, self._style("cursor" if self.has_focus else "cursor-resting"), self._style("cell"))
        return strip

    def _marked_cell(self, line: int) -> int:
        """The number of the marked cell on a line of the row under the cursor; another line's is no number of this one."""
        return min(self.cell, len(cells_at(self.rows, self.index)) - 1) - cells_above(self.rows, line)

    def _base(self) -> Style:
        found = self._styles.get("")
        if found is None:
            found = self._styles[""] = self.rich_style
        return found

    def _style(self, role: str) -> Style:
        found = self._styles.get(role)
        if found is None:
            found = self._styles[role] = role_style(self, role)
        return found

    def notify_style_update(self) -> None:
        """Colours may have changed: they have not where only the focus did."""
        super().notify_style_update()
        if self._styles.get("") is not None and self._styles[""] == self.rich_style and self._theme == self.app.theme:
            return
        self._theme = self.app.theme
        self._styles.clear()
        self._strips.clear()

    def on_resize(self, event: events.Resize) -> None:
        """Lines are as long as the pane is wide; another height leaves them as they are."""
        if self.room != self._drawn_for:
            self._drawn_for = self.room
            self._strips.clear()
            self.refresh()
            self.post_message(self.Resized(self))
        self.call_after_refresh(self._reveal)

    def on_focus(self) -> None:
        """The cursor is drawn stronger."""
        self._redraw(self.index)

    def on_blur(self) -> None:
        """The cursor is drawn weaker."""
        self._redraw(self.index)

    def _redraw(self, index: int) -> None:
        if 0 <= index < len(self.rows):
            lines = lines_at(self.rows, index)
            for line, state in product(lines, ((True, True), (True, False), (False, False))):
                self._strips.pop((line, *state), None)
            self.redraw(Region(0, index - self.scroll_offset.y, self.size.width, len(lines)))

    def _place(self, index: int) -> None:
        if index == self.index or not 0 <= index < len(self.rows):
            return
        before, self.index = self.index, index
        self._redraw(before)
        self._redraw(index)
        self._reveal()
        self.post_message(self.Moved(self, self.key))

    def _reveal(self) -> None:
        """Brings the cursor into view, with the heading above it where that is near."""
        if self.index < 0 or not self.size.height:
            return
        top = self.scroll_offset.y
        first = self.index - 1 if self.index > 0 and not self.rows[self.index - 1].key else self.index
        if first < top:
            self.scroll_to(y=0 if first <= 1 else first, animate=False, immediate=True)
        elif (last := lines_at(self.rows, self.index)[-1]) >= top + self.size.height:
            self.scroll_to(y=min(self.index, last - self.size.height + 1), animate=False, immediate=True)

    def action_move(self, by: int) -> None:
        """To the next row that can be chosen; where there is none, the view moves."""
        place = self.index + by
        while 0 <= place < len(self.rows) and not self.rows[place].key:
            place += by
        if 0 <= place < len(self.rows) and self._places:
            self._place(place)
        else:
            self.scroll_to(y=self.scroll_offset.y + by, animate=False, immediate=True)

    def action_page(self, by: int) -> None:
        """A page up or down."""
        step = max(1, self.size.height - 1) * by
        if not self._places:
            self.scroll_to(y=self.scroll_offset.y + step, animate=False, immediate=True)
            return
        self._place(self._nearest(min(max(self.index + step, 0), len(self.rows) - 1)))

    def action_edge(self, by: int) -> None:
        """To the first or the last row."""
        if not self._places:
            self.scroll_to(y=0 if by < 0 else len(self.rows), animate=False, immediate=True)
            return
        self._place(self._nearest(0 if by < 0 else len(self.rows) - 1))

    def action_sideways(self, by: int) -> None:
        """To the next cell of the row; in a row without cells, the view moves."""
        cells = cells_at(self.rows, self.index)
        if len(cells) > 1:
            self.cell = min(max(min(self.cell, len(cells) - 1) + by, 0), len(cells) - 1)
            self._redraw(self.index)
            self.post_message(self.Moved(self, self.key))
        elif self._wide > self.room:
            self.scroll_to(x=max(0, self.scroll_offset.x + 8 * by), animate=False, force=True)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Left and right are free for others where nothing lies sideways."""
        return not (action == "sideways" and self.free)

    def action_choose(self) -> None:
        """Chooses the row under the cursor."""
        if self.key:
            self.post_message(self.Chosen(self, self.key, self.cell_key, by_mouse=False))

    def on_click(self, event: events.Click) -> None:
        """The first click goes there, the next one chooses."""
        if self.in_column(event):
            return
        place = event.get_content_offset(self)
        index = place.y + self.scroll_offset.y if place is not None else -1
        first = first_line(self.rows, index)
        if place is None or not 0 <= first < len(self.rows) or not self.rows[first].key:
            return
        again = first == self.index
        moved = self._click_cell(index, place.x + self.scroll_offset.x - GUTTER)
        index = first
        self._place(index)
        if self.one_click or self.rows[index].does or (again and not moved) or event.chain > 1:
            self.post_message(self.Chosen(self, self.key, self.cell_key, by_mouse=True))

    def _click_cell(self, index: int, x: int) -> bool:
        """Puts the cell cursor under the mouse; whether it moved."""
        at, number, before = 0, cells_above(self.rows, index) - 1, self.cell
        for piece in self.rows[index].pieces:
            number += bool(piece.key)
            if piece.key and at <= x < at + width_of(piece.text):
                self.cell = number
            at += width_of(piece.text)
        if self.cell != before:
            self._redraw(self.index)
        return self.cell != before
