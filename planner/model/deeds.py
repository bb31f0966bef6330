"""Words of actions by what they do to a row: which end it before its time, free what it held, give money back.

One list per concept, whoever asks. Knows words, not designs.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from planner.naming import words

ENDS_EARLY: Final = frozenset(
    ("abandon", "cancel", "decline", "drop", "expire", "fail", "lapse", "reject", "revoke", "void", "withdraw")
)
"""What the row was for does not come to pass."""
FREES: Final = ENDS_EARLY | {"release"}
"""What the row held is free for others again."""
GIVES_MONEY_BACK: Final = frozenset(("refund", "reimburse", "repay", "return"))
UNDOES: Final = GIVES_MONEY_BACK | {"back", "cancel", "release", "reverse", "void"}
"""What an outside party did is undone."""


def speaks_of(action: str, deeds: Iterable[str]) -> bool:
    """Whether one of the words is in the name of the action."""
    return not frozenset(words(action)).isdisjoint(deeds)
