"""Names that collide in a target after normalising, or that the language keeps for itself."""

from __future__ import annotations

from collections.abc import Iterable

from planner import codes
from planner.derive.checks.context import Checking
from planner.model.design import Field, Relation, TypeKind
from planner.naming import plural_snake, snake

OPERATIONS = frozenset({"list", "get", "create", "update", "delete"})
_TYPES = frozenset(kind.value for kind in TypeKind)
_OWN_COLUMNS = frozenset({"created_at", "updated_at"})


def check_names(checking: Checking) -> None:
    """Two entities or members that would become one table, type or column."""
    _collisions(
        checking,
        "entities",
        ((e.name, e.path, e.table or plural_snake(e.plural or e.name)) for e in checking.entities.values()),
    )
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
