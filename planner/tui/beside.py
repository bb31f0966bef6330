"""What stands beside the form: a file of the bundle as it will be written, its difference, or the diagram."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, cast

from textual import events
from textual.app import ComposeResult
from textual.message import Message
from textual.timer import Timer

from planner.diagram.picture import LEVELS, Level, Picture
from planner.session.disk import replace_text
from planner.session.thoughts import (
    AskContents,
    AskPage,
    AskPicture,
    AskSvg,
    Contents,
    Drawing,
    Failed,
    Page,
    Request,
    Seen,
)
from planner.tui.box import Box
from planner.tui.cells import width_of
from planner.tui.pane import Pane
from planner.tui.rows import Piece, Row, line, prose
from planner.tui.texts import TextRows, difference_rows
from planner.tui.view import Deeds

if TYPE_CHECKING:
    from planner.tui.app import PlannerApp
    from planner.tui.canvas import Canvas


FOLLOW_AFTER = 0.15
OVERLOOKED = 40
"""So many entities are drawn together; of more, those around the chosen one."""
MOST_HOPS = 2


class Beside(Box):
    """One page of the bundle."""

    DEFAULT_CSS = """
    Beside Pane { height: 1fr; }
    Beside #canvas { height: 1fr; display: none; overflow: hidden hidden; background: $background; }
    Beside.-drawn #canvas { display: block; }
    Beside.-drawn Pane { display: none; }
    """

    class Drawn(Message):
        """The diagram came, or went."""

        def __init__(self, *, drawn: bool) -> None:
            super().__init__()
            self.drawn = drawn

    def __init__(self, *, classes: str = "") -> None:
        super().__init__(classes=classes, id="beside")
        self.path = ""
        self.text = ""
        self._entity = ""
        self._difference = False
        self._drawn = False
        self._level: Level = "keys"
        self._hops: int | None = None
        self._files: tuple[str, ...] = ()
        self._asking = False
        self._again = False
        self._ahead = False
        self._timer: Timer | None = None
        self._followed = ""
        self._rows_of: tuple[str, str, int] = ("", "", 0)

    @property
    def is_drawn(self) -> bool:
        """Whether it is the diagram."""
        return self._drawn

    @property
    def planner(self) -> PlannerApp:
        """The application it is part of."""
        return cast("PlannerApp", self.app)

    def compose(self) -> ComposeResult:
        """The page; the canvas takes its place when it is first wanted."""
        yield Pane(id="page")

    def canvas(self) -> Canvas:
        """The canvas."""
        from planner.tui.canvas import Canvas

        if not self.query(Canvas):
            self.mount(Canvas(id="canvas"))
        return self.query_one(Canvas)

    def on_show(self, event: events.Show) -> None:
        """The page is printed when it is first seen."""
        self.refresh_page()

    def text_sent(self) -> None:
        """Asks for the page of the plan that will follow."""
        self._ahead = self.refresh_page()

    def thought(self, seen: Seen) -> None:
        """The plan is another; its page is there already where it was asked for, unless no plan came of it."""
        self._files = ()
        if not self._ahead or seen.counts is None:
            self.refresh_page()
        self._ahead = False

    def about(self, entity: str) -> None:
        """The entity that the page shall show first."""
        if entity != self._entity:
            self._entity = entity
            if self._timer is not None:
                self._timer.stop()
            self._timer = self.set_timer(FOLLOW_AFTER, self._follow)

    def _follow(self) -> None:
        self._followed = ""
        self.refresh_page()

    def refresh_page(self) -> bool:
        """Prints the page again, where it can be seen; whether it can."""
        if not self.display or not self.is_on_screen or self.planner.seen is None:
            return False
        if self._asking:
            self._again = True
        else:
            self.planner.start(self._ask())
        return True

    async def _ask(self) -> None:
        self._asking = True
        try:
            while True:
                self._again = False
                found = await self.planner.reply(self._request())
                if not self.is_attached:
                    return
                self._show(found)
                if not self._again:
                    return
        finally:
            self._asking = False

    def _request(self) -> Request:
        if self._drawn:
            return AskPicture(self._level, self._entity, self._neighbours())
        return AskPage(self.path, str(self.planner.export_folder()) if self._difference else "", self._entity)

    def _show(self, found: object) -> None:
        pane = self.query_one("#page", Pane)
        if isinstance(found, Failed):
            if self._drawn:
                self.entitle("Diagram")
                self.canvas().excuse(_sentence(found.says))
            elif not self.text:
                pane.show(prose(_sentence(found.says), max(20, pane.room - 2), "warn"))
            return
        if isinstance(found, Picture):
            self._show_picture(found)
        if not isinstance(found, Page) or self._drawn:
            return
        self.path, self.text = found.path, found.text
        self.entitle(self._titled(found.path))
        size = f"{found.size:,} bytes".replace(",", " ")
        self.note(f"difference · {size}" if self._difference else size)
        if self._difference:
            self._show_difference(found)
        else:
            self._show_text(found)

    def _titled(self, path: str) -> str:
        """The path, or as much of its end as there is room for."""
        name = path.rpartition("/")[2]
        return path if width_of(path) + 9 < self.size.width else f"…/{name}"

    def _show_difference(self, found: Page) -> None:
        rows: Sequence[Row] = (line("not exported yet", "muted"),)
        if found.diff is not None:
            rows = difference_rows(found.diff)
        self._rows_of = ("", "", 0)
        self.query_one("#page", Pane).show(rows)

    def _show_text(self, found: Page) -> None:
        """The lines, where they were; another entity brings its own into view."""
        pane = self.query_one("#page", Pane)
        state = (found.path, found.text, found.first)
        if state != self._rows_of:
            top = pane.scroll_offset.y if state[::2] == self._rows_of[::2] else 0
            self._rows_of = state
            pane.show(TextRows(found.text, found.path, found.first))
            pane.scroll_to(y=top, animate=False, immediate=True)
        if found.at >= 0 and self._followed != self._entity + found.path:
            self._followed = self._entity + found.path
            pane.scroll_to(y=found.at - found.first, animate=False, immediate=True)

    # deeds

    def deeds(self) -> Deeds:
        """What can be done with what is shown, by action."""
        return {
            "next-page": partial(self.turn, 1),
            "previous-page": partial(self.turn, -1),
            "pick-page": self.pick,
            "difference": self.toggle_difference,
            "diagram": self.toggle_diagram,
            "zoom": self.zoom,
            "focus-hops": self.change_hops,
        }

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
        self._drawn = not self._drawn
        self.set_class(self._drawn, "-drawn")
        self.post_message(self.Drawn(drawn=self._drawn))
        if self._drawn:
            self.screen.set_focus(self.canvas())
        self.refresh_page()

    def zoom(self) -> None:
        """How much of each entity the diagram shows."""
        self._level = LEVELS[(LEVELS.index(self._level) + 1) % len(LEVELS)]
        self._show_diagram()

    def change_hops(self) -> None:
        """How much of the neighbourhood the diagram shows."""
        self._hops = (self._neighbours() + 1) % (MOST_HOPS + 1)
        self._show_diagram()

    def _show_diagram(self) -> None:
        if not self._drawn:
            self.toggle_diagram()
        else:
            self.refresh_page()

    def _neighbours(self) -> int:
        """All entities where they can be overlooked, else those beside the chosen one."""
        if self._hops is None:
            count = len(self.planner.session.entities()) if self.planner.session is not None else 0
            return 0 if count <= OVERLOOKED else 1
        return self._hops

    def _show_picture(self, found: Picture) -> None:
        hops = self._neighbours()
        said = f"{hops} step{'s' if hops > 1 else ''} around {self._entity}" if hops else "all entities"
        self.entitle(f"Diagram · {self._level} · {said}")
        self.note("z detail · o neighbours")
        self.canvas().show(found, self._entity)

    def write_svg(self) -> None:
        """The diagram as a file beside the design."""
        self.planner.start(self._written())

    async def _written(self) -> None:
        session = self.planner.session
        found = await self.planner.reply(AskSvg(self._level, self._entity, self._neighbours()))
        if session is None or self.planner.failed(found) or not isinstance(found, Drawing):
            return
        path = session.path.with_suffix(".svg")
        problem = replace_text(path, found.text)
        self.planner.tell(
            f"✗ {problem.message}" if problem else f"written to {path.name}", "bad" if problem else "good"
        )


def _sentence(says: str) -> str:
    return f"{says[:1].upper()}{says[1:]}."
