"""The commands as they are typed: exit statuses, what is printed, what is never overwritten."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from planner.model.tree import Mapping, Node, Sequence
from planner.read.yaml import parse_yaml

ROOT = Path(__file__).parents[2]
SHOP = ROOT / "examples/bookshop.yaml"


def run(*arguments: str, stdin: str | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    """One run of the command."""
    return subprocess.run(
        [sys.executable, "-m", "planner", *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        input=stdin,
        env={**os.environ, **environment},
    )


def plain(node: Node) -> object:
    """A tree as plain data, read as YAML 1.2 has it."""
    if isinstance(node, Mapping):
        return {key: plain(value) for key, (_, value) in node.entries.items()}
    return [plain(item) for item in node.items] if isinstance(node, Sequence) else node.value


def test_version_and_help() -> None:
    assert run("--version").stdout.startswith("planner ")
    assert "plan" in run("--help").stdout
    wrong = run("paln")
    assert wrong.returncode == 2
    assert "did you mean 'plan'?" in wrong.stderr


def test_same_bytes_under_every_hash_seed_locale_and_zone(tmp_path: Path) -> None:
    for name, seed, locale, zone in (("a", "1", "C", "UTC"), ("b", "77", "C.UTF-8", "Asia/Tokyo")):
        done = run("plan", str(SHOP), "-o", str(tmp_path / name), "-q", PYTHONHASHSEED=seed, LC_ALL=locale, TZ=zone)
        assert done.returncode == 0, done.stderr
    assert (tmp_path / "a/manifest.json").read_bytes() == (tmp_path / "b/manifest.json").read_bytes()


def test_second_run_changes_nothing_and_edits_are_kept(tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert run("plan", str(SHOP), "-o", str(out)).returncode == 0
    again = run("plan", str(SHOP), "-o", str(out))
    assert again.stdout.startswith("0 files written")
    (out / "PLAN.md").write_text("mine\n")
    refused = run("plan", str(SHOP), "-o", str(out))
    assert refused.returncode == 3
    assert "PLAN.md" in refused.stderr
    assert run("plan", str(SHOP), "-o", str(out), "--adopt").returncode == 0
    assert (out / "PLAN.md").read_text() == "mine\n"
    assert (out / "PLAN.md.new").exists()
    assert run("plan", str(SHOP), "-o", str(out), "--force").returncode == 0
    assert (out / "PLAN.md").read_text() != "mine\n"


def test_files_the_plan_no_longer_has_go_if_untouched(tmp_path: Path) -> None:
    design, out = tmp_path / "d.yaml", tmp_path / "out"
    text = SHOP.read_text()
    design.write_text(text)
    assert run("plan", str(design), "-o", str(out), "-q").returncode == 0
    assert (out / "asyncapi.yaml").exists()
    cut = text[: text.index("\nevents:")] + text[text.index("\nintegrations:") :]
    design.write_text(cut.replace(", emits: order.paid", "").replace(", emits: order.shipped", ""))
    done = run("plan", str(design), "-o", str(out), "-q")
    assert done.returncode == 0, done.stderr
    assert not (out / "asyncapi.yaml").exists()


def test_standard_input_and_output() -> None:
    done = run("plan", "-", "--stdout", "openapi.yaml", "-q", stdin=SHOP.read_text())
    assert done.returncode == 0
    assert done.stdout.startswith('openapi: "3.1.0"\n')
    assert run("plan", "-", "--stdout", "openapi.yml", stdin=SHOP.read_text()).returncode == 2


@pytest.mark.parametrize(
    "text", ["", "planner: 1\nname: x\nentities:\n  A: {fields: {a: strng}}\n", "[", "\x00", "a: &a [*a]"]
)
def test_nonsense_is_reported_without_a_traceback(text: str, tmp_path: Path) -> None:
    design = tmp_path / "d.yaml"
    design.write_text(text)
    done = run("plan", str(design), "-o", str(tmp_path / "out"))
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "d.yaml" in done.stderr
    assert not (tmp_path / "out").exists()


def test_check_speaks_to_machines(tmp_path: Path) -> None:
    design = tmp_path / "d.yaml"
    design.write_text(
        "planner: 1\nname: x\nentities:\n  Order:\n    relations: {customer: belongs_to Custmer}\n  Customer: {}\n"
    )
    found = json.loads(run("check", str(design), "--format", "json").stdout)["diagnostics"]
    assert [(d["code"], d["span"]["line"]) for d in found] == [("REF201", 5)]
    assert "did you mean 'Customer'?" in found[0]["hint"]
    sarif = json.loads(run("check", str(design), "--format", "sarif").stdout)
    assert sarif["runs"][0]["results"][0]["ruleId"] == "REF201"
    assert run("check", str(design), "--format", "github").stdout.startswith("::error file=d.yaml,line=5,col=")


def test_explain_walks_back_to_the_line() -> None:
    line = next(n for n, text in enumerate(SHOP.read_text().splitlines(), 1) if "email: email required" in text)
    done = run("explain", str(SHOP), "table.customers.email")
    assert f"bookshop.yaml:{line}" in done.stdout
    wrong = run("explain", str(SHOP), "table.custmers.email")
    assert wrong.returncode == 2
    assert "did you mean table.customers.email?" in wrong.stderr


@pytest.mark.parametrize("design", sorted((ROOT / "examples").glob("*.yaml")), ids=lambda p: p.stem)
def test_every_element_is_explained_with_its_line_or_its_assumption(design: Path) -> None:
    from planner import make_plan, read_design
    from planner.cli.explained import explained
    from planner.derive.trace import elements

    plan = make_plan(read_design(design)).plan
    assert plan is not None
    for element in elements(plan):
        words = explained(element, plan, lambda _: "")
        assert words.startswith(f"{element.id}: ")
        assert any(mark in words for mark in (f"({design.name}:", "assumed", "every plan has it", "to decide it")), (
            words
        )


def test_explain_goes_from_a_line_to_what_it_causes() -> None:
    done = run("explain", str(SHOP), "entities.Book.fields.isbn")
    assert "isbn: string(10..13) required unique" in done.stdout
    assert "table.books.isbn: a column of text(13), never NULL" in done.stdout
    caused = json.loads(run("explain", str(SHOP), "entities.Book.fields.isbn", "--json").stdout)["causes"]
    assert "table.books.isbn" in caused


def test_explain_names_the_assumption_where_no_line_speaks() -> None:
    assert "assumed: framework is " in run("explain", str(SHOP), "step.project").stdout
    assert "every plan has it" in run("explain", str(SHOP), "op.system.health").stdout


def test_schema_accepts_the_examples() -> None:
    import jsonschema

    schema = json.loads(run("schema").stdout)
    for path in (*sorted((ROOT / "examples").glob("*.yaml")), ROOT / "tests/cases/kitchen-sink/design.yaml"):
        root, problems = parse_yaml(path.read_bytes(), path.name)
        assert root is not None and not problems
        jsonschema.validate(plain(root), schema)
    for of in ("plan", "build-order", "risks", "manifest"):
        jsonschema.Draft202012Validator.check_schema(json.loads(run("schema", "--of", of).stdout))


def test_outputs_meet_their_schemas(tmp_path: Path) -> None:
    import jsonschema

    assert run("plan", str(SHOP), "-o", str(tmp_path), "-q").returncode == 0
    for of, file in (
        ("plan", "plan.json"),
        ("build-order", "build-order.json"),
        ("risks", "risks.json"),
        ("manifest", "manifest.json"),
    ):
        jsonschema.validate(json.loads((tmp_path / file).read_bytes()), json.loads(run("schema", "--of", of).stdout))


def test_fmt_is_idempotent(tmp_path: Path) -> None:
    design = tmp_path / "d.yaml"
    design.write_text(SHOP.read_text())
    assert run("fmt", str(design), "--check").returncode == 1
    assert run("fmt", str(design)).returncode == 0
    assert run("fmt", str(design), "--check").returncode == 0
    assert "# people sign in as this" in design.read_text()


def test_the_plan_path_imports_no_screen_and_no_graph_library(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "planner", "plan", str(SHOP), "-o", str(tmp_path), "-q"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    for module in ("textual", "networkx", "pydantic", "openapi_spec_validator"):
        assert f" {module}\n" not in done.stderr
