"""The order of open questions: expected change of the plan over what it takes to answer."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from planner.interview.questions import Asked, open_questions
from planner.interview.trials import Base, Change, changes
from planner.model.catalog import Answer
from planner.rules.library import Library
from planner.rules.world import World

WORTH_ASKING = 0.05
"""Below this expected change a question is left as an assumption."""
HELD = 0.5
"""How likely the value that stands there already is right, where one does."""


MOST_TRIED = 400
"""So many answers are tried while somebody waits: within 150 ms at fifty entities."""


class Trial(Struct, frozen=True):
    """One answer: how likely it is and what it changes."""

    value: str
    says: str
    probability: float
    changes: tuple[Change, ...]

    @property
    def cost(self) -> float:
        """What all its changes cost."""
        return sum(c.cost for c in self.changes)


class Ranked(Struct, frozen=True):
    """An open question with its score and what each answer would change."""

    asked: Asked
    score: float
    trials: tuple[Trial, ...]


def rank(
    world: World,
    library: Library,
    is_said: Callable[[str], bool],
    held: Callable[[str], str | None] = lambda _path: None,
    most: int | None = None,
) -> tuple[Ranked, ...]:
    """Every question worth asking, best first. `held` tells the value an answer would replace.

    After `most` answers no further one is tried: questions with less at stake follow untried.
    """
    base = Base(world, library)
    asked = sorted(open_questions(library.questions, world, is_said), key=lambda a: (-base.stake(a.item), a.id))
    found: list[Ranked] = []
    tries = 0
    for one in asked:
        if base.stake(one.item) < WORTH_ASKING:
            break
        is_tried = most is None or tries < most
        found.append(_ranked(one, base, held(one.path)) if is_tried else Ranked(one, WORTH_ASKING, ()))
        tries += len(one.answers)
    worth = [r for r in found if r.score >= WORTH_ASKING]
    return tuple(sorted(worth, key=lambda r: (-r.score, not r.trials, r.asked.id)))


def _ranked(asked: Asked, base: Base, held: str | None) -> Ranked:
    total = sum(a.prior for a in asked.answers) or 1.0
    trials = tuple(
        trial
        for answer in asked.answers
        if answer.value and answer.value != held and (trial := _trial(asked, answer, base, total, held)) is not None
    )
    score = sum(t.probability * t.cost for t in trials) / asked.item.effort
    return Ranked(asked, round(score, 4), trials)


def _trial(asked: Asked, answer: Answer, base: Base, total: float, held: str | None) -> Trial | None:
    found = changes(base, asked, answer.value)
    if found is None:
        return None
    share = answer.prior / total
    return Trial(answer.value, answer.says, round(share * (1 - HELD) if held is not None else share, 4), found)
