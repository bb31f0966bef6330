"""Rows that are only ever added: who says so, what stands in their way, and what follows in schema, contract and rules."""

from __future__ import annotations

import pytest

from planner import make_plan
from planner.model.plan import Plan
from planner.read.design import read_design_text

DESIGN = """
planner: 1
name: Books
roles: {{clerk: Books., boss: Decides.}}
entities:
  Account:
    fields: {{code: string(8) required unique}}
    access: {{list: clerk, get: clerk, create: clerk, update: clerk, delete: clerk}}
  Entry:
    fields: {{text: string(40) required{more}}}
    relations: {{account: belongs_to Account required on_delete={on_delete}}}
    access: {{list: clerk, get: clerk, create: {create}, update: {update}, delete: {delete}}}
    {extra}
{beside}
"""
QUIET = {
    "more": "",
    "on_delete": "restrict",
    "create": "clerk",
    "update": "none",
    "delete": "none",
    "extra": "",
    "beside": "",
}
RULE = "rules: [{id: fixed, says: Never changed., on: [Entry], append_only: true}]"


def plan_of(**parts: str) -> Plan:
    """The plan of the design with these parts."""
    plan = make_plan(read_design_text(DESIGN.format(**{**QUIET, **parts}))).plan
    assert plan is not None
    return plan


def kinds(plan: Plan) -> set[str]:
    """The kinds of triggers on the entries."""
    return {t.kind for t in plan.database.table("entries").triggers}


@pytest.mark.parametrize("parts", [
    {},
    {"beside": RULE},
    {"beside": RULE, "create": "none"},
    {"beside": "jobs: {drop: {schedule: '0 1 * * *', of: Entry, does: Delete what is old.}}"},
])  # fmt: skip
def test_rows_that_nobody_changes_are_only_added(parts: dict[str, str]) -> None:
    plan = plan_of(**parts)
    assert kinds(plan) == {"append_only"}
    assert plan.database.table("entries").column("updated_at") is None
    assert not [o for o in plan.api.operations if o.entity == "Entry" and o.method in ("PATCH", "DELETE")]
    (row,) = [p for p in plan.api.payloads if p.entity == "Entry" and p.purpose == "read"]
    assert "updated_at" not in {m.name for m in row.members}


@pytest.mark.parametrize("parts", [
    {"update": "boss"},
    {"delete": "boss"},
    {"update": "system"},
    {"update": "unknown"},
    {"create": "none"},
    {"create": "system"},
    {"more": ", seen_at: timestamp readonly"},
    {"more": ", scan: file"},
    {"more": ", email: email pii"},
    {"extra": "soft_delete: true"},
    {"extra": "versioned: true"},
    {"extra": "actions: {touch: {by: clerk}}"},
    {"beside": "jobs: {mark: {schedule: '0 1 * * *', of: Entry, does: Mark what is old.}}"},
])  # fmt: skip
def test_what_may_change_is_left_alone(parts: dict[str, str]) -> None:
    assert "append_only" not in kinds(plan_of(**parts))


def test_the_time_of_the_last_change_stays_where_the_design_reads_it() -> None:
    listed = plan_of(extra="list: {sort: [updated_at]}")
    told = plan_of(beside="events: {entry.made: {of: Entry, payload: [id, updated_at]}}")
    for plan in (listed, told):
        assert plan.database.table("entries").column("updated_at") is not None
        assert kinds(plan) == {"append_only"}


def test_a_rule_of_it_is_held_by_the_schema() -> None:
    (held,) = plan_of(beside=RULE, extra="retention: 10y after created").enforcements
    assert (held.enforced, held.by) == (True, "table.entries.entries_append_only")
    assert "only the purge of entries deletes" in held.how
    plan = plan_of(beside=RULE, update="boss")
    assert [(e.enforced, e.by) for e in plan.enforcements] == [(False, "step.rule.fixed")]
    assert "CON760" in {c.code for c in plan.contradictions}


def test_a_purge_of_what_never_changes_is_asked_about_and_alone_deletes() -> None:
    plan = plan_of(extra="retention: 10y after created")
    (asked,) = [q for q in plan.questions if q.id == "question.entry.purge"]
    assert asked.path == "entities.Entry.retention" and "10 years" in asked.asks
    (trigger,) = plan.database.table("entries").triggers
    assert trigger.kept is not None and (trigger.kept.days, trigger.kept.column) == (3650, "created_at")
    step = next(s for s in plan.work.steps if s.id == "step.entry.retention")
    assert any("app.purge" in c.says for c in step.acceptance)
    assert not [q for q in plan_of().questions if q.id == "question.entry.purge"]


