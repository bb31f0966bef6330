"""`planner fmt`: canonical order of keys, comments kept."""

from __future__ import annotations

import sys
from pathlib import Path

from planner.cli.arguments import DONE, HAS_ERRORS, REFUSED, STDIN, add_design, parser
from planner.cli.report import write_report
from planner.diagnostics import has_errors
from planner.files import replace_file
from planner.read.document import format_design
from planner.read.order import key_order


def run(arguments: list[str]) -> int:
    """Formats in place, or says whether it would (`--check`)."""
    line = parser("fmt", "Puts a design into canonical order; comments and values stay.")
    add_design(line)
    line.add_argument("--check", action="store_true", help="write nothing; exit 1 if it would change")
    options = line.parse_args(arguments)
    try:
        text = sys.stdin.buffer.read() if options.design == STDIN else Path(options.design).read_bytes()
        source = text.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        sys.stderr.write(f"planner fmt: {options.design}: {getattr(error, 'strerror', None) or 'not UTF-8 text'}\n")
        return HAS_ERRORS
    formatted, diagnostics = format_design(source, Path(options.design).name, key_order)
    if has_errors(diagnostics):
        write_report(diagnostics, "text", sys.stderr)
        return HAS_ERRORS
    if options.check:
        return DONE if formatted == source else HAS_ERRORS
    if options.design == STDIN:
        sys.stdout.write(formatted)
        return DONE
    if formatted == source:
        return DONE
    problem = replace_file(Path(options.design), formatted)
    if problem is not None:
        write_report((problem,), "text", sys.stderr)
        return REFUSED
    return DONE
