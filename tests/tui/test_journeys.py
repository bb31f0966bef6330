"""From nothing to a bundle, and what an edit in the workbench leaves in the file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from planner.tui.interview import Interview
from planner.tui.pane import Pane
from planner.tui.workbench import Workbench
from tests.tui.screens import do, press, rest, running, screen_text, write


async def test_from_a_model_through_questions_to_a_bundle(folder: Path) -> None:
    async with running(None, folder=folder) as (app, pilot):
        assert "What is the backend for?" in screen_text(app)
        await write(app, pilot, "an online shop for books")
        assert app.place == "interview" and app.session is not None
        view = app.view
        assert isinstance(view, Interview)
        first = view.cards[view.current]
        await press(app, pilot, "enter")
        assert view.cards[first.id].state == "done"
        second = view.current
        await press(app, pilot, "u")
        assert view.cards[second].state == "unsure"
        await press(app, pilot, "shift+tab")
        assert view.current == second, "back leads to the card before"
        await do(app, pilot, "undo")
        assert view.cards[second].state != "unsure"
        await do(app, pilot, "go-review")
        assert "Answers" in screen_text(app)
        await do(app, pilot, "go-export", "write")
        assert "written" in screen_text(app)
        design = app.session.path
    out = folder / "cli"
    subprocess.run([sys.executable, "-m", "planner", "plan", str(design), "-o", str(out), "--quiet"], check=True)
    tui = folder / f"{design.stem}-plan"
    assert _files(out) == _files(tui), "the same design gives the same bytes"


async def test_edits_leave_what_a_person_would_have_written(shop: Path) -> None:
    before = shop.read_text()
    async with running(shop) as (app, pilot):
        view = app.view
        assert isinstance(view, Workbench)
        view.jump("entities.Customer.fields.phone")
        await rest(app, pilot)
        await press(app, pilot, "e")
        await write(app, pilot, "phone pii unique")
        view.jump("entities.Author.access.update")
        await rest(app, pilot)
        form = view.query_one("#form", Pane)
        form.cell = 0
        await press(app, pilot, "space")
        view.jump("entities.Category.fields.name")
        await rest(app, pilot)
        await press(app, pilot, "a")
        await write(app, pilot, "code: string(8) unique")
    expected = before.replace("phone: phone pii\n", "phone: phone pii unique\n")
    expected = expected.replace(
        "access: {list: public, get: public, create: staff, update: staff, delete: admin}\n\n  Book:",
        "access: {list: public, get: public, create: staff, update: [staff, customer], delete: admin}\n\n  Book:",
    )
    expected = expected.replace(
        "fields: {name: string(1..60) required unique}",
        "fields: {name: string(1..60) required unique, code: string(8) unique}",
    )
    assert shop.read_text() == expected


def _files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
