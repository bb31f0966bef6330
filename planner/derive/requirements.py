"""Requirements as EARS sentences, out of what the design says; each traced to what of the plan answers to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from msgspec.structs import replace

from planner.derive.api.wording import condition_text, set_text
from planner.derive.coverage import coverage_of
from planner.derive.tracing import Tracer
from planner.model.api import OperationKind, Scope
from planner.model.design import Job
from planner.model.domain import DomainEntity
from planner.model.entities import Action, Retention
from planner.model.plan import Plan
from planner.model.requirements import Requirements, Trace
from planner.model.work import Work
from planner.naming import article, listing, snake, title
from planner.phrases import deed, since, span, when
from planner.spoken import in_style

_VERBS: Final = {
    OperationKind.LIST: "list",
    OperationKind.GET: "read",
    OperationKind.CREATE: "create",
    OperationKind.SIGN_UP: "sign up",
    OperationKind.UPDATE: "change",
    OperationKind.DELETE: "delete",
}


def derive_requirements(plan: Plan) -> Requirements:
    """Every requirement in the design's order, and the coverage of the plan by them."""
    index = Tracer(plan)
    traces = tuple(index.traced(t) for t in _sentences(plan, index))
    coverage = tuple(coverage_of(plan, traces))
    style = plan.settings.api_style
    if style == "rest":
        return Requirements(traces, coverage)
    return Requirements(
        tuple(t if t.kind == "stated" else replace(t, says=in_style(t.says, style)) for t in traces), coverage
    )


def _sentences(plan: Plan, index: Tracer) -> Iterator[Trace]:
    name = plan.design.name
    yield from _stated(plan, index)
    for entity in plan.domain.entities.values():
        yield from _access(entity, name, index)
        for action in entity.actions:
            yield from _moves(entity, action, name, index)
        yield from _kept(entity, name, index, plan.work, plan.design.jobs)
    yield from _rules(plan, index)
    yield from _work(plan)
    yield from _isolation(plan, index)
    yield from _quality(plan)


def _stated(plan: Plan, index: Tracer) -> Iterator[Trace]:
    for said in plan.design.requirements:
        held = [o.id for n in said.on for o in index.of_entity.get(n, ())]
        tables = [index.tables[n] for n in said.on if n in index.tables]
        yield Trace(
            f"req.{snake(said.id)}",
            "stated",
            said.says,
            (said.path,),
            ", ".join(said.on),
            operations=tuple(held),
            tables=tuple(tables),
        )


def _access(entity: DomainEntity, name: str, index: Tracer) -> Iterator[Trace]:
    """Who may do what with the rows of an entity, callers with the same rights together."""
    found = [o for o in index.of_entity.get(entity.name, ()) if o.kind in _VERBS]
    rights: dict[str, list[str]] = {}
    for operation in found:
        who = listing([_caller(s) for s in operation.security.scopes])
        if who:
            rights.setdefault(who, []).append(_VERBS[operation.kind])
    if not rights:
        return
    lets = "; ".join(f"{who} may {listing(list(dict.fromkeys(verbs)))}" for who, verbs in rights.items())
    table = (index.tables[entity.name],) if entity.name in index.tables else ()
    yield Trace(
        f"req.{snake(entity.name)}",
        "access",
        f"{name} shall open {entity.many_title} to these alone: {lets}.",
        tuple(dict.fromkeys((entity.path, *(p for o in found for p in o.because)))),
        entity.name,
        operations=tuple(o.id for o in found),
        tables=table,
    )


_ROWS: Final = {"own": "their rows", "self": "their own", "via": "linked rows"}
_WHO: Final = {"public": "anybody", "owner": "the owner"}


def _caller(scope: Scope) -> str:
    who = _WHO.get(scope.role, scope.role)
    rows = "" if scope.role == "owner" else _ROWS.get(scope.rows, "")
    where = f"where {condition_text(scope.where)}" if scope.where is not None else ""
    said = " ".join(part for part in (rows, where) if part)
    return f"{who} ({said})" if said else who


def _moves(entity: DomainEntity, action: Action, name: str, index: Tracer) -> Iterator[Trace]:
    """When somebody asks for an action, and what must be refused."""
    kind = title(entity.name)
    who = _asked(action)
    begun = entity.begins(action.name)
    states = action.from_states or (begun.states if begun is not None else ())
    from_states = f" that is {listing(list(states), 'or')}" if states else ""
    does = [f"make it {action.to_state}"] if action.to_state else []
    does += [f"set {title(s.field)} to {set_text(s.value)}" for s in action.sets]
    does = does or ["do so once" if from_states else "do so"]
    does += [f"ask {listing(list(action.uses))}"] if action.uses else []
    does += [f"publish {listing(list(action.emits))}"] if action.emits else []
    told = bool(action.by) and all(g.party for g in action.by)
    otherwise = "keep the notice for somebody to see" if told else "refuse with 409"
    refuses = f"; else it shall {otherwise} and change nothing" if from_states else ""
    operations = [o.id for o in index.of_entity.get(entity.name, ()) if o.action == action.name]
    operations += [f"op.webhook.{snake(g.party)}" for g in action.by if g.party]
    table = (index.tables[entity.name],) if (action.to_state or action.sets) and entity.name in index.tables else ()
    yield Trace(
        f"req.{snake(entity.name)}.{snake(action.name)}",
        "state" if action.to_state else "access",
        f"When {who} to {deed(action.name, article(kind))}{from_states}, {name} shall {listing(does)}{refuses}.",
        (action.path,),
        entity.name,
        operations=tuple(operations),
        tables=table,
        steps=tuple(index.jobs_of(entity.name, action)),
    )


