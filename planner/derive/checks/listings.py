"""What lists, indexes and unique rules name: members that can be found, ordered, searched, held once.

A relation of many has no column; files and documents have no order; only texts hold words.
"""

from __future__ import annotations

from typing import Final

from planner import codes
from planner.derive.checks.context import Checking, members
from planner.derive.checks.expressions import check_names_of
from planner.derive.checks.walks import names_of
from planner.model.entities import Entity, Field, Relation, RelationKind, TypeKind

_MIRRORS: Final = frozenset({RelationKind.HAS_ONE, RelationKind.HAS_MANY})
_OPAQUE: Final = frozenset({TypeKind.FILE, TypeKind.IMAGE, TypeKind.BYTES})
_UNORDERED: Final = frozenset({*_OPAQUE, TypeKind.JSON, TypeKind.POINT, TypeKind.LIST})
_UNFILTERED: Final = frozenset({*_OPAQUE, TypeKind.PASSWORD, TypeKind.SECRET})
_TEXTS: Final = frozenset(
    {TypeKind.STRING, TypeKind.TEXT, TypeKind.SLUG, TypeKind.EMAIL, TypeKind.URL, TypeKind.PHONE, TypeKind.ENUM}
)
RANGES: Final = frozenset(
    {
        TypeKind.DATE, TypeKind.TIME, TypeKind.TIMESTAMP, TypeKind.INT, TypeKind.BIGINT, TypeKind.DECIMAL,
        TypeKind.MONEY, TypeKind.FLOAT,
    }
)  # fmt: skip
_ORDERS: Final = frozenset({"", "asc", "desc"})


def check_listings(checking: Checking, entity: Entity) -> None:
    """Lists, unique rules, indexes, checks of one entity."""
    _lists(checking, entity)
    for rule in entity.unique:
        check_columns(checking, entity, rule.on, rule.path)
        if rule.where is not None:
            check_names_of(checking, rule.where, entity, rule.path)
    for index in entity.indexes:
        _index(checking, entity, index.on, index.path)
        if index.where is not None:
            check_names_of(checking, index.where, entity, index.path)
    for check in entity.checks:
        check_names_of(checking, check.condition, entity, check.path)
    for field in entity.fields:
        if field.search:
            _searched(checking, entity, field, field.path)
        if field.index and field.type.kind in _OPAQUE:
            _cannot(checking, entity, field.name, "be indexed", field.path)
        if field.unique and field.type.kind in _UNORDERED:
            _cannot(checking, entity, field.name, "be unique", field.path)


def _lists(checking: Checking, entity: Entity) -> None:
    listing = entity.listing
    if listing is None:
        return
    for member in _named(checking, entity, listing.filter, f"{listing.path}.filter"):
        if isinstance(member, Relation) and member.kind in _MIRRORS:
            _cannot(checking, entity, member.name, "be filtered by", f"{listing.path}.filter", "filter the other side")
        elif isinstance(member, Field) and member.type.kind in _UNFILTERED:
            _cannot(checking, entity, member.name, "be filtered by", f"{listing.path}.filter")
    for member in _named(checking, entity, listing.sort, f"{listing.path}.sort"):
        if isinstance(member, Relation) or member.type.kind in _UNORDERED:
            _cannot(checking, entity, member.name, "be sorted by", f"{listing.path}.sort")
    for member in _named(checking, entity, listing.search, f"{listing.path}.search"):
        _searched(checking, entity, member, f"{listing.path}.search")
    known = names_of(checking, entity)
    for name in listing.include:
        if name not in known:
            checking.unknown(codes.REF_FIELD, f"member of {entity.name}", name, known, f"{listing.path}.include")


def _members(entity: Entity) -> dict[str, Field | Relation]:
    members: tuple[Field | Relation, ...] = (*entity.fields, *entity.relations)
    return {member.name: member for member in members}


def _named(checking: Checking, entity: Entity, names: tuple[str, ...], path: str) -> tuple[Field | Relation, ...]:
    """The members of these names; what is neither is told, what every entity has is left out."""
    if not names:
        return ()
    known = dict.fromkeys(names_of(checking, entity))
    for name in names:
        if name not in known:
            checking.unknown(codes.REF_FIELD, f"member of {entity.name}", name, known, path)
    own = _members(entity)
    return tuple(own[name] for name in names if name in own)


def _searched(checking: Checking, entity: Entity, member: Field | Relation, path: str) -> None:
    if isinstance(member, Relation) or member.type.kind not in _TEXTS:
        _cannot(checking, entity, member.name, "be searched", path, "search looks for words in texts")


def check_columns(checking: Checking, entity: Entity, names: tuple[str, ...], path: str) -> None:
    """Members that are unique together, or alike in rows that may not overlap."""
    for member in _named(checking, entity, names, path):
        if _has_no_column(member):
            _cannot(checking, entity, member.name, "be unique", path)


def _has_no_column(member: Field | Relation) -> bool:
    if isinstance(member, Relation):
        return member.kind is not RelationKind.BELONGS_TO
    return member.type.kind in _UNORDERED


def _has_no_index(member: Field | Relation) -> bool:
    """Documents and lists have indexes of their own kind."""
    if isinstance(member, Relation):
        return member.kind is not RelationKind.BELONGS_TO
    return member.type.kind in _OPAQUE


def _index(checking: Checking, entity: Entity, texts: tuple[str, ...], path: str) -> None:
    known = members(entity)
    own = _members(entity)
    for text in texts:
        name, _, order = text.partition(" ")
        member = own.get(name)
        if name not in known:
            checking.unknown(codes.REF_FIELD, f"member of {entity.name}", name, known, path)
        elif order.strip().lower() not in _ORDERS:
            checking.error(codes.DES_BAD_WORD, f"'{order.strip()}' is no order of an index", path, "write asc or desc")
        elif member is not None and _has_no_index(member):
            _cannot(checking, entity, name, "be indexed", path)


def _cannot(checking: Checking, entity: Entity, name: str, what: str, path: str, hint: str = "") -> None:
    checking.error(codes.MOD_MEMBER, f"{entity.name}.{name} cannot {what}", path, hint)
