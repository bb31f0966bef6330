"""Rights that contradict each other or the words of a role; things nobody can create or reach."""

from __future__ import annotations

from typing import Final

from planner.model.api import Operation, OperationKind
from planner.model.design import Grant
from planner.model.domain import DomainEntity, EffectiveRole
from planner.naming import listing, snake, title
from planner.rules.facts.registry import NO, Known, Reply, entity_fact, flag, role_fact
from planner.rules.world import World

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
    said = f" {role.says.lower().replace('.', ' ').replace(',', ' ')} "
    for entity in world.domain.entities.values():
        name = title(entity.name).lower()
        spoken = f" {name} " in said or f" {name}s " in said
        if spoken and entity.access and not any(_reaches(o, role) for o in world.operations_of.get(entity.name, ())):
            return entity
    return None


def _reaches(operation: Operation, role: EffectiveRole) -> bool:
    return operation.security.public or any(
        s.role in (*role.inherits, "owner", "authenticated") for s in operation.security.scopes
    )


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
    shown = [
        f
        for f in entity.fields
        if f.pii
        and not (f.private or f.writeonly or f.secret or f.sensitive)
        and f.name not in ("name", "display_name", "nickname", "username", "handle", "avatar", "bio")
    ]
    return flag(rule is not None and bool(shown), *((rule.path,) if rule else ()), *(f.path for f in shown[:1]))


@entity_fact("entity.account_nobody_opens", "flag", "people sign in as it, and nobody may create one")
def account_nobody_opens(world: World, entity: DomainEntity) -> Reply:
    """Whether no caller at all creates the account, and nothing brings accounts in from elsewhere."""
    rule = entity.rule("create")
    outside = world.design.stack.auth in ("oidc", "oauth2") or any(
        i.kind == "identity" for i in world.design.integrations
    )
    if entity.account is None or rule is None or outside:
        return NO
    return flag(not _grants(entity, "create") - _NOBODY, rule.path, f"{entity.path}.account")
