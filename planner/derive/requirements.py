"""Requirements as EARS sentences, out of what the design says; each traced to what of the plan answers to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from msgspec.structs import replace

from planner.model.api import Operation, OperationKind, Scope
from planner.model.design import Action
from planner.model.domain import DomainEntity
from planner.model.plan import Plan
from planner.model.requirements import Coverage, Requirements, Trace
from planner.model.work import Work
from planner.naming import listing, snake, title

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
    index = _Index(plan)
    traces = tuple(index.traced(t) for t in _sentences(plan, index))
    return Requirements(traces, tuple(_coverage(plan, traces)))


class _Index:
    """Who makes what: looked up once, asked by every requirement."""

    def __init__(self, plan: Plan) -> None:
        self.of_entity: dict[str, list[Operation]] = {}
        for operation in plan.api.operations:
            if operation.entity:
                self.of_entity.setdefault(operation.entity, []).append(operation)
        self.tables = {t.entity: t.id for t in plan.database.tables if t.entity and t.kind == "entity"}
        self.makers: dict[str, list[str]] = {}
        self.tests: dict[str, tuple[str, ...]] = {}
        for step in plan.work.steps:
            for made in step.makes:
                self.makers.setdefault(made, []).append(step.id)
            self.tests[step.id] = tuple(f for f in (*step.create, *step.modify) if "test" in f.lower())
        self.by_line: dict[str, list[str]] = {}
        self.by_entity: dict[str, list[str]] = {}
        for decision in plan.decisions:
            for path in decision.because:
                self.by_line.setdefault(path, []).append(decision.topic)
                if path.startswith("entities."):
                    self.by_entity.setdefault(path.split(".", 2)[1], []).append(decision.topic)

    def traced(self, trace: Trace) -> Trace:
        """The trace with its decisions, steps and tests."""
        made = (*trace.operations, *trace.tables)
        steps = dict.fromkeys((*trace.steps, *(s for element in made for s in self.makers.get(element, ()))))
        tests = dict.fromkeys(t for s in steps for t in self.tests.get(s, ()))
        decisions = dict.fromkeys(d for path in trace.because for d in self.by_line.get(path, ()))
        if trace.kind == "access":
            decisions |= dict.fromkeys(self.by_entity.get(trace.entity, ()))
        return replace(trace, decisions=tuple(decisions), steps=tuple(steps), tests=tuple(tests))


def _sentences(plan: Plan, index: _Index) -> Iterator[Trace]:
    name = plan.design.name
    yield from _stated(plan, index)
    for entity in plan.domain.entities.values():
        yield from _access(entity, name, index)
        for action in entity.actions:
            yield from _moves(entity, action, name, index)
        yield from _kept(entity, name, index, plan.work)
    yield from _rules(plan, index)
    yield from _work(plan)
    yield from _isolation(plan, index)
    yield from _quality(plan)


def _stated(plan: Plan, index: _Index) -> Iterator[Trace]:
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


def _access(entity: DomainEntity, name: str, index: _Index) -> Iterator[Trace]:
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
        f"{name} shall open {entity.many_title} to those who have the right and to nobody else: {lets}.",
        tuple(dict.fromkeys((entity.path, *(p for o in found for p in o.because)))),
        entity.name,
        operations=tuple(o.id for o in found),
        tables=table,
    )


def _caller(scope: Scope) -> str:
    rows = {"own": " (their rows)", "self": " (their own)", "where": " (some rows)", "via": " (linked rows)"}
    who = {"public": "anybody", "owner": "the owner"}.get(scope.role, scope.role)
    return who + ("" if scope.role == "owner" else rows.get(scope.rows, ""))


def _moves(entity: DomainEntity, action: Action, name: str, index: _Index) -> Iterator[Trace]:
    """When somebody asks for an action, and what must be refused."""
    kind = title(entity.name)
    who = _asked(action)
    from_states = f" that is {listing(list(action.from_states), 'or')}" if action.from_states else ""
    does = [f"make it {action.to_state}"] if action.to_state else ["do so once"]
    does += [f"ask {listing(list(action.uses))}"] if action.uses else []
    does += [f"publish {listing(list(action.emits))}"] if action.emits else []
    refuses = f"; if it is anything else, then {name} shall refuse with 409 and change nothing" if from_states else ""
    operations = [o.id for o in index.of_entity.get(entity.name, ()) if o.action == action.name]
    operations += [f"op.webhook.{snake(g.role[12:])}" for g in action.by if g.role.startswith("integration.")]
    table = (index.tables[entity.name],) if action.to_state and entity.name in index.tables else ()
    yield Trace(
        f"req.{snake(entity.name)}.{snake(action.name)}",
        "state" if action.to_state else "access",
        f"When {who} to {title(action.name)} {_a(kind)}{from_states}, {name} shall {listing(does)}{refuses}.",
        (action.path,),
        entity.name,
        operations=tuple(operations),
        tables=table,
    )


def _asked(action: Action) -> str:
    """Who asks for it: people ask, outside parties give notice."""
    people = [_PEOPLE.get(g.role, g.role) for g in action.by if not g.role.startswith("integration.")]
    parties = [g.role[12:] for g in action.by if g.role.startswith("integration.")]
    asks = f"{listing(people, 'or')} asks" if people else ""
    tells = f"{listing(parties, 'or')} gives signed notice" if parties else ""
    return " or ".join(w for w in (asks, tells) if w) or "somebody asks"


_PEOPLE: Final = {"owner": "the owner", "public": "anybody", "system": "the system"}


def _a(noun: str) -> str:
    return f"{'an' if noun[:1].lower() in 'aeiou' else 'a'} {noun}"


def _kept(entity: DomainEntity, name: str, index: _Index, work: Work) -> Iterator[Trace]:
    kept = entity.retention
    if kept is None:
        return
    step = f"step.{snake(entity.name)}.retention"
    after = {"created": "it was created", "deleted": "it was deleted"}.get(kept.after, kept.after.replace("_", " "))
    yield Trace(
        f"req.{snake(entity.name)}.retention",
        "retention",
        f"When {kept.text.partition(' ')[0]} have passed since {after}, {name} shall end the life of {_a(title(entity.name))}.",
        (kept.path,),
        entity.name,
        tables=(index.tables[entity.name],) if entity.name in index.tables else (),
        steps=(step,) if any(s.id == step for s in work.steps) else (),
    )


def _rules(plan: Plan, index: _Index) -> Iterator[Trace]:
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
        begins = f"When {listing(list(job.on), 'or')} has happened" if job.on else f"At {job.schedule}"
        step = f"step.job.{snake(job.name)}"
        yield Trace(
            f"req.job.{snake(job.name)}",
            "work",
            f"{begins}, {plan.design.name} shall run {job.name} with the effect of one run, however often it is started.",
            (job.path,),
            job.entity or "",
            steps=(step,) if step in steps else (),
        )


def _isolation(plan: Plan, index: _Index) -> Iterator[Trace]:
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
    ("availability", "answer {} of the time", ("step.copies", "step.release")),
    ("rpo", "lose no more than {} of work in a disaster", ("step.backup", "step.release")),
    ("rto", "be back within {} of a disaster", ("step.restore-drill", "step.backup", "step.release")),
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
            says_all = f"{begins}{plan.design.name} shall {says.format(figure.text)}."
            yield Trace(
                f"req.scale.{name}",
                "quality",
                says_all,
                paths,
                steps=_joined(citing.get(paths[0], ()), (s for s in steps if s in there)),
            )


def _coverage(plan: Plan, traces: Iterable[Trace]) -> Iterator[Coverage]:
    """What some requirement calls for, of all there is. Supporting plan are called for by the decisions."""
    found = tuple(traces)
    own = [o for o in plan.api.operations if o.entity and o.kind not in _SUPPORTING]
    yield _covered("operations on entities", (o.id for o in own), found, lambda t: t.operations)
    tables = (t.id for t in plan.database.tables if t.entity and t.kind == "entity")
    yield _covered("tables of entities", tables, found, lambda t: t.tables)
    made = [t for t in found if t.kind != "stated"]
    yield Coverage("requirements with a step", sum(bool(t.steps) for t in made), len(made))
    yield Coverage("requirements with a test file", sum(bool(t.tests) for t in made), len(made))


_SUPPORTING: Final = frozenset(
    (OperationKind.LINK_LIST, OperationKind.LINK_ADD, OperationKind.LINK_REMOVE, OperationKind.ME, OperationKind.QUERY)
)


def _covered(
    says: str, every: Iterable[str], traces: tuple[Trace, ...], ids: Callable[[Trace], tuple[str, ...]]
) -> Coverage:
    called = {i for t in traces for i in ids(t)}
    wanted = tuple(every)
    return Coverage(says, sum(i in called for i in wanted), len(wanted))
