"""Facts about the build order and the messages of a plan: steps that hold something, tables that carry work."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from planner.graph import stable_order
from planner.model.api import Message, Operation
from planner.model.database import Table
from planner.model.design import BusinessRule, Design, Integration, Job
from planner.model.domain import DomainEntity
from planner.model.entities import Action, Field, OnDelete, TypeKind
from planner.model.expressions import Compare, Expression, Logic, Name
from planner.naming import snake
from planner.rules.facts.entities import COUNT_WORDS, has_word
from planner.rules.facts.registry import (
    NO,
    Known,
    Reply,
    Unknown,
    action_fact,
    design_fact,
    entity_fact,
    field_fact,
    flag,
    integration_fact,
    job_fact,
    message_fact,
    operation_fact,
    rule_fact,
)
from planner.rules.world import World

_ALWAYS_WEIGHTY: Final = frozenset(("refund", "payout", "pay", "transfer", "reimburse", "credit", "grant"))
_WEIGHTY: Final = frozenset(
    ("approve", "refund", "payout", "pay", "transfer", "withdraw", "grant", "release", "reimburse", "write", "credit")
)


def _step(world: World, *ids: str) -> tuple[str, ...]:
    """Those of the steps that the plan has, if it has them all."""
    return ids if all(i in world.steps for i in ids) else ()


@entity_fact("entity.purged", "flag", "a step ends the life of its rows", stage="plan")
def purged(world: World, entity: DomainEntity) -> Reply:
    """Whether a retention step or a job of its own purges it, or the whole it is a part of."""
    for kept in wholes(world, entity):
        if kept.retention is None:
            continue
        jobs = (f"step.job.{snake(j.name)}" for j in world.design.jobs if j.ends(kept.name))
        for step in (f"step.{snake(kept.name)}.retention", *jobs):
            if step in world.steps:
                return Known(True, (kept.retention.path,), (step,))
    return NO


def wholes(world: World, entity: DomainEntity) -> Iterator[DomainEntity]:
    """The entity and what it goes with, upwards: the whole it is a part of, or the row whose deletion takes it along."""
    seen: set[str] = set()
    here: DomainEntity | None = entity
    while here is not None and here.name not in seen:
        yield here
        seen.add(here.name)
        along = (r for r in here.references if r.required and r.on_delete is OnDelete.CASCADE)
        above = here.parent or next(along, None)
        here = world.entity(above.targets[0]) if above else None


@entity_fact("entity.purged_once_deleted", "flag", "what is marked as deleted goes for good after a time", stage="plan")
def purged_once_deleted(world: World, entity: DomainEntity) -> Reply:
    """Whether its retention counts from deletion, and a step carries it out."""
    if entity.retention is None or entity.retention.after != "deleted":
        return NO
    return purged(world, entity)


@design_fact("design.table_cycles", "number", "how many circles of references there are among tables", unit="count")
def table_cycles(world: World, _design: Design) -> Reply:
    """Circles of two or more entities."""
    edges = {
        e.name: tuple(
            dict.fromkeys(t for r in e.references for t in r.targets if t in world.domain.entities and t != e.name)
        )
        for e in world.domain.entities.values()
    }
    cycles = stable_order(tuple(edges), edges).cycles
    return Known(len(cycles), tuple(world.domain.entities[n].path for c in cycles for n in c)[:5])


@design_fact("design.keys_deferred", "flag", "a key of each circle is added after both tables are there", stage="plan")
def keys_deferred(world: World, _design: Design) -> Reply:
    """Whether foreign keys are deferred."""
    found = tuple(k.id for t in world.parts.database.tables for k in t.foreign_keys if k.deferred)
    return Known(True, (), found) if found else NO


@rule_fact(
    "rule.raced_for", "flag", "callers race for what it bounds: a range, or a count that what they create uses up"
)
def raced_for(world: World, rule: BusinessRule) -> Reply:
    """Whether it is a range without overlap, or a condition over a count and something users create."""
    if rule.exclusive is not None:
        return Known(True, (rule.path,))
    entities = [e for n in rule.on if (e := world.entity(n)) is not None]
    counted = any(has_word(f.name, COUNT_WORDS) or f.min == "0" for e in entities for f in e.fields)
    created = any(_is_created(e) for e in entities)
    return flag(len(entities) > 1 and rule.check is not None and counted and created, rule.path)


def _is_created(entity: DomainEntity) -> bool:
    rule = entity.rule("create")
    return not entity.access or (rule is not None and rule.is_called)


@rule_fact(
    "rule.won_once",
    "flag",
    "the schema refuses the loser, and where several rows change a step tests the race",
    stage="plan",
)
def won_once(world: World, rule: BusinessRule) -> Reply:
    """A range is decided by its constraint alone; a count needs the conditional update of a step beside it."""
    by = tuple(e.by for e in world.parts.enforcements if e.rule == rule.id and e.enforced and _stands(world, e.by))
    if not by:
        return NO
    if rule.exclusive is not None:
        return Known(True, (rule.path,), by)
    step = _step(world, f"step.stock_race.{snake(rule.id)}")
    return Known(True, (rule.path,), (*by, *step)) if step else NO


def _stands(world: World, element: str) -> bool:
    """Whether the constraint or trigger is still in the schema."""
    return element in world.constraints


@operation_fact(
    "operation.half_done",
    "flag",
    "it changes rows and asks somebody else as well",
    only=lambda operation: bool(operation.uses) or len(operation.writes) > 1,
)
def half_done(world: World, operation: Operation) -> Reply:
    """Whether it calls out, or writes what two of the own services own."""
    services = {world.domain.entities[n].service for n in operation.writes if n in world.domain.entities}
    out = bool(operation.uses) and operation.kind.value != "webhook"
    return flag(out or len(services) > 1, *operation.because)


@operation_fact(
    "operation.slow",
    "flag",
    "an outside service or many rows at once decide how long it takes",
    only=lambda operation: bool(operation.uses) or operation.bulk,
)
def slow(_world: World, operation: Operation) -> Reply:
    """Whether it waits for an integration, or works through the rows it is sent."""
    return flag((bool(operation.uses) and operation.kind.value != "webhook") or operation.bulk, *operation.because)


@operation_fact(
    "operation.embeds",
    "flag",
    "its answer holds rows of other entities",
    only=lambda operation: operation.many and bool(operation.include),
)
def embeds(_world: World, operation: Operation) -> Reply:
    """Whether something can be included."""
    return Known(True, operation.because)


@operation_fact("operation.embeds_by_index", "flag", "each embedded list is one look-up by an index")
def embeds_by_index(world: World, operation: Operation) -> Reply:
    """Whether an index leads by each reference that is embedded."""
    entity = world.entity(operation.entity) if operation.entity else None
    if entity is None:
        return NO
    held: list[str] = []
    for name in operation.include:
        by = _embedded_by(world, entity, name)
        if by is None:
            return NO
        held.append(by)
    return Known(True, operation.because, tuple(dict.fromkeys(held)))


def _embedded_by(world: World, entity: DomainEntity, name: str) -> str | None:
    """The index or key that one look-up of all embedded rows uses."""
    collection = next((c for c in entity.collections if snake(c.name) == name), None)
    reference = next((r for r in entity.references if snake(r.name) == name), None)
    if collection is not None:
        table = world.tables_of.get(collection.target)
        return _index_on(table, snake(collection.reference)) if table else None
    if reference is not None:
        target = world.tables_of.get(reference.targets[0])
        return target.id if target else None
    joined = [p for p in (*entity.pairings, *entity.paired_by) if name in (snake(p.name), snake(p.inverse or ""))]
    return world.join_ids.get(joined[0].path) if joined else None


def _index_on(table: Table, stem: str) -> str | None:
    for index in table.indexes:
        if any(c.name.startswith(stem) for c in index.columns[:2]):
            return index.id
    return next((u.id for u in table.uniques if u.columns[0].startswith(stem)), None) or (
        table.id if table.primary_key[0].startswith(stem) else None
    )


@message_fact("message.consumed", "flag", "this backend takes it in")
def consumed(_world: World, message: Message) -> Reply:
    """Whether it comes from elsewhere."""
    return flag(message.direction == "consume", *message.because)


@message_fact("message.inboxed", "flag", "its id is kept, so that its effect happens once")
def inboxed(world: World, message: Message) -> Reply:
    """Whether there is an inbox table with the sender's id in its key."""
    table = world.tables.get("inbox_messages")
    return Known(True, message.because, (table.id,)) if table and "message_id" in table.primary_key else NO


