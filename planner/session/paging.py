"""A piece of a long file: as many lines as somebody can want to see, around the place that an entity is defined at."""

from __future__ import annotations

from planner.naming import kebab, plural_snake, snake

MOST_LINES = 4000
_SMALL = 1 << 18


def place_of(entity: str, text: str) -> int:
    """The offset of the line that defines an entity, or first names it at the beginning of something; -1 for none."""
    if not entity:
        return -1
    table, name = plural_snake(entity), snake(entity)
    marks = (
        f"\n    {entity}:",
        f"\ntype {entity} ",
        f"\nmessage {entity} ",
        f"CREATE TABLE {table} ",
        f"CREATE TABLE `{table}`",
        f'CREATE TABLE "{table}"',
        f'"{table}",',
        f'"id": "table.{table}"',
        f"\n#### {entity}",
        f"\n### {entity}",
        f"\n## {entity}",
        f".{table}",
        f".{name}.",
        kebab(entity),
        entity,
    )
    for mark in marks:
        at = text.find(mark)
        if at >= 0:
            return at + mark.startswith("\n")
    return -1


def piece(text: str, at: int) -> tuple[str, int]:
    """The lines around an offset, and the number of the first of them."""
    if len(text) <= _SMALL:
        return text, 0
    start = max(0, at)
    for _ in range(MOST_LINES // 4):
        start = text.rfind("\n", 0, start)
        if start < 0:
            break
    start = max(0, start + 1)
    end = start
    for _ in range(MOST_LINES):
        end = text.find("\n", end) + 1
        if end <= 0:
            end = len(text)
            break
    return text[start:end], text.count("\n", 0, start)
