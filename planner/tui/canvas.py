"""The entity diagram on a canvas: moves by keys and mouse, one entity stands out, choosing it leads to its form."""

from __future__ import annotations

from typing import ClassVar, Final

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip

from planner.diagram.picture import Box, Picture
from planner.diagram.raster import Raster
from planner.diagram.raster import Role as Drawn
from planner.tui.rows import Role
from planner.tui.styling import role_style
from planner.tui.viewport import Viewport

_ROLES: Final[dict[Drawn, Role]] = {
    "": "text",
    "border": "muted",
    "title": "strong",
    "key": "name",
    "reference": "type",
    "field": "text",
    "line": "muted",
    "chosen": "mark",
    "chosen-line": "accent",
}
_EMPTY: Final = Picture((), (), 0, 0)


class Canvas(Viewport):
    """A picture that is larger than its window."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "go(0, -1)", show=False, id="canvas.up"),
        Binding("down,j", "go(0, 1)", show=False, id="canvas.down"),
        Binding("left,h", "go(-1, 0)", show=False, id="canvas.left"),
        Binding("right,l", "go(1, 0)", show=False, id="canvas.right"),
        Binding("shift+up,K", "pan(0, -3)", show=False),
        Binding("shift+down,J", "pan(0, 3)", show=False),
        Binding("shift+left,H", "pan(-8, 0)", show=False),
        Binding("shift+right,L", "pan(8, 0)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "corner", show=False),
        Binding("enter", "pick", show=False, id="canvas.choose"),
    ]

    class Picked(Message):
        """An entity was chosen; with `path`, to be edited there."""

        def __init__(self, entity: str, path: str) -> None:
            super().__init__()
            self.entity = entity
            self.path = path

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.picture = _EMPTY
        self.chosen = ""
        self._excuse = "No entity to draw yet."
        self._raster = Raster(_EMPTY)
        self._styles: dict[str, Style] = {}
        self._held: tuple[int, int] | None = None
        self._moved = False

    @property
    def allow_horizontal_scroll(self) -> bool:
        """It moves both ways, whether or not there is a scrollbar."""
        return True

    def show(self, picture: Picture, chosen: str) -> None:
        """Another picture, or another entity that stands out."""
        if picture is not self.picture or chosen != self.chosen:
            self.picture, self.chosen = picture, chosen
            self._raster = Raster(picture, chosen)
            self.measure(picture.width + 1, picture.height)
            self.refresh()
            self.call_after_refresh(self._reveal)

    def excuse(self, says: str) -> None:
        """Why there is nothing to see."""
        self._excuse = says
        self.refresh()

    def _reveal(self) -> None:
        """Brings the chosen box into view, with some room around it."""
        box = self.picture.box(self.chosen)
        if box is None or not self.size.width:
            return
        left, top = self.scroll_offset
        x, y = left, top
        if box.x < left or box.x + box.width > left + self.size.width:
            x = max(0, box.x - max(2, (self.size.width - box.width) // 2))
        if box.y < top or box.y + box.height > top + self.size.height:
            y = max(0, box.y - max(1, (self.size.height - box.height) // 2))
        if (x, y) != (left, top):
            self.scroll_to(x, y, animate=False, immediate=True)

    def render_line(self, y: int) -> Strip:
        """One visible line."""
        left, top = self.scroll_offset
        width, row = self.size.width, top + y
        base = self._style("")
        if not self.picture.boxes and row == 1:
            says = Segment(f"  {self._excuse}", base + role_style(self, "muted"))
            return Strip([says]).adjust_cell_length(width, base)
        if row >= self.picture.height:
            return Strip.blank(width, base)
        spans = self._raster.line(row, left, left + width)
        segments = [Segment(text, base + self._style(_ROLES[role])) for text, role in spans]
        return Strip(segments).adjust_cell_length(width, base)

    def _style(self, role: str) -> Style:
        found = self._styles.get(role)
        if found is None:
            found = self._styles[role] = role_style(self, role) if role else self.rich_style
        return found

    def notify_style_update(self) -> None:
        """Colours changed."""
        self._styles.clear()
        super().notify_style_update()

    # keys

    def action_go(self, x: int, y: int) -> None:
        """To the nearest box in a direction."""
        here = self.picture.box(self.chosen)
        if here is None:
            if self.picture.boxes:
                self._choose(self.picture.boxes[0])
            return
        found = min(
            (b for b in self.picture.boxes if _lies(here, b, x, y)), key=lambda b: _way(here, b, x), default=None
        )
        if found is not None:
            self._choose(found)
        else:
            self.action_pan(8 * x, 3 * y)

    def _choose(self, box: Box) -> None:
        self.show(self.picture, box.node.name)
        self.post_message(self.Picked(box.node.name, ""))

    def action_pan(self, x: int, y: int) -> None:
        """Moves the window over the picture."""
        left, top = self.scroll_offset
        self.scroll_to(max(0, left + x), max(0, top + y), animate=False, immediate=True)

    def action_page(self, by: int) -> None:
        """A window further."""
        self.action_pan(0, by * max(1, self.size.height - 2))

    def action_corner(self) -> None:
        """To the beginning."""
        self.scroll_to(0, 0, animate=False, immediate=True)

    def action_pick(self) -> None:
        """To the form of the chosen entity."""
        box = self.picture.box(self.chosen)
        if box is not None:
            self.post_message(self.Picked(box.node.name, box.node.path))

    # mouse

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Takes hold of the picture."""
        self._held, self._moved = (event.screen_x, event.screen_y), False
        self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """The picture follows the mouse."""
        if self._held is None:
            return
        x, y = self._held[0] - event.screen_x, self._held[1] - event.screen_y
        if x or y:
            self._held, self._moved = (event.screen_x, event.screen_y), True
            self.action_pan(int(x), int(y))

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Lets go; without a move it was a click."""
        self.release_mouse()
        moved, self._held = self._moved, None
        found = None if moved else self.picture.at(event.x + self.scroll_offset.x, event.y + self.scroll_offset.y)
        if found is None:
            return
        box, row = found
        if box.node.name == self.chosen:
            self.post_message(self.Picked(box.node.name, row.path))
        else:
            self._choose(box)


def _middle(box: Box) -> tuple[float, float]:
    return box.x + box.width / 2, box.y + box.height / 2


def _lies(here: Box, other: Box, x: int, y: int) -> bool:
    """Whether a box lies in a direction."""
    (hx, hy), (ox, oy) = _middle(here), _middle(other)
    if x:
        return (other.x >= here.x + here.width) if x > 0 else (other.x + other.width <= here.x)
    return (oy > hy if y > 0 else oy < hy) and (ox != hx or oy != hy)


def _way(here: Box, other: Box, x: int) -> float:
    """How far it is; what lies straight ahead is nearer."""
    (hx, hy), (ox, oy) = _middle(here), _middle(other)
    across, along = abs(hx - ox), 2 * abs(hy - oy)
    return across + 2 * along if x else 3 * across + along
