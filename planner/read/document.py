"""Edits a design in its own text, by position: comments, key order and quoting of all the rest stay.

Every edit is proved: the new text is read again and must say what was asked for. Where a local
edit cannot (aliases, merge keys), the value around it is written anew. Knows YAML, not designs.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from msgspec import Struct

from planner import codes
from planner.model.tree import Mapping, Node, Scalar, Sequence
from planner.read.formatting import format_design
from planner.read.layout import Layout, Path, Value, find, plain, same
from planner.read.printing import block_lines, entry_lines, flow_text, is_inline, item_lines, key_text, scalar_text
from planner.read.yaml import parse_yaml

__all__ = ["Document", "format_design", "insert_key", "open_document", "remove", "rename_key", "set_value"]

_ALIAS: Final = re.compile(r"\s*:\s+(\*[^\s,\[\]{}]+)")


class Document(Struct, frozen=True):
    """A text and the tree it reads as."""

    text: str
    root: Node | None


def open_document(text: str, file: str = "design.yaml") -> Document:
    """The document of a text."""
    return Document(text, parse_yaml(text, file)[0])


def set_value(doc: Document, path: Path, value: Value) -> str:
    """The text with the value at the path; keys on the way there are made, an index past the end appends."""
    wanted = _put(plain(doc.root), path, value)
    return _proved(doc, path, wanted, lambda layout: _set(layout, doc.root, path, value))


def insert_key(doc: Document, path: Path, value: Value, before: str | None = None) -> str:
    """The text with a new key (the last of the path), before the named one or at the end of its mapping."""
    parent = find(doc.root, path[:-1])
    if before is None or not isinstance(parent, Mapping) or before not in parent.entries or path[-1] in parent.entries:
        return set_value(doc, path, value)
    wanted = _put(plain(doc.root), path, value)
    key, mark = str(path[-1]), parent.entries[before][0]
    return _proved(doc, path, wanted, lambda layout: _insert_before(layout, parent, mark, key, value))


def remove(doc: Document, path: Path) -> str:
    """The text without the key or item at the path; a comment right above it goes with it."""
    parent = find(doc.root, path[:-1])
    if not path or find(doc.root, path) is None or not isinstance(parent, Mapping | Sequence):
        return doc.text
    said = plain(doc.root)
    holder = _at(said, path[:-1])
    rest: Value = None
    if isinstance(holder, dict):
        rest = {key: value for key, value in holder.items() if key != path[-1]}
    elif isinstance(holder, list):
        rest = [item for index, item in enumerate(holder) if index != path[-1]]
    wanted = _put(said, path[:-1], rest)
    return _proved(doc, path[:-1], wanted, lambda layout: _remove(layout, doc.root, path))


def rename_key(doc: Document, path: Path, name: str) -> str:
    """The text with another name for the key at the path; unchanged if the name is taken."""
    parent = find(doc.root, path[:-1]) if path else None
    if not isinstance(parent, Mapping) or path[-1] not in parent.entries or name in parent.entries or not name:
        return doc.text
    old, key = str(path[-1]), parent.entries[str(path[-1])][0]
    said = plain(doc.root)
    holder = _at(said, path[:-1])
    renamed = (
        {name if each == old else each: value for each, value in holder.items()} if isinstance(holder, dict) else {}
    )
    wanted = _put(said, path[:-1], renamed)

    def edit(layout: Layout) -> str:
        start, end = layout.span(key)
        return layout.text[:start] + key_text(name, parent.flow) + layout.text[end:]

    return _proved(doc, path[:-1], wanted, edit)


def _proved(doc: Document, path: Path, wanted: Value, edit: Callable[[Layout], str | None]) -> str:
    """The edited text if it says what is wanted, else the nearest value around is written anew."""
    mark = "\ufeff" if doc.text.startswith("\ufeff") else ""
    layout = Layout(doc.text.removeprefix(mark))
    problems = parse_yaml(layout.text, "")[1]
    if doc.root is None:
        only_comments = all(problem.code == codes.SYN_EMPTY for problem in problems)
        return doc.text + _joined(layout, block_lines(wanted)) if only_comments else doc.text
    text = edit(layout)
    if text is not None and _says(text, wanted, len(problems)):
        return mark + text
    if problems:
        return doc.text
    for place in (path[:length] for length in range(len(path), 0, -1)):
        text = _set(layout, doc.root, place, _at(wanted, place))
        if text is not None and _says(text, wanted, 0):
            return mark + text
    text = _mended(edit(layout) or layout.text, wanted)
    return mark + (text if _says(text, wanted, 0) else _joined(layout, block_lines(wanted)))


def _mended(text: str, wanted: Value) -> str:
    """Writes anew each part of the file that does not say what is wanted, and no other."""
    for key, value in wanted.items() if isinstance(wanted, dict) else ():
        root, problems = parse_yaml(text, "")
        if not problems and not same(_at(plain(root), (key,)), value):
            text = _set(Layout(text), root, (key,), value) or text
    return text


def _says(text: str, wanted: Value, broken: int) -> bool:
    root, problems = parse_yaml(text, "")
    return len(problems) == broken and same(plain(root), wanted)


def _joined(layout: Layout, lines: list[str]) -> str:
    before = layout.newline if layout.lines[-1].strip() and layout.lines[-1].lstrip().startswith("#") else ""
    return before + "".join(line + layout.newline for line in lines)


def _at(data: Value, path: Path) -> Value:
    for step in path:
        if isinstance(data, dict) and isinstance(step, str):
            data = data.get(step)
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]
        else:
            return None
    return data


def _put(data: Value, path: Path, value: Value) -> Value:
    """The data with the value at the path."""
    if not path:
        return value
    step, rest = path[0], path[1:]
    if isinstance(step, int):
        items = list(data) if isinstance(data, list) else []
        if 0 <= step < len(items):
            items[step] = _put(items[step], rest, value)
        else:
            items.append(_put(None, rest, value))
        return items
    entries = dict(data) if isinstance(data, dict) else {}
    entries[step] = _put(entries.get(step), rest, value)
    return entries


def _set(layout: Layout, root: Node | None, path: Path, value: Value) -> str | None:
    if root is None or not path:
        return None
    parent, step = find(root, path[:-1]), path[-1]
    if isinstance(parent, Mapping) and isinstance(step, str):
        if step in parent.entries:
            return _replace(layout, parent, parent.entries[step][0], parent.entries[step][1], value)
        return _append(layout, parent, entry_lines(step, value), f"{key_text(step, True)}: {flow_text(value)}")
    if isinstance(parent, Sequence) and isinstance(step, int):
        if 0 <= step < len(parent.items):
            return _replace(layout, parent, None, parent.items[step], value)
        return _append(layout, parent, item_lines(value), flow_text(value))
    return _set(layout, root, path[:-1], [value] if isinstance(step, int) else {step: value})


def _replace(layout: Layout, parent: Mapping | Sequence, key: Scalar | None, old: Node, value: Value) -> str | None:
    start, end = layout.span(old)
    if key is not None and start < layout.span(key)[1]:
        alias = _ALIAS.match(layout.text, layout.span(key)[1])
        return layout.text[: alias.start(1)] + flow_text(value) + layout.text[alias.end() :] if alias else None
    stays_inline = parent.flow or is_inline(value) or (old.flow if not isinstance(old, Scalar) else False)
    if not _is_block(layout, old) and stays_inline:
        return layout.text[:start] + _inline(layout, parent, old, value, start) + layout.text[end:]
    if key is None:
        lines = block_lines(value)
        text = (layout.newline + " " * (old.column - 1)).join(lines)
        return layout.text[:start] + text + layout.text[end:] if old.end_column > 1 else None
    return _replace_lines(layout, key, old, value)


def _inline(layout: Layout, parent: Mapping | Sequence, old: Node, value: Value, start: int) -> str:
    quote = layout.text[start : start + 1] if isinstance(old, Scalar) and old.quoted and isinstance(value, str) else ""
    gap = " " if layout.text[start - 1 : start] == ":" else ""
    flow = parent.flow or isinstance(value, list | dict)
    return gap + (flow_text(value) if isinstance(value, list | dict) else scalar_text(value, flow, quote))


def _is_block(layout: Layout, node: Node) -> bool:
    if isinstance(node, Scalar):
        return node.quoted and layout.text[layout.offset(node.line, node.column)] in "|>"
    return not node.flow


def _replace_lines(layout: Layout, key: Scalar, old: Node, value: Value) -> str | None:
    """Replaces a value that starts or ends on lines of its own; the comment beside the key stays."""
    key_end = layout.span(key)[1]
    colon = layout.text.find(":", key_end)
    same_line = old.line == key.end_line
    rest_from = layout.offset(old.end_line, old.end_column) if same_line else colon + 1
    rest = "" if same_line and _is_block(layout, old) else layout.text[rest_from : layout.line_end(rest_from)]
    first, *lines = entry_lines("k", value)
    indent = layout.newline + " " * (key.column - 1)
    last = layout.last_line(old)
    end = layout.line_end(layout.offset(last, 1))
    body = "".join(indent + line for line in lines)
    return layout.text[: colon + 1] + first[2:] + rest.rstrip() + body + layout.text[end:]


def _append(layout: Layout, parent: Mapping | Sequence, lines: list[str], flow: str) -> str:
    if parent.flow:
        end = layout.span(parent)[1] - 1
        inner = layout.text[layout.span(parent)[0] + 1 : end].rstrip()
        comma = "" if not inner or inner.endswith(",") else ", " if "\n" not in inner else ","
        at = layout.span(parent)[0] + 1 + len(inner)
        return layout.text[:at] + (comma if comma else " " if inner else "") + flow + layout.text[at:]
    last = layout.last_line(parent)
    at = layout.line_end(layout.offset(last, 1))
    body = "".join(layout.newline + " " * (parent.column - 1) + line for line in lines)
    return layout.text[:at] + body + layout.text[at:]


def _insert_before(layout: Layout, parent: Mapping, mark: Scalar, key: str, value: Value) -> str:
    at = layout.span(mark)[0]
    if parent.flow:
        return layout.text[:at] + f"{key_text(key, True)}: {flow_text(value)}, " + layout.text[at:]
    indent = " " * (mark.column - 1)
    body = (layout.newline + indent).join(entry_lines(key, value)) + layout.newline + indent
    if layout.text[layout.offset(mark.line, 1) : at].strip():
        return layout.text[:at] + body + layout.text[at:]
    at = layout.offset(_first_comment(layout, mark.line, mark.column), 1)
    return layout.text[:at] + indent + body.removesuffix(indent) + layout.text[at:]


def _first_comment(layout: Layout, line: int, column: int) -> int:
    """The first of the comment lines right above a line; what heads the file belongs to the file."""
    first = line
    while first > 1 and layout.lines[first - 2].startswith(" " * (column - 1) + "#"):
        first -= 1
    return first if first > 1 else line


def _remove(layout: Layout, root: Node | None, path: Path) -> str | None:
    parent, step = find(root, path[:-1]), path[-1]
    if isinstance(parent, Mapping) and isinstance(step, str):
        pieces: list[tuple[Node, Node]] = list(parent.entries.values())
        index = list(parent.entries).index(step)
    elif isinstance(parent, Sequence) and isinstance(step, int):
        pieces = [(item, item) for item in parent.items]
        index = step
    else:
        return None
    if len(pieces) == 1:
        empty: Value = {} if isinstance(parent, Mapping) else []
        return _set(layout, root, path[:-1], empty)
    if parent.flow:
        return _remove_flow(layout, [(layout.span(head)[0], layout.span(value)[1]) for head, value in pieces], index)
    following = pieces[index + 1][0] if index + 1 < len(pieces) and isinstance(parent, Mapping) else None
    return _remove_lines(layout, *pieces[index], following)


def _remove_flow(layout: Layout, spans: list[tuple[int, int]], index: int) -> str:
    if index + 1 < len(spans):
        return layout.text[: spans[index][0]] + layout.text[spans[index + 1][0] :]
    return layout.text[: spans[index - 1][1]] + layout.text[spans[index][1] :]


def _remove_lines(layout: Layout, head: Node, value: Node, following: Node | None) -> str:
    """Removes whole lines; the first key of a list item hands its dash to the key that follows."""
    source = layout.lines[head.line - 1]
    start = layout.span(head)[0]
    if following is not None and source[: head.column - 1].strip():
        return layout.text[:start] + layout.text[layout.span(following)[0] :]
    first = _first_comment(layout, head.line, len(source) - len(source.lstrip()) + 1)
    last = max(layout.last_line(value), head.line)
    end = layout.starts[last] if last < len(layout.starts) else len(layout.text)
    return layout.text[: layout.starts[first - 1]] + layout.text[end:]
