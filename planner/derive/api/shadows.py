"""Fixed words of paths that stand where a row's key stands: servers take the word first, so that row is lost.

Told only where somebody could choose that key: an id, a number or what the server makes is never such a word.
"""

from __future__ import annotations

import re
from typing import Final

from planner import codes
from planner.derive.api.contract import Contract
from planner.derive.api.resources import Place
from planner.model.domain import DomainEntity
from planner.model.entities import Field, TypeKind
from planner.naming import title

_CHOSEN: Final = frozenset({TypeKind.STRING, TypeKind.TEXT, TypeKind.SLUG})
_NESTED: Final = ("+)+", "*)*", "+)*", "*)+", "})+", "})*", "+){", "*){", "}){", "|")
"""What makes a pattern slow to try: such a one is taken to fit."""


def note_shadows(contract: Contract, places: dict[str, Place], queries: dict[str, str]) -> None:
    """Paths the architect wrote, beside the keys of what lies there."""
    keyed = {p.collection: e for e in contract.entities if (p := places[e.name]).item.count("{") == 1}
    words = [(q.path, q.name, queries[q.name]) for q in contract.design.queries if q.url]
    words += [(f"{e.path}.path", e.name, places[e.name].collection) for e in contract.entities if e.url]
    for because, name, path in words:
        base, _, word = path.rpartition("/")
        entity = keyed.get(base)
        if entity is not None and not word.startswith("{") and _could_be(_key_field(entity), word, contract):
            contract.inform(
                codes.API_SHADOWED,
                f"a {title(entity.name)} whose key is '{word}' could not be reached: {name} is served there",
                because,
                f"refuse '{word}' as a key, or give {name} another path",
            )


def _key_field(entity: DomainEntity) -> Field | None:
    """The field that stands in the paths of its rows."""
    name = entity.path_key or (entity.key[0] if len(entity.key) == 1 else "")
    return entity.field(name)


def _could_be(field: Field | None, word: str, contract: Contract) -> bool:
    """Whether people could give a row this key."""
    if field is None or (field.readonly and field.source is None):
        return False
    if field.type.kind is TypeKind.ENUM:
        return word in contract.domain.values(field)
    if field.type.kind not in _CHOSEN or not (field.type.low or 0) <= len(word) <= (field.type.high or len(word)):
        return False
    return field.pattern is None or _meets(field.pattern, word)


def _meets(pattern: str, word: str) -> bool:
    if any(sign in pattern for sign in _NESTED):
        return True
    return re.search(pattern, word) is not None
