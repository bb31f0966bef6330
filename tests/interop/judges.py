"""The judges of documents: each takes a path and answers with findings, one text each; none is acceptance."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from graphql import GraphQLError, build_schema, validate_schema
from openapi_spec_validator import validate
from openapi_spec_validator.readers import read_from_filename
from openapi_spec_validator.validation.exceptions import OpenAPIValidationError

from tests.interop.tools import HERE, module, need, run, run_script, tool

Findings = tuple[str, ...]

STRICT_RULES = 'extends:\n  - ["spectral:oas", all]\n  - "@stoplight/spectral-owasp-ruleset"\n'
SEVERITIES = ("error", "warning", "info", "hint")
MARKDOWN_RULES = '{"config": {"default": true, "MD013": false}}'
DROPS = "ban-drop-table,ban-drop-column,ban-drop-not-null,ban-drop-function"


def validate_openapi(document: Path) -> Findings:
    """openapi-spec-validator: the structure."""
    content, location = read_from_filename(str(document))
    try:
        validate(content, location)
    except OpenAPIValidationError as problem:
        return (f"{problem.json_path}: {problem.message}",)
    return ()


def spectral(document: Path) -> Findings:
    """Spectral with the bundle's own rules where it has some, else every rule of oas and OWASP."""
    command, modules = module("spectral"), need("npm", "node_modules")
    own = document.parent / ".spectral.yaml"
    with tempfile.TemporaryDirectory() as scratch:
        rules = Path(scratch) / "rules.yaml"  # packages are looked up from the folder of the rules
        rules.write_text(own.read_text(encoding="utf-8") if own.exists() else STRICT_RULES, encoding="utf-8")
        (Path(scratch) / "node_modules").symlink_to(modules)
        ran = run(
            command, "lint", "-r", rules, document, "-f", "json", "-q", "--fail-severity", "hint",
            extra={"NODE_OPTIONS": f"--require={HERE / 'compile_once.cjs'}"},
        )  # fmt: skip
    start = ran.out.find("[")
    if start < 0:
        return (f"did not run: {ran.words}",) if ran.status else ()
    return tuple(
        f"{SEVERITIES[found['severity']]} {found['code']} at {'.'.join(map(str, found['path']))}: {found['message']}"
        for found in json.loads(ran.out[start:])
    )


def redocly(document: Path) -> Findings:
    """Redocly's strictest rules."""
    with tempfile.TemporaryDirectory() as scratch:
        ran = run(
            module("redocly"), "lint", document.resolve(), "--extends", "recommended-strict",
            "--format", "json", "--max-problems", "1000", cwd=Path(scratch),
        )  # fmt: skip
    try:
        problems = json.loads(ran.out)["problems"]
    except (ValueError, KeyError):
        return (f"did not run: {ran.words}",)
    return tuple(f"{p['severity']} {p['ruleId']} at {_pointer(p)}: {p['message']}" for p in problems)


def _pointer(problem: dict) -> str:
    return str(problem["location"][0].get("pointer", "")) if problem["location"] else "the document"


def lint_openapi(document: Path) -> Findings:
    """Every judge of an OpenAPI document that reads it."""
    return (*validate_openapi(document), *spectral(document), *redocly(document))


def parse_asyncapi(document: Path) -> Findings:
    """AsyncAPI's own parser; that a later 3.x exists is not a finding."""
    return tuple(f for f in run_script("parse_asyncapi.mjs", [document]) if "asyncapi-latest-version" not in f)


def parse_mermaid(files: Sequence[Path]) -> Findings:
    """Mermaid's own parser on diagrams and on the mermaid blocks of Markdown."""
    assert files, "nothing to judge"
    return run_script("parse_mermaid.mjs", files)


def lint_markdown(files: Sequence[Path]) -> Findings:
    """markdownlint's default rules, line length apart: tables are as wide as they are."""
    assert files, "nothing to judge"
    command = module("markdownlint-cli2")
    with tempfile.TemporaryDirectory() as scratch:
        for file in files:
            shutil.copy(file, scratch)
        (Path(scratch) / ".markdownlint-cli2.jsonc").write_text(MARKDOWN_RULES, encoding="utf-8")
        ran = run(command, "*.md", cwd=Path(scratch))
    return tuple(line for line in ran.err.splitlines() if ".md:" in line) or ((ran.words,) if ran.status else ())


def check_graphql(document: Path) -> Findings:
    """graphql-core: the SDL builds and is a valid schema."""
    try:
        return tuple(str(e) for e in validate_schema(build_schema(document.read_text(encoding="utf-8"))))
    except (GraphQLError, TypeError) as problem:  # a type that is not there is a TypeError
        return (str(problem),)


def protoc(files: Sequence[Path], root: Path) -> Findings:
    """protoc, messages and services."""
    assert files, "nothing to judge"
    with tempfile.TemporaryDirectory() as out:
        ran = run(
            sys.executable, "-m", "grpc_tools.protoc", f"-I{root}", f"--python_out={out}", f"--grpc_python_out={out}",
            *files,
        )  # fmt: skip
    return tuple(line for line in ran.err.splitlines() if line.strip()) or ((ran.words,) if ran.status else ())


def squawk(files: Sequence[Path], waived: str = "") -> Findings:
    """squawk on PostgreSQL migrations; a down file drops things by its nature (`waived=DROPS`)."""
    assert files, "nothing to judge"
    command = Path(sys.executable).parent / "squawk"
    ran = run(command, "--reporter", "json", *(("-e", waived) if waived else ()), *files)
    try:
        found = json.loads(ran.out) if ran.out.strip() else []
    except ValueError:
        return (ran.words,)
    return tuple(f"{f['file']}:{f['line']} {f['rule_name']}: {f['message']}" for f in found) or (
        (ran.words,) if ran.status else ()
    )


def hadolint(file: Path) -> Findings:
    """hadolint on a Dockerfile."""
    ran = run(tool("hadolint"), file)
    return tuple(ran.out.splitlines()) if ran.status else ()
