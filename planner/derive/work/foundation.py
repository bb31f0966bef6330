"""Steps before any feature: project, contract, database, errors, sign-in, authorization."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from planner.derive.key_store import is_key_store
from planner.derive.settings import ASSUMED_ROLES, causes
from planner.derive.work.databases import tables_there
from planner.derive.work.drafts import Draft, critical, effort, expected, nice
from planner.derive.work.layout import ROUND_TRIP, Layout, fill
from planner.model.api import Api, OperationKind
from planner.model.database import Database
from planner.model.decisions import Settings
from planner.model.design import Design
from planner.model.domain import Domain, DomainEntity
from planner.model.work import Criterion, Need, Verification
from planner.naming import listing, snake
from planner.phrases import brand, credential
from planner.rules.facts.accounts import address_of, shared_addresses

CONTRACT_FILES = {"rest": "openapi.yaml", "graphql": "schema.graphql", "grpc": "service.proto"}
_CONTRACT_CHECKS = {
    "rest": Verification("planner verify .", "openapi.yaml valid"),
    "graphql": Verification(
        "pip install -q graphql-core && python -c "
        "\"from graphql import build_schema; build_schema(open('schema.graphql').read())\" && echo valid",
        "valid",
    ),
    "grpc": Verification("protoc --proto_path=. --descriptor_set_out=/dev/null service.proto && echo valid", "valid"),
}
ACCOUNT_KINDS = frozenset(
    {
        OperationKind.SIGN_IN,
        OperationKind.REFRESH,
        OperationKind.SIGN_OUT,
        OperationKind.RESET_REQUEST,
        OperationKind.RESET_CONFIRM,
        OperationKind.PROOF_REQUEST,
        OperationKind.PROOF_CONFIRM,
        OperationKind.ME,
    }
)
KEYS = "resource.system.api_keys"
PROJECT, CONTRACT, DATABASE, AUTH, POLICY = "step.project", "step.contract", "step.database", "step.auth", "step.policy"


def foundation(
    design: Design,
    domain: Domain,
    settings: Settings,
    database: Database,
    api: Api,
    layout: Layout,
    taken: Mapping[str, str],
    options: Mapping[str, str],
    files: Mapping[str, str],
) -> list[Draft]:
    """The steps everything else stands on. `taken` is what was decided of each topic, as a reader calls it; `options` by id."""
    drafts = [
        _project(design, settings, layout, api),
        _contract(design, settings),
        _database(design, settings, database, options.get("orm", ""), files),
    ]
    if settings.auth != "none":
        drafts.append(_auth(design, domain, settings, layout, api, taken))
    if any(is_key_store(t) for t in database.tables) and not any(o.resource == KEYS for o in api.operations):
        drafts.append(_keys_by_command(design, layout))
    drafts.append(_policy(domain, settings, layout, api, options.get("authorization", "")))
    return drafts


def _project(design: Design, settings: Settings, layout: Layout, api: Api) -> Draft:
    probes = tuple(o.id for o in api.operations if o.kind in (OperationKind.HEALTH, OperationKind.READY))
    health = next((o.path for o in api.operations if o.kind is OperationKind.HEALTH), "/health")
    return Draft(
        id=PROJECT,
        title=f"Set up the {layout.title or settings.framework} project",
        kind="project",
        phase="foundation",
        lane="platform",
        says="Configuration from the environment, structured logs with a request id, health and readiness, tests in CI.",
        effort=effort(8),
        because=causes(design, "language", "framework"),
        create=layout.project,
        makes=probes,
        acceptance=(
            critical("A fresh clone builds and its tests run in CI."),
            critical(f"{health} answers 200 without a database; readiness needs one."),
            expected("On SIGTERM the process stops accepting, finishes what it has and exits."),
            nice("Each log line is JSON and carries the request id."),
        ),
        verify=(
            Verification(layout.test_command, layout.passes),
            Verification(f"curl -s -o /dev/null -w '%{{http_code}}' http://localhost:8080{health}", "200"),
        ),
    )


def _contract(design: Design, settings: Settings) -> Draft:
    name = CONTRACT_FILES[settings.api_style]
    return Draft(
        id=CONTRACT,
        title=f"Agree on the contract in {name}",
        kind="contract",
        phase="foundation",
        lane="api",
        says=f"Consumers read {name}, try it on a mock and sign it off; from here on it changes by review only.",
        effort=effort(4),
        because=causes(design, "api-style"),
        create=(name,),
        acceptance=(
            critical(f"{name} lints without a finding."),
            expected("Each consumer has called a mock of it once."),
        ),
        verify=(_CONTRACT_CHECKS[settings.api_style],),
    )


def _database(design: Design, settings: Settings, database: Database, orm: str, files: Mapping[str, str]) -> Draft:
    system = tuple(t for t in database.tables if t.kind == "system")
    names = ", ".join(t.name for t in system)
    return Draft(
        id=DATABASE,
        title=f"Connect {brand(settings.dialect)} and its migrations",
        kind="database",
        phase="foundation",
        lane="data",
        says="Migrations run in CI up, down and up again."
        + (f" The supporting tables come first: {names}." if names else ""),
        effort=effort(4 + len(system)),
        because=causes(design, "database"),
        create=tuple(dict.fromkeys(files[t.name] for t in system)),
        makes=tuple(t.id for t in system),
        needs=(Need(PROJECT, "the migration command is part of the project"),),
        acceptance=(
            critical("Up, down and up again leave the same schema."),
            expected("The application's database role owns no table and cannot bypass row security."),
            *(expected(says) for says in _REACHED.get(orm, ())),
        ),
        verify=(
            Verification(*ROUND_TRIP[settings.migrations]),
            *([tables_there(settings, system)] if system else ()),
        ),
    )


_REACHED: Final = {
    "mapper": (
        "Rows become objects in one place, and a test counts the statements of each list: as many for 100 rows as for 1.",
    ),
    "active-record": (
        "The framework's models stand on these migrations; its own generator of migrations is switched off.",
    ),
    "query-builder": ("Each statement is written out and checked against the schema when the project is built.",),
}
"""What must hold of the way from code to tables, by how it was decided."""


def _auth(
    design: Design, domain: Domain, settings: Settings, layout: Layout, api: Api, taken: Mapping[str, str]
) -> Draft:
    operations = [o for o in api.operations if o.kind in ACCOUNT_KINDS or o.resource == KEYS]
    accounts = [domain.entities[name] for name in domain.accounts]
    stored = _STORED.get(settings.auth)
    needs = [Need(DATABASE, stored)] if stored else []
    needs.append(Need(PROJECT, "requests are authenticated in its pipeline"))
    needs += [Need(migration_of(e.name), f"{e.name} is what {e.account} signs in as") for e in accounts]
    kinds = frozenset(o.kind for o in operations)
    if OperationKind.RESET_REQUEST in kinds:
        needs += [
            Need(f"step.integration.{snake(i.name)}.client", f"{i.name} carries the code of a reset")
            for i in design.integrations
            if i.kind == "email"
        ]
    return Draft(
        id=AUTH,
        title=f"Authenticate callers by {credential(settings.auth)}",
        kind="auth",
        phase="foundation",
        lane="security",
        says=_AUTH_SAYS[settings.auth].format(signing=taken.get("token-signing", "RS256")),
        effort=effort(6 + 2 * len(operations)),
        because=(*causes(design, "authentication"), *(e.path for e in accounts)),
        needs=tuple(needs),
        create=(fill(layout.module, "auth"), fill(layout.test, "auth")),
        modify=(layout.entry,),
        makes=tuple(o.id for o in operations),
        acceptance=(
            critical(
                f"A request without a credential, with an expired one or with {_WRONG[settings.auth]} answers 401."
            ),
            *_throttled(api, kinds),
            *_hashing(taken),
            *(criterion for kind, criterion in _SHOWN if kind in kinds),
            *_one_each(domain, design),
            *_in_any_case(accounts),
            *_from_elsewhere(settings.auth),
            expected(_REVOKED[settings.auth]),
            *_keys(api),
        ),
        verify=(Verification(fill(layout.test_one, "auth"), layout.passes),),
    )


_FOREIGN: Final = "one for another audience"
_WRONG: Final[dict[str, str]] = {
    "jwt": _FOREIGN,
    "oidc": _FOREIGN,
    "service_token": _FOREIGN,
    "session": "one that was ended",
    "api_key": "one that was revoked",
}
_AT_ONCE: Final = "A credential that was revoked answers 401 with the next request."
_SHORT: Final = "A credential that was revoked works no longer than its access token lives."
_REVOKED: Final[dict[str, str]] = {
    "jwt": _SHORT,
    "oidc": _SHORT,
    "service_token": "A service that was shut out gets in no longer than its last token lives.",
    "session": _AT_ONCE,
    "api_key": _AT_ONCE,
}
"""Tokens are believed until they end; what is looked up is gone at once."""


def _keys(api: Api) -> Iterator[Criterion]:
    """Programs that come with a key where people sign in."""
    if api.key_holders:
        yield critical("A key is found by its hash, and one that was revoked answers 401 with the next request.")


def _throttled(api: Api, kinds: frozenset[OperationKind]) -> Iterator[Criterion]:
    """Guessing is slowed down where the contract has an answer for it."""
    if not any(r.status == 429 for o in api.operations for r in o.refusals):
        return
    yield critical("Ten wrong credentials in a minute are throttled with 429.")
    if OperationKind.RESET_REQUEST in kinds:
        yield critical("Resets have a limit of their own, by account and by address.")


_STORED: Final = {
    "jwt": "credentials and refresh tokens are stored",
    "session": "credentials and sessions are stored",
    "api_key": "hashes of keys are stored",
}
"""What is stored of a sign-in; an identity provider and a caller's own tokens leave nothing here."""


