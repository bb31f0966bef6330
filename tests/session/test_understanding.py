"""What is shown of a text before it is judged: the contract and the schema that an export would write, and no others."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.emit.registry import OUTPUTS
from planner.rules.library import Library
from planner.session.brain import Brain
from planner.session.thoughts import AskPage, Page
from planner.session.understanding import Understanding

DESIGNS = (*sorted(Path("examples").glob("*.yaml")), Path("tests/cases/kitchen-sink/design.yaml"))
LIBRARY = Library()
NOTE = "planner: 1\nname: Notes\nentities:\n  Note:\n    fields: {body: text}\n"


@pytest.mark.parametrize("design", DESIGNS, ids=lambda p: p.parent.name if p.name == "design.yaml" else p.stem)
def test_a_file_shown_before_all_is_judged_is_the_file_shown_after(design: Path) -> None:
    early, late = Understanding(LIBRARY), Understanding(LIBRARY)
    for output in OUTPUTS:
        assert early.hear(design.read_text(), design)
        late.hear(design.read_text(), design)
        assert late.stand.is_valid
        assert early.printed(output.name) == late.printed(output.name), output.name


def test_what_was_printed_early_is_not_printed_again() -> None:
    found = Understanding(LIBRARY)
    found.hear(NOTE, Path("notes.yaml"))
    before = found.printed("openapi")
    assert found.stand.is_valid and found.printed("openapi") is before
    found.hear(NOTE.replace("body", "text"), Path("notes.yaml"))
    assert found.printed("openapi") != before


def test_a_text_with_errors_leaves_the_last_plan_in_view() -> None:
    brain = Brain(LIBRARY)
    brain.look(NOTE, Path("notes.yaml"))
    before = brain.page(AskPage(""))
    assert not brain.hear(NOTE.replace("text", "txet"), Path("notes.yaml")).is_shaped
    assert isinstance(before, Page) and brain.page(AskPage("")) == before
    seen = brain.seen()
    assert seen.counts is None and seen.problems and brain.page(AskPage("")) == before
    assert brain.seen() == seen, "asked again, it is said again"
