"""Facts about rows that are worth money to whoever holds them: vouchers, credit, points; and who says how much."""

from __future__ import annotations

from typing import Final

from planner.model.domain import Domain, DomainEntity
from planner.model.entities import Field, TypeKind
from planner.naming import snake
from planner.rules.facts.entities import has_word
from planner.rules.facts.registry import NO, Known, Reply, entity_fact, flag
from planner.rules.world import World

_WORTH: Final = frozenset(
    ("voucher", "gift", "giftcard", "coupon", "credit", "wallet", "bonus", "reward", "allowance", "token", "points")
)
_HOW_MUCH: Final = frozenset(("value", "amount", "balance", "left", "remaining", "points", "credit", "worth"))
_OF_A_PERSON: Final = frozenset(("balance", "credit", "credits", "points", "bonus"))
_NUMBERS: Final = frozenset({TypeKind.MONEY, TypeKind.DECIMAL, TypeKind.INT, TypeKind.BIGINT})


@entity_fact("entity.worth_set_by_holder", "flag", "whoever it is worth something to says how much it is worth")
def worth_set_by_holder(world: World, entity: DomainEntity) -> Reply:
    """Whether customers make or change it, and an amount that they gain by is theirs to send."""
    said = [rule.path for rule in entity.access if _by_customers(rule.operation, entity, world.domain)]
    amounts = [f.path for f in entity.fields if said and _is_worth(f, entity)]
    return flag(bool(amounts), *amounts, *said)


@entity_fact("entity.worth_paid_first", "flag", "it counts once an outside party says that it was paid", stage="plan")
def worth_paid_first(world: World, entity: DomainEntity) -> Reply:
    """Whether a verified notice alone takes it out of its first state."""
    actions = {a.name: a for a in entity.actions}
    for machine in entity.machines:
        first = [actions[a.action] for a in machine.arrows if a.source == machine.initial]
        onward = [a for a in first if a.to_state in {x.source for x in machine.arrows}]
        hooks = tuple(f"op.webhook.{snake(g.party)}" for a in onward for g in a.by if g.party)
        if onward and all(g.party for a in onward for g in a.by) and all(h in world.operations_by_id for h in hooks):
            return Known(True, tuple(a.path for a in onward), hooks)
    return NO


def _by_customers(operation: str, entity: DomainEntity, domain: Domain) -> bool:
    rule = entity.rule(operation)
    if operation not in ("create", "update") or operation not in entity.operations or rule is None:
        return False
    carried = {domain.entities[name].account for name in domain.accounts}
    return any(g.role in ("public", "owner") or g.role in carried for g in rule.grants)


def _is_worth(field: Field, entity: DomainEntity) -> bool:
    if field.type.kind not in _NUMBERS or field.readonly or field.computed is not None:
        return False
    if entity.account and has_word(field.name, _OF_A_PERSON):
        return True
    return has_word(entity.name, _WORTH) and has_word(field.name, _HOW_MUCH)
