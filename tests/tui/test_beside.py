"""What stands beside the form: the files of the bundle as they will be written, and the diagram on its canvas."""

from __future__ import annotations

import subprocess
import sys
import xml.etree.ElementTree as Tree
from pathlib import Path

import pytest
from textual.events import MouseDown, MouseMove, MouseUp

from planner.session.thinking import Thinking
from planner.session.thoughts import Reply, Request
from planner.tui.beside import Beside
from planner.tui.canvas import Canvas
from planner.tui.pane import Pane
from tests.tui.sittings import Sitting, sitting


def page(at: Sitting) -> str:
    """The file that stands beside."""
    return at.app.query_one(Beside).path


def scrolled(at: Sitting) -> tuple[int, int]:
    """How far the window over the picture was moved."""
    offset = at.app.query_one(Canvas).scroll_offset
    return offset.x, offset.y


async def test_the_files_of_the_bundle_one_after_another(shop: Path) -> None:
    async with sitting(shop) as at:
        assert page(at) == "openapi.yaml" and "openapi.yaml ─" in at.screen
        await at.press("right_square_bracket")
        assert page(at) == "asyncapi.yaml"
        await at.press("left_square_bracket", "left_square_bracket")
        assert page(at) == "plan.json"
        await at.press("left_square_bracket")
        assert page(at) == "PLAN.md", "after the first comes the last"
        await at.press("f")
        await at.fill("risks csv")
        await at.press("enter")
        assert page(at) == "risks.csv" and "risks.csv ─" in at.screen


async def test_the_keys_go_on_where_the_page_is_put_away(shop: Path) -> None:
    async with sitting(shop) as at:
        await at.press("g", "g")
        assert at.app.focused is at.app.query_one("#page")
        await at.press("v")
        assert at.app.focused is at.app.query_one("#form"), "what is hidden hears no keys"
        await at.press("v")
        assert "openapi.yaml ─" in at.screen


