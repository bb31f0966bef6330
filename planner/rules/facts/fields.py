"""Facts about one field or relation."""

from __future__ import annotations

from planner.model.domain import Reference
from planner.model.entities import Field, TypeKind
from planner.rules.facts.entities import SPECIAL_WORDS, has_word
from planner.rules.facts.registry import Known, Reply, field_fact, flag, relation_fact
from planner.rules.world import World

_MONEY_WORDS = frozenset(
    ["price", "amount", "total", "cost", "fee", "balance", "salary", "tax", "discount", "budget", "payment"]
)
_FETCHED_WORDS = frozenset(["callback", "webhook", "avatar", "source", "feed", "import", "image", "hook"])


@field_fact("field.type", "word", "its type", words=tuple(k.value for k in TypeKind))
def kind(_world: World, field: Field) -> Reply:
    """The type's word."""
    return Known(field.type.kind.value, (field.path,))


@field_fact("field.personal", "flag", "it is personal")
def personal(_world: World, field: Field) -> Reply:
    """Whether it is marked pii."""
    return flag(field.pii, field.path)


@field_fact("field.sensitive", "flag", "it is sensitive, secret or a credential")
def sensitive(_world: World, field: Field) -> Reply:
    """Whether logs, events and caches must not see it."""
    return flag(field.sensitive or field.secret or field.type.kind in (TypeKind.PASSWORD, TypeKind.SECRET), field.path)


@field_fact("field.special", "flag", "it is of a special category")
def special(_world: World, field: Field) -> Reply:
    """Whether its name reads like health, belief or origin."""
    return flag((field.pii or field.sensitive) and has_word(field.name, SPECIAL_WORDS), field.path)


@field_fact("field.reads_like_money", "flag", "its name reads like an amount of money")
def reads_like_money(_world: World, field: Field) -> Reply:
    """Whether its name is a money word."""
    return flag(has_word(field.name, _MONEY_WORDS), field.path)


@field_fact(
    "field.fetched",
    "flag",
    "it is an address that a server would fetch",
    only=lambda field: field.type.kind is TypeKind.URL,
)
def fetched(_world: World, field: Field) -> Reply:
    """Whether an address is called like a callback or a source."""
    return flag(has_word(field.name, _FETCHED_WORDS), field.path)


@field_fact("field.required", "flag", "every row has it")
def required(_world: World, field: Field) -> Reply:
    """Whether it is required."""
    return flag(field.required, field.path)


@field_fact("field.unique", "flag", "no two rows share it")
def unique(_world: World, field: Field) -> Reply:
    """Whether it is unique."""
    return flag(field.unique, field.path)


@field_fact("field.readonly", "flag", "the server alone sets it")
def readonly(_world: World, field: Field) -> Reply:
    """Whether callers cannot write it."""
    return flag(field.readonly or field.computed is not None or field.source is not None, field.path)


@relation_fact("relation.required", "flag", "every row has it")
def relation_required(_world: World, reference: Reference) -> Reply:
    """Whether it is required."""
    return flag(reference.required, reference.path)


@relation_fact(
    "relation.on_delete", "word", "what happens when its target goes", words=("cascade", "restrict", "set_null")
)
def on_delete(_world: World, reference: Reference) -> Reply:
    """The action on delete."""
    return Known(reference.on_delete.value, (reference.path,))


@relation_fact("relation.target_soft_deleted", "flag", "its target keeps deleted rows")
def target_soft_deleted(world: World, reference: Reference) -> Reply:
    """Whether a target is softly deleted."""
    targets = [world.domain.entities[t] for t in reference.targets if t in world.domain.entities]
    found = [f"{t.path}.soft_delete" for t in targets if t.soft_delete]
    return flag(bool(found), *found)
