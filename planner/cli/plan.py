"""`planner plan`: the main job. Reads a design, derives its plan, writes the bundle."""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeAlias

from msgspec.structs import replace

from planner.cli.arguments import (
    DONE,
    HAS_ERRORS,
    REFUSED,
    STDIN,
    WRONG_USAGE,
    add_catalogs,
    add_design,
    add_format,
    library_of,
    open_design,
    parser,
)
from planner.cli.ending import hold
from planner.cli.report import summary, write_report
from planner.diagnostics import Diagnostic, Span, has_errors
from planner.emit.base import Artifact
from planner.emit.options import EmitOptions
from planner.model.plan import Plan
from planner.rules.library import Library
from planner.timing import Clock

Locate: TypeAlias = Callable[[str], Span | None]


def run(arguments: list[str]) -> int:
    """Makes the bundle; exit status 0, 1, 2 or 3."""
    line = _parser()
    options = line.parse_args(arguments)
    if not options.out and not options.stdout and not options.json:
        line.error("say where to: -o DIR, or --stdout ARTIFACT, or --json")
    wrong = _wrong_names(options)
    if wrong:
        sys.stderr.write(f"planner plan: {wrong}\n")
        return WRONG_USAGE
    gc.disable()
    clock = Clock()
    library = library_of(options)
    if library is None:
        return HAS_ERRORS
    plan, locate = _derived(options, clock, library)
    if plan is None:
        return HAS_ERRORS
    hold(plan)
    status = _deliver(plan, options, clock, locate)
    if options.timings:
        sys.stderr.write("".join(f"{name:<20} {seconds:.4f}\n" for name, seconds in clock.stages.items()))
    return status


def _parser() -> argparse.ArgumentParser:
    line = parser("plan", "Derives the whole bundle from a design and writes it as one.")
    add_design(line)
    add_format(line)
    add_catalogs(line)
    line.add_argument("-o", "--out", metavar="DIR", help="the folder of the bundle")
    line.add_argument("--force", action="store_true", help="overwrite files that were edited by hand")
    line.add_argument(
        "--adopt", action="store_true", help="keep files that were edited by hand, write ours beside as .new"
    )
    line.add_argument(
        "--stdout", metavar="ARTIFACT", help="print one file of the bundle instead of writing, e.g. openapi.yaml"
    )
    line.add_argument("--only", metavar="OUTPUTS", help="write only these outputs, e.g. openapi,sql")
    line.add_argument("--json", action="store_true", help="print plan.json; with -o, a report of what was written")
    line.add_argument("--openapi", choices=("3.1", "3.0"), default="3.1", help="version of the OpenAPI document")
    line.add_argument(
        "--layout", choices=("plain", "flyway", "alembic"), help="layout of the migrations; absent: as decided"
    )
    line.add_argument("--team", type=_team, default=1, metavar="N", help="schedule the build order for N people")
    line.add_argument("--since", metavar="BUNDLE", help="say what changed since an earlier bundle, or its plan.json")
    line.add_argument("-q", "--quiet", action="store_true", help="say nothing but problems")
    line.add_argument("--timings", action="store_true", help="print CPU seconds per stage to standard error")
    return line


