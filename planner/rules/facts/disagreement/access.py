"""Rights that contradict each other or the words of a role; things nobody can create or reach."""

from __future__ import annotations

from typing import Final

from planner.model.api import Operation, OperationKind
from planner.model.domain import DomainEntity, EffectiveRole
from planner.model.entities import Field, Grant
from planner.naming import listing, plural_title, snake, title, words
from planner.rules.facts.disagreement.arriving import is_brought_in
from planner.rules.facts.disagreement.deeds import is_said, makes, said_deeds
from planner.rules.facts.registry import NO, Known, Reply, entity_fact, flag, role_fact
from planner.rules.world import World

_READS: Final = (OperationKind.LIST, OperationKind.GET)
_NOBODY: Final = frozenset(("none",))
_EVERYBODY: Final = frozenset(("public", "authenticated"))
_WRITES: Final = frozenset(("create", "update", "delete"))
_ONLY_LOOKS: Final = ("read-only", "only reads", "reads only", "only looks", "only sees", "views only", "only views")


def _grants(entity: DomainEntity, operation: str) -> frozenset[str]:
    rule = entity.rule(operation)
    return frozenset(g.role for g in rule.grants) if rule else frozenset()


def _may(entity: DomainEntity, operation: str, role: EffectiveRole) -> bool:
    granted = _grants(entity, operation)
    own = entity.owner_account is not None and role.account == entity.owner_account
    return bool(granted & {*role.inherits, "authenticated", "public"}) or ("owner" in granted and own)


@entity_fact(
    "entity.never_made", "flag", "nobody can create one: no caller, no action, no job, no import", stage="plan"
)
def never_made(world: World, entity: DomainEntity) -> Reply:
    """Whether creation is given to nobody, nothing else makes rows, and others need them."""
    rule = entity.rule("create")
    if rule is None or entity.parent is not None or not {g.role for g in rule.grants} <= _NOBODY:
        return NO
    if _is_made(world, entity):
        return NO
    needed = next(
        (r for e in world.domain.entities.values() for r in e.references if entity.name in r.targets and r.required),
        None,
    )
    return flag(needed is not None, rule.path, *((needed.path,) if needed else ()))


@entity_fact("entity.shown_never_made", "flag", "callers read it, and nothing makes one", stage="plan")
def shown_never_made(world: World, entity: DomainEntity) -> Reply:
    """Whether reads are served of rows that no caller, action, job, part of a whole or outside party brings in."""
    rule = entity.rule("create")
    left_out = bool(entity.operations) and "create" not in entity.operations
    if not left_out and not (rule is not None and {g.role for g in rule.grants} <= _NOBODY):
        return NO
    read = next((o for o in world.operations_of.get(entity.name, ()) if o.kind in _READS), None)
    if read is None or entity.account is not None or never_made(world, entity) is not NO:
        return NO
    if _is_made(world, entity) or _is_brought(world, entity):
        return NO
    return flag(True, rule.path if rule is not None else entity.path, *read.because[:1])


def _is_brought(world: World, entity: DomainEntity) -> bool:
    """Whether it may come from outside: another service tells or owns it, a party sends it in, the past left it."""
    design = world.design
    if any(e.from_service for e in design.events) or any(i.direction in ("in", "both") for i in design.integrations):
        return True
    if design.context.project == "brownfield" or any(entity.name in s.owns for s in design.services if s.external):
        return True
    return any(plural_title(entity.name).lower() in (j.does + j.says).lower() for j in design.jobs)


def _is_made(world: World, entity: DomainEntity) -> bool:
    """Whether an operation writes it beside its own, or a job or event is about it."""
    if any(entity.name in o.writes and o.kind is not OperationKind.UPDATE for o in world.parts.api.operations):
        return True
    words = {entity.name.lower(), title(entity.name).lower()}
    spoken = [j.does + j.says for j in world.design.jobs] + [r.says for r in world.design.rules]
    spoken += [a.says for e in world.domain.entities.values() for a in e.actions]
    return any(j.entity == entity.name for j in world.design.jobs) or any(w in s.lower() for w in words for s in spoken)


@entity_fact("entity.never_read", "flag", "callers write it, and nobody can read it", stage="plan")
def never_read(world: World, entity: DomainEntity) -> Reply:
    """Whether some may create it but none may list or get it, nor as a part of something else."""
    create, get = entity.rule("create"), entity.rule("get")
    if create is None or entity.parent is not None:
        return NO
    made = any(o.kind is OperationKind.CREATE for o in world.operations_of.get(entity.name, ()))
    read = any(o.kind in (OperationKind.LIST, OperationKind.GET) for o in world.operations_of.get(entity.name, ()))
    if not made or read:
        return NO
    shown = any(
        snake(c.name) in o.include
        for e in world.domain.entities.values()
        for c in e.collections
        if c.target == entity.name
        for o in world.operations_of.get(e.name, ())
    )
    if shown:
        return NO
    used = any(entity.name in r for q in world.design.queries for r in q.returns)
    return flag(not used, create.path, get.path if get else f"{entity.path}.access")


