"""Wholes that are never without so many parts: refused at commit on PostgreSQL, said to be left elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner import make_plan
from planner.emit.sql import emit_sql
from planner.model.plan import Plan
from planner.model.work import Step
from planner.read.design import read_design_text
from tests.dialects.engines import REFUSED, Engine, engine
from tests.dialects.test_designs import HERE, files_of

COUNTED = HERE / "counted.yaml"
ID = "019b8f3c-ffff-7000-8000-00000000000"


def planned(dialect: str = "postgresql", *changes: tuple[str, str]) -> Plan:
    """The plan of the design for a database, with some of its text changed."""
    text = COUNTED.read_text(encoding="utf-8").replace("database: postgresql", f"database: {dialect}")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    plan = make_plan(read_design_text(text)).plan
    assert plan is not None
    return plan


def committed(database: Engine, *statements: str) -> bool:
    """Whether a transaction of these statements can be committed."""
    database.ask("BEGIN")
    try:
        for statement in statements:
            database.ask(statement)
        database.ask("COMMIT")
        return True
    except REFUSED:
        database.ask("ROLLBACK")
        return False


def entry(number: int) -> str:
    """A whole."""
    return f"INSERT INTO entries (id, text) VALUES ('{ID}{number}', 'x')"


def posting(number: int, whole: int) -> str:
    """A part of it."""
    return f"INSERT INTO postings (id, amount, entry_id) VALUES ('{ID}{number}', 1, '{ID}{whole}')"


def load(database: Engine, design: Path, name: str) -> None:
    """Tables and development data."""
    for file in files_of(design, name):
        if not file.path.endswith(".down.sql"):
            database.script(file.text)


@pytest.mark.server
@pytest.mark.parametrize("name", ["postgres", "postgres16"])
def test_no_transaction_ends_with_too_few_parts(name: str, request: pytest.FixtureRequest) -> None:
    with engine(name, request) as database:
        load(database, COUNTED, name)
        assert not committed(database, entry(1))
        assert not committed(database, entry(1), posting(1, 1))
        assert committed(database, entry(1), posting(1, 1), posting(2, 1)), "in whichever order until the commit"
        mine = f"entry_id = '{ID}1'"
        assert not committed(database, f"DELETE FROM postings WHERE id = '{ID}1'")
        assert not committed(database, f"UPDATE postings SET deleted_at = now() WHERE {mine}"), "soft or not"
        assert committed(database, posting(3, 1), f"DELETE FROM postings WHERE id = '{ID}1'")
        assert committed(database, entry(2), posting(4, 2), posting(5, 2))
        assert not committed(database, f"UPDATE postings SET entry_id = '{ID}1' WHERE id = '{ID}4'"), "nor by a move"
        assert committed(database, f"DELETE FROM entries WHERE id = '{ID}2'"), "parts go with their whole"


@pytest.mark.server
def test_both_bounds_hold_across_tenants(request: pytest.FixtureRequest) -> None:
    with engine("postgres", request) as database:
        load(database, COUNTED, "postgres")
        (company,), *_ = database.ask("SELECT company_id FROM quotes")
        whole = f"INSERT INTO quotes (id, subject, company_id) VALUES ('{ID}1', 'x', '{company}')"
        lines = [
            f"INSERT INTO quote_lines (id, quantity, quote_id, company_id) VALUES ('{ID}{n}', 1, '{ID}1', '{company}')"
            for n in range(4)
        ]
        assert not committed(database, whole)
        assert not committed(database, whole, *lines)
        assert committed(database, whole, *lines[:3])
        assert not committed(database, lines[3])


def test_development_data_has_every_whole_with_its_parts() -> None:
    database = planned().database
    rows = {t.name: [dict(s.values) for s in database.seeds if s.table == t.name] for t in database.tables}
    for whole, parts, key, least in (("entries", "postings", "entry_id", 2), ("quotes", "quote_lines", "quote_id", 1)):
        assert len(rows[whole]) == 3
        for row in rows[whole]:
            assert sum(p[key] == row["id"] for p in rows[parts]) >= least
    companies = {r["company_id"] for r in rows["quotes"]}
    assert len(companies) == 2, "each tenant has some"


def test_wholes_whose_parts_cannot_be_made_are_left_out_with_what_refers_to_them() -> None:
    database = planned("postgresql", ("count=1..3", "count=60..")).database
    seeded = {s.table for s in database.seeds}
    assert "companies" in seeded
    assert seeded.isdisjoint({"quotes", "quote_lines", "remarks"})


@pytest.mark.parametrize(("dialect", "title"), [("mariadb", "MariaDB"), ("mysql", "MySQL"), ("sqlite", "SQLite")])
def test_what_judges_each_statement_alone_says_that_it_does_not_hold_it(dialect: str, title: str) -> None:
    plan = planned(dialect)
    files, notes = emit_sql(plan.database, plan.settings.dialect, "plain")
    assert not any("entry_postings_count" in f.text for f in files)
    left = [n for n in notes if "entry_postings_count" in n.message]
    assert left and all(title in n.message for n in left)
    assert {n.path for n in left} == {"entities.Entry.relations.postings"}
    (said,) = [c.says for c in _step(plan, "step.entry.endpoints").acceptance if "fewer than 2" in c.says]
    assert f"{title} judges each statement alone" in said


def test_a_part_that_is_needed_is_not_deleted_and_one_too_many_not_made() -> None:
    refusals = {o.name: {r.code for r in o.refusals} for o in planned().api.operations}
    assert "too_few" in refusals["deletePosting"]
    assert "too_few" in refusals["deleteQuoteLine"]
    assert "limit_reached" in refusals["createQuoteLine"]
    assert "limit_reached" not in refusals["createPosting"]


@pytest.mark.parametrize(
    "change",
    [
        ("soft_delete: true", "retention: 1y after created"),
        ("fields: {amount: money required}", "operations: [list, get]\n    fields: {amount: money required}"),
        ("count=2..", "count=..2"),
        ("tenancy:", "services: {books: {owns: [Entry]}, lines: {owns: [Posting]}}\ntenancy:"),
    ],
    ids=["it goes before its whole", "nobody makes it with its whole", "no number is needed", "another service has it"],
)
def test_where_a_whole_may_be_without_no_trigger_asks(change: tuple[str, str]) -> None:
    triggers = [t.name for table in planned("postgresql", change).database.tables for t in table.triggers]
    assert not any("entry_postings_count" in name for name in triggers)


def _step(plan: Plan, id: str) -> Step:
    return next(s for s in plan.work.steps if s.id == id)
