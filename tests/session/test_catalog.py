"""Every question of the catalog: answered, doubted, closed, put off, answered anew, undone; and its words checked."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from planner.model.catalog import QuestionItem
from planner.rules.library import Library
from planner.session.answers import answer, doubt, recheck, slip_in_answer
from planner.session.brain import Brain
from planner.session.session import Session, new_session
from planner.session.thoughts import Card, Dependents
from tests.rules.asking import whole
from tests.rules.harness import cases
from tests.rules.test_questions import design_of

CASES = dict(cases("questions"))


@cache
def _first_card(item: str) -> tuple[str, Card] | None:
    """A design in which a question is asked, and its card."""
    text = whole(design_of(item, CASES[item]))
    brain = Brain()
    brain.look(text, Path("design.yaml"))
    deck = brain.cards(ranked=False)
    cards: Iterator[Card] = iter(getattr(deck, "cards", ()))
    card = next((c for c in cards if c.id.partition("@")[0] == item), None)
    return (text, card) if card is not None else None


def _state(session: Session, card: Card) -> Card | None:
    brain = Brain()
    brain.look(session.text, session.path)
    deck = brain.cards(ranked=False)
    return next((c for c in getattr(deck, "cards", ()) if c.id == card.id), None)


@pytest.mark.parametrize("item", [q.id for q in Library().questions])
def test_each_question_can_be_answered_doubted_closed_put_off_and_undone(item: str, tmp_path: Path) -> None:
    found = _first_card(item)
    assert found is not None, f"{item} is asked nowhere"
    text, card = found
    value = next((c.value for c in card.choices if c.value), card.default or card.example)
    other = next((c.value for c in reversed(card.choices) if c.value), value)
    assert slip_in_answer(card.path, value) == ""
    session = new_session(tmp_path / "design.yaml", text)
    commands = [
        (answer(card.path, value), ("done",)),
        (doubt(card.path, "unsure", "Ask the bookkeeper."), ("unsure",)),
        (doubt(card.path, "later"), ("later",)),
        (doubt(card.path, "not_applicable"), ("not_applicable",)),
        (answer(card.path, other), ("done",)),
        (recheck((card.path,), "scale.users"), ("recheck",)),
        (answer(card.path, value), ("done",)),
    ]
    texts = [session.text]
    for command, states in commands:
        assert session.execute(command) or session.text == texts[-1]
        now = _state(session, card)
        if now is not None:
            assert now.state in states, (command.says, now)
        texts.append(session.text)
    while session.undo():
        pass
    assert session.text == "" or session.text == text
    session.end()


def test_a_changed_answer_marks_what_rests_on_it_and_deletes_nothing() -> None:
    brain = Brain()
    text = Path("examples/bookshop.yaml").read_text()
    brain.look(text, Path("bookshop.yaml"))
    found = brain.dependents("entities.Order.rows")
    assert isinstance(found, Dependents)
    after = text
    if found.paths:
        from planner.session.commands import text_after

        after = text_after(recheck(found.paths, "entities.Order.rows"), text)
    for line in text.splitlines():
        assert line in after


def test_each_item_is_driven() -> None:
    items: tuple[QuestionItem, ...] = Library().questions
    assert len(items) >= 60 and set(CASES) == {q.id for q in items}
