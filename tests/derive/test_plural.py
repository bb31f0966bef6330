"""`plural:` is the architect's word for several: tables, paths, names and sentences take it as it stands."""

from __future__ import annotations

from planner import make_plan
from planner.model.plan import Plan
from planner.read.design import read_design_text


def planned(text: str) -> Plan:
    plan = make_plan(read_design_text(f"planner: 1\nname: T\n{text}")).plan
    assert plan is not None
    return plan


SAID = """
entities:
  Kind: {plural: Kinder, fields: {n: int}, list: {filter: [n]}}
  Toy: {plural: Spielzeuge, part_of: kind, fields: {n: int}, relations: {kind: belongs_to Kind required}}
"""


def test_the_plural_that_was_set_stands_everywhere() -> None:
    plan = planned(SAID)
    assert {"kinder", "spielzeuge"} <= {t.name for t in plan.database.tables}
    paths = {o.path for o in plan.api.operations}
    assert {"/kinder", "/kinder/{kind_id}/spielzeuge"} <= paths
    listed = next(o for o in plan.api.operations if o.id == "op.kind.list")
    assert listed.name == "listKinder"
    assert listed.summary == "List kinder"
    assert [c.name for c in plan.domain.entities["Kind"].collections] == ["spielzeuge"]
    assert not any(
        "kinds" in text or "toys" in text for text in (*paths, *(o.name.lower() for o in plan.api.operations))
    )


def test_words_that_are_plural_already_stay() -> None:
    plan = planned("entities: {Pizzas: {}, Photos: {}, Ids: {}, SalesPeople: {}, PriceBias: {}}")
    assert {"pizzas", "photos", "ids", "sales_people", "price_biases"} <= {t.name for t in plan.database.tables}
