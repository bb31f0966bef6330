"""Facts that are asked of few: sieving many elements at once agrees with asking each of them by itself."""

from __future__ import annotations

import pytest

from planner.model.catalog import Test as Condition
from planner.rules.facts import FACTS
from planner.rules.facts.registry import NO, Known
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
    condition = Condition(name, "is", wanted)
    asked = [e.id for e in elements if truth(condition, other, e) is not False]
    assert [e.id for e in sieve(condition, one, elements).elements] == asked


@pytest.mark.parametrize("name", NARROWED)
def test_a_narrowed_fact_says_no_of_all_others(name: str) -> None:
    world, only = world_of(plan_of(SINK)), FACTS[name].only
    assert only is not None
    others = [e for e in world.elements(FACTS[name].subject) if not only(e.item)]
    assert others
    assert all(reply(name, world, e) is NO for e in others)


def test_most_narrowed_facts_hold_of_something_here() -> None:
    world = world_of(plan_of(SINK))
    holding = {
        name
        for name in NARROWED
        for e in world.elements(FACTS[name].subject)
        if isinstance(said := reply(name, world, e), Known) and said.value is True
    }
    assert len(holding) >= len(NARROWED) - 3, sorted(set(NARROWED) - holding)
