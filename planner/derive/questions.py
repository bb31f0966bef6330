"""What only a person can answer: operations nobody was given, values said to be unknown, columns without a source."""

from __future__ import annotations

from collections.abc import Iterator

from planner.derive.doubts import doubts
from planner.derive.idle import unserved_parts
from planner.derive.loose_ends import loose_ends
from planner.derive.refused_notices import notice_questions
from planner.derive.signing_in import sign_in_questions
from planner.derive.unmarked import unmarked_people
from planner.model.api import Api, Unserved
from planner.model.database import Database
from planner.model.decisions import Assumption
from planner.model.design import Design
from planner.model.domain import Domain, DomainEntity
from planner.model.entities import Field, TypeKind
from planner.model.risks import OpenQuestion
from planner.naming import count_phrase, listing, snake, title

_PLAIN = frozenset({"list", "get", "create", "update", "delete"})


def open_questions(
    design: Design, domain: Domain, api: Api, database: Database, assumptions: tuple[Assumption, ...]
) -> tuple[OpenQuestion, ...]:
    """Every question the design leaves open, in the design's order."""
    asked = frozenset(u.path for u in api.unserved)
    return (
        *_access(domain, api),
        *_readonly(design, domain),
        *doubts(domain, design),
        *loose_ends(domain, design),
        *sign_in_questions(domain, design),
        *unmarked_people(domain),
        *notice_questions(domain, design),
        *unserved_parts(api, database),
        *_unknown(design, asked),
        *_roles(domain),
    )


def _access(domain: Domain, api: Api) -> Iterator[OpenQuestion]:
    """Who may do what nobody was given: one question for the plain operations of an entity, one for each other."""
    plain: dict[str, list[Unserved]] = {}
    for denied in api.unserved:
        if denied.operation in _PLAIN:
            plain.setdefault(denied.entity, []).append(denied)
    for name, found in plain.items():
        path, kind = domain.entities[name].path, title(name)
        yield OpenQuestion(
            f"question.{snake(name)}.access",
            found[0].path if len(found) == 1 else f"{path}.access",
            f"Who may {listing([title(u.operation) for u in found], 'or')} {kind}?",
            "nobody, so there is no such endpoint",
            f"{count_phrase(len(found), 'endpoint')} of {kind} and their row in the access matrix",
            tuple(dict.fromkeys(p for u in found for p in u.because)),
        )
    for denied in api.unserved:
        if denied.operation not in _PLAIN:
            yield OpenQuestion(
                f"question.{denied.id.removeprefix('unserved.')}",
                denied.path,
                f"Who may {denied.does}?",
                "nobody, so there is no such endpoint",
                "one endpoint and its row in the access matrix",
                denied.because,
            )


def _readonly(design: Design, domain: Domain) -> Iterator[OpenQuestion]:
    """A value that only the server sets, and nothing says how: no rule, no words, no job that writes the row."""
    written_by_jobs = {j.entity for j in design.jobs}
    for entity in domain.entities.values():
        if entity.name in written_by_jobs and not entity.is_called("create"):
            continue
        set_by = {s.field for a in entity.actions for s in a.sets}
        unsaid = [f for f in entity.fields if f.name not in set_by and _is_unsaid(f)]
        yield from (_made_how(entity, field) for field in unsaid if field.required)
        empty = [f for f in unsaid if not f.required]
        if empty and entity.name not in written_by_jobs:
            yield _set_when(entity, empty)


def _is_unsaid(field: Field) -> bool:
    given = field.default is not None or field.computed is not None or field.source is not None
    return field.readonly and not given and not field.says and field.type.kind is not TypeKind.SECRET


def _made_how(entity: DomainEntity, field: Field) -> OpenQuestion:
    return OpenQuestion(
        f"question.{snake(entity.name)}.{snake(field.name)}",
        field.path,
        f"How does the server make {title(entity.name)}.{field.name}?",
        "the service that inserts the row supplies it",
        f"the code that creates {title(entity.name)}, and its test",
        (field.path,),
    )


def _set_when(entity: DomainEntity, fields: list[Field]) -> OpenQuestion:
    """Optional values that the server alone sets, and nothing says that it ever does."""
    read_by = (*entity.listing.filter, *entity.listing.sort) if entity.listing is not None else ()
    lists = "; its list finds nothing by them" if any(f.name in read_by for f in fields) else ""
    return OpenQuestion(
        f"question.{snake(entity.name)}.unset",
        fields[0].path,
        f"What sets {listing([f.name for f in fields])} of {title(entity.name)}?",
        f"nothing: {'they stay' if len(fields) > 1 else 'it stays'} empty{lists}",
        f"`sets` of an action of {entity.name}, or `says` of a field that the server sets by itself",
        tuple(f.path for f in fields),
    )


def _unknown(design: Design, asked: frozenset[str]) -> Iterator[OpenQuestion]:
    for path in design.unknown:
        if path in asked:
            continue
        yield OpenQuestion(
            f"question.{snake(path)}",
            path,
            f"What is {path}?",
            "as if it had not been said",
            "what is derived from it",
            (path,),
        )


def _roles(domain: Domain) -> Iterator[OpenQuestion]:
    unhoused = [r for r in domain.roles.values() if r.path and r.account is None]
    if unhoused and domain.accounts:
        names = listing([r.name for r in unhoused])
        yield OpenQuestion(
            "question.roles.sign_in",
            "roles",
            f"Where {'does' if len(unhoused) == 1 else 'do'} {names} sign in?",
            "in a principals table of their own, by the same sign-in",
            "the principals table and who manages it",
            tuple(r.path for r in unhoused),
        )
