"""Parts of the model that work against each other: traits, events, jobs, rules."""

from __future__ import annotations

from planner.model.design import BusinessRule, Design, Job
from planner.model.domain import DomainEntity
from planner.model.entities import Field
from planner.rules.facts.registry import NO, Known, Reply, Unknown, design_fact, entity_fact, flag, job_fact, rule_fact
from planner.rules.world import World

_NOBODY = frozenset(("none",))


@entity_fact("entity.versioned_unchanged", "flag", "changes are versioned, and nobody can change it", stage="plan")
def versioned_unchanged(world: World, entity: DomainEntity) -> Reply:
    """Whether it is versioned without an update, an action or a part that writes it."""
    update = entity.rule("update")
    if not entity.versioned or entity.actions or update is None:
        return NO
    return flag({g.role for g in update.grants} <= _NOBODY, update.path, f"{entity.path}.versioned")


@entity_fact("entity.kept_undeleted", "flag", "deleted rows are kept, and nobody can delete one")
def kept_undeleted(_world: World, entity: DomainEntity) -> Reply:
    """Whether soft delete stands beside a delete given to nobody."""
    rule = entity.rule("delete")
    if not entity.soft_delete or rule is None or entity.retention is not None:
        return NO
    return flag({g.role for g in rule.grants} <= _NOBODY, rule.path, f"{entity.path}.soft_delete")


@entity_fact("entity.kept_after_gone", "flag", "its life ends some time after deletion, and deletion ends it at once")
def kept_after_gone(_world: World, entity: DomainEntity) -> Reply:
    """Whether retention counts from deletion without soft delete."""
    kept = entity.retention
    hard = kept is not None and kept.after == "deleted" and not entity.soft_delete
    return flag(hard, kept.path if kept else "", entity.path)


@entity_fact("entity.filters_what_is_encrypted", "flag", "lists are filtered by a field that the database cannot read")
def filters_what_is_encrypted(world: World, entity: DomainEntity) -> Reply:
    """Whether a filtered or sorted field is encrypted by the application."""
    setting = world.controls.get("encryption")
    if setting is None or entity.listing is None:
        return NO
    said = setting.value if isinstance(setting.value, tuple) else (setting.value,)
    wanted = {*entity.listing.filter, *entity.listing.sort, *entity.listing.search}
    hit = any(f"{entity.name}.{f}" in said for f in wanted)
    return flag(hit, setting.path, entity.listing.path)


@design_fact("design.unsent_event", "word", "an event that nothing tells")
def unsent_event(world: World, design: Design) -> Reply:
    """The first event that is about no entity, and that no action, job or service tells."""
    told = {e for x in world.domain.entities.values() for a in x.actions for e in a.emits}
    told |= {e for j in design.jobs for e in j.emits}
    for event in design.events:
        waiting = next((j for j in design.jobs if event.name in j.on), None)
        outside = event.from_service is not None or event.of is not None or _implied(event.name, world)
        if event.name not in told and not outside:
            return Known(event.name, (event.path, *((waiting.path,) if waiting else ())))
    return NO


def _implied(name: str, world: World) -> bool:
    """Events like `order.created` follow from the entity itself."""
    subject, _, verb = name.rpartition(".")
    known = {e.lower() for e in world.domain.entities}
    return verb in ("created", "updated", "deleted") and subject.replace("_", "").lower() in known


@design_fact("design.has_unsent_event", "flag", "an event is told by nothing")
def has_unsent_event(world: World, design: Design) -> Reply:
    """Whether there is such an event."""
    found = unsent_event(world, design)
    return flag(found is not NO, *(found.because if isinstance(found, Known) else ()))


@design_fact("design.unheard_event", "word", "an event that is told and that nobody hears")
def unheard_event(world: World, design: Design) -> Reply:
    """The first event that an action tells and no job waits for, where what carries it is inside this backend."""
    if design.stack.queue not in ("database", "none") or [s for s in design.services if not s.external][1:]:
        return NO
    for event in design.events:
        by = next((a for e in world.domain.entities.values() for a in e.actions if event.name in a.emits), None)
        heard = event.leaves or any(event.name in j.on for j in design.jobs)
        heard = heard or any(f.of == event.of for f in design.realtime) or event.from_service is not None
        if by and not heard and not any(s.external for s in design.services):
            return Known(event.name, (event.path, by.path))
    return NO


@design_fact("design.has_unheard_event", "flag", "an event is told that nobody hears")
def has_unheard_event(world: World, design: Design) -> Reply:
    """Whether there is such an event."""
    found = unheard_event(world, design)
    return flag(found is not NO, *(found.because if isinstance(found, Known) else ()))


