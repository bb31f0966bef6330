"""`planner diagram`: the entities and their relations, as SVG or as text for the terminal."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from msgspec.structs import replace

from planner.cli.arguments import DONE, HAS_ERRORS, REFUSED, WRONG_USAGE, add_design, open_design, parser
from planner.cli.report import write_report
from planner.diagnostics import Severity, has_errors
from planner.model.domain import Domain
from planner.naming import suggest


def run(arguments: list[str]) -> int:
    """Prints the picture, or writes it."""
    line = parser("diagram", "Draws the entities of a design and how they hang together.")
    add_design(line)
    line.add_argument("-o", "--out", metavar="FILE", help="write the SVG here; absent: text, to the terminal")
    line.add_argument("--svg", action="store_true", help="print the SVG instead of text")
    line.add_argument("--level", choices=("names", "keys", "all"), default="keys", help="how much of each entity")
    line.add_argument("--around", metavar="ENTITY", default="", help="only what stands near this entity")
    line.add_argument("--hops", type=_hops, default=1, metavar="N", help="how near")
    options = line.parse_args(arguments)
    domain = _domain(options)
    if domain is None:
        return HAS_ERRORS
    if options.around and options.around not in domain.entities:
        near = suggest(options.around, tuple(domain.entities))
        hint = f"; did you mean '{near}'?" if near else ""
        sys.stderr.write(f"planner diagram: there is no entity '{options.around}'{hint}\n")
        return WRONG_USAGE
    return _draw(domain, options)


def _hops(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 9:
        raise argparse.ArgumentTypeError("a whole number from 1 to 9")
    return int(text)


def _domain(options: argparse.Namespace) -> Domain | None:
    reading = open_design(options.design)
    problems = reading.diagnostics
    if reading.design is not None:
        from planner.derive.infer import infer
        from planner.derive.pipeline import check

        found = (d for d in check(reading.design) if d.severity is Severity.ERROR)
        problems += tuple(replace(d, span=d.span or reading.source.locate(d.path)) for d in found)
        if not has_errors(problems):
            return infer(reading.design)
    write_report(problems, "text", sys.stderr)
    return None


def _draw(domain: Domain, options: argparse.Namespace) -> int:
    from planner.diagram.graph import graph_of
    from planner.diagram.layout import lay_out

    picture = lay_out(graph_of(domain, options.level, options.around, options.hops))
    if not options.out and not options.svg:
        from planner.diagram.raster import Raster

        sys.stdout.write(Raster(picture).text())
        return DONE
    from planner.diagram.svg import svg
    from planner.files import replace_file

    drawn = svg(picture, options.around or Path(options.design).stem)
    if not options.out:
        sys.stdout.write(drawn)
        return DONE
    problem = replace_file(Path(options.out), drawn)
    if problem is not None:
        write_report((problem,), "text", sys.stderr)
        return REFUSED
    return DONE
