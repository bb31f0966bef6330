"""The compiled pages are those of the templates, and templates hold prose alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import StrictUndefined

from planner import make_plan, read_design
from planner.emit import pages
from planner.emit.build_order import order_view
from planner.emit.conventions import conventions_view
from planner.emit.decisions import RecordView, record_view
from planner.emit.document import plan_view
from planner.emit.options import EmitOptions
from planner.emit.precompile import TARGET, VIEWS, TooClever, environment, source, statements
from planner.emit.precompile import pages as compiled
from planner.emit.risks.page import risks_view
from planner.model.plan import Plan

SHOP = Path(__file__).parents[2] / "examples/bookshop.yaml"


def _first_record(plan: Plan) -> RecordView:
    return record_view(next(d for d in plan.decisions if d.contested), 1, plan)


def test_they_are_fresh() -> None:
    assert TARGET.read_text(encoding="utf-8") == compiled()


def test_every_template_has_a_view() -> None:
    assert {f.name.removesuffix(".md.j2") for f in (SHOP.parents[1] / "templates").glob("*.j2")} == set(VIEWS)


@pytest.mark.parametrize("name", VIEWS)
def test_jinja_prints_the_same(name: str) -> None:
    plan = make_plan(read_design(SHOP)).plan
    assert plan is not None
    views = {
        "build_order": order_view,
        "conventions": conventions_view,
        "decision": _first_record,
        "plan": lambda plan: plan_view(plan, EmitOptions()),
        "risks": risks_view,
    }
    view = views[name](plan)
    strict = environment().overlay(undefined=StrictUndefined)
    assert getattr(pages, name)(view) == strict.from_string(source(name)).render(view=view)


@pytest.mark.parametrize(
    "text",
    [
        "{{ view.count + 1 }}",
        "{{ view.name | upper }}",
        "{% if view.count > 1 %}x{% endif %}",
        "{% for a in view.all if a %}{% endfor %}",
        "{% set a = 1 %}",
        "{{ view.rows[0] }}",
    ],
)
def test_logic_in_a_template_is_refused(text: str) -> None:
    with pytest.raises(TooClever):
        list(statements(environment().parse(text).body, ""))
