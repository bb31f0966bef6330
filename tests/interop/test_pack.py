"""The pack of modules: what a process imports comes out of one file, and never out of a stale or a broken one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.interop.tools import ROOT

LOOK = """
import sys
from planner.cli import main
status = main.run
def run(arguments):
    found = status(arguments)
    ours = [(n, m) for n, m in sys.modules.items() if n.startswith("planner.")]
    packed = [n for n, m in ours if type(m.__spec__.loader).__name__ == "Pack"]
    print(*packed, sep="\\n", file=sys.stderr)
    return found
main.run = run
sys.argv[0] = "planner"
main.main()
"""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A folder with a copy of the package that may be changed."""
    shutil.copytree(ROOT / "planner", tmp_path / "planner", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def process(package: Path, *arguments: str, keeps: bool = True) -> subprocess.CompletedProcess[str]:
    env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"} | {"PYTHONPATH": str(package)}
    if not keeps:
        env["PYTHONDONTWRITEBYTECODE"] = "1"
    command = (sys.executable, *arguments)
    return subprocess.run(command, capture_output=True, text=True, env=env, cwd=package, check=False)


def packed_in(package: Path) -> set[str]:
    """The modules that one `check` took out of the pack."""
    done = process(package, "-c", LOOK, "check", str(ROOT / "examples/bookshop.yaml"))
    assert done.returncode == 0, done.stderr
    return {word for word in done.stderr.split() if word.startswith("planner.")}


def pack_of(package: Path) -> Path | None:
    return next((package / "planner/__pycache__").glob("*.pack"), None)


def test_the_first_process_packs_what_it_imported_and_the_next_takes_it(package: Path) -> None:
    assert packed_in(package) == set()
    assert pack_of(package) is not None
    assert {"planner.cli.check", "planner.read.design", "planner.derive.pipeline", "planner.model"} <= packed_in(
        package
    )


def test_another_command_adds_to_the_pack(package: Path) -> None:
    packed_in(package)
    process(package, "-m", "planner", "fmt", "--check", str(ROOT / "examples/bookshop.yaml"))
    process(package, "-m", "planner", "schema", "--of", "plan")
    before = pack_of(package)
    assert before is not None
    found = before.read_bytes()
    assert all(name in found for name in (b"planner.cli.schema", b"planner.cli.fmt", b"planner.derive.pipeline"))


def test_a_module_whose_source_changed_is_taken_from_its_source(package: Path) -> None:
    process(package, "-m", "planner.cli.pack")
    source = package / "planner/cli/check.py"
    source.write_text(source.read_text() + "\nprint('changed')\n")
    done = process(package, "-m", "planner", "check", str(ROOT / "examples/bookshop.yaml"))
    assert "changed" in done.stdout
    source.write_text(source.read_text().replace("changed", "changed again"))
    done = process(package, "-m", "planner", "check", str(ROOT / "examples/bookshop.yaml"))
    assert "changed again" in done.stdout


def test_a_module_that_went_away_leaves_the_pack(package: Path) -> None:
    extra = package / "planner/extra.py"
    extra.write_text("WORD = 1\n")
    process(package, "-m", "planner.cli.pack")
    extra.unlink()
    process(package, "-m", "planner", "check", str(ROOT / "examples/bookshop.yaml"))
    (package / "planner/cli/written.py").touch()
    os.utime(package / "planner/cli/report.py", (1, 1))
    process(package, "-m", "planner", "check", str(ROOT / "examples/bookshop.yaml"))
    pack = pack_of(package)
    assert pack is not None
    assert b"planner.extra" not in pack.read_bytes()


@pytest.mark.parametrize("broken", [b"", b"12345678", b"\xff" * 64, b"\x00" * 64], ids=["empty", "short", "ff", "00"])
def test_a_broken_pack_is_passed_over_and_replaced(package: Path, broken: bytes) -> None:
    process(package, "-m", "planner.cli.pack")
    pack = pack_of(package)
    assert pack is not None
    whole = pack.read_bytes()
    pack.write_bytes(broken or whole[: len(whole) // 2])
    assert packed_in(package) == set()
    assert "planner.read.design" in packed_in(package)


def test_a_package_that_was_moved_packs_anew(package: Path, tmp_path: Path) -> None:
    process(package, "-m", "planner.cli.pack")
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(package / "planner", elsewhere / "planner")
    assert packed_in(elsewhere) == set()
    assert "planner.read.design" in packed_in(elsewhere)


def test_where_bytecode_is_not_kept_nothing_is_packed(package: Path) -> None:
    done = process(package, "-m", "planner", "check", str(ROOT / "examples/bookshop.yaml"), keeps=False)
    assert done.returncode == 0
    assert not (package / "planner/__pycache__").exists()


def test_where_bytecode_lies_elsewhere_nothing_is_packed(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPYCACHEPREFIX", str(package / "elsewhere"))
    done = process(package, "-m", "planner", "check", str(ROOT / "examples/bookshop.yaml"))
    assert done.returncode == 0
    assert not (package / "planner/__pycache__").exists()


def test_a_fault_in_a_packed_module_shows_its_line(package: Path) -> None:
    source = package / "planner/cli/check.py"
    source.write_text(source.read_text() + "\nraise RuntimeError('here')\n")
    process(package, "-m", "planner.cli.pack")
    done = process(package, "-m", "planner", "check", "x.yaml")
    assert "planner/cli/check.py" in done.stderr
    assert "raise RuntimeError('here')" in done.stderr
