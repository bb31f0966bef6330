"""What members can and cannot do: names in expressions, lists and constraints; links; what fields lean on.

In a case, `#! CODE` at the end of a line says what is reported there.
"""

from __future__ import annotations

import pytest

from planner import codes
from planner.diagnostics import Severity
from tests.derive.marks import marked, problems
from tests.effort import calls

ORDERS = """
entities:
  Customer: {account: user, fields: {level: enum(new | old), vat: string(..20)}}
  Line: {part_of: order, fields: {price: money, amount: int}, relations: {order: belongs_to Order}}
  Order:
    relations: {customer: belongs_to Customer, tags: many_to_many Tag, lines: has_many Line inverse=order}
    fields:
      state: enum(open | paid | void) = open
      code: string(..20)
      due: date
      fee: money
      scan: file
      more: json
"""
HEAD = f"roles: {{user: U., staff: S.}}{ORDERS}"
EXPRESSIONS = {
    "a member of what it refers to": f"{HEAD}    checks: [customer.lvl = new]  #! REF204\n  Tag: {{}}",
    "a member below a field": f"{HEAD}    checks: [code.length > 3]  #! REF204\n  Tag: {{}}",
    "a member that every row has": f"{HEAD}    checks: [customer.created_at is not null, lines.id is null]\n  Tag: {{}}",
    "a value of another enum": f"{HEAD}    checks: [state = old]  #! REF207\n  Tag: {{}}",
    "a value in quotes": f"{HEAD}    checks: [\"state in ('open' | 'payed')\"]  #! REF207\n  Tag: {{}}",
    "a value of an enum far away": f"{HEAD}    checks: [customer.level != olld]  #! REF207\n  Tag: {{}}",
    "a column beside an enum": f"{HEAD}    checks: [state != code]\n  Tag: {{}}",
    "inside json": f"{HEAD}    checks: [more.deep.down = 1]\n  Tag: {{}}",
    "inside a total": f"{HEAD}      sum: money computed=sum(lines.prise)  #! REF204\n  Tag: {{}}",
    "a total over parts": f"{HEAD}      sum: {{type: money, computed: sum(lines.price * lines.amount where amount > 1)}}\n  Tag: {{}}",
    "where a total counts": f"{HEAD}      sum: {{type: int, computed: count(lines where colour = red)}}  #! REF204\n  Tag: {{}}",
    "computed from itself": f"{HEAD}      a: int computed=b+1  #! MOD321\n      b: int computed=a+1\n  Tag: {{}}",
    "computed from a computed one": f"{HEAD}      a: int computed=b+1\n      b: int computed=amount+1  #! REF204\n  Tag: {{}}",
    "what another side calls it": """
entities:
  A: {fields: {n: int computed=count(bs), m: int computed=count(parts)}}
  B: {relations: {a: belongs_to A inverse=bs}}
  Part: {part_of: a, relations: {a: belongs_to A}}
""",
    "rows of a role": f"{HEAD}    access: {{list: {{staff: state = lost}}}}  #! REF207\n  Tag: {{}}",
    "rules": f"""{HEAD}
  Tag: {{}}
rules:
  - {{id: a, says: S., on: [Order], check: Order.state = gone}}  #! REF207
  - {{id: b, says: S., on: [Order], check: Order.nothing > 1}}  #! REF204
  - {{id: c, says: S., on: [Order], unique: [cod]}}  #! REF204
  - {{id: d, says: S., on: [Order], unique: {{on: [code], where: state = opn}}}}  #! REF207
  - {{id: e, says: S., on: [Order], exclusive: {{on: [customer], range: [due, dew]}}}}  #! REF204
  - {{id: f, says: S., on: [Order], exclusive: {{on: [customer], range: [due, fee]}}}}  #! MOD320
  - {{id: g, says: S., check: Order.fee > 1}}  #! MOD312
  - {{id: h, says: S., on: [Order], check: sum(Order.fee) > 1}}
""",
}
MEMBERS = {
    "lists": f"""{HEAD}    list:
      filter: [lines, scan, tags, customer]  #! MOD320 MOD320
      sort: [customer, more, fee]  #! MOD320 MOD320
      search: [fee, code]  #! MOD320
      include: [lines, tags]
  Tag: {{}}""",
    "searched": f"{HEAD}      n: int search  #! MOD320\n  Tag: {{}}",
    "unique and indexed": f"""{HEAD}    unique:
      - [lines, code]  #! MOD320
      - [more]  #! MOD320
    indexes:
      - scan  #! MOD320
      - {{on: [due downwards]}}  #! DES107
      - {{on: [due desc, more]}}
  Tag: {{fields: {{a: json unique}}}}  #! MOD320
""",
    "retention": """
roles: {user: U.}
entities:
  A: {account: user, retention: 1y after last login}
  B: {retention: 1y after last login}  #! MOD320
  C: {retention: 1y after closed}  #! REF204
  D: {retention: 1y after n, fields: {n: int}}  #! MOD320
  E: {retention: 1y after day, fields: {day: date}}
  F: {retention: 1y after last G}
  G: {retention: 1y after last F, relations: {f: belongs_to F}}  #! MOD319
  H: {retention: 1y after last X}  #! REF201
""",
    "currencies": """
entities:
  A:
    fields:
      a: money currency=EUR
      b: money currency=c
      c: currency
      d: money currency=eur  #! REF204
      e: money currency=g  #! MOD320
      f: string currency=c  #! MOD314
      g: date unit=day  #! MOD314
""",
    "made from": """
entities:
  A:
    fields:
      a: slug from=b
      b: string
      c: slug from=d  #! MOD320
      d: json
      e: slug from=e  #! MOD320
""",
    "examples and defaults": """
entities:
  A:
    fields:
      a: int example=many  #! MOD315
      b: string(3) example=long  #! MOD315
      c: date example=today  #! MOD315
      d: file example=x
      e: list(int) = 3  #! MOD315
      f: bool example=true
""",
    "sets": """
entities:
  A:
    fields: {s: enum(x | y) = x, t: timestamp, u: string}
    relations: {bs: has_many B, b: belongs_to B}
    actions:
      a: {by: system, input: {v: string}, sets: {u: input.v, t: now, s: y, b: input.v}}
      b: {by: system, sets: {u: input.w}}  #! REF204
      c: {by: system, sets: {s: z}}  #! REF207
      d: {by: system, sets: {bs: now}}  #! MOD320
      e: {by: system, sets: {updated_at: now}}  #! MOD320
      f: {by: system, field: kind, from: x, to: y}  #! REF204
  B: {}
""",
    "via": """
roles: {user: U.}
entities:
  User: {account: user}
  Team: {}
  Member: {fields: {level: enum(low | high)}, relations: {user: belongs_to User, team: belongs_to Team}}
  Tag: {relations: {team: belongs_to Team}}
  Stone: {relations: {user: belongs_to User}}
  Job:
    relations: {team: belongs_to Team}
    access:
      list: {user: via Member where level = high}
      get: {user: via Stone}  #! MOD319
      update: {user: via Tag}  #! MOD319
      delete: {user: via Member where level = hihg}  #! REF207
""",
    "relations": """
entities:
  A:
    relations:
      a: belongs_to B count=1..5  #! MOD302
      b: belongs_to B through=M  #! MOD302
      c: many_to_many B through=M  #! MOD302
      d: many_to_many B through=N
      e: belongs_to B inverse=x
      f: belongs_to B inverse=x  #! MOD303
      g: belongs_to B inverse=created_at  #! MOD303
  B: {}
  M: {relations: {a: belongs_to A}}
  N: {relations: {a: belongs_to A, b: belongs_to B}}
""",
    "mixins": """
mixins:
  M:
    fields: {a: int, b: int}
  N:
    fields:
      a: string
      c: Nothing  #! REF203
    relations:
      d: belongs_to Nobody  #! REF201
entities:
  A:
    mixins: [M, N]  #! MOD301
  B:
    mixins: [M, M]  #! DES119
  C:
    mixins: [M, N]
    fields: {a: string}
""",
    "what integrations see": """
integrations:
  i:
    sees: [A.n, A, A.m, B.n]  #! REF204 REF201
entities: {A: {fields: {n: int}}}
""",
    "names that are one in a target": """
entities:
  A:
    path: /as
    fields: {b_id: uuid}
    relations:
      b: belongs_to B  #! DES113
  B: {path: as/}  #! DES113
  C: {plural: ds}
  D: {}  #! DES113
  E: {was: X}
  F: {was: X}  #! DES119
services:
  s: {owns: [A, B, C, D]}
  t:
    owns: [E, F, A]  #! MOD301
""",
    "a right to what does not exist": """
roles: {user: U.}
entities:
  A:
    operations: [list, get]
    access:
      create: user  #! DES120
      update: none
""",
    "nearly known words": """
context:
  hosting: contaners  #! MOD322
  consumers: [web, mobil]  #! MOD322
  compliance: [GDPR, hippa]  #! MOD322
stack:
  language: pyhton  #! MOD322
  framework: mine
interview:
  contols.dpia: {state: later}  #! MOD322
  controls.mfa: {state: later}
controls:
  mfaa: true  #! MOD322
  moat: true
""",
    "parts of parts of parts": "entities:\n  A0: {}\n"
    + "".join(
        f"  A{n}: {{part_of: p, relations: {{p: belongs_to A{n - 1}}}}}{'  #! MOD323' if n == 21 else ''}\n"
        for n in range(1, 25)
    ),
    "databases nobody writes for": "stack:\n  database: oracle  #! MOD317",
}
CASES = EXPRESSIONS | MEMBERS


