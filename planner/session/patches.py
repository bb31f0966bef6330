"""The one stretch in which two texts differ, and how to apply or take it back. Knows nothing of designs."""

from __future__ import annotations

from msgspec import Struct


class Patch(Struct, frozen=True):
    """At this offset, `cut` was replaced by `put`."""

    at: int
    cut: str
    put: str

    def applied(self, text: str) -> str | None:
        """The text after; None where what was cut does not stand there."""
        if not text.startswith(self.cut, self.at):
            return None
        return text[: self.at] + self.put + text[self.at + len(self.cut) :]

    @property
    def inverse(self) -> Patch:
        """The patch that takes this one back."""
        return Patch(self.at, self.put, self.cut)


def patch_between(before: str, after: str) -> Patch:
    """What leads from one text to the other."""
    head = _common(before, after)
    tail = _common_end(before, after, min(len(before), len(after)) - head)
    return Patch(head, before[head : len(before) - tail], after[head : len(after) - tail])


def _common(one: str, other: str) -> int:
    """How many characters both begin with; halves, so that large texts cost few comparisons."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _common_end(one: str, other: str, most: int) -> int:
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if one[len(one) - middle : len(one) - low] == other[len(other) - middle : len(other) - low]:
            low = middle
        else:
            high = middle - 1
    return low
