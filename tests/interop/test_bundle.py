"""The rest of every bundle before its judges: messages, other API styles, diagrams, documents, migrations."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.interop.bundles import EXAMPLES, Bundles, examples_of, files, label
from tests.interop.judges import check_graphql, lint_markdown, parse_asyncapi, parse_mermaid, protoc

EVERY = pytest.mark.parametrize("design", EXAMPLES, ids=label)


@pytest.mark.parametrize("design", examples_of("graphql"), ids=label)
def test_graphql_accepts_the_schema(bundles: Bundles, design: Path) -> None:
    found = files(bundles.of(design), "schema.graphql")
    assert found
    for document in found:
        assert check_graphql(document) == ()


@pytest.mark.parametrize("design", examples_of("grpc"), ids=label)
def test_protoc_accepts_the_services(bundles: Bundles, design: Path) -> None:
    found = files(bundles.of(design), "*.proto")
    assert found
    for document in found:
        assert protoc([document], document.parent) == ()


@pytest.mark.judge
def test_asyncapi_accepts_the_messages(bundles: Bundles) -> None:
    found = [document for design in EXAMPLES for document in files(bundles.of(design), "asyncapi.yaml")]
    assert found, "no example has messages"
    for document in found:
        assert parse_asyncapi(document) == ()


@pytest.mark.judge
@EVERY
def test_mermaid_draws_every_diagram(bundles: Bundles, design: Path) -> None:
    found = files(bundles.of(design), "*.mmd", "*.md")
    assert any(file.suffix == ".mmd" for file in found)
    assert parse_mermaid(found) == ()


@pytest.mark.judge
@EVERY
def test_markdown_is_tidy(bundles: Bundles, design: Path) -> None:
    found = files(bundles.of(design), "*.md")
    assert found
    assert lint_markdown(found) == ()
