"""Who acts as others stands in the contract: a call names those alone that were given the right."""

from __future__ import annotations

import pytest
import yaml

from planner.derive.pipeline import derive
from planner.emit.options import EmitOptions
from planner.emit.registry import bundle
from planner.emit.roles import acting
from planner.model.plan import Plan
from planner.read.design import read_design_text

NOTES = """planner: 1
name: Notes
{style}
roles:
  reader: Reads.
  editor: {{extends: reader}}
  keeper: {{extends: editor, says: Keeps the house.}}
entities:
  Note:
    fields: {{body: text}}
    access: {{list: reader, get: reader, create: editor}}
"""


def plan_of(style: str, roles: str = "") -> Plan:
    text = NOTES.format(style=f"stack: {{api: {{style: {style}}}}}")
    reading = read_design_text(text if not roles else text.replace("{extends: editor, says: Keeps the house.}", roles))
    assert reading.design is not None
    plan = derive(reading.design, reading.source.locate).plan
    assert plan is not None
    return plan


def file_of(plan: Plan, path: str) -> str:
    return next(a.content.decode() for a in bundle(plan, EmitOptions()) if getattr(a, "path", "") == path)


def test_the_contract_lists_its_callers_and_whom_they_act_as() -> None:
    found = yaml.safe_load(file_of(plan_of("rest"), "openapi.yaml"))["x-roles"]
    assert found == [
        {"name": "reader", "description": "Reads."},
        {"name": "editor", "actsAs": ["reader"]},
        {"name": "keeper", "description": "Keeps the house.", "actsAs": ["editor", "reader"]},
    ]


@pytest.mark.parametrize(("style", "path"), [("graphql", "schema.graphql"), ("grpc", "service.proto")])
def test_other_styles_say_it_where_callers_are_explained(style: str, path: str) -> None:
    text = file_of(plan_of(style), path)
    assert "editor acts as reader, keeper as editor and reader." in text


def test_roles_that_stand_alone_are_not_spoken_of() -> None:
    domain = plan_of("graphql", "Keeps the house.").domain
    assert acting(domain) == "editor acts as reader"
    alone = read_design_text("planner: 1\nname: N\nroles: {reader: Reads.}\nentities: {Note: {fields: {body: text}}}\n")
    assert alone.design is not None
    plan = derive(alone.design, alone.source.locate).plan
    assert plan is not None and acting(plan.domain) == ""
