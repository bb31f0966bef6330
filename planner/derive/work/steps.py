"""All drafts of a design's steps, in the order in which a reader meets them."""

from __future__ import annotations

from msgspec.structs import replace

from planner.derive.work.closing import closing
from planner.derive.work.drafts import Draft
from planner.derive.work.features import features
from planner.derive.work.foundation import foundation
from planner.derive.work.layout import Layout
from planner.derive.work.surroundings import surroundings
from planner.model.api import Api
from planner.model.database import Database, Enforcement
from planner.model.decisions import Settings
from planner.model.design import Design
from planner.model.domain import Domain


def draft_steps(
    design: Design,
    domain: Domain,
    settings: Settings,
    database: Database,
    api: Api,
    enforcements: tuple[Enforcement, ...],
    layout: Layout,
) -> list[Draft]:
    """Every step; needs that point at steps this design has not are dropped."""
    drafts = foundation(design, domain, settings, database, api, layout)
    drafts += features(domain, settings, database, api, layout)
    drafts += surroundings(design, domain, api, enforcements, layout)
    drafts += closing(design, domain, database, api, layout, drafts)
    known = {d.id for d in drafts}
    slice_ids = _thin_slice(drafts, domain)
    return [_settled(d, known, d.id in slice_ids) for d in drafts]


def _settled(draft: Draft, known: set[str], first: bool) -> Draft:
    needs = tuple([n for n in draft.needs if n.step in known and n.step != draft.id])
    if first:
        return replace(draft, needs=needs, phase="slice")
    return draft if len(needs) == len(draft.needs) else replace(draft, needs=needs)


def _thin_slice(drafts: list[Draft], domain: Domain) -> frozenset[str]:
    """One resource end to end before breadth: the owned one with most operations, else the one with most."""
    served = [d for d in drafts if d.kind == "endpoints"]
    if not served:
        return frozenset()
    owned = {e.path for e in domain.entities.values() if e.owner_account and not e.account and not e.parent}
    first = max(served, key=lambda d: (bool(owned.intersection(d.because)), len(d.makes)))
    by_id = {d.id: d for d in drafts}
    reached: set[str] = set()
    pending = [first.id]
    while pending:
        current = by_id.get(pending.pop())
        if current is not None and current.id not in reached and current.phase == "breadth":
            reached.add(current.id)
            pending += [n.step for n in current.needs]
    return frozenset(reached)
