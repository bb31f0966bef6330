"""Answers to questions as commands: what `planner answer` writes into a file, done as one edit that can be undone."""

from __future__ import annotations

from collections.abc import Iterable

from planner import codes
from planner.diagnostics import Severity
from planner.read.layout import Value
from planner.read.names import split_path
from planner.session.commands import Command, Drop, Put, Together
from planner.session.thoughts import RECHECK

_HEAD = "planner: 1\nname: Fragment\n"
_WORDS = {"unsure": "Not sure about", "not_applicable": "Does not apply:", "later": "Put off"}


def answer(path: str, text: str) -> Command:
    """The value at its path, and no doubt about it any more; an empty answer leaves it unsaid for good."""
    if not text.strip():
        note: dict[str, Value] = {"state": "not_applicable", "because": "Left unsaid on purpose."}
        return Together((Drop(split_path(path)), Put(("interview", path), note)), f"Left {path} unsaid")
    from planner.interview.draft import parsed

    value = Put(split_path(path), parsed(text))
    return Together((value, Drop(("interview", path))), f"Answered {path}: {text}")


def doubt(path: str, state: str, because: str = "") -> Command:
    """What is said about a question instead of an answer."""
    note: dict[str, Value] = {"state": state, **({"because": because} if because else {})}
    return Put(("interview", path), note, f"{_WORDS[state]} {path}")


def slip_in_answer(path: str, text: str) -> str:
    """What is wrong with an answer; empty where nothing is."""
    if not text.strip():
        return ""
    from planner.interview.answering import fragment
    from planner.read.design import read_design_text

    laid = _HEAD + fragment(path, text)
    own_line = _HEAD.count("\n") + len(split_path(path))
    for problem in read_design_text(laid).diagnostics:
        missing = problem.code == codes.DES_MISSING_KEY  # what stands beside the answer is in the design itself
        if problem.severity is Severity.ERROR and not missing and problem.span and problem.span.line >= own_line:
            return f"{problem.message}{f' ({problem.hint})' if problem.hint else ''}"
    return ""


def recheck(paths: Iterable[str], changed: str) -> Command:
    """Marks what rested on an answer that was changed; deletes nothing."""
    notes = tuple(
        Put(("interview", path), {"state": "unsure", "because": f"{RECHECK}{changed} was changed."}) for path in paths
    )
    return Together(notes, f"Marked what rests on {changed}")
