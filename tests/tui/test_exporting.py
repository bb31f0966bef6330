"""The export view: what will be written and what was, what was edited by hand, and where it goes."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.tui.pane import Pane
from planner.tui.preferences import Preferences
from tests.tui.sittings import sitting


async def test_writing_and_writing_again(shop: Path) -> None:
    out = shop.parent / "shop-plan"
    async with sitting(shop, place="export") as at:
        assert "Write 28 files" in at.screen and "New  28" in at.screen
        at.app.query_one("#files", Pane).put_cursor("write")
        await at.press("enter")
        assert "✓ 28 files written" in at.screen and "written to " in at.screen
        assert (out / "openapi.yaml").is_file()
        await at.press("f4", "f5")
        assert "Write 28 files" not in at.screen and "New" not in at.screen, at.screen


async def test_what_was_edited_by_hand_is_written_over_only_when_asked(shop: Path) -> None:
    out = shop.parent / "shop-plan"
    async with sitting(shop, place="export") as at:
        await at.press("w")
        (out / "PLAN.md").write_text("mine\n")
        await at.press("w")
        assert "nothing was written" in at.screen and "✎ PLAN.md" in at.screen
        assert "keep what was edited, ours beside as .new" in at.screen
        assert (out / "PLAN.md").read_text() == "mine\n"
        await at.click("keep what was edited")
        assert (out / "PLAN.md").read_text() == "mine\n" and (out / "PLAN.md.new").read_text().startswith("# ")
        assert "kept as edited" in at.screen
        (out / "RISKS.md").write_text("mine too\n")
        await at.press("w")
        await at.press("shift+w")
        assert (out / "RISKS.md").read_text() != "mine too\n"
        assert "written" in at.screen


async def test_a_file_shows_what_changed_in_it(shop: Path) -> None:
    async with sitting(shop, place="export") as at:
        await at.press("w", "f4")
        await at.jump("entities.Author.fields.bio")
        await at.press("e")
        await at.write("text required")
        await at.press("f5")
        assert "Changed" in at.screen and "~ openapi.yaml" in at.screen
        at.app.query_one("#files", Pane).put_cursor("openapi.yaml")
        await at.rest()
        assert "─ openapi.yaml ─" in at.screen and "─ difference ─" in at.screen and "@@" in at.screen
        await at.press("equals_sign")
        assert "─ difference ─" not in at.screen and 'openapi: "3.1.0"' in at.screen
        await at.press("y")
        assert at.app.clipboard == str(shop.parent / "shop-plan" / "openapi.yaml")
        await at.press("right_square_bracket")
        assert at.app.query_one("#files", Pane).key != "openapi.yaml"
        await at.press("left_square_bracket", "left_square_bracket")
        assert "copied" not in at.screen


async def test_a_file_that_is_no_longer_made_is_named_and_removed(shop: Path) -> None:
    out = shop.parent / "shop-plan"
    async with sitting(shop, place="export") as at:
        await at.press("w", "f4")
        await at.jump("entities.Order.actions.ship")
        await at.press("d")
        await at.press("f5")
        assert "No longer made  1" in at.screen and "− diagrams/flow-ship-order.mmd" in at.screen
        await at.press("w")
        assert "1 removed" in at.screen and not (out / "diagrams" / "flow-ship-order.mmd").exists()


async def test_the_folder_is_the_users_choice(shop: Path) -> None:
    other = shop.parent / "elsewhere"
    async with sitting(shop, place="export") as at:
        await at.press("home", "enter")
        await at.write(str(other))
        await at.press("w")
        assert (other / "PLAN.md").is_file() and not (shop.parent / "shop-plan").exists()
        await at.press("o")
        await at.write("")
        assert at.app.export_folder() == other, "nothing typed changes nothing"


async def test_the_settings_name_a_folder_for_every_design(shop: Path) -> None:
    async with sitting(shop, place="export", preferences=Preferences(export="plans")) as at:
        await at.press("w")
    assert (shop.parent / "plans" / "PLAN.md").is_file()


async def test_a_narrow_screen_opens_a_file_over_the_list(shop: Path) -> None:
    async with sitting(shop, place="export", size=(80, 24)) as at:
        at.app.query_one("#files", Pane).put_cursor("openapi.yaml")
        await at.rest()
        assert "3.1.0" not in at.screen
        await at.press("enter")
        assert "─ openapi.yaml ─" in at.screen and 'openapi: "3.1.0"' in at.screen
        await at.press("escape")
        assert "─ openapi.yaml ─" not in at.screen


async def test_a_folder_that_cannot_be_written_says_so(shop: Path) -> None:
    (shop.parent / "taken").write_text("a file")
    async with sitting(shop, place="export") as at:
        await at.press("o")
        await at.write(str(shop.parent / "taken"))
        await at.press("w")
        assert "✗" in at.screen and "nothing was written" in at.screen
    assert (shop.parent / "taken").read_text() == "a file"


@pytest.mark.parametrize("key", ["a", "shift+w"])
async def test_both_ways_write_where_nothing_was_edited(shop: Path, key: str) -> None:
    async with sitting(shop, place="export") as at:
        await at.press(key)
        assert "✓ 28 files written" in at.screen


async def test_a_design_with_errors_writes_nothing_of_the_plan_before_them(shop: Path) -> None:
    out = shop.parent / "shop-plan"
    async with sitting(shop, place="export") as at:
        assert "Write 28 files" in at.screen
        await at.press("f4")
        shop.write_text(at.text.replace("title: string(1..200)", "title: strng(1..200)"))
        at.app._look_at_disk()
        await at.press("f5")
        assert "Write 28 files" not in at.screen and "w Write" not in at.screen
        assert "of the plan before them, and are not written." in at.screen
        await at.press("w")
        assert "the design has errors: nothing was written" in at.screen and not out.exists()


async def test_a_long_folder_is_told_to_its_end(shop: Path) -> None:
    async with sitting(shop, place="export", size=(80, 24)) as at:
        at.app.folder = f"/srv/{'a-long-name/' * 8}plan"
        await at.press("f4", "f5")
        assert "long-name/plan" in at.screen and "…" not in at.line("Folder")
