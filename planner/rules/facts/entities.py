"""Facts about one entity: what it keeps, whose it is, how large it grows, what protects it."""

from __future__ import annotations

from planner.model.domain import DomainEntity
from planner.model.entities import RelationKind, TypeKind
from planner.naming import words
from planner.rules.facts.registry import NO, Known, Reply, Unknown, entity_fact, flag
from planner.rules.world import World

SPECIAL_WORDS = frozenset(
    [
        "health",
        "diagnosis",
        "disease",
        "medical",
        "medication",
        "allergy",
        "disability",
        "religion",
        "belief",
        "ethnicity",
        "race",
        "origin",
        "biometric",
        "fingerprint",
        "genetic",
        "sexuality",
        "orientation",
        "union",
        "political",
        "pregnancy",
        "therapy",
        "symptom",
    ]
)
COUNT_WORDS = frozenset(
    ["stock", "quantity", "available", "capacity", "seats", "slots", "remaining", "inventory", "balance", "left"]
)
_CREDENTIALS = (TypeKind.PASSWORD, TypeKind.SECRET)


def has_word(name: str, known: frozenset[str]) -> bool:
    """Whether one of the words of a name is known."""
    return not known.isdisjoint(words(name))


@entity_fact("entity.personal", "flag", "it keeps personal data")
def personal(_world: World, entity: DomainEntity) -> Reply:
    """Whether a field is personal."""
    found = [f.path for f in entity.fields if f.pii]
    return flag(bool(found), *found)


@entity_fact("entity.special", "flag", "it keeps data of a special category")
def special(_world: World, entity: DomainEntity) -> Reply:
    """Whether a personal or sensitive field is of a special category."""
    found = [f.path for f in entity.fields if (f.pii or f.sensitive) and has_word(f.name, SPECIAL_WORDS)]
    return flag(bool(found), *found)


@entity_fact("entity.credentials", "flag", "it keeps passwords or secrets")
def credentials(_world: World, entity: DomainEntity) -> Reply:
    """Whether a field is a credential."""
    found = [f.path for f in entity.fields if f.type.kind in _CREDENTIALS or f.secret]
    return flag(bool(found), *found)


@entity_fact("entity.money", "flag", "it keeps amounts of money")
def money(_world: World, entity: DomainEntity) -> Reply:
    """Whether a field is money."""
    found = [f.path for f in entity.fields if f.type.kind is TypeKind.MONEY]
    return flag(bool(found), *found)


@entity_fact("entity.account", "flag", "people or devices sign in as it")
def account(_world: World, entity: DomainEntity) -> Reply:
    """Whether it is an account."""
    return flag(entity.account is not None, f"{entity.path}.account")


@entity_fact("entity.owned", "flag", "its rows belong to an account")
def owned(_world: World, entity: DomainEntity) -> Reply:
    """Whether it has an owner."""
    return flag(bool(entity.owner), f"{entity.path}.owner")


@entity_fact("entity.part", "flag", "it is a part of another entity")
def part(_world: World, entity: DomainEntity) -> Reply:
    """Whether it has a parent."""
    return flag(entity.parent is not None, f"{entity.path}.part_of")


@entity_fact("entity.tenant_scoped", "flag", "its rows belong to a tenant")
def tenant_scoped(_world: World, entity: DomainEntity) -> Reply:
    """Whether it is kept apart by tenant."""
    return flag(entity.tenant_scoped, entity.path, "tenancy")


@entity_fact("entity.soft_delete", "flag", "deleted rows are kept")
def soft_delete(_world: World, entity: DomainEntity) -> Reply:
    """Whether it is softly deleted."""
    return flag(entity.soft_delete, f"{entity.path}.soft_delete")


@entity_fact("entity.never_deleted", "flag", "nobody may delete one; a purge takes rows for good")
def never_deleted(_world: World, entity: DomainEntity) -> Reply:
    """Whether deletes are left out or given to nobody."""
    rule = entity.rule("delete")
    left_out = bool(entity.operations) and "delete" not in entity.operations
    refused = rule is not None and not any(g.is_caller for g in rule.grants)
    return flag(left_out or refused, rule.path if rule is not None else entity.path)


@entity_fact("entity.versioned", "flag", "concurrent edits are told apart by version")
def versioned(_world: World, entity: DomainEntity) -> Reply:
    """Whether it is versioned."""
    return flag(entity.versioned, f"{entity.path}.versioned")


@entity_fact("entity.audited", "flag", "who changed it is recorded")
def audited(_world: World, entity: DomainEntity) -> Reply:
    """Whether it is audited."""
    return flag(entity.audit is not None, f"{entity.path}.audit")


@entity_fact("entity.changeable", "flag", "somebody or something changes its rows once they are made")
def changeable(_world: World, entity: DomainEntity) -> Reply:
    """Whether there is an update, a delete or an action."""
    kept = {"update", "delete"}.intersection(entity.operations)
    changed = any(_given(entity, operation) for operation in kept) or bool(entity.actions)
    return flag(changed, entity.path)


def _given(entity: DomainEntity, operation: str) -> bool:
    rule = entity.rule(operation)
    return rule is None or any(g.role != "none" for g in rule.grants)


