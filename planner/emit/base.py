"""What every emitter gives: artifacts, a path in the bundle and its bytes."""

from __future__ import annotations

from msgspec import Struct


class Artifact(Struct, frozen=True):
    """One file of the bundle, and the output of the registry that owns it."""

    path: str
    content: bytes
    owner: str


def text_artifact(path: str, text: str, owner: str) -> Artifact:
    """A file of text, UTF-8, ending in one newline."""
    if not text.endswith("\n") or text.endswith("\n\n"):
        text = text.rstrip("\n") + "\n"
    return Artifact(path, text.encode(), owner)