def _one_each(domain: Domain, design: Design) -> tuple[Criterion, ...]:
    """What keeps an address from signing in as two."""
    names = [name for name, _ in shared_addresses(domain, design)]
    said = f"An address that signs in as one of {listing(names)} is refused to the others, also where two come at once."
    return (critical(said),) if names else ()


def _in_any_case(accounts: Iterable[DomainEntity]) -> tuple[Criterion, ...]:
    """One person types one address in two ways; the unique key of the table compares letters."""
    fields = [f"{e.name}.{f.name}" for e in accounts if (f := address_of(e)) is not None]
    said = f"{listing(fields)} is kept in small letters: the same address in capitals signs in, and counts as taken."
    return (critical(said),) if fields else ()


def _from_elsewhere(strategy: str) -> tuple[Criterion, ...]:
    """A browser sends a cookie along whoever's page asks."""
    said = "A change that is asked for by a page of another site is refused, whatever cookie comes with it."
    return (critical(said),) if strategy == "session" else ()


_SHOWN: Final = (
    (
        OperationKind.REFRESH,
        critical("A refresh credential that comes a second time ends every sign-in of its family."),
    ),
    (
        OperationKind.RESET_REQUEST,
        critical("A reset is answered alike, and as quickly, for an address that nobody signs in with."),
    ),
    (
        OperationKind.RESET_CONFIRM,
        critical("The code of a reset works once, for half an hour, and ends every sign-in of its account."),
    ),
    (
        OperationKind.PROOF_REQUEST,
        critical("An account whose address is not proven reads and writes nothing, and asks for another code at most."),
    ),
    (
        OperationKind.PROOF_CONFIRM,
        critical("A new address signs in once its code came back; until then the old one does, and it is told."),
    ),
)
"""What must be shown of a sign-in's operations, where it has them."""


