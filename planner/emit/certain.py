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
    """The figures in the order of the language, the currency, then the constraints; nothing that somebody doubts."""
    doubted = _doubted(plan)
    yield from (said for path, said in _figures(plan) if path not in doubted)
    for c in plan.design.constraints:
        yield f"{_WEIGHT.get(c.kind, c.kind)}: {markdown(c.says)} ({code_span(c.id)}, {plan.place(c.path)})"


def doubted_line(plan: Plan) -> str:
    """The figures that stand in the design and that nobody has confirmed, in one sentence."""
    doubted = _doubted(plan)
    found = [f"{said[:1].lower()}{said[1:]}".removesuffix(".") for path, said in _figures(plan) if path in doubted]
    return f"Reckoned with, and confirmed by nobody yet: {'; '.join(found)}." if found else ""


def _doubted(plan: Plan) -> frozenset[str]:
    return frozenset(n.target for n in plan.design.interview if n.state == "unsure")


def _figures(plan: Plan) -> Iterator[tuple[str, str]]:
    """The path of each figure, and what it says."""
    scale = plan.design.scale
    for name in scale.__struct_fields__:
        quantity = getattr(scale, name)
        if quantity is not None and name == "read_write":
            reads, _, writes = quantity.text.partition(":")
            noun = "write" if writes in ("", "1") else "writes"
            yield f"scale.{name}", f"{markdown(reads)} reads to {markdown(writes or '1')} {noun}."
        elif quantity is not None:
            text = span(quantity.text) if name in _TIMES else quantity.text
            yield f"scale.{name}", _SAID[name].format(markdown(text))
    if plan.design.context.currency is not None and _has_money(plan):
        said = f"Amounts of {markdown(plan.design.name)} are in {markdown(plan.design.context.currency)}."
        yield "context.currency", said


def _has_money(plan: Plan) -> bool:
    return any(f.type.kind is TypeKind.MONEY for e in plan.domain.entities.values() for f in e.fields)
