"""The archetypes as files: what they say of themselves, and the design each holds as text of its own."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from planner.read.layout import plain
from planner.read.yaml import parse_yaml
from planner.rules.library import Library

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "catalogs" / "archetypes"
FILES = tuple(sorted(FOLDER.glob("*.yaml")))
NAMES = tuple(file.stem for file in FILES)


@cache
def facts(name: str) -> dict:
    """The whole file as plain data; scalars stay as they are written."""
    return yaml.load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)


@cache
def design_text(name: str) -> str:
    """The lines below `design:`, moved to the left, so that positions are those of a design."""
    _, _, below = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8").partition("\ndesign:\n")
    return "".join(line.removeprefix("  ") for line in below.splitlines(keepends=True))


@cache
def expectations() -> dict:
    """What an expert would decide, per archetype."""
    return yaml.load((Path(__file__).parent / "expectations.yaml").read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)


@cache
def options() -> dict[str, frozenset[str]]:
    """The options of every decision; `none` also says that the question does not arise."""
    return {item.id: frozenset(o.id for o in item.options) | {"none"} for item in Library().decisions}


OUT_OF_PROPORTION: dict[str, tuple[str, tuple[str, ...]]] = {
    "broker-kafka": ("queue", ("kafka",)),
    "broker-rabbitmq": ("queue", ("rabbitmq",)),
    "redis": ("cache", ("redis",)),
    "sharding": ("sharding", ("citus", "vitess", "cockroachdb")),
    "search-cluster": ("search", ("engine",)),
    "services": ("service-boundaries", ("services",)),
    "saga": ("transactions", ("saga",)),
    "kubernetes": ("containers", ("kubernetes",)),
    "read-replica": ("replicas", ("read-replica",)),
    "partitioning": ("partitioning", ("time", "tenant", "hash")),
    "websocket": ("realtime", ("websocket",)),
    "polling": ("realtime", ("polling",)),
    "realtime": ("realtime", ("sse", "websocket", "polling")),
    "graphql": ("api-style", ("graphql",)),
    "soft-delete": ("soft-delete", ("soft",)),
    "at-most-once": ("delivery", ("at-most-once",)),
    "serializable": ("isolation-level", ("serializable",)),
    "offset-pages": ("pagination", ("offset",)),
    "schema-per-tenant": ("tenancy-isolation", ("schema",)),
    "database-per-tenant": ("tenancy-isolation", ("database",)),
    "full-tracing": ("observability", ("full-tracing",)),
}

REGIMES = {"pci-regime": "pci", "hipaa-regime": "hipaa", "gdpr-regime": "gdpr"}


def as_list(value: object) -> list[str]:
    """One option or several."""
    return value if isinstance(value, list) else [str(value)]


@cache
def answer_sets() -> tuple[dict, ...]:
    """Products that begin from an archetype: what each says, what it answers otherwise, how it is run."""
    return tuple(_read("answers.yaml"))


@cache
def ways() -> dict:
    """The ways of running a product."""
    return _read("ways.yaml")


def complete(said: dict) -> dict[str, object]:
    """Every path that a set answers, its own answers before its archetype's, those before the way it is run."""
    design = parsed(design_text(said["archetype"]))
    return {**dict(leaves(ways()[said["way"]])), **dict(leaves(design)), **said["answers"]}


def parsed(text: str) -> Any:
    """A design's text as plain data."""
    return plain(parse_yaml(text, "design.yaml")[0])


def leaves(tree: object, path: str = "") -> Iterator[tuple[str, object]]:
    """What stands at the end of every path."""
    if not isinstance(tree, dict) or not tree:
        yield path, tree
        return
    for key, value in tree.items():
        yield from leaves(value, f"{path}.{key}" if path else str(key))


def _read(name: str) -> Any:
    return plain(parse_yaml((Path(__file__).parent / name).read_text(encoding="utf-8"), name)[0])
