"""Cases of the checks: designs whose lines say what is reported there, as `#! CODE` at their ends."""

from __future__ import annotations

from planner.derive.pipeline import check
from planner.diagnostics import Diagnostic
from planner.read.design import read_design_text

HEAD = "planner: 1\nname: T\n"


def problems(text: str) -> list[tuple[Diagnostic, int]]:
    """Every problem with its line, as a run of the planner finds them."""
    reading = read_design_text(HEAD + text)
    assert reading.design is not None, [str(d) for d in reading.diagnostics]
    found = check(reading.design)
    places = [reading.source.locate(d.path) for d in found]
    return [(d, place.line if place else 0) for d, place in zip(found, places, strict=True)]


def marked(text: str) -> list[tuple[str, int]]:
    """The codes a case promises, with their lines."""
    return [
        (code, at) for at, line in enumerate((HEAD + text).splitlines(), 1) for code in line.partition("#!")[2].split()
    ]
