"""Facts about who builds this, for whom, where and under which obligations."""

from __future__ import annotations

from datetime import date

from planner.model.design import Design
from planner.rules.facts.registry import Known, Reply, Unknown, design_fact
from planner.rules.world import World

CONSUMERS = ("web", "mobile", "third_party", "internal", "devices", "partners")
REGIMES = ("gdpr", "pci", "hipaa", "soc2", "iso27001", "ccpa", "sox")
HOSTING = ("shared", "cloud", "containers", "serverless", "on_premises", "kubernetes", "vm", "paas")


@design_fact("context.project", "word", "new, or into something that runs", words=("greenfield", "brownfield"))
def project(_world: World, design: Design) -> Reply:
    """Greenfield or brownfield."""
    said = design.context.project
    return Known(said, ("context.project",)) if said else Unknown(("context.project",))


@design_fact("context.consumers", "words", "who calls it", words=CONSUMERS)
def consumers(_world: World, design: Design) -> Reply:
    """The kinds of callers."""
    said = design.context.consumers
    return Known(said, ("context.consumers",)) if said else Unknown(("context.consumers",))


@design_fact("context.compliance", "words", "the regimes it is under", words=REGIMES)
def compliance(_world: World, design: Design) -> Reply:
    """The regimes named."""
    said = tuple(word.lower() for word in design.context.compliance)
    return Known(said, ("context.compliance",)) if said else Unknown(("context.compliance",))


@design_fact("context.hosting", "word", "where it runs", words=HOSTING)
def hosting(_world: World, design: Design) -> Reply:
    """The hosting said."""
    said = design.context.hosting
    return Known(said, ("context.hosting",)) if said else Unknown(("context.hosting",))


@design_fact("context.regions", "number", "how many regions data may lie in", unit="count")
def regions(_world: World, design: Design) -> Reply:
    """The number of regions."""
    said = design.context.regions
    return Known(len(said), ("context.regions",)) if said else Unknown(("context.regions",))


@design_fact("context.team_size", "number", "how many people build it", unit="count")
def team_size(_world: World, design: Design) -> Reply:
    """The team's size."""
    said = design.context.team_size
    return Known(said, ("context.team.size",)) if said is not None else Unknown(("context.team.size",))


@design_fact("context.team_weeks", "number", "for how many weeks", unit="count")
def team_weeks(_world: World, design: Design) -> Reply:
    """The weeks there are: as said, else from the first day to the last."""
    said = design.context.team_weeks
    if said is not None:
        return Known(said, ("context.team.weeks",))
    start, deadline = design.context.start, design.context.deadline
    if start is None or deadline is None or "0000" in (start[:4], deadline[:4]):
        return Unknown(("context.team.weeks",))
    days = (date.fromisoformat(deadline) - date.fromisoformat(start)).days
    return Known(max(0, days // 7), ("context.start", "context.deadline"))
