"""Facts about the design as a whole: counts, and whether something of a kind is in it at all."""

from __future__ import annotations

from collections.abc import Iterable

from planner.model.design import Design
from planner.model.entities import Field, TypeKind
from planner.model.expressions import Aggregate, Compare, Expression
from planner.rules.facts.entities import SPECIAL_WORDS, has_word
from planner.rules.facts.registry import NO, Known, Reply, Unknown, design_fact, flag
from planner.rules.world import World

_FILES = (TypeKind.FILE, TypeKind.IMAGE)
_WRITES = ("create", "update", "delete")
_READS = ("list", "get")
_BALANCES = frozenset(("balance", "saldo"))


def _count(paths: Iterable[str]) -> Known:
    found = tuple(paths)
    return Known(len(found), found[:5])


@design_fact("design.entities", "number", "how many entities it has", unit="count")
def entities(world: World, _design: Design) -> Reply:
    """The number of entities."""
    return _count(e.path for e in world.domain.entities.values())


@design_fact("design.tenants", "flag", "data of several tenants is kept apart")
def tenants(world: World, design: Design) -> Reply:
    """Whether there is tenancy."""
    return flag(design.tenancy is not None, "tenancy")


@design_fact("design.tenant_isolation", "word", "how tenants are kept apart", words=("row", "schema", "database"))
def tenant_isolation(_world: World, design: Design) -> Reply:
    """The isolation said."""
    if design.tenancy is None:
        return NO
    said = design.tenancy.isolation
    return Known(said, ("tenancy.isolation",)) if said else Unknown(("tenancy.isolation",))


@design_fact("design.roles", "number", "how many roles act", unit="count")
def roles(_world: World, design: Design) -> Reply:
    """The number of roles declared."""
    return _count(r.path for r in design.roles)


@design_fact("design.accounts", "number", "how many kinds of accounts sign in", unit="count")
def accounts(world: World, _design: Design) -> Reply:
    """The number of account entities."""
    return _count(world.domain.entities[name].path for name in world.domain.accounts)


@design_fact("design.passwords", "flag", "it keeps passwords itself")
def passwords(world: World, _design: Design) -> Reply:
    """Whether a field is a password."""
    found = [f.path for f in world.fields if f.type.kind is TypeKind.PASSWORD]
    return flag(bool(found), *found)


@design_fact("design.money", "flag", "amounts of money are kept")
def money(world: World, _design: Design) -> Reply:
    """Whether a field is money."""
    found = [f.path for f in world.fields if f.type.kind is TypeKind.MONEY]
    return flag(bool(found), *found[:3])


@design_fact("design.personal", "flag", "personal data is kept")
def personal(world: World, _design: Design) -> Reply:
    """Whether a field is personal."""
    found = [f.path for f in world.fields if f.pii]
    return flag(bool(found), *found[:3])


@design_fact("design.special", "flag", "data of a special category is kept (health, belief, origin …)")
def special(world: World, _design: Design) -> Reply:
    """Whether a field is of a special category."""
    found = [f.path for f in world.fields if (f.pii or f.sensitive) and has_word(f.name, SPECIAL_WORDS)]
    return flag(bool(found), *found[:3])


@design_fact("design.files", "flag", "files or images are kept")
def files(world: World, _design: Design) -> Reply:
    """Whether a field is a file."""
    found = [f.path for f in world.fields if f.type.kind in _FILES]
    return flag(bool(found), *found[:3])


@design_fact("design.points", "flag", "places on a map are kept")
def points(world: World, _design: Design) -> Reply:
    """Whether a field is a point."""
    found = [f.path for f in world.fields if f.type.kind is TypeKind.POINT]
    return flag(bool(found), *found[:3])


@design_fact("design.searched", "flag", "people search in texts")
def searched(world: World, _design: Design) -> Reply:
    """Whether a field is searched or a list has search."""
    found = [f.path for f in world.fields if f.search]
    found += [e.listing.path for e in world.domain.entities.values() if e.listing and e.listing.search]
    return flag(bool(found), *found[:3])


