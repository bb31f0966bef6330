"""Every request a screen can make, and its reply: reasons, starting models, drafts, pictures, files, exports."""

from __future__ import annotations

import xml.etree.ElementTree as Tree
from pathlib import Path

import pytest

from planner.diagram.picture import Picture
from planner.session.brain import NO_PLAN, NOT_WRITTEN, Brain
from planner.session.thoughts import (
    AskCards,
    AskContents,
    AskDependents,
    AskDraft,
    AskPage,
    AskPicture,
    AskReasons,
    AskStakes,
    AskStarts,
    AskSvg,
    Contents,
    Deck,
    Dependents,
    DoExport,
    Drafted,
    Drawing,
    Exported,
    Failed,
    Hear,
    Heard,
    Look,
    Page,
    Reason,
    Reasons,
    Request,
    Seen,
    Stakes,
    Starts,
)

EXAMPLES = Path("examples")
BOOKSHOP = (EXAMPLES / "bookshop.yaml").read_text()


@pytest.fixture(scope="module")
def brain() -> Brain:
    """The bookshop, understood."""
    made = Brain()
    assert made.answer(Hear(BOOKSHOP, "shop.yaml")) == Heard(True)
    assert isinstance(made.answer(Look()), Seen)
    return made


def reasons(brain: Brain, path: str) -> dict[str, Reason]:
    """The elements behind a path, by id."""
    found = brain.answer(AskReasons(path))
    assert isinstance(found, Reasons)
    return {r.id: r for r in found.elements}


def test_a_path_leads_to_what_it_caused_and_who_makes_it(brain: Brain) -> None:
    found = reasons(brain, "entities.Book.fields.isbn")
    line = BOOKSHOP[: BOOKSHOP.index("      isbn:")].count("\n") + 1
    assert found["table.books.isbn"].because[0] == f"entities.Book.fields.isbn  shop.yaml:{line}"
    whole = reasons(brain, "entities.Book")
    assert set(found) < set(whole)
    assert "made by step.book.migration" in whole["table.books"].because
    assert reasons(brain, "entities.Nothing") == {}
    assert set(reasons(brain, "table.books")) >= {"table.books"}, "an element's own id leads to it"


def test_each_kind_of_element_says_what_would_change_it(brain: Brain) -> None:
    every = reasons(brain, "")
    assert len(every) > 600 and all(r.says for r in every.values() if r.id.startswith(("decision.", "op.", "step.")))
    decided = every["decision.pagination"]
    assert decided.says == "an opaque cursor" and decided.changes[0] == "The mobile app scrolls."
    assumed = next(r for r in every.values() if r.id.startswith("assumption."))
    assert assumed.changes and assumed.says
    asked = next(r for r in every.values() if r.id.startswith("question."))
    assert asked.changes[0].startswith("an answer changes ")
    risk = next(r for r in every.values() if "@" in r.id)
    assert risk.changes and risk.changes[0], "a risk is changed by what mitigates it"
    assert any(c.startswith(("if ", "at ")) for r in every.values() for c in r.changes), "numbers that flip a decision"


def test_starting_models_and_drafts(brain: Brain) -> None:
    starts = brain.answer(AskStarts())
    assert isinstance(starts, Starts) and {"shop", "booking", "saas"} <= {s.id for s in starts.starts}
    made = brain.answer(AskDraft("an online shop for books with reviews"))
    assert isinstance(made, Drafted) and made.archetype == "shop" and "planner: 1" in made.text and made.assumed
    other = brain.answer(AskDraft("", "booking"))
    assert isinstance(other, Drafted) and other.archetype == "booking"


def test_pictures_as_boxes_and_as_a_file(brain: Brain) -> None:
    whole = brain.answer(AskPicture("keys"))
    assert isinstance(whole, Picture) and len(whole.boxes) == 7
    near = brain.answer(AskPicture("names", "Author", 1))
    assert isinstance(near, Picture) and {b.node.name for b in near.boxes} == {"Author", "Book"}
    drawn = brain.answer(AskSvg("all", "Author", 1))
    assert isinstance(drawn, Drawing)
    assert "isbn" in "".join(Tree.fromstring(drawn.text).itertext())


