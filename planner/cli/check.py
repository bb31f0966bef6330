"""`planner check`: what is wrong with a design, with positions."""

from __future__ import annotations

import argparse
import re
import sys

from planner.cli.arguments import (
    HAS_ERRORS,
    add_catalogs,
    add_design,
    add_format,
    library_of,
    open_design,
    parser,
    project_of,
    status_of,
)
from planner.cli.gate import LEVELS, gated
from planner.cli.report import summary, write_report


def run(arguments: list[str]) -> int:
    """Reads, derives, reports; writes nothing."""
    line = parser("check", "Says what is wrong with a design: coded, positioned, with a way out.")
    add_design(line)
    add_format(line)
    add_catalogs(line)
    line.add_argument("--fail-on", choices=LEVELS, help="fail where a risk this bad or worse stands open")
    line.add_argument(
        "--today", type=_day, metavar="YYYY-MM-DD", help="take back what was accepted until before this day"
    )
    options = line.parse_args(arguments)
    library = library_of(options)
    if library is None:
        return HAS_ERRORS
    reading = open_design(options.design)
    diagnostics = reading.diagnostics
    if reading.design is not None:
        from planner.derive.pipeline import derive

        derived = derive(reading.design, reading.source.locate, library=library)
        diagnostics += derived.diagnostics
        if derived.plan is not None:
            diagnostics += gated(derived.plan, reading.source.locate, _level(options), options.today or "")
    elif reading.partial is not None:
        from planner.derive.checks.partial import surely_wrong

        diagnostics += surely_wrong(reading.partial, reading.source.names(), reading.source.locate, library)
    write_report(diagnostics, options.format, sys.stdout)
    if options.format == "text":
        sys.stderr.write(f"{options.design}: {summary(diagnostics)}\n")
    return status_of(diagnostics)


def _level(options: argparse.Namespace) -> str:
    """As asked for, else as the project has settled."""
    if options.fail_on:
        return str(options.fail_on)
    project = project_of(options.design)
    return project.fail_on or "" if project else ""


def _day(text: str) -> str:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        raise argparse.ArgumentTypeError("a day, written YYYY-MM-DD")
    return text
