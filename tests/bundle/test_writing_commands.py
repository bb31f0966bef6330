"""`planner fmt`, `new` and `answer`: what they write, what they refuse, and that they never take what is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.read.design import read_design
from tests.bundle.commands import SHOP, typed

SMALL = "planner: 1\nname: Small\nroles: {clerk: Works.}\nentities:\n  Thing:\n    fields: {name: text}\n"
SHUFFLED = "name: Small\nplanner: 1\nentities:\n  Thing:\n    fields: {name: text}\nroles: {clerk: Works.}\n"


# fmt


def test_fmt_writes_in_place_once(tmp_path: Path) -> None:
    design = tmp_path / "d.yaml"
    design.write_text(SHUFFLED)
    assert typed(tmp_path, "fmt", "d.yaml", "--check").returncode == 1
    assert design.read_text() == SHUFFLED
    assert typed(tmp_path, "fmt", "d.yaml").returncode == 0
    formatted = design.read_text()
    assert formatted.startswith("planner: 1\nname: Small\n")
    stamp = design.stat().st_mtime_ns
    assert typed(tmp_path, "fmt", "d.yaml").returncode == 0 and design.stat().st_mtime_ns == stamp
    assert typed(tmp_path, "fmt", "d.yaml", "--check").returncode == 0


def test_fmt_of_standard_input_goes_to_standard_output(tmp_path: Path) -> None:
    done = typed(tmp_path, "fmt", "-", stdin=SHUFFLED)
    assert done.returncode == 0 and done.stdout.startswith("planner: 1\nname: Small\n")
    assert typed(tmp_path, "fmt", "-", stdin=done.stdout).stdout == done.stdout


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"\xff\xfe\xfa", "planner fmt: d.yaml: not UTF-8 text"), (b"a: [1\nb: }\n", "SYN"), (b"a: 1\na: 2\n", "SYN")],
)
def test_fmt_leaves_what_it_cannot_read(content: bytes, says: str, tmp_path: Path) -> None:
    (tmp_path / "d.yaml").write_bytes(content)
    done = typed(tmp_path, "fmt", "d.yaml")
    assert done.returncode == 1 and says in done.stderr
    assert (tmp_path / "d.yaml").read_bytes() == content


def test_fmt_says_that_there_is_no_file(tmp_path: Path) -> None:
    done = typed(tmp_path, "fmt", "none.yaml")
    assert (done.returncode, done.stderr) == (1, "planner fmt: none.yaml: No such file or directory\n")


# new


def test_new_prints_the_draft_where_it_is_asked_to(tmp_path: Path) -> None:
    done = typed(tmp_path, "new", "an online shop for books", "-o", "-")
    assert done.returncode == 0 and not list(tmp_path.iterdir())
    assert "Starting model: shop (by " in done.stderr and "Written to" not in done.stderr
    assert "Assumed until somebody confirms it" in done.stderr
    (tmp_path / "d.yaml").write_text(done.stdout)
    assert read_design(tmp_path / "d.yaml").design is not None


def test_new_never_overwrites_unasked(tmp_path: Path) -> None:
    (tmp_path / "design.yaml").write_text("mine\n")
    done = typed(tmp_path, "new", "a blog")
    assert done.returncode == 3
    assert done.stderr == "planner new: design.yaml is there already; -o another, or --force\n"
    assert (tmp_path / "design.yaml").read_text() == "mine\n"
    assert typed(tmp_path, "new", "a blog", "--force").returncode == 0
    assert (tmp_path / "design.yaml").read_text() != "mine\n"


def test_new_where_nothing_can_be_written(tmp_path: Path) -> None:
    done = typed(tmp_path, "new", "a blog", "-o", "nowhere/d.yaml")
    assert done.returncode == 3 and "d.yaml: No such file or directory" in done.stderr


def test_new_by_a_model_and_by_no_model(tmp_path: Path) -> None:
    done = typed(tmp_path, "new", "--archetype", "booking", "-o", "a.yaml")
    assert done.returncode == 0 and done.stderr.startswith("Starting model: booking.")
    assert "Written to a.yaml. Next: planner questions a.yaml, then planner plan a.yaml -o plan" in done.stderr
    none = typed(tmp_path, "new", "xyzzy plugh", "-o", "b.yaml")
    assert none.stderr.startswith("No starting model fits the words;")
    unknown = typed(tmp_path, "new", "--archetype", "quux")
    assert unknown.returncode == 2 and "it knows " in unknown.stderr


def test_new_takes_answers_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "answers.yaml").write_text("scale.users: 5k\ncontext.currency: CHF\n")
    assert typed(tmp_path, "new", "an online shop", "--answers", "answers.yaml", "-o", "a.yaml").returncode == 0
    text = (tmp_path / "a.yaml").read_text()
    assert "users: 5k" in text and "currency: CHF" in text
    missing = typed(tmp_path, "new", "an online shop", "--answers", "none.yaml", "-o", "b.yaml")
    assert missing.returncode == 1 and "none.yaml" in missing.stderr and not (tmp_path / "b.yaml").exists()
    (tmp_path / "answers.yaml").write_text("scale.users: many people\n")
    wrong = typed(tmp_path, "new", "an online shop", "--answers", "answers.yaml", "-o", "b.yaml")
    assert wrong.returncode == 1 and "error" in wrong.stderr and not (tmp_path / "b.yaml").exists()


def test_new_in_plain_lines(tmp_path: Path) -> None:
    done = typed(tmp_path, "new", "--plain", "an online shop", "-o", "a.yaml", stdin="u\nq\n")
    assert done.returncode == 0 and "Why:" in done.stdout and "Saved in a.yaml" in done.stdout
    assert "state: unsure" in (tmp_path / "a.yaml").read_text()


def test_new_with_a_folder_of_catalogs_that_is_wrong(tmp_path: Path) -> None:
    done = typed(tmp_path, "new", "a blog", "--catalog", "nowhere")
    assert done.returncode == 1 and "nowhere" in done.stderr and not (tmp_path / "design.yaml").exists()


# answer


def test_answers_are_written_and_what_they_change_is_said(tmp_path: Path) -> None:
    (tmp_path / "d.yaml").write_text("# mine\n" + SMALL)
    done = typed(tmp_path, "answer", "d.yaml", "context.consumers=[web, mobile]")
    assert done.returncode == 0 and done.stdout
    text = (tmp_path / "d.yaml").read_text()
    assert text.startswith("# mine\n") and "consumers: [web, mobile]" in text
    again = typed(tmp_path, "answer", "d.yaml", "context.consumers=[web, mobile]")
    assert again.stdout == "Nothing of the plan changed.\n"


def test_a_state_is_an_answer(tmp_path: Path) -> None:
    (tmp_path / "d.yaml").write_text(SMALL)
    assert typed(tmp_path, "answer", "d.yaml", "scale.users", "--state", "later").returncode == 0
    assert (tmp_path / "d.yaml").read_text() == SMALL + "interview:\n  scale.users:\n    state: later\n"


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "d.yaml").write_text(SMALL)
    done = typed(tmp_path, "answer", "d.yaml", "scale.users=2M", "--dry-run")
    assert done.returncode == 0 and (tmp_path / "d.yaml").read_text() == SMALL


@pytest.mark.parametrize("words", ["scale.users", "=5", "scale.users:5k"])
def test_an_answer_is_a_path_and_a_value(words: str, tmp_path: Path) -> None:
    (tmp_path / "d.yaml").write_text(SMALL)
    done = typed(tmp_path, "answer", "d.yaml", words)
    assert (done.returncode, done.stderr) == (2, "planner answer: an answer is written PATH=VALUE\n")


def test_an_answer_that_breaks_the_design_is_not_written(tmp_path: Path) -> None:
    (tmp_path / "d.yaml").write_text(SMALL)
    done = typed(tmp_path, "answer", "d.yaml", "scale.users=lots of them")
    assert done.returncode == 1 and "error" in done.stderr
    assert (tmp_path / "d.yaml").read_text() == SMALL
    assert typed(tmp_path, "answer", "none.yaml", "scale.users=5k").returncode == 1
    assert typed(tmp_path, "answer", "d.yaml", "scale.users=5k", "--catalog", "nowhere").returncode == 1


def test_help_and_the_version_need_no_design(tmp_path: Path) -> None:
    assert typed(tmp_path, "--version").stdout.startswith("planner ")
    assert typed(tmp_path).returncode == 2
    for command in ("plan", "fmt", "new", "answer", "diagram", "explain", "catalog", "questions", "serve"):
        done = typed(tmp_path, command, "--help", COLUMNS="60")
        assert done.returncode == 0 and done.stdout.startswith(f"usage: planner {command} ")
        assert max(map(len, done.stdout.splitlines())) <= 62, "the width of the terminal is kept to"
    assert SHOP.exists()
