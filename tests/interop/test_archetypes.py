"""The bundle of every archetype before the judges: of form in every run, mocks and code generators where all is asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.archetypes.archetypes import NAMES
from tests.interop.bundles import Bundles, files
from tests.interop.generators import GENERATORS, generate
from tests.interop.judges import (
    lint_markdown,
    parse_asyncapi,
    parse_mermaid,
    redocly,
    spectral,
    validate_openapi,
)
from tests.interop.mock import AT_RANDOM, EVERY_ANSWER, mock_openapi

each = pytest.mark.parametrize("name", NAMES)
VERSION = pytest.mark.parametrize("version", ["3.1", "3.0"])


@each
@VERSION
def test_the_contract_is_valid(bundles: Bundles, name: str, version: str) -> None:
    for document in files(bundles.of_archetype(name, "--openapi", version), "openapi.yaml"):
        assert validate_openapi(document) == ()


@pytest.mark.judge
@each
@VERSION
def test_linters_find_nothing(bundles: Bundles, name: str, version: str) -> None:
    for document in files(bundles.of_archetype(name, "--openapi", version), "openapi.yaml"):
        assert spectral(document) == ()
        assert redocly(document) == ()


@pytest.mark.judge
@pytest.mark.slow
@each
def test_documents_diagrams_and_messages_are_accepted(bundles: Bundles, name: str) -> None:
    bundle = bundles.of_archetype(name)
    pages = files(bundle, "*.md")
    assert lint_markdown(pages) == ()
    assert parse_mermaid([*pages, *files(bundle, "*.mmd")]) == ()
    for document in files(bundle, "asyncapi.yaml"):
        assert parse_asyncapi(document) == ()


@pytest.mark.judge
@pytest.mark.slow
@each
@VERSION
def test_examples_headers_and_schemas_agree(bundles: Bundles, name: str, version: str) -> None:
    for document in files(bundles.of_archetype(name, "--openapi", version), "openapi.yaml"):
        assert mock_openapi(document, f"{EVERY_ANSWER},{AT_RANDOM}") == ()


@pytest.mark.judge
@pytest.mark.slow
@each
@pytest.mark.parametrize(
    ("generator", "version"), [(name, version) for name, g in GENERATORS.items() for version in g.versions]
)
def test_generated_code_stands(bundles: Bundles, name: str, version: str, generator: str, tmp_path: Path) -> None:
    for document in files(bundles.of_archetype(name, "--openapi", version), "openapi.yaml"):
        assert generate(document, generator, tmp_path / "out") == ()
