"""What several commands take and say in the same way: parsers, the design argument, exit statuses."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from planner.diagnostics import Diagnostic, has_errors
from planner.read.design import Reading, read_design, read_design_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from planner.read.project import Project
    from planner.rules.library import Library

DONE = 0
HAS_ERRORS = 1
WRONG_USAGE = 2
REFUSED = 3
OUTSIDE_FAILED = 4
STDIN = "-"
PROJECT = "planner.toml"


class _Formatter(argparse.HelpFormatter):
    """Asks the terminal for its width itself: argparse would import shutil, archives and all, for it."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=max(40, _terminal_width() - 2))


def _terminal_width() -> int:
    said = os.environ.get("COLUMNS", "")
    if said.isdecimal() and int(said):
        return int(said)
    try:
        return os.get_terminal_size().columns
    except OSError:
        return 80


def parser(command: str, says: str) -> argparse.ArgumentParser:
    """A parser whose usage names the command as it is typed."""
    return argparse.ArgumentParser(
        prog=f"planner {command}", description=says, allow_abbrev=False, formatter_class=_Formatter
    )


def add_design(target: argparse.ArgumentParser) -> None:
    """The design: a file, or `-` for standard input."""
    target.add_argument("design", metavar="DESIGN", help="the design file, or - for standard input")


def add_format(target: argparse.ArgumentParser) -> None:
    """How diagnostics are written."""
    target.add_argument(
        "--format", choices=("text", "json", "sarif", "github"), default="text", help="how problems are written"
    )


def add_catalogs(target: argparse.ArgumentParser) -> None:
    """An organisation's own knowledge, laid over the shipped catalogs."""
    target.add_argument(
        "--catalog", action="append", default=[], metavar="DIR", help="a folder of catalogs laid over the shipped ones"
    )


def project_of(design: str) -> Project | None:
    """The settings of the nearest `planner.toml` above a design; None, with its faults told, where it is wrong."""
    found = _project_file(design)
    if found is None:
        return None
    from planner.read.project import read_project

    project = read_project(found)
    if isinstance(project, tuple):
        from planner.cli.report import write_report

        write_report(project, "text", sys.stderr)
        raise SystemExit(HAS_ERRORS)
    return project


def _project_file(design: str) -> Path | None:
    """`planner.toml` in the design's folder or above it, as far as the repository goes."""
    start = Path.cwd() if design == STDIN else Path(design).absolute().parent
    for folder in (start, *start.parents):
        if (folder / PROJECT).is_file():
            return folder / PROJECT
        if (folder / ".git").exists():
            return None
    return None


def library_of(options: argparse.Namespace) -> Library | None:
    """The catalogs for a command: shipped, the project's, those of `--catalog`; None once their faults are told."""
    design = getattr(options, "design", STDIN)
    file, project = _project_file(design), project_of(design)
    folders = [file.parent / name for name in project.catalogs] if file and project else []
    folders += [Path(name) for name in options.catalog]
    from planner.rules.library import with_overlays

    loading = with_overlays(folders)
    if loading.diagnostics:
        from planner.cli.report import write_report

        write_report(loading.diagnostics, "text", sys.stderr)
    return loading.library


def open_design(name: str) -> Reading:
    """Reads the design named on the command line."""
    if name == STDIN:
        return read_design_text(sys.stdin.buffer.read(), "design.yaml")
    return read_design(Path(name))


def status_of(diagnostics: tuple[Diagnostic, ...]) -> int:
    """0 or 1, as errors have it."""
    return HAS_ERRORS if has_errors(diagnostics) else DONE
