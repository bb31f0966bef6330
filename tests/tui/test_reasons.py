"""Why an element is there: from the view of all elements, from a row of the workbench, and back to the design."""

from __future__ import annotations

from pathlib import Path

from planner.tui.explain import Explain
from planner.tui.pane import Pane
from tests.tui.sittings import sitting


async def test_an_element_leads_to_its_reasons_and_they_to_the_design(shop: Path) -> None:
    async with sitting(shop, place="explain") as at:
        assert at.row == "table.customers", "what it is stands beside: a few letters of it would say nothing"
        await at.press("slash")
        await at.fill("decision pagination")
        assert "decision.pagination" in at.screen and "1 of " in at.screen
        await at.press("enter", "enter")
        assert "What would change it" in at.screen
        assert at.row.startswith("choices.pagination  shop.yaml:")
        await at.press("enter")
        assert at.app.place == "workbench" and at.row.startswith("pagination")


async def test_words_that_nothing_has_say_so(shop: Path) -> None:
    async with sitting(shop, place="explain") as at:
        await at.press("slash")
        await at.fill("xyzzy")
        assert "nothing has these words" in at.screen and "0 of " in at.screen
        await at.fill("table.stock")
        await at.press("enter", "down", "y")
        assert at.app.clipboard == at.app.query_one("#elements", Pane).key
        assert at.app.clipboard.startswith("table.stock.")


async def test_a_row_of_the_form_says_what_it_caused(shop: Path) -> None:
    async with sitting(shop) as at:
        await at.jump("entities.Book.fields.isbn")
        await at.press("x")
        assert "Because of entities.Book.fields.isbn" in at.screen
        await at.fill("table.books.isbn")
        await at.press("enter")
        assert at.app.place == "explain" and isinstance(at.app.view, Explain)
        assert at.app.query_one("#elements", Pane).key == "table.books.isbn"
        assert "entities.Book.fields.isbn" in at.screen


async def test_a_row_that_caused_nothing_says_so(shop: Path) -> None:
    text = shop.read_text().replace("  bio: text\n", "  bio: text\n")
    shop.write_text(text.replace("    says: Someone who wrote", "    says: Anyone who wrote"))
    async with sitting(shop) as at:
        await at.jump("entities.Author.says")
        await at.press("x")
        assert "nothing of the plan rests on entities.Author.says" in at.screen
        assert at.app.focused is at.app.query_one("#form"), "there is nothing to choose from"


async def test_escape_leads_back_to_the_elements(shop: Path) -> None:
    async with sitting(shop, place="explain") as at:
        elements = at.app.query_one("#elements", Pane)
        await at.press("slash")
        assert at.app.focused is not elements and "● Elements" in at.screen, (
            "the frame is lit while its filter is typed"
        )
        await at.press("escape")
        assert at.app.focused is elements
        await at.press("slash", "down")
        assert at.app.focused is elements, "the list stands below its filter"
        await at.press("enter")
        assert at.app.focused is at.app.query_one("#reason")
        await at.press("escape")
        assert at.app.focused is elements


async def test_the_list_asks_for_the_whole_entity(shop: Path) -> None:
    async with sitting(shop) as at:
        at.app.query_one("#entities", Pane).put_cursor("Stock")
        await at.rest()
        await at.press("question_mark")
        assert "Because of entities.Stock" in at.screen and "table.stock" in at.screen


async def test_an_invalid_design_has_no_reasons(folder: Path) -> None:
    path = folder / "odd.yaml"
    path.write_text("planner: 1\nname: Odd\nentities: [\n")
    async with sitting(path) as at:
        await at.press("x")
        assert "the design has errors: nothing follows from it yet" in at.screen


async def test_a_long_name_is_whole_in_the_list_and_above_its_reasons(shop: Path) -> None:
    name = "BookThatCustomersAskedForAndThatNobodyCouldFind"
    shop.write_text(shop.read_text().replace("  Stock:", f"  {name}:\n    fields: {{title: text}}\n\n  Stock:", 1))
    async with sitting(shop, place="explain", size=(80, 24)) as at:
        await at.press("slash")
        await at.fill("op.book_that")
        elements = at.app.query_one("#elements", Pane)
        names = [row.key for row in elements.rows if row.key]
        assert len(names) < len(elements.rows) and f"{len(names)} of " in at.screen, "two lines are one element"
        await at.press("enter")
        key = elements.key
        assert at.row.replace(" ", "") == key
        beside = "".join(line.split("││")[1].strip(" │") for line in at.screen.split("\n") if "││" in line)
        assert key in beside.replace(" ", "")
