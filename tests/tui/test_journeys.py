"""From nothing to a bundle, and what an edit in the workbench leaves in the file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from planner.session.commands import Put
from planner.tui.actions import VIEWS, actions_at
from planner.tui.interview import Interview
from planner.tui.pane import Pane
from planner.tui.preferences import Preferences
from planner.tui.tour import TIPS
from planner.tui.workbench import Workbench
from tests.session.test_included import MAIN, ORDERS
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


async def test_every_action_is_done_where_it_is_offered(shop: Path) -> None:
    async with running(shop) as (app, pilot):
        for place in VIEWS:
            await app.go(place)
            await rest(app, pilot)
            assert app.view is not None
            known = app.view.deeds() | app._deeds()
            missing = [a.id for a in actions_at(place) if a.id not in known]
            assert missing == [], place


async def test_keys_can_be_changed(shop: Path) -> None:
    async with running(shop, preferences=Preferences(keys={"go-review": "ctrl+g", "pane.down": "n"})) as (app, pilot):
        before = app.query_one("#entities", Pane).key
        await press(app, pilot, "n")
        assert app.query_one("#entities", Pane).key != before
        await press(app, pilot, "ctrl+g")
        assert app.place == "review"


async def test_a_conflict_waits_for_a_choice(shop: Path) -> None:
    async with running(shop) as (app, pilot):
        assert app.session is not None
        theirs = shop.read_text().replace("phone: phone pii", "phone: text")
        app.session.execute(Put(("entities", "Customer", "fields", "phone"), "phone unique", "mine"))
        shop.write_text(theirs)
        app.save_soon()
        await rest(app, pilot)
        assert "Changed here and on disk" in screen_text(app)
        assert shop.read_text() == theirs
        await press(app, pilot, "down", "enter")
        assert app.session.conflict is None and app.session.text == theirs
        await do(app, pilot, "undo")
        assert "phone: phone unique" in shop.read_text(), "taking theirs can be taken back"


async def test_renaming_an_entity_follows_every_mention(shop: Path) -> None:
    async with running(shop) as (app, pilot):
        app.query_one("#entities", Pane).put_cursor("Book")
        await rest(app, pilot)
        await do(app, pilot, "rename")
        await write(app, pilot, "Novel")
        assert app.seen is not None and not [p for p in app.seen.problems if p.severity == "error"]
        assert isinstance(app.view, Workbench) and app.view.chosen == "Novel"
        await do(app, pilot, "undo")
        assert shop.read_text() == Path("examples/bookshop.yaml").read_text()


async def test_what_stands_in_an_included_file_is_edited_there(folder: Path) -> None:
    design, part = folder / "shop.yaml", folder / "orders.yaml"
    design.write_text(MAIN.replace("parts/orders.yaml", part.name))
    part.write_text(ORDERS)
    async with running(design) as (app, pilot):
        view = app.view
        assert isinstance(view, Workbench)
        view.jump("entities.Order.fields.note")
        await rest(app, pilot)
        assert part.name in screen_text(app), "the frame says where it stands"
        await press(app, pilot, "e")
        await write(app, pilot, "text pii")
        assert part.read_text() == ORDERS.replace("note: text\n", "note: text pii\n")
        await do(app, pilot, "undo")
        assert part.read_text() == ORDERS and design.read_text().startswith("# The shop.")


async def test_the_thumb_leads_through_a_long_form(shop: Path) -> None:
    async with running(shop, size=(80, 24)) as (app, pilot):
        form = app.query_one("#form", Pane)
        last, bottom = form.size.width, form.size.height
        assert form.thumb() == range(len(form.thumb())) and form.scroll_offset.y == 0
        await pilot.mouse_down("#form", offset=(last, bottom))
        assert form.scroll_offset.y == form.max_scroll_y > 0 and form.thumb()[-1] == bottom - 1
        before = form.index
        await pilot.hover("#form", offset=(last, 1))
        await pilot.mouse_up("#form", offset=(last, 1))
        await rest(app, pilot)
        assert form.scroll_offset.y == 0 and form.index == before, "the cursor stays where it was"


async def test_a_design_without_entities_begins_with_one(folder: Path) -> None:
    design = folder / "empty.yaml"
    design.write_text("planner: 1\nname: Empty\nsummary: Nothing yet.\n")
    async with running(design) as (app, pilot):
        assert "no entity yet" in screen_text(app)
        await press(app, pilot, "a")
        await write(app, pilot, "Order")
        assert app.session is not None and app.session.entities() == ("Order",)


async def test_the_tour_shows_each_view(folder: Path) -> None:
    async with running(None, folder=folder) as (app, pilot):
        await do(app, pilot, "tour")
        places = []
        for _ in range(len(TIPS)):
            places.append(app.place)
            assert f"{app.tip}/{len(TIPS)}" in screen_text(app)
            await do(app, pilot, "next-tip")
        assert places == [t.place for t in TIPS] and app.tip == -1


def _files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
