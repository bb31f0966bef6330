"""What the keys of the workbench write into the design: adding, removing, renaming, rights, traits; and what they refuse."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.session.window import value_at
from planner.tui.pane import Pane
from planner.tui.preferences import Preferences
from planner.tui.rows import lines_at
from tests.tui.sittings import Sitting, sitting


def held(at: Sitting, *path: str | int) -> object:
    """What the file says at a path."""
    return value_at(at.text, path)


async def test_a_new_entity_gets_a_name_to_begin_with(shop: Path) -> None:
    async with sitting(shop) as at:
        await at.press("a")
        await at.fill("9lives")
        assert "✗ '9lives' cannot be a name" in at.screen
        await at.fill("Book")
        assert "✗ there is a 'Book' already" in at.screen
        await at.press("enter")
        assert "New entity" in at.screen, "what is wrong is not taken"
        await at.write("Shelf")
        assert "Added Shelf · ^z takes it back" in at.screen
        assert held(at, "entities", "Shelf") == {"fields": {"name": "string(1..120) required"}}
        assert "Shelf ─" in at.screen and "string(1..120)" in at.screen
        assert at.row.startswith("name"), "the next thing to add is a field"
        await at.press("a")
        assert "New field" in at.screen


async def test_what_is_wrong_is_told_to_its_end(shop: Path) -> None:
    async with sitting(shop, size=(80, 24)) as at:
        top = at.app.query_one("#form", Pane).size.height
        await at.press("a")
        await at.fill("An entity with a name of many words that is no name")
        told = " ".join(line.strip() for line in at.screen.split("\n")[-3:])
        assert "cannot be a name: letters, digits, _ and -, a letter first" in " ".join(told.split())
        assert "Enter keeps  Esc leaves" in at.screen
        await at.fill("x" * 10_000)
        assert "there is" not in at.screen and "Enter keeps" in at.screen
        await at.press("escape")
        assert at.app.query_one("#form", Pane).size.height == top, "the prompt gives its lines back"


async def test_the_matrix_shows_every_caller_on_a_narrow_screen(shop: Path) -> None:
    roles = "".join(f"  {name}: Somebody.\n" for name in ("receptionist", "privacy_officer", "practitioner"))
    shop.write_text(shop.read_text().replace("roles:\n", f"roles:\n{roles}", 1))
    async with sitting(shop, size=(80, 24)) as at:
        await at.jump("entities.Author.access.get")
        form = at.app.query_one("#form", Pane)
        callers = [c for line in lines_at(form.rows, form.index) for c in form.rows[line].cells]
        assert len(callers) == 8 and "receptionist" in at.screen and "privacy_officer" in at.screen
        for caller in callers:
            assert form.cell_key == caller
            await at.press("right")
        assert form.scroll_offset.x == 0, "nothing lies beyond the edge"
        public = callers.index("staff")
        await at.press(*["left"] * (len(callers) - 1 - public), "space")
        assert "Took get of Author: staff" in at.screen or "Gave get of Author: staff" in at.screen


async def test_members_are_added_below_their_heading(shop: Path) -> None:
    async with sitting(shop) as at:
        await at.jump("entities.Category.fields.name")
        await at.press("a")
        await at.fill("name: text")
        assert "there is a 'name' already" in at.screen
        await at.fill("code")
        assert "after the name a colon, then what it is" in at.screen
        await at.fill("code: strin(8)")
        assert "✗" in at.line("did you mean"), "a slip in the shorthand is said while it is typed"
        await at.write("code: string(8)")
        assert held(at, "entities", "Category", "fields", "code") == "string(8)"
        assert at.row.startswith("code"), "the cursor stands on what is new"
        assert "Added Category.code · ^z takes it back" in at.screen
        await at.press("up")
        assert "takes it back" not in at.screen, "who moves on has read it"
        await at.click("+ relation")
        await at.fill("x: {type")
        assert "✗ not valid YAML: did not find expected" in at.screen
        await at.write("shelf: belongs_to Author")
        assert held(at, "entities", "Category", "relations", "shelf") == "belongs_to Author"
        await at.click("+ action")
        await at.write("close: {by: staff, says: Closes it.}")
        assert held(at, "entities", "Category", "actions", "close") == {"by": "staff", "says": "Closes it."}
        order = list(value_at(at.text, ("entities", "Category")) or ())
        assert order == ["fields", "relations", "access", "actions"]


async def test_nothing_typed_adds_nothing(shop: Path) -> None:
    async with sitting(shop) as at:
        await at.press("a")
        await at.write("")
        await at.jump("entities.Category.fields.name")
        await at.press("a")
        await at.write("")
        assert at.app.session is not None and not at.app.session.dirty
    assert shop.read_text() == Path("examples/bookshop.yaml").read_text()


async def test_traits_are_chosen_from_those_that_are_not_there(shop: Path) -> None:
    async with sitting(shop) as at:
        await at.jump("entities.Order.versioned")
        await at.press("a")
        assert "soft_delete" in at.screen
        assert not [line for line in at.screen.split("\n") if "│" in line and "edits need the version" in line]
        await at.fill("marked")
        await at.press("enter")
        assert held(at, "entities", "Order", "soft_delete") is True
        await at.press("a")
        await at.fill("how long rows are kept")
        await at.press("enter")
        await at.write("7y after placed_at")
        assert held(at, "entities", "Order", "retention") == "7y after placed_at"
        await at.jump("entities.Order.soft_delete")
        await at.press("space")
        assert held(at, "entities", "Order", "soft_delete") is None
        assert "Removed Order.soft_delete" in at.screen


async def test_an_emptied_line_removes_what_it_said(shop: Path) -> None:
    async with sitting(shop) as at:
        await at.jump("entities.Customer.retention")
        await at.press("e")
        await at.write("")
        assert held(at, "entities", "Customer", "retention") is None
        await at.press("ctrl+z")
        assert "Took back: Removed Customer.retention" in at.screen
        assert held(at, "entities", "Customer", "retention") == "3y after last login"
        await at.press("ctrl+y")
        assert "Made again: Removed Customer.retention" in at.screen
        assert held(at, "entities", "Customer", "retention") is None


async def test_removing_takes_the_row_or_in_the_list_the_entity(shop: Path) -> None:
    async with sitting(shop) as at:
        await at.jump("entities.Customer.fields.phone")
        await at.press("d")
        assert "phone" not in dict(held(at, "entities", "Customer", "fields"))
        at.app.query_one("#entities", Pane).put_cursor("Stock")
        await at.rest()
        await at.press("escape")
        await at.press("d")
        assert held(at, "entities", "Stock") is None
        assert "Removed Stock" in at.screen
        await at.press("ctrl+z", "ctrl+z")
    assert shop.read_text() == Path("examples/bookshop.yaml").read_text()


async def test_a_part_of_the_design_is_worked_on_as_an_entity_is(shop: Path) -> None:
    async with sitting(shop) as at:
        await at.jump("roles.staff")
        await at.press("a")
        await at.write("guest: Looks around.")
        assert held(at, "roles", "guest") == "Looks around."
        await at.press("e")
        await at.write("Looks around; buys nothing.")
        assert held(at, "roles", "guest") == "Looks around; buys nothing."
        await at.press("r")
        await at.write("visitor")
        assert held(at, "roles", "visitor") == "Looks around; buys nothing." and held(at, "roles", "guest") is None
        await at.press("d")
        assert list(held(at, "roles")) == ["customer", "staff", "admin"]


async def test_a_part_that_is_a_list_takes_one_more_at_its_end(shop: Path) -> None:
    async with sitting(shop) as at:
        await at.jump("constraints")
        assert "eu-only" in at.screen
        await at.press("a")
        await at.write("{id: no-weekends, kind: soft, says: Nothing is released on a Friday.}")
        assert held(at, "constraints", 2, "id") == "no-weekends"
        assert "Added to constraints" in at.screen
        await at.jump("requirements")
        assert "nothing is said here yet" in at.screen


async def test_renaming_a_member_follows_it_and_refuses_what_is_no_name(shop: Path) -> None:
    async with sitting(shop) as at:
        await at.jump("entities.Book.fields.title")
        await at.press("r")
        await at.fill("the title")
        assert "✗ 'the title' cannot be a name" in at.screen
        await at.write("heading")
        book = held(at, "entities", "Book")
        assert isinstance(book, dict)
        assert book["unique"] == [["heading", "published_on"]]
        assert book["fields"]["slug"] == "slug unique from=heading"
        assert book["list"]["sort"] == ["price", "published_on", "heading"]
        assert at.app.seen is not None and not [p for p in at.app.seen.problems if p.severity == "error"]
        await at.jump("entities.Order.actions.ship")
        await at.press("r")
        await at.write("send")
        assert "send" in dict(held(at, "entities", "Order", "actions"))
        await at.press("escape", "r")
        await at.fill("Author")
        assert "there is a 'Author' already" in at.screen
        await at.press("escape")
        assert "New name" not in at.screen


async def test_space_makes_a_field_required_and_takes_it_back(shop: Path) -> None:
    async with sitting(shop) as at:
        await at.jump("entities.Author.fields.bio")
        await at.press("space")
        assert held(at, "entities", "Author", "fields", "bio") == "text required"
        await at.press("space")
        assert held(at, "entities", "Author", "fields", "bio") == "text"
        await at.jump("entities.Order.fields.total")
        await at.press("space")
        assert dict(held(at, "entities", "Order", "fields", "total"))["required"] is True
        await at.press("space")
        assert "required" not in dict(held(at, "entities", "Order", "fields", "total"))
        before = at.text
        await at.jump("entities.Order.actions.ship")
        await at.press("space")
        assert at.text == before, "an action is nothing to turn on or off"


async def test_a_right_is_given_taken_and_narrowed(shop: Path) -> None:
    async with sitting(shop) as at:
        await at.jump("entities.Category.access.create")
        await at.press("right", "right", "space")
        assert held(at, "entities", "Category", "access", "create") == ["staff", "admin"]
        assert "Gave create of Category: admin" in at.screen
        await at.press("left", "enter")
        assert held(at, "entities", "Category", "access", "create") == "admin"
        assert "Took create of Category: staff" in at.screen
        await at.press("e")
        assert "Category.access.create: rows staff reaches" in at.screen
        await at.write("name = fiction")
        assert held(at, "entities", "Category", "access", "create") == {"admin": "all", "staff": "name = fiction"}
        assert "staff: name = fiction" in at.row
        await at.press("e")
        await at.write("")
        assert held(at, "entities", "Category", "access", "create") == ["admin", "staff"]
        await at.press("a")
        assert "Space gives a right or takes it; e narrows it to some rows" in at.screen


async def test_a_click_on_a_cell_goes_there_and_the_next_one_toggles_it(shop: Path) -> None:
    async with sitting(shop) as at:
        await at.jump("entities.Category.access.list")
        before = at.text
        x, y = at.line("Access  ").index("admin"), at.place_of("  delete  ")[1]
        await at.pilot.click(offset=(x, y))
        await at.rest()
        assert at.text == before and at.row.startswith("delete"), "the first click goes there"
        await at.pilot.click(offset=(x, y))
        await at.rest()
        assert held(at, "entities", "Category", "access", "delete") == "none"
        assert at.row.split() == ["delete", "·", "·", "·", "·", "·"]


async def test_enter_on_a_row_edits_it_and_escape_leaves_it_as_it_was(shop: Path) -> None:
    async with sitting(shop) as at:
        await at.jump("entities.Author.fields.bio")
        await at.press("enter")
        await at.fill("longtext")
        await at.press("escape")
        assert not at.app.session.dirty and "longtext" not in at.screen
        await at.press("e")
        await at.fill("tex")
        assert "✗" in at.screen
        await at.press("shift+tab")
        assert held(at, "entities", "Author", "fields", "bio") == "text"
        await at.press("e")
        await at.fill("text search")
        await at.click("Enter keeps", dx=7)
        assert held(at, "entities", "Author", "fields", "bio") == "text search"
        await at.jump("entities.Author.fields.bio")
        await at.press("e")
        await at.fill("nonsense")
        await at.click("Esc leaves", dx=5)
        assert held(at, "entities", "Author", "fields", "bio") == "text search"


async def test_a_design_that_somebody_else_holds_is_not_changed(shop: Path) -> None:
    async with sitting(shop) as first, sitting(shop) as second:
        assert first.app.session is not None and not first.app.session.read_only
        await second.jump("entities.Author.fields.bio")
        await second.press("d")
        assert "⊘ read-only" in second.screen
        await second.press("ctrl+e")
        assert "read-only" in second.screen
    assert shop.read_text() == Path("examples/bookshop.yaml").read_text()


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_list_filters_as_one_types(shop: Path, size: tuple[int, int]) -> None:
    async with sitting(shop, size=size) as at:
        await at.press("slash")
        await at.fill("order")
        pane = at.app.query_one("#entities", Pane)
        assert [r.key for r in pane.rows if r.key and not r.key.startswith("part:")] == ["Order", "OrderItem"]
        await at.press("enter")
        assert at.app.focused is pane
        await at.press("j")
        assert "OrderItem ─" in at.screen
        await at.press("slash")
        await at.fill("enum")
        assert [r.key for r in pane.rows if r.key] == ["part:enums"]


async def test_the_problems_lead_to_their_place(shop: Path) -> None:
    shop.write_text(shop.read_text().replace("email required unique pii", "emial required unique pii"))
    async with sitting(shop) as at:
        assert "✗ 1 error" in at.screen and "Problems" in at.screen
        await at.press("p")
        assert "did you mean" in at.row
        await at.press("enter")
        assert at.row.startswith("email") and "✗" in at.row
        await at.press("e")
        await at.write("email required unique pii")
        await at.click("tables ·") if "tables ·" in at.screen else None
        assert "error" not in at.screen.split("\n")[-2]
    assert shop.read_text() == Path("examples/bookshop.yaml").read_text()


async def test_without_problems_there_is_nothing_to_go_to(shop: Path) -> None:
    async with sitting(shop) as at:
        if at.app.seen is not None and at.app.seen.problems:
            await at.press("p")
            assert at.app.focused is at.app.query_one("#problems", Pane)
        await at.do("save")
        assert "everything is saved" in at.screen
        await at.do("redo")
        assert "there is nothing to make again" in at.screen
        await at.do("undo")
        assert "there is nothing to take back" in at.screen


async def test_what_the_cursor_is_on_can_be_copied(shop: Path) -> None:
    async with sitting(shop) as at:
        await at.jump("entities.Author.fields.bio")
        await at.press("y")
        assert at.app.clipboard == "bio: text" and "copied bio: text" in at.screen
        await at.jump("entities.Order.access.get")
        await at.press("y")
        assert at.app.clipboard == "get: [owner, staff]"


@pytest.mark.parametrize("theme", ["planner-dark", "planner-light", "ansi-dark", "nord"])
async def test_the_right_under_the_cursor_can_be_seen(theme: str, shop: Path) -> None:
    async with sitting(shop, preferences=Preferences(theme=theme)) as at:
        await at.jump("entities.Order.access.get")
        form = at.app.query_one("#form", Pane)
        seen = []
        for _ in range(2):
            strip = form._strip(form.index)
            seen.append([(s.text, s.style) for s in strip if s.style is not None and s.text.strip()])
            await at.press("right")
        moved = [(text, a, b) for (text, a), (_, b) in zip(*seen, strict=True) if a != b]
        assert len(moved) == 2, "one right lost the mark, its neighbour has it"
        for _, one, other in moved:
            assert (one.bgcolor, one.underline) != (other.bgcolor, other.underline)


async def test_an_entity_that_is_gone_leaves_no_form_and_no_filter_behind(shop: Path) -> None:
    async with sitting(shop) as at:
        await at.press("slash")
        await at.fill("stock")
        await at.press("enter", "d")
        assert "Removed Stock · ^z takes it back" in at.screen
        assert "/ type to filter" in at.screen and "─ Stock ─" not in at.screen
        assert at.row in at.text, "the form shows one that is there"


async def test_another_entity_is_shown_from_its_beginning(shop: Path) -> None:
    async with sitting(shop, size=(80, 24)) as at:
        await at.press("enter", "end")
        assert at.row.startswith("checks")
        await at.press("escape", "down", "enter")
        form = at.app.query_one("#form", Pane)
        assert form.scroll_offset.y == 0 and form.index == 0, "the keys reach no row that is out of sight"


async def test_adding_to_a_list_of_the_entity_asks_for_it(shop: Path) -> None:
    async with sitting(shop) as at:
        await at.jump("entities.Book.unique")
        await at.press("a")
        assert "Book.unique" in at.line("Book.unique") and "New trait" not in at.screen
        await at.write("[[title, published_on]]")
        assert held(at, "entities", "Book", "unique") == [["title", "published_on"]]
