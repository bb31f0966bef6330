"""Names: from the architect's word to what each target can hold. Pure, and the same on every machine."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from hashlib import blake2b

from planner.plurals import is_always_many, one_of, plural

LIMIT = 63
_SPOKEN_WITH_A = ("uni", "use", "usa", "uti", "eu", "one", "once")
_SPOKEN_WITH_AN = ("hour", "heir", "honest", "honor", "honour")

_LETTERS = {
    "ß": "ss",
    "æ": "ae",
    "Æ": "AE",
    "ø": "o",
    "Ø": "O",
    "ł": "l",
    "Ł": "L",
    "đ": "d",
    "Đ": "D",
    "þ": "th",
    "Þ": "Th",
    "œ": "oe",
    "Œ": "OE",
    "ð": "d",
    "ı": "i",
}


@lru_cache(maxsize=65536)
def words(name: str) -> tuple[str, ...]:
    """The lower-case words of a name in any convention: `HTTPServer`, `order_item`, `Order-Item`."""
    if name.isascii() and name.islower() and name.isidentifier():
        return tuple([word for word in name.split("_") if word])
    if name.isascii() and name.isalnum() and name[1:] == name[1:].lower():
        return (name.lower(),)
    found: list[str] = []
    current = ""
    name = name if name.isascii() else unicodedata.normalize("NFC", name)
    for position, letter in enumerate(name):
        if not letter.isalnum() and unicodedata.category(letter)[0] != "M":
            found, current = _ended(found, current), ""
        elif letter.isupper() and current and _starts_word(name, position):
            found, current = _ended(found, current), letter
        else:
            current += letter
    return tuple(word.lower() for word in _ended(found, current)) or ("x",)


def _ended(found: list[str], word: str) -> list[str]:
    return [*found, word] if word else found


def _starts_word(name: str, position: int) -> bool:
    before = name[position - 1]
    after = name[position + 1] if position + 1 < len(name) else ""
    return not before.isupper() or after.islower()


@lru_cache(maxsize=65536)
def ascii_fold(text: str) -> str:
    """ASCII letters and digits only: accents dropped, other scripts as `u4e2d` per character."""
    if text.isascii():
        return text
    folded: list[str] = []
    for letter in text:
        plain = _LETTERS.get(letter)
        if plain is None:
            plain = "".join(c for c in unicodedata.normalize("NFKD", letter) if c.isascii() and c.isalnum())
        folded.append(letter if letter.isascii() else plain or f"u{ord(letter):x}")
    return "".join(folded)


@lru_cache(maxsize=65536)
def _ascii_words(name: str) -> tuple[str, ...]:
    return tuple(ascii_fold(word).lower() for word in words(name))


@lru_cache(maxsize=65536)
def snake(name: str) -> str:
    """`order_item`, fit for every target's identifiers but for its length."""
    return _lettered("_".join(_ascii_words(name)))


@lru_cache(maxsize=65536)
def kebab(name: str) -> str:
    """`order-item`, for paths."""
    return snake(name).replace("_", "-")


@lru_cache(maxsize=65536)
def pascal(name: str) -> str:
    """`OrderItem`, for types."""
    return _lettered("".join(word[:1].upper() + word[1:] for word in _ascii_words(name)), "N")


@lru_cache(maxsize=65536)
def camel(name: str) -> str:
    """`orderItem`."""
    typed = pascal(name)
    return typed[:1].lower() + typed[1:]


def constant(name: str) -> str:
    """`ORDER_ITEM`."""
    return snake(name).upper()


@lru_cache(maxsize=65536)
def title(name: str) -> str:
    """`order item`, for sentences; letters of every script are kept."""
    return " ".join(words(name))


def _lettered(name: str, prefix: str = "n") -> str:
    return f"{prefix}{name}" if name[:1].isdigit() else name


@lru_cache(maxsize=65536)
def plural_snake(name: str) -> str:
    """`order_items` for `OrderItem`: only the last word changes."""
    head, separator, last = snake(name).rpartition("_")
    return f"{head}{separator}{plural(last)}"


def many_of(name: str, said: str | None) -> str:
    """The plural the architect set, or the one of the name, as an identifier."""
    return snake(said) if said else plural_snake(name)


@lru_cache(maxsize=65536)
def plural_title(name: str) -> str:
    """`order items` for `OrderItem`."""
    head, separator, last = title(name).rpartition(" ")
    return f"{head}{separator}{plural(last)}"


