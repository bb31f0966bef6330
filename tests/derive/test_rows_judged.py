"""Development rows under rules: what a row meets where something is unknown, and the least that makes it right."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from planner.derive.database.balanced import Side, balanced
from planner.derive.database.conditions import Row, meets, stored, value_of
from planner.derive.database.repair import repaired
from planner.model.database import (
    Between,
    Column,
    ColumnKind,
    ColumnType,
    Default,
    Holds,
    InValues,
    LengthBetween,
    Matches,
    OneOf,
    Predicate,
    Trigger,
)
from planner.model.expressions import Expression
from planner.read.expressions import Slip, parse_expression
from tests.derive.test_database import database_of


def column(name: str, kind: ColumnKind, *, nullable: bool = True, default: str | None = None, made: str = "") -> Column:
    return Column(
        f"table.t.{name}",
        name,
        ColumnType(kind),
        nullable,
        (),
        default=Default("literal", default) if default is not None else None,
        generated=said(made) if made else None,
    )


def said(text: str) -> Expression:
    found = parse_expression(text)
    assert not isinstance(found, Slip), found
    return found


COLUMNS: Mapping[str, Column] = {
    c.name: c
    for c in (
        column("low", ColumnKind.INT),
        column("high", ColumnKind.INT, nullable=False),
        column("price", ColumnKind.DECIMAL),
        column("open", ColumnKind.BOOL),
        column("starts", ColumnKind.DATE),
        column("ends", ColumnKind.DATE),
        column("at", ColumnKind.TIMESTAMP),
        column("hour", ColumnKind.TIME),
        column("word", ColumnKind.TEXT),
        column("state", ColumnKind.TEXT, default="new"),
        column("twice", ColumnKind.INT, made="low * 2"),
    )
}


@pytest.mark.parametrize(
    ("text", "row", "found"),
    [
        ("low < high", {"low": "1", "high": "2"}, True),
        ("low < high", {"low": "2", "high": "2"}, False),
        ("low < high", {"high": "2"}, None),
        ("low >= high", {"low": "2", "high": "2"}, True),
        ("low != high", {"low": "2", "high": "2"}, False),
        ("low = 2.0", {"low": "2"}, True),
        ("low = word", {"low": "2", "word": "2"}, True),
        ("open = true", {"open": "true"}, True),
        ("not open = true", {"open": "false"}, True),
        ("not open = true", {}, None),
        ("word in ('a' | 'b')", {"word": "a"}, True),
        ("word not in ('a' | 'b')", {"word": "a"}, False),
        ("word in ('a' | 'b')", {}, None),
        ("low is null", {}, True),
        ("low is not null", {}, False),
        ("low = 1 or high = 1", {"high": "1"}, True),
        ("low = 1 or high = 1", {"high": "2"}, None),
        ("low = 1 and high = 1", {"high": "2"}, False),
        ("low = 1 and high = 1", {"high": "1"}, None),
        ("low + 1 = high", {"low": "1", "high": "2"}, True),
        ("high - low > 0", {"low": "1", "high": "2"}, True),
        ("word + 1 = 2", {"word": "one"}, None),
        ("count(low) > 1", {"low": "1"}, None),
        ("twice = 6", {"low": "3"}, True),
        ("nothing = 1", {"low": "3"}, None),
        ("starts < ends", {"starts": "2026-01-01", "ends": "2026-01-02"}, True),
        ("state = 'new'", {}, True),
        ("state = 'new'", {"state": None}, None),
        ("low = 1", {"low": "no number"}, None),
    ],
)
def test_what_is_unknown_is_neither_true_nor_false(text: str, row: Row, found: bool | None) -> None:
    assert value_of(said(text), row, COLUMNS) is found


@pytest.mark.parametrize(
    ("predicate", "row", "met"),
    [
        (Holds(said("low < high")), {"low": "3", "high": "2"}, False),
        (Holds(said("low < high")), {"high": "2"}, True),
        (Between("low", "1", "3"), {"low": "3"}, True),
        (Between("low", "1", "3"), {"low": "4"}, False),
        (Between("low", None, "3"), {"low": "-9"}, True),
        (Between("low", "1", None), {}, True),
        (OneOf(("low", "word"), False), {"low": "1"}, True),
        (OneOf(("low", "word"), False), {"low": "1", "word": "a"}, False),
        (OneOf(("low", "word"), False), {}, False),
        (OneOf(("low", "word"), True), {}, True),
        (InValues("word", ("a", "b")), {"word": "c"}, False),
        (InValues("word", ("a", "b")), {}, True),
        (LengthBetween("word", 2, None), {"word": "a"}, False),
        (LengthBetween("word", None, 3), {"word": "abcd"}, False),
        (LengthBetween("word", None, None), {"word": "abcd"}, True),
        (Matches("word", "[a-c]+"), {"word": "abd"}, False),
        (Matches("word", "[a-c]+"), {"word": "abc"}, True),
    ],
)
def test_a_check_takes_what_a_database_takes(predicate: Predicate, row: Row, met: bool) -> None:
    assert meets(predicate, row, COLUMNS) is met


@pytest.mark.parametrize(
    ("text", "row", "after"),
    [
        ("low <= high", {"low": "5", "high": "2"}, {"low": "5", "high": "5"}),
        ("low < high", {"low": "5", "high": "2"}, {"low": "5", "high": "6"}),
        ("low > high", {"low": "1", "high": "2"}, {"low": "1", "high": "0"}),
        ("low != high", {"low": "2", "high": "2"}, {"low": "2", "high": "3"}),
        (
            "starts < ends",
            {"starts": "2026-02-28", "ends": "2026-01-01"},
            {"starts": "2026-02-28", "ends": "2026-03-01"},
        ),
        ("at < '2026-01-02T00:00:00Z'", {"at": "2026-01-05T00:00:00Z"}, {"at": "2026-01-01T00:00:00Z"}),
        ("hour > '21:10:00'", {"hour": "10:00:00"}, {"hour": "22:10:00"}),
        ("open = true", {"open": "false"}, {"open": "true"}),
        ("open != true", {"open": "true"}, {"open": "false"}),
        ("word in ('a' | 'b')", {"word": "c"}, {"word": "a"}),
        ("low is null", {"low": "3"}, {"low": None}),
        ("low = 1 and high = 2", {"low": "3", "high": "4"}, {"low": "1", "high": "2"}),
        ("low = 1 or high = 2", {"low": "3", "high": "4"}, {"low": "1", "high": "4"}),
        ("(low = 1 or low = 2) and high = 2", {"low": "3", "high": "4"}, {"low": "1", "high": "2"}),
        ("price = 2.50", {"price": "1"}, {"price": "2.50"}),
        ("twice = 4", {"low": "1"}, None),
        ("word not in ('a')", {"word": "a"}, None),
        ("high is null", {"high": "1"}, None),
        ("not (high = 1)", {"high": "1"}, None),
        ("word > 'a'", {"word": "a"}, {"word": None}),
    ],
)
def test_a_row_is_changed_as_little_as_makes_it_right(text: str, row: Row, after: Row | None) -> None:
    found = repaired(said(text), row, COLUMNS)
    assert found == after
    assert found is None or value_of(said(text), found, COLUMNS) is not False


def test_a_column_that_is_kept_stays() -> None:
    assert repaired(said("low <= high"), {"low": "5", "high": "2"}, COLUMNS, kept="high") == {"high": "2"}
    assert repaired(said("high = 3"), {"high": "2"}, COLUMNS, kept="high") is None


def rule(text: str) -> Trigger:
    return Trigger("t", "t", "hold_rule", (), statement=said(text), whole_key="id", part_key="whole_id")


PARTS: Mapping[str, Column] = {
    "amount": column("amount", ColumnKind.DECIMAL),
    "kind": column("kind", ColumnKind.TEXT),
    "whole_id": column("whole_id", ColumnKind.INT),
}


def kept(row: Row, _column: str) -> Row | None:
    return row


def refused(_row: Row, _column: str) -> Row | None:
    return None


def part(whole: str, amount: str, kind: str = "a") -> Row:
    return {"whole_id": whole, "amount": amount, "kind": kind}


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("sum(amount) = 10", ["1", "9"]),
        ("sum(amount) = 3", ["1", "2"]),
        ("sum(amount where kind = 'a') = 10", ["1", "9"]),
        ("sum(amount) + 1 = 4 and not (sum(amount) = 9)", ["1", "2"]),
        ("count(amount) = 2", ["1", "2"]),
        ("count(amount) = 3", []),
        ("min(amount) >= 1", ["1", "2"]),
        ("max(amount) <= 1", []),
        ("sum(amount) <= 1", []),
        ("sum(amount * 2) = 10", []),
        ("sum(amount) = unsaid", ["1", "2"]),
    ],
)
def test_the_last_part_makes_the_sum_right_or_the_whole_goes_without(text: str, amounts: list[str]) -> None:
    rows = [part("1", "1"), part("1", "2"), part("2", "7")]
    wholes: list[Row] = [{"id": "1"}, {"id": "3"}]
    left = balanced(rule(text), rows, wholes, Side(PARTS, kept), Side({}, kept))
    assert [r["amount"] for r in left if r["whole_id"] == "1"] == amounts
    assert [r for r in left if r["whole_id"] == "2"] == [rows[2]], "parts of another whole are left alone"


def test_a_part_that_cannot_be_made_right_takes_the_others_with_it() -> None:
    rows = [part("1", "1"), part("1", "2")]
    assert balanced(rule("sum(amount) = 10"), rows, [{"id": "1"}], Side(PARTS, refused), Side({}, kept)) == []
    odd = [part("1", "no number"), part("1", "two")]
    assert balanced(rule("sum(amount) = 10"), odd, [{"id": "1"}], Side(PARTS, kept), Side({}, kept)) == []


@pytest.mark.parametrize(
    "text", ["sum(amount) = total", "total = sum(amount)", "not (gone is null) or sum(amount) = total"]
)
def test_a_whole_says_what_its_parts_add_up_to(text: str) -> None:
    rows = [part("1", "1"), part("1", "2")]
    wholes: list[Row] = [{"id": "1", "total": "7"}, {"id": "2", "total": "7"}]
    of = {c.name: c for c in (column("total", ColumnKind.DECIMAL), column("gone", ColumnKind.TEXT))}
    assert balanced(rule(text), rows, wholes, Side(PARTS, kept), Side(of, kept)) == rows
    assert [w["total"] for w in wholes] == ["3", "0"], "one without parts adds up to nothing"
    fixed: list[Row] = [{"id": "1", "total": "7"}]
    left = balanced(rule(text), rows, fixed, Side(PARTS, kept), Side(of, refused))
    assert fixed == [{"id": "1", "total": "7"}]
    assert [r["amount"] for r in left] == (["1", "6"] if not text.startswith("total") else [])


def test_a_row_holds_what_was_set_what_is_made_or_the_default() -> None:
    assert stored("state", {}, COLUMNS) == "new" and stored("state", {"state": "old"}, COLUMNS) == "old"
    assert str(stored("twice", {"low": "4"}, COLUMNS)) == "8" and stored("nowhere", {}, COLUMNS) is None


@pytest.mark.parametrize("traits", ["", "soft_delete: true, "])
def test_development_data_of_a_bill_adds_up(traits: str) -> None:
    database = database_of(
        "roles: {clerk: Works.}\nentities:\n"
        f"  Bill: {{{traits}fields: {{total: int required min=0}}, relations: {{lines: has_many Line}}}}\n"
        "  Line: {part_of: bill, fields: {amount: int required min=0}, relations: {bill: belongs_to Bill required}}\n"
        "rules:\n  - {id: adds-up, says: Lines add up to the total., on: [Bill], check: sum(lines.amount) = total}\n"
    )
    bills = [dict(row.values) for row in database.seeds if row.table == "bills"]
    lines = [dict(row.values) for row in database.seeds if row.table == "lines"]
    assert bills and lines
    for bill in bills:
        amounts = [int(str(line["amount"])) for line in lines if line["bill_id"] == bill["id"]]
        assert int(str(bill["total"])) == sum(amounts)
