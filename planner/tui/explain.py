"""Every element of the plan, and for the one under the cursor why it is there and what would change it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import ClassVar, Final

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Input

from planner.session.thoughts import AskReasons, Reason, Reasons, Seen
from planner.tui.actions import WHERE_NOTHING_IS, Place
from planner.tui.bindings import bindings_at
from planner.tui.box import Box
from planner.tui.cells import fitted, width_of
from planner.tui.entry import Entry
from planner.tui.explaining import reason_rows
from planner.tui.pane import Pane
from planner.tui.rows import ERRORS, Piece, Row, flowing, line
from planner.tui.view import Deeds, View

_NARROW: Final = 104
_LEAST_SAID: Final = 24
"""With less room than this, what an element is stands beside the list alone."""
_WIDEST: Final = 44
"""So wide the column of names can be; a longer name goes on below itself."""


class Explain(View):
    """Elements on the left, reasons on the right."""

    place: ClassVar[Place] = "explain"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings_at("explain"),
        Binding("escape", "to_list", show=False),
    ]
    DEFAULT_CSS = """
    Explain { layout: horizontal; }
    Explain #elements { width: 1fr; }
    Explain #elements-box { width: 45%; min-width: 30; }
    Explain #element-filter { height: 1; margin: 0 1 0 2; background: $surface; }
    Explain #reason { width: 1fr; padding: 0 1; }
    Explain.-narrow #elements-box { width: 60%; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.reasons: tuple[Reason, ...] = ()
        self._wanted = ""
        self._explained = ""
        self._refused = False
        self._widest = _WIDEST

    def compose(self) -> ComposeResult:
        """A list with its filter, and the reasons."""
        with Box(id="elements-box", classes="titled") as box:
            box.entitle("Elements")
            yield Entry(placeholder="/ type to filter", compact=True, id="element-filter")
            yield Pane(id="elements")
        pane = Pane(id="reason", classes="titled", wraps=True)
        pane.entitle("Why")
        yield pane

    def on_pane_resized(self, event: Pane.Resized) -> None:
        """Lines are broken anew where there is more room, or less."""
        event.stop()
        self._draw()

    def on_resize(self, event: events.Resize) -> None:
        """Narrow terminals list the names alone: what they say stands beside."""
        self.set_class(event.size.width < _NARROW, "-narrow")

    def entered(self) -> None:
        """The plan may be another."""
        self.planner.start(self._ask())

    def thought(self, seen: Seen) -> None:
        """So may it now."""
        self.planner.start(self._ask())

    async def _ask(self) -> None:
        found = await self.planner.reply(AskReasons(""))
        if self.is_attached and isinstance(found, Reasons):
            self.reasons, self._refused = found.elements, False
            self._widest = max((width_of(r.id) for r in found.elements if width_of(r.id) <= _WIDEST), default=_WIDEST)
            self._draw()
        elif self.is_attached:
            self.reasons, self._refused = (), True
            self._draw()

    def _draw(self) -> None:
        pane = self.query_one("#elements", Pane)
        words = self.query_one(Input).value.lower().split()
        width = max(10, pane.room - 2)
        found = [r for r in self.reasons if all(w in f"{r.id} {r.says}".lower() for w in words)]
        share = min(self._widest, max(20, width * 3 // 5))
        share = share if width - share >= _LEAST_SAID else 0
        rows = tuple(row for r in found for row in _rows(r, width, share))
        wanted, self._wanted = (self._wanted, "") if self.reasons else ("", self._wanted)
        pane.show(rows or (self._nothing(),), key=wanted or None)
        self.query_one("#elements-box", Box).note(f"{len(found)} of {len(self.reasons)}" if self.reasons else "")
        self._draw_reason()
        self.planner.draw_bars()

    def _nothing(self) -> Row:
        if self._refused:
            return line(ERRORS, "warn")
        return line("nothing has these words" if self.reasons else "…", "muted")

    def show_soon(self, element: str) -> None:
        """Puts the cursor on an element, as soon as it is there."""
        self._wanted = element
        self.query_one(Input).value = ""
        if self.reasons:
            self._draw()

    def _draw_reason(self) -> None:
        key = self.query_one("#elements", Pane).key
        pane = self.query_one("#reason", Pane)
        reason = next((r for r in self.reasons if r.id == key), None)
        rows = tuple(reason_rows(reason, max(20, pane.room - 2))) if reason is not None else ()
        pane.show(rows, key=None if key == self._explained else next((r.key for r in rows if r.key), ""))
        self._explained = key

    def on_pane_moved(self, event: Pane.Moved) -> None:
        """Another element."""
        event.stop()
        if event.pane.id == "elements":
            self._draw_reason()
            self.planner.draw_bars()

    def on_pane_chosen(self, event: Pane.Chosen) -> None:
        """From an element to its reasons; from a reason to the place in the design."""
        event.stop()
        if event.pane.id == "elements":
            self.screen.set_focus(self.query_one("#reason"))
        elif event.key.startswith("path:"):
            self.planner.start(self._jump(event.key.removeprefix("path:")))

    async def _jump(self, path: str) -> None:
        from planner.tui.workbench import Workbench

        await self.planner.go("workbench")
        if isinstance(self.planner.view, Workbench):
            self.planner.view.jump(path)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filters."""
        event.stop()
        self._draw()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """To the list."""
        event.stop()
        self.screen.set_focus(self.query_one("#elements"))

    def deeds(self) -> Deeds:
        """By action."""
        return {"filter": partial(self._focus, "#element-filter")}

    def action_to_list(self) -> None:
        """Back from wherever one is."""
        self._focus("#elements")

    def _focus(self, selector: str) -> None:
        self.screen.set_focus(self.query_one(selector))

    def first_focus(self) -> Widget:
        """The list."""
        return self.query_one("#elements", Pane)

    def status(self) -> tuple[Piece, ...]:
        """How one goes on."""
        if not self.reasons:
            return ()
        return (Piece("Enter: to the reasons; Enter on a reason: to its place in the design", "muted"),)

    def footer(self) -> tuple[str, ...]:
        """Its own keys once there are elements."""
        return () if self.reasons else WHERE_NOTHING_IS

    def copied(self) -> str:
        """The element's id."""
        return self.query_one("#elements", Pane).key


def _rows(reason: Reason, width: int, share: int) -> Iterator[Row]:
    """The name, whole, and beside it what it says; that stands in full among the reasons."""
    if width_of(reason.id) > (share or width):
        yield from flowing(reason.id, (), (Piece(reason.id),), width)
    elif not share or not reason.says:
        yield Row((Piece(reason.id),), reason.id)
    else:
        yield Row((Piece(fitted(reason.id, share)), Piece("  " + reason.says, "muted")), reason.id)


def make() -> Explain:
    """The view."""
    return Explain()
