"""Facts about outside services and background work."""

from __future__ import annotations

from planner.model.design import Integration, Job
from planner.rules.facts.registry import Known, Reply, Unknown, flag, integration_fact, job_fact
from planner.rules.world import World


@integration_fact("integration.kind", "word", "what kind of service it is")
def kind(_world: World, integration: Integration) -> Reply:
    """The kind said."""
    path = f"{integration.path}.kind"
    return Known(integration.kind, (path,)) if integration.kind else Unknown((path,))


@integration_fact("integration.direction", "word", "who calls whom", words=("in", "out", "both"))
def direction(_world: World, integration: Integration) -> Reply:
    """In, out or both; out where nobody says."""
    said = integration.direction
    return Known(said or "out", (f"{integration.path}.direction" if said else integration.path,))


@integration_fact("integration.timeout", "flag", "its time-out is set")
def timeout(_world: World, integration: Integration) -> Reply:
    """Whether a time-out is said."""
    return flag(integration.timeout is not None, f"{integration.path}.timeout")


@integration_fact("integration.sandbox", "flag", "it can be tested without being real")
def sandbox(_world: World, integration: Integration) -> Reply:
    """Whether a sandbox is said to be there."""
    path = f"{integration.path}.sandbox"
    return Unknown((path,)) if integration.sandbox is None else Known(integration.sandbox, (path,))


@integration_fact("integration.fallback", "flag", "it is said what happens when it is down")
def fallback(_world: World, integration: Integration) -> Reply:
    """Whether a fallback is said."""
    return flag(integration.fallback is not None, f"{integration.path}.fallback")


@integration_fact("integration.sees_personal", "flag", "it sees personal data")
def sees_personal(world: World, integration: Integration) -> Reply:
    """Whether one of the fields it sees is personal; unknown where nobody says what it sees of personal data."""
    if not integration.sees:
        kept = any(f.pii for e in world.domain.entities.values() for f in e.fields)
        return Unknown((f"{integration.path}.sees",)) if kept else Known(False)
    for seen in integration.sees:
        name, _, member = seen.partition(".")
        entity = world.domain.entities.get(name)
        fields = entity.fields if entity else ()
        if any(f.pii and (not member or f.name == member) for f in fields):
            return Known(True, (f"{integration.path}.sees",))
    return Known(False)


@integration_fact("integration.abroad", "flag", "it lies in a region that is not among the design's")
def abroad(_world: World, integration: Integration) -> Reply:
    """Whether its region is none of the design's."""
    if integration.region is None:
        return Unknown((f"{integration.path}.region",))
    regions = _world.design.context.regions
    if not regions:
        return Unknown(("context.regions",))
    near = any(_same_place(integration.region, region) for region in regions)
    return flag(not near, f"{integration.path}.region", "context.regions")


def _same_place(one: str, other: str) -> bool:
    """`eu` and `eu-central` are one place as far as the law goes."""
    return one.lower().partition("-")[0] == other.lower().partition("-")[0]


@job_fact("job.retries", "flag", "how often it is tried again is set")
def retries(_world: World, job: Job) -> Reply:
    """Whether retries are said."""
    return flag(job.retries is not None, f"{job.path}.retries")


@job_fact("job.dead_letter", "flag", "what fails for good is kept where somebody looks")
def dead_letter(_world: World, job: Job) -> Reply:
    """Whether a dead letter is said."""
    path = f"{job.path}.dead_letter"
    return Unknown((path,)) if job.dead_letter is None else Known(job.dead_letter, (path,))


@job_fact("job.scheduled", "flag", "the clock starts it")
def scheduled(_world: World, job: Job) -> Reply:
    """Whether it has a schedule."""
    return flag(job.schedule is not None, f"{job.path}.schedule")


@job_fact("job.consumes", "flag", "an event starts it")
def consumes(_world: World, job: Job) -> Reply:
    """Whether it has events."""
    return flag(bool(job.on), f"{job.path}.on")


@job_fact("job.calls_out", "flag", "it calls an outside service")
def calls_out(_world: World, job: Job) -> Reply:
    """Whether it uses an integration."""
    return flag(bool(job.uses), f"{job.path}.uses")
