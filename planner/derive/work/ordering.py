"""Drafts into an order: cycles cut at the cheapest edge, waves, critical path, slack, schedule."""

from __future__ import annotations

from hashlib import blake2b

import msgspec

from planner.derive.work.drafts import Draft
from planner.graph import critical_path, cut_cycles, schedule, stable_order, waves
from planner.model.work import Assignment, CutEdge, Need, Step, Work

SMALL_HOURS, LARGE_HOURS = 4.0, 12.0
_CUT_COST = {"migration": 1.0, "endpoints": 2.0, "job": 2.0}


def order_steps(drafts: list[Draft], *, team: int) -> Work:
    """The build order of these drafts."""
    kinds = {d.id: d.kind for d in drafts}
    ids = tuple(kinds)
    edges = {d.id: tuple(n.step for n in d.needs) for d in drafts}
    cuts = cut_cycles(ids, edges, lambda step, _needs: _CUT_COST.get(kinds[step], 3.0))
    dropped = {(c.source, c.target) for c in cuts}
    edges = {s: tuple(n for n in needs if (s, n) not in dropped) for s, needs in edges.items()}
    levels = waves(ids, edges)
    timing = critical_path({d.id: d.effort.expected for d in drafts}, edges)
    order = stable_order(ids, edges).order
    by_id = {d.id: d for d in drafts}
    hashes = _hashes(order, by_id, edges)
    steps = tuple(
        _step(by_id[i], levels[i], timing.slack[i], i in timing.critical, frozenset(edges[i]), hashes[i]) for i in order
    )
    return Work(
        steps=steps,
        waves=_grouped(order, levels),
        critical_path=timing.path,
        total_hours=round(sum(d.effort.expected for d in drafts), 1),
        critical_hours=round(timing.length, 1),
        cuts=tuple(CutEdge(c.source, c.target, c.cycle, "a later migration adds the constraint") for c in cuts),
        team=team,
        schedule=_scheduled(order, edges, by_id, team),
    )


def _step(draft: Draft, wave: int, slack: float, critical: bool, kept: frozenset[str], digest: str) -> Step:
    hours = draft.effort.expected
    return Step(
        id=draft.id,
        title=draft.title,
        kind=draft.kind,
        phase=draft.phase,
        lane=draft.lane,
        says=draft.says,
        depends_on=tuple(n for n in draft.needs if n.step in kept),
        wave=wave,
        effort=draft.effort,
        slack=round(slack, 1),
        critical=critical,
        size="S" if hours <= SMALL_HOURS else "M" if hours <= LARGE_HOURS else "L",
        create=draft.create,
        modify=draft.modify,
        requires=draft.requires,
        makes=draft.makes,
        acceptance=draft.acceptance,
        verify=draft.verify,
        because=draft.because,
        hash=digest,
    )


def _grouped(order: tuple[str, ...], levels: dict[str, int]) -> tuple[tuple[str, ...], ...]:
    groups: list[list[str]] = [[] for _ in range(max(levels.values(), default=-1) + 1)]
    for step in order:
        groups[levels[step]].append(step)
    return tuple(tuple(g) for g in groups)


def _scheduled(
    order: tuple[str, ...], edges: dict[str, tuple[str, ...]], drafts: dict[str, Draft], team: int
) -> tuple[Assignment, ...]:
    slots = schedule(order, edges, {i: drafts[i].effort.expected for i in order}, team)
    return tuple(Assignment(i, slots[i].worker + 1, round(slots[i].start, 1), round(slots[i].end, 1)) for i in order)


def _hashes(order: tuple[str, ...], drafts: dict[str, Draft], edges: dict[str, tuple[str, ...]]) -> dict[str, str]:
    """What a step is and what it depends on, digested; lines and files of the design never enter."""
    done: dict[str, str] = {}
    encoder = msgspec.json.Encoder()
    for step in order:
        d = drafts[step]
        own = (
            d.id,
            d.title,
            d.kind,
            d.says,
            d.create,
            d.modify,
            d.makes,
            d.acceptance,
            d.verify,
            _reasons(d.needs, frozenset(edges[step])),
        )
        digest = blake2b(encoder.encode(own), digest_size=8)
        for need in edges[step]:
            digest.update(done[need].encode())
        done[step] = digest.hexdigest()
    return done


def _reasons(needs: tuple[Need, ...], kept: frozenset[str]) -> tuple[Need, ...]:
    return tuple(n for n in needs if n.step in kept)
