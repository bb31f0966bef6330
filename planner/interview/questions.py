"""The questions that are open: those that apply here and that nobody has answered, once per element they are about."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import Struct

from planner.model.catalog import Answer, QuestionItem
from planner.rules.when import truth
from planner.rules.wording import fill, fill_value
from planner.rules.world import Element, World


class Asked(Struct, frozen=True):
    """One question about one element: its words, the path an answer is written at, the answers offered."""

    item: QuestionItem
    element: Element
    path: str
    asks: str
    why: str
    answers: tuple[Answer, ...] = ()

    @property
    def id(self) -> str:
        """`question@element`, or the question's id where it is about the whole design."""
        return self.item.id if self.item.each == "design" else f"{self.item.id}@{self.element.id}"


def open_questions(items: tuple[QuestionItem, ...], world: World, is_said: Callable[[str], bool]) -> Iterator[Asked]:
    """Every open question, in the order of the catalog and then of the design."""
    closed = {n.target for n in world.design.interview if n.state == "not_applicable"} | set(world.design.unknown)
    return applying(items, world, lambda path: path in closed or is_said(path))


def applying(
    items: tuple[QuestionItem, ...], world: World, is_left_out: Callable[[str], bool] = lambda _path: False
) -> Iterator[Asked]:
    """Every question that means something here, answered or not."""
    for item in items:
        for element in world.elements(item.each):
            path = fill_value(item.writes, world, element)
            if is_left_out(path):
                continue
            if item.applies is None or truth(item.applies, world, element) is True:
                yield _asked(item, world, element, path)


def _asked(item: QuestionItem, world: World, element: Element, path: str) -> Asked:
    """A question in words about one element; an answer without a value says that there is nothing to write."""
    answers = tuple(
        Answer(fill_value(a.value, world, element), fill(a.says, world, element), a.prior) for a in item.answers
    )
    return Asked(item, element, path, fill(item.asks, world, element), fill(item.why, world, element), answers)
