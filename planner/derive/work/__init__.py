"""The build order: steps out of the plan's parts and the catalog, edges out of reasons, waves out of edges."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from msgspec.structs import replace

from planner.derive.settings import Settled
from planner.derive.work.called import Caller
from planner.derive.work.drafts import Draft
from planner.derive.work.layout import layout_of
from planner.derive.work.ordering import order_steps
from planner.derive.work.steps import completed, draft_steps
from planner.model.api import Style
from planner.model.risks import Finding
from planner.model.work import Work
from planner.rules.library import Library
from planner.rules.world import World
from planner.spoken import in_style


class Backlog:
    """The drafts of one design while findings may still add to them."""

    def __init__(self, world: World, settled: Settled, library: Library, team: int) -> None:
        self.world = world
        self.library = library
        self.team = team
        parts = world.parts
        layout = layout_of(settled.settings, library.stacks)
        self.drafts: list[Draft] = draft_steps(
            world.design,
            world.domain,
            settled.settings,
            parts.database,
            parts.api,
            parts.enforcements,
            layout,
            {d.topic: d.option_title for d in settled.decisions},
            {d.topic: d.option for d in settled.decisions},
        )
        self._style = settled.settings.api_style
        self._caller = Caller(world, settled.decisions, settled.settings, layout, library.risks)
        self._add(self._caller.called_for(library.steps))

    def _add(self, drafts: Iterable[Draft]) -> None:
        present = {d.id for d in self.drafts}
        self.drafts += [d for d in drafts if d.id not in present]

    def work(self) -> Work:
        """Every step with its place in the order."""
        drafts = completed(self.drafts, self.world.design, self.world.domain)
        return order_steps([_in_style(d, self._style) for d in drafts], team=self.team)

    def answered(self, work: Work, findings: tuple[Finding, ...]) -> tuple[Work, tuple[Finding, ...]]:
        """The work with a step for each open finding that names one, and the findings with the steps that are there."""
        before = len(self.drafts)
        self._add(self._caller.mitigating(self.library.steps, findings, frozenset(d.id for d in self.drafts)))
        if len(self.drafts) > before:
            work = self.work()
        linked = tuple(_linked(findings, frozenset(s.id for s in work.steps)))
        return _with_risks(work, linked), linked


_SERVED: Final = frozenset(
    ("endpoints", "actions", "queries", "policy", "auth", "access_matrix", "rule", "accounts", "idempotency")
)
"""Kinds of steps whose callers ask in the style of the contract; the others are spoken to over HTTP, or by nobody."""


def _in_style(draft: Draft, style: Style) -> Draft:
    if style == "rest" or draft.kind not in _SERVED:
        return draft
    said = tuple(replace(c, says=in_style(c.says, style)) for c in draft.acceptance)
    return replace(draft, says=in_style(draft.says, style), acceptance=said)


def _linked(findings: Iterable[Finding], steps: frozenset[str]) -> Iterable[Finding]:
    """A finding names the step for its element, else the one for all, else none: what is not in the plan is not named."""
    for finding in findings:
        if not finding.step or finding.step in steps:
            yield finding
            continue
        own = f"{finding.step.replace('-', '_')}.{finding.element.partition('.')[2].replace('-', '_')}"
        yield replace(finding, step=own if own in steps else "")


def _with_risks(work: Work, findings: Iterable[Finding]) -> Work:
    """Each step with the rules whose findings it answers."""
    rules: dict[str, dict[str, None]] = {}
    for finding in findings:
        if finding.step:
            rules.setdefault(finding.step, {})[finding.rule] = None
    if not rules:
        return work
    steps = tuple(replace(s, risks=tuple(rules[s.id])) if s.id in rules else s for s in work.steps)
    return replace(work, steps=steps)
