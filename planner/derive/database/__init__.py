"""Domain -> Database: tables, keys, constraints, indexes, triggers, policies and development data."""

from __future__ import annotations

from collections.abc import Iterator

from planner import codes
from planner.derive.database.building import Building
from planner.derive.database.computed import kept_by
from planner.derive.database.enforcement import enforcements
from planner.derive.database.entity_tables import entity_table
from planner.derive.database.indexes import with_indexes
from planner.derive.database.joins import join_tables
from planner.derive.database.ordering import in_creation_order
from planner.derive.database.row_security import with_policies
from planner.derive.database.seeds import seed_rows
from planner.derive.database.system_tables import system_tables
from planner.derive.database.triggers import with_triggers
from planner.derive.database.unique_names import uniquely_named
from planner.diagnostics import Diagnostic, Severity
from planner.model.database import Database, Enforcement, Table
from planner.model.decisions import Settings
from planner.model.design import Design
from planner.model.domain import Domain, DomainEntity

__all__ = ["derive_database", "derive_enforcements"]


def derive_database(domain: Domain, design: Design, settings: Settings) -> tuple[Database, tuple[Diagnostic, ...]]:
    """The neutral database of a design."""
    building = Building(domain, design, settings)
    notes: list[Diagnostic] = []
    tables: list[Table] = []
    for entity in domain.entities.values():
        table, found = with_indexes(entity_table(entity, building), entity, building)
        notes += (*found, *_by_application(entity, building, table))
        tables.append(table)
    tables += join_tables(building)
    tables += system_tables(building)
    notes += _unique_apart(building)
    secured, wider = with_policies(with_triggers(tables, building), building)
    notes += wider
    ordered = in_creation_order(uniquely_named(secured))
    return Database(ordered, seed_rows(ordered, building)), tuple(notes)


def _by_application(entity: DomainEntity, building: Building, table: Table) -> Iterator[Diagnostic]:
    """Computed fields that no generated column and no trigger can keep."""
    generated = {c.field for c in table.columns if c.generated is not None}
    for field in entity.fields:
        if field.computed is not None and field.name not in generated and kept_by(field, entity, building) is None:
            yield Diagnostic(
                codes.DB_COMPUTED_BY_APPLICATION,
                Severity.INFO,
                f"{table.name} keeps {field.name}, but the application computes it",
                None,
                "write it over columns of the row, or as sum, count, min or max over one collection",
                field.path,
            )


def _unique_apart(building: Building) -> Iterator[Diagnostic]:
    """Values said to be unique among all tenants, where each has a schema or database of its own."""
    domain = building.domain
    if domain.isolation not in ("schema", "database"):
        return
    for entity in domain.entities.values():
        for field in entity.fields if entity.tenant_scoped else ():
            if field.unique:
                yield Diagnostic(
                    codes.DB_UNIQUE_APART,
                    Severity.INFO,
                    f"{building.tables[entity.name]}.{field.name} is unique within a tenant: each has a {domain.isolation} of its own",
                    None,
                    "keep a directory of such values beside the tenants where they must differ",
                    field.path,
                )


def derive_enforcements(
    domain: Domain, design: Design, settings: Settings, database: Database
) -> tuple[Enforcement, ...]:
    """How every business rule ends."""
    return enforcements(Building(domain, design, settings), database) if design.rules else ()
