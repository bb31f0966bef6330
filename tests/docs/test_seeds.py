"""Every point of the documents that the planner's knowledge comes from is known by an item of a catalog or by the code."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

from planner.rules.library import NOUNS, Library

TABLE = Path(__file__).parents[2] / "docs" / "seeds.md"
POINTS = {"000": 124, "001": 194, "002": 140, "003": 148, "004": 137}
"""How many points each document was found to make, counted by reading it."""
ROW = re.compile(r"^\| (\d{3})\.(\d+)\.(\d+) \| (.+?) \| (.*?) ?\|$", re.MULTILINE)


@cache
def rows() -> tuple[tuple[str, int, int, str, tuple[str, ...]], ...]:
    """Document, section, place, words and references of each point."""
    found = ROW.findall(TABLE.read_text(encoding="utf-8"))
    return tuple((d, int(s), int(n), says, tuple(re.findall(r"`([^`]+)`", refs))) for d, s, n, says, refs in found)


@cache
def known_items() -> frozenset[str]:
    """Every item of every catalog, as `catalog/id`."""
    library = Library()
    return frozenset(f"{name}/{item.id}" for name in NOUNS for item in library.items(name))


def is_known(reference: str) -> bool:
    """Whether a reference leads to an item or to a name in the code."""
    if "/" in reference:
        return reference in known_items()
    module, _, name = reference.partition(":")
    if not module.startswith("planner."):
        return False
    try:
        return not name or hasattr(import_module(module), name)
    except ModuleNotFoundError:
        return False


def test_each_document_is_there_in_full() -> None:
    assert Counter(d for d, *_ in rows()) == POINTS


def test_keys_count_up_in_their_section() -> None:
    places: dict[tuple[str, int], list[int]] = {}
    for document, section, place, _, _ in rows():
        places.setdefault((document, section), []).append(place)
    assert all(found == list(range(1, len(found) + 1)) for found in places.values())
    assert list(places) == sorted(places)


@pytest.mark.parametrize("document", POINTS)
def test_each_point_is_known(document: str) -> None:
    unknown = [
        f"{d}.{s}.{n} {says}: {[r for r in refs if not is_known(r)] or 'no reference'}"
        for d, s, n, says, refs in rows()
        if d == document and (not refs or not all(is_known(r) for r in refs))
    ]
    assert not unknown, "\n".join(unknown)


def test_a_reference_that_leads_nowhere_is_found() -> None:
    assert not is_known("standards/no-such-item")
    assert not is_known("planner.no_such_module:name")
    assert not is_known("planner.derive.pipeline:no_such_name")
    assert is_known("planner.derive.pipeline:derive")
