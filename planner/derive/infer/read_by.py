"""What the condition of a rule reads: members of which entities, and whose rows it counts.

A rule that is stated in words alone may read anything of what it speaks of.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from planner.model.design import BusinessRule
from planner.model.domain import Domain, DomainEntity
from planner.model.expressions import Aggregate, Expression, Name, aggregates_in, names_in


class Reads(Struct, frozen=True):
    """The members that a rule reads, by entity, and the entities of which it counts rows; `None` is any member."""

    members: dict[str, frozenset[str] | None]
    counted: frozenset[str]

    def is_changed_by(self, entity: str, written: frozenset[str]) -> bool:
        """Whether a write of these members of a row changes what is read."""
        read = self.members.get(entity, frozenset())
        return read is None or not read.isdisjoint(written)

    def is_changed_by_rows(self, entity: str) -> bool:
        """Whether a row more changes what is read."""
        return self.members.get(entity, frozenset()) != frozenset() or entity in self.counted

    def is_changed_by_loss(self, entity: str) -> bool:
        """Whether a row less changes what is read."""
        return self.members.get(entity, frozenset()) is None or entity in self.counted


def read_by(rule: BusinessRule, domain: Domain) -> Reads:
    """What a rule reads of rows."""
    said = () if rule.append_only else tuple(_expressions(rule))
    found: dict[str, set[str]] = {}
    counted: set[str] = set()
    for name in (n for e in said for n in names_in(e)):
        for start, parts in _starts(rule, name, domain):
            _walk(start, parts, domain, found, counted)
    for aggregate in (a for e in said for a in aggregates_in(e)):
        _totalled(aggregate, rule, domain, counted)
    if not found:
        return Reads(dict.fromkeys(rule.on), frozenset(rule.on))
    return Reads({name: frozenset(members) for name, members in found.items()}, frozenset(counted))


def _expressions(rule: BusinessRule) -> Iterator[Expression]:
    if rule.check is not None:
        yield rule.check
        yield from (Name(tuple(p.split("."))) for a in aggregates_in(rule.check) for p in a.per)
    for told in (rule.unique, rule.exclusive):
        if told is not None:
            yield from (Name((name,)) for name in told.on)
            yield from (told.where,) if told.where is not None else ()
    if rule.exclusive is not None:
        yield from (Name((rule.exclusive.start,)), Name((rule.exclusive.end,)))


def _starts(rule: BusinessRule, name: Name, domain: Domain) -> Iterator[tuple[DomainEntity, tuple[str, ...]]]:
    """Where the name begins: at the entity it is called by, else at each that the rule speaks of."""
    named = domain.entities.get(name.parts[0]) if len(name.parts) > 1 else None
    if named is not None:
        yield named, name.parts[1:]
        return
    yield from ((domain.entities[e], name.parts) for e in rule.on if e in domain.entities)


def _walk(
    entity: DomainEntity, parts: tuple[str, ...], domain: Domain, found: dict[str, set[str]], counted: set[str]
) -> None:
    """Each member on the way of a name; a computed one is read by way of what it rests on."""
    pending = [(entity, parts)]
    met: set[tuple[str, tuple[str, ...]]] = set()
    while pending:
        at, rest = pending.pop()
        if not rest or (at.name, rest) in met:
            continue
        met.add((at.name, rest))
        field = next((f for f in at.fields if f.name == rest[0]), None)
        if field is not None and field.computed is not None:
            pending += ((at, n.parts) for n in names_in(field.computed))
        collection = at.collection(rest[0])
        if collection is not None and (part := domain.entities.get(collection.target)) is not None:
            counted.add(part.name)
            found.setdefault(part.name, set()).add(collection.reference)
            pending.append((part, rest[1:]))
        elif field is not None or _links(at, rest[0]):
            found.setdefault(at.name, set()).add(rest[0])
            reference = next((r for r in at.references if r.name == rest[0]), None)
            targets = reference.targets if reference is not None else ()
            pending += ((domain.entities[t], rest[1:]) for t in targets if t in domain.entities)


def _links(entity: DomainEntity, name: str) -> bool:
    """Whether it is a relation, or what every row has."""
    references, pairings = (r.name for r in entity.references), (p.name for p in (*entity.pairings, *entity.paired_by))
    return name in ("id", "created_at", "updated_at", "deleted_at", *references, *pairings)


def _totalled(aggregate: Aggregate, rule: BusinessRule, domain: Domain, counted: set[str]) -> None:
    """A total over rows of the entity itself: `count(id) per room`."""
    heads = {n.parts[0] for n in names_in(aggregate.over)}
    counted.update(e for e in rule.on if e in domain.entities and heads & {f.name for f in domain.entities[e].fields})
