"""How many rows a retention leaves, from whatever it counts; and that a forecast says where nothing tells."""

from __future__ import annotations

import pytest

from planner import make_plan
from planner.model.plan import Plan
from planner.read.design import read_design_text

LOG = """
planner: 1
name: Log
stack: {{database: postgresql, auth: jwt}}
scale: {{daily_users: 1k}}
roles: {{reader: Reads.}}
entities:
  Reader:
    account: reader
    {reader}
    fields: {{email: email required unique}}
    access: {{create: public, list: reader, get: reader}}
  Ping:
    {ping}
    fields: {{body: text, seen_at: timestamp readonly = now, ended_at: timestamp}}
    access: {{list: reader, get: reader, create: reader, update: none, delete: none}}
    actions: {{end: {{by: reader, sets: {{ended_at: now}}}}}}
  Echo:
    growth: 20k/day
    {echo}
    fields: {{body: text}}
    relations: {{ping: belongs_to Ping required}}
    access: {{list: reader, get: reader, create: reader, update: none, delete: none}}
{rules}
"""
ONLY_ADDED = "rules: [{id: kept, says: An echo is never changed., on: [Echo], append_only: true}]"


def plan_of(ping: str = "", reader: str = "", echo: str = "", rules: str = "") -> Plan:
    """The plan of pings."""
    text = LOG.format(ping=ping, reader=reader, echo=echo, rules=rules)
    plan = make_plan(read_design_text(text)).plan
    assert plan is not None
    return plan


def contradicted(plan: Plan) -> str:
    """What is said against the number of rows."""
    return " ".join(c.says for c in plan.contradictions if "while one is kept" in c.says)


@pytest.mark.parametrize("after", ["", " after created", " after created_at", " after seen_at"])
def test_a_time_from_the_making_leaves_what_comes_in_it(after: str) -> None:
    assert "leaves 300,000" in contradicted(
        plan_of(f"rows: 50M, growth: 10k/day, retention: 30d{after}".replace(", ", "\n    "))
    )
    assert not contradicted(plan_of(f"rows: 500k, growth: 10k/day, retention: 30d{after}".replace(", ", "\n    ")))


def test_a_row_of_something_else_keeps_its_row() -> None:
    """Thirty days hold 300k new pings and 600k echoes, each of which keeps one at most."""
    said = "rows: {}\n    growth: 10k/day\n    retention: 30d after last Echo"
    plan = plan_of(said.format("50M"))
    assert "leaves 900,000" in contradicted(plan)
    (conflict,) = [c for c in plan.contradictions if "while one is kept" in c.says]
    assert "entities.Echo.growth" in conflict.because
    assert not contradicted(plan_of(said.format("1.5M")))


def test_a_login_keeps_an_account_and_a_day_has_no_more_than_its_users() -> None:
    said = "rows: {}\n    growth: 100/day\n    retention: 10d after last login"
    assert "leaves 11,000" in contradicted(plan_of(reader=said.format("1M")))
    assert not contradicted(plan_of(reader=said.format("20k")))


@pytest.mark.parametrize("after", ["ended_at", "updated", "deleted"])
def test_where_nothing_tells_when_the_time_begins_nothing_is_held_against_it(after: str) -> None:
    soft = "\n    soft_delete: true" if after == "deleted" else ""
    plan = plan_of(f"rows: 50M\n    growth: 10k/day\n    retention: 30d after {after}{soft}")
    assert not contradicted(plan)
    (kept,) = [a for a in plan.assumptions if a.id == "assumption.capacity.kept"]
    assert f"Ping (30d after {after})" in kept.says
    assert kept.because == ("entities.Ping.retention",)


def test_rows_that_go_by_age_are_assumed_to_go() -> None:
    plan = plan_of("rows: 300k\n    growth: 10k/day\n    retention: 30d after seen_at")
    assert not [a for a in plan.assumptions if a.id == "assumption.capacity.kept"]
    (pings,) = [t for t in plan.capacity.tables if t.table == "pings"]
    assert max(pings.rows) <= 310_000


def test_a_row_that_never_changes_is_last_changed_when_it_is_made() -> None:
    echo = "rows: 50M\n    retention: 30d after updated"
    assert "Echo holds 50,000,000 rows" in contradicted(plan_of(echo=echo, rules=ONLY_ADDED))
    assert not contradicted(plan_of(echo=echo.replace("50M", "1M"), rules=ONLY_ADDED))
