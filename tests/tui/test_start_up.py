"""What the commands load: no screen for a plan, no plan for a screen."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def modules_of(*arguments: str, environment: dict[str, str] | None = None) -> str:
    """The modules that a command imports."""
    values = {**os.environ, **(environment or {})}
    command = [sys.executable, "-X", "importtime", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=values).stderr


def test_a_plan_needs_no_screen(tmp_path: Path) -> None:
    for command in (
        ("plan", "examples/bookshop.yaml", "-o", str(tmp_path / "out")),
        ("check", "examples/bookshop.yaml"),
    ):
        loaded = modules_of("-m", "planner", *command)
        assert "planner.read" in loaded and "textual" not in loaded and "planner.tui" not in loaded


def test_the_screen_starts_without_the_passes() -> None:
    loaded = modules_of("-c", "import planner.tui.app, planner.tui.workbench")
    assert "textual" in loaded
    for heavy in ("planner.derive", "planner.emit", "planner.rules", "planner.read.document", "yaml.loader"):
        assert heavy not in loaded, heavy


def test_without_a_terminal_it_says_so() -> None:
    for command in (("edit",), ()):
        done = subprocess.run(
            [sys.executable, "-m", "planner", *command],
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
        )
        assert done.returncode == 2
        assert "terminal" in done.stderr or "usage: planner COMMAND" in done.stdout


def test_serve_names_the_extra_it_needs() -> None:
    code = (
        "import sys; sys.modules['textual_serve'] = None\nfrom planner.cli.serve import run\nsys.exit(run(['x.yaml']))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 4 and "planner-compiler[serve]" in done.stderr
