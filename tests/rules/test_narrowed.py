"""Facts that are asked of few: sieving many elements at once agrees with asking each of them by itself."""

from __future__ import annotations

import pytest

from planner.model.catalog import All, Any, Condition, Not
from planner.model.catalog import Test as One
from planner.rules.facts import FACTS
from planner.rules.facts.registry import NO, Known
from planner.rules.library import Library
from planner.rules.when import reply, sieve, truth
from planner.rules.world import world_of
from tests.interop.tools import ROOT
from tests.rules.harness import plan_of

SINK = "planner:" + (ROOT / "tests/cases/kitchen-sink/design.yaml").read_text().partition("planner:")[2]
NARROWED = sorted(name for name, fact in FACTS.items() if fact.only is not None)


@pytest.mark.parametrize("name", NARROWED)
@pytest.mark.parametrize("wanted", [True, False])
def test_sieving_agrees_with_asking_each(name: str, wanted: bool) -> None:
    one, other = world_of(plan_of(SINK)), world_of(plan_of(SINK))
    elements = one.elements(FACTS[name].subject)
    condition = One(name, "is", wanted)
    asked = [e.id for e in elements if truth(condition, other, e) is not False]
    assert [e.id for e in sieve(condition, one, elements).elements] == asked


@pytest.mark.parametrize("name", NARROWED)
def test_a_narrowed_fact_says_no_of_all_others(name: str) -> None:
    world, only = world_of(plan_of(SINK)), FACTS[name].only
    assert only is not None
    others = [e for e in world.elements(FACTS[name].subject) if not only(e.item)]
    assert others
    assert all(reply(name, world, e) is NO for e in others)


RISKS = [(item.id, condition) for item in Library().risks for condition in (item.hazard, item.control) if condition]
CONTRADICTIONS = [(item.id, item.when) for item in Library().contradictions]


@pytest.mark.parametrize(("item", "condition"), [*RISKS, *CONTRADICTIONS])
def test_sieving_by_a_condition_of_the_catalog_agrees_with_its_truth(item: str, condition: Condition) -> None:
    subject = next(i.each for i in (*Library().risks, *Library().contradictions) if i.id == item)
    one, other = world_of(plan_of(SINK)), world_of(plan_of(SINK))
    elements = one.elements(subject)
    asked = [(e.id, said) for e in elements if (said := truth(condition, other, e)) is not False]
    found = sieve(condition, one, elements)
    assert [(e.id, None if e.id in found.unknown else True) for e in found.elements] == asked


@pytest.mark.parametrize("outer", [All, Any])
@pytest.mark.parametrize("inner", [All, Any])
@pytest.mark.parametrize("denied", [True, False])
def test_sieving_keeps_three_values_apart(outer: type[All | Any], inner: type[All | Any], denied: bool) -> None:
    world = world_of(plan_of(SINK))
    facts = ("entity.rows_in_3_years", "entity.personal", "entity.has_paths")
    many, personal, paths = (
        One(facts[0], "gt", 1000), One(facts[1], "is", True), One(facts[2], "is", True)
    )  # fmt: skip
    part = inner((many, personal))
    condition = outer((Not(part) if denied else part, paths))
    elements = world.elements("entity")
    asked = [(e.id, said) for e in elements if (said := truth(condition, world, e)) is not False]
    found = sieve(condition, world, elements)
    assert [(e.id, None if e.id in found.unknown else True) for e in found.elements] == asked


def test_most_narrowed_facts_hold_of_something_here() -> None:
    world = world_of(plan_of(SINK))
    holding = {
        name
        for name in NARROWED
        for e in world.elements(FACTS[name].subject)
        if isinstance(said := reply(name, world, e), Known) and said.value is True
    }
    assert len(holding) >= len(NARROWED) - 3, sorted(set(NARROWED) - holding)
