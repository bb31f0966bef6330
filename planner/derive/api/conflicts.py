"""What a write can run into with other rows: a unique value that is taken, a rule that would break; and what cannot.

A write that reaches no member of either is not told to answer for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from planner.derive.api.contract import Contract
from planner.derive.api.errors import BROKEN_RULE
from planner.model.api import Payload, Refusal
from planner.model.design import BusinessRule
from planner.model.domain import DomainEntity
from planner.model.entities import Action
from planner.model.expressions import Name, names_in

TAKEN: Final = Refusal(409, "not_unique", "A value that must be unique is taken.")


def of_create(entity: DomainEntity, contract: Contract) -> tuple[Refusal, ...]:
    """What a new row can run into: each of its members counts, but what the server numbers is its own affair."""
    given = {f.name for f in entity.fields if not f.readonly} | {r.name for r in entity.references}
    every = {f.name for f in entity.fields} | {r.name for r in entity.references}
    return _conflicts(entity, frozenset(given), frozenset(every), contract, is_new=True)


def of_update(entity: DomainEntity, payload: Payload, contract: Contract) -> tuple[Refusal, ...]:
    """What a change of these members can run into."""
    lines = {line for member in payload.members for line in member.because}
    fields = {f.name for f in entity.fields if f.path in lines}
    references = {r.name for r in entity.references if r.path in lines}
    written = frozenset(fields | references)
    return _conflicts(entity, written, written, contract)


def of_action(entity: DomainEntity, action: Action, contract: Contract) -> tuple[Refusal, ...]:
    """What an action can run into by the state it moves and the members it sets."""
    moved = {m.field for m in entity.machines for a in m.arrows if a.action == action.name}
    written = frozenset(moved | {s.field for s in action.sets})
    return _conflicts(entity, written, written, contract)


def _conflicts(
    entity: DomainEntity, given: frozenset[str], written: frozenset[str], contract: Contract, *, is_new: bool = False
) -> tuple[Refusal, ...]:
    found: list[Refusal] = []
    if not given.isdisjoint(_unique(entity)):
        found.append(TAKEN)
    if any(_reaches(rule, entity, written, contract, is_new) for rule in contract.rules.get(entity.name, ())):
        found.append(BROKEN_RULE)
    return tuple(found)


def _unique(entity: DomainEntity) -> Iterator[str]:
    """Members that a unique value rests on, the condition under which it must be unique included."""
    yield from entity.key
    yield from (f.name for f in entity.fields if f.unique)
    yield from (r.name for r in entity.references if r.unique)
    for rule in entity.unique:
        yield from rule.on
        if rule.where is not None:
            yield from (part for name in names_in(rule.where) for part in name.parts)


def _reaches(
    rule: BusinessRule, entity: DomainEntity, written: frozenset[str], contract: Contract, is_new: bool
) -> bool:
    words = frozenset(_read_by(rule))
    computed = {f.name: f.computed for f in entity.fields if f.computed is not None and f.name in words}
    words |= {part for kept in computed.values() for name in names_in(kept) for part in name.parts}
    if not written.isdisjoint(words):
        return True
    counted = {r for name, r in contract.counted.get(entity.name, ()) if name in words}
    return bool(counted) and (is_new or not written.isdisjoint(counted))


def _read_by(rule: BusinessRule) -> Iterator[str]:
    """Each word that a rule's condition names: members, and the collections it counts over."""
    yield from _parts(names_in(rule.check)) if rule.check is not None else ()
    if rule.unique is not None:
        yield from rule.unique.on
        yield from _parts(names_in(rule.unique.where)) if rule.unique.where is not None else ()
    if rule.exclusive is not None:
        yield from (*rule.exclusive.on, rule.exclusive.start, rule.exclusive.end)
        yield from _parts(names_in(rule.exclusive.where)) if rule.exclusive.where is not None else ()


def _parts(names: Iterable[Name]) -> Iterator[str]:
    yield from (part for name in names for part in name.parts)
