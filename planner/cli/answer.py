"""`planner answer`: writes answers into a design, comments kept, and says what they changed."""

from __future__ import annotations

import sys
from pathlib import Path

from planner.cli.arguments import DONE, HAS_ERRORS, REFUSED, WRONG_USAGE, add_catalogs, add_design, library_of, parser
from planner.cli.report import write_report
from planner.diagnostics import has_errors
from planner.files import replace_file

STATES = ("not_applicable", "later", "unsure")


def run(arguments: list[str]) -> int:
    """Answers as `path=value`; `unknown`, or one of the states with `--state`, are answers too."""
    line = parser("answer", "Writes answers into a design; everything else of the file stays as it is.")
    add_design(line)
    add_catalogs(line)
    line.add_argument("answers", nargs="+", metavar="PATH=VALUE", help="scale.rpo=5m, context.consumers=[web]")
    line.add_argument("--state", choices=STATES, help="say this of the paths instead of a value")
    line.add_argument("--dry-run", action="store_true", help="say what would change; write nothing")
    options = line.parse_args(arguments)
    pairs = [text.partition("=") for text in options.answers]
    if not options.state and any(not separator or not path for path, separator, _ in pairs):
        sys.stderr.write("planner answer: an answer is written PATH=VALUE\n")
        return WRONG_USAGE
    library = library_of(options)
    if library is None:
        return HAS_ERRORS
    from planner.interview.answers import answer_file

    outcome = answer_file(Path(options.design), [(p, v) for p, _, v in pairs], options.state or "", library)
    write_report(outcome.diagnostics, "text", sys.stderr)
    if has_errors(outcome.diagnostics):
        return HAS_ERRORS
    sys.stdout.write("".join(f"{line}\n" for line in outcome.changed) or "Nothing of the plan changed.\n")
    if options.dry_run:
        return DONE
    return _write(Path(options.design), outcome.text)


def _write(path: Path, text: str) -> int:
    problem = replace_file(path, text)
    if problem is not None:
        write_report((problem,), "text", sys.stderr)
        return REFUSED
    return DONE
