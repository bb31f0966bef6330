"""A list over everything else: the palette, the help, and whatever is chosen from a list. Type to filter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.reactive import Reactive
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input

from planner.tui.cells import drawable
from planner.tui.entry import Entry
from planner.tui.pane import Pane
from planner.tui.rows import Row, line

CHOOSING: Final = "Enter chooses · Esc leaves"


def kept_rows(rows: Sequence[Row], words: Sequence[str]) -> list[Row]:
    """The rows that hold every word, each with the lines it goes on with."""
    whole: list[list[Row]] = []
    for row in rows:
        if row.more and whole:
            whole[-1].append(row)
        elif row.key:
            whole.append([row])
    told = [(lines, " ".join(r.plain for r in lines).lower()) for lines in whole]
    return [row for lines, text in told if all(w in text for w in words) for row in lines]


class Chooser(ModalScreen[str]):
    """Rows to choose from; the answer is the key of one, or nothing."""

    focused: Reactive[Widget | None] = Reactive(None, repaint=False)

    DEFAULT_CSS = """
    Chooser { align: center middle; background: $background 60%; }
    Chooser:ansi { background: transparent; }
    Chooser > Vertical {
        width: 76; max-width: 96%; height: auto; max-height: 86%;
        background: $panel; border: round $primary; border-title-color: $accent; padding: 0;
    }
    Chooser Input { background: $surface; margin: 0 1 0 2; width: 1fr; }
    Chooser Pane { height: auto; max-height: 1fr; background: $panel; min-height: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f1", "leave", show=False),
        Binding("ctrl+q", "quit", show=False),
        Binding("up", "move(-1)", show=False, priority=True),
        Binding("down", "move(1)", show=False, priority=True),
        Binding("pageup", "page(-1)", show=False, priority=True),
        Binding("pagedown", "page(1)", show=False, priority=True),
    ]

    def __init__(
        self,
        title: str,
        rows: Sequence[Row],
        *,
        key: str = "",
        filtered: bool = True,
        hint: str = "type to filter",
        keys: str = CHOOSING,
    ) -> None:
        super().__init__()
        self._title = title
        self._rows = tuple(rows)
        self._key = key
        self._filtered = filtered
        self._hint = hint
        self._keys = keys

    def compose(self) -> ComposeResult:
        """The filter above the rows."""
        with Vertical() as box:
            box.border_title, box.border_subtitle = Content(drawable(self._title)), Content(self._keys)
            if self._filtered:
                yield Entry(placeholder=self._hint, compact=True)
            yield Pane(one_click=True)

    def on_mount(self) -> None:
        """Shows everything."""
        pane = self.query_one(Pane)
        pane.show(self._rows, key=self._key)
        if not self._filtered:
            pane.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Keeps the rows that hold every word."""
        words = event.value.lower().split()
        kept = kept_rows(self._rows, words) if words else self._rows
        pane = self.query_one(Pane)
        self._stay()
        pane.show(kept or (line("nothing has these words", "muted"),))
        pane.action_edge(-1)

    def _stay(self) -> None:
        """The list keeps the size it came with: nothing jumps while words are typed."""
        box, pane = self.query_one(Vertical), self.query_one(Pane)
        if pane.styles.height is not None and pane.styles.height.is_auto and box.outer_size:
            box.styles.height = box.outer_size.height
            pane.styles.height = "1fr"

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Chooses what the cursor is on."""
        key = self.query_one(Pane).key
        if key:
            self.dismiss(key)

    def on_pane_chosen(self, event: Pane.Chosen) -> None:
        """Chooses."""
        event.stop()
        self.dismiss(event.key)

    async def action_quit(self) -> None:
        """Leaves the list, and everything."""
        self.dismiss(None)
        await self.app.run_action("act('quit')")

    def action_move(self, by: int) -> None:
        """Up and down, from the filter too."""
        self.query_one(Pane).action_move(by)

    def action_page(self, by: int) -> None:
        """A page up or down."""
        self.query_one(Pane).action_page(by)

    def action_leave(self) -> None:
        """Chooses nothing."""
        self.dismiss(None)
