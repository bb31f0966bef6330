"""Regular expressions that libraries compile when they are imported, and that few runs ever ask.

Compiling them costs more than importing the rest of such a library. Knows no library.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Deferred:
    """A pattern that compiles when it is first asked anything."""

    __slots__ = ("_flags", "_pattern", "_source")

    def __init__(self, source: str | bytes, flags: int = 0) -> None:
        self._source, self._flags = source, flags
        self._pattern: object = None

    def __getattr__(self, name: str) -> Any:
        if self._pattern is None:
            self._pattern = re.compile(self._source, self._flags)
        return getattr(self._pattern, name)


@contextmanager
def deferred() -> Iterator[None]:
    """What is imported meanwhile keeps its patterns uncompiled."""
    module: dict[str, object] = vars(re)
    compiling = module["compile"]
    module["compile"] = Deferred
    try:
        yield
    finally:
        module["compile"] = compiling
