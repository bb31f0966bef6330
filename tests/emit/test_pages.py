"""The compiled pages are those of the templates, and templates hold prose alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import StrictUndefined

from planner import make_plan, read_design
from planner.emit import pages
from planner.emit.build_order import order_view
from planner.emit.document import plan_view
from planner.emit.precompile import TARGET, VIEWS, TooClever, environment, source, statements
from planner.emit.precompile import pages as compiled
from planner.emit.risks import risks_view

SHOP = Path(__file__).parents[2] / "examples/bookshop.yaml"


def test_they_are_fresh() -> None:
    assert TARGET.read_text(encoding="utf-8") == compiled()


def test_every_template_has_a_view() -> None:
    assert {f.name.removesuffix(".md.j2") for f in (SHOP.parents[1] / "templates").glob("*.j2")} == set(VIEWS)


@pytest.mark.parametrize("name", VIEWS)
def test_jinja_prints_the_same(name: str) -> None:
    plan = make_plan(read_design(SHOP)).plan
    assert plan is not None
    view = {"build_order": order_view, "plan": plan_view, "risks": risks_view}[name](plan)
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
