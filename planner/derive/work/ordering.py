"""Drafts into an order: cycles cut at the cheapest edge, waves, critical path, slack, schedule."""

from __future__ import annotations

from hashlib import blake2b

import msgspec
from msgspec.structs import replace

from planner.derive.work.drafts import Draft
from planner.graph import critical_path, cut_cycles, schedule, stable_order, waves
from planner.model.work import Assignment, CutEdge, Step, Work

SMALL_HOURS, LARGE_HOURS = 4.0, 12.0
_CUT_COST = {"migration": 1.0, "endpoints": 2.0, "job": 2.0}


def order_steps(drafts: list[Draft], *, team: int) -> Work:
    """The build order of these drafts."""
    kinds = {d.id: d.kind for d in drafts}
    ids = tuple(kinds)
    edges = {d.id: tuple(n.step for n in d.needs) for d in drafts}
    ordering = stable_order(ids, edges)
    cuts = cut_cycles(ids, edges, lambda step, _needs: _CUT_COST.get(kinds[step], 3.0)) if ordering.cycles else ()
    if cuts:
        dropped = {(c.source, c.target) for c in cuts}
        edges = {s: tuple(n for n in needs if (s, n) not in dropped) for s, needs in edges.items()}
        drafts = [_without(d, frozenset(edges[d.id])) for d in drafts]
        ordering = stable_order(ids, edges)
    order = ordering.order
    levels = waves(order, edges, order)
    hours = {d.id: d.effort.expected for d in drafts}
    timing = critical_path(hours, edges, order)
    by_id = {d.id: d for d in drafts}
    hashes = _hashes(order, by_id)
    steps = tuple(
        [_step(by_id[i], hours[i], levels[i], timing.slack[i], i in timing.critical, hashes[i]) for i in order]
    )
    return Work(
        steps=steps,
        waves=_grouped(order, levels),
        critical_path=timing.path,
        total_hours=round(sum(hours.values()), 1),
        critical_hours=round(timing.length, 1),
        cuts=tuple(CutEdge(c.source, c.target, c.cycle, "a later migration adds the constraint") for c in cuts),
        team=team,
        schedule=_scheduled(order, edges, hours, team),
    )


def _without(draft: Draft, kept: frozenset[str]) -> Draft:
    return replace(draft, needs=tuple(n for n in draft.needs if n.step in kept))


def _step(draft: Draft, hours: float, wave: int, slack: float, critical: bool, digest: str) -> Step:
    return Step(
        id=draft.id,
        title=draft.title,
        kind=draft.kind,
        phase=draft.phase,
        lane=draft.lane,
        says=draft.says,
        depends_on=draft.needs,
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
        because=tuple(dict.fromkeys(draft.because)),
        hash=digest,
    )


def _grouped(order: tuple[str, ...], levels: dict[str, int]) -> tuple[tuple[str, ...], ...]:
    groups: list[list[str]] = [[] for _ in range(max(levels.values(), default=-1) + 1)]
    for step in order:
        groups[levels[step]].append(step)
    return tuple(tuple(g) for g in groups)


def _scheduled(
    order: tuple[str, ...], edges: dict[str, tuple[str, ...]], hours: dict[str, float], team: int
) -> tuple[Assignment, ...]:
    slots = schedule(order, edges, hours, team, order)
    placed = [(i, slots[i]) for i in order]
    return tuple([Assignment(i, s.worker + 1, round(s.start, 1), round(s.end, 1)) for i, s in placed])


def _hashes(order: tuple[str, ...], drafts: dict[str, Draft]) -> dict[str, str]:
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
            d.needs,
        )
        below = "".join([done[need.step] for need in d.needs])
        done[step] = blake2b(encoder.encode(own) + below.encode(), digest_size=8).hexdigest()
    return done
