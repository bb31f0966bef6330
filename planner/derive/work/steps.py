"""All drafts of a design's steps, in the order in which a reader meets them, and how they come to need each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from planner.derive.work.closing import closing, release
from planner.derive.work.drafts import Draft
from planner.derive.work.features import features
from planner.derive.work.foundation import foundation
from planner.derive.work.held import with_held_rules
from planner.derive.work.holdings import holding_steps
from planner.derive.work.layout import Layout
from planner.derive.work.principals import principals_step
from planner.derive.work.queries import query_steps
from planner.derive.work.reading import Readers
from planner.derive.work.repeats import repeat_step
from planner.derive.work.surroundings import surroundings
from planner.derive.work.takings import taking_steps
from planner.model.api import Api
from planner.model.database import Database, Enforcement
from planner.model.decisions import Settings
from planner.model.design import Design
from planner.model.domain import Domain
from planner.model.migrations import table_files
from planner.model.work import Need


def draft_steps(
    design: Design,
    domain: Domain,
    settings: Settings,
    database: Database,
    api: Api,
    enforcements: tuple[Enforcement, ...],
    layout: Layout,
    taken: Mapping[str, str],
    options: Mapping[str, str],
) -> list[Draft]:
    """The steps that follow from elements of the plan, the release excepted."""
    files = table_files(database.tables, settings.migrations)
    drafts = foundation(design, domain, settings, database, api, layout, taken, options, files)
    drafts += principals_step(database, layout)
    drafts += repeat_step(api, layout)
    readers = Readers(design, domain)
    drafts += features(domain, settings, database, api, layout, files)
    drafts += query_steps(design, api, readers, drafts, layout)
    drafts += surroundings(design, domain, settings, api, enforcements, readers, layout)
    drafts += taking_steps(design, domain, database, settings, layout)
    drafts += holding_steps(design, domain, layout)
    drafts += closing(domain, settings, database, api, layout, drafts)
    return with_held_rules(drafts, enforcements, design, domain, api)


def completed(drafts: list[Draft], design: Design, domain: Domain) -> list[Draft]:
    """The drafts with every need a step of this design, the thin slice marked, and the release after all of them."""
    known = {d.id for d in drafts}
    kinds: dict[str, list[str]] = {}
    for draft in drafts:
        kinds.setdefault(f"kind:{draft.kind}", []).append(draft.id)
    slice_ids = _thin_slice(drafts, domain)
    held = _held_back(drafts)
    done = [_settled(d, held, known, kinds, d.id in slice_ids) for d in drafts]
    return [*done, release(design, done)]


def _held_back(drafts: list[Draft]) -> dict[str, list[Need]]:
    """What a draft says must wait for it, seen from there."""
    held: dict[str, list[Need]] = {}
    for draft in drafts:
        for later in draft.before:
            held.setdefault(later.step, []).append(Need(draft.id, later.because))
    return held


def _settled(
    draft: Draft, held: dict[str, list[Need]], known: set[str], kinds: dict[str, list[str]], first: bool
) -> Draft:
    writing = () if draft.reads_only else held.get(f"writing:{draft.kind}", ())
    more = (*held.get(draft.id, ()), *held.get(f"kind:{draft.kind}", ()), *writing)
    steps = {n.step for n in draft.needs}
    if not more and not first and len(steps) == len(draft.needs) and steps <= known and draft.id not in steps:
        return draft
    needs = tuple(_real((*draft.needs, *more), draft.id, known, kinds))
    if first:
        return replace(draft, needs=needs, phase="slice")
    return draft if needs == draft.needs else replace(draft, needs=needs)


def _real(needs: Iterable[Need], own: str, known: set[str], kinds: dict[str, list[str]]) -> Iterable[Need]:
    """Needs of steps that are there; `kind:endpoints` stands for each of that kind, a second need of one step for none."""
    seen = {own}
    for need in needs:
        for step in kinds.get(need.step, ()) if need.step.startswith("kind:") else (need.step,):
            if step in known and step not in seen:
                seen.add(step)
                yield need if step == need.step else Need(step, need.because)


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
