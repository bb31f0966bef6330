"""Patterns for a database without regular expressions (SQLite): what GLOB and the length can say exactly.

Four shapes: one repeated class; runs of a class with single separators between them; a few fixed texts of classes;
a few fixed beginnings before one repeated class.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from planner.emit.sql.literals import quoted
from planner.emit.sql.patterns import parsed, without_anchors

_MOST_CHOICES = 8
_MOST_CLASSES = 64
_SETS = {"CATEGORY_DIGIT": "0-9", "CATEGORY_WORD": "A-Za-z0-9_"}


@lru_cache(maxsize=4096)
def glob_condition(column: str, pattern: str) -> str | None:
    """A condition that holds exactly where the pattern matches; `None` if GLOB cannot say it."""
    tree = parsed(pattern)
    if tree is None:
        return None
    parts = _unwrapped(without_anchors(tree))
    return _repeated(column, parts) or _separated(column, parts) or _fixed(column, parts) or _headed(column, parts)


def _unwrapped(parts: list[Any]) -> list[Any]:
    """Without a group around everything."""
    while len(parts) == 1 and str(parts[0][0]) == "SUBPATTERN" and not (parts[0][1][1] or parts[0][1][2]):
        parts = list(parts[0][1][3])
    return parts


def _class(part: Any) -> str | None:
    """The inside of a GLOB bracket for one character of a pattern; `None` where GLOB has no such class."""
    operator, argument = str(part[0]), part[1]
    if operator == "LITERAL":
        return chr(argument) if chr(argument) not in "]^-[" else None
    if operator != "IN" or str(argument[0][0]) == "NEGATE":
        return None
    members = [_member(str(o), a) for o, a in argument]
    found = "".join(m for m in members if m is not None)
    if None in members:
        return None
    dash = "-" if any(str(o) == "LITERAL" and chr(a) == "-" for o, a in argument) else ""
    return found + dash if found else None


def _member(operator: str, argument: Any) -> str | None:
    if operator == "LITERAL":
        return "" if chr(argument) == "-" else chr(argument) if chr(argument) not in "]^[" else None
    if operator == "RANGE":
        low, high = (chr(c) for c in argument)
        return f"{low}-{high}" if low.isalnum() and high.isalnum() else None
    return _SETS.get(str(argument)) if operator == "CATEGORY" else None


def _repeat(part: Any) -> tuple[str, int, int | None] | None:
    """Class, least and most of a repeated character."""
    if str(part[0]) != "MAX_REPEAT":
        return None
    low, high, inner = part[1]
    found = _class(inner[0]) if len(inner) == 1 else None
    return None if found is None else (found, low, None if high >= 4294967295 else int(high))


def _repeated(column: str, parts: list[Any]) -> str | None:
    """`[0-9X]+`: nothing else in it, and so many of it."""
    repeat = _repeat(parts[0]) if len(parts) == 1 else None
    if repeat is None:
        return None
    members, low, high = repeat
    conditions = [f"{column} NOT GLOB {quoted(f'*[^{members}]*')}"]
    if high is not None:
        conditions.append(f"length({column}) = {low}" if low == high else f"length({column}) BETWEEN {low} AND {high}")
    elif low:
        conditions.append(f"length({column}) >= {low}")
    return " AND ".join(conditions)


def _separated(column: str, parts: list[Any]) -> str | None:
    """`[a-z]+(-[a-z]+)*`: only these, and no separator at an end or beside another."""
    if len(parts) != 2 or (first := _repeat(parts[0])) is None or str(parts[1][0]) != "MAX_REPEAT":
        return None
    low, high, inner = parts[1][1]
    group = _unwrapped(list(inner))
    if first[1:] != (1, None) or low != 0 or high < 4294967295 or len(group) != 2 or _repeat(group[1]) != first:
        return None
    mark = chr(group[0][1]) if str(group[0][0]) == "LITERAL" else ""
    members = first[0]
    if mark not in ("-", "_", ".", "/", ":", " ") or members.endswith("-") or mark in members.replace("-", ""):
        return None
    ends = " AND ".join(
        f"{column} NOT GLOB {quoted(g)}" for g in (f"*[^{members}{mark}]*", f"{mark}*", f"*{mark}", f"*{mark}{mark}*")
    )
    return f"{ends} AND length({column}) >= 1"


def _fixed(column: str, parts: list[Any]) -> str | None:
    """A text of so many classes; where parts may be missing, one choice for each."""
    choices = _choices(parts)
    if choices is None:
        return None
    said = " OR ".join(f"{column} GLOB {quoted(t)}" for t in choices)
    return said if len(choices) == 1 else f"({said})"


def _choices(parts: list[Any]) -> list[str] | None:
    """Every GLOB of single classes that the parts amount to; `None` if there are too many or no end to them."""
    choices = [""]
    for part in parts:
        repeat = _repeat(part) or ((found, 1, 1) if (found := _class(part)) is not None else None)
        members, low, high = repeat or ("", 0, None)
        if high is None or high > _MOST_CLASSES:
            return None
        choices = [c + f"[{members}]" * count for c in choices for count in range(low, high + 1)]
        if len(choices) > _MOST_CHOICES:
            return None
    return list(dict.fromkeys(choices))


def _headed(column: str, parts: list[Any]) -> str | None:
    """`[A-Z]{3}-?[0-9]+`: a few fixed beginnings, then as much of one class as there is."""
    tail = _repeat(parts[-1]) if len(parts) > 1 else None
    heads = _choices(parts[:-1]) if tail is not None else None
    if tail is None or heads is None:
        return None
    members, low, high = tail
    said: list[str] = []
    for head in heads:
        length = head.count("[")
        most = f" AND length({column}) <= {length + high}" if high is not None else ""
        said.append(
            f"{column} GLOB {quoted(f'{head}*')} AND substr({column}, {length + 1}) NOT GLOB {quoted(f'*[^{members}]*')} "
            f"AND length({column}) >= {length + low}{most}"
        )
    return said[0] if len(said) == 1 else " OR ".join(f"({s})" for s in said)
