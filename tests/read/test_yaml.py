"""What the YAML reader makes of texts: core scalars, places, limits, and what it says about slips."""

from __future__ import annotations

import gc
import math
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.model.tree import Mapping, Node, Scalar, Sequence
from planner.read.layout import Value, find, plain, same
from planner.read.printing import block_lines, flow_text
from planner.read.yaml import parse_yaml, split_shorthand_hint
from tests.effort import calls

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.yaml"))


def read(text: str | bytes) -> Value:
    root, problems = parse_yaml(text, "d.yaml")
    assert problems == ()
    return plain(root)


def first(text: str) -> Value:
    """The value of the key `a`."""
    root, problems = parse_yaml(text, "d.yaml")
    assert problems == ()
    return plain(find(root, ("a",)))


def slips(text: str | bytes) -> list[str]:
    return [f"{p.span.line}:{p.span.column} {p.code}" for p in parse_yaml(text, "d.yaml")[1] if p.span]


def hint(text: str) -> str:
    return parse_yaml(text, "d.yaml")[1][0].hint


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_examples_read_clean(path: Path) -> None:
    assert isinstance(read(path.read_bytes()), dict)
    assert read(path.read_text().replace("\n", "\r\n")) == read(path.read_text())


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("on", "on"), ("no", "no"), ("NO", "NO"), ("y", "y"), ("20:1", "20:1"), ("2026-01-01", "2026-01-01"),
        ("1_000", "1_000"), ("1e3", 1000.0), ("12", 12), ("+12", 12), ("-7", -7), ("012", 12), ("0o17", 15),
        ("0x1F", 31), ("0b11", "0b11"), ("1.5", 1.5), (".5", 0.5), ("-.inf", -math.inf), ("+.INF", math.inf),
        ("true", True), ("False", False), ("TRUE", True), ("tRue", "tRue"), ("null", None), ("~", None), ("", None),
        ("'true'", "true"), ('"1"', "1"), ("|\n  5", "5"), ("1.2.3", "1.2.3"), ("99.9%", "99.9%"),
        ("1e", "1e"), ("--1", "--1"), (".", "."), ("٣", "٣"), ("9" * 5000, "9" * 5000), ("!!str 5", "5"),
        ("!!int '5'", 5), ("!!float 5", 5.0), ("! 5", "5"),
    ],
)  # fmt: skip
def test_core_scalars(text: str, value: object) -> None:
    got = first(f"a: {text}")
    assert got == value
    assert type(got) is type(value)


def test_nan() -> None:
    got = first("a: .nan")
    assert isinstance(got, float) and math.isnan(got)


def test_places_count_code_points_from_one() -> None:
    root, _ = parse_yaml("\ufeffa:\r\n  é😀: x # c\r\n  l: [1, 2]\r\n", "d.yaml")
    assert isinstance(root, Mapping)
    inner = root.entries["a"][1]
    assert isinstance(inner, Mapping)
    key, value = inner.entries["é😀"]
    assert (key.line, key.column, value.line, value.column, value.end_column) == (2, 3, 2, 7, 8)
    assert (inner.line, inner.column, inner.end_line, inner.end_column) == (2, 3, 3, 12)
    assert value.file == inner.file == root.file == "d.yaml"


def test_anchors_are_shared_and_merges_give_way() -> None:
    root, problems = parse_yaml("a: &x {p: 1, q: 2}\nb: *x\nc: {<<: *x, p: 3}\nd: {<<: [{p: 4}, *x]}\n", "d")
    assert problems == () and isinstance(root, Mapping)
    assert root.entries["a"][1] is root.entries["b"][1]
    assert plain(root.entries["c"][1]) == {"p": 3, "q": 2}
    assert plain(root.entries["d"][1]) == {"p": 4, "q": 2}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: 1\na: 2", ["2:1 SYN002"]),
        ("a: 1\na: 2\na: 3", ["2:1 SYN002", "3:1 SYN002"]),
        ("a: *b", ["1:4 SYN006"]),
        ("a: &a [*a]", ["1:8 SYN006"]),
        ("<<: 3", ["1:1 SYN007"]),
        ("a: 1\n---\nb: 2", ["2:1 SYN008"]),
        ("a: !!python/none x", ["1:4 SYN009"]),
        ("a: !thing {}", ["1:4 SYN009"]),
        ("a: !!int x", ["1:4 SYN009"]),
        ("? [a]\n: 1", ["1:3 SYN005"]),
        ("", ["1:1 SYN010"]),
        ("# only a comment\n", ["1:1 SYN010"]),
        (b"\xff\xfea\0", ["1:1 SYN004"]),
        (b"a: 1\nb: \xe9", ["2:4 SYN004"]),
        ("a: \ud800", ["1:4 SYN004"]),
        ("a: \0", ["1:4 SYN004"]),
        ("a:\n b: \x07", ["2:5 SYN004"]),
        ("a: [1", ["2:1 SYN001"]),
        ("[" * 65, ["1:65 SYN003"]),
    ],
)
def test_slips_have_codes_and_places(text: str | bytes, said: list[str]) -> None:
    assert slips(text) == said


def test_duplicate_keys_name_both_places() -> None:
    assert "at 1:1 and at 3:1" in parse_yaml("a: 1\nb: 1\na: 2", "d")[1][0].message


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a:\n\tb: 1", "spaces, not tabs"),
        ("a: 1\nb:2\nc: 3\n", "`b: 2`"),
        ("a: b: c", '`a: "b: c"`'),
        ("a: @b", '"@b"'),
        ("a: 'x", "close the quote"),
        ("x: {a: string pattern=/[a-z],{2}/ , b: c}", '{a: "string pattern=/[a-z],{2}/"}'),
        ("a:\n  b: 1\n c: 2", "line 1"),
        ("a: *", "begins with *"),
    ],
)
def test_hints_show_the_way_out(text: str, said: str) -> None:
    assert said in hint(text)


