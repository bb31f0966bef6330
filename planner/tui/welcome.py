"""The start page: recent designs, a sentence, the starting models, the tour. Nothing to configure first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input

from planner.naming import count_phrase, kebab
from planner.session.thoughts import AskDraft, AskStarts, Drafted, Start, Starts
from planner.tui.actions import Place
from planner.tui.bindings import bindings_at
from planner.tui.cells import drawable, fitted, width_of
from planner.tui.entry import Entry
from planner.tui.pane import Pane
from planner.tui.recents import designs_in, free_path, is_empty, recent_designs
from planner.tui.rows import GAP, Piece, Row, flowing, heading, line
from planner.tui.view import Deeds, View

_SAMPLE = "shop"
_ASKS = "What is the backend for? One sentence is enough"
_EMPTY = "empty: Enter begins a design in it"
_COLUMN, _WIDE_COLUMN, _WIDE = 26, 34, 90
"""How wide the column of names is; wider, where a line is so wide."""
_TYPING = ("help", "open", "theme", "palette", "quit")


class Welcome(View):
    """Where everything begins."""

    place: ClassVar[Place] = "welcome"
    BINDINGS: ClassVar[list[BindingType]] = bindings_at("welcome")
    DEFAULT_CSS = """
    Welcome { align: center top; }
    Welcome > Vertical { width: 100%; max-width: 132; height: 1fr; padding: 1 2 0 2; }
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
            title.border_title = Content(_ASKS)
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
        blank = self.planner.blank
        asks = f"{drawable(blank.name)} is empty. {_ASKS}" if blank is not None else _ASKS
        self.query_one(Input).border_title = Content(asks)
        pane = self.query_one(Pane)
        pane.show(tuple(self._rows(max(40, pane.room - 2))), key=self._first(pane))

    def _first(self, pane: Pane) -> str | None:
        """In a file that is empty, the cursor stands on what fills it."""
        begins = self.planner.blank is not None and not pane.key.startswith(("start:", "bare"))
        return f"start:{self.starts[0].id}" if begins and self.starts else None

    def _rows(self, width: int) -> Iterator[Row]:
        here = self.planner.opening.folder
        recent = recent_designs(self.planner.state)
        yield heading("Go on")
        found = tuple(dict.fromkeys((*recent, *(p.absolute() for p in designs_in(here)))))
        for path in found[:8]:
            where = f"{_EMPTY} · {_folder(path)}" if is_empty(path) else _folder(path)
            yield from _offer(path.name, where, f"open:{path}", width)
        yield from _offer("Open a file…", "^o, or its path on the command line", "ask:open", width)
        yield GAP
        yield heading("Look around")
        yield from _offer("A tour of two minutes", "on a sample shop", "tour", width)
        yield from _offer("Help", "F1, wherever you are", "help", width)
        yield GAP
        yield heading("Start from a model", f"in {blank.name}" if (blank := self.planner.blank) is not None else "")
        yield from _offer("An empty design", "accounts, and nothing else", "bare", width)
        for start in self.starts:
            yield from _offer(start.title, start.says, f"start:{start.id}", width)
        if not self.starts:
            yield line("…", "muted")

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
        if isinstance(self.app.focused, Input):
            return (Piece("Enter starts from the sentence · Tab: to the lists", "muted"),)
        return (Piece("Enter opens, or begins · Tab: to the sentence", "muted"),)

    def on_pane_resized(self, event: Pane.Resized) -> None:
        """Lines are broken anew where there is more room, or less."""
        event.stop()
        self._draw()

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
        blank = self.planner.blank if folder is None else None
        path = blank or free_path(
            folder or self.planner.opening.folder, kebab(made.archetype) if made.archetype else "design"
        )
        self.planner.begin_design(path, made.text, "interview")
        self.planner.tell(_said(made, sentence=bool(sentence)), "good")

    def _tour(self) -> None:
        self.planner.start(self._begin_tour())

    async def _begin_tour(self) -> None:
        folder = self.planner.state / "tour"
        folder.mkdir(parents=True, exist_ok=True)
        await self._begin("", _SAMPLE, folder)
        self.planner.tip = 0
        self.planner.action_act("next-tip")


def _offer(title: str, says: str, key: str, width: int) -> Iterator[Row]:
    """A line to choose; what is said of it stands in its own column, below a title that reaches into it."""
    told, column = (Piece(says, "muted"),), _COLUMN if width < _WIDE else _WIDE_COLUMN
    if width_of(title) <= column - 2:
        yield from flowing(key, (Piece(fitted(title, column), "strong"),), told, width)
        return
    yield from flowing(key, (), (Piece(title, "strong"),), width)
    yield from flowing("", (Piece(" " * column),), told, width)


def _folder(path: Path) -> str:
    home = str(Path.home())
    text = str(path.parent)
    return text.replace(home, "~", 1) if text.startswith(home) else text


def _said(made: Drafted, *, sentence: bool) -> str:
    begun = "From the sentence alone" if sentence else "An empty design"
    model = f"From the model '{made.archetype}'" if made.archetype else begun
    added = f" and {', '.join(made.added)}" if made.added else ""
    return f"{model}{added}" + (f": {count_phrase(made.assumed, 'value')} to confirm" if made.assumed else "")


def make() -> Welcome:
    """The view."""
    return Welcome()
