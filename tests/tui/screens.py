"""Drives the interface without a terminal: waits until it is at rest, and reads the screen as text."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from planner.tui.actions import Place
from planner.tui.app import Opening, PlannerApp
from planner.tui.preferences import Preferences

Size = tuple[int, int]
PATIENCE = 120.0
"""A busy machine is no fault of the interface."""


@asynccontextmanager
async def running(
    design: Path | None,
    *,
    folder: Path | None = None,
    size: Size = (120, 40),
    place: Place = "workbench",
    preferences: Preferences | None = None,
) -> AsyncIterator[tuple[PlannerApp, Pilot[Any]]]:
    """The application at rest on its first view."""
    where = folder or (design.parent if design is not None else Path.cwd())
    app = PlannerApp(Opening(design, place, where), preferences or Preferences())
    async with app.run_test(size=size) as pilot:
        await rest(app, pilot)
        yield app, pilot
        if app.session is not None:
            app.session.end()
        await app.thinking.stop()


async def rest(app: PlannerApp, pilot: Pilot[Any]) -> None:
    """Waits until nothing is being asked, thought or saved."""
    quiet, until = 0, time.monotonic() + PATIENCE
    while time.monotonic() < until:
        await pilot.pause(0.01)
        unthought = app.session is not None and app.seen is None
        busy = app._tasks or app._looking or app._saving or unthought
        waiting = app.session is not None and app.session.dirty and app.session.conflict is None
        quiet = 0 if busy or (waiting and not app.session.read_only) else quiet + 1
        if quiet > 8:
            return
    raise AssertionError("the interface does not come to rest")


async def do(app: PlannerApp, pilot: Pilot[Any], *actions: str) -> None:
    """Does what the registry calls by these ids."""
    for action in actions:
        app.action_act(action)
        await rest(app, pilot)


async def press(app: PlannerApp, pilot: Pilot[Any], *keys: str) -> None:
    """Presses keys, resting after each."""
    for key in keys:
        await pilot.press(key)
        await rest(app, pilot)


async def write(app: PlannerApp, pilot: Pilot[Any], text: str) -> None:
    """Types into whatever has the focus, and keeps it."""
    focused = app.focused
    assert focused is not None and hasattr(focused, "value"), focused
    focused.value = text
    await pilot.pause()
    await press(app, pilot, "enter")


def screen_text(app: PlannerApp) -> str:
    """The screen, line by line."""
    strips = app.screen._compositor.render_strips()
    return "\n".join("".join(s.text for s in strip).rstrip() for strip in strips)
