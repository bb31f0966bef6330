"""Facts about whom an address signs in: where nothing proves that it is theirs, and where two could hold the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from planner.model.deeds import speaks_of
from planner.model.design import Design
from planner.model.domain import Domain, DomainEntity
from planner.model.entities import Field, TypeKind
from planner.naming import listing
from planner.rules.facts.registry import Reply, design_fact, flag
from planner.rules.world import World

PROVEN: Final = "controls.proven_address"
_PROOFS: Final = frozenset(
    ("activate", "activated", "confirm", "confirmed", "proven", "prove", "unconfirmed", "unverified", "verified", "verify")
)  # fmt: skip
_ELSEWHERE: Final = frozenset(("oidc", "oauth2", "api_key", "service_token"))


def address_of(entity: DomainEntity) -> Field | None:
    """The e-mail address that signs an account in: no other row has it, in its tenant at least."""
    alone = {u.on[0] for u in entity.unique if len(u.on) == 1 and u.where is None}
    mails = (f for f in entity.fields if f.type.kind is TypeKind.EMAIL and f.required)
    return next((f for f in mails if f.unique or f.name in alone), None) if entity.account is not None else None


def signs_in_here(design: Design) -> bool:
    """Whether callers sign in with a password of this backend, as far as the design says."""
    return design.stack.auth not in _ELSEWHERE and not any(i.kind == "identity" for i in design.integrations)


def unproven_addresses(domain: Domain, design: Design) -> tuple[tuple[DomainEntity, Field], ...]:
    """Addresses that their holder writes, at sign-up or later, and that nothing of the account tells to be proven."""
    accounts = (domain.entities[name] for name in domain.accounts) if signs_in_here(design) else ()
    found = ((e, f) for e in accounts if (f := address_of(e)) is not None and not _is_proven(e))
    return tuple((e, f) for e, f in found if _is_written(e, f))


def given_passwords(domain: Domain, design: Design) -> tuple[tuple[DomainEntity, Field, tuple[str, ...]], ...]:
    """Passwords that somebody else than their holder sends, with who makes the account."""
    found = []
    for entity in (domain.entities[name] for name in domain.accounts) if signs_in_here(design) else ():
        rule = entity.rule("create") if "create" in entity.operations else None
        makers = tuple(g.role for g in rule.grants if g.is_caller) if rule is not None else ()
        field = next((f for f in entity.fields if f.type.kind is TypeKind.PASSWORD and not f.readonly), None)
        if field is not None and makers and "public" not in makers:
            found.append((entity, field, makers))
    return tuple(found)


def proven_addresses(domain: Domain, design: Design) -> dict[str, Field]:
    """The address of each account that is to be proven, where the design asks for it."""
    asked = any(s.path == PROVEN and s.value is True for s in design.controls)
    return {entity.name: field for entity, field in unproven_addresses(domain, design)} if asked else {}


def shared_addresses(domain: Domain, design: Design) -> tuple[tuple[str, str], ...]:
    """Those who sign in by an address, each from a table of their own, with the line that says so; none where words settle it."""
    if not signs_in_here(design) or any(_settles(says) for says in _spoken(design)):
        return ()
    mails = ((domain.entities[name], address_of(domain.entities[name])) for name in domain.accounts)
    found = [(entity.name, field.path) for entity, field in mails if field is not None]
    apart = [r for r in domain.roles.values() if r.path and r.account is None]
    found += [(listing([r.name for r in apart], "or"), apart[0].path)] if apart else []
    return tuple(found) if len(found) > 1 else ()


def _spoken(design: Design) -> Iterator[str]:
    yield from (rule.says for rule in design.rules)
    yield from (requirement.says for requirement in design.requirements)
    yield from (constraint.says for constraint in design.constraints)


def _settles(says: str) -> bool:
    """`Nobody is customer and staff with one address.`"""
    said = says.lower()
    return any(word in said for word in ("address", "e-mail", "email")) and any(
        word in said for word in (" one ", " same ", " both ")
    )


def _is_written(entity: DomainEntity, field: Field) -> bool:
    made, changed = _grants(entity, "create"), _grants(entity, "update")
    return "public" in made or ("owner" in changed and not (field.immutable or field.readonly))


def _grants(entity: DomainEntity, operation: str) -> frozenset[str]:
    rule = entity.rule(operation)
    return frozenset(g.role for g in rule.grants) if rule is not None else frozenset()


def _is_proven(entity: DomainEntity) -> bool:
    names = [f.name for f in entity.fields] + [a.name for a in entity.actions]
    states = [v for f in entity.fields for v in f.type.values]
    return any(speaks_of(name, _PROOFS) for name in (*names, *states))


@design_fact("design.unproven_address", "flag", "an address signs in that nothing proves to be its holder's")
def unproven_address(world: World, design: Design) -> Reply:
    """Whether somebody could sign up with the address of somebody else."""
    return flag(bool(found := unproven_addresses(world.domain, design)), *(f.path for _, f in found))
