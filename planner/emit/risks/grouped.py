"""Findings of one rule as one text: a sentence that holds for all of them, or none where they differ in more than a name."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import Final

from planner.model.risks import Finding
from planner.naming import listing

_MOST: Final = 3
_MARKS: Final = ".,:;"


def held_by_all(texts: Sequence[str]) -> str:
    """`wait for each of payments and mailer` for `wait for payments` and `wait for mailer`; nothing where none holds."""
    if len(set(texts)) == 1:
        return texts[0]
    names, places = _differing(texts)
    if not names:
        return ""
    said = texts[0].split(" ")
    ends = [at for at, word in enumerate(said) if word.endswith((".", "?", "!"))]
    named: set[int] = set()
    for at in places:
        rest, sentence = said[at].removeprefix(names[0]), bisect_left(ends, at)
        begins = at == 0 or at - 1 in ends
        said[at] = (
            f"it{rest}".replace("it's", "its")
            if sentence in named
            else f"{'Each' if begins else 'each'} of {_few(names)}{rest}"
        )
        named.add(sentence)
    return " ".join(said)


def _differing(texts: Sequence[str]) -> tuple[tuple[str, ...], list[int]]:
    """The word in which alone the texts differ, one of each text, and where it stands; or nothing."""
    cut = [t.split(" ") for t in texts]
    if len({len(words) for words in cut}) != 1:
        return (), []
    places = [at for at, words in enumerate(zip(*cut, strict=True)) if len(set(words)) > 1]
    found = {tuple(_bare(words[at]) for words in cut) for at in places}
    return (next(iter(found)), places) if len(found) == 1 else ((), [])


def _bare(word: str) -> str:
    return word.rstrip(_MARKS).removesuffix("'s")


def headline(found: Sequence[Finding]) -> str:
    """The first title, with the names of the others; `likewise` names a few."""
    first = found[0].title
    if len({f.title for f in found}) == 1:
        return first
    names, _ = _differing([f.title for f in found])
    others = [*names[1:]] or [f.element.partition(".")[2] for f in found[1:]]
    return f"{first}; likewise {_few(others)}"


def _few(names: Sequence[str]) -> str:
    more = [f"{len(names) - _MOST} more"] if len(names) > _MOST else []
    return listing([*names[:_MOST], *more])


def one_text(found: Sequence[Finding], of: Callable[[Finding], str]) -> str:
    """What holds for all of them."""
    return held_by_all([of(f) for f in found])
