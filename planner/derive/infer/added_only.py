"""Entities whose rows are only ever added: a rule says so, or nobody and nothing in the design changes one.

Silence is no proof: a right that nobody spoke of, a value that the server sets later, a job that works on the rows
leave an entity as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from planner.model.design import Design
from planner.model.domain import DomainEntity, Reference
from planner.model.entities import Field, OnDelete, TypeKind
from planner.model.expressions import Aggregate, Expression, names_in

_LATER = frozenset({TypeKind.FILE, TypeKind.IMAGE, TypeKind.PASSWORD, TypeKind.SECRET})
_CHANGED = "updated_at"


def settle_added_only(entities: dict[str, DomainEntity], design: Design) -> dict[str, DomainEntity]:
    """The entities, those that are only added to marked with the lines that make them so."""
    said: dict[str, list[str]] = {}
    for rule in design.rules:
        for name in rule.on if rule.append_only else ():
            said.setdefault(name, []).append(rule.path)
    worked = frozenset(j.entity for j in design.jobs if j.entity and not j.purges)
    told = frozenset(e.of for e in design.events if e.of and _CHANGED in e.names)
    found = dict(entities)
    for name, entity in entities.items():
        if not _is_changed(entity) and (name in said or (name not in worked and _is_left_alone(entity))):
            because = tuple(said.get(name, ())) or _silence(entity)
            times = name in told or _names_change_time(entity)
            found[name] = replace(entity, added_only=because, keeps_change_time=times)
    return found


def never(entity: DomainEntity, operation: str) -> bool:
    """Whether the design says that nobody may: narrowed away, or given to none."""
    rule = entity.rule(operation)
    return operation not in entity.operations or (rule is not None and all(g.role == "none" for g in rule.grants))


def only_purged(entity: DomainEntity, entities: Mapping[str, DomainEntity], besides: frozenset[str]) -> bool:
    """Whether its rows are only ever added: they go in a purge, or with rows of `besides`, and in no other way."""
    if not entity.added_only:
        return False
    besides |= {entity.name}
    follows = (r for r in entity.references if r.on_delete is OnDelete.CASCADE)
    taking = (entities.get(t) for r in follows for t in r.targets if t not in besides)
    return all(other is not None and only_purged(other, entities, besides) for other in taking)


def _is_changed(entity: DomainEntity) -> bool:
    """Whether something the design says itself writes to a row that is there."""
    return (
        not (never(entity, "update") and never(entity, "delete"))
        or bool(entity.actions or entity.machines or entity.account)
        or entity.soft_delete
        or entity.versioned
        or any(isinstance(f.computed, Aggregate) for f in entity.fields)
        or any(r.on_delete is OnDelete.SET_NULL for r in entity.references)
    )


def _is_left_alone(entity: DomainEntity) -> bool:
    """Whether callers make whole rows, in which nothing is left to set, to replace or to forget."""
    if any(_is_set_later(f) or f.pii or f.type.kind in _LATER for f in entity.fields):
        return False
    return _is_made(entity) and not any(_is_set_later(r) for r in entity.references)


def _is_made(entity: DomainEntity) -> bool:
    """Whether callers make its rows; a part's are made with its whole, whatever may happen to that later."""
    rule = entity.rule("create")
    if "create" not in entity.operations or rule is None:
        return "create" in entity.operations
    inherited = entity.parent is not None and not rule.path.startswith(f"{entity.path}.")
    return inherited or rule.is_called


def _is_set_later(member: Field | Reference) -> bool:
    return member.readonly and not member.required and not (isinstance(member, Field) and member.computed is not None)


def _silence(entity: DomainEntity) -> tuple[str, ...]:
    """The lines that leave nobody who may change or delete."""
    lines: list[str] = []
    for operation in ("update", "delete"):
        rule = entity.rule(operation)
        forbidden = operation in entity.operations and rule is not None
        lines.append(rule.path if rule is not None and forbidden else f"{entity.path}.operations")
    return tuple(dict.fromkeys(lines))


def _names_change_time(entity: DomainEntity) -> bool:
    """Whether the design reads the time of a row's last change, which here is that of its making."""
    listed = (*entity.listing.filter, *entity.listing.sort) if entity.listing is not None else ()
    indexed = (
        name.split()[0] for on in (*(i.on for i in entity.indexes), *(u.on for u in entity.unique)) for name in on
    )
    kept = (entity.retention.after,) if entity.retention is not None else ()
    return (
        _CHANGED in (*listed, *indexed, *kept)
        or "updated" in kept
        or any(n.parts[-1] == _CHANGED for c in _conditions(entity) for n in names_in(c))
    )


def _conditions(entity: DomainEntity) -> Iterable[Expression]:
    yield from (c.condition for c in entity.checks)
    yield from (g.where for r in entity.access for g in r.grants if g.where is not None)
    yield from (i.where for i in entity.indexes if i.where is not None)
    yield from (u.where for u in entity.unique if u.where is not None)
    yield from (f.computed for f in entity.fields if f.computed is not None)
