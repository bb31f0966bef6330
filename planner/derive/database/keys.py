"""Unique rules and foreign keys of an entity's table."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from planner.derive.database.building import Building
from planner.derive.database.layout import StoredReference
from planner.derive.database.resolve import over_columns
from planner.model.database import ForeignKey, Unique
from planner.model.domain import DomainEntity, Reference
from planner.model.entities import OnDelete, TypeKind, UniqueRule
from planner.model.expressions import Expression, Logic
from planner.naming import joined


class _Uniques:
    """Collects the unique rules of one table; a rule over the same columns and rows is one, for both causes."""

    def __init__(self, table: str, key: tuple[str, ...]) -> None:
        self.table = table
        self.found: list[Unique] = []
        self.seen: set[tuple[tuple[str, ...], Expression | None]] = {(key, None)}

    def add(self, columns: tuple[str, ...], because: tuple[str, ...], where: Expression | None) -> None:
        columns = tuple(dict.fromkeys(columns))
        if not columns:
            return
        if (columns, where) in self.seen or (columns, None) in self.seen:
            self._caused(columns, because, where)
            return
        self.seen.add((columns, where))
        name = joined(self.table, *columns, "key")
        if any(u.name == name for u in self.found):
            name = joined(self.table, *columns, f"key_{len(self.found) + 1}")
        self.found.append(Unique(f"table.{self.table}.{name}", name, columns, because, where))

    def _caused(self, columns: tuple[str, ...], because: tuple[str, ...], where: Expression | None) -> None:
        for at, known in enumerate(self.found):
            if known.columns == columns and (known.where is None or known.where == where):
                self.found[at] = replace(known, because=tuple(dict.fromkeys((*known.because, *because))))


def uniques_of(entity: DomainEntity, building: Building, table: str) -> tuple[Unique, ...]:
    """Flags, references to one, lists, rules of the business, and what composite foreign keys refer to."""
    layout = building.layout(entity)
    rules = _Uniques(table, tuple(p.name for p in layout.key))
    alive = building.alive(entity)
    for field in entity.fields:
        if field.unique:
            where = None if field.unique_forever else alive
            rules.add(tuple(c.name for c in layout.fields[field.name][:1]), (field.path,), where)
    for reference in entity.references:
        if reference.unique:
            for stored in layout.references[reference.name]:
                rules.add(stored.columns, (reference.path,), alive)
    _listed(entity, building, rules, alive)
    _paired(entity, building, rules, alive)
    if layout.tenant is not None and entity.name in building.referred:
        key = tuple(p.name for p in layout.key)
        if layout.tenant not in key:
            rules.add((layout.tenant, *key), building.tenancy_path(entity), None)
    return tuple(rules.found)


def _listed(entity: DomainEntity, building: Building, rules: _Uniques, alive: Expression | None) -> None:
    said: list[tuple[UniqueRule, tuple[str, ...]]] = [(rule, (rule.path,)) for rule in entity.unique]
    for business in building.design.rules:
        if business.unique is not None and business.on[:1] == (entity.name,):
            said.append((business.unique, tuple(dict.fromkeys((business.path, business.unique.path)))))
    for rule, because in said:
        _add_listed(rule, because, entity, building, rules, alive)


def _add_listed(
    rule: UniqueRule,
    because: tuple[str, ...],
    entity: DomainEntity,
    building: Building,
    rules: _Uniques,
    alive: Expression | None,
) -> None:
    """A list of names: per tenant, among living rows, among those its `where` names."""
    tenant = building.layout(entity).tenant
    columns = tuple(c for name in rule.on for c in building.member_columns(entity, name))
    if tenant is not None and tenant not in columns:
        columns = (tenant, *columns)
    where = over_columns(rule.where, entity, building) if rule.where is not None else None
    if rule.where is not None and where is None:
        return
    both = tuple(e for e in (where, alive) if e is not None)
    rules.add(columns, because, Logic("and", both) if len(both) > 1 else both[0] if both else None)


_MOMENTS = frozenset({TypeKind.DATE, TypeKind.TIMESTAMP, TypeKind.TIME})


def _paired(entity: DomainEntity, building: Building, rules: _Uniques, alive: Expression | None) -> None:
    """An entity that carries a many-to-many holds each pair once, unless it has a history of its own."""
    if entity.key or entity.unique or entity.machines or any(f.type.kind in _MOMENTS for f in entity.fields):
        return
    for pairing in building.carried(entity.name):
        targets = (pairing.entity, pairing.target)
        ends = [next((r for r in entity.references if r.targets == (t,)), None) for t in targets]
        columns = tuple(c for r in ends if r is not None for c in building.stored(r)[0].columns)
        if None not in ends and pairing.entity != pairing.target:
            rules.add(columns, (pairing.path,), alive)


def foreign_keys_of(entity: DomainEntity, building: Building, table: str) -> tuple[ForeignKey, ...]:
    """One key per reference and target; a composite one with the tenant, since checks of keys pass by row security."""
    return tuple(_foreign_keys(entity, building, table))


def _foreign_keys(entity: DomainEntity, building: Building, table: str) -> Iterator[ForeignKey]:
    layout = building.layout(entity)
    for reference in entity.references:
        if not reference.is_external:
            for stored in layout.references[reference.name]:
                if stored.target in building.domain.entities:
                    yield _foreign_key(reference, stored, entity, building, table)
    root = building.domain.tenant_root
    if layout.owns_tenant and layout.tenant is not None and root is not None:
        name = joined(table, layout.tenant, "fkey")
        key = building.key(root)
        if len(key) == 1:
            yield ForeignKey(
                f"table.{table}.{name}",
                name,
                (layout.tenant,),
                building.tables[root],
                (key[0].name,),
                "restrict",
                building.tenancy_path(entity),
            )


def _foreign_key(
    reference: Reference, stored: StoredReference, entity: DomainEntity, building: Building, table: str
) -> ForeignKey:
    name = joined(table, *stored.columns, "fkey")
    parts = tuple(p.name for p in stored.parts)
    own, theirs = building.layout(entity).tenant, building.layout(building.domain.entities[stored.target]).tenant
    scoped = own is not None and theirs is not None and own not in stored.columns and theirs not in parts
    action = _action(reference, entity)
    return ForeignKey(
        id=f"table.{table}.{name}",
        name=name,
        columns=(own, *stored.columns) if scoped and own else stored.columns,
        table=building.tables[stored.target],
        target_columns=(theirs, *parts) if scoped and theirs else parts,
        on_delete=action.value,
        because=(reference.path,),
        null_columns=stored.columns if scoped and action is OnDelete.SET_NULL else (),
    )


def _action(reference: Reference, entity: DomainEntity) -> OnDelete:
    """What must have a value is never emptied."""
    needed = reference.required or reference.name in entity.key
    return OnDelete.RESTRICT if needed and reference.on_delete is OnDelete.SET_NULL else reference.on_delete
