"""`python benchmarks/questions.py [N …]`: CPU milliseconds to rank the open questions of the synthetic model."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

from model import as_design, entities

from planner.derive.pipeline import derive
from planner.interview.questions import open_questions
from planner.interview.ranking import MOST_TRIED, rank
from planner.interview.standing import is_said
from planner.read.design import read_design_text
from planner.rules.library import Library
from planner.rules.world import World, world_of

RUNS = 5


def main() -> None:
    """One line for each size: questions that are open, and the best of some runs."""
    line = argparse.ArgumentParser(description=__doc__)
    line.add_argument("counts", type=int, nargs="*", default=[10, 50, 100], metavar="N", help="how many entities")
    print("entities  open questions  all answers tried  the first tried")
    for count in line.parse_args().counts:
        reading = read_design_text(as_design(entities(count)))
        assert reading.design is not None
        plan = derive(reading.design, reading.source.locate).plan
        assert plan is not None
        said, library = is_said(reading), Library()
        asked = sum(1 for _ in open_questions(library.questions, world_of(plan), said))
        every, few = (
            min(milliseconds(world_of(plan), library, said, most) for _ in range(RUNS)) for most in (None, MOST_TRIED)
        )
        print(f"{count:8}  {asked:14}  {every:14.0f} ms  {few:12.0f} ms")


def milliseconds(world: World, library: Library, said: Callable[[str], bool], most: int | None) -> float:
    """The CPU that one ranking takes."""
    begun = time.process_time()
    rank(world, library, said, most=most)
    return (time.process_time() - begun) * 1000


if __name__ == "__main__":
    main()
