"""The build order: what was decided shows in its steps, commands fit the stack, needs come from reasons."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from planner.derive.work.called import Caller
from planner.derive.work.layout import layout_of
from planner.model.catalog import Command
from planner.model.work import Step
from planner.rules.library import Library
from tests.rules.harness import plan_of, world

NOTE = "entities: {Note: {fields: {body: text}}}"
CLERK = """roles: {clerk: Works.}
entities: {Clerk: {account: clerk, fields: {email: email required unique pii, password: password required}}}
"""


def step(text: str, name: str) -> Step:
    return next(s for s in plan_of(text).work.steps if s.id == name)


@pytest.mark.parametrize(("signing", "hashing"), [("RS256", "argon2"), ("EdDSA", "bcrypt")])
def test_the_sign_in_is_built_as_it_was_decided(signing: str, hashing: str) -> None:
    titles = {"argon2": "Argon2id", "bcrypt": "bcrypt with cost 12"}
    built = step(
        "context: {consumers: [mobile]}\nstack: {auth: jwt}\n"
        f"choices: {{token-signing: {{option: {signing}, because: So.}}, password-hash: {{option: {hashing}, because: So.}}}}\n"
        + CLERK,
        "step.auth",
    )
    assert f"({signing})" in built.says
    assert any(titles[hashing] in c.says for c in built.acceptance)


def test_without_passwords_no_hash_is_asked_for() -> None:
    built = step("context: {consumers: [internal]}\n" + NOTE, "step.auth")
    assert not any("hash by" in c.says for c in built.acceptance)


@pytest.mark.parametrize(("signing_in", "tried"), [("session", True), ("jwt", False)])
def test_a_cookie_is_no_word_of_its_holder_on_a_page_of_another(signing_in: str, tried: bool) -> None:
    built = step(f"context: {{consumers: [web]}}\nstack: {{auth: {signing_in}}}\n{CLERK}", "step.auth")
    assert any("by a page of another site is refused" in c.says for c in built.acceptance) is tried


@pytest.mark.parametrize(
    ("stack", "command"),
    [
        ("{language: python, framework: django}", "one framework"),
        ("{language: python, framework: flask}", "one language"),
        ("{language: go}", "any stack"),
    ],
)
def test_a_command_for_the_framework_wins_over_one_for_its_language(stack: str, command: str) -> None:
    text = f"stack: {stack}\n{NOTE}"
    plan, item = plan_of(text), next(s for s in Library().steps if s.id == "backup")
    item = replace(
        item,
        verify=(
            Command("any stack", "ok"),
            Command("one language", "ok", "python"),
            Command("one framework", "ok", "django"),
        ),
    )
    caller = Caller(world(text), plan.decisions, plan.settings, layout_of(plan.settings, Library().stacks))
    (draft,) = caller.called_for([item])
    assert [v.command for v in draft.verify] == [command]


def test_files_and_queries_of_an_item_are_filled_by_the_stack_and_the_database() -> None:
    text = f"stack: {{language: go, framework: gin, database: sqlite}}\n{NOTE}"
    plan, item = plan_of(text), next(s for s in Library().steps if s.id == "backup")
    item = replace(
        item,
        create=("{module:nightly copies}", "{job:copy}", "deploy/{not-a-role}"),
        verify=(Command("{query:select 1}", "1"), Command("{start}", "{passes}")),
    )
    caller = Caller(world(text), plan.decisions, plan.settings, layout_of(plan.settings, Library().stacks))
    (draft,) = caller.called_for([item])
    assert draft.create == ("internal/nightly_copies/handler.go", "internal/copy/job.go", "deploy/{not-a-role}")
    assert [v.command for v in draft.verify] == ['sqlite3 "$DATABASE_FILE" "select 1"', "PORT=8080 ./bin/server"]
    assert draft.verify[1].expect == "ok"


def test_the_release_waits_for_every_end_and_for_nothing_twice() -> None:
    plan = plan_of("scale: {peak_rps: 200}\n" + CLERK)
    steps = {s.id: s for s in plan.work.steps}
    waited_for = {n.step for s in steps.values() if s.kind != "release" for n in s.depends_on}
    assert {n.step for n in steps["step.release"].depends_on} == set(steps) - waited_for - {"step.release"}
    for found in steps.values():
        needed = [n.step for n in found.depends_on]
        assert len(needed) == len(set(needed)), found.id
        assert all(n in steps for n in needed)


def test_only_what_answers_requests_lies_among_the_routes() -> None:
    text = (
        "stack: {language: python, framework: fastapi}\n"
        "integrations: {mailer: {kind: email, provider: ses}}\n"
        "events: {note.made: {of: Note, payload: [id]}}\n"
        "jobs: {digest: {schedule: '0 6 * * *', does: Sends the digest., uses: mailer}}\n" + NOTE
    )
    places = {
        "step.job.digest": "app/jobs/digest.py",
        "step.outbox": "app/jobs/outbox.py",
        "step.integration.mailer.client": "app/mailer_client/service.py",
        "step.note.endpoints": "app/note/routes.py",
    }
    for name, place in places.items():
        assert place in step(text, name).create


def test_a_notice_that_publishes_an_event_waits_for_the_outbox() -> None:
    text = (
        "integrations: {bank: {kind: payment, provider: stripe, direction: both}}\n"
        "events: {bill.paid: {of: Bill, payload: [id]}}\n"
        "entities: {Bill: {fields: {status: enum(due | paid) = due}, "
        "actions: {pay: {by: integration.bank, from: due, to: paid%s}}}}"
    )
    loud, quiet = (step(text % said, "step.integration.bank.webhook") for said in (", emits: bill.paid", ""))
    assert {n.because for n in loud.depends_on if n.step == "step.outbox"} == {"a notice publishes bill.paid"}
    assert "step.outbox" not in {n.step for n in quiet.depends_on}


def test_a_whole_waits_for_the_tables_of_its_parts_and_the_thin_slice_takes_them_along() -> None:
    text = (
        "roles: {buyer: Buys.}\n"
        "entities:\n"
        "  Buyer: {account: buyer, fields: {email: email required unique pii, password: password required}}\n"
        "  Order: {owner: buyer, fields: {note: text}, relations: {buyer: belongs_to Buyer required}, access: {create: buyer, list: owner, get: owner, update: owner, delete: owner}}\n"
        "  Line: {part_of: order, relations: {order: belongs_to Order required}, fields: {quantity: int min=1}}\n"
    )
    plan = plan_of(text)
    steps = {s.id: s for s in plan.work.steps}
    created = next(o for o in plan.api.operations if o.id == "op.order.create")
    assert "Line" in created.writes
    needs = {n.step: n.because for n in steps["step.order.endpoints"].depends_on}
    assert needs["step.line.migration"] == "order is created with its lines"
    assert steps["step.line.migration"].phase == "slice"


CACHED = "choices: {cache: {option: in-process, because: So.}}\nroles: {staff: Sells.}\nentities:\n"
PUBLIC = "  Book: {fields: {title: string}, access: {list: public, get: public, create: staff}}\n"


def test_the_cache_keeps_what_everybody_reads_alike() -> None:
    others = (
        "  Stock: {fields: {on_hand: int}, access: {list: staff, get: staff}}\n"
        "  Reader: {account: reader, fields: {email: email required unique pii, password: password required}}\n"
    )
    built = step(CACHED.replace("Sells.", "Sells., reader: Reads.") + PUBLIC + others, "step.cache")
    assert built.title == "Cache books (a small cache in each process)"
    assert {n.step for n in built.depends_on if n.step.endswith(".endpoints")} == {"step.book.endpoints"}
    assert not any(word in str(built).lower() for word in ("stock", "readers"))


def test_without_anything_that_everybody_reads_there_is_no_cache_to_build() -> None:
    own = (
        CACHED.replace("Sells.", "Sells., other: Reads.") + "  Stock: {fields: {on_hand: int}, access: {list: staff}}\n"
    )
    assert "step.cache" not in {s.id for s in plan_of(own).work.steps}


@pytest.mark.parametrize(
    ("events", "said"), [("", "1 job"), ("events: {note.made: {of: Note, payload: [id]}}\n", "1 event and 1 job")]
)
def test_the_trace_goes_through_what_the_design_has(events: str, said: str) -> None:
    text = f"controls: {{tracing: true}}\n{events}jobs: {{tidy: {{schedule: '0 2 * * *', does: Tidies.}}}}\n{NOTE}"
    assert f"from requests into {said}." in step(text, "step.tracing").says


def test_an_erasure_waits_for_the_tables_about_people_and_for_no_other() -> None:
    built = step(
        "controls: {erasure: true}\n"
        "entities:\n"
        "  Person: {fields: {email: email pii}}\n"
        "  Letter: {fields: {body: text}, relations: {sender: belongs_to Person required}}\n"
        "  Stamp: {fields: {price: int}}\n",
        "step.erasure",
    )
    tables = {n.step for n in built.depends_on if n.step.endswith(".migration")}
    assert tables == {"step.person.migration", "step.letter.migration"}


QUERY = (
    "queries: {top: {path: /books/top, returns: [Book], access: public, says: Books by copies sold.}}\n"
    "events: {book.created: {of: Book, payload: [id]}}\n"
)


def test_the_cache_waits_for_the_queries_it_answers_and_for_events_only_where_they_take_answers_out() -> None:
    by_time = {n.step for n in step(QUERY + CACHED + PUBLIC, "step.cache").depends_on}
    assert "step.query.top" in by_time
    assert "step.outbox" not in by_time
    events = CACHED.replace("choices: {", "choices: {cache-invalidation: {option: event, because: So.}, ")
    assert "step.outbox" in {n.step for n in step(QUERY + events + PUBLIC, "step.cache").depends_on}


def test_the_cache_promises_only_what_everybody_may_read() -> None:
    some = PUBLIC.replace("title: string", "status: enum(draft | live)").replace(
        "list: public", "list: {public: status = live, staff: all}"
    )
    built = step(CACHED + some, "step.cache")
    assert built.says.startswith("What everybody may read of books is answered by")
    assert "no row that not everybody may read" in str(built.acceptance)


@pytest.mark.parametrize(("field", "waits"), [("photo: image", True), ("nick: string", False)])
def test_an_erasure_waits_for_files_where_those_about_people_keep_some(field: str, waits: bool) -> None:
    text = (
        "controls: {erasure: true}\n"
        "entities:\n"
        f"  Person: {{fields: {{email: email pii, {field}}}}}\n"
        "  Stamp: {fields: {picture: image}}\n"
    )
    assert ("step.files" in {n.step for n in step(text, "step.erasure").depends_on}) is waits


def test_what_is_encrypted_holds_back_no_other_endpoints() -> None:
    text = (
        "controls: {encryption: [Person.illness]}\n"
        "entities: {Person: {fields: {illness: text pii}}, Stamp: {fields: {price: int}}}\n"
    )
    assert "step.field-encryption" in {n.step for n in step(text, "step.person.endpoints").depends_on}
    assert "step.field-encryption" not in {n.step for n in step(text, "step.stamp.endpoints").depends_on}


VERSIONED = (
    "roles: {clerk: Works.}\n"
    "entities:\n"
    "  Bill:\n"
    "    versioned: true\n"
    "    fields: {status: enum(due | paid) = due}\n"
    "    access: {list: clerk, get: clerk, create: clerk, update: none, delete: none}\n"
    "    actions: {settle: {by: clerk, from: due, to: paid}}\n"
)


def test_a_stale_version_is_tried_where_an_operation_takes_one() -> None:
    stale = "A stale If-Match answers 412, a missing one 428."
    assert stale not in [c.says for c in step(VERSIONED, "step.bill.endpoints").acceptance]
    moves = step(VERSIONED, "step.bill.actions")
    assert stale in [c.says for c in moves.acceptance]
    assert moves.says == "1 action along the state machine."


def test_a_sentence_that_begins_with_a_file_keeps_its_name() -> None:
    built = step("scale: {peak_rps: 200}\n" + CLERK, "step.load")
    assert built.says.startswith("load/rows.sql fills")


def test_who_never_signed_in_is_purged_by_the_day_it_was_made() -> None:
    text = (
        "roles: {reader: Reads.}\n"
        "entities:\n"
        "  Reader: {account: reader, retention: 2y after last login, fields: {email: email required unique pii, password: password required}}\n"
        "  Log: {retention: 1y after created, fields: {body: text}}\n"
    )
    people, things = step(text, "step.reader.retention"), step(text, "step.log.retention")
    assert "For a reader that never signed in the time runs from created_at." in [c.says for c in people.acceptance]
    assert people.says == "2 years after their last login, readers are deleted or made anonymous in batches."
    assert things.says == "1 year after they were created, logs are deleted in batches."


@pytest.mark.parametrize(
    ("relation", "moves"),
    [
        ("parent: belongs_to Shelf", True),
        ("next_to: belongs_to Shelf inverse=beside", True),
        ("parent: belongs_to Shelf immutable", False),
        ("twin: belongs_to Shelf unique", False),
    ],
)
def test_what_lies_below_its_own_kind_comes_into_no_circle(relation: str, moves: bool) -> None:
    access = "access: {list: clerk, get: clerk, create: clerk, update: %s}"
    text = "roles: {clerk: Works.}\nentities: {Shelf: {fields: {label: string}, relations: {%s}, %s}}\n"
    built = step(text % (relation, access % "clerk"), "step.shelf.endpoints")
    assert any("A shelf does not come to lie below itself" in c.says for c in built.acceptance) is moves
    still = step(text % (relation, access % "none"), "step.shelf.endpoints")
    assert not any("below itself" in c.says for c in still.acceptance)


@pytest.mark.parametrize(
    ("public", "maker", "hidden"),
    [
        ("{public: status = live, staff: all}", "buyer", True),
        ("{public: status = live, staff: all}", "staff", False),
        ("public", "buyer", False),
    ],
)
def test_what_a_caller_may_not_read_is_not_named_either(public: str, maker: str, hidden: bool) -> None:
    text = (
        "roles: {buyer: Buys., staff: Sells.}\n"
        "entities:\n"
        f"  Book: {{fields: {{status: enum(draft | live) = draft}}, access: {{list: {public}, get: {public}, create: staff}}}}\n"
        f"  Wish: {{fields: {{note: text}}, relations: {{book: belongs_to Book required}}, access: {{get: staff, create: {maker}}}}}\n"
    )
    said = "A wish that names a book which its sender may not read answers 422, as one that is not there does."
    assert (said in [c.says for c in step(text, "step.wish.endpoints").acceptance]) is hidden
