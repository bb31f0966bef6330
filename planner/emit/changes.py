"""What a plan changed since an earlier one: decisions in words, everything else by id."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from planner.emit.escape import code_span, markdown
from planner.model.former import Former
from planner.model.plan import Plan

_MOST = 20


def change_lines(plan: Plan, before: Former | None) -> tuple[str, ...]:
    """One line a change; a plan without a forerunner has none."""
    if before is None:
        return ()
    return tuple(_lines(plan, before)) or ("Nothing: the same decisions, tables, operations, steps and risks.",)


def _lines(plan: Plan, before: Former) -> Iterator[str]:
    yield from _decisions(plan, before)
    tables = {t.id for t in before.database.tables}
    yield from _compared("Tables", tables, (t.id for t in plan.database.tables))
    held = {t.id for t in plan.database.tables} & tables
    columns = (c.id for t in before.database.tables if t.id in held for c in t.columns)
    yield from _compared(
        "Columns", set(columns), (c.id for t in plan.database.tables if t.id in held for c in t.columns)
    )
    yield from _compared("Operations", {o.id for o in before.api.operations}, (o.id for o in plan.api.operations))
    yield from _compared("Steps", {s.id for s in before.work.steps}, (s.id for s in plan.work.steps))
    opened = {f.id for f in before.findings if f.status == "open"}
    yield from _compared("Open risks", opened, (f.id for f in plan.findings if f.status == "open"))


def _decisions(plan: Plan, before: Former) -> Iterator[str]:
    was = {d.topic: d.option for d in before.decisions}
    for decision in plan.decisions:
        former = was.pop(decision.topic, None)
        if former != decision.option:
            told = code_span(former) if former else "not asked"
            yield f"{markdown(decision.title)}: {told} before, {code_span(decision.option)} now."
    for topic, former in was.items():
        yield f"{code_span(topic)}: {code_span(former)} before, not asked now."


def _compared(noun: str, before: set[str], now: Iterable[str]) -> Iterator[str]:
    after = tuple(now)
    added = [i for i in after if i not in before]
    gone = sorted(before - set(after))
    if added:
        yield f"{noun} that came: {_listed(added)}."
    if gone:
        yield f"{noun} that went: {_listed(gone)}."


def _listed(ids: list[str]) -> str:
    shown = ", ".join(map(code_span, ids[:_MOST]))
    return f"{shown} and {len(ids) - _MOST} more" if len(ids) > _MOST else shown
