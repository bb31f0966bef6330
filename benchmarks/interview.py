"""`python benchmarks/interview.py [SET …]`: how many questions an interview takes until its decisions stand.

Plays the answer sets of the archetypes, ranked and in the catalog's order; from the root of the repository.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.archetypes.archetypes import answer_sets
from tests.interview.discovery import course, in_fixed_order, in_ranked_order


def main() -> None:
    """A line for each answer set, then the medians."""
    line = argparse.ArgumentParser(description=__doc__)
    line.add_argument(
        "sets", type=int, nargs="*", metavar="SET", help="numbers of answer sets; all where none is given"
    )
    chosen = line.parse_args().sets or range(len(answer_sets()))
    shares: list[tuple[float, float]] = []
    print("set  archetype                  questions  ranked  fixed order")
    for number in chosen:
        ranked, fixed = course(number, in_ranked_order), course(number, in_fixed_order)
        shares.append((ranked.share, fixed.share))
        name = answer_sets()[number]["archetype"]
        print(f"{number:3}  {name:25}  {ranked.total:9}  {ranked.share:6.0%}  {fixed.share:11.0%}", flush=True)
    print(
        f"median: {median(r for r, _ in shares):.0%} ranked, {median(f for _, f in shares):.0%} in the catalog's order"
    )


if __name__ == "__main__":
    main()
