"""Conditions over facts, three-valued: true, false, or unknown because nobody has answered.

`truth` is quick and says only that; `explain` reads the same condition again for what it rests on.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from typing import Final, TypeAlias, TypeGuard

from msgspec import Struct

from planner.model.catalog import All, Any, Condition, Not, Test, Word
from planner.rules.facts import FACTS
from planner.rules.facts.registry import NO, Fact, Known, Reply, Unknown, Value
from planner.rules.world import Element, World

Truth: TypeAlias = bool | None


class Sieved(Struct, frozen=True):
    """Elements for which a condition is not false, and the ids of those for which nobody knows."""

    elements: tuple[Element, ...]
    unknown: frozenset[str] = frozenset()


class Grounds(Struct, frozen=True):
    """Why a condition came out as it did: lines of the design, elements of the plan, and what nobody answered."""

    truth: Truth
    because: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()


def reply(name: str, world: World, element: Element) -> Reply:
    """What a fact says of an element, or of what the element belongs to."""
    fact = FACTS.get(name)
    if fact is None:
        return _decided(name.removeprefix("decision."), world)
    about = element if fact.subject == element.kind else _about(fact.subject, world, element)
    return NO if about is None else said(fact, world, about)


def said(fact: Fact, world: World, about: Element) -> Reply:
    """What a fact says of an element of its own subject; asked once."""
    known = world.replies[fact.name]
    found: Reply | None = known.get(about.id)
    if found is None:
        found = known[about.id] = fact.evaluate(world, about.item)
    return found


def _about(subject: str, world: World, element: Element) -> Element | None:
    if subject == element.kind:
        return element
    if subject == "design":
        return world.whole
    if subject == "entity" and element.entity:
        return world.entity_elements.get(element.entity)
    return None


def _decided(topic: str, world: World) -> Known:
    option = world.options.get(topic)
    return NO if option is None else Known(option, (), (f"decision.{topic}",))


def truth(condition: Condition, world: World, element: Element) -> Truth:
    """Whether a condition holds of an element."""
    if isinstance(condition, Test):
        said = reply(condition.fact, world, element)
        if said is NO:
            return COMPARE[condition.comparator](False, condition.value)
        if isinstance(said, Unknown):
            return None
        return COMPARE[condition.comparator](said.value, condition.value)
    if isinstance(condition, Not):
        inner = truth(condition.part, world, element)
        return None if inner is None else not inner
    return _every(condition, world, element) if isinstance(condition, All) else _some(condition, world, element)


def sieve(condition: Condition, world: World, elements: tuple[Element, ...]) -> Sieved:
    """The elements of one kind for which a condition is not false: part by part, each asked of those that are left."""
    unknown: set[str] = set()
    left = _sieved(condition, world, elements, unknown) if elements else elements
    return Sieved(left, frozenset(unknown))


def _sieved(
    condition: Condition, world: World, elements: tuple[Element, ...], unknown: set[str]
) -> tuple[Element, ...]:
    """Those that are left; ids of those for which nobody knows are added to `unknown`."""
    if isinstance(condition, Test):
        if not condition.fact.startswith("decision."):
            return _tested(condition, world, elements, unknown)
        return elements if truth(condition, world, elements[0]) else ()
    if isinstance(condition, All):
        left = elements
        for part in condition.parts:
            left = _sieved(part, world, left, unknown) if left else left
        return left
    parts = (condition.part,) if isinstance(condition, Not) else condition.parts
    certain, perhaps = _certain(parts, world, elements)
    unknown |= perhaps
    if isinstance(condition, Not):
        return tuple([e for e in elements if e.id not in certain])
    return tuple([e for e in elements if e.id in certain or e.id in perhaps])


def _certain(parts: tuple[Condition, ...], world: World, elements: tuple[Element, ...]) -> tuple[set[str], set[str]]:
    """The ids of those for which one of the parts holds, and of those others for which nobody knows."""
    certain: set[str] = set()
    perhaps: set[str] = set()
    left = elements
    for part in parts:
        unknown: set[str] = set()
        found = _sieved(part, world, left, unknown) if left else left
        for element in found:
            (perhaps if element.id in unknown else certain).add(element.id)
        left = tuple([e for e in left if e.id not in certain]) if found else left
    return certain, perhaps - certain


def _tested(test: Test, world: World, elements: tuple[Element, ...], unknown: set[str]) -> tuple[Element, ...]:
    fact, known = FACTS[test.fact], world.replies[test.fact]
    compare, wanted, evaluate = COMPARE[test.comparator], test.value, fact.evaluate
    when_not = compare(False, wanted)
    own = fact.subject == elements[0].kind
    only = fact.only if own and not when_not else None
    asked = elements if only is None else [e for e in elements if only(e.item)]
    left: list[Element] = []
    for element, about in zip(asked, asked if own else [_about(fact.subject, world, e) for e in asked], strict=True):
        if about is None:
            said: Reply = NO
        elif (found := known.get(about.id)) is not None:
            said = found
        else:
            said = known[about.id] = evaluate(world, about.item)
        if said is NO:
            if when_not:
                left.append(element)
        elif isinstance(said, Unknown):
            unknown.add(element.id)
            left.append(element)
        elif compare(said.value, wanted):
            left.append(element)
    return tuple(left)


def _every(condition: All, world: World, element: Element) -> Truth:
    result: Truth = True
    for part in condition.parts:
        inner = truth(part, world, element)
        if inner is False:
            return False
        if inner is None:
            result = None
    return result


def _some(condition: Any, world: World, element: Element) -> Truth:
    result: Truth = False
    for part in condition.parts:
        inner = truth(part, world, element)
        if inner is True:
            return True
        if inner is None:
            result = None
    return result


def explain(condition: Condition, world: World, element: Element) -> Grounds:
    """The truth of a condition with what decided it: the parts that made it true, or false, or left it open."""
    if isinstance(condition, Test):
        return _explain_test(condition, world, element)
    if isinstance(condition, Not):
        inner = explain(condition.part, world, element)
        return Grounds(None if inner.truth is None else not inner.truth, inner.because, inner.by, inner.asks)
    found = truth(condition, world, element)
    decisive = [g for g in (explain(p, world, element) for p in condition.parts) if g.truth is found]
    if isinstance(condition, All) is (found is False):
        decisive = decisive[:1]
    return Grounds(
        found, _joined(g.because for g in decisive), _joined(g.by for g in decisive), _joined(g.asks for g in decisive)
    )


def _explain_test(test: Test, world: World, element: Element) -> Grounds:
    said = reply(test.fact, world, element)
    if isinstance(said, Unknown):
        return Grounds(None, asks=said.asks)
    return Grounds(COMPARE[test.comparator](said.value, test.value), said.because, said.by)


def _joined(groups: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item for group in groups for item in group))


def _is(value: Value, wanted: Word | tuple[Word, ...]) -> bool:
    return value == wanted and isinstance(value, bool) is isinstance(wanted, bool)


def _within(value: Value, wanted: Word | tuple[Word, ...]) -> bool:
    return isinstance(wanted, tuple) and value in wanted


def _contains(value: Value, wanted: Word | tuple[Word, ...]) -> bool:
    if not isinstance(value, tuple):
        return False
    return any(w in value for w in wanted) if isinstance(wanted, tuple) else wanted in value


def _ordered(compare: Callable[[float, float], bool]) -> Callable[[Value, Word | tuple[Word, ...]], bool]:
    def judge(value: Value, wanted: Word | tuple[Word, ...]) -> bool:
        return _is_number(value) and _is_number(wanted) and compare(value, wanted)

    return judge


def _is_number(value: Value | Word | tuple[Word, ...]) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


COMPARE: Final[dict[str, Callable[[Value, Word | tuple[Word, ...]], bool]]] = {
    "is": _is,
    "in": _within,
    "contains": _contains,
    "gt": _ordered(operator.gt),
    "gte": _ordered(operator.ge),
    "lt": _ordered(operator.lt),
    "lte": _ordered(operator.le),
}
