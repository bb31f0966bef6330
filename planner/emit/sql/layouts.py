"""Statements into files: by dependency wave, small enough to review, each with its way back."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from planner.diagnostics import Diagnostic
from planner.emit.options import Layout
from planner.emit.sql.dialect import Dialect
from planner.emit.sql.mysql import MariaDB, MySQL
from planner.emit.sql.postgresql import PostgreSQL
from planner.emit.sql.sqlite import SQLite
from planner.model.database import Database, SeedRow, Table
from planner.model.decisions import DialectName
from planner.naming import listing

DIALECTS: dict[DialectName, type[Dialect]] = {
    "postgresql": PostgreSQL,
    "mysql": MySQL,
    "mariadb": MariaDB,
    "sqlite": SQLite,
}
_TABLES_A_FILE = 12


class Migration(Struct, frozen=True):
    """One step of the schema: what it is about, the statements up and down."""

    name: str
    says: str
    up: tuple[str, ...]
    down: tuple[str, ...]


class SqlFile(Struct, frozen=True):
    """One file, and its statements for whoever runs them one by one."""

    path: str
    text: str
    statements: tuple[str, ...] = ()


def emit_sql(
    database: Database, dialect: DialectName, layout: Layout
) -> tuple[tuple[SqlFile, ...], tuple[Diagnostic, ...]]:
    """Every migration and seed file of a database."""
    speaker = DIALECTS[dialect]()
    files = _LAYOUTS[layout](migrations(database, speaker), speaker)
    seeds = _seeds(database, speaker)
    return (*files, *seeds), tuple(speaker.notes)


def migrations(database: Database, d: Dialect) -> tuple[Migration, ...]:
    """The schema in the order in which it is made."""
    found: list[Migration] = []
    kinds = frozenset(_function_kind(t.kind, t.columns) for table in database.tables for t in table.triggers)
    shared = d.shared_functions(kinds)
    if shared:
        found.append(Migration("functions", "Functions that triggers share.", shared, d.drop_shared_functions(kinds)))
    for name, tables in _waves(database.tables):
        found.append(
            Migration(
                name,
                f"Tables {listing([t.name for t in tables])}.",
                tuple(s for t in tables for s in _made(t, d)),
                tuple(d.drop_table(t) for t in reversed(tables)),
            )
        )
    found += [m for m in (_late_keys(database, d), _triggers(database, d), _policies(database, d)) if m.up]
    return tuple(found)


def _function_kind(kind: str, columns: tuple[str, ...]) -> str:
    return "touch_version" if kind == "touch" and "version" in columns else kind


def _waves(tables: tuple[Table, ...]) -> list[tuple[str, list[Table]]]:
    """Tables by dependency level, a level cut into files of a dozen."""
    level: dict[str, int] = {}
    for table in tables:
        level[table.name] = max(
            (level[k.table] + 1 for k in table.foreign_keys if k.table in level and k.table != table.name), default=0
        )
    groups: dict[tuple[int, str], list[Table]] = {}
    for table in tables:
        groups.setdefault((level[table.name], "supporting" if table.kind == "system" else "tables"), []).append(table)
    found: list[tuple[str, list[Table]]] = []
    for (_, kind), members in sorted(groups.items(), key=lambda g: (g[0][1] == "tables", g[0][0])):
        for start in range(0, len(members), _TABLES_A_FILE):
            part = members[start : start + _TABLES_A_FILE]
            found.append((part[0].name if len(part) == 1 and kind == "tables" else f"{kind}_{part[0].name}", part))
    return found


def _late_keys(database: Database, d: Dialect) -> Migration:
    keys = [(t, k) for t in database.tables for k in t.foreign_keys if d.is_late(k)]
    up = tuple(s for t, k in keys if (s := d.add_foreign_key(t, k)))
    down = tuple(s for t, k in reversed(keys) if (s := d.drop_foreign_key(t, k)))
    return Migration("foreign_keys", "Foreign keys that close a circle.", up, down)


def _made(table: Table, d: Dialect) -> tuple[str, ...]:
    """A table with its indexes and comments, in one transaction with it."""
    partial = tuple(s for u in table.uniques if u.where is not None for s in d.partial_unique(table, u))
    indexes = tuple(s for i in table.indexes if (s := d.index(table, i)))
    return (d.create_table(table), *partial, *indexes, *d.comments(table))


def _triggers(database: Database, d: Dialect) -> Migration:
    pairs = [(t, g) for t in database.tables for g in t.triggers]
    return Migration(
        "triggers",
        "What the database keeps itself.",
        tuple(s for t, g in pairs for s in d.trigger(t, g)),
        tuple(s for t, g in reversed(pairs) for s in d.drop_trigger(t, g)),
    )


def _policies(database: Database, d: Dialect) -> Migration:
    return Migration("policies", "Row security.", tuple(s for t in database.tables for s in d.policies(t)), ())


def _text(statements: tuple[str, ...], says: str, d: Dialect, *, is_down: bool = False) -> str:
    head = (
        f"-- {says}\n"
        if d.transactional
        else f"-- {says}\n-- {d.title} commits every statement by itself: run this once, and repair by hand if it stops half way.\n"
    )
    body = ";\n\n".join((*(d.opening_down() if is_down else d.opening()), *statements, *d.closing()))
    return f"{head}\n{body};\n" if statements else f"{head}\n-- Nothing to undo: it goes with the tables.\n"


def _plain(found: tuple[Migration, ...], d: Dialect) -> list[SqlFile]:
    files: list[SqlFile] = []
    for number, m in enumerate(found, 1):
        files.append(SqlFile(f"migrations/{number:04}_{m.name}.up.sql", _text(m.up, m.says, d), m.up))
        files.append(
            SqlFile(
                f"migrations/{number:04}_{m.name}.down.sql", _text(m.down, f"Undoes: {m.says}", d, is_down=True), m.down
            )
        )
    return files


def _flyway(found: tuple[Migration, ...], d: Dialect) -> list[SqlFile]:
    """Flyway opens the transaction itself."""
    files: list[SqlFile] = []
    for number, m in enumerate(found, 1):
        for letter, statements, says in (("V", m.up, m.says), ("U", m.down, f"Undoes: {m.says}")):
            body = ";\n\n".join(statements)
            text = f"-- {says}\n\n{body};\n" if statements else f"-- {says}\nSELECT 1;\n"
            files.append(SqlFile(f"migrations/{letter}{number:04}__{m.name}.sql", text, statements))
    return files


def _alembic(found: tuple[Migration, ...], d: Dialect) -> list[SqlFile]:
    """Revisions that execute the same statements; Alembic opens the transaction itself."""
    files: list[SqlFile] = []
    for number, m in enumerate(found, 1):
        before = f'"{number - 1:04}"' if number > 1 else "None"
        lines = [
            f'"""{m.says}"""',
            "",
            "from alembic import op",
            "",
            f'revision = "{number:04}"',
            f"down_revision = {before}",
            "branch_labels = None",
            "depends_on = None",
            "",
            "",
            "def upgrade() -> None:",
            *_executed(m.up),
            "",
            "",
            "def downgrade() -> None:",
            *_executed(m.down),
        ]
        files.append(SqlFile(f"migrations/versions/{number:04}_{m.name}.py", "\n".join(lines) + "\n", m.up))
    return files


def _executed(statements: tuple[str, ...]) -> list[str]:
    return [f"    op.get_bind().exec_driver_sql({s.replace('%', '%%')!r})" for s in statements] or ["    pass"]


_LAYOUTS: dict[Layout, Callable[[tuple[Migration, ...], Dialect], list[SqlFile]]] = {
    "plain": _plain,
    "flyway": _flyway,
    "alembic": _alembic,
}


def _seeds(database: Database, d: Dialect) -> tuple[SqlFile, ...]:
    if not database.seeds:
        return ()
    tables = {t.name: t for t in database.tables}
    statements = tuple(_insert(row, tables[row.table], d) for row in database.seeds)
    return (
        SqlFile(
            "seeds/0001_development.sql", _text(statements, "Development data; never run in production.", d), statements
        ),
    )


def _insert(row: SeedRow, table: Table, d: Dialect) -> str:
    types = {c.name: c.type for c in table.columns}
    names = d.names(tuple(n for n, _ in row.values))
    values = ", ".join(d.value(v, types[n]) for n, v in row.values)
    return f"INSERT INTO {d.name(table.name)} ({names}) VALUES ({values})"
