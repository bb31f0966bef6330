"""The cases: a name, its design, and the bundle that the real command makes of a copy of it."""

from __future__ import annotations

import contextlib
import gc
import io
import shutil
from pathlib import Path

from planner.cli.main import run

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
EXAMPLES = tuple(sorted((ROOT / "examples").glob("*.yaml")))
KITCHEN_SINK = HERE / "kitchen-sink/design.yaml"
SMALL = tuple(sorted(p for p in HERE.glob("*/design.yaml") if p != KITCHEN_SINK))
LARGE = (*EXAMPLES, KITCHEN_SINK)
DESIGNS = (*LARGE, *SMALL)


def name_of(design: Path) -> str:
    """A case is called after its folder; an example after its file."""
    return design.parent.name if design.stem == "design" else design.stem


def bundle_of(design: Path, scratch: Path, *options: str) -> Path:
    """The folder of the bundle; the design is copied first, since planning may write a lock file beside it."""
    scratch.mkdir(parents=True, exist_ok=True)
    source = Path(shutil.copy(design, scratch))
    lock = design.with_suffix(".lock.json")
    if lock.exists():
        shutil.copy(lock, scratch)
    said = io.StringIO()
    with contextlib.redirect_stderr(said):
        status = run(["plan", str(source), "-o", str(scratch / "bundle"), "--quiet", *options])
    gc.enable()
    assert status == 0, said.getvalue()
    return scratch / "bundle"
