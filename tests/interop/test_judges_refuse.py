"""A judge that accepts everything judges nothing: each must refuse what is wrong, and accept what is right."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.interop import judges
from tests.interop.generators import GENERATORS, generate
from tests.interop.mock import mock_openapi
from tests.interop.tools import ROOT

NAIVE = """\
openapi: 3.1.0
info: {title: Naive, version: 1.0.0}
paths:
  /things:
    get:
      operationId: listThings
      responses:
        '200':
          description: The things.
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Thing'}
components:
  schemas:
    Thing: {type: object, required: [name], properties: {name: {type: string}}}
"""
DISAGREES = NAIVE.replace("components:", "              example: {name: 3}\ncomponents:")


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_spec_validator(tmp_path: Path) -> None:
    assert judges.validate_openapi(written(tmp_path, "openapi.yaml", NAIVE)) == ()
    wrong = NAIVE.replace("operationId", "operationID").replace("responses", "answers")
    assert judges.validate_openapi(written(tmp_path, "openapi.yaml", wrong))


@pytest.mark.judge
def test_spectral(tmp_path: Path) -> None:
    found = judges.spectral(written(tmp_path, "openapi.yaml", NAIVE))
    assert any("info-contact" in f for f in found)
    assert any("owasp" in f for f in found)


@pytest.mark.judge
def test_spectral_obeys_the_bundle_s_own_rules(tmp_path: Path) -> None:
    written(tmp_path, ".spectral.yaml", 'extends: [["spectral:oas", off]]\nrules: {info-contact: warn}\n')
    found = judges.spectral(written(tmp_path, "openapi.yaml", NAIVE))
    assert len(found) == 1
    assert "info-contact" in found[0]


@pytest.mark.judge
def test_redocly(tmp_path: Path) -> None:
    found = judges.redocly(written(tmp_path, "openapi.yaml", NAIVE))
    assert any("info-license" in f for f in found)


@pytest.mark.judge
def test_mock(tmp_path: Path) -> None:
    assert mock_openapi(written(tmp_path, "openapi.yaml", NAIVE)) == ()
    assert mock_openapi(written(tmp_path, "wrong.yaml", DISAGREES))


@pytest.mark.judge
def test_asyncapi(tmp_path: Path) -> None:
    right = "asyncapi: 3.0.0\ninfo: {title: A, version: 1.0.0}\n"
    assert all("error" not in f for f in judges.parse_asyncapi(written(tmp_path, "right.yaml", right)))
    assert judges.parse_asyncapi(written(tmp_path, "wrong.yaml", "asyncapi: 3.0.0\ninfo: {title: A}\n"))


@pytest.mark.judge
def test_mermaid(tmp_path: Path) -> None:
    assert judges.parse_mermaid([written(tmp_path, "a.mmd", "flowchart LR\n  a --> b\n")]) == ()
    block = "# T\n\n```mermaid\nflowchart LR\n  a --> --> b\n```\n"
    assert judges.parse_mermaid([written(tmp_path, "b.md", block)])


@pytest.mark.judge
def test_markdown(tmp_path: Path) -> None:
    assert judges.lint_markdown([written(tmp_path, "a.md", "# Title\n\nText.\n")]) == ()
    assert judges.lint_markdown([written(tmp_path, "b.md", "# Title\nText.\n### Deep\n")])


def test_graphql(tmp_path: Path) -> None:
    assert judges.check_graphql(written(tmp_path, "a.graphql", "type Query { a: Int }")) == ()
    assert judges.check_graphql(written(tmp_path, "b.graphql", "type Query { a: Nowhere }"))
    lacks = "interface I { a: Int } type Query implements I { b: Int }"
    assert judges.check_graphql(written(tmp_path, "c.graphql", lacks))


def test_protoc(tmp_path: Path) -> None:
    right = written(tmp_path, "a.proto", 'syntax = "proto3"; message A { string a = 1; }')
    wrong = written(tmp_path, "b.proto", 'syntax = "proto3"; message A { string a = 1; string b = 1; }')
    assert judges.protoc([right], tmp_path) == ()
    assert judges.protoc([wrong], tmp_path)


def test_squawk(tmp_path: Path) -> None:
    head = "BEGIN; SET LOCAL lock_timeout = '5s'; SET LOCAL statement_timeout = '60s';\n"
    right = written(tmp_path, "a.sql", f"{head}CREATE TABLE a (id bigint PRIMARY KEY, b text NOT NULL);\nCOMMIT;\n")
    down = written(tmp_path, "c.sql", f"{head}DROP TABLE a;\nCOMMIT;\n")
    assert judges.squawk([right]) == ()
    wrong = written(tmp_path, "b.sql", "CREATE TABLE a (id serial PRIMARY KEY);")
    assert any("prefer-identity" in f for f in judges.squawk([wrong]))
    assert judges.squawk([down])
    assert judges.squawk([down], waived=judges.DROPS) == ()


@pytest.mark.judge
def test_generators(tmp_path: Path) -> None:
    assert generate(written(tmp_path, "right.yaml", NAIVE), "openapi-typescript", tmp_path / "right") == ()
    broken = NAIVE.replace("schemas/Thing", "schemas/Nowhere")
    assert generate(written(tmp_path, "wrong.yaml", broken), "openapi-typescript", tmp_path / "wrong")


@pytest.mark.judge
@pytest.mark.parametrize("name", tuple(GENERATORS))
def test_generators_accept_a_plain_document(tmp_path: Path, name: str) -> None:
    assert generate(written(tmp_path, "openapi.yaml", NAIVE), name, tmp_path / "out") == ()


@pytest.mark.judge
def test_our_own_dockerfile() -> None:
    assert judges.hadolint(ROOT / "Dockerfile") == ()
