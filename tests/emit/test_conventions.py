"""CONVENTIONS.md shows what was decided on, and nothing that was not."""

from __future__ import annotations

import itertools
from collections import Counter

import pytest

from planner.emit.conventions import conventions_view, emit
from planner.emit.options import EmitOptions
from planner.emit.plan import plan_data
from planner.model.catalog import StandardItem
from planner.model.plan import Plan
from planner.rules.library import Library
from tests.rules.harness import plan_of

NOTE = "entities: {Note: {fields: {body: text}}}"


def page(plan: Plan) -> str:
    (made,) = emit(plan, EmitOptions())
    return made.content.decode()


def held(design: str) -> set[str]:
    return {s.id for s in plan_of(design).conventions.standards}


def test_the_stack_is_the_one_decided_on_with_the_commands_of_this_bundle() -> None:
    said = page(plan_of(f"stack: {{language: typescript, framework: nestjs}}\n{NOTE}"))
    assert "| Framework | NestJS |" in said
    assert "| test one | `npm test -- name-of-it` |" in said
    assert '| migrate | `migrate -path migrations -database "$DATABASE_URL" up` |' in said
    assert "| module | `src/name-of-it/name-of-it.controller.ts` |" in said


def test_a_library_stands_there_where_something_needs_it() -> None:
    plain = page(plan_of(f"stack: {{language: python}}\n{NOTE}"))
    busy = page(
        plan_of(f'stack: {{language: python}}\njobs: {{digest: {{schedule: "0 6 * * *", does: Sends it.}}}}\n{NOTE}')
    )
    assert "| Queue |" not in plain
    assert "| Queue |" in busy


def test_the_orm_of_the_design_is_the_orm_of_the_page() -> None:
    assert "| Rows | drizzle |" in page(plan_of(f"stack: {{language: typescript, orm: drizzle}}\n{NOTE}"))


def test_a_stack_that_no_catalog_knows_leaves_its_place_empty() -> None:
    plan = plan_of(f"stack: {{language: cobol, framework: screens}}\n{NOTE}")
    assert plan.conventions.stack is None
    assert "## Stack" not in page(plan)


def test_standards_follow_the_decisions() -> None:
    web, inner = (held(f"context: {{consumers: [{who}]}}\n{NOTE}") for who in ("web", "internal"))
    assert {"error-body", "rate-limiting", "security-headers"} <= web
    assert "response-envelope" not in web
    assert {"response-envelope"} <= held(f"choices: {{errors: {{option: envelope, because: Apps.}}}}\n{NOTE}")
    assert not {"rate-limiting", "security-headers"} & inner
    assert len(inner) < len(web)


@pytest.mark.parametrize("item", [s for s in Library().standards if not s.printed], ids=lambda s: s.id)
def test_what_helps_to_choose_is_not_printed(item: StandardItem) -> None:
    assert item.id not in held(NOTE)


def test_a_heading_stands_once_and_a_row_fills_its_table() -> None:
    lines = page(plan_of("context: {consumers: [web]}\n" + NOTE)).splitlines()
    heads = Counter(line for line in lines if line.startswith("#"))
    assert [h for h, n in heads.items() if n > 1] == []
    for before, line in itertools.pairwise(lines):
        if before.startswith("|") and line.startswith("|"):
            assert before.count(" | ") == line.count(" | "), line


def test_what_an_organisation_adds_is_a_section_of_its_own() -> None:
    from msgspec.structs import replace

    plan = plan_of(NOTE)
    own = replace(plan.conventions.standards[0], id="own", topic="house-rules", rows=(("a | b", "c", "d"),))
    view = conventions_view(replace(plan, conventions=replace(plan.conventions, standards=(own,))))
    assert [t.title for t in view.topics] == ["House rules"]
    assert view.topics[0].standards[0].rows == ("| a \\| b | c | d |",)


def test_plan_json_names_the_standards_and_holds_the_stack() -> None:
    row = plan_data(plan_of(NOTE))["conventions"]
    assert row.stack is not None and "status-codes" in row.standards


def test_steps_of_a_kind_know_the_standards_they_keep_to() -> None:
    plan = plan_of(NOTE)
    kinds = {s.kind for s in plan.work.steps}
    ids = {s.id for s in plan.conventions.standards}
    assert {"endpoints", "migration", "project"} <= set(plan.conventions.follow) <= kinds
    assert all(set(named) <= ids for named in plan.conventions.follow.values())
    assert "status-codes" in plan.conventions.follow["endpoints"]
    assert "status-codes" not in plan.conventions.follow["migration"]
    assert "For steps of kind `endpoints`" in page(plan)


def test_a_queue_in_a_table_brings_no_library_of_a_broker() -> None:
    job = "jobs: {digest: {schedule: '0 6 * * *', does: Sends the digest.}}\n"
    python = "stack: {language: python, framework: fastapi}\n"
    table = plan_of(python + job + NOTE).conventions.stack
    broker = plan_of("stack: {language: python, framework: fastapi, queue: redis}\n" + job + NOTE).conventions.stack
    assert table is not None and table.queue.startswith("the table job_runs")
    assert broker is not None and broker.queue == "arq"
