"""Every item of every catalog fires where it should, is silent where it should, and says which where nobody knows."""

from __future__ import annotations

import pytest

from planner.rules.library import Library
from planner.rules.precompile import TARGET, compiled
from tests.rules.harness import cases, contradictions_of, decisions_of, findings_of


def test_the_precompiled_catalogs_are_fresh_and_without_a_fault() -> None:
    files, problems = compiled()
    assert [str(p) for p in problems] == []
    stale = [name for name, content in files.items() if (TARGET / name).read_bytes() != content]
    assert stale == [], "make catalogs writes them anew"


@pytest.mark.parametrize(("item", "case"), cases("decisions"), ids=[name for name, _ in cases("decisions")])
def test_each_option_wins_on_its_case(item: str, case: dict[str, str]) -> None:
    decision = next(d for d in Library().decisions if d.id == item)
    assert set(case) == {o.id for o in decision.options}, "every option has a design that it wins on"
    for option, design in case.items():
        found = decisions_of(design)[item]
        assert (found.option, found.source) == (option, "planner"), found.scores


@pytest.mark.parametrize(("item", "case"), cases("risks"), ids=[name for name, _ in cases("risks")])
def test_each_risk_has_its_cases(item: str, case: dict[str, str]) -> None:
    assert {"fires", "silent"} <= set(case)
    assert "unknown" in case or case.get("never_unknown"), "a case that is unknown, or why there is none"
    fired = {f.status for f in findings_of(case["fires"], item)}
    assert fired & {"open", "mitigated_by_design"}
    assert not {f.status for f in findings_of(case["silent"], item)} & {"open", "mitigated_by_design"}
    if "open" in case:
        assert "open" in {f.status for f in findings_of(case["open"], item)}
    if "mitigated" in case:
        assert {f.status for f in findings_of(case["mitigated"], item)} == {"mitigated_by_design"}
    if "unknown" in case:
        assert "unknown" in {f.status for f in findings_of(case["unknown"], item)}


@pytest.mark.parametrize(("item", "case"), cases("contradictions"), ids=[name for name, _ in cases("contradictions")])
def test_each_contradiction_fires_and_is_silent(item: str, case: dict[str, str]) -> None:
    found = contradictions_of(case["fires"], item)
    assert found
    assert all(len(c.places) >= 2 for c in found), "both places"
    assert contradictions_of(case["silent"], item) == []
