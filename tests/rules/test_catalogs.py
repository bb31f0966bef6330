"""Every item of every catalog fires where it should, is silent where it should, and says which where nobody knows."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from msgspec.structs import replace

from planner.derive.work.called import Caller
from planner.derive.work.layout import layout_of
from planner.model.catalog import StackItem
from planner.model.risks import Finding
from planner.model.work import Step
from planner.rules.check import WORK_KINDS, WORK_STEPS
from planner.rules.detection import detect_stacks
from planner.rules.library import Library, check_catalog
from planner.rules.precompile import TARGET, compiled
from tests.rules.harness import cases, contradictions_of, decisions_of, findings_of, plan_of, tensions_of, world


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
    assert {"unknown", "planned", "never_unknown"} & set(case), "a case that is unknown, or why there is none"
    fired = {f.status for f in findings_of(case["fires"], item)}
    assert fired & {"open", "mitigated_by_design"}
    assert not {f.status for f in findings_of(case["silent"], item)} & {"open", "mitigated_by_design"}
    if "open" in case:
        assert "open" in {f.status for f in findings_of(case["open"], item)}
    if "mitigated" in case:
        assert {f.status for f in findings_of(case["mitigated"], item)} == {"mitigated_by_design"}
    if "unknown" in case:
        assert "unknown" in {f.status for f in findings_of(case["unknown"], item)}
    if "planned" in case:
        named = next(r.step for r in Library().risks if r.id == item)
        found = [(f.status, f.mitigated_by) for f in findings_of(case["planned"], item)]
        assert found == [("mitigated_by_design", named)], "nobody has said, and a step of the plan does it"


@pytest.mark.parametrize(("item", "case"), cases("contradictions"), ids=[name for name, _ in cases("contradictions")])
def test_each_contradiction_fires_and_is_silent(item: str, case: dict[str, str]) -> None:
    if next(c for c in Library().contradictions if c.id == item).is_tension:
        assert tensions_of(case["fires"], item)
        assert tensions_of(case["silent"], item) == []
        return
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


@pytest.mark.parametrize("stack", Library().stacks, ids=lambda s: s.id)
def test_a_framework_brings_its_language(stack: StackItem) -> None:
    plan = plan_of(
        f"stack: {{framework: {stack.title.removesuffix(' Web')}}}\nentities: {{Note: {{fields: {{body: text}}}}}}"
    )
    assert (plan.settings.language, plan.settings.framework) == (stack.language, stack.id)


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


def _steps(design: str) -> dict[str, Step]:
    return {s.id: s for s in plan_of(design).work.steps}


def _made(item: str, steps: Iterable[str]) -> set[str]:
    """The steps that one item made: one by its id, or one for each element."""
    return {s for s in steps if s == f"step.{item}" or s.startswith(f"step.{item.replace('-', '_')}.")}


@pytest.mark.parametrize(("item", "case"), cases("steps"), ids=[name for name, _ in cases("steps")])
def test_each_step_is_there_where_something_calls_for_it_and_nowhere_else(item: str, case: dict[str, str]) -> None:
    step = next(s for s in Library().steps if s.id == item)
    if step.when is None:
        assert item in {r.step.removeprefix("step.") for r in Library().risks}, "a risk calls for it"
    fired = _steps(case["fires"])
    made = _made(item, fired)
    assert made
    assert not _made(item, _steps(case["silent"]))
    for found in (fired[name] for name in made):
        said = (found.title, found.says, *(c.says for c in found.acceptance), *(n.because for n in found.depends_on))
        assert not any("nobody has said" in s or "unsaid" in s or "{" in s for s in said), said
        assert not any("{" in f for f in (*found.create, *found.modify)), "every file is filled in"
        assert found.verify, "a command shows that it is done"


def test_every_step_that_a_risk_names_is_a_step_some_plan_can_have() -> None:
    known = {*WORK_STEPS, *(f"step.{k}" for k in WORK_KINDS), *(f"step.{s.id}" for s in Library().steps)}
    assert {r.step for r in Library().risks if r.step} <= known


def test_a_step_waits_for_what_it_needs_and_holds_back_what_needs_it() -> None:
    steps = _steps(
        "stack: {queue: rabbitmq}\nevents: {NoteMade: {of: Note, payload: [id]}}\n"
        "jobs: {index: {on: NoteMade, does: Indexes it.}}\nentities: {Note: {fields: {body: text}}}"
    )
    assert "step.project" in {n.step for n in steps["step.broker"].depends_on}
    assert "step.broker" in {n.step for n in steps["step.outbox"].depends_on}
    assert "step.broker" in {n.step for n in steps["step.job.index"].depends_on}


def test_a_step_of_a_rule_waits_for_the_entities_of_the_rule() -> None:
    text = dict(cases("steps"))["stock-race"]["fires"].replace(
        "entities:", "entities:\n  Shelf: {fields: {name: string}}"
    )
    needs = {n.step for n in _steps(text)["step.stock_race.last_copy"].depends_on}
    assert {"step.item.endpoints", "step.line.endpoints", "step.item.migration"} <= needs
    assert not any("shelf" in n for n in needs)


def test_a_step_cites_the_lines_that_call_for_it() -> None:
    steps = _steps("scale: {peak_rps: 200}\nentities: {Note: {fields: {body: text}}}")
    assert steps["step.load"].because == ("scale.peak_rps",)


def test_an_open_risk_brings_the_step_that_answers_it() -> None:
    text = "controls: {bot_limits: false}\nentities: {Note: {fields: {body: text}}}"
    plan, made = plan_of(text), world(text)
    finding = Finding(
        "scripted-taking@design",
        "scripted-taking",
        "design",
        "",
        "",
        "high",
        "open",
        "",
        "",
        ("controls",),
        step="step.bot-limits",
    )
    layout = layout_of(plan.settings, Library().stacks)
    caller = Caller(made, plan.decisions, plan.settings, layout)
    present = frozenset(s.id for s in plan.work.steps)
    assert [(d.id, d.because) for d in caller.mitigating(Library().steps, [finding], present)] == [
        ("step.bot-limits", ("controls",))
    ]
    accepted = replace(finding, status="accepted")
    assert list(caller.mitigating(Library().steps, [accepted], present)) == []


def test_a_plan_says_of_an_open_risk_which_of_its_steps_answers_it() -> None:
    plan = plan_of("context: {consumers: [web]}\ncontrols: {docs: public}\nentities: {Note: {fields: {body: text}}}")
    risk = next(f for f in plan.findings if f.rule == "uncharted-surface" or f.step == "step.inventory")
    step = next(s for s in plan.work.steps if s.id == "step.inventory")
    assert (risk.status, risk.step, step.because) == ("open", step.id, risk.because)
    assert risk.rule in step.risks


@pytest.mark.parametrize("text", ["controls: {docs: public}", "controls: {mfa: [none]}", "controls: {instances: 1}"])
def test_a_finding_names_a_step_of_the_plan_or_none(text: str) -> None:
    plan = plan_of(
        f"context: {{consumers: [web]}}\nscale: {{availability: 99.95%}}\n{text}\nroles: {{admin: Administers.}}\n"
        "entities: {Clerk: {account: admin, fields: {email: email required unique pii, password: password required}}}"
    )
    steps = {s.id for s in plan.work.steps}
    assert {f.step for f in plan.findings if f.step} <= steps
    assert all(f.step for f in plan.findings if f.status == "open" and f.rule in NAMED_BY_RISKS)


NAMED_BY_RISKS = {r.id for r in Library().risks if r.step}


def test_a_risk_that_the_team_lives_with_brings_no_step() -> None:
    text = dict(cases("steps"))["stock-race"]["fires"]
    accepted = text + "risks: {stock-race@rule.last_copy: {status: accepted, because: Orders wait for print.}}\n"
    assert "step.stock_race.last_copy" in _steps(text)
    assert "step.stock_race.last_copy" not in _steps(accepted)


def test_a_small_internal_tool_gets_few_steps_of_the_catalog() -> None:
    plan = plan_of(
        "context: {consumers: [internal], team: {size: 1, weeks: 3}}\nscale: {users: 30, peak_rps: 1}\n"
        "roles: {clerk: Works.}\n"
        "entities: {Room: {fields: {name: string}}, Desk: {fields: {name: string}}, Stay: {fields: {day: date}}}"
    )
    called = {f"step.{s.id}" for s in Library().steps}
    assert {s.id for s in plan.work.steps} & called <= {"step.platform", "step.backup", "step.cleanup"}


def test_a_step_that_waits_for_what_no_plan_has_is_refused() -> None:
    step = next(s for s in Library().steps if s.id == "load")
    odd = replace(step, needs=("step.sedes: rows", "kind:endpoints"))
    assert [(d.code, d.message) for d in check_catalog("steps", [odd], Library().decisions)] == [
        ("CAT612", "no plan has 'step.sedes'"),
        ("CAT609", "'kind:endpoints' gives no reason"),
    ]
