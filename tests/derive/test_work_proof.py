"""A step's command shows that the work is done: it fails before, it names files that are there, it prints what it does print.

Read are the steps of every example, of every archetype, of the bookshop on each of the shipped stacks, and of the small
designs that stand beside the steps of the catalog.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import psycopg
import pytest

from planner import make_bundle, make_plan, read_design
from planner.derive.pipeline import derive
from planner.emit.options import EmitOptions
from planner.model.plan import Plan
from planner.model.work import Step, Verification
from planner.read.design import read_design_text
from planner.rules.library import Library
from tests.archetypes.archetypes import NAMES, design_text
from tests.rules.harness import BASE, cases
from tests.servers.postgres import Postgres

EXAMPLES = Path(__file__).parents[2] / "examples"
BOOKSHOP = (EXAMPLES / "bookshop.yaml").read_text(encoding="utf-8")
STACKS = {s.id: s for s in Library().stacks}
WEAK = (
    (re.compile(r"(^|&& )ls "), "a file can be empty"),
    (re.compile(r"^env \|"), "a variable can hold anything"),
    (re.compile(r'"select 1"'), "any database answers"),
    (re.compile(r"grep -ci? minutes"), "a word proves no restore"),
    (re.compile(r"--dry-run"), "nothing was done"),
    (re.compile(r"docker compose down"), "it ends what should be shown"),
)
PRINTS = (
    (r"psql .*-Atc|^mysql -N|^mariadb -N|^sqlite3 (?!-bail)", r"[1-9]\d*"),
    (r"&& echo ([a-z ]+)$", r"[a-z ]+"),
    (r"%\{http_code\}", r"[2-5]\d\d"),
    (r"^k6 run", r"✓ '(rate|p\(95\))<[\d.]+'"),
    (r"^ruff check", r"Success: no issues found"),
    (r"^pytest .*--cov-fail-under=80", r"Required test coverage of 80% reached"),
    (r"^pytest", r"passed"),
    (r"^npm (run )?test|^npx vitest|^npx jest", r"passed"),
    (r"^go test -coverprofile", r"Total coverage threshold \(80%\) satisfied"),
    (r"^go test", r"ok"),
    (r"^cargo test", r"test result: ok"),
    (r"^mvn test", r"BUILD SUCCESS"),
    (r"^mvn verify", r"All coverage checks have been met"),
    (r"^php artisan test", r"covered"),
    (r"^vendor/bin/phpunit", r"OK|covered"),
    (r"phpstan analyse", r"\[OK\] No errors"),
    (r"^pip-audit", r"No known vulnerabilities found"),
    (r"^npm audit", r"found 0 vulnerabilities"),
    (r"^govulncheck", r"No vulnerabilities found\."),
    (r"^composer audit", r"No security vulnerability advisories found"),
    (r"^docker build", r"naming to docker\.io/library/backend"),
    (r"^docker compose .*up ", r"Healthy"),
    (r"^docker compose stop", r'"ExitCode":0'),
    (r"^kubectl .*rollout status", r"successfully rolled out"),
    (r"^alembic .*current$", r"\(head\)"),
    (r"^flyway .*validate", r"Successfully validated"),
    (r"^planner verify", r"openapi\.yaml valid"),
    (r"(^|\| )grep (-m1 )?-o ", r"\S+"),
    (r"\| grep -ci ", r"[1-9]\d*"),
    (r"^grep -E '\^Signed: ", r"Signed:"),
    (r"^promtool", r"SUCCESS"),
    (r"^gitleaks", r"no leaks found"),
    (r"^([A-Z]+='[^']*' )*sh (scripts|deploy|load|migrations|\.ci)/[\w.-]+\.sh", r".+"),
)
PATHS = re.compile(
    r"(?<![\w/:.$])(?:[\w.-]+/)*[\w-][\w.-]*\.(?:sh|js|ya?ml|md|sql|txt|conf|json|toml|py|ts|php|rs|java)\b"
)
MADE_BY_THE_COMMAND = {"sbom.cdx.json"}
OF_THE_BUNDLE = {"build-order.json"}


def designs() -> Iterator[tuple[str, str]]:
    """Every design that is read here, by name."""
    for file in sorted(EXAMPLES.glob("*.yaml")):
        yield file.stem, file.read_text(encoding="utf-8")
    for name in NAMES:
        yield name, design_text(name)
    for stack in STACKS.values():
        said = f"language: {stack.language}\n  framework: {stack.id}"
        yield f"bookshop-{stack.id}", BOOKSHOP.replace("language: python", said)
    for item, case in cases("steps"):
        yield f"case-{item}", BASE + case["fires"]


DESIGNS = dict(designs())


@cache
def plan(name: str) -> Plan:
    reading = read_design_text(DESIGNS[name])
    assert reading.design is not None, [str(d) for d in reading.diagnostics]
    derived = derive(reading.design, reading.source.locate)
    assert derived.plan is not None, [str(d) for d in derived.diagnostics]
    return derived.plan


@pytest.mark.parametrize("name", DESIGNS)
def test_no_command_is_of_a_kind_that_proves_little(name: str) -> None:
    for step in plan(name).work.steps:
        assert step.verify, f"{step.id} has no command"
        for check in step.verify:
            said = [why for pattern, why in WEAK if pattern.search(check.command)]
            assert not said, f"{step.id}: {check.command}: {said}"
            assert check.expect not in ("0", "000", "ok\n"), (
                f"{step.id}: nothing that listens prints {check.expect} too"
            )
            assert not check.expect.startswith(("a number", "the ")), (
                f"{step.id}: {check.expect} describes, it is not printed"
            )


@pytest.mark.parametrize("name", DESIGNS)
def test_what_a_command_is_said_to_print_is_what_its_tool_prints(name: str) -> None:
    for step in plan(name).work.steps:
        for check in step.verify:
            assert plausible(check), f"{step.id}: {check.command} does not print {check.expect}"


def plausible(check: Verification) -> bool:
    """Whether the first tool that is known prints so; a word after `echo` is printed as it stands there."""
    echoed = re.search(r"&& echo ([a-z ]+)$", check.command)
    if echoed:
        return check.expect == echoed[1]
    found = next((prints for tool, prints in PRINTS if re.search(tool, check.command)), None)
    return found is not None and re.fullmatch(found, check.expect) is not None


@pytest.mark.parametrize("name", DESIGNS)
def test_the_files_of_a_command_are_made_by_its_step_or_by_one_it_waits_for(name: str) -> None:
    steps = {s.id: s for s in plan(name).work.steps}
    for step in steps.values():
        made = set(files_before(step, steps)) | MADE_BY_THE_COMMAND | OF_THE_BUNDLE
        for check in step.verify:
            for file in PATHS.findall(check.command.replace("http://", "").replace("localhost/", "")):
                assert file in made, f"{step.id}: {check.command} names {file}, which no step before it makes"


def files_before(step: Step, steps: dict[str, Step]) -> Iterator[str]:
    """The files of a step and of all it waits for."""
    seen, pending = set(), [step.id]
    while pending:
        current = pending.pop()
        if current not in seen:
            seen.add(current)
            yield from (*steps[current].create, *steps[current].modify)
            pending += [n.step for n in steps[current].depends_on]


@pytest.mark.parametrize("name", DESIGNS)
def test_two_steps_are_never_shown_by_the_same_commands(name: str) -> None:
    seen: dict[tuple[Verification, ...], str] = {}
    for step in plan(name).work.steps:
        other = seen.setdefault(step.verify, step.id)
        assert other == step.id, f"{step.id} and {other} pass by the same commands: one proves nothing"


@pytest.mark.parametrize("stack", STACKS)
def test_each_stack_checks_with_its_own_tools(stack: str) -> None:
    commands = [v.command for s in plan(f"bookshop-{stack}").work.steps for v in s.verify]
    item = STACKS[stack]
    for own in (item.commands.lint, item.commands.audit, item.commands.coverage, item.commands.test):
        assert any(c.startswith(own) for c in commands), own


def test_what_the_database_is_asked_it_answers_so(postgres: Postgres, tmp_path: Path) -> None:
    found = make_plan(read_design(EXAMPLES / "bookshop.yaml")).plan
    assert found is not None
    bundle = {a.path: a.content.decode() for a in make_bundle(found, EmitOptions(layout="plain"))}
    asked = {
        s.id: v for s in found.work.steps for v in s.verify if v.command.startswith("psql") and "-Atc" in v.command
    }
    assert {"step.database", "step.order.migration", "step.book.migration", "step.seeds"} <= set(asked)
    with psycopg.connect(postgres.fresh_database(), autocommit=True) as connection:
        before = {i: answer(connection, v) for i, v in asked.items()}
        for path in sorted(p for p in bundle if p.startswith("migrations/") and p.endswith(".up.sql")):
            connection.execute(bundle[path])
        connection.execute(bundle["seeds/0001_development.sql"])
        after = {i: answer(connection, v) for i, v in asked.items()}
    assert after == {i: v.expect for i, v in asked.items()}
    assert all(before[i] != after[i] for i in asked), "it fails before the work is done"


def answer(connection: psycopg.Connection, check: Verification) -> str:
    """What the query of a command prints; nothing where it fails."""
    try:
        row = connection.execute(check.command.split('-Atc "', 1)[1].rstrip('"')).fetchone()
    except psycopg.Error:
        return ""
    return str(row[0]) if row else ""
