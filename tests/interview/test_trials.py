"""What an answer changes is found by judging little, and is what judging everything finds."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from planner.derive.infer import infer
from planner.derive.infer.again import infer_again
from planner.interview.answering import answered
from planner.interview.questions import Asked, applying
from planner.interview.trials import Base, changes
from planner.model.catalog import QuestionItem
from planner.rules.facts import FACTS, Known
from planner.rules.library import Library
from planner.rules.when import reply
from planner.rules.world import World, world_of
from tests.archetypes.archetypes import design_text
from tests.rules.harness import plan_of

KITCHEN_SINK = (Path(__file__).parents[1] / "cases" / "kitchen-sink" / "design.yaml").read_text(encoding="utf-8")
DESIGNS = {
    "kitchen sink": KITCHEN_SINK[KITCHEN_SINK.index("planner:") :],
    **{name: design_text(name) for name in ("shop", "saas", "banking-ledger")},
}


def asked_in(world: World) -> list[Asked]:
    """Every question that means something in a design, of each kind the first two."""
    found: dict[str, list[Asked]] = {}
    for asked in applying(Library().questions, world):
        found.setdefault(asked.item.id, []).append(asked)
    return [asked for many in found.values() for asked in many[:2]]


def values(world: World) -> dict[tuple[str, str], object]:
    """What every fact says of every element."""
    return {
        (name, e.id): said.value if isinstance(said := reply(name, world, e), Known) else None
        for name, fact in FACTS.items()
        for e in world.elements(fact.subject)
    }


@pytest.mark.parametrize("name", DESIGNS)
def test_settling_one_entity_anew_gives_the_domain_of_settling_all(name: str) -> None:
    world = world_of(plan_of(DESIGNS[name]))
    for asked in asked_in(world):
        for answer in asked.answers:
            design = answered(world.design, asked.path, answer.value).design if answer.value else None
            if design is not None and asked.path.startswith("entities."):
                assert infer_again(design, world.design, world.domain, asked.element.entity) == infer(design), asked.id


@pytest.mark.parametrize("name", DESIGNS)
def test_a_question_names_every_fact_that_its_answers_turn(name: str) -> None:
    world = world_of(plan_of(DESIGNS[name]))
    before, base = values(world), Base(world, Library())
    for asked in asked_in(world):
        for answer in asked.answers:
            design = answered(world.design, asked.path, answer.value).design if answer.value else None
            if design is not None:
                after = values(world.beside(design, infer(design), FACTS.keys()))
                turned = {fact for (fact, id), said in after.items() if before.get((fact, id), said) != said}
                missing = turned & base.read - base.facts_behind(asked.item)
                assert not missing, f"`turns` of {asked.item.id} leaves out {sorted(missing)}"


class Wide(Base):
    """Takes every fact to be turned by every answer."""

    def facts_behind(self, item: QuestionItem) -> frozenset[str]:
        return self.read


@pytest.mark.parametrize("name", ["shop"])
def test_judging_what_reads_the_answer_finds_what_judging_everything_finds(name: str) -> None:
    world = world_of(plan_of(DESIGNS[name]))
    base, wide = Base(world, Library()), Wide(world, Library())
    for asked in asked_in(world):
        everything = replace(asked, item=replace(asked.item, turns=None))
        for answer in asked.answers:
            if answer.value:
                found = changes(base, asked, answer.value)
                assert found == changes(wide, everything, answer.value), (asked.id, answer.value)


def test_beside_another_design_only_the_elements_of_the_answered_entity_are_made_anew() -> None:
    world = world_of(plan_of(DESIGNS["shop"]))
    asked = next(a for a in asked_in(world) if a.item.id == "deleted-rows")
    design = answered(world.design, asked.path, "true").design
    assert design is not None
    name = asked.element.entity
    other = world.beside(design, infer_again(design, world.design, world.domain, name), ("entity.soft_delete",))
    for kind in ("entity", "field", "relation", "action"):
        pairs = zip(world.elements(kind), other.elements(kind), strict=True)
        assert all(was is now for was, now in pairs if was.entity != name), kind
    (was,), (now,) = world.elements_of("entity", name or ""), other.elements_of("entity", name or "")
    assert (was.id, was.item.soft_delete, now.item.soft_delete) == (now.id, False, True)
