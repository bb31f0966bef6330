"""What `planner plan -o` says when it is done: for people on a terminal, or as JSON."""

from __future__ import annotations

import argparse
import sys

from planner.cli.report import write_report
from planner.model.plan import Plan
from planner.naming import count_phrase
from planner.workspace import WriteReport


def report_written(report: WriteReport, plan: Plan, options: argparse.Namespace) -> None:
    """Says what was written, kept, removed or refused."""
    if report.refused:
        write_report(report.problems, options.format, sys.stderr)
        return
    if options.json:
        import msgspec

        sys.stdout.write(msgspec.json.format(msgspec.json.encode(report), indent=2).decode() + "\n")
    elif not options.quiet:
        sys.stdout.write(_text(report, plan, options.out))


def _text(report: WriteReport, plan: Plan, folder: str) -> str:
    said = [f"{count_phrase(len(report.written), 'file')} written to {folder}"]
    said += [f"{len(report.unchanged)} unchanged"] if report.unchanged else []
    said += [f"{len(report.removed)} removed"] if report.removed else []
    said += [f"{len(report.adopted)} kept as edited (ours beside as .new)"] if report.adopted else []
    open_ = sum(f.status in ("open", "unknown", "in_progress") for f in plan.findings)
    lines = [
        ", ".join(said) + ".",
        f"{count_phrase(len(plan.domain.entities), 'entity')}, {count_phrase(len(plan.api.operations), 'operation')}, "
        f"{count_phrase(len(plan.database.tables), 'table')}, {count_phrase(len(plan.work.steps), 'step')}, "
        f"{count_phrase(open_, 'open risk')}, {count_phrase(len(plan.questions), 'open question')}.",
        f"Read {folder}/PLAN.md first.",
    ]
    return "\n".join(lines) + "\n"