@message_fact("message.version_kept", "flag", "its version stands in its row of the outbox")
def version_kept(world: World, message: Message) -> Reply:
    """Whether the version travels from the outbox on."""
    table = world.tables.get("outbox_messages")
    column = table.column("version") if table else None
    return Known(True, message.because, (column.id,)) if column and message.version else NO


@job_fact("job.kept_when_dead", "flag", "runs are leased, made once, and kept when they fail for good", stage="plan")
def kept_when_dead(world: World, job: Job) -> Reply:
    """Whether the table of runs has a lease and a key of the trigger, and the job does not forgo dead letters."""
    table = world.tables.get("job_runs")
    lease = table.column("leased_until") if table else None
    if table is None or lease is None or not table.uniques or job.dead_letter is False:
        return NO
    return Known(True, (job.path,), (lease.id, table.uniques[0].id))


@job_fact("job.attempts_bounded", "flag", "how often it is tried again has an end that is counted", stage="plan")
def attempts_bounded(world: World, job: Job) -> Reply:
    """Whether retries are said, and attempts are a column."""
    table = world.tables.get("job_runs")
    column = table.column("attempts") if table else None
    if job.retries is None:
        return Unknown((f"{job.path}.retries",))
    return Known(True, (f"{job.path}.retries",), (column.id,)) if column else NO