def test_a_syntax_error_hides_no_other() -> None:
    text = "a:\n  b: 1\n  c:2\n  d: 3\ne: [1, 2\nf:\n\tg: 1\nh: 'x\ni: 1\ni: 2\n"
    assert slips(text) == ["4:3 SYN001", "6:2 SYN001", "7:1 SYN001", "8:4 SYN001", "10:1 SYN002"]


def test_what_can_be_read_around_a_syntax_error_is_returned() -> None:
    root, problems = parse_yaml("a: {b: 1}\nc: [1, 2\nd: @\ne: 5\n", "d")
    assert [p.code for p in problems] == ["SYN001", "SYN001"]
    assert plain(root) == {"a": {"b": 1}, "e": 5}


@pytest.mark.parametrize(
    ("text", "meant", "rest"),
    [
        ("{weight: decimal(8,3) min=0, x: y}", "decimal(8,3) min=0", ("3) min=0",)),
        ("{a: enum(x, y,  z) = x}", "enum(x, y,  z) = x", ("y", "z) = x")),
        ("{a: string pattern=/a,b/ required}", "string pattern=/a,b/ required", ("b/ required",)),
        ("[decimal(8,3), x]", "decimal(8,3)", ("3)",)),
    ],
)
def test_split_shorthands_are_rejoined(text: str, meant: str, rest: tuple[str, ...]) -> None:
    node, _ = parse_yaml(text, "d")
    assert isinstance(node, Mapping | Sequence)
    (split,) = split_shorthand_hint(node)
    assert (split.text, split.rest) == (meant, rest)
    assert plain(parse_yaml(f"{{a: {split.quoted}}}", "d")[0]) == {"a": meant}


@pytest.mark.parametrize("text", ["{a: /b/c, d: }", "{a: 'x(1', 2: }", "a: decimal(8\nb: ", "{a: f(x), b: }"])
def test_whole_shorthands_are_left_alone(text: str) -> None:
    node, _ = parse_yaml(text, "d")
    assert isinstance(node, Mapping) and split_shorthand_hint(node) == ()


BOMBS = {
    "laugh": "a: &a [" + "x," * 10 + "]\n"
    + "".join(f"{chr(98 + i)}: &{chr(98 + i)} [{','.join(['*' + chr(97 + i)] * 10)}]\n" for i in range(12)),
    "merge": "a: &a {" + ",".join(f"k{i}: 1" for i in range(1000)) + "}\n"
    + "".join(f"b{i}: {{<<: *a}}\n" for i in range(3000)),
    "brackets": "[" * 2_000_000,
    "braces": "{a: " * 500_000,
    "dashes": "- " * 1_000_000,
    "large": "x" * (17 << 20),
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_are_refused_before_they_go_off(name: str) -> None:
    entered, said = calls(lambda: slips(BOMBS[name]))
    assert said[0].endswith("SYN003")
    assert entered < 20_000  # an ordinary design of ten entities takes more


def test_problems_have_an_end() -> None:
    assert len(slips("a: 1\n" * 5000)) == 1000


@pytest.mark.parametrize("is_on", [True, False])
def test_the_collector_is_left_as_it_was(is_on: bool) -> None:
    before = gc.isenabled()
    (gc.enable if is_on else gc.disable)()
    try:
        parse_yaml("a: [", "d")
        assert gc.isenabled() is is_on
    finally:
        (gc.enable if before else gc.disable)()


def test_the_python_parser_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = [parse_yaml(path.read_text(), "d") for path in EXAMPLES]
    monkeypatch.delattr(yaml, "CSafeLoader")
    assert [plain(parse_yaml(path.read_text(), "d")[0]) for path in EXAMPLES] == [plain(r) for r, _ in expected]
    assert slips("a: [") and slips("a: 1\na: 2") == ["2:1 SYN002"]


def every_node(node: Node) -> list[Node]:
    children = [v for _, v in node.entries.values()] if isinstance(node, Mapping) else []
    children += list(node.items) if isinstance(node, Sequence) else []
    return [node, *(n for child in children for n in every_node(child))]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_places_point_at_the_text(path: Path) -> None:
    root, _ = parse_yaml(path.read_text(), "d")
    assert root is not None
    lines = path.read_text().split("\n")
    for node in every_node(root):
        if isinstance(node, Scalar) and not node.quoted and node.line == node.end_line:
            assert lines[node.line - 1][node.column - 1 : node.end_column - 1] == node.text


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(st.binary(max_size=200), st.text(max_size=200), st.text("{}[]:,-?&*!|>'\"%@ \n\t#ab1~<.", max_size=80))
)
def test_no_text_raises(text: str | bytes) -> None:
    root, problems = parse_yaml(text, "d")
    assert root is not None or problems
    assert all(p.span is not None and p.span.line >= 1 and p.span.column >= 1 for p in problems)


scalars = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=12), st.floats(allow_nan=False))
trees = st.recursive(
    scalars,
    lambda t: st.one_of(st.lists(t, max_size=4), st.dictionaries(st.text(min_size=1, max_size=8), t, max_size=4)),
)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.text("abcdef", min_size=1), trees, min_size=1, max_size=4))
def test_what_is_printed_reads_back(data: dict[str, Value]) -> None:
    for text in ("\n".join(block_lines(data)), flow_text(data)):
        root, problems = parse_yaml(text, "d")
        assert problems == () and same(plain(root), data), text
