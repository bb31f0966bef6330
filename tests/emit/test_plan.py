"""plan.json says a thing once: what it only names stands elsewhere in it, under that name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from planner import make_bundle, make_plan, read_design
from planner.emit.options import EmitOptions

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("design", ["examples/bookshop.yaml", "tests/cases/kitchen-sink/design.yaml"])
def test_names_lead_somewhere(design: str) -> None:
    plan = make_plan(read_design(ROOT / design)).plan
    assert plan is not None
    (artifact,) = make_bundle(plan, EmitOptions(only=frozenset({"plan"})))
    data = json.loads(artifact.content)
    api = data["api"]
    for operation in api["operations"]:
        assert all(p in api["parameters"] for p in operation.get("parameters", ()))
        assert all(r in api["refusals"] for r in operation.get("refusals", ()))
        assert operation["security"] in api["security"]
    stored = {m.name for p in plan.api.payloads for m in p.members if m.column}
    for row, payload in zip(api["payloads"], plan.api.payloads, strict=True):
        names = [m if isinstance(m, str) else m["name"] for m in row["members"]]
        assert names == [m.name for m in payload.members]
        assert {m for m in row["members"] if isinstance(m, str)} <= stored
        required = [n for n in names if n not in row.get("optional", ())]
        assert row.get("partial") or required == [m.name for m in payload.members if m.required]
    lines = {path: line for file in data["places"].values() for path, line in file.items()}
    assert lines == {path: place.line for path, place in plan.places.items()}
    assert "seeds" not in data["database"] or data["database"]["seeds"] == []
