"""Rules that the schema holds, shown where callers meet them: the step that makes what could break one proves it.

What is given to one row alone, or taken from a number, has a step of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from msgspec.structs import replace

from planner.derive.work.drafts import Draft, critical
from planner.derive.work.features import actions_of, endpoints_of
from planner.derive.work.foundation import migration_of
from planner.model.api import Api
from planner.model.database import Enforcement
from planner.model.design import BusinessRule, Design
from planner.model.domain import Domain
from planner.model.expressions import names_in


def with_held_rules(
    drafts: list[Draft], enforcements: Iterable[Enforcement], design: Design, domain: Domain, api: Api
) -> list[Draft]:
    """The drafts, each with the rules it has to show."""
    rules = {r.id: r for r in design.rules}
    refusing = frozenset(o.id for o in api.operations if any(r.code in _CODES for r in o.refusals))
    there = {d.id: d for d in drafts}
    cited = frozenset(path for d in drafts for path in d.because)
    for enforcement in enforcements:
        rule = rules.get(enforcement.rule)
        if enforcement.enforced and rule is not None and rule.on and rule.path not in cited:
            able = refusing if _is_met(rule, domain) else frozenset[str]()
            draft = _shown_by(rule, domain, there, able)
            if draft is not None:
                shown = replace(draft, acceptance=(*draft.acceptance, critical(_says(rule, draft, able))))
                there[draft.id] = replace(shown, because=tuple(dict.fromkeys((*draft.because, rule.path))))
    return [there[d.id] for d in drafts]


_CODES: Final = frozenset({"not_unique", "rule_broken"})


def _is_met(rule: BusinessRule, domain: Domain) -> bool:
    """Whether a request can come near it: one over values that the server alone sets, outside of actions, it cannot."""
    entity = domain.entities.get(rule.on[0])
    if rule.check is None or entity is None:
        return not rule.append_only
    set_by = {s.field for a in entity.actions for s in a.sets}
    heads = {name.parts[0] for name in names_in(rule.check)}
    kept = {f.name for f in entity.fields if f.readonly and f.computed is None and f.name not in set_by}
    return not heads <= kept


def _shown_by(rule: BusinessRule, domain: Domain, there: dict[str, Draft], refusing: frozenset[str]) -> Draft | None:
    """The first of its steps whose operations refuse, of a state the actions; else the one that makes its table."""
    entity = rule.on[0]
    steps = [there[s] for s in (endpoints_of(entity), actions_of(entity)) if s in there]
    if _is_about_state(rule, domain):
        steps.reverse()
    able = (d for d in steps if not refusing.isdisjoint(d.makes))
    return next(able, None) or there.get(migration_of(entity))


def _is_about_state(rule: BusinessRule, domain: Domain) -> bool:
    entity = domain.entities.get(rule.on[0])
    fields = {m.field for m in entity.machines} if entity is not None else set()
    return rule.check is not None and any(fields.intersection(name.parts) for name in names_in(rule.check))


def _says(rule: BusinessRule, draft: Draft, refusing: frozenset[str]) -> str:
    if refusing.isdisjoint(draft.makes):
        return f"{rule.id}: a statement that would break it is refused by the database."
    if rule.unique is not None:
        return f"{rule.id}: of two requests at once that would break it together one is carried out, the other answers 409."
    return f"{rule.id}: a request that would break it answers 409 and changes nothing."
