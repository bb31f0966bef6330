"""Orders, cycles and critical paths over small directed graphs. Knows nothing of what the nodes mean.

Edges point from a node to what it needs: `edges[step] = (needed, …)`. All walks are iterative.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct

Edges = Mapping[str, Sequence[str]]


class Ordering(Struct, frozen=True):
    """A topological order; what sits in cycles is left out of `order` and listed in `cycles`."""

    order: tuple[str, ...]
    cycles: tuple[tuple[str, ...], ...]


class Cut(Struct, frozen=True):
    """An edge that was dropped, and the cycle that it closed."""

    source: str
    target: str
    cycle: tuple[str, ...]


class Timing(Struct, frozen=True):
    """Earliest starts, slack and the longest path."""

    start: dict[str, float]
    slack: dict[str, float]
    critical: frozenset[str]
    path: tuple[str, ...]
    length: float


class Slot(Struct, frozen=True):
    """Who does it, from when to when."""

    worker: int
    start: float
    end: float


def stable_order(nodes: Sequence[str], edges: Edges) -> Ordering:
    """Needed nodes first; among those that are ready the given order decides."""
    rank = {node: position for position, node in enumerate(nodes)}
    dependants, waiting = _reversed(nodes, edges)
    ready = [rank[node] for node in nodes if not waiting[node]]
    order: list[str] = []
    while ready:
        node = nodes[heapq.heappop(ready)]
        order.append(node)
        for other in dependants[node]:
            waiting[other] -= 1
            if not waiting[other]:
                heapq.heappush(ready, rank[other])
    if len(order) == len(nodes):
        return Ordering(tuple(order), ())
    done = set(order)
    rest = [node for node in nodes if node not in done]
    return Ordering(tuple(order), tuple(c for c in strongly_connected(rest, edges) if _is_cycle(c, edges)))


def _is_cycle(component: tuple[str, ...], edges: Edges) -> bool:
    return len(component) > 1 or component[0] in edges.get(component[0], ())


def _reversed(nodes: Sequence[str], edges: Edges) -> tuple[dict[str, list[str]], dict[str, int]]:
    """Who needs a node, and how many nodes each needs itself; what is no node does not count."""
    found: dict[str, list[str]] = {node: [] for node in nodes}
    count: dict[str, int] = {}
    for node in nodes:
        needs = edges.get(node, ())
        if len(needs) > 1:
            needs = tuple(dict.fromkeys(needs))
        count[node] = len(needs)
        for needed in needs:
            others = found.get(needed)
            if others is None:
                count[node] -= 1
            else:
                others.append(node)
    return found, count


def strongly_connected(nodes: Sequence[str], edges: Edges) -> tuple[tuple[str, ...], ...]:
    """Tarjan's components; each in the given order of nodes."""
    rank = {node: position for position, node in enumerate(nodes)}
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    components: list[tuple[str, ...]] = []
    for root in nodes:
        if root in index:
            continue
        work: list[tuple[str, int]] = [(root, 0)]
        while work:
            node, position = work.pop()
            if position == 0:
                index[node] = low[node] = len(index)
                stack.append(node)
                on_stack.add(node)
            needed = [n for n in edges.get(node, ()) if n in rank]
            if position > 0:
                low[node] = min(low[node], low[needed[position - 1]])
            descended = False
            for at in range(position, len(needed)):
                other = needed[at]
                if other not in index:
                    work += [(node, at + 1), (other, 0)]
                    descended = True
                    break
                if other in on_stack:
                    low[node] = min(low[node], index[other])
            if not descended and low[node] == index[node]:
                components.append(_popped(node, stack, on_stack, rank))
    return tuple(components)


def _popped(node: str, stack: list[str], on_stack: set[str], rank: Mapping[str, int]) -> tuple[str, ...]:
    members: list[str] = []
    while True:
        member = stack.pop()
        on_stack.discard(member)
        members.append(member)
        if member == node:
            return tuple(sorted(members, key=rank.__getitem__))


def cut_cycles(nodes: Sequence[str], edges: Edges, cost: Callable[[str, str], float]) -> tuple[Cut, ...]:
    """Edges to drop so that no cycle is left: of each cycle found, the cheapest edge."""
    cuts: list[Cut] = []
    kept = {node: list(dict.fromkeys(edges.get(node, ()))) for node in nodes}
    pending = list(stable_order(nodes, kept).cycles)
    while pending:
        component = pending.pop()
        cycle = _find_cycle(component, kept)
        pairs = list(zip(cycle, (*cycle[1:], cycle[0]), strict=True))
        source, target = min(pairs, key=lambda pair: (cost(*pair), pair))
        kept[source].remove(target)
        cuts.append(Cut(source, target, cycle))
        pending += [c for c in strongly_connected(component, kept) if _is_cycle(c, kept)]
    return tuple(cuts)


