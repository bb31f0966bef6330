"""The events of a YAML text, from libyaml where it is there, and the limits on them.

The only place that knows which library parses YAML.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import repeat
from typing import Final, Protocol, TypeAlias, cast

from planner.patterns import deferred

with deferred():
    import yaml
    from yaml import events

MAX_EVENTS: Final = 2_000_000
MAX_DEPTH: Final = 64
MAX_NODES: Final = 1_000_000
MAX_BYTES: Final = 16 * 1024 * 1024
_SEPARATORS: Final = ",:-?[{\n"

SCALAR: Final = events.ScalarEvent
MAPPING: Final = events.MappingStartEvent
SEQUENCE: Final = events.SequenceStartEvent
MAPPING_END: Final = events.MappingEndEvent
SEQUENCE_END: Final = events.SequenceEndEvent
ALIAS: Final = events.AliasEvent
DOCUMENT: Final = events.DocumentStartEvent
STREAM_END: Final = events.StreamEndEvent

SyntaxFault: TypeAlias = yaml.MarkedYAMLError
"""The text breaks YAML's grammar at a mark."""
UNREADABLE: Final = (yaml.YAMLError, ValueError, OverflowError)
"""What reading raises when characters or escapes are no text."""


class Mark(Protocol):
    """A place in the text, counted from 0 in code points."""

    line: int
    column: int
    index: int


class Event(Protocol):
    """What the parser saw; only scalars have a value, only collections a flow style."""

    start_mark: Mark
    end_mark: Mark
    value: str
    style: str | None
    implicit: tuple[bool, bool]
    anchor: str | None
    tag: str | None
    flow_style: bool


def event_source(text: str) -> Callable[[], Event]:
    """A function that gives the next event."""
    loader: Callable[[str], yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return cast("Callable[[], Event]", loader(text).get_event)


def why_too_large(text: str) -> str:
    """Why the text exceeds the limits, if it does.

    Every node needs a separator before it, so few separators mean few nodes, and nearly every
    design is done with. Else nodes are counted without keeping any: a refusal costs no memory.
    """
    if len(text) < MAX_NODES or sum(map(text.count, _SEPARATORS)) < MAX_NODES:
        return ""
    nodes = depth = 0
    try:
        get = event_source(text)
        for _ in repeat(None, MAX_EVENTS):
            kind: type = get().__class__
            if kind is SCALAR:
                nodes += 1
            elif kind is MAPPING or kind is SEQUENCE:
                nodes += 1
                depth += 1
            elif kind is MAPPING_END or kind is SEQUENCE_END:
                depth -= 1
            elif kind is STREAM_END:
                return ""
            if depth > MAX_DEPTH:
                return f"nested deeper than {MAX_DEPTH} levels"
            if nodes > MAX_NODES:
                return f"more than {MAX_NODES:,} nodes"
    except UNREADABLE:
        return ""
    return f"more than {MAX_EVENTS:,} YAML events"
