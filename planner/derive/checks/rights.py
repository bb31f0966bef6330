"""Rights that contradict each other: who acts on rows must be able to read them.

A caller nobody knows who sends something along is let be: the link in a mail carries a token instead of a right.
"""

from __future__ import annotations

from planner import codes
from planner.derive.checks.context import Checking
from planner.model.entities import Action, Entity, Grant

_NOBODY_SIGNED_IN = frozenset({"system", "none"})


def check_rights(checking: Checking) -> None:
    """Actions whose role can never read the row they act on."""
    inherited = {role.name: role.extends for role in checking.design.roles}
    carried = frozenset(e.account for e in checking.entities.values() if e.account)
    for entity in checking.entities.values():
        readers = _readers(entity)
        if not readers or "public" in readers:
            continue
        for action in entity.actions:
            for grant in action.by:
                if not _carries_a_token(grant, action) and not _may_read(grant, readers, inherited, carried):
                    _say(checking, entity, action, grant, readers)


def _readers(entity: Entity) -> frozenset[str]:
    """Who may get or list; nobody is named where nothing is said."""
    return frozenset(g.role for rule in entity.access if rule.operation in ("get", "list") for g in rule.grants)


def _carries_a_token(grant: Grant, action: Action) -> bool:
    return grant.role == "public" and bool(action.input)


def _may_read(
    grant: Grant, readers: frozenset[str], inherited: dict[str, tuple[str, ...]], carried: frozenset[str]
) -> bool:
    role = grant.role
    if role in _NOBODY_SIGNED_IN or grant.party or role not in {*inherited, "owner", "public"}:
        return True
    waiting, seen = [role], {role}
    for each in waiting:
        new = [name for name in inherited.get(each, ()) if name not in seen]
        seen.update(new)
        waiting += new
    if role == "owner":
        seen |= carried
    return bool(seen & readers) or ("owner" in readers and bool(seen & carried))


def _say(checking: Checking, entity: Entity, action: Action, grant: Grant, readers: frozenset[str]) -> None:
    checking.error(
        codes.DES_ACCESS,
        f"{grant.role} may {action.name} {entity.name}, but never read one",
        grant.path,
        f"let it `get`, as {' and '.join(sorted(readers))} may, or say another `by`",
    )
