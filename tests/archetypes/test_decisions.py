"""The engine decides for every archetype what an expert would, and nothing out of proportion to its figures."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from planner import make_plan, read_design
from planner.model.plan import Plan
from tests.archetypes.archetypes import NAMES, OUT_OF_PROPORTION, REGIMES, as_list, design_text, expectations

EXPECTED = [(name, said) for name in NAMES for said in expectations()[name]["decisions"]]
NEVER = [(name, word) for name in NAMES for word in expectations()[name]["never"]]
NONE = "none"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("archetypes")


@cache
def plan(name: str, folder: Path) -> Plan:
    file = folder / f"{name}.yaml"
    file.write_text(design_text(name), encoding="utf-8")
    made = make_plan(read_design(file)).plan
    assert made is not None
    return made


def options(name: str, folder: Path) -> dict[str, str]:
    return {d.topic: d.option for d in plan(name, folder).decisions}


@pytest.mark.parametrize(("name", "said"), EXPECTED, ids=[f"{name}-{said['decision']}" for name, said in EXPECTED])
def test_it_decides_as_an_expert_would(name: str, said: dict, folder: Path) -> None:
    found = next((d for d in plan(name, folder).decisions if d.topic == said["decision"]), None)
    option, reason = (found.option, found.reason) if found is not None else (NONE, "it does not arise")
    assert option in as_list(said["expect"]), f"the expert: {said['because']} The engine: {reason}"


@pytest.mark.parametrize(("name", "word"), NEVER, ids=[f"{name}-{word}" for name, word in NEVER])
def test_nothing_is_out_of_proportion(name: str, word: str, folder: Path) -> None:
    if word in REGIMES:
        assert REGIMES[word] not in plan(name, folder).design.context.compliance
        return
    topic, ruled_out = OUT_OF_PROPORTION[word]
    assert options(name, folder).get(topic, NONE) not in ruled_out


def test_archetypes_are_told_apart_by_what_is_decided(folder: Path) -> None:
    """No two archetypes come to the same decisions, and most topics come out in more than one way."""
    decided = {name: options(name, folder) for name in NAMES}
    assert len({tuple(sorted(d.items())) for d in decided.values()}) == len(NAMES)
    topics = {topic for d in decided.values() for topic in d}
    several = [t for t in topics if len({d.get(t, NONE) for d in decided.values()}) > 1]
    assert len(several) >= len(topics) / 2, sorted(topics - set(several))
