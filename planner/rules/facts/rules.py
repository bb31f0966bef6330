"""Facts about business rules, feeds and queries."""

from __future__ import annotations

from planner.model.design import BusinessRule, Channel, Query
from planner.rules.facts.entities import has_word
from planner.rules.facts.registry import NO, Known, Reply, feed_fact, flag, query_fact, rule_fact
from planner.rules.world import World

_EXPORTING = frozenset(("export", "download", "csv", "report", "takeout", "extract"))


@rule_fact("rule.stated", "flag", "it is stated as a condition, not only in words")
def stated(_world: World, rule: BusinessRule) -> Reply:
    """Whether a machine can read it."""
    return flag(rule.check is not None or rule.exclusive is not None or rule.unique is not None, rule.path)


@rule_fact("rule.says", "word", "what it says")
def says(_world: World, rule: BusinessRule) -> Reply:
    """The sentence of the rule."""
    return Known(rule.says, (rule.path,))


@rule_fact("rule.scarce", "flag", "it bounds what several callers want at once")
def scarce(_world: World, rule: BusinessRule) -> Reply:
    """Whether it is a range without overlap or a condition over several entities."""
    return flag(rule.exclusive is not None or (rule.check is not None and len(rule.on) > 1), rule.path)


@rule_fact("rule.enforced", "flag", "a constraint or trigger of the schema holds it", stage="plan")
def enforced(world: World, rule: BusinessRule) -> Reply:
    """Whether the schema enforces it, and by what."""
    for enforcement in world.parts.enforcements:
        if enforcement.rule == rule.id and enforcement.enforced:
            return Known(True, (rule.path,), (enforcement.by,))
    return NO


@feed_fact("feed.channel", "word", "how it is pushed", words=("sse", "websocket"))
def channel(_world: World, feed: Channel) -> Reply:
    """The channel."""
    return Known(feed.channel, (feed.path,))


@query_fact("query.fresh", "flag", "it is said how old its answer may be")
def fresh(_world: World, query: Query) -> Reply:
    """Whether freshness is said."""
    return flag(query.fresh is not None, f"{query.path}.fresh")


@query_fact("query.exports", "flag", "it gives rows out as a file or list to take along")
def exports(_world: World, query: Query) -> Reply:
    """Whether it is called like an export."""
    return flag(has_word(query.name, _EXPORTING), query.path)
