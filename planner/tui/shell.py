"""The frame of the application: one view between its bars, a prompt, choosers. Knows of the design what the bars say."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.css.query import NoMatches

from planner.session.session import Session
from planner.session.thoughts import Seen
from planner.tui.actions import BY_ID, Place, actions_at, footer_of
from planner.tui.bars import Bar
from planner.tui.bindings import bindings_at
from planner.tui.ground import Ground
from planner.tui.prompt import Check, Prompt
from planner.tui.rows import Piece, Role, Row
from planner.tui.themes import CSS, NAMES, OWN
from planner.tui.view import Deeds, View

_TABS: tuple[tuple[Place, str, str], ...] = (
    ("interview", "Interview", "F2"),
    ("review", "Review", "F3"),
    ("workbench", "Workbench", "F4"),
    ("export", "Export", "F5"),
    ("explain", "Explain", "F6"),
)
SETTLED_AFTER = 0.2
"""What a view is made of stays: once it is there, nobody looks through it for garbage while keys are pressed."""


class Shell(App[int]):
    """Views and bars."""

    CSS = CSS
    ENABLE_COMMAND_PALETTE = False
    TITLE = "planner"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings_at("everywhere"),
        Binding("ctrl+c", "help_quit", show=False, system=True),
    ]

    def __init__(self) -> None:
        super().__init__()
        for theme in OWN:
            self.register_theme(theme)
        self.session: Session | None = None
        self.seen: Seen | None = None
        self.place: Place = "welcome"
        self.notice = Piece("")
        self._tasks: set[asyncio.Task[None]] = set()

    def get_default_screen(self) -> Ground:
        """The screen below everything."""
        return Ground(id="_default")

    def compose(self) -> ComposeResult:
        """Bars around one view."""
        yield Bar(id="top")
        with Vertical(id="below"):
            yield Prompt()
            yield Bar(id="status")
            yield Bar(id="foot")

    # views

    @property
    def view(self) -> View | None:
        """The view that is shown."""
        try:
            return self.query_one(f"#view-{self.place}", View)
        except NoMatches:
            return None

    async def go(self, place: Place) -> None:
        """Shows a view; each is made when it is first needed."""
        if self.session is None and place != "welcome":
            self.tell("open or start a design first", "warn")
            return
        self.query_one(Prompt).close()
        self.place = place
        if self.view is None:
            self.set_timer(SETTLED_AFTER, _settle)
            await self.screen_stack[0].mount(_made(place), before="#below")
        for shown in self.screen_stack[0].query(View):
            shown.set_class(shown.place == place, "-shown")
        view = self.view
        if view is not None:
            view.entered()
            focus = view.first_focus()
            if focus is not None:
                self.screen.set_focus(focus)
        self.draw_bars()

    def go_soon(self, place: Place) -> None:
        """Shows a view, from where nothing can wait."""
        self.start(self.go(place))

    def start(self, work: object) -> None:
        """Runs a coroutine beside everything else, and keeps hold of it."""
        if not asyncio.iscoroutine(work):
            return
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._handle_exception(error if isinstance(error, Exception) else RuntimeError(str(error)))

    # bars

    def draw_bars(self) -> None:
        """The lines above and below, as things stand."""
        session = self.session
        name = f" {session.name} " if session is not None else " planner "
        tabs = [
            Piece(f" {title} ", "mark" if place == self.place else "muted", f"go-{place}") for place, title, _ in _TABS
        ]
        here = tuple(Piece(f"[{p.text.strip()}]" if p.role == "mark" else p.text, p.role, p.key) for p in tabs)
        self.query_one("#top", Bar).show(
            (Piece(name, "strong", "go-welcome"), *self._standing()), (*here, Piece(" ")) if session is not None else ()
        )
        view = self.view
        says = (self.notice,) if self.notice.text else (view.status() if view is not None else ())
        self.query_one("#status", Bar).show((Piece(" "), *says), self._counted())
        self.query_one("#foot", Bar).show(tuple(_footer(self.place, view.footer() if view is not None else ())))

    def _standing(self) -> tuple[Piece, ...]:
        session = self.session
        if session is None:
            return ()
        if session.read_only:
            return (Piece(f"⊘ read-only: {session.read_only}", "warn"),)
        if session.conflict is not None:
            return (Piece("⚠ changed on disk: choose", "bad", "resolve"),)
        return (Piece("● unsaved", "warn", "save"),) if session.dirty else (Piece("✓ saved", "good"),)

    def _counted(self) -> tuple[Piece, ...]:
        if self.session is None or self.seen is None:
            return ()
        errors = sum(p.severity == "error" for p in self.seen.problems)
        if errors:
            return (Piece(f"✗ {errors} error{'s' if errors > 1 else ''} ", "bad", "problems"),)
        counts = self.seen.counts
        if counts is None:
            return ()
        said = f"{counts.tables} tables · {counts.operations} operations · {counts.risks} open risks "
        return (Piece(said, "muted", "go-explain"),)

    def tell(self, text: str, role: Role = "text") -> None:
        """Says something in the status line, until the next thing is done."""
        self.notice = Piece(text, role)
        self.draw_bars()

    def on_bar_clicked(self, event: Bar.Clicked) -> None:
        """A word of a bar was clicked: it is an action."""
        event.stop()
        if event.key == "resolve":
            self.offer_conflict()
        else:
            self.action_act(event.key)

    # deeds

    def action_act(self, action: str) -> None:
        """Does what a key, the palette or a click asked for."""
        if self.notice.text:
            self.notice = Piece("")
            self.draw_bars()
        wanted = BY_ID.get(action)
        if wanted is not None and wanted.needs_design and self.session is None:
            self.tell("open or start a design first", "warn")
            return
        view = self.view
        deed = (view.deeds().get(action) if view is not None else None) or self._deeds().get(action)
        if deed is not None:
            deed()

    def _deeds(self) -> Deeds:
        """What can be done in every view."""
        return {}

    def offer_conflict(self) -> None:
        """Somebody else wrote the same places: a choice is due."""

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
        """Asks for a line of text."""
        self.query_one(Prompt).ask(label, value, done, check=check, hint=hint, back=back)

    def choose(
        self,
        title: str,
        rows: list[Row],
        done: Callable[[str], None],
        *,
        key: str = "",
        filtered: bool = True,
        hint: str = "type to filter",
    ) -> None:
        """Lets somebody choose from a list."""
        from planner.tui.chooser import Chooser

        def heard(found: str | None) -> None:
            if found is not None:
                done(found)

        self.push_screen(Chooser(title, rows, key=key, filtered=filtered, hint=hint), heard)


def _settle() -> None:
    gc.freeze()
    gc.enable()


def _footer(place: Place, chosen: tuple[str, ...]) -> list[Piece]:
    pieces: list[Piece] = [Piece(" ")]
    for action in tuple(BY_ID[c] for c in chosen) or footer_of(place):
        pieces += [
            Piece(action.shown_key or "Enter", "key", action.id),
            Piece(f" {action.title}  ", "text", action.id),
        ]
    return pieces


def _made(place: Place) -> View:
    """A view, its module loaded now."""
    from importlib import import_module

    module = import_module(f"planner.tui.{place}")
    view: View = module.make()
    view.id = f"view-{place}"
    return view


def palette_rows(place: Place, has_design: bool) -> list[Row]:
    """Every action that can be done now."""
    return [
        Row((Piece(f"{a.title:<18}", "strong"), Piece(f"{a.shown_key:<10}", "key"), Piece(a.says, "muted")), a.id)
        for a in actions_at(place)
        if has_design or not a.needs_design
    ]


def theme_rows() -> list[Row]:
    """The themes to choose from."""
    return [Row((Piece(name),), name) for name in NAMES]
