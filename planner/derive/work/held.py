"""Rules that the schema holds, shown where callers meet them: the step that makes what could break one proves it.

What is given to one row alone, or taken from a number, has a step of its own.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from planner.derive.work.drafts import Draft, critical
from planner.derive.work.features import actions_of, endpoints_of
from planner.derive.work.foundation import migration_of
from planner.model.api import Api
from planner.model.database import Enforcement
from planner.model.design import BusinessRule, Design


def with_held_rules(drafts: list[Draft], enforcements: Iterable[Enforcement], design: Design, api: Api) -> list[Draft]:
    """The drafts, each with the rules it has to show."""
    rules = {r.id: r for r in design.rules}
    refusing = frozenset(o.id for o in api.operations if 409 in o.errors)
    there = {d.id: d for d in drafts}
    cited = frozenset(path for d in drafts for path in d.because)
    for enforcement in enforcements:
        rule = rules.get(enforcement.rule)
        if enforcement.enforced and rule is not None and rule.on and rule.path not in cited:
            draft = _shown_by(rule.on[0], there, refusing)
            if draft is not None:
                shown = replace(draft, acceptance=(*draft.acceptance, critical(_says(rule, draft, refusing))))
                there[draft.id] = replace(shown, because=tuple(dict.fromkeys((*draft.because, rule.path))))
    return [there[d.id] for d in drafts]


def _shown_by(entity: str, there: dict[str, Draft], refusing: frozenset[str]) -> Draft | None:
    """The first of its steps whose operations refuse; else the one that makes its table."""
    steps = [there[s] for s in (endpoints_of(entity), actions_of(entity)) if s in there]
    able = (d for d in steps if not refusing.isdisjoint(d.makes))
    return next(able, None) or there.get(migration_of(entity))


def _says(rule: BusinessRule, draft: Draft, refusing: frozenset[str]) -> str:
    if refusing.isdisjoint(draft.makes):
        return f"{rule.id}: a statement that would break it is refused by the database."
    if rule.unique is not None:
        return f"{rule.id}: of two requests at once that would break it together one is carried out, the other answers 409."
    return f"{rule.id}: a request that would break it answers 409 and changes nothing."
