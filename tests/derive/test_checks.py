"""What is wrong with a design as a whole. In a case, `#! CODE` at the end of a line says what is reported there."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner import codes
from planner.derive.pipeline import check
from planner.diagnostics import Severity
from planner.read.design import read_design
from tests.derive.marks import marked, problems
from tests.derive.test_checks_members import CASES as MEMBERS

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"

REFERENCES = {
    "relation to nothing": """
entities:
  A:
    relations:
      b: belongs_to Bb  #! REF201
  B: {}
""",
    "through nothing": """
entities:
  A:
    relations:
      b: many_to_many A through=X  #! REF201
""",
    "returns nothing": "queries:\n  q: {returns: [X]}  #! REF201",
    "event of nothing": "events:\n  e: {of: X, payload: [id]}  #! REF201",
    "job of nothing": "jobs:\n  j: {of: X, schedule: '@daily'}  #! REF201",
    "feed of nothing": "realtime: {c: {channel: sse, of: X}}  #! REF201",
    "rule on nothing": "rules:\n  - {id: r, says: S., on: [X]}  #! REF201",
    "service of nothing": "services:\n  s:\n    owns: [X]  #! REF201",
    "tenancy of nothing": "tenancy: {root: X}  #! REF201",
    "right via nothing": """
roles: {staff: S.}
entities:
  A:
    access:
      list:
        staff: via X  #! REF201
""",
    "right of nobody": """
roles: {staff: S.}
entities:
  A:
    access:
      list: stff  #! REF202
""",
    "account of nobody": """
roles: {staff: S.}
entities:
  A:
    account: x  #! REF202
""",
    "role of nothing": "roles:\n  a: {extends: x}  #! REF202",
    "action by nobody": """
roles: {staff: S.}
entities:
  A:
    actions:
      go:
        by: x  #! REF202
""",
    "enum that is not there": "entities:\n  A:\n    fields:\n      a: Color  #! REF203",
    "list of an enum that is not there": "entities:\n  A:\n    fields:\n      a: list(Color)  #! REF203",
    "slug from nothing": "entities:\n  A:\n    fields:\n      a: slug from=x  #! REF204",
    "filter by nothing": """
entities:
  A:
    list:
      filter: [x]  #! REF204
      sort: [created_at, y]  #! REF204
      include: [z]  #! REF204
""",
    "constraints on nothing": """
entities:
  A:
    key: [k]  #! REF204
    path_key: p  #! REF204
    unique:
      - [u]  #! REF204
    indexes:
      - on: [i desc]  #! REF204
    checks:
      - c > 1  #! REF204
""",
    "an event tells nothing": """
entities: {A: {}}
events:
  e: {of: A, payload: [x]}  #! REF204
  f: {payload: [x]}  #! REF204
""",
    "an action sets nothing": """
entities:
  A:
    actions:
      go:
        by: system
        sets:
          x: 1  #! REF204
""",
    "a row condition on nothing": """
roles: {staff: S.}
entities:
  A:
    access:
      list:
        staff: x = 1  #! REF204
""",
    "emits nothing": "entities:\n  A:\n    actions:\n      go: {by: system, emits: x}  #! REF205",
    "waits for nothing": "jobs:\n  j: {on: x}  #! REF205",
    "part of nothing": "entities:\n  A:\n    part_of: x  #! REF206",
    "the back of nothing": """
entities:
  A:
    relations:
      bs: has_many B inverse=x  #! REF206
  B:
    relations:
      a: belongs_to A
""",
    "a default that is no value": "entities:\n  A:\n    fields:\n      a: enum(x | y) = z  #! REF207",
    "a state that is no value": """
entities:
  A:
    fields:
      a: enum(x | y) = x
    actions:
      go: {by: system, from: x, to: z}  #! REF207
""",
    "a mixin that is not there": "entities:\n  A:\n    mixins: [X]  #! REF208",
    "an operation that is not there": """
roles: {staff: S.}
entities:
  A:
    access:
      read: staff  #! REF209
""",
    "an integration that is not there": """
entities:
  A:
    actions:
      go: {by: system, uses: x}  #! REF210
jobs:
  j: {schedule: '@daily', uses: x}  #! REF210
""",
    "a webhook of nobody": """
entities:
  A:
    actions:
      go:
        by: integration.x  #! REF210
""",
    "an event from nowhere": "events:\n  e: {from: x}  #! REF211",
}

MODEL = {
    "two ways back": """
entities:
  A:
    relations:
      bs: has_many B  #! MOD301
  B:
    relations:
      first: belongs_to A
      second: belongs_to A
""",
    "two fields could move": """
entities:
  A:
    fields:
      a: enum(x | y) = x
      b: enum(x | y) = x
    actions:
      go: {by: system, from: x, to: y}  #! MOD301
