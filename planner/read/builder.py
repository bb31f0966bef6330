"""Builds the tree of one YAML document out of the parser's events, in one loop and without recursion.

Knows YAML's structure (keys, anchors, merges, documents), nothing of designs or of files.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from itertools import repeat
from typing import Final

from planner import codes
from planner.diagnostics import Diagnostic, Severity, Span
from planner.model.tree import Mapping, Node, Scalar, Sequence
from planner.read.events import (
    ALIAS,
    DOCUMENT,
    MAPPING,
    MAPPING_END,
    MAX_DEPTH,
    MAX_EVENTS,
    MAX_NODES,
    SCALAR,
    SEQUENCE,
    SEQUENCE_END,
    STREAM_END,
    UNREADABLE,
    Event,
    SyntaxFault,
    event_source,
)
from planner.read.scalars import CORE, MAYBE_NOT_TEXT, TAGS, plain_value, tagged_value
from planner.read.syntax import culprit, explain, first_bad_character, shown

MAX_PROBLEMS: Final = 1000


class _Open:
    """A collection whose end has not come yet."""

    __slots__ = ("anchor", "before", "entries", "flow", "items", "key", "merges", "start")

    def __init__(self, event: Event, is_mapping: bool, before: int) -> None:
        self.start = event.start_mark
        self.flow = bool(event.flow_style)
        self.anchor: str | None = event.anchor
        self.before = before
        self.entries: dict[str, tuple[Scalar, Node]] | None = {} if is_mapping else None
        self.items: list[Node] = []
        self.key: Scalar | None = None
        self.merges: list[tuple[Scalar, Node]] = []


class _Stop(Exception):
    """Reading cannot go on; the diagnostic is in the builder's list."""


