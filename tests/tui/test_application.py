"""What can be done everywhere: opening, copies, help, palette, theme, conflicts, recovery, leaving, the start page."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest
from textual.events import Paste
from textual.widgets import Input
from textual.widgets.input import Selection

from planner.diagnostics import Diagnostic
from planner.session.commands import Put
from planner.session.disk import replace_text
from planner.tui.chooser import Chooser
from planner.tui.pane import Pane
from planner.tui.preferences import Preferences
from planner.tui.recents import recent_designs
from planner.tui.welcome import Welcome
from tests.tui.sittings import Sitting, sitting
from tests.tui.terminals import ROOT

SMALL = "planner: 1\nname: Small\nsummary: One thing.\nentities:\n  Thing:\n    fields: {name: text}\n"

KILLED = """
import os, signal
from pathlib import Path
from planner.session.commands import Put
from planner.session.session import open_session
session = open_session(Path("shop.yaml"))
session.execute(Put(("entities", "Author", "fields", "nick"), "string(8)", "Added Author.nick"))
os.kill(os.getpid(), signal.SIGKILL)
"""


async def test_the_help_does_what_is_chosen_in_it(shop: Path) -> None:
    async with sitting(shop) as at:
        await at.press("f1")
        assert "Adds one more where the cursor is." in at.screen
        await at.fill("sideways in tables")
        assert "nothing has these words" in at.screen, "what is no action is not chosen"
        await at.fill("nothing is called this")
        assert "nothing has these words" in at.screen
        await at.press("enter")
        assert isinstance(at.app.screen, Chooser), "nothing there is nothing to choose"
        await at.fill("all answers")
        await at.press("enter")
        assert at.app.place == "review"


async def test_the_palette_knows_every_command(shop: Path) -> None:
    async with sitting(shop) as at:
        await at.press("ctrl+p")
        await at.press("pagedown", "down", "up", "pageup")
        await at.fill("svg")
        await at.press("enter")
        assert shop.with_suffix(".svg").is_file()
        await at.press("ctrl+p", "escape")
        assert "Commands ─" not in at.screen


async def test_a_theme_is_chosen_from_the_list(shop: Path) -> None:
    async with sitting(shop, preferences=Preferences(theme="planner-dark")) as at:
        await at.press("ctrl+t")
        await at.fill("planner-light")
        await at.press("enter")
        assert at.app.theme == "planner-light" and "Customer" in at.screen


async def test_a_copy_is_saved_and_worked_on(shop: Path) -> None:
    async with sitting(shop) as at:
        await at.press("ctrl+shift+s")
        assert "there is a file of that name" in at.screen
        await at.write(str(shop.parent / "copy.yaml"))
        assert "copy.yaml" in at.screen.split("\n")[0]
        await at.jump("entities.Author.fields.bio")
        await at.press("d")
        assert "bio" not in (shop.parent / "copy.yaml").read_text()
    assert shop.read_text() == Path("examples/bookshop.yaml").read_text()


async def test_a_copy_where_nothing_can_be_written_says_why(shop: Path) -> None:
    async with sitting(shop) as at:
        await at.do("save-as")
        await at.write(str(shop.parent / "no-such-folder" / "copy.yaml"))
        assert "✗" in at.screen and "shop.yaml" in at.screen.split("\n")[0]
        await at.do("save-as")
        await at.write(str(shop / "copy.yaml"))
        assert "✗ copy.yaml cannot be written: Not a directory" in at.screen
        await at.do("save-as")
        await at.write("")
        assert "shop.yaml" in at.screen.split("\n")[0]


def _text(at: Sitting) -> str:
    assert at.app.session is not None
    return at.app.session.text


async def test_the_backend_is_named_and_summed_up_from_anywhere(shop: Path) -> None:
    before = shop.read_text()
    async with sitting(shop) as at:
        await at.do("name")
        await at.write("Second Hand")
        await at.write("Sells books, new and used.")
        assert "name: Second Hand\nsummary: Sells books, new and used.\n" in _text(at)
        await at.do("name")
        await at.write("Second Hand")
        await at.write("")
        assert "summary:" not in _text(at), "what is not said needs no line"
        await at.press("ctrl+z", "ctrl+z", "ctrl+z")
        assert _text(at) == before, "each is an edit of its own"


async def test_another_design_is_opened_by_its_path(shop: Path) -> None:
    small = shop.parent / "small.yaml"
    small.write_text(SMALL)
    async with sitting(shop) as at:
        await at.press("ctrl+o")
        await at.write(str(small))
        assert "small.yaml" in at.screen.split("\n")[0] and "Thing" in at.screen
        await at.press("ctrl+o")
        await at.write(str(shop.parent))
        assert "✗" in at.screen and "small.yaml" in at.screen.split("\n")[0], "a folder is no design"
        assert recent_designs(at.app.state) == (small, shop)


async def test_without_a_terminal_of_its_own_an_editor_changes_nothing(shop: Path) -> None:
    async with sitting(shop) as at:
        await at.press("ctrl+e")
        assert "the editor ended with 127: nothing was changed" in at.screen


async def test_bars_are_clicked_like_keys(shop: Path) -> None:
    shop.write_text(shop.read_text().replace("email required unique pii", "emial required unique pii"))
    async with sitting(shop) as at:
        await at.click(" Export", dx=2)
        assert at.app.place == "export"
        await at.click("✗ 1 error")
        assert at.app.place == "workbench"
        await at.click("shop.yaml")
        assert at.app.place == "welcome"


async def test_the_start_page_goes_on_where_one_was(shop: Path) -> None:
    (shop.parent / "small.yaml").write_text(SMALL)
    (shop.parent / "other.yaml").write_text("a: b\n")
    async with sitting(None, folder=shop.parent) as at:
        assert "small.yaml" in at.screen and "shop.yaml" in at.screen and "other.yaml" not in at.screen
        await at.press("f5")
        assert "open or start a design first" in at.screen
        await at.press("enter", "down", "y")
        assert "open or start a design first" in at.screen or at.app.place == "welcome"
        await at.click("small.yaml")
        assert at.app.place == "workbench" and "Thing" in at.screen
        await at.press("f10")
        assert "Go on" in at.screen and "shop.yaml" in at.screen
        await at.do("new-sentence")
        assert at.app.focused is not None and at.app.focused.id == "sentence"


async def test_an_empty_design_is_begun(folder: Path) -> None:
    async with sitting(None, folder=folder) as at:
        await at.click("An empty design")
        assert at.app.place == "interview"
        assert "An empty design" in at.screen.split("\n")[-2]
        assert at.text.startswith("planner: 1")
        await at.press("f10")
        await at.click("Blog or CMS")
        assert "the model 'blog-cms'" in at.screen
        assert (folder / "blog-cms.yaml").is_file()


@pytest.mark.parametrize("text", ["", " \n\n"])
async def test_an_empty_file_is_begun_from_the_start_page(folder: Path, text: str) -> None:
    path = folder / "x.yaml"
    path.write_text(text)
    async with sitting(path) as at:
        assert at.app.place == "welcome" and at.app.session is None
        assert "x.yaml is empty. What is the backend for?" in at.screen
        await at.write("a shop for books")
        assert at.app.place == "interview" and at.app.session is not None and at.app.session.path == path
        assert path.read_text().startswith("planner: 1") and [p.name for p in folder.glob("*.yaml")] == ["x.yaml"]
        await at.do("undo")
        assert at.text == text, "the empty file comes back"
    async with sitting(None, folder=folder, place="welcome") as at:
        assert "empty: Enter begins a design in it" in at.line("x.yaml")


async def test_what_was_begun_is_not_taken_back(folder: Path) -> None:
    async with sitting(None, folder=folder) as at:
        await at.write("a clinic where patients book visits")
        begun = at.text
        await at.press("u")
        assert at.text != begun
        await at.press("ctrl+z", "ctrl+z")
        assert "there is nothing to take back" in at.screen and at.text == begun, "what is left is a design still"


async def test_what_is_pasted_is_one_line_and_nothing_of_it_is_lost(folder: Path) -> None:
    async with sitting(None, folder=folder) as at:
        assert isinstance(at.app.focused, Input)
        at.app.focused.post_message(
            Paste("a clinic where\n  patients book\tvisits \x1b[31mand\x07 doctors\r\nwrite notes")
        )
        await at.rest()
        assert at.app.focused.value == "a clinic where patients book visits [31mand doctors write notes"
        at.app.focused.selection = Selection(0, 8)
        at.app.focused.post_message(Paste("word " * 2000))
        await at.rest()
        assert len(at.app.focused.value) > 9999 and at.app.focused.value.endswith(
            " where patients book visits [31mand doctors write notes"
        )
        assert all(len(line) <= 120 for line in at.screen.split("\n"))


async def test_a_long_name_gives_up_its_end_last(folder: Path) -> None:
    for stem, shown in (
        ("a" * 18, f" {'a' * 18} ✓ saved "),
        ("a" * 24, f" {'a' * 24} ✓ "),
        ("a" * 40, f" {'a' * 26}… ✓ "),
    ):
        path = folder / f"{stem}.yaml"
        path.write_text("planner: 1\nname: Long\n")
        async with sitting(path, size=(80, 24)) as at:
            assert at.screen.startswith(shown), at.screen.split("\n")[0]


@pytest.mark.parametrize("name", ["[bold]x.yaml", "[red.yaml", "x\x1b[31m.yaml"])
async def test_a_file_may_have_any_name(folder: Path, name: str) -> None:
    path = folder / name
    path.write_text("")
    async with sitting(path) as at:
        assert f"{name} is empty".replace("\x1b", "␛") in at.screen
        await at.click("An empty design")
        assert at.text.startswith("planner: 1") and "\x1b" not in at.screen


async def test_the_start_page_says_all_it_has_to_say(folder: Path) -> None:
    async with sitting(None, folder=folder, size=(80, 24), place="welcome") as at:
        pane = at.app.query_one("#welcome-list", Pane)
        pane.focus()
        pane.put_cursor("start:chat")
        await at.rest()
        says = next(s.says for s in at.app.query_one(Welcome).starts if s.id == "chat")
        assert " ".join(at.row.split()) == f"Chat {says}", "on as many lines as it takes"
        long = folder / f"{'a-name-' * 8}long.yaml"
        long.write_text("planner: 1\n")
        await at.press("f10")
        assert "…" not in "".join(row.plain for row in pane.rows).replace("Open a file…", "")
        assert any(row.plain.strip() == long.name for row in pane.rows)


async def test_the_start_page_offers_open_help_and_the_tour(folder: Path) -> None:
    async with sitting(None, folder=folder) as at:
        await at.click("Open a file…")
        assert "the path of a design" in at.screen
        await at.press("escape")
        pane = at.app.query_one("#welcome-list", Pane)
        pane.focus()
        pane.put_cursor("help")
        await at.press("enter")
        assert "Help ─" in at.screen
        await at.press("f1")
        await at.press("f8")
        assert "The tour begins on the start page: F10, then t." in at.screen, "there was none to go on with"
        pane.put_cursor("tour")
        await at.press("enter")
        assert at.app.place == "interview" and "1/8" in at.screen
        for _ in range(8):
            await at.press("f8")
        assert "That was the tour." in at.screen


@pytest.mark.parametrize("name", ["none.yaml", "."])
async def test_what_cannot_be_opened_leads_to_the_start_page(folder: Path, name: str) -> None:
    async with sitting(folder / name, folder=folder) as at:
        if at.app.session is None:
            assert at.app.place == "welcome" and "✗" in at.screen
        else:
            assert at.app.session.entities() == ()


async def test_keeping_mine_overwrites_what_came_from_elsewhere(shop: Path) -> None:
    async with sitting(shop) as at:
        assert at.app.session is not None
        at.app.session.execute(Put(("entities", "Customer", "fields", "phone"), "phone unique", "mine"))
        shop.write_text(shop.read_text().replace("phone: phone pii", "phone: text"))
        await at.do("save")
        assert "Changed here and on disk" in at.screen and "phone unique" in at.screen and "text" in at.screen
        await at.press("escape")
        assert "⚠ conflict (^s)" in at.screen
        await at.do("quit")
        assert "Changed here and on disk" in at.screen, "leaving waits for the choice"
        await at.press("escape")
        await at.click("⚠ conflict")
        await at.press("enter")
        assert "phone: phone unique" in at.text and "✓ saved" in at.screen


async def test_a_change_elsewhere_is_taken_in_where_it_can_be(shop: Path) -> None:
    async with sitting(shop) as at:
        assert at.app.session is not None
        at.app.session.execute(Put(("entities", "Customer", "fields", "phone"), "phone unique", "mine"))
        shop.write_text(shop.read_text().replace("      bio: text\n", "      bio: longtext\n"))
        at.app.save_soon()
        await at.rest()
        assert "the file was changed on disk: both changes are in" in at.screen
        assert "phone: phone unique" in at.text and "bio: longtext" in at.text
        shop.write_text(at.text.replace("bio: longtext", "bio: text"))
        await at.pilot.pause(1.2)
        await at.rest()
        assert "the file was changed on disk" in at.screen
        assert at.app.session.value(("entities", "Author", "fields", "bio")) == "text"


@pytest.mark.parametrize(("keys", "kept"), [(("enter",), True), (("down", "enter"), False), (("escape",), False)])
async def test_what_a_killed_sitting_left_is_offered(shop: Path, keys: tuple[str, ...], kept: bool) -> None:
    subprocess.run(
        [sys.executable, "-c", KILLED], cwd=shop.parent, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False
    )
    async with sitting(shop) as at:
        assert "The last sitting ended before 1 edit was saved:" in at.screen and "Added Author.nick" in at.screen
        await at.press(*keys)
        assert ("nick: string(8)" in at.text) is kept
        assert ("the edits are back" in at.screen) is kept


async def test_settings_that_are_wrong_are_said_at_the_start(shop: Path) -> None:
    wrong = Preferences(problems=("config.toml:3: 'colour' is not known",))
    async with sitting(shop, preferences=wrong) as at:
        assert "config.toml:3: 'colour' is not known" in at.screen


def unwritable(path: Path) -> Diagnostic | None:
    """What a full disk says."""
    return replace_text(Path("/dev/full/nowhere") / path.name, "")


async def test_a_file_that_is_gone_is_written_again_when_asked(shop: Path) -> None:
    text = shop.read_text()
    async with sitting(shop, size=(80, 24)) as at:
        shop.unlink()
        at.app._look_at_disk()
        assert "the file is gone: ^s writes it again" in at.screen and "● unsaved" in at.screen
        await at.pilot.press("ctrl+s")
        await at.rest()
        assert shop.read_text() == text and "✓ saved" in at.screen
        shop.unlink()
        at.app._look_at_disk()
        shop.write_text(text)
        at.app._look_at_disk()
        await at.rest()
        assert "✓ saved" in at.screen, "an editor takes a file away for a moment, and puts it back"


async def test_a_full_disk_keeps_nobody_in(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    full = unwritable(shop)
    async with sitting(shop, size=(80, 24)) as at:
        assert at.app.session is not None
        monkeypatch.setattr(type(at.app.session), "save", lambda self: full)
        at.app.open_design(Path("examples/bookshop.yaml"), "workbench")
        assert at.app.session.path == shop and "cannot be written" in at.screen, "nothing is left behind unsaved"
        await at.app.leave()
        last = " ".join(line.strip() for line in at.screen.split("\n")[-2:])
        assert last.startswith("✗ shop.yaml cannot be written: ")
        assert last.endswith("^q again leaves without it"), "what has no room goes on over the keys"
        assert at.app.session._lock._handle >= 0, "who stays holds the design still"
        at.app.session.version += 1
        await at.app.leave()
        assert at.app.return_code is None, "another edit is asked for anew"
        await at.app.leave()
        assert at.app.return_code == 0


async def test_everything_is_left_from_a_list_too(shop: Path) -> None:
    async with sitting(shop) as at:
        await at.press("f1", "ctrl+q")
        assert at.app.return_code == 0


async def test_a_view_that_is_being_made_is_asked_nothing(shop: Path) -> None:
    async with sitting(shop, place="review") as at:
        seen = at.app.seen
        assert seen is not None
        going = asyncio.ensure_future(at.app.go("workbench"))
        while not at.app.query("#view-workbench"):
            await asyncio.sleep(0)
        assert at.app.view is None, "its panes are not there yet"
        at.app._understood(seen)
        at.app.action_act("edit")
        at.app.text_changed()
        await going
        await at.rest()
        assert at.app.place == "workbench" and "Customer" in at.screen and len(at.app.query("#view-workbench")) == 1


async def test_leaving_saves(shop: Path) -> None:
    async with sitting(shop) as at:
        assert at.app.session is not None
        at.app.session.execute(Put(("entities", "Author", "fields", "nick"), "string(8)", "Added Author.nick"))
        await at.do("quit")
    assert "nick: string(8)" in shop.read_text()
    assert not [p.name for p in shop.parent.iterdir() if "journal" in p.name]


async def test_a_design_without_a_model_is_called_what_it_is(folder: Path) -> None:
    async with sitting(None, folder=folder) as at:
        await at.click("An empty design")
        assert [p.name for p in folder.glob("*.yaml")] == ["design.yaml"]
        assert at.app.notice.text == "An empty design", "there is nothing to confirm in it"
