"""Where each member of an entity is stored: names handed out once, so that every part speaks of the same columns.

Keys come first and depend on other keys alone; everything else is laid out entity by entity.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2b

from msgspec import Struct

from planner.derive.database.columns import (
    StoredColumn,
    column_name,
    is_divided,
    parts_of,
    single_column,
    stored_columns,
    wanted_name,
)
from planner.model.database import ColumnKind, ColumnType
from planner.model.domain import Domain, DomainEntity, Reference
from planner.model.entities import Field
from planner.naming import fit, snake

ID = "id"


class KeyPart(Struct, frozen=True):
    """One column that identifies a row."""

    name: str
    type: ColumnType


Key = tuple[KeyPart, ...]


class StoredReference(Struct, frozen=True):
    """The columns of a reference to one target, beside the target's key columns."""

    target: str
    columns: tuple[str, ...]
    parts: Key


class Layout(Struct):
    """The columns of one entity by the member they store, and those every row has."""

    fields: dict[str, tuple[StoredColumn, ...]]
    references: dict[str, tuple[StoredReference, ...]]
    key: Key
    version: str | None = None
    deleted: str | None = None
    tenant: str | None = None
    owns_tenant: bool = False
    derived: frozenset[str] = frozenset()


class Names:
    """Column names of one table: who comes later gets a suffix that depends on the member alone."""

    def __init__(self) -> None:
        self.taken: set[str] = set()

    def claim(self, wanted: str, owner: str) -> str:
        """The name, or the name with a digest of its owner."""
        name = wanted
        if name in self.taken:
            digest = blake2b(owner.encode(), digest_size=4).hexdigest()
            name = f"{wanted[:54].rstrip('_')}_{digest}"
        self.taken.add(name)
        return name


def keys_of(domain: Domain, id_type: ColumnType) -> dict[str, Key]:
    """The key columns of every entity; keys made of references wait for the keys they refer to."""
    plain: Key = (KeyPart(ID, id_type),)
    found: dict[str, Key] = {}
    for name in domain.entities:
        waiting = [name]
        while waiting:
            entity = domain.entities[waiting[-1]]
            missing = next((t for t in _key_targets(entity, domain) if t not in found and t not in waiting), None)
            if missing is not None:
                waiting.append(missing)
                continue
            waiting.pop()
            if entity.name not in found:
                found[entity.name] = _key(entity, domain, found, plain) if entity.key else plain
    return found


def _key_targets(entity: DomainEntity, domain: Domain) -> list[str]:
    if not entity.key:
        return []
    return [t for n in entity.key if (r := entity.reference(n)) for t in r.targets if t in domain.entities]


def _key(entity: DomainEntity, domain: Domain, keys: dict[str, Key], plain: Key) -> Key:
    names = Names()
    parts: list[KeyPart] = []
    for member in entity.key:
        field, reference = entity.field(member), entity.reference(member)
        if field is not None:
            parts += [KeyPart(c.name, c.type) for c in _field(field, names, domain)]
        elif reference is not None:
            stored = _reference(reference, names, lambda target: keys.get(target, plain))
            parts += [KeyPart(c, p.type) for s in stored for c, p in zip(s.columns, s.parts, strict=True)]
    return tuple(parts) or plain


def _field(field: Field, names: Names, domain: Domain) -> tuple[StoredColumn, ...]:
    claimed = tuple(names.claim(column_name(field, part), f"{field.name}.{part}") for part in parts_of(field))
    return stored_columns(field, claimed, domain)


def _reference(reference: Reference, names: Names, key_of: Callable[[str], Key]) -> tuple[StoredReference, ...]:
    """How a reference is stored: once for its target, or once per target when polymorphic."""
    several = len(reference.targets) > 1
    found: list[StoredReference] = []
    for target in reference.targets:
        parts = key_of(target)
        stem = f"{reference.name} {target}" if several else reference.name
        wanted = tuple(wanted_name(stem, f"_{part.name}") for part in parts)
        if reference.column is not None and len(parts) == 1 and not several:
            wanted = (fit(snake(reference.column)),)
        owner = f"{reference.name}.{target}"
        columns = tuple(names.claim(w, f"{owner}.{p.name}") for w, p in zip(wanted, parts, strict=True))
        found.append(StoredReference(target, columns, parts))
    return tuple(found)


def lay_out(entity: DomainEntity, domain: Domain, key: Key, key_of: Callable[[str], Key]) -> Layout:
    """The columns of one entity. Names are claimed by key, plain fields, fields in parts, references, traits."""
    names = Names()
    if not entity.key:
        names.taken.add(ID)
    names.taken.update(("created_at", "updated_at"))
    fields: dict[str, tuple[StoredColumn, ...]] = {}
    references: dict[str, tuple[StoredReference, ...]] = {}
    keyed = [f for n in entity.key if (f := entity.field(n))]
    for name in entity.key:
        field, reference = entity.field(name), entity.reference(name)
        if field is not None:
            fields[name] = _field(field, names, domain)
        elif reference is not None:
            references[name] = _reference(reference, names, key_of)
    rest = [f for f in entity.fields if f.name not in fields] if keyed else entity.fields
    divided: list[Field] = []
    taken = names.taken
    for field in rest:
        wanted = column_name(field, "")
        if wanted in taken or is_divided(field):
            divided.append(field)
        else:
            taken.add(wanted)
            fields[field.name] = single_column(field, wanted, domain)
    for field in divided:
        fields[field.name] = _field(field, names, domain)
    for reference in entity.references:
        if reference.name not in references:
            references[reference.name] = _reference(reference, names, key_of)
    layout = Layout(fields, references, key)
    _claim_traits(layout, entity, domain, names)
    return layout


_COUNTERS = frozenset({ColumnKind.INT, ColumnKind.BIGINT})


def _claim_traits(layout: Layout, entity: DomainEntity, domain: Domain, names: Names) -> None:
    """Columns of traits; a declared column of the same name and type serves as well."""
    if not (entity.versioned or entity.soft_delete or domain.shares_rows(entity)):
        return
    declared = {c.name: c.type.kind for stored in layout.fields.values() for c in stored}
    derived: list[str] = []
    if entity.versioned:
        layout.version = "version"
        if declared.get("version") not in _COUNTERS:
            layout.version = names.claim("version" if "version" not in names.taken else "row_version", "versioned")
            derived.append(layout.version)
    if entity.soft_delete:
        layout.deleted = "deleted_at"
        if declared.get("deleted_at") is not ColumnKind.TIMESTAMP or _is_required(entity, "deleted_at"):
            layout.deleted = names.claim("deleted_at" if "deleted_at" not in names.taken else "row_deleted_at", "soft")
            derived.append(layout.deleted)
    _claim_tenant(layout, entity, domain, names)
    layout.derived = frozenset(derived)


def _is_required(entity: DomainEntity, column: str) -> bool:
    return any(f.required and column_name(f, "") == column for f in entity.fields)


def _claim_tenant(layout: Layout, entity: DomainEntity, domain: Domain, names: Names) -> None:
    """The column that holds the tenant of a row: the reference to the root, or one of its own."""
    root = domain.tenant_root
    if root is None or not domain.shares_rows(entity):
        return
    wanted = f"{snake(root)}_{ID}"
    for reference in entity.references:
        if reference.targets == (root,):
            columns = layout.references[reference.name][0].columns
            if reference.required or columns == (wanted,):
                layout.tenant = columns[0]
                return
    layout.tenant = names.claim(fit(wanted), "tenant")
    layout.owns_tenant = True
