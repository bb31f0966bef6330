"""The README tells the truth: its design has no problem, its commands run, its targets can be made."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from planner.cli.main import COMMANDS, run

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture
def tasks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The design of the README, where its commands look for it."""
    monkeypatch.chdir(tmp_path)
    shown = README.split("```yaml\n")[1].split("```")[0]
    (tmp_path / "tasks.yaml").write_text(shown, encoding="utf-8")
    return tmp_path


def shown_commands() -> list[list[str]]:
    """The command lines of indented blocks, without what stands behind `#`."""
    lines = re.findall(r"^ {4}planner (.+)$", README, re.MULTILINE)
    return [line.partition("#")[0].split() for line in lines]


@pytest.mark.parametrize("command", shown_commands(), ids=" ".join)
def test_what_it_shows_runs(command: list[str], tasks: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(command) == 0, capsys.readouterr()


def test_its_design_has_no_problem(tasks: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "tasks.yaml", "--format", "json"]) == 0
    assert '"warning"' not in capsys.readouterr().out


def test_every_command_is_named() -> None:
    assert [name for name in COMMANDS if f"`planner {name}" not in README] == []


def test_every_target_can_be_made() -> None:
    rules = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = [word for line in re.findall(r"^ {4}make ([a-z -]+)", README, re.MULTILINE) for word in line.split()]
    assert named
    assert set(named) <= rules


def test_every_file_it_promises_is_written(tasks: Path) -> None:
    rows = re.findall(r"^\| (`[^|]+) \|", README.split("| file |")[1].split("\n\n")[0], re.MULTILINE)
    promised = {name.rstrip("/") for row in rows for name in re.findall(r"`([^`]+)`", row)}
    assert run(["plan", "tasks.yaml", "-o", "out", "--quiet"]) == 0
    found = {path.name for path in (tasks / "out").iterdir()}
    assert found - {".planner.lock", ".spectral.yaml"} <= promised | {"risks.csv", "risks.sarif", "risks.otm.json"}
