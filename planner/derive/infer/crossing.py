"""Two relations of one row that should meet: a return names an order, and an item that lies in some order too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from planner.model.domain import Domain, DomainEntity, Reference
from planner.model.entities import OnDelete
from planner.naming import words

_ANSWERS: Final = frozenset(
    (
        "amended",
        "amends",
        "answer",
        "answers",
        "corrected",
        "corrects",
        "parent",
        "replied",
        "replies",
        "reply",
        "thread",
    )
)
"""Words of a row about another of its kind that lies where it lies; a successor or a superior may lie elsewhere."""


class Crossing(Struct, frozen=True):
    """`near` and `far` of a row: what `far` refers to lies, by `through`, in what should be the same as `near`."""

    near: Reference
    far: Reference
    through: Reference


def crossings(entity: DomainEntity, domain: Domain) -> Iterator[Crossing]:
    """Pairs of relations that callers set and that lead to one kind of row; of tenants each row has its own."""
    direct: dict[str, list[Reference]] = {}
    for reference in entity.references:
        if len(reference.targets) == 1:
            direct.setdefault(reference.targets[0], []).append(reference)
    for far in entity.references:
        target = domain.entities.get(far.targets[0]) if len(far.targets) == 1 and not far.readonly else None
        for through in target.references if target is not None else ():
            near = _near(direct, far, through, entity)
            if near is None or target is None or not _is_alone(through, target):
                continue
            crossing = Crossing(near, far, through)
            if _is_place(near, domain) or _is_anybodys(crossing, entity, target, domain):
                yield crossing
    yield from _deep_crossings(entity, domain)


_DEPTH: Final = 4


def _deep_crossings(entity: DomainEntity, domain: Domain) -> Iterator[Crossing]:
    """A relation into the parts of a thing, and another to what is about such a thing: a quiz of a course, an enrolment in one."""
    for far in entity.references:
        whole = _whole_above(far, domain) if len(far.targets) == 1 and not far.readonly else None
        for near in entity.references if whole is not None else ():
            if whole is None or near.name == far.name or len(near.targets) != 1 or near.readonly:
                continue
            about = domain.entities.get(near.targets[0])
            found = [r for r in about.references if r.targets == whole.targets] if about is not None else []
            if len(found) == 1 and found[0].required and near.targets != whole.targets and _is_place(whole, domain):
                yield Crossing(near, far, whole)
                break


def _whole_above(far: Reference, domain: Domain) -> Reference | None:
    """The relation to the outermost whole in which what is referred to lies, two or more steps up."""
    found, target = None, domain.entities.get(far.targets[0])
    for step in range(_DEPTH):
        up = _whole_of(target) if target is not None else None
        if up is None:
            break
        found, target = (up if step else None), domain.entities.get(up.targets[0])
    return found


def _whole_of(part: DomainEntity) -> Reference | None:
    """The one relation with which a part lives and goes."""
    if part.parent is not None:
        return part.parent
    held = [r for r in part.references if r.required and r.on_delete is OnDelete.CASCADE and len(r.targets) == 1]
    return held[0] if len(held) == 1 else None


def _near(
    direct: dict[str, list[Reference]], far: Reference, through: Reference, entity: DomainEntity
) -> Reference | None:
    """The relation of the row itself that leads where the other leads through what it refers to."""
    if len(through.targets) != 1 or not through.required:
        return None
    found = [r for r in direct.get(through.targets[0], ()) if r.name != far.name]
    if not found:
        return None
    if far.targets[0] == entity.name:
        answers = not _ANSWERS.isdisjoint(words(far.name))
        found = [r for r in found if answers and r.name == through.name and r.targets[0] != entity.name]
    return next((r for r in found if r.name == through.name), found[0] if found else None)


def _is_alone(through: Reference, target: DomainEntity) -> bool:
    """Whether what is referred to lies in one such row: a copy at home in one branch and now in another does not."""
    return [r.targets for r in target.references].count(through.targets) == 1


def _is_place(reference: Reference, domain: Domain) -> bool:
    """Whether it leads to a thing: who somebody is, and whose tenant, is held elsewhere."""
    entity = domain.entities.get(reference.targets[0])
    return entity is not None and not entity.account and entity.name != domain.tenant_root


def _is_anybodys(crossing: Crossing, entity: DomainEntity, target: DomainEntity, domain: Domain) -> bool:
    """Whether both rows have owners, and somebody makes the one who is not held to rows of one person."""
    account = domain.entities.get(crossing.near.targets[0])
    rule = entity.rule("create")
    if account is None or not account.account or rule is None or "create" not in entity.operations:
        return False
    owned = entity.owner == (crossing.near.name,) and target.owner == (crossing.through.name,)
    return owned and any(g.is_caller and g.role not in ("owner", account.account) for g in rule.grants)
