"""How a text lies in the cells of a terminal: what is drawn of it, how wide that is, what of it has room.

What would move the cursor or colour the screen is drawn as a sign, and what terminals measure in different ways (letters
joined into one picture, shades of skin) as its first letter alone: columns stay where they are in every terminal.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final
from unicodedata import category

from rich.cells import cell_len

_JOINER: Final = "\u200d"
_SHADES: Final = frozenset(map(chr, range(0x1F3FB, 0x1F400)))
_VARIANTS: Final = frozenset(map(chr, range(0xFE00, 0xFE10)))
_DISPUTED: Final = _SHADES | _VARIANTS
_TURNING: Final = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""They would have the letters behind them run the other way."""
_SIGNS: Final[dict[int, str]] = {
    **{code: chr(0x2400 + code) for code in range(0x20)},
    0x7F: "\u2421",
    **dict.fromkeys(range(0x80, 0xA0), "\ufffd"),
    **dict.fromkeys(map(ord, _TURNING), "\ufffd"),
    0x2028: " ",
    0x2029: " ",
}


def drawable(text: str) -> str:
    """The text as it is drawn."""
    if text.isascii():
        return text if text.isprintable() else text.translate(_SIGNS)
    return _simple(text)


@lru_cache(maxsize=4096)
def _simple(text: str) -> str:
    if text.isprintable() and _DISPUTED.isdisjoint(text):
        return text
    kept: list[str] = []
    joined = False
    for letter in text.translate(_SIGNS):
        follows, joined = joined, letter == _JOINER
        part_of_the_last = bool(kept) and (letter in _SHADES or (follows and cell_len(letter) == 2))
        if letter not in _VARIANTS and category(letter) != "Cf" and not part_of_the_last:
            kept.append(letter)
    return "".join(kept)


def width_of(text: str) -> int:
    """How many cells a text takes as it is drawn."""
    return len(text) if text.isascii() else cell_len(_simple(text))


def fitted(text: str, width: int) -> str:
    """The text in exactly so many cells: filled up, or cut with an ellipsis."""
    taken = width_of(text)
    if taken <= width:
        return text + " " * (width - taken)
    if width <= 0:
        return ""
    kept, used = [], 0
    for char in drawable(text):
        cells = cell_len(char)
        if used + cells > width - 1:
            break
        kept.append(char)
        used += cells
    return "".join(kept) + "…" + " " * (width - 1 - used)
