"""What several commands take and say in the same way: parsers, the design argument, exit statuses."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from planner.diagnostics import Diagnostic, has_errors
from planner.read.design import Reading, read_design, read_design_text

DONE = 0
HAS_ERRORS = 1
WRONG_USAGE = 2
REFUSED = 3
OUTSIDE_FAILED = 4
STDIN = "-"


def parser(command: str, says: str) -> argparse.ArgumentParser:
    """A parser whose usage names the command as it is typed."""
    return argparse.ArgumentParser(prog=f"planner {command}", description=says, allow_abbrev=False)


def add_design(target: argparse.ArgumentParser) -> None:
    """The design: a file, or `-` for standard input."""
    target.add_argument("design", metavar="DESIGN", help="the design file, or - for standard input")


def add_format(target: argparse.ArgumentParser) -> None:
    """How diagnostics are written."""
    target.add_argument(
        "--format", choices=("text", "json", "sarif", "github"), default="text", help="how problems are written"
    )


def open_design(name: str) -> Reading:
    """Reads the design named on the command line."""
    if name == STDIN:
        return read_design_text(sys.stdin.buffer.read(), "design.yaml")
    return read_design(Path(name))


def status_of(diagnostics: tuple[Diagnostic, ...]) -> int:
    """0 or 1, as errors have it."""
    return HAS_ERRORS if has_errors(diagnostics) else DONE
