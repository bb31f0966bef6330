"""The top of a design: context, scale, stack, roles, enums, controls, choices, tracking; and the table of all parts."""

from __future__ import annotations

from typing import Any

from planner import codes
from planner.model.design import Choice, Context, InterviewNote, RiskNote, Role, Scalar, Scale, Setting, Stack
from planner.model.entities import EnumType
from planner.model.tree import Mapping, Node, Sequence
from planner.model.tree import Scalar as ScalarNode
from planner.read import units
from planner.read.kinds import FLAG, INTEGER, TEXT, TEXTS, figure, integer_of, mapping_of, one_of, shape, text_of
from planner.read.language.access import SPECIAL_ROLES
from planner.read.language.behaviour import (
    CONSTRAINTS,
    EVENTS,
    INTEGRATIONS,
    JOBS,
    QUERIES,
    REALTIME,
    REQUIREMENTS,
    RULES,
    SERVICES,
    TENANCY,
)
from planner.read.language.entities import ENTITY, MIXIN
from planner.read.language.members import VALUES
from planner.read.names import join
from planner.read.reader import MISSING, Key, Keys, Kind, Missing, Reader, kind_of, short
from planner.read.types import is_enum_value

VERSION = 1
MAX_NUMBER = 2**53
RESERVED_ROLES = (*SPECIAL_ROLES, "unknown", "all")
DAY = figure(units.day, "2026-03-02")
CURRENCY = figure(units.currency, "EUR")
TEAM_KEYS: Keys = {
    "size": Key("team_size", INTEGER, "How many people build it."),
    "weeks": Key("team_weeks", INTEGER, "For how long."),
}


def _team(reader: Reader, node: Node, path: str) -> dict[str, int] | Missing:
    return reader.keys(node, path, TEAM_KEYS, "team")


CONTEXT_KEYS: Keys = {
    "project": Key("project", one_of("greenfield", "brownfield"), "New, or into something that runs."),
    "consumers": Key("consumers", TEXTS, "web, mobile, third_party, partners, internal, devices."),
    "team": Key("team", Kind(_team, shape("team")), "Who builds it, for how long."),
    "compliance": Key("compliance", TEXTS, "gdpr, pci, hipaa, soc2 …"),
    "hosting": Key("hosting", TEXT, "cloud, containers, serverless, on_premises."),
    "regions": Key("regions", TEXTS, "Where data may lie."),
    "currency": Key("currency", CURRENCY, "The currency of amounts, three letters."),
    "start": Key("start", DAY, "The day work begins."),
    "deadline": Key("deadline", DAY, "The day it must be live."),
}


def _context(reader: Reader, node: Node, path: str) -> Context | Missing:
    values = reader.keys(node, path, CONTEXT_KEYS, "context")
    if isinstance(values, Missing):
        return MISSING
    team: dict[str, Any] = values.pop("team", {})
    return Context(**values, **team)


SCALE_KEYS: Keys = {
    "users": Key("users", figure(units.count, "200k"), "Everybody who could use it."),
    "daily_users": Key("daily_users", figure(units.count, "20k"), "Who uses it on a day."),
    "devices": Key("devices", figure(units.count, "5k"), "Devices that connect."),
    "requests_per_user_day": Key("requests_per_user_day", figure(units.count, "40"), "Requests of one user a day."),
    "peak_rps": Key("peak_rps", figure(units.per_second, "300"), "Requests a second at peak."),
    "events_per_second": Key("events_per_second", figure(units.per_second, "400"), "Messages a second."),
    "burst": Key("burst", figure(units.factor, "10x"), "Peaks over the average."),
    "read_write": Key("read_write", figure(units.ratio, "20:1"), "Reads per write."),
    "growth": Key("growth", figure(units.growth, "20%", "60k/month"), "How fast it grows."),
    "data_volume": Key("data_volume", figure(units.size, "200GB"), "How much is stored."),
    "availability": Key("availability", figure(units.percent, "99.9%"), "The share of time it works."),
    "latency_p95": Key("latency_p95", figure(units.duration, "100ms"), "19 of 20 answers come within."),
    "rpo": Key("rpo", figure(units.duration, "5m"), "How much work may be lost."),
    "rto": Key("rto", figure(units.duration, "1h"), "How long it may be down."),
    "staleness": Key("staleness", figure(units.duration, "30s"), "How old an answer may be."),
}


