"""The step behind the header Idempotency-Key: one place that keeps what was answered, before any operation offers it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from planner.derive.work.drafts import Draft, critical, effort, expected
from planner.derive.work.foundation import DATABASE, POLICY
from planner.derive.work.layout import Layout, fill
from planner.model.api import Api
from planner.model.work import Need, Verification
from planner.naming import count_phrase, listing

REPEATS: Final = "step.idempotency"
_NAMED: Final = 4
"""Operations that a sentence names; a longer row is counted."""


def repeat_step(api: Api, layout: Layout) -> Iterator[Draft]:
    """The step, where an operation of the contract takes the key."""
    keyed = [o for o in api.operations if o.idempotency_key]
    if not keyed:
        return
    names = [o.name for o in keyed]
    named = listing(names if len(names) <= _NAMED else [*names[:_NAMED], f"{len(names) - _NAMED} more"])
    yield Draft(
        id=REPEATS,
        title="Answer a repeated request as the first was answered",
        kind="idempotency",
        phase="foundation",
        lane="data",
        says=f"{count_phrase(len(keyed), 'operation')} may be sent again ({named}): the key is taken by an insert in the "
        "transaction of the work, and the answer is stored beside it.",
        effort=effort(3),
        because=tuple(dict.fromkeys(p for o in keyed for p in o.because[:1])),
        needs=(
            Need(DATABASE, "keys and answers are stored in idempotency_keys"),
            Need(POLICY, "a key is the caller's own, and whoever lost the right gets no stored answer"),
        ),
        create=(fill(layout.service, "idempotency"), fill(layout.test, "idempotency")),
        acceptance=(
            critical("The same key with the same request, also ten times at once, has its effect once."),
            critical(
                "Sent again after it is done, it gets the stored status and body; with another body it answers 422."
            ),
            expected("Two callers with the same key do not meet."),
            expected("What failed without the caller's fault leaves no answer behind: the key may be sent again."),
        ),
        verify=(Verification(fill(layout.test_one, "idempotency"), layout.passes),),
    )


def repeat_need(names: list[str]) -> list[Need]:
    """What a step waits for whose operations take the key."""
    return [Need(REPEATS, f"{listing(names)} may be sent again")] if names else []
