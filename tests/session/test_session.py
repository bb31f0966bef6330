"""The session: edits as commands, undo, the journal, the file, and two who write it at once."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from planner.diagnostics import Diagnostic
from planner.session.commands import Drop, Put, Rename, Rewrite, Together, text_after
from planner.session.patches import patch_between
from planner.session.session import Session, new_session, open_session
from tests.rights import bound_by_permissions

SHOP = """# A shop.
planner: 1
name: Shop

entities:
  # who buys
  Customer:
    account: customer   # signs in
    fields:
      email: email required unique pii
      name: string(1..80)

  Book:
    fields: {title: "string(1..200) required"}   # one line
"""
FIELD = ("entities", "Customer", "fields", "name")


@pytest.fixture
def design(tmp_path: Path) -> Path:
    path = tmp_path / "shop.yaml"
    path.write_text(SHOP)
    return path


def opened(path: Path) -> Session:
    found = open_session(path)
    assert isinstance(found, Session)
    return found


def test_an_edit_changes_its_own_place_and_no_other(design: Path) -> None:
    session = opened(design)
    session.execute(Put(FIELD, "string(1..120) required", "Changed Customer.name"))
    assert session.text == SHOP.replace("name: string(1..80)", "name: string(1..120) required")
    assert session.dirty
    assert session.save() is None
    assert design.read_text() == session.text
    session.end()


def test_undo_and_redo_walk_the_whole_history(design: Path) -> None:
    session = opened(design)
    texts = [session.text]
    for number in range(40):
        session.execute(Put(FIELD, f"string(1..{number + 100})", f"edit {number}"))
        texts.append(session.text)
    for expected in reversed(texts[:-1]):
        assert session.undo()
        assert session.text == expected
    assert session.undo() == ""
    assert not session.dirty
    for expected in texts[1:]:
        assert session.redo()
        assert session.text == expected
    session.undo()
    session.execute(Rename(("entities", "Book"), "Novel", "Renamed Book"))
    assert session.redoable == ""
    session.end()


def test_removing_the_last_field_leaves_no_empty_braces(design: Path) -> None:
    after = text_after(Drop(("entities", "Book", "fields", "title")), SHOP)
    assert "fields: {}" not in after
    assert "Book:" in after


def test_several_edits_are_undone_as_one(design: Path) -> None:
    session = opened(design)
    session.execute(Together((Put(("name",), "Books"), Put(("summary",), "Sells books.")), "Named it"))
    assert "name: Books" in session.text and "summary: Sells books." in session.text
    assert session.undo() == "Named it"
    assert session.text == SHOP
    session.end()


@pytest.mark.parametrize(
    "command",
    [
        Put(FIELD, "text"),
        Put(("entities", "Customer", "fields", "phone"), "phone pii"),
        Put(("entities", "Customer", "access"), {"list": "admin", "get": ["owner", "admin"]}),
        Put(("entities", "Book", "fields", "isbn"), "string(10..13) unique"),
        Drop(FIELD),
        Rename(FIELD, "full_name"),
        Drop(("entities", "Customer", "account")),
    ],
)
def test_an_edit_in_the_lines_of_one_entity_is_the_edit_of_the_whole_text(
    command: Put | Drop | Rename, monkeypatch: pytest.MonkeyPatch
) -> None:
    near = text_after(command, SHOP)
    monkeypatch.setattr("planner.session.window.window_of", lambda text, path: None)
    assert text_after(command, SHOP) == near
    assert near != SHOP


def test_what_a_window_cannot_prove_is_edited_as_a_whole() -> None:
    text = SHOP.replace("fields:\n      email", "fields: &known\n      email")
    after = text_after(Put(FIELD, "text"), text)
    assert after == text.replace("name: string(1..80)", "name: text")


def test_patches_lead_there_and_back() -> None:
    pairs = [("", "a"), ("abc", "abc"), ("aaa", "aa"), ("abcdef", "abXef"), ("äöü", "äü"), ("xyx", "x")]
    for before, after in pairs:
        patch = patch_between(before, after)
        assert patch.applied(before) == after
        assert patch.inverse.applied(after) == before
    assert patch_between("abc", "abd").applied("zzz") is None


def test_a_killed_sitting_is_offered_at_the_next_start(design: Path) -> None:
    session = opened(design)
    session.execute(Put(FIELD, "text", "Changed Customer.name"))
    wanted = session.text
    _vanish(session)
    again = opened(design)
    assert again.text == SHOP
    assert again.recovery is not None and again.recovery.edits == ("Changed Customer.name",)
    assert not again.execute(Put(FIELD, "int")), "nothing is edited before it is settled"
    assert again.recover() == "recovered"
    assert again.text == wanted
    again.end()
    assert design.read_text() == wanted
    assert sorted(p.name for p in design.parent.iterdir()) == ["shop.yaml"]


def test_a_line_cut_short_loses_that_edit_alone(design: Path) -> None:
    session = opened(design)
    session.execute(Put(FIELD, "text", "first"))
    wanted = session.text
    session.execute(Put(FIELD, "int", "second"))
    journal = design.with_name(".shop.yaml.journal")
    journal.write_bytes(journal.read_bytes()[:-20])
    _vanish(session)
    again = opened(design)
    assert again.recovery is not None and again.recovery.text == wanted
    again.discard_recovery()
    again.end()
    assert design.read_text() == SHOP


def test_recovery_meets_what_was_written_meanwhile(design: Path) -> None:
    session = opened(design)
    session.execute(Put(FIELD, "text", "mine"))
    _vanish(session)
    design.write_text(SHOP.replace("name: Shop", "name: Bookshop"))
    again = opened(design)
    assert again.recover() == "recovered"
    assert "name: text" in again.text and "name: Bookshop" in again.text
    again.end()


def test_recovery_that_contradicts_the_file_is_a_conflict(design: Path) -> None:
    session = opened(design)
    session.execute(Put(FIELD, "text", "mine"))
    _vanish(session)
    theirs = SHOP.replace("string(1..80)", "int")
    design.write_text(theirs)
    again = opened(design)
    assert again.recover() == "conflict"
    assert again.save() is None and design.read_text() == theirs, "nothing is written before somebody chooses"
    again.resolve("theirs")
    assert again.text == theirs
    again.end()


def test_a_change_on_disk_is_taken_over(design: Path) -> None:
    session = opened(design)
    _written(design, SHOP.replace("name: Shop", "name: Bookshop"))
    assert session.look() == "read again"
    assert "name: Bookshop" in session.text
    assert not session.dirty
    session.undo()
    assert session.text == SHOP
    session.end()


def test_changes_in_different_places_are_joined(design: Path) -> None:
    session = opened(design)
    session.execute(Put(FIELD, "text", "mine"))
    _written(design, SHOP.replace("name: Shop", "name: Bookshop  # theirs"))
    assert session.save() is None
    assert design.read_text() == SHOP.replace("name: Shop", "name: Bookshop  # theirs").replace("string(1..80)", "text")
    session.end()


def test_changes_in_one_place_are_shown_and_never_overwritten(design: Path) -> None:
    session = opened(design)
    session.execute(Put(FIELD, "text", "mine"))
    theirs = SHOP.replace("string(1..80)", "int")
    _written(design, theirs)
    assert session.save() is None
    assert session.conflict is not None and session.conflict.paths == (FIELD,)
    assert design.read_text() == theirs
    session.resolve("mine")
    assert session.save() is None
    assert design.read_text() == SHOP.replace("string(1..80)", "text")
    session.end()


def test_a_broken_text_on_disk_is_a_conflict(design: Path) -> None:
    session = opened(design)
    session.execute(Put(FIELD, "text", "mine"))
    _written(design, "a: [1\n")
    session.save()
    assert session.conflict is not None
    assert design.read_text() == "a: [1\n"
    session.end()


def test_the_second_process_reads_only_and_learns_who_writes(design: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from planner.session.session import open_session\n"
        "s = open_session(Path(sys.argv[1])); print(s.read_only, flush=True); sys.stdin.read()"
    )
    first = _child(code, design)
    assert first.stdout is not None and first.stdout.readline() == b"\n"
    second = opened(design)
    assert second.read_only == f"process {first.pid} has it open"
    assert not second.execute(Put(FIELD, "text"))
    second.end()
    first.kill()
    first.wait()
    third = opened(design)
    assert third.read_only == "", "the kernel lets go of a dead process's lock"
    third.end()


def test_a_folder_that_cannot_be_written_is_read_only(design: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from planner.session.commands import Put\n"
        "from planner.session.session import open_session\n"
        "session = open_session(Path(sys.argv[1]))\n"
        "print(session.read_only, session.execute(Put(('name',), 'Other')), session.undo(), session.end())"
    )
    design.parent.chmod(0o555)
    try:
        before = bound_by_permissions(design.parent)
        done = subprocess.run(
            [*before, sys.executable, "-c", code, str(design)],
            capture_output=True,
            text=True,
            cwd=Path.cwd(),
            check=True,
        )
    finally:
        design.parent.chmod(0o755)
    assert done.stdout == "the folder or the file cannot be written False  None\n"
    assert [p.name for p in design.parent.iterdir()] == [design.name] and design.read_text() == SHOP


def test_what_cannot_be_read_is_a_problem(tmp_path: Path) -> None:
    latin = tmp_path / "latin.yaml"
    latin.write_bytes(b"name: caf\xe9\n")
    for path, says in ((latin, "not UTF-8"), (tmp_path / "none.yaml", "no such file"), (tmp_path, "directory")):
        found = open_session(path)
        assert isinstance(found, Diagnostic) and says in found.message


def test_a_new_design_is_never_laid_over_a_file(design: Path) -> None:
    session = new_session(design, "planner: 1\nname: Other\n")
    session.save()
    assert session.conflict is not None
    assert design.read_text() == SHOP
    session.end()


def test_line_ends_and_the_byte_order_mark_stay(design: Path) -> None:
    design.write_bytes(("\ufeff" + SHOP.replace("\n", "\r\n")).encode())
    session = opened(design)
    session.execute(Put(FIELD, "text"))
    session.end()
    assert design.read_bytes() == ("\ufeff" + SHOP.replace("string(1..80)", "text").replace("\n", "\r\n")).encode()


KILLED_WHILE_SAVING = """
import sys
from pathlib import Path
from planner.session.commands import Put
from planner.session.session import open_session
session = open_session(Path(sys.argv[1]))
if session.recovery is not None:
    session.recover()
