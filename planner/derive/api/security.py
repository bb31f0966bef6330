"""Who may run an operation, and on which rows."""

from __future__ import annotations

from planner.model.api import Scope, Security
from planner.model.design import AccessRule, Grant
from planner.model.domain import Domain, DomainEntity

NOBODY = frozenset({"none", "system"})


def security_of(entity: DomainEntity | None, grants: tuple[Grant, ...], domain: Domain) -> Security:
    """The grants as scopes."""
    scopes = tuple(_scope(g, entity) for g in grants if g.role not in NOBODY and not g.role.startswith("integration."))
    return Security(any(s.role == "public" for s in scopes), scopes, grants)


def assumed_security(domain: Domain) -> Security:
    """Without roles there is one assumed role."""
    role = next(iter(domain.roles))
    return Security(False, (Scope(role, "all"),), (), assumed=True)


def _scope(grant: Grant, entity: DomainEntity | None) -> Scope:
    if grant.role == "owner":
        owner = entity.owner if entity is not None else ()
        return Scope("owner", "self" if entity is not None and entity.account else "own", grant.where, grant.via, owner)
    if grant.via is not None:
        return Scope(grant.role, "via", grant.where, grant.via)
    return Scope(grant.role, "where" if grant.where is not None else "all", grant.where)


def is_served(rule: AccessRule | None, domain: Domain) -> bool:
    """Whether anybody reaches an operation over the API: absent access is denied where roles exist."""
    if rule is None:
        return all(not r.path for r in domain.roles.values())
    return any(g.role not in NOBODY and not g.role.startswith("integration.") for g in rule.grants)
