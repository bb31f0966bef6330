"""A sitting at the interface, as a test tells it: what is pressed, typed and clicked, and what then is on the screen."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.widgets import Input

from planner.tui.actions import Place
from planner.tui.app import PlannerApp
from planner.tui.pane import Pane
from planner.tui.preferences import Preferences
from planner.tui.rows import lines_at
from planner.tui.workbench import Workbench
from tests.tui.screens import Size, do, press, rest, running, screen_text, write


class Sitting:
    """One person before one screen."""

    def __init__(self, app: PlannerApp, pilot: Pilot[Any]) -> None:
        self.app = app
        self.pilot = pilot

    @property
    def screen(self) -> str:
        """The screen, line by line."""
        return screen_text(self.app)

    @property
    def row(self) -> str:
        """The line under the cursor of the pane that has the keys."""
        pane = self.app.focused
        assert isinstance(pane, Pane), pane
        lines = [pane.rows[i].plain.strip() for i in lines_at(pane.rows, pane.index)]
        return " ".join(line for line in lines if line)

    @property
    def text(self) -> str:
        """The design as the file holds it."""
        assert self.app.session is not None
        return self.app.session.path.read_text()

    def line(self, part: str) -> str:
        """The first line of the screen that says this."""
        found = next((line for line in self.screen.split("\n") if part in line), None)
        assert found is not None, f"{part!r} is not on the screen:\n{self.screen}"
        return found

    async def press(self, *keys: str) -> None:
        """Keys, one after another."""
        await press(self.app, self.pilot, *keys)

    async def do(self, *actions: str) -> None:
        """What the registry calls by these ids."""
        await do(self.app, self.pilot, *actions)

    async def write(self, text: str) -> None:
        """A line of text, and Enter."""
        await write(self.app, self.pilot, text)

    async def fill(self, text: str) -> None:
        """A line of text that is not handed over yet."""
        assert isinstance(self.app.focused, Input), self.app.focused
        self.app.focused.value = text
        await self.rest()

    async def rest(self) -> None:
        """Until nothing moves."""
        await rest(self.app, self.pilot)

    async def jump(self, path: str) -> None:
        """To a place of the design, in the workbench."""
        assert isinstance(self.app.view, Workbench)
        self.app.view.jump(path)
        await self.rest()

    def place_of(self, text: str, nth: int = 0) -> tuple[int, int]:
        """Where the screen says this."""
        found = [(line.index(text), y) for y, line in enumerate(self.screen.split("\n")) if text in line]
        assert len(found) > nth, f"{text!r} is not on the screen:\n{self.screen}"
        return found[nth]

    async def click(self, text: str, nth: int = 0, *, dx: int = 0) -> None:
        """A click on what the screen says."""
        x, y = self.place_of(text, nth)
        await self.pilot.click(offset=(x + dx, y))
        await self.rest()


@asynccontextmanager
async def sitting(
    design: Path | None,
    *,
    folder: Path | None = None,
    size: Size = (120, 40),
    place: Place = "workbench",
    preferences: Preferences | None = None,
) -> AsyncIterator[Sitting]:
    """The interface at rest, with somebody before it."""
    async with running(design, folder=folder, size=size, place=place, preferences=preferences) as (app, pilot):
        yield Sitting(app, pilot)
