"""RISKS.md: a checklist. One entry a rule with its elements; what the design answers already is one row a rule."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from operator import attrgetter
from typing import Final

from msgspec import Struct

from planner.emit import pages
from planner.emit.escape import code_span, markdown, marked, reference
from planner.emit.risks.grouped import one_text
from planner.model.plan import Plan
from planner.model.risks import Contradiction, Finding, OpenQuestion
from planner.naming import count_phrase

MOST: Final = 12
_GROUPS: Final = (
    ("open", "Open", "[ ]"),
    ("in_progress", "In progress", "[ ]"),
    ("unknown", "Unknown until somebody answers", "[ ]"),
    ("accepted", "Accepted", "[x]"),
    ("mitigated", "Mitigated by the team", "[x]"),
    ("false_positive", "Not a risk here", "[x]"),
)


class PlaceView(Struct, frozen=True):
    """One element at which a rule found something."""

    box: str
    says: str
    own: tuple[str, ...] = ()


class RuleView(Struct, frozen=True):
    """One rule with the places it was found at."""

    title: str
    says: str
    places: tuple[PlaceView, ...]
    lines: tuple[str, ...]


class GroupView(Struct, frozen=True):
    """Findings that stand alike."""

    title: str
    rules: tuple[RuleView, ...]


class HeldView(Struct, frozen=True):
    """A hazard that this design answers."""

    rule: str
    places: str
    by: str


class RisksView(Struct, frozen=True):
    """The whole page."""

    name: str
    summary: str
    contradictions: tuple[str, ...]
    groups: tuple[GroupView, ...]
    held: tuple[HeldView, ...]
    questions: tuple[str, ...]


def risks_page(plan: Plan) -> str:
    """The text of the page."""
    return pages.risks(risks_view(plan))


def risks_view(plan: Plan) -> RisksView:
    """What the page says."""
    by_status: dict[str, list[Finding]] = {}
    for finding in plan.findings:
        by_status.setdefault(finding.status, []).append(finding)
    groups = tuple(
        GroupView(title, tuple(_rules(by_status[status], box, plan)))
        for status, title, box in _GROUPS
        if status in by_status
    )
    return RisksView(
        name=markdown(plan.design.name),
        summary=_summary(by_status, plan),
        contradictions=tuple(contradiction_line(c, plan) for c in plan.contradictions),
        groups=groups,
        held=tuple(_held(by_status.get("mitigated_by_design", ()))),
        questions=tuple(_question(q, plan) for q in plan.questions),
    )


def contradiction_line(found: Contradiction, plan: Plan) -> str:
    """What cannot both hold, where, and a way out."""
    places = " and ".join(dict.fromkeys(p for p in map(plan.place, found.places) if p))
    at = f" ({code_span(places)})" if places else ""
    return f"{markdown(_sentence(found.says))}{at} Way out: {marked(found.way_out)}."


def _sentence(text: str) -> str:
    """A capital first, unless the first word is a name that is written so."""
    if text.partition(" ")[0].isalpha():
        text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _summary(by_status: dict[str, list[Finding]], plan: Plan) -> str:
    held, unknown = len(by_status.get("mitigated_by_design", ())), len(by_status.get("unknown", ()))
    worked = len(by_status.get("open", ())) + len(by_status.get("in_progress", ()))
    said = f"{count_phrase(len(plan.findings), 'finding')}: {worked} to be worked on, {unknown} waiting for an answer, {held} answered by this design"
    settled = len(plan.findings) - worked - unknown - held
    return f"{said}, {settled} settled by the team." if settled else f"{said}."


def _grouped(findings: Iterable[Finding]) -> Iterator[tuple[Finding, ...]]:
    by_rule: dict[str, list[Finding]] = {}
    for finding in findings:
        by_rule.setdefault(finding.rule, []).append(finding)
    yield from map(tuple, by_rule.values())


def _rules(findings: list[Finding], box: str, plan: Plan) -> Iterator[RuleView]:
    for found in _grouped(findings):
        shared = tuple(one_text(found, of) for of, _ in _TEXTS)
        own = tuple((of, label) for (of, label), text in zip(_TEXTS, shared, strict=True) if not text)
        places = [
            PlaceView(box, _place(f, plan), tuple(_line(of(f), label) for of, label in own)) for f in found[:MOST]
        ]
        if len(found) > MOST:
            places.append(PlaceView(box, f"and {len(found) - MOST} more of this kind (risks.json)"))
        said = [_line(text, label) for text, (_, label) in zip(shared, _TEXTS, strict=True) if text]
        refs = ", ".join(map(reference, found[0].refs))
        yield RuleView(
            found[0].rule,
            said.pop(0) if shared[0] else "",
            tuple(places),
            (*said, *([f"See {refs}."] if refs else ())),
        )


_TEXTS: Final[tuple[tuple[Callable[[Finding], str], str], ...]] = (
    (attrgetter("says"), ""),
    (attrgetter("mitigation"), "Mitigation: "),
    (attrgetter("verification"), "Shown by: "),
)


def _line(text: str, label: str) -> str:
    return f"{label}{marked(_sentence(text))}"


def _place(finding: Finding, plan: Plan) -> str:
    """The element's own sentence: how bad, why, where it comes from, who sees to it."""
    cited = next((p for p in map(plan.place, finding.because) if p), "")
    parts = [f"{markdown(finding.title)} ({finding.severity}: {markdown(finding.scoring)})", code_span(finding.id)]
    parts += [f"because of {code_span(cited)}"] if cited else []
    parts += [f"answer {', '.join(map(code_span, finding.asks))}"] if finding.asks else []
    parts += [f"done in {code_span(finding.step)}"] if finding.step and finding.status != "unknown" else []
    tracking = (finding.note, f"until {finding.until}" if finding.until else "", finding.owner, finding.ticket)
    parts += [markdown(word) for word in tracking if word]
    return " · ".join(parts)


def _held(findings: Iterable[Finding]) -> Iterator[HeldView]:
    for found in _grouped(findings):
        by = tuple(dict.fromkeys(word for f in found for word in f.mitigated_by.split(", ") if word))
        places = tuple(f.element for f in found)
        yield HeldView(found[0].rule, _listed(places), "each itself" if by == places else _listed(by))


def _listed(words: tuple[str, ...]) -> str:
    most = MOST // 2
    shown = ", ".join(map(code_span, words[:most]))
    return f"{shown} and {len(words) - most} more" if len(words) > most else shown


def _question(question: OpenQuestion, plan: Plan) -> str:
    place = plan.place(question.path) or question.path
    return f"{marked(question.asks)} (meanwhile: {marked(question.assumed)}) An answer changes {marked(question.changes)} ({code_span(place)})."
