"""The benchmark compares like with like: our design of the model is sound, and says what the peers are told."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.interop.tools import ROOT


def written(count: int, language: str) -> str:
    command = [sys.executable, "benchmarks/generate.py", str(count), "--language", language]
    return subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout


def test_the_design_has_no_problems() -> None:
    command = [sys.executable, "-m", "planner", "check", "-", "--format", "json"]
    done = subprocess.run(command, input=written(25, "design"), capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("count", [1, 10, 100])
def test_every_language_tells_the_same_relations(count: int) -> None:
    design, dbml, typespec = (written(count, language) for language in ("design", "dbml", "typespec"))
    references, peers = design.count(": belongs_to "), design.count("many_to_many")
    assert dbml.count("ref: >") == typespec.count("_id: int64;") == references
    assert dbml.count("Ref: ") == typespec.count("peer_ids?") == peers == count // 5
    assert design.count("    fields:") == dbml.count("Table ") == typespec.count("Api extends Crud") == count
