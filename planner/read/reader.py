"""The context of one reading: collects diagnostics, and reads the small things every part is made of.

A reader function takes (reader, node, path) and returns a value, or MISSING after saying what is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, TypeAlias

from msgspec import Struct

from planner import codes
from planner.diagnostics import Diagnostic, Severity, Span
from planner.model.tree import Mapping, Node, Scalar, Sequence
from planner.naming import suggest

MAX_NAME = 200


class Missing:
    """Nothing could be read here; what is wrong has been said."""


MISSING: Final = Missing()
UNKNOWN = "unknown"
ReadFunction: TypeAlias = "Callable[[Reader, Node, str], Any]"


class Kind(Struct, frozen=True):
    """A kind of value: how it is read, and how a JSON Schema states it."""

    read: ReadFunction
    schema: Callable[[], dict[str, Any]]


class Key(Struct, frozen=True):
    """One key of a mapping: the attribute it fills, its kind, what it is for."""

    attribute: str
    kind: Kind
    says: str
    required: bool = False


Keys: TypeAlias = dict[str, Key]


class Reader:
    """Diagnostics and the paths said to be unknown, gathered while a design is read."""

    def __init__(self) -> None:
        self.problems: list[Diagnostic] = []
        self.unknown: list[str] = []

    def error(self, code: str, message: str, node: Node, hint: str = "", *, offset: int = 0, path: str = "") -> Missing:
        """Says what is wrong at a node (`offset` characters into it); returns MISSING."""
        shift = offset + 1 if offset and isinstance(node, Scalar) and node.quoted else offset
        span = Span(node.file, node.line, node.column + shift)
        self.problems.append(Diagnostic(code, Severity.ERROR, message, span, hint, path))
        return MISSING

    def warn(self, code: str, message: str, node: Node, hint: str = "", path: str = "") -> None:
        """Says what is odd at a node."""
        self.problems.append(
            Diagnostic(code, Severity.WARNING, message, Span(node.file, node.line, node.column), hint, path)
        )

    def is_absent(self, node: Node, path: str) -> bool:
        """Whether a value says `unknown` (noted) or nothing at all (an error)."""
        if not isinstance(node, Scalar):
            return False
        if node.value is None and not node.quoted:
            self.error(codes.DES_NULL, "nothing stands here", node, "leave the key out, or write `unknown`", path=path)
            return True
        if node.text == UNKNOWN and not node.quoted:
            self.unknown.append(path)
            return True
        return False

    def keys(self, node: Node, path: str, keys: Keys, what: str) -> dict[str, Any] | Missing:
        """The attributes of a mapping with known keys; what is wrong with one key leaves the others standing."""
        if not isinstance(node, Mapping):
            return self.error(
                codes.DES_WRONG_KIND, f"{what} is a mapping of keys, not {kind_of(node)}", node, path=path
            )
        found: dict[str, Any] = {}
        for name, (key_node, value) in node.entries.items():
            key = keys.get(name)
            if key is None:
                self._unknown_key(name, key_node, value, keys, what, node)
                continue
            below = join(path, name)
            if self.is_absent(value, below):
                continue
            result = key.kind.read(self, value, below)
            if result is not MISSING:
                found[key.attribute] = result
        for name, key in keys.items():
            if key.required and name not in node.entries:
                self.error(codes.DES_MISSING_KEY, f"{what} needs the key '{name}'", node, key.says, path=path)
        return found

    def _unknown_key(
        self, name: str, key_node: Scalar, value: Node, keys: Iterable[str], what: str, parent: Mapping
    ) -> None:
        if name.startswith("x-"):
            return
        if parent.flow and isinstance(value, Scalar) and value.value is None and ")" in name:
            self.error(
                codes.DES_SPLIT_SHORTHAND,
                "a comma inside { } has split a shorthand here",
                key_node,
                'quote the whole value, e.g. weight: "decimal(8,3) min=0"',
            )
            return
        near = suggest(name, keys)
        hint = f"did you mean '{near}'?" if near else f"known are {', '.join(keys)}"
        self.error(codes.DES_UNKNOWN_KEY, f"{what} has no key '{short(name)}'", key_node, hint)

    def named(self, node: Node, path: str, what: str) -> Iterator[tuple[str, Scalar, Node, str]]:
        """The (name, key, value, path) of a mapping whose keys are the architect's names."""
        if not isinstance(node, Mapping):
            self.error(codes.DES_WRONG_KIND, f"{what} is a mapping of names, not {kind_of(node)}", node, path=path)
            return
        for name, (key, value) in node.entries.items():
            if name.startswith("x-"):
                continue
            if parent_split(node, name, value):
                self._unknown_key(name, key, value, (), what, node)
            elif is_name(name):
                yield name, key, value, join(path, name)
            else:
                self.error(
                    codes.DES_BAD_NAME,
                    f"'{short(name)}' cannot be a name",
                    key,
                    f"a letter first, then letters, digits, _ and -; at most {MAX_NAME} characters",
                )

    def items(self, node: Node, path: str) -> Iterator[tuple[Node, str]]:
        """The (item, path) of a list; a single value is a list of one."""
        if isinstance(node, Sequence):
            for index, item in enumerate(node.items):
                below = f"{path}.{index}"
                if not self.is_absent(item, below):
                    yield item, below
        else:
            yield node, path


def parent_split(parent: Mapping, name: str, value: Node) -> bool:
    """Whether a key is the second half of a shorthand that a comma inside { } split."""
    return parent.flow and isinstance(value, Scalar) and value.value is None and ")" in name


def is_name(text: str) -> bool:
    """Letters of any script, digits, `_`, `-`; a letter or `_` first."""
    if not text or len(text) > MAX_NAME or not (text[0].isalpha() or text[0] == "_"):
        return False
    plain = text.replace("_", "").replace("-", "")
    return plain.isalnum()


def join(path: str, segment: str) -> str:
    """The path of something below; dots inside a segment are escaped."""
    safe = segment.replace(".", "\\.") if "." in segment else segment
    return f"{path}.{safe}" if path else safe


def kind_of(node: Node) -> str:
    """What a node is, for a sentence."""
    if isinstance(node, Mapping):
        return "a mapping"
    if isinstance(node, Sequence):
        return "a list"
    if node.value is None:
        return "nothing"
    if isinstance(node.value, bool):
        return f"the boolean {node.text}"
    return f"the number {short(node.text)}" if isinstance(node.value, int | float) else f"the text '{short(node.text)}'"


def short(text: str) -> str:
    """A text that may be long, cut for a message, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:57]}..."
