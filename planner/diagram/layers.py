"""Which column a node stands in: what is referred to stands left of what refers to it.

Circles are cut where the design closes them; a column too tall goes on in the next one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from planner.diagram.picture import Graph


def directed(graph: Graph) -> list[tuple[str, str]]:
    """Pairs (left, right) without circles: target left of holder, turned round where that would close a circle."""
    index = {node.name: place for place, node in enumerate(graph.nodes)}
    after: dict[str, list[str]] = {name: [] for name in index}
    for link in graph.links:
        if link.holder != link.target:
            after[link.holder].append(link.target)
    place = _finished(after, sorted(index, key=lambda name: index[name]))
    pairs = {(x.target, x.holder) for x in graph.links if x.holder != x.target}
    return sorted(
        {(a, b) if place[a] < place[b] else (b, a) for a, b in pairs}, key=lambda p: (index[p[0]], index[p[1]])
    )


def _finished(after: dict[str, list[str]], order: Sequence[str]) -> dict[str, int]:
    """A depth-first order in which what is referred to comes first, as far as there is no circle."""
    place: dict[str, int] = {}
    for start in order:
        stack: list[tuple[str, int]] = [(start, 0)]
        opened = {start}
        while stack and start not in place:
            name, at = stack.pop()
            ahead = after[name]
            while at < len(ahead) and (ahead[at] in place or ahead[at] in opened):
                at += 1
            if at < len(ahead):
                stack += [(name, at + 1), (ahead[at], 0)]
                opened.add(ahead[at])
            elif name not in place:
                place[name] = len(place)
    return place


def columns(graph: Graph, pairs: list[tuple[str, str]], height: Callable[[str], int], tallest: int) -> dict[str, int]:
    """The column of each node. Nodes without a relation come last."""
    linked = {name for pair in pairs for name in pair}
    rank = _ranks([n.name for n in graph.nodes if n.name in linked], pairs)
    ranks: list[list[str]] = [[] for _ in range(max(rank.values(), default=-1) + 1)]
    for node in graph.nodes:
        if node.name in rank:
            ranks[rank[node.name]].append(node.name)
    ranks.append([n.name for n in graph.nodes if n.name not in linked])
    return _capped(ranks, height, tallest)


def _ranks(names: list[str], pairs: list[tuple[str, str]]) -> dict[str, int]:
    """The longest way from the left; what nothing holds back moves next to what needs it."""
    lefts: dict[str, list[str]] = {name: [] for name in names}
    rights: dict[str, list[str]] = {name: [] for name in names}
    for left, right in pairs:
        lefts[right].append(left)
        rights[left].append(right)
    rank: dict[str, int] = {}
    waiting = {name: len(lefts[name]) for name in names}
    ready = [name for name in names if not waiting[name]]
    for name in ready:
        rank[name] = 1 + max((rank[left] for left in lefts[name]), default=-1)
        for right in rights[name]:
            waiting[right] -= 1
            if not waiting[right]:
                ready.append(right)
    for name in reversed(ready):
        if not lefts[name] and rights[name]:
            rank[name] = min(rank[right] for right in rights[name]) - 1
    return rank


def _capped(ranks: list[list[str]], height: Callable[[str], int], tallest: int) -> dict[str, int]:
    """Columns of ranks, each no taller than allowed."""
    found: dict[str, int] = {}
    column = 0
    for members in ranks:
        filled = 0
        for name in members:
            tall = height(name)
            if filled and filled + tall > tallest:
                column, filled = column + 1, 0
            found[name] = column
            filled += tall
        column += 1 if members else 0
    return found
