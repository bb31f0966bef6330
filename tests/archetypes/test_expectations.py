"""The expectations and the answer sets say something of every archetype, in the agreed words, and can be applied."""

from __future__ import annotations

import copy
import json
from collections import Counter
from pathlib import Path

import pytest

from planner import make_plan, read_design
from planner.model.design import Scale
from planner.read.language.top import SCALE_KEYS
from planner.rules.facts.controls import CONTROLS
from tests.archetypes.archetypes import (
    NAMES,
    OUT_OF_PROPORTION,
    REGIMES,
    answer_sets,
    as_list,
    complete,
    design_text,
    expectations,
    facts,
    leaves,
    options,
    parsed,
    ways,
)

each = pytest.mark.parametrize("name", NAMES)
SETS = answer_sets()
each_set = pytest.mark.parametrize("said", SETS, ids=[f"{s['archetype']}-{at % 2 + 1}" for at, s in enumerate(SETS)])


def varied(said: dict) -> str:
    """The archetype's design with the answers written into it; JSON is YAML too."""
    design = copy.deepcopy(parsed(design_text(said["archetype"])))
    before = dict(leaves(design))
    for path, value in complete(said).items():
        *above, last = path.split(".")
        if before.get(path) == value:
            continue
        here = design
        for name in above:
            here = here.setdefault(name, {})
        here[last] = value
    return json.dumps(design, indent=1)


def test_every_archetype_has_expectations_and_nothing_else_has() -> None:
    assert sorted(expectations()) == sorted(NAMES)


@each
def test_expectations_use_the_agreed_words(name: str) -> None:
    said = expectations()[name]
    topics = [d["decision"] for d in said["decisions"]]
    assert len(topics) >= 6 and len(set(topics)) == len(topics)
    for decision in said["decisions"]:
        known = options()[decision["decision"]]
        assert set(as_list(decision["expect"])) < known, "every option is no expectation"
        assert decision["because"].endswith("."), decision
    for word, because in said["never"].items():
        assert word in OUT_OF_PROPORTION or word in REGIMES, word
        assert because.endswith(".")


@each
def test_nothing_is_expected_and_out_of_proportion_at_once(name: str) -> None:
    said = expectations()[name]
    expected = {d["decision"]: set(as_list(d["expect"])) for d in said["decisions"]}
    for word in said["never"]:
        if word in REGIMES:
            assert REGIMES[word] not in facts(name)["design"]["context"].get("compliance", [])
            continue
        decision, options = OUT_OF_PROPORTION[word]
        assert not expected.get(decision, set()) & set(options), f"{decision} is expected to be what {word} rules out"


def test_experts_do_not_say_the_same_of_all() -> None:
    """A decision that comes out alike everywhere would show nothing about the engine."""
    said: dict[str, set[str]] = {}
    for archetype in expectations().values():
        for decision in archetype["decisions"]:
            said.setdefault(decision["decision"], set()).add(",".join(sorted(as_list(decision["expect"]))))
    assert sum(len(found) > 1 for found in said.values()) >= 15


@each_set
def test_an_answer_set_is_complete(said: dict) -> None:
    answered = complete(said)
    controls = {path.removeprefix("controls.") for path in answered if path.startswith("controls.")}
    assert len(CONTROLS.keys() - controls) <= len(CONTROLS) / 10, CONTROLS.keys() - controls
    assert {f"scale.{name}" for name in SCALE_KEYS} - answered.keys() <= {"scale.devices", "scale.events_per_second"}
    assert {"context.hosting", "context.consumers", "context.regions", "context.team.size"} <= answered.keys()


def test_ways_of_running_a_product_differ_in_every_answer_that_can() -> None:
    first, *others = (dict(leaves(way)) for way in ways().values())
    alike = [path for path in first if all(other.get(path) == first[path] for other in others)]
    assert alike == ["controls.security_headers"]
    assert all(
        path.removeprefix("controls.") in CONTROLS or path.startswith("controls.capacity.")
        for way in ways().values()
        for path, _ in leaves(way)
        if path.startswith("controls.")
    )


def test_every_archetype_has_two_answer_sets() -> None:
    assert Counter(said["archetype"] for said in SETS) == dict.fromkeys(NAMES, 2)


@each_set
def test_an_answer_set_changes_the_design_where_it_says(said: dict) -> None:
    before = parsed(design_text(said["archetype"]))
    changed = [path for path, value in said["answers"].items() if _at(before, path) != value]
    assert len(changed) >= 9, changed


def _at(tree: object, path: str) -> object:
    for part in path.split("."):
        tree = tree.get(part) if isinstance(tree, dict) else None
    return tree


@each_set
def test_the_varied_product_plans(said: dict, tmp_path: Path) -> None:
    file = tmp_path / "design.yaml"
    file.write_text(varied(said), encoding="utf-8")
    reading = read_design(file)
    made = make_plan(reading)
    assert made.plan is not None, [f"{d.code} {d.message}" for d in (*reading.diagnostics, *made.diagnostics)]
    assert _load(made.plan.design.scale) == pytest.approx(1, abs=0.4), "the parts of the load do not make its peak"


def _load(scale: Scale) -> float:
    """The peak that was said, by the one its parts make."""
    assert scale.daily_users and scale.requests_per_user_day and scale.burst and scale.peak_rps
    return scale.peak_rps.value / (
        scale.daily_users.value * scale.requests_per_user_day.value / 86400 * scale.burst.value
    )
