"""A plan takes as much work as its design is long: twice the entities, and no function is entered four times as often."""

from __future__ import annotations

from collections import Counter

from planner.derive.pipeline import derive
from planner.emit.base import Artifact
from planner.emit.options import EmitOptions
from planner.emit.registry import bundle
from planner.read.design import read_design_text
from tests.effort import calls_by_function

HEAD = """\
planner: 1
name: Depot
summary: Many things, each after the one before.
context: {consumers: [web, partners]}
scale: {users: 5k, daily_users: 900, peak_rps: 40}
roles:
  member: Uses it.
  staff: {extends: member}
entities:
  Member:
    account: member
    rows: 5000
    fields: {email: email required unique pii, password: password required, name: string(1..80) required pii}
    access: {list: staff, get: owner, create: public, update: owner, delete: owner}
"""
THING = """\
  Thing{n}:
    owner: holder
    fields:
      name: string(1..80) required search
      amount: money required min=0
      status: enum(draft | live | gone) = draft
      due: date index
      code: string(12) required unique
    relations: {{holder: belongs_to Member required, parent: belongs_to {parent}, kind: belongs_to Kind{n} required}}
    access: {{list: [owner, staff], get: [owner, staff], create: member, update: [owner, staff], delete: staff}}
    actions:
      publish: {{by: staff, from: draft, to: live, emits: Thing{n}Published}}
      retire: {{by: staff, from: live, to: gone}}
  Kind{n}:
    fields: {{label: string(1..40) required unique, state: enum(free | held) = free, note: text}}
    access: {{list: member, get: member, create: staff, update: staff, delete: staff}}
    actions:
      hold: {{by: member, from: free, to: held}}
"""


def text(count: int) -> str:
    """A design of two entities for each of so many."""
    things = "".join(THING.format(n=n, parent=f"Thing{max(1, n // 2)}") for n in range(1, count + 1))
    events = "".join(f"  Thing{n}Published: {{of: Thing{n}}}\n" for n in range(1, count + 1))
    return f"{HEAD}{things}events:\n{events}"


def planned(count: int) -> Counter[str]:
    """How often each function is entered for the whole bundle."""

    def plan() -> None:
        reading = read_design_text(text(count))
        assert reading.design is not None, reading.diagnostics
        made = derive(reading.design, reading.source.locate).plan
        assert made is not None
        for one in bundle(made, EmitOptions()):
            assert not isinstance(one, Artifact) or one.content

    return calls_by_function(plan)


def test_work_grows_as_the_design_does() -> None:
    planned(2)  # what is made once and kept does not count
    few, many = planned(12), planned(36)
    steep = {name: (few[name], n) for name, n in many.items() if n > 200 and n > 4.5 * few[name]}
    assert not steep, f"three times the entities, and more than four times as often: {steep}"
