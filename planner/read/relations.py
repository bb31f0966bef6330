"""The shorthand of a relation: `belongs_to Book required on_delete=restrict`."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from msgspec.structs import replace

from planner import codes
from planner.model.entities import OnDelete, Relation, RelationKind
from planner.read.names import is_name
from planner.read.words import CodedSlip, Word, cut, meant, put, split_words, unknown_word, whole_number

RELATION_FLAGS: Final = ("required", "unique", "immutable", "readonly", "private")
RELATION_KEYS: Final = ("on_delete", "inverse", "through", "count", "column", "was")
_KINDS: Final = {k.value: k for k in RelationKind}
_ON_DELETE: Final = {k.value: k for k in OnDelete}


@lru_cache(maxsize=65536)
def parse_relation(text: str) -> tuple[Relation | None, tuple[CodedSlip, ...]]:
    """A relation without name and path."""
    words = split_words(text)
    first = words[0] if words else Word("", 0)
    kind = _KINDS.get(first.text)
    if kind is None:
        message = f"'{cut(first.text)}' is no kind of relation"
        return None, (CodedSlip(codes.DES_RELATION, first.offset, message, meant(first.text, _KINDS)),)
    if len(words) < 2:
        message = f"{first.text} needs a target"
        return None, (CodedSlip(codes.DES_RELATION, len(text), message, "e.g. belongs_to Customer"),)
    values: dict[str, object] = {}
    slips: list[CodedSlip] = []
    targets = parse_targets(words[1].text)
    if isinstance(targets, CodedSlip):
        slips.append(targets.moved(words[1].offset))
    for word in words[2:]:
        _relation_word(word, values, slips)
    if isinstance(targets, CodedSlip):
        return None, tuple(slips)
    return replace(Relation(name="", path="", kind=kind, targets=targets), **values), tuple(slips)


def parse_targets(text: str) -> tuple[str, ...] | CodedSlip:
    """`Book`, or `any_of(Book | Author)`."""
    if not text.startswith("any_of("):
        return (text,) if is_name(text) else CodedSlip(codes.DES_RELATION, 0, f"'{cut(text)}' is no entity's name")
    names = tuple(n.strip() for n in text[7:].removesuffix(")").replace(",", "|").split("|"))
    if not text.endswith(")") or len(names) < 2 or not all(names) or len(set(names)) < len(names):
        return CodedSlip(codes.DES_RELATION, 0, "any_of lists two entities or more", "e.g. any_of(Book | Author)")
    wrong = next((name for name in names if not is_name(name)), None)
    if wrong is not None:
        return CodedSlip(codes.DES_RELATION, text.index(wrong, 7), f"'{cut(wrong)}' is no entity's name")
    return names


def _relation_word(word: Word, values: dict[str, object], slips: list[CodedSlip]) -> None:
    key, sign, value = word.text.partition("=")
    if key in RELATION_FLAGS and not sign:
        put(key, True, word, values, slips)
    elif key not in RELATION_KEYS or not value:
        slips.append(unknown_word(word, key, RELATION_FLAGS, RELATION_KEYS))
    elif key == "on_delete":
        put(key, _on_delete(value, word, slips), word, values, slips)
    elif key == "count":
        _count(value, word, values, slips)
    elif is_name(value):
        put(key, value, word, values, slips)
    else:
        offset = word.offset + len(key) + 1
        slips.append(CodedSlip(codes.DES_BAD_NAME, offset, f"'{cut(value)}' cannot be a name"))


def _on_delete(value: str, word: Word, slips: list[CodedSlip]) -> OnDelete | None:
    if value not in _ON_DELETE:
        offset = word.offset + len("on_delete=")
        message = f"on_delete={cut(value)} is not known"
        slips.append(CodedSlip(codes.DES_BAD_WORD, offset, message, meant(value, _ON_DELETE)))
    return _ON_DELETE.get(value)


def _count(value: str, word: Word, values: dict[str, object], slips: list[CodedSlip]) -> None:
    if "most" in values:
        put("most", None, word, values, slips)
        return
    parsed = parse_count(value)
    if parsed is None:
        message = f"count={cut(value)} is no range"
        slips.append(CodedSlip(codes.DES_BAD_FIGURE, word.offset + len("count="), message, "e.g. count=1..5"))
    else:
        values["least"], values["most"] = parsed


def parse_count(text: str) -> tuple[int | None, int | None] | None:
    """`1..5`, `2..`, `..5`, `3`: at least and at most, or None if it is no range."""
    low_text, dots, high_text = text.partition("..")
    low = whole_number(low_text) if low_text.strip() else 0
    high = whole_number(high_text) if dots and high_text.strip() else (None if dots else low)
    no_range = low is None or (high is None and bool(high_text.strip())) or not (low_text or high_text)
    if no_range or low is None or (high is not None and high < max(low, 1)):
        return None
    return low or None, high