def _scale(reader: Reader, node: Node, path: str) -> Scale | Missing:
    values = reader.keys(node, path, SCALE_KEYS, "scale")
    return MISSING if isinstance(values, Missing) else Scale(**values)


API_KEYS: Keys = {
    "style": Key("api_style", one_of("rest", "graphql", "grpc"), "How callers ask."),
    "version": Key("api_version", TEXT, "The contract's version."),
}


def _api(reader: Reader, node: Node, path: str) -> dict[str, str] | Missing:
    return reader.keys(node, path, API_KEYS, "api")


STACK_KEYS: Keys = {
    **{
        word: Key(word, TEXT, f"The {word} to use.")
        for word in (
            "language",
            "framework",
            "orm",
            "database",
            "cache",
            "queue",
            "search",
            "storage",
            "auth",
            "migrations",
        )
    },
    "api": Key("api", Kind(_api, shape("api")), "Style and version of the contract."),
}


def _stack(reader: Reader, node: Node, path: str) -> Stack | Missing:
    values = reader.keys(node, path, STACK_KEYS, "stack")
    if isinstance(values, Missing):
        return MISSING
    api: dict[str, Any] = values.pop("api", {})
    return Stack(**values, **api)


ROLE_KEYS: Keys = {
    "says": Key("says", TEXT, "What the role does."),
    "extends": Key("extends", TEXTS, "Roles whose rights it has too."),
    "cross_tenant": Key("cross_tenant", FLAG, "It reaches every tenant."),
}


def _roles(reader: Reader, node: Node, path: str) -> tuple[Role, ...]:
    found: list[Role] = []
    for name, key, value, below in reader.named(node, path, "roles"):
        if name in RESERVED_ROLES:
            reader.error(
                codes.DES_RESERVED, f"'{name}' means something in `access` and cannot be a role", key, path=below
            )
        elif isinstance(value, Mapping):
            values = reader.keys(value, below, ROLE_KEYS, "a role")
            if not isinstance(values, Missing):
                found.append(Role(name, below, **values))
        elif not reader.is_absent(value, below):
            says = text_of(reader, value, below)
            if not isinstance(says, Missing):
                found.append(Role(name, below, says))
    return tuple(found)


ENUM_KEYS: Keys = {
    "values": Key("values", VALUES, "The values.", required=True),
    "was": Key("was", TEXT, "The former name: a rename."),
}


def _enums(reader: Reader, node: Node, path: str) -> tuple[EnumType, ...]:
    found: list[EnumType] = []
    for name, _key, value, below in reader.named(node, path, "enums"):
        if reader.is_absent(value, below):
            continue
        if (
            isinstance(value, Mapping)
            and "values" in value.entries
            and not isinstance(value.entries["values"][1], ScalarNode)
        ):
            values = reader.keys(value, below, ENUM_KEYS, "an enum")
            if not isinstance(values, Missing) and "values" in values:
                found.append(EnumType(name, below, **values))
        elif isinstance(value, Mapping):
            explained = _explained(reader, value, below)
            if explained is not None:
                found.append(EnumType(name, below, tuple(explained), explained))
        else:
            listed = VALUES.read(reader, value, below)
            if not isinstance(listed, Missing):
                found.append(EnumType(name, below, listed))
    return tuple(found)


