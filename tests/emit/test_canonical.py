"""What the one writer prints is what other readers read back: on lines of its own, on one line, part by part."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from planner.emit.canonical import Rows, YamlText, flow, flow_mapping, json_rows, row, to_yaml

texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=12) | st.sampled_from(
    [
        "a, b",
        "[x]",
        "{y}",
        "k: v",
        "# no",
        "- x",
        "null",
        "yes",
        "1.0",
        "*a",
        "&a",
        "a:b",
        "it's",
        '"q"',
        " x",
        "x ",
        "",
    ]
)
scalars = texts | st.integers(-(10**9), 10**9) | st.booleans() | st.none()
data = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3), max_leaves=8
)


@given(data)
def test_a_line_reads_back(value: Any) -> None:
    assert yaml.safe_load(to_yaml({"block": value, "line": flow(value)})) == {"block": value, "line": value}


@given(st.dictionaries(texts, data, min_size=1, max_size=3))
def test_rows_are_the_mapping(value: dict[str, Any]) -> None:
    rows = [row(key, item) for key, item in value.items()]
    printed = to_yaml({"rows": Rows(rows), "line": flow_mapping(rows), "within": [{"deep": Rows(rows)}]})
    assert yaml.safe_load(printed) == {"rows": value, "line": value, "within": [{"deep": value}]}


@given(st.dictionaries(texts, data, max_size=3), st.dictionaries(texts, data, min_size=1, max_size=3))
def test_parts_make_the_document(first: dict[str, Any], second: dict[str, Any]) -> None:
    file = BytesIO()
    text = YamlText(file.write)
    text.entries(first)
    text.open("zz-open")
    text.entries(second, 1)
    whole = first | {"zz-open": second}
    assert yaml.safe_load(file.getvalue()) == whole
    assert file.getvalue().decode() == to_yaml(whole)


class Leaf(Struct, omit_defaults=True):
    """One element."""

    name: str
    rows: tuple[int, ...] = ()


class Tree(Struct):
    """A part of a plan."""

    leaves: tuple[Leaf, ...]
    named: dict[str, Leaf]
    none: tuple[Leaf, ...] = ()


def test_each_element_has_a_line() -> None:
    tree = Tree((Leaf("a\n", (1, 2)), Leaf("b")), {"c": Leaf("c"), "d": Leaf("d")})
    file = BytesIO()
    json_rows({"format": "1", "tree": tree, "empty": {}}, file.write)
    printed = file.getvalue().decode()
    assert json.loads(printed) == {
        "format": "1",
        "tree": {
            "leaves": [{"name": "a\n", "rows": [1, 2]}, {"name": "b"}],
            "named": {"c": {"name": "c"}, "d": {"name": "d"}},
            "none": [],
        },
        "empty": {},
    }
    assert '{"name":"b"}' in printed.splitlines()


def test_whatever_stands_at_the_top_is_a_document() -> None:
    for value in ([], {}, [1, {"a": []}], "x: y", None, True, [[1, 2], []], {"a": {"b": [{"c": 1}]}}, ((1,), ())):
        printed = to_yaml(value)
        assert printed.endswith("\n") and yaml.safe_load(printed) == json.loads(json.dumps(value)), printed


@pytest.mark.parametrize("length", [999, 1000, 1001, 5000])
def test_a_key_of_any_length_reads_back(length: int) -> None:
    file = BytesIO()
    text = YamlText(file.write)
    text.open("paths")
    text.open("/" + "x" * (length - 1), 1)
    text.entries({"get": {"summary": "Long"}}, 2)
    text.open("/short", 1)
    text.entries({"get": 1}, 2)
    read = yaml.safe_load(file.getvalue())
    assert read == {"paths": {"/" + "x" * (length - 1): {"get": {"summary": "Long"}}, "/short": {"get": 1}}}
