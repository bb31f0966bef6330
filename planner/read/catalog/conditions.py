"""The closed grammar of conditions: `all any not` over facts compared with `= in contains gt gte lt lte`."""

from __future__ import annotations

from typing import Any as Anything
from typing import Final

from planner import codes
from planner.model import catalog
from planner.model.catalog import Comparator, Condition, Not, Test, Word
from planner.model.tree import Mapping, Node, Scalar, Sequence
from planner.naming import suggest
from planner.read.names import join
from planner.read.reader import MISSING, Kind, Missing, Reader, kind_of

_COMPARATORS: Final[dict[str, Comparator]] = {
    "in": "in",
    "contains": "contains",
    "gt": "gt",
    "gte": "gte",
    "lt": "lt",
    "lte": "lte",
}


def condition_of(reader: Reader, node: Node, path: str) -> Condition | Missing:
    """A mapping of facts and of `all`, `any`, `not`; several of them must all hold."""
    if not isinstance(node, Mapping) or not node.entries:
        return reader.error(codes.CAT_CONDITION, f"a condition is a mapping of facts, not {kind_of(node)}", node)
    found = [_entry(reader, name, value, join(path, name)) for name, (_, value) in node.entries.items()]
    parts = tuple(part for part in found if not isinstance(part, Missing))
    if len(parts) < len(found):
        return MISSING
    return parts[0] if len(parts) == 1 else catalog.All(parts)


def _entry(reader: Reader, name: str, value: Node, path: str) -> Condition | Missing:
    if name == "not":
        inner = condition_of(reader, value, path)
        return inner if isinstance(inner, Missing) else Not(inner)
    if name in ("all", "any"):
        return _several(reader, name, value, path)
    return _test(reader, name, value, path)


def _several(reader: Reader, name: str, value: Node, path: str) -> Condition | Missing:
    if not isinstance(value, Sequence) or not value.items:
        return reader.error(codes.CAT_CONDITION, f"'{name}' holds a list of conditions, not {kind_of(value)}", value)
    found = [condition_of(reader, item, f"{path}.{i}") for i, item in enumerate(value.items)]
    parts = tuple(part for part in found if not isinstance(part, Missing))
    if len(parts) < len(found):
        return MISSING
    return catalog.All(parts) if name == "all" else catalog.Any(parts)


def _test(reader: Reader, fact: str, value: Node, path: str) -> Condition | Missing:
    if isinstance(value, Mapping):
        tests = [_compared(reader, fact, word, key, below, path) for word, (key, below) in value.entries.items()]
        parts = tuple(t for t in tests if not isinstance(t, Missing))
        if len(parts) < len(tests) or not parts:
            return MISSING if parts or tests else reader.error(codes.CAT_CONDITION, "nothing is compared here", value)
        return parts[0] if len(parts) == 1 else catalog.All(parts)
    if isinstance(value, Sequence):
        return Test(fact, "in", _words(value), path)
    return Test(fact, "is", _word(value), path)


def _compared(reader: Reader, fact: str, word: str, key: Node, value: Node, path: str) -> Condition | Missing:
    comparator = _COMPARATORS.get(word)
    if comparator is None:
        near = suggest(word, _COMPARATORS)
        hint = f"did you mean '{near}'?" if near else f"known are {', '.join(_COMPARATORS)}"
        return reader.error(codes.CAT_CONDITION, f"'{word}' is no comparison", key, hint)
    return Test(fact, comparator, _words(value) if isinstance(value, Sequence) else _word(value), path)


def _words(node: Sequence) -> tuple[Word, ...]:
    return tuple(_word(item) for item in node.items)


def _word(node: Node) -> Word:
    if isinstance(node, Scalar) and node.value is not None:
        return node.value
    return ""


def _schema() -> dict[str, Anything]:
    return {"type": "object", "minProperties": 1}


CONDITION: Final = Kind(condition_of, _schema)
