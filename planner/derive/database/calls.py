"""Which supporting tables a design calls for, and the lines that do."""

from __future__ import annotations

from collections.abc import Callable

from planner.derive.database import templates
from planner.derive.database.building import Building
from planner.derive.database.templates import Template
from planner.derive.repeating import would_repeat
from planner.derive.settings import causes
from planner.model.domain import DomainEntity
from planner.model.entities import TypeKind
from planner.rules.facts.accounts import PROVEN, proven_addresses

_SIGN_IN = ("jwt", "session")


def _auth(building: Building, *strategies: str) -> tuple[str, ...]:
    """The line that settled how callers sign in, or the assumption in its place."""
    return causes(building.design, "authentication") if building.settings.auth in strategies else ()


def unhoused_roles(building: Building) -> tuple[str, ...]:
    """Roles that no account of the design carries."""
    return tuple(r.name for r in building.domain.roles.values() if r.account is None and r.path)


def _principals(building: Building) -> tuple[str, ...]:
    if building.settings.auth not in _SIGN_IN:
        return ()
    return tuple(building.domain.roles[name].path for name in unhoused_roles(building))


def _passwords(building: Building) -> tuple[str, ...]:
    if building.settings.auth not in _SIGN_IN:
        return ()
    fields = _of_kind(building, TypeKind.PASSWORD)
    return fields or _principals(building)


def _proofs(building: Building) -> tuple[str, ...]:
    proven = proven_addresses(building.domain, building.design) if building.settings.auth in _SIGN_IN else {}
    return (PROVEN, *(f.path for f in proven.values())) if proven else ()


def _of_kind(building: Building, *kinds: TypeKind) -> tuple[str, ...]:
    return tuple(f.path for e in building.domain.entities.values() for f in e.fields if f.type.kind in kinds)


def _published(building: Building) -> tuple[str, ...]:
    """Events that may not be lost; the others leave without a row."""
    lost = ("at_most_once", None) if building.settings.losable else ("at_most_once",)
    return tuple(e.path for e in building.design.events if e.from_service is None and e.delivery not in lost)


def _consumed(building: Building) -> tuple[str, ...]:
    events = tuple(e.path for e in building.design.events if e.from_service is not None)
    return events + tuple(i.path for i in building.design.integrations if i.direction in ("in", "both"))


def _idempotent(building: Building) -> tuple[str, ...]:
    """Actions that may be repeated, and creates that callers retry."""
    found: list[str] = []
    for entity in building.domain.entities.values():
        found += [a.path for a in entity.actions if (a.idempotent or a.uses) and a.is_called]
        found += _created(entity)
    return tuple(found)


def _created(entity: DomainEntity) -> list[str]:
    """A create that would make two rows when sent twice: nothing the caller sends has to be unique."""
    rule = entity.rule("create")
    if rule is None or "create" not in entity.operations or not would_repeat(entity):
        return []
    return [rule.path] if rule.is_called else []


def _jobs(building: Building) -> tuple[str, ...]:
    return tuple(j.path for j in building.design.jobs)


def _accepted(building: Building) -> tuple[str, ...]:
    """Actions whose work goes on after the answer: the caller comes back for it."""
    return tuple(
        a.path for e in building.domain.entities.values() for a in e.actions if a.uses and (not a.by or a.is_called)
    )


def _audited(building: Building) -> tuple[str, ...]:
    return tuple(building.trait_path(e, "audit") for e in building.domain.entities.values() if e.audit)


CALLS: tuple[tuple[Template, Callable[[Building], tuple[str, ...]]], ...] = (
    (templates.PRINCIPALS, _principals),
    (templates.REFRESH_TOKENS, lambda b: _auth(b, "jwt")),
    (templates.SESSIONS, lambda b: _auth(b, "session")),
    (templates.PASSWORD_RESETS, _passwords),
    (templates.ADDRESS_PROOFS, _proofs),
    (templates.LOGIN_ATTEMPTS, _passwords),
    (templates.API_KEYS, lambda b: _auth(b, "api_key")),
    (templates.OUTBOX, _published),
    (templates.INBOX, _consumed),
    (templates.IDEMPOTENCY, _idempotent),
    (templates.JOB_RUNS, lambda b: () if _accepted(b) else _jobs(b)),
    (templates.ACCEPTED_RUNS, lambda b: (*_jobs(b), *_accepted(b)) if _accepted(b) else ()),
    (templates.AUDIT_LOG, _audited),
    (templates.UPLOADS, lambda b: _of_kind(b, TypeKind.FILE, TypeKind.IMAGE)),
)
