"""The domain as it was decided: a trait that no entity says for itself, and a decision gives.

An entity's own word stands: where any of them carries the trait, the others are meant not to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from planner.model.domain import Domain, DomainEntity


class Given(Struct, frozen=True):
    """What an option of a decision gives to which entities."""

    topic: str
    option: str
    trait: str
    value: bool | str
    to: Callable[[DomainEntity], bool]


def _changes(entity: DomainEntity) -> bool:
    return bool(entity.actions) or any(entity.is_called(o) for o in ("update", "delete"))


def _is_edited(entity: DomainEntity) -> bool:
    return entity.is_called("update")


def _is_shared(entity: DomainEntity) -> bool:
    rule = entity.rule("update")
    return _is_edited(entity) and rule is not None and len(rule.grants) > 1


def _is_removed(entity: DomainEntity) -> bool:
    return entity.parent is None and entity.is_called("delete")


GIVEN: Final = (
    Given("audit", "trail", "audit", "writes", _changes),
    Given("concurrency", "optimistic", "versioned", True, _is_shared),
    Given("concurrency", "optimistic", "versioned", True, _is_edited),
    Given("soft-delete", "soft", "soft_delete", True, _is_removed),
)
DECIDED: Final = {given.trait: given.topic for given in GIVEN}
"""The decision behind a trait that no line of the design gives."""


def as_decided(domain: Domain, options: Mapping[str, str]) -> Domain:
    """The domain with the traits that were decided; the same one where every decided trait is said."""
    for given in GIVEN:
        entities = domain.entities
        if options.get(given.topic) != given.option or any(getattr(e, given.trait) for e in entities.values()):
            continue
        meant = {name: replace(e, **{given.trait: given.value}) for name, e in entities.items() if given.to(e)}
        if meant:
            domain = replace(domain, entities={**entities, **meant}, decided=(*domain.decided, given.trait))
    return domain
