"""The build order: steps out of the plan's parts, edges out of reasons, waves out of edges."""

from __future__ import annotations

from planner.derive.work.layout import layout_of
from planner.derive.work.ordering import order_steps
from planner.derive.work.steps import draft_steps
from planner.model.api import Api
from planner.model.database import Database, Enforcement
from planner.model.decisions import Settings
from planner.model.design import Design
from planner.model.domain import Domain
from planner.model.work import Work
from planner.rules.library import Library


def derive_work(
    design: Design,
    domain: Domain,
    settings: Settings,
    database: Database,
    api: Api,
    enforcements: tuple[Enforcement, ...],
    library: Library,
    *,
    team: int = 1,
) -> Work:
    """Every step with its place in the order."""
    layout = layout_of(settings, library.stacks)
    return order_steps(draft_steps(design, domain, settings, database, api, enforcements, layout), team=team)