@pytest.mark.parametrize("text", CASES.values(), ids=CASES.keys())
def test_problems_have_codes_and_lines(text: str) -> None:
    found = problems(text)
    assert sorted((d.code, line) for d, line in found) == sorted(marked(text)), [str(d) for d, _ in found]
    warned = {d.code for d, _ in found if d.severity is not Severity.ERROR}
    assert warned <= {codes.MOD_NEARLY, codes.MOD_UNREACHABLE}


@pytest.mark.parametrize(("text", "hint"), [
    (f"{HEAD}    checks: [customer.levle = new]\n  Tag: {{}}", "did you mean 'level'?"),
    (f"{HEAD}    checks: [state = viod]\n  Tag: {{}}", "did you mean 'void'?"),
    ("stack: {language: pyhton}", "did you mean 'python'?"),
    ("context: {consumers: [web, martians]}", "known are web, mobile, third_party, internal, devices, partners"),
    ("entities: {A: {retention: 1y after crated}}", "did you mean 'created'?"),
])  # fmt: skip
def test_what_was_probably_meant(text: str, hint: str) -> None:
    assert [d.hint for d, _ in problems(text)] == [hint]


@pytest.mark.parametrize("text", [
    "+".join(["a"] * 100) + " > 1",
    "(" * 38 + "-".join(["a"] * 100) + ")" * 38 + " > 1",
    " and ".join(["a > 1"] * 300),
    "not " * 38 + "a > 1",
])  # fmt: skip
def test_the_longest_expressions_are_walked(text: str) -> None:
    assert problems(f"entities: {{A: {{fields: {{a: int}}, checks: ['{text}']}}}}") == []


def test_a_slip_in_a_mixin_is_told_once() -> None:
    text = "mixins: {M: {fields: {a: Nothing}}}\nentities: {A: {mixins: [M]}, B: {mixins: [M]}}"
    assert [d.code for d, _ in problems(text)] == [codes.REF_TYPE]


def slips(entities: int) -> str:
    return "entities:\n" + "".join(f"  A{n}: {{fields: {{a: Nope{n}}}}}\n" for n in range(entities))


def test_a_design_of_slips_alone_is_told_without_guesses() -> None:
    few, _ = calls(lambda: problems(slips(200)))
    many, found = calls(lambda: problems(slips(2000)))
    assert len(found) == 2000
    assert found[0][0].hint != found[-1][0].hint or "did you mean" not in found[-1][0].hint
    assert many < few * 11