print("ready", flush=True)
number = 0
while True:
    number += 1
    session.execute(Put(("entities", "Customer", "fields", "name"), f"string(1..{number})", str(number)))
    print(number, flush=True)
    session.save()
"""


@pytest.mark.parametrize("round_", range(5))
def test_a_kill_at_any_moment_of_saving_loses_nothing(design: Path, round_: int) -> None:
    for _ in range(3):
        child = _child(KILLED_WHILE_SAVING, design)
        assert child.stdout is not None and child.stdout.readline() == b"ready\n"
        for _ in range(7 + 5 * round_):
            child.stdout.readline()
        child.send_signal(signal.SIGKILL)
        said = [int(line) for line in child.stdout.read().split(b"\n")[:-1] if line.strip()]
        child.wait()
        text = design.read_text()
        assert text.endswith("# one line\n") and text.startswith("# A shop."), "never half written"
        session = opened(design)
        held = session.recovery.text if session.recovery is not None else session.text
        if said:
            assert f"string(1..{said[-1]})" in held or f"string(1..{said[-1] + 1})" in held
        session.recover()
        session.end()
    left = sorted(p.name for p in design.parent.iterdir())
    assert left == ["shop.yaml"]


def test_an_edit_of_nothing_is_no_step(design: Path) -> None:
    session = opened(design)
    assert not session.execute(Rewrite(SHOP, "same"))
    assert session.undoable == "" and not session.dirty
    session.end()


def _vanish(session: Session) -> None:
    """As if the process had been killed: the lock goes, the journal stays."""
    session._journal.close()
    session._lock.leave()


def _written(path: Path, text: str) -> None:
    path.write_text(text)
    os.utime(path, ns=(1, 1))


def _child(code: str, design: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", code, str(design)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=Path.cwd()
    )


def test_a_stranger_who_writes_the_same_takes_nothing_away(design: Path) -> None:
    session = opened(design)
    session.execute(Put(FIELD, "text", "mine"))
    _written(design, session.text)
    assert session.look() == "" and not session.dirty
    _written(design, "\xff")
    design.unlink()
    assert session.look() == "gone" and session.dirty, "what nobody holds any more is to be saved"
    assert session.look() == "", "it is said once"
    session.end()


def test_a_reader_follows_who_writes(design: Path) -> None:
    writer, reader = opened(design), opened(design)
    assert reader.read_only and not writer.read_only
    writer.execute(Put(FIELD, "text", "theirs"))
    assert writer.save() is None
    assert reader.look() == "read again" and reader.text == writer.text and reader.undo() == ""
    assert not reader.replace("name: Other\n", "Edited") and reader.save() is None
    reader.end()
    writer.end()


def test_a_save_that_fails_keeps_the_edit(design: Path) -> None:
    session = opened(design)
    session.execute(Put(FIELD, "text", "mine"))
    design.unlink()
    design.mkdir()
    problem = session.save()
    assert problem is not None and problem.code.startswith("IO") and "shop.yaml cannot be written" in problem.message
    assert session.dirty and session.undoable == "mine"
    session.end()
    assert design.with_name(".shop.yaml.journal").exists(), "the next start offers it"


def test_nothing_to_settle_is_settled(design: Path) -> None:
    session = opened(design)
    session.resolve("theirs")
    assert session.recover() == "" and session.text == SHOP and session.undo() == "" and session.redo() == ""
    session.end()


@pytest.mark.parametrize("content", [b"", b"no json\n", b'{"journal":1}\n', b'{"journal":1,"base":"x"}\n'])
def test_a_journal_that_is_none_offers_nothing(design: Path, content: bytes) -> None:
    design.with_name(".shop.yaml.journal").write_bytes(content)
    session = opened(design)
    assert session.recovery is None
    session.end()
    assert sorted(p.name for p in design.parent.iterdir()) == ["shop.yaml"]


def test_what_a_killed_save_left_is_swept_away(design: Path) -> None:
    design.with_name(".shop.yaml.saving-4711").write_text("half")
    odd = design.with_name("[odd]*.yaml")
    odd.write_text(SHOP)
    odd.with_name(".[odd]*.yaml.saving-4711").write_text("half")
    for path in (design, odd):
        opened(path).end()
    assert sorted(p.name for p in design.parent.iterdir()) == ["[odd]*.yaml", "shop.yaml"]


def test_a_link_is_followed_and_stays_one(design: Path) -> None:
    link = design.with_name("link.yaml")
    link.symlink_to(design)
    design.chmod(0o640)
    session = opened(link)
    session.execute(Put(FIELD, "text", "mine"))
    assert session.save() is None
    session.end()
    assert link.is_symlink() and "name: text" in design.read_text() and design.stat().st_mode & 0o777 == 0o640


def test_a_file_beyond_the_readers_limit_is_not_opened(design: Path) -> None:
    with design.open("wb") as file:
        file.truncate(200 << 20)
    found = open_session(design)
    assert isinstance(found, Diagnostic) and "shop.yaml: larger than " in found.message


def test_lists_and_renamed_keys_change_in_their_own_place(design: Path) -> None:
    text = SHOP + "rules:\n  - {id: a, says: One.}\n  - {id: b, says: Two.}\n"
    after = text_after(Put(("rules", 1, "says"), "Three."), text)
    assert after == text.replace("Two.", "Three.")
    assert text_after(Drop(("rules", 0)), text) == text.replace("  - {id: a, says: One.}\n", "")
    assert text_after(Drop(("rules", 7)), text) == text


def test_what_has_no_room_leaves_nothing_behind(design: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    beside = sorted(p.name for p in design.parent.iterdir())
    with monkeypatch.context() as patched:
        patched.setattr("planner.session.lock.os.pwrite", full)
        session = opened(design)
        assert session.read_only == "No space left on device"
        session.end()
        assert sorted(p.name for p in design.parent.iterdir()) == beside, "no lock that nobody holds"
    session = opened(design)
    with monkeypatch.context() as patched:
        patched.setattr("planner.session.journal.os.write", full)
        assert session.execute(Put(FIELD, "text", "mine")), "the edit is made all the same"
    assert session.execute(Put(FIELD, "text unique", "mine again")) and session.save() is None
    session.end()
    assert sorted(p.name for p in design.parent.iterdir()) == beside, "nor half a journal"
