"""The words of a shorthand, with where each begins: parentheses, quotes and /patterns/ hold together.

Knows how a shorthand is cut, not what its words mean.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from planner import codes
from planner.naming import suggest


class Word(Struct, frozen=True):
    """One word of a shorthand, and where it began."""

    text: str
    offset: int


class CodedSlip(Struct, frozen=True):
    """What is wrong with a shorthand: which code, where, what."""

    code: str
    offset: int
    message: str
    hint: str = ""

    def moved(self, offset: int) -> CodedSlip:
        """The same slip, seen from the text that holds the word."""
        return CodedSlip(self.code, self.offset + offset, self.message, self.hint)


def split_words(text: str) -> tuple[Word, ...]:
    """Words separated by spaces outside of parentheses, quotes and patterns."""
    found: list[Word] = []
    at, length = 0, len(text)
    while at < length:
        if text[at].isspace():
            at += 1
            continue
        word = text[at:].split(None, 1)[0]
        end = at + len(word) if _is_whole(word) else _word_end(text, at)
        found.append(Word(text[at:end], at))
        at = end
    return tuple(found)


def _is_whole(word: str) -> bool:
    """Whether a word that ends at white space surely ends there: nearly all do, and need not be read by letters."""
    return word.count("(") == word.count(")") and '"' not in word and "'" not in word and "pattern=" not in word


def _word_end(text: str, start: int) -> int:
    depth, at = 0, start
    while at < len(text):
        letter = text[at]
        if letter == "(":
            depth += 1
        elif letter == ")":
            depth -= 1
        elif letter in "\"'" and (at == start or text[at - 1] in "=(|,"):
            at = _closing(text, at, letter)
        elif letter == "/" and text[at - 1] == "=" and text[start:at] == "pattern=":
            at = _closing(text, at, "/")
        elif letter.isspace() and depth <= 0:
            break
        at += 1
    return at


def _closing(text: str, start: int, mark: str) -> int:
    """The position of the closing mark (or the last one), escapes skipped."""
    at = start + 1
    while at < len(text) and text[at] != mark:
        at += 2 if text[at] == "\\" else 1
    return min(at, len(text) - 1)


def is_unclosed(text: str, start: int) -> bool:
    """Whether a quote opens the text and nothing closes it."""
    return text[start : start + 1] in ("'", '"') and (len(text) - start < 2 or text[-1] != text[start])


def unquoted(text: str) -> str:
    """A text without its own quotes."""
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text


def cut(text: str) -> str:
    """A text that may be long, for a message."""
    return text if len(text) <= 60 else f"{text[:57]}..."


def whole_number(text: str) -> int | None:
    """A number of a few plain digits."""
    plain = text.strip()
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 10 else None


def meant(word: str, known: Iterable[str]) -> str:
    """The hint for a word that is not known."""
    names = tuple(dict.fromkeys(known))
    near = suggest(word, names)
    return f"did you mean '{near}'?" if near else f"known are {', '.join(names)}"


def put(key: str, value: object, word: Word, values: dict[str, object], slips: list[CodedSlip]) -> None:
    """Notes a value under its key, once; None stands for a value whose slip was told already."""
    if key in values:
        slips.append(CodedSlip(codes.DES_REPEATED, word.offset, f"'{word.text.partition('=')[0]}' stands here twice"))
    elif value is not None:
        values[key] = value


def unknown_word(word: Word, key: str, flags: tuple[str, ...], keys: tuple[str, ...]) -> CodedSlip:
    """A word that is neither a flag nor a key, a flag with a value, or a key without one."""
    if key in keys and "=" in word.text:
        return CodedSlip(codes.DES_UNKNOWN_FLAG, word.offset, f"{key}= has no value")
    if key in flags and "=" in word.text:
        return CodedSlip(codes.DES_UNKNOWN_FLAG, word.offset, f"'{key}' takes no value", f"write just {key}")
    if key in keys:
        return CodedSlip(codes.DES_UNKNOWN_FLAG, word.offset, f"'{key}' needs a value", f"write {key}=…")
    message = f"unknown word '{cut(word.text)}'"
    if key == "says":
        long = 'a sentence needs the long form: {type: …, says: "…"}'
        return CodedSlip(codes.DES_UNKNOWN_FLAG, word.offset, message, long)
    return CodedSlip(codes.DES_UNKNOWN_FLAG, word.offset, message, meant(key, (*flags, *keys)))
