"""The catalog as a dialect should have it for a table of the model, and what differs from it."""

from __future__ import annotations

from planner.model.database import Column, ColumnKind, ForeignKey, Index, Table
from planner.model.decisions import DialectName
from tests.dialects.catalog import Found

K = ColumnKind
POSTGRES_TYPES = {
    K.UUID: "uuid",
    K.TEXT: "text",
    K.INT: "bigint",
    K.BIGINT: "bigint",
    K.IDENTITY: "bigint",
    K.DOUBLE: "double precision",
    K.BOOL: "boolean",
    K.DATE: "date",
    K.TIME: "time without time zone",
    K.TIMESTAMP: "timestamp with time zone",
    K.INTERVAL: "interval",
    K.JSON: "jsonb",
    K.BYTES: "bytea",
    K.INET: "inet",
}
MARIADB_TYPES = {
    K.UUID: "char(36)",
    K.INT: "int(11)",
    K.BIGINT: "bigint(20)",
    K.IDENTITY: "bigint(20)",
    K.DOUBLE: "double",
    K.BOOL: "tinyint(1)",
    K.DATE: "date",
    K.TIME: "time(6)",
    K.TIMESTAMP: "datetime(6)",
    K.INTERVAL: "varchar(64)",
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
_MYSQL = ("mysql", "mariadb")


def differences(found: Found, table: Table, dialect: DialectName) -> list[str]:
    """Everything in which a table of the catalog is not the model's."""
    helpers = _helpers(found, table) if dialect in _MYSQL else {}
    pairs = (
        (
            "columns",
            [c for c in found.columns if c[0] not in helpers],
            [_column(c, table, dialect) for c in table.columns],
        ),
        ("primary key", found.primary_key, table.primary_key),
        ("unique", {_plain(u, helpers) for u in found.uniques}, {frozenset(u.columns) for u in table.uniques}),
        (
            "foreign keys",
            found.foreign_keys,
            {_foreign(k, dialect) for k in table.foreign_keys if _is_held(k, dialect)},
        ),
        ("indexes", _wanted_only(found, table), {_index(i) for i in table.indexes if _is_ordered(i, table, dialect)}),
    )
    return [f"{table.name}: {what} are {is_!r}, not {wanted!r}" for what, is_, wanted in pairs if is_ != wanted]


def _helpers(found: Found, table: Table) -> dict[str, str]:
    """Generated columns that MySQL's keys need: digests of long texts, markers of partial uniqueness."""
    own = {c.name for c in table.columns}
    return {c[0]: c[0].removesuffix("_sha256") for c in found.columns if c[0] not in own}


def _plain(columns: tuple[str, ...], helpers: dict[str, str]) -> frozenset[str]:
    return frozenset(helpers.get(c, c) for c in columns if not helpers.get(c, "").startswith("unique_row"))


def _column(column: Column, table: Table, dialect: DialectName) -> tuple[str, str, bool, bool]:
    given = column.default is not None or column.type.kind is K.IDENTITY
    if column.generated is not None and dialect == "postgresql":
        given = True
    return column.name, type_of(column, table, dialect), not column.nullable, given


def type_of(column: Column, table: Table, dialect: DialectName) -> str:
    """The type as the catalog writes it."""
    kind, size = column.type.kind, f"({column.type.precision},{column.type.scale or 0})"
    if dialect == "sqlite":
        return SQLITE_TYPES.get(kind, "TEXT")
    if kind is K.DECIMAL:
        return f"{'numeric' if dialect == 'postgresql' else 'decimal'}{size}"
    if dialect == "postgresql":
        return POSTGRES_TYPES[kind]
    if kind is K.TEXT:
        length = column.type.length
        return f"varchar({length})" if length is not None and length <= 768 else _long(column, table)
    return MARIADB_TYPES[kind]


def _long(column: Column, table: Table) -> str:
    keyed = column.name in table.primary_key or any(column.name in k.columns for k in table.foreign_keys)
    length = column.type.length
    return "varchar(768)" if keyed else "longtext" if length is None or length > 16_000 else "text"


def _foreign(key: ForeignKey, dialect: DialectName) -> tuple[tuple[str, ...], str, tuple[str, ...], str]:
    elsewhere = key.null_columns and dialect != "postgresql"
    return key.columns, key.table, key.target_columns, "restrict" if elsewhere else key.on_delete


def _is_held(key: ForeignKey, dialect: DialectName) -> bool:
    return not (key.checked_at_commit and dialect in _MYSQL)


def _index(index: Index) -> tuple[str, tuple[str, ...]]:
    return index.name, tuple(c.name for c in index.columns)


def _is_ordered(index: Index, table: Table, dialect: DialectName) -> bool:
    """Whether the index stands there column by column, not as a search over an expression."""
    if index.method == "btree":
        kinds = {c.type.kind for part in index.columns if (c := table.column(part.name))}
        return dialect not in _MYSQL or not kinds & {K.JSON, K.BYTES}
    return False


def _wanted_only(found: Found, table: Table) -> set[tuple[str, tuple[str, ...]]]:
    names = {i.name for i in table.indexes if i.method == "btree"}
    return {i for i in found.indexes if i[0] in names}
