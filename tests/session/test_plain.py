"""The interview in plain lines: the same questions as on the screen, the same answers in the file."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from planner.rules.library import Library
from planner.session.plain import converse

LIBRARY = Library()
SHOP = """planner: 1
name: Shop
roles: {customer: Buys.}
entities:
  Customer: {account: customer, fields: {email: email required unique pii, password: password required}, access: {create: public, get: owner}}
"""


def talk(path: Path, *lines: str) -> str:
    """What is said while these lines are typed."""
    heard = io.StringIO()
    converse(io.StringIO("".join(f"{line}\n" for line in lines)), heard, path, LIBRARY)
    return heard.getvalue()


@pytest.fixture
def design(tmp_path: Path) -> Path:
    path = tmp_path / "shop.yaml"
    path.write_text(SHOP)
    return path


def test_a_sentence_becomes_a_design_and_questions_follow(tmp_path: Path) -> None:
    path = tmp_path / "new.yaml"
    said = talk(path, "an online shop for books", "q")
    assert "Starting model: shop" in said and "Why:" in said and "Saved in new.yaml" in said
    assert path.read_text().startswith("planner: 1") or "planner: 1" in path.read_text()


def test_answers_doubts_and_slips(design: Path) -> None:
    said = talk(design, "?", "1", "nonsense in a figure", "u", "n", "l", "b", "r", "q")
    assert "I don't know" in said
    text = design.read_text()
    assert text.count("state:") == 3 and text.startswith("planner: 1\nname: Shop\n")
    assert "state: unsure" in text and "state: not_applicable" in text and "state: later" in text


def test_back_leads_the_way_one_came(design: Path) -> None:
    said = talk(design, "u", "b", "q")
    asked = [line for line in said.splitlines() if line.endswith("?") and not line.startswith(" ")]
    assert len(asked) >= 3 and asked[0] == asked[2] != asked[1]


def test_the_end_of_the_lines_saves(design: Path) -> None:
    before = design.read_text()
    said = talk(design, "u")
    assert "Saved in shop.yaml" in said
    assert design.read_text() != before


def test_a_design_that_somebody_else_has_open_is_left_alone(design: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from planner.session.session import open_session\n"
        "open_session(Path(sys.argv[1])); print('open', flush=True); sys.stdin.read()"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", code, str(design)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=Path.cwd()
    )
    assert other.stdout is not None and other.stdout.readline() == b"open\n"
    assert f"process {other.pid} has it open" in talk(design, "1")
    other.kill()
    other.wait()
    assert design.read_text() == SHOP


def test_without_a_sentence_it_asks_for_one(tmp_path: Path) -> None:
    path = tmp_path / "new.yaml"
    said = talk(path, "a blog with reviews", "q")
    assert said.startswith("What is the backend for? One sentence is enough.\n> ")
    assert "Starting model: blog-cms." in said and path.exists()
    none = tmp_path / "none.yaml"
    assert "No starting model fits the words." in talk(none, "xyzzy", "q")
    added = tmp_path / "added.yaml"
    assert "Added from the sentence: " in talk(added, "a blog with bookings and invoices", "q")


def test_where_nothing_can_be_written_it_says_so(tmp_path: Path) -> None:
    heard = io.StringIO()
    status = converse(io.StringIO("q\n"), heard, tmp_path / "nowhere" / "new.yaml", LIBRARY, "a blog")
    assert status == 3 and "new.yaml" in heard.getvalue() and "?" not in heard.getvalue().split("new.yaml")[1]


def test_a_file_that_cannot_be_read_is_left_alone(design: Path) -> None:
    design.write_bytes(b"\xff\xfe\xfa")
    heard = io.StringIO()
    assert converse(io.StringIO("1\n"), heard, design, LIBRARY) == 3
    assert "not UTF-8 text" in heard.getvalue() and design.read_bytes() == b"\xff\xfe\xfa"


def test_a_broken_design_has_no_questions_and_is_not_touched(design: Path) -> None:
    design.write_text("planner: 1\nname: [\n")
    said = talk(design, "u", "q")
    assert "Nothing is left to ask." in said and design.read_text() == "planner: 1\nname: [\n"


def test_what_a_cut_off_sitting_left_is_taken_up(design: Path) -> None:
    code = (
        "import os, signal; from pathlib import Path; from planner.session.commands import Put\n"
        "from planner.session.session import open_session\n"
        "s = open_session(Path('shop.yaml')); s.execute(Put(('name',), 'Bookshop'))\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    environment = dict(os.environ, PYTHONPATH=str(Path.cwd()))
    subprocess.run([sys.executable, "-c", code], cwd=design.parent, env=environment, check=False)
    assert "Edits of a sitting that was cut off are back." in talk(design, "q")
    assert "name: Bookshop" in design.read_text()


def test_numbers_words_and_defaults_are_answers(design: Path) -> None:
    said = talk(design, "", "nonsense, of course", "b", "", "q")
    assert "Example: " in said and "Why: " in said
    asked = [line for line in said.splitlines() if line.startswith("  [")]
    assert asked, "where there is a default it stands in brackets"
    again = talk(design, "r", "q")
    assert "  answered: " in again


def test_where_there_is_no_default_one_has_to_say_something(design: Path) -> None:
    said = talk(design, *(["", "l"] * 6), "q")
    assert "There is no default here: type an answer, or u, n, l." in said
