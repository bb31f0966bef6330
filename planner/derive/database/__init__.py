"""Domain -> Database: tables, keys, constraints, indexes, triggers, policies and development data."""

from __future__ import annotations

from msgspec.structs import replace

from planner.derive.database.building import Building
from planner.derive.database.enforcement import enforcements, rule_checks
from planner.derive.database.entity_tables import entity_table
from planner.derive.database.indexes import with_indexes
from planner.derive.database.joins import join_tables
from planner.derive.database.ordering import in_creation_order
from planner.derive.database.row_security import with_policies
from planner.derive.database.seeds import seed_rows
from planner.derive.database.system_tables import system_tables
from planner.derive.database.triggers import with_triggers
from planner.diagnostics import Diagnostic
from planner.model.database import Database, Enforcement, Table
from planner.model.decisions import Settings
from planner.model.design import Design
from planner.model.domain import Domain


def derive_database(domain: Domain, design: Design, settings: Settings) -> tuple[Database, tuple[Diagnostic, ...]]:
    """The neutral database of a design."""
    building = Building(domain, design, settings)
    notes: list[Diagnostic] = []
    tables: list[Table] = []
    for entity in domain.entities.values():
        table = entity_table(entity, building)
        table = replace(table, checks=table.checks + rule_checks(entity, table, building))
        table, found = with_indexes(table, entity, building)
        notes += found
        tables.append(table)
    tables += join_tables(building)
    tables += system_tables(building)
    tables = [with_policies(t, building) for t in with_triggers(tables, building)]
    ordered = in_creation_order(tables)
    return Database(ordered, seed_rows(ordered)), tuple(notes)


def derive_enforcements(
    domain: Domain, design: Design, settings: Settings, database: Database
) -> tuple[Enforcement, ...]:
    """How every business rule ends."""
    return enforcements(Building(domain, design, settings), database)
