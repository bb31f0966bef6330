"""What every part of the API pass shares: paths, keys, members of fields, who reads what."""

from __future__ import annotations

from functools import cached_property

from planner.model.api import Member, Parameter, Shape
from planner.model.decisions import Settings
from planner.model.design import Design, Field, Grant, TypeKind
from planner.model.domain import Domain, DomainEntity, Reference
from planner.naming import kebab, plural_snake, snake, title

HIDDEN = frozenset({TypeKind.PASSWORD, TypeKind.SECRET})
UPLOADED = frozenset({TypeKind.FILE, TypeKind.IMAGE})


class Contract:
    """The domain, with the collection path of each entity."""

    def __init__(self, domain: Domain, design: Design, settings: Settings) -> None:
        self.domain = domain
        self.design = design
        self.settings = settings
        self.paths = {name: self._path(entity) for name, entity in domain.entities.items()}

    def _path(self, entity: DomainEntity) -> str:
        own = segment(entity)
        if entity.parent is None or entity.url is not None:
            return own
        whole = self.domain.entities.get(entity.parent.targets[0])
        if whole is None or whole.parent is not None:
            return own
        return f"{segment(whole)}{self.key_path(whole)}/{_part_segment(entity, whole)}"

    def key_path(self, entity: DomainEntity) -> str:
        """`/{order_id}`, or one parameter per part of a composite key."""
        return "".join(f"/{{{p.name}}}" for p in self.key_parameters(entity))

    def key_parameters(self, entity: DomainEntity) -> tuple[Parameter, ...]:
        """The path parameters that identify a row."""
        stem = snake(entity.name)
        if entity.path_key is not None and (field := entity.field(entity.path_key)) is not None:
            return (self._key_parameter(f"{stem}_{snake(field.name)}", field_member(field, self.domain), entity),)
        if not entity.key:
            return (self._key_parameter(f"{stem}_id", id_member(entity), entity),)
        return tuple(self._key_parameter(f"{stem}_{m.name}", m, entity) for m in self.key_members(entity))

    def _key_parameter(self, name: str, member: Member, entity: DomainEntity) -> Parameter:
        says = f"Which {title(entity.name)}."
        return Parameter(
            name,
            "path",
            "key",
            Member(
                name,
                member.shape,
                member.because,
                says,
                member.type,
                member.enum,
                member.values,
                target=member.target,
                min=member.min,
                max=member.max,
                pattern=member.pattern,
                example=member.example,
            ),
            True,
        )

    def key_members(self, entity: DomainEntity) -> tuple[Member, ...]:
        """The members that identify a row on the wire."""
        found: list[Member] = []
        for name in entity.key:
            field, reference = entity.field(name), entity.reference(name)
            if field is not None:
                found.append(field_member(field, self.domain))
            elif reference is not None:
                found += self.reference_members(reference)
        return tuple(found) or (id_member(entity),)

    def reference_members(self, reference: Reference) -> tuple[Member, ...]:
        """`customer_id`; one optional member per target of a polymorphic relation."""
        found: list[Member] = []
        many = len(reference.targets) > 1
        for target in reference.targets:
            entity = self.domain.entities.get(target)
            parts = (
                self.key_members(entity)
                if entity is not None and entity.key and target != reference.entity
                else (None,)
            )
            for part in parts:
                stem = f"{snake(reference.name)}_{snake(target)}" if many else snake(reference.name)
                name = f"{stem}_{part.name if part is not None else 'id'}"
                required = reference.required and not many
                found.append(
                    Member(
                        name,
                        part.shape if part is not None else Shape.REFERENCE,
                        (reference.path,),
                        reference.says or f"The {title(target)}{' elsewhere' if reference.is_external else ''}.",
                        part.type if part is not None else None,
                        part.enum if part else None,
                        part.values if part else (),
                        target=target,
                        required=required,
                        nullable=not required,
                        column=name,
                        read_only=reference.readonly,
                    )
                )
        return tuple(found)

    @cached_property
    def enum_names(self) -> frozenset[str]:
        """Names of the shared enums."""
        return frozenset(self.domain.enums)


def _part_segment(entity: DomainEntity, whole: DomainEntity) -> str:
    """A part is reached under the name its whole gives it: `/orders/{order_id}/items`."""
    for collection in whole.collections:
        if (
            entity.parent is not None
            and collection.target == entity.name
            and collection.reference == entity.parent.name
        ):
            return kebab(collection.name)
    return kebab(plural_snake(entity.name))


def segment(entity: DomainEntity) -> str:
    """The collection's own path: `/order-items`."""
    if entity.url is not None:
        return "/" + entity.url.strip("/")
    return "/" + kebab(entity.plural if entity.plural else plural_snake(entity.name))


def id_member(entity: DomainEntity) -> Member:
    """The identifier of a row."""
    return Member(
        "id",
        Shape.ID,
        (entity.path,),
        f"Identifier of the {title(entity.name)}.",
        target=entity.name,
        read_only=True,
        column="id",
    )


def field_member(field: Field, domain: Domain) -> Member:
    """A field on the wire, as it is read."""
    shape = Shape.FILE if field.type.kind in UPLOADED else Shape.FIELD
    return Member(
        name=snake(field.name),
        shape=shape,
        because=(field.path,),
        says=field.says or f"{title(field.name).capitalize()}.",
        type=field.type,
        enum=field.type.name,
        values=domain.values(field),
        required=field.required or field.default is not None or field.computed is not None,
        nullable=not (field.required or field.default is not None or field.computed is not None),
        min=field.min,
        max=field.max,
        pattern=field.pattern,
        default=field.default,
        example=field.example,
        pii=field.pii,
        write_only=field.type.kind in HIDDEN or field.writeonly,
        read_only=field.readonly,
        derived=field.computed is not None,
        column=snake(field.name),
    )


def reads_public(entity: DomainEntity) -> bool:
    """Whether anonymous callers reach rows of this entity."""
    return any(g.role == "public" for name in ("get", "list") if (rule := entity.rule(name)) for g in rule.grants)


def callers(grants: tuple[Grant, ...]) -> tuple[str, ...]:
    """The callers that grants name."""
    return tuple(dict.fromkeys(g.role for g in grants))


def timestamps(entity: DomainEntity) -> tuple[Member, ...]:
    """Members every row has."""
    found = [
        Member("created_at", Shape.TIMESTAMP, (entity.path,), "When it was made.", read_only=True, column="created_at"),
        Member(
            "updated_at", Shape.TIMESTAMP, (entity.path,), "When it last changed.", read_only=True, column="updated_at"
        ),
    ]
    if entity.versioned:
        found.append(
            Member(
                "version",
                Shape.INTEGER,
                (entity.path,),
                "Counts edits; the ETag is made of it.",
                read_only=True,
                column="version",
            )
        )
    return tuple(found)
