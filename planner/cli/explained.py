"""An element of the plan in words: what it is, which lines caused it, what waits for what. Reads no file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from planner.derive.trace import Caused
from planner.emit.called import called
from planner.model.amounts import count_text, factor_text, short, size_text
from planner.model.api import Feed, Message, Operation, Payload, Resource, Style
from planner.model.capacity import (
    YEARS,
    Input,
    Limit,
    Load,
    MessageRate,
    Pools,
    Storage,
    TableForecast,
    Workers,
)
from planner.model.database import Check, Column, ForeignKey, Index, Policy, Table, Trigger, Unique
from planner.model.decisions import Assumption, Decision
from planner.model.plan import Plan
from planner.model.requirements import Trace
from planner.model.risks import Finding, OpenQuestion
from planner.model.work import Step
from planner.naming import count_phrase, listing
from planner.spoken import in_style

MOST_LINES = 12
_TRIGGERS = {
    "touch": "keeps the time of the last change and the version",
    "audit": "writes every change into the audit log",
    "guard_state": "refuses a move that no arrow of the state machine permits",
    "append_only": "refuses changes to what was written",
    "recompute": "keeps a computed column of the whole in step with its parts",
    "no_overlap": "refuses rows that overlap",
    "guard_parts": "refuses changes of parts whose whole has moved on",
}


def explained(element: Caused, plan: Plan, line_of: Callable[[str], str]) -> str:
    """The element, its causes and its place in the work; `line_of` shows the text of a cited path."""
    lines = [_named(element, plan.settings.api_style)]
    lines += [f"  {said}" for said in _details(element, plan.settings.api_style)]
    lines += _causes(element, plan, line_of)
    if isinstance(element, Step):
        lines += [f"  waits for {need.step}: {need.because}" for need in element.depends_on]
    lines += [f"  made by {step.id}" for step in plan.work.steps if element.id in step.makes]
    return "\n".join(lines) + "\n"


def caused_by(path: str, elements: Iterable[Caused], plan: Plan, line_of: Callable[[str], str]) -> str:
    """The other direction: every element that a line of the design causes."""
    rows = [f"  {_named(e, plan.settings.api_style)}" for e in elements if path in e.because]
    place = plan.place(path)
    heads = [f"{path} ({place or 'nobody says it'}){line_of(path)}"]
    heads += [f"causes {count_phrase(len(rows), 'element')}:"] if rows else []
    return "\n".join([*heads, *rows]) + "\n"


def also_moved(ids: tuple[str, ...]) -> str:
    """What another answer may change beside, counted by kind."""
    if not ids:
        return ""
    kinds: dict[str, int] = {}
    for name in ids:
        kind = "finding" if "@" in name else name.partition(".")[0]
        kinds[kind] = kinds.get(kind, 0) + 1
    said = listing([f"{count} {kind}" for kind, count in kinds.items()])
    return f"another answer there may change {count_phrase(len(ids), 'element')} more: {said} (--json lists them)\n"


def _named(element: Caused, style: Style) -> str:
    if isinstance(element, Operation):
        way, name = called(element, style)
        return f"{element.id}: {way} {name}, {element.summary[:1].lower()}{element.summary[1:]}"
    what = _WHAT.get(type(element))
    return f"{element.id}: {what(element)}" if what else element.id


def _causes(element: Caused, plan: Plan, line_of: Callable[[str], str]) -> Iterator[str]:
    assumed = {a.id: a for a in plan.assumptions}
    decided = {d.id: d for d in plan.decisions}
    for path in element.because[:MOST_LINES]:
        if path in assumed:
            yield f"  assumed: {assumed[path].says} Write {assumed[path].path} to decide it."
        elif path in decided:
            yield f"  assumed: {decided[path].topic} is {decided[path].option}. {decided[path].reason} See {path}."
        else:
            place = plan.place(path)
            yield f"  because of {path}{f' ({place})' if place else ''}{line_of(path)}"
    if len(element.because) > MOST_LINES:
        yield f"  and of {len(element.because) - MOST_LINES} more lines (--json lists them)"
    if not element.because and not isinstance(element, Assumption):
        yield "  no line of the design asks for it: " + (
            "it is assumed" if isinstance(element, Decision) else "every plan has it"
        )


def _details(element: Caused, style: Style) -> Iterator[str]:
    for attribute in ("comment", "says", "description", "reason", "mitigation"):
        text = str(getattr(element, attribute, "") or "")
        if isinstance(element, Operation):
            text = in_style(text, style)
        if text:
            yield text
    serves = getattr(element, "serves", ())
    if serves:
        yield f"serves {', '.join(serves)}"
    if isinstance(element, Decision):
        yield from _weighed(element)
    if isinstance(element, Assumption):
        yield f"write {element.path} to decide it; another answer changes {element.would_change}"
    if isinstance(element, OpenQuestion):
        yield f"meanwhile: {element.assumed}; an answer in {element.path} changes {element.changes}"


def _weighed(decision: Decision) -> Iterator[str]:
    for scored in decision.scores:
        yield f"{scored.option}: {scored.score:.2f}" + (f", ruled out: {scored.vetoed}" if scored.vetoed else "")
    for flip in decision.flips:
        yield f"{flip.to} would win with {flip.what}"
    yield f"another option changes {decision.changes}"


def _column(c: Column) -> str:
    size = f"({c.type.length})" if c.type.length else ""
    return f"a column of {c.type.kind}{size}, {'NULL allowed' if c.nullable else 'never NULL'}"


def _key(k: ForeignKey) -> str:
    return (
        f"a foreign key, {listing(k.columns)} to {k.table} ({', '.join(k.target_columns)}), on delete {k.on_delete}"
    ).replace("set_null", "set null")


def _limit(x: Limit) -> str:
    reached = f"reached at {factor_text(x.reached_at)} of today's load" if x.reached_at is not None else "not reached"
    return f"{x.resource} of {x.of}, {reached}"


def _step(s: Step) -> str:
    return f"{s.title} (wave {s.wave}, size {s.size}{', on the critical path' if s.critical else ''})"


_WHAT: dict[type, Callable[..., str]] = {
    Trace: lambda trace: f"a requirement: {trace.says}",
    Table: lambda t: f"a table of {count_phrase(len(t.columns), 'column')}, keyed by {listing(t.primary_key)}",
    Column: _column,
    Unique: lambda u: f"{listing(u.columns)} unique{' among some rows' if u.where else ''}",
    Check: lambda c: f"a condition on every row, {c.name}",
    ForeignKey: _key,
    Index: lambda i: f"an index on {listing(tuple(c.name for c in i.columns))}{' of some rows' if i.where else ''}",
    Trigger: lambda t: f"a trigger that {_TRIGGERS[t.kind]}",
    Policy: lambda p: f"row security for {p.command}{f' as {listing(p.roles)}' if p.roles else ''}",
    Resource: lambda r: f"a group of operations under {r.path}",
    Payload: lambda p: f"a body of {count_phrase(len(p.members), 'member')}, {p.name}",
    Message: lambda m: f"a message that is {'published' if m.direction == 'publish' else 'consumed'}",
    Feed: lambda f: f"a channel ({f.transport}) of {f.entity}",
    Step: _step,
    Decision: lambda d: f"{d.topic} is {d.option}",
    Finding: lambda f: f"{f.title} ({f.severity}, {f.status.replace('_', ' ')})",
    Assumption: lambda _: "an assumption",
    OpenQuestion: lambda q: q.asks,
    Input: lambda i: f"a figure reckoned with, {short(i.value)} {i.unit}".rstrip(),
    MessageRate: lambda m: f"{m.event} is published {count_text(m.per_second * 86400)} times a day",
    Load: lambda x: f"{short(x.requests)} requests and {short(x.queries)} queries a second at the peak",
    Workers: lambda w: f"{count_phrase(w.needed, 'worker')} carry the peak, {short(w.busy)} of them at work",
    Pools: lambda p: f"{p.connections} of {p.budget} database connections are open",
    TableForecast: lambda t: (
        f"{t.table} grows to {count_text(t.rows[-1])} rows, {size_text(t.size(-1))}, in {YEARS[-1]} years"
    ),
    Storage: lambda s: f"{size_text(s.data[-1])} of data in {YEARS[-1]} years",
    Limit: _limit,
}
