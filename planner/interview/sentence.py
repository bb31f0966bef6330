"""A vague sentence: which starting model its words point to, and which things it names that the model lacks.

"a marketplace for used bikes with bids and messages" -> marketplace, with Bike beside it; bids and messages are there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from msgspec import Struct

from planner.interview.words import JOINING, VERBS
from planner.model.catalog import ArchetypeItem
from planner.naming import pascal
from planner.plurals import singular

_WORD: Final = re.compile(r"[^\W\d_][\w'-]*|[,:;.!?()]")
_PAUSE: Final = ","
_LONGEST: Final = 60
_LINKS: Final = frozenset(("on", "of", "per", "for", "about"))
_DONE_TO: Final = frozenset(("is", "are", "be", "was", "were", "get", "gets"))
"""What stands behind them in the singular is done to a thing: invoices are sent."""
_HOLDS: Final = frozenset(("with", "has", "have", "having", "contains", "contain"))


_NAMED: Final = 2.0
_HINTED: Final = 1.0
"""Things that many systems have: two of them point somewhere, one does not."""


class NamedThing(Struct, frozen=True):
    """Something a sentence names; `of` is the thing it hangs on, where the sentence says so."""

    name: str
    word: str
    of: str | None = None


class Understood(Struct, frozen=True):
    """What was made of a sentence."""

    archetype: ArchetypeItem | None
    matched: tuple[str, ...]
    things: tuple[NamedThing, ...]
    runner_up: str = ""


def understand(sentence: str, archetypes: Iterable[ArchetypeItem], chosen: str = "") -> Understood:
    """The best starting model for a sentence, and every thing it names."""
    words = [w.lower() if w[0].isalpha() else _PAUSE for w in _WORD.findall(sentence)]
    scored = sorted(((_score(a, words), a) for a in archetypes), key=lambda pair: (-pair[0][0], pair[1].id))
    best = next((s for s in scored if s[1].id == chosen), None) if chosen else (scored[0] if scored else None)
    things = tuple(_things(words))
    if best is None or (not chosen and best[0][0] < _NAMED):
        return Understood(None, (), things)
    second = next((a.id for (points, _), a in scored if a.id != best[1].id and points >= _HINTED), "")
    matched = best[0][1]
    return Understood(best[1], matched, tuple(t for t in things if t.word not in matched), second)


def _score(archetype: ArchetypeItem, words: list[str]) -> tuple[float, tuple[str, ...]]:
    """Triggers count by their place in the list; hints alike, where nothing speaks against it.

    A phrase that speaks against it takes its words with it: a repair shop is no shop.
    """
    text = _spaced(words)
    against = [phrase for phrase in map(_phrase, archetype.excludes) if phrase in text]
    for phrase in against:
        text = text.replace(phrase, " ")
    triggers = [(place, t) for place, t in enumerate(archetype.triggers) if _phrase(t) in text]
    hints = [h for h in archetype.hints if not against and _phrase(h) in text]
    points = sum(_NAMED + 1.0 / (1 + place) for place, _ in triggers) + _HINTED * (len(hints) - len(against))
    matched = {singular(w) for phrase in (*(t for _, t in triggers), *hints) for w in phrase.split()} - JOINING
    return points, tuple(dict.fromkeys(w for w in words if singular(w) in matched))


def _spaced(words: Iterable[str]) -> str:
    return " " + " ".join(singular(w) for w in words if w != _PAUSE) + " "


@lru_cache(maxsize=2048)
def _phrase(words: str) -> str:
    return _spaced(words.lower().split())


def _things(words: list[str]) -> Iterator[NamedThing]:
    """The nouns of a sentence, by leaving out what is none; each with what it hangs on."""
    last: str | None = None
    link: str | None = None
    seen: set[str] = set()
    for position, word in enumerate(words):
        if word in _LINKS or word in _HOLDS:
            link = word if last else None
            continue
        if len(word) > _LONGEST or word in JOINING or word in VERBS or not _is_head(words, position):
            continue
        if position and words[position - 1] in _DONE_TO and singular(word) == word:
            continue
        name = pascal(singular(word))
        if name in seen:
            last, link = name, None
            continue
        seen.add(name)
        yield NamedThing(name, word, last if link in _HOLDS else None)
        if link is None or link in _HOLDS:
            last = name if link is None else last
        link = None if link not in _HOLDS else link


def _is_head(words: list[str], position: int) -> bool:
    """The last of several nouns in a row is the thing; those before it only describe it."""
    if position + 1 == len(words):
        return True
    after = words[position + 1]
    return after in JOINING or after in VERBS or after in _LINKS or after in _HOLDS
