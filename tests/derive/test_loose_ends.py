"""What a design begins and does not end is asked about, and what it does end is left in peace."""

from __future__ import annotations

from planner import make_plan
from planner.model.plan import Plan
from planner.read.design import read_design_text

BASE = """
planner: 1
name: Post
stack: {database: postgresql, auth: jwt}
roles: {clerk: Sorts., reader: Reads.}
"""


def plan_of(text: str, base: str = BASE) -> Plan:
    """The plan of the design."""
    plan = make_plan(read_design_text(base + text)).plan
    assert plan is not None
    return plan


def asked(text: str) -> dict[str, str]:
    """Questions by id."""
    return {q.id: q.asks for q in plan_of(text).questions}


LETTER = """
entities:
  Letter:
    fields: {{state: enum(open | lost) = open, lost_why: string(..80) readonly}}
    access: {{list: clerk, get: clerk, create: clerk}}
    actions:
      lose: {{by: {by}, from: open, to: lost, input: {{{word}: "string(1..80) required"}}{sets}}}
"""


def test_a_word_that_a_move_asks_for_and_keeps_nowhere_is_asked_about() -> None:
    lost = asked(LETTER.format(by="clerk", word="why", sets=""))
    assert "(why)" in lost["question.letter.lose.input"]
    kept = asked(LETTER.format(by="clerk", word="why", sets=", sets: {lost_why: input.why}"))
    assert "question.letter.lose.input" not in kept


def test_a_proof_is_checked_and_forgotten() -> None:
    assert "question.letter.lose.input" not in asked(LETTER.format(by="clerk", word="reset_token", sets=""))


INVITED = """
entities:
  Clerk:
    account: clerk
    fields: {{email: email required unique pii, password: password required, name: string(80)}}
    access: {{create: public, get: owner}}
  Invitation:
    fields: {{state: enum(sent | accepted) = sent}}
    access: {{list: clerk, create: clerk}}
    actions: {{accept: {{by: public, from: sent, to: accepted, input: {{name: string(80), {more}}}}}}}
"""


def test_what_an_invited_person_says_goes_to_the_account_that_is_made() -> None:
    assert "question.invitation.accept.input" in asked(INVITED.format(more="color: string(8)"))
    assert "question.invitation.accept.input" not in asked(INVITED.format(more="password: password required"))
    lost = asked(INVITED.format(more="password: password required, color: string(8)"))
    assert "(color)" in lost["question.invitation.accept.input"]


MOVED = """
entities:
  Parcel:
    fields: {{state: enum(open | stale) = open}}
    access: {{list: clerk, get: clerk, create: clerk}}
    actions: {{age: {{by: system, from: open, to: stale{says}}}}}
jobs:
  tidy: {{schedule: "@daily", does: {does}}}
"""


def test_a_move_of_the_system_that_no_job_speaks_of_is_asked_about() -> None:
    assert "age a parcel" in asked(MOVED.format(says="", does="Counts stamps."))["question.parcel.system"]
    for told in (
        ("", "Ages what nobody fetched."),
        ("", "Looks through all parcels."),
        (", says: After a week.", "Counts."),
    ):
        assert "question.parcel.system" not in asked(MOVED.format(says=told[0], does=told[1]))


WAYS = """
entities:
  Notice: {fields: {channel: enum(email | push) required}, access: {list: clerk, create: clerk}}
  Wish: {fields: {channel: enum(email | push) required}, access: {list: clerk, create: clerk}}
integrations:
"""


def test_a_way_that_nobody_carries_while_others_are_carried_is_asked_about_once() -> None:
    found = asked(WAYS + "  mail: {kind: email}\n")
    assert found["question.notice.channel.carried"].startswith(
        "Who carries push, which Notice.channel and Wish.channel"
    )
    assert not [i for i in asked(WAYS + "  mail: {kind: email}\n  gcm: {kind: push}\n") if i.endswith("carried")]
    assert not [i for i in asked(WAYS + "  bank: {kind: payment}\n") if i.endswith("carried")]


PURGED = """
entities:
  Letter: {{retention: 90d, fields: {{note: text}}, access: {{list: clerk, create: clerk}}}}
  Stamp: {{retention: 30d, fields: {{note: text}}, access: {{list: clerk, create: clerk}}}}
jobs:
  {name}: {{schedule: "@daily", does: {does}}}
"""


def test_a_job_that_names_the_rows_it_purges_is_their_purge() -> None:
    for name, does in (("tidy", "Delete letters past their retention."), ("purge_letters", "Runs at night.")):
        plan = plan_of(PURGED.format(name=name, does=does))
        steps = {s.id: s for s in plan.work.steps}
        assert "step.letter.retention" not in steps
        assert "step.stamp.retention" in steps
        step = steps[f"step.job.{name}"]
        assert any("no letter kept longer than 90 days after it was created is left" in a.says for a in step.acceptance)
        trace = next(t for t in plan.requirements.traces if t.id == "req.letter.retention")
        assert trace.steps[0] == f"step.job.{name}"


