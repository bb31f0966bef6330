"""What every emitter gives: artifacts, a path in the bundle and its bytes."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import TypeAlias

from msgspec import Struct

Sink: TypeAlias = Callable[[bytes], object]
"""Takes the bytes of a file, piece by piece."""


class Artifact(Struct, frozen=True):
    """One file of the bundle, and the output of the registry that owns it.

    A large file is no bytes but who writes them: made when somebody takes them, and never held whole.
    """

    path: str
    made: bytes | Callable[[Sink], None]
    owner: str

    @property
    def content(self) -> bytes:
        """All bytes; those of a large file are made each time."""
        if isinstance(self.made, bytes):
            return self.made
        file = BytesIO()
        self.made(file.write)
        return file.getvalue()

    def give(self, sink: Sink) -> None:
        """Hands the bytes over."""
        if isinstance(self.made, bytes):
            sink(self.made)
        else:
            self.made(sink)

    def whole(self) -> Artifact:
        """The same with its bytes made, for those who keep it."""
        return self if isinstance(self.made, bytes) else Artifact(self.path, self.content, self.owner)


def text_artifact(path: str, text: str, owner: str) -> Artifact:
    """A file of text, UTF-8, ending in one newline."""
    if not text.endswith("\n") or text.endswith("\n\n"):
        text = text.rstrip("\n") + "\n"
    return Artifact(path, text.encode(), owner)
