"""The application: holds the session, shows one view, saves and thinks in the background. Draws nothing itself."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from msgspec import Struct
from textual.filter import Monochrome, NoColor
from textual.timer import Timer

from planner.diagnostics import Diagnostic
from planner.session.commands import Command
from planner.session.session import Saving, Session, is_blank, new_session, open_session
from planner.session.thinking import Thinking
from planner.session.thoughts import Failed, Hear, Look, Reply, Request, Seen
from planner.tui.actions import Place
from planner.tui.preferences import Preferences, state_folder
from planner.tui.recents import remember
from planner.tui.rows import Piece
from planner.tui.shell import Shell
from planner.tui.themes import fitting_theme
from planner.tui.view import Deeds, View

SAVE_AFTER = 0.5
LOOK_EVERY = 1.0
BEGIN_AFTER = 0.25
"""Thinking begins when the first screen is there: both would want the same processor."""


class Opening(Struct, frozen=True):
    """What the application starts with."""

    design: Path | None = None
    view: Place = "workbench"
    folder: Path = Path()


class PlannerApp(Shell):
    """The interface to one design at a time."""

    def __init__(self, opening: Opening, preferences: Preferences) -> None:
        super().__init__()
        self.theme = preferences.theme or fitting_theme(os.environ)
        if self.no_color:
            self._filters = [f for f in self._filters if not isinstance(f, Monochrome)] + [NoColor()]
        self.preferences = preferences
        self.opening = opening
        self.thinking = Thinking()
        self.state = state_folder()
        self.tip = -1
        self.folder = ""
        self.blank: Path | None = None
        self._save_timer: Timer | None = None
        self._saving = False
        self._looking = False
        self._unsaved = -1

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

    def _deeds(self) -> Deeds:
        from planner.tui.deeds import application_deeds

        return application_deeds(self)

    # the design

    def open_design(self, path: Path, place: Place) -> None:
        """Opens a design in place of the one that is open."""
        found = open_session(path)
        if isinstance(found, Session) and is_blank(found):
            found.end()
            self.blank = path
            self.go_soon("welcome")
            return
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
        found = open_session(path) if path.exists() else None
        session = found if isinstance(found, Session) else new_session(path, text)
        session.replace(text, "Started the design")
        problem = session.save()
        if problem is not None:
            self.tell(f"✗ {problem.message}", "bad")
        self.take_up(session, place)

    def take_up(self, session: Session, place: Place) -> None:
        """Goes on with another design."""
        if self.session is not None:
            problem = self.session.save()
            if problem is not None and self._unsaved != self.session.version:
                session.end()
                self.tell(f"✗ {problem.message}", "bad")
                return
            self.session.end()
        self.session, self.seen, self.blank = session, None, None
        remember(self.state, session.path)
        if session.read_only:
            self.tell(f"⊘ read-only: {session.read_only}", "warn")
        self.start(self._taken_up(place))

    async def _taken_up(self, place: Place) -> None:
        await self.screen_stack[0].remove_children(View)
        await self.go(place)
        self.set_timer(BEGIN_AFTER, self.think_now)
        if self.session is not None and self.session.recovery is not None:
            self._offer_recovery()

    def give_up(self) -> None:
        """What is open may be left as it stands: it lies elsewhere, or somebody said so."""
        self._unsaved = self.session.version if self.session is not None else -1

    def run_command(self, command: Command) -> bool:
        """Carries an edit out; the rest follows by itself."""
        session = self.session
        if session is None:
            return False
        if session.read_only:
            self.tell(f"⊘ read-only: {session.read_only}", "warn")
            return False
        self.notice = Piece("")
        changed = session.execute(command)
        if changed:
            self.text_changed()
        elif session.refusal is not None:
            self.tell(f"✗ {session.refusal.message}", "bad")
        return changed

    def text_changed(self) -> None:
        """Draws, has the text understood, and saves when there is time."""
        view = self.view
        if view is not None:
            view.text_changed()
        self.draw_bars()
        if self._save_timer is not None:
            self._save_timer.stop()
        self._save_timer = self.set_timer(SAVE_AFTER, self.save_soon)
        self.think_now()

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
            self.offer_conflict()
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
        was_dirty, came = session.dirty, session.look()
        if came == "conflict":
            self.offer_conflict()
        elif came == "gone":
            self.tell("the file is gone" + ("" if session.read_only else ": ^s writes it again"), "warn")
        elif came:
            self.tell("the file was changed on disk" + (": both changes are in" if came == "merged" else ""), "good")
            self.text_changed()
        elif session.dirty != was_dirty:
            self.draw_bars()

    def offer_conflict(self) -> None:
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
                self.offer_conflict()
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
                hearing = asyncio.create_task(self.thinking.ask(Hear(session.text, str(session.path.absolute()))))
                if self.view is not None:
                    self.view.text_sent()
                looking = asyncio.create_task(self.thinking.ask(Look()))
                await hearing
                seen = await looking
                if self.session is session and isinstance(seen, Seen):
                    self._understood(seen)
                if self.session is session and session.version == version:
                    break
        finally:
            self._looking = False

    def _understood(self, seen: Seen) -> None:
        self.seen = seen
        if self.session is not None:
            self.session.parts.know(seen.homes)
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
            self.offer_conflict()
            return
        if session is not None:
            problem = session.save()
            if problem is not None and self._unsaved != session.version:
                self.give_up()
                self.tell(f"✗ {problem.message}. ^Shift+s saves a copy elsewhere, ^q again leaves without it", "bad")
                return
            session.end()
        await self.thinking.stop()
        self.exit(0)
