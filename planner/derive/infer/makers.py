"""Who makes a row, seen from its relations to accounts: a relation that the server sets may be to the caller.

Knows roles and accounts, not how callers prove who they are.
"""

from __future__ import annotations

from planner.model.domain import Domain, DomainEntity, Reference


def is_the_caller(entity: DomainEntity, reference: Reference, domain: Domain) -> bool:
    """Whether the server sets it when the row is made, and whoever may make one signs in as what it leads to."""
    strangers = strange_makers(entity, reference, domain)
    return strangers is not None and not strangers


def strange_makers(entity: DomainEntity, reference: Reference, domain: Domain) -> tuple[str, ...] | None:
    """The roles that make rows and are no such account; None where the relation is not to who makes the row."""
    account = domain.entities.get(reference.targets[0]) if len(reference.targets) == 1 else None
    if account is None or account.account is None or not (reference.readonly and reference.required):
        return None
    rule = entity.rule("create")
    if rule is None or not entity.is_called("create") or _has_another(entity, reference):
        return None
    makers = [
        account.account if g.role == "owner" and _is_own(entity, account) else g.role
        for g in rule.grants
        if g.is_caller
    ]
    holders = {name for maker in makers for name in (_acting(maker, domain) or (maker,))}
    if account.account not in holders:
        return None
    return tuple(sorted(name for name in holders if name != account.account))


def _has_another(entity: DomainEntity, reference: Reference) -> bool:
    """Whether the row tells by another relation who made it, or has two that could."""
    if entity.owner:
        first = entity.reference(entity.owner[0])
        if first is not None and first.name != reference.name and first.targets == reference.targets:
            return True
    return len([r for r in entity.references if r.readonly and r.targets == reference.targets and r.required]) > 1


def _is_own(entity: DomainEntity, account: DomainEntity) -> bool:
    return entity.owner_account == account.name


def _acting(role: str, domain: Domain) -> tuple[str, ...]:
    """Every role whose holders act in it."""
    return tuple(name for name, other in domain.roles.items() if role in other.inherits)