def _find_cycle(component: tuple[str, ...], edges: Edges) -> tuple[str, ...]:
    """A shortest cycle through the first node of a strongly connected component."""
    members = set(component)
    first = component[0]
    came: dict[str, str] = {}
    queue = [first]
    for node in queue:
        for needed in edges.get(node, ()):
            if needed == first:
                path = [node]
                while path[-1] != first:
                    path.append(came[path[-1]])
                return tuple(reversed(path))
            if needed in members and needed not in came:
                came[needed] = node
                queue.append(needed)
    return component


def waves(nodes: Sequence[str], edges: Edges, order: Sequence[str] | None = None) -> dict[str, int]:
    """The wave of each node: 0 needs nothing, others come one after their latest need. `order`: one known already."""
    level: dict[str, int] = {}
    for node in stable_order(nodes, edges).order if order is None else order:
        level[node] = max([level[n] + 1 for n in edges.get(node, ()) if n in level], default=0)
    return level


def critical_path(durations: Mapping[str, float], edges: Edges, order: Sequence[str] | None = None) -> Timing:
    """Earliest starts, slack of every node, and one longest path. `order`: one known already."""
    order = stable_order(tuple(durations), edges).order if order is None else order
    start: dict[str, float] = {}
    for node in order:
        start[node] = max([start[n] + durations[n] for n in edges.get(node, ()) if n in start], default=0.0)
    length = max([start[n] + durations[n] for n in order], default=0.0)
    dependants, _ = _reversed(order, edges)
    latest: dict[str, float] = {}
    for node in reversed(order):
        latest[node] = min([latest[d] for d in dependants[node]], default=length) - durations[node]
    slack = {node: max(0.0, latest[node] - start[node]) for node in order}
    tolerance = 1e-9 * max(1.0, length)
    critical = frozenset(node for node in order if slack[node] <= tolerance)
    return Timing(start, slack, critical, _longest(order, edges, start, durations), length)


def _longest(
    order: Sequence[str], edges: Edges, start: Mapping[str, float], durations: Mapping[str, float]
) -> tuple[str, ...]:
    if not order:
        return ()
    path = [max(order, key=lambda n: start[n] + durations[n])]
    while needed := [n for n in edges.get(path[-1], ()) if n in start]:
        path.append(max(needed, key=lambda n: start[n] + durations[n]))
    return tuple(reversed(path))


def schedule(
    nodes: Sequence[str],
    edges: Edges,
    durations: Mapping[str, float],
    team: int,
    order: Sequence[str] | None = None,
) -> dict[str, Slot]:
    """Each node to the worker who is free first; the longest remaining path goes first."""
    dependants, waiting = _reversed(nodes, edges)
    tail = _remaining(stable_order(nodes, edges).order if order is None else order, dependants, durations)
    rank = {node: position for position, node in enumerate(nodes)}
    ready = [(-tail[n], rank[n]) for n in nodes if not waiting[n]]
    heapq.heapify(ready)
    free = [(0.0, worker) for worker in range(team)]
    running: list[tuple[float, int]] = []
    slots: dict[str, Slot] = {}
    now = 0.0
    while ready or running:
        while ready and free and free[0][0] <= now:
            _, worker = heapq.heappop(free)
            node = nodes[heapq.heappop(ready)[1]]
            slots[node] = Slot(worker, now, now + durations[node])
            heapq.heappush(running, (now + durations[node], rank[node]))
        now, position = heapq.heappop(running)
        node = nodes[position]
        heapq.heappush(free, (now, slots[node].worker))
        for other in dependants[node]:
            waiting[other] -= 1
            if not waiting[other]:
                heapq.heappush(ready, (-tail[other], rank[other]))
    return slots


def _remaining(
    order: Sequence[str], dependants: Mapping[str, Sequence[str]], durations: Mapping[str, float]
) -> dict[str, float]:
    tail: dict[str, float] = {}
    for node in reversed(order):
        tail[node] = durations[node] + max([tail[d] for d in dependants[node]], default=0.0)
    return tail
