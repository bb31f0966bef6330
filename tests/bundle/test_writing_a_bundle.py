"""A bundle is written as one or not at all, never outside its folder, and never over what a person edited."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from planner import codes
from planner.diagnostics import Diagnostic, Severity
from planner.emit.base import Artifact
from planner.files import replace_file
from planner.workspace import JOURNAL, LOCK, MANIFEST, WriteReport, status_of, write_bundle
from tests.rights import bound_by_permissions

NOTE = Diagnostic("API101", Severity.INFO, "a note")
ERROR = Diagnostic("API101", Severity.ERROR, "it cannot be")


def made(**texts: str) -> list[Artifact | Diagnostic]:
    """Artifacts by name: `plan__md` is `plan/md`."""
    return [Artifact(name.replace("__", "/"), text.encode(), "test") for name, text in texts.items()]


def codes_of(report: WriteReport) -> list[str]:
    return [d.code for d in report.problems]


def files(folder: Path) -> set[str]:
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()} - {LOCK}


def test_an_error_among_the_notes_leaves_the_folder_as_it_was(tmp_path: Path) -> None:
    assert write_bundle(tmp_path, [*made(a="1"), NOTE]).written == ("a",)
    report = write_bundle(tmp_path, [*made(a="2", b="1"), NOTE, ERROR])
    assert report.notes == (NOTE, ERROR) and not report.written
    assert (tmp_path / "a").read_text() == "1" and files(tmp_path) == {"a", MANIFEST}


@pytest.mark.parametrize("path", ["../outside", "/tmp/outside", "a/../../outside"])
def test_nothing_is_written_outside(path: str, tmp_path: Path) -> None:
    report = write_bundle(tmp_path / "out", [Artifact(path, b"x", "test")])
    assert codes_of(report) == [codes.IO_WRITE] and "lies outside the bundle" in report.problems[0].message
    assert not (tmp_path / "outside").exists() and files(tmp_path / "out") == set()


def test_a_link_leads_nowhere_else(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "out/sub").symlink_to(tmp_path / "elsewhere")
    report = write_bundle(tmp_path / "out", made(sub__a="1"))
    assert codes_of(report) == [codes.IO_WRITE] and "through a link" in report.problems[0].message
    assert not list((tmp_path / "elsewhere").iterdir())


def test_a_folder_in_the_place_of_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    report = write_bundle(tmp_path, made(a="1", b="2"), mode="force")
    assert codes_of(report) == [codes.IO_WRITE] and (tmp_path / "a").is_dir()
    (tmp_path / "file").write_text("mine")
    under = write_bundle(tmp_path, made(file__below="1"))
    assert codes_of(under) == [codes.IO_WRITE] and (tmp_path / "file").read_text() == "mine"


def test_a_folder_that_another_run_writes_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planner.workspace._PATIENCE", 0.2)
    code = (
        "import fcntl, sys; handle = open(sys.argv[1], 'w'); fcntl.flock(handle, fcntl.LOCK_EX)\n"
        "print('held', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", code, str(tmp_path / LOCK)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None and other.stdout.readline() == b"held\n"
        report = write_bundle(tmp_path, made(a="1"))
        other.kill()
    assert codes_of(report) == [codes.IO_LOCKED] and not (tmp_path / "a").exists()
    assert write_bundle(tmp_path, made(a="1")).written == ("a",)


def test_what_a_killed_run_left_is_known_as_ours(tmp_path: Path) -> None:
    write_bundle(tmp_path, made(a="1"))
    from hashlib import sha256

    (tmp_path / "a").write_text("2")
    (tmp_path / JOURNAL).write_text(json.dumps({"a": sha256(b"2").hexdigest()}))
    assert write_bundle(tmp_path, made(a="3")).written == ("a",)
    assert not (tmp_path / JOURNAL).exists()


@pytest.mark.parametrize("manifest", ["no json", "[]", '{"files": [{"path": "../../etc/passwd", "sha256": "x"}]}'])
def test_a_manifest_that_is_none_knows_nothing(manifest: str, tmp_path: Path) -> None:
    write_bundle(tmp_path, made(a="1"))
    (tmp_path / MANIFEST).write_text(manifest)
    (tmp_path / JOURNAL).write_text("[]")
    assert status_of(tmp_path) == ()
    assert codes_of(write_bundle(tmp_path, made(a="2"))) == [codes.IO_EDITED]
    assert write_bundle(tmp_path, made(a="1")).unchanged == ("a",)


def test_files_stand_as_written_edited_or_gone(tmp_path: Path) -> None:
    write_bundle(tmp_path, made(a="1", b="1", sub__c="1"))
    (tmp_path / "a").write_text("mine")
    (tmp_path / "b").unlink()
    assert {s.path: s.state for s in status_of(tmp_path)} == {"a": "edited", "b": "missing", "sub/c": "unchanged"}


def test_what_is_no_longer_made_goes_with_its_empty_folders_unless_edited(tmp_path: Path) -> None:
    write_bundle(tmp_path, made(a="1", sub__deep__c="1", sub__d="1"))
    (tmp_path / "sub/d").write_text("mine")
    report = write_bundle(tmp_path, made(a="1"))
    assert report.removed == ("sub/deep/c",) and report.unchanged == ("a",)
    assert not (tmp_path / "sub/deep").exists() and (tmp_path / "sub/d").read_text() == "mine"


def test_a_part_of_the_bundle_leaves_the_rest_alone(tmp_path: Path) -> None:
    write_bundle(tmp_path, [Artifact("a", b"1", "one"), Artifact("b", b"1", "two")])
    report = write_bundle(tmp_path, [Artifact("a", b"2", "one")], scope=frozenset({"one"}))
    assert report.written == ("a",) and report.removed == () and (tmp_path / "b").exists()
    assert {s.path for s in status_of(tmp_path)} == {"a", "b"}


def test_one_file_takes_the_place_of_another_with_its_rights(tmp_path: Path) -> None:
    path = tmp_path / "d.yaml"
    path.write_text("old")
    path.chmod(0o640)
    assert replace_file(path, "new ✓") is None
    assert path.read_text() == "new ✓" and path.stat().st_mode & 0o777 == 0o640
    assert [p.name for p in tmp_path.iterdir()] == ["d.yaml"]


def test_a_file_that_cannot_be_replaced_stays(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    problem = replace_file(tmp_path / "folder", "text")
    assert problem is not None and problem.code == codes.IO_WRITE and problem.message.startswith("folder: ")
    assert [p.name for p in tmp_path.iterdir()] == ["folder"]


def test_a_locked_folder_refuses_every_command_that_writes(tmp_path: Path) -> None:
    design = tmp_path / "d.yaml"
    design.write_text("name: Small\nplanner: 1\nentities:\n  Thing:\n    fields: {name: text}\n")
    before = design.read_text()
    tmp_path.chmod(0o555)
    try:
        words = bound_by_permissions(tmp_path)
        for command in (("fmt", "d.yaml"), ("answer", "d.yaml", "scale.users=5k"), ("plan", "d.yaml", "-o", "out")):
            done = subprocess.run(
                [*words, sys.executable, "-m", "planner", *command],
                cwd=tmp_path,
                capture_output=True,
                text=True,
                check=False,
                env={**os.environ, "PYTHONPATH": str(Path.cwd())},
            )
            assert done.returncode == 3 and "Permission denied" in done.stderr and "Traceback" not in done.stderr
    finally:
        tmp_path.chmod(0o755)
    assert design.read_text() == before and [p.name for p in tmp_path.iterdir()] == ["d.yaml"]
