"""The ranked questions of a design file: reads, derives once, tries the answers."""

from __future__ import annotations

from planner.derive.pipeline import derive
from planner.interview.ranking import Ranked, rank
from planner.interview.standing import is_said
from planner.read.design import Reading
from planner.read.layout import Value, find, plain
from planner.read.names import split_path
from planner.read.printing import flow_text
from planner.rules.library import Library
from planner.rules.world import world_of


def ranked_questions(reading: Reading, library: Library) -> tuple[Ranked, ...] | None:
    """What is worth asking, best first; None where the design has errors."""
    if reading.design is None:
        return None
    plan = derive(reading.design, reading.source.locate, library=library).plan
    if plan is None:
        return None
    return rank(world_of(plan), library, is_said(reading), lambda path: held(reading, path))


def held(reading: Reading, path: str) -> str | None:
    """The value that stands at a path, as it would be written on one line."""
    root = reading.source.roots[0] if reading.source.roots else None
    node = find(root, split_path(path))
    value: Value = plain(node)
    return None if node is None else flow_text(value)
