"""Requirements are sentences of the design, traced to what answers them; the panel judges by what stands open."""

from __future__ import annotations

from pathlib import Path

from planner.derive.pipeline import derive
from planner.emit.changes import change_lines
from planner.emit.requirements import coverage_line
from planner.model.former import Former
from planner.model.plan import Plan
from planner.model.review import Verdict
from planner.read.design import read_design, read_design_text
from planner.read.former import read_former

ROOT = Path(__file__).parents[2]
NOTES = """planner: 1
name: Notes
summary: Notes.
roles: {writer: Writes.}
integrations: {scan: {kind: storage, timeout: 3s}}
entities:
  Note:
    fields: {body: text required, status: enum(draft | sent) = draft}
    access: {list: writer, get: writer, create: writer}
    actions: {send: {from: draft, to: sent, by: writer}}
rules: [{id: short, says: A note is short., on: [Note]}]
"""


def plan_of(text: str) -> Plan:
    """The plan of a text."""
    reading = read_design_text(text)
    assert reading.design is not None, [str(d) for d in reading.diagnostics]
    plan = derive(reading.design, reading.source.locate).plan
    assert plan is not None
    return plan


def shop() -> Plan:
    """The plan of the bookshop."""
    reading = read_design(ROOT / "examples/bookshop.yaml")
    assert reading.design is not None
    plan = derive(reading.design, reading.source.locate).plan
    assert plan is not None
    return plan


def verdict(plan: Plan, name: str) -> Verdict:
    """What one perspective says."""
    return next(v for v in plan.review.verdicts if v.perspective == name)


def test_an_arrow_is_a_requirement_with_its_refusal() -> None:
    trace = next(t for t in plan_of(NOTES).requirements.traces if t.id == "req.note.send")
    assert trace.says.startswith("When writer asks to send a note that is draft, Notes shall make it sent")
    assert "409" in trace.says
    assert trace.operations == ("op.note.send",)
    assert trace.tables == ("table.notes",)
    assert "step.note.actions" in trace.steps
    assert trace.because == ("entities.Note.actions.send",)


def test_what_an_outside_party_tells_is_no_request() -> None:
    trace = next(t for t in shop().requirements.traces if t.id == "req.order.pay")
    assert "payments gives signed notice to pay" in trace.says
    assert trace.operations == ("op.webhook.payments",)


def test_every_id_of_a_trace_is_in_the_plan() -> None:
    plan = shop()
    steps = {s.id for s in plan.work.steps}
    operations = {o.id for o in plan.api.operations}
    tables = {t.id for t in plan.database.tables}
    topics = {d.topic for d in plan.decisions}
    for trace in plan.requirements.traces:
        assert set(trace.steps) <= steps, trace.id
        assert set(trace.operations) <= operations, trace.id
        assert set(trace.tables) <= tables, trace.id
        assert set(trace.decisions) <= topics, trace.id
        assert trace.because, trace.id
    ids = [t.id for t in plan.requirements.traces]
    assert len(ids) == len(set(ids))


def test_all_operations_and_tables_of_entities_are_called_for() -> None:
    for counted in shop().requirements.coverage[:2]:
        assert counted.have == counted.of > 0


def test_an_open_finding_blocks_its_perspective_and_no_other() -> None:
    before, after = (
        plan_of(NOTES.replace("rules: [{id: short, says: A note is short., on: [Note]}]\n", "")),
        plan_of(NOTES),
    )
    assert verdict(before, "data").verdict == "pass"
    assert verdict(after, "data").reasons == ("unenforced-rule@rule.short",)
    assert verdict(after, "data").verdict in ("block", "concern")
    for name in ("security", "performance", "operations"):
        assert verdict(before, name).verdict == verdict(after, name).verdict


def test_a_view_that_passes_says_what_still_waits_for_an_answer() -> None:
    text = NOTES.replace("rules: [{id: short, says: A note is short., on: [Note]}]\n", "")
    plan = plan_of(text + "context: {consumers: [third_party]}\n")
    waiting = [f for f in plan.findings if f.category == "delivery" and f.status == "unknown"]
    said = verdict(plan, "delivery")
    assert said.verdict == "pass"
    assert said.says.endswith(f"; {len(waiting)} findings waiting for an answer")


