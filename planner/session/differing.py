"""What changed between two texts, line by line, with a little around it. Long texts that agree at both ends are cut first."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import unified_diff
from itertools import islice

_AROUND = 3
_MOST_LINES = 4000
_LONGEST = 6000


def difference(before: str, after: str) -> tuple[str, ...]:
    """The lines of a unified difference, without its two heading lines."""
    old, new = before.splitlines(), after.splitlines()
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    start = max(0, head - _AROUND)
    stop = max(0, tail - _AROUND)
    one, two = old[start : len(old) - stop], new[start : len(new) - stop]
    if max(len(one), len(two)) > _LONGEST:
        return (f"@@ from line {head + 1}: {len(one)} lines become {len(two)} @@",)
    return tuple(_placed(islice(unified_diff(one, two, lineterm="", n=_AROUND), _MOST_LINES), start))


def _common(old: list[str], new: list[str]) -> int:
    count = 0
    for one, two in zip(old, new, strict=False):
        if one != two:
            break
        count += 1
    return count


def _placed(lines: Iterator[str], start: int) -> Iterator[str]:
    """Line numbers count from the beginning of the file."""
    for text in lines:
        if text.startswith(("---", "+++")):
            continue
        if text.startswith("@@"):
            first = text.split()[1].lstrip("-").split(",")[0]
            yield f"@@ line {int(first) + start} @@"
        else:
            yield text
