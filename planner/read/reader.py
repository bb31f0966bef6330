"""The context of one reading: collects diagnostics, and reads the small things every part is made of.

A reader function takes (reader, node, path) and returns a value, or MISSING after saying what is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from planner import codes
from planner.diagnostics import Diagnostic, Severity, Span
from planner.model.tree import Mapping, Node, Scalar, Sequence
from planner.naming import suggest
from planner.read.names import MAX_NAME, is_name, join
from planner.read.positions import place_in
from planner.read.splits import SplitShorthand, quoted, split_shorthand_hint
from planner.read.syntax import line_list, shown


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
_WHOLE: Final[frozenset[str]] = frozenset()
_INSIDE: Final = frozenset({codes.DES_UNKNOWN_FLAG, codes.DES_UNKNOWN_TYPE, codes.DES_TYPE_ARGUMENTS})
"""What is wrong with a word of a text, not with the text as a whole: its place is behind the quote."""


class Reader:
    """Diagnostics and the paths said to be unknown, gathered while a design is read.

    `texts` are the files, asked for only to find a place inside a scalar; `bases` say at which
    index the lists of an included file go on.
    """

    def __init__(self, texts: dict[str, str | bytes] | None = None) -> None:
        self.problems: list[Diagnostic] = []
        self.unknown: list[str] = []
        self.bases: dict[str, int] = {}
        self._texts = texts or {}
        self._split: dict[str, list[str]] = {}

    def error(self, code: str, message: str, node: Node, hint: str = "", *, offset: int = 0, path: str = "") -> Missing:
        """Says what is wrong at a node (`offset` characters into it); returns MISSING."""
        line, column = node.line, node.column
        if isinstance(node, Scalar) and (offset or (node.quoted and code in _INSIDE)):
            line, column = place_in(self._lines(node.file), node, offset)
        self.problems.append(Diagnostic(code, Severity.ERROR, message, Span(node.file, line, column), hint, path))
        return MISSING

    def _lines(self, file: str) -> list[str]:
        known = self._split.get(file)
        if known is None:
            known = self._split[file] = line_list(self._texts.get(file, ""))
        return known

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
        torn = self._torn(node) if node.flow else _WHOLE
        for name, (key_node, value) in node.entries.items():
            if name in torn:
                continue
            key = keys.get(name)
            if key is None:
                torn_off = _torn_off(node, name) if node.flow and isinstance(value, Scalar) else ""
                self._unknown_key(name, key_node, keys, what, torn_off)
                continue
            below = join(path, name)
            if self.is_absent(value, below):
                continue
            told = len(self.problems)
            result = key.kind.read(self, value, below)
            if result is not MISSING:
                found[key.attribute] = result
            elif len(self.problems) == told + 1 and not self.problems[-1].hint:
                self.problems[-1] = replace(self.problems[-1], hint=f"{name}: {key.says}")
        for name, key in keys.items():
            if key.required and name not in node.entries:
                self.error(codes.DES_MISSING_KEY, f"{what} needs the key '{name}'", node, key.says, path=path)
        return found

    def _torn(self, node: Mapping | Sequence) -> frozenset[str]:
        """Says which shorthands YAML's flow style has split; their keys are not read any further."""
        if isinstance(node, Mapping):
            bare = (value for _, value in node.entries.values())
            if not any(isinstance(value, Scalar) and value.value is None and not value.quoted for value in bare):
                return _WHOLE
        splits = split_shorthand_hint(node)
        torn: list[str] = []
        for split in splits:
            name = _key_of(node, split)
            shown_name = f"{name}: " if name else ""
            self.error(
                codes.DES_SPLIT_SHORTHAND,
                f"inside {'{ }' if isinstance(node, Mapping) else '[ ]'} a comma ends the value: "
                f"'{short(split.text)}' is torn apart",
                split.first,
                f"quote it: {shown_name}{shown(split.quoted, 200)}",
            )
            torn += [*((name,) if name else ()), *split.rest]
        return frozenset(torn)

    def _unknown_key(self, name: str, key_node: Scalar, keys: Iterable[str], what: str, torn_off: str) -> None:
        if name.startswith("x-"):
            return
        near = suggest(name, keys)
        hint = torn_off or (f"did you mean '{near}'?" if near else f"known are {', '.join(keys)}")
        self.error(codes.DES_UNKNOWN_KEY, f"{what} has no key '{short(name)}'", key_node, hint)

    def named(self, node: Node, path: str, what: str) -> Iterator[tuple[str, Scalar, Node, str]]:
        """The (name, key, value, path) of a mapping whose keys are the architect's names."""
        if not isinstance(node, Mapping):
            self.error(codes.DES_WRONG_KIND, f"{what} is a mapping of names, not {kind_of(node)}", node, path=path)
            return
        torn = self._torn(node) if node.flow else _WHOLE
        for name, (key, value) in node.entries.items():
            if name.startswith("x-") or name in torn:
                continue
            if is_name(name):
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
            if node.flow and any(isinstance(item, Scalar) and "(" in item.text for item in node.items):
                torn = self._torn(node)
                if torn:
                    return
            for index, item in enumerate(node.items, self.bases.get(path, 0)):
                below = f"{path}.{index}"
                if not self.is_absent(item, below):
                    yield item, below
        else:
            yield node, path


def _torn_off(node: Mapping, name: str) -> str:
    """The way out where a comma inside braces has ended the value before, and this key without a value is its rest."""
    value = node.entries[name][1]
    names = list(node.entries)
    before = names[names.index(name) - 1] if names[0] != name else ""
    if not before or not isinstance(value, Scalar) or value.value is not None or value.text or value.quoted:
        return ""
    cut = node.entries[before][1]
    if not isinstance(cut, Scalar) or cut.quoted or not cut.text:
        return ""
    if cut.text.isdigit() and name[:1].isdigit():
        return f"a comma ends the value: write {before}: {short(cut.text)}.{short(name)}"
    whole = shown(quoted(f"{cut.text}, {name}"), 200)
    return f"inside {{ }} a comma ends the value: quote it, {before}: {whole}"


def _key_of(node: Mapping | Sequence, split: SplitShorthand) -> str:
    """The key of the value that was split."""
    if isinstance(node, Sequence):
        return ""
    return next(name for name, (_, value) in node.entries.items() if value is split.first)


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
    return shown(" ".join(text.split()))
