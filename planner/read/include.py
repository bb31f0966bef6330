"""Further files of the same design: found beside it, read once, never outside its folder."""

from __future__ import annotations

from pathlib import Path

from planner import codes
from planner.diagnostics import Diagnostic, Severity, Span
from planner.model.tree import Mapping, Node, Scalar, Sequence
from planner.read.yaml import parse_yaml

MAX_FILES = 200


def included_files(root: Node, file: str, folder: Path | None) -> tuple[tuple[Node, ...], tuple[Diagnostic, ...]]:
    """The trees of the files that `include` names."""
    names = _names(root)
    if not names:
        return (), ()
    if folder is None:
        return (), (_problem("standard input has no folder to include files from", names[0]),)
    trees: list[Node] = []
    problems: list[Diagnostic] = []
    seen = {(folder / file).resolve()}
    for name in names[:MAX_FILES]:
        path = (folder / name.text).resolve()
        if not path.is_relative_to(folder.resolve()):
            problems.append(_problem(f"'{name.text}' lies outside the design's folder", name))
        elif path in seen:
            problems.append(_problem(f"'{name.text}' is included already", name))
        else:
            seen.add(path)
            _read(path, name, trees, problems)
    return tuple(trees), tuple(problems)


def _read(path: Path, name: Scalar, trees: list[Node], problems: list[Diagnostic]) -> None:
    try:
        text = path.read_bytes()
    except OSError as error:
        problems.append(_problem(f"'{name.text}': {error.strerror or 'cannot be opened'}", name))
        return
    tree, found = parse_yaml(text, name.text)
    problems.extend(found)
    if tree is not None:
        trees.append(tree)


def _names(root: Node) -> list[Scalar]:
    if not isinstance(root, Mapping) or "include" not in root.entries:
        return []
    value = root.entries["include"][1]
    items = value.items if isinstance(value, Sequence) else (value,)
    return [item for item in items if isinstance(item, Scalar) and isinstance(item.value, str)]


def _problem(message: str, node: Scalar) -> Diagnostic:
    return Diagnostic(
        codes.DES_INCLUDE,
        Severity.ERROR,
        message,
        Span(node.file, node.line, node.column),
        "each file is a part with the same keys",
    )
