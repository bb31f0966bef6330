"""Literals, identifiers and patterns: nothing the design says can become SQL, or mean something else in it."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.emit.options import Layout
from planner.emit.sql import emit_sql
from planner.emit.sql.dialects.base import Dialect
from planner.emit.sql.files import script
from planner.model.database import Column, ColumnKind, ColumnType, Database, Default, SeedRow, Table
from planner.model.decisions import DialectName
from tests.dialects.engines import DIALECTS, ENGINES, Engine, engine
from tests.dialects.schema import NASTY, table, text
from tests.dialects.test_rows import PRINTERS

TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), max_size=40)
PATTERNS = (
    r"^[0-9X]+$",
    r"[a-z0-9]+(-[a-z0-9]+)*",
    r"^\+?[0-9]{3,5}$",
    r"^(?:foo|ba[rz])$",
    r"^\d{2}-\w+$",
    r"^[A-Z]{2}$",
    r"^[A-Z]{3}-?[0-9]+$",
    r"^\+[1-9][0-9]{1,2}$",
    r"a.c",
    r"^\s*x\s*$",
    r"^[^@]+@[^@]+\.[a-z]{2,}$",
    r"^(?=.*[0-9])[a-z0-9]{2,4}$",
    r"^(?!x)[a-z]+$",
    r"^a{2}$",
    r"a|bc",
    r"^$",
    r"^#[0-9a-fA-F]{6}$",
    r"^[\w.\-]+$",
    r"^\\'$",
    r"^[a\]\\^-]+$",
    r"^(ab)+$",
    r"^a*?b$",
    r"^\$[0-9]+\.[0-9]{2}$",
    r"^[_a]{1,2}$",
)
SAMPLES = (
    "",
    "a",
    "b",
    "x",
    "X1",
    "0123",
    "012345",
    "+123",
    "+",
    "foo",
    "bar",
    "baz",
    "bax",
    "12-ab",
    "12-",
    "1-a",
    "DE",
    "ABC-1",
    "ABC12",
    "ABC-",
    "ABC--1",
    "AB-1",
    "ABC1a",
    "+1",
    "+1234",
    "De",
    "abc",
    "a\nc",
    " x ",
    "x\n",
    "a@b.de",
    "a@b.d",
    "@b.de",
    "a1",
    "xyz",
    "yz1",
    "aa",
    "aaa",
    "bc",
    "#00ffAA",
    "#00ffA",
    "a.b-c_d",
    "\\'",
    "a]\\^-",
    "abab",
    "aab",
    "$1.50",
    "$1,50",
    "_a",
    "a-b",
    "a--b",
    "-a",
    "a-",
    "١٢-ab",
    "é",
    "a\n",
    "A",
)


def printer(database: Engine) -> Dialect:
    """Words of that database."""
    return PRINTERS[database.dialect](())


@pytest.mark.server
@pytest.mark.parametrize("name", ENGINES)
def test_a_literal_is_the_text(name: str, request: pytest.FixtureRequest) -> None:
    with engine(name, request) as database:
        words = printer(database)

        @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), database=None)
        @given(TEXTS)
        def literal_is_text(said: str) -> None:
            assert database.ask(f"SELECT {words.text(said)}") == [(said,)]

        literal_is_text()
        assert database.ask(f"SELECT {words.text(NASTY)}") == [(NASTY,)]


@pytest.mark.server
@pytest.mark.parametrize("name", ENGINES)
def test_names_comments_and_defaults_stay_where_they_are(name: str, request: pytest.FixtureRequest) -> None:
    odd = (
        "select",
        "Order By",
        'a"b`c',
        "ünï",
        "a;--",
        "0x",
        "group",
        "order",
        "user",
        "key",
        "rank",
        "desc",
        "%s",
        ":x",
    )
    columns = tuple(text(n, 40, null=True, default="';DROP TABLE x;--\\") for n in odd)
    columns = tuple(Column(c.id, c.name, c.type, True, (NASTY,), NASTY, c.default) for c in columns)
    tables = tuple(
        Table(f"t.{n}", f"t {n}", "entity", (*columns, text("id", 36)), ("id",), (NASTY,), NASTY) for n in odd[:4]
    )
    seeds = tuple(SeedRow(t.name, (("id", "1"), *((c.name, NASTY[:40]) for c in columns))) for t in tables)
    files, _ = emit_sql(Database(tables, seeds), DIALECTS[name], "plain")
    with engine(name, request) as database:
        for file in files:
            if not file.path.endswith(".down.sql"):
                database.script(file.text)
        words = printer(database)
        for t in tables:
            row = database.ask(f"SELECT {words.columns(odd)} FROM {words.name(t.name)}")[0]
            assert set(row) == {NASTY[:40]}
            database.ask(f"INSERT INTO {words.name(t.name)} (id) VALUES ('2')")
            row = database.ask(f"SELECT {words.columns(odd)} FROM {words.name(t.name)} WHERE id = '2'")[0]
            assert set(row) == {"';DROP TABLE x;--\\"}


@pytest.mark.server
@pytest.mark.parametrize("name", ENGINES)
def test_a_pattern_means_what_it_says_or_is_left_out(name: str, request: pytest.FixtureRequest) -> None:
    with engine(name, request) as database:
        words = printer(database)
        said = 0
        for pattern in PATTERNS:
            for sample in SAMPLES:
                condition = words.matches(words.text(sample), pattern)
                if condition is None:
                    continue
                said += 1
                if name in ("mariadb", "mysql"):
                    condition = condition.replace("REGEXP", "COLLATE utf8mb4_bin REGEXP")
                wanted = re.fullmatch(pattern, sample, re.ASCII) is not None
                assert bool(database.ask(f"SELECT {condition}")[0][0]) is wanted, (pattern, sample, condition)
        assert said >= (8 if name == "sqlite" else len(PATTERNS)) * len(SAMPLES)


@pytest.mark.parametrize(
    "pattern", [r"(a)\1", "(?i)a", "(?P<x>a)(?P=x)", r"\bword\b", "a{300}", "[", "(?<=a)b", r"\Aa"]
)
def test_what_an_engine_cannot_say_is_never_said_wrongly(pattern: str) -> None:
    said = [kind(()).matches("c", pattern) for kind in PRINTERS.values()]
    assert all(s is None or "{300}" in s or r"a" in s for s in said)
    if pattern not in ("a{300}", r"\Aa"):
        assert set(said) == {None}


@pytest.mark.parametrize("dialect", ["postgresql", "mysql", "mariadb", "sqlite"])
@pytest.mark.parametrize("layout", ["plain", "flyway", "alembic"])
def test_nul_is_refused(dialect: DialectName, layout: Layout) -> None:
    column = Column("c", "c", ColumnType(ColumnKind.TEXT), True, (), "", Default("literal", "a\0b"))
    files, notes = emit_sql(Database((table("t", (column,), "c"),)), dialect, layout)
    assert files == ()
    assert [(n.code, n.severity.value) for n in notes] == [("DB011", "error")] * len(notes) and notes


def test_a_comment_cannot_end_its_line() -> None:
    said = script("one\ntwo\r\u2028three", (), PRINTERS["postgresql"](()), (), ())
    assert said.splitlines()[0] == "-- one two three"
