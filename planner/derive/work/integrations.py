"""Steps of one outside party: its keys, the client that calls it, the endpoint that takes its notices in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from planner.derive.infer.refused import refused_notices
from planner.derive.work.drafts import Draft, critical, effort, expected
from planner.derive.work.foundation import DATABASE, PROJECT, migration_of
from planner.derive.work.layout import Layout, fill
from planner.model.api import Api, Operation, OperationKind
from planner.model.design import Design, Integration
from planner.model.domain import Domain, DomainEntity
from planner.model.entities import Action, TypeKind
from planner.model.work import Criterion, Need, Verification
from planner.naming import article, kebab, listing, snake, title
from planner.phrases import brand, span

OUTBOX: Final = "step.outbox"


def access_of(integration: str) -> str:
    """The id of the step that obtains credentials at an outside party."""
    return f"step.integration.{snake(integration)}.access"


def client_of(integration: str) -> str:
    """The id of the step that builds the client of an outside party."""
    return f"step.integration.{snake(integration)}.client"


def webhook_of(integration: str) -> str:
    """The id of the step that receives the notices of an outside party."""
    return f"step.integration.{snake(integration)}.webhook"


def integration_steps(
    integration: Integration, design: Design, domain: Domain, api: Api, layout: Layout
) -> list[Draft]:
    """The steps of one outside party."""
    provider = brand(integration.provider or integration.kind or "the provider")
    name = integration.name
    webhook = [o for o in api.operations if o.kind is OperationKind.WEBHOOK and name in o.uses]
    timeout = integration.timeout or "5s"
    probe = f"scripts/try-{kebab(name)}.sh"
    drafts = [
        Draft(
            id=access_of(name),
            title=f"Get sandbox access to {provider} for {name}",
            kind="access",
            phase="foundation",
            lane="platform",
            says=f"Contract, sandbox keys and a place for the secrets: {provider} decides how long this takes.",
            effort=effort(6),
            because=(integration.path,),
            create=(probe,),
            acceptance=(
                critical(
                    f"{probe} makes one harmless call to the sandbox of {provider}, with keys from the environment."
                ),
                critical(
                    "Sandbox and production keys lie where the plan keeps secrets, with an owner and a rotation date."
                ),
            ),
            verify=(Verification(f"sh {probe}", f"{name} answered"),),
        ),
        Draft(
            id=client_of(name),
            title=f"Call {provider} for {name}",
            kind="integration",
            phase="surroundings",
            lane="integration",
            says=f"One client with a time-out of {span(timeout)}, capped retries with jitter, and a fake for tests.",
            effort=effort(8),
            because=(integration.path,),
            needs=(
                Need(access_of(name), f"calling {provider} needs its keys"),
                Need(PROJECT, "the client is part of the project"),
            ),
            create=(fill(layout.service, f"{name}_client"), fill(layout.test, f"{name}_client")),
            acceptance=(
                critical(f"While {provider} does not answer, a call waits {span(timeout)} at most."),
                expected("The test suite runs offline against the fake."),
            ),
            verify=(Verification(fill(layout.test_one, f"{name}_client"), layout.passes),),
        ),
    ]
    if webhook:
        drafts.append(_webhook(integration, webhook, design, domain, layout))
    return drafts


def _webhook(
    integration: Integration, operations: list[Operation], design: Design, domain: Domain, layout: Layout
) -> Draft:
    name, party = integration.name, brand(integration.provider or integration.name)
    writes = [entity for o in operations for entity in o.writes]
    emitted = list(dict.fromkeys(event for o in operations for event in o.emits))
    needs = [Need(client_of(name), "a notice is confirmed at the sender"), Need(DATABASE, "each notice is stored once")]
    needs += [Need(migration_of(entity), f"a notice changes {entity}") for entity in dict.fromkeys(writes)]
    needs += [Need(OUTBOX, f"a notice publishes {', '.join(emitted)}")] if emitted else []
    return Draft(
        id=webhook_of(name),
        title=f"Receive the signed notices of {name}",
        kind="webhook",
        phase="surroundings",
        lane="integration",
        says="Signature and time are checked on the raw body; a notice seen before changes nothing and is answered like the first.",
        effort=effort(6),
        because=(integration.path,),
        needs=tuple(needs),
        makes=tuple(o.id for o in operations),
        create=(fill(layout.module, f"{name}_webhook"), fill(layout.test, f"{name}_webhook")),
        acceptance=(
            critical(
                f"A notice recorded from the sandbox of {party} is read: its id, type, time and which row it is about."
            ),
            critical("A wrong signature or a stale time stamp answers 401 and changes no row."),
            critical("The same notice twice changes one row once."),
            *_told(integration, [domain.entities[n] for n in dict.fromkeys(writes)]),
            *_refused(integration, domain, design),
        ),
        verify=(Verification(fill(layout.test_one, f"{name}_webhook"), layout.passes),),
    )


def _told(integration: Integration, entities: list[DomainEntity]) -> Iterator[Criterion]:
    """What a notice must fit before it moves a row, and what becomes of one that comes too late."""
    party = brand(integration.provider or integration.name)
    for entity in entities:
        one, moved = article(title(entity.name)), [a for a in entity.actions if _by(a, integration) and a.to_state]
        if not moved:
            continue
        if integration.kind == "payment":
            total = _total(entity)
            own = f"{title(total)} of the {title(entity.name)}" if total else f"{title(entity.name)}'s"
            yield critical(
                f"An amount or a currency other than the {own} moves nothing, and stands in a list that somebody works off."
            )
        names = listing(
            [
                f"{a.name} of {one} that is no longer {listing(list(a.from_states), 'or')}"
                for a in moved
                if a.from_states
            ],
            "and",
        )
        if names:
            yield critical(
                f"{names}: the notice is kept and answered so that {party} does not send it for ever, and somebody sees it."
            )


def _refused(integration: Integration, domain: Domain, design: Design) -> Iterator[Criterion]:
    """What becomes of a notice that is true and that a rule does not allow."""
    party = brand(integration.provider or integration.name)
    for notice in refused_notices(domain, design):
        if notice.party == integration.name:
            yield critical(
                f"{title(notice.action.name)} whose {notice.field} breaks {notice.rule} changes no row: the notice is kept "
                f"and answered so that {party} does not send it for ever, and somebody sees it."
            )


def _by(action: Action, integration: Integration) -> bool:
    return any(g.party == integration.name for g in action.by)


def _total(entity: DomainEntity) -> str:
    """The amount that is paid for such a row, where there is no doubt which."""
    money = [f.name for f in entity.fields if f.type.kind is TypeKind.MONEY]
    computed = [f.name for f in entity.fields if f.name in money and f.computed is not None]
    return (computed if len(computed) == 1 else money)[0] if len(computed) == 1 or len(money) == 1 else ""
