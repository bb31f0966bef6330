"""`planner check`: what is wrong with a design, with positions."""

from __future__ import annotations

import sys

from planner.cli.arguments import (
    HAS_ERRORS,
    add_catalogs,
    add_design,
    add_format,
    library_of,
    open_design,
    parser,
    status_of,
)
from planner.cli.report import summary, write_report


def run(arguments: list[str]) -> int:
    """Reads, derives, reports; writes nothing."""
    line = parser("check", "Says what is wrong with a design: coded, positioned, with a way out.")
    add_design(line)
    add_format(line)
    add_catalogs(line)
    options = line.parse_args(arguments)
    library = library_of(options)
    if library is None:
        return HAS_ERRORS
    reading = open_design(options.design)
    diagnostics = reading.diagnostics
    if reading.design is not None:
        from planner.derive.pipeline import derive

        diagnostics += derive(reading.design, reading.source.locate, library=library).diagnostics
    write_report(diagnostics, options.format, sys.stdout)
    if options.format == "text":
        sys.stderr.write(f"{options.design}: {summary(diagnostics)}\n")
    return status_of(diagnostics)