class Builder:
    """Reads one text once. After `build`, `culprit` is the line that broke YAML's grammar, or 0."""

    def __init__(self, text: str, file: str) -> None:
        self.text = text
        self.file = file
        self.problems: list[Diagnostic] = []
        self.anchors: dict[str, tuple[Node, int]] = {}
        self.stack: list[_Open] = []
        self.frame: _Open | None = None
        self.root: Node | None = None
        self.nodes = 0
        self.documents = 0
        self.culprit = 0
        self.last: Event | None = None

    def build(self) -> tuple[Node | None, tuple[Diagnostic, ...]]:
        """Runs the events; what was read before a fatal problem is still returned."""
        try:
            self._run(event_source(self.text))
        except _Stop:
            pass
        except SyntaxFault as error:
            self.culprit = culprit(self.text, error)
            self._last_word(codes.SYN_INVALID, *explain(self.text, error))
        except UNREADABLE:
            self._last_word(codes.SYN_ENCODING, *first_bad_character(self.text))
        while self.frame is not None:
            with suppress(_Stop):
                self._close(self.frame)
        if isinstance(self.root, Scalar) and not self.root.text and not self.root.quoted:
            self.root = None
        if self.root is None and not self.problems:
            self._last_word(codes.SYN_EMPTY, 1, 1, "the file is empty", "start with `planner: 1` and `name:`")
        return self.root, tuple(self.problems)

    def _run(self, get: Callable[[], Event]) -> None:
        """The hot loop: plain and quoted scalars are built right here, the rest in methods."""
        file, special = self.file, MAYBE_NOT_TEXT
        for _ in repeat(None, MAX_EVENTS):
            event = get()
            kind: type = event.__class__
            if kind is SCALAR:
                self.last = event
                text = event.value
                if event.anchor is not None or event.tag is not None:
                    self._marked_scalar(event)
                    continue
                start, end = event.start_mark, event.end_mark
                row = start.line
                line = row + 1
                end_line = line if end.line == row else end.line + 1
                if event.implicit[0]:
                    value = plain_value(text) if text[:1] in special else text
                    node = Scalar(value, text, line, start.column + 1, end_line, end.column + 1, False, file)
                else:
                    node = Scalar(text, text, line, start.column + 1, end_line, end.column + 1, True, file)
                self._place(node, 1)
            elif kind is STREAM_END:
                return
            else:
                self._structure(kind, event)
            if self.nodes > MAX_NODES:
                self._stop_at(codes.SYN_LIMIT, event, f"more than {MAX_NODES:,} nodes after aliases")
        self._add(codes.SYN_LIMIT, 1, 1, f"more than {MAX_EVENTS:,} YAML events", "split the design with `include`")

    def _structure(self, kind: type, event: Event) -> None:
        """Every event that is not a scalar."""
        if kind is MAPPING or kind is SEQUENCE:
            self._start(event)
        elif kind is MAPPING_END or kind is SEQUENCE_END:
            if self.frame is not None:
                if self.frame.flow:
                    self.last = event
                self._close(self.frame)
        elif kind is ALIAS:
            self.last = event
            self._alias(event)
        elif kind is DOCUMENT:
            self.documents += 1
            if self.documents > 1:
                self._stop_at(codes.SYN_DOCUMENTS, event, "a second document begins here", "use `include` instead")

    def _marked_scalar(self, event: Event) -> None:
        """A scalar with an anchor or a tag; its place is that of the text behind them."""
        start, end, text, tag = event.start_mark, event.end_mark, event.value, event.tag
        quoted = bool(event.style)
        value: str | int | float | bool | None = text if quoted or tag == "!" else plain_value(text)
        if tag is not None and tag != "!":
            value, fits = tagged_value(text, tag)
            if not fits:
                self._bad_tag(event, tag)
        one_line = not quoted and start.line == end.line
        column = end.column + 1 - len(text) if one_line else start.column + 1
        node = Scalar(value, text, start.line + 1, column, end.line + 1, end.column + 1, quoted, self.file)
        if event.anchor is not None:
            self.anchors[event.anchor] = (node, 1)
        self._place(node, 1)

    def _bad_tag(self, event: Event, tag: str) -> None:
        verdict = "does not fit here" if tag in TAGS else "is not allowed"
        message = f"the tag '{shown(tag.replace(CORE, '!!'))}' {verdict}"
        self._add_at(codes.SYN_TAG, event, message, "write the plain value")

    def _start(self, event: Event) -> None:
        kind: type = event.__class__
        is_mapping = kind is MAPPING
        if event.tag is not None and event.tag not in ("!", CORE + ("map" if is_mapping else "seq")):
            self._bad_tag(event, event.tag)
        if len(self.stack) >= MAX_DEPTH:
            self._stop_at(codes.SYN_LIMIT, event, f"nested deeper than {MAX_DEPTH} levels")
        self.frame = _Open(event, is_mapping, self.nodes)
        self.stack.append(self.frame)

    def _close(self, frame: _Open) -> None:
        self.stack.pop()
        self.frame = self.stack[-1] if self.stack else None
        start, end = frame.start, self.last.end_mark if self.last is not None else frame.start
        place = (start.line + 1, start.column + 1, end.line + 1, end.column + 1, frame.flow, self.file)
        node: Node
        if frame.entries is None:
            node = Sequence(tuple(frame.items), *place)
        else:
            if frame.merges:
                self._merge(frame, frame.entries)
            node = Mapping(frame.entries, *place)
        if frame.anchor is not None:
            self.anchors[frame.anchor] = (node, self.nodes - frame.before + 1)
        self._place(node, 1)

    def _alias(self, event: Event) -> None:
        name = event.anchor or ""
        if any(frame.anchor == name for frame in self.stack):
            self._stop_at(codes.SYN_ALIAS, event, f"*{shown(name)} stands inside the node it names")
        known = self.anchors.get(name)
        if known is None:
            self._add_at(codes.SYN_ALIAS, event, f"*{shown(name)} names no anchor above it", "quote it if it is text")
            mark, end = event.start_mark, event.end_mark
            place = (mark.line + 1, mark.column + 1, end.line + 1, end.column + 1)
            known = (Scalar(None, "", *place, False, self.file), 1)
        self._place(*known)

    def _place(self, node: Node, nodes: int) -> None:
        """Puts a finished node where it belongs: value of a key, item of a list, or the root."""
        self.nodes += nodes
        frame = self.frame
        if frame is None:
            self.root = node
        elif frame.entries is None:
            frame.items.append(node)
        elif (key := frame.key) is None:
            frame.key = self._as_key(node)
        else:
            frame.key = None
            if key.text in frame.entries or key.text == "<<" or not key.text:
                self._odd_entry(frame, frame.entries, key, node)
            else:
                frame.entries[key.text] = (key, node)

    def _as_key(self, node: Node) -> Scalar:
        if isinstance(node, Scalar) and node.text:
            return node
        message = "a key is missing here" if isinstance(node, Scalar) else "a key must be a plain word"
        self._add(codes.SYN_KEY, node.line, node.column, message, "quote it if it holds brackets or braces")
        return Scalar("", "", node.line, node.column, node.end_line, node.end_column, False, self.file)

    def _odd_entry(self, frame: _Open, entries: dict[str, tuple[Scalar, Node]], key: Scalar, node: Node) -> None:
        """Merge keys, keys that were refused already, and keys that stand there twice."""
        if not key.text:
            return
        if key.text == "<<" and not key.quoted:
            frame.merges.append((key, node))
        elif key.text not in entries:
            entries[key.text] = (key, node)
        else:
            first = entries[key.text][0]
            places = f"at {first.line}:{first.column} and at {key.line}:{key.column}"
            message = f"the key '{shown(key.text)}' stands here twice, {places}"
            self._add(codes.SYN_DUPLICATE_KEY, key.line, key.column, message, "remove or rename one of them")

    def _merge(self, frame: _Open, entries: dict[str, tuple[Scalar, Node]]) -> None:
        """Keys of the mapping win over merged ones, earlier merges over later."""
        for key, node in frame.merges:
            for source in node.items if isinstance(node, Sequence) else (node,):
                if isinstance(source, Mapping):
                    for name, entry in source.entries.items():
                        entries.setdefault(name, entry)
                else:
                    self._add(codes.SYN_MERGE, key.line, key.column, "`<<` takes a mapping or a list of mappings", "")

    def _stop_at(self, code: str, event: Event, message: str, hint: str = "") -> None:
        self._add_at(code, event, message, hint)
        raise _Stop

    def _add_at(self, code: str, event: Event, message: str, hint: str = "") -> None:
        self._add(code, event.start_mark.line + 1, event.start_mark.column + 1, message, hint)

    def _last_word(self, code: str, line: int, column: int, message: str, hint: str) -> None:
        with suppress(_Stop):
            self._add(code, line, column, message, hint)

    def _add(self, code: str, line: int, column: int, message: str, hint: str) -> None:
        self.problems.append(Diagnostic(code, Severity.ERROR, message, Span(self.file, line, column), hint))
        if len(self.problems) >= MAX_PROBLEMS:
            raise _Stop
