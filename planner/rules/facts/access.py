"""Facts about who reaches which rows through an operation, and about what of the plan keeps others out."""

from __future__ import annotations

from typing import Final

from planner.model.api import Operation, OperationKind, Scope
from planner.model.design import Design
from planner.model.domain import DomainEntity, EffectiveRole
from planner.model.entities import TypeKind
from planner.rules.facts.entities import has_word
from planner.rules.facts.promises import is_denied
from planner.rules.facts.registry import NO, Known, Reply, Unknown, design_fact, flag, operation_fact, role_fact
from planner.rules.world import World

_PROBES = frozenset((OperationKind.HEALTH, OperationKind.READY))
_UNRULED = frozenset((OperationKind.WEBHOOK, *_PROBES))
_SIGN_IN = frozenset(
    (OperationKind.SIGN_IN, OperationKind.RESET_REQUEST, OperationKind.RESET_CONFIRM, OperationKind.PROOF_CONFIRM)
)


_CALLED: Final = frozenset(("name", "nickname", "handle", "display", "picture", "avatar", "photo"))


def _is_confidential(entity: DomainEntity) -> bool:
    """Whether reading somebody else's row would tell what is nobody else's business; names are there to be read."""
    return any(
        f.sensitive or f.type.kind.value == "money" or (f.pii and not f.private and not has_word(f.name, _CALLED))
        for f in entity.fields
    )


def _accounts_at(world: World, operation: Operation, entity: DomainEntity) -> list[Scope]:
    """The scopes under which holders of accounts call it."""
    roles = world.account_roles
    peers = world.domain.entities[entity.owner_account].account if entity.owner_account else None
    open_read = operation.method == "GET" and not _is_confidential(entity)
    said = {g.role for g in operation.security.grants if g.rows == "all"}
    return [
        s
        for s in operation.security.scopes
        if s.role == "owner"
        or (s.role in roles and not (s.rows == "all" and (open_read or s.role != peers or s.role in said)))
    ]


@operation_fact("operation.reaches_owned", "flag", "accounts reach rows through it that belong to one of them")
def reaches_owned(world: World, operation: Operation) -> Reply:
    """Whether it answers with, or takes the id of, rows that have an owner."""
    entity = world.entity(operation.entity) if operation.entity else None
    if entity is None or entity.owner_account is None or operation.kind is OperationKind.CREATE:
        return NO
    if not (operation.many or "{" in operation.path):
        return NO
    if operation.security.assumed:
        return Unknown((f"{entity.path}.access",))
    return flag(bool(_accounts_at(world, operation, entity)), *operation.because, f"{entity.path}.owner")


@operation_fact("operation.own_rows_only", "flag", "no account reaches the rows of another through it")
def own_rows_only(world: World, operation: Operation) -> Reply:
    """Whether every account's scope is narrowed."""
    entity = world.entity(operation.entity) if operation.entity else None
    scopes = _accounts_at(world, operation, entity) if entity is not None else []
    if scopes and all(s.rows != "all" for s in scopes):
        return Known(True, operation.because, (operation.id,))
    return NO


@design_fact("design.operations", "number", "how many operations it serves", stage="plan", unit="count")
def operations(world: World, _design: Design) -> Reply:
    """The number of operations besides the probes."""
    return Known(sum(o.kind not in _PROBES for o in world.parts.api.operations))


@design_fact("design.guarded_operations", "number", "how many operations need a credential", stage="plan", unit="count")
def guarded_operations(world: World, _design: Design) -> Reply:
    """The number of operations that are not public and not signed."""
    found = [o for o in world.parts.api.operations if not o.security.public and o.kind not in _UNRULED]
    return Known(len(found), tuple(dict.fromkeys(p for o in found[:3] for p in o.because)))


@design_fact(
    "design.public_operations", "number", "how many operations answer anonymous callers", stage="plan", unit="count"
)
def public_operations(world: World, _design: Design) -> Reply:
    """The number of public operations that are no probes and no sign-in, which is throttled by itself."""
    found = [
        o
        for o in world.parts.api.operations
        if o.security.public
        and o.kind not in _PROBES
        and o.kind not in _SIGN_IN
        and o.kind is not OperationKind.REFRESH
    ]
    return Known(len(found), tuple(dict.fromkeys(p for o in found[:3] for p in o.because)))