""",
    "many of several": "entities:\n  A:\n    relations:\n      r: has_many any_of(A | B)  #! MOD302\n  B: {}",
    "required and emptied": "entities:\n  A:\n    relations:\n      r: belongs_to A required on_delete=set_null  #! MOD302",
    "the inverse is taken": """
entities:
  A:
    fields: {bs: int}
  B:
    relations:
      a: belongs_to A inverse=bs  #! MOD303
""",
    "a key nobody can compare": "entities:\n  A:\n    key: k\n    fields:\n      k: json  #! MOD304",
    "a key twice": "entities:\n  A:\n    key: [k, k]  #! MOD304\n    fields: {k: int}",
    "a path that is not unique": "entities:\n  A:\n    path_key: s  #! MOD304\n    fields: {s: slug required}",
    "keys within each other": """
entities:
  A:
    key: b  #! MOD304
    relations: {b: belongs_to B}
  B:
    key: a
    relations: {a: belongs_to A}
""",
    "owned by nobody": """
roles: {staff: S.}
entities:
  A:
    access:
      list: owner  #! MOD305
""",
    "owned by a thing": """
entities:
  A:
    owner: b  #! MOD305
    relations: {b: belongs_to B}
  B: {}
""",
    "one role, two accounts": """
roles: {user: U.}
entities:
  A:
    account: user
  B:
    account: user  #! MOD306
""",
    "parts in a circle": """
entities:
  A:
    part_of: b  #! MOD307
    relations: {b: belongs_to B}
  B:
    part_of: a
    relations: {a: belongs_to A}
""",
    "part of itself": """
entities:
  A:
    part_of: a  #! MOD307
    relations: {a: belongs_to A}
""",
    "states of no field": """
entities:
  A:
    fields:
      a: enum(x | y) = x
      b: enum(u | v) = u
    actions:
      go: {by: system, from: [x, u]}  #! MOD308
""",
    "an arrow between two fields": """
entities:
  A:
    fields:
      a: enum(x | y) = x
      b: enum(u | v) = u
    actions:
      go: {by: system, from: x, to: v}  #! MOD308
""",
    "a state nothing leads to": """
entities:
  A:
    fields:
      a: enum(x | y | z) = x  #! MOD309
    actions:
      go: {by: system, from: x, to: y}
""",
    "a job nothing starts": "jobs:\n  j: {does: Sleep.}  #! MOD310",
    "no schedule": "jobs:\n  j: {schedule: sometimes}  #! MOD311",
    "schedules out of range": """
jobs:
  a: {schedule: 99 * * * *}  #! MOD311
  b: {schedule: "@often"}  #! MOD311
  c: {schedule: every now}  #! MOD311
  d: {schedule: 0 5-2 * * *}  #! MOD311
  e: {schedule: "*/0 * * * *"}  #! MOD311
  f: {schedule: "0 0 1 jan,dec mon-fri"}
  g: {schedule: every 15m}
""",
    "an id twice": "rules:\n  - {id: r, says: S.}\nconstraints:\n  - {id: r, says: S.}  #! DES119",
    "a rule that stands nowhere": "rules:\n  - {id: r, says: S., unique: [a]}  #! MOD312",
    "a database of documents": "stack:\n  database: mongodb  #! MOD313",
    "an option nobody knows": "stack:\n  auth: jtw  #! MOD317\nchoices:\n  pagination: pages  #! MOD317",
    "bounds": """
entities:
  A:
    fields:
      a: int min=2 max=1  #! MOD314
      b: int max=1 = 2  #! MOD314
      c: int max=3000000000  #! MOD314
      d: string(9) min=1  #! MOD314
      e: int pattern=/x/  #! MOD314
      f: int min=2020-01-01  #! MOD314
      g: date min=5  #! MOD314
      h: date min=2020-02-30  #! MOD314
      i: date min=2020-02-02 max=2020-01-01  #! MOD314
""",
    "defaults": """
