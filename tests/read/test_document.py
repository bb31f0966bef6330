"""Edits by position and `fmt`: only what was asked for changes, and the data is always what was asked for."""

from __future__ import annotations

import copy
import difflib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.read.document import format_design, insert_key, open_document, remove, rename_key, set_value
from planner.read.layout import Path as Place
from planner.read.layout import Value, find, plain, same
from planner.read.printing import block_lines
from planner.read.yaml import parse_yaml

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.yaml"))
BOOKSHOP = (Path(__file__).parents[2] / "examples" / "bookshop.yaml").read_text()


def changed(old: str, new: str) -> list[str]:
    lines = difflib.unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=0)
    return [line for line in lines if not line.startswith(("@@", "---", "+++"))]


def data(text: str) -> Value:
    root, problems = parse_yaml(text, "d")
    assert problems == (), problems
    return plain(root)


@pytest.mark.parametrize(
    ("path", "value", "lines"),
    [
        (("entities", "Customer", "audit"), False, ["-    audit: true", "+    audit: false"]),
        (("context", "currency"), "no: it", ["-  currency: EUR", '+  currency: "no: it"']),
        (("context", "regions"), ["eu"], ["+  regions: [eu]"]),
        (("interview", "a.b"), {"state": "later"}, ["+interview:", "+  a.b:", "+    state: later"]),
        (("rules", 2), {"id": "n", "says": "q # r"}, ["+  - id: n", '+    says: "q # r"']),
        (("roles", "admin", "extends"), "boss", [
            "-  admin: {extends: staff, says: Runs the shop.}", "+  admin: {extends: boss, says: Runs the shop.}"]),
        (("entities", "Stock", "key"), "shelf", [
            "-    key: book                        # one row a book: the key is the relation",
            "+    key: shelf                        # one row a book: the key is the relation"]),
        (("entities", "Order", "access", "list"), ["a, b"], [
            "-    access: {list: [owner, staff], get: [owner, staff], create: customer, update: staff, delete: none}",
            '+    access: {list: ["a, b"], get: [owner, staff], create: customer, update: staff, delete: none}']),
        (("jobs", "nightly_sales", "schedule"), "1 2 * * *", [
            '-  nightly_sales: {schedule: "0 2 * * *", does: Roll the day\'s sales up into a report.}',
            '+  nightly_sales: {schedule: "1 2 * * *", does: Roll the day\'s sales up into a report.}']),
    ],
)  # fmt: skip
def test_set_changes_only_its_line(path: Place, value: Value, lines: list[str]) -> None:
    assert changed(BOOKSHOP, set_value(open_document(BOOKSHOP), path, value)) == lines


def test_comments_beside_a_replaced_block_stay() -> None:
    text = "a:  # why\n  b: 1\nc: 2\n"
    assert set_value(open_document(text), ("a",), 3) == "a: 3  # why\nc: 2\n"
    assert set_value(open_document("a: 3  # why\nc: 2\n"), ("a",), {"b": 1}) == "a:  # why\n  b: 1\nc: 2\n"
    assert set_value(open_document("a: |  # why\n  b\n\nc: 2\n"), ("a",), "x\ny").endswith("c: 2\n")


def test_line_ends_and_marks_stay() -> None:
    text = "\ufeffa: 1\r\nb: 2\r\n"
    assert set_value(open_document(text), ("c", "d"), 1) == "\ufeffa: 1\r\nb: 2\r\nc:\r\n  d: 1\r\n"


def test_remove_takes_its_comment_and_keeps_the_rest() -> None:
    text = "# file\na: 1\n\n# of b\nb: 2 # beside\n# of c\nc: {x: 1, y: 2}\n"
    doc = open_document(text)
    assert remove(doc, ("b",)) == "# file\na: 1\n\n# of c\nc: {x: 1, y: 2}\n"
    assert remove(doc, ("a",)).startswith("# file\n")
    assert remove(doc, ("c", "x")) == text.replace("x: 1, ", "")
    assert remove(doc, ("c", "y")) == text.replace(", y: 2", "")
    assert remove(doc, ("nowhere", 3)) == text
    assert data(remove(open_document("a:\n  b: 1\nc: 2\n"), ("a", "b"))) == {"a": {}, "c": 2}


