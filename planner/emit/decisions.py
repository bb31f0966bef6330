"""Decision records (MADR) for what was contested, overruled or is hard to go back on; the rest is a row of PLAN.md."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from planner.emit import pages
from planner.emit.base import Artifact, text_artifact
from planner.emit.escape import code_span, markdown, reference, shell_word
from planner.emit.options import EmitOptions
from planner.model.decisions import Decision, Flip, Scored
from planner.model.plan import Plan
from planner.naming import kebab

OWNER = "decisions"
_PLAIN_OUTCOMES = frozenset(("none", "monolith", "bare"))


class OptionView(Struct, frozen=True):
    """One option as the record shows it."""

    title: str
    score: str
    verdict: str


class RecordView(Struct, frozen=True):
    """One record."""

    number: str
    title: str
    status: str
    context: str
    outcome: str
    reason: str
    gains: str
    costs: str
    options: tuple[OptionView, ...]
    terms: tuple[str, ...]
    flips: tuple[str, ...]
    confirm: str
    revisit: str
    refs: str
    sources: str


def emit(plan: Plan, options: EmitOptions) -> Iterator[Artifact]:
    """A file per decision worth a record, numbered in the order they were taken."""
    recorded = [d for d in plan.decisions if d.contested]
    for number, decision in enumerate(recorded, 1):
        view = record_view(decision, number, plan)
        yield text_artifact(record_path(decision, number), pages.decision(view), OWNER)


def record_path(decision: Decision, number: int) -> str:
    """Where the record of a decision lies."""
    return f"decisions/{number:04d}-{kebab(decision.topic)}.md"


def record_paths(plan: Plan) -> dict[str, str]:
    """The path of every record, by decision id."""
    recorded = [d for d in plan.decisions if d.contested]
    return {d.id: record_path(d, number) for number, d in enumerate(recorded, 1)}


def record_view(decision: Decision, number: int, plan: Plan) -> RecordView:
    """What one record says."""
    places = ", ".join(dict.fromkeys(p for p in map(plan.place, decision.because) if p))
    return RecordView(
        f"{number:04d}",
        markdown(decision.title),
        _status(decision),
        markdown(_context(decision, plan)),
        markdown(decision.option_title),
        markdown(decision.reason.removesuffix(".")),
        markdown(decision.gains),
        markdown(decision.costs),
        tuple(_option(s, decision) for s in decision.scores),
        tuple(_term_rows(decision)),
        tuple(_flip(f, decision) for f in decision.flips),
        decision.confirm.replace("DESIGN", shell_word(plan.file)),
        markdown(decision.revisit),
        ", ".join(map(reference, decision.refs)),
        places,
    )


def _status(decision: Decision) -> str:
    if decision.source != "planner":
        return "accepted (the design's own word)"
    return "proposed (too close to call)" if decision.tie else "accepted"


def _context(decision: Decision, plan: Plan) -> str:
    tables, operations = len(plan.database.tables), len(plan.api.operations)
    return f"{plan.design.name} has {tables} tables and {operations} operations; the choice changes {decision.changes}."


def _option(scored: Scored, decision: Decision) -> OptionView:
    if scored.option == decision.option:
        verdict = "chosen"
    elif scored.vetoed:
        verdict = f"ruled out: {markdown(scored.vetoed)}"
    else:
        verdict = "runner-up" if scored.option == decision.runner_up else ""
    return OptionView(markdown(scored.title), f"{scored.score:.3f}", verdict)


def _term_rows(decision: Decision) -> Iterator[str]:
    """A row a criterion: its weight, the mark of every option that was not ruled out."""
    standing = [s for s in decision.scores if not s.vetoed]
    if not standing:
        return
    yield "| Criterion | Weight | " + " | ".join(markdown(s.title) for s in standing) + " |"
    yield "| --- | --- | " + " | ".join("---" for _ in standing) + " |"
    for index, term in enumerate(standing[0].terms):
        marks = " | ".join(f"{s.terms[index].mark:g}" for s in standing)
        yield f"| {markdown(term.criterion)} | {term.weight:g} | {marks} |"


def _flip(flip: Flip, decision: Decision) -> str:
    title = next((s.title for s in decision.scores if s.option == flip.to), flip.to)
    if flip.kind == "answer":
        return f"{code_span(flip.path)} is not said; if {markdown(flip.what)}, it would be {markdown(title)}."
    return f"It would be {markdown(title)} with this weight: {markdown(flip.what)}."


def is_worth_a_row(decision: Decision) -> bool:
    """Whether PLAN.md shows a decision: what came out as nothing at all, uncontested, is only named."""
    return (
        decision.option not in _PLAIN_OUTCOMES or decision.source != "planner" or decision.tie or _is_forced(decision)
    )


def _is_forced(decision: Decision) -> bool:
    """Whether more speaks for an option that is ruled out than for what is left."""
    taken = next((s.score for s in decision.scores if s.option == decision.option), 0.0)
    return any(s.vetoed and s.score > taken for s in decision.scores)


def is_of_this(decision: Decision) -> bool:
    """Whether a line of the design speaks in it, or it has a record: the rest came out as it usually does."""
    return bool(decision.because) or decision.source != "planner" or decision.tie or decision.contested


def usual_outcome(decision: Decision) -> str:
    """A decision that no line of the design weighs on, in a few words."""
    return f"{markdown(decision.title[0].lower() + decision.title[1:])} – {markdown(decision.option_title)}"


def decision_row(decision: Decision, record: str, plan: Plan) -> str:
    """A row of the plan's table of decisions."""
    title = f"[{markdown(decision.title)}]({record})" if record else markdown(decision.title)
    reason = decision.reason if decision.source == "planner" else _own_reason(decision)
    places = ", ".join(list(dict.fromkeys(p for p in map(plan.place, decision.because) if p))[:3])
    cited = f" ({places})" if places else ""
    close = " Too close to call." if decision.tie else ""
    return f"| {title} | {markdown(decision.option_title)} | {markdown(reason)}{cited}.{close} |"


def _own_reason(decision: Decision) -> str:
    by = "chosen by the architect" if decision.source == "choice" else "given by the design"
    other = next((s.title for s in decision.scores if s.option == decision.overruled), "")
    against = f"; the figures spoke for {other}" if other else ""
    return f"{by}: {decision.reason.rstrip('.')}{against}" if decision.source == "choice" else f"{by}{against}"
