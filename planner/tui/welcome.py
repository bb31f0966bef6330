"""The start page: recent designs, a sentence, the starting models, the tour. Nothing to configure first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Input

from planner.naming import count_phrase, kebab
from planner.session.thoughts import AskDraft, AskStarts, Drafted, Start, Starts
from planner.tui.actions import Place
from planner.tui.bindings import bindings_at
from planner.tui.entry import Entry
from planner.tui.pane import Pane
from planner.tui.recents import designs_in, free_path, recent_designs
from planner.tui.rows import GAP, Piece, Row, fitted, heading, line
from planner.tui.view import Deeds, View

_SAMPLE = "shop"
_TYPING = ("help", "open", "theme", "palette", "quit")


class Welcome(View):
    """Where everything begins."""

    place: ClassVar[Place] = "welcome"
    BINDINGS: ClassVar[list[BindingType]] = bindings_at("welcome")
    DEFAULT_CSS = """
    Welcome { align: center top; }
    Welcome > Vertical { width: 100%; max-width: 92; height: 1fr; padding: 1 2 0 2; }
    Welcome #welcome-title { height: 2; background: $background; }
    Welcome Input { height: 3; border: round $primary; background: $background; }
    Welcome Pane { height: 1fr; margin-top: 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.starts: tuple[Start, ...] = ()

    def compose(self) -> ComposeResult:
        """A line to type in, and lists."""
        with Vertical():
            title = Entry(placeholder="a marketplace for used bikes with bids and messages", id="sentence")
            title.border_title = "What is the backend for? One sentence is enough"
            yield title
            yield Pane(id="welcome-list", one_click=True)

    def on_mount(self) -> None:
        """Shows what is known at once, and asks for the starting models."""
        self._draw()
        self.planner.start(self._ask())

    async def _ask(self) -> None:
        found = await self.planner.reply(AskStarts())
        if isinstance(found, Starts) and self.is_attached:
            self.starts = found.starts
            self._draw()

    def _draw(self) -> None:
        self.query_one(Pane).show(tuple(self._rows()))

    def _rows(self) -> Iterator[Row]:
        here = self.planner.opening.folder
        recent = recent_designs(self.planner.state)
        yield heading("Go on")
        found = tuple(dict.fromkeys((*recent, *(p.absolute() for p in designs_in(here)))))
        for path in found[:8]:
            yield Row((Piece(fitted(path.name, 28), "strong"), Piece(_folder(path), "muted")), f"open:{path}")
        yield Row(
            (Piece(fitted("Open a file…", 28), "strong"), Piece("^o, or its path on the command line", "muted")),
            "ask:open",
        )
        yield GAP
        yield heading("Start from a model")
        for start in self.starts:
            yield Row((Piece(fitted(start.title, 28), "strong"), Piece(start.says, "muted")), f"start:{start.id}")
        if not self.starts:
            yield line("…", "muted")
        yield Row(
            (Piece(fitted("An empty design", 28), "strong"), Piece("accounts, and nothing else", "muted")), "bare"
        )
        yield GAP
        yield heading("Look around")
        yield Row((Piece(fitted("A tour of two minutes", 28), "strong"), Piece("on a sample shop", "muted")), "tour")
        yield Row((Piece(fitted("Help", 28), "strong"), Piece("F1, wherever you are", "muted")), "help")

    def first_focus(self) -> Widget:
        """The sentence."""
        return self.query_one(Input)

    def entered(self) -> None:
        """The lists may have grown."""
        if self.query(Pane):
            self._draw()

    def deeds(self) -> Deeds:
        """By action."""
        return {"new-sentence": self._to_sentence, "tour": self._tour}

    def _to_sentence(self) -> None:
        self.query_one(Input).focus()

    def footer(self) -> tuple[str, ...]:
        """While the sentence is typed, keys without a letter."""
        focused = self.app.focused
        return _TYPING if isinstance(focused, Input) else ()

    def on_descendant_focus(self) -> None:
        """Other keys help now."""
        self.planner.draw_bars()

    def status(self) -> tuple[Piece, ...]:
        """How one goes on from here."""
        return (Piece("Enter starts from the sentence · Tab to the lists", "muted"),)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """A sentence was said."""
        event.stop()
        if event.value.strip():
            self.planner.start(self._begin(event.value, ""))
        else:
            self.query_one(Pane).focus()

    def on_pane_chosen(self, event: Pane.Chosen) -> None:
        """A line was chosen."""
        event.stop()
        word, _, rest = event.key.partition(":")
        if word == "open":
            self.planner.open_design(Path(rest), "workbench")
        elif word == "start":
            self.planner.start(self._begin("", rest))
        elif word == "bare":
            self.planner.start(self._begin("", ""))
        elif word == "tour":
            self._tour()
        else:
            self.planner.action_act("open" if word == "ask" else "help")

    async def _begin(self, sentence: str, model: str, folder: Path | None = None) -> None:
        self.planner.tell("…", "muted")
        made = await self.planner.reply(AskDraft(sentence, model))
        if self.planner.failed(made) or not isinstance(made, Drafted):
            return
        where = folder or self.planner.opening.folder
        path = free_path(where, kebab(made.archetype) or "design")
        self.planner.begin_design(path, made.text, "interview")
        self.planner.tell(_said(made, path), "good")

    def _tour(self) -> None:
        self.planner.start(self._begin_tour())

    async def _begin_tour(self) -> None:
        folder = self.planner.state / "tour"
        folder.mkdir(parents=True, exist_ok=True)
        await self._begin("", _SAMPLE, folder)
        self.planner.tip = 0
        self.planner.action_act("next-tip")


def _folder(path: Path) -> str:
    home = str(Path.home())
    text = str(path.parent)
    return text.replace(home, "~", 1) if text.startswith(home) else text


def _said(made: Drafted, path: Path) -> str:
    model = f"the model '{made.archetype}'" if made.archetype else "the sentence alone"
    added = f" and {', '.join(made.added)}" if made.added else ""
    return f"{path.name}: {model}{added}, {count_phrase(made.assumed, 'value')} to confirm"


def make() -> Welcome:
    """The view."""
    return Welcome()
