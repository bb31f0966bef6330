"""How operations refuse: one table of reasons, and which of them can happen to an operation."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from planner.derive.api.contract import Contract
from planner.derive.infer.frozen import handed_over
from planner.derive.infer.most import at_most_above
from planner.model.api import Refusal, Security
from planner.model.domain import DomainEntity
from planner.model.entities import Action, Field
from planner.model.expressions import Arithmetic
from planner.naming import listing, title
from planner.rules.fewest import fewest_above

BAD_REQUEST: Final = Refusal(400, "bad_request", "The request is not well-formed, or a parameter is unknown or wrong.")
BAD_PAGE: Final = Refusal(
    400, "bad_request", "A parameter is unknown or wrong, or the cursor belongs to another query."
)
NOT_SIGNED_IN: Final = Refusal(401, "not_signed_in", "The credential is missing, expired or revoked.")
NOT_ALLOWED: Final = Refusal(403, "not_allowed", "The caller's role may not do this.")
INVALID: Final = Refusal(
    422, "invalid", "A member breaks its constraints, is unknown, or refers to a row the caller cannot reach."
)
NOT_FOUND: Final = Refusal(404, "not_found", "There is no such row, or none that the caller may see.")
STALE: Final = Refusal(412, "stale", "The row has changed since the ETag in If-Match.")
NO_IF_MATCH: Final = Refusal(428, "if_match_missing", "If-Match is missing.")
TOO_MANY: Final = Refusal(429, "too_many_requests", "The caller has spent its rate; Retry-After says when to go on.")
FAILED: Final = Refusal(500, "failed", "Something broke here; the request id helps to find it.")
NOT_READY: Final = Refusal(503, "not_ready", "The database is not reached, or not migrated.")
KEYED: Final = (
    Refusal(409, "idempotency_key_in_use", "A request with this Idempotency-Key is still being worked on."),
    Refusal(422, "idempotency_key_reused", "This Idempotency-Key came before, with another request."),
)
BROKEN_RULE: Final = Refusal(409, "rule_broken", "The change would break a rule of the business.")
IN_USE: Final = Refusal(409, "in_use", "Other rows still refer to it.")
FULL: Final = Refusal(409, "limit_reached", "It has as many links as it may have.")


@lru_cache(maxsize=4096)
def wrong_state(states: str) -> Refusal:
    """An arrow that does not start where the row stands."""
    return Refusal(409, "wrong_state", f"The state is not {states}.")


@lru_cache(maxsize=4096)
def moved_on(whole: str, states: str, begun: str) -> Refusal:
    """A part whose whole has left the states in which its parts may change, or was begun as it is."""
    late = f", or its {begun} has begun" if begun else ""
    return Refusal(409, "wrong_state", f"The {whole} is no longer {states}{late}.")


def taken(entity: DomainEntity, action: str, contract: Contract) -> tuple[Refusal, ...]:
    """What an action (a create, where that is empty) runs into when it takes from what a rule bounds."""
    return tuple(
        Refusal(409, "not_enough", f"{title(t.entity).capitalize()} does not have enough left; nothing was taken.")
        for t in contract.domain.takings
        if (t.taker, t.action) == (entity.name, action)
    )


def bounded(entity: DomainEntity, action: Action) -> tuple[Refusal, ...]:
    """What an action runs into that counts a number of its row on or back, past what the number may be."""
    counted = {s.field for s in action.sets if isinstance(s.value, Arithmetic)}
    return tuple(
        Refusal(409, "wrong_state", f"{title(f.name).capitalize()} would be {_beyond(f)}.")
        for f in entity.fields
        if f.name in counted and (f.min is not None or f.max is not None)
    )


def _beyond(field: Field) -> str:
    """`less than 0 or more than 2`."""
    below = [f"less than {field.min}"] if field.min is not None else []
    return " or ".join([*below, *([f"more than {field.max}"] if field.max is not None else [])])


def empty(entity: DomainEntity, action: str, contract: Contract) -> tuple[Refusal, ...]:
    """What an action runs into that hands over a whole without a part."""
    return tuple(
        Refusal(409, "empty", f"The {title(entity.name)} has no {title(collection.name)}.")
        for name, collection in handed_over(entity, contract.domain.entities)
        if name == action
    )


def too_few(entity: DomainEntity, contract: Contract) -> tuple[Refusal, ...]:
    """What the delete of a part runs into whose whole would have too few left."""
    needed = fewest_above(entity, contract.domain.entities)
    if needed is None:
        return ()
    few = (
        f"with fewer than {needed.least} {title(needed.name)}" if needed.least != 1 else f"without {title(needed.name)}"
    )
    says = f"The {title(needed.entity)} would be left {few}."
    return (Refusal(409, "too_few", says),)


def too_many_parts(
    entity: DomainEntity, contract: Contract, joining: frozenset[str] | None = None
) -> tuple[Refusal, ...]:
    """What a further part runs into whose whole has as many as it may have; or one that joins by one of these relations."""
    full = (
        f"The {title(c.entity)} has {c.most} {title(c.name)}, as many as it may have."
        for c in at_most_above(entity, contract.domain.entities)
        if joining is None or c.reference in joining
    )
    return tuple(Refusal(409, "limit_reached", says) for says in full)


def frozen(entity: DomainEntity, operation: str) -> tuple[Refusal, ...]:
    """What a write to a part that stands still with its whole runs into."""
    freeze = entity.frozen
    if freeze is None or operation not in freeze.operations:
        return ()
    begun = title(freeze.begun_by) if freeze.begun_by else ""
    return (moved_on(title(freeze.whole), listing(list(freeze.states), "or"), begun),)


def overlapping(entity: DomainEntity, contract: Contract) -> tuple[Refusal, ...]:
    """What the making of a whole runs into whose part is given a stretch alone."""
    return (BROKEN_RULE,) if any(h.whole == entity.name for h in contract.domain.holdings) else ()


def unlimited(reasons: tuple[Refusal, ...]) -> tuple[Refusal, ...]:
    """The reasons of what whoever runs it asks all the time: nobody signs in, nobody counts."""
    return _ordered((*reasons, FAILED))


def refusals(
    security: Security, contract: Contract, entity: DomainEntity | None, reasons: tuple[Refusal, ...]
) -> tuple[Refusal, ...]:
    """The reasons of one operation with those every operation of its kind has, by status."""
    signs = security.scheme != "none" and (not security.public or any(s.role != "public" for s in security.scopes))
    refuses = contract.holders.any_left_out(security, entity)
    return _ordered((*reasons, *_USUAL[signs, refuses, contract.limited]))


_USUAL: Final = {
    (signs, refuses, limited): (
        *((NOT_SIGNED_IN,) if signs else ()),
        *((NOT_ALLOWED,) if refuses else ()),
        *((TOO_MANY,) if limited else ()),
        FAILED,
    )
    for signs in (True, False)
    for refuses in (True, False)
    for limited in (True, False)
}


@lru_cache(maxsize=4096)
def _ordered(reasons: tuple[Refusal, ...]) -> tuple[Refusal, ...]:
    return tuple(sorted(dict.fromkeys(reasons), key=lambda refusal: refusal.status))


@lru_cache(maxsize=4096)
def statuses(found: tuple[Refusal, ...]) -> tuple[int, ...]:
    """The statuses of refusals, each once."""
    return tuple(dict.fromkeys(refusal.status for refusal in found))


def guarded(entity: DomainEntity) -> tuple[Refusal, ...]:
    """Versioned rows are changed under If-Match only."""
    return (STALE, NO_IF_MATCH) if entity.versioned else ()
