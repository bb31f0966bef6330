"""The frame of the application: one view between its bars, a prompt, choosers. Knows of the design what the bars say."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Iterator
from typing import ClassVar, Final

from textual import events
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.css.query import NoMatches

from planner.naming import count_phrase
from planner.session.session import Session
from planner.session.thoughts import Seen
from planner.tui.actions import BY_ID, Place, actions_at, footer_of
from planner.tui.bars import Bar
from planner.tui.bindings import bindings_at
from planner.tui.cells import fitted, width_of
from planner.tui.ground import Ground
from planner.tui.prompt import Check, Prompt
from planner.tui.rows import Piece, Role, Row, flowing, wrapped
from planner.tui.themes import CSS, NAMES, OWN
from planner.tui.view import Deeds, View

_TABS: tuple[tuple[Place, str, str], ...] = (
    ("interview", "Interview", "F2"),
    ("review", "Review", "F3"),
    ("workbench", "Workbench", "F4"),
    ("export", "Export", "F5"),
    ("explain", "Explain", "F6"),
)
_ROOM_FOR_KEYS = 104
_MOVING: Final = ("up", "down", "pageup", "pagedown", "home", "end", "j", "k")
_PASSING: Final[tuple[Role, ...]] = ("text", "muted", "good")
_SAVED: Final = (Piece("✓ saved", "good"),)
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
        """The view that is shown; none while it is being made: there is nothing in it that could answer."""
        try:
            found = self.query_one(f"#view-{self.place}", View)
        except NoMatches:
            return None
        return found if found.is_mounted else None

    async def go(self, place: Place) -> None:
        """Shows a view; each is made when it is first needed."""
        if self.session is None and place != "welcome":
            self.tell("open or start a design first", "warn")
            return
        self.query_one(Prompt).close()
        self.place = place
        if not self.screen_stack[0].query(f"#view-{place}"):
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
        if task.cancelled():
            return
        try:
            task.result()
        except Exception as error:
            self._handle_exception(error)

    @property
    def choosing_room(self) -> int:
        """How wide a line of a chooser can be."""
        return min(76, self.size.width * 96 // 100) - 5

    # bars

    def draw_bars(self) -> None:
        """The lines above and below, as things stand."""
        self._draw_top()
        view = self.view
        keys = tuple(_footer(self.place, view.footer() if view is not None else ()))
        says, below = (view.status() if view is not None else ()), keys
        if self.notice.text:
            first, *rest = wrapped(self.notice.text, max(20, self.size.width - 2))
            says = (Piece(first, self.notice.role),)
            below = (Piece(f" {' '.join(rest)}", self.notice.role),) if rest else keys
        self.query_one("#status", Bar).show((Piece(" "), *says), self._counted())
        self.query_one("#foot", Bar).show(below)

    def _draw_top(self) -> None:
        """The design, how it stands, the views: the name gives way, for what stands behind it must be seen."""
        session = self.session
        if session is None:
            self.query_one("#top", Bar).show((Piece(" planner ", "strong", "go-welcome"),))
            return
        tabs, standing = tuple(_tabs(self.place, keyed=self.size.width >= _ROOM_FOR_KEYS)), self._standing()
        room = self.size.width - sum(width_of(p.text) for p in (*tabs, *standing)) - 4
        whole = session.name if width_of(session.name) <= room else session.name.rpartition(".")[0] or session.name
        if width_of(whole) > room and standing == _SAVED:
            standing, room = (Piece("✓", "good"),), room + width_of(_SAVED[0].text) - 1
        name = fitted(whole, min(width_of(whole), max(6, room)))
        self.query_one("#top", Bar).show((Piece(f" {name} ", "strong", "go-welcome"), *standing), tabs)

    def _standing(self) -> tuple[Piece, ...]:
        session = self.session
        if session is None:
            return ()
        if session.read_only:
            return (Piece("⊘ read-only", "warn"),)
        if session.conflict is not None:
            return (Piece("⚠ conflict (^s)", "bad", "resolve"),)
        return (Piece("● unsaved", "warn", "save"),) if session.dirty else _SAVED

    def _counted(self) -> tuple[Piece, ...]:
        if self.session is None or self.seen is None:
            return ()
        errors = sum(p.severity == "error" for p in self.seen.problems)
        if errors:
            return (Piece(f"✗ {count_phrase(errors, 'error')} ", "bad", "problems"),)
        counts = self.seen.counts
        if counts is None:
            return ()
        said = " · ".join(
            (
                count_phrase(counts.tables, "table"),
                count_phrase(counts.operations, "operation"),
                count_phrase(counts.risks, "open risk"),
            )
        )
        said = f"{said} "
        return (Piece(said, "muted", "go-explain"),)

    async def on_event(self, event: events.Event) -> None:
        """What was said is read once the cursor moves on; what is wrong stays, and so does a tip of the tour."""
        if isinstance(event, events.Key) and event.key in _MOVING and self.notice.role in _PASSING:
            self.notice = Piece("")
        await super().on_event(event)

    def tell(self, text: str, role: Role = "text") -> None:
        """Says something in the status line, until the next thing is done; a long notice over the keys below it too."""
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
        keys: str = "",
    ) -> None:
        """Lets somebody choose from a list; `keys` says what Enter and Esc do there, where that is another thing."""
        from planner.tui.chooser import CHOOSING, Chooser

        def heard(found: str | None) -> None:
            if found is not None:
                done(found)

        self.push_screen(Chooser(title, rows, key=key, filtered=filtered, hint=hint, keys=keys or CHOOSING), heard)


def _tabs(here: Place, *, keyed: bool) -> Iterator[Piece]:
    """The views, with their keys where there is room; brackets around the one that is shown."""
    for place, title, key in _TABS:
        text = f"{key} {title}" if keyed else title
        shown = place == here
        yield Piece(f"[{text}]" if shown else f" {text} ", "mark" if shown else "muted", f"go-{place}")
    yield Piece(" ")


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


def palette_rows(place: Place, has_design: bool, width: int) -> list[Row]:
    """Every action that can be done now."""
    return [
        row
        for a in actions_at(place)
        if has_design or not a.needs_design
        for row in flowing(
            a.id,
            (Piece(fitted(a.title, 17), "strong"), Piece(fitted(a.shown_key, 11), "key")),
            (Piece(a.says, "muted"),),
            width,
        )
    ]


def theme_rows() -> list[Row]:
    """The themes to choose from."""
    return [Row((Piece(name),), name) for name in NAMES]
