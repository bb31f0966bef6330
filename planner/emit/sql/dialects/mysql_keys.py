"""Keys and indexes of MySQL: long texts by their digest, partial uniqueness by a generated column, no index on JSON."""

from __future__ import annotations

from planner import codes
from planner.emit.sql.dialects.base import Dialect
from planner.model.database import Column, ColumnKind, Index, IndexColumn, Table, Unique
from planner.model.expressions import Expression
from planner.naming import fit

LONGEST_VARCHAR = 768
_LONGEST_TEXT = 16_000
_MOST_KEY_BYTES = 3072
_MOST_ROW_BYTES = 60_000
_PREFIX = 191
_BYTES = {ColumnKind.UUID: 36, ColumnKind.INET: 45, ColumnKind.DECIMAL: 30, ColumnKind.INTERVAL: 256}
_UNSORTED = frozenset({ColumnKind.JSON, ColumnKind.BYTES})


class Keys:
    """The keys of one run; remembers which columns it had to add to a table."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self._wide: dict[str, bool] = {}
        self._identifying: dict[str, frozenset[str]] = {}

    # types of texts

    def text_type(self, column: Column, table: Table) -> str:
        """VARCHAR as long as an index can take it, else a text of its own."""
        length = column.type.length
        if length is not None and length <= LONGEST_VARCHAR and not self._moved_out(column, table):
            return f"VARCHAR({length})"
        if self._identifies(column.name, table):
            return f"VARCHAR({LONGEST_VARCHAR})"
        return "LONGTEXT" if length is None or length > _LONGEST_TEXT else "TEXT"

    def _moved_out(self, column: Column, table: Table) -> bool:
        """Rows hold 64 KiB; in a table with too many texts those that no key reads are kept beside it."""
        wide = self._wide.get(table.name)
        if wide is None:
            wide = self._wide[table.name] = sum(_bytes(c) for c in table.columns) > _MOST_ROW_BYTES
        return (
            wide
            and not self._identifies(column.name, table)
            and not any(column.name in u.columns for u in table.uniques)
        )

    def _identifies(self, column: str, table: Table) -> bool:
        """Whether a column stands in the primary key or a foreign key."""
        found = self._identifying.get(table.name)
        if found is None:
            parts = (*table.primary_key, *(c for k in table.foreign_keys for c in k.columns))
            found = self._identifying[table.name] = frozenset(parts)
        return column in found

    # columns that keys need

    def columns(self, table: Table) -> list[str]:
        """Generated columns behind the table's own."""
        found = [
            f"{self.dialect.name(_digest(name, table))} CHAR(64) CHARACTER SET ascii "
            f"GENERATED ALWAYS AS (SHA2({self.dialect.name(name)}, 256)) VIRTUAL"
            for name in self._digested(table)
        ]
        found += [
            f"{self.dialect.name(marker)} TINYINT GENERATED ALWAYS AS "
            f"(CASE WHEN {self.dialect.condition(where, table)} THEN 1 END) VIRTUAL"
            for where, marker in _markers(table).items()
        ]
        self._note_capped(table)
        return found

    def _note_capped(self, table: Table) -> None:
        for column in table.columns:
            if (
                column.type.kind is ColumnKind.TEXT
                and self._identifies(column.name, table)
                and _length(column) > LONGEST_VARCHAR
            ):
                self.dialect.note(
                    codes.DB_TEXT_KEY,
                    f"{table.name}.{column.name} identifies rows and so holds at most {LONGEST_VARCHAR} characters",
                    column.because,
                )

    def _digested(self, table: Table) -> list[str]:
        """Text columns that stand in a unique rule by their digest."""
        return list(dict.fromkeys(c for u in table.uniques for c in u.columns if self._by_digest(c, u, table)))

    def _by_digest(self, name: str, unique: Unique, table: Table) -> bool:
        column = table.column(name)
        if column is None or column.type.kind is not ColumnKind.TEXT or self._identifies(column.name, table):
            return False
        if _length(column) > LONGEST_VARCHAR:
            return True
        size = sum(_bytes(c) for n in unique.columns if (c := table.column(n)) is not None)
        return size > _MOST_KEY_BYTES and _bytes(column) > 64 * 4

    # unique rules

    def unique(self, unique: Unique, table: Table) -> str:
        """A unique constraint, over digests where texts are long."""
        return f"CONSTRAINT {self.dialect.name(unique.name)} UNIQUE ({self._unique_columns(unique, table)})"

    def _unique_columns(self, unique: Unique, table: Table) -> str:
        columns = tuple(_digest(c, table) if self._by_digest(c, unique, table) else c for c in unique.columns)
        if columns != unique.columns:
            self.dialect.note(codes.DB_TEXT_KEY, f"{unique.name} compares digests of long texts", unique.because)
        return self.dialect.columns(columns)

    def partial_uniques(self, table: Table) -> tuple[str, ...]:
        """Uniqueness among some rows: with a column that is NULL in all others."""
        return tuple(self._partial(u, u.where, table) for u in table.uniques if u.where is not None)

    def _partial(self, unique: Unique, where: Expression, table: Table) -> str:
        marker = _markers(table)[where]
        self.dialect.note(
            codes.DB_PARTIAL_UNIQUE, f"{unique.name} is unique with the generated column {marker}", unique.because
        )
        return (
            f"CREATE UNIQUE INDEX {self.dialect.name(unique.name)} ON {self.dialect.name(table.name)} "
            f"({self._unique_columns(unique, table)}, {self.dialect.name(marker)})"
        )

    # indexes

    def leading(self, table: Table, column: str) -> str:
        """An index that begins with a column, behind that of the tenant perhaps; empty where none does.

        A trigger that locks what it reads would lock rows of others too where the statistics of few rows choose to read
        the whole table.
        """
        for index in table.indexes:
            kinds = {c.type.kind for part in index.columns if (c := table.column(part.name)) is not None}
            names = [part.name for part in index.columns if part.name != table.tenant_column or part.name == column]
            if index.method == "btree" and names[:1] == [column] and not kinds & _UNSORTED:
                return index.name
        return ""

    def index(self, index: Index, table: Table) -> str:
        """A secondary index; empty where none is possible."""
        if index.where is not None:
            self.dialect.note(codes.DB_PARTIAL_INDEX, f"{index.name} holds every row", index.because)
        kinds = {c.type.kind for part in index.columns if (c := table.column(part.name)) is not None}
        if kinds & _UNSORTED:
            self.dialect.note(
                codes.DB_PLAIN_SEARCH,
                f"{index.name} is left out: {self.dialect.title} indexes no JSON column",
                index.because,
                "search a generated column of the member that matters",
            )
            return ""
        head = f"{self.dialect.name(index.name)} ON {self.dialect.name(table.name)}"
        if index.method == "fulltext" and kinds == {ColumnKind.TEXT}:
            return f"CREATE FULLTEXT INDEX {head} ({self.dialect.columns(tuple(c.name for c in index.columns))})"
        return f"CREATE INDEX {head} ({self._parts(index, table)})"

    def _parts(self, index: Index, table: Table) -> str:
        columns = [(part, table.column(part.name)) for part in index.columns]
        stored = [c for _, c in columns if c is not None]
        too_wide = sum(map(_bytes, stored)) > _MOST_KEY_BYTES
        prefix = _prefix(stored)
        parts = [self._part(part, column, table, prefix, too_wide) for part, column in columns]
        if any(part.partition(" ")[0].endswith(f"({prefix})") for part in parts):
            message = f"{index.name} reads the first {prefix} characters of long texts"
            self.dialect.note(codes.DB_TEXT_KEY, message, index.because)
        return ", ".join(parts)

    def _part(self, part: IndexColumn, column: Column | None, table: Table, prefix: int, too_wide: bool) -> str:
        direction = " DESC" if part.descending else ""
        name = self.dialect.name(part.name)
        if column is None or column.type.kind is not ColumnKind.TEXT:
            return name + direction
        whole = self.dialect.type_of(column, table).startswith("VARCHAR")
        if whole and not (too_wide and _length(column) > prefix):
            return name + direction
        return f"{name}({prefix}){direction}"


