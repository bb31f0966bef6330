"""PLAN.md: what an architect reads from top to bottom and signs. Every number comes from the plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import groupby

from msgspec import Struct
from msgspec.structs import replace

from planner.emit import pages
from planner.emit.base import Artifact, text_artifact
from planner.emit.called import called
from planner.emit.capacity import CapacityView, capacity_view, is_of_capacity
from planner.emit.certain import certain_lines, doubted_line
from planner.emit.changes import change_lines
from planner.emit.decisions import decision_row, is_of_this, is_worth_a_row, record_paths, usual_outcome
from planner.emit.escape import markdown, marked
from planner.emit.options import EmitOptions
from planner.emit.order import done_rows, longest_chain, order_line, phase_lines
from planner.emit.panel import attention, tension_lines, verdict_rows, waiting
from planner.emit.requirements import coverage_line, glossary_rows, matrix_rows, requirement_lines, scope_line
from planner.model.api import Feed, Operation, OperationKind, Scope, Style
from planner.model.database import Table
from planner.model.domain import DomainEntity, EffectiveRole
from planner.model.plan import Plan
from planner.naming import camel, count_phrase, listing, pascal, plural_title, title
from planner.phrases import brand, credential, more, since, span


class EntityView(Struct, frozen=True):
    """One entity of the model."""

    name: str
    says: str
    facts: tuple[str, ...]
    states: str


class PlanView(Struct, frozen=True):
    """The whole page."""

    name: str
    summary: str
    size: str
    risks: tuple[str, ...]
    waiting: str
    changes: tuple[str, ...]
    verdicts: tuple[str, ...]
    tensions: tuple[str, ...]
    scope: str
    glossary: tuple[str, ...]
    roles: tuple[str, ...]
    certain: tuple[str, ...]
    requirements: tuple[str, ...]
    matrix: tuple[str, ...]
    coverage: str
    assumptions: tuple[str, ...]
    questions: tuple[str, ...]
    entities: tuple[EntityView, ...]
    decisions: tuple[str, ...]
    uncalled: str
    usual: str
    contract: str
    operations: tuple[str, ...]
    messages: tuple[str, ...]
    schema: str
    tables: tuple[str, ...]
    rules: tuple[str, ...]
    integrations: tuple[str, ...]
    capacity: CapacityView
    order: str
    path: tuple[str, ...]
    phases: tuple[str, ...]
    done: tuple[str, ...]


def emit(plan: Plan, options: EmitOptions) -> Iterator[Artifact]:
    """One page."""
    yield text_artifact("PLAN.md", pages.plan(plan_view(plan, options)), "document")


def plan_view(plan: Plan, options: EmitOptions) -> PlanView:
    """What the page says."""
    design = plan.design
    served = list(plan.database.tables)
    records = record_paths(plan)
    listed = {o.entity: o.security.scopes for o in plan.api.operations if o.kind is OperationKind.LIST and o.entity}
    return PlanView(
        name=markdown(design.name),
        summary=markdown(design.summary),
        size=f"{count_phrase(len(plan.domain.entities), 'entity')}, {count_phrase(len(plan.api.operations), 'operation')}, "
        f"{count_phrase(len(served), 'table')}, {count_phrase(len(plan.work.steps), 'step')}{_built_for(plan)}.",
        risks=attention(plan),
        waiting=waiting(plan),
        changes=change_lines(plan, options.since),
        verdicts=verdict_rows(plan),
        tensions=tension_lines(plan),
        scope=scope_line(plan),
        glossary=tuple(glossary_rows(plan)),
        roles=tuple(
            f"**{markdown(r.name)}**: {markdown(r.says) or 'acts as ' + markdown(r.name)}{_as_well(r)}{_sign_in(r.account, plan)}"
            for r in plan.domain.roles.values()
        ),
        certain=tuple(certain_lines(plan)),
        requirements=requirement_lines(plan),
        matrix=matrix_rows(plan),
        coverage=coverage_line(plan),
        assumptions=tuple(filter(None, (doubted_line(plan),)))
        + tuple(
            f"{markdown(a.says)} Another answer in `{a.path}` changes {a.would_change}."
            for a in plan.assumptions
            if not is_of_capacity(a)
        ),
        questions=tuple(f"{marked(q.asks)} (meanwhile: {marked(q.assumed)})" for q in plan.questions),
        entities=tuple(_entity(e, plan) for e in plan.domain.entities.values()),
        decisions=tuple(
            decision_row(d, records.get(d.id, ""), plan) for d in plan.decisions if is_worth_a_row(d) and is_of_this(d)
        ),
        usual="; ".join(usual_outcome(d) for d in plan.decisions if is_worth_a_row(d) and not is_of_this(d)),
        uncalled="; ".join(markdown(d.option_title) for d in plan.decisions if not is_worth_a_row(d)),
        contract=_contract(plan),
        operations=(
            *(_operation(o, plan.settings.api_style, listed) for o in plan.api.operations),
            *(_feed(f, plan.settings.api_style) for f in plan.api.feeds),
        ),
        messages=tuple(_messages(plan)),
        schema=_schema(plan),
        tables=tuple(_table(t) for t in plan.database.tables),
        rules=tuple(
            f"{markdown(e.says)} {f'Enforced by `{e.by}`' if e.enforced else f'Not in the schema: {markdown(e.how)}'}. ({plan.place(e.path)})"
            for e in plan.enforcements
        ),
        integrations=tuple(_integrations(plan)),
        capacity=capacity_view(plan),
        order=order_line(plan),
        path=tuple(longest_chain(plan)),
        phases=tuple(phase_lines(plan)),
        done=done_rows(plan),
    )


def _built_for(plan: Plan) -> str:
    consumers = listing([_CALLERS.get(c, c.replace("_", " ")) for c in plan.design.context.consumers])
    return f"; for {consumers}" if consumers else ""


def _as_well(role: EffectiveRole) -> str:
    """The roles it extends: the table of the contract names only those that were given a right."""
    return f" Acts as {markdown(listing(role.acts_as))} as well." if role.acts_as else ""


def _sign_in(account: str | None, plan: Plan) -> str:
    if account is not None:
        return f" Signs in as {title(account)}."
    holds = any(t.name == "principals" for t in plan.database.tables)
    return " Signs in through the principals table." if holds else ""


def _entity(entity: DomainEntity, plan: Plan) -> EntityView:
    facts = [f"fields: {listing([f.name for f in entity.fields])}"] if entity.fields else []
    facts += [
        f"{r.name}: {'one' if r.required else 'at most one'} {listing([title(t) for t in r.targets], 'or')}, on delete {r.on_delete.replace('_', ' ')}"
        for r in entity.references
    ]
    facts += [f"{p.name}: many {plural_title(p.target)}" for p in entity.pairings]
    traits = [
        word
        for is_set, word in (
            (bool(entity.account), f"signs in as {entity.account}"),
            (bool(entity.owner), f"owned through {'.'.join(entity.owner)}"),
            (entity.parent is not None, "part of its whole"),
            (entity.soft_delete, "deleted softly"),
            (bool(entity.audit), f"audited ({entity.audit})"),
            (entity.versioned, "versioned"),
            (entity.tenant_scoped, "kept apart by tenant"),
            (entity.retention is not None, f"kept {_kept(entity)}"),
            (entity.rows is not None, f"{entity.rows or 0:,} rows"),
            (entity.growth_per_day is not None, more(entity.growth_per_day or 0)),
        )
        if is_set
    ]
    if traits:
        facts.append(listing(traits))
    moves = [f"{a.source} → {a.target} ({a.action})" for m in entity.machines for a in m.arrows]
    states = f"States: {'; '.join(markdown(m) for m in moves)}." if moves else ""
    return EntityView(
        markdown(entity.name),
        markdown(entity.says),
        tuple(markdown(f[:1].upper() + f[1:]) + "." for f in facts),
        states,
    )


def _kept(entity: DomainEntity) -> str:
    kept = entity.retention
    return f"{span(kept.text.partition(' ')[0])} after {since(kept.after)}" if kept else ""


def _contract(plan: Plan) -> str:
    name = {"rest": "openapi.yaml", "graphql": "schema.graphql", "grpc": "service.proto"}[plan.settings.api_style]
    public = sum(o.security.public for o in plan.api.operations)
    signed = sum(o.security.scheme == "signature" for o in plan.api.operations)
    notices = f", {signed} {'takes' if signed == 1 else 'take'} signed notices" if signed else ""
    return f"[{name}]({name}) states {count_phrase(len(plan.api.operations), 'operation')}; {public} of them answer anonymous callers{notices}, the others authenticate by {credential(plan.settings.auth)}{_by_key(plan)}."


def _by_key(plan: Plan) -> str:
    """Who may send a key of their own instead."""
    known = plan.api.key_holders if plan.settings.auth != "api_key" else ()
    holders = [h for h in known if h in plan.domain.roles]
    return f", {listing(holders)} by API keys as well" if holders else ""


def _operation(o: Operation, style: Style, listed: Mapping[str, tuple[Scope, ...]]) -> str:
    who = _callers(_answered(o, listed)) or ("the signed sender" if o.security.scheme == "signature" else "nobody yet")
    method, path = called(o, style)
    return f"| {method} | `{path}` | {markdown(o.summary)} | {who} |"


def _answered(o: Operation, listed: Mapping[str, tuple[Scope, ...]]) -> tuple[Scope, ...]:
    """The callers and the rows they see: what is linked is seen as its own list shows it."""
    if o.kind is not OperationKind.LINK_LIST:
        return o.security.scopes
    narrowed = {s.role for s in listed.get(o.reads[-1], ()) if s.where is not None}
    return tuple([replace(s, rows="where") if s.role in narrowed else s for s in o.security.scopes])


def _feed(f: Feed, style: Style) -> str:
    way, name = {"rest": (f.transport, f.path), "graphql": ("subscription", camel(f.name))}.get(
        style, ("rpc stream", f"Follow{pascal(f.name)}")
    )
    return f"| {way} | `{name}` | Follow changes of {markdown(title(f.entity))} | {_callers(f.security.scopes)} |"


@lru_cache(maxsize=4096)
def _callers(scopes: tuple[Scope, ...]) -> str:
    groups = groupby(scopes, key=lambda s: "" if s.role == "owner" else _ROWS[s.rows])
    return markdown(listing([f"{listing([_role(s) for s in group])}{rows}" for rows, group in groups]))


_ROWS = {
    "all": "",
    "own": " (own rows)",
    "self": " (their own sign-in)",
    "tenant": " (own row)",
    "where": " (some rows)",
    "via": " (linked rows)",
}


def _role(scope: Scope) -> str:
    return "anybody" if scope.role == "public" else scope.role


def _messages(plan: Plan) -> Iterator[str]:
    for m in plan.api.messages:
        verb = "published" if m.direction == "publish" else "consumed"
        yield f"`{m.event}` v{m.version}, {verb} {m.delivery.replace('_', ' ')}: {listing([x.name for x in m.members])}{'; starts ' + listing(list(m.consumed_by)) if m.consumed_by else ''}."


_APART = {
    "schema": "Each tenant has a schema of its own: `migrations/each-tenant.sh` runs the migrations once in each, and its root table holds one row. ",
    "database": "Each tenant has a database of its own: `migrations/each-tenant.sh` runs the migrations once in each, and its root table holds one row. ",
}


def _schema(plan: Plan) -> str:
    tables = plan.database.tables
    indexes = sum(len(t.indexes) for t in tables)
    return f"{_APART.get(plan.domain.isolation or 'row', '')}{brand(plan.settings.dialect)} holds {count_phrase(len(tables), 'table')} with {count_phrase(sum(len(t.foreign_keys) for t in tables), 'foreign key')}, {count_phrase(sum(len(t.checks) for t in tables), 'check')} and {count_phrase(indexes, 'secondary index')}; each index names the operation it serves."


def _table(t: Table) -> str:
    notes = [count_phrase(len(t.triggers), "trigger")] if t.triggers else []
    notes += [count_phrase(len(t.policies), "policy")] if t.policies else []
    return f"| `{t.name}` | {len(t.columns)} | {len(t.indexes)} | {markdown(t.comment)}{' ' + listing(notes).capitalize() + '.' if notes else ''} |"


def _integrations(plan: Plan) -> Iterator[str]:
    for i in plan.design.integrations:
        sees = f"; it sees {listing(list(i.sees))}" if i.sees else ""
        down = f"; while it is down: {markdown(_lowered(i.fallback.rstrip('.')))}" if i.fallback else ""
        yield f"**{markdown(i.name)}** ({markdown(brand(i.provider or i.kind or 'outside'))}): time-out {i.timeout or '5s (assumed)'}{sees}{down}."


def _lowered(text: str) -> str:
    """The first letter small, where it begins a word and not a name."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


_CALLERS = {
    "web": "web pages",
    "mobile": "apps",
    "third_party": "programs of other companies",
    "internal": "our own services",
    "devices": "devices",
}
