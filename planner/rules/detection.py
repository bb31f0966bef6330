"""Which stacks a repository shows: a file it has, and a text in it. Reads nothing itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from planner.model.catalog import StackItem


def detect_stacks(stacks: Iterable[StackItem], read: Callable[[str], str | None]) -> tuple[StackItem, ...]:
    """The stacks shown, in the catalog's order; `read` gives a file of the repository, or nothing."""
    return tuple(stack for stack in stacks if any(_shows(sign, read) for sign in stack.detect))


def _shows(sign: str, read: Callable[[str], str | None]) -> bool:
    file, _, text = sign.partition(": ")
    content = read(file)
    return content is not None and text.casefold() in content.casefold()
