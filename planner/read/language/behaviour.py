"""What runs and talks: queries, events, jobs, realtime, integrations, services, rules and the rest."""

from __future__ import annotations

from planner import codes
from planner.model.design import (
    BusinessRule,
    Channel,
    Constraint,
    Event,
    Exclusion,
    Integration,
    Job,
    Query,
    Requirement,
    Service,
    Tenancy,
)
from planner.model.entities import Field, UniqueRule
from planner.model.tree import Mapping, Node
from planner.read import units
from planner.read.kinds import (
    EXPRESSION,
    FLAG,
    INTEGER,
    NAME,
    TEXT,
    TEXTS,
    figure,
    list_of,
    mapping_of,
    named_values,
    one_of,
    shape,
    url_path,
    words_of,
)
from planner.read.language.access import GRANTS
from planner.read.language.entities import UNIQUE_KEYS
from planner.read.language.members import FIELD
from planner.read.names import MAX_NAME, is_name
from planner.read.reader import MISSING, Key, Keys, Kind, Missing, Reader, short

TIMESPAN = figure(units.timespan, "30s")


def _name(path: str) -> str:
    """The last segment of a path, its dots unescaped."""
    return path.replace("\\.", "\0").rpartition(".")[2].replace("\0", ".")


def _returns(reader: Reader, node: Node, path: str) -> tuple[tuple[str, ...], tuple[Field, ...], bool]:
    """`[Book]`: many; `Book`: one; a mapping: one row of its own shape; a list of one mapping: many."""
    if isinstance(node, Mapping):
        return (), mapping_of(FIELD, "returns").read(reader, node, path), False
    items = [item for item, _ in reader.items(node, path)]
    if len(items) == 1 and isinstance(items[0], Mapping):
        return (), mapping_of(FIELD, "returns").read(reader, items[0], f"{path}.0"), True
    names = words_of(reader, node, path)
    return (() if isinstance(names, Missing) else names), (), not hasattr(node, "text")


QUERY_KEYS: Keys = {
    "says": Key("says", TEXT, "What it answers."),
    "path": Key("url", url_path(True), "Its path."),
    "returns": Key(
        "returned",
        Kind(_returns, shape("returns")),
        "What comes back: [Entity] for many, or fields of its own.",
    ),
    "params": Key("params", mapping_of(FIELD, "params"), "What the caller sends."),
    "access": Key("access", GRANTS, "Who may ask."),
    "fresh": Key("fresh", TIMESPAN, "How old the answer may be."),
}


def _query(reader: Reader, node: Node, path: str) -> Query | Missing:
    values = reader.keys(node, path, QUERY_KEYS, "a query")
    if isinstance(values, Missing):
        return MISSING
    returns, fields, many = values.pop("returned", ((), (), True))
    return Query(_name(path), path, returns=returns, fields=fields, many=many, **values)


def _payload(reader: Reader, node: Node, path: str) -> tuple[tuple[str, ...], tuple[Field, ...]]:
    """Names of fields of the entity, or fields of its own."""
    if isinstance(node, Mapping):
        return (), mapping_of(FIELD, "payload").read(reader, node, path)
    names = words_of(reader, node, path)
    return (() if isinstance(names, Missing) else names), ()


EVENT_KEYS: Keys = {
    "says": Key("says", TEXT, "What has happened."),
    "of": Key("of", NAME, "The entity it is about."),
    "payload": Key("payload", Kind(_payload, shape("payload")), "Names of the entity's fields, or fields of its own."),
    "from": Key("from_service", NAME, "The service that publishes it; absent: this one."),
    "delivery": Key("delivery", one_of("at_least_once", "at_most_once", "exactly_once"), "What is promised."),
    "version": Key("version", INTEGER, "The payload's version."),
    "leaves": Key("leaves", FLAG, "Outside parties may subscribe to it (webhooks)."),
    "was": Key("was", TEXT, "The former name: a rename."),
}


def _event(reader: Reader, node: Node, path: str) -> Event | Missing:
    values = reader.keys(node, path, EVENT_KEYS, "an event")
    if isinstance(values, Missing):
        return MISSING
    names, fields = values.pop("payload", ((), ()))
    return Event(_name(path), path, names=names, fields=fields, **values)


