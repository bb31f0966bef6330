"""Stretches that one row has alone: a cancelled row holds nothing, and a part that nobody makes comes with its whole."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from planner import make_bundle, make_plan, read_design
from planner.model.expressions import Among
from planner.model.plan import Plan

ROOMS = """
planner: 1
name: Rooms
summary: Rooms are booked.
stack: {language: go, database: postgresql}
roles: {guest: Books., staff: Runs the house.}
entities:
  Guest:
    account: guest
    fields: {email: email required unique, password: password required}
    access: {create: public, get: owner}
  Room:
    fields: {name: "string(..40) required"}
    access: {list: public, get: public, create: staff, update: staff, delete: staff}
  Booking:
    owner: guest
    fields:
      starts_at: timestamp required
      ends_at: timestamp required
      status: enum(held | confirmed | lapsed | cancelled | done) = held
    relations: {room: belongs_to Room required, guest: belongs_to Guest required}
    access: {list: [owner, staff], get: [owner, staff], create: guest, update: none, delete: none}
    actions:
      confirm: {by: staff, from: held, to: confirmed}
      finish: {by: staff, from: confirmed, to: done}
      lapse: {by: system, from: held, to: lapsed}
      cancel: {by: [owner, staff], from: [held, confirmed], to: cancelled}
rules:
  - {id: one-at-a-time, says: A room is given once at a time., on: [Booking], exclusive: {on: [room], range: [starts_at, ends_at]}}
"""
APART = ROOMS.replace(
    "rules:",
    """  Stay:
    says: The time a booking takes.
    part_of: booking
    operations: [get]
    fields: {starts_at: timestamp required readonly, ends_at: timestamp required readonly}
    relations:
      booking: belongs_to Booking required unique readonly on_delete=cascade
      room: belongs_to Room required readonly
