"""Development data: what a move sets is there in rows that stand behind it, and in no other."""

from __future__ import annotations

from planner import make_plan
from planner.read.design import read_design_text

ORDER = """
planner: 1
name: Orders
stack: {{database: {database}, auth: jwt}}
roles: {{clerk: Sells.}}
entities:
  Clerk:
    account: clerk
    fields: {{email: email required unique}}
    access: {{create: public, list: clerk, get: clerk}}
  Order:
    fields:
      state: enum(draft | paid | sent | void | lost) = draft
      name: string(40) required
      paid_at: timestamp
      by_card: bool = false
      sent_at: timestamp readonly
      reason: string(40)
      remark: string(40)
      due_on: date required
    relations: {{taker: belongs_to Clerk, cashier: belongs_to Clerk}}
    access: {{list: clerk, get: clerk, create: clerk}}
    {checks}
    actions:
      pay: {{by: clerk, from: draft, to: paid, sets: {{paid_at: now, by_card: true, cashier: caller}}}}
      send: {{by: clerk, from: paid, to: sent}}
      drop: {{by: clerk, from: [draft, paid], to: void, input: {{why: string(40)}}, sets: {{reason: input.why}}}}
      annotate: {{by: clerk, input: {{what: string(40)}}, sets: {{remark: input.what}}}}
"""


def rows_of(checks: str = "", database: str = "postgresql") -> list[dict[str, str | None]]:
    """The development data of the orders."""
    text = ORDER.format(checks=f"checks: [{checks}]" if checks else "", database=database)
    plan = make_plan(read_design_text(text)).plan
    assert plan is not None
    return [dict(row.values) for row in plan.database.seeds if row.table == "orders"]


def test_a_row_in_its_first_state_has_nothing_that_a_move_sets() -> None:
    """Nobody has paid a draft, at no time, by nothing; what anybody may remark is there."""
    rows = rows_of()
    assert len(rows) == 3
    for row in rows:
        assert not {"paid_at", "by_card", "cashier_id", "sent_at", "reason"} & set(row)
        assert row["remark"] and row["taker_id"]


def test_a_row_that_stands_behind_a_move_has_all_that_every_way_there_sets() -> None:
    """It was paid and sent; that it was dropped cannot be."""
    for row in rows_of("due_on is null or state in (sent)"):
        assert row["state"] == "sent"
        assert row["paid_at"] and row["sent_at"] and row["by_card"] and row["cashier_id"]
        assert "reason" not in row


def test_what_only_some_ways_set_is_left_out() -> None:
    """An order that was dropped may never have been paid."""
    for row in rows_of("due_on is null or state in (void)"):
        assert row["state"] == "void"
        assert row["reason"]
        assert "paid_at" not in row


def test_a_state_that_nothing_reaches_leaves_what_the_server_sets() -> None:
    """How a row came there is unknown: callers' values are there, the server's are not."""
    for row in rows_of("due_on is null or state in (lost)"):
        assert row["state"] == "lost"
        assert "sent_at" not in row
