"""Mermaid diagrams: context, entities, states, flows, build graph, Gantt."""

from __future__ import annotations

from collections.abc import Iterator

from planner.emit.base import Artifact, text_artifact
from planner.emit.escape import mermaid_label, one_line
from planner.emit.options import EmitOptions
from planner.model.api import Operation, OperationKind
from planner.model.database import Table
from planner.model.domain import StateMachine
from planner.model.plan import Plan
from planner.naming import kebab, pascal, snake, title
from planner.phrases import brand

OWNER = "diagrams"
MOST_TABLES, MOST_STEPS = 60, 120
ACCEPTED = 202
_GANTT = {ord(c): " " for c in ':;#,%"'}


def emit(plan: Plan, options: EmitOptions) -> Iterator[Artifact]:
    """One file per diagram that has something to show."""
    yield text_artifact("diagrams/context.mmd", context(plan), OWNER)
    if plan.domain.entities:
        yield text_artifact("diagrams/er.mmd", entities(plan), OWNER)
    for entity in plan.domain.entities.values():
        for machine in entity.machines:
            yield text_artifact(
                f"diagrams/states-{kebab(entity.name)}-{kebab(machine.field)}.mmd", states(machine), OWNER
            )
    for operation in plan.api.operations:
        if operation.uses or operation.emits:
            yield text_artifact(f"diagrams/flow-{kebab(operation.name)}.mmd", flow(operation, plan), OWNER)
    yield text_artifact("diagrams/build.mmd", build(plan), OWNER)
    yield text_artifact("diagrams/gantt.mmd", gantt(plan), OWNER)


def context(plan: Plan) -> str:
    """Who and what stands around the system."""
    lines = [
        "flowchart LR",
        f'  system["{mermaid_label(plan.design.name or "system")}"]',
        f'  db[("{brand(plan.settings.dialect)}")]',
        "  system --> db",
    ]
    for role in plan.domain.roles.values():
        lines += [f'  role_{snake(role.name)}(["{mermaid_label(role.name)}"])', f"  role_{snake(role.name)} --> system"]
    for integration in plan.design.integrations:
        id = f"integration_{snake(integration.name)}"
        arrow = {"in": f"{id} --> system", "both": f"system <--> {id}"}.get(
            integration.direction or "out", f"system --> {id}"
        )
        lines += [
            f'  {id}[/"{mermaid_label(integration.name)}: {mermaid_label(brand(integration.provider or integration.kind or "outside"))}"/]',
            f"  {arrow}",
        ]
    for service in plan.design.services:
        if service.external:
            lines += [
                f'  service_{snake(service.name)}["{mermaid_label(service.name)} (external)"]',
                f"  service_{snake(service.name)} --> system",
            ]
    return "\n".join(lines)


def entities(plan: Plan) -> str:
    """Tables with keys; columns only while the picture stays readable."""
    tables = [t for t in plan.database.tables if t.kind != "system"]
    names = {t.name for t in tables}
    lines = ["erDiagram"]
    for table in tables:
        if len(tables) <= MOST_TABLES:
            lines.append(f'  "{table.name}" {{')
            lines += [f"    {c.type.kind.value} {c.name}{_marks(table, c.name)}" for c in table.columns]
            lines.append("  }")
        for key in table.foreign_keys:
            if key.table in names:
                column = table.column(key.columns[-1])
                least = "|o" if column is not None and column.nullable else "||"
                single = key.columns == table.primary_key or any(u.columns == key.columns for u in table.uniques)
                lines.append(
                    f'  "{key.table}" {least}--{"o|" if single else "o{"} "{table.name}" : "{key.columns[-1]}"'
                )
    return "\n".join(lines)


def _marks(table: Table, column: str) -> str:
    marks = ["PK"] if column in table.primary_key else []
    marks += ["FK"] if any(column in k.columns for k in table.foreign_keys) else []
    marks += ["UK"] if any(u.columns == (column,) for u in table.uniques) else []
    return f" {', '.join(marks)}" if marks else ""


def states(machine: StateMachine) -> str:
    """One state machine."""
    ids = {state: f"s{position}" for position, state in enumerate(machine.states)}
    lines = ["stateDiagram-v2"]
    lines += [f'  state "{mermaid_label(state)}" as {id}' for state, id in ids.items()]
    lines.append(f"  [*] --> {ids[machine.initial]}")
    lines += [f"  {ids[a.source]} --> {ids[a.target]}: {mermaid_label(a.action)}" for a in machine.arrows]
    sources = {a.source for a in machine.arrows}
    lines += [
        f"  {ids[s]} --> [*]" for s in machine.states if s not in sources and any(a.target == s for a in machine.arrows)
    ]
    return "\n".join(lines)


