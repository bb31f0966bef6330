"""What stands beside the form: a file of the bundle as it will be written, its difference, or the diagram."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical

from planner.session.thoughts import AskContents, AskPage, Contents, Failed, Page
from planner.tui.pane import Pane
from planner.tui.rows import Piece, Row, line
from planner.tui.texts import TextRows, difference_rows

if TYPE_CHECKING:
    from planner.tui.app import PlannerApp


class Beside(Vertical):
    """One page of the bundle."""

    DEFAULT_CSS = """
    Beside Pane { height: 1fr; }
    """

    def __init__(self, *, classes: str = "") -> None:
        super().__init__(classes=classes, id="beside")
        self.path = ""
        self.text = ""
        self._entity = ""
        self._difference = False
        self._files: tuple[str, ...] = ()
        self._asking = False
        self._again = False

    @property
    def planner(self) -> PlannerApp:
        """The application it is part of."""
        return cast("PlannerApp", self.app)

    def compose(self) -> ComposeResult:
        """The page."""
        yield Pane(id="page")

    def on_show(self, event: events.Show) -> None:
        """The page is printed when it is first seen."""
        self.refresh_page()

    def thought(self) -> None:
        """The plan is another."""
        self._files = ()
        self.refresh_page()

    def about(self, entity: str) -> None:
        """The entity that the page shall show first."""
        self._entity = entity
        self._find_entity()

    def refresh_page(self) -> None:
        """Prints the page again, where it can be seen."""
        if not self.display or not self.is_on_screen or self.planner.seen is None:
            return
        if self._asking:
            self._again = True
        else:
            self.planner.start(self._ask())

    async def _ask(self) -> None:
        self._asking = True
        try:
            while True:
                self._again = False
                folder = str(self.planner.export_folder()) if self._difference else ""
                found = await self.planner.reply(AskPage(self.path, folder))
                if not self.is_attached:
                    return
                self._show(found)
                if not self._again:
                    return
        finally:
            self._asking = False

    def _show(self, found: object) -> None:
        pane = self.query_one("#page", Pane)
        if isinstance(found, Failed):
            if not self.text:
                pane.show((line(found.says, "warn"),))
            return
        if not isinstance(found, Page):
            return
        fresh = found.path != self.path
        rows: Sequence[Row]
        if self._difference:
            rows = (
                difference_rows(found.diff or (), found.path)
                if found.diff is not None
                else (line(f"{found.path} was not exported yet.", "muted"),)
            )
        elif found.text == self.text and not fresh and isinstance(pane.rows, TextRows):
            return
        else:
            rows = TextRows(found.text, found.path)
        self.path, self.text = found.path, found.text
        self.border_title = f"{found.path}{' · difference' if self._difference else ''}"
        self.border_subtitle = f"{len(found.text.encode()):,} bytes".replace(",", " ")
        top = 0 if fresh else pane.scroll_offset.y
        pane.show(rows)
        pane.scroll_to(y=top, animate=False, immediate=True)
        if fresh:
            self._find_entity()

    def _find_entity(self) -> None:
        """Brings the entity's own lines into view."""
        pane = self.query_one("#page", Pane)
        if not self._entity or not isinstance(pane.rows, TextRows):
            return
        from planner.naming import plural_snake, snake

        words = "|".join(map(re.escape, (self._entity, plural_snake(self._entity), snake(self._entity))))
        definition = re.compile(
            rf"^\s*(?:{words}):|^\s*(?:type|message|CREATE TABLE)\s+\W?(?:{words})\b|^#+ .*\b(?:{words})\b"
        )
        for index, text in enumerate(pane.rows.lines):
            if definition.search(text):
                pane.scroll_to(y=index, animate=False, immediate=True)
                return

    # deeds

    def turn(self, by: int) -> None:
        """The next file, or the one before."""
        self.planner.start(self._turned(by))

    async def _turned(self, by: int) -> None:
        files = await self._listed()
        if files:
            at = files.index(self.path) if self.path in files else 0
            self.path, self.text = files[(at + by) % len(files)], ""
            self.refresh_page()

    async def _listed(self) -> tuple[str, ...]:
        if not self._files:
            found = await self.planner.reply(AskContents(str(self.planner.export_folder())))
            if isinstance(found, Contents):
                self._files = tuple(f.path for f in found.files if f.state != "gone")
        return self._files

    def pick(self) -> None:
        """Any file."""
        self.planner.start(self._picked())

    async def _picked(self) -> None:
        rows = [Row((Piece(path),), path) for path in await self._listed()]
        if rows:
            self.planner.choose("Files of the bundle", rows, self._turn_to, key=self.path)

    def _turn_to(self, path: str) -> None:
        self.path, self.text = path, ""
        self.refresh_page()

    def toggle_difference(self) -> None:
        """The file, or what changed in it."""
        self._difference = not self._difference
        self.text = ""
        self.refresh_page()

    def toggle_diagram(self) -> None:
        """The diagram, or the page."""

    def zoom(self) -> None:
        """How much of each entity the diagram shows."""

    def change_hops(self) -> None:
        """How much of the neighbourhood the diagram shows."""

    def write_svg(self) -> None:
        """The diagram as a file."""
