"""Effort counted, never timed: how many Python functions a piece of work enters, the same on any machine."""

from __future__ import annotations

import sys
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

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        done = work()
    finally:
        sys.setprofile(before)
    return entered, done
