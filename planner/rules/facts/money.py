"""Facts about money that an outside party has taken: which actions end a row that was paid, and who gives it back."""

from __future__ import annotations

from typing import Final

from planner.model.deeds import ENDS_EARLY, GIVES_MONEY_BACK, speaks_of
from planner.model.design import Integration, Job
from planner.model.domain import DomainEntity, StateMachine
from planner.model.entities import Action
from planner.naming import snake, words
from planner.rules.facts.registry import NO, Known, Reply, action_fact, flag
from planner.rules.world import World

_ENDINGS: Final = ENDS_EARLY | GIVES_MONEY_BACK
_ASIDE: Final = frozenset(
    ("authorise", "authorize", "authorised", "authorized", "hold", "held", "reserve", "reserved", "start", "started")
)
"""Words of a promise: no money has moved yet."""


def paid_through(entity: DomainEntity, action: Action, integrations: tuple[Integration, ...]) -> str:
    """The payment service that took money for the row which this action gives up; empty where none did."""
    payments = {f"integration.{i.name}": i.name for i in integrations if i.kind == "payment"}
    if action.by and all(g.role in payments for g in action.by):
        return ""  # it tells itself what became of the money
    for machine in entity.machines if payments and action.to_state is not None else ():
        if not _gives_up(action, machine):
            continue
        for paid in entity.actions:
            by = next((payments[g.role] for g in paid.by if g.role in payments), "")
            only_set_aside = not _ASIDE.isdisjoint((*words(paid.name), *words(paid.to_state or "")))
            if by and paid.to_state in action.from_states and paid.name != action.name and not only_set_aside:
                return by
    return ""


def _gives_up(action: Action, machine: StateMachine) -> bool:
    """Whether it ends a row that was not done: from before the payment as well, or by its name."""
    if not any(a.action == action.name for a in machine.arrows):
        return False
    ends = action.to_state not in {a.source for a in machine.arrows}
    return ends and (machine.initial in action.from_states or speaks_of(action.name, _ENDINGS))


def gives_money_back(action: Action, service: str, jobs: tuple[Job, ...]) -> str:
    """What asks for the money back: the action itself, or a job that hears of it; empty where nothing does."""
    if service in action.uses:
        return action.path
    return next((j.path for j in jobs if _refunds(j, action, service)), "")


def _refunds(job: Job, action: Action, service: str) -> bool:
    """Whether a job hears of the action and asks the service; one that only hears of it moves no money."""
    return service in job.uses and not set(job.on).isdisjoint(action.emits)


def _service(world: World, action: Action) -> str:
    entity = world.entity(world.entity_of_action.get(action.path, ""))
    return paid_through(entity, action, world.design.integrations) if entity is not None else ""


@action_fact("action.gives_up_paid", "flag", "it ends a row for which an outside party took money")
def gives_up_paid(world: World, action: Action) -> Reply:
    """Whether a payment came before it, and the row is not done."""
    return flag(bool(_service(world, action)), action.path)


@action_fact("action.payment_service", "word", "the outside party that took money for its row")
def payment_service(world: World, action: Action) -> Reply:
    """The name of the integration."""
    found = _service(world, action)
    return Known(found, (action.path,)) if found else NO


@action_fact(
    "action.gives_money_back", "flag", "it asks for the money back, or a job that hears of it does", stage="plan"
)
def money_given_back(world: World, action: Action) -> Reply:
    """Whether its operation calls the payment service, or the step of a job does that hears of it."""
    service = _service(world, action)
    entity = world.entity_of_action.get(action.path, "")
    own = (o.id for o in world.operations_of.get(entity, ()) if o.action == action.name and service in o.uses)
    jobs = (f"step.job.{snake(j.name)}" for j in world.design.jobs if _refunds(j, action, service))
    client = (f"step.integration.{snake(service)}.client",) if service in action.uses and _by_system(action) else ()
    by = next((i for i in (*own, *(s for s in (*jobs, *client) if s in world.steps))), None)
    return Known(True, (action.path,), (by,)) if by is not None else NO


def _by_system(action: Action) -> bool:
    return all(g.role == "system" for g in action.by)
