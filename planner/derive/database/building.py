"""What every part of the database pass shares: table names, keys, layouts, the lines that traits stand on."""

from __future__ import annotations

from planner.derive.database.layout import ID, Key, KeyPart, Layout, StoredReference, keys_of, lay_out
from planner.derive.infer.decided import DECIDED
from planner.derive.settings import causes
from planner.model.database import ColumnKind, ColumnType
from planner.model.decisions import Settings
from planner.model.design import BusinessRule, Design, Job
from planner.model.domain import Domain, DomainEntity, Pairing, Reference, Taking
from planner.model.expressions import Aggregate, Expression, IsNull, Name, names_in
from planner.naming import Taken, fit, snake

__all__ = ["ID", "Building", "KeyPart", "StoredReference"]


class Building:
    """The domain with the names its tables and columns get; each is worked out once."""

    def __init__(self, domain: Domain, design: Design, settings: Settings) -> None:
        self.domain = domain
        self.design = design
        self.settings = settings
        self.taken = Taken()
        self.tables = {
            name: self.taken.claim(_wanted(entity), f"entity.{name}") for name, entity in domain.entities.items()
        }
        self.id_type = ColumnType(ColumnKind.UUID if settings.id_kind == "uuid" else ColumnKind.BIGINT)
        self._plain: Key = (KeyPart(ID, self.id_type),)
        self._keys = keys_of(domain, self.id_type)
        self._layouts: dict[str, Layout] = {}
        self._said = {e.name: e for e in design.entities}
        self._mixins = {m.name: m for m in design.mixins} | {e.name: e for e in design.entities if e.abstract}
        self.referred = self._referred()
        self.rules_by_subject: dict[str, list[BusinessRule]] = {}
        self._carried: dict[str, list[Pairing]] = {}
        self.exclusive: dict[str, list[BusinessRule]] = {}
        self.marks = _marks(domain)
        self.swept_by: dict[str, list[Job]] = {}
        for job in design.jobs:
            if job.schedule is not None and job.entity is not None:
                self.swept_by.setdefault(job.entity, []).append(job)
        for rule in design.rules:
            if rule.exclusive is not None and rule.on:
                self.exclusive.setdefault(rule.on[0], []).append(rule)
            subject = subject_of(rule, domain.entities)
            if subject is not None:
                self.rules_by_subject.setdefault(subject, []).append(rule)
        for entity in domain.entities.values():
            for pairing in entity.pairings:
                if pairing.through is not None:
                    self._carried.setdefault(pairing.through, []).append(pairing)

    def _referred(self) -> frozenset[str]:
        """Entities that rows of tenants refer to."""
        found: set[str] = set()
        for entity in self.domain.entities.values():
            if self.domain.shares_rows(entity):
                found.update(t for r in entity.references for t in r.targets)
            for pairing in entity.pairings:
                found.update((pairing.entity, pairing.target))
        return frozenset(found)

    def carried(self, entity: str) -> tuple[Pairing, ...]:
        """The many-to-many relations that an entity carries."""
        return tuple(self._carried.get(entity, ()))

    def key(self, entity: str) -> Key:
        """The columns of an entity's primary key; a plain id for one this design does not hold."""
        return self._keys.get(entity, self._plain)

    def layout(self, entity: DomainEntity) -> Layout:
        """The columns of an entity by the member they store."""
        found = self._layouts.get(entity.name)
        if found is None:
            found = lay_out(entity, self.domain, self.key(entity.name), self.key)
            self._layouts[entity.name] = found
        return found

    def stored(self, reference: Reference) -> tuple[StoredReference, ...]:
        """How a reference is stored: once for its target, or once per target when polymorphic."""
        return self.layout(self.domain.entities[reference.entity]).references[reference.name]

    def member_columns(self, entity: DomainEntity, name: str) -> tuple[str, ...]:
        """The columns behind a name of the design: a field, a reference, or one every entity has."""
        layout = self.layout(entity)
        if name in layout.fields:
            return tuple(c.name for c in layout.fields[name])
        if name in layout.references:
            return tuple(c for stored in layout.references[name] for c in stored.columns)
        if name == "created_at" or (name == ID and not entity.key):
            return (name,)
        if name == "updated_at":
            return (name,) if entity.keeps_change_time else ()
        implied = {"version": layout.version, "deleted_at": layout.deleted}.get(name)
        return (implied,) if implied is not None else ()

    def alive(self, entity: DomainEntity) -> Expression | None:
        """The condition that a row has not been deleted softly."""
        deleted = self.layout(entity).deleted
        return None if deleted is None else IsNull(Name((deleted,)))

    def trait_path(self, entity: DomainEntity, trait: str) -> str:
        """The line that gives an entity a trait: its own, that of a mixin, or what settled it for all."""
        said = self._said.get(entity.name)
        if said is None or getattr(said, trait, None):
            return f"{entity.path}.{trait}"
        for name in said.mixins:
            mixin = self._mixins.get(name)
            if mixin is not None and getattr(mixin, trait, None):
                return f"{mixin.path}.{trait}"
        return causes(self.design, DECIDED[trait])[0] if trait in DECIDED else f"{entity.path}.{trait}"

    def tenancy_path(self, entity: DomainEntity) -> tuple[str, ...]:
        """The lines that make a row belong to a tenant."""
        return (self.design.tenancy.path, entity.path) if self.design.tenancy else (entity.path,)


def _marks(domain: Domain) -> dict[str, list[Taking]]:
    """Entity -> what it takes without a state that tells so; a name the design has already is left to it."""
    found: dict[str, list[Taking]] = {}
    for taking in domain.takings:
        taker = domain.entities[taking.taker]
        if taking.marks and taking.mark not in {snake(f.name) for f in taker.fields}:
            found.setdefault(taker.name, []).append(taking)
    return found


def _wanted(entity: DomainEntity) -> str:
    """The table name the architect set, or the plural of the entity's."""
    if entity.table:
        return fit(snake(entity.table))
    return fit(entity.many)


def subject_of(rule: BusinessRule, entities: dict[str, DomainEntity]) -> str | None:
    """The one entity whose columns the condition reads; `None` for a rule about several."""
    if rule.check is None or isinstance(rule.check, Aggregate):
        return None
    heads = {n.parts[0] for n in names_in(rule.check) if len(n.parts) > 1 and n.parts[0] in entities}
    if len(heads) > 1:
        return None
    named = next(iter(heads), None) or (rule.on[0] if rule.on else None)
    return named if named in entities else None
