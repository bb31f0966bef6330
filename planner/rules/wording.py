"""Fills the sentences of items: `{name}`, `{entity}` and the values of facts, as a reader writes them."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from planner.naming import listing, snake
from planner.rules.facts import FACTS, Known
from planner.rules.facts.registry import Unit, Value
from planner.rules.when import reply
from planner.rules.world import Element, World

_PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")


def fill(text: str, world: World, element: Element) -> str:
    """A sentence about one element."""
    parts = _cut(text)
    if len(parts) == 1:
        return text
    return "".join([_said(part, world, element) if odd % 2 else part for odd, part in enumerate(parts)])


@lru_cache(maxsize=4096)
def _cut(text: str) -> tuple[str, ...]:
    """The text between placeholders, and their names, in turn."""
    return tuple(_PLACEHOLDER.split(text))


def fill_value(text: str, world: World, element: Element) -> str:
    """A path or value that an answer writes: words we know are filled in, the braces of YAML stay."""
    if "{" not in text:
        return text
    return _PLACEHOLDER.sub(lambda match: _filled(match, world, element), text)


def _filled(match: re.Match[str], world: World, element: Element) -> str:
    name = match.group(1)
    if name in _NAMES:
        return _named(name, world, element)
    if name not in FACTS:
        return match.group(0)
    answer = reply(name, world, element)
    value = answer.value if isinstance(answer, Known) else ""
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def _said(name: str, world: World, element: Element) -> str:
    if name in _NAMES:
        return _named(name, world, element)
    answer = reply(name, world, element)
    if not isinstance(answer, Known):
        return "an unsaid number of" if FACTS[name].kind == "number" else "something nobody has said"
    unit: Unit = FACTS[name].unit if name in FACTS else ""
    return written(answer.value, unit)


_NAMES: Final = frozenset(
    (
        "name",
        "snake",
        "element",
        "entity",
        "title",
        "backend",
        "language",
        "framework",
        "database",
        "table",
        "path",
        "members",
    )
)


def _named(name: str, world: World, element: Element) -> str:
    if name in ("name", "title"):
        return element.name
    if name == "snake":
        return snake(element.name.rpartition(".")[2])
    if name == "element":
        return element.id
    if name == "backend":
        return world.design.name
    if name == "entity":
        return element.entity or element.name
    if name == "path":
        return str(getattr(element.item, "path", element.path))
    if name == "table":
        table = world.tables_of.get(element.entity or "")
        return table.name if table else element.name
    if name == "members":
        return (
            listing([f.name for f in world.domain.entities[element.entity].fields]) if element.entity else element.name
        )
    return world.options.get(name, "") or str(getattr(world.design.stack, name, None) or "")


def written(value: Value, unit: Unit = "") -> str:
    """A value as a reader writes it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return listing(list(value))
    if isinstance(value, str):
        return value
    return _WRITTEN[unit](float(value))


def _plain(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.3g}"


def _seconds(value: float) -> str:
    for size, word in ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s")):
        if value >= size:
            return f"{_plain(value / size)} {word}"
    return f"{_plain(value * 1000)} ms"


def _bytes(value: float) -> str:
    for size, word in ((1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "KB")):
        if value >= size:
            return f"{value / size:.3g} {word}"
    return f"{_plain(value)} bytes"


_WRITTEN: Final[dict[Unit, Callable[[float], str]]] = {
    "": _plain,
    "count": _plain,
    "seconds": _seconds,
    "bytes": _bytes,
    "per_second": lambda v: f"{_plain(v)}/s",
    "ratio": lambda v: f"{_plain(v)}×",
    "percent": lambda v: f"{v:.6g} %",
}
