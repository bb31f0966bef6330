"""Answers into a file: edits the text, reads it again, compares the decisions before and after."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from planner.derive.pipeline import derive
from planner.diagnostics import Diagnostic, has_errors
from planner.interview.draft import parsed
from planner.model.plan import Plan
from planner.model.tree import Mapping
from planner.read.design import Reading, read_design, read_design_beside
from planner.read.document import open_document, remove, set_value
from planner.read.layout import find
from planner.read.names import split_path
from planner.rules.library import Library


class Outcome(Struct, frozen=True):
    """The text with the answers in it, what they changed, and what was wrong with them."""

    text: str
    changed: tuple[str, ...]
    diagnostics: tuple[Diagnostic, ...]


def answer_file(path: Path, answers: list[tuple[str, str]], state: str, library: Library) -> Outcome:
    """The outcome of answering; nothing is written."""
    before = read_design(path)
    if before.design is None:
        return Outcome("", (), before.diagnostics)
    text = path.read_bytes().decode("utf-8-sig")
    for target, value in answers:
        text = edited(text, target, value, state)
    after = _read_again(path, text)
    if after.design is None or has_errors(after.diagnostics):
        return Outcome(text, (), after.diagnostics)
    old, new = _plan(before, library), _plan(after, library)
    if isinstance(new, tuple):
        return Outcome(text, (), new)
    return Outcome(text, differences(old, new) if not isinstance(old, tuple) else (), ())


def edited(text: str, target: str, value: str, state: str = "") -> str:
    """The text with one answer: a value at its path, or a note of why there is none."""
    path = split_path(target)
    if state or not value.strip():
        return set_value(open_document(text), ("interview", target), {"state": state or "not_applicable"})
    text = set_value(open_document(text), path, parsed(value))
    return _without_note(text, target)


def _without_note(text: str, target: str) -> str:
    """The text without the note on a path; the last note takes its heading along."""
    notes = find(open_document(text).root, ("interview",))
    if not isinstance(notes, Mapping) or target not in notes.entries:
        return text
    path = ("interview",) if len(notes.entries) == 1 else ("interview", target)
    return remove(open_document(text), path)


def _read_again(path: Path, text: str) -> Reading:
    return read_design_beside(text, path)


def _plan(reading: Reading, library: Library) -> Plan | tuple[Diagnostic, ...]:
    if reading.design is None:
        return reading.diagnostics
    derived = derive(reading.design, reading.source.locate, library=library)
    return derived.plan if derived.plan is not None else derived.diagnostics


def differences(old: Plan, new: Plan) -> tuple[str, ...]:
    """What changed between two plans, in sentences: decisions one by one, the rest counted."""
    before = {d.topic: d for d in old.decisions}
    after = {d.topic: d for d in new.decisions}
    found = [
        f"{d.title}: {before[t].option_title if t in before else 'not asked'} → {d.option_title}"
        for t, d in after.items()
        if t not in before or before[t].option != d.option
    ]
    found += [f"{d.title}: {d.option_title} → not asked" for t, d in before.items() if t not in after]
    for word, one, two in (
        ("tables", _ids(old.database.tables), _ids(new.database.tables)),
        ("operations", _ids(old.api.operations), _ids(new.api.operations)),
        ("steps", _ids(old.work.steps), _ids(new.work.steps)),
        ("open findings", _open(old), _open(new)),
    ):
        more, fewer = len(two - one), len(one - two)
        if more or fewer:
            found.append(
                f"{word}: {f'+{more}' if more else ''}{' ' if more and fewer else ''}{f'−{fewer}' if fewer else ''}"
            )
    return tuple(found)


def _ids(elements: tuple[object, ...]) -> frozenset[str]:
    return frozenset(str(getattr(e, "id", "")) for e in elements)


def _open(plan: Plan) -> frozenset[str]:
    return frozenset(f.id for f in plan.findings if f.status == "open")
