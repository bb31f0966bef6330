"""A vague sentence becomes a complete draft: the nearest model, the things named, every figure marked as unsure."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from planner.derive.pipeline import derive
from planner.interview.draft import draft
from planner.interview.sentence import understand
from planner.model.catalog import ArchetypeItem
from planner.read.design import read_design_text
from planner.rules.library import Library

ARCHETYPES = Library().archetypes
SENTENCES = yaml.safe_load((Path(__file__).parent / "sentences.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("sentence", "archetype"),
    [
        ("a marketplace for used bikes with bids and messages", "marketplace"),
        ("an online shop that sells books", "shop"),
        ("double-entry ledger for a small bank", "banking-ledger"),
    ],
)
def test_the_words_lead_to_a_model(sentence: str, archetype: str) -> None:
    found = understand(sentence, ARCHETYPES).archetype
    assert found is not None
    assert found.id == archetype


@pytest.mark.parametrize("row", SENTENCES, ids=[row["says"] for row in SENTENCES])
def test_a_sentence_leads_where_it_says_and_nowhere_else(row: dict[str, Any]) -> None:
    drafted = draft(row["says"], understand(row["says"], ARCHETYPES))
    assert (drafted.archetype or "none") == row["model"]
    assert set(row.get("names", ())) <= set(drafted.added)
    assert drafted.problems == ()


@pytest.mark.parametrize("archetype", ARCHETYPES, ids=[a.id for a in ARCHETYPES])
def test_a_word_that_names_a_model_is_enough_and_one_of_its_parts_is_not(archetype: ArchetypeItem) -> None:
    for trigger in archetype.triggers:
        found = understand(f"{trigger} for my town", ARCHETYPES).archetype
        assert found is not None, trigger
    for hint in archetype.hints:
        found = understand(f"a town with {hint}", ARCHETYPES).archetype
        assert found is None or hint in found.triggers, hint


def test_a_phrase_takes_its_words_along() -> None:
    assert understand("a shop with customers", ARCHETYPES).archetype is not None
    assert understand("a repair shop with customers", ARCHETYPES).archetype is None
    found = understand("a helpdesk for a travel company", ARCHETYPES).archetype
    assert found is not None and found.id == "helpdesk"


def test_what_is_named_and_missing_is_added() -> None:
    sentence = "a marketplace for used bikes with bids and messages"
    drafted = draft(sentence, understand(sentence, ARCHETYPES))
    assert drafted.added == ("Bike",)
    design = read_design_text(drafted.text).design
    assert design is not None
    assert {"Bike", "Bid", "Message"} <= {e.name for e in design.entities}


def test_a_chosen_model_wins_over_the_words() -> None:
    found = understand("a shop", ARCHETYPES, "saas").archetype
    assert found is not None
    assert found.id == "saas"


def test_no_model_fits_and_the_draft_still_stands() -> None:
    drafted = draft("quasars and pulsars", understand("quasars and pulsars", ARCHETYPES))
    assert drafted.archetype == ""
    assert set(drafted.added) == {"Quasar", "Pulsar"}
    reading = read_design_text(drafted.text)
    assert reading.design is not None
    assert derive(reading.design, reading.source.locate).plan is not None


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("teachers give lessons in rooms, and invoices are sent", ["Teacher", "Lesson", "Room", "Invoice"]),
        ("there are teachers and pupils", ["Teacher", "Pupil"]),
        ("every bike gets inspected", ["Bike"]),
    ],
)
def test_what_is_done_to_a_thing_is_no_thing(sentence: str, names: list[str]) -> None:
    assert [t.name for t in understand(sentence, ()).things] == names


def test_what_is_taken_over_is_unsure_and_what_is_given_is_not() -> None:
    understood = understand("", ARCHETYPES, "shop")
    drafted = draft("", understood, (("context.team.size", 2),))
    paths = {path for path, _ in drafted.assumed}
    assert "scale.users" in paths
    assert "context.team.size" not in paths
    design = read_design_text(drafted.text).design
    assert design is not None
    assert design.context.team_size == 2
    assert {n.target for n in design.interview if n.state == "unsure"} == paths


@pytest.mark.parametrize("archetype", [a.id for a in ARCHETYPES])
def test_every_model_yields_a_draft_that_plans(archetype: str) -> None:
    drafted = draft("", understand("", ARCHETYPES, archetype))
    assert drafted.problems == ()


@pytest.mark.parametrize(
    "sentence",
    ["", "   ", "'; DROP TABLE x; --", "🦀 🦀", "a" * 5000, "a: b\n- c", "the of with and", "ÄÖÜ-Straße für Größe"],
)
def test_nonsense_never_fails(sentence: str) -> None:
    drafted = draft(sentence, understand(sentence, ARCHETYPES))
    assert read_design_text(drafted.text).design is not None
