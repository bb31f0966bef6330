"""`new`, `questions`, `answer` and `catalog` as they are typed, and the settings of a project."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """One run of the command."""
    return subprocess.run(
        [sys.executable, "-m", "planner", *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
    )


def test_from_a_sentence_to_a_plan(tmp_path: Path) -> None:
    made = run("new", "a marketplace for used bikes with bids and messages", cwd=tmp_path)
    assert made.returncode == 0
    assert "Assumed until somebody confirms it" in made.stderr
    assert run("check", "design.yaml", cwd=tmp_path).returncode == 0
    asked = json.loads(run("questions", "design.yaml", "--json", cwd=tmp_path).stdout)["questions"]
    assert isinstance(asked, list)
    again = run("new", "a shop", cwd=tmp_path)
    assert again.returncode == 3
    assert "is there already" in again.stderr
    answered = run("answer", "design.yaml", "context.team.size=2", cwd=tmp_path)
    assert answered.returncode == 0
    assert "size: 2" in (tmp_path / "design.yaml").read_text(encoding="utf-8")
    assert run("plan", "design.yaml", "-o", "plan", "-q", cwd=tmp_path).returncode == 0


def test_new_asks_for_a_sentence_and_knows_its_models(tmp_path: Path) -> None:
    assert run("new", cwd=tmp_path).returncode == 2
    wrong = run("new", "--archetype", "shopp", cwd=tmp_path)
    assert wrong.returncode == 2
    assert "did you mean 'shop'" in wrong.stderr


def test_a_gate_for_pipelines(tmp_path: Path) -> None:
    (tmp_path / "d.yaml").write_text(
        "planner: 1\nname: N\nsummary: S.\nentities: {Note: {fields: {body: text}}}\n", encoding="utf-8"
    )
    assert run("questions", "d.yaml", "--max-open-impact", "0.01", cwd=tmp_path).returncode == 1
    assert run("questions", "d.yaml", "--max-open-impact", "100000", cwd=tmp_path).returncode == 0


@pytest.mark.parametrize("answer", ["nonsense", "=3"])
def test_an_answer_has_a_path_and_a_value(tmp_path: Path, answer: str) -> None:
    (tmp_path / "d.yaml").write_text("planner: 1\nname: N\nsummary: S.\n", encoding="utf-8")
    assert run("answer", "d.yaml", answer, cwd=tmp_path).returncode == 2


def test_the_catalog_lists_itself(tmp_path: Path) -> None:
    items = json.loads(run("catalog", "list", "--json", cwd=tmp_path).stdout)["items"]
    assert {"catalog", "id"} <= set(items[0])
    assert len([i for i in items if i["catalog"] == "risks"]) >= 74
    shown = run("catalog", "show", "pagination", cwd=tmp_path)
    assert "decisions/pagination" in shown.stdout
    assert run("catalog", "show", "paginaton", cwd=tmp_path).returncode == 2


HOUSE_RULE = """- id: house-limit
  group: product
  topic: limits
  asks: How many callers does {backend} have?
  why: More callers need more room.
  kind: choice
  writes: context.consumers
  example: "[web]"
  answers: [{value: "[web]", says: web}, {value: "[internal]", says: inside}]
"""


def test_a_project_lays_its_own_catalog_over(tmp_path: Path) -> None:
    (tmp_path / "house/questions").mkdir(parents=True)
    (tmp_path / "house/questions/own.yaml").write_text(HOUSE_RULE, encoding="utf-8")
    (tmp_path / "planner.toml").write_text('catalogs = ["house"]\n', encoding="utf-8")
    listed = run("catalog", "list", "questions", cwd=tmp_path)
    assert "questions/house-limit" in listed.stdout
    assert run("catalog", "check", "house", cwd=tmp_path).returncode == 0


def test_a_catalog_with_an_error_is_refused_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "house/questions").mkdir(parents=True)
    broken = HOUSE_RULE + "  when: {context.consumer: web}\n"
    (tmp_path / "house/questions/own.yaml").write_text(broken, encoding="utf-8")
    checked = run("catalog", "check", "house", cwd=tmp_path)
    assert checked.returncode == 1
    assert "questions/own.yaml:10:" in checked.stdout
    assert run("check", str(ROOT / "examples/bookshop.yaml"), "--catalog", "house", cwd=tmp_path).returncode == 1


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('catalog = ["x"]', "CFG002"),
        ("catalogs = ", "CFG001"),
        ('fail_on = "never"', "CFG002"),
        ("catalogs = 3", "CFG002"),
    ],
)
def test_a_wrong_planner_toml_is_told(tmp_path: Path, text: str, code: str) -> None:
    (tmp_path / "planner.toml").write_text(text + "\n", encoding="utf-8")
    (tmp_path / "d.yaml").write_text("planner: 1\nname: N\nsummary: S.\n", encoding="utf-8")
    found = run("check", "d.yaml", cwd=tmp_path)
    assert found.returncode == 1
    assert code in found.stderr
    assert "Traceback" not in found.stderr


def test_a_pipeline_stops_at_open_risks(tmp_path: Path) -> None:
    shop = str(ROOT / "examples/bookshop.yaml")
    assert run("check", shop, cwd=tmp_path).returncode == 0
    stopped = run("check", shop, "--fail-on", "high", cwd=tmp_path)
    assert stopped.returncode == 1
    assert "RSK803" in stopped.stdout
    assert "stock-race@rule.stock-never-negative" not in stopped.stdout
    late = run("check", shop, "--fail-on", "high", "--today", "2027-04-01", cwd=tmp_path)
    assert "RSK802" in late.stdout
    assert "(high, stock-race@rule.stock-never-negative)" in late.stdout
    assert run("check", shop, "--today", "tomorrow", cwd=tmp_path).returncode == 2


def test_a_note_on_no_finding_is_told(tmp_path: Path) -> None:
    (tmp_path / "d.yaml").write_text(
        "planner: 1\nname: N\nsummary: S.\nentities: {Note: {fields: {body: text}}}\n"
        "risks: {money-as-flat@field.note.body: {status: accepted, because: No money.}}\n",
        encoding="utf-8",
    )
    assert "RSK801" in run("check", "d.yaml", cwd=tmp_path).stdout


def test_a_code_base_shows_its_stack(tmp_path: Path) -> None:
    code = tmp_path / "code"
    code.mkdir()
    nothing = run("catalog", "detect", "code", cwd=tmp_path)
    assert (nothing.returncode, nothing.stdout) == (0, "")
    assert "shows none of" in nothing.stderr
    (code / "package.json").write_text('{"dependencies": {"@nestjs/core": "^11.0.0"}}', encoding="utf-8")
    (code / "go.mod").write_bytes(b"\xff\xfe require github.com/labstack/echo/v4")
    found = run("catalog", "detect", "code", cwd=tmp_path).stdout.splitlines()
    assert found == [
        "stack: {language: go, framework: echo}  # Echo",
        "stack: {language: typescript, framework: nestjs}  # NestJS",
    ]
    assert run("catalog", "detect", "nowhere", cwd=tmp_path).returncode == 2
