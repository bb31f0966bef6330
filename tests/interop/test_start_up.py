"""Pay for what you use: which commands import what, seen from outside."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.interop.tools import ROOT

HEAVY = ("textual", "networkx", "pydantic", "openapi_spec_validator", "jsonschema", "psycopg", "importlib.metadata")
LOOK = """
import sys
from planner.cli.main import run
run(sys.argv[1:])
print(*sorted(sys.modules), sep="\\n", file=sys.stderr)
"""


def imported(*arguments: str) -> set[str]:
    """The modules that a command has imported by its end."""
    command = [sys.executable, "-c", LOOK, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    return set(done.stderr.splitlines())


def test_the_version_costs_next_to_nothing() -> None:
    assert imported("--version") & {*HEAVY, "yaml", "msgspec", "jinja2", "argparse", "planner.model.design"} == set()


def test_check_imports_nothing_heavy() -> None:
    assert imported("check", "examples/bookshop.yaml") & {*HEAVY, "jinja2"} == set()


def test_plan_imports_nothing_heavy(tmp_path: Path) -> None:
    assert imported("plan", "examples/bookshop.yaml", "-o", str(tmp_path / "out"), "--quiet") & set(HEAVY) == set()
