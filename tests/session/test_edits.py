"""Rights, names and flags: what the form's keys write."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.read.design import read_design_text
from planner.session.access import narrowed, right, toggled
from planner.session.commands import text_after
from planner.session.differing import difference
from planner.session.flags import with_flag
from planner.session.paging import MOST_LINES, piece, place_of
from planner.session.renaming import renamed_entity, renamed_member
from planner.session.window import entry_names, value_at

BOOKSHOP = Path("examples/bookshop.yaml").read_text()


@pytest.mark.parametrize(
    ("said", "caller", "after"),
    [
        (None, "staff", "staff"),
        ("none", "staff", "staff"),
        ("public", "staff", "staff"),
        ("staff", "staff", "none"),
        ("staff", "admin", ["staff", "admin"]),
        (["staff", "admin"], "staff", "admin"),
        (["staff", "admin"], "public", "public"),
        (
            {"public": "status = on_sale", "staff": "all"},
            "admin",
            {"public": "status = on_sale", "staff": "all", "admin": "all"},
        ),
        ({"public": "status = on_sale", "staff": "all"}, "public", "staff"),
    ],
)
def test_a_right_given_or_taken(said: object, caller: str, after: object) -> None:
    assert toggled(said, caller) == after  # type: ignore[arg-type]


def test_rights_as_they_are_read() -> None:
    assert right(None, "staff") == "unsaid"
    assert right("none", "staff") == "no"
    assert right(["staff"], "staff") == "all"
    assert right({"staff": "status = open"}, "staff") == "some"
    assert narrowed("staff", "staff", "status = open") == {"staff": "status = open"}
    assert narrowed({"staff": "status = open"}, "staff", "") == "staff"


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("string(80)", "string(80) required"),
        ("string(80) required", "string(80)"),
        ("string(80) unique", "string(80) required unique"),
        ("enum(a | b) = a", "enum(a | b) required = a"),
        ("int required min=1", "int min=1"),
        ("belongs_to Book required on_delete=cascade", "belongs_to Book on_delete=cascade"),
    ],
)
def test_a_flag_set_or_taken_away(text: str, after: str) -> None:
    assert with_flag(text, "required") == after


def test_an_entity_is_renamed_wherever_it_is_named() -> None:
    text = text_after(renamed_entity(BOOKSHOP, "Book", "Novel"), BOOKSHOP)
    reading = read_design_text(text)
    assert reading.design is not None and not reading.diagnostics
    assert "Novel" in entry_names(text, "entities") and "Book" not in entry_names(text, "entities")
    assert (
        value_at(text, ("entities", "OrderItem", "relations", "book")) == "belongs_to Novel required on_delete=restrict"
    )
    assert value_at(text, ("queries", "bestsellers", "returns")) == ["Novel"]
    assert "Customers order books online" in text and "# a role may see a part of the rows" in text


def test_a_field_is_renamed_in_its_entity() -> None:
    text = text_after(renamed_member(BOOKSHOP, "Book", "fields", "status", "state"), BOOKSHOP)
    reading = read_design_text(text)
    assert reading.design is not None and not reading.diagnostics
    assert value_at(text, ("entities", "Book", "list", "filter")) == ["state", "category", "price"]
    assert value_at(text, ("entities", "Book", "access", "get", "public")) == "state = on_sale"
    assert value_at(text, ("entities", "Order", "fields", "status")) == "OrderStatus = pending"


def test_names_are_found_without_reading_what_they_hold() -> None:
    assert entry_names(BOOKSHOP, "entities") == (
        "Customer",
        "Author",
        "Book",
        "Category",
        "Stock",
        "Order",
        "OrderItem",
    )
    assert entry_names("entities: {A: {fields: {x: int}}, B: {}}\n", "entities") == ("A", "B")
    assert entry_names("name: x\n", "entities") == ()
    assert entry_names('entities:\n  "A b": {}\n  C: {}\n', "entities") == ("A b", "C")


def test_a_difference_counts_lines_from_the_beginning() -> None:
    old = "\n".join(f"line {n}" for n in range(100))
    new = old.replace("line 50", "line fifty")
    found = difference(old, new)
    assert found[0] == "@@ line 48 @@" and "-line 50" in found and "+line fifty" in found
    assert difference(old, old) == ()


def test_a_long_file_is_shown_in_pieces_around_an_entity() -> None:
    text = "".join(
        f"    Thing{n}:\n      type: object\n      # filling, so that the file is long\n" for n in range(20_000)
    )
    at = place_of("Thing15000", text)
    shown, first = piece(text, at)
    lines = shown.splitlines()
    assert len(lines) <= MOST_LINES and lines[15_000 * 3 - first] == "    Thing15000:"
    assert piece("short\n", -1) == ("short\n", 0)


def test_what_is_made_from_a_renamed_member_is_made_from_its_new_name() -> None:
    text = (
        "planner: 1\nname: X\nentities:\n  Line:\n    fields:\n      text: text\n      price: money\n"
        '      slug: slug unique from=text\n      twice: int computed="price * 2"\n'
        "      total: {type: money, computed: price * 3}\n"
    )
    after = text_after(renamed_member(text, "Line", "fields", "text", "words"), text)
    fields = value_at(after, ("entities", "Line", "fields"))
    assert isinstance(fields, dict)
    assert fields["words"] == "text" and "text" not in fields, "a type of that name stays"
    assert fields["slug"] == "slug unique from=words"
    again = text_after(renamed_member(after, "Line", "fields", "price", "amount"), after)
    fields = value_at(again, ("entities", "Line", "fields"))
    assert isinstance(fields, dict)
    assert fields["twice"] == 'int computed="amount * 2"'
    assert fields["total"] == {"type": "money", "computed": "amount * 3"}


def test_renaming_in_a_design_of_one_line() -> None:
    text = "{planner: 1, name: X, entities: {A: {fields: {x: int}}, B: {relations: {a: belongs_to A}}}}\n"
    after = text_after(renamed_entity(text, "A", "Thing"), text)
    assert value_at(after, ("entities", "B", "relations", "a")) == "belongs_to Thing"
    assert value_at(after, ("entities", "Thing", "fields", "x")) == "int"


def test_a_difference_of_texts_that_share_nothing_is_told_in_one_line() -> None:
    old, new = "\n".join(f"a{n}" for n in range(7000)), "\n".join(f"b{n}" for n in range(10))
    assert difference(old, new) == ("@@ from line 1: 7000 lines become 10 @@",)


def test_an_entity_that_a_file_does_not_name_has_no_place() -> None:
    assert place_of("", "anything") == -1 and place_of("Order", "nothing of the kind") == -1
    assert place_of("OrderItem", "CREATE TABLE order_items (\n") == 0
    long = "x\n" * 200_000
    assert piece(long, 0) == ("x\n" * MOST_LINES, 0)
    shown, first = piece(long, len(long))
    assert first + shown.count("\n") == 200_000 and MOST_LINES // 4 - 1 <= shown.count("\n") <= MOST_LINES // 4