@lru_cache(maxsize=65536)
def article(word: str) -> str:
    """`an order`, `a book`, `a stock record`, `settings`."""
    if is_always_many(word):
        return word
    one = one_of(word)
    vowel = one[:1] in "aeiou" and not one.startswith(_SPOKEN_WITH_A)
    return f"{'an' if vowel or one.startswith(_SPOKEN_WITH_AN) else 'a'} {one}"


def listing(items: Sequence[str], last: str = "and") -> str:
    """`a, b and c`."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def count_phrase(number: int, noun: str) -> str:
    """`1 table`, `3 tables`, `2 foreign keys`, `1,200 rows`."""
    head, separator, last = noun.rpartition(" ")
    return f"{number:,} {noun if number == 1 else f'{head}{separator}{plural(last)}'}"


@lru_cache(maxsize=65536)
def fit(name: str, limit: int = LIMIT) -> str:
    """The name itself, or one of at most `limit` characters that ends in a digest of the whole."""
    if len(name) <= limit:
        return name
    digest = blake2b(name.encode(), digest_size=4).hexdigest()
    return f"{name[: limit - 9].rstrip('_')}_{digest}"


def joined(*parts: str, limit: int = LIMIT) -> str:
    """Parts joined by `_` into one name that fits."""
    return fit("_".join(parts), limit)


class Taken:
    """Hands out names within one scope: the first to ask keeps a name, later owners get a stable suffix."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._owners = dict.fromkeys(names, "")

    def claim(self, wanted: str, owner: str, limit: int = LIMIT) -> str:
        """`wanted`, or `wanted` with a suffix that depends on the owner alone."""
        name = fit(wanted, limit)
        if self._owners.setdefault(name, owner) == owner:
            return name
        digest = blake2b(owner.encode(), digest_size=4).hexdigest()
        other = f"{wanted[: limit - 9].rstrip('_')}_{digest}"
        self._owners[other] = owner
        return other


def suggest(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate that was probably meant, misspelt or called as others call it; `None` when nothing is near."""
    candidates = tuple(candidates)
    lowered = word.lower()
    reach = max(1, min(2, len(word) // 3))
    best: tuple[int, str] | None = None
    for candidate in candidates:
        if abs(len(candidate) - len(word)) > reach:
            continue
        distance = _distance(lowered, candidate.lower(), reach)
        if distance <= reach and (best is None or (distance, candidate) < best):
            best = (distance, candidate)
    if best is not None:
        return best[1]
    return next((c for c in _ELSEWHERE.get(lowered, ()) if c in candidates), None)


_ELSEWHERE: dict[str, tuple[str, ...]] = {
    "integer": ("int",),
    "number": ("int", "decimal"),
    "long": ("bigint",),
    "int64": ("bigint",),
    "double": ("float",),
    "numeric": ("decimal",),
    "boolean": ("bool",),
    "str": ("string",),
    "varchar": ("string",),
    "char": ("string",),
    "datetime": ("timestamp",),
    "timestamptz": ("timestamp",),
    "jsonb": ("json",),
    "blob": ("bytes",),
    "binary": ("bytes",),
    "guid": ("uuid",),
    "uri": ("url",),
    "array": ("list",),
    "mandatory": ("required",),
    "not_null": ("required",),
    "notnull": ("required",),
    "personal": ("pii",),
    "indexed": ("index",),
    "use": ("mixins", "uses"),
    "retry": ("retries",),
    "columns": ("fields",),
    "attributes": ("fields",),
    "properties": ("fields",),
    "relationships": ("relations",),
    "references": ("relations",),
    "permissions": ("access",),
    "rights": ("access",),
    "description": ("says",),
    "staleness": ("fresh",),
    "transitions": ("actions",),
    "nobody": ("none",),
    "noone": ("none",),
    "anyone": ("public",),
    "anybody": ("public",),
    "anonymous": ("public",),
    "everyone": ("public",),
    "self": ("owner",),
    "worker": ("system",),
}
"""Words of other languages and tools for what is called otherwise here."""


def _distance(a: str, b: str, reach: int) -> int:
    """Damerau-Levenshtein distance (adjacent swaps count one), given up beyond `reach`."""
    if a == b:
        return 0
    before: list[int] = []
    previous = list(range(len(b) + 1))
    for i, left in enumerate(a, 1):
        current = [i]
        for j, right in enumerate(b, 1):
            cost = min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (left != right))
            if i > 1 and j > 1 and left == b[j - 2] and a[i - 2] == right:
                cost = min(cost, before[j - 2] + 1)
            current.append(cost)
        if min(current) > reach:
            return reach + 1
        before, previous = previous, current
    return previous[-1]
