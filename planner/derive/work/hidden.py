"""Rows that a body may name though its sender may not read them: drafts of a shop in an order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from planner.derive.work.drafts import critical
from planner.model.api import Api, Operation, OperationKind, Scope
from planner.model.domain import Domain, DomainEntity, Reference
from planner.model.work import Criterion
from planner.naming import article, title

_WRITING = frozenset((OperationKind.CREATE, OperationKind.SIGN_UP, OperationKind.UPDATE))


def readers_of(api: Api) -> dict[str, tuple[Scope, ...]]:
    """Who gets one row of an entity, where some callers get those of a condition alone."""
    gets = (o for o in api.operations if o.kind is OperationKind.GET and o.entity)
    return {o.entity: o.security.scopes for o in gets if o.entity and any(s.where for s in o.security.scopes)}


def of_hidden(
    entity: DomainEntity, operations: Iterable[Operation], readers: Mapping[str, tuple[Scope, ...]], domain: Domain
) -> Iterator[Criterion]:
    """What is tried with a row that only some callers see: naming it is reading that it is there."""
    found: dict[tuple[str, str], None] = {}
    for operation in operations:
        if readers and operation.kind in _WRITING:
            made = dict.fromkeys((entity.name, *operation.writes))
            found |= dict.fromkeys(pair for name in made for pair in _named(name, operation, readers, domain))
    for name, target in found:
        one = f"{article(title(name)).capitalize()} that names {article(title(target))}"
        yield critical(f"{one} which its sender may not read answers 422, as one that is not there does.")


def _named(
    name: str, operation: Operation, readers: Mapping[str, tuple[Scope, ...]], domain: Domain
) -> Iterator[tuple[str, str]]:
    callers = [s.role for s in operation.security.scopes]
    for reference in domain.entities[name].references:
        scopes = readers.get(reference.targets[0]) if _is_sent(reference) else None
        if scopes is not None and any(_sees_some(r, scopes, domain) for r in callers):
            yield name, reference.targets[0]


def _is_sent(reference: Reference) -> bool:
    return not (reference.readonly or reference.is_parent or reference.is_external or len(reference.targets) != 1)


def _sees_some(role: str, scopes: tuple[Scope, ...], domain: Domain) -> bool:
    """Whether a caller reads rows of a condition alone."""
    known = domain.roles.get(role)
    names = {"public", role, *(known.inherits if known is not None else ())}
    mine = [s for s in scopes if s.role in names]
    return bool(mine) and all(s.where is not None and s.via is None for s in mine)