def _keys_by_command(design: Design, layout: Layout) -> Draft:
    """Where no operation makes a key and no role is said to, whoever runs the service does."""
    return Draft(
        id="step.api_keys",
        title="Make and revoke API keys by a command",
        kind="auth",
        phase="foundation",
        lane="security",
        says="One command makes a key for a name, a role and an expiry, prints it once and keeps its SHA-256 and first "
        "letters; another revokes it by these; a third lists who holds one and when it was last used.",
        effort=effort(4),
        because=causes(design, "authentication"),
        needs=(Need(AUTH, "keys are what callers authenticate by"), Need(DATABASE, "their hashes are stored")),
        create=(fill(layout.service, "api_keys"), fill(layout.test, "api_keys")),
        acceptance=(
            critical("The key is printed once: neither api_keys nor a log line holds it afterwards."),
            critical("A revoked or expired key answers 401 with the next request."),
            expected("Two keys of one holder work side by side, so that one can be replaced without a pause."),
        ),
        verify=(Verification(fill(layout.test_one, "api_keys"), layout.passes),),
    )


def _hashing(taken: Mapping[str, str]) -> Iterator[Criterion]:
    """How passwords are kept, where the backend keeps any."""
    if "password-hash" in taken:
        yield critical(f"A stored password is a hash by {taken['password-hash']}; older hashes are renewed at sign-in.")
        yield expected("An unknown name takes as long to be refused as a wrong password.")