@integration_fact("integration.critical", "flag", "an action of users needs it", stage="plan")
def critical(world: World, integration: Integration) -> Reply:
    """Whether an operation starts something there."""
    found = [
        p
        for o in world.parts.api.operations
        if integration.name in o.uses and o.kind.value != "webhook"
        for p in o.because
    ]
    return flag(bool(found), integration.path, *found[:2])


@integration_fact("integration.called", "flag", "this backend calls it")
def called(_world: World, integration: Integration) -> Reply:
    """Whether calls go out."""
    return flag(integration.direction != "in", integration.path)


def _client(integration: Integration) -> str:
    return f"step.integration.{snake(integration.name)}.client"


@integration_fact("integration.bounded", "flag", "its client gives up after a time that is said", stage="plan")
def bounded(world: World, integration: Integration) -> Reply:
    """Whether a time-out is said, and a step builds it in."""
    step = _step(world, _client(integration))
    return Known(True, (f"{integration.path}.timeout",), step) if integration.timeout and step else NO


@integration_fact("integration.degrades", "flag", "its client does what is said when it is down", stage="plan")
def degrades(world: World, integration: Integration) -> Reply:
    """Whether a fallback is said, and a step builds it in."""
    if integration.fallback is None:
        return Unknown((f"{integration.path}.fallback",))
    step = _step(world, _client(integration))
    said = integration.fallback.strip().lower() not in ("none", "nothing", "no")
    return Known(True, (f"{integration.path}.fallback",), step) if said and step else NO


