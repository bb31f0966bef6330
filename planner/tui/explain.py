"""Every element of the plan, and for the one under the cursor why it is there and what would change it."""

from __future__ import annotations

from functools import partial
from typing import ClassVar, Final

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Input

from planner.session.thoughts import AskReasons, Reason, Reasons, Seen
from planner.tui.actions import Place
from planner.tui.bindings import bindings_at
from planner.tui.box import Box
from planner.tui.cells import fitted
from planner.tui.entry import Entry
from planner.tui.explaining import reason_rows
from planner.tui.pane import Pane
from planner.tui.rows import ERRORS, Piece, Row, line
from planner.tui.view import Deeds, View

_NARROW: Final = 104


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
            self._draw()
        elif self.is_attached:
            self.reasons, self._refused = (), True
            self._draw()

    def _draw(self) -> None:
        pane = self.query_one("#elements", Pane)
        words = self.query_one(Input).value.lower().split()
        width = max(10, pane.room - 2)
        rows = [
            _row(r, width, says=not self.has_class("-narrow"))
            for r in self.reasons
            if all(w in f"{r.id} {r.says}".lower() for w in words)
        ]
        wanted, self._wanted = (self._wanted, "") if self.reasons else ("", self._wanted)
        pane.show(rows or (self._nothing(),), key=wanted or None)
        self.query_one("#elements-box", Box).note(f"{len(rows)} of {len(self.reasons)}" if self.reasons else "")
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
        pane = self.query_one("#elements", Pane)
        if not self.reasons:
            return ()
        if pane.index >= 0 and pane.key not in pane.rows[pane.index].plain:
            return (Piece(pane.key, "text"),)
        return (Piece("Enter: to the reasons; Enter on a reason: to its place in the design", "muted"),)

    def copied(self) -> str:
        """The element's id."""
        return self.query_one("#elements", Pane).key


def _row(reason: Reason, width: int, *, says: bool) -> Row:
    share = min(44, max(20, width * 3 // 5))
    if not says or not reason.says:
        return Row((Piece(fitted(reason.id, width), "text"),), reason.id)
    return Row((Piece(fitted(reason.id, share), "text"), Piece("  " + reason.says, "muted")), reason.id)


def make() -> Explain:
    """The view."""
    return Explain()