@job_fact("job.starts_itself", "flag", "it tells an event that starts it again")
def starts_itself(world: World, job: Job) -> Reply:
    """Whether the events it tells lead back to it."""
    by_event: dict[str, list[Job]] = {}
    for other in world.design.jobs:
        for event in other.on:
            by_event.setdefault(event, []).append(other)
    seen: set[str] = set()
    ahead = [(e, job) for e in job.emits]
    while ahead:
        event, teller = ahead.pop()
        for other in by_event.get(event, ()):
            if other.name == job.name:
                return Known(True, (f"{job.path}.on", f"{teller.path}.emits"))
            if other.name not in seen:
                seen.add(other.name)
                ahead += [(e, other) for e in other.emits]
    return NO


@rule_fact("rule.escaped_by_null", "flag", "a row without a value escapes it")
def escaped_by_null(world: World, rule: BusinessRule) -> Reply:
    """Whether the start of a range or what it is kept for may be absent; a range without an end lasts for ever."""
    for entity in (world.entity(n) for n in rule.on):
        if entity is None:
            continue
        named = _columns(rule)
        found = [f.path for f in entity.fields if f.name in named and not _is_filled(f)]
        found += [r.path for r in entity.references if r.name in named and not r.required]
        if found:
            return Known(True, (rule.path, found[0]))
    return NO


def _is_filled(field: Field) -> bool:
    return field.required or field.default is not None or field.computed is not None


@rule_fact("rule.escaping_field", "word", "the field whose absence lets a row escape")
def escaping_field(world: World, rule: BusinessRule) -> Reply:
    """Its name."""
    found = escaped_by_null(world, rule)
    return (
        Known(found.because[1].rpartition(".")[2], found.because) if isinstance(found, Known) and found.because else NO
    )


def _columns(rule: BusinessRule) -> set[str]:
    return {rule.exclusive.start, *rule.exclusive.on} if rule.exclusive else set()


@rule_fact("rule.on_many_services", "flag", "it spans what several services own")
def on_many_services(world: World, rule: BusinessRule) -> Reply:
    """Whether its entities are of different own services."""
    owned = [(e.service, e.path) for n in rule.on if (e := world.entity(n)) is not None and e.service]
    return flag(len({s for s, _ in owned}) > 1, rule.path, *(p for _, p in owned[:1]))


@design_fact("design.counted_by_offset", "flag", "pages are numbered over millions of rows")
def counted_by_offset(world: World, design: Design) -> Reply:
    """Whether the architect chose offset pages beside an entity of more than a million rows."""
    chosen = next((c for c in design.choices if c.topic == "pagination" and c.option == "offset"), None)
    large = next((e for e in world.domain.entities.values() if (e.rows or 0) > 1_000_000), None)
    if chosen is None:
        return NO if design.choices or large is None else Unknown(("choices.pagination",))
    return flag(large is not None, chosen.path, *((f"{large.path}.rows",) if large else ()))


@entity_fact("entity.account_without_secret", "flag", "people sign in as it with a password that it does not have")
def account_without_secret(world: World, entity: DomainEntity) -> Reply:
    """Whether sign-in by password or token stands beside an account without a password field."""
    auth = world.design.stack.auth
    if entity.account is None or auth not in ("jwt", "session"):
        return NO
    has = any(f.type.kind.value == "password" or f.secret for f in entity.fields)
    identity = any(i.kind == "identity" for i in world.design.integrations)
    return flag(not has and not identity, "stack.auth", f"{entity.path}.account")


def _changing(world: World, rule: BusinessRule) -> DomainEntity | None:
    """The first entity that a rule says is only added to, and that the design lets be changed."""
    if not rule.append_only:
        return None
    return next((e for n in rule.on if (e := world.entity(n)) is not None and not e.added_only), None)


@rule_fact("rule.rows_change", "flag", "it says that rows are never changed, and the design lets them be")
def rows_change(world: World, rule: BusinessRule) -> Reply:
    """Whether one of its entities is updated, deleted, moved, or emptied of a reference."""
    found = _changing(world, rule)
    if found is None:
        return NO
    lines = [r.path for name in ("update", "delete") if (r := found.rule(name)) is not None]
    return flag(True, rule.path, *lines, *(a.path for a in found.actions[:1]), *(() if lines else (found.path,)))


@rule_fact("rule.changing_entity", "word", "the entity that it says is never changed, and that is")
def changing_entity(world: World, rule: BusinessRule) -> Reply:
    """Its name."""
    found = _changing(world, rule)
    return Known(found.name, (found.path,)) if found is not None else NO
