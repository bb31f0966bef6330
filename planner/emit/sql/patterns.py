"""Regular expressions of the design in the words of each database, part by part.

The pattern is parsed once, as Python reads it, and written anew in what the engines share. What one of them
cannot say gives `None`, never a pattern that means something else.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import import_module
from typing import Any

from msgspec import Struct

_parser: Any = import_module("re._parser")
_UNBOUNDED: Any = import_module("re._constants").MAXREPEAT
_CLASSES = {
    "CATEGORY_DIGIT": "0-9",
    "CATEGORY_WORD": "A-Za-z0-9_",
    "CATEGORY_SPACE": r" \t\n\r\f\v",
}
_NEGATED = {"CATEGORY_NOT_DIGIT": "0-9", "CATEGORY_NOT_WORD": "A-Za-z0-9_", "CATEGORY_NOT_SPACE": r" \t\n\r\f\v"}
_SPECIAL = frozenset("\\^$.|?*+()[]{}-/#&~")


class Engine(Struct, frozen=True):
    """What one family of engines can hold."""

    name: str
    most_repeats: int
    end: str


POSIX = Engine("posix", 255, "$")
PERL = Engine("perl", 1000, r"\z")


@lru_cache(maxsize=4096)
def translated(pattern: str, engine: Engine) -> str | None:
    """The pattern without its outer anchors, in the engine's words; `None` if it has no words for it."""
    tree = parsed(pattern)
    if tree is None:
        return None
    return _Writer(engine).sequence(without_anchors(tree))


def parsed(pattern: str) -> list[Any] | None:
    """The parts of a pattern as Python reads it; `None` if it is none, or sets flags that have no common words."""
    try:
        tree = _parser.parse(pattern)
    except (ValueError, RecursionError, OverflowError, re.error):
        return None
    return list(tree) if tree.state.flags == re.UNICODE.value else None


def without_anchors(tree: list[Any]) -> list[Any]:
    """The parts between `^` and `$`, which a match of the whole implies."""
    start = 1 if tree and _is_at(tree[0], "AT_BEGINNING") else 0
    end = len(tree) - 1 if len(tree) > start and _is_at(tree[-1], "AT_END") else len(tree)
    return tree[start:end]


def _is_at(part: Any, where: str) -> bool:
    return str(part[0]) == "AT" and str(part[1]).startswith(where)


class _Writer:
    """Writes parsed parts; `None` anywhere makes the whole unsayable."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def sequence(self, tree: Any) -> str | None:
        """Parts one after another."""
        return _all_of([self.part(str(operator), argument) for operator, argument in tree], "")

    def part(self, operator: str, argument: Any) -> str | None:
        """One part."""
        match operator:
            case "LITERAL":
                return escaped(argument)
            case "NOT_LITERAL":
                return f"[^{escaped(argument)}]"
            case "ANY":
                return r"[^\n]"
            case "IN":
                return character_class(argument)
            case "BRANCH":
                choices = _all_of([self.sequence(b) for b in argument[1]], "|")
                return None if choices is None else f"(?:{choices})"
            case "SUBPATTERN":
                return self.group(argument)
            case "MAX_REPEAT" | "MIN_REPEAT":
                return self.repeated(*argument)
            case "AT":
                return {"AT_BEGINNING": "^", "AT_END": self.engine.end}.get(str(argument))
            case "ASSERT" | "ASSERT_NOT" if argument[0] == 1:
                inner = self.sequence(argument[1])
                return None if inner is None else f"(?{'=' if operator == 'ASSERT' else '!'}{inner})"
        return None

    def group(self, argument: Any) -> str | None:
        """A group; flags inside a pattern have no common words."""
        _, added, removed, inner = argument
        text = self.sequence(inner)
        return None if text is None or added or removed else f"(?:{text})"

    def repeated(self, low: int, high: Any, inner: Any) -> str | None:
        """A repetition; counts beyond the engine's limit cannot be said."""
        text = self.sequence(inner)
        most = low if high is _UNBOUNDED else int(high)
        if text is None or most > self.engine.most_repeats:
            return None
        if len(inner) > 1 or str(inner[0][0]) in ("MAX_REPEAT", "MIN_REPEAT", "AT"):
            text = f"(?:{text})"
        short = {(0, None): "*", (1, None): "+", (0, 1): "?"}.get((low, None if high is _UNBOUNDED else int(high)))
        if short is not None:
            return text + short
        return (
            f"{text}{{{low},}}"
            if high is _UNBOUNDED
            else f"{text}{{{low}}}"
            if low == high
            else f"{text}{{{low},{high}}}"
        )


def character_class(choices: Any) -> str | None:
    """`[…]`."""
    negated = str(choices[0][0]) == "NEGATE"
    members = _all_of([_member(str(o), a) for o, a in (choices[1:] if negated else choices)], "")
    if members is None:
        return _one_negated(choices)
    return f"[{'^' if negated else ''}{members}]"


def _one_negated(choices: Any) -> str | None:
    only = _NEGATED.get(str(choices[0][1])) if len(choices) == 1 else None
    return None if only is None else f"[^{only}]"


def _member(operator: str, argument: Any) -> str | None:
    if operator == "LITERAL":
        return escaped(argument)
    if operator == "RANGE":
        return f"{escaped(argument[0])}-{escaped(argument[1])}"
    return _CLASSES.get(str(argument)) if operator == "CATEGORY" else None


def escaped(code: int) -> str:
    """One character, meaning itself."""
    letter = chr(code)
    if letter in _SPECIAL:
        return f"\\{letter}"
    return {"\n": r"\n", "\t": r"\t", "\r": r"\r", "\f": r"\f", "\v": r"\v"}.get(letter, letter)


def _all_of(texts: list[str | None], separator: str) -> str | None:
    kept = [t for t in texts if t is not None]
    return separator.join(kept) if len(kept) == len(texts) else None
