"""Every OpenAPI document of every example, in both versions, before every judge of form."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.interop.bundles import EXAMPLES, KITCHEN_SINK, Bundles, examples_of, files, label
from tests.interop.generators import GENERATORS, generate
from tests.interop.judges import mock_openapi, redocly, spectral, validate_openapi

REST = pytest.mark.parametrize("design", examples_of("rest"), ids=label)
WHOLE = pytest.mark.parametrize("design", [d for d in examples_of("rest") if d in (*EXAMPLES, KITCHEN_SINK)], ids=label)
VERSION = pytest.mark.parametrize("version", ["3.1", "3.0"])
SAID = {"3.1": "openapi: 3.1.", "3.0": "openapi: 3.0."}


def documents(bundles: Bundles, design: Path, version: str) -> list[Path]:
    found = files(bundles.of(design, "--openapi", version), "openapi.yaml")
    assert found, f"{design.name} yields no openapi.yaml"
    return found


@REST
@VERSION
def test_it_is_what_it_says_and_valid(bundles: Bundles, design: Path, version: str) -> None:
    for document in documents(bundles, design, version):
        assert document.read_text(encoding="utf-8").lstrip().replace('"', "").startswith(SAID[version])
        assert validate_openapi(document) == ()


@pytest.mark.judge
@REST
@VERSION
def test_spectral_finds_nothing(bundles: Bundles, design: Path, version: str) -> None:
    for document in documents(bundles, design, version):
        assert spectral(document) == ()


@pytest.mark.judge
@REST
@VERSION
def test_redocly_finds_nothing(bundles: Bundles, design: Path, version: str) -> None:
    for document in documents(bundles, design, version):
        assert redocly(document) == ()


@pytest.mark.judge
@REST
@VERSION
def test_examples_headers_and_schemas_agree(bundles: Bundles, design: Path, version: str) -> None:
    for document in documents(bundles, design, version):
        assert mock_openapi(document) == ()


@pytest.mark.judge
@WHOLE
@pytest.mark.parametrize(
    ("name", "version"), [(name, version) for name, g in GENERATORS.items() for version in g.versions]
)
def test_generated_code_stands(bundles: Bundles, design: Path, version: str, name: str, tmp_path: Path) -> None:
    for number, document in enumerate(documents(bundles, design, version)):
        assert generate(document, name, tmp_path / str(number)) == ()
