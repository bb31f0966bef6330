"""The modules of this package kept together in one file, beside their bytecode: starting is mostly importing.

A plan needs some 270 small modules, and Python looks for each, checks it and opens it by itself. Here they are read out
of one file. It is a cache like Python's own: a module whose source changed is not taken from it, where bytecode is not
to be written there is none, and nothing is different without it. Knows nothing of what the modules do.
"""

from __future__ import annotations

import os
import sys
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import MAGIC_NUMBER
from marshal import dumps, loads
from pathlib import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from importlib.abc import Loader
    from types import ModuleType
    from typing import TypeAlias

    Stamp: TypeAlias = tuple[int, int]
    Kept: TypeAlias = tuple[str, Stamp, int, int]
else:
    Loader = object

ROOT = Path(__file__).parent.parent
FILE = ROOT / "__pycache__" / f"planner.{sys.implementation.cache_tag}{sys.flags.optimize or ''}.pack"
_HOME, _PACKAGE = f"{ROOT}{os.sep}", f"{os.sep}__init__.py"
"""Paths of modules are strings here: making three hundred paths takes as long as reading them."""
_HEAD = 8
"""So many bytes say how long the index is."""


class Pack(Loader):
    """Finds and loads modules. Of each it knows its source, the stamp that had, and where its code lies."""

    def __init__(self, handle: int = -1, index: dict[str, Kept] | None = None) -> None:
        self._handle = handle
        self._index = index or {}
        self.lacked: list[str] = []

    def find_spec(self, name: str, _path: object = None, _target: object = None) -> ModuleSpec | None:
        """The module of that name, unless its source is another one by now."""
        known = self._index.get(name)
        source = _HOME + known[0] if known is not None else ""
        if known is None or _stamp(source) != known[1]:
            self.lacked.append(name)
            return None
        spec = ModuleSpec(name, self, origin=source, is_package=source.endswith(_PACKAGE))
        if spec.submodule_search_locations is not None:
            spec.submodule_search_locations.append(source.removesuffix(_PACKAGE))
        return spec

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """As Python makes one."""
        return None

    def exec_module(self, module: ModuleType) -> None:
        """Runs its code."""
        if module.__spec__ is not None:
            module.__file__ = module.__spec__.origin
        exec(loads(self._code(module.__name__)), vars(module))

    def _code(self, name: str) -> bytes:
        _, _, at, length = self._index[name]
        return os.pread(self._handle, length, at)

    def grown(self, names: Iterable[str]) -> bytes:
        """The bytes of a pack that holds these modules too."""
        index: dict[str, Kept] = {}
        codes: list[bytes] = []
        at = 0
        for name in dict.fromkeys((*self._index, *names)):
            source = _source(name)
            stamp = _stamp(source)
            if stamp is None:
                continue  # a module that is there no longer
            known = self._index.get(name)
            code = self._code(name) if known is not None and known[1] == stamp else _compiled(name, source)
            index[name] = (str(source.relative_to(ROOT)), stamp, at, len(code))
            codes.append(code)
            at += len(code)
        head = dumps((MAGIC_NUMBER, str(ROOT), at, index))
        return b"".join((len(head).to_bytes(_HEAD, "big"), head, *codes))


def take() -> Pack:
    """The pack, empty where there is none. From now on modules are looked for in it first."""
    pack = _opened() or Pack()
    sys.meta_path.insert(0, pack)
    return pack


def keep(pack: Pack) -> None:
    """Writes the pack anew if this process imported what it lacks, and bytecode may be kept in its folder."""
    names = tuple(name for name in pack.lacked if name.startswith("planner.") and name in sys.modules)
    if names and not sys.dont_write_bytecode and os.access(FILE.parent, os.W_OK):
        write(pack, names)


def write(pack: Pack, names: Iterable[str]) -> None:
    """Writes the pack with these modules added; if that fails there is none, and nobody need know."""
    beside = FILE.with_name(f"{FILE.name}.{os.getpid()}")
    try:
        beside.write_bytes(pack.grown(names))
        beside.replace(FILE)
    except OSError:
        beside.unlink(missing_ok=True)


def _opened() -> Pack | None:
    """What is no pack, or that of another Python or folder, is passed over."""
    try:
        handle = os.open(FILE, os.O_RDONLY)
    except OSError:
        return None
    try:
        whole, length = os.fstat(handle).st_size, int.from_bytes(os.pread(handle, _HEAD, 0), "big")
        magic, root, size, index = loads(os.pread(handle, min(length, whole), _HEAD))
    except (OSError, ValueError, EOFError, TypeError):
        return None
    base = _HEAD + length
    if (magic, root, base + size) != (MAGIC_NUMBER, str(ROOT), whole):
        return None
    return Pack(handle, {name: (source, stamp, base + at, many) for name, (source, stamp, at, many) in index.items()})


def _stamp(source: str | Path) -> Stamp | None:
    """When a source was written and how long it is, as Python's own cache asks."""
    try:
        found = os.stat(source)
    except OSError:
        return None
    return int(found.st_mtime), found.st_size


def _source(name: str) -> Path:
    """The file of a module of the package."""
    stem = ROOT.joinpath(*name.split(".")[1:])
    return stem / "__init__.py" if stem.is_dir() else stem.with_name(f"{stem.name}.py")


def _compiled(name: str, source: Path) -> bytes:
    return dumps(SourceFileLoader(name, str(source)).get_code(name))


def main() -> None:
    """`python -m planner.cli.pack`, for images and benchmarks: every module there is."""
    stems = [path.relative_to(ROOT).with_suffix("").parts for path in sorted(ROOT.rglob("*.py"))]
    parts = [stem[:-1] if stem[-1] == "__init__" else stem for stem in stems]
    FILE.parent.mkdir(exist_ok=True)
    write(Pack(), [".".join(("planner", *stem)) for stem in parts if stem])


if __name__ == "__main__":
    main()
