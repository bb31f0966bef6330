"""What only a person can answer: operations nobody was given, values said to be unknown, columns without a source."""

from __future__ import annotations

from collections.abc import Iterator

from planner.model.api import Api
from planner.model.decisions import Assumption
from planner.model.design import Design
from planner.model.domain import Domain
from planner.model.risks import OpenQuestion
from planner.naming import listing, snake, title


def open_questions(
    design: Design, domain: Domain, api: Api, assumptions: tuple[Assumption, ...]
) -> tuple[OpenQuestion, ...]:
    """Every question the design leaves open, in the design's order."""
    return (*_access(domain), *_readonly(domain), *_unknown(design), *_roles(domain))


def _access(domain: Domain) -> Iterator[OpenQuestion]:
    if not any(r.path for r in domain.roles.values()):
        return
    for entity in domain.entities.values():
        open_ = [name for name in entity.operations if entity.rule(name) is None]
        if open_:
            yield OpenQuestion(
                f"question.{snake(entity.name)}.access",
                f"{entity.path}.access",
                f"Who may {listing(open_, 'or')} {title(entity.name)}?",
                "nobody, so there is no such endpoint",
                f"{len(open_)} endpoints of {title(entity.name)} and their row in the access matrix",
                (entity.path,),
            )


def _readonly(domain: Domain) -> Iterator[OpenQuestion]:
    """A required value that only the server sets, and nothing says how."""
    for entity in domain.entities.values():
        set_by = {s.field for a in entity.actions for s in a.sets}
        for field in entity.fields:
            if (
                field.readonly
                and field.required
                and field.default is None
                and field.computed is None
                and field.source is None
                and field.name not in set_by
            ):
                yield OpenQuestion(
                    f"question.{snake(entity.name)}.{snake(field.name)}",
                    field.path,
                    f"How does the server make {title(entity.name)}.{field.name}?",
                    "the service that inserts the row supplies it",
                    f"the code that creates {title(entity.name)}, and its test",
                    (field.path,),
                )


def _unknown(design: Design) -> Iterator[OpenQuestion]:
    for path in design.unknown:
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
            f"Where do {names} sign in?",
            "in a principals table of their own, by the same sign-in",
            "the principals table and who manages it",
            tuple(r.path for r in unhoused),
        )
