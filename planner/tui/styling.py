"""Roles as styles of the terminal: computed once for a theme, since asking the style sheet for each costs every focus."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from rich.style import Style
from textual.app import App
from textual.color import Color
from textual.content import Content
from textual.geometry import Region
from textual.widget import Widget

from planner.tui.cells import drawable

_PLAIN: Final = Style()
_ROLES: Final[dict[str, tuple[str, float, Style]]] = {
    "text": ("", 1.0, _PLAIN),
    "strong": ("", 1.0, Style(bold=True)),
    "muted": ("foreground", 0.64, _PLAIN),
    "heading": ("primary", 1.0, Style(bold=True)),
    "accent": ("accent", 1.0, _PLAIN),
    "good": ("success", 1.0, _PLAIN),
    "warn": ("warning", 1.0, _PLAIN),
    "bad": ("error", 1.0, _PLAIN),
    "key": ("accent", 1.0, Style(bold=True)),
    "name": ("primary", 1.0, _PLAIN),
    "type": ("secondary", 1.0, _PLAIN),
    "string": ("success", 1.0, _PLAIN),
    "number": ("accent", 1.0, _PLAIN),
    "comment": ("foreground", 0.64, Style(italic=True)),
    "added": ("success", 1.0, _PLAIN),
    "removed": ("error", 1.0, _PLAIN),
    "mark": ("accent", 1.0, Style(bold=True)),
    "thumb": ("foreground", 0.35, _PLAIN),
}
_GROUNDS: Final[dict[str, tuple[str, float, Style, Style]]] = {
    "cursor": ("primary", 0.24, Style(bold=True), Style(reverse=True, bold=True)),
    "cursor-resting": ("foreground", 0.09, _PLAIN, Style(bold=True)),
    "cell": ("accent", 1.0, Style(bold=True), Style(underline=True, bold=True)),
}
_DIM: Final = Style(dim=True)


def role_style(widget: Widget, role: str) -> Style:
    """What a role adds to the widget's own style, on the widget's ground."""
    app: App[object] = widget.app
    variables = app.theme_variables
    ground = widget.background_colors[1]
    if role in _GROUNDS:
        variable, alpha, lit, reversed_ = _GROUNDS[role]
        color = Color.parse(variables[variable])
        if color.ansi is not None or ground.ansi is not None:
            return reversed_
        return _ground(ground.rgb, color.rgb, alpha) + lit
    variable, alpha, text = _ROLES[role]
    if not variable:
        return text
    color = Color.parse(variables[variable])
    if color.ansi is not None or ground.ansi is not None:
        return text + (_DIM if alpha < 1 else Style(color=color.rich_color))
    return _ink(ground.rgb, color.rgb, alpha) + text


@lru_cache(maxsize=256)
def _ink(ground: tuple[int, int, int], color: tuple[int, int, int], alpha: float) -> Style:
    return Style(color=Color(*ground).blend(Color(*color), alpha).rich_color)


@lru_cache(maxsize=64)
def _ground(ground: tuple[int, int, int], color: tuple[int, int, int], alpha: float) -> Style:
    """A colour laid over the ground; where it covers that, the letters have the ground's colour."""
    letters = Color(*ground).rich_color if alpha == 1 else None
    return Style(color=letters, bgcolor=Color(*ground).blend(Color(*color), alpha).rich_color)


class Titled(Widget):
    """Something with a frame, whose title is lit while the keys go there. The style sheet has no part in it."""

    _heading = ""
    _note = ""
    _lit = False

    def entitle(self, text: str) -> None:
        """Puts a title on the frame."""
        if text != self._heading:
            self._heading = text
            self._draw_title()

    def note(self, text: str) -> None:
        """Puts a word on the frame's last line."""
        if text == self._note:
            return
        self._note = text
        if not self.is_mounted:
            self.border_subtitle = Content(drawable(text))
            return
        self._border_subtitle = self.render_str(Content(drawable(text)))
        self._refresh_edge(self.outer_size.height - 1)

    def light(self, lit: bool) -> None:
        """The keys go here, or go here no more."""
        if lit != self._lit:
            self._lit = lit
            self._draw_title()

    def _draw_title(self) -> None:
        heading = drawable(self._heading)
        title = f"● {heading}" if self._lit else heading
        content = Content.styled(title, "bold $accent") if self._lit else Content(title)
        if not self.is_mounted:
            self.border_title = content
            return
        self._border_title = self.render_str(content)
        self._refresh_edge(0)

    def _refresh_edge(self, y: int) -> None:
        """One line of the frame, no more."""
        offset = self.content_offset
        self.redraw(Region(-offset.x, y - offset.y, self.outer_size.width, 1))

    def redraw(self, *regions: Region) -> None:
        """Draws some regions anew; everything where it is hidden, for then nobody knows where its regions lie."""
        self.refresh(*(regions if self.is_on_screen else ()))


def frame_of(widget: Widget) -> Titled | None:
    """The frame that a widget stands in, or has."""
    return next((a for a in widget.ancestors_with_self if isinstance(a, Titled) and a.has_class("titled")), None)
