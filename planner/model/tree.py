"""The YAML tree as it was written: values with their places, before anybody asks what they mean."""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct


class Scalar(Struct, frozen=True, gc=False):
    """A leaf. `value` follows the YAML 1.2 core schema; `text` is what stood there, unquoted."""

    value: str | int | float | bool | None
    text: str
    line: int
    column: int
    end_line: int
    end_column: int
    quoted: bool = False
    file: str = ""


class Mapping(Struct, frozen=True, omit_defaults=True):
    """Keys in the order written. `entries` maps a key's text to (key, value)."""

    entries: dict[str, tuple[Scalar, Node]]
    line: int
    column: int
    end_line: int
    end_column: int
    flow: bool = False
    file: str = ""


class Sequence(Struct, frozen=True, omit_defaults=True):
    """Items in the order written."""

    items: tuple[Node, ...]
    line: int
    column: int
    end_line: int
    end_column: int
    flow: bool = False
    file: str = ""


Node: TypeAlias = Scalar | Mapping | Sequence
