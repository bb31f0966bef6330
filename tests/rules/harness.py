"""Judges the small designs that stand beside catalog items as their cases."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from planner.assets import folder
from planner.derive.decisions import decide
from planner.derive.pipeline import derive
from planner.model.catalog import CatalogName
from planner.model.decisions import Decision
from planner.model.plan import Plan
from planner.model.review import Conflict
from planner.model.risks import Contradiction, Finding
from planner.read.design import read_design_text
from planner.rules.evaluate import find_contradictions, find_risks, find_tensions
from planner.rules.library import Library
from planner.rules.world import World, world_of

BASE = "planner: 1\nname: Case\nsummary: A design that shows one thing.\n"


@cache
def plan_of(text: str) -> Plan:
    """The plan of a case: its keys over the smallest design there is."""
    reading = read_design_text(BASE + text if not text.startswith("planner:") else text)
    assert reading.design is not None, [str(d) for d in reading.diagnostics]
    derived = derive(reading.design, reading.source.locate)
    assert derived.plan is not None, [str(d) for d in derived.diagnostics]
    return derived.plan


def decisions_of(text: str) -> dict[str, Decision]:
    """The decisions of a case, by topic."""
    plan = plan_of(text)
    return {d.topic: d for d in decide(Library().decisions, World(plan.design, plan.domain))}


def world(text: str) -> World:
    """The world of a case, its catalog decisions taken."""
    plan = plan_of(text)
    found = world_of(plan)
    found.options = {topic: d.option for topic, d in decisions_of(text).items()}
    return found


def findings_of(text: str, rule: str) -> list[Finding]:
    """What one risk finds in a case."""
    return list(find_risks([r for r in Library().risks if r.id == rule], world(text)))


def contradictions_of(text: str, item: str) -> list[Contradiction]:
    """What one contradiction finds in a case."""
    return list(find_contradictions([c for c in Library().contradictions if c.id == item], world(text)))


def tensions_of(text: str, item: str) -> list[Conflict]:
    """What one tension finds in a case."""
    return list(find_tensions([c for c in Library().contradictions if c.id == item], world(text)))


@cache
def cases(catalog: CatalogName) -> tuple[tuple[str, dict[str, Any]], ...]:
    """Every item of a catalog with its cases, as they stand in the YAML."""
    found: list[tuple[str, dict[str, Any]]] = []
    for file in sorted((folder("catalogs") / catalog).rglob("*.yaml")):
        content = yaml.load(Path(file).read_text(encoding="utf-8"), yaml.CSafeLoader)
        for item in content if isinstance(content, list) else [content]:
            found.append((item["id"], item.get("cases", {})))
    return tuple(found)
