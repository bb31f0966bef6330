"""Migrations and development data, in the design's database and the layout asked for."""

from __future__ import annotations

from collections.abc import Iterator

from planner.diagnostics import Diagnostic
from planner.emit.base import Artifact
from planner.emit.options import EmitOptions
from planner.emit.sql import emit_sql
from planner.emit.sql.tenants import PATH, tenant_runner
from planner.model.plan import Plan


def emit(plan: Plan, options: EmitOptions) -> Iterator[Artifact | Diagnostic]:
    """Every SQL file, what runs them for each tenant, and what this database does another way."""
    files, notes = emit_sql(plan.database, plan.settings.dialect, options.layout or plan.settings.migrations)
    for file in files:
        yield Artifact(file.path, file.text.encode(), "sql")
    runner = tenant_runner(plan.design.name, plan.settings.dialect, plan.domain.isolation or "row")
    if runner is not None:
        yield Artifact(PATH, runner.encode(), "sql")
    yield from notes
