"""Effort counted, never timed: how many Python functions a piece of work enters, the same on any machine."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from types import FrameType
from typing import TypeVar

Done = TypeVar("Done")


def calls(work: Callable[[], Done]) -> tuple[int, Done]:
    """The number of functions and generators that `work` entered, and what it returned."""
    entered = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal entered
        entered += event == "call"

    done = _watched(work, count)
    return entered, done


def calls_by_function(work: Callable[[], object]) -> Counter[str]:
    """How often `work` entered each function of the package; a generator is entered for each thing it gives."""
    entered: Counter[str] = Counter()

    def count(frame: FrameType, event: str, _argument: object) -> None:
        code = frame.f_code
        if event == "call" and "/planner/" in code.co_filename:
            place = code.co_filename.rpartition("/planner/")[2]
            entered[f"{place}:{code.co_firstlineno} {code.co_name}"] += 1

    _watched(work, count)
    return entered


def _watched(work: Callable[[], Done], count: Callable[[FrameType, str, object], None]) -> Done:
    before = sys.getprofile()
    sys.setprofile(count)
    try:
        return work()
    finally:
        sys.setprofile(before)