async def test_the_page_is_asked_for_once_and_right_behind_the_text(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    async with sitting(shop) as at:
        ask = Thinking.ask

        async def noted(thinking: Thinking, request: Request) -> Reply:
            sent.append(type(request).__name__)
            reply = await ask(thinking, request)
            sent.append(f"reply to {type(request).__name__}")
            return reply

        monkeypatch.setattr(Thinking, "ask", noted)
        await at.jump("entities.Author.fields.bio")
        await at.press("e")
        sent.clear()
        await at.write("text required")
        asked = ["Hear", "AskPage", "Look"]
        assert sent == [*asked, *(f"reply to {a}" for a in asked)], "the page does not wait for the risks"


async def test_the_page_says_what_changed_since_the_last_export(shop: Path) -> None:
    out = shop.parent / "shop-plan"
    async with sitting(shop) as at:
        await at.press("equals_sign")
        assert "─ openapi.yaml ─" in at.screen and "difference · " in at.screen and "not exported yet" in at.screen
        command = [sys.executable, "-m", "planner", "plan", str(shop), "-o", str(out), "--quiet"]
        subprocess.run(command, check=True)
        await at.press("equals_sign", "equals_sign")
        assert "as it was exported" in at.screen
        await at.jump("entities.Author.fields.bio")
        await at.press("e")
        await at.write("text required")
        assert "+" in at.screen and "@@" in at.screen
        await at.press("equals_sign")
        assert "· difference" not in at.screen


async def test_the_page_shows_the_chosen_entity_and_can_be_copied(shop: Path) -> None:
    async with sitting(shop) as at:
        at.app.query_one("#entities", Pane).put_cursor("Author")
        await at.rest()
        await at.pilot.pause(0.3)
        await at.rest()
        assert "  Author:" in at.screen, "its schema is brought into view"
        at.app.query_one("#page", Pane).focus()
        await at.rest()
        await at.press("y")
        assert "Author:" in at.app.clipboard and at.app.clipboard.count("\n") > 100
        await at.do("save")
        top = at.screen
        await at.press("pagedown")
        assert at.screen != top
        await at.press("home")
        assert 'openapi: "3.1.0"' in at.screen
        await at.press("end", "up")
        assert 'openapi: "3.1.0"' not in at.screen
        await at.press("home", "down", "pageup", "right", "right")
        assert 'openapi: "3.1.0"' not in at.screen, "long lines are moved along"
        await at.press("left", "left")
        assert 'openapi: "3.1.0"' in at.screen


async def test_the_form_stands_alone_where_it_is_wanted(shop: Path) -> None:
    async with sitting(shop) as at:
        await at.press("v")
        assert "openapi" not in at.screen
        await at.press("right_square_bracket")
        assert "yaml ─" in at.screen, "asking for a file shows it"
    async with sitting(shop, size=(80, 24)) as small:
        await small.press("v")
        assert "openapi.yaml" in small.screen and "Fields" not in small.screen
        await small.press("v")
        assert "Fields" in small.screen and "openapi.yaml" not in small.screen
        await small.press("v", "escape")
        assert "Fields" in small.screen and small.app.focused is not None and small.app.focused.id == "form"


async def test_the_diagram_is_walked_from_entity_to_entity(shop: Path) -> None:
    async with sitting(shop, size=(160, 44)) as at:
        await at.press("g")
        assert "Diagram · keys · all entities" in at.screen and isinstance(at.app.focused, Canvas)
        assert "arrows: next entity" in at.screen
        canvas = at.app.query_one(Canvas)
        assert canvas.chosen == "Customer"
        seen = {canvas.chosen}
        for key in ("down", "right", "down", "left", "up", "right", "j", "l", "k", "h"):
            await at.press(key)
            seen.add(canvas.chosen)
        assert len(seen) >= 3, "arrows lead to other boxes"
        assert at.app.query_one("#entities", Pane).key == canvas.chosen, "the list follows"
        chosen = canvas.chosen
        await at.press("enter")
        assert at.app.focused is at.app.query_one("#form", Pane) and f"{chosen} ─" in at.screen


async def test_the_diagram_shows_more_or_less(shop: Path) -> None:
    async with sitting(shop, size=(160, 44)) as at:
        await at.press("z")
        assert "Diagram · all · all entities" in at.screen, "asking for it shows it"
        await at.press("z")
        assert "Diagram · names" in at.screen
        await at.press("o")
        assert "1 step around Customer" in at.screen and len(at.app.query_one(Canvas).picture.boxes) < 7
        await at.press("o")
        assert "2 steps around Customer" in at.screen
        await at.press("o", "g")
        assert "Diagram" not in at.screen.split("\n")[1] and "openapi.yaml" in at.screen


async def test_the_window_moves_over_a_large_picture(shop: Path) -> None:
    async with sitting(shop, size=(80, 24)) as at:
        await at.press("g", "z", "home")
        assert scrolled(at) == (0, 0)
        await at.press("shift+down")
        assert scrolled(at) == (0, 3)
        await at.press("pagedown")
        assert scrolled(at)[1] > 3
        await at.press("pageup", "shift+up")
        assert scrolled(at) == (0, 0)
        await at.press("shift+right")
        assert scrolled(at)[0] == 8
        await at.press("shift+left")
        assert scrolled(at) == (0, 0)


async def test_the_mouse_moves_the_picture_and_chooses_in_it(shop: Path) -> None:
    async with sitting(shop, size=(160, 44)) as at:
        await at.press("g", "home")
        canvas = at.app.query_one(Canvas)
        box = next(b for b in canvas.picture.boxes if b.node.name != canvas.chosen and b.x < 60 and b.y < 30)
        place = (box.x + 3, box.y + 1)
        await at.pilot.click(canvas, offset=(place[0] - scrolled(at)[0], place[1] - scrolled(at)[1]))
        await at.rest()
        assert canvas.chosen == box.node.name and at.app.query_one("#entities", Pane).key == box.node.name
        await at.pilot.click(canvas, offset=(place[0] - scrolled(at)[0], place[1] - scrolled(at)[1]))
        await at.rest()
        assert at.app.focused is at.app.query_one("#form", Pane), "a second click goes to its form"
        await at.press("z")
        await at.press("home") if at.app.focused is canvas else canvas.focus()
        before = scrolled(at)
        left, top = canvas.region.x, canvas.region.y
        for kind, x, y in (
            (MouseDown, left + 20, top + 20),
            (MouseMove, left + 14, top + 12),
            (MouseUp, left + 14, top + 12),
        ):
            canvas.post_message(kind(canvas, x, y, 0, 0, 1, False, False, False, screen_x=x, screen_y=y))
            await at.rest()
        assert scrolled(at) != before and canvas.chosen == box.node.name, "the picture follows, and nothing is chosen"


async def test_the_diagram_is_written_as_a_file(shop: Path) -> None:
    async with sitting(shop) as at:
        await at.do("diagram-svg")
        assert "written to shop.svg" in at.screen
        drawn = Tree.parse(shop.with_suffix(".svg")).getroot()
        assert drawn.tag.endswith("svg") and "Customer" in "".join(drawn.itertext())


async def test_many_entities_are_drawn_around_the_chosen_one(folder: Path) -> None:
    path = folder / "many.yaml"
    entities = "".join(f"  E{n}:\n    fields: {{name: text}}\n" for n in range(45))
    path.write_text(f"planner: 1\nname: Many\nsummary: Many things.\nentities:\n{entities}")
    async with sitting(path, size=(160, 44)) as at:
        await at.press("g")
        assert "Diagram · keys · 1 step around E0" in at.screen


async def test_a_design_with_errors_keeps_its_last_page(shop: Path) -> None:
    async with sitting(shop) as at:
        before = at.app.query_one(Beside).text
        await at.jump("entities.Author.fields.bio")
        await at.press("d")
        at.app.query_one("#entities", Pane).focus()
        await at.rest()
        await at.jump("entities.Category.relations.parent")
        assert at.app.session is not None
        at.app.session.replace(at.text.replace("belongs_to Category inverse", "belongs_to Nothing inverse"), "Broke it")
        at.app.text_changed()
        await at.rest()
        assert "✗" in at.screen and at.app.query_one(Beside).text
        assert len(at.app.query_one(Beside).text) <= len(before)
