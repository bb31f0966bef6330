"""References between parts: entities, enums, roles, fields, relations. Each must lead somewhere."""

from __future__ import annotations

from planner import codes
from planner.derive.checks.conditions import check_names_of
from planner.derive.checks.context import Checking, members
from planner.derive.checks.values import check_values
from planner.model.design import Entity, Field, Grant, Relation, RelationKind, TypeKind

SPECIAL = frozenset({"owner", "public", "none", "system"})
CRUD = frozenset({"list", "get", "create", "update", "delete"})


def check_references(checking: Checking) -> None:
    """Entity by entity, then the parts that name entities."""
    mixins = {m.name for m in checking.design.mixins} | {e.name for e in checking.design.entities if e.abstract}
    for entity in checking.design.entities:
        for name in entity.mixins:
            if name not in mixins:
                checking.unknown(codes.REF_MIXIN, "mixin", name, mixins, f"{entity.path}.mixins")
    for entity in checking.entities.values():
        _fields(checking, entity)
        _relations(checking, entity)
        _keys(checking, entity)
        _lists(checking, entity)
        _access(checking, entity)
        _constraints(checking, entity)
    _roles(checking)
    _owned(checking)


def _fields(checking: Checking, entity: Entity) -> None:
    for field in entity.fields:
        check_type(checking, field)
        if field.source is not None and field.source not in {f.name for f in entity.fields}:
            checking.unknown(
                codes.REF_FIELD, f"field of {entity.name}", field.source, (f.name for f in entity.fields), field.path
            )


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


def _relations(checking: Checking, entity: Entity) -> None:
    for relation in entity.relations:
        for target in relation.targets:
            if target not in checking.entities and target not in checking.external:
                checking.unknown(codes.REF_ENTITY, "entity", target, checking.entities, relation.path)
        if relation.through is not None and relation.through not in checking.entities:
            checking.unknown(codes.REF_ENTITY, "entity", relation.through, checking.entities, relation.path)
        if len(relation.targets) > 1 and relation.kind is not RelationKind.BELONGS_TO:
            checking.error(codes.MOD_RELATION, "only belongs_to can have several targets", relation.path)
        if relation.required and relation.on_delete is not None and relation.on_delete.value == "set_null":
            checking.error(
                codes.MOD_RELATION,
                f"{relation.name} is required and cannot be set to null",
                relation.path,
                "on_delete=restrict or cascade",
            )
        _inverse(checking, entity, relation)
    if entity.part_of is not None and not any(
        r.name == entity.part_of and r.kind is RelationKind.BELONGS_TO for r in entity.relations
    ):
        checking.unknown(
            codes.REF_RELATION,
            f"belongs_to of {entity.name}",
            entity.part_of,
            (r.name for r in entity.relations if r.kind is RelationKind.BELONGS_TO),
            f"{entity.path}.part_of",
        )


def _inverse(checking: Checking, entity: Entity, relation: Relation) -> None:
    target = checking.entities.get(relation.targets[0])
    if target is None:
        return
    if relation.kind in (RelationKind.HAS_MANY, RelationKind.HAS_ONE):
        back = [r for r in target.relations if r.kind is RelationKind.BELONGS_TO and entity.name in r.targets]
        named = [r for r in back if r.inverse == relation.name]
        if len(back) > 1 and relation.inverse is None and len(named) != 1:
            checking.error(
                codes.MOD_AMBIGUOUS,
                f"{target.name} points at {entity.name} {len(back)} times",
                relation.path,
                f"say which: inverse={' or inverse='.join(r.name for r in back)}",
            )
        if relation.inverse is not None and back and relation.inverse not in {r.name for r in back}:
            checking.unknown(
                codes.REF_RELATION,
                f"belongs_to of {target.name}",
                relation.inverse,
                (r.name for r in back),
                relation.path,
            )
    elif relation.inverse is not None:
        own = [f for f in target.fields if f.name == relation.inverse]
        other = [r for r in target.relations if r.name == relation.inverse and not _mirrors(r, relation, entity)]
        if own or other:
            checking.error(
                codes.MOD_INVERSE,
                f"{target.name} has its own '{relation.inverse}'",
                relation.path,
                "call the inverse something else",
            )


def _mirrors(other: Relation, relation: Relation, entity: Entity) -> bool:
    return (
        entity.name in other.targets
        and other.kind is not RelationKind.BELONGS_TO
        and other.inverse in (None, relation.name)
    )


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


def _lists(checking: Checking, entity: Entity) -> None:
    known = members(entity)
    inverses = tuple(checking.inverses.get(entity.name, ()))
    listing = entity.listing
    if listing is not None:
        for key, names, extra in (
            ("filter", listing.filter, ()),
            ("sort", listing.sort, ()),
            ("search", listing.search, ()),
            ("include", listing.include, inverses),
        ):
            for name in names:
                if name not in known and name not in extra:
                    checking.unknown(
                        codes.REF_FIELD, f"member of {entity.name}", name, (*known, *extra), f"{listing.path}.{key}"
                    )


def _access(checking: Checking, entity: Entity) -> None:
    known = CRUD | {a.name for a in entity.actions}
    for rule in entity.access:
        if rule.operation not in known:
            checking.unknown(
                codes.REF_OPERATION, f"operation of {entity.name}", rule.operation, sorted(known), rule.path
            )
        for grant in rule.grants:
            check_grant(checking, grant, entity)
    if entity.account is not None and entity.account not in checking.roles:
        checking.unknown(codes.REF_ROLE, "role", entity.account, sorted(checking.roles), f"{entity.path}.account")


def check_grant(checking: Checking, grant: Grant, entity: Entity | None) -> None:
    """A caller is a role, a word of the language or an integration; its rows can be found."""
    if grant.role.startswith("integration."):
        if grant.role[12:] not in checking.integrations:
            checking.unknown(
                codes.REF_INTEGRATION, "integration", grant.role[12:], sorted(checking.integrations), grant.path
            )
    elif grant.role not in SPECIAL and grant.role not in checking.roles:
        checking.unknown(codes.REF_ROLE, "role", grant.role, sorted(checking.roles), grant.path)
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


def _constraints(checking: Checking, entity: Entity) -> None:
    known = members(entity)
    for rule in entity.unique:
        for name in rule.on:
            if name not in known:
                checking.unknown(codes.REF_FIELD, f"member of {entity.name}", name, known, rule.path)
        if rule.where is not None:
            check_names_of(checking, rule.where, entity, rule.path)
    for index in entity.indexes:
        for text in index.on:
            if text.partition(" ")[0] not in known:
                checking.unknown(codes.REF_FIELD, f"member of {entity.name}", text.partition(" ")[0], known, index.path)
        if index.where is not None:
            check_names_of(checking, index.where, entity, index.path)
    for check in entity.checks:
        check_names_of(checking, check.condition, entity, check.path)


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
    for service in checking.design.services:
        for name in service.owns:
            if name not in names:
                checking.unknown(codes.REF_ENTITY, "entity", name, checking.entities, f"{service.path}.owns")
    tenancy = checking.design.tenancy
    if tenancy is not None and tenancy.root not in checking.entities:
        checking.unknown(codes.REF_ENTITY, "entity", tenancy.root, checking.entities, tenancy.path)
