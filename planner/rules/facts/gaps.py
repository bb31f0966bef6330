"""Facts about what an entity leaves open, and what an answer could name: an owner, a whole, a field to search.

They serve questions: each says whether there is something to ask, or holds the word that the answer would write.
"""

from __future__ import annotations

from typing import Final

from planner.model.domain import DomainEntity, Reference
from planner.model.entities import Field, TypeKind
from planner.rules.facts.answers import first_role
from planner.rules.facts.entities import has_word
from planner.rules.facts.registry import NO, Known, Reply, entity_fact, flag
from planner.rules.facts.tables import natural_keys
from planner.rules.world import World

ORGANISATIONS: Final = frozenset(
    (
        *(
            "agency",
            "association",
            "clinic",
            "club",
            "company",
            "dealer",
            "firm",
            "hospital",
            "institution",
            "merchant",
        ),
        *(
            "organisation",
            "organization",
            "practice",
            "school",
            "shop",
            "site",
            "store",
            "team",
            "tenant",
            "university",
        ),
        *("vendor", "workspace"),
    )
)
_WORDY: Final = (TypeKind.STRING, TypeKind.TEXT)
_SEARCHED: Final = 3


def _word(found: str | None, path: str) -> Reply:
    return Known(found, (path,)) if found else NO


def _account_reference(world: World, entity: DomainEntity) -> Reference | None:
    """The first relation that leads to somebody who signs in."""
    accounts = frozenset(world.domain.accounts)
    return next((r for r in entity.references if len(r.targets) == 1 and r.targets[0] in accounts), None)


@entity_fact("entity.account_reference", "word", "its relation to somebody who signs in")
def account_reference(world: World, entity: DomainEntity) -> Reply:
    """The first such relation."""
    found = _account_reference(world, entity)
    return _word(found.name if found else None, entity.path)


@entity_fact("entity.may_be_owned", "flag", "it refers to an account, and nobody says whose its rows are")
def may_be_owned(world: World, entity: DomainEntity) -> Reply:
    """Whether an owner could be named."""
    open_to = not entity.owner and entity.account is None and entity.parent is None
    return flag(open_to and _account_reference(world, entity) is not None, entity.path)


def _whole(world: World, entity: DomainEntity) -> Reference | None:
    """The one required relation of an entity that nothing refers to, where it leads to no account."""
    required = [r for r in entity.references if r.required and len(r.targets) == 1 and not r.is_external]
    if entity.parent is not None or entity.account is not None or len(required) != 1 or entity.collections:
        return None
    target = world.entity(required[0].targets[0])
    return required[0] if target is not None and target.account is None and target.name != entity.name else None


@entity_fact("entity.whole", "word", "its one required relation, where it could be a part")
def whole(world: World, entity: DomainEntity) -> Reply:
    """The relation to what it could be a part of."""
    found = _whole(world, entity)
    return _word(found.name if found else None, entity.path)


@entity_fact("entity.may_be_part", "flag", "it hangs on one other entity, and nobody says that it is a part of it")
def may_be_part(world: World, entity: DomainEntity) -> Reply:
    """Whether it could be a part."""
    return flag(_whole(world, entity) is not None, entity.path)


@entity_fact("entity.text_fields", "words", "its fields that hold words people would search for")
def text_fields(_world: World, entity: DomainEntity) -> Reply:
    """Names, titles and texts that are neither personal nor secret."""
    return Known(tuple(f.name for f in _texts(entity)))


def _texts(entity: DomainEntity) -> list[Field]:
    open_ones = [
        f for f in entity.fields if f.type.kind in _WORDY and not (f.pii or f.sensitive or f.secret or f.private)
    ]
    return open_ones[:_SEARCHED]


@entity_fact("entity.searched", "flag", "people find it by words of it")
def searched(_world: World, entity: DomainEntity) -> Reply:
    """Whether a field or its list says so."""
    found = [f.path for f in entity.fields if f.search]
    found += [entity.listing.path] if entity.listing is not None and entity.listing.search else []
    return flag(bool(found), *found)


@entity_fact("entity.may_be_searched", "flag", "it is listed and holds words, and nobody says that they are searched")
def may_be_searched(_world: World, entity: DomainEntity) -> Reply:
    """Whether a search could be asked for."""
    searched = any(f.search for f in entity.fields) or (entity.listing is not None and bool(entity.listing.search))
    return flag("list" in entity.operations and bool(_texts(entity)) and not searched, entity.path)