@design_fact("design.searched_rows", "number", "rows of the largest entity that is searched", unit="count")
def searched_rows(world: World, _design: Design) -> Reply:
    """The rows that a search goes through."""
    found = (world.domain.entities[name] for name in world.searched)
    largest = max(found, key=lambda e: -1 if e.rows is None else e.rows, default=None)
    if largest is None:
        return Known(0)
    if largest.rows is None:
        return Unknown((f"{largest.path}.rows",))
    return Known(largest.rows, (f"{largest.path}.rows",))


@design_fact("design.largest_rows", "number", "rows of the largest entity", unit="count")
def largest_rows(world: World, _design: Design) -> Reply:
    """The rows of the largest entity."""
    largest = world.largest
    if largest is None:
        first = next(iter(world.domain.entities.values()), None)
        return Unknown((f"{first.path}.rows",) if first else ("entities",))
    return Known(largest.rows or 0, (f"{largest.path}.rows",))


@design_fact("design.main_rows", "words", "the two entities with most rows, else the two named first, by their plurals")
def main_rows(world: World, _design: Design) -> Reply:
    """`orders` and `books`: what a sentence about all of the backend speaks of."""
    entities = sorted(world.domain.entities.values(), key=lambda e: -(e.rows or 0))[:2]
    return Known(tuple(e.many_title for e in entities) or ("its rows",), tuple(e.path for e in entities))


@design_fact("design.password_holders", "words", "accounts whose passwords are kept, by their plurals")
def password_holders(world: World, _design: Design) -> Reply:
    """`customers` and `staff`."""
    kept = [e for e in world.domain.entities.values() if any(f.type.kind is TypeKind.PASSWORD for f in e.fields)]
    return Known(tuple(e.many_title for e in kept) or ("people",), tuple(e.path for e in kept))


@design_fact("design.events", "number", "how many events it publishes or consumes", unit="count")
def events(_world: World, design: Design) -> Reply:
    """The number of events."""
    return _count(e.path for e in design.events)


@design_fact("design.outside_events", "flag", "events leave this backend or come from another")
def outside_events(_world: World, design: Design) -> Reply:
    """Whether an event crosses the boundary."""
    found = [e.path for e in design.events if e.leaves or e.from_service]
    return flag(bool(found), *found)


@design_fact("design.jobs", "number", "how many jobs run in the background", unit="count")
def jobs(_world: World, design: Design) -> Reply:
    """The number of jobs."""
    return _count(j.path for j in design.jobs)


@design_fact("design.realtime", "words", "how changes are pushed", words=("sse", "websocket"))
def realtime(_world: World, design: Design) -> Reply:
    """The channels used."""
    return Known(tuple(dict.fromkeys(c.channel for c in design.realtime)), tuple(c.path for c in design.realtime))


@design_fact("design.integrations", "number", "how many outside services it talks to", unit="count")
def integrations(_world: World, design: Design) -> Reply:
    """The number of integrations."""
    return _count(i.path for i in design.integrations)


@design_fact("design.services", "number", "how many own services it is cut into", unit="count")
def services(_world: World, design: Design) -> Reply:
    """The number of own services."""
    return _count(s.path for s in design.services if not s.external)


@design_fact("design.state_machines", "number", "how many state machines it has", unit="count")
def state_machines(world: World, _design: Design) -> Reply:
    """The number of state machines."""
    return _count(m.path for e in world.domain.entities.values() for m in e.machines)


def _said(world: World, trait: str) -> Reply:
    """Entities that say a trait themselves; one that a decision gave is no reason for the decision."""
    found = [f"{e.path}.{trait}" for e in world.domain.entities.values() if getattr(e, trait)]
    return flag(bool(found) and trait not in world.domain.decided, *found)


@design_fact("design.soft_delete", "flag", "some deleted rows are kept")
def soft_delete(world: World, _design: Design) -> Reply:
    """Whether an entity is softly deleted."""
    return _said(world, "soft_delete")


@design_fact("design.audited", "flag", "who changed or read what is recorded for some entity")
def audited(world: World, _design: Design) -> Reply:
    """Whether an entity is audited."""
    return _said(world, "audit")


@design_fact("design.versioned", "flag", "concurrent edits of some entity are told apart by version")
def versioned(world: World, _design: Design) -> Reply:
    """Whether an entity is versioned."""
    return _said(world, "versioned")