_AUTH_SAYS = {
    "jwt": "Short access tokens ({signing}), rotating refresh tokens stored as hashes, reuse ends the family.",
    "session": "Server-side sessions in httpOnly, Secure, SameSite cookies; a new id at every sign-in.",
    "api_key": "Keys shown once, stored as hashes, with a visible prefix, an owner, an expiry and a rotation path.",
    "oidc": "The identity provider signs people in, and programs by credentials of their own; tokens are checked for issuer, audience, expiry and algorithm.",
    "service_token": "Callers present short-lived tokens ({signing}) bound to their service; the audience is this backend.",
    "none": "",
}


def _extending(domain: Domain) -> Iterator[Criterion]:
    """Roles that act as others: the contract names those alone that were given a right."""
    for role in domain.roles.values():
        if role.acts_as:
            yield critical(f"{role.name} may do whatever {listing(role.acts_as, 'or')} may, on the same rows at least.")


def _policy(domain: Domain, settings: Settings, layout: Layout, api: Api, by: str) -> Draft:
    roles = [r for r in domain.roles.values() if r.path]
    secured = sum(not o.security.public for o in api.operations)
    first = AUTH if settings.auth != "none" else PROJECT
    return Draft(
        id=POLICY,
        title="Authorize every operation by role and row",
        kind="policy",
        phase="foundation",
        lane="security",
        says=f"One table of {len(api.operations)} operations × {len(domain.roles)} roles, denied unless it says otherwise; "
        f"{secured} operations need a credential.{_DEPENDS.get(by, '')}",
        effort=effort(4 + len(domain.roles)),
        because=tuple(r.path for r in roles) or (ASSUMED_ROLES,),
        needs=(Need(first, "a policy needs to know who calls"),),
        create=(fill(layout.service, "policy"), fill(layout.test, "policy")),
        acceptance=(
            critical("An operation that the table does not list is refused."),
            *_extending(domain),
            *(
                (critical("A row that the caller does not reach answers 404, not 403."),)
                if any(s.rows != "all" for o in api.operations if o.entity for s in o.security.scopes)
                else ()
            ),
        ),
        verify=(Verification(fill(layout.test_one, "policy"), layout.passes),),
    )


_DEPENDS: Final = {
    "rbac": " A right depends on the role alone.",
    "ownership": " Where a row has an owner, the owner stands in the statement that finds it, never in a check after it.",
    "abac": " Conditions over rows and memberships stand in the statement that finds them; each is tested with a row on either side.",
}
"""What a right rests on, by how it was decided."""


def migration_of(entity: str) -> str:
    """The id of the step that makes an entity's table."""
    return f"step.{snake(entity)}.migration"