def test_remove_in_lists() -> None:
    doc = open_document(BOOKSHOP)
    assert changed(BOOKSHOP, remove(doc, ("rules", 0, "id"))) == [
        "-  - id: stock-never-negative",
        "-    says: An order may not take more copies than are on hand.",
        "+  - says: An order may not take more copies than are on hand.",
    ]
    assert [line[:5] for line in changed(BOOKSHOP, remove(doc, ("constraints", 1)))] == ["-  - "]


def test_rename_and_insert() -> None:
    doc = open_document(BOOKSHOP)
    assert changed(BOOKSHOP, rename_key(doc, ("entities", "Book"), "Tome")) == ["-  Book:", "+  Tome:"]
    assert rename_key(doc, ("entities", "Book"), "Author") == BOOKSHOP
    new = insert_key(doc, ("entities", "Order", "says"), "x", before="rows")
    assert changed(BOOKSHOP, new) == ["+    says: x"] and new.index("says: x") < new.index("rows: 2M")
    assert insert_key(open_document("a: {b: 1}"), ("a", "c"), 2, before="b") == "a: {c: 2, b: 1}"


def test_aliases_are_not_written_through() -> None:
    text = "a: &x {b: 1}  # one\nc: *x  # two\n"
    assert set_value(open_document(text), ("c", "b"), 2) == "a: &x {b: 1}  # one\nc: {b: 2}  # two\n"
    assert data(set_value(open_document(text), ("a", "b"), 2)) == {"a": {"b": 2}, "c": {"b": 1}}
    merged = "a: &x {b: 1}\nc:\n  <<: *x\n  d: 1\n"
    assert data(set_value(open_document(merged), ("c", "b"), 2)) == {"a": {"b": 1}, "c": {"b": 2, "d": 1}}


def test_broken_texts_are_edited_only_where_they_can_be_read() -> None:
    assert set_value(open_document('a: 1\nb: "x\n'), ("a",), 2) == 'a: 2\nb: "x\n'
    assert set_value(open_document("@"), ("a",), 2) == "@"
    assert data(set_value(open_document(""), ("a", "b"), 1)) == {"a": {"b": 1}}
    assert set_value(open_document("# c\n"), ("a",), 1) == "# c\na: 1\n"


TEXTS = [
    BOOKSHOP,
    "a: 1 # x\nb:\n- 1\n- c: 2\n  d: [1, {e: f}]\n- - 1\n  - 2\n",
    "a: |\n  text\n   more\n\n# c\nb: >-\n  folded\n  text\nc: 'it''s'\nd: \"q\\n\"\n",
    "a: &x\n  b: {c: 1}\nd: *x\ne:\n  <<: *x\n  f:\n",
    "{a: 1, b: [1, 2,], c: {d: {}}}\n",
    "? a\n: 1\n? b\n: - 2\n  - 3\n",
    "a:\n    b:\n            c: multi\n              line\n            d: [1,\n   2]\n    e: 3\n",
]
values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-9, 9), st.text("ab:# -\n'\"{}[],é", max_size=6)),
    lambda t: st.one_of(
        st.lists(t, max_size=3), st.dictionaries(st.text("xyz- :", min_size=1, max_size=3), t, max_size=3)
    ),
    max_leaves=6,
)


def every_path(value: Value, path: Place = ()) -> list[Place]:
    if isinstance(value, dict):
        return [path, *(p for key, item in value.items() for p in every_path(item, (*path, key)))]
    if isinstance(value, list):
        return [path, *(p for index, item in enumerate(value) for p in every_path(item, (*path, index)))]
    return [path]


def put(value: Value, path: Place, new: Value) -> Value:
    if not path:
        return new
    step = path[0]
    if isinstance(value, dict) and isinstance(step, str):
        return {**value, step: put(value.get(step), path[1:], new)}
    assert isinstance(value, list) and isinstance(step, int)
    return [put(item, path[1:], new) if index == step else item for index, item in enumerate(value)]


def without(value: Value, path: Place) -> Value:
    if len(path) > 1 and isinstance(value, dict | list):
        inner = find_plain(value, path[:-1])
        return put(value, path[:-1], without(inner, path[-1:]))
    if isinstance(value, dict):
        return {key: item for key, item in value.items() if key != path[0]}
    assert isinstance(value, list)
    return [item for index, item in enumerate(value) if index != path[0]]


