"""The page on how designs are written knows every word of the shorthands, and its design has no problem."""

from __future__ import annotations

import re
from pathlib import Path

from planner import make_plan
from planner.model.entities import OnDelete, RelationKind, TypeKind
from planner.read.design import read_design_text
from planner.read.fields import FIELD_FLAGS, FIELD_KEYS
from planner.read.relations import RELATION_FLAGS, RELATION_KEYS

PAGE = (Path(__file__).resolve().parents[2] / "docs/writing.md").read_text(encoding="utf-8")


def test_it_knows_every_type_flag_and_key() -> None:
    words = set(re.findall(r"[a-z_]+", " ".join(re.findall(r"`([^`]+)`", PAGE))))
    known = {*TypeKind, *RelationKind, *OnDelete, *FIELD_FLAGS, *FIELD_KEYS, *RELATION_FLAGS, *RELATION_KEYS}
    assert {str(word) for word in known} - words == set()


def test_its_design_has_no_problem_and_what_it_says_of_it_is_so() -> None:
    reading = read_design_text(PAGE.split("```yaml\n")[1].split("```")[0])
    derived = make_plan(reading)
    assert [d.message for d in (*reading.diagnostics, *derived.diagnostics) if d.severity != "info"] == []
    assert derived.plan is not None
    take_back = next(o for o in derived.plan.api.operations if o.action == "take_back")
    assert "Sets taken by to who calls, note to note as sent and returned at to the time." in take_back.description