def test_what_goes_with_another_row_may_follow_it() -> None:
    (trigger,) = plan_of(on_delete="cascade").database.table("entries").triggers
    assert [h.table for h in trigger.goes_with] == ["accounts"]


def test_part_inherits_that_its_whole_is_never_changed() -> None:
    line = "  Line: {part_of: entry, fields: {amount: int required}, relations: {entry: belongs_to Entry required%s}}"
    plan = plan_of(beside=line % "", extra="retention: 10y after created")
    assert plan.domain.entities["Line"].added_only == ("entities.Entry.access.update",)
    held = plan_of(beside=line % " on_delete=restrict", extra="retention: 10y after created")
    (trigger,) = held.database.table("lines").triggers
    assert trigger.kept is not None and trigger.kept.column == "created_at", "none of a young whole goes in a purge"


COUNTING = """
planner: 1
name: Books
roles: {clerk: Books.}
entities:
  Purse:
    retention: KEPT
    fields: {code: string(8) required unique, balance: money computed="sum(moves.amount)"}
    relations: {moves: has_many Move}
    access: {list: clerk, get: clerk, create: clerk, update: clerk, delete: none}
  Move:
    retention: 1y after created
    fields: {amount: money required}
    relations: {purse: belongs_to Purse required on_delete=RULE}
    access: {list: clerk, get: clerk, create: clerk, update: none, delete: DELETER}
"""


def counting(kept: str = "10y after updated", rule: str = "restrict", deleter: str = "none") -> Plan:
    """A purse whose balance adds up moves that are kept for a year."""
    text = COUNTING.replace("KEPT", kept).replace("RULE", rule).replace("DELETER", deleter)
    plan = make_plan(read_design_text(text)).plan
    assert plan is not None
    return plan


def test_a_total_of_rows_only_added_grows_and_whether_it_outlives_them_is_asked() -> None:
    plan = counting()
    (trigger,) = [t for t in plan.database.table("moves").triggers if t.kind == "recompute"]
    assert trigger.grows
    (asked,) = [q for q in plan.questions if q.id == "question.purse.balance.purged"]
    assert asked.assumed.startswith("yes: it keeps") and asked.because == (
        "entities.Purse.fields.balance",
        "entities.Move.retention",
    )


def test_a_total_of_rows_that_go_otherwise_is_counted_anew() -> None:
    plan = counting(deleter="clerk")
    (trigger,) = [t for t in plan.database.table("moves").triggers if t.kind == "recompute"]
    assert not trigger.grows
    (asked,) = [q for q in plan.questions if q.id == "question.purse.balance.purged"]
    assert asked.assumed == "no: it changes as its moves go"


def test_rows_that_go_with_their_whole_are_counted_once_and_a_short_lived_total_asks_nothing() -> None:
    plan = counting(kept="1y after created", rule="cascade")
    assert all(t.grows for t in plan.database.table("moves").triggers if t.kind == "recompute")
    assert not [q for q in plan.questions if q.id == "question.purse.balance.purged"]


def test_a_rule_over_parts_that_are_purged_before_their_whole_is_asked_about() -> None:
    rule = "rules: [{id: covered, says: Never below zero., on: [Purse, Move], check: sum(moves.amount) >= 0}]\n"
    for kept, asked in (("10y after updated", True), ("1y after created", False)):
        text = COUNTING.replace("KEPT", kept).replace("RULE", "restrict").replace("DELETER", "none")
        plan = make_plan(read_design_text(text + rule)).plan
        assert plan is not None
        found = [q for q in plan.questions if q.id == "question.covered.purged"]
        assert bool(found) is asked, kept
        assert all("refuses a purge that would break it" in q.assumed for q in found)


@pytest.mark.parametrize(
    ("says", "update", "held"),
    [
        ("Entries are never changed; another one corrects them.", "none", True),
        ("Entries are never changed; another one corrects them.", "boss", False),
        ("Nothing is posted into a closed month.", "none", False),
    ],
)
def test_words_that_say_so_are_held_where_no_row_changes(says: str, update: str, held: bool) -> None:
    plan = plan_of(beside=f"rules: [{{id: fixed, says: {says}, on: [Entry]}}]", update=update)
    assert [(e.enforced, e.by) for e in plan.enforcements] == [
        (held, "table.entries.entries_append_only" if held else "step.rule.fixed")
    ]