@entity_fact("entity.retained", "flag", "an end is set to how long rows are kept")
def retained(_world: World, entity: DomainEntity) -> Reply:
    """Whether there is a retention."""
    return flag(entity.retention is not None, f"{entity.path}.retention")


@entity_fact("entity.retention_days", "number", "how many days rows are kept", unit="count")
def retention_days(_world: World, entity: DomainEntity) -> Reply:
    """The days of retention."""
    if entity.retention is None:
        return Unknown((f"{entity.path}.retention",))
    return Known(entity.retention.days, (entity.retention.path,))


@entity_fact("entity.rows", "number", "how many rows it holds", unit="count")
def rows(_world: World, entity: DomainEntity) -> Reply:
    """The rows said."""
    path = f"{entity.path}.rows"
    return Known(entity.rows, (path,)) if entity.rows is not None else Unknown((path,))


@entity_fact("entity.growth_day", "number", "new rows a day", unit="count")
def growth_day(_world: World, entity: DomainEntity) -> Reply:
    """The growth said."""
    path = f"{entity.path}.growth"
    return Known(entity.growth_per_day, (path,)) if entity.growth_per_day is not None else Unknown((path,))


@entity_fact("entity.machine", "flag", "it has a state machine")
def machine(_world: World, entity: DomainEntity) -> Reply:
    """Whether actions move its state."""
    return flag(bool(entity.machines), *(m.path for m in entity.machines))


@entity_fact("entity.status_field", "flag", "it has an enum field that reads like a state")
def status_field(_world: World, entity: DomainEntity) -> Reply:
    """Whether an enum is called status, state, stage or phase."""
    names = frozenset(("status", "state", "stage", "phase"))
    found = [f.path for f in entity.fields if f.type.kind is TypeKind.ENUM and has_word(f.name, names)]
    return flag(bool(found), *found)


@entity_fact("entity.counted", "flag", "it keeps a count that must not fall below nothing")
def counted(_world: World, entity: DomainEntity) -> Reply:
    """Whether a number field reads like a stock."""
    numbers = (TypeKind.INT, TypeKind.BIGINT, TypeKind.DECIMAL, TypeKind.MONEY)
    found = [
        f.path
        for f in entity.fields
        if f.type.kind in numbers and (has_word(f.name, COUNT_WORDS)) and (f.min in (None, "0"))
    ]
    return flag(bool(found), *found)


@entity_fact("entity.user_created", "flag", "callers create its rows")
def user_created(_world: World, entity: DomainEntity) -> Reply:
    """Whether create is given to somebody."""
    rule = entity.rule("create")
    given = rule is not None and rule.is_called
    return flag(given and "create" in entity.operations, rule.path if rule else entity.path)


@entity_fact("entity.updated", "flag", "callers change its rows")
def updated(_world: World, entity: DomainEntity) -> Reply:
    """Whether update is given to somebody."""
    rule = entity.rule("update")
    given = rule is not None and rule.is_called
    return flag(given and "update" in entity.operations, rule.path if rule else entity.path)


@entity_fact("entity.updaters", "number", "how many kinds of callers change its rows", unit="count")
def updaters(world: World, entity: DomainEntity) -> Reply:
    """The number of grants of update, and of others that take from its rows by an action of theirs."""
    rule = entity.rule("update")
    if rule is None or "update" not in entity.operations:
        return Known(0)
    grants = len([g for g in rule.grants if g.is_caller])
    taken = [t.path for t in world.domain.takings if t.entity == entity.name] if grants else []
    return Known(grants + len(taken), (rule.path, *taken))


@entity_fact("entity.public_read", "flag", "anonymous callers read it")
def public_read(_world: World, entity: DomainEntity) -> Reply:
    """Whether list or get is public."""
    found = [
        r.path for r in entity.access if r.operation in ("list", "get") and any(g.role == "public" for g in r.grants)
    ]
    return flag(bool(found), *found)


@entity_fact("entity.relations", "number", "how many other entities it refers to", unit="count")
def relations(_world: World, entity: DomainEntity) -> Reply:
    """The number of references."""
    return Known(len(entity.references), tuple(r.path for r in entity.references))


@entity_fact("entity.natural_key", "flag", "a field reads like a key people use: a code, number, slug, e-mail")
def natural_key(_world: World, entity: DomainEntity) -> Reply:
    """Whether a field could identify a row for a person."""
    names = frozenset(("code", "number", "sku", "slug", "isbn", "iban", "reference", "serial"))
    found = [
        f.path
        for f in entity.fields
        if f.type.kind in (TypeKind.SLUG, TypeKind.STRING, TypeKind.EMAIL)
        and (f.type.kind is not TypeKind.STRING or has_word(f.name, names))
        and f.required
    ]
    return flag(bool(found), *found)


@entity_fact("entity.composed_in_one_go", "flag", "it is created together with its parts")
def composed(world: World, entity: DomainEntity) -> Reply:
    """Whether parts are created inline."""
    found = world.parts_within.get(entity.name, ())
    return flag(bool(found), *found) if found else NO


__all__ = ["COUNT_WORDS", "SPECIAL_WORDS", "RelationKind", "has_word"]
