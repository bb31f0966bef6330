"""The build order: for people (Markdown) and for programs (JSON)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from msgspec import Struct

from planner.emit import pages
from planner.emit.base import Artifact, text_artifact
from planner.emit.canonical import json_rows
from planner.emit.escape import markdown
from planner.emit.options import EmitOptions
from planner.model.plan import Plan
from planner.model.work import Step
from planner.naming import count_phrase, listing

OWNER = "build-order"


class StepView(Struct, frozen=True):
    """One step as the page shows it."""

    id: str
    title: str
    says: str
    facts: str
    needs: tuple[str, ...]
    files: str
    criteria: tuple[str, ...]
    checks: tuple[str, ...]
    cause: str
    risks: str


class WaveView(Struct, frozen=True):
    """Steps that can be worked at the same time."""

    number: int
    title: str
    steps: tuple[StepView, ...]


class OrderView(Struct, frozen=True):
    """The whole page."""

    name: str
    summary: str
    path: tuple[str, ...]
    schedule: tuple[str, ...]
    cuts: tuple[str, ...]
    waves: tuple[WaveView, ...]


def emit(plan: Plan, options: EmitOptions) -> Iterator[Artifact]:
    """BUILD_ORDER.md and build-order.json."""
    yield text_artifact("BUILD_ORDER.md", pages.build_order(order_view(plan)), OWNER)
    yield Artifact(
        "build-order.json", partial(json_rows, {"format": "1.0.0", "name": plan.design.name, "work": plan.work}), OWNER
    )


def order_view(plan: Plan) -> OrderView:
    """What the page says."""
    steps = {s.id: s for s in plan.work.steps}
    return OrderView(
        name=markdown(plan.design.name),
        summary=_summary(plan),
        path=tuple(f"{markdown(steps[i].title)} (`{i}`)" for i in plan.work.critical_path),
        schedule=tuple(
            f"| {a.start:g} – {a.end:g} | {a.worker} | {markdown(steps[a.step].title)} |"
            for a in sorted(plan.work.schedule, key=lambda a: (a.start, a.worker))
        )
        if plan.work.team > 1
        else (),
        cuts=tuple(f"`{c.step}` no longer waits for `{c.needs}`: {c.instead}." for c in plan.work.cuts),
        waves=tuple(
            WaveView(n, f"Wave {n}: {count_phrase(len(wave), 'step')}", tuple(_step_view(steps[i], plan) for i in wave))
            for n, wave in enumerate(plan.work.waves, 1)
        ),
    )


def _summary(plan: Plan) -> str:
    work = plan.work
    sizes = [f"{n} {size}" for size in "SML" if (n := sum(s.size == size for s in work.steps))]
    team = plan.design.context.team_size
    room = ""
    if team and plan.design.context.team_weeks:
        hours = team * plan.design.context.team_weeks * 30
        fits = (
            "fits"
            if max(work.total_hours / team, work.critical_hours) <= plan.design.context.team_weeks * 30
            else "does not fit"
        )
        room = f" A team of {team} has about {hours:,} focused hours in {plan.design.context.team_weeks} weeks; the expected sum is {work.total_hours:,.0f}, which {fits}."
    return f"{count_phrase(len(work.steps), 'step')} in {count_phrase(len(work.waves), 'wave')} ({listing(sizes)}); the longest chain is {count_phrase(len(work.critical_path), 'step')}.{room}"


def _step_view(step: Step, plan: Plan) -> StepView:
    critical = "on the critical path" if step.critical else f"{step.slack:g} h of slack"
    created = [f"`{f}`" for f in step.create]
    modified = [f"`{f}` (changed)" for f in step.modify]
    cited = [plan.place(p) for p in step.because]
    return StepView(
        id=step.id,
        title=markdown(step.title),
        says=markdown(step.says),
        facts=f"{step.size} · {step.phase} · {step.lane} · {critical}",
        needs=tuple(_needs(step)),
        files=", ".join(created + modified),
        criteria=tuple(
            f"{markdown(c.says)}{'' if c.weight == 'critical' else ' (' + c.weight.replace('_', ' ') + ')'}"
            for c in step.acceptance
        ),
        checks=tuple(f"{v.command}\n# prints: {v.expect}" for v in step.verify),
        cause=next((c for c in cited if c), step.because[0] if step.because else ""),
        risks=", ".join(f"`{rule}`" for rule in step.risks),
    )


def _needs(step: Step) -> Iterator[str]:
    """What it waits for, a line a reason."""
    by_reason: dict[str, list[str]] = {}
    for need in step.depends_on:
        by_reason.setdefault(need.because, []).append(f"[`{need.step}`](#{anchor(need.step)})")
    for because, steps in by_reason.items():
        yield f"{', '.join(steps)}: {markdown(because)}"


def anchor(step: str) -> str:
    """The heading's anchor of an id: GitHub drops dots."""
    return step.replace(".", "").lower()