entities:
  A:
    fields:
      a: int = one  #! MOD315
      b: bool = maybe  #! MOD315
      c: float = 1e999  #! MOD315
      d: float = nan  #! MOD315
      e: decimal(8,2) = inf  #! MOD315
      f: decimal(3,1) = 100  #! MOD315
      g: uuid = x  #! MOD315
      h: date = soon  #! MOD315
      i: string(3) = long  #! MOD315
      j: json = {  #! MOD315
      k: password = x  #! MOD315
      l: timestamp = now
      m: time = 12:30
      n: date = today
""",
    "what everything has": """
entities:
  A:
    fields:
      id: uuid  #! MOD316
      created_at: timestamp  #! MOD316
""",
    "a role in a circle": "roles:\n  a: {extends: b}  #! MOD318\n  b: {extends: a}",
    "an owner path of nothing": """
roles: {user: U.}
entities:
  A: {account: user}
  B:
    owner: usr  #! REF206
    relations: {user: belongs_to A}
""",
    "an owner path beside other slips": """
roles: {user: U.}
entities:
  A: {account: user}
  B: {}
  C:
    owner: b  #! MOD305
    relations: {b: belongs_to B, x: belongs_to X}  #! REF201
  D:
    part_of: d  #! MOD307
    relations: {d: belongs_to D}
stack: {auth: jtw}  #! MOD317
""",
    "who acts but never reads": """
roles: {staff: S., clerk: C., boss: {extends: staff}, user: U.}
entities:
  A: {account: user}
  B:
    owner: a
    relations: {a: belongs_to A}
    access: {get: [staff, owner]}
    actions:
      go: {by: clerk}  #! DES120
      open: {by: public}  #! DES120
      confirm: {by: public, input: {token: "string(20..200) required"}}
      run: {by: [boss, user, owner, system]}
""",
    "an action named as an operation": "entities:\n  A:\n    actions:\n      get: {by: system}  #! DES114",
    "an enum named as a type": "enums:\n  string: [a]  #! DES114",
    "a relation that everything has": "entities:\n  A:\n    relations:\n      id: belongs_to A  #! MOD316",
    "names that collide": """
enums:
  Hue: [a]
  hue: [b]  #! DES113
entities:
  OrderItem:
    fields:
      unitPrice: int
      unit_price: int  #! DES113
  order_item: {}  #! DES113
""",
}

WARNINGS = {codes.MOD_UNREACHABLE, codes.MOD_IDLE_JOB}


@pytest.mark.parametrize("text", (REFERENCES | MODEL).values(), ids=(REFERENCES | MODEL).keys())
def test_problems_have_codes_and_lines(text: str) -> None:
    found = problems(text)
    assert sorted((d.code, line) for d, line in found) == sorted(marked(text)), [str(d) for d, _ in found]
    assert all(d.severity is (Severity.WARNING if d.code in WARNINGS else Severity.ERROR) for d, _ in found)


def test_every_code_has_a_case() -> None:
    promised = {code for text in (REFERENCES | MODEL | MEMBERS).values() for code, _ in marked(text)}
    assert promised == {c.code for c in codes.all_codes() if c.code.startswith(("REF", "MOD"))} | {
        codes.DES_ACCESS,
        codes.DES_BAD_WORD,
        codes.DES_COLLISION,
        codes.DES_REPEATED,
        codes.DES_RESERVED,
    }


SOUND = {
    "every entity has these": "entities: {A: {list: {filter: [created_at], sort: [updated_at], include: []}}}",
    "traits bring their columns": "entities: {A: {soft_delete: true, versioned: true, list: {sort: [deleted_at, version]}}}",
    "mixed in": "mixins: {M: {fields: {a: int}}}\nentities: {A: {mixins: [M], list: {sort: [a]}}}",
    "abstract": "entities: {M: {abstract: true, fields: {a: int}}, A: {mixins: [M], checks: [a > 1]}}",
    "values of enums": "enums: {E: [x, y]}\nentities: {A: {fields: {a: E = x}, checks: [a in (x | y)]}}",
    "no roles": "entities: {A: {access: {list: user}}}",
    "an external entity": "services: {crm: {external: true, owns: [Lead]}}\nentities: {A: {relations: {lead: belongs_to Lead}}}",
    "id as the key": "entities: {A: {key: id, fields: {id: uuid}}}",
    "named back": """
entities:
  A: {relations: {bs: has_many B inverse=second}}
  B: {relations: {first: belongs_to A, second: belongs_to A}}
""",
    "include an inverse": "entities: {A: {list: {include: [bs]}}, B: {relations: {a: belongs_to A inverse=bs}}}",
    "required both ways": "entities: {A: {relations: {b: belongs_to B required}}, B: {relations: {a: belongs_to A required}}}",
    "a table of its own name": "entities: {OrderItem: {}, order_item: {table: other_items}}",
}


@pytest.mark.parametrize("text", SOUND.values(), ids=SOUND.keys())
def test_sound_designs_are_left_alone(text: str) -> None:
    assert [str(d) for d, _ in problems(text)] == []


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.yaml")), ids=lambda p: p.stem)
def test_examples_are_sound(path: Path) -> None:
    design = read_design(path).design
    assert design is not None
    assert check(design) == ()


@pytest.mark.parametrize(("text", "hint"), [
    ("entities: {Customer: {}, B: {relations: {c: belongs_to Custmer}}}", "did you mean 'Customer'?"),
    ("roles: {staff: S.}\nentities: {A: {access: {list: stff}}}", "did you mean 'staff'?"),
    ("enums: {Color: [x]}\nentities: {A: {fields: {a: Colour}}}", "did you mean 'Color'?"),
    ("jobs: {j: {on: x}}", "the design has no event yet"),
])  # fmt: skip
def test_what_was_probably_meant(text: str, hint: str) -> None:
    assert [d.hint for d, _ in problems(text)] == [hint]