def _asked(action: Action) -> str:
    """Who asks for it: people ask, outside parties give notice."""
    if action.by and all(g.role == "system" for g in action.by):
        return "the time has come"
    people = [_PEOPLE.get(g.role, g.role) for g in action.by if not g.party]
    parties = [g.party for g in action.by if g.party]
    asks = f"{listing(people, 'or')} asks" if people else ""
    tells = f"{listing(parties, 'or')} gives signed notice" if parties else ""
    return " or ".join(w for w in (asks, tells) if w) or "somebody asks"


_PEOPLE: Final = {"owner": "the owner", "public": "anybody", "system": "the system"}


def _kept(entity: DomainEntity, name: str, index: Tracer, work: Work, jobs: tuple[Job, ...]) -> Iterator[Trace]:
    kept = entity.retention
    if kept is None:
        return
    own = f"step.{snake(entity.name)}.retention"
    ending = (own, *(f"step.job.{snake(j.name)}" for j in jobs if j.ends(entity.name)))
    yield Trace(
        f"req.{snake(entity.name)}.retention",
        "retention",
        f"When {kept_for(kept)}, {name} shall {_ended(entity)}.",
        (kept.path,),
        entity.name,
        tables=(index.tables[entity.name],) if entity.name in index.tables else (),
        steps=tuple(s.id for s in work.steps if s.id in ending)[:1],
    )


def _ended(entity: DomainEntity) -> str:
    """What becomes of a row whose time is over; one about a person may stay without saying who."""
    one = article(title(entity.name))
    return f"delete {one} or make it anonymous" if any(f.pii for f in entity.fields) else f"delete {one}"


def kept_for(kept: Retention) -> str:
    """`3 years have passed since its last login`."""
    long = span(kept.text.partition(" ")[0])
    return f"{long} {'has' if long.startswith('1 ') else 'have'} passed since {since(kept.after)}"


def _rules(plan: Plan, index: Tracer) -> Iterator[Trace]:
    citing = _citing(plan.work)
    for held in plan.enforcements:
        rule = next(r for r in plan.design.rules if r.id == held.rule)
        yield Trace(
            f"req.rule.{snake(held.rule)}",
            "rule",
            f"{plan.design.name} shall at no time break this: {held.says}",
            (held.path,),
            ", ".join(rule.on),
            tables=tuple(index.tables[n] for n in rule.on if n in index.tables),
            steps=citing.get(held.path, ()),
        )


def _citing(work: Work) -> dict[str, tuple[str, ...]]:
    """The steps that a line of the design calls for."""
    found: dict[str, list[str]] = {}
    for step in work.steps:
        for path in step.because:
            found.setdefault(path, []).append(step.id)
    return {path: tuple(steps) for path, steps in found.items()}


def _work(plan: Plan) -> Iterator[Trace]:
    steps = {s.id for s in plan.work.steps}
    for job in plan.design.jobs:
        begins = f"When {listing(list(job.on), 'or')} has happened" if job.on else _by_the_clock(job.schedule or "")
        step = f"step.job.{snake(job.name)}"
        yield Trace(
            f"req.job.{snake(job.name)}",
            "work",
            f"{begins}, {plan.design.name} shall run {job.name} with the effect of one run, however often it is started.",
            (job.path,),
            job.entity or "",
            steps=(step,) if step in steps else (),
        )


def _by_the_clock(schedule: str) -> str:
    said = when(schedule)
    return f"On the schedule {schedule}" if said == schedule else f"{said[:1].upper()}{said[1:]} ({schedule})"


def _isolation(plan: Plan, index: Tracer) -> Iterator[Trace]:
    tenancy = plan.design.tenancy
    if tenancy is None:
        return
    kept = [e.name for e in plan.domain.entities.values() if e.tenant_scoped]
    root = title(tenancy.root)
    yield Trace(
        "req.tenancy",
        "isolation",
        f"If a caller of one {root} asks for a row of another, then {plan.design.name} shall answer as if there were none.",
        (tenancy.path,),
        tenancy.root,
        tables=tuple(index.tables[n] for n in kept if n in index.tables),
    )


def _joined(*groups: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(step for group in groups for step in group))


_QUALITIES: Final[tuple[tuple[str, str, tuple[str, ...]], ...]] = (
    ("latency_p95", "answer 95 of 100 requests within {}", ("step.load", "step.latency")),
    (
        "availability",
        "answer {} of the time",
        ("step.copies", "step.alerts", "step.metrics", "step.container", "step.backup"),
    ),
    ("rpo", "lose no more than {} of work in a disaster", ("step.backup",)),
    ("rto", "be back within {} of a disaster", ("step.restore-drill", "step.backup")),
    ("staleness", "show nothing that is older than {}", ("step.cache", "step.load")),
)


def _quality(plan: Plan) -> Iterator[Trace]:
    scale = plan.design.scale
    peak = f"While up to {scale.peak_rps.text} requests a second come in, " if scale.peak_rps else ""
    there, citing = {s.id for s in plan.work.steps}, _citing(plan.work)
    for name, says, steps in _QUALITIES:
        figure = getattr(scale, name)
        if figure is not None:
            begins = peak if name == "latency_p95" else ""
            paths = (f"scale.{name}", *(("scale.peak_rps",) if begins else ()))
            says_all = f"{begins}{plan.design.name} shall {says.format(span(figure.text))}."
            held = tuple(s for s in steps if s in there) or ("step.release",)
            yield Trace(
                f"req.scale.{name}",
                "quality",
                says_all,
                paths,
                steps=_joined(held, citing.get(paths[0], ())),
            )