@entity_fact("entity.filterable", "words", "its states and relations, by which people would narrow a list")
def filterable(_world: World, entity: DomainEntity) -> Reply:
    """Enums and references."""
    return Known(tuple(_filterable(entity)))


def _filterable(entity: DomainEntity) -> list[str]:
    return [f.name for f in entity.fields if f.type.kind is TypeKind.ENUM] + [r.name for r in entity.references]


@entity_fact("entity.may_be_filtered", "flag", "its list could be narrowed, and nobody says by what")
def may_be_filtered(_world: World, entity: DomainEntity) -> Reply:
    """Whether a filter could be asked for."""
    said = entity.listing is not None and bool(entity.listing.filter)
    return flag("list" in entity.operations and bool(_filterable(entity)) and not said, entity.path)


@entity_fact("entity.name_in_paths", "word", "a unique field that could stand in its address")
def name_in_paths(_world: World, entity: DomainEntity) -> Reply:
    """The first unique slug or code."""
    return _word(next((f.name for f in _addresses(entity)), None), entity.path)


def _addresses(entity: DomainEntity) -> list[Field]:
    words = frozenset(("code", "number", "sku", "slug", "isbn", "handle", "reference", "serial"))
    kinds = (TypeKind.SLUG, TypeKind.STRING)
    return [
        f
        for f in entity.fields
        if f.unique
        and f.required
        and f.type.kind in kinds
        and (f.type.kind is TypeKind.SLUG or has_word(f.name, words))
    ]


@entity_fact("entity.may_be_addressed", "flag", "people know its rows by a unique word, and its address holds an id")
def may_be_addressed(_world: World, entity: DomainEntity) -> Reply:
    """Whether a field could stand in its path."""
    return flag(entity.path_key is None and not entity.key and bool(_addresses(entity)), entity.path)


def _loose(world: World, entity: DomainEntity) -> list[str]:
    said = natural_keys(world, entity)
    names = said.value if isinstance(said, Known) and isinstance(said.value, tuple) else ()
    held = {u.on[0] for u in entity.unique if len(u.on) == 1} | {f.name for f in entity.fields if f.unique}
    return [n for n in names if n not in held]


@entity_fact("entity.loose_key", "word", "a field that people know a row by, and that may repeat")
def loose_key(world: World, entity: DomainEntity) -> Reply:
    """The first natural key without a unique rule."""
    return _word(next(iter(_loose(world, entity)), None), entity.path)


@entity_fact("entity.may_repeat", "flag", "two of its rows could share what people know them by")
def may_repeat(world: World, entity: DomainEntity) -> Reply:
    """Whether a natural key is not unique."""
    return flag(bool(_loose(world, entity)), entity.path)


@entity_fact("entity.organisation", "flag", "its name reads like an organisation")
def organisation(_world: World, entity: DomainEntity) -> Reply:
    """Whether it could be a tenant."""
    return flag(has_word(entity.name, ORGANISATIONS) and entity.account is None, entity.path)


@entity_fact("entity.reads_like_person", "flag", "it has an e-mail address, and nobody signs in as it")
def reads_like_person(_world: World, entity: DomainEntity) -> Reply:
    """Whether people could sign in as it."""
    mails = [f.path for f in entity.fields if f.type.kind is TypeKind.EMAIL]
    return flag(bool(mails) and entity.account is None, *mails)


@entity_fact("entity.listener", "word", "who would be told of its changes: its owner, else the role named first")
def listener(world: World, entity: DomainEntity) -> Reply:
    """The owner of a row, or the first role."""
    return Known("owner", (entity.path,)) if entity.owner else first_role(world, world.design)


@entity_fact("entity.readers_said", "flag", "it is said who reads it")
def readers_said(_world: World, entity: DomainEntity) -> Reply:
    """Whether list and get have a rule, or come with a whole."""
    held = {r.operation for r in entity.access}
    return flag(entity.parent is not None or {"list", "get"} & set(entity.operations) <= held, entity.path)


@entity_fact("entity.writers_said", "flag", "it is said who makes it")
def writers_said(_world: World, entity: DomainEntity) -> Reply:
    """Whether create has a rule, or comes with a whole."""
    made = "create" not in entity.operations or entity.rule("create") is not None
    return flag(entity.parent is not None or made, entity.path)