def find_plain(value: Value, path: Place) -> Value:
    for step in path:
        if isinstance(value, dict):
            value = value[str(step)]
        elif isinstance(value, list) and isinstance(step, int):
            value = value[step]
    return value


@settings(max_examples=250, deadline=None)
@given(st.sampled_from(TEXTS), st.data())
def test_set_says_what_was_asked(text: str, drawn: st.DataObject) -> None:
    before = data(text)
    path = drawn.draw(st.sampled_from([p for p in every_path(before) if p]))
    value = drawn.draw(values)
    after = set_value(open_document(text), path, value)
    assert same(data(after), put(copy.deepcopy(before), path, value)), after


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(TEXTS), st.data())
def test_remove_says_what_was_asked(text: str, drawn: st.DataObject) -> None:
    before = data(text)
    path = drawn.draw(st.sampled_from([p for p in every_path(before) if p]))
    assert same(data(remove(open_document(text), path)), without(copy.deepcopy(before), path))


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(TEXTS), st.data())
def test_rename_says_what_was_asked(text: str, drawn: st.DataObject) -> None:
    before = data(text)
    path = drawn.draw(st.sampled_from([p for p in every_path(before) if p and isinstance(p[-1], str)]))
    name = drawn.draw(st.text("nN :#-'\"", min_size=1, max_size=4))
    after = data(rename_key(open_document(text), path, name))
    assert find(parse_yaml(text, "d")[0], path) is not None
    assert same(find_plain(after, (*path[:-1], name)), find_plain(before, path))


ORDER = ("name", "planner", "entities", "z", "b", "fields", "says", "a", "x", "id")


def shuffled(path: tuple[str, ...]) -> tuple[str, ...] | None:
    return ORDER if len(path) != 1 else None


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_formatting_examples_changes_nothing_without_an_order(path: Path) -> None:
    assert format_design(path.read_text(), "d", lambda _: None) == (path.read_text(), ())


@pytest.mark.parametrize("text", [p.read_text() for p in EXAMPLES] + TEXTS)
def test_formatting_keeps_data_and_comments_and_rests(text: str) -> None:
    once, problems = format_design(text, "d", shuffled)
    assert problems == () and same(data(once), data(text))
    assert once.count("#") == text.count("#")
    assert format_design(once, "d", shuffled) == (once, ())


def test_comments_travel_with_their_keys() -> None:
    text = "# file\n\n# of y\ny: 1\n\n\n\n"
    text += "# of a\na:   # beside a\n    # of c\n    c: 1 # c\n    # end of a\n# of name\nname: x\n"
    once, _ = format_design(text, "d", shuffled)
    assert once == (
        "# file\n\n# of name\nname: x\n\n# of a\na:   # beside a\n  # of c\n  c: 1 # c\n  # end of a\n# of y\ny: 1\n"
    )


def test_formatting_leaves_errors_alone() -> None:
    text, problems = format_design("b: 1\na: 2\nb: 3\n", "d", shuffled)
    assert text == "b: 1\na: 2\nb: 3\n" and [p.code for p in problems] == ["SYN002"]


def test_odd_parts_stay_as_they_are() -> None:
    text = "b:\n    x: 1\na: &q {c:\n 1}\nz:\n    - p: 1\n      q: *q\n"
    once, _ = format_design(text, "d", lambda _: None)
    assert once == "b:\n  x: 1\na: &q {c:\n 1}\nz:\n  - p: 1\n    q: *q\n"


def test_list_items_have_an_order_too() -> None:
    once, _ = format_design(
        "rules:\n- says: x  # s\n  # of id\n  id: a\n", "d", lambda p: ("id",) if p[-1:] == ("-",) else None
    )
    assert same(data(once), {"rules": [{"id": "a", "says": "x"}]}) and "# of id" in once


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from([*ORDER, "q"]), values, min_size=1), st.integers(1, 3))
def test_formatting_any_design_keeps_its_data(design: dict[str, Value], every: int) -> None:
    lines = block_lines(design)
    text = "\n".join(line + "  # c" if number % every == 0 else line for number, line in enumerate(lines)) + "\n"
    once, problems = format_design(text, "d", shuffled)
    assert problems == () and same(data(once), data(text))
    assert format_design(once, "d", shuffled)[0] == once
