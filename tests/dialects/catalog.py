"""Reads a database's own catalog back, in one shape for all, and says what the model should look like there."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from planner.model.decisions import DialectName
from tests.dialects.engines import Engine


class Found(Struct, frozen=True):
    """What a catalog says of one table."""

    columns: tuple[tuple[str, str, bool, bool], ...]
    primary_key: tuple[str, ...]
    uniques: frozenset[tuple[str, ...]]
    indexes: frozenset[tuple[str, tuple[str, ...]]]
    foreign_keys: frozenset[tuple[tuple[str, ...], str, tuple[str, ...], str]]


def leftovers(database: Engine) -> list[str]:
    """Names of everything that stands in the database: tables, functions, triggers."""
    return sorted(str(name) for statement in _EVERYTHING[database.dialect] for (name,) in database.ask(statement))


def read_back(database: Engine, table: str) -> Found:
    """One table as the catalog has it; column types as the database writes them."""
    return _READERS[database.dialect](database, table)


_POSTGRES_EVERYTHING = (
    "SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace",
    "SELECT proname::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
    "SELECT typname::text FROM pg_type WHERE typnamespace = 'public'::regnamespace",
)
_MYSQL_EVERYTHING = (
    "SELECT table_name FROM information_schema.tables WHERE table_schema = database()",
    "SELECT trigger_name FROM information_schema.triggers WHERE trigger_schema = database()",
    "SELECT routine_name FROM information_schema.routines WHERE routine_schema = database()",
)
_EVERYTHING: dict[DialectName, tuple[str, ...]] = {
    "postgresql": _POSTGRES_EVERYTHING,
    "mysql": _MYSQL_EVERYTHING,
    "mariadb": _MYSQL_EVERYTHING,
    "sqlite": ("SELECT name FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",),
}


def _postgres(database: Engine, table: str) -> Found:
    of = f"t.relname = '{table}' AND t.relnamespace = 'public'::regnamespace"
    columns = database.ask(
        "SELECT a.attname::text, format_type(a.atttypid, a.atttypmod), a.attnotnull, "
        "a.atthasdef OR a.attidentity <> '' FROM pg_attribute a JOIN pg_class t ON t.oid = a.attrelid "
        f"WHERE {of} AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum"
    )
    keys = database.ask(
        "SELECT i.indisprimary, i.indisunique, c.relname::text, "
        "ARRAY(SELECT coalesce(a.attname::text, '') FROM unnest(i.indkey::int[]) WITH ORDINALITY k (n, p) "
        "LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.n ORDER BY k.p) "
        f"FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid WHERE {of}"
    )
    foreign = database.ask(
        "SELECT ARRAY(SELECT a.attname::text FROM unnest(f.conkey) WITH ORDINALITY k (n, p) "
        "JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = k.n ORDER BY k.p), o.relname::text, "
        "ARRAY(SELECT a.attname::text FROM unnest(f.confkey) WITH ORDINALITY k (n, p) "
        "JOIN pg_attribute a ON a.attrelid = f.confrelid AND a.attnum = k.n ORDER BY k.p), f.confdeltype::text "
        f"FROM pg_constraint f JOIN pg_class t ON t.oid = f.conrelid "
        f"JOIN pg_class o ON o.oid = f.confrelid WHERE {of} AND f.contype = 'f'"
    )
    actions = {"r": "restrict", "c": "cascade", "n": "set_null", "a": "restrict"}
    return Found(
        tuple((n, t, bool(not_null), bool(default)) for n, t, not_null, default in columns),
        next((tuple(c) for primary, _, _, c in keys if primary), ()),
        frozenset(tuple(c) for primary, unique, _, c in keys if unique and not primary),
        frozenset((n, tuple(x for x in c if x)) for _, unique, n, c in keys if not unique),
        frozenset((tuple(own), other, tuple(theirs), actions[a]) for own, other, theirs, a in foreign),
    )


def _mysql(database: Engine, table: str) -> Found:
    of = f"table_schema = database() AND table_name = '{table}'"
    columns = database.ask(
        "SELECT column_name, column_type, is_nullable = 'NO', "
        "column_default IS NOT NULL AND column_default <> 'NULL' OR extra LIKE '%auto%' "
        f"FROM information_schema.columns WHERE {of} ORDER BY ordinal_position"
    )
    indexes: dict[str, tuple[bool, list[str]]] = {}
    for name, not_unique, part in database.ask(
        f"SELECT index_name, non_unique, column_name FROM information_schema.statistics "
        f"WHERE {of} ORDER BY index_name, seq_in_index"
    ):
        indexes.setdefault(name, (not not_unique, []))[1].append(part)
    foreign: dict[str, tuple[list[str], str, list[str], str]] = {}
    for name, own, other, theirs, action in database.ask(
        "SELECT k.constraint_name, k.column_name, k.referenced_table_name, k.referenced_column_name, r.delete_rule "
        "FROM information_schema.key_column_usage k JOIN information_schema.referential_constraints r "
        "ON r.constraint_schema = k.constraint_schema AND r.constraint_name = k.constraint_name "
        f"WHERE k.table_schema = database() AND k.table_name = '{table}' ORDER BY k.constraint_name, k.ordinal_position"
    ):
        entry = foreign.setdefault(name, ([], other, [], action.lower().replace(" ", "_")))
        entry[0].append(own)
        entry[2].append(theirs)
    return Found(
        tuple((n, t, bool(not_null), bool(default)) for n, t, not_null, default in columns),
        tuple(indexes.pop("PRIMARY", (True, []))[1]),
        frozenset(tuple(c) for unique, c in indexes.values() if unique),
        frozenset((n, tuple(c)) for n, (unique, c) in indexes.items() if not unique),
        frozenset((tuple(own), other, tuple(theirs), a) for own, other, theirs, a in foreign.values()),
    )


def _sqlite(database: Engine, table: str) -> Found:
    columns = database.ask(
        f"SELECT name, type, \"notnull\", dflt_value IS NOT NULL, pk FROM pragma_table_xinfo('{table}')"
    )
    primary = [n for n, *_, place in sorted(columns, key=lambda c: int(c[4])) if place]
    uniques: set[tuple[str, ...]] = set()
    indexes: set[tuple[str, tuple[str, ...]]] = set()
    for name, unique, origin in database.ask(f"SELECT name, \"unique\", origin FROM pragma_index_list('{table}')"):
        parts = tuple(c for (c,) in database.ask(f"SELECT name FROM pragma_index_info('{name}') ORDER BY seqno"))
        if unique and origin != "pk":
            uniques.add(parts)
        elif not unique:
            indexes.add((name, parts))
    foreign: dict[int, tuple[list[str], str, list[str], str]] = {}
    for number, other, own, theirs, action in database.ask(
        f'SELECT id, "table", "from", "to", on_delete FROM pragma_foreign_key_list(\'{table}\') ORDER BY id, seq'
    ):
        entry = foreign.setdefault(number, ([], other, [], action.lower().replace(" ", "_")))
        entry[0].append(own)
        entry[2].append(theirs)
    return Found(
        tuple(
            (
                n,
                "INTEGER" if t == "INT" else t,
                bool(not_null) or bool(pk),
                bool(default) or (t == "INTEGER" and primary == [n]),
            )
            for n, t, not_null, default, pk in columns
        ),
        tuple(primary),
        frozenset(uniques),
        frozenset(indexes),
        frozenset(
            (tuple(own), other, tuple(theirs), a.replace("no_action", "restrict"))
            for own, other, theirs, a in foreign.values()
        ),
    )


_READERS: dict[DialectName, Callable[[Engine, str], Found]] = {
    "postgresql": _postgres,
    "mysql": _mysql,
    "mariadb": _mysql,
    "sqlite": _sqlite,
}
