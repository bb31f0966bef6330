"""SQL migrations of a database in any dialect and layout. The registry has one line per dialect."""

from __future__ import annotations

from importlib import import_module

from planner import codes
from planner.diagnostics import Diagnostic, Severity
from planner.emit.options import Layout
from planner.emit.sql.dialects.base import Dialect
from planner.emit.sql.files import laid_out, script
from planner.emit.sql.grouping import changes
from planner.emit.sql.nouns import SqlFile
from planner.emit.sql.seeds import seed_statements
from planner.model.database import Database
from planner.model.decisions import DialectName

_SEEDS = "seeds/0001_development.sql"
_DIALECTS: dict[DialectName, tuple[str, str]] = {
    "postgresql": ("postgresql", "PostgreSQL"),
    "mysql": ("mysql", "MySQL"),
    "mariadb": ("mariadb", "MariaDB"),
    "sqlite": ("sqlite", "SQLite"),
}


def emit_sql(
    database: Database, dialect: DialectName, layout: Layout
) -> tuple[tuple[SqlFile, ...], tuple[Diagnostic, ...]]:
    """The files of all migrations and of the development data, and what this database does another way."""
    kind = _dialect(dialect)
    tables = database.tables
    printer = kind(tables)
    files = laid_out(changes(printer, tables), printer, layout)
    if database.seeds:
        rows = seed_statements(printer, database.seeds)
        text = script("Development data; never for production.", rows, printer, printer.begin, printer.end)
        files += (SqlFile(_SEEDS, text, rows),)
    refused = _with_nul(files)
    return ((), refused) if refused else (files, tuple(printer.notes))


def _dialect(name: DialectName) -> type[Dialect]:
    module, class_name = _DIALECTS[name]
    found: type[Dialect] = getattr(import_module(f"planner.emit.sql.dialects.{module}"), class_name)
    return found


def _with_nul(files: tuple[SqlFile, ...]) -> tuple[Diagnostic, ...]:
    return tuple(
        Diagnostic(
            codes.DB_NUL,
            Severity.ERROR,
            f"{f.path} would hold a NUL character, which no database takes in a text",
            None,
            "remove the \\0 from the design",
        )
        for f in files
        if "\0" in f.text or any("\0" in s for s in f.statements)
    )
