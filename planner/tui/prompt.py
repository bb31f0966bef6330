"""One line to type in, in place of the lines below: a label, the text, and what is wrong with it while it is typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Input

from planner.tui.bars import Bar
from planner.tui.cells import width_of
from planner.tui.entry import Entry
from planner.tui.rows import Piece, Role, wrapped

Check = Callable[[str], str]
_MOST_LINES = 4
"""So many lines of what is wrong with a text have room."""


class Line(Entry):
    """An input that leaves by Esc, and by Shift+Tab whatever stands in it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", show=False),
        Binding("shift+tab", "back", show=False),
    ]

    def action_leave(self) -> None:
        """Keeps nothing."""
        prompt = self.query_ancestor(Prompt)
        prompt.close()

    def action_below(self) -> None:
        """Nothing stands below: what is typed is kept, or left."""

    def action_back(self) -> None:
        """Keeps nothing, and goes back where the view has a way back."""
        prompt = self.query_ancestor(Prompt)
        prompt.close()
        prompt.went_back()


class Prompt(Vertical):
    """Asks for one line of text; hidden while nothing is asked."""

    DEFAULT_CSS = """
    Prompt { height: 2; background: $panel; }
    Prompt Horizontal { height: 1; }
    Prompt #prompt-label { width: auto; height: 1; background: $panel; }
    Prompt Input { width: 1fr; background: $surface; }
    Prompt #prompt-says { height: 1; background: $panel; }
    Prompt .prompt-more { height: 1; background: $panel; display: none; }
    """

    def __init__(self) -> None:
        super().__init__(id="prompt")
        self.display = False
        self._done: Callable[[str], None] = _nothing
        self._check: Check = _fine
        self._back: Callable[[], None] | None = None
        self._hint = ""
        self._return_to: Widget | None = None

    def compose(self) -> ComposeResult:
        """The label with the input, and the line below."""
        with Horizontal():
            yield Bar(id="prompt-label")
            yield Line(compact=True, select_on_focus=False)
        yield from (Bar(classes="prompt-more") for _ in range(_MOST_LINES - 1))
        yield Bar(id="prompt-says")

    @property
    def is_open(self) -> bool:
        """Whether something is asked."""
        return bool(self.display)

    def ask(
        self,
        label: str,
        value: str,
        done: Callable[[str], None],
        *,
        check: Check | None = None,
        hint: str = "",
        back: Callable[[], None] | None = None,
    ) -> None:
        """Asks; `done` hears the text, once `check` finds nothing wrong with it."""
        self._done, self._check, self._hint, self._back = done, check or _fine, hint, back
        self._return_to = self.screen.focused
        bar = self.query_one("#prompt-label", Bar)
        bar.styles.width = width_of(label) + 3
        bar.show((Piece(f" {label}  ", "accent"),))
        self._stand_in(True)
        line = self.query_one(Line)
        line.value = value
        line.cursor_position = len(value)
        self.screen.set_focus(line)  # at once: what is typed next is meant for the line
        self._judge(value)

    def _judge(self, text: str) -> str:
        wrong = self._check(text) if text.strip() else ""
        keys = (Piece("Enter", "key", "prompt-keep"), Piece(" keeps  ", "muted", "prompt-keep"))
        leave = (Piece("Esc", "key", "prompt-leave"), Piece(" leaves ", "muted", "prompt-leave"))
        room = self.app.size.width - sum(width_of(p.text) for p in keys + leave) - 3
        role: Role = "bad" if wrong else "muted"
        lines = [Piece(f" {part}", role) for part in wrapped(f"✗ {wrong}" if wrong else self._hint, max(20, room))]
        self._say_above(lines[: min(len(lines), _MOST_LINES) - 1])
        self.query_one("#prompt-says", Bar).show((lines[min(len(lines), _MOST_LINES) - 1],), keys + leave)
        return wrong

    def _say_above(self, lines: list[Piece]) -> None:
        """What has no room beside the keys stands above them: the prompt grows by those lines, and shrinks again."""
        for place, bar in enumerate(self.query(".prompt-more").results(Bar)):
            bar.display = place < len(lines)
            bar.show(tuple(lines[place : place + 1]))
        self.styles.height = 2 + len(lines)
        if isinstance(self.parent, Widget):
            self.parent.styles.height = 2 + len(lines)

    def on_resize(self) -> None:
        """Lines are broken anew where there is more room, or less."""
        if self.is_open:
            self._judge(self.query_one(Line).value)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Says at once what is wrong."""
        event.stop()
        if self.is_open:
            self._judge(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Keeps what was typed, unless something is wrong with it."""
        event.stop()
        self.keep()

    def on_bar_clicked(self, event: Bar.Clicked) -> None:
        """The words below can be clicked."""
        event.stop()
        if event.key == "prompt-keep":
            self.keep()
        else:
            self.close()

    def on_click(self, event: events.Click) -> None:
        """A click beside the input stays in the prompt, while there is one."""
        if self.is_open:
            self.query_one(Line).focus()

    def keep(self) -> None:
        """Hands the text over."""
        value = self.query_one(Line).value
        if self._judge(value):
            return
        done = self._done
        self.close()
        self.call_after_refresh(done, value)  # the line is gone at once, whatever the edit takes that follows it

    def close(self) -> None:
        """Asks no more."""
        if not self.display:
            return
        self._stand_in(False)
        self._say_above([])
        if self._return_to is not None and self._return_to.is_attached:
            self.screen.set_focus(self._return_to)

    def _stand_in(self, covering: bool) -> None:
        """Takes the place of the lines that stand there else: nothing above it moves."""
        self.display = covering
        for beside in self.siblings:
            beside.display = not covering

    def went_back(self) -> None:
        """Shift+Tab."""
        if self._back is not None:
            self._back()


def _fine(_text: str) -> str:
    return ""


def _nothing(_text: str) -> None:
    return None