@design_fact("design.operations_ruled", "flag", "every operation says who may call it", stage="plan")
def operations_ruled(world: World, _design: Design) -> Reply:
    """Whether the policy step has a rule for each operation; what nobody gave is asked for."""
    unsaid = tuple(f"{e.path}.access" for e in world.domain.entities.values() if not e.access and e.operations)
    if unsaid:
        return Unknown(unsaid[:5])
    ruled = all(o.security.scopes or o.kind in _UNRULED for o in world.parts.api.operations)
    roles = tuple(r.path for r in world.domain.roles.values() if r.path)
    return Known(True, roles, ("step.policy",)) if ruled and "step.policy" in world.steps else NO


@design_fact(
    "design.auth",
    "word",
    "how callers prove who they are",
    stage="plan",
    words=("jwt", "session", "api_key", "oidc", "service_token", "none"),
)
def auth(world: World, design: Design) -> Reply:
    """The authentication that was settled."""
    return Known(world.parts.settings.auth, ("stack.auth",) if design.stack.auth else ("decision.authentication",))


@design_fact("design.api_style", "word", "the style of the API", stage="plan", words=("rest", "graphql", "grpc"))
def api_style(world: World, design: Design) -> Reply:
    """The style that was settled."""
    return Known(
        world.parts.settings.api_style, ("stack.api.style",) if design.stack.api_style else ("decision.api-style",)
    )


@design_fact("design.authenticates", "flag", "a step builds the sign-in", stage="plan")
def authenticates(world: World, _design: Design) -> Reply:
    """Whether callers are authenticated at all, and by which step."""
    return Known(True, (), ("step.auth",)) if "step.auth" in world.steps else NO


_TOKENS = {"jwt": "refresh_tokens", "session": "sessions", "api_key": "api_keys"}


@design_fact("design.credentials_end", "flag", "what signs a caller in expires and can be revoked", stage="plan")
def credentials_end(world: World, _design: Design) -> Reply:
    """Whether the table of credentials has both an expiry and a revocation; a token of minutes is kept in none."""
    if world.parts.settings.auth == "service_token":
        return Known(True, (), ("step.auth",)) if "step.auth" in world.steps else NO
    table = world.tables.get(_TOKENS.get(world.parts.settings.auth, ""))
    expiry, revoked = (table.column("expires_at"), table.column("revoked_at")) if table else (None, None)
    return Known(True, (), (expiry.id, revoked.id)) if expiry and revoked else NO


@operation_fact("operation.throttled", "flag", "attempts are counted, so that guessing can be slowed down")
def throttled(world: World, operation: Operation) -> Reply:
    """Whether failed attempts are kept."""
    table = world.tables.get("login_attempts")
    return Known(True, operation.because, (table.id,)) if table is not None else NO


@operation_fact("operation.notices_once", "flag", "what a sender repeats is told apart by its id")
def notices_once(world: World, operation: Operation) -> Reply:
    """Whether the inbox keeps the ids of notices."""
    table = world.tables.get("inbox_messages")
    return Known(True, operation.because, (table.id,)) if table is not None else NO


_PEOPLE: Final = (TypeKind.EMAIL, TypeKind.PHONE, TypeKind.PASSWORD)
_PROGRAMS: Final = ("api_key", "service_token", "none")


@design_fact(
    "design.people", "flag", "people sign in: a second factor is asked of roles, or accounts have a mail address"
)
def people(world: World, _design: Design) -> Reply:
    """Whether somebody who signs in is a person, by what the design says of roles and accounts."""
    setting = world.controls.get("mfa")
    found = [setting.path] if setting is not None and not is_denied(setting) and setting.value != () else []
    entities = world.domain.entities
    found += [
        entities[a].path for a in world.domain.accounts if any(f.type.kind in _PEOPLE for f in entities[a].fields)
    ]
    return flag(bool(found), *found[:3])


@role_fact("role.second_factor", "flag", "it signs in with a second factor")
def second_factor(world: World, role: EffectiveRole) -> Reply:
    """Whether `controls.mfa` names the role, or all, and the sign-in is one that people use."""
    setting = world.controls.get("mfa")
    if setting is None:
        return Unknown(("controls.mfa",))
    if world.parts.settings.auth in _PROGRAMS:
        return NO
    said = setting.value if isinstance(setting.value, tuple) else (setting.value,)
    named = role.name in said or "all" in said or True in said
    return Known(named, (setting.path,), (setting.path,) if named else ())
