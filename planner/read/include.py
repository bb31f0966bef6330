"""Further files of the same design: named by their path from the file that includes them, never outside its folder.

Knows files and the key `include`, nothing else of designs. A file is read once; a circle of files is told.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from msgspec import Struct

from planner import codes
from planner.diagnostics import Diagnostic, Severity, Span
from planner.model.tree import Mapping, Node, Scalar, Sequence
from planner.naming import suggest
from planner.read.events import MAX_BYTES
from planner.read.yaml import parse_yaml

MAX_FILES: Final = 200
_HINT: Final = "each file is a part with the same keys, named by its path from the file that includes it"


class Included(Struct, frozen=True):
    """The trees of the files in the order they are named, their texts by name, what is wrong with them."""

    trees: tuple[Node, ...] = ()
    texts: dict[str, str | bytes] = {}
    problems: tuple[Diagnostic, ...] = ()


class _Wanted(Struct, frozen=True):
    """A file that is named at a node; `chain` are the files that lead to it."""

    node: Scalar
    folder: Path
    chain: tuple[Path, ...]


def included_files(root: Node, file: str, folder: Path | None) -> Included:
    """The files that `include` names, and those that they name."""
    names = _names(root)
    if not names:
        return Included()
    if folder is None:
        return Included(problems=(_problem("standard input has no folder to include files from", names[0]),))
    home = folder.resolve()
    return _Files(home, home / file).read(names)


def read_limited(path: Path) -> bytes:
    """What a file holds, up to a little more than a design may have."""
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


class _Files:
    """Reads each file once."""

    def __init__(self, home: Path, main: Path) -> None:
        self.home = home
        self.main = main.resolve()
        self.first: dict[Path, Span | None] = {self.main: None}
        self.trees: list[Node] = []
        self.texts: dict[str, str | bytes] = {}
        self.problems: list[Diagnostic] = []

    def read(self, names: list[Scalar]) -> Included:
        """Breadth first, so that the order is that of the text."""
        waiting = [_Wanted(name, self.home, (self.main,)) for name in names]
        for wanted in waiting:
            path = self._path(wanted)
            if path is None:
                continue
            if len(self.first) > MAX_FILES:
                self._refuse(f"a design has at most {MAX_FILES} files", wanted.node)
                break
            node = wanted.node
            self.first[path] = Span(node.file, node.line, node.column)
            tree = self._tree(path, node)
            if tree is not None:
                self.trees.append(tree)
                waiting += [_Wanted(name, path.parent, (*wanted.chain, path)) for name in _names(tree)]
        return Included(tuple(self.trees), self.texts, tuple(self.problems))

    def _path(self, wanted: _Wanted) -> Path | None:
        """The file that is meant, if it can be read and was not read before."""
        node = wanted.node
        try:
            path = (wanted.folder / node.text).resolve()
            fault = self._fault(wanted, path)
        except (OSError, ValueError, RuntimeError):
            self._refuse(f"'{_shown(node)}' cannot be the path of a file", node)
            return None
        if not fault:
            return path
        near = suggest(path.name, _beside(path)) if fault.startswith("there is no file") else None
        self._refuse(fault, node, f"did you mean '{near}'?" if near else _HINT)
        return None

    def _fault(self, wanted: _Wanted, path: Path) -> str:
        """Why a path cannot be included; empty if it can."""
        name, text = _shown(wanted.node), wanted.node.text
        if not text.strip() or Path(text).is_absolute() or not path.is_relative_to(self.home):
            return f"'{name}' lies outside the design's folder"
        if path in wanted.chain:
            circle = (*wanted.chain[wanted.chain.index(path) :], path)
            return f"'{name}' includes itself: {' → '.join(self._named(each) for each in circle)}"
        if path in self.first:
            return f"'{name}' is included already, at {self.first[path]}"
        if path.is_dir():
            return f"'{name}' is a folder, not a file"
        return "" if path.is_file() else f"there is no file '{name}'"

    def _tree(self, path: Path, node: Scalar) -> Node | None:
        try:
            text = read_limited(path)
        except OSError as error:
            self._refuse(f"'{_shown(node)}': {error.strerror or 'cannot be opened'}", node)
            return None
        name = self._named(path)
        self.texts[name] = text
        tree, found = parse_yaml(text, name)
        self.problems.extend(found)
        return tree

    def _named(self, path: Path) -> str:
        return path.relative_to(self.home).as_posix() if path.is_relative_to(self.home) else path.name

    def _refuse(self, message: str, node: Scalar, hint: str = _HINT) -> None:
        self.problems.append(_problem(message, node, hint))


def _beside(path: Path) -> list[str]:
    """Names of files that could have been meant."""
    try:
        found = sorted(each.name for each in path.parent.iterdir() if each.suffix in (".yaml", ".yml"))
    except OSError:
        return []
    return found[:1000]


def _shown(node: Scalar) -> str:
    text = node.text if len(node.text) <= 60 else f"{node.text[:57]}..."
    return text if text.isprintable() else ascii(text)[1:-1]


def _names(root: Node) -> list[Scalar]:
    if not isinstance(root, Mapping) or "include" not in root.entries:
        return []
    value = root.entries["include"][1]
    items = value.items if isinstance(value, Sequence) else (value,)
    return [item for item in items if isinstance(item, Scalar) and isinstance(item.value, str)]


def _problem(message: str, node: Scalar, hint: str = _HINT) -> Diagnostic:
    return Diagnostic(codes.DES_INCLUDE, Severity.ERROR, message, Span(node.file, node.line, node.column), hint)
