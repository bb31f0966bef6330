"""The catalog read back from the database equals the model: columns, nullability, defaults, keys, uniques, indexes."""

from __future__ import annotations

import pytest

from planner.emit.sql import emit_sql
from planner.model.database import Column, ColumnKind, Index, Table, Unique
from planner.model.decisions import DialectName
from tests.dialects.catalog import Found, read_back
from tests.dialects.engines import DIALECTS, ENGINES, engine
from tests.dialects.schema import DATABASE

K = ColumnKind
POSTGRES_TYPES = {
    K.UUID: "uuid",
    K.TEXT: "text",
    K.INT: "bigint",
    K.BIGINT: "bigint",
    K.IDENTITY: "bigint",
    K.DECIMAL: "numeric(19,4)",
    K.DOUBLE: "double precision",
    K.BOOL: "boolean",
    K.DATE: "date",
    K.TIME: "time without time zone",
    K.TIMESTAMP: "timestamp with time zone",
    K.JSON: "jsonb",
    K.BYTES: "bytea",
    K.INET: "inet",
}
MARIADB_TYPES = {
    K.UUID: "char(36)",
    K.INT: "int(11)",
    K.BIGINT: "bigint(20)",
    K.IDENTITY: "bigint(20)",
    K.DECIMAL: "decimal(19,4)",
    K.DOUBLE: "double",
    K.BOOL: "tinyint(1)",
    K.DATE: "date",
    K.TIME: "time(6)",
    K.TIMESTAMP: "datetime(6)",
    K.JSON: "longtext",
    K.BYTES: "longblob",
    K.INET: "varchar(45)",
}
SQLITE_TYPES = {
    K.INT: "INTEGER",
    K.BIGINT: "INTEGER",
    K.IDENTITY: "INTEGER",
    K.BOOL: "INTEGER",
    K.DECIMAL: "REAL",
    K.DOUBLE: "REAL",
    K.BYTES: "BLOB",
}
GENERATED = {"url_sha256", "unique_row", "unique_row_2"}


@pytest.mark.server
@pytest.mark.parametrize("name", ENGINES)
def test_catalog_equals_model(name: str, request: pytest.FixtureRequest) -> None:
    dialect = DIALECTS[name]
    files, _ = emit_sql(DATABASE, dialect, "plain")
    with engine(name, request) as database:
        for file in files:
            if file.path.endswith(".up.sql"):
                database.script(file.text)
        for table in DATABASE.tables:
            _compare(read_back(database, table.name), table, dialect)


def _compare(found: Found, table: Table, dialect: DialectName) -> None:
    columns = [c for c in found.columns if c[0] not in GENERATED]
    assert [c[0] for c in columns] == [c.name for c in table.columns]
    for said, column in zip(columns, table.columns, strict=True):
        assert said[1] == _type(column, dialect), column.name
        assert said[2] is not column.nullable, column.name
        if column.generated is None:
            assert said[3] is (column.default is not None or column.type.kind is K.IDENTITY), column.name
    assert found.primary_key == table.primary_key
    assert found.uniques == {_unique(u, dialect) for u in table.uniques}
    assert {n for n, _ in found.indexes} >= {i.name for i in table.indexes if _possible(i, dialect)}
    wanted = {(i.name, tuple(c.name for c in i.columns)) for i in table.indexes if i.method == "btree"}
    assert found.indexes >= wanted
    assert found.foreign_keys == {
        (
            k.columns,
            k.table,
            k.target_columns,
            "restrict" if k.null_columns and dialect != "postgresql" else k.on_delete,
        )
        for k in table.foreign_keys
    }


def _type(column: Column, dialect: DialectName) -> str:
    kind = column.type.kind
    if dialect == "postgresql":
        return POSTGRES_TYPES[kind]
    if dialect == "sqlite":
        return SQLITE_TYPES.get(kind, "TEXT")
    if kind is K.TEXT:
        length = column.type.length
        return "longtext" if length is None else f"varchar({length})" if length <= 768 else "text"
    return MARIADB_TYPES[kind]


def _unique(unique: Unique, dialect: DialectName) -> tuple[str, ...]:
    if dialect not in ("mysql", "mariadb"):
        return unique.columns
    columns = tuple("url_sha256" if c == "url" else c for c in unique.columns)
    marker = {"books_isbn_key": ("unique_row",), "books_slug_key": ("unique_row_2",)}.get(unique.name, ())
    return columns + marker


def _possible(index: Index, dialect: DialectName) -> bool:
    return index.method != "gin" or dialect not in ("mysql", "mariadb")