def _team(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 100:
        raise argparse.ArgumentTypeError("a whole number from 1 to 100")
    return int(text)


def _wrong_names(options: argparse.Namespace) -> str:
    from planner.emit.registry import NAMES
    from planner.naming import suggest

    for name in (options.only or "").split(","):
        if name and name not in NAMES:
            near = suggest(name, NAMES)
            return f"--only knows no output '{name}'" + (
                f"; did you mean '{near}'?" if near else f" (it knows {', '.join(NAMES)})"
            )
    return "--force and --adopt exclude each other" if options.force and options.adopt else ""


def _derived(options: argparse.Namespace, clock: Clock, library: Library) -> tuple[Plan | None, Locate]:
    reading = open_design(options.design)
    clock.stage("read")
    diagnostics: tuple[Diagnostic, ...] = reading.diagnostics
    plan = None
    if reading.design is not None:
        from planner.derive.pipeline import derive

        derived = derive(reading.design, reading.source.locate, team=options.team, clock=clock, library=library)
        diagnostics, plan = diagnostics + derived.diagnostics, derived.plan
    if diagnostics and not (options.quiet and plan):
        write_report(diagnostics, options.format, sys.stderr)
    if plan is None:
        sys.stderr.write(f"{options.design}: {summary(diagnostics)}; nothing was written\n")
    return plan, reading.source.locate


def _deliver(plan: Plan, options: argparse.Namespace, clock: Clock, locate: Locate) -> int:
    from planner.emit.registry import bundle
    from planner.read.former import read_former
    from planner.read.lock import read_lock

    design = None if options.design == STDIN else Path(options.design)
    since = read_former(Path(options.since)) if options.since else None
    if isinstance(since, Diagnostic):
        write_report((since,), options.format, sys.stderr)
        return HAS_ERRORS
    emit_options = EmitOptions(
        openapi=options.openapi,
        layout=options.layout,
        numbers=read_lock(design),
        only=frozenset(name for name in (options.only or "").split(",") if name),
        since=since,
    )
    made = _located(bundle(plan, emit_options, clock.stage if options.timings else None), locate)
    if options.stdout or (options.json and not options.out):
        return _print(made, options, options.stdout or "plan.json")
    return _write(plan, made, options, design, clock)


def _located(made: Iterable[Artifact | Diagnostic], locate: Locate) -> Iterator[Artifact | Diagnostic]:
    """The same, notes with their places."""
    for one in made:
        yield one if isinstance(one, Artifact) else replace(one, span=locate(one.path))
        del one  # nobody holds it while the next one is made


def _tell(notes: tuple[Diagnostic, ...], options: argparse.Namespace) -> bool:
    """Says what the emitters noted; whether it forbids the bundle."""
    if has_errors(notes) or (notes and not options.quiet):
        write_report(notes, options.format, sys.stderr)
    return has_errors(notes)


def _print(made: Iterable[Artifact | Diagnostic], options: argparse.Namespace, wanted: str) -> int:
    notes: list[Diagnostic] = []
    found: dict[str, bytes] = {}
    for one in made:
        if isinstance(one, Diagnostic):
            notes.append(one)
        else:
            found[one.path] = one.content if one.path == wanted else b""
    if _tell(tuple(notes), options):
        return HAS_ERRORS
    if wanted in found:
        sys.stdout.buffer.write(found[wanted])
        sys.stdout.buffer.flush()
        return DONE
    from planner.naming import suggest

    near = suggest(wanted, tuple(found))
    hint = f"; did you mean {near}?" if near else f"; it has {', '.join(found)}"
    sys.stderr.write(f"planner plan: the bundle has no {wanted}{hint}\n")
    return WRONG_USAGE


def _write(
    plan: Plan,
    made: Iterable[Artifact | Diagnostic],
    options: argparse.Namespace,
    design: Path | None,
    clock: Clock,
) -> int:
    from planner.cli.written import report_written
    from planner.read.lock import read_lock, write_lock
    from planner.workspace import Mode, write_bundle

    mode: Mode = "force" if options.force else "adopt" if options.adopt else "refuse"
    scope = frozenset(name for name in (options.only or "").split(",") if name) or None
    report = write_bundle(Path(options.out), made, mode=mode, scope=scope)
    clock.stage("write")
    if _tell(report.notes, options):
        return HAS_ERRORS
    if report.refused:
        report_written(report, plan, options)
        return REFUSED
    if design is not None and plan.settings.api_style == "grpc":
        from planner.emit.proto import field_numbers

        write_lock(design, field_numbers(plan, read_lock(design)))
    report_written(report, plan, options)
    return DONE
