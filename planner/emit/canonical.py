"""The only place that turns data into YAML or JSON bytes. Same data, same bytes, in the order given."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, TypeAlias

import msgspec

from planner.emit.base import Sink

Tree: TypeAlias = Any
_encode, _encode_lines = msgspec.json.Encoder().encode, msgspec.json.Encoder().encode_lines
_AT_ONCE = 8
_LONGEST_KEY = 1000
"""YAML looks for the colon of a key within 1,024 characters."""
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
_LONGEST_AMBIGUOUS = max(map(len, _AMBIGUOUS))
_PLAIN = re.compile(r"[\w./$()+;^*@ -]*", re.ASCII).fullmatch
_SIMPLE = re.compile(r"[A-Za-z_/$();^][\w./$()+;^*@ -]*", re.ASCII).fullmatch


class Flow(str):
    """Data that is written already, on one line: what stands in many places is rendered once."""

    __slots__ = ()


class Rows(list[str]):
    """The lines of a mapping, already written: `key: data`, deeper ones indented."""

    __slots__ = ()


def row(key: str, value: Tree) -> str:
    """One entry of Rows."""
    return f"{flow_text(key)}: {_flow(value)}"


def flow_mapping(rows: Iterable[str]) -> Flow:
    """A mapping on one line, out of its rows."""
    return Flow("{" + ", ".join(rows) + "}")


def flow(value: Tree) -> Flow:
    """Data on one line, in YAML's flow style."""
    return value if value.__class__ is Flow else Flow(_flow(value))


def to_json(value: Tree) -> bytes:
    """Indented JSON of structs and plain data, with a final newline."""
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"


def json_rows(parts: Mapping[str, Tree], sink: Sink) -> None:
    """JSON for large plans: each element of a list or struct stands on a line of its own, the line is compact."""
    _members(parts.items(), sink)
    sink(b"\n")


def _members(members: Iterable[tuple[str, Tree]], sink: Sink) -> None:
    mark = b"{\n"
    for name, value in members:
        sink(b"%b%b:" % (mark, _encode(name)))
        _rows(value, sink)
        mark = b",\n"
    sink(b"\n}")


def _rows(value: Tree, sink: Sink) -> None:
    """Structs that hold lists are taken apart; what the lists hold is written by msgspec as it is."""
    if isinstance(value, tuple) and value and isinstance(value[0], msgspec.Struct):
        sink(b"[\n")
        _lines(value, sink)
        sink(b"\n]")
    elif isinstance(value, msgspec.Struct):
        _members(((name, getattr(value, name)) for name in value.__struct_fields__), sink)
    elif isinstance(value, dict) and value:
        sink(b"{\n")
        sink(b",\n".join([b"%b:%b" % (_encode(name), _encode(item)) for name, item in value.items()]))
        sink(b"\n}")
    else:
        sink(_encode(value))


def _lines(items: tuple[Tree, ...], sink: Sink) -> None:
    """Each on its line, commas between them; no line ends inside JSON."""
    for at in range(0, len(items), _AT_ONCE):
        lines = _encode_lines(items[at : at + _AT_ONCE])
        sink((b",\n" if at else b"") + lines[:-1].replace(b"\n", b",\n"))


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


