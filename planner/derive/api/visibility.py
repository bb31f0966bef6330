"""Who sees which member: personal data never reaches anonymous callers, private data only the owner."""

from __future__ import annotations

from msgspec.structs import replace

from planner.derive.api.contract import Contract
from planner.derive.api.members import HIDDEN
from planner.derive.api.security import assumed_security, has_roles
from planner.model.api import Member
from planner.model.domain import DomainEntity
from planner.model.entities import Field


def readers(entity: DomainEntity, contract: Contract) -> tuple[str, ...]:
    """The callers who read rows of an entity, in the design's order."""
    found = contract.readers.get(entity.name)
    if found is None:
        found = contract.readers[entity.name] = _readers(entity, contract)
    return found


def _readers(entity: DomainEntity, contract: Contract) -> tuple[str, ...]:
    rules = [entity.rule(name) for name in ("list", "get") if name in entity.operations]
    found = dict.fromkeys(g.role for rule in rules if rule is not None for g in rule.grants if g.is_caller)
    if not found and not has_roles(contract.domain):
        return (assumed_security(contract.domain, contract.settings).scopes[0].role,)
    return tuple(found)


def seen_field(field: Field, member: Member, who: tuple[str, ...]) -> Member | None:
    """The field as these readers see it; `None` if none of them does."""
    if field.type.kind in HIDDEN or field.writeonly or field.secret:
        return None
    return seen(member, who, private=field.private, pii=field.pii)


def seen(member: Member, who: tuple[str, ...], *, private: bool, pii: bool) -> Member | None:
    """The member as these readers see it: optional where not all do."""
    if private and who != ("owner",):
        return replace(member, required=False, visible_to=("owner",))
    if pii and "public" in who:
        rest = tuple(role for role in who if role != "public")
        return replace(member, required=False, visible_to=rest) if rest else None
    return member


def who_also_reads(
    who: tuple[str, ...], entity: DomainEntity, target: DomainEntity, contract: Contract
) -> tuple[str, ...] | None:
    """Those of the readers who may read the target as well; empty for all of them, `None` for nobody."""
    theirs = readers(target, contract)
    if "public" in theirs:
        return ()
    reached = frozenset(name for role in theirs for name in contract.holders.of(role, target)) | frozenset(theirs)
    kept = tuple(r for r in who if r in reached or (r != "public" and contract.holders.of(r, entity) & reached))
    return None if not kept else () if kept == who else kept
