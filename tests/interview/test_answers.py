"""Answers go into the file by position: the rest of it stays, and what they changed is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.interview.answering import answered
from planner.interview.answers import answer_file, edited
from planner.interview.given import read_given
from planner.read.design import read_design_text
from planner.rules.library import Library

DESIGN = """# ours
planner: 1
name: Notes
summary: Notes of a team.  # kept
entities:
  Note:
    fields: {body: text required}
"""


def test_an_answer_stands_in_the_file_and_comments_stay(tmp_path: Path) -> None:
    path = tmp_path / "design.yaml"
    path.write_text(DESIGN, encoding="utf-8")
    outcome = answer_file(path, [("context.consumers", "[third_party]")], "", Library())
    assert outcome.diagnostics == ()
    assert outcome.text.startswith("# ours\n")
    assert "# kept" in outcome.text
    assert "consumers: [third_party]" in outcome.text
    assert any("→" in line for line in outcome.changed)
    assert path.read_text(encoding="utf-8") == DESIGN


def test_a_wrong_answer_is_refused_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "design.yaml"
    path.write_text(DESIGN, encoding="utf-8")
    outcome = answer_file(path, [("context.project", "purple")], "", Library())
    assert [d.severity.value for d in outcome.diagnostics] == ["error"]
    assert outcome.diagnostics[0].span is not None


@pytest.mark.parametrize("path", ["nonsense.path", "entities.Note.fields.body.deeper", "entities..x", "context"])
def test_a_path_that_leads_nowhere_is_an_error_not_a_crash(tmp_path: Path, path: str) -> None:
    file = tmp_path / "design.yaml"
    file.write_text(DESIGN, encoding="utf-8")
    assert answer_file(file, [(path, "x")], "", Library()).diagnostics


def test_unsure_is_noted_and_an_answer_takes_the_note_away() -> None:
    noted = edited(DESIGN, "scale.users", "", "later")
    design = read_design_text(noted).design
    assert design is not None
    assert [(n.target, n.state) for n in design.interview] == [("scale.users", "later")]
    assert "interview" not in edited(noted, "scale.users", "100")


def test_an_answer_in_memory_equals_the_answer_in_the_file() -> None:
    design = read_design_text(DESIGN).design
    assert design is not None
    for path, value in (("scale.users", "20k"), ("context.team.size", "4"), ("entities.Note.versioned", "true")):
        in_memory = answered(design, path, value).design
        in_file = read_design_text(edited(DESIGN, path, value)).design
        assert in_memory == in_file


def test_answers_out_of_a_file_may_be_nested(tmp_path: Path) -> None:
    file = tmp_path / "answers.yaml"
    file.write_text("scale: {users: 10k}\ncontext.consumers: [web]\nname: X\n", encoding="utf-8")
    given, problems = read_given(file)
    assert problems == ()
    assert dict(given) == {"scale.users": "10k", "context.consumers": ["web"], "name": "X"}


def test_a_file_of_answers_that_is_none(tmp_path: Path) -> None:
    file = tmp_path / "answers.yaml"
    file.write_text("- a\n", encoding="utf-8")
    assert read_given(file)[1]
    assert read_given(tmp_path / "missing.yaml")[1]
