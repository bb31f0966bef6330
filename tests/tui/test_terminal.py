"""Journeys in a real terminal: first run with the keyboard and with the mouse, kills, resizing, two at once."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rights import bound_by_permissions
from tests.tui.terminals import ROOT, Terminal, end_all, needs_tmux

pytestmark = [needs_tmux, pytest.mark.xdist_group("terminal")]


@pytest.fixture
def terminal(folder: Path) -> Iterator[Terminal]:
    """A terminal in the folder of the designs."""
    found = Terminal(folder)
    yield found
    end_all()


@pytest.fixture
def small(folder: Path) -> Iterator[Terminal]:
    """The smallest terminal."""
    found = Terminal(folder, columns=80, lines=24)
    yield found
    end_all()


def test_from_nothing_to_a_bundle_with_the_keyboard(terminal: Terminal, folder: Path) -> None:
    terminal.start()
    terminal.until("One sentence is enough", "Blog or CMS")
    terminal.type("an online shop for books with reviews")
    terminal.keys("Enter")
    terminal.until("[Interview]", "Why:", "saved")
    for _ in range(4):
        before = _question(terminal.still())
        terminal.keys("Enter")
        terminal.until("Why:", without=before)
    before = _question(terminal.still())
    terminal.keys("u")
    terminal.until("Why:", without=before)
    terminal.keys("F3")
    terminal.until("[Review]", "Not sure")
    terminal.keys("F5")
    terminal.until("[Export]", "openapi.yaml", "w  Write")
    terminal.keys("w")
    terminal.until("files written", "✓")
    terminal.keys("C-q")
    terminal.until("ENDED 0")
    design = next(folder.glob("*.yaml"))
    assert _bundle(folder / f"{design.stem}-plan") == _planned(design, folder)


def test_from_nothing_to_a_bundle_with_the_mouse(terminal: Terminal, folder: Path) -> None:
    terminal.lines = 50
    terminal.start()
    terminal.until("Online shop")
    terminal.click("Online shop")
    terminal.until("[Interview]", "Why:", "saved")
    for _ in range(3):
        shown = terminal.still()
        before = _question(shown)
        choice = next(line for line in shown.split("\n") if "1  ○" in line or "1  ●" in line or "Enter  " in line)
        terminal.click(choice.split("│")[-2].strip()[:12].removeprefix("▸ "))
        terminal.until("Why:", without=before)
    terminal.click("Review")
    terminal.until("[Review]")
    terminal.click("Workbench")
    terminal.until("[Workbench]", "Fields")
    terminal.still()
    terminal.click("Product")
    terminal.until("─ Product")
    terminal.click("Export")
    terminal.until("[Export]", "openapi.yaml", "Write")
    terminal.still()
    terminal.click("Write ")
    terminal.until("files written")
    design = next(folder.glob("*.yaml"))
    assert _bundle(folder / f"{design.stem}-plan") == _planned(design, folder)


def test_killed_while_typing(terminal: Terminal, shop: Path, folder: Path) -> None:
    terminal.start("edit", "shop.yaml")
    terminal.until("Customer", "18 tables")
    terminal.keys("Enter", "Down", "Down", "Down")
    terminal.keys("e")
    terminal.until("Enter keeps")
    terminal.keys("BSpace")
    terminal.type("X")
    terminal.keys("Enter")
    terminal.until("^z takes it back")
    terminal.keys("e")
    terminal.type("half typed")
    terminal.shoot()
    again = Terminal(folder)
    again.start("edit", "shop.yaml")
    shown = again.until("Changed Customer.retention" if _is_left(folder) else "18 tables")
    if "not saved" in shown:
        again.keys("Enter")
        again.until("the edits are back")
    again.until("✓ saved")
    again.keys("C-q")
    again.until("ENDED 0")
    again.end()
    text = shop.read_text()
    assert "3y after last logiX" in text and "half typed" not in text
    assert text.startswith("# A small shop")
    assert not [p.name for p in folder.iterdir() if "journal" in p.name or "saving" in p.name]


def test_killed_before_the_save_it_offers_the_edits(terminal: Terminal, shop: Path, folder: Path) -> None:
    code = (
        "import os, signal\nfrom pathlib import Path\nfrom planner.session.session import open_session\n"
        "from planner.session.commands import Put\n"
        "s = open_session(Path('shop.yaml'))\n"
        "s.execute(Put(('entities', 'Category', 'fields', 'code'), 'string(8)', 'Added Category.code'))\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    environment = dict(os.environ, PYTHONPATH=str(ROOT))
    subprocess.run([sys.executable, "-c", code], cwd=folder, env=environment, check=False)
    terminal.start("edit", "shop.yaml")
    terminal.until("Edits that were not saved", "Added Category.code")
    terminal.keys("Enter")
    terminal.until("the edits are back")
    terminal.until("✓ saved")
    terminal.keys("C-q")
    terminal.until("ENDED 0")
    assert "code: string(8)" in shop.read_text()


def test_killed_while_exporting(terminal: Terminal, shop: Path, folder: Path) -> None:
    for moment in (0.0, 0.05, 0.2):
        again = Terminal(folder)
        again.start("edit", "shop.yaml")
        again.until("Customer", "tables")
        again.keys("F5")
        again.until("[Export]", "openapi.yaml")
        again.keys("w")
        time.sleep(moment)
        again.shoot()
    terminal.start("edit", "shop.yaml")
    terminal.until("Customer", "tables")
    terminal.keys("F5")
    terminal.until("[Export]", "openapi.yaml")
    terminal.keys("w")
    terminal.until("✓", "written to")
    terminal.keys("C-q")
    terminal.until("ENDED 0")
    assert _bundle(folder / "shop-plan") == _planned(shop, folder), "what a killed export left is known as ours"


def test_resizing_keeps_everything_in_reach(terminal: Terminal, shop: Path) -> None:
    terminal.start("edit", "shop.yaml")
    terminal.until("Customer", "18 tables")
    for columns, lines in ((80, 24), (200, 60), (60, 16), (120, 40)):
        terminal.resize(columns, lines)
        shown = terminal.until("Customer", "F1 Help")
        assert all(len(line) <= columns for line in shown.split("\n"))
    terminal.until("openapi")


def test_without_colours_every_state_has_its_sign(small: Terminal, shop: Path) -> None:
    small.start("edit", "shop.yaml", environment={"NO_COLOR": "1"})
    small.until("Customer", "18 tables")
    small.keys("Enter")
    small.until("● Customer")
    styled = small.screen(styled=True)
    assert "\x1b[38;" not in styled and "\x1b[48;" not in styled and "\x1b[3" + "1m" not in styled
    assert "▸" in styled and "✓" in styled
    small.keys("F2")
    small.until("[Interview]", "○", "✓")


def test_two_processes_on_one_design(terminal: Terminal, shop: Path, folder: Path) -> None:
    terminal.start("edit", "shop.yaml")
    terminal.until("Customer", "✓ saved")
    second_folder = folder / "second"
    second_folder.mkdir()
    second = Terminal(second_folder)
    second.start("edit", str(shop))
    second.until(f"read-only: process {terminal.process()} has it open")
    second.keys("Enter", "Down", "Down", "Down", "d")
    second.until("read-only")
    second.end()
    assert shop.read_text() == Path("examples/bookshop.yaml").read_text()


def test_an_edit_elsewhere_is_joined(terminal: Terminal, shop: Path) -> None:
    terminal.start("edit", "shop.yaml")
    terminal.until("Customer", "18 tables")
    shop.write_text(
        shop.read_text().replace("  Category:\n", "  Shelf:\n    fields: {code: string(8)}\n\n  Category:\n")
    )
    terminal.until("Shelf", "changed on disk")


def test_an_invalid_file_is_shown_with_its_problems(terminal: Terminal, shop: Path) -> None:
    shop.write_text(shop.read_text().replace("email required unique pii", "emial required uniqe pii"))
    terminal.start("edit", "shop.yaml")
    terminal.until("Problems", "did you mean", "✗ ")
    terminal.keys("F5")
    terminal.until("The design has errors")
    terminal.keys("C-q")
    terminal.until("ENDED 0")


@pytest.mark.parametrize("content", [b"\xff\xfe broken", b"a: [1\nb: }\n", b""])
def test_files_that_are_no_designs_do_no_harm(terminal: Terminal, folder: Path, content: bytes) -> None:
    path = folder / "odd.yaml"
    path.write_bytes(content)
    terminal.start("edit", "odd.yaml")
    terminal.until("F1 Help", "✗" if content else "odd.yaml is empty")
    terminal.keys("C-q")
    terminal.until("ENDED 0")
    assert path.read_bytes() == content


def test_a_folder_that_cannot_be_written_is_read_only(terminal: Terminal, shop: Path, folder: Path) -> None:
    terminal.columns = 120
    designs = folder / "designs"
    designs.mkdir()
    locked = designs / shop.name
    shop.rename(locked)
    designs.chmod(0o555)
    try:
        terminal.start("edit", str(locked), before=bound_by_permissions(designs))
        terminal.until("read-only: the folder or the file cannot be written", "Customer")
        terminal.keys("Enter", "Down", "Down", "Down", "d")
        terminal.until("⊘ read-only")
        terminal.keys("C-q")
        terminal.until("ENDED 0")
        assert [p.name for p in designs.iterdir()] == [shop.name]
        assert locked.read_text() == Path("examples/bookshop.yaml").read_text()
    finally:
        designs.chmod(0o755)


def test_eighty_by_twenty_four_is_usable(small: Terminal, shop: Path) -> None:
    small.start("edit", "shop.yaml")
    shown = small.until("Customer", "18 tables", "F1 Help")
    assert len(shown.rstrip("\n").split("\n")) == 24
    small.keys("v")
    small.until("openapi.yaml", "required: [id, email")
    small.keys("F2")
    small.until("Why:", "1  ")
    small.keys("F1")
    small.until("Help", "Does not apply")


def _is_left(folder: Path) -> bool:
    """Whether a journal says more than the file."""
    return any(p.name.endswith(".journal") for p in folder.iterdir())


def _question(screen: str) -> str:
    """The words of the question on a screen: the line before the reason."""
    lines = screen.split("\n")
    at = next(i for i, line in enumerate(lines) if "Why:" in line)
    return lines[at - 2].split("│")[-2].strip() if "│" in lines[at - 2] else lines[at - 2]


def _bundle(folder: Path) -> dict[str, str]:
    return {
        str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(folder.rglob("*"))
        if p.is_file() and p.name != ".planner.lock"
    }


def _planned(design: Path, folder: Path) -> dict[str, str]:
    out = folder / "by-command"
    command = [sys.executable, "-m", "planner", "plan", str(design), "-o", str(out), "--quiet"]
    subprocess.run(command, check=True, cwd=ROOT)
    return _bundle(out)
