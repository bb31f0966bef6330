"""Same design, same bytes: under every hash seed, locale, time zone and folder; shuffled keys, same elements."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from planner import make_plan
from planner.derive.trace import elements
from planner.read.design import read_design_text
from planner.read.document import Document, open_document
from planner.read.layout import plain
from planner.read.printing import block_lines
from tests.cases.cases import LARGE, ROOT, SMALL, name_of

WORLDS = (
    {"PYTHONHASHSEED": "1", "LC_ALL": "C", "LANG": "C", "TZ": "UTC"},
    {"PYTHONHASHSEED": "4242", "LC_ALL": "C.UTF-8", "LANG": "tr_TR.UTF-8", "TZ": "Asia/Kathmandu"},
)


@pytest.mark.parametrize("design", LARGE, ids=name_of)
def test_same_bytes_in_every_world(design: Path, tmp_path: Path) -> None:
    """Each world runs from a folder of its own and names the design in its own way: absolute, or beside it."""
    told: list[dict[str, bytes]] = []
    for number, world in enumerate(WORLDS):
        home = tmp_path / f"world {number}"
        home.mkdir()
        (home / design.name).write_bytes(design.read_bytes())
        name = str(home / design.name) if number else design.name
        done = subprocess.run(
            [sys.executable, "-m", "planner", "plan", name, "-o", "out", "--quiet", "--team", "3"],
            cwd=home, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(ROOT), **world},
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        told.append({p.relative_to(home).as_posix(): p.read_bytes() for p in home.rglob("*") if p.is_file()})
    assert told[0].keys() == told[1].keys()
    assert [path for path in told[0] if told[0][path] != told[1][path]] == []
    written = b"".join(content for path, content in told[0].items() if path.startswith("out/"))
    assert str(tmp_path).encode() not in written


def shuffled(node: object, chance: random.Random) -> object:
    """The same data with the keys of every mapping in another order; lists keep theirs."""
    if isinstance(node, dict):
        keys = list(node)
        chance.shuffle(keys)
        return {key: shuffled(node[key], chance) for key in keys}
    return [shuffled(item, chance) for item in node] if isinstance(node, list) else node


def ids(text: str) -> set[str]:
    """Every id of the plan."""
    plan = make_plan(read_design_text(text.encode(), "design.yaml")).plan
    assert plan is not None
    return {element.id for element in elements(plan)}


@pytest.mark.parametrize("design", (*LARGE, *SMALL), ids=name_of)
@pytest.mark.parametrize("seed", [1, 2])
def test_shuffled_keys_give_the_same_ids(design: Path, seed: int) -> None:
    text = design.read_text(encoding="utf-8")
    document: Document = open_document(text)
    turned = "\n".join(block_lines(shuffled(plain(document.root), random.Random(seed)))) + "\n"
    assert turned != text
    assert ids(turned) == ids(text)
