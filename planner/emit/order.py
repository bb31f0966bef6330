"""The order of work as PLAN.md shows it: phases with what ends them, the longest chain, what is there when it is done."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from planner.emit.build_order import anchor
from planner.emit.escape import code_span, markdown
from planner.model.plan import Plan
from planner.model.work import Step
from planner.naming import count_phrase, listing

_MOST_TITLES: Final = 6
_PHASES: Final = {
    "foundation": "Foundation",
    "slice": "Thin slice",
    "breadth": "Breadth",
    "surroundings": "Surroundings",
    "hardening": "Hardening",
    "release": "Release",
}


def order_line(plan: Plan) -> str:
    """How many steps in how many waves, and where they stand."""
    return f"{count_phrase(len(plan.work.steps), 'step')} in {count_phrase(len(plan.work.waves), 'wave')}, each with files, reasons and commands in [BUILD_ORDER.md](BUILD_ORDER.md); how their code looks stands in [CONVENTIONS.md](CONVENTIONS.md)."


def longest_chain(plan: Plan) -> Iterator[str]:
    """The steps that nothing may delay."""
    steps = {s.id: s for s in plan.work.steps}
    for step in (steps[i] for i in plan.work.critical_path):
        yield f"{markdown(step.title)} ({step.size})"


def phase_lines(plan: Plan) -> Iterator[str]:
    """A line a phase: what is done in it, and the command that shows its end."""
    for phase in ("foundation", "slice", "breadth", "surroundings", "hardening", "release"):
        steps = [s for s in plan.work.steps if s.phase == phase]
        if steps:
            last = next((s for s in reversed(steps) if s.critical and s.verify), steps[-1])
            checks = next(iter(last.verify), None)
            done = f" Checkpoint: `{checks.command}` prints {checks.expect}." if checks else ""
            yield f"**{_PHASES[phase]}**: {listing(_titles(steps))}.{done}"


def _titles(steps: list[Step]) -> list[str]:
    """What is done in a phase: the steps by title, the tables by name."""
    made = [code_span(s.makes[0].removeprefix("table.")) for s in steps if s.kind == "migration" and s.makes]
    titles = [markdown(s.title) for s in steps if s.kind != "migration"]
    shown = titles[:_MOST_TITLES]
    shown += [f"{len(titles) - _MOST_TITLES} more"] if len(titles) > _MOST_TITLES else []
    tables = listing(
        [*made[:_MOST_TITLES], *([f"{len(made) - _MOST_TITLES} more"] if len(made) > _MOST_TITLES else [])]
    )
    return [
        *([f"Create the tables {tables}" if len(made) > 1 else f"Create the table {tables}"] if made else []),
        *shown,
    ]


def done_rows(plan: Plan) -> tuple[str, ...]:
    """What must be shown before it is released: the last command of each of the last steps."""
    return tuple(
        f"| [{code_span(s.id)}](BUILD_ORDER.md#{anchor(s.id)}) | {code_span(s.verify[-1].command)} | {markdown(s.verify[-1].expect)} |"
        for s in plan.work.steps
        if s.phase in ("hardening", "release") and s.verify
    )
