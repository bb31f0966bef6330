"""Commands that ask the design's database what is in it: how many columns and constraints a table has, how many rows.

Each prints a number that only the planned schema gives; a table that is not there gives another number, or none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from planner.model.database import Table
from planner.model.decisions import DialectName, Settings
from planner.model.identifiers import identifiers
from planner.model.work import Verification

_CLIENTS: Final[dict[DialectName, str]] = {
    "postgresql": 'psql "$DATABASE_URL" -v ON_ERROR_STOP=1 -Atc "{sql}"',
    "mysql": 'mysql -N -e "{sql}" "$MYSQL_DATABASE"',
    "mariadb": 'mariadb -N -e "{sql}" "$MYSQL_DATABASE"',
    "sqlite": 'sqlite3 "$DATABASE_FILE" "{sql}"',
}
_LOADERS: Final[dict[DialectName, str]] = {
    "postgresql": 'psql "$DATABASE_URL" -q -v ON_ERROR_STOP=1 -f {file}',
    "mysql": 'mysql "$MYSQL_DATABASE" < {file}',
    "mariadb": 'mariadb "$MYSQL_DATABASE" < {file}',
    "sqlite": 'sqlite3 -bail "$DATABASE_FILE" < {file}',
}
_HERE: Final[dict[DialectName, str]] = {
    "postgresql": "current_schema()",
    "mysql": "database()",
    "mariadb": "database()",
}
_IN_QUOTES: Final = str.maketrans({'"': '\\"', "`": "\\`"})
SEEDS: Final = "seeds/0001_development.sql"


def query_command(settings: Settings, sql: str) -> str:
    """A pasteable command that runs one query in the design's database."""
    return _CLIENTS[settings.dialect].format(sql=sql)


def tables_there(settings: Settings, tables: Sequence[Table]) -> Verification:
    """How many of these tables there are."""
    named = _named("name" if settings.dialect == "sqlite" else "table_name", tables)
    if settings.dialect == "sqlite":
        sql = f"select count(*) from sqlite_master where type = 'table' and {named}"
    else:
        sql = (
            f"select count(*) from information_schema.tables where table_schema = {_HERE[settings.dialect]} and {named}"
        )
    return Verification(query_command(settings, sql), str(len(tables)))


def columns_there(settings: Settings, tables: Sequence[Table]) -> Verification:
    """How many columns these tables have together."""
    if settings.dialect == "sqlite":
        sql = "select " + " + ".join(f"(select count(*) from pragma_table_xinfo('{t.name}'))" for t in tables)
    else:
        sql = (
            f"select count(*) from information_schema.columns where table_schema = {_HERE[settings.dialect]} "
            f"and {_named('table_name', tables)}"
        )
    return Verification(query_command(settings, sql), str(sum(len(t.columns) for t in tables)))


def seeds_there(settings: Settings, counts: dict[str, int], tables: dict[str, Table]) -> Iterator[Verification]:
    """The rows are loaded; the table that comes last has all of its own."""
    loaded = f"{_LOADERS[settings.dialect].format(file=SEEDS)} && echo loaded"
    yield Verification(loaded, "loaded")
    open_to_all = [name for name in counts if not tables[name].policies]
    if open_to_all:
        last = open_to_all[-1]
        named = identifiers(settings.dialect)[last].translate(_IN_QUOTES)
        yield Verification(query_command(settings, f"select count(*) from {named}"), str(counts[last]))


def _named(column: str, tables: Sequence[Table]) -> str:
    if len(tables) == 1:
        return f"{column} = '{tables[0].name}'"
    listed = ", ".join(f"'{t.name}'" for t in tables)
    return f"{column} in ({listed})"
