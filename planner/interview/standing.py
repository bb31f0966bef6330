"""What a design file says already: which paths are answered, and which only stand there until somebody confirms."""

from __future__ import annotations

from collections.abc import Callable

from planner.model.design import Design
from planner.read.design import Reading

_OPEN = ("unsure", "later")


def is_said(reading: Reading) -> Callable[[str], bool]:
    """Whether a path stands in the file, and nobody marked it as unsure or put it off."""
    doubted = doubted_paths(reading.design) if reading.design is not None else frozenset()

    def said(path: str) -> bool:
        return path not in doubted and reading.source.locate(path) is not None

    return said


def doubted_paths(design: Design) -> frozenset[str]:
    """Paths whose value is there, but not sure."""
    return frozenset(n.target for n in design.interview if n.state in _OPEN)
