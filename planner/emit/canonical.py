"""The only place that turns data into YAML or JSON bytes. Same data, same bytes, in the order given."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, TypeAlias

import msgspec

Tree: TypeAlias = Any
_encoder = msgspec.json.Encoder()
_AMBIGUOUS = frozenset(
    [
        "true",
        "false",
        "yes",
        "no",
        "on",
        "off",
        "y",
        "n",
        "null",
        "~",
        "none",
        "nan",
        "inf",
        ".inf",
        "-.inf",
        "+.inf",
        ".nan",
        "=",
        "<<",
    ]
)
_FIRST_BAD = frozenset("!&*-?|>@`\"'%#,[]{}:=~<.+0123456789 ")
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./$()+;^*@ ")


class Shared(dict[str, Tree]):
    """A mapping that stands in many places: its lines are rendered once for each indentation."""

    rendered: dict[str, str]

    def lines_at(self, indent: str) -> str:
        """All lines, joined."""
        if not hasattr(self, "rendered"):
            self.rendered = {}
        if indent not in self.rendered:
            lines: list[str] = []
            _mapping(self, indent, lines)
            self.rendered[indent] = "\n".join(lines)
        return self.rendered[indent]


def to_json(value: Tree) -> bytes:
    """Indented JSON of structs and plain data, with a final newline."""
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"


def to_json_rows(parts: Mapping[str, Tree]) -> bytes:
    """JSON for large plans: each element of a list or struct stands on a line of its own, the line is compact."""
    return _object(_part(name, value) for name, value in parts.items()) + b"\n"


def _part(name: str, value: Tree) -> bytes:
    return _encoder.encode(name) + b":" + _rows(value)


def _rows(value: Tree) -> bytes:
    """Structs that hold lists are taken apart, one level deep; what they hold is written by msgspec as it is."""
    if isinstance(value, tuple) and value and isinstance(value[0], msgspec.Struct):
        return b"[\n" + _encoder.encode_lines(value)[:-1].replace(b"\n", b",\n") + b"\n]"
    if isinstance(value, msgspec.Struct):
        return _object(_part(name, getattr(value, name)) for name in value.__struct_fields__)
    if isinstance(value, dict) and value:
        return _object(_encoder.encode(key) + b":" + _encoder.encode(item) for key, item in value.items())
    return _encoder.encode(value)


def _object(members: Iterable[bytes]) -> bytes:
    return b"{\n" + b",\n".join(members) + b"\n}"


def to_yaml(value: Tree) -> str:
    """Block style YAML that YAML 1.1 and 1.2 readers understand alike."""
    lines: list[str] = []
    if isinstance(value, dict) and value:
        _mapping(value, "", lines)
    elif isinstance(value, list | tuple) and value:
        _sequence(value, "", lines)
    else:
        lines.append(_scalar(value))
    lines.append("")
    return "\n".join(lines)


def _mapping(value: dict[str, Tree], indent: str, lines: list[str]) -> None:
    for key, item in value.items():
        kind = item.__class__
        if kind is Shared:
            lines.append(f"{indent}{_text(key)}:\n{item.lines_at(indent + '  ')}")
        elif kind is dict and item:
            lines.append(f"{indent}{_text(key)}:")
            _mapping(item, indent + "  ", lines)
        elif (kind is list or kind is tuple) and item:
            lines.append(f"{indent}{_text(key)}:")
            _sequence(item, indent + "  ", lines)
        else:
            lines.append(f"{indent}{_text(key)}: {_text(item) if kind is str else _scalar(item)}")


def _sequence(value: list[Tree] | tuple[Tree, ...], indent: str, lines: list[str]) -> None:
    for item in value:
        kind = item.__class__
        if kind is Shared:
            lines.append(f"{indent}- {item.lines_at(indent + '  ')[len(indent) + 2 :]}")
        elif kind is dict and item:
            at = len(lines)
            _mapping(item, indent + "  ", lines)
            lines[at] = f"{indent}- {lines[at][len(indent) + 2 :]}"
        elif (kind is list or kind is tuple) and item:
            at = len(lines)
            _sequence(item, indent + "  ", lines)
            lines[at] = f"{indent}- {lines[at][len(indent) + 2 :]}"
        else:
            lines.append(f"{indent}- {_text(item) if kind is str else _scalar(item)}")


def _scalar(value: Tree) -> str:
    if value is None:
        return "null"
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, dict):
        return "{}"
    if isinstance(value, list | tuple):
        return "[]"
    return repr(value)


@lru_cache(maxsize=131072)
def _text(text: str) -> str:
    """A scalar as plain text where no reader can mistake it, double-quoted otherwise."""
    if _is_safe(text):
        return text
    return json.dumps(text, ensure_ascii=not text.isprintable())


def _is_safe(text: str) -> bool:
    if not text or text[0] in _FIRST_BAD or text[-1] in " :" or text.lower() in _AMBIGUOUS:
        return False
    if _PLAIN.issuperset(text):
        return True
    return text.isprintable() and text.isascii() and ": " not in text and " #" not in text and "\t" not in text
