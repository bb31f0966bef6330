"""Tracks in the gutter between two columns: which vertical line each bundle takes, so that no two lie on each other."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import deque
from collections.abc import Sequence
from typing import Literal

from msgspec import Struct


class Port(Struct, frozen=True):
    """A line on one side of a gutter; `through` is its right side, `right` bends back to the column it came from."""

    line: int
    side: Literal["left", "right", "through"]


class Track(Struct, frozen=True):
    """The place of a vertical line, counted from the left."""

    place: int


class _Bundle:
    """What leaves one port: it shares a vertical line."""

    def __init__(self, line: int, kind: int) -> None:
        self.line = line
        self.kind = kind
        self.low = self.high = line
        self.ends: list[Port] = []

    def add(self, port: Port) -> None:
        self.ends.append(port)
        self.low, self.high = min(self.low, port.line), max(self.high, port.line)

    @property
    def is_straight(self) -> bool:
        return self.low == self.high and all(p.side == "through" for p in self.ends)


def tracks(lines: Sequence[tuple[Port, Port, int]]) -> dict[tuple[int, int, str], Track]:
    """The track of each piece, by its two lines and the side it ends on."""
    bundles: dict[tuple[int, int], _Bundle] = {}
    for one, two, kind in lines:
        bundles.setdefault((one.line, kind), _Bundle(one.line, kind)).add(two)
    placed = _placed([b for b in bundles.values() if not b.is_straight])
    found: dict[tuple[int, int, str], Track] = {}
    for one, two, kind in lines:
        bundle = bundles[(one.line, kind)]
        found[(one.line, two.line, two.side)] = Track(0 if bundle.is_straight else placed[id(bundle)])
    return found


def _placed(bundles: list[_Bundle]) -> dict[int, int]:
    """Left to right, each on the first track that is free and right of what must come before it."""
    taken: list[list[tuple[int, int]]] = []
    placed: dict[int, int] = {}
    starts = _starts(bundles)
    for bundle in _in_order(bundles, starts):
        firsts = (placed.get(id(b), -1) for b in _firsts(bundle, starts))
        place = max(firsts, default=-1) + 1
        while place < len(taken) and not _is_free(taken[place], bundle):
            place += 1
        if place == len(taken):
            taken.append([])
        insort(taken[place], (bundle.low, bundle.high))
        placed[id(bundle)] = place
    return placed


def _is_free(track: list[tuple[int, int]], bundle: _Bundle) -> bool:
    """Whether nothing on a track touches the lines of a bundle."""
    at = bisect_left(track, (bundle.low, bundle.high))
    return not (at < len(track) and track[at][0] <= bundle.high) and not (at and track[at - 1][1] >= bundle.low)


def _starts(bundles: list[_Bundle]) -> dict[int, list[_Bundle]]:
    found: dict[int, list[_Bundle]] = {}
    for bundle in bundles:
        found.setdefault(bundle.line, []).append(bundle)
    return found


def _firsts(bundle: _Bundle, starts: dict[int, list[_Bundle]]) -> list[_Bundle]:
    """Bundles that begin on a line this one ends on: their first piece must be over before that."""
    lines = dict.fromkeys(end.line for end in bundle.ends if end.side == "through")
    return [b for line in lines for b in starts.get(line, ()) if b is not bundle]


def _in_order(bundles: list[_Bundle], starts: dict[int, list[_Bundle]]) -> list[_Bundle]:
    """Those that must stand left first; circles give way in the order they came."""
    firsts = {id(b): _firsts(b, starts) for b in bundles}
    waits = {name: len(found) for name, found in firsts.items()}
    leads: dict[int, list[_Bundle]] = {}
    for bundle in bundles:
        for first in firsts[id(bundle)]:
            leads.setdefault(id(first), []).append(bundle)
    rest = sorted(bundles, key=lambda b: (b.kind >= 0, b.high - b.low, b.line))
    ready = deque(b for b in rest if not waits[id(b)])
    left = deque(rest)
    order: dict[int, _Bundle] = {}
    while len(order) < len(bundles):
        bundle = ready.popleft() if ready else left.popleft()
        if id(bundle) in order:
            continue
        order[id(bundle)] = bundle
        for later in leads.get(id(bundle), ()):
            waits[id(later)] -= 1
            if not waits[id(later)]:
                ready.append(later)
    return list(order.values())