def _explained(reader: Reader, node: Mapping, path: str) -> dict[str, str] | None:
    """Values with what each means; None if one of them cannot stand."""
    before = len(reader.problems)
    found: dict[str, str] = {}
    for name, (key, value) in node.entries.items():
        below = join(path, name)
        if name.startswith("x-"):
            continue
        if not is_enum_value(name):
            reader.error(codes.DES_TYPE_ARGUMENTS, f"'{short(name)}' cannot be a value of an enum", key, path=below)
        if not reader.is_absent(value, below):
            says = text_of(reader, value, below)
            found[name] = "" if isinstance(says, Missing) else says
        else:
            found[name] = ""
    if not found and len(reader.problems) == before:
        reader.error(codes.DES_TYPE_ARGUMENTS, "an enum lists its values", node, path=path)
    return found if len(reader.problems) == before else None


def _controls(reader: Reader, node: Node, path: str) -> tuple[Setting, ...]:
    """Every leaf below `controls`, named by its path."""
    found: list[Setting] = []
    pending: list[tuple[Node, str]] = [(node, path)]
    while pending:
        current, here = pending.pop(0)
        if isinstance(current, Mapping):
            pending += [(value, join(here, name)) for name, (_, value) in current.entries.items()]
        elif isinstance(current, ScalarNode):
            if not reader.is_absent(current, here) and (said := _setting(reader, current, here)) is not None:
                found.append(Setting(here.removeprefix(f"{path}."), here, said))
        else:
            values = _settings(reader, current, here)
            found.append(Setting(here.removeprefix(f"{path}."), here, values))
    if not isinstance(node, Mapping):
        reader.error(codes.DES_WRONG_KIND, "controls is a mapping", node, path=path)
        return ()
    return tuple(found)


def _settings(reader: Reader, node: Sequence, path: str) -> tuple[Scalar, ...]:
    found: list[Scalar] = []
    for item, below in reader.items(node, path):
        if not isinstance(item, ScalarNode):
            reader.error(codes.DES_WRONG_KIND, f"a list of plain values is expected, not {kind_of(item)}", item)
        elif (said := _setting(reader, item, below)) is not None:
            found.append(said)
    return tuple(found)


def _setting(reader: Reader, node: ScalarNode, path: str) -> Scalar | None:
    """What a leaf says; numbers that no output can hold are refused."""
    value = node.text if node.value is None else node.value
    if isinstance(value, int | float) and not abs(value) < MAX_NUMBER:
        reader.error(codes.DES_BAD_FIGURE, f"'{short(node.text)}' is no number that can be kept", node, path=path)
        return None
    return value


CHOICE_KEYS: Keys = {
    "option": Key("option", TEXT, "What was chosen.", required=True),
    "because": Key("because", TEXT, "Why."),
}


def _choices(reader: Reader, node: Node, path: str) -> tuple[Choice, ...]:
    found: list[Choice] = []
    for name, _key, value, below in reader.named(node, path, "choices"):
        if isinstance(value, ScalarNode):
            if not reader.is_absent(value, below):
                found.append(Choice(name, below, value.text.strip()))
            continue
        values = reader.keys(value, below, CHOICE_KEYS, "a choice")
        if not isinstance(values, Missing) and "option" in values:
            found.append(Choice(name, below, **values))
    return tuple(found)


RISK_KEYS: Keys = {
    "status": Key(
        "status",
        one_of("open", "accepted", "mitigated", "false_positive", "in_progress"),
        "How it stands.",
        required=True,
    ),
    "because": Key("because", TEXT, "Why."),
    "ticket": Key("ticket", TEXT, "Where it is worked on."),
    "until": Key("until", DAY, "The day this expires."),
    "owner": Key("owner", TEXT, "Who looks after it."),
}
NOTE_KEYS: Keys = {
    "state": Key(
        "state", one_of("not_applicable", "later", "unsure"), "What was said instead of an answer.", required=True
    ),
    "owner": Key("owner", TEXT, "Who will know."),
    "because": Key("because", TEXT, "Why."),
}


