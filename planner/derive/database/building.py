"""What every part of the database pass shares: table names, key columns, how a reference is stored."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from planner.derive.database.columns import stored_columns
from planner.model.database import ColumnKind, ColumnType
from planner.model.decisions import Settings
from planner.model.design import Design
from planner.model.domain import Domain, DomainEntity, Reference
from planner.naming import Taken, fit, plural_snake, snake

ID = "id"


class KeyPart(Struct, frozen=True):
    """One column that identifies a row."""

    name: str
    type: ColumnType


class StoredReference(Struct, frozen=True):
    """The columns of a reference to one target, beside the target's key columns."""

    target: str
    columns: tuple[str, ...]
    parts: tuple[KeyPart, ...]


class Building:
    """The domain with the names its tables get. Key columns are worked out once per entity."""

    def __init__(self, domain: Domain, design: Design, settings: Settings) -> None:
        self.domain = domain
        self.design = design
        self.settings = settings
        self.taken = Taken()
        self.tables = {
            name: self.taken.claim(_wanted(entity), f"entity.{name}") for name, entity in domain.entities.items()
        }
        self.id_type = ColumnType(ColumnKind.UUID if settings.id_kind == "uuid" else ColumnKind.BIGINT)
        self._keys: dict[str, tuple[KeyPart, ...]] = {}

    def key(self, entity: str) -> tuple[KeyPart, ...]:
        """The columns of an entity's primary key."""
        if entity not in self._keys:
            self._keys[entity] = (KeyPart(ID, self.id_type),)
            self._keys[entity] = tuple(self._key_parts(self.domain.entities[entity])) or self._keys[entity]
        return self._keys[entity]

    def _key_parts(self, entity: DomainEntity) -> Iterator[KeyPart]:
        for name in entity.key:
            field, reference = entity.field(name), entity.reference(name)
            if field is not None:
                yield from (KeyPart(c.name, c.type) for c in stored_columns(field, self.domain))
            elif reference is not None:
                for stored in self.stored(reference):
                    yield from (KeyPart(c, p.type) for c, p in zip(stored.columns, stored.parts, strict=True))

    def stored(self, reference: Reference) -> tuple[StoredReference, ...]:
        """How a reference is stored: once for its target, or once per target when polymorphic."""
        base = snake(reference.name)
        many = len(reference.targets) > 1
        found: list[StoredReference] = []
        for target in reference.targets:
            parts = self.key(target) if target in self.domain.entities else (KeyPart(ID, self.id_type),)
            stem = f"{base}_{snake(target)}" if many else base
            names = tuple(fit(f"{stem}_{part.name}") for part in parts)
            if reference.column is not None and len(parts) == 1 and not many:
                names = (fit(snake(reference.column)),)
            found.append(StoredReference(target, names, parts))
        return tuple(found)

    def member_columns(self, entity: DomainEntity, name: str) -> tuple[str, ...]:
        """The columns behind a name of the design: a field, a reference, or one every entity has."""
        field, reference = entity.field(name), entity.reference(name)
        if field is not None:
            return tuple(c.name for c in stored_columns(field, self.domain))
        if reference is not None:
            return tuple(c for stored in self.stored(reference) for c in stored.columns)
        return (name,) if name in self.implicit(entity) else ()

    def implicit(self, entity: DomainEntity) -> tuple[str, ...]:
        """Columns every row has without being declared."""
        found = ["created_at", "updated_at"]
        if not entity.key:
            found.append(ID)
        if entity.versioned:
            found.append("version")
        if entity.soft_delete:
            found.append("deleted_at")
        return tuple(found)

    def tenant_column(self, entity: DomainEntity) -> str | None:
        """The column that holds the tenant of a row: the reference to the root, or one of its own."""
        root = self.domain.tenant_root
        if not entity.tenant_scoped or root is None:
            return None
        for reference in entity.references:
            if reference.targets == (root,) and reference.required:
                return self.stored(reference)[0].columns[0]
        return f"{snake(root)}_id"


def _wanted(entity: DomainEntity) -> str:
    """The table name the architect set, or the plural of the entity's."""
    if entity.table:
        return fit(snake(entity.table))
    return fit(snake(entity.plural) if entity.plural else plural_snake(entity.name))
