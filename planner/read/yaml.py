"""YAML text -> a tree of nodes with places. Knows YAML 1.2 and its limits, nothing of designs.

A hand loop over the parser's events: several times faster than a loader, and it keeps lines,
catches duplicate keys and never recurses.
"""

from __future__ import annotations

import gc
from typing import Final

import yaml
from yaml import events as ev

from planner import codes
from planner.diagnostics import Diagnostic, Severity, Span
from planner.model.tree import Mapping, Node, Scalar, Sequence
from planner.read.scalars import plain_value

MAX_EVENTS: Final = 2_000_000
MAX_DEPTH: Final = 64
MAX_NODES: Final = 1_000_000
MAX_BYTES: Final = 64 * 1024 * 1024
_CORE_TAGS = {"tag:yaml.org,2002:" + name for name in ("str", "int", "float", "bool", "null", "map", "seq")}
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def parse_yaml(text: str | bytes, file: str) -> tuple[Node | None, tuple[Diagnostic, ...]]:
    """The tree of one document, and everything that is wrong with its text."""
    decoded = _decoded(text)
    if decoded is None:
        return None, (_problem(codes.SYN_ENCODING, "this is not UTF-8 text", Span(file, 1, 1), "save the file as UTF-8"),)
    if len(decoded) > MAX_BYTES:
        return None, (_problem(codes.SYN_LIMIT, "the file is larger than 64 MiB", Span(file, 1, 1)),)
    enabled = gc.isenabled()
    gc.disable()
    try:
        return _Builder(decoded, file).build()
    finally:
        if enabled:
            gc.enable()


def _decoded(text: str | bytes) -> str | None:
    if isinstance(text, str):
        plain = text.removeprefix("\ufeff")
    else:
        try:
            plain = text.decode("utf-8-sig")
        except UnicodeDecodeError:
            return None
    return None if "\0" in plain else plain


def _problem(code: str, message: str, span: Span, hint: str = "") -> Diagnostic:
    return Diagnostic(code, Severity.ERROR, message, span, hint)


class _Open:
    """A collection whose end has not come yet."""

    __slots__ = ("anchor", "entries", "event", "items", "key", "merges", "nodes")

    def __init__(self, event: ev.CollectionStartEvent, is_mapping: bool) -> None:
        self.event = event
        self.anchor: str | None = event.anchor
        self.entries: dict[str, tuple[Scalar, Node]] | None = {} if is_mapping else None
        self.items: list[Node] = []
        self.key: Scalar | None = None
        self.merges: list[tuple[Scalar, Node]] = []
        self.nodes = 1


class _Stop(Exception):
    """Reading cannot go on; the diagnostic is in the builder's list."""


