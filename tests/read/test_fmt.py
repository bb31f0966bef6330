"""`planner fmt` on every design at hand: it says the same, keeps every comment, and has nothing left to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from planner.read.design import read_design_text
from planner.read.document import format_design
from planner.read.layout import plain, same
from planner.read.order import key_order
from planner.read.yaml import parse_yaml
from tests.archetypes.archetypes import NAMES, design_text

HOME = Path(__file__).parents[2]
FILES = (*sorted((HOME / "examples").glob("*.yaml")), *sorted((HOME / "tests/cases").glob("*/design.yaml")))
TEXTS = {f"{path.parent.name}-{path.stem}": path.read_text(encoding="utf-8") for path in FILES}
TEXTS |= {name: design_text(name) for name in NAMES}


def formatted(text: str) -> str:
    once, problems = format_design(text, "d", key_order)
    assert problems == ()
    return once


def is_same(text: str, other: str) -> bool:
    """Whether two texts hold the same data."""
    one, two = parse_yaml(text, "d"), parse_yaml(other, "d")
    return one[1] == two[1] == () and same(plain(one[0]), plain(two[0]))


def _comments(text: str) -> list[str]:
    """What follows the first `#` of each line: no value of these designs holds one."""
    return [line.partition("#")[2] for line in text.splitlines() if "#" in line]


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_what_is_formatted_says_the_same(text: str) -> None:
    once = formatted(text)
    assert is_same(text, once)
    assert formatted(once) == once
    assert sorted(_comments(once)) == sorted(_comments(text))
    was, now = read_design_text(text).design, read_design_text(once).design
    assert was is not None
    assert was == now


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_order_is_canonical_whatever_it_was(text: str) -> None:
    turned, _ = format_design(text, "d", lambda path: (key_order(path) or ())[::-1] or None)
    bare = [line for line in formatted(turned).splitlines() if line.strip() and not line.lstrip().startswith("#")]
    assert bare == [line for line in formatted(text).splitlines() if line.strip() and not line.lstrip().startswith("#")]


@st.composite
def commented(draw: st.DrawFn) -> tuple[str, tuple[str, ...]]:
    """A design with comments in places of their own and behind values."""
    lines = draw(st.sampled_from(sorted(TEXTS.values()))).splitlines()
    marks: list[str] = []
    for _ in range(draw(st.integers(1, 12))):
        at = draw(st.integers(0, len(lines) - 1))
        mark = f"# note {len(marks)} of {draw(st.sampled_from(('this', 'a: b', '{x', '- y')))}"
        marks.append(mark)
        own = draw(st.sampled_from(("behind", "same", "left", "right", "apart")))
        indent = len(lines[at]) - len(lines[at].lstrip())
        if own == "behind":
            lines[at] = f"{lines[at]}  {mark}" if "#" not in lines[at] else lines[at]
            marks = marks if mark in lines[at] else marks[:-1]
        elif own == "apart":
            lines[at:at] = ["", f"{' ' * indent}{mark}", ""]
        else:
            lines.insert(at, f"{' ' * max(0, indent + {'same': 0, 'left': -2, 'right': 2}[own])}{mark}")
    return "\n".join(lines) + "\n", tuple(marks)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(commented())
def test_every_comment_is_kept(drawn: tuple[str, tuple[str, ...]]) -> None:
    text, marks = drawn
    assume(parse_yaml(text, "d")[1] == ())
    once = formatted(text)
    assert is_same(text, once)
    assert [mark for mark in marks if once.count(mark) != 1] == []
    assert formatted(once) == once