@integration_fact("integration.tried_out", "flag", "it can be tried without being real", stage="plan")
def tried_out(world: World, integration: Integration) -> Reply:
    """Whether there is a sandbox, and a step gets access to it."""
    if integration.sandbox is None:
        return Unknown((f"{integration.path}.sandbox",))
    step = _step(world, f"step.integration.{snake(integration.name)}.access")
    return Known(True, (f"{integration.path}.sandbox",), step) if integration.sandbox and step else NO


@field_fact("field.summed_by_job", "flag", "a scheduled job adds it up", stage="plan")
def summed_by_job(world: World, field: Field) -> Reply:
    """Whether a job of its entity runs by the clock."""
    entity = field.path.split(".")[1] if field.path.startswith("entities.") else ""
    steps = (f"step.job.{snake(j.name)}" for j in world.design.jobs if j.schedule and j.entity == entity)
    found = tuple(s for s in steps if s in world.steps)
    return Known(True, (field.path,), found) if found else NO


@action_fact("action.told_by_party", "flag", "an outside party says that it was done")
def told_by_party(_world: World, action: Action) -> Reply:
    """Whether an integration runs it, and it moves a state."""
    return flag(bool(action.to_state) and any(g.party for g in action.by), action.path)


@action_fact("action.only_by_notice", "flag", "nobody but the outside party's verified notice runs it", stage="plan")
def only_by_notice(world: World, action: Action) -> Reply:
    """Whether no person may run it, and the contract takes the notice in."""
    parties = {g.party for g in action.by}
    if "" in parties:
        return NO
    hooks = tuple(f"op.webhook.{snake(name)}" for name in sorted(parties))
    held = tuple(h for h in hooks if h in world.operations_by_id)
    return Known(True, (action.path,), held) if len(held) == len(hooks) else NO


_APPROVING: Final = frozenset(("approve", "authorise", "authorize", "grant", "certify", "endorse"))
"""Words of a consent that is none where who asks for it gives it."""


@action_fact("action.weighty", "flag", "it moves money or grants something, on the word of one person")
def weighty(world: World, action: Action) -> Reply:
    """Whether its name reads so, people run it, and there is money in it or a right to have."""
    people = any(g.is_caller and g.role != "owner" for g in action.by)
    at_stake = has_word(action.name, _ALWAYS_WEIGHTY) or _has_money(world, action)
    own = any(g.role == "owner" for g in action.by) and has_word(action.name, _APPROVING)
    return flag(own or (people and at_stake and has_word(action.name, _WEIGHTY)), action.path)


def _has_money(world: World, action: Action) -> bool:
    entity = _entity_of(world, action)
    return entity is not None and any(f.type.kind is TypeKind.MONEY for f in entity.fields)


def _entity_of(world: World, action: Action) -> DomainEntity | None:
    return world.entity(action.path.split(".")[1]) if action.path.startswith("entities.") else None


def _keeps_apart(expression: Expression) -> bool:
    """Whether it says that two who act on a row are not the same: `decided_by != requested_by`."""
    match expression:
        case Logic():
            return any(_keeps_apart(part) for part in expression.operands)
        case Compare(left=Name(parts=left), operator="!=", right=Name(parts=right)):
            return left[-1].endswith("_by") and right[-1].endswith("_by")
    return False


@action_fact("action.approved_by_two", "flag", "a second person approves it")
def approved_by_two(world: World, action: Action) -> Reply:
    """Whether a check of its entity keeps who asks and who decides apart, or `controls.four_eyes` names it."""
    entity = _entity_of(world, action)
    for rule in entity.checks if entity is not None else ():
        if _keeps_apart(rule.condition):
            return Known(True, (rule.path,), (rule.path,))
    setting = world.controls.get("four_eyes")
    if setting is None:
        return Unknown(("controls.four_eyes",))
    said = setting.value if isinstance(setting.value, tuple) else (setting.value,)
    named = any(str(word).rpartition(".")[2] in (action.name, "all") for word in said)
    return Known(named, (setting.path,), (setting.path,) if named else ())
