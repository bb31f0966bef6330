"""What the SQL emitter makes: changes that run both ways, and the files they are laid out in."""

from __future__ import annotations

from msgspec import Struct


class Change(Struct, frozen=True):
    """One reviewable migration: statements (without a closing semicolon) up, and down again."""

    name: str
    about: str
    up: tuple[str, ...]
    down: tuple[str, ...]


class SqlFile(Struct, frozen=True):
    """A file of the bundle; `statements` are what it runs, one by one, without the frame of a transaction."""

    path: str
    text: str
    statements: tuple[str, ...] = ()


class Undoable(Struct, frozen=True):
    """Statements and their way back."""

    up: tuple[str, ...]
    down: tuple[str, ...] = ()
