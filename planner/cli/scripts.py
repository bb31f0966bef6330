"""The SQL of a bundle's migrations, whatever their layout: plain and Flyway files as they are, Alembic's revisions by
reading their Python, never by running it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct


class Script(Struct, frozen=True):
    """One text for the database, and the file it is from."""

    name: str
    text: str


class Scripts(Struct, frozen=True):
    """All of a bundle: up in order, development data, down in reverse order."""

    ups: tuple[Script, ...]
    seeds: tuple[Script, ...]
    downs: tuple[Script, ...]

    def through(self) -> tuple[Script, ...]:
        """Up, seed, down, up and down again."""
        return (*self.ups, *self.seeds, *self.downs, *self.ups, *self.downs)


def scripts_of(folder: Path) -> Scripts:
    """What lies in `migrations/` and `seeds/`; a file that is no Python or no text raises `ValueError`."""
    place = folder / "migrations"
    plain, flyway = sorted(place.glob("*.up.sql")), sorted(place.glob("V*__*.sql"), key=_number)
    revisions = sorted((place / "versions").glob("*.py"))
    ups = [*_read(folder, (*plain, *flyway)), *(_revision(folder, r, "upgrade") for r in revisions)]
    downs = [
        *_read(folder, sorted(place.glob("*.down.sql"))),
        *_read(folder, sorted(place.glob("U*__*.sql"), key=_number)),
    ]
    downs += [_revision(folder, r, "downgrade") for r in revisions]
    return Scripts(tuple(ups), tuple(_read(folder, sorted((folder / "seeds").glob("*.sql")))), tuple(downs[::-1]))


def _number(path: Path) -> int:
    digits = path.name[1:].partition("__")[0]
    return int(digits) if digits.isdigit() else 0


def _read(folder: Path, paths: tuple[Path, ...] | list[Path]) -> Iterator[Script]:
    for path in paths:
        yield Script(path.relative_to(folder).as_posix(), path.read_text(encoding="utf-8"))


def _revision(folder: Path, path: Path, name: str) -> Script:
    """The statements of one of its functions; doubled percent signs are Alembic's way to write one."""
    body = ast.parse(path.read_text(encoding="utf-8")).body
    function = next((node for node in body if isinstance(node, ast.FunctionDef) and node.name == name), None)
    calls = ast.walk(function) if function is not None else ()
    texts = [node.value for node in calls if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return Script(path.relative_to(folder).as_posix(), "".join(f"{text.replace('%%', '%')};\n" for text in texts))
