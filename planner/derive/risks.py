"""What the catalog of risks finds in a plan, with the team's own tracking laid over it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from planner import codes
from planner.diagnostics import Diagnostic, Severity
from planner.model.api import Style
from planner.model.catalog import RiskItem
from planner.model.design import RiskNote
from planner.model.risks import Finding
from planner.naming import suggest
from planner.rules.evaluate import find_risks
from planner.rules.world import World
from planner.spoken import in_style

_ORDER: Final = {
    "open": 0,
    "in_progress": 1,
    "unknown": 2,
    "accepted": 3,
    "mitigated": 4,
    "mitigated_by_design": 5,
    "false_positive": 6,
}
_WEIGHT: Final = {"critical": 0, "high": 1, "elevated": 2, "medium": 3, "low": 4}


class Judged(Struct, frozen=True):
    """The findings, what must be worked on first, and notes that match none."""

    findings: tuple[Finding, ...]
    diagnostics: tuple[Diagnostic, ...]


def derive_findings(items: Iterable[RiskItem], world: World) -> Judged:
    """Every finding as it is tracked, and what is wrong with the tracking."""
    steps = world.steps
    found = [_placed(f, steps) for f in worded_risks(items, world)]
    notes = {n.finding: n for n in world.design.risks}
    tracked = [_tracked(f, notes) for f in found] if notes else found
    ordered = tuple(sorted(tracked, key=lambda f: (_ORDER[f.status], _WEIGHT[f.severity])))
    return Judged(ordered, tuple(_unmatched(world.design.risks, found)))


def worded_risks(items: Iterable[RiskItem], world: World) -> Iterable[Finding]:
    """What the risks find, in the words of the contract's style."""
    style = world.parts.settings.api_style
    if style == "rest":
        return find_risks(items, world)
    return (_in_style(f, style) for f in find_risks([_without_http(i) for i in items], world))


def _without_http(item: RiskItem) -> RiskItem:
    words = item.unless_rest
    return replace(
        item,
        title=words.title or item.title,
        says=words.says or item.says,
        mitigation=words.mitigation or item.mitigation,
        verification=words.verification or item.verification,
    )


def _in_style(finding: Finding, style: Style) -> Finding:
    return replace(
        finding,
        mitigation=in_style(finding.mitigation, style),
        verification=in_style(finding.verification, style),
    )


def _placed(finding: Finding, steps: dict[str, str]) -> Finding:
    """The step that is there for this element, or for all of them."""
    if not finding.step or finding.step in steps:
        return finding
    own = f"{finding.step.replace('-', '_')}.{finding.element.partition('.')[2].replace('-', '_')}"
    return replace(finding, step=own) if own in steps else finding


def _tracked(finding: Finding, notes: dict[str, RiskNote]) -> Finding:
    note = notes.get(finding.id) or notes.get(f"{finding.rule}@*")
    if note is None or finding.status == "mitigated_by_design":
        return finding
    return replace(
        finding,
        status=note.status,
        note=note.because,
        until=note.until,
        owner=note.owner,
        ticket=note.ticket,
        because=(*finding.because, note.path),
    )


def _unmatched(notes: tuple[RiskNote, ...], found: list[Finding]) -> Iterable[Diagnostic]:
    ids = {f.id for f in found}
    rules = {f.rule for f in found}
    for note in notes:
        rule, _, element = note.finding.partition("@")
        if note.finding in ids or (element == "*" and rule in rules):
            continue
        near = suggest(note.finding, tuple(ids))
        hint = f"did you mean '{near}'?" if near else "take the note away, or see the ids in risks.json"
        said = f"no finding is called '{note.finding}'"
        yield Diagnostic(codes.TRACK_UNMATCHED, Severity.WARNING, said, None, hint, note.path)


def expired(findings: Iterable[Finding], today: str) -> Iterable[Finding]:
    """Accepted findings whose time has run out by a day written YYYY-MM-DD."""
    return (f for f in findings if f.status == "accepted" and f.until and f.until < today)
