"""What is machine-readable keeps its published JSON Schema, and so do the examples the schema of the language."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import ClassVar

import pytest
import yaml
from jsonschema import Draft202012Validator

from tests.interop.bundles import EXAMPLES, Bundles
from tests.interop.tools import ROOT

CORE_SCALARS = {
    "tag:yaml.org,2002:bool": (r"^(?:true|false)$", "tf"),
    "tag:yaml.org,2002:int": (r"^[-+]?[0-9]+$", "-+0123456789"),
    "tag:yaml.org,2002:float": (r"^[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$", "-+.0123456789"),
}
OUTPUTS = {"plan": "plan.json", "build-order": "build-order.json", "risks": "risks.json", "manifest": "manifest.json"}
EVERY = pytest.mark.parametrize("design", EXAMPLES, ids=lambda p: p.stem)


class CoreLoader(yaml.SafeLoader):
    """Reads YAML 1.2's core scalars: `on` is a word, `20:1` is not a number."""

    yaml_implicit_resolvers: ClassVar = {}


for tag, (pattern, first) in CORE_SCALARS.items():
    CoreLoader.add_implicit_resolver(tag, re.compile(pattern), list(first))
CoreLoader.add_implicit_resolver("tag:yaml.org,2002:merge", re.compile("^<<$"), ["<"])


@cache
def validator(of: str) -> Draft202012Validator:
    """A validator of the schema that `planner schema --of` prints."""
    command = [sys.executable, "-m", "planner", "schema", "--of", of]
    schema = json.loads(subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def findings(of: str, document: object) -> list[str]:
    return [f"{error.json_path}: {error.message[:200]}" for error in validator(of).iter_errors(document)]


@EVERY
@pytest.mark.parametrize("of", OUTPUTS)
def test_an_output_keeps_its_schema(bundles: Bundles, design: Path, of: str) -> None:
    file = bundles.of(design) / OUTPUTS[of]
    assert findings(of, json.loads(file.read_bytes())) == []


@EVERY
def test_an_example_keeps_the_schema_of_the_language(design: Path) -> None:
    assert findings("design", yaml.load(design.read_bytes(), CoreLoader)) == []


def test_the_schema_of_the_language_refuses_a_misspelt_key() -> None:
    assert findings("design", {"planner": "1", "name": "A", "entites": {}})
