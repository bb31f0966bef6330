"""References between parts: entities, enums, roles, fields, relations. Each must lead somewhere."""

from __future__ import annotations

from planner import codes
from planner.derive.checks.context import Checking
from planner.derive.checks.expressions import check_computed, check_names_of
from planner.derive.checks.listings import check_listings
from planner.derive.checks.relations import check_far_names, check_relations, check_targets
from planner.derive.checks.traits import check_mixins, check_traits
from planner.derive.checks.values import check_values
from planner.model.entities import AccessRule, Entity, Field, Grant, Mixin, RelationKind, TypeKind

SPECIAL = frozenset({"owner", "public", "none", "system"})
CRUD = frozenset({"list", "get", "create", "update", "delete"})


def check_references(checking: Checking) -> None:
    """Entity by entity, then the parts that name entities."""
    _shared(checking)
    for entity in checking.entities.values():
        _fields(checking, entity)
        check_relations(checking, entity)
        _keys(checking, entity)
        _access(checking, entity)
        check_listings(checking, entity)
        check_traits(checking, entity)
        check_computed(checking, entity)
    check_far_names(checking)
    _roles(checking)
    _owned(checking)


def _fields(checking: Checking, entity: Entity) -> None:
    for field in entity.fields:
        check_type(checking, field)


def check_type(checking: Checking, field: Field) -> None:
    """A named type is an enum; a default of an enum is one of its values; bounds are in order."""
    kind = field.type.item or field.type
    if kind.kind is TypeKind.ENUM and kind.name is not None and kind.name not in checking.enums:
        checking.unknown(
            codes.REF_TYPE, "type or enum", kind.name, (*checking.enums, *(k.value for k in TypeKind)), field.path
        )
        return
    if field.type.kind is TypeKind.ENUM and field.default is not None:
        values = checking.enums[kind.name].values if kind.name else kind.values
        if field.default not in values:
            checking.unknown(codes.REF_VALUE, "value", field.default, values, field.path)
    check_values(checking, field)


def _shared(checking: Checking) -> None:
    """Mixins, also those nobody takes in."""
    check_mixins(checking)
    shared: tuple[Entity | Mixin, ...] = (
        *(e for e in checking.design.entities if e.abstract),
        *checking.design.mixins,
    )
    for mixin in shared:
        for field in mixin.fields:
            check_type(checking, field)
        for relation in mixin.relations:
            check_targets(checking, relation)


def _keys(checking: Checking, entity: Entity) -> None:
    by_name = {f.name: f for f in entity.fields}
    references = {r.name for r in entity.relations if r.kind is RelationKind.BELONGS_TO}
    for name in entity.key:
        if name not in by_name and name not in references:
            checking.unknown(
                codes.REF_FIELD,
                f"field or belongs_to of {entity.name}",
                name,
                (*by_name, *references),
                f"{entity.path}.key",
            )
        elif name in by_name and by_name[name].type.kind in _NO_KEY:
            checking.error(codes.MOD_KEY, f"{by_name[name].type.kind.value} cannot be a key", by_name[name].path)
    if len(set(entity.key)) < len(entity.key):
        checking.error(codes.MOD_KEY, "a name stands twice in the key", f"{entity.path}.key")
    if entity.path_key is not None:
        field = by_name.get(entity.path_key)
        if field is None:
            checking.unknown(
                codes.REF_FIELD, f"field of {entity.name}", entity.path_key, by_name, f"{entity.path}.path_key"
            )
        elif not (field.unique and field.required):
            checking.error(
                codes.MOD_KEY,
                f"{entity.path_key} stands in paths, so it must be unique and required",
                f"{entity.path}.path_key",
            )


_NO_KEY = frozenset(
    {
        TypeKind.JSON,
        TypeKind.BYTES,
        TypeKind.FILE,
        TypeKind.IMAGE,
        TypeKind.POINT,
        TypeKind.LIST,
        TypeKind.PASSWORD,
        TypeKind.SECRET,
        TypeKind.TEXT,
        TypeKind.FLOAT,
    }
)


def _access(checking: Checking, entity: Entity) -> None:
    known = CRUD | {a.name for a in entity.actions}
    for rule in entity.access:
        if rule.operation not in known:
            checking.unknown(
                codes.REF_OPERATION, f"operation of {entity.name}", rule.operation, sorted(known), rule.path
            )
        elif _is_left_out(entity, rule):
            message = f"`operations` of {entity.name} leaves out '{rule.operation}'"
            checking.error(codes.DES_ACCESS, message, rule.path, "add it there, or give nobody the right")
        for grant in rule.grants:
            check_grant(checking, grant, entity)
    if entity.account is not None and entity.account not in checking.roles:
        checking.unknown(codes.REF_ROLE, "role", entity.account, sorted(checking.roles), f"{entity.path}.account")


def _is_left_out(entity: Entity, rule: AccessRule) -> bool:
    """Whether somebody may do what does not exist."""
    kept = entity.operations
    if kept is None or rule.operation not in CRUD or rule.operation in kept:
        return False
    return any(grant.role not in ("none", "unknown") for grant in rule.grants)


def check_grant(checking: Checking, grant: Grant, entity: Entity | None) -> None:
    """A caller is a role, a word of the language or an integration; its rows can be found."""
    if grant.party:
        if grant.party not in checking.integrations:
            checking.unknown(
                codes.REF_INTEGRATION, "integration", grant.party, sorted(checking.integrations), grant.path
            )
    elif grant.role not in SPECIAL and grant.role not in checking.roles:
        checking.unknown(codes.REF_ROLE, "role", grant.role, (*sorted(checking.roles), *sorted(SPECIAL)), grant.path)
    if grant.via is not None and grant.via not in checking.entities:
        checking.unknown(codes.REF_ENTITY, "entity", grant.via, checking.entities, grant.path)
    if (
        grant.role == "owner"
        and entity is not None
        and not entity.account
        and not entity.owner
        and entity.part_of is None
    ):
        checking.error(
            codes.MOD_OWNER,
            f"{entity.name} has no `owner`, so nobody owns its rows",
            grant.path,
            "say `owner:` the relation to the account",
        )
    if grant.where is not None and entity is not None and grant.via is None:
        check_names_of(checking, grant.where, entity, grant.path)


def _roles(checking: Checking) -> None:
    for role in checking.design.roles:
        for name in role.extends:
            if name not in checking.roles:
                checking.unknown(codes.REF_ROLE, "role", name, sorted(checking.roles), f"{role.path}.extends")
    carried: dict[str, str] = {}
    for entity in checking.entities.values():
        if entity.account is not None and carried.setdefault(entity.account, entity.name) != entity.name:
            checking.error(
                codes.MOD_ACCOUNT,
                f"{carried[entity.account]} signs in as {entity.account} already",
                f"{entity.path}.account",
                "one role has one account entity",
            )


def _owned(checking: Checking) -> None:
    names = set(checking.entities) | set(checking.external)
    owners: dict[str, str] = {}
    for service in checking.design.services:
        for name in service.owns:
            path = f"{service.path}.owns"
            if name not in names:
                checking.unknown(codes.REF_ENTITY, "entity", name, checking.entities, path)
            elif owners.setdefault(name, service.name) != service.name:
                message = f"{owners[name]} and {service.name} both own {name}"
                checking.error(codes.MOD_AMBIGUOUS, message, path, "one service keeps it, the other asks")
    tenancy = checking.design.tenancy
    if tenancy is not None and tenancy.root not in checking.entities:
        checking.unknown(codes.REF_ENTITY, "entity", tenancy.root, checking.entities, tenancy.path)
