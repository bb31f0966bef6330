"""The files that a design includes: what stands in one of them is read there, written there at once, taken back there.

They have no journal: an edit is in its file before it is shown.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from planner.diagnostics import Diagnostic
from planner.read.layout import Path as Place
from planner.read.layout import Value
from planner.session.commands import Command, Put, Rewrite, Together, Within, text_after
from planner.session.disk import OnDisk, is_writable, read_text, replace_text, stamp_of, unreadable
from planner.session.patches import Patch, patch_between
from planner.session.thoughts import Home
from planner.session.window import item_count, value_at


class Piecewise(Struct, frozen=True):
    """A command by the files it changes; `mine` is for the design itself."""

    mine: tuple[Command, ...]
    others: dict[str, tuple[Command, ...]]


class Change(Struct, frozen=True):
    """What an edit did to one included file."""

    file: str
    patch: Patch


class Parts:
    """The included files of one design. `homes` says of the entries in them where they stand, `lists` which have items.

    The items of a list are numbered as if it were one: the design's own first, then file by file. One more than there
    are is the design's own next.
    """

    def __init__(self, main: Path, own_items: Callable[[str], int] = lambda _section: 0) -> None:
        self.homes: dict[tuple[str, str], str] = {}
        self.lists: dict[str, tuple[str, ...]] = {}
        self._own_items = own_items
        self._folder = Path(os.path.realpath(main)).parent
        self._held: dict[str, OnDisk] = {}

    def know(self, homes: Iterable[Home]) -> None:
        """Where everything stands, as the design was understood."""
        named, lists = {}, dict[str, tuple[str, ...]]()
        for home in homes:
            if home.name:
                named[home.section, home.name] = home.file
            else:
                lists[home.section] = (*lists.get(home.section, ()), home.file)
        self.homes, self.lists = named, lists

    def home(self, path: Place) -> str:
        """The included file that an element stands in; empty for the design itself."""
        if len(path) < 2:
            return ""
        return self._item(path)[0] if isinstance(path[1], int) else self.homes.get((str(path[0]), path[1]), "")

    def _item(self, path: Place) -> tuple[str, Place]:
        """The file of an item of a list, and its path there."""
        section, number = str(path[0]), int(path[1]) - self._own_items(str(path[0]))
        for file in self.lists.get(section, ()) if number >= 0 else ():
            count = item_count(self.text(file), section)
            if number < count:
                return file, (section, number, *path[2:])
            number -= count
        return "", path if number < 0 else (section, self._own_items(section), *path[2:])

    def _there(self, path: Place) -> Place:
        """A path as the file has it that the element stands in."""
        return self._item(path)[1] if len(path) > 1 and isinstance(path[1], int) else path

    def items(self, section: str) -> int:
        """How many items of a list stand elsewhere."""
        return sum(item_count(self.text(file), section) for file in self.lists.get(section, ()))

    def files(self) -> tuple[str, ...]:
        """Those that hold entries."""
        return tuple(dict.fromkeys(self.homes.values()))

    def names(self, section: str) -> tuple[str, ...]:
        """The entries of a section that stand elsewhere."""
        return tuple(name for part, name in self.homes if part == section)

    def text(self, file: str) -> str:
        """What a file says now."""
        held, stamp = self._held.get(file), stamp_of(self._folder / file)
        if held is None or held.stamp != stamp:
            held = self._held[file] = read_text(self._folder / file)
        return held.text or ""

    def value(self, path: Place) -> Value:
        """What stands at a path below an entry that stands elsewhere."""
        return value_at(self.text(self.home(path)), self._there(path))

    def section(self, name: str, mine: Value) -> Value:
        """A whole section: the design's own entries, then those that stand elsewhere."""
        if name in self.lists:
            found = [value_at(self.text(file), (name,)) for file in self.lists[name]]
            return [*(mine if isinstance(mine, list) else ()), *(i for f in found if isinstance(f, list) for i in f)]
        elsewhere = {entry: self.value((name, entry)) for entry in self.names(name)}
        return {**(mine if isinstance(mine, dict) else {}), **elsewhere} if elsewhere else mine

    def split(self, command: Command) -> Piecewise:
        """The command by files."""
        mine: list[Command] = []
        others: dict[str, list[Command]] = {}
        for part in command.parts if isinstance(command, Together) else (command,):
            if isinstance(part, Within):
                others.setdefault(part.file, []).append(part.command)
            elif not isinstance(part, Rewrite | Together) and (file := self.home(part.path)):
                others.setdefault(file, []).append(replace(part, path=self._there(part.path)))
            elif isinstance(part, Put):
                mine.append(replace(part, path=self._there(part.path)))
            else:
                mine.append(part)
        return Piecewise(tuple(mine), {file: tuple(found) for file, found in others.items()})

    def carry_out(self, others: dict[str, tuple[Command, ...]]) -> tuple[Change, ...] | Diagnostic:
        """Writes the files that change; none of them where one cannot be written."""
        texts = {
            file: (self.text(file), text_after(Together(found), self.text(file))) for file, found in others.items()
        }
        changed = {file: pair for file, pair in texts.items() if pair[0] != pair[1]}
        problem = self._write({file: after for file, (_, after) in changed.items()})
        return problem or tuple(Change(file, patch_between(*pair)) for file, pair in changed.items())

    def walk(self, changes: tuple[Change, ...], *, back: bool) -> Diagnostic | None:
        """Takes changes back, or makes them again."""
        texts: dict[str, str] = {}
        for change in changes:
            patch = change.patch.inverse if back else change.patch
            after = patch.applied(self.text(change.file))
            if after is None:
                return unreadable(self._folder / change.file, "it was changed elsewhere since")
            texts[change.file] = after
        return self._write(texts)

    def _write(self, texts: dict[str, str]) -> Diagnostic | None:
        for file in texts:
            if not is_writable(self._folder / file):
                return unreadable(self._folder / file, "it cannot be written")
        problems = [replace_text(self._folder / file, text) for file, text in texts.items()]
        return next((p for p in problems if p is not None), None)
