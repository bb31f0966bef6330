"""Every case's whole bundle, byte for byte: what people read lies in `expected/`, every file has its digest in
`expected.sha256`. `make golden` writes both anew; the diff is then to be read like code."""

from __future__ import annotations

import os
import shutil
from hashlib import sha256
from pathlib import Path

import pytest

from tests.cases.cases import DESIGNS, HERE, LARGE, bundle_of, name_of

WRITES = os.environ.get("GOLDEN") == "write"
KEPT = ("*.md", "openapi.yaml", "schema.graphql", "*.proto", "asyncapi.yaml", "migrations/*.sql", "diagrams/*.mmd")
KEPT_OF_LARGE = ("PLAN.md", "BUILD_ORDER.md", "RISKS.md", "openapi.yaml", "schema.graphql", "migrations/*.up.sql")
each_case = pytest.mark.parametrize("design", DESIGNS, ids=name_of)
written = pytest.mark.parametrize(
    "design", [d for d in DESIGNS if WRITES or (HERE / name_of(d) / "expected.sha256").exists()], ids=name_of
)


def digests(bundle: Path) -> str:
    """A line per file, as `sha256sum -c` reads it; hidden files (the lock of the folder) are no part of a bundle."""
    found = sorted(p.relative_to(bundle).as_posix() for p in bundle.rglob("*") if p.is_file())
    visible = [name for name in found if name != ".planner.lock"]
    return "".join(f"{sha256((bundle / name).read_bytes()).hexdigest()}  {name}\n" for name in visible)


def kept(folder: Path, design: Path) -> dict[str, bytes]:
    """The files people review, by path."""
    patterns = KEPT_OF_LARGE if design in LARGE else KEPT
    found = sorted({path for pattern in patterns for path in folder.rglob(pattern)})
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


@written
def test_the_bundle_is_as_expected(design: Path, tmp_path: Path) -> None:
    bundle = bundle_of(design, tmp_path)
    case = HERE / name_of(design)
    if WRITES:
        write(bundle, case, design)
    expected, found = kept(case / "expected", design), kept(bundle, design)
    for name in sorted(expected.keys() & found.keys()):
        assert found[name].decode() == expected[name].decode(), f"{name} differs; make golden, then read the diff"
    assert sorted(found) == sorted(expected)
    assert digests(bundle) == (case / "expected.sha256").read_text(), "make golden, then read the diff"


@each_case
def test_a_second_plan_keeps_the_lock_and_every_byte(design: Path, tmp_path: Path) -> None:
    bundle = bundle_of(design, tmp_path)
    before, lock = digests(bundle), tmp_path / f"{design.stem}.lock.json"
    locked = lock.read_bytes() if lock.exists() else b""
    assert digests(bundle_of(tmp_path / design.name, tmp_path / "again")) == before
    again = tmp_path / "again" / lock.name
    assert (again.read_bytes() if again.exists() else b"") == locked


def write(bundle: Path, case: Path, design: Path) -> None:
    """Replaces what is expected of a case."""
    shutil.rmtree(case / "expected", ignore_errors=True)
    for name, content in kept(bundle, design).items():
        path = case / "expected" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (case / "expected.sha256").write_text(digests(bundle))