class YamlText:
    """A large YAML document, written entry by entry, so that nobody holds it whole, nor as a tree."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink

    def open(self, key: str, depth: int = 0) -> None:
        """Begins a mapping: entries one level deeper follow. A key that is too long for one of its line says it is one."""
        indent, text = "  " * depth, plain_text(key)
        said = f"{indent}{text}:\n" if len(text) <= _LONGEST_KEY else f"{indent}? {text}\n{indent}:\n"
        self._sink(said.encode())

    def entries(self, value: dict[str, Tree], depth: int = 0) -> None:
        """Entries of the mapping that is open at this depth."""
        if value:
            lines: list[str] = []
            _mapping(value, "  " * depth, lines)
            lines.append("")
            self._sink("\n".join(lines).encode())

    def write(self, text: str) -> None:
        """Lines that stand as they are, each with its end."""
        self._sink(text.encode())

    def rows(self, key: str, lines: Iterable[str], depth: int) -> None:
        """One entry of the mapping that is open at this depth, its lines written already."""
        within = f"\n{'  ' * (depth + 1)}"
        self._sink(f"{'  ' * depth}{plain_text(key)}:{within}{within.join(lines)}\n".encode())


def _mapping(value: dict[str, Tree], indent: str, lines: list[str]) -> None:
    for key, item in value.items():
        kind = item.__class__
        if kind is Flow:
            lines.append(f"{indent}{plain_text(key)}: {item}")
        elif kind is Rows and item:
            within = f"\n{indent}  "
            lines.append(f"{indent}{plain_text(key)}:{within}{within.join(item)}")
        elif kind is dict and item:
            lines.append(f"{indent}{plain_text(key)}:")
            _mapping(item, indent + "  ", lines)
        elif (kind is list or kind is tuple) and item:
            lines.append(f"{indent}{plain_text(key)}:")
            _sequence(item, indent + "  ", lines)
        else:
            lines.append(f"{indent}{plain_text(key)}: {plain_text(item) if kind is str else _scalar(item)}")


def _sequence(value: list[Tree] | tuple[Tree, ...], indent: str, lines: list[str]) -> None:
    for item in value:
        kind = item.__class__
        if kind is Flow:
            lines.append(f"{indent}- {item}")
        elif kind is dict and item:
            at = len(lines)
            _mapping(item, indent + "  ", lines)
            lines[at] = f"{indent}- {lines[at][len(indent) + 2 :]}"
        elif (kind is list or kind is tuple) and item:
            at = len(lines)
            _sequence(item, indent + "  ", lines)
            lines[at] = f"{indent}- {lines[at][len(indent) + 2 :]}"
        else:
            lines.append(f"{indent}- {plain_text(item) if kind is str else _scalar(item)}")


def _flow(value: Tree) -> str:
    kind = value.__class__
    if kind is str:
        return flow_text(value)
    if isinstance(value, Flow):
        return value
    if kind is dict:
        return "{" + ", ".join([f"{flow_text(key)}: {_flow(item)}" for key, item in value.items()]) + "}"
    if kind is list or kind is tuple:
        return "[" + ", ".join(map(_flow, value)) + "]"
    return _scalar(value)


def _scalar(value: Tree) -> str:
    if value is None:
        return "null"
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, str):
        return plain_text(value)
    if isinstance(value, dict | Rows):
        return "{}"
    if isinstance(value, list | tuple):
        return "[]"
    return repr(value)


def scalar_text(text: str) -> str:
    """A scalar as plain text where no reader can mistake it, double-quoted otherwise."""
    if _SIMPLE(text) and len(text) > _LONGEST_AMBIGUOUS and text[-1] != " ":
        return text
    return text if _is_safe(text) else _quoted(text)


plain_text = lru_cache(maxsize=131072)(scalar_text)  # for words that come again


@lru_cache(maxsize=131072)
def flow_text(text: str) -> str:
    """A scalar within a line of data, where commas and brackets mean something too."""
    return text if _PLAIN(text) and _is_safe(text) else _quoted(text)


def _quoted(text: str) -> str:
    if text.isprintable():
        return _encode(text).decode()
    return f'"{"".join(map(_escaped, text))}"'


def _escaped(character: str) -> str:
    """As YAML escapes it: JSON's pairs of surrogates are two characters there."""
    if character.isprintable() or character < "\x80":
        return _encode(character)[1:-1].decode().replace("\x7f", "\\u007f")
    return f"\\u{ord(character):04x}" if character <= "\uffff" else f"\\U{ord(character):08x}"


def _is_safe(text: str) -> bool:
    if _SIMPLE(text):
        return text[-1] != " " and (len(text) > _LONGEST_AMBIGUOUS or text.lower() not in _AMBIGUOUS)
    if not text or text[0] in _FIRST_BAD or text[-1] in " :" or text.lower() in _AMBIGUOUS:
        return False
    return text.isprintable() and text.isascii() and ": " not in text and " #" not in text and "\t" not in text