def test_a_job_of_one_kind_may_purge_another_beside_it() -> None:
    text = PURGED.format(name="tidy", does="Drop letters older than a quarter and stamps older than a month.")
    steps = {s.id: s for s in plan_of(text.replace('"@daily", does', '"@daily", of: Letter, does')).work.steps}
    assert not {"step.letter.retention", "step.stamp.retention"} & set(steps)
    assert any("no stamp kept longer than 30 days" in a.says for a in steps["step.job.tidy"].acceptance)


def test_a_job_that_only_mentions_them_is_not() -> None:
    plan = plan_of(PURGED.format(name="tidy", does="Delete the copies that were made of old letters."))
    assert "step.letter.retention" in {s.id for s in plan.work.steps}


PARTS = """
entities:
  Book: {fields: {name: string}, relations: {parts: has_many Chapter}, access: {list: clerk, get: clerk, create: clerk}}
  Chapter: {part_of: book, fields: {name: string}, relations: {book: belongs_to Book required, pages: has_many Page}}
  Page: {part_of: chapter, fields: {name: string}, relations: {chapter: belongs_to Chapter required}}
"""


def test_parts_whose_path_is_flat_are_found_by_their_whole() -> None:
    lists = {
        o.id: [p.name for p in o.parameters if p.purpose in ("filter", "key")] for o in plan_of(PARTS).api.operations
    }
    assert lists["op.page.list"] == ["chapter_id"]
    assert lists["op.chapter.list"] == ["book_id"]


OWNED = """
entities:
  Clerk: {{account: clerk, fields: {{email: email required unique pii}}, access: {{get: owner, create: public}}}}
  Bill:
    fields: {{total: money}}
    relations: {{clerk: belongs_to Clerk required}}
    owner: clerk
    access: {{list: {0}, get: {0}, create: clerk}}
"""


def test_who_is_said_to_reach_all_rows_reaches_them_on_purpose() -> None:
    def exposed(access: str) -> bool:
        return any(
            f.rule == "cross-owner-access" and f.status == "open" for f in plan_of(OWNED.format(access)).findings
        )

    assert exposed("clerk")
    assert not exposed("{clerk: all}")


SHOWN = """
entities:
  Notice:
    fields: {{state: enum(draft | live) = draft}}
    access: {{list: {0}, get: {0}, create: clerk, update: clerk}}
"""


def test_a_role_that_only_reads_and_reaches_drafts_is_asked_about() -> None:
    found = asked(SHOWN.format("[clerk, reader]"))
    assert found["question.notice.unfinished"] == "Does reader, who changes no notice, reach what is draft as well?"
    for access in ("clerk", "{clerk: all, reader: state = live}", "{clerk: all, reader: all}"):
        assert "question.notice.unfinished" not in asked(SHOWN.format(access))


def test_rows_of_a_part_that_are_read_by_the_state_of_the_whole_say_so() -> None:
    text = """
entities:
  Book:
    fields: {state: enum(draft | live) = draft}
    relations: {pages: has_many Page}
    access: {list: {reader: state = live, clerk: all}, get: {reader: state = live, clerk: all}, create: clerk}
  Page: {part_of: book, fields: {name: string}, relations: {book: belongs_to Book required}}
"""
    says = next(o.description for o in plan_of(text).api.operations if o.id == "op.page.list")
    assert says == "Reader reaches pages of a book where state = live; clerk reaches all pages."


def test_a_message_of_another_service_carries_what_is_personal_here() -> None:
    text = """
entities:
  Letter: {fields: {recipient: string pii}, access: {list: clerk, get: clerk, create: clerk}}
services: {own: {owns: [Letter]}, shop: {external: true}}
events:
  order.sent: {from: shop, payload: {recipient: string, number: string}}
jobs:
  write: {on: order.sent, does: Writes a letter.}
"""
    finding = next(f for f in plan_of(text).findings if f.rule == "leaking-log")
    assert "1 of its events carry some" in finding.says


SEAT = """
entities:
  Reader:
    account: reader
    fields: {{email: email required unique pii, password: password required}}
    access: {{create: public, get: owner}}
  Hall: {{fields: {{name: string(20)}}, access: {{list: [clerk, reader], get: [clerk, reader], create: clerk}}}}
  Seat:
    {owner}
    fields: {{state: enum(free | held | sold) = free, held_until: timestamp readonly}}
    relations: {{hall: belongs_to Hall required{relation}}}
    access: {{list: [clerk, reader], get: [clerk, reader], create: clerk}}
    actions:
      hold: {{by: {by}, from: free, to: held{sets}}}
      release: {{by: reader, from: held, to: free}}
{more}
"""
HOLDER = "question.seat.hold.holder"
HOLD = {"owner": "", "relation": "", "by": "reader", "sets": "", "more": ""}
BOOKING = """
  Booking:
    owner: reader
    relations: {seat: belongs_to Seat required, reader: belongs_to Reader required}
    access: {list: owner, get: owner, create: reader}
"""


