"""Fills the sentences of items: `{name}`, `{entity}` and the values of facts, as a reader writes them."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Final

from planner.naming import listing, snake
from planner.phrases import brand
from planner.rules.facts import FACTS, Known
from planner.rules.facts.registry import Unit, Value
from planner.rules.when import reply
from planner.rules.world import Element, World

_PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")


def fill(text: str, world: World, element: Element) -> str:
    """A sentence about one element."""
    parts, gaps = _cut(text)
    if not gaps:
        return text
    said = list(parts)
    for place, speak in gaps:
        said[place] = speak(world, element)
    return "".join(said)


def named_in(text: str) -> tuple[str, ...]:
    """The facts whose values a sentence says."""
    return tuple(name for name in _PLACEHOLDER.findall(text) if name in FACTS)


@lru_cache(maxsize=4096)
def _cut(text: str) -> tuple[tuple[str, ...], tuple[tuple[int, Callable[[World, Element], str]], ...]]:
    """The text in parts, and who says what stands at which of them."""
    parts = tuple(_PLACEHOLDER.split(text))
    gaps = ((place, parts[place]) for place in range(1, len(parts), 2))
    return parts, tuple([(place, _NAMES.get(name) or partial(_said, name)) for place, name in gaps])


def milliseconds(name: str, world: World, element: Element) -> str:
    """A time in milliseconds, as the settings of tools take it; nothing where nobody has said one."""
    answer = reply(name, world, element)
    return (
        f"{float(answer.value) * 1000:g}" if isinstance(answer, Known) and isinstance(answer.value, int | float) else ""
    )


def fill_value(text: str, world: World, element: Element) -> str:
    """A path or value that an answer writes: words we know are filled in, the braces of YAML stay."""
    if "{" not in text:
        return text
    return _PLACEHOLDER.sub(lambda match: _filled(match, world, element), text)


def _filled(match: re.Match[str], world: World, element: Element) -> str:
    name = match.group(1)
    if name in _NAMES:
        return _NAMES[name](world, element)
    if name not in FACTS:
        return match.group(0)
    answer = reply(name, world, element)
    value = answer.value if isinstance(answer, Known) else ""
    return ", ".join(value) if isinstance(value, tuple) else str(value)


_UNSAID: Final[dict[Unit, str]] = {
    "seconds": "an unsaid time",
    "bytes": "an unsaid size",
    "per_second": "an unsaid rate",
    "ratio": "an unsaid ratio",
    "percent": "an unsaid share",
}


def _said(name: str, world: World, element: Element) -> str:
    answer = reply(name, world, element)
    if not isinstance(answer, Known):
        fact = FACTS[name]
        return _UNSAID.get(fact.unit, "an unsaid number of") if fact.kind == "number" else "something nobody has said"
    unit: Unit = FACTS[name].unit if name in FACTS else ""
    return written(answer.value, unit)


def _own_name(_world: World, element: Element) -> str:
    return element.name


def _path(_world: World, element: Element) -> str:
    return str(getattr(element.item, "path", element.path))


def _table(world: World, element: Element) -> str:
    table = world.tables_of.get(element.entity or "")
    return table.name if table else element.name


def _members(world: World, element: Element) -> str:
    return listing([f.name for f in world.domain.entities[element.entity].fields]) if element.entity else element.name


def _chosen(topic: str) -> Callable[[World, Element], str]:
    return lambda world, _element: brand(
        world.options.get(topic, "") or str(getattr(world.design.stack, topic, None) or "")
    )


_NAMES: Final[dict[str, Callable[[World, Element], str]]] = {
    "name": _own_name,
    "title": _own_name,
    "snake": lambda _world, element: snake(element.name.rpartition(".")[2]),
    "element": lambda _world, element: element.id,
    "backend": lambda world, _element: world.design.name,
    "entity": lambda _world, element: element.entity or element.name,
    "path": _path,
    "table": _table,
    "members": _members,
    "language": _chosen("language"),
    "framework": _chosen("framework"),
    "database": _chosen("database"),
}


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
