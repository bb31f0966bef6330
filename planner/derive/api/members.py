"""Members of payloads: how a field, a key, a reference or a timestamp looks on the wire. Made once, shared."""

from __future__ import annotations

from planner.derive.api.claims import Names
from planner.model.api import Member, Payload, Shape
from planner.model.decisions import Settings
from planner.model.domain import Domain, DomainEntity, Reference
from planner.model.entities import Field, FieldType, TypeKind
from planner.model.expressions import Aggregate
from planner.naming import fit, pascal, snake, title

HIDDEN = frozenset({TypeKind.PASSWORD, TypeKind.SECRET})
UPLOADED = frozenset({TypeKind.FILE, TypeKind.IMAGE})
TEXT = FieldType(TypeKind.STRING, low=1, high=255)


class Members:
    """The members of one domain, each made once; polymorphic references bring a payload of their own."""

    def __init__(self, domain: Domain, settings: Settings, names: Names) -> None:
        self._domain = domain
        self._settings = settings
        self._names = names
        self._fields: dict[int, Member] = {}
        self._keys: dict[str, tuple[Member, ...]] = {}
        self._references: dict[tuple[str, str], tuple[Member, ...]] = {}
        self.payloads: dict[str, Payload] = {}
        self.enums = {name: names.claim(pascal(name), f"{pascal(name)}Value") for name in domain.enums}

    def field(self, field: Field) -> Member:
        """A field as callers read it."""
        found = self._fields.get(id(field))
        if found is None:
            found = self._fields[id(field)] = self._field(field)
        return found

    def _field(self, field: Field) -> Member:
        kind = field.type.kind
        given = field.required or field.default is not None or _never_null(field)
        money = kind is TypeKind.MONEY
        beside = field.currency is not None and not (len(field.currency) == 3 and field.currency.isupper())
        return Member(
            name=snake(field.name),
            shape=Shape.FILE if kind in UPLOADED else Shape.FIELD,
            because=(field.path,),
            says=field.says or f"{title(field.name).capitalize()}.",
            type=field.type,
            enum=self.enums.get((field.type.item or field.type).name or ""),
            values=self._domain.values(field),
            nullable=not given,
            min=field.min,
            max=field.max,
            pattern=field.pattern,
            default=field.default,
            example=field.example,
            pii=field.pii,
            write_only=kind in HIDDEN or field.writeonly or field.secret,
            read_only=field.readonly,
            derived=field.computed is not None,
            column=fit(snake(field.column or field.name)),
            sensitive=field.sensitive,
            unit=field.unit,
            currency_member=snake(field.currency or "") if money and beside else None,
            currency=(field.currency or self._settings.currency) if money and not beside else None,
        )

    def key(self, entity: DomainEntity) -> tuple[Member, ...]:
        """The members that identify a row."""
        found = self._keys.get(entity.name)
        if found is None:
            own = (id_member(entity),)
            self._keys[entity.name] = own
            found = self._keys[entity.name] = tuple(self._key_parts(entity)) or own
        return found

    def _key_parts(self, entity: DomainEntity) -> list[Member]:
        found: list[Member] = []
        for name in entity.key:
            field, reference = entity.field(name), entity.reference(name)
            if field is not None:
                found.append(self.field(field))
            elif reference is not None:
                found += self._flat(reference)
        return found

    def reference(self, reference: Reference) -> tuple[Member, ...]:
        """`customer_id`; a member per part of a composite key; `{type, id}` for one of several targets."""
        at = (reference.entity, reference.name)
        found = self._references.get(at)
        if found is None:
            found = self._references[at] = self._reference(reference)
        return found

    def _reference(self, reference: Reference) -> tuple[Member, ...]:
        targets = [self._domain.entities.get(name) for name in reference.targets]
        if len(targets) > 1 and not any(target is not None and target.key for target in targets):
            return (self._either(reference),)
        return self._flat(reference)

    def _flat(self, reference: Reference) -> tuple[Member, ...]:
        many = len(reference.targets) > 1
        found: list[Member] = []
        for name in reference.targets:
            stem = f"{snake(reference.name)}_{snake(name)}" if many else snake(reference.name)
            target = self._domain.entities.get(name)
            parts = self.key(target) if target is not None else ()
            if target is None or not target.key:
                found.append(_pointer(reference, f"{stem}_id", name, None, many))
                continue
            found += [_pointer(reference, f"{stem}_{part.name}", name, part, many) for part in parts]
        return tuple(found)

    def _either(self, reference: Reference) -> Member:
        """An object that says which kind of row is meant, and which one."""
        kinds = tuple(snake(target) for target in reference.targets)
        stem = f"{pascal(reference.entity)}{pascal(reference.name)}"
        name = self._names.claim(stem, f"{stem}Reference")
        because = (reference.path,)
        kind = Member(
            "type", Shape.FIELD, because, "Which kind it is.", FieldType(TypeKind.ENUM, values=kinds), values=kinds
        )
        row = Member("id", Shape.ID, because, "Which row of that kind.")
        self.payloads[name] = Payload(
            f"payload.{snake(reference.entity)}.{snake(reference.name)}",
            name,
            "embedded",
            (kind, row),
            because,
            reference.entity,
            reference.says or f"One of {', '.join(title(t) for t in reference.targets)}.",
        )
        return Member(
            snake(reference.name),
            Shape.PAYLOAD,
            because,
            reference.says or f"What {title(reference.name)} it is.",
            payload=name,
            required=reference.required,
            nullable=not reference.required,
            read_only=reference.readonly,
        )


def _never_null(field: Field) -> bool:
    return isinstance(field.computed, Aggregate) and field.computed.function in ("sum", "count")


def _pointer(reference: Reference, name: str, target: str, part: Member | None, many: bool) -> Member:
    required = reference.required and not many
    elsewhere = " elsewhere" if reference.is_external else ""
    return Member(
        name,
        part.shape if part is not None else Shape.REFERENCE,
        (reference.path,),
        reference.says or f"The {title(target)}{elsewhere}.",
        type=part.type if part is not None else None,
        enum=part.enum if part is not None else None,
        values=part.values if part is not None else (),
        target=part.target or target if part is not None else target,
        required=required,
        nullable=not required,
        pattern=part.pattern if part is not None else None,
        min=part.min if part is not None else None,
        max=part.max if part is not None else None,
        read_only=reference.readonly,
        column=fit(snake(reference.column) if reference.column and part is None else name),
    )


def id_member(entity: DomainEntity) -> Member:
    """The identifier of a row."""
    says = f"Identifier of the {title(entity.name)}."
    return Member("id", Shape.ID, (entity.path,), says, target=entity.name, read_only=True, column="id")


def timestamps(entity: DomainEntity) -> tuple[Member, ...]:
    """Members every row has."""
    because = (entity.path,)
    made = Member("created_at", Shape.TIMESTAMP, because, "When it was made.", read_only=True, column="created_at")
    changed = Member(
        "updated_at", Shape.TIMESTAMP, because, "When it last changed.", read_only=True, column="updated_at"
    )
    if not entity.keeps_change_time:
        return (made,)
    if not entity.versioned:
        return (made, changed)
    says = "Counts edits; the ETag is made of it."
    version = Member("version", Shape.INTEGER, because, says, read_only=True, min="1", column="version")
    return (made, changed, version)


def distinct(members: list[Member]) -> tuple[Member, ...]:
    """Members by name, the first of each."""
    if len({member.name for member in members}) == len(members):
        return tuple(members)
    found: dict[str, Member] = {}
    for member in members:
        found.setdefault(member.name, member)
    return tuple(found.values())
