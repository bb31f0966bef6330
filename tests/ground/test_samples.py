"""Example values: readable where a pattern lets them be, written from the pattern where it does not."""

from __future__ import annotations

import re

import pytest

from planner.samples import matching_text, sample_text

PATTERNS = (
    r"[0-9X]+",
    r"[A-Z]{2}-\d{4}",
    r"(red|green|blue)",
    r"a[^a]c",
    r"[^a-z0-9]x",
    r"[^\d\s]+",
    r"x.z",
    r"^\w\s\d$",
    r"\D\S\W",
    r"(ab)\1",
    r"(?P<q>['\"])v(?P=q)",
    r"a*?b+c?",
    r"(?:a|b){3,5}",
    r"[^b]{2}",
    r"(x(y)?)+",
    r"\$[,.]",
)


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize("index", [0, 1, 7])
def test_a_text_fits_its_pattern(pattern: str, index: int) -> None:
    text = matching_text(pattern, 0, None, index)
    assert text is not None and re.fullmatch(pattern, text)
    assert matching_text(pattern, 0, None, index) == text


@pytest.mark.parametrize(
    ("pattern", "shortest", "longest"),
    [(r"[a-z]+", 5, 5), (r"\d{1,30}", 12, 20), (r"(ab)*", 6, 8), (r"x+", 40, 60)],
)
def test_a_text_has_the_length_asked_for(pattern: str, shortest: int, longest: int) -> None:
    text = matching_text(pattern, shortest, longest, 3)
    assert text is not None and re.fullmatch(pattern, text) and shortest <= len(text) <= longest


@pytest.mark.parametrize(
    ("pattern", "longest"), [(r"(?=.*\d)(?=.*[A-Z])QQ.*", None), (r"a{9}", 4), ("(", None), (r"[^\x00-\uffff]", None)]
)
def test_where_no_text_is_found_there_is_none(pattern: str, longest: int | None) -> None:
    assert matching_text(pattern, 0, longest, 0) is None


def test_a_readable_text_is_preferred() -> None:
    assert matching_text(r"[a-z0-9-]+", 0, None, 2) == "sample-3"
    assert matching_text(r"[a-z0-9-]+", 0, None, 2, "slug") == "sample-3"
    assert matching_text(r"\+\d+", 0, None, 0, "phone") == "+493012341"


def test_a_text_keeps_to_its_length() -> None:
    assert sample_text("title", 0, None, 0) == "Sample title 1"
    assert len(sample_text("title", 0, 5, 11)) == 5 and sample_text("title", 0, 5, 11).endswith("12")
    assert sample_text("code", 12, None, 0) == "code-1xxxxxx"
    assert sample_text("a_long_word", 0, 1, 4) == "5"