rules:""",
).replace("on: [Booking]", "on: [Stay]")


ID = tuple(f"019b8f3c-0001-7080-aa0c-00000000000{n}" for n in range(2))


def planned(text: str, folder: Path) -> Plan:
    file = folder / "rooms.yaml"
    file.write_text(text, encoding="utf-8")
    plan = make_plan(read_design(file)).plan
    assert plan is not None
    return plan


def test_what_was_ended_before_its_time_holds_nothing(tmp_path: Path) -> None:
    plan = planned(ROOMS, tmp_path)
    (holding,) = plan.domain.holdings
    assert (holding.field, holding.freed) == ("status", ("lapsed", "cancelled")), "done and confirmed were used"
    (trigger,) = [t for t in plan.database.table("bookings").triggers if t.kind == "no_overlap"]
    assert isinstance(trigger.statement, Among) and trigger.statement.negated
    assert "entities.Booking.actions.cancel" in trigger.because
    (asked,) = [q for q in plan.questions if q.id == "question.one_at_a_time.freed"]
    assert asked.path == "rules.0.exclusive.where"
    cancel = next(o for o in plan.api.operations if o.action == "cancel")
    assert "free again" in cancel.description


def test_a_rule_that_says_which_rows_hold_is_asked_nothing(tmp_path: Path) -> None:
    said = ROOMS.replace("range: [starts_at, ends_at]", "range: [starts_at, ends_at], where: status = confirmed")
    plan = planned(said, tmp_path)
    assert plan.domain.holdings[0].freed == ()
    assert not [q for q in plan.questions if q.id == "question.one_at_a_time.freed"]
    (trigger,) = [t for t in plan.database.table("bookings").triggers if t.kind == "no_overlap"]
    assert trigger.statement is not None and not isinstance(trigger.statement, Among)


def test_a_move_into_the_rows_that_hold_may_be_refused(tmp_path: Path) -> None:
    said = ROOMS.replace("range: [starts_at, ends_at]", "range: [starts_at, ends_at], where: status = confirmed")
    operations = {o.action: o for o in planned(said, tmp_path).api.operations if o.action}
    assert "rule_broken" in {r.code for r in operations["confirm"].refusals}
    operations = {o.action: o for o in planned(ROOMS, tmp_path).api.operations if o.action}
    assert "rule_broken" not in {r.code for r in operations["confirm"].refusals}, "held and confirmed hold alike"


def test_a_condition_beyond_the_row_is_left_to_a_step(tmp_path: Path) -> None:
    beyond = ROOMS.replace("range: [starts_at, ends_at]", "range: [starts_at, ends_at], where: room.name = guest.email")
    plan = planned(beyond, tmp_path)
    assert not [t for t in plan.database.table("bookings").triggers if t.kind == "no_overlap"]
    (rule,) = plan.enforcements
    assert not rule.enforced and rule.by == "step.rule.one_at_a_time"


def test_a_part_that_nobody_makes_comes_and_goes_with_its_whole(tmp_path: Path) -> None:
    plan = planned(APART, tmp_path)
    (holding,) = plan.domain.holdings
    assert (holding.entity, holding.whole, holding.freed_by) == ("Stay", "Booking", ("lapse", "cancel"))
    create = next(o for o in plan.api.operations if o.id == "op.booking.create")
    assert "Stay" in create.writes and "rule_broken" in {r.code for r in create.refusals}
    step = next(s for s in plan.work.steps if s.id == "step.stock_race.one_at_a_time")
    assert {"step.booking.endpoints", "step.booking.actions"} <= {n.step for n in step.depends_on}
    serving = next(s for s in plan.work.steps if s.id == "step.booking.endpoints")
    assert not [c.says for c in serving.acceptance if "stay" in c.says], "no caller sends one"
    (asked,) = [q for q in plan.questions if q.id == "question.stay.maker"]
    assert "making a booking" in asked.assumed


def test_who_may_cancel_may_take_the_part_away(tmp_path: Path) -> None:
    """Else the cancelling transaction would delete no row, and nobody would be told."""
    policies = planned(APART, tmp_path).database.table("stays").policies
    removing = [p for p in policies if p.command == "delete"]
    assert removing and all("entities.Booking.actions.cancel" in " ".join(p.because) for p in removing)


def test_a_part_that_callers_make_is_their_own_business(tmp_path: Path) -> None:
    text = APART.replace("operations: [get]", "operations: [get, create]\n    access: {get: staff, create: staff}")
    assert planned(text, tmp_path).domain.holdings[0].whole == ""


def test_a_job_that_makes_it_is_its_maker_and_one_that_ends_it_is_not(tmp_path: Path) -> None:
    makes = APART + "jobs: {stay: {on: [], schedule: '0 * * * *', of: Stay, does: Write stays.}}\n"
    ends = APART + "jobs: {gone: {schedule: '0 * * * *', of: Stay, does: Delete what was cancelled.}}\n"
    assert planned(makes, tmp_path).domain.holdings[0].whole == ""
    assert planned(ends, tmp_path).domain.holdings[0].whole == "Booking"


def test_a_cancelled_booking_is_in_nobodys_way(tmp_path: Path) -> None:
    plan = planned(ROOMS.replace("database: postgresql", "database: sqlite"), tmp_path)
    script = "".join(
        a.content.decode() for a in make_bundle(plan) if a.path.startswith("migrations/") and a.path.endswith("up.sql")
    )
    connection = sqlite3.connect(":memory:")
    connection.executescript(script)
    connection.execute("PRAGMA foreign_keys = OFF")
    columns = "id, room_id, guest_id, starts_at, ends_at, status"
    insert = f"INSERT INTO bookings ({columns}) VALUES (?, ?, ?, '2026-01-01T10:00:00Z', '2026-01-01T12:00:00Z', ?)"
    connection.execute(insert, (ID[0], *ID[:2], "held"))
    with pytest.raises(sqlite3.IntegrityError, match="overlaps"):
        connection.execute(insert, (ID[1], *ID[:2], "held"))
    connection.execute("UPDATE bookings SET status = 'cancelled' WHERE id = ?", ID[:1])
    connection.execute(insert, (ID[1], *ID[:2], "held"))
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute("UPDATE bookings SET status = 'held' WHERE id = ?", ID[:1])
