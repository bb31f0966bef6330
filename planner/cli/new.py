"""`planner new`: a sentence in, a complete first design out, with every assumption listed. Asks only where asked to."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from planner.cli.arguments import DONE, HAS_ERRORS, REFUSED, STDIN, WRONG_USAGE, add_catalogs, library_of, parser
from planner.cli.report import write_report
from planner.files import replace_file
from planner.interview.draft import Draft, draft
from planner.interview.given import read_given
from planner.interview.sentence import Understood, understand
from planner.model.catalog import ArchetypeItem
from planner.naming import suggest


def run(arguments: list[str]) -> int:
    """Writes the draft, and says what it rests on."""
    line = parser("new", "Starts a design from a sentence: the nearest starting model, with what the sentence names.")
    line.add_argument("sentence", nargs="?", default="", help='"a marketplace for used bikes with bids and messages"')
    line.add_argument("--archetype", metavar="NAME", default="", help="this starting model, whatever the sentence says")
    line.add_argument("--answers", metavar="FILE", help="answers as YAML: a path of the design and its value")
    line.add_argument("-o", "--out", metavar="FILE", default="design.yaml", help="where to; - prints it")
    line.add_argument("--force", action="store_true", help="overwrite the file if it is there")
    line.add_argument("--plain", action="store_true", help="ask question by question, in plain lines without a screen")
    add_catalogs(line)
    options = line.parse_args(arguments)
    if not arguments:
        from planner.cli.edit import is_terminal, open_screen

        if is_terminal():
            return open_screen(None)
    library = library_of(options)
    if library is None:
        return HAS_ERRORS
    if options.plain:
        from planner.session.plain import converse

        return converse(sys.stdin, sys.stdout, Path(options.out), library, options.sentence, options.archetype)
    wrong = _wrong(options, library.archetypes)
    if wrong:
        sys.stderr.write(f"planner new: {wrong}\n")
        return WRONG_USAGE
    given, problems = read_given(Path(options.answers)) if options.answers else ((), ())
    understood = understand(options.sentence, library.archetypes, options.archetype)
    drafted = draft(options.sentence, understood, given) if not problems else None
    if drafted is None or drafted.problems:
        write_report(problems or (drafted.problems if drafted else ()), "text", sys.stderr)
        return HAS_ERRORS
    return _deliver(drafted, understood, options)


def _wrong(options: argparse.Namespace, archetypes: tuple[ArchetypeItem, ...]) -> str:
    names = tuple(a.id for a in archetypes)
    if options.archetype and options.archetype not in names:
        near = suggest(options.archetype, names)
        hint = f"did you mean '{near}'?" if near else f"it knows {', '.join(names)}"
        return f"there is no starting model '{options.archetype}'; {hint}"
    if not options.sentence.strip() and not options.archetype:
        return f"say in a sentence what you are building, or --archetype one of {', '.join(names)}"
    return ""


def _deliver(drafted: Draft, understood: Understood, options: argparse.Namespace) -> int:
    if options.out == STDIN:
        sys.stdout.write(drafted.text)
    else:
        path = Path(options.out)
        if path.exists() and not options.force:
            sys.stderr.write(f"planner new: {path.name} is there already; -o another, or --force\n")
            return REFUSED
        problem = replace_file(path, drafted.text)
        if problem is not None:
            write_report((problem,), "text", sys.stderr)
            return REFUSED
    sys.stderr.write(_said(drafted, understood, options.out))
    return DONE


def _said(drafted: Draft, understood: Understood, out: str) -> str:
    lines = [_start(drafted, understood)]
    if drafted.added:
        lines.append(f"Added from the sentence: {', '.join(drafted.added)}.")
    if drafted.assumed:
        lines.append(f"Assumed until somebody confirms it ({len(drafted.assumed)}):")
        lines += [f"  {path}: {value}" for path, value in drafted.assumed]
    if out != STDIN:
        lines.append(f"Written to {out}. Next: planner questions {out}, then planner plan {out} -o plan")
    return "\n".join(lines) + "\n"


def _start(drafted: Draft, understood: Understood) -> str:
    if not drafted.archetype:
        return "No starting model fits the words; the draft holds accounts and what the sentence names."
    words = f" (by {', '.join(understood.matched)})" if understood.matched else ""
    other = f"; {understood.runner_up} comes next" if understood.runner_up else ""
    return f"Starting model: {drafted.archetype}{words}{other}."