def _risks(reader: Reader, node: Node, path: str) -> tuple[RiskNote, ...]:
    return tuple(
        RiskNote(name, below, **values)
        for name, below, values in _free(reader, node, path, RISK_KEYS, "risks")
        if "status" in values
    )


def _interview(reader: Reader, node: Node, path: str) -> tuple[InterviewNote, ...]:
    return tuple(
        InterviewNote(name, below, **values)
        for name, below, values in _free(reader, node, path, NOTE_KEYS, "interview")
        if "state" in values
    )


def _free(reader: Reader, node: Node, path: str, keys: Keys, what: str) -> list[tuple[str, str, dict[str, Any]]]:
    """Entries whose keys are ids or paths, not names."""
    if not isinstance(node, Mapping):
        reader.error(codes.DES_WRONG_KIND, f"{what} is a mapping", node, path=path)
        return []
    found: list[tuple[str, str, dict[str, Any]]] = []
    for name, (_, value) in node.entries.items():
        below = join(path, name)
        values = reader.keys(value, below, keys, f"an entry of {what}")
        if not isinstance(values, Missing):
            found.append((name, below, values))
    return found


def _version(reader: Reader, node: Node, path: str) -> int | Missing:
    number = integer_of(reader, node, path)
    if isinstance(number, Missing) or number == VERSION:
        return number
    return reader.error(codes.DES_VERSION, f"this planner reads format {VERSION}, not {number}", node, path=path)


DESIGN_KEYS: Keys = {
    "planner": Key("planner", Kind(_version, lambda: {"const": VERSION}), "Format version.", required=True),
    "name": Key("name", TEXT, "What it is called.", required=True),
    "summary": Key("summary", TEXT, "What it is, in a sentence."),
    "include": Key("include", TEXTS, "Further files of the same design."),
    "context": Key(
        "context",
        Kind(_context, lambda: {"$ref": "#/$defs/context"}),
        "Who builds this, for whom, under which obligations.",
    ),
    "scale": Key("scale", Kind(_scale, lambda: {"$ref": "#/$defs/scale"}), "How much of everything."),
    "stack": Key(
        "stack", Kind(_stack, lambda: {"$ref": "#/$defs/stack"}), "What is given; the rest is decided and explained."
    ),
    "services": Key("services", SERVICES, "Boundaries, when there is more than one."),
    "tenancy": Key("tenancy", TENANCY, "Whose data is kept apart."),
    "roles": Key("roles", Kind(_roles, shape("roles")), "Who acts."),
    "enums": Key("enums", Kind(_enums, shape("enums")), "Shared lists of values."),
    "mixins": Key("mixins", mapping_of(MIXIN, "mixins"), "Shared members and traits."),
    "entities": Key("entities", mapping_of(ENTITY, "entities"), "What the backend keeps."),
    "queries": Key("queries", QUERIES, "Reads beyond CRUD."),
    "events": Key("events", EVENTS, "Messages published and consumed."),
    "jobs": Key("jobs", JOBS, "Background and scheduled work."),
    "realtime": Key("realtime", REALTIME, "Changes pushed to listeners."),
    "integrations": Key("integrations", INTEGRATIONS, "Outside services."),
    "rules": Key("rules", RULES, "Rules of the business."),
    "requirements": Key("requirements", REQUIREMENTS, "What must be true, with ids."),
    "constraints": Key("constraints", CONSTRAINTS, "What limits the solution."),
    "controls": Key("controls", Kind(_controls, shape("controls")), "What protects and operates it."),
    "choices": Key("choices", Kind(_choices, shape("choices")), "Where the architect overrules the planner."),
    "risks": Key("risks", Kind(_risks, shape("risks")), "How findings are tracked, keyed rule@element."),
    "interview": Key("interview", Kind(_interview, shape("interview")), "What was said instead of an answer."),
}