JOB_KEYS: Keys = {
    "says": Key("says", TEXT, "What it is for."),
    "does": Key("does", TEXT, "What it does, in a sentence."),
    "on": Key("on", TEXTS, "The events that start it."),
    "schedule": Key("schedule", TEXT, "When it runs, as cron writes it."),
    "of": Key("entity", NAME, "The entity it works on."),
    "uses": Key("uses", TEXTS, "Integrations it calls."),
    "retries": Key("retries", INTEGER, "How often it is tried again."),
    "dead_letter": Key("dead_letter", FLAG, "What fails for good is kept where somebody looks."),
    "timeout": Key("timeout", TIMESPAN, "How long one run may take."),
    "emits": Key("emits", TEXTS, "Events it publishes."),
}


def _job(reader: Reader, node: Node, path: str) -> Job | Missing:
    values = reader.keys(node, path, JOB_KEYS, "a job")
    return MISSING if isinstance(values, Missing) else Job(_name(path), path, **values)


CHANNEL_KEYS: Keys = {
    "channel": Key("channel", one_of("sse", "websocket"), "How changes are pushed.", required=True),
    "of": Key("of", NAME, "The entity whose changes are told.", required=True),
    "to": Key("to", GRANTS, "Who listens."),
    "says": Key("says", TEXT, "What it is for."),
}


def _channel(reader: Reader, node: Node, path: str) -> Channel | Missing:
    values = reader.keys(node, path, CHANNEL_KEYS, "a realtime channel")
    if isinstance(values, Missing) or "channel" not in values or "of" not in values:
        return MISSING
    name = _name(path)
    return Channel(name if not name.isdigit() else values["of"], path, **values)


def _realtime(reader: Reader, node: Node, path: str) -> tuple[Channel, ...]:
    """One channel, a list of channels, or channels by name."""
    if isinstance(node, Mapping) and "of" in node.entries:
        found = [_channel(reader, node, path)]
    elif isinstance(node, Mapping):
        found = [_channel(reader, value, below) for _, _, value, below in reader.named(node, path, "realtime")]
    else:
        found = [_channel(reader, item, below) for item, below in reader.items(node, path)]
    return tuple(c for c in found if not isinstance(c, Missing))


INTEGRATION_KEYS: Keys = {
    "says": Key("says", TEXT, "What it is used for."),
    "kind": Key("kind", TEXT, "payment, email, sms, storage, identity …"),
    "provider": Key("provider", TEXT, "Whose service it is."),
    "direction": Key("direction", one_of("in", "out", "both"), "`in` and `both` get a signed webhook."),
    "timeout": Key("timeout", TIMESPAN, "How long a call may take."),
    "sees": Key("sees", TEXTS, "The fields it gets to see."),
    "region": Key("region", TEXT, "Where its data lies."),
    "sandbox": Key("sandbox", FLAG, "Whether it has one."),
    "fallback": Key("fallback", TEXT, "What happens while it is down."),
}


def _integration(reader: Reader, node: Node, path: str) -> Integration | Missing:
    values = reader.keys(node, path, INTEGRATION_KEYS, "an integration")
    return MISSING if isinstance(values, Missing) else Integration(_name(path), path, **values)


SERVICE_KEYS: Keys = {
    "says": Key("says", TEXT, "What it is responsible for."),
    "owns": Key("owns", TEXTS, "The entities it keeps."),
    "external": Key("external", FLAG, "Somebody else builds it."),
}


def _service(reader: Reader, node: Node, path: str) -> Service | Missing:
    values = reader.keys(node, path, SERVICE_KEYS, "a service")
    return MISSING if isinstance(values, Missing) else Service(_name(path), path, **values)


TENANCY_KEYS: Keys = {
    "root": Key("root", NAME, "The entity that is the tenant.", required=True),
    "isolation": Key("isolation", one_of("row", "schema", "database"), "How tenants are kept apart."),
}


def _tenancy(reader: Reader, node: Node, path: str) -> Tenancy | Missing:
    values = reader.keys(node, path, TENANCY_KEYS, "tenancy")
    return MISSING if isinstance(values, Missing) or "root" not in values else Tenancy(f"{path}.root", **values)


EXCLUSIVE_KEYS: Keys = {
    "on": Key("on", TEXTS, "Rows that are alike in these …", required=True),
    "range": Key("range", TEXTS, "… may not overlap from the first to the second field.", required=True),
    "where": Key("where", EXPRESSION, "Rows that take part."),
}


def _exclusive(reader: Reader, node: Node, path: str) -> Exclusion | Missing:
    values = reader.keys(node, path, EXCLUSIVE_KEYS, "an exclusive rule")
    if isinstance(values, Missing) or "range" not in values:
        return MISSING
    if len(values["range"]) != 2:
        return reader.error(
            codes.DES_WRONG_KIND, "`range` names two fields", node, "e.g. range: [starts_at, ends_at]", path=path
        )
    return Exclusion(values.get("on", ()), values["range"][0], values["range"][1], path, values.get("where"))


