"""`planner fmt`: canonical key order, two spaces, at most one blank line; comments stay with what they stand at.

Knows lines and trees, not what keys mean: their order is asked of the caller. What is too odd to
move safely (anchors, merge keys, explicit keys) stays as it was written, and nothing is returned
that would read as other data.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from planner.diagnostics import Diagnostic, has_errors
from planner.model.tree import Mapping, Node, Scalar, Sequence
from planner.read.layout import Layout, plain, same
from planner.read.yaml import parse_yaml

Order: TypeAlias = Callable[[tuple[str, ...]], tuple[str, ...] | None]
"""The canonical keys of the mapping at a path (a list item's step is `-`), or None to keep its order."""

_STEP: Final = 2


def format_design(text: str, file: str, order: Order) -> tuple[str, tuple[Diagnostic, ...]]:
    """The text in canonical form; unchanged if it has errors, which are returned."""
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    body = text.removeprefix(mark)
    root, problems = parse_yaml(body, file)
    if not isinstance(root, Mapping) or has_errors(problems) or root.flow:
        return text, problems
    formatted = _proved(body, root, order, frozenset())
    if formatted is None:
        odd = frozenset(key for key in root.entries if _proved(body, root, order, root.entries.keys() - {key}) is None)
        formatted = _proved(body, root, order, odd)
    return (text if formatted is None else mark + formatted), problems


def _proved(body: str, root: Mapping, order: Order, verbatim: frozenset[str] | set[str]) -> str | None:
    """The formatted text, if it says the same and formats to itself."""
    once = _formatted(body, root, order, verbatim)
    if once is None:
        return None
    again, problems = parse_yaml(once, "")
    if problems or not isinstance(again, Mapping) or not same(plain(again), plain(root)):
        return None
    return once if _formatted(once, again, order, verbatim) == once else None


def _formatted(body: str, root: Mapping, order: Order, verbatim: frozenset[str] | set[str]) -> str | None:
    layout = Layout(body)
    lines = _Formatter(layout, order, verbatim).document(root)
    return layout.newline.join([*lines, ""]) if lines is not None else None


class _Entry:
    """A key or an item with the lines that belong to it."""

    __slots__ = ("first", "head", "last", "leading", "tail", "value")

    def __init__(self, head: Node, value: Node, first: int, last: int) -> None:
        self.head = head
        self.value = value
        self.first = first
        self.last = last
        self.leading: list[str] = []
        self.tail: list[str] = []


class _Formatter:
    """Formats the block mappings and lists of one text; lines count from 1."""

    def __init__(self, layout: Layout, order: Order, verbatim: frozenset[str] | set[str]) -> None:
        self.layout = layout
        self.order = order
        self.verbatim = verbatim

    def document(self, root: Mapping) -> list[str] | None:
        """All lines of the text."""
        entries = self._entries(root)
        if entries is None or root.column != 1:
            return None
        above = self.layout.lines[: entries[0].first - 1]
        if any(line.strip() and line != "---" and not line.startswith("#") for line in above):
            return None
        cut = max((n + 1 for n, line in enumerate(above) if not line.strip() or line == "---"), default=0)
        head, entries[0].leading = _squeezed(above[:cut]), above[cut:]
        after = self.layout.lines[max(self.layout.last_line(root), entries[-1].last) :]
        body = self._mapping(root, (), 0, entries)
        return _without_end([*head, *body, *_shifted_comments(after, 0)])

    def _entries(self, node: Mapping | Sequence) -> list[_Entry] | None:
        """The entries with their comments, or None if the lines do not divide into entries."""
        found: list[_Entry] = []
        pairs = node.entries.values() if isinstance(node, Mapping) else [(item, item) for item in node.items]
        for head, value in pairs:
            last = max(self.layout.last_line(value), head.line) if value.line >= head.line else head.line
            entry = _Entry(head, value, head.line, last)
            if not self._is_own_line(node, entry, is_first=not found):
                return None
            if found and not self._share_gap(found[-1], entry, node.column - 1):
                return None
            found.append(entry)
        return found or None

    def _is_own_line(self, node: Mapping | Sequence, entry: _Entry, is_first: bool) -> bool:
        """Whether nothing but the indentation (and the dash of a list) stands before the entry."""
        before = self.layout.lines[entry.first - 1][: entry.head.column - 1]
        if isinstance(node, Sequence):
            return before.strip() == "-" and before.index("-") == node.column - 1 and entry.head.line >= node.line
        if isinstance(entry.head, Scalar) and entry.head.end_line != entry.head.line:
            return False
        return entry.head.column == node.column and (not before.strip() or (is_first and before.strip() == "-"))

    def _share_gap(self, above: _Entry, below: _Entry, indent: int) -> bool:
        """Divides the lines between two entries: deeper comments belong to the first."""
        if below.first <= above.last:
            return False
        gap = self.layout.lines[above.last : below.first - 1]
        if any(line.strip() and not line.lstrip().startswith("#") for line in gap):
            return False
        cut = max((n + 1 for n, line in enumerate(gap) if line.strip() and _indent(line) > indent), default=0)
        above.tail, below.leading = gap[:cut], gap[cut:]
        return True

    def _mapping(self, node: Mapping, path: tuple[str, ...], indent: int, entries: list[_Entry]) -> list[str]:
        lines: list[str] = []
        shift = indent - (node.column - 1)
        for position, entry in enumerate(self._sorted(node, path, entries)):
            leading = _shifted_comments(entry.leading, indent)
            while position == 0 and leading and not leading[0]:
                del leading[0]
            body = self._entry(entry, path, indent, shift)
            below = entry.value if not isinstance(entry.value, Scalar) and entry.value.line > entry.first else None
            tail_shift = indent + _STEP - (below.column - 1) if below and not below.flow else shift
            lines += [*leading, *body, *_moved(_squeezed(entry.tail), tail_shift)]
        return lines

    def _sorted(self, node: Mapping, path: tuple[str, ...], entries: list[_Entry]) -> list[_Entry]:
        wanted = self.order(path)
        if wanted is None:
            return entries
        rank = {key: position for position, key in enumerate(wanted)}
        keyed = zip(node.entries, entries, strict=True)
        return [entry for _, entry in sorted(keyed, key=lambda pair: rank.get(pair[0], len(rank)))]

    def _entry(self, entry: _Entry, path: tuple[str, ...], indent: int, shift: int) -> list[str]:
        """`key: value` with what is below it."""
        key = entry.head.text if isinstance(entry.head, Scalar) else ""
        own = self.layout.lines[entry.first - 1][entry.head.column - 1 :].rstrip()
        below = self._block(entry.value, entry, (*path, key), indent) if path or key not in self.verbatim else None
        if below is not None:
            return [" " * indent + own, *below]
        return self._raw(entry, entry.head.column, indent, shift)

    def _block(self, value: Node, entry: _Entry, path: tuple[str, ...], indent: int) -> list[str] | None:
        """The lines of a block collection that begins below its key; None if it is anything else."""
        if isinstance(value, Scalar) or value.flow or value.line <= entry.first:
            return None
        entries = self._entries(value)
        gap = self.layout.lines[entry.first : value.line - 1]
        if entries is None or any(line.strip() and not line.lstrip().startswith("#") for line in gap):
            return None
        deeper = indent + _STEP
        body = (
            self._mapping(value, path, deeper, entries)
            if isinstance(value, Mapping)
            else self._sequence(value, path, deeper, entries)
        )
        return [*(line for line in _shifted_comments(gap, deeper) if line), *body] if body is not None else None

    def _sequence(self, node: Sequence, path: tuple[str, ...], indent: int, entries: list[_Entry]) -> list[str] | None:
        lines: list[str] = []
        for entry in entries:
            body = self._item(entry, path, node.column, indent)
            if body is None:
                return None
            tail = _moved(_squeezed(entry.tail), indent - (node.column - 1))
            lines += [*_shifted_comments(entry.leading, indent), *body, *tail]
        return lines

    def _item(self, entry: _Entry, path: tuple[str, ...], column: int, indent: int) -> list[str] | None:
        value = entry.value
        if isinstance(value, Mapping) and not value.flow and (entries := self._entries(value)):
            body = self._mapping(value, (*path, "-"), indent + _STEP, entries)
            if body[0].lstrip().startswith("#"):
                return None
            return [" " * indent + "- " + body[0][indent + _STEP :], *body[1:]]
        return self._raw(entry, column, indent, indent - (column - 1))

    def _raw(self, entry: _Entry, column: int, indent: int, shift: int) -> list[str]:
        """The lines as they are, moved as a whole."""
        first, *rest = self.layout.lines[entry.first - 1 : entry.last]
        own = first[column - 1 :]
        return [" " * indent + (own if rest else own.rstrip()), *_moved(rest, shift)]


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _moved(lines: list[str], shift: int) -> list[str]:
    """The lines with more or fewer spaces before them."""
    if shift >= 0:
        return [" " * shift + line if line.strip() else line for line in lines]
    return [line[min(-shift, _indent(line)) :] for line in lines]


def _shifted_comments(lines: list[str], indent: int) -> list[str]:
    """Comment lines at the given indentation, blank lines empty."""
    return _squeezed([" " * indent + line.strip() if line.strip() else "" for line in lines])


def _squeezed(lines: list[str]) -> list[str]:
    """At most one blank line at a time."""
    return [line for n, line in enumerate(lines) if line.strip() or n == 0 or lines[n - 1].strip()]


def _without_end(lines: list[str]) -> list[str]:
    """No blank lines at the end."""
    while lines and not lines[-1].strip():
        lines.pop()
    return lines
