"""What an export will write, what changed since the last one, what was edited by hand; and the export itself."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import ClassVar

from msgspec.structs import replace
from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widget import Widget

from planner.naming import count_phrase
from planner.session.thoughts import (
    AskContents,
    AskPage,
    Contents,
    DoExport,
    Exported,
    ExportMode,
    FileState,
    Listed,
    Page,
    Seen,
)
from planner.tui.actions import Place
from planner.tui.bindings import bindings_at
from planner.tui.cells import fitted
from planner.tui.pane import Pane
from planner.tui.rows import ERRORS, GAP, Piece, Role, Row, flowing, heading, line, prose, wrapped
from planner.tui.texts import TextRows, difference_rows
from planner.tui.view import Deeds, View

_STATES: dict[FileState, tuple[str, Role, str]] = {
    "edited": ("✎", "bad", "edited by hand"),
    "changed": ("~", "warn", "changed"),
    "new": ("+", "added", "new"),
    "gone": ("−", "removed", "no longer made"),
    "same": ("=", "muted", "unchanged"),
}
_WIDE = 110
_KEYS = ("help", "write", "folder", "palette")
_KEYS_NOTHING = ("help", "folder", "go-workbench", "palette")
_KEYS_EDITED = ("help", "keep-edited", "overwrite", "folder", "palette")
_BEFORE = "These files are of the plan before them, and are not written."
_EDITED = (
    Row((Piece("a  ", "key"), Piece("keep what was edited, ours beside as .new")), "keep-edited", does=True),
    Row((Piece("W  ", "key"), Piece("write over it")), "overwrite", does=True),
)


class Export(View):
    """The bundle before it is written."""

    place: ClassVar[Place] = "export"
    BINDINGS: ClassVar[list[BindingType]] = bindings_at("export")
    DEFAULT_CSS = """
    Export { layout: horizontal; }
    Export #files { width: 1fr; }
    Export #file { width: 1fr; display: none; }
    Export.-wide #file { display: block; }
    Export.-wide #files { max-width: 64; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.files: tuple[Listed, ...] = ()
        self.report: Exported | None = None
        self._difference = True
        self._waiting = True

    def compose(self) -> ComposeResult:
        """The files, and one of them beside."""
        files = Pane(id="files", classes="titled")
        files.entitle("Export")
        yield files
        yield Pane(id="file", classes="titled")

    def on_resize(self, event: events.Resize) -> None:
        """The file beside, where there is room."""
        self.set_class(event.size.width >= _WIDE, "-wide")
        self.call_after_refresh(self._draw)
        self.call_after_refresh(self._show_file)

    def on_pane_resized(self, event: Pane.Resized) -> None:
        """Lines are broken anew where there is more room, or less."""
        event.stop()
        self._draw()

    def entered(self) -> None:
        """Folder and design may be others."""
        self.report = None
        self.planner.start(self._ask())

    def thought(self, seen: Seen) -> None:
        """So may the plan."""
        self.planner.start(self._ask())

    async def _ask(self) -> None:
        self._waiting = True
        self._draw()
        found = await self.planner.reply(AskContents(str(self.planner.export_folder())))
        self._waiting = False
        if not self.is_attached:
            return
        first = not self.files
        if isinstance(found, Contents):
            self.files = found.files
        else:
            self.files = ()
        self._draw()
        if first:
            self.query_one("#files", Pane).put_cursor("write")
        self._show_file()
        self.planner.draw_bars()

    def _draw(self) -> None:
        pane = self.query_one("#files", Pane)
        pane.show(tuple(self._rows(max(40, pane.room - 2))))
        size = sum(f.size for f in self.files)
        pane.note(f"{count_phrase(len(self.files), 'file')} · {_spaced(size)} bytes" if self.files else "")

    def _rows(self, width: int) -> Iterator[Row]:
        folder = self.planner.export_folder()
        told = flowing("folder", (Piece("Folder  ", "muted"),), (Piece(str(folder), "strong"),), width)
        yield from (replace(row, does=True) for row in told)
        yield from self._verdict(width)
        yield GAP
        by_state: dict[str, list[Listed]] = {}
        for file in self.files:
            by_state.setdefault(file.state, []).append(file)
        for state, (sign, role, says) in _STATES.items():
            found = by_state.get(state, [])
            if found:
                yield heading(says.capitalize(), str(len(found)))
                for file in found:
                    size = f"{_spaced(file.size):>10}" if file.size else " " * 10
                    yield from _file_rows(file.path, (Piece(f"{sign} ", role), Piece(size, "muted")), width)
                yield GAP

    @property
    def _faulty(self) -> bool:
        """The design has errors: what is listed is the plan of an older text."""
        return self.planner.seen is not None and self.planner.seen.counts is None

    def _verdict(self, width: int) -> Iterator[Row]:
        report = self.report
        if report is not None and report.problem:
            yield line(f"✗ {report.problem}", "bad")
            if report.edited:
                yield from _EDITED
        elif report is not None:
            removed = f", {len(report.removed)} removed" if report.removed else ""
            kept = f", {len(report.kept)} kept as edited" if report.kept else ""
            written = count_phrase(len(report.written), "file")
            same = f", {report.unchanged} as they were" if report.unchanged else ""
            yield line(f"✓ {written} written{same}{removed}{kept}", "good")
        elif not self.files:
            yield line("…", "muted") if self._waiting else line(f"Nothing to write. {ERRORS}", "warn")
        elif self._faulty:
            yield from prose(f"✗ {ERRORS} {_BEFORE}", width, "bad")
        elif edited := sum(f.state == "edited" for f in self.files):
            was = "was" if edited == 1 else "were"
            yield line(f"! {count_phrase(edited, 'file')} {was} edited by hand since the last export", "warn")
            yield from _EDITED
        else:
            coming = sum(f.state != "same" for f in self.files)
            says = f"Write {count_phrase(coming, 'file')}" if coming else "Nothing changed since the last export"
            yield Row((Piece("w  ", "key"), Piece(says, "strong")), "write", does=True)

    def first_focus(self) -> Widget:
        """The files."""
        return self.query_one("#files", Pane)

    def on_pane_moved(self, event: Pane.Moved) -> None:
        """Another file."""
        event.stop()
        if event.pane.id == "files":
            self._show_file()

    def on_pane_chosen(self, event: Pane.Chosen) -> None:
        """What a row is for."""
        event.stop()
        if event.key in ("folder", "write", "keep-edited", "overwrite"):
            self.planner.action_act(event.key)
        elif not self.has_class("-wide"):
            self.planner.start(self._preview(event.key))

    async def _preview(self, path: str) -> None:
        found = await self.planner.reply(AskPage(path, str(self.planner.export_folder())))
        if isinstance(found, Page):
            text = TextRows(found.text, path, found.first)
            rows = [Row(text[i].pieces, str(i)) for i in range(min(len(text), 3000))]
            self.planner.choose(path, rows, _nothing, hint="type to find lines", keys="Enter or Esc leaves")

    def _show_file(self) -> None:
        path = self.query_one("#files", Pane).key
        if not self.has_class("-wide"):
            return
        if any(f.path == path for f in self.files):
            self.planner.start(self._shown(path))
        elif self.files:
            pane = self.query_one("#file", Pane)
            pane.entitle("")
            pane.note("")
            pane.show((line("Choose a file to see it, or what changed in it.", "muted"),))

    async def _shown(self, path: str) -> None:
        found = await self.planner.reply(AskPage(path, str(self.planner.export_folder())))
        if not self.is_attached or not isinstance(found, Page) or self.query_one("#files", Pane).key != path:
            return
        pane = self.query_one("#file", Pane)
        with_difference = self._difference and bool(found.diff)
        pane.entitle(path)
        pane.note("difference" if with_difference else f"{_spaced(found.size)} bytes")
        rows = difference_rows(found.diff or ()) if with_difference else TextRows(found.text, path, found.first)
        pane.show(rows)
        pane.scroll_to(y=0, animate=False, immediate=True)

    # deeds

    def deeds(self) -> Deeds:
        """By action."""
        pane = self.query_one("#files", Pane)
        return {
            "write": partial(self._write, "refuse"),
            "keep-edited": partial(self._write, "adopt"),
            "overwrite": partial(self._write, "force"),
            "folder": self._ask_folder,
            "difference": self._toggle_difference,
            "next-page": partial(pane.action_move, 1),
            "previous-page": partial(pane.action_move, -1),
        }

    def _write(self, mode: ExportMode) -> None:
        self.planner.start(self._written(mode))

    async def _written(self, mode: ExportMode) -> None:
        self.planner.tell("Writing…", "muted")
        found = await self.planner.reply(DoExport(str(self.planner.export_folder()), mode))
        if self.planner.failed(found) or not isinstance(found, Exported) or not self.is_attached:
            return
        await self._ask()
        self.report = found
        self._draw()
        if not self.query_one("#files", Pane).put_cursor("keep-edited"):
            self.query_one("#files", Pane).action_edge(-1)
        word = "nothing was written" if found.problem else f"written to {found.folder}"
        self.planner.tell(word, "bad" if found.problem else "good")

    def _ask_folder(self) -> None:
        self.planner.ask("Folder of the bundle", str(self.planner.export_folder()), self._chose_folder)

    def _chose_folder(self, text: str) -> None:
        if text.strip():
            self.planner.folder = text.strip()
            self.entered()

    def _toggle_difference(self) -> None:
        self._difference = not self._difference
        self._show_file()

    def status(self) -> tuple[Piece, ...]:
        """What waits."""
        counts = self.planner.seen.counts if self.planner.seen is not None else None
        if counts is None:
            return ()
        waits = f" · no need to wait for {count_phrase(counts.questions, 'open question')}" if counts.questions else ""
        keys = "a or W writes" if any(f.state == "edited" for f in self.files) else "w writes"
        return (Piece(f"{keys}{waits}", "muted"),)

    def footer(self) -> tuple[str, ...]:
        """Keeping and overwriting help where something was edited."""
        if not self.files or self._faulty:
            return _KEYS_NOTHING
        return _KEYS_EDITED if any(f.state == "edited" for f in self.files) else _KEYS

    def copied(self) -> str:
        """The folder, or the file's path in it."""
        key = self.query_one("#files", Pane).key
        return str(self.planner.export_folder() / key) if any(f.path == key for f in self.files) else ""


def _file_rows(path: str, around: tuple[Piece, Piece], width: int) -> Iterator[Row]:
    """A path between its sign and its size; a long one goes on below itself."""
    (sign, size), room = around, max(20, width - 12)
    first, *rest = wrapped(path, room)
    yield Row((sign, Piece(fitted(first, room)), size), path)
    yield from (Row((Piece("  "), Piece(part)), more=True) for part in rest)


def _spaced(number: int) -> str:
    return f"{number:,}".replace(",", " ")


def _nothing(_key: str) -> None:
    return None


def make() -> Export:
    """The view."""
    return Export()