def test_a_team_too_small_for_the_work_is_a_concern() -> None:
    small = verdict(plan_of(NOTES + "context: {team: {size: 1, weeks: 1}}\n"), "delivery")
    large = verdict(plan_of(NOTES + "context: {team: {size: 6, weeks: 30}}\n"), "delivery")
    assert small.verdict == "concern"
    assert large.verdict != "concern"


def test_a_plan_says_what_changed_since_another(tmp_path: Path) -> None:
    old, new = plan_of(NOTES), plan_of(NOTES.replace("    actions:", "    soft_delete: true\n    actions:"))
    (tmp_path / "plan.json").write_bytes(_printed(old))
    former = read_former(tmp_path)
    assert isinstance(former, Former)
    assert change_lines(old, former) == ("Nothing: the same decisions, tables, operations, steps and risks.",)
    lines = change_lines(new, former)
    assert any(line.startswith("What deleting means: `none` before") for line in lines)
    assert any("`table.notes.deleted_at`" in line for line in lines)
    assert change_lines(new, None) == ()


def test_what_is_no_plan_is_told(tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_text("[]", encoding="utf-8")
    assert not isinstance(read_former(tmp_path), Former)
    assert not isinstance(read_former(tmp_path / "missing"), Former)


def _printed(plan: Plan) -> bytes:
    from planner.emit.options import EmitOptions
    from planner.emit.plan import emit

    return next(a.content for a in emit(plan, EmitOptions()) if a.path == "plan.json")


LEDGER = """planner: 1
name: Ledger
summary: Ledger.
roles: {clerk: Books.}
scale: {availability: 99.9%, peak_rps: 50}
entities:
  Hold:
    fields: {amount: money required, status: enum(held | gone | lost) = held}
    actions: {expire: {from: held, to: gone, by: system}, lose: {from: held, to: lost, by: system}}
  Sweep:
    fields: {name: string required, status: enum(new | done) = new}
    actions: {finish: {from: new, to: done, by: system}}
jobs:
  expire_holds: {schedule: "* * * * *", of: Hold, does: Release holds past their time.}
  tidy: {schedule: "0 2 * * *", of: Hold, does: Tidy up.}
requirements: [{id: quick, says: It shall be quick.}]
"""


def test_what_the_system_does_traces_to_the_job_that_does_it() -> None:
    traces = {t.id: t for t in plan_of(LEDGER).requirements.traces}
    assert traces["req.hold.expire"].steps == ("step.job.expire_holds", "step.hold.migration")
    assert traces["req.hold.lose"].steps[:2] == ("step.job.expire_holds", "step.job.tidy"), (
        "no job of that verb: all of them"
    )
    assert traces["req.sweep.finish"].steps == ("step.sweep.migration",)
    assert "tests/test_expire_holds.py" in traces["req.hold.expire"].tests
    assert traces["req.job.tidy"].says.startswith("Every day at 02:00 (0 2 * * *), Ledger shall run tidy")


def test_requirements_without_a_step_are_counted_and_named() -> None:
    plan = plan_of(LEDGER)
    built = next(c for c in plan.requirements.coverage if c.says == "requirements with a step")
    assert built.of == len(plan.requirements.traces)
    assert built.without == ("req.quick", "req.sweep.finish"), "a table alone moves no state"
    assert built.have == built.of - 2
    assert "(not `req.quick`, `req.sweep.finish`)" in coverage_line(plan)


def test_availability_is_held_by_what_keeps_it_up_before_the_release() -> None:
    trace = next(t for t in plan_of(LEDGER).requirements.traces if t.id == "req.scale.availability")
    assert {"step.metrics", "step.container", "step.backup"} <= set(trace.steps)
    assert "step.release" not in trace.steps


def test_a_right_to_some_rows_names_the_condition_and_an_end_what_it_is() -> None:
    said = {r.id: r.says for r in shop().requirements.traces}
    assert "anybody (where status = on_sale) and staff may list and read" in said["req.book"]
    assert said["req.customer.retention"].endswith("Bookshop shall delete a customer or make it anonymous.")
