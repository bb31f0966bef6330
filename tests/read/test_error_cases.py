"""Every broken design of `tests/cases/errors` beside what is said about it, word for word.

`GOLDEN=write` writes what is said now; read the difference before it is committed.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from planner import make_plan
from planner.cli.report import in_file_order
from planner.codes import all_codes
from planner.diagnostics import Diagnostic
from planner.read.design import read_design

FOLDER = Path(__file__).parents[1] / "cases" / "errors"
CASES = sorted(FOLDER.glob("*.yaml"))
FAMILIES = ("SYN", "DES", "REF", "MOD")


def said(path: Path) -> str:
    """A line for each problem, as the command line prints it, and one for its hint."""
    reading = read_design(path)
    found = (*reading.diagnostics, *(make_plan(reading).diagnostics if reading.design is not None else ()))
    return "".join(_lines(problem) for problem in in_file_order(found))


def _lines(problem: Diagnostic) -> str:
    hint = f"    {problem.hint}\n" if problem.hint else ""
    return f"{problem.span}: {problem.severity.value} {problem.code} {problem.message}\n{hint}"


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_what_is_said_about_a_broken_design(path: Path) -> None:
    expected = path.with_suffix(".txt")
    found = said(path)
    assert found, "a case is a broken design"
    assert "None: " not in found, "every problem has a place"
    if os.environ.get("GOLDEN") == "write":
        expected.write_text(found, encoding="utf-8")
    assert found == expected.read_text(encoding="utf-8")


def test_every_code_has_a_case() -> None:
    shown = {code for path in CASES for code in re.findall(r"\b[A-Z]+\d{3}\b", path.with_suffix(".txt").read_text())}
    assert {c.code for c in all_codes() if c.code.startswith(FAMILIES)} - shown == set()
