"""The application: holds the session, shows one view, saves and thinks in the background. Draws nothing itself."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from msgspec import Struct
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical
from textual.css.query import NoMatches
from textual.filter import Monochrome, NoColor
from textual.timer import Timer

from planner.diagnostics import Diagnostic
from planner.session.commands import Command
from planner.session.session import Saving, Session, new_session, open_session
from planner.session.thinking import Thinking
from planner.session.thoughts import Failed, Look, Reply, Request, Seen
from planner.tui.actions import BY_ID, Place, actions_at, footer_of
from planner.tui.bars import Bar
from planner.tui.bindings import bindings_at
from planner.tui.preferences import Preferences, state_folder
from planner.tui.prompt import Check, Prompt
from planner.tui.recents import remember
from planner.tui.rows import Piece, Role, Row
from planner.tui.themes import CSS, NAMES, OWN, fitting_theme
from planner.tui.view import Deeds, View

SAVE_AFTER = 0.5
THINK_AFTER = 0.06
LOOK_EVERY = 1.0
BEGIN_AFTER = 0.15
"""Thinking begins when the first screen is there: both would want the same processor."""
_TABS: tuple[tuple[Place, str, str], ...] = (
    ("interview", "Interview", "F2"),
    ("review", "Review", "F3"),
    ("workbench", "Workbench", "F4"),
    ("export", "Export", "F5"),
    ("explain", "Explain", "F6"),
)


class Opening(Struct, frozen=True):
    """What the application starts with."""

    design: Path | None = None
    view: Place = "workbench"
    folder: Path = Path()


class PlannerApp(App[int]):
    """The interface to one design at a time."""

    CSS = CSS
    ENABLE_COMMAND_PALETTE = False
    TITLE = "planner"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings_at("everywhere"),
        Binding("ctrl+c", "help_quit", show=False, system=True),
    ]

    def __init__(self, opening: Opening, preferences: Preferences) -> None:
        super().__init__()
        for theme in OWN:
            self.register_theme(theme)
        self.theme = preferences.theme or fitting_theme(os.environ)
        if self.no_color:
            self._filters = [f for f in self._filters if not isinstance(f, Monochrome)] + [NoColor()]
        self.preferences = preferences
        self.opening = opening
        self.session: Session | None = None
        self.seen: Seen | None = None
        self.thinking = Thinking()
        self.place: Place = "welcome"
        self.state = state_folder()
        self.notice = Piece("")
        self.tip = -1
        self.folder = ""
        self._save_timer: Timer | None = None
        self._think_timer: Timer | None = None
        self._saving = False
        self._looking = False
        self._tasks: set[asyncio.Task[None]] = set()

    def compose(self) -> ComposeResult:
        """Bars around one view."""
        yield Bar(id="top")
        yield Container(id="body")
        with Vertical(id="below"):
            yield Prompt()
            yield Bar(id="status")
            yield Bar(id="foot")

    async def on_mount(self) -> None:
        """Opens what was asked for."""
        if self.preferences.keys:
            self.set_keymap(self.preferences.keys)
        self.set_interval(LOOK_EVERY, self._look_at_disk)
        if self.opening.design is not None:
            self.open_design(self.opening.design, self.opening.view)
        else:
            await self.go("welcome")
        for problem in self.preferences.problems[:1]:
            self.tell(problem, "warn")

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
        body = self.query_one("#body", Container)
        self.place = place
        if self.view is None:
            await body.mount(_made(place))
        for shown in body.query(View):
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
            (Piece(name, "strong", "go-welcome"), *self._standing()), here if session is not None else ()
        )
        view = self.view
        says = (self.notice,) if self.notice.text else (view.status() if view is not None else ())
        self.query_one("#status", Bar).show((Piece(" "), *says), self._counted())
        self.query_one("#foot", Bar).show(tuple(_footer(self.place)))

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
            self._offer_conflict()
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
        from planner.tui.deeds import application_deeds

        return application_deeds(self)

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

    # the design

    def open_design(self, path: Path, place: Place) -> None:
        """Opens a design in place of the one that is open."""
        found = open_session(path)
        if isinstance(found, Diagnostic):
            self.tell(f"✗ {found.message}", "bad")
            if self.session is None:
                self.start(self._fall_back(found))
            return
        self.take_up(found, place)

    async def _fall_back(self, problem: Diagnostic) -> None:
        await self.go("welcome")
        self.tell(f"✗ {problem.message}", "bad")

    def begin_design(self, path: Path, text: str, place: Place) -> None:
        """Starts a design that no file holds yet."""
        session = new_session(path, text)
        problem = session.save()
        if problem is not None:
            self.tell(f"✗ {problem.message}", "bad")
        self.take_up(session, place)

    def take_up(self, session: Session, place: Place) -> None:
        """Goes on with another design."""
        if self.session is not None:
            self.session.end()
        self.session, self.seen = session, None
        remember(self.state, session.path)
        self.start(self._taken_up(place))

    async def _taken_up(self, place: Place) -> None:
        await self.query_one("#body", Container).remove_children(View)
        await self.go(place)
        self.set_timer(BEGIN_AFTER, self.think_now)
        if self.session is not None and self.session.recovery is not None:
            self._offer_recovery()

    def run_command(self, command: Command) -> bool:
        """Carries an edit out; the rest follows by itself."""
        session = self.session
        if session is None:
            return False
        if session.read_only:
            self.tell(f"⊘ read-only: {session.read_only}", "warn")
            return False
        changed = session.execute(command)
        if changed:
            self.text_changed()
        return changed

    def text_changed(self) -> None:
        """Draws, then saves and thinks when there is time."""
        view = self.view
        if view is not None:
            view.text_changed()
        self.draw_bars()
        if self._save_timer is not None:
            self._save_timer.stop()
        self._save_timer = self.set_timer(SAVE_AFTER, self.save_soon)
        if self._think_timer is not None:
            self._think_timer.stop()
        self._think_timer = self.set_timer(THINK_AFTER, self.think_now)

    def save_soon(self) -> None:
        """Saves beside everything else."""
        if not self._saving:
            self.start(self._save())

    async def _save(self) -> None:
        session = self.session
        if session is None:
            return
        before = session.version
        job = session.saving()
        if session.version != before:
            self.tell("the file was changed on disk: both changes are in", "good")
            self.text_changed()
        if job is not None:
            await self._write(session, job)
        if session.conflict is not None:
            self._offer_conflict()
        self.draw_bars()

    async def _write(self, session: Session, job: Saving) -> None:
        self._saving = True
        try:
            problem = session.saved(job, await asyncio.to_thread(job.write))
        finally:
            self._saving = False
        if problem is not None:
            self.tell(f"✗ {problem.message}", "bad")
        elif session.dirty:
            self.save_soon()

    def _look_at_disk(self) -> None:
        session = self.session
        if session is None or self._saving or session.conflict is not None or session.recovery is not None:
            return
        came = session.look()
        if came == "conflict":
            self._offer_conflict()
        elif came:
            self.tell("the file was changed on disk" + (": both changes are in" if came == "merged" else ""), "good")
            self.text_changed()

    def _offer_conflict(self) -> None:
        from planner.tui.dialogs import conflict_rows

        session = self.session
        if session is None or session.conflict is None or len(self.screen_stack) > 1:
            return
        self.draw_bars()
        self.choose("Changed here and on disk", conflict_rows(session), self._resolved, key="mine", filtered=False)

    def _resolved(self, side: str) -> None:
        if self.session is not None and side in ("mine", "theirs"):
            self.session.resolve("mine" if side == "mine" else "theirs")
            self.text_changed()

    def _offer_recovery(self) -> None:
        from planner.tui.dialogs import recovery_rows

        if self.session is not None and self.session.recovery is not None:
            rows = recovery_rows(self.session.recovery)
            self.choose("Edits that were not saved", rows, self._recovered, key="recover", filtered=False)

    def _recovered(self, choice: str) -> None:
        session = self.session
        if session is None:
            return
        if choice == "recover":
            came = session.recover()
            self.tell("the edits are back", "good")
            self.text_changed()
            if came == "conflict":
                self._offer_conflict()
        elif choice == "discard":
            session.discard_recovery()

    # thinking

    def think_now(self) -> None:
        """Has the text understood; while that goes on, the newest text waits its turn."""
        if not self._looking and self.session is not None:
            self.start(self._think())

    async def _think(self) -> None:
        self._looking = True
        try:
            while (session := self.session) is not None:
                version = session.version
                seen = await self.thinking.ask(Look(session.text, str(session.path.absolute())))
                if self.session is session and isinstance(seen, Seen):
                    self._understood(seen)
                if self.session is session and session.version == version:
                    break
        finally:
            self._looking = False

    def _understood(self, seen: Seen) -> None:
        self.seen = seen
        view = self.view
        if view is not None:
            view.thought(seen)
        self.draw_bars()

    async def reply(self, request: Request) -> Reply:
        """Asks the thinking process."""
        return await self.thinking.ask(request)

    def failed(self, reply: Reply) -> bool:
        """Says why there was no answer; whether that was so."""
        if isinstance(reply, Failed):
            self.tell(reply.says, "warn")
        return isinstance(reply, Failed)

    def export_folder(self) -> Path:
        """Where the bundle goes: what was chosen, else a folder named after the design, beside it."""
        if self.folder:
            return Path(self.folder).expanduser()
        if self.session is None:
            return Path("plan")
        path = self.session.path.absolute()
        return path.parent / (self.preferences.export or f"{path.stem}-plan")

    async def leave(self) -> None:
        """Saves and ends."""
        session = self.session
        if session is not None and session.conflict is not None:
            self._offer_conflict()
            return
        if session is not None:
            problem = session.end()
            if problem is not None:
                self.tell(f"✗ {problem.message}: save a copy elsewhere (^Shift+s)", "bad")
                return
        await self.thinking.stop()
        self.exit(0)


def _footer(place: Place) -> list[Piece]:
    pieces: list[Piece] = [Piece(" ")]
    for action in footer_of(place):
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
