"""Names that collide in a target after normalising, or that the language keeps for itself."""

from __future__ import annotations

from collections.abc import Iterable

from planner import codes
from planner.derive.checks.context import Checking
from planner.model.entities import Entity, Field, Relation, RelationKind, TypeKind
from planner.naming import many_of, snake

OPERATIONS = frozenset({"list", "get", "create", "update", "delete"})
_TYPES = frozenset(kind.value for kind in TypeKind)
_OWN_COLUMNS = frozenset({"created_at", "updated_at"})


def check_names(checking: Checking) -> None:
    """Two entities or members that would become one table, type or column."""
    _collisions(
        checking,
        "entities",
        ((e.name, e.path, e.table or _many(e)) for e in checking.entities.values()),
    )
    places = ((e.name, e.path, "/" + e.url.strip("/")) for e in checking.entities.values() if e.url)
    _collisions(checking, "paths of", places)
    _renames(checking)
    _collisions(checking, "enums", ((e.name, e.path, snake(e.name)) for e in checking.design.enums))
    _collisions(checking, "events", ((e.name, e.path, snake(e.name)) for e in checking.design.events))
    _collisions(checking, "queries", ((q.name, q.path, snake(q.name)) for q in checking.design.queries))
    _collisions(checking, "jobs", ((j.name, j.path, snake(j.name)) for j in checking.design.jobs))
    _collisions(checking, "integrations", ((i.name, i.path, snake(i.name)) for i in checking.design.integrations))
    _collisions(checking, "roles", ((r.name, r.path, snake(r.name)) for r in checking.design.roles))
    for name, entity in checking.entities.items():
        fields = [(f.name, f.path, f.column or snake(f.name)) for f in entity.fields]
        relations = [(r.name, r.path, snake(r.name)) for r in entity.relations]
        _collisions(checking, f"members of {name}", [*fields, *relations])
        _key_columns(checking, entity, {column: member for member, _, column in fields})
        _collisions(checking, f"actions of {name}", ((a.name, a.path, snake(a.name)) for a in entity.actions))
        members: tuple[Field | Relation, ...] = (*entity.fields, *entity.relations)
        for member in members:
            column = snake(member.name)
            if column in _OWN_COLUMNS or (column == "id" and not entity.key):
                hint = "leave the field out" if isinstance(member, Field) else "call it something else"
                checking.error(codes.MOD_IMPLICIT, f"every entity has '{column}' already", member.path, hint)
        for action in entity.actions:
            if action.name in OPERATIONS:
                message = f"'{action.name}' is an operation every entity has and cannot be an action"
                checking.error(codes.DES_RESERVED, message, action.path, "call it something else")
    for shared in checking.design.enums:
        if shared.name in _TYPES:
            checking.error(codes.DES_RESERVED, f"'{shared.name}' is a type and cannot be an enum", shared.path)


def _many(entity: Entity) -> str:
    return many_of(entity.name, entity.plural)


def _key_columns(checking: Checking, entity: Entity, taken: dict[str, str]) -> None:
    """References whose column a field, or another reference, has already."""
    for relation in entity.relations:
        column = _key_column(checking, relation)
        if column is None:
            continue
        first = taken.setdefault(column, relation.name)
        if first != relation.name:
            message = f"columns of {entity.name} '{first}' and '{relation.name}' both become '{column}'"
            checking.error(codes.DES_COLLISION, message, relation.path, "rename one, or set its derived name")


def _key_column(checking: Checking, relation: Relation) -> str | None:
    """The column a reference is kept in; None where it has none, or several."""
    target = checking.entities.get(relation.targets[0])
    if relation.kind is not RelationKind.BELONGS_TO or len(relation.targets) > 1:
        return None
    if relation.column is not None:
        return relation.column
    return f"{snake(relation.name)}_id" if target is None or not target.key else None


def _renames(checking: Checking) -> None:
    """Two things cannot both have been the same."""
    _formerly(checking, [(e.was, e.path) for e in checking.entities.values() if e.was])
    for entity in checking.entities.values():
        renamed = [(f.was, f.path) for f in entity.fields if f.was]
        renamed += [(r.was, r.path) for r in entity.relations if r.was]
        if len(renamed) > 1:
            _formerly(checking, renamed)


def _formerly(checking: Checking, renames: Iterable[tuple[str, str]]) -> None:
    seen: dict[str, str] = {}
    for was, path in renames:
        if seen.setdefault(was, path) != path:
            message = f"{seen[was]} was '{was}' too"
            checking.error(codes.DES_REPEATED, message, path, "one of them is new: leave its `was` out")


def _collisions(checking: Checking, what: str, names: Iterable[tuple[str, str, str]]) -> None:
    seen: dict[str, str] = {}
    for name, path, derived in names:
        if derived in seen:
            checking.error(
                codes.DES_COLLISION,
                f"{what} '{seen[derived]}' and '{name}' both become '{derived}'",
                path,
                "rename one, or set its derived name",
            )
        else:
            seen[derived] = name
