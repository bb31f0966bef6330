"""Every item of every catalog fires where it should, is silent where it should, and says which where nobody knows."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from planner.model.catalog import StackItem
from planner.rules.detection import detect_stacks
from planner.rules.library import Library, check_catalog
from planner.rules.precompile import TARGET, compiled
from tests.rules.harness import cases, contradictions_of, decisions_of, findings_of, plan_of


def test_the_precompiled_catalogs_are_fresh_and_without_a_fault() -> None:
    files, problems = compiled()
    assert [str(p) for p in problems] == []
    stale = [name for name, content in files.items() if (TARGET / name).read_bytes() != content]
    assert stale == [], "make catalogs writes them anew"


@pytest.mark.parametrize(("item", "case"), cases("decisions"), ids=[name for name, _ in cases("decisions")])
def test_each_option_wins_on_its_case(item: str, case: dict[str, str]) -> None:
    decision = next(d for d in Library().decisions if d.id == item)
    assert set(case) == {o.id for o in decision.options}, "every option has a design that it wins on"
    for option, design in case.items():
        found = decisions_of(design)[item]
        assert (found.option, found.source) == (option, "planner"), found.scores


@pytest.mark.parametrize(("item", "case"), cases("risks"), ids=[name for name, _ in cases("risks")])
def test_each_risk_has_its_cases(item: str, case: dict[str, str]) -> None:
    assert {"fires", "silent"} <= set(case)
    assert "unknown" in case or case.get("never_unknown"), "a case that is unknown, or why there is none"
    fired = {f.status for f in findings_of(case["fires"], item)}
    assert fired & {"open", "mitigated_by_design"}
    assert not {f.status for f in findings_of(case["silent"], item)} & {"open", "mitigated_by_design"}
    if "open" in case:
        assert "open" in {f.status for f in findings_of(case["open"], item)}
    if "mitigated" in case:
        assert {f.status for f in findings_of(case["mitigated"], item)} == {"mitigated_by_design"}
    if "unknown" in case:
        assert "unknown" in {f.status for f in findings_of(case["unknown"], item)}


@pytest.mark.parametrize(("item", "case"), cases("contradictions"), ids=[name for name, _ in cases("contradictions")])
def test_each_contradiction_fires_and_is_silent(item: str, case: dict[str, str]) -> None:
    found = contradictions_of(case["fires"], item)
    assert found
    assert all(len(c.places) >= 2 for c in found), "both places"
    assert contradictions_of(case["silent"], item) == []


@pytest.mark.parametrize(("item", "case"), cases("stacks"), ids=[name for name, _ in cases("stacks")])
def test_each_stack_is_told_from_its_repository(item: str, case: dict[str, dict[str, str]]) -> None:
    stacks = Library().stacks
    assert item in {s.id for s in detect_stacks(stacks, case["fires"].get)}
    assert item not in {s.id for s in detect_stacks(stacks, case["silent"].get)}
    assert detect_stacks(stacks, lambda _file: None) == ()


def test_every_framework_that_can_be_chosen_has_a_stack_of_its_own() -> None:
    framework = next(d for d in Library().decisions if d.id == "framework")
    assert {o.id for o in framework.options} == {s.id for s in Library().stacks}


@pytest.mark.parametrize("stack", Library().stacks, ids=lambda s: s.id)
def test_the_chosen_stack_says_where_files_go_and_what_is_typed(stack: StackItem) -> None:
    plan = plan_of(
        f"stack: {{language: {stack.language}, framework: {stack.id}}}\nentities: {{Note: {{fields: {{body: text}}}}}}"
    )
    steps = {s.id: s for s in plan.work.steps}
    assert steps["step.project"].title == f"Set up the {stack.title} project"
    assert steps["step.project"].create == stack.project
    assert next((v.command, v.expect) for v in steps["step.project"].verify) == (stack.commands.test, stack.passes)
    made = steps["step.note.endpoints"]
    assert stack.layout.module.format(snake="note", kebab="note", pascal="Note") in made.create
    assert made.verify[0].command == stack.commands.test_one.format(snake="note", kebab="note", pascal="Note")


def test_a_framework_that_no_catalog_knows_is_laid_out_as_its_language_is() -> None:
    plan = plan_of("stack: {language: typescript, framework: koa}\nentities: {Note: {fields: {body: text}}}")
    project = next(s for s in plan.work.steps if s.id == "step.project")
    assert project.title == "Set up the koa project"
    assert "tsconfig.json" in project.create


def test_a_stack_whose_pattern_cannot_be_filled_is_refused() -> None:
    stack = Library().stacks[0]
    odd = replace(stack, layout=replace(stack.layout, module="app/{entity}.py"), detect=("pyproject.toml",))
    assert [(d.code, d.message) for d in check_catalog("stacks", [odd], ())] == [
        ("CAT608", "'{entity}' names no module"),
        ("CAT603", "'pyproject.toml' is not `file: text`"),
    ]
