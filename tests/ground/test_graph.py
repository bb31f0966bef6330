"""Orders, cycles, waves, critical paths and schedules of small graphs, checked against their definitions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner import graph

Edges = dict[str, tuple[str, ...]]
NODES = tuple("abcdefgh")


@st.composite
def graphs(draw: st.DrawFn, *, acyclic: bool = False) -> tuple[tuple[str, ...], Edges]:
    nodes = tuple(draw(st.permutations(NODES[: draw(st.integers(1, 8))])))
    pairs = draw(st.sets(st.tuples(st.sampled_from(nodes), st.sampled_from(nodes)), max_size=16))
    kept = [(a, b) for a, b in sorted(pairs) if not acyclic or a > b]
    return nodes, {n: tuple(b for a, b in kept if a == n) for n in nodes}


def reaches(edges: Edges, source: str, target: str) -> bool:
    seen: set[str] = set()
    pending = list(edges[source])
    while pending:
        node = pending.pop()
        if node not in seen:
            seen.add(node)
            pending += edges[node]
    return target in seen


@pytest.mark.parametrize(("nodes", "edges", "order", "cycles"), [
    ("abc", {}, "abc", ()),
    ("abc", {"a": ("c",)}, "bca", ()),
    ("cab", {"c": ("a", "b")}, "abc", ()),
    ("ab", {"a": ("missing",)}, "ab", ()),
    ("ab", {"a": ("b", "b")}, "ba", ()),
    ("abc", {"a": ("b",), "b": ("a",)}, "c", (("a", "b"),)),
    ("ab", {"a": ("a",)}, "b", (("a",),)),
    ("abc", {"a": ("b",), "b": ("b",)}, "c", (("b",),)),
])  # fmt: skip
def test_stable_order(nodes: str, edges: Edges, order: str, cycles: tuple[tuple[str, ...], ...]) -> None:
    assert graph.stable_order(tuple(nodes), edges) == graph.Ordering(tuple(order), cycles)


@given(graphs(acyclic=True))
def test_an_order_has_everything_once_and_needs_first(drawn: tuple[tuple[str, ...], Edges]) -> None:
    nodes, edges = drawn
    found = graph.stable_order(nodes, edges)
    assert sorted(found.order) == sorted(nodes) and not found.cycles
    place = {n: i for i, n in enumerate(found.order)}
    assert all(place[b] < place[a] for a in nodes for b in edges[a])


@given(graphs(acyclic=True))
def test_the_order_of_edges_does_not_matter(drawn: tuple[tuple[str, ...], Edges]) -> None:
    nodes, edges = drawn
    turned = {n: tuple(reversed(edges[n])) for n in reversed(nodes)}
    assert graph.stable_order(nodes, edges) == graph.stable_order(nodes, turned)
    assert graph.waves(nodes, edges) == graph.waves(nodes, turned)


@given(graphs())
def test_components_are_those_that_reach_each_other(drawn: tuple[tuple[str, ...], Edges]) -> None:
    nodes, edges = drawn
    components = graph.strongly_connected(nodes, edges)
    assert sorted(n for c in components for n in c) == sorted(nodes)
    home = {n: i for i, c in enumerate(components) for n in c}
    for a in nodes:
        for b in nodes:
            together = a == b or (reaches(edges, a, b) and reaches(edges, b, a))
            assert (home[a] == home[b]) is together


@given(graphs())
def test_cuts_leave_no_cycle_and_name_a_real_one(drawn: tuple[tuple[str, ...], Edges]) -> None:
    nodes, edges = drawn
    cuts = graph.cut_cycles(nodes, edges, lambda _a, _b: 1.0)
    gone = {(c.source, c.target) for c in cuts}
    assert len(gone) == len(cuts)
    left = {a: tuple(b for b in edges[a] if (a, b) not in gone) for a in nodes}
    assert len(graph.stable_order(nodes, left).order) == len(nodes)
    for cut in cuts:
        closed = list(zip(cut.cycle, (*cut.cycle[1:], cut.cycle[0]), strict=True))
        assert (cut.source, cut.target) in closed
        assert all(b in edges[a] for a, b in closed)


def test_the_cheapest_edge_is_cut() -> None:
    edges = {"a": ("b",), "b": ("c",), "c": ("a",)}
    (cut,) = graph.cut_cycles("abc", edges, lambda a, _b: 0.5 if a == "b" else 1.0)
    assert (cut.source, cut.target) == ("b", "c")


def test_a_long_chain_needs_no_deep_stack() -> None:
    nodes = tuple(f"n{i}" for i in range(5_000))
    edges = {n: (nodes[i + 1],) for i, n in enumerate(nodes[:-1])} | {nodes[-1]: (nodes[0],)}
    assert graph.strongly_connected(nodes, edges) == (nodes,)
    assert graph.waves(nodes[:-1], edges)[nodes[0]] == len(nodes) - 2


@given(graphs(acyclic=True))
def test_a_wave_comes_right_after_its_latest_need(drawn: tuple[tuple[str, ...], Edges]) -> None:
    nodes, edges = drawn
    level = graph.waves(nodes, edges)
    assert all(level[n] == max((level[b] + 1 for b in edges[n]), default=0) for n in nodes)


@given(graphs(acyclic=True), st.data())
def test_the_critical_path_is_as_long_as_the_whole(drawn: tuple[tuple[str, ...], Edges], data: st.DataObject) -> None:
    nodes, edges = drawn
    durations = {n: float(data.draw(st.integers(1, 9))) for n in nodes}
    timing = graph.critical_path(durations, edges)
    assert sum(durations[n] for n in timing.path) == timing.length
    assert set(timing.path) <= timing.critical
    assert all(b in edges[a] for b, a in zip(timing.path, timing.path[1:], strict=False))
    for n in nodes:
        assert timing.start[n] == max((timing.start[b] + durations[b] for b in edges[n]), default=0.0)
        assert 0 <= timing.slack[n] <= timing.length - timing.start[n] - durations[n]
        assert (n in timing.critical) is (timing.slack[n] == 0)


@given(graphs(acyclic=True), st.integers(1, 4), st.data())
def test_a_schedule_keeps_needs_and_nobody_does_two_things(
    drawn: tuple[tuple[str, ...], Edges], team: int, data: st.DataObject
) -> None:
    nodes, edges = drawn
    durations = {n: float(data.draw(st.integers(1, 9))) for n in nodes}
    slots = graph.schedule(nodes, edges, durations, team)
    assert sorted(slots) == sorted(nodes)
    for n, slot in slots.items():
        assert 0 <= slot.worker < team and slot.end - slot.start == durations[n]
        assert all(slots[b].end <= slot.start for b in edges[n])
        assert not [m for m, o in slots.items() if m != n and o.worker == slot.worker and o.start < slot.end and slot.start < o.end]
    total, longest = sum(durations.values()), graph.critical_path(durations, edges).length
    end = max(s.end for s in slots.values())
    assert max(longest, total / team) <= end <= total
    assert team > 1 or end == total


def test_empty_graphs() -> None:
    assert graph.stable_order((), {}) == graph.Ordering((), ())
    assert graph.critical_path({}, {}).length == 0
    assert graph.schedule((), {}, {}, 3) == {}
