"""Thinking about a design: the same problems, plan and bytes as the commands, and the questions as cards."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from planner.session.brain import Brain
from planner.session.thinking import Thinking
from planner.session.thoughts import (
    AskCards,
    AskContents,
    AskPage,
    AskReasons,
    AskStakes,
    Contents,
    Deck,
    DoExport,
    Exported,
    Failed,
    Hear,
    Heard,
    Look,
    Page,
    Reasons,
    Seen,
    Stakes,
)

EXAMPLES = Path("examples")


@pytest.mark.parametrize("name", ["bookshop", "catalogue-graphql", "notifications"])
def test_the_bundle_is_the_one_of_the_command_byte_for_byte(name: str, tmp_path: Path) -> None:
    design = tmp_path / f"{name}.yaml"
    design.write_bytes((EXAMPLES / f"{name}.yaml").read_bytes())
    command = [sys.executable, "-m", "planner", "plan", str(design), "-o", str(tmp_path / "cli"), "--quiet"]
    subprocess.run(command, check=True)
    brain = Brain()
    seen = brain.look(design.read_text(), design)
    assert seen.counts is not None
    done = brain.export(DoExport(str(tmp_path / "tui"), "refuse"))
    assert isinstance(done, Exported) and not done.problem
    one, two = _files(tmp_path / "cli"), _files(tmp_path / "tui")
    assert one == two
    for path in ("PLAN.md", "plan.json", "risks.csv", "migrations/postgresql/0001_initial.up.sql"):
        if path not in one:
            continue
        page = brain.page(AskPage(path, whole=True))
        assert isinstance(page, Page) and page.text.encode() == one[path]


def test_a_slip_keeps_the_last_plan(tmp_path: Path) -> None:
    text = (EXAMPLES / "bookshop.yaml").read_text()
    brain = Brain()
    brain.look(text, tmp_path / "a.yaml")
    seen = brain.look(text.replace("role", "rool", 1).replace("email required", "emal required"), tmp_path / "a.yaml")
    assert seen.counts is None and any(p.severity == "error" and p.line for p in seen.problems)
    assert isinstance(brain.page(AskPage("openapi.yaml")), Page)


def test_an_edit_says_what_it_changed(tmp_path: Path) -> None:
    text = (EXAMPLES / "bookshop.yaml").read_text()
    brain = Brain()
    brain.look(text, tmp_path / "a.yaml")
    seen = brain.look(
        text.replace("queries:", "  Shelf:\n    fields: {code: string(8)}\n\nqueries:"), tmp_path / "a.yaml"
    )
    assert any(line.startswith("tables: +1") for line in seen.changes)


def test_without_a_plan_it_says_so() -> None:
    brain = Brain()
    assert isinstance(brain.page(AskPage("openapi.yaml")), Failed)
    assert isinstance(brain.cards(ranked=True), Failed)


def test_cards_tell_what_stands_and_what_answers_change(tmp_path: Path) -> None:
    text = (EXAMPLES / "bookshop.yaml").read_text().replace("  consumers: [web, mobile]\n", "")
    brain = Brain()
    brain.look(text, tmp_path / "a.yaml")
    deck = brain.cards(ranked=False)
    assert isinstance(deck, Deck)
    card = next(c for c in deck.cards if c.path == "context.consumers")
    assert card.state == "open" and card.taken == "[web]"
    stakes = brain.stakes(card.id)
    assert isinstance(stakes, Stakes) and any(c.changes for c in stakes.choices)
    note = text + "interview:\n  context.consumers: {state: unsure, because: Ask marketing.}\n"
    brain.look(note, tmp_path / "a.yaml")
    again = brain.cards(ranked=True)
    assert isinstance(again, Deck)
    card = next(c for c in again.cards if c.path == "context.consumers")
    assert card.state == "unsure" and card.because == "Ask marketing."


def test_what_was_edited_by_hand_is_seen_before_the_export(tmp_path: Path) -> None:
    brain = Brain()
    brain.look((EXAMPLES / "bookshop.yaml").read_text(), tmp_path / "a.yaml")
    folder = tmp_path / "out"
    assert {f.state for f in _contents(brain, folder)} == {"new"}
    brain.export(DoExport(str(folder), "refuse"))
    assert {f.state for f in _contents(brain, folder)} == {"same"}
    (folder / "PLAN.md").write_text("mine")
    assert [f.path for f in _contents(brain, folder) if f.state == "edited"] == ["PLAN.md"]
    refused = brain.export(DoExport(str(folder), "refuse"))
    assert isinstance(refused, Exported) and refused.problem and refused.edited == ("PLAN.md",)
    assert (folder / "PLAN.md").read_text() == "mine"


def test_the_process_answers_as_the_brain_does(tmp_path: Path) -> None:
    async def journey() -> None:
        thinking = Thinking()
        text = (EXAMPLES / "bookshop.yaml").read_text()
        assert await thinking.ask(Hear(text, str(tmp_path / "a.yaml"))) == Heard(True)
        seen = await thinking.ask(Look())
        brain = Brain()
        assert isinstance(seen, Seen) and seen == brain.look(text, tmp_path / "a.yaml")
        page = await thinking.ask(AskPage("openapi.yaml"))
        assert page == brain.page(AskPage("openapi.yaml"))
        assert isinstance(await thinking.ask(AskPage("nothing.txt")), Failed)
        assert isinstance(await thinking.ask(AskContents(str(tmp_path))), Contents)
        deck = await thinking.ask(AskCards(ranked=True))
        assert isinstance(deck, Deck)
        assert isinstance(await thinking.ask(AskStakes("consumers")), Stakes)
        found = await thinking.ask(AskReasons("entities.Book"))
        assert isinstance(found, Reasons) and any(r.id == "table.books" for r in found.elements)
        assert thinking._process is not None
        thinking._process.kill()
        await thinking._process.wait()
        assert isinstance(await thinking.ask(AskPage("openapi.yaml")), Page), "a new process takes the text up"
        await thinking.stop()

    asyncio.run(journey())


def _contents(brain: Brain, folder: Path) -> tuple[object, ...]:
    found = brain.contents(str(folder))
    assert isinstance(found, Contents)
    return found.files


def _files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