@pytest.mark.parametrize(
    ("path", "begins"),
    [
        ("", 'openapi: "3.1.0"'),
        ("openapi.yaml", 'openapi: "3.1.0"'),
        ("risks.csv", "id,"),
        ("diagrams/er.mmd", "erDiagram"),
        ("plan.json", "{"),
    ],
)
def test_a_file_of_the_bundle(brain: Brain, path: str, begins: str) -> None:
    page = brain.answer(AskPage(path))
    assert isinstance(page, Page) and page.text.startswith(begins) and page.path == (path or "openapi.yaml")


def test_a_file_that_the_bundle_has_not(brain: Brain) -> None:
    assert brain.answer(AskPage("nothing.txt")) == Failed("there is no nothing.txt in this bundle")


def test_what_changed_in_a_file_since_the_export(brain: Brain, tmp_path: Path) -> None:
    never = brain.answer(AskPage("PLAN.md", str(tmp_path)))
    assert isinstance(never, Page) and never.diff is None
    done = brain.answer(DoExport(str(tmp_path), "refuse"))
    assert isinstance(done, Exported) and "PLAN.md" in done.written
    same = brain.answer(AskPage("PLAN.md", str(tmp_path)))
    assert isinstance(same, Page) and same.diff == ()
    (tmp_path / "PLAN.md").write_text("mine\n")
    edited = brain.answer(AskPage("PLAN.md", str(tmp_path)))
    assert isinstance(edited, Page) and edited.diff is not None and "-mine" in edited.diff


def test_files_of_others_are_taken_for_edited_and_those_no_longer_made_for_gone(brain: Brain, tmp_path: Path) -> None:
    (tmp_path / "PLAN.md").write_text("somebody else's\n")
    found = brain.answer(AskContents(str(tmp_path)))
    assert isinstance(found, Contents)
    assert {f.path: f.state for f in found.files}["PLAN.md"] == "edited"
    (tmp_path / "PLAN.md").unlink()
    brain.answer(DoExport(str(tmp_path), "refuse"))
    other = Brain()
    other.answer(Hear(BOOKSHOP.replace("ship:   {", "send:   {"), "shop.yaml"))
    after = other.answer(AskContents(str(tmp_path)))
    assert isinstance(after, Contents)
    states = {f.path: f.state for f in after.files}
    assert states["diagrams/flow-ship-order.mmd"] == "gone" and states["diagrams/flow-send-order.mmd"] == "new"
    assert states["openapi.yaml"] == "changed"


def test_answers_that_rest_on_another(brain: Brain) -> None:
    deck = brain.answer(AskCards(ranked=False))
    assert isinstance(deck, Deck)
    found = brain.answer(AskDependents("context.consumers"))
    assert isinstance(found, Dependents) and set(found.paths) <= {c.path for c in deck.cards if c.held}
    assert brain.answer(AskStakes("nothing-is-called-this")) == Stakes("nothing-is-called-this", ())


def test_an_export_of_messages_keeps_their_numbers(tmp_path: Path) -> None:
    design = tmp_path / "grpc.yaml"
    design.write_text(
        "planner: 1\nname: Rpc\nstack: {api: {style: grpc}}\nentities:\n  Thing:\n    fields: {name: text}\n"
    )
    made = Brain()
    made.answer(Hear(design.read_text(), str(design)))
    assert isinstance(made.answer(DoExport(str(tmp_path / "out"), "refuse")), Exported)
    assert '"name"' in (tmp_path / "grpc.lock.json").read_text()
    page = made.answer(AskPage(""))
    assert isinstance(page, Page) and page.path.endswith(".proto"), "where there is no OpenAPI, the contract that is"


@pytest.mark.parametrize(
    "request_",
    [
        AskCards(ranked=True),
        AskContents("out"),
        AskPage(""),
        AskReasons(""),
        AskStakes("people"),
        AskDependents("scale.users"),
        AskPicture("keys"),
        AskSvg("keys"),
    ],
)
def test_before_there_is_a_plan_nothing_follows(request_: Request) -> None:
    assert Brain().answer(request_) == NO_PLAN


def test_without_a_plan_nothing_is_written(tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert Brain().answer(DoExport(str(out), "refuse")) == NOT_WRITTEN
    assert not out.exists()
