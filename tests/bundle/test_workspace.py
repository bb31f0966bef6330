"""Files of a bundle as they come, piece by piece: compared with what is there, and written only from where it differs."""

from __future__ import annotations

import tempfile
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from planner.emit.base import Artifact, Sink
from planner.workspace import WriteReport, status_of, write_bundle

LONG = b"0123456789abcdef" * 8192  # two pieces of what is compared at once
PIECES = st.lists(st.sampled_from([b"", b"a", b"b\n", LONG, LONG[:70_000]]), max_size=4)


def artifact(*pieces: bytes) -> Artifact:
    def give(sink: Sink) -> None:
        for piece in pieces:
            sink(piece)

    return Artifact("one.txt", give, "own")


def written(folder: Path, *pieces: bytes) -> WriteReport:
    return write_bundle(folder, (artifact(*pieces),), mode="force")


@given(before=PIECES, after=PIECES)
@example(before=[LONG, LONG], after=[LONG, LONG, b"a"])
@example(before=[LONG, LONG, b"a"], after=[LONG, LONG])
@example(before=[LONG, b"a", LONG], after=[LONG, b"b\n", LONG])
def test_what_comes_is_what_stands_there(before: list[bytes], after: list[bytes]) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        written(folder, *before)
        report = written(folder, *after)
        content = b"".join(after)
        assert (folder / "one.txt").read_bytes() == content == artifact(*after).content
        assert bool(report.unchanged) is (b"".join(before) == content)
        assert sha256(content).hexdigest() in (folder / "manifest.json").read_text()
        assert [status.state for status in status_of(folder)] == ["unchanged"]
        assert not list(folder.glob(".*.tmp"))


def test_what_fails_half_way_leaves_what_was_there(tmp_path: Path) -> None:
    written(tmp_path, LONG)

    def give(sink: Sink) -> None:
        sink(b"x" + LONG)
        raise RuntimeError("half way")

    with pytest.raises(RuntimeError, match="half way"):
        write_bundle(tmp_path, (Artifact("one.txt", give, "own"),), mode="force")
    assert (tmp_path / "one.txt").read_bytes() == LONG
    assert not list(tmp_path.glob(".*.tmp"))