@design_fact("design.exclusive", "flag", "a rule gives a stretch of time or numbers to one alone")
def exclusive(_world: World, design: Design) -> Reply:
    """Whether a rule forbids overlaps."""
    found = [r.path for r in design.rules if r.exclusive is not None]
    return flag(bool(found), *found)


@design_fact("design.tenant_count", "number", "how many tenants share it", unit="count")
def tenant_count(world: World, design: Design) -> Reply:
    """The rows of the entity that tenants are."""
    if design.tenancy is None:
        return Known(0)
    root = world.domain.entities.get(design.tenancy.root)
    if root is None or root.rows is None:
        return Unknown((f"entities.{design.tenancy.root}.rows",))
    return Known(root.rows, (f"{root.path}.rows",))


@design_fact("design.growth_rows_day", "number", "new rows a day of all entities together", unit="count")
def growth_rows_day(world: World, _design: Design) -> Reply:
    """The rows that arrive in a day."""
    said = [e for e in world.domain.entities.values() if e.growth_per_day is not None]
    if not said:
        return Unknown(("entities",))
    return Known(sum(e.growth_per_day or 0 for e in said), tuple(f"{e.path}.growth" for e in said))


@design_fact("design.relations", "number", "how many references its entities hold", unit="count")
def relations(world: World, _design: Design) -> Reply:
    """The number of references."""
    return _count(r.path for e in world.domain.entities.values() for r in e.references)


@design_fact("design.feeds", "number", "how many realtime channels it has", unit="count")
def feeds(_world: World, design: Design) -> Reply:
    """The number of channels."""
    return _count(c.path for c in design.realtime)


@design_fact("design.queries", "number", "how many reads beyond CRUD it offers", unit="count")
def queries(_world: World, design: Design) -> Reply:
    """The number of queries."""
    return _count(q.path for q in design.queries)


@design_fact("design.append_only", "flag", "some rows are made and never changed")
def append_only(world: World, _design: Design) -> Reply:
    """Whether rows of an entity are only ever added."""
    found = [path for e in world.domain.entities.values() for path in e.added_only[:1]]
    return flag(bool(found), *found)


@design_fact("design.ledger", "flag", "amounts are posted in rows that are never changed, and must add up")
def ledger(world: World, design: Design) -> Reply:
    """Whether rows with money that nobody changes refer to one that keeps a balance, or a rule says what they sum to."""
    entities = world.domain.entities
    keepers = {e.name for e in entities.values() if any(_is_balance(f) for f in e.fields)}
    found = [
        e.path
        for e in entities.values()
        if not {"update", "delete"}.intersection(e.operations)
        and any(f.type.kind is TypeKind.MONEY and f.required for f in e.fields)
        and any(keepers.intersection(r.targets) for r in e.references)
    ]
    found += [r.path for r in design.rules if _is_sum(r.check)]
    return flag(bool(found), *found)


def _is_sum(check: Expression | None) -> bool:
    """`sum(postings.amount) = 0`."""
    return (
        isinstance(check, Compare)
        and check.operator == "="
        and isinstance(check.left, Aggregate)
        and check.left.function == "sum"
    )


def _is_balance(field: Field) -> bool:
    """Money that the server keeps up to date as postings come in."""
    return field.type.kind is TypeKind.MONEY and field.readonly and has_word(field.name, _BALANCES)


@design_fact("design.largest_retained", "flag", "rows of the largest entity are removed by age")
def largest_retained(world: World, _design: Design) -> Reply:
    """Whether the largest entity has a retention."""
    largest = world.largest
    if largest is None:
        return NO
    return flag(largest.retention is not None, f"{largest.path}.retention")


@design_fact("design.lossy_events", "flag", "every event may be lost, by the design")
def lossy_events(_world: World, design: Design) -> Reply:
    """Whether all events are sent at most once."""
    found = [e.path for e in design.events if e.delivery == "at_most_once"]
    return flag(bool(found) and len(found) == len(design.events), *found)


@design_fact("design.actions_calling_out", "flag", "an action starts something at an outside service")
def actions_calling_out(world: World, _design: Design) -> Reply:
    """Whether an action uses an integration."""
    found = [a.path for e in world.domain.entities.values() for a in e.actions if a.uses]
    return flag(bool(found), *found)
