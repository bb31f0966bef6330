"""What is too wide, too long or too many for one database still becomes a schema, and what changes is said."""

from __future__ import annotations

import pytest

from planner.emit.sql import emit_sql
from planner.model.database import ColumnKind, Database, Index, IndexColumn, Unique
from tests.dialects.catalog import leftovers
from tests.dialects.engines import REFUSED, engine
from tests.dialects.schema import WHY, column, key, table, text, uuid

TEXTS = tuple(text(f"t{n}", 768 if n % 2 else 500, null=True, default="x") for n in range(60))
LONG_NAME = "n" * 63
WIDE = table(
    "wide",
    (uuid(), *TEXTS, text("endless", None, null=True), column(LONG_NAME, ColumnKind.INT, null=True)),
    uniques=(
        Unique("u.w", "wide_texts_key", ("t0", "t1", "t2", "t3"), WHY),
        Unique("u.e", "wide_endless_key", ("endless",), WHY),
    ),
    indexes=(
        Index("i.w", "wide_texts_idx", tuple(IndexColumn(f"t{n}") for n in range(4, 12)), "btree", ("x" * 3000,), WHY),
        Index("i.n", f"{LONG_NAME[:59]}_idx", (IndexColumn(LONG_NAME),), "btree", (), WHY),
    ),
    comment="c" * 5000,
)
KEYED = table("keyed", (text("code", None),), "code")
POINTS = table(
    "points", (uuid(), text("code", None)), foreign_keys=(key("points", "code", "keyed", "code", "cascade"),)
)
DATABASE = Database((WIDE, KEYED, POINTS))


@pytest.mark.server
@pytest.mark.parametrize("name", ["postgres16", "mariadb", "sqlite"])
def test_limits(name: str, request: pytest.FixtureRequest) -> None:
    with engine(name, request) as database:
        files, notes = emit_sql(DATABASE, database.dialect, "plain")
        assert {n.code for n in notes} == ({"DB012"} if name == "mariadb" else set())
        for file in files:
            if file.path.endswith(".up.sql"):
                database.script(file.text)
        long = "ü" * 5000
        database.ask(
            f"INSERT INTO wide (id, t0, endless) VALUES ('019b8f3c-0000-7000-8000-000000000001', 'a', '{long}')"
        )
        for values in (f"'b', '{long}'", "'a', 'short'"):
            with pytest.raises(REFUSED):
                database.ask(
                    f"INSERT INTO wide (id, t0, endless) VALUES ('019b8f3c-0000-7000-8000-000000000002', {values})"
                )
        database.ask(
            f"INSERT INTO wide (id, t0, endless) VALUES ('019b8f3c-0000-7000-8000-000000000002', 'b', '{long}1')"
        )
        with pytest.raises(REFUSED):
            database.ask(f"UPDATE wide SET t6 = '{'x' * 501}'")
        for file in reversed(files):
            if file.path.endswith(".down.sql"):
                database.script(file.text)
        assert leftovers(database) == []
