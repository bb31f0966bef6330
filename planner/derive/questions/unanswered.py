"""What only a person can answer: operations nobody was given, values said to be unknown, roles and accounts without a sign-in."""

from __future__ import annotations

from collections.abc import Iterator

from planner.model.api import Api, OperationKind, Unserved
from planner.model.design import Design
from planner.model.domain import Domain
from planner.model.entities import TypeKind
from planner.model.risks import OpenQuestion
from planner.naming import article, count_phrase, listing, snake, title

_PLAIN = frozenset({"list", "get", "create", "update", "delete"})


def unserved_operations(domain: Domain, api: Api) -> Iterator[OpenQuestion]:
    """Who may do what nobody was given: one question for the plain operations of an entity, one for each other."""
    plain: dict[str, list[Unserved]] = {}
    for denied in api.unserved:
        if denied.operation in _PLAIN:
            plain.setdefault(denied.entity, []).append(denied)
    inline = {n for o in api.operations if o.kind is OperationKind.CREATE for n in o.writes if n != o.entity}
    for name, found in plain.items():
        path, kind = domain.entities[name].path, domain.entities[name].many_title
        alone = {u.operation for u in found} == {"create"} and name in inline
        yield OpenQuestion(
            f"question.{snake(name)}.access",
            found[0].path if len(found) == 1 else f"{path}.access",
            f"Who may {listing([title(u.operation) for u in found], 'or')} {kind}?",
            "nobody by themselves: they come with their whole" if alone else "nobody, so there is no such endpoint",
            f"{count_phrase(len(found), 'endpoint')} of {kind}, and what the access matrix says of it",
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


def unanswered(design: Design, domain: Domain, api: Api) -> Iterator[OpenQuestion]:
    """Values said to be unknown, roles that sign in nowhere, accounts that nothing proves."""
    yield from _unknown(design, frozenset(u.path for u in api.unserved))
    yield from _roles(domain)
    yield from _unproven(domain, api, design)


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


def _unproven(domain: Domain, api: Api, design: Design) -> Iterator[OpenQuestion]:
    """Accounts without anything to prove who they are, where callers sign in with a password."""
    outside = any(i.kind == "identity" for i in design.integrations)
    if design.stack.auth is not None or outside or not any(o.kind is OperationKind.SIGN_IN for o in api.operations):
        return  # of a sign-in that was stated it is a contradiction
    for name in domain.accounts:
        entity = domain.entities[name]
        if not any(f.type.kind in (TypeKind.PASSWORD, TypeKind.SECRET) or f.secret for f in entity.fields):
            one = title(name)
            yield OpenQuestion(
                f"question.{snake(name)}.proof",
                f"{entity.path}.fields",
                f"How does {article(one)} prove who it is, as {name} has neither a password nor a secret?",
                f"not at all: no {one} can sign in",
                f"a field of {name} (`password: password required`, `key: secret readonly`), or `stack.auth`: oidc",
                (f"{entity.path}.account",),
                ("integrations", "stack.auth"),
            )