class _Builder:
    """Builds the tree of one document out of its events."""

    def __init__(self, text: str, file: str) -> None:
        self.text = text
        self.file = file
        self.problems: list[Diagnostic] = []
        self.anchors: dict[str, tuple[Node, int]] = {}
        self.stack: list[_Open] = []
        self.root: Node | None = None
        self.nodes = 0
        self.documents = 0

    def build(self) -> tuple[Node | None, tuple[Diagnostic, ...]]:
        """Runs the events; what was read before a fatal problem is still returned."""
        try:
            loader = _Loader(self.text)
            self._run(loader)
        except _Stop:
            pass
        except yaml.MarkedYAMLError as error:
            self._syntax(error)
        except yaml.YAMLError as error:
            self._add(codes.SYN_ENCODING, f"the text cannot be read: {_first_line(str(error))}", 1, 1)
        if self.root is None and not self.problems:
            self._add(codes.SYN_EMPTY, "the file is empty", 1, 1, "start with `planner: 1` and `name:`")
        return self.root, tuple(self.problems)

    def _run(self, loader: yaml.SafeLoader) -> None:
        get = loader.get_event
        count = 0
        while True:
            event = get()
            kind = event.__class__
            count += 1
            if count > MAX_EVENTS:
                self._add(codes.SYN_LIMIT, f"more than {MAX_EVENTS:,} YAML events", 1, 1, "split the design with `include`")
                raise _Stop
            if kind is ev.ScalarEvent:
                self._scalar(event)
            elif kind is ev.MappingStartEvent or kind is ev.SequenceStartEvent:
                self._start(event, kind is ev.MappingStartEvent)
            elif kind is ev.MappingEndEvent or kind is ev.SequenceEndEvent:
                self._end(event)
            elif kind is ev.AliasEvent:
                self._alias(event)
            elif kind is ev.DocumentStartEvent:
                self._document(event)
            elif kind is ev.StreamEndEvent:
                return

    def _scalar(self, event: ev.ScalarEvent) -> None:
        start, end, text = event.start_mark, event.end_mark, event.value
        quoted = event.style is not None and event.style != ""
        plain = event.implicit[0] and not quoted
        value = plain_value(text) if plain else text
        if event.tag is not None and event.tag != "!":
            value = self._tagged(event, text)
        node = Scalar(
            value, text, start.line + 1, start.column + 1, end.line + 1, end.column + 1, quoted, self.file
        )
        if event.anchor is not None:
            self.anchors[event.anchor] = (node, 1)
        self._place(node, 1)

    def _tagged(self, event: ev.ScalarEvent, text: str) -> str | int | float | bool | None:
        self._check_tag(event)
        return text if event.tag.endswith(":str") else plain_value(text)

    def _check_tag(self, event: ev.NodeEvent) -> None:
        tag = getattr(event, "tag", None)
        if tag is not None and tag != "!" and tag not in _CORE_TAGS:
            mark = event.start_mark
            self._add(codes.SYN_TAG, f"the tag {tag!r} is not allowed", mark.line + 1, mark.column + 1, "write the plain value")

    def _start(self, event: ev.CollectionStartEvent, is_mapping: bool) -> None:
        self._check_tag(event)
        if len(self.stack) >= MAX_DEPTH:
            mark = event.start_mark
            self._add(codes.SYN_LIMIT, f"nested deeper than {MAX_DEPTH} levels", mark.line + 1, mark.column + 1)
            raise _Stop
        self.stack.append(_Open(event, is_mapping))

    def _end(self, event: ev.CollectionEndEvent) -> None:
        frame = self.stack.pop()
        start, end = frame.event.start_mark, event.end_mark
        place = (start.line + 1, start.column + 1, end.line + 1, end.column + 1, bool(frame.event.flow_style), self.file)
        node: Node
        if frame.entries is not None:
            if frame.merges:
                self._merge(frame, frame.entries)
            node = Mapping(frame.entries, *place)
        else:
            node = Sequence(tuple(frame.items), *place)
        if frame.anchor is not None:
            self.anchors[frame.anchor] = (node, frame.nodes)
        self._place(node, frame.nodes)

    def _alias(self, event: ev.AliasEvent) -> None:
        known = self.anchors.get(event.anchor)
        mark = event.start_mark
        if any(frame.anchor == event.anchor for frame in self.stack):
            self._add(codes.SYN_ALIAS, f"*{event.anchor} stands inside the node it names", mark.line + 1, mark.column + 1)
            raise _Stop
        if known is None:
            self._add(codes.SYN_ALIAS, f"*{event.anchor} names no anchor above it", mark.line + 1, mark.column + 1)
            known = (Scalar(None, "", mark.line + 1, mark.column + 1, mark.line + 1, mark.column + 1, False, self.file), 1)
        self._place(*known)

    def _document(self, event: ev.DocumentStartEvent) -> None:
        self.documents += 1
        if self.documents > 1:
            mark = event.start_mark
            self._add(codes.SYN_DOCUMENTS, "a second document begins here", mark.line + 1, mark.column + 1, "use `include` instead")
            raise _Stop

    def _place(self, node: Node, nodes: int) -> None:
        """Puts a finished node where it belongs: value of a key, item of a list, or the root."""
        if not self.stack:
            self._count(nodes, node)
            self.root = node
            return
        frame = self.stack[-1]
        frame.nodes += nodes
        self._count(frame.nodes, node)
        if frame.entries is None:
            frame.items.append(node)
        elif frame.key is None:
            frame.key = self._as_key(node)
        else:
            self._entry(frame, frame.entries, frame.key, node)
            frame.key = None

    def _count(self, nodes: int, node: Node) -> None:
        if nodes > MAX_NODES:
            self._add(codes.SYN_LIMIT, f"more than {MAX_NODES:,} nodes after aliases", node.line, node.column)
            raise _Stop

    def _as_key(self, node: Node) -> Scalar:
        if isinstance(node, Scalar):
            return node
        self._add(codes.SYN_KEY, "a key must be a plain word", node.line, node.column, "quote it if it holds brackets or braces")
        return Scalar("", "", node.line, node.column, node.end_line, node.end_column, False, self.file)

    def _entry(self, frame: _Open, entries: dict[str, tuple[Scalar, Node]], key: Scalar, node: Node) -> None:
        if key.text == "<<" and not key.quoted:
            frame.merges.append((key, node))
            return
        known = entries.get(key.text)
        if known is not None:
            first = known[0]
            self._add(
                codes.SYN_DUPLICATE_KEY, f"the key '{_short(key.text)}' stands here again, first at {first.line}:{first.column}",
                key.line, key.column, "remove or rename one of them",
            )
            return
        entries[key.text] = (key, node)

    def _merge(self, frame: _Open, entries: dict[str, tuple[Scalar, Node]]) -> None:
        """Keys of the mapping win over merged ones, earlier merges over later."""
        for key, node in frame.merges:
            sources = node.items if isinstance(node, Sequence) else (node,)
            for source in sources:
                if isinstance(source, Mapping):
                    for name, entry in source.entries.items():
                        entries.setdefault(name, entry)
                else:
                    self._add(codes.SYN_MERGE, "`<<` takes a mapping or a list of mappings", key.line, key.column)

    def _syntax(self, error: yaml.MarkedYAMLError) -> None:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        problem = _first_line(error.problem or str(error))
        context = f", {error.context}" if error.context else ""
        self._add(codes.SYN_INVALID, f"{problem}{context}", line, column, self._syntax_hint(line, problem))

    def _syntax_hint(self, line: int, problem: str) -> str:
        lines = self.text.split("\n")
        source = lines[line - 1] if 0 < line <= len(lines) else ""
        if "\t" in source[: len(source) - len(source.lstrip())]:
            return "indent with spaces, not tabs"
        if "mapping values are not allowed" in problem:
            return "quote the text after the first colon, or put a space after `key:`"
        if "," in source and "(" in source and "{" in source:
            return "inside { } a comma ends the value: quote the shorthand, e.g. {weight: \"decimal(8,3)\"}"
        if "'@'" in problem or "'`'" in problem or "'%'" in problem:
            return "quote the text"
        return ""

    def _add(self, code: str, message: str, line: int, column: int, hint: str = "") -> None:
        self.problems.append(_problem(code, message, Span(self.file, line, column), hint))


def _first_line(text: str) -> str:
    return text.split("\n", 1)[0]


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}..."