@entity_fact("entity.changed_unseen", "flag", "somebody may change or delete what they cannot read")
def changed_unseen(world: World, entity: DomainEntity) -> Reply:
    """Whether a role updates or deletes rows that it may neither list nor get."""
    get, blind = entity.rule("get"), _blind(world, entity)
    return Known(True, (blind[0].path, get.path)) if get is not None and blind else NO


@entity_fact("entity.blind_changers", "words", "the roles that may change or delete it and cannot read it")
def blind_changers(world: World, entity: DomainEntity) -> Reply:
    """Those roles, by name."""
    blind = _blind(world, entity)
    return Known(listing(list(dict.fromkeys(g.role for g in blind)), "and"), tuple(g.path for g in blind))


def _blind(world: World, entity: DomainEntity) -> list[Grant]:
    """Rights to change or delete of roles that may neither list nor get."""
    rules = (r for o in ("update", "delete") if (r := entity.rule(o)) is not None)
    found = ((g, world.domain.roles.get(g.role)) for rule in rules for g in rule.grants)
    return [g for g, role in found if role and not _may(entity, "get", role) and not _may(entity, "list", role)]


@entity_fact("entity.unseen_by_owner", "flag", "its owner may change it but not see it")
def unseen_by_owner(world: World, entity: DomainEntity) -> Reply:
    """Whether the owner updates but does not get."""
    update, get = entity.rule("update"), entity.rule("get")
    if update is None or get is None or "owner" not in _grants(entity, "update"):
        return NO
    account = entity.owner_account or entity.name
    owners = {n for r in world.domain.roles.values() if r.account == account for n in r.inherits}
    return flag(not _grants(entity, "get") & {"owner", *_EVERYBODY, *owners}, update.path, get.path)


@entity_fact("entity.needs_what_is_hidden", "flag", "whoever creates it must name a row that they cannot find")
def needs_what_is_hidden(world: World, entity: DomainEntity) -> Reply:
    """Whether a role creates it, and cannot read a required target that the server does not fill in."""
    rule = entity.rule("create")
    for grant in rule.grants if rule else ():
        role = world.domain.roles.get(grant.role)
        for reference in entity.references if role else ():
            if role and reference.required and not _is_filled(entity, reference.name) and not reference.readonly:
                hidden = _hidden(world, reference.targets, role)
                if hidden:
                    return Known(True, (reference.path, hidden))
    return NO


def _is_filled(entity: DomainEntity, name: str) -> bool:
    """The owner and the whole come from the caller and the path."""
    return name == (entity.owner[0] if entity.owner else "") or (
        entity.parent is not None and entity.parent.name == name
    )


def _hidden(world: World, targets: tuple[str, ...], role: EffectiveRole) -> str:
    """The access line that keeps every target from the role."""
    found = [world.domain.entities[t] for t in targets if t in world.domain.entities]
    if not found or any(not e.access or e.account or e.name == world.domain.tenant_root for e in found):
        return ""
    if any(_may(e, "list", role) or _may(e, "get", role) for e in found):
        return ""
    rule = found[0].rule("list") or found[0].rule("get")
    return rule.path if rule else ""


@role_fact("role.may_do_nothing", "flag", "no access and no action names it", stage="plan")
def may_do_nothing(world: World, role: EffectiveRole) -> Reply:
    """Whether neither it nor a role that inherits it is granted anything."""
    named = {role.name, *(r.name for r in world.domain.roles.values() if role.name in r.inherits)}
    if any(s.role in named for many in world.operations_of.values() for o in many for s in o.security.scopes):
        return NO
    if any(g.role in named for q in world.design.queries for g in q.access):
        return NO
    accounts = [world.domain.entities[n] for n in world.domain.accounts]
    owned = any(e.account == role.name for e in accounts)
    first = next((e for e in world.domain.entities.values() if e.access), None)
    return flag(not owned and first is not None, role.path, *((f"{first.path}.access",) if first else ()))


@role_fact("role.says_more", "flag", "its words claim something that its rights do not give", stage="plan")
def says_more(world: World, role: EffectiveRole) -> Reply:
    """Whether its description names an entity of which it may call nothing."""
    found = _claimed(world, role)
    return flag(found is not None, role.path, *((f"{found.path}.access",) if found else ()))


@role_fact("role.claims", "word", "what its words claim and its rights do not give", stage="plan")
def claims(world: World, role: EffectiveRole) -> Reply:
    """The entity."""
    found = _claimed(world, role)
    return Known(found.name, (role.path,)) if found else NO


def _claimed(world: World, role: EffectiveRole) -> DomainEntity | None:
    """What its words name, or name the making of, and none of whose operations it may call."""
    said = f" {role.says.lower().replace('.', ' ').replace(',', ' ')} "
    done, _ = said_deeds(role.says)
    for entity in world.domain.entities.values() if role.says else ():
        if not entity.access or any(_reaches(o, role) for o in world.operations_of.get(entity.name, ())):
            continue
        if f" {title(entity.name)} " in said or f" {plural_title(entity.name)} " in said:
            return entity
        verb = makes(done, words(entity.name))
        if verb and not any(_may_call(world, o, role) for o in _by_deed(world).get(verb, ())):
            return entity
    return None