def flow(operation: Operation, plan: Plan) -> str:
    """What an operation that leaves the system sets going: outside parties are called once it is committed."""
    is_notice = operation.kind is OperationKind.WEBHOOK
    caller = operation.uses[0] if is_notice else next((s.role for s in operation.security.scopes), "caller")
    others = [] if is_notice else list(operation.uses)
    later = bool(others) and operation.success == ACCEPTED
    lines = [
        "sequenceDiagram",
        f"  participant caller as {mermaid_label(caller)}",
        "  participant api as API",
        "  participant db as Database",
        *(["  participant worker as Worker"] if later else []),
        *(f"  participant {snake('x_' + name)} as {mermaid_label(name)}" for name in others),
        *(["  participant outbox as Outbox"] if operation.emits else []),
        f"  caller->>api: {operation.method} {mermaid_label(operation.path)}",
        *(f"  api->>{step}" for step in (_told(caller, plan) if is_notice else _done(operation, plan))),
        *(f"  api->>outbox: {mermaid_label(event)} in the same transaction" for event in operation.emits),
    ]
    answer = f"  api-->>caller: {operation.success}"
    asked = [f"  {'worker' if later else 'api'}->>{snake('x_' + name)}: call with a time-out" for name in others]
    lines += ["  api->>db: store the job in the same transaction", answer, *asked] if later else [*asked, answer]
    for event in operation.emits:
        lines += [
            f"  outbox-->>outbox: {mermaid_label(job.name)} runs on {mermaid_label(event)}"
            for job in plan.design.jobs
            if event in job.on
        ]
    return "\n".join(lines)


def _done(operation: Operation, plan: Plan) -> Iterator[str]:
    """What a caller's operation does to rows."""
    yield "db: check caller and state"
    for taking in plan.domain.takings:
        if taking.taker == operation.entity and taking.action == operation.action and taking.action:
            verb = "add to" if taking.grows else "take from"
            yield f"db: {verb} {mermaid_label(taking.entity)}.{mermaid_label(taking.field)}, or answer 409"
    if operation.transition is not None:
        moved = operation.transition
        yield f"db: {mermaid_label(moved.field)} becomes {mermaid_label(moved.target)}"


def _told(party: str, plan: Plan) -> Iterator[str]:
    """What a notice of an outside party does to rows."""
    yield "api: check signature and age"
    yield "db: store the notice once"
    for entity in plan.domain.entities.values():
        for action in entity.actions:
            if action.to_state and any(grant.party == party for grant in action.by):
                yield f"db: {mermaid_label(title(entity.name))} becomes {mermaid_label(action.to_state)}, if it may"


def build(plan: Plan) -> str:
    """Steps and what they wait for; the critical path stands out."""
    shown = list(plan.work.steps)[:MOST_STEPS]
    ids = {s.id: f"n{n}" for n, s in enumerate(shown)}
    lines = ["flowchart LR"]
    lines += [f'  {ids[s.id]}["{mermaid_label(s.title)}"]' for s in shown]
    lines += [f"  {ids[n.step]} --> {ids[s.id]}" for s in shown for n in s.depends_on if n.step in ids]
    critical = [ids[s.id] for s in shown if s.critical]
    if critical:
        lines += ["  classDef critical stroke-width:3px", f"  class {','.join(critical)} critical"]
    return "\n".join(lines)


def gantt(plan: Plan) -> str:
    """The schedule in days of six focused hours, from the design's start or from day 0."""
    start = plan.design.context.start
    lines = [
        "gantt",
        f"  title Build order of {one_line(plan.design.name).translate(_GANTT) or 'the design'}",
        "  dateFormat YYYY-MM-DD" if start else "  dateFormat X",
    ]
    if not start:
        lines.append("  axisFormat %s")
    lanes = list(dict.fromkeys(s.lane for s in plan.work.steps))
    slots = {a.step: a for a in plan.work.schedule}
    for lane in lanes:
        lines.append(f"  section {lane}")
        for number, step in enumerate(plan.work.steps):
            if step.lane == lane and number < MOST_STEPS:
                slot = slots[step.id]
                days, begin = max(1, round((slot.end - slot.start) / 6)), round(slot.start / 6)
                when = f"{_after(start, begin)}, {days}d" if start else f"{begin}, {begin + days}"
                label = f"{number + 1} {one_line(step.title).translate(_GANTT)}"
                lines.append(f"  {label} :{'crit, ' if step.critical else ''}{pascal(step.id)}, {when}")
    return "\n".join(lines)


def _after(start: str, days: int) -> str:
    from datetime import date, timedelta

    try:
        return (date.fromisoformat(start) + timedelta(days=days)).isoformat()
    except (ValueError, OverflowError):
        return start