def _prefix(columns: list[Column]) -> int:
    """How many characters of every text an index can take."""
    texts = [c for c in columns if c.type.kind is ColumnKind.TEXT]
    others = sum(_bytes(c) for c in columns if c.type.kind is not ColumnKind.TEXT)
    return min(_PREFIX, (_MOST_KEY_BYTES - others) // (4 * max(1, len(texts))))


def _length(column: Column) -> int:
    return column.type.length if column.type.length is not None else 1 << 31


def _bytes(column: Column) -> int:
    """How much of a key a column takes; texts that lie beside the row take a pointer of it."""
    if column.type.kind is ColumnKind.TEXT:
        return 4 * _length(column) if _length(column) <= LONGEST_VARCHAR else 12
    return _BYTES.get(column.type.kind, 8)


def _free(name: str, table: Table) -> str:
    """A name that no column of the table has."""
    taken = {c.name for c in table.columns}
    while fit(name) in taken:
        name += "_"
    return fit(name)


def _digest(column: str, table: Table) -> str:
    return _free(f"{column}_sha256", table)


def _markers(table: Table) -> dict[Expression, str]:
    """Conditions of partial uniqueness and the column that carries each."""
    found: dict[Expression, str] = {}
    for unique in table.uniques:
        if unique.where is not None and unique.where not in found:
            found[unique.where] = _free(f"unique_row_{len(found) + 1}" if found else "unique_row", table)
    return found
