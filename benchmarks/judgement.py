"""Times judging one design of 50 entities: its decisions and risks, and the ranking of its open questions.

CPU seconds after the catalogs are loaded: the first time and the median of `--rounds`.
`python benchmarks/judgement.py`; `--strict` ends with 1 when an aim is missed.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from model import as_design, entities

from planner.derive.infer import infer
from planner.derive.pipeline import derive
from planner.derive.risks import derive_findings
from planner.derive.settings import settle
from planner.interview.asking import held
from planner.interview.ranking import rank
from planner.interview.standing import is_said
from planner.read.design import Reading, read_design
from planner.rules.library import Library
from planner.rules.world import World, world_of

ENTITIES = 50
JUDGED_WITHIN, RANKED_WITHIN = 0.020, 0.150
HEAD = """\
context:
  consumers: [web, mobile, partners]
  team: {size: 5, weeks: 20}
  compliance: [gdpr]
scale:
  users: 200k
  peak_rps: 300
  availability: 99.9%
stack:
  database: postgresql
"""


@dataclass(frozen=True)
class Figure:
    """What one question cost, beside its aim."""

    what: str
    first: float
    median: float
    aim: float

    @property
    def met(self) -> bool:
        """Whether the first time, too, was quick enough."""
        return max(self.first, self.median) <= self.aim


def design_text() -> str:
    """The benchmark's model, with the figures that decisions and risks ask for."""
    title, rest = as_design(entities(ENTITIES)).split("\nentities:\n")
    return f"{title}\n{HEAD}\nentities:\n{rest}"


def reading() -> Reading:
    """The design, as `planner` reads it."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "design.yaml"
        file.write_text(design_text())
        return read_design(file)


def timed(question: Callable[[], object], rounds: int) -> tuple[float, float]:
    """CPU seconds of the first time, and the median."""
    costs = []
    for _ in range(rounds):
        gc.collect()
        start = time.process_time()
        question()
        costs.append(time.process_time() - start)
    return costs[0], statistics.median(costs)


def figures(rounds: int) -> Iterator[Figure]:
    """Both questions about one design."""
    read, library = reading(), Library()
    design = read.design
    plan = derive(design, read.source.locate, library=library).plan if design is not None else None
    if design is None or plan is None:
        raise SystemExit("\n".join(d.message for d in read.diagnostics))
    domain = infer(design)
    known = world_of(plan)

    def judged() -> object:
        world = World(design, domain, known.parts)
        world.options = {d.topic: d.option for d in settle(design, domain, library).decisions}
        return derive_findings(library.risks, world)

    def ranked() -> object:
        return rank(world_of(plan), library, is_said(read), lambda path: held(read, path))

    yield Figure("decisions and risks", *timed(judged, rounds), JUDGED_WITHIN)
    yield Figure("ranking of the open questions", *timed(ranked, rounds), RANKED_WITHIN)


def main() -> int:
    """Prints both figures."""
    line = argparse.ArgumentParser(description=__doc__)
    line.add_argument("--rounds", type=int, default=9)
    line.add_argument("--strict", action="store_true", help="status 1 when an aim is missed")
    options = line.parse_args()
    found = list(figures(options.rounds))
    for f in found:
        print(
            f"{'met   ' if f.met else 'MISSED'} {f.what} of {ENTITIES} entities: "
            f"{f.median * 1000:.1f} ms, at first {f.first * 1000:.1f} ms (aim {f.aim * 1000:.0f} ms)"
        )
    return int(options.strict and not all(f.met for f in found))


if __name__ == "__main__":
    sys.exit(main())