def _reaches(operation: Operation, role: EffectiveRole) -> bool:
    return operation.security.public or any(
        s.role in (*role.inherits, "owner", "authenticated") for s in operation.security.scopes
    )


@role_fact("role.claims_to_do", "word", "an action that its words claim and others alone may call", stage="plan")
def claims_to_do(world: World, role: EffectiveRole) -> Reply:
    """The action its words name as what it does, where it may call none of that name."""
    done, _ = said_deeds(role.says)
    for action, calls in _by_deed(world).items():
        meant = [o for o in calls if is_said(done, action, _names(o))]
        if meant and not any(_may_call(world, o, role) for o in calls):
            return Known(f"{action} of {meant[0].entity}", (role.path, meant[0].because[0]))
    return NO


@role_fact("role.does_less", "flag", "its words claim an action that others alone may call", stage="plan")
def does_less(world: World, role: EffectiveRole) -> Reply:
    """Whether there is such an action."""
    found = claims_to_do(world, role)
    return flag(found is not NO, *(found.because if isinstance(found, Known) else ()))


@role_fact("role.denies", "word", "an action that its words deny and that it may call", stage="plan")
def denies(world: World, role: EffectiveRole) -> Reply:
    """The action its words say it never does, and which it may call."""
    _, never = said_deeds(role.says)
    for action, calls in _by_deed(world).items():
        mine = next((o for o in calls if is_said(never, action, _names(o)) and _may_call(world, o, role)), None)
        if mine is not None:
            return Known(f"{action} of {mine.entity}", (role.path, mine.because[0]))
    return NO


@role_fact("role.does_more", "flag", "it may call an action that its words deny", stage="plan")
def does_more(world: World, role: EffectiveRole) -> Reply:
    """Whether there is such an action."""
    found = denies(world, role)
    return flag(found is not NO, *(found.because if isinstance(found, Known) else ()))


def _by_deed(world: World) -> dict[str, list[Operation]]:
    """The called actions by name."""
    found: dict[str, list[Operation]] = {}
    for operations in world.operations_of.values():
        for operation in operations:
            if operation.kind is OperationKind.ACTION and operation.action and not operation.bulk:
                found.setdefault(operation.action, []).append(operation)
    return found


def _names(operation: Operation) -> tuple[str, ...]:
    return (title(operation.entity), plural_title(operation.entity)) if operation.entity else ()


def _may_call(world: World, operation: Operation, role: EffectiveRole) -> bool:
    """Whether the role, one that it extends, or the account that it is the role of may call."""
    callers = {s.role for s in operation.security.scopes}
    if operation.security.public or callers & {*role.inherits, "authenticated"}:
        return True
    entity = world.entity(operation.entity) if operation.entity else None
    return "owner" in callers and entity is not None and (entity.owner_account or entity.name) == role.account


@role_fact("role.says_less", "flag", "its words say that it only looks, and it may change something")
def says_less(world: World, role: EffectiveRole) -> Reply:
    """Whether a right to write stands against its description."""
    if not any(words in role.says.lower() for words in _ONLY_LOOKS):
        return NO
    for entity in world.domain.entities.values():
        for rule in entity.access:
            if rule.operation in _WRITES:
                for grant in rule.grants:
                    if grant.role == role.name:
                        return Known(True, (role.path, grant.path))
    return NO


@entity_fact("entity.people_shown", "words", "its personal fields that are not private")
def people_shown(_world: World, entity: DomainEntity) -> Reply:
    """Their names."""
    shown = _of_people(entity)
    return Known(tuple(f.name for f in shown), tuple(f.path for f in shown))


def _of_people(entity: DomainEntity) -> list[Field]:
    return [
        f
        for f in entity.fields
        if f.pii
        and not (f.private or f.writeonly or f.secret or f.sensitive)
        and f.name not in ("name", "display_name", "nickname", "username", "handle", "avatar", "bio")
    ]


@entity_fact("entity.shows_people", "flag", "anybody may read personal data of it")
def shows_people(_world: World, entity: DomainEntity) -> Reply:
    """Whether a public read stands beside a personal field that everybody sees."""
    rule = next(
        (
            r
            for r in (entity.rule("get"), entity.rule("list"))
            if r and any(g.role == "public" and g.where is None for g in r.grants)
        ),
        None,
    )
    shown = _of_people(entity)
    return flag(rule is not None and bool(shown), *((rule.path,) if rule else ()), *(f.path for f in shown[:1]))


@entity_fact("entity.account_nobody_opens", "flag", "people sign in as it, and nobody may create one")
def account_nobody_opens(world: World, entity: DomainEntity) -> Reply:
    """Whether no caller at all creates the account, and nothing brings accounts in from elsewhere."""
    rule = entity.rule("create")
    if entity.account is None or rule is None or is_brought_in(world):
        return NO
    return flag(not _grants(entity, "create") - _NOBODY, rule.path, f"{entity.path}.account")