def _rule_unique(reader: Reader, node: Node, path: str) -> UniqueRule | Missing:
    if isinstance(node, Mapping):
        values = reader.keys(node, path, UNIQUE_KEYS, "a unique rule")
        return MISSING if isinstance(values, Missing) or "on" not in values else UniqueRule(path=path, **values)
    names = words_of(reader, node, path)
    return names if isinstance(names, Missing) else UniqueRule(names, path)


_ID = Key("id", TEXT, "A short word that stays.", required=True)
_SAYS = Key("says", TEXT, "The sentence.", required=True)
RULE_KEYS: Keys = {
    "id": _ID,
    "says": _SAYS,
    "on": Key("on", TEXTS, "The entities it speaks of."),
    "check": Key("check", EXPRESSION, "What must hold."),
    "unique": Key(
        "unique",
        Kind(_rule_unique, shape("unique")),
        "What must be unique, perhaps `where`.",
    ),
    "exclusive": Key("exclusive", Kind(_exclusive, shape("exclusive")), "Ranges that may not overlap."),
    "append_only": Key("append_only", FLAG, "Rows of these entities are added and never changed."),
}
REQUIREMENT_KEYS: Keys = {
    "id": _ID,
    "says": _SAYS,
    "kind": Key("kind", TEXT, "functional, or the quality it is about."),
    "on": Key("on", TEXTS, "The entities it speaks of."),
}
CONSTRAINT_KEYS: Keys = {
    "id": _ID,
    "kind": Key("kind", one_of("hard", "soft", "assumption"), "How firm it is."),
    "says": _SAYS,
}


def _rule(reader: Reader, node: Node, path: str) -> BusinessRule | Missing:
    values = reader.keys(node, path, RULE_KEYS, "a rule")
    return (
        MISSING
        if isinstance(values, Missing) or not {"id", "says"} <= values.keys()
        else BusinessRule(path=path, **values)
    )


def _requirement(reader: Reader, node: Node, path: str) -> Requirement | Missing:
    values = reader.keys(node, path, REQUIREMENT_KEYS, "a requirement")
    return (
        MISSING
        if isinstance(values, Missing) or not {"id", "says"} <= values.keys()
        else Requirement(path=path, **values)
    )


def _constraint(reader: Reader, node: Node, path: str) -> Constraint | Missing:
    values = reader.keys(node, path, CONSTRAINT_KEYS, "a constraint")
    return (
        MISSING
        if isinstance(values, Missing) or not {"id", "says"} <= values.keys()
        else Constraint(path=path, **values)
    )


QUERIES = mapping_of(Kind(_query, lambda: {"$ref": "#/$defs/query"}), "queries")
JOBS = mapping_of(Kind(_job, lambda: {"$ref": "#/$defs/job"}), "jobs")
INTEGRATIONS = mapping_of(Kind(_integration, lambda: {"$ref": "#/$defs/integration"}), "integrations")
SERVICES = mapping_of(Kind(_service, lambda: {"$ref": "#/$defs/service"}), "services")
TENANCY = Kind(_tenancy, lambda: {"$ref": "#/$defs/tenancy"})
REALTIME = Kind(_realtime, shape("channels"))
RULES = list_of(Kind(_rule, lambda: {"$ref": "#/$defs/rule"}))
REQUIREMENTS = list_of(Kind(_requirement, lambda: {"$ref": "#/$defs/requirement"}))
CONSTRAINTS = list_of(Kind(_constraint, lambda: {"$ref": "#/$defs/constraint"}))


def _events(reader: Reader, node: Node, path: str) -> tuple[Event, ...]:
    """Events by name; names hold dots (`order.paid`)."""
    if not isinstance(node, Mapping):
        reader.error(codes.DES_WRONG_KIND, "events is a mapping of names", node, path=path)
        return ()
    found: list[Event] = []
    for name, (key, value) in node.entries.items():
        below = f"{path}.{name.replace('.', chr(92) + '.')}"
        if name.startswith("x-"):
            continue
        if not all(is_name(part) for part in name.split(".")) or len(name) > MAX_NAME:
            reader.error(
                codes.DES_BAD_NAME, f"'{short(name)}' cannot be an event's name", key, "e.g. order.paid", path=path
            )
        elif not reader.is_absent(value, below):
            event = _event(reader, value, below)
            if not isinstance(event, Missing):
                found.append(event)
    return tuple(found)


EVENTS = Kind(_events, lambda: named_values({"$ref": "#/$defs/event"}, "an-event-name"))
