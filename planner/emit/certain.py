"""What a design states as figures and constraints, in sentences. Knows no unit: a figure is said as it was written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from planner.emit.escape import code_span, markdown
from planner.model.entities import TypeKind
from planner.model.plan import Plan
from planner.phrases import span

_SAID: Final = {
    "users": "{} users.",
    "daily_users": "{} users a day.",
    "devices": "{} devices.",
    "requests_per_user_day": "{} requests a user a day.",
    "peak_rps": "{} requests a second at the peak.",
    "events_per_second": "{} events a second.",
    "burst": "A burst is {} the usual load.",
    "growth": "It grows by {} a year.",
    "data_volume": "{} of data.",
    "availability": "It answers {} of the time.",
    "latency_p95": "95 of 100 answers come within {}.",
    "rpo": "A disaster costs at most {} of work.",
    "rto": "It is back within {} of a disaster.",
    "staleness": "What is shown may be {} old.",
}
_TIMES: Final = frozenset(("latency_p95", "rpo", "rto", "staleness"))
_WEIGHT: Final = {"hard": "Must", "soft": "Should"}


def certain_lines(plan: Plan) -> Iterator[str]:
    """The figures in the order of the language, the currency, then the constraints."""
    scale = plan.design.scale
    for name in scale.__struct_fields__:
        quantity = getattr(scale, name)
        if quantity is not None and name == "read_write":
            reads, _, writes = quantity.text.partition(":")
            yield f"{markdown(reads)} reads to {markdown(writes or '1')} {'write' if writes in ('', '1') else 'writes'}."
        elif quantity is not None:
            yield _SAID[name].format(markdown(span(quantity.text) if name in _TIMES else quantity.text))
    if plan.design.context.currency is not None and _has_money(plan):
        yield f"Amounts of {markdown(plan.design.name)} are in {markdown(plan.design.context.currency)}."
    for c in plan.design.constraints:
        yield f"{_WEIGHT.get(c.kind, c.kind)}: {markdown(c.says)} ({code_span(c.id)}, {plan.place(c.path)})"


def _has_money(plan: Plan) -> bool:
    return any(f.type.kind is TypeKind.MONEY for e in plan.domain.entities.values() for f in e.fields)
