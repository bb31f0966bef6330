"""The interview and the review: what each key says to a question, what that writes into the design, and the way back."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.geometry import Size

from planner.session.answers import doubt
from planner.session.brain import Brain
from planner.session.thoughts import Deck
from planner.session.window import value_at
from planner.tui.cards import card_rows
from planner.tui.cells import width_of
from planner.tui.interview import Interview
from planner.tui.pane import Pane
from planner.tui.review import Review
from tests.tui.sittings import Sitting, sitting

CARD = Size(47, 18)
"""The room for a question at 80 by 24."""
PEOPLE = "How many people use Bookshop on an ordinary"


def asked(at: Sitting) -> str:
    """The path that the question on the screen is about."""
    assert isinstance(at.app.view, Interview)
    return at.app.view.cards[at.app.view.current].path


def said(at: Sitting, path: str) -> object:
    """What the interview noted of a question."""
    notes = value_at(at.text, ("interview",))
    return notes.get(path) if isinstance(notes, dict) else None


async def test_a_digit_takes_the_answer_of_that_number(shop: Path) -> None:
    async with sitting(shop, place="interview") as at:
        assert PEOPLE in at.screen and asked(at) == "scale.daily_users"
        await at.press("9")
        assert asked(at) == "scale.daily_users", "there is no ninth answer"
        await at.press("3")
        assert value_at(at.text, ("scale", "daily_users")) == "20k"
        assert asked(at) != "scale.daily_users", "the next question comes by itself"
        await at.press("shift+tab")
        assert asked(at) == "scale.daily_users" and "✓ answered: 20k" in at.screen


async def test_tab_leaves_a_question_open_and_shift_tab_finds_it_again(shop: Path) -> None:
    async with sitting(shop, place="interview") as at:
        await at.press("tab")
        assert asked(at) == "scale.peak_rps"
        await at.press("tab", "tab")
        await at.press("shift+tab", "shift+tab", "shift+tab")
        assert asked(at) == "scale.daily_users"
        await at.press("shift+tab")
        assert asked(at) == "scale.users", "where nobody came from anywhere, the one before in order"
        assert at.app.session is not None and not at.app.session.dirty
    assert shop.read_text() == Path("examples/bookshop.yaml").read_text()


async def test_own_words_are_judged_while_they_are_typed(shop: Path) -> None:
    async with sitting(shop, place="interview") as at:
        await at.press("e")
        assert "e.g. 20k" in at.screen
        await at.fill("many")
        assert "✗" in at.screen
        await at.press("enter")
        assert value_at(at.text, ("scale", "daily_users")) is None
        await at.write("31k")
        assert value_at(at.text, ("scale", "daily_users")) == "31k"
        before = asked(at)
        await at.press("e", "shift+tab")
        assert asked(at) == "scale.daily_users" != before, "the way back leads out of the line too"


async def test_what_is_not_known_is_noted_and_stays_in_sight(shop: Path) -> None:
    async with sitting(shop, place="interview") as at:
        await at.press("u")
        assert said(at, "scale.daily_users") == {"state": "unsure"}
        await at.press("shift+tab", "w")
        await at.write("Marketing will know in May.")
        assert said(at, "scale.daily_users") == {"state": "unsure", "because": "Marketing will know in May."}
        assert "? not sure" in at.screen and "Marketing will know in May." in at.screen
        await at.press("l")
        assert said(at, "scale.daily_users") == {"state": "later"}
        await at.press("shift+tab", "w")
        await at.write("After the pilot.")
        assert said(at, "scale.daily_users") == {"state": "later", "because": "After the pilot."}
        await at.press("n")
        assert said(at, "scale.daily_users") == {"state": "not_applicable"}
        await at.do("undo")
        assert said(at, "scale.daily_users") == {"state": "later", "because": "After the pilot."}


async def test_a_topic_is_gone_to_by_the_list_of_topics(shop: Path) -> None:
    async with sitting(shop, place="interview") as at:
        await at.press("t")
        assert "● Topics" in at.screen
        await at.press("down", "down", "enter")
        assert asked(at).startswith("scale.") or "promises" in at.screen.split("\n")[-4]
        topic = asked(at)
        await at.click("money")
        assert asked(at) != topic
        await at.press("t", "escape")
        assert at.app.focused is at.app.query_one("#card", Pane)


async def test_what_a_question_is_about_can_be_copied(shop: Path) -> None:
    async with sitting(shop, place="interview") as at:
        await at.press("tab", "y")
        assert at.app.clipboard == "scale.peak_rps: 300"


async def test_the_words_below_a_question_can_be_clicked(shop: Path) -> None:
    async with sitting(shop, place="interview") as at:
        await at.click("does not apply")
        assert said(at, "scale.daily_users") == {"state": "not_applicable"}
        await at.press("shift+tab")
        await at.click("own words")
        await at.write("4k")
        assert value_at(at.text, ("scale", "daily_users")) == "4k"
        assert said(at, "scale.daily_users") is None, "an answer ends the doubt"


async def test_a_narrow_screen_says_in_one_line_what_an_answer_changes(shop: Path) -> None:
    async with sitting(shop, place="interview", size=(80, 24)) as at:
        assert "What this changes" not in at.screen
        await at.press("tab")
        assert "scale.peak_rps" in at.screen.split("\n")[-2], "what stands there changes nothing"
        await at.press("down", "down", "down", "down")
        assert at.screen.split("\n")[-2].strip().startswith("changes ")
        await at.pilot.resize_terminal(140, 40)
        await at.rest()
        assert "What this changes" in at.screen


async def test_a_changed_answer_asks_again_for_what_rests_on_it(shop: Path) -> None:
    async with sitting(shop, place="interview") as at:
        view = at.app.view
        assert isinstance(view, Interview)
        view.to(next(c.id for c in view.cards.values() if c.path == "context.consumers"))
        await at.rest()
        await at.press("e")
        await at.write("[web]")
        assert value_at(at.text, ("context", "consumers")) == ["web"]
        doubted = [c for c in view.cards.values() if c.state == "recheck"]
        assert all("consumers" in c.because for c in doubted)


async def test_questions_wait_for_a_design_that_can_be_read(folder: Path) -> None:
    path = folder / "odd.yaml"
    path.write_text("planner: 1\nname: Odd\nentities: [\n")
    async with sitting(path, place="interview") as at:
        assert "The design has errors" in at.screen
        await at.press("u", "enter", "e", "w", "y", "3")
        await at.do("own-answer", "note", "later", "back", "forward")
        assert path.read_text() == "planner: 1\nname: Odd\nentities: [\n"
        await at.press("f3")
        assert "The design has errors" in at.screen
        await at.press("f6")
        assert "he design has errors" in at.screen
        await at.press("f5", "w")
        assert "he design has errors" in at.screen
        assert not (folder / "odd-plan").exists()


async def test_the_review_edits_an_answer_and_comes_back(shop: Path) -> None:
    async with sitting(shop, place="interview") as at:
        await at.press("u", "f3")
        assert "Not sure  1" in at.screen and "1 doubted" in at.screen
        assert PEOPLE in at.row, "what is doubted stands first"
        await at.press("y")
        assert PEOPLE in at.app.clipboard
        await at.press("enter")
        assert at.app.place == "interview" and asked(at) == "scale.daily_users"
        await at.press("2")
        assert at.app.place == "review" and value_at(at.text, ("scale", "daily_users")) == "2k"
        assert "Not sure" not in at.screen
        await at.press("e")
        assert at.app.place == "interview"
        await at.press("escape")
        assert at.app.place == "review", "without an answer too"


async def test_the_review_says_what_an_answer_caused(shop: Path) -> None:
    async with sitting(shop, place="review") as at:
        pane = at.app.query_one("#answers", Pane)
        row = next(r for r in pane.rows if "300" in r.plain and r.key)
        pane.put_cursor(row.key)
        await at.rest()
        await at.press("y")
        assert at.app.clipboard.endswith("  300")
        await at.press("x")
        assert "Because of scale.peak_rps" in at.screen
        await at.press("escape")
        assert "Because of" not in at.screen
        await at.pilot.resize_terminal(90, 30)
        await at.rest()
        assert all(len(line) <= 90 for line in at.screen.split("\n"))
        assert isinstance(at.app.view, Review) and at.app.view.deck is not None
        told = " ".join(" ".join(row.plain for row in pane.rows).split())
        assert "…" not in told.replace("… ", ""), "no question ends before its end"
        asked_in_full = [c for c in at.app.view.deck.cards if c.id in pane._places]
        for card in asked_in_full:
            pane.put_cursor(card.id)
            assert card.asks.split()[-1] in at.row


async def test_the_last_question_leads_to_the_review(shop: Path) -> None:
    async with sitting(shop, place="interview") as at:
        assert isinstance(at.app.view, Interview)
        others = {c.path for c in at.app.view.cards.values()} - {"scale.daily_users"}
    notes = "".join(f'  "{path}": {{state: later}}\n' for path in sorted(others))
    shop.write_text(f"{shop.read_text()}\ninterview:\n{notes}")
    async with sitting(shop, place="interview") as at:
        assert asked(at) == "scale.daily_users"
        await at.press("2")
        assert at.app.place == "review" and PEOPLE not in at.screen, "what is settled stands further down"


async def test_what_is_doubted_is_confirmed_one_after_another(shop: Path) -> None:
    async with sitting(shop, place="review") as at:
        for path in ("context.consumers", "context.project"):
            at.app.run_command(doubt(path, "unsure"))
        await at.rest()
        await at.press("home")
        assert at.row.startswith("? Who calls Bookshop?")
        await at.press("c")
        assert said(at, "context.consumers") is None and "Confirmed context.consumers: [web, mobile]" in at.screen
        assert at.row.startswith("? Does Bookshop begin empty"), "the next one takes its place"
        await at.press("enter")
        assert at.app.place == "interview"
        await at.press("enter")
        assert at.app.place == "review" and said(at, "context.project") is None
        await at.press("home", "c")
        assert at.row.startswith("○") and "nothing stands there yet" in at.screen


DESIGNS = (*sorted(Path("examples").glob("*.yaml")), Path("tests/cases/kitchen-sink/design.yaml"))


@pytest.mark.parametrize("design", DESIGNS, ids=lambda p: f"{p.parent.name}-{p.stem}")
async def test_every_question_has_room_on_a_small_screen(design: Path) -> None:
    brain = Brain()
    brain.look(design.read_text(), design.absolute())
    deck = brain.cards(ranked=False)
    assert isinstance(deck, Deck) and deck.cards
    for card in deck.cards:
        rows = card_rows(card, card.choices, CARD.width, CARD.height)
        assert len(rows) <= CARD.height, card.id
        assert all(width_of(row.plain.rstrip()) <= CARD.width for row in rows), card.id


async def test_the_card_of_a_small_screen_is_as_large_as_questions_are_cut_for(shop: Path) -> None:
    async with sitting(shop, place="interview", size=(80, 24)) as at:
        pane = at.app.query_one("#card", Pane)
        assert (pane.room - 2, pane.size.height) == CARD


async def test_a_question_that_is_long_stands_closer_where_there_is_little_room(shop: Path) -> None:
    async with sitting(shop, place="interview", size=(80, 24)) as at:
        card = at.app.query_one("#card", Pane)
        assert isinstance(at.app.view, Interview)
        at.app.view.to("hosting")
        await at.rest()
        assert "Where does Bookshop run?" in at.screen and "l  later" in at.screen
        close = len(card.rows)
        await at.pilot.resize_terminal(80, 40)
        await at.rest()
        assert len(card.rows) > close, "with more room the lines part again"
