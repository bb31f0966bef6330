"""Every OpenAPI document of every example, in both versions, before every judge of form."""

from __future__ import annotations

from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

from tests.interop.bundles import EXAMPLES, KITCHEN_SINK, Bundles, examples_of, files, label
from tests.interop.generators import GENERATORS, generate
from tests.interop.judges import redocly, spectral, validate_openapi
from tests.interop.mock import AT_RANDOM, mock_openapi

SAID = {"3.1": "openapi: 3.1.", "3.0": "openapi: 3.0."}
WHOLE = [d for d in examples_of("rest") if d in (*EXAMPLES, KITCHEN_SINK)]


def contract(design: Path, version: str, *by: str) -> ParameterSet:
    """A contract and what judges it, named so that all that is asked of one contract stands together."""
    return pytest.param(design, version, *by, id="-".join((version, label(design), *by)))


EACH = pytest.mark.parametrize(("design", "version"), [contract(d, v) for d in examples_of("rest") for v in SAID])
GENERATED = pytest.mark.parametrize(
    ("design", "version", "name"),
    [contract(design, v, name) for design in WHOLE for name, g in GENERATORS.items() for v in g.versions],
)


def documents(bundles: Bundles, design: Path, version: str) -> list[Path]:
    found = files(bundles.of(design, "--openapi", version), "openapi.yaml")
    assert found, f"{design.name} yields no openapi.yaml"
    return found


@EACH
def test_it_is_what_it_says_and_valid(bundles: Bundles, design: Path, version: str) -> None:
    for document in documents(bundles, design, version):
        assert document.read_text(encoding="utf-8").lstrip().replace('"', "").startswith(SAID[version])
        assert validate_openapi(document) == ()


@pytest.mark.judge
@EACH
def test_spectral_finds_nothing(bundles: Bundles, design: Path, version: str) -> None:
    for document in documents(bundles, design, version):
        assert spectral(document) == ()


@pytest.mark.judge
@EACH
def test_redocly_finds_nothing(bundles: Bundles, design: Path, version: str) -> None:
    for document in documents(bundles, design, version):
        assert redocly(document) == ()


@pytest.mark.judge
@EACH
def test_examples_headers_and_schemas_agree(bundles: Bundles, design: Path, version: str) -> None:
    for document in documents(bundles, design, version):
        assert mock_openapi(document) == ()


@pytest.mark.judge
@pytest.mark.slow
@EACH
def test_what_is_asked_at_random_is_answered_alike(bundles: Bundles, design: Path, version: str) -> None:
    for document in documents(bundles, design, version):
        assert mock_openapi(document, AT_RANDOM) == ()


@pytest.mark.judge
@GENERATED
def test_generated_code_stands(bundles: Bundles, design: Path, version: str, name: str, tmp_path: Path) -> None:
    for number, document in enumerate(documents(bundles, design, version)):
        assert generate(document, name, tmp_path / str(number)) == ()
