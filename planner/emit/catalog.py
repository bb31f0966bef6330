"""The catalogs as text: one item for a terminal, pages for `docs/catalog`. Knows the nouns, not what fires."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

import msgspec
from msgspec import Struct

from planner.emit.escape import code_span, markdown
from planner.model.catalog import All, CatalogName, Condition, Not, Test
from planner.model.catalog import Any as AnyOf

_COMPARED: Final = {"is": "is", "in": "is one of", "contains": "contains", "gt": ">", "gte": "≥", "lt": "<", "lte": "≤"}
_SAYS: Final = {
    "questions": "What discovery asks, and where the answer is written.",
    "archetypes": "Starting models, and the words that lead to them.",
    "decisions": "Choices with their options, what rules one out and what weighs for another.",
    "risks": "Hazards, and the control that answers each.",
    "contradictions": "Ways in which a design disagrees with itself.",
    "stacks": "Frameworks with their commands and layout.",
    "steps": "Work that a condition calls for.",
    "standards": "Conventions that plans cite.",
}
_HIDDEN: Final = frozenset(("id", "path", "title", "asks", "why", "design"))


def condition_text(condition: Condition) -> str:
    """A condition as a sentence would say it."""
    if isinstance(condition, Test):
        if condition.value is True and condition.comparator == "is":
            return condition.fact
        value = condition.value
        words = ", ".join(map(_word, value)) if isinstance(value, tuple) else _word(value)
        return f"{condition.fact} {_COMPARED[condition.comparator]} {words}"
    if isinstance(condition, Not):
        return f"not ({condition_text(condition.part)})"
    glue = " and " if isinstance(condition, All) else " or "
    return glue.join(_bracketed(p) for p in condition.parts)


def _bracketed(condition: Condition) -> str:
    text = condition_text(condition)
    return f"({text})" if isinstance(condition, All | AnyOf) else text


def _word(value: object) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def item_text(catalog: CatalogName, item: Any) -> str:
    """One item for a terminal."""
    lines = [f"{catalog}/{item.id}: {_title(item)}", f"  {item.why}", ""]
    for name, value in _shown(item):
        lines += [f"  {name}:", *(f"    {line}" for line in value)] if len(value) > 1 else [f"  {name}: {value[0]}"]
    if getattr(item, "design", ""):
        lines += ["  design:", *(f"    {line}" for line in item.design.splitlines())]
    return "\n".join(lines) + "\n"


def pages(catalogs: dict[CatalogName, tuple[Any, ...]], facts: Iterable[Any]) -> Iterator[tuple[str, str]]:
    """The pages by file name."""
    yield "README.md", _index(catalogs)
    for name, items in catalogs.items():
        yield f"{name}.md", "\n".join([f"# {name.capitalize()}", "", _SAYS[name], "", *_sections(items)])
    yield "facts.md", _facts(facts)


def _index(catalogs: dict[CatalogName, tuple[Any, ...]]) -> str:
    rows = [f"| [{name}]({name}.md) | {len(items)} | {_SAYS[name]} |" for name, items in catalogs.items()]
    note = "[Facts](facts.md) are what their conditions can ask for. Printed by `planner catalog docs`."
    return "\n".join(
        ["# Catalogs", "", "| catalog | items | what it holds |", "| --- | ---: | --- |", *rows, "", note, ""]
    )


def _sections(items: tuple[Any, ...]) -> Iterator[str]:
    for item in items:
        yield f"## {item.id}\n\n**{markdown(_title(item))}** {markdown(item.why)}\n"
        for name, value in _shown(item):
            if len(value) == 1:
                yield f"- {name}: {markdown(value[0])}"
            else:
                yield f"- {name}:"
                yield from (f"  - {markdown(line)}" for line in value)
        yield ""


def _facts(facts: Iterable[Any]) -> str:
    rows = [
        f"| {code_span(f.name)} | {f.subject} | {f.kind}{f' ({f.unit})' if f.unit else ''} | {f.stage} | {markdown(f.says)} |"
        for f in facts
    ]
    head = ["| fact | of each | kind | known from | says |", "| --- | --- | --- | --- | --- |"]
    return "\n".join(["# Facts", "", "What a condition of a catalog can ask for.", "", *head, *rows, ""])


def _title(item: Any) -> str:
    return str(getattr(item, "title", "") or getattr(item, "asks", ""))


def _shown(item: Any) -> Iterator[tuple[str, list[str]]]:
    """Every key that says something, as one line or several."""
    for field in msgspec.structs.fields(type(item)):
        value = getattr(item, field.name)
        if field.name not in _HIDDEN and value not in ((), "", None, {}, False):
            yield field.name.replace("_", " "), list(_lines(value))


def _lines(value: Any) -> Iterator[str]:
    if isinstance(value, Test | All | AnyOf | Not):
        yield condition_text(value)
    elif isinstance(value, dict):
        yield from (f"{key}: {_word(one)}" for key, one in value.items())
    elif isinstance(value, tuple) and value and all(isinstance(one, float | int) for one in value):
        yield ", ".join(map(str, value))
    elif isinstance(value, tuple):
        yield from (", ".join(_lines(one)) if isinstance(one, tuple) else _line(one) for one in value)
    else:
        yield _line(value)


def _line(value: Any) -> str:
    """A noun on one line: its words first, then what they rest on."""
    if not isinstance(value, Struct):
        return _word(value)
    return "; ".join(f"{name} {', '.join(lines)}" for name, lines in _parts(value))


def _parts(value: Struct) -> Iterator[tuple[str, list[str]]]:
    for field in msgspec.structs.fields(type(value)):
        found = getattr(value, field.name)
        if field.name != "path" and found not in ((), "", None, {}):
            yield field.name, list(_lines(found))
