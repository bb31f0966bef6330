"""Another answer to one question changes what may change with it, and nothing else: how much of that really does.

`python -m benchmarks.locality [ARCHETYPE…]` prints the figures; `tests/properties/test_locality.py` holds the rule.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

import msgspec
from msgspec import Struct

from planner.derive.influence import Influences, touches
from planner.derive.pipeline import derive
from planner.derive.trace import Caused, elements
from planner.interview.answers import edited
from planner.interview.questions import Asked, open_questions
from planner.model.plan import Plan
from planner.read.design import read_design_text
from planner.rules.library import Library
from planner.rules.world import world_of

MOVES_WITH_THE_WHOLE = frozenset(("wave", "slack", "critical", "hash", "depends_on", "effort", "size"))


class Change(Struct, frozen=True):
    """One answer: what changed, what of that nothing explains, how much might have changed."""

    path: str
    value: str
    changed: tuple[str, ...]
    unexplained: tuple[str, ...]
    possible: int


def changes(archetype: str, stride: int = 1, first: int = 0) -> Iterator[Change]:
    """The first answers of each question, or of every so many, once a question, laid into an archetype."""
    library = Library()
    text = next(a.design for a in library.archetypes if a.id == archetype)
    base = _plan(text, library)
    assert base is not None
    before, ahead = _flat(base), Influences(base, library)
    for asked in list(_once(open_questions(library.questions, world_of(base), lambda _path: False)))[first::stride]:
        for answer in asked.item.answers[:2]:
            plan = _plan(edited(text, asked.path, answer.value), library)
            if plan is not None:
                yield _change(asked.path, answer.value, (before, ahead), (_flat(plan), Influences(plan, library)))


def _once(asked: Iterator[Asked]) -> Iterator[Asked]:
    seen: set[str] = set()
    for one in asked:
        if one.item.id not in seen:
            seen.add(one.item.id)
            yield one


def _plan(text: str, library: Library) -> Plan | None:
    reading = read_design_text(text)
    return derive(reading.design, reading.source.locate, library=library).plan if reading.design else None


def _flat(plan: Plan) -> dict[str, bytes]:
    return {e.id: _said(e) for e in elements(plan)}


def _said(element: Caused) -> bytes:
    said = msgspec.to_builtins(element)
    return msgspec.json.encode({k: v for k, v in said.items() if k not in MOVES_WITH_THE_WHOLE})


def _change(
    path: str, value: str, one: tuple[dict[str, bytes], Influences], two: tuple[dict[str, bytes], Influences]
) -> Change:
    every = one[0].keys() | two[0].keys()
    changed = tuple(sorted(i for i in every if one[0].get(i) != two[0].get(i)))
    possible = {i for i in every if _may(i, path, one[1]) or _may(i, path, two[1])}
    return Change(path, value, changed, tuple(i for i in changed if i not in possible), len(possible))


def _may(element: str, path: str, influences: Influences) -> bool:
    return any(touches(cited, path) for cited in influences.of(element))


def main(archetypes: list[str]) -> None:
    """Prints a line an archetype."""
    for name in archetypes or [a.id for a in Library().archetypes]:
        found = list(changes(name))
        changed, possible = sum(len(c.changed) for c in found), sum(c.possible for c in found)
        missed = sum(len(c.unexplained) for c in found)
        share = changed / possible if possible else 0.0
        sys.stdout.write(
            f"{name:<26} {len(found):>4} answers {changed:>6} changed of {possible:>7} ({share:.1%}), {missed} unexplained\n"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