def test_a_seat_that_is_held_and_keeps_no_holder_is_asked_about() -> None:
    found = next(q for q in plan_of(SEAT.format(**HOLD)).questions if q.id == HOLDER)
    assert found.asks == "Who has a seat after hold, as Seat keeps nobody who does?"
    assert "whoever may release does so to anybody's" in found.assumed


def test_a_holder_that_is_kept_somewhere_or_no_caller_is_not() -> None:
    for changed in (
        {"relation": ", reader: belongs_to Reader readonly"},
        {"more": BOOKING},
        {"by": "system"},
        {"sets": ", input: {who: string(20) required}, sets: {held_by: input.who}", "relation": "", "owner": ""},
    ):
        text = SEAT.format(**(HOLD | changed))
        if "held_by" in text:
            text = text.replace("held_until: timestamp readonly", "held_by: string(20) readonly")
        assert HOLDER not in asked(text)


READY = """
entities:
  Hold:
    fields: {{state: enum(waiting | ready) = waiting}}
    access: {{list: clerk, get: clerk, create: clerk}}
    actions: {{make_ready: {{by: system, from: waiting, to: ready, emits: [hold.ready]}}}}
  Copy:
    fields: {{state: enum(home | out) = home}}
    access: {{list: clerk, get: clerk, create: clerk}}
    actions: {{go_out: {{by: system, from: home, to: out}}}}
events:
  hold.ready: {{of: Hold, payload: [id]}}
  hold.flagged: {{of: Hold, payload: [id]}}
  hold.deleted: {{of: Hold, payload: [id]}}
jobs:
  tell_ready: {{on: hold.ready, of: Hold, does: Mails that the copy is ready.}}
  {more}
"""


def test_what_begins_once_a_move_is_told_cannot_be_what_makes_the_move() -> None:
    assert "make a hold ready" in asked(READY.format(more=""))["question.hold.system"]
    serve = 'serve_next: {schedule: "@daily", of: Hold, does: Serves the next.}'
    plan = plan_of(READY.format(more=serve))
    assert "question.hold.system" not in {q.id for q in plan.questions}
    trace = next(t for t in plan.requirements.traces if t.id == "req.hold.make_ready")
    assert "step.job.serve_next" in trace.steps
    assert "step.job.tell_ready" not in trace.steps


def test_a_job_of_other_rows_that_names_these_in_passing_does_not_move_them() -> None:
    assert "go out a copy" in asked(READY.format(more=""))["question.copy.system"]


def test_an_event_that_nothing_tells_is_asked_about_and_counted_nowhere() -> None:
    found = asked(READY.format(more=""))
    assert found["question.hold_flagged.told"].startswith("What tells hold.flagged")
    assert "question.hold_deleted.told" not in found, "its entity tells it"
    text = READY.format(more="").replace("  Hold:\n", "  Hold:\n    growth: 10/day\n")
    assert [m.event for m in plan_of(text).capacity.messages] == ["hold.ready", "hold.deleted"]


def test_an_event_that_nobody_hears_is_asked_about_once() -> None:
    heard = asked(READY.format(more="").replace("  tell_ready: {on: hold.ready", "  tell_ready: {on: hold.flagged"))
    assert heard["question.events.heard"].startswith("Who hears hold.ready and hold.deleted,")
    leaving = READY.format(more="").replace("payload: [id]}", "payload: [id], leaves: true}")
    assert "question.events.heard" not in asked(leaving)


KEPT = """
planner: 1
name: Kept
entities:
  Loan: {retention: 1y after created, fields: {note: text}}
  Fine: {retention: 10y after created, fields: {note: text}, relations: {loan: belongs_to Loan required}}
jobs:
  JOB: {schedule: "@daily", of: Loan, does: DOES}
"""


def test_a_job_that_only_speaks_of_rows_does_not_end_them_before_what_refers_to_them() -> None:
    def told(job: str, does: str) -> list[str]:
        plan = make_plan(read_design_text(KEPT.replace("JOB", job).replace("DOES", does))).plan
        assert plan is not None
        return [c.says for c in plan.contradictions if c.id.startswith("contradiction.parts-outlive-whole")]

    assert told("remind", "Mails who is late.")[0].startswith("Loan is ended after 365 days")
    assert told("purge_loans", "Deletes loans with their fines.") == []
