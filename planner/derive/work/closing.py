"""The last steps: development data, the access matrix, the release."""

from __future__ import annotations

from collections import Counter

from planner.derive.settings import ASSUMED_ROLES
from planner.derive.work.databases import SEEDS as SEED_FILE
from planner.derive.work.databases import seeds_there
from planner.derive.work.drafts import Draft, critical, effort
from planner.derive.work.foundation import POLICY
from planner.derive.work.layout import Layout, fill
from planner.derive.work.principals import PRINCIPALS
from planner.model.api import Api
from planner.model.database import Database
from planner.model.decisions import Settings
from planner.model.design import Design
from planner.model.domain import Domain
from planner.model.work import Need, Verification
from planner.naming import count_phrase
from planner.phrases import brand

SEEDS, MATRIX, RELEASE = "step.seeds", "step.access_matrix", "step.release"

_SERVING = frozenset({"endpoints", "actions", "query", "accepted_work", "webhook"})
"""The kinds of steps that serve operations, sign-in excepted: everything stands on it."""


def closing(
    domain: Domain, settings: Settings, database: Database, api: Api, layout: Layout, drafts: list[Draft]
) -> list[Draft]:
    """Steps that need what stands before them: development data, and a test of every right."""
    return [_seeds(domain, settings, database, drafts), _matrix(domain, api, layout, drafts)]


def _all(drafts: list[Draft], kinds: frozenset[str], because: str) -> tuple[Need, ...]:
    return tuple(Need(d.id, because) for d in drafts if d.kind in kinds)


def _seeds(domain: Domain, settings: Settings, database: Database, drafts: list[Draft]) -> Draft:
    counts = Counter(row.table for row in database.seeds)
    return Draft(
        id=SEEDS,
        title="Load the development data",
        kind="seeds",
        phase="hardening",
        lane="data",
        says=f"{count_phrase(len(database.seeds), 'row')}, loaded in the order of their foreign keys.",
        effort=effort(1),
        because=tuple(e.path for e in domain.entities.values()),
        needs=_all(drafts, frozenset({"migration"}), "it has rows in this table"),
        create=(SEED_FILE,),
        acceptance=(
            critical(f"{count_phrase(len(database.seeds), 'row')} load into a fresh database without an error."),
        ),
        verify=tuple(seeds_there(settings, counts, {t.name: t for t in database.tables})),
    )


def _matrix(domain: Domain, api: Api, layout: Layout, drafts: list[Draft]) -> Draft:
    needs = _all(drafts, _SERVING, "its operations are in the matrix")
    return Draft(
        id=MATRIX,
        title="Test every operation as every caller",
        kind="access_matrix",
        phase="hardening",
        lane="security",
        says=f"{count_phrase(len(api.operations), 'operation')}: as anonymous caller and as each role{_narrowed(api)}.",
        effort=effort(2 + len(api.operations) / 10),
        because=tuple(r.path for r in domain.roles.values() if r.path) or (ASSUMED_ROLES,),
        needs=(*needs, Need(PRINCIPALS, "its callers sign in"))
        if needs
        else (Need(POLICY, "the policy decides what the matrix must show"),),
        create=(fill(layout.test, "access_matrix"),),
        acceptance=(critical("Each cell of the matrix answers as the contract says: 2xx, 401, 403 or 404."),),
        verify=(Verification(fill(layout.test_one, "access_matrix"), layout.passes),),
    )


def _narrowed(api: Api) -> str:
    """Whose rows are tried as well, where a right depends on the row."""
    depends = any(s.rows != "all" for o in api.operations if o.entity is not None for s in o.security.scopes)
    return ", with rows that it may reach and rows that it may not" if depends else ""


def release(design: Design, drafts: list[Draft]) -> Draft:
    """The last step: it waits for every end."""
    waited_for = {n.step for d in drafts for n in d.needs}
    ends = tuple(Need(d.id, "nothing is released half built") for d in drafts if d.id not in waited_for)
    where = f" to {brand(design.context.hosting.replace('_', ' '))}" if design.context.hosting else ""
    return Draft(
        id=RELEASE,
        title=f"Release{where}, and take it back once",
        kind="release",
        phase="release",
        lane="platform",
        says=f"{design.name} meets its callers, and the way back has been walked once.",
        effort=effort(6),
        because=("context.hosting",) if design.context.hosting else (),
        needs=ends,
        create=("deploy/release.sh", "docs/release.md"),
        acceptance=(
            critical(f"The previous version of {design.name} serves against the new schema."),
            critical(f"A release of {design.name} was taken back once, with the commands of docs/release.md."),
        ),
        verify=(
            Verification("sh deploy/release.sh --rehearse", "released, taken back, released again"),
            Verification("curl -s -o /dev/null -w '%{http_code}' \"$SERVICE_URL/health\"", "200"),
        ),
    )
