"""What traits, flags and keys of fields lean on: the time a retention counts from, the field of a currency, mixins.

Knows what must be beside what; values and bounds are another matter.
"""

from __future__ import annotations

from typing import Final

from planner import codes
from planner.derive.checks.context import Checking, points_at
from planner.model.entities import Entity, Field, Mixin, Retention, TypeKind

_EVENTS: Final = frozenset({"created", "updated", "deleted", "last login"})
_TIMES: Final = frozenset({TypeKind.DATE, TypeKind.TIMESTAMP})
_NUMBERS: Final = frozenset({TypeKind.INT, TypeKind.BIGINT, TypeKind.DECIMAL, TypeKind.MONEY, TypeKind.FLOAT})
_MEASURED: Final = frozenset({*_NUMBERS, TypeKind.DURATION})
_CURRENCIES: Final = frozenset({TypeKind.CURRENCY, TypeKind.STRING, TypeKind.ENUM})
_SLUGGED: Final = frozenset({TypeKind.STRING, TypeKind.TEXT, TypeKind.SLUG, TypeKind.EMAIL, TypeKind.ENUM})


def check_traits(checking: Checking, entity: Entity) -> None:
    """Retention, and the keys of fields that name other fields."""
    if entity.retention is not None:
        _retention(checking, entity, entity.retention)
    for field in entity.fields:
        if field.source is not None:
            _source(checking, entity, field, field.source)
        if field.currency is not None:
            _currency(checking, entity, field, field.currency)
        if field.unit is not None and field.type.kind not in _MEASURED:
            _misplaced(checking, field, "has no unit")


def _retention(checking: Checking, entity: Entity, retention: Retention) -> None:
    after = retention.after
    if after == "last login" and entity.account is None:
        message = f"nobody signs in as {entity.name}, so there is no last login"
        checking.error(codes.MOD_MEMBER, message, retention.path, "count after created, updated or a field")
    elif after in _EVENTS:
        return
    elif after.startswith("last "):
        _last_row(checking, entity, after[5:].strip(), retention.path)
    else:
        _moment(checking, entity, after, retention.path)


def _last_row(checking: Checking, entity: Entity, name: str, path: str) -> None:
    other = checking.entities.get(name)
    if other is None:
        checking.unknown(codes.REF_ENTITY, "entity", name, checking.entities, path)
    elif not points_at(other, entity.name) and name not in checking.far_sides.get(entity.name, {}).values():
        hint = f"only rows that refer to {entity.name} can be its last"
        checking.error(codes.MOD_LINK, f"{name} does not refer to {entity.name}", path, hint)


def _moment(checking: Checking, entity: Entity, name: str, path: str) -> None:
    times = ("created_at", "updated_at", *(("deleted_at",) if entity.soft_delete else ()))
    field = next((f for f in entity.fields if f.name == name), None)
    if field is None and name not in times:
        known = (*sorted(_EVENTS), *(f.name for f in entity.fields if f.type.kind in _TIMES))
        checking.unknown(codes.REF_FIELD, f"time of {entity.name}", name, known, path)
    elif field is not None and field.type.kind not in _TIMES:
        checking.error(codes.MOD_MEMBER, f"{entity.name}.{name} is no time to count from", path, "name a timestamp")


def _currency(checking: Checking, entity: Entity, field: Field, said: str) -> None:
    fields = {f.name: f for f in entity.fields}
    if field.type.kind not in _NUMBERS:
        _misplaced(checking, field, "has no currency")
    elif len(said) == 3 and said.isalpha() and said.isupper():
        return
    elif said not in fields:
        checking.unknown(codes.REF_FIELD, f"currency or field of {entity.name}", said, fields, field.path)
    elif fields[said].type.kind not in _CURRENCIES:
        checking.error(codes.MOD_MEMBER, f"{entity.name}.{said} holds no currency", field.path, f"{said}: currency")


def _source(checking: Checking, entity: Entity, field: Field, said: str) -> None:
    fields = {f.name: f for f in entity.fields}
    if said not in fields:
        checking.unknown(codes.REF_FIELD, f"field of {entity.name}", said, fields, field.path)
    elif said == field.name or fields[said].type.kind not in _SLUGGED:
        message = f"{entity.name}.{field.name} cannot be made from {said}"
        checking.error(codes.MOD_MEMBER, message, field.path, "name another field that holds a text")


def _misplaced(checking: Checking, field: Field, what: str) -> None:
    checking.error(codes.MOD_BOUNDS, f"{field.type.kind.value} {what}", field.path)


def check_mixins(checking: Checking) -> None:
    """Mixins that are there, once, and do not bring the same member twice."""
    mixins: dict[str, Mixin | Entity] = {e.name: e for e in checking.design.entities if e.abstract}
    mixins |= {m.name: m for m in checking.design.mixins}
    for entity in checking.design.entities:
        if not entity.mixins:
            continue
        path = f"{entity.path}.mixins"
        brought = dict.fromkeys(_brings(entity), entity.name)
        for name in dict.fromkeys(entity.mixins):
            if name not in mixins:
                checking.unknown(codes.REF_MIXIN, "mixin", name, mixins, path)
                continue
            for member in _brings(mixins[name]):
                first = brought.setdefault(member, name)
                if first not in (name, entity.name):
                    message = f"{first} and {name} both bring '{member}' to {entity.name}"
                    checking.error(codes.MOD_AMBIGUOUS, message, path, f"say what it is in {entity.name} itself")
        if len(set(entity.mixins)) < len(entity.mixins):
            checking.error(codes.DES_REPEATED, "a mixin stands here twice", path)


def _brings(part: Mixin | Entity) -> tuple[str, ...]:
    return (*(f.name for f in part.fields), *(r.name for r in part.relations))
