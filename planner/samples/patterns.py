"""Texts for regular expressions: walks the parsed pattern and writes one choice for every part."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

_MOST_REPEATS = 64
_parser: Any = import_module("re._parser")
_UNBOUNDED: Any = import_module("re._constants").MAXREPEAT


def texts_of(pattern: str, shortest: int, longest: int | None, index: int) -> Iterator[str]:
    """Candidates with growing repetitions, the caller checks them."""
    try:
        tree = _parser.parse(pattern)
    except (RecursionError, OverflowError):
        return
    for extra in (0, 1, 2, shortest, longest or 0, *range(3, 24)):
        writer = _Writer(min(extra, _MOST_REPEATS), index)
        text = writer.sequence(tree)
        if text is not None:
            yield text


class _Writer:
    """Writes one text; optional parts repeat `extra` times beyond the least."""

    def __init__(self, extra: int, index: int) -> None:
        self.extra = extra
        self.index = index
        self.groups: dict[int, str] = {}

    def sequence(self, tree: Any) -> str | None:
        """Every part in turn."""
        parts: list[str] = []
        for operator, argument in tree:
            part = self.part(operator, argument)
            if part is None:
                return None
            parts.append(part)
        return "".join(parts)

    def part(self, operator: Any, argument: Any) -> str | None:
        """One node of the parsed pattern; `None` for what cannot be written (lookarounds)."""
        name = str(operator)
        if name == "LITERAL":
            return chr(argument)
        if name == "NOT_LITERAL":
            return "a" if argument != ord("a") else "b"
        if name == "ANY":
            return "a"
        if name == "IN":
            return self.one_of(argument)
        if name == "AT":
            return ""
        if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            return self.repeated(*argument)
        if name == "SUBPATTERN":
            return self.group(argument)
        if name == "BRANCH":
            branches = argument[1]
            return self.sequence(branches[self.index % len(branches)])
        return self.groups.get(argument) if name == "GROUPREF" else None

    def group(self, argument: Any) -> str | None:
        """A group, remembered for back references."""
        text = self.sequence(argument[3])
        if text is not None and argument[0] is not None:
            self.groups[argument[0]] = text
        return text

    def repeated(self, low: int, high: Any, inner: Any) -> str | None:
        """A repetition: its least count and `extra` more, within its most."""
        most = _MOST_REPEATS if high is _UNBOUNDED else min(int(high), _MOST_REPEATS)
        count = max(low, min(low + self.extra, most))
        texts = [self.sequence(inner) for _ in range(min(count, 4096))]
        return None if None in texts else "".join(t for t in texts if t is not None)

    def one_of(self, choices: Any) -> str | None:
        """A character of a class; the row's index varies it."""
        if str(choices[0][0]) == "NEGATE":
            return next((c for c in "a0-_ .Z" if not any(_holds(choice, c) for choice in choices[1:])), None)
        operator, argument = choices[0]
        if str(operator) == "RANGE":
            low, high = argument
            return chr(low + self.index % (high - low + 1))
        if str(operator) == "LITERAL":
            return chr(argument)
        return {"CATEGORY_DIGIT": str(self.index % 10), "CATEGORY_WORD": "w", "CATEGORY_SPACE": " ",
                "CATEGORY_NOT_DIGIT": "x", "CATEGORY_NOT_SPACE": "x", "CATEGORY_NOT_WORD": "-"}.get(str(argument))


def _holds(choice: Any, letter: str) -> bool:
    operator, argument = choice
    code = ord(letter)
    if str(operator) == "RANGE":
        return bool(argument[0] <= code <= argument[1])
    if str(operator) == "LITERAL":
        return bool(argument == code)
    return {"CATEGORY_DIGIT": letter.isdigit(), "CATEGORY_WORD": letter.isalnum() or letter == "_",
            "CATEGORY_SPACE": letter.isspace()}.get(str(argument), False)
