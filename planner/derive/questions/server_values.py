"""Values that the server alone sets: how it makes them, and what ever changes them, where the design does not say.

A job that works on the rows is taken to make them; what its words, or those of an action, name is taken to be set there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from planner.derive.infer.makers import is_the_caller, strange_makers
from planner.model.design import Design, Job
from planner.model.domain import Domain, DomainEntity, Reference
from planner.model.entities import Field, TypeKind
from planner.model.risks import OpenQuestion
from planner.naming import article, listing, snake, title, words

_STEM: Final = 5
"""As many letters alike make one word: `pay_out` does not tell of `payouts`, `recharge` of `recharges` does."""
_SET_BY_READING: Final = frozenset({TypeKind.MONEY, TypeKind.DECIMAL, TypeKind.INT, TypeKind.BIGINT})
_SMALL: Final = frozenset({"at", "by", "for", "from", "in", "is", "of", "on", "to", "until"})
_TOLD_BY_PARTIES: Final = frozenset({"ref", "reference", "method"})


def readonly_values(design: Design, domain: Domain) -> Iterator[OpenQuestion]:
    """A question for each value that must be there, and one for all of an entity that may stay as they are."""
    taken = {(t.entity, t.field) for t in domain.takings}
    working: dict[str, list[Job]] = {}
    for job in design.jobs:
        working.setdefault(job.entity or "", []).append(job)
    for entity in domain.entities.values():
        jobs = working.get(entity.name, [])
        if jobs and not entity.is_called("create"):
            continue
        set_by = {s.field for a in entity.actions for s in a.sets}
        unsaid = [f for f in entity.fields if f.name not in set_by and _is_unsaid(f)]
        yield from (_made_how(entity, field) for field in unsaid if field.required)
        yield from (
            _chosen_how(entity, r, domain)
            for r in entity.references
            if r.name not in set_by and _is_open(r, entity, domain)
        )
        still = [
            f for f in entity.fields if f.name not in set_by and (entity.name, f.name) not in taken and _is_still(f)
        ]
        if unsaid or still:
            yield from _unmoved(entity, unsaid, still, jobs)


def _unmoved(entity: DomainEntity, unsaid: list[Field], still: list[Field], jobs: list[Job]) -> Iterator[OpenQuestion]:
    """What stays empty, and what stays as it begins, as far as anything tells."""
    told, counted = _told(entity, jobs), _told(entity, jobs, named=False)
    empty = [f for f in unsaid if not f.required and not _is_told(f, told, entity, jobs)]
    if empty:
        yield _set_when(entity, empty)
    kept = [f for f in still if not _is_told(f, counted, entity, jobs)]
    if kept:
        yield _changed_when(entity, kept)


def _is_unsaid(field: Field) -> bool:
    given = field.default is not None or field.computed is not None or field.source is not None
    return field.readonly and not given and not field.says and field.type.kind is not TypeKind.SECRET


def _is_still(field: Field) -> bool:
    """An amount or a count that begins somewhere and that the design moves nowhere."""
    begins = field.readonly and field.default is not None and field.computed is None
    return begins and field.type.kind in _SET_BY_READING and not field.says


def _is_open(reference: Reference, entity: DomainEntity, domain: Domain) -> bool:
    """Whether a caller makes the row, and the server must find what it refers to."""
    if is_the_caller(entity, reference, domain):
        return False
    given = bool(reference.says) or reference.copied is not None or reference.is_parent
    owner = entity.owner[:1] == (reference.name,)
    return reference.readonly and reference.required and not given and not owner and entity.is_called("create")


def _told(entity: DomainEntity, jobs: Iterable[Job], *, named: bool = True) -> frozenset[str]:
    """What the sentences of its jobs and actions speak of; that an action is called `refund` counts up no `refunded`."""
    said = [f"{j.name} {j.does} {j.says}" for j in jobs] + [a.says for a in entity.actions]
    said += [a.name for a in entity.actions] if named else []
    return frozenset(w for text in said for w in words(text.lower()))


def _is_told(field: Field, told: frozenset[str], entity: DomainEntity, jobs: Iterable[Job]) -> bool:
    own = [w for w in words(field.name.lower()) if w not in _SMALL]
    asked = [n for a in entity.actions for n in a.uses] or [n for j in jobs for n in j.uses]
    if (asked or any(g.party for a in entity.actions for g in a.by)) and not _TOLD_BY_PARTIES.isdisjoint(own):
        return True
    return any(_is_one(a, b) for a in own for b in told)


def _is_one(a: str, b: str) -> bool:
    return a == b or (min(len(a), len(b)) >= _STEM and a[:_STEM] == b[:_STEM])


def _made_how(entity: DomainEntity, field: Field) -> OpenQuestion:
    return OpenQuestion(
        f"question.{snake(entity.name)}.{snake(field.name)}",
        field.path,
        f"How does the server make {title(entity.name)}.{field.name}?",
        "the service that inserts the row supplies it",
        f"the code that creates {title(entity.name)}, and its test",
        (field.path,),
    )


def _chosen_how(entity: DomainEntity, reference: Reference, domain: Domain) -> OpenQuestion:
    strangers = strange_makers(entity, reference, domain)
    return OpenQuestion(
        f"question.{snake(entity.name)}.{snake(reference.name)}.chosen",
        reference.path,
        f"How does the server choose {title(reference.name)} of {article(title(entity.name))}?",
        f"it is who makes the row; {listing(list(strangers))}, who {'sign' if strangers[1:] else 'signs'} in as something "
        "else, cannot make one"
        if strangers
        else "the service that inserts the row finds it",
        f"the code that creates {title(entity.name)}, and its test; `says` of {reference.name} tells how",
        (reference.path,),
    )


def _set_when(entity: DomainEntity, fields: list[Field]) -> OpenQuestion:
    """Optional values that the server alone sets, and nothing says that it ever does."""
    read_by = (*entity.listing.filter, *entity.listing.sort) if entity.listing is not None else ()
    listed = [f.name for f in fields if f.name in read_by]
    lists = f"; its list finds nothing by {listing(listed)}" if listed else ""
    return OpenQuestion(
        f"question.{snake(entity.name)}.unset",
        fields[0].path,
        f"What sets {listing([f.name for f in fields])} of {title(entity.name)}?",
        f"nothing: {'they stay' if len(fields) > 1 else 'it stays'} empty{lists}",
        f"`sets` of an action of {entity.name}, or `says` of a field that the server sets by itself",
        tuple(f.path for f in fields),
    )


def _changed_when(entity: DomainEntity, fields: list[Field]) -> OpenQuestion:
    """Amounts and counts that begin at their default, and nothing says that they ever leave it."""
    stay = "they stay as they begin" if len(fields) > 1 else f"it stays {fields[0].default}"
    return OpenQuestion(
        f"question.{snake(entity.name)}.unchanged",
        fields[0].path,
        f"What changes {listing([f.name for f in fields])} of {title(entity.name)}?",
        f"nothing: {stay}",
        f"`sets` of an action of {entity.name}, `computed` of the field, or its `says`",
        tuple(f.path for f in fields),
    )
