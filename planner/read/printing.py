"""Plain data -> YAML text that reads as the same data, quoted only where it has to be."""

from __future__ import annotations

import re
from typing import Final

from planner.read.layout import Value
from planner.read.scalars import plain_value

_SAFE: Final = re.compile(r"[A-Za-z0-9_/$(.+-][^\x00-\x1f\x7f-\xa0\ud800-\udfff\u2028\u2029\ufeff]*")
_FLOW: Final = frozenset(",[]{}")
_ESCAPES: Final = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_LONGEST_KEY: Final = 900


def scalar_text(value: Value, flow: bool = False, quote: str = "") -> str:
    """A scalar (or an empty collection), in the given quotes if it can be."""
    if not isinstance(value, str):
        return _word(value)
    if quote == "'" and value.isprintable():
        return "'" + value.replace("'", "''") + "'"
    return value if not quote and _is_plain(value, flow) else _double_quoted(value)


def key_text(key: str, flow: bool = False) -> str:
    """A key; `1` and `true` need no quotes as keys."""
    safe = _is_plain(key, flow) or (key.isascii() and key.replace("_", "").isalnum())
    return key if safe and len(key) < _LONGEST_KEY else _double_quoted(key)


def flow_text(value: Value) -> str:
    """The value on one line."""
    if isinstance(value, dict) and value:
        inner = ", ".join(f"{key_text(key, True)}: {flow_text(item)}" for key, item in value.items())
        return "{" + inner + "}"
    if isinstance(value, list) and value:
        return "[" + ", ".join(map(flow_text, value)) + "]"
    return scalar_text(value, flow=True)


def block_lines(value: Value) -> list[str]:
    """The value over as many lines as it takes, not indented; lists of scalars stay on one."""
    if isinstance(value, dict) and value:
        return [line for key, item in value.items() for line in entry_lines(key, item)]
    if isinstance(value, list) and any(isinstance(item, dict | list) for item in value):
        return [line for item in value for line in item_lines(item)]
    return [flow_text(value) if isinstance(value, list) else scalar_text(value)]


def entry_lines(key: str, value: Value) -> list[str]:
    """`key: value` in a block mapping."""
    if is_inline(value):
        return [f"{key_text(key)}: {block_lines(value)[0]}"]
    return [f"{key_text(key)}:", *("  " + line for line in block_lines(value))]


def item_lines(value: Value) -> list[str]:
    """`- value` in a block list."""
    first, *rest = block_lines(value)
    return ["- " + first, *("  " + line for line in rest)]


def is_inline(value: Value) -> bool:
    """Whether the value stands on the line of its key."""
    if isinstance(value, dict):
        return not value
    return not isinstance(value, list) or not any(isinstance(item, dict | list) for item in value)


def _word(value: Value) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return {"inf": ".inf", "-inf": "-.inf", "nan": ".nan"}.get(repr(value), repr(value))
    return "{}" if isinstance(value, dict) else "[]" if isinstance(value, list) else str(value)


def _is_plain(text: str, flow: bool) -> bool:
    if not _SAFE.fullmatch(text) or text[-1] in ": " or ": " in text or " #" in text:
        return False
    if text in ("-", "--") or text.startswith(("- ", "---", "...")):
        return False
    return isinstance(plain_value(text), str) and not (flow and (_FLOW.intersection(text) or ":" in text))


def _double_quoted(text: str) -> str:
    return '"' + "".join(_ESCAPES.get(c) or (c if c.isprintable() else _escaped(c)) for c in text) + '"'


def _escaped(char: str) -> str:
    number = ord(char)
    return f"\\x{number:02x}" if number < 256 else f"\\u{number:04x}" if number < 65536 else f"\\U{number:08x}"
