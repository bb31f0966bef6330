"""Items × facts → findings and contradictions. An unknown is an open question, never a risk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, Literal

from planner.model.catalog import All, Condition, ContradictionItem, RiskItem, Test, tests_in
from planner.model.review import Conflict
from planner.model.risks import Contradiction, Finding
from planner.rules.facts import FACTS
from planner.rules.scoring import Sensitivities, Weights
from planner.rules.when import Grounds, Sieved, Truth, explain, sieve, truth
from planner.rules.wording import fill
from planner.rules.world import Element, World

_NO_CONTROL: Final = Grounds(False)
_NO_GROUNDS: Final = Grounds(True)


def find_risks(items: Iterable[RiskItem], world: World) -> Iterator[Finding]:
    """Every finding of every risk, by item and then by element."""
    sensitive = Sensitivities(world)
    for item in items:
        whole, each = split(item.hazard)
        at_all = truth(whole, world, world.whole) if whole is not None else True
        if at_all is False:
            continue
        weights = Weights(item, world, sensitive)
        elements = world.elements(item.each)
        found = sieve(each, world, elements) if each is not None else Sieved(elements)
        for element in found.elements:
            hazard = None if at_all is None or element.id in found.unknown else True
            yield _finding(item, world, element, hazard, weights)


def is_open(item: RiskItem, world: World, element: Element) -> bool:
    """Whether a risk stands at an element with nothing in the plan to answer it."""
    if truth(item.hazard, world, element) is not True:
        return False
    return item.control is None or truth(item.control, world, element) is False


def split(condition: Condition) -> tuple[Condition | None, Condition | None]:
    """A conjunction in two: what is asked of the design once, and what is asked of each element."""
    parts = condition.parts if isinstance(condition, All) else (condition,)
    whole = tuple(p for p in parts if _is_whole(p))
    each = tuple(p for p in parts if not _is_whole(p))
    return _joined(whole), _joined(each)


def _is_whole(condition: Condition) -> bool:
    return all(t.fact.startswith("decision.") or FACTS[t.fact].subject == "design" for t in tests_in(condition))


def _joined(parts: tuple[Condition, ...]) -> Condition | None:
    return None if not parts else parts[0] if len(parts) == 1 else All(parts)


def _finding(item: RiskItem, world: World, element: Element, hazard: Truth, weights: Weights) -> Finding:
    """One finding. What a control answers rests on the control's lines; what is open, on the hazard's.

    Where nobody has said, but what was decided already brought the step that answers it, the step is the control.
    """
    control = explain(item.control, world, element) if item.control is not None else _NO_CONTROL
    status = _status(hazard, control.truth)
    planned = item.step_answers and hazard is True and status == "unknown" and item.step in world.steps
    if planned:
        status, control = "mitigated_by_design", Grounds(True, by=(item.step,))
    held = status == "mitigated_by_design"
    grounds = _NO_GROUNDS if held and control.because else explain(item.hazard, world, element)
    weight = weights.of(element)
    return Finding(
        f"{item.id}@{element.id}",
        item.id,
        element.id,
        fill(item.title, world, element),
        fill(item.says, world, element),
        weight.severity,
        status,
        fill(item.mitigation, world, element),
        fill(item.verification, world, element),
        grounds.because or control.because or ((element.path,) if element.path else ()),
        mitigated_by=", ".join(control.by or control.because) if held else "",
        step=item.step,
        impact=weight.impact,
        likelihood=weight.likelihood,
        scoring=weight.says,
        category=item.category,
        refs=item.refs,
        asks=(grounds.asks if hazard is None else control.asks) if status == "unknown" else (),
    )


def _status(hazard: Truth, control: Truth) -> Literal["open", "unknown", "mitigated_by_design"]:
    if hazard is None:
        return "unknown"
    if control is None:
        return "unknown"
    return "mitigated_by_design" if control else "open"


def find_contradictions(items: Iterable[ContradictionItem], world: World) -> Iterator[Contradiction]:
    """Every contradiction of every item: it fires only where all is known."""
    for item in items:
        if not item.is_tension:
            yield from (_contradiction(item, world, element) for element in _firing(item, world))


def find_tensions(items: Iterable[ContradictionItem], world: World) -> Iterator[Conflict]:
    """Every pair of aims that hinder each other in this design."""
    for item in items:
        for element in _firing(item, world) if item.is_tension else ():
            grounds = explain(item.when, world, element)
            says = f"{fill(item.says, world, element)} {fill(item.way_out, world, element)}"
            yield Conflict(f"tension.{item.id}@{element.id}", item.title, says, item.decides, grounds.because)


def _firing(item: ContradictionItem, world: World) -> Iterator[Element]:
    """The elements at which it holds for certain."""
    whole, each = split(item.when)
    if whole is not None and truth(whole, world, world.whole) is not True:
        return
    elements = world.elements(item.each)
    found = sieve(each, world, elements) if each is not None else Sieved(elements)
    yield from (element for element in found.elements if element.id not in found.unknown)


def _contradiction(item: ContradictionItem, world: World, element: Element) -> Contradiction:
    grounds = explain(item.when, world, element)
    return Contradiction(
        f"contradiction.{item.id}@{element.id}",
        item.code,
        item.title,
        fill(item.says, world, element),
        fill(item.way_out, world, element),
        _places(item, world, element, grounds.because),
        item.severity,
        grounds.because,
    )


def _places(item: ContradictionItem, world: World, element: Element, because: tuple[str, ...]) -> tuple[str, ...]:
    """The places named, each a fact that cites lines or a path below the element; else what the condition rests on."""
    found: dict[str, None] = {}
    for place in item.places:
        if place in FACTS:
            found.update(dict.fromkeys(explain(Test(place, "is", True), world, element).because))
        else:
            found[place.replace("{path}", element.path)] = None
    found.update(dict.fromkeys(because))
    return tuple(found)[:3]
