"""Contracts of designs out of thin air before Spectral, Redocly and Prism: a few in every run, `THIN_AIR` of them on request."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, Phase, example, given, settings

from planner import make_bundle
from planner.emit.options import EmitOptions
from tests.interop.judges import redocly, spectral
from tests.interop.mock import mock_openapi
from tests.properties.designs import designs
from tests.properties.test_designs import planned

NUMBERED_ROWS_AND_A_MESSAGE: dict[str, Any] = {
    "planner": 1,
    "name": "Found",
    "roles": {"staff": "Works."},
    "choices": {"ids": "bigint"},
    "entities": {"Parcel": {"fields": {"note": "string(20)"}, "access": {"list": "staff", "get": "staff"}}},
    "events": {"parcel.left": {"of": "Parcel", "payload": ["created_at"], "leaves": True}},
}

sampled = settings(
    max_examples=int(os.environ.get("THIN_AIR", "3")),
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),
)


@pytest.mark.judge
@pytest.mark.parametrize("version", ["3.1", "3.0"])
@sampled
@example(design=NUMBERED_ROWS_AND_A_MESSAGE)
@given(design=designs())
def test_linters_and_the_mock_agree_with_the_contract(version: str, tmp_path: Path, design: dict[str, Any]) -> None:
    plan = planned(design)
    if plan is None:
        return
    for artifact in make_bundle(plan, EmitOptions(openapi=version, only=frozenset({"openapi"}))):
        (tmp_path / artifact.path).write_bytes(artifact.content)
    document = tmp_path / "openapi.yaml"
    if not yaml.load(document.read_text(encoding="utf-8"), yaml.CSafeLoader)["paths"]:
        return
    said = json.dumps(design, ensure_ascii=False)
    assert spectral(document) == (), said
    assert redocly(document) == (), said
    assert mock_openapi(document) == (), said
