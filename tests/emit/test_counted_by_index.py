"""Triggers that look at all parts of a whole find them by an index, also where every key begins with the tenant."""

from __future__ import annotations

import pytest

from planner import make_plan
from planner.emit.sql import emit_sql
from planner.read.design import read_design_text
from tests.dialects.test_designs import HERE

QUOTES = (HERE / "counted.yaml").read_text(encoding="utf-8")
BY_TENANT = "quote_lines.quote_id = quotes.id AND quote_lines.company_id = quotes.company_id"
INDEX = "quote_lines_company_id_quote_id_created_at_id_idx"


@pytest.mark.parametrize(
    ("dialect", "read"),
    [
        ("postgresql", f"FROM quote_lines WHERE {BY_TENANT}"),
        ("sqlite", f"FROM quote_lines WHERE {BY_TENANT}"),
        ("mysql", f"FROM quote_lines FORCE INDEX ({INDEX}) WHERE {BY_TENANT}"),
        ("mariadb", f"FROM quote_lines FORCE INDEX ({INDEX}) WHERE {BY_TENANT}"),
    ],
)
def test_parts_are_found_by_their_index(dialect: str, read: str) -> None:
    """InnoDB locks what it reads, and reads a whole table where its statistics think it small."""
    plan = make_plan(read_design_text(QUOTES.replace("database: postgresql", f"database: {dialect}"))).plan
    assert plan is not None
    files, _ = emit_sql(plan.database, plan.settings.dialect, "plain")
    text = "\n".join(f.text for f in files)
    assert read in text
    assert f"{INDEX} ON quote_lines" in text
    warned = dialect in ("mysql", "mariadb")
    assert ("Triggers name it and go before it." in text) is warned, "dropped before them, every insert would fail"
