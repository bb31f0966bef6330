"""Who may run an operation, and on which rows."""

from __future__ import annotations

from functools import lru_cache

from msgspec.structs import replace

from planner.model.api import Scope, Security
from planner.model.decisions import Settings
from planner.model.domain import Domain, DomainEntity
from planner.model.entities import AccessRule, Grant

OPEN = Security(True, (Scope("public", "all"),), (), "none")
_EVERYBODY = Security(True, (Scope("public", "all"),), (), "none", assumed=True)
SIGNED = Security(False, (), (), "signature")


def security_of(entity: DomainEntity | None, grants: tuple[Grant, ...]) -> Security:
    """The grants as scopes."""
    owner, is_account = (entity.owner, bool(entity.account)) if entity is not None else ((), False)
    scopes = tuple([_scope(g, owner, is_account) for g in grants if g.is_caller])
    return Security("public" in [s.role for s in scopes], scopes, grants)


def reaching(entity: DomainEntity | None, grants: tuple[Grant, ...], domain: Domain) -> Security:
    """The grants as scopes on rows that are there: of the tenants themselves, everybody has one."""
    security = security_of(entity, grants)
    if entity is None or entity.name != domain.tenant_root or domain.isolation != "row":
        return security
    across = {"public", *(role.name for role in domain.roles.values() if role.cross_tenant)}
    scopes = tuple(
        replace(s, rows="tenant") if s.rows == "all" and s.role not in across else s for s in security.scopes
    )
    return replace(security, scopes=scopes)


def assumed_security(domain: Domain, settings: Settings) -> Security:
    """Without roles there is one assumed role; without sign-in there are only anonymous callers."""
    return _EVERYBODY if settings.auth == "none" else _assumed(next(iter(domain.roles)))


@lru_cache(maxsize=64)
def _assumed(role: str) -> Security:
    return Security(False, (_all_rows(role),), (), assumed=True)


def signed_in(domain: Domain, rows: str = "self") -> Security:
    """Whoever is signed in, on what is the caller's own."""
    return Security(False, tuple(Scope(role, "own" if rows == "own" else "self") for role in domain.roles))


def has_roles(domain: Domain) -> bool:
    """Whether the design names roles; else there is an assumed one, without a line."""
    return any(role.path for role in domain.roles.values())


def is_served(rule: AccessRule | None, domain: Domain) -> bool:
    """Whether anybody reaches an operation over the API: absent access is denied where roles exist."""
    if rule is None:
        return not has_roles(domain)
    return rule.is_called


def is_unsaid(rule: AccessRule | None, domain: Domain) -> bool:
    """Whether nobody reaches an operation because the design does not say who does."""
    if rule is None:
        return has_roles(domain)
    return any(grant.role == "unknown" for grant in rule.grants) and not is_served(rule, domain)


def narrowed(security: Security, rule: AccessRule | None, entity: DomainEntity, domain: Domain) -> Security:
    """The same callers, each on no more rows of the entity than its own rule lets them reach.

    Who only reaches own rows there, as an owner, does so here; who is not named there reaches what
    the roles it extends do, or anybody.
    """
    if rule is None:
        return security
    known = {scope.role: scope for scope in reaching(entity, rule.grants, domain).scopes}
    owner = domain.entities[entity.owner_account].account if entity.owner_account in domain.entities else None
    if "owner" in known and owner is not None:
        known.setdefault(owner, known["owner"])
    said = {grant.role: grant.rows for grant in security.grants}
    scopes = tuple(
        _as_there(s, known, domain) if s.rows == "all" and said.get(s.role) != "all" else s for s in security.scopes
    )
    return replace(security, scopes=scopes)


def _as_there(scope: Scope, known: dict[str, Scope], domain: Domain) -> Scope:
    role = domain.roles.get(scope.role)
    for name in (scope.role, *(role.inherits if role is not None else ()), "public"):
        if name in known:
            return known[name] if name == scope.role else replace(known[name], role=scope.role)
    return scope


def _scope(grant: Grant, owner: tuple[str, ...], is_account: bool) -> Scope:
    if grant.role == "owner":
        return Scope("owner", "self" if is_account else "own", grant.where, grant.via, owner)
    if grant.via is not None:
        return Scope(grant.role, "via", grant.where, grant.via)
    return _all_rows(grant.role) if grant.where is None else Scope(grant.role, "where", grant.where)


@lru_cache(maxsize=1024)
def _all_rows(role: str) -> Scope:
    return Scope(role, "all")


class Holders:
    """Who acts in a role: its own holders and those of every role that extends it."""

    def __init__(self, domain: Domain) -> None:
        self._acting: dict[str, frozenset[str]] = {}
        for role in domain.roles.values():
            for name in role.inherits:
                self._acting[name] = self._acting.get(name, frozenset()) | {role.name}
        self._accounts = {name: domain.entities[name].account or "" for name in domain.accounts}
        self._everybody = frozenset(domain.roles)
        self._left_out: dict[tuple[tuple[str, ...], str | None], bool] = {}

    def of(self, role: str, entity: DomainEntity) -> frozenset[str]:
        """The declared roles whose holders act in it; for an owner, those of the account."""
        return self._of(role, entity.owner_account)

    def _of(self, role: str, owner_account: str | None) -> frozenset[str]:
        if role == "owner":
            role = self._accounts.get(owner_account or "", "")
        return self._acting.get(role, frozenset())

    def any_left_out(self, security: Security, entity: DomainEntity | None) -> bool:
        """Whether some caller who is signed in may not call at all."""
        if security.public or security.assumed or security.scheme == "signature":
            return False
        at = (tuple([scope.role for scope in security.scopes]), entity.owner_account if entity is not None else None)
        found = self._left_out.get(at)
        if found is None:
            admitted = frozenset[str]().union(*(self._of(role, at[1]) for role in at[0]))
            found = self._left_out[at] = not self._everybody <= admitted
        return found
