"""One sitting with one design: the text, commands with undo and redo, the journal, the file and who holds it.

Knows no screen and no clock: whoever draws says when to save and when to look at the disk.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Literal, TypeAlias

from msgspec import Struct

from planner.diagnostics import Diagnostic
from planner.read.layout import Path as Place
from planner.read.layout import Value
from planner.session.commands import Command, Rewrite, Together, text_after
from planner.session.disk import is_writable, read_text, replace_text, stamp_of, sweep, unreadable
from planner.session.journal import Journal, Recovery
from planner.session.lock import Lock
from planner.session.parts import Change, Parts
from planner.session.patches import Patch, patch_between
from planner.session.window import entry_names, item_count, value_at

Side: TypeAlias = Literal["mine", "theirs"]


class Step(Struct, frozen=True):
    """One edit of the history; `elsewhere` is what it did to included files."""

    patch: Patch
    says: str
    elsewhere: tuple[Change, ...] = ()


class Saving:
    """One text on its way to the disk: the journal first, then the file as one."""

    def __init__(self, path: Path, text: str, journal: Journal) -> None:
        self.text = text
        self._path = path
        self._journal = journal

    def write(self) -> Diagnostic | None:
        """Writes; takes as long as the disk does, and touches nothing of the session."""
        with suppress(OSError):
            self._journal.sync()
        return replace_text(self._path, self.text)


class Conflict(Struct, frozen=True):
    """The file was changed in the same places as the design here; nothing is written until somebody chooses."""

    theirs: str
    paths: tuple[Place, ...]


class Session:
    """A design that is being edited. `read_only` says why it cannot be, where it cannot."""

    def __init__(self, path: Path, text: str, *, saved: str | None) -> None:
        self.path = path
        self.text = text
        self.version = 0
        self.read_only = ""
        self.recovery: Recovery | None = None
        self.conflict: Conflict | None = None
        self.refusal: Diagnostic | None = None
        self.parts = Parts(path, self.items)
        self._saved = saved
        self._stamp = stamp_of(path) if saved is not None else None
        self._gone = False
        self._past: list[Step] = []
        self._future: list[Step] = []
        self._journal = Journal(path)
        self._lock = Lock(path)

    @property
    def name(self) -> str:
        """The file's base name."""
        return self.path.name

    @property
    def dirty(self) -> bool:
        """Whether the file lacks something of the text."""
        return self._gone or self.text != self._saved

    @property
    def undoable(self) -> str:
        """What undo would take back; empty where there is nothing."""
        return self._past[-1].says if self._past else ""

    @property
    def redoable(self) -> str:
        """What redo would make again; empty where there is nothing."""
        return self._future[-1].says if self._future else ""

    def entities(self) -> tuple[str, ...]:
        """The names of the entities, in the design's order."""
        return self.entries("entities")

    def entries(self, section: str) -> tuple[str, ...]:
        """The names in a section, those that stand in included files last."""
        return entry_names(self.text, section) + self.parts.names(section)

    def count(self, section: str) -> int:
        """How much stands in a section."""
        elsewhere = len(self.parts.names(section)) + self.parts.items(section)
        if f"\n{section}:" not in self.text:
            return elsewhere
        return elsewhere + (self.items(section) or len(entry_names(self.text, section)))

    def items(self, section: str) -> int:
        """How many items a list of the design's own file has."""
        return item_count(self.text, section)

    def value(self, path: Place) -> Value:
        """What the design says at a path."""
        if self.parts.home(path):
            return self.parts.value(path)
        found = value_at(self.text, path)
        return self.parts.section(str(path[0]), found) if len(path) == 1 else found

    def execute(self, command: Command) -> bool:
        """Carries a command out; whether a text changed. `refusal` says why an included file could not be."""
        self.refusal = None
        split = self.parts.split(command)
        if not split.others or self.read_only or self.recovery is not None:
            return self._become(text_after(Together(split.mine), self.text), command.says)
        done = self.parts.carry_out(split.others)
        if isinstance(done, Diagnostic):
            self.refusal = done
            return False
        return self._become(text_after(Together(split.mine), self.text), command.says, done)

    def _become(self, after: str, says: str, elsewhere: tuple[Change, ...] = ()) -> bool:
        if self.read_only or self.recovery is not None or (after == self.text and not elsewhere):
            return False
        patch = patch_between(self.text, after)
        self._move(patch, after, says)
        self._past.append(Step(patch, says, elsewhere))
        self._future.clear()
        return True

    def _move(self, patch: Patch, after: str, says: str) -> None:
        if after == self.text:
            self.version += 1
            return
        try:
            self._journal.record(self.text, patch, says, after)
        except OSError:
            self._journal.close()
        self.text = after
        self.version += 1

    def forget(self) -> None:
        """From here on nothing is taken back any more."""
        self._past.clear()
        self._future.clear()

    def undo(self) -> str:
        """Takes the last edit back; says which."""
        return self._walk(self._past, self._future, "Undo: ", back=True)

    def redo(self) -> str:
        """Makes the edit that was taken back again; says which."""
        return self._walk(self._future, self._past, "Redo: ", back=False)

    def _walk(self, source: list[Step], target: list[Step], word: str, *, back: bool) -> str:
        if not source or self.read_only or self.recovery is not None:
            return ""
        step = source.pop()
        patch = step.patch.inverse if back else step.patch
        after = patch.applied(self.text)
        self.refusal = self.parts.walk(step.elsewhere, back=back) if after is not None else None
        if after is None or self.refusal is not None:
            return ""
        self._move(patch, after, word + step.says)
        target.append(step)
        return step.says or "edit"

    def save(self) -> Diagnostic | None:
        """Writes what the file lacks; what a stranger wrote meanwhile is merged, never lost."""
        job = self.saving()
        return self.saved(job, job.write()) if job is not None else None

    def saving(self) -> Saving | None:
        """What there is to write, to be written by whoever has the time; `saved` takes note of it."""
        if not self._may_save():
            return None
        self.look()
        return Saving(self.path, self.text, self._journal) if self._may_save() else None

    def _may_save(self) -> bool:
        return self.dirty and not self.read_only and self.conflict is None

    def saved(self, job: Saving, problem: Diagnostic | None) -> Diagnostic | None:
        """The file holds the text of the job now, unless there was a problem."""
        if problem is None:
            self._saved, self._stamp, self._gone = job.text, stamp_of(self.path), False
            if not self.dirty:
                self._journal.clear()
        return problem

    def look(self) -> str:
        """Looks whether the file was changed by somebody else; says what came of it, empty where nothing did."""
        stamp = stamp_of(self.path)
        if stamp == self._stamp:
            return ""
        if stamp is None:
            self._stamp, self._gone = None, True
            return "gone"
        found = read_text(self.path)
        if found.text is None:
            return ""
        self._stamp, self._gone = found.stamp, False
        if found.text == self._saved or found.text == self.text:
            self._saved = found.text
            return ""
        return self._take_over(found.text)

    def _take_over(self, theirs: str) -> str:
        if not self.dirty and self.read_only:
            self.text = self._saved = theirs
            self.version += 1
            return "read again"
        from planner.session.merging import merge

        merged = merge(self._saved or "", self.text, theirs)
        if merged.text is None:
            self.conflict = Conflict(theirs, merged.contested)
            return "conflict"
        was_dirty = self.dirty
        self._saved = theirs
        self._become(merged.text, "What was changed on disk")
        if merged.text == theirs:
            self._journal.clear()
        return "merged" if was_dirty else "read again"

    def resolve(self, side: Side) -> None:
        """Settles a conflict: the text here, or the one on disk (which undo takes back)."""
        if self.conflict is None:
            return
        theirs, self.conflict = self.conflict.theirs, None
        self._saved = theirs
        if side == "theirs":
            self._become(theirs, "Took the text on disk")

    def recover(self) -> str:
        """Takes up what a killed process left; conflicts with what the file says now are shown."""
        found, self.recovery = self.recovery, None
        if found is None:
            return ""
        from planner.session.merging import merge

        merged = merge(found.base, found.text, self.text)
        if merged.text is None:
            theirs = self.text
            self._become(found.text, "Recovered edits")
            self.conflict = Conflict(theirs, merged.contested)
            return "conflict"
        self._become(merged.text, "Recovered edits")
        return "recovered"

    def discard_recovery(self) -> None:
        """What a killed process left is not wanted."""
        self.recovery = None
        self._journal.clear()

    def replace(self, text: str, says: str) -> bool:
        """The whole text anew, as an editor gives it back."""
        return self.execute(Rewrite(text, says))

    def begin(self) -> None:
        """Takes the lock, and looks for what a killed process left."""
        if not is_writable(self.path):
            self.read_only = "the folder or the file cannot be written"
            return
        try:
            taken = self._lock.take()
        except OSError as error:
            self.read_only = error.strerror or "it cannot be locked"
            return
        if not taken:
            holder = self._lock.holder
            self.read_only = f"process {holder} has it open" if holder > 0 else "another process has it open"
            return
        sweep(self.path)
        self.recovery = self._journal.read(self.text)
        if self.recovery is None:
            self._journal.clear()

    def end(self) -> Diagnostic | None:
        """Saves what can be saved and lets the design go."""
        problem = self.save()
        if not self.dirty and self.recovery is None and not self.read_only:
            self._journal.clear()
        self._journal.close()
        self._lock.leave()
        return problem


def open_session(path: Path) -> Session | Diagnostic:
    """The design in a file; why not, where it cannot be read."""
    found = read_text(path)
    if found.problem is not None:
        return found.problem
    if found.text is None:
        return unreadable(path, "there is no such file")
    session = Session(path, found.text, saved=found.text)
    session.begin()
    return session


def is_blank(session: Session) -> bool:
    """Whether there is nothing in the file that could be lost, and somebody may begin a design in it."""
    return not session.text.strip() and not session.read_only and session.recovery is None


def new_session(path: Path, text: str) -> Session:
    """A design that no file holds yet; the first save writes it."""
    session = Session(path, "", saved=None)
    session.begin()
    session.recovery = None
    session.execute(Rewrite(text, "Started the design"))
    session.forget()
    return session
