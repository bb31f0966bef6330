"""What no operation serves is asked about: an index nobody reads by, keys that nobody makes."""

from __future__ import annotations

from pathlib import Path

from planner import make_plan, read_design
from planner.emit.graphql import emit
from planner.emit.options import EmitOptions
from planner.model.plan import Plan
from planner.read.design import read_design_text

CATALOGUE = Path(__file__).parents[2] / "examples/catalogue-graphql.yaml"


def catalogue(old: str = "", new: str = "") -> Plan:
    """The plan of the catalogue, perhaps with one text for another."""
    text = CATALOGUE.read_text()
    assert old in text
    plan = make_plan(read_design_text(text.replace(old, new)) if old else read_design(CATALOGUE)).plan
    assert plan is not None
    return plan


def asked(plan: Plan) -> dict[str, str]:
    """Questions by id."""
    return {q.id: q.asks for q in plan.questions}


def test_an_index_that_serves_no_operation_is_questioned() -> None:
    name = "question.products.products_brand_id_status_idx"
    assert asked(catalogue())[name].startswith(
        "Is op.product.list to find products by brand_id and status among some rows"
    )
    unread = catalogue("filter: [brand, status]", "filter: [brand]")
    assert asked(unread)[name].startswith("Which read looks up products by brand_id and status")
    served = catalogue(
        'indexes: [{on: [brand, status], where: "status = live"}]', "indexes: [{on: [brand, created_at desc, id desc]}]"
    )
    assert not [q for q in asked(served) if q.startswith("question.products.products_brand")]


def test_keys_are_made_by_a_command_until_a_role_stands_above_the_others() -> None:
    plan = catalogue()
    assert "question.api_keys.keeper" in asked(plan)
    step = next(s for s in plan.work.steps if s.id == "step.api_keys")
    assert "prints it once" in step.says and step.verify
    kept = catalogue(
        "  editor: Edits products.", "  editor: Edits products.\n  admin: {extends: editor, says: Runs it.}"
    )
    assert "question.api_keys.keeper" not in asked(kept)
    assert "step.api_keys" not in {s.id for s in kept.work.steps}
    assert {"op.api_key.create", "op.api_key.revoke"} <= {o.id for o in kept.api.operations}


def test_the_schema_names_no_scalar_that_nothing_is_of() -> None:
    (found,) = [a for a in emit(catalogue(), EmitOptions()) if a.path == "schema.graphql"]
    text = found.content.decode()
    assert "scalar Decimal" in text and "scalar JSON" in text and "scalar DateTime" in text
    assert "scalar Date\n" not in text and "scalar BigInt" not in text
