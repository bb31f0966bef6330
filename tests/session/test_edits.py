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
