"""The contract of every archetype, in both versions, before the judges of form: no error and no warning."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner import make_bundle, make_plan
from planner.emit.options import EmitOptions
from planner.read.design import read_design_text
from tests.archetypes.archetypes import NAMES, design_text
from tests.interop.judges import redocly, spectral, validate_openapi

each = pytest.mark.parametrize("name", NAMES)
VERSION = pytest.mark.parametrize("version", ["3.1", "3.0"])


def contract(name: str, version: str, folder: Path) -> Path:
    """The document, with the rules it is judged by beside it."""
    plan = make_plan(read_design_text(design_text(name))).plan
    assert plan is not None
    for artifact in make_bundle(plan, EmitOptions(openapi=version)):
        if artifact.path in ("openapi.yaml", ".spectral.yaml"):
            (folder / artifact.path).write_bytes(artifact.content)
    return folder / "openapi.yaml"


@each
@VERSION
def test_the_contract_is_valid(name: str, version: str, tmp_path: Path) -> None:
    assert validate_openapi(contract(name, version, tmp_path)) == ()


@pytest.mark.judge
@each
@VERSION
def test_linters_find_nothing(name: str, version: str, tmp_path: Path) -> None:
    document = contract(name, version, tmp_path)
    assert spectral(document) == ()
    assert redocly(document) == ()
