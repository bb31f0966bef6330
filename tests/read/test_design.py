"""Reading designs: what each key means, and that every slip of the language is found where it stands.

In a case, `#! CODE` at the end of a line says what is reported there.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner import codes
from planner.diagnostics import Severity
from planner.model.design import Design
from planner.model.entities import Entity, FieldType, Grant, OnDelete, RelationKind, TypeKind
from planner.model.expressions import Compare, Constant, Name
from planner.read.design import read_design, read_design_text

HEAD = "planner: 1\nname: T\n"
ACCESS = f"{HEAD}entities:\n  A:\n    access:\n"
FIELD = f"{HEAD}entities:\n  A:\n    fields:\n      a: "


def marked(text: str) -> list[tuple[str, int]]:
    """The codes a case promises, with their lines."""
    return [(code, at) for at, line in enumerate(text.splitlines(), 1) for code in line.partition("#!")[2].split()]


def entity(body: str) -> Entity:
    """The entity A with these lines."""
    reading = read_design_text(f"{HEAD}entities:\n  A:\n    {body}\n")
    assert reading.design is not None and reading.diagnostics == (), [str(d) for d in reading.diagnostics]
    return reading.design.entities[0]


CASES = {
    "a misspelt key": f"{HEAD}entites: {{}}  #! DES101",
    "a misspelt key of an entity": f"{HEAD}entities:\n  A:\n    feilds: {{}}  #! DES101",
    "a number for a mapping": f"{HEAD}entities: 3  #! DES102",
    "a word for a boolean": f"{HEAD}entities:\n  A:\n    soft_delete: yes  #! DES102",
    "a list for a field": f"{FIELD}[string]  #! DES102",
    "a design that is a list": "- 1  #! DES102",
    "nothing": f"{HEAD}summary:  #! DES103",
    "a misspelt flag": f"{FIELD}string uniqe  #! DES104",
    "a key without a value": f"{FIELD}int min=  #! DES104",
    "a default that is missing": f"{FIELD}int =  #! DES104",
    "a flag no relation has": f"{HEAD}entities:\n  A:\n    relations: {{b: belongs_to A search}}  #! DES104",
    "a misspelt type": f"{FIELD}strng  #! DES105",
    "letters for a length": f"{FIELD}string(x)  #! DES106",
    "a length upside down": f"{FIELD}string(9..1)  #! DES106",
    "arguments of a type without": f"{FIELD}int(3)  #! DES106",
    "more digits than there are": f"{FIELD}decimal(39,2)  #! DES106",
    "a value twice": f"{FIELD}enum(x | x)  #! DES106",
    "an enum of nothing": f"{HEAD}enums:\n  E: []  #! DES106",
    "a list of nothing": f"{FIELD}list()  #! DES106",
    "a word from another list": f"{HEAD}tenancy: {{root: A, isolation: rows}}  #! DES107",
    "an operation that is none": f"{HEAD}entities:\n  A:\n    operations: [read]  #! DES107",
    "a wrong on_delete": f"{HEAD}entities:\n  A:\n    relations:\n      b: belongs_to A on_delete=null  #! DES107",
    "unique but how": f"{FIELD}string unique=always  #! DES107",
    "a digit first": f"{HEAD}entities:\n  9a: {{}}  #! DES108",
    "a space in a role": f"{HEAD}entities:\n  A:\n    access: {{list: the staff}}  #! DES108",
    "an event of nothing": f"{HEAD}events:\n  a..b: {{}}  #! DES108",
    "many is no figure": f"{HEAD}scale:\n  users: many  #! DES109",
    "a bound that is no number": f"{FIELD}int min=few  #! DES109",
    "a count upside down": f"{HEAD}entities:\n  A:\n    relations:\n      b: has_many A count=5..1  #! DES109",
    "a retention without a unit": f"{HEAD}entities:\n  A:\n    retention: 90  #! DES109",
    "half a check": f"{HEAD}entities:\n  A:\n    checks:\n      - a >  #! DES110",
    "half a computed field": f"{FIELD}{{type: int, computed: 1 +}}  #! DES110",
    "half a row condition": f"{ACCESS}      list:\n        staff: a =  #! DES110",
    "half a condition behind via": f"{ACCESS}      list:\n        staff: via M where a =  #! DES110",
    "tenancy of nothing": f"{HEAD}tenancy: {{isolation: row}}  #! DES111",
    "a rule without words": f"{HEAD}rules:\n  - id: x  #! DES111",
    "split by its comma": f"{HEAD}entities:\n  A:\n    fields: {{b: decimal(8, 3) min=0}}  #! DES112",
    "a word of the language as a role": f"{HEAD}roles:\n  owner: Has it.  #! DES114",
    "a later format": "planner: 2  #! DES115\nname: T",
    "a relation of no kind": f"{HEAD}entities:\n  A:\n    relations:\n      b: belong_to A  #! DES116",
    "a relation to nowhere": f"{HEAD}entities:\n  A:\n    relations:\n      b: belongs_to  #! DES116",
    "any of one": f"{HEAD}entities:\n  A:\n    relations:\n      b: belongs_to any_of(A)  #! DES116",
    "an include without a folder": f"{HEAD}include: [b.yaml]  #! DES117",
    "half a pattern": f"{FIELD}string pattern=/[/  #! DES118",
    "a bound twice": f"{FIELD}int min=1 min=2  #! DES119",
    "a default twice": f"{FIELD}int = 1 = 2  #! DES119",
    "a value of an enum twice": f"{HEAD}enums:\n  E: [a, a]  #! DES119",
    "public and more": f"{HEAD}entities:\n  A:\n    access: {{get: [public, staff]}}  #! DES120",
    "nobody and more": f"{HEAD}entities:\n  A:\n    access: {{get: [none, staff]}}  #! DES120",
    "values of a text": f"{FIELD}{{type: string, values: [a]}}  #! DES106",
    "a default of null": f"{FIELD}string = null  #! DES103",
    "a quote that stays open": f'{FIELD}string = "a b  #! DES104',
    "a pattern that stays open": f"{FIELD}string pattern=/abc  #! DES118",
    "via two entities": f"{ACCESS}      list:\n        staff: via M N  #! DES108",
    "via nothing": f"{ACCESS}      list:\n        staff: via M where  #! DES108",
    "nobody is named": f"{ACCESS}      list: []  #! DES120",
    "an enum's explanation that is a mapping": f"{HEAD}enums:\n  E:\n    a: {{b: c}}  #! DES102",
    "an enum's value without words": f"{HEAD}enums:\n  E:\n    a:  #! DES103",
    "an enum's value that cannot stand": f"{HEAD}enums:\n  E:\n    '{{a}}': x  #! DES106",
    "a column that is no name": f"{FIELD}int column=a;b  #! DES108",
    "an inverse that is no name": f"{HEAD}entities:\n  A:\n    relations:\n      b: belongs_to A inverse=a.b  #! DES108",
    "an event with a digit first": f"{HEAD}events:\n  9.a: {{}}  #! DES108",
    "more rows than there are": f"{HEAD}entities:\n  A:\n    rows: {'9' * 400}  #! DES109",
    "half a row": f"{HEAD}entities:\n  A:\n    rows: 0.5  #! DES109",
    "kept longer than there is time": f"{HEAD}entities:\n  A:\n    retention: {'9' * 400}y  #! DES109",
    "no time at all": f"{HEAD}entities:\n  A:\n    retention: 0d  #! DES109",
    "an endless control": f"{HEAD}controls:\n  a: 1e999  #! DES109",
    "a mapping in a list of controls": f"{HEAD}controls:\n  a: [1, {{b: c}}]  #! DES102",
    "no day of the calendar": f"{HEAD}context:\n  start: 2026-02-30  #! DES109",
    "no time-out": f"{HEAD}integrations:\n  i:\n    timeout: soon  #! DES109",
    "a number of hundreds of digits": f"{HEAD}entities:\n  A:\n    checks:\n      - a > {'9' * 400}  #! DES110",
    "said in the shorthand and beside it": f"{FIELD}{{type: string required, required: false}}  #! DES119",
    "half a kind": f"{HEAD}entities:\n  A:\n    relations:\n      b: {{belongs_to: A, kind: has_one}}  #! DES116",
    "problems hide no other": (
        f"{FIELD}strng  #! DES105\n      b: int min=1 min=2 oops  #! DES104 DES119"
        "\n  B:\n    soft_delete: maybe  #! DES102\nroles:\n  public: x  #! DES114\nscale: {users: lots}  #! DES109"
    ),
}


@pytest.mark.parametrize("text", CASES.values(), ids=CASES.keys())
def test_slips_of_the_language(text: str) -> None:
    reading = read_design_text(text)
    found = [(d.code, d.span.line if d.span else 0) for d in reading.diagnostics]
    assert sorted(found) == sorted(marked(text)), [str(d) for d in reading.diagnostics]
    assert reading.design is None
    assert all(d.severity is Severity.ERROR for d in reading.diagnostics)


def test_every_code_of_the_language_has_a_case() -> None:
    """Names that collide show once mixins are merged: `tests/derive/test_checks.py` has that one."""
    promised = {code for text in CASES.values() for code, _ in marked(text)} | {codes.DES_COLLISION}
    assert {c.code for c in codes.all_codes() if c.code.startswith("DES")} == promised


@pytest.mark.parametrize(("text", "line", "column"), [
    (f"{FIELD}string uniqe", 6, 17),
    (f"{FIELD}'string uniqe'", 6, 18),
    (f"{FIELD}{{type: string uniqe}}", 6, 24),
    (f"{HEAD}entities:\n  A:\n    checks:\n      - b > 1 c", 6, 15),
    (f"{HEAD}entities:\n  A:\n    access:\n      list: {{staff: via M where a =}}", 6, 36),
    (f'{FIELD}"string\\x20\\u0020uniqe"', 6, 27),
    (f"{FIELD}'string pattern=/''/ uniqe'", 6, 31),
    (f"{FIELD}string\n        required\n        uniqe", 8, 9),
    (f"{FIELD}'string\n\n        uniqe'", 8, 9),
    (f'{FIELD}"string \\\n        uniqe"', 7, 9),
    (f"{FIELD}>-\n        string\n        uniqe", 8, 9),
    (f"{FIELD}|\n        string\n          uniqe", 8, 11),
    (f"{FIELD}&x 'string uniqe'", 6, 21),
    (f"{HEAD}entities:\n  A:\n    checks:\n      - '  b > 1 c'", 6, 18),
    (f"{FIELD}list(strng)", 6, 15),
])  # fmt: skip
def test_the_column_is_that_of_the_word(text: str, line: int, column: int) -> None:
    (problem,) = read_design_text(text).diagnostics
    assert problem.span is not None
    assert (problem.span.file, problem.span.line, problem.span.column) == ("design.yaml", line, column), str(problem)


@pytest.mark.parametrize(("text", "hint"), [
    ("entites: {}", "entities"),
    ("stack: {api: {style: graphq}}", "graphql"),
    ("entities: {A: {fields: {a: strng}}}", "string"),
    ("entities: {A: {fields: {a: string requird}}}", "required"),
    ("entities: {A: {relations: {b: belong_to A}}}", "belongs_to"),
])  # fmt: skip
def test_what_was_probably_meant(text: str, hint: str) -> None:
    (problem,) = read_design_text(HEAD + text).diagnostics
    assert problem.hint == f"did you mean '{hint}'?"


@pytest.mark.parametrize(("text", "kind"), [
    ("string", FieldType(TypeKind.STRING, high=255)),
    ("string(80)", FieldType(TypeKind.STRING, high=80)),
    ("string(..80)", FieldType(TypeKind.STRING, high=80)),
    ("string(12..12)", FieldType(TypeKind.STRING, low=12, high=12)),
    ("text", FieldType(TypeKind.TEXT)),
    ("decimal", FieldType(TypeKind.DECIMAL, precision=19, scale=4)),
    ("decimal(8,3)", FieldType(TypeKind.DECIMAL, precision=8, scale=3)),
    ("decimal(8|3)", FieldType(TypeKind.DECIMAL, precision=8, scale=3)),
    ("enum(a | b)", FieldType(TypeKind.ENUM, values=("a", "b"))),
    ("enum(a, b)", FieldType(TypeKind.ENUM, values=("a", "b"))),
    ("OrderStatus", FieldType(TypeKind.ENUM, name="OrderStatus")),
    ("list(string(1..40))", FieldType(TypeKind.LIST, item=FieldType(TypeKind.STRING, low=1, high=40))),
])  # fmt: skip
def test_types(text: str, kind: FieldType) -> None:
    assert entity(f"fields:\n      a: {text}").fields[0].type == kind


@pytest.mark.parametrize(("short", "long"), [
    ("email required unique pii", "{type: email, required: true, unique: true, pii: true}"),
    ("int min=1 max=9 = 3", "{type: int, min: 1, max: 9, default: 3}"),
    ("string(..9) pattern=/^a b$/ unique=forever", "{type: string(..9), pattern: /^a b$/, unique: forever}"),
    ("slug from=title column=handle was=tag", "{type: slug, from: title, column: handle, was: tag}"),
    ("int computed='a + 1' unit=kg", "{type: int, computed: a + 1, unit: kg}"),
    ("enum(a | b) = a", "{type: enum, values: [a, b], default: a}"),
    ("date min=2020-01-01", "{type: date, min: 2020-01-01}"),
])  # fmt: skip
def test_shorthand_and_long_form_of_a_field_mean_the_same(short: str, long: str) -> None:
    assert entity(f"fields:\n      a: {short}").fields == entity(f"fields:\n      a: {long}").fields


@pytest.mark.parametrize(("short", "long"), [
    ("belongs_to B required on_delete=restrict", "{belongs_to: B, required: true, on_delete: restrict}"),
    ("belongs_to any_of(B | C) unique", "{belongs_to: any_of(B | C), unique: true}"),
    ("has_many B inverse=a count=1..5", "{kind: has_many, target: B, inverse: a, count: 1..5}"),
    ("many_to_many B through=C", "{many_to_many: B, through: C}"),
])  # fmt: skip
def test_shorthand_and_long_form_of_a_relation_mean_the_same(short: str, long: str) -> None:
    assert entity(f"relations:\n      r: {short}").relations == entity(f"relations:\n      r: {long}").relations


def test_a_relation() -> None:
    (found,) = entity("relations:\n      r: belongs_to any_of(B | C) required on_delete=cascade").relations
    assert (found.kind, found.targets, found.required, found.on_delete) == (
        RelationKind.BELONGS_TO,
        ("B", "C"),
        True,
        OnDelete.CASCADE,
    )
    assert found.path == "entities.A.relations.r"


def test_access_says_who_and_which_rows() -> None:
    rules = entity(
        "access: {list: {public: s = live, staff: all, guest: via M where l = w}, get: [owner, staff], create: staff}"
    ).access
    where = Compare(Name(("s",)), "=", Name(("live",)))
    path = "entities.A.access"
    assert [r.operation for r in rules] == ["list", "get", "create"]
    assert rules[0].grants == (
        Grant("public", f"{path}.list.public", where=where),
        Grant("staff", f"{path}.list.staff", rows="all"),
        Grant("guest", f"{path}.list.guest", where=Compare(Name(("l",)), "=", Name(("w",))), via="M"),
    )
    assert [g.role for g in rules[1].grants] == ["owner", "staff"]
    assert rules[2].grants == (Grant("staff", f"{path}.create"),)


def test_constraints_in_every_form() -> None:
    found = entity(
        "unique: [[a, b], {on: c, where: d = 1}]\n    indexes: [{on: [a, b desc], method: gin}]\n"
        "    checks: [a > 1, {check: b > 2, name: big}]"
    )
    assert [(u.on, u.where) for u in found.unique] == [
        (("a", "b"), None),
        (("c",), Compare(Name(("d",)), "=", Constant("number", "1"))),
    ]
    assert [(i.on, i.method) for i in found.indexes] == [(("a", "b desc"), "gin")]
    assert [c.name for c in found.checks] == [None, "big"]
    assert entity("unique: [a, b]").unique[0].on == ("a", "b")


def test_unknown_is_noted_and_x_keys_are_left_alone() -> None:
    reading = read_design_text(
        f"{HEAD}scale: {{users: unknown}}\nx-team: [1]\nentities: {{A: {{x-note: hm, retention: unknown}}}}"
    )
    assert reading.design is not None and reading.diagnostics == ()
    assert reading.design.unknown == ("scale.users", "entities.A.retention")
    assert reading.design.scale.users is None


@pytest.mark.parametrize("path", sorted((Path(__file__).parents[2] / "examples").glob("*.yaml")), ids=lambda p: p.stem)
def test_examples_read_without_a_diagnostic(path: Path) -> None:
    reading = read_design(path)
    assert reading.diagnostics == () and reading.design is not None
    assert all(reading.source.locate(e.path) for e in reading.design.entities)


def test_places_of_paths() -> None:
    source = read_design_text(
        f"{HEAD}events:\n  order.paid: {{}}\nentities:\n  A:\n    unique:\n      - [a]\n      - [b]"
    ).source
    lines = {
        path: (span := source.locate(path)) and span.line
        for path in ("events.order\\.paid", "entities.A", "entities.A.unique.1", "entities.B")
    }
    assert lines == {"events.order\\.paid": 4, "entities.A": 6, "entities.A.unique.1": 9, "entities.B": None}


def files(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        (folder / f"{name}.yaml").write_text(text)
    return folder / "main.yaml"


def test_included_files_are_parts_of_one_design(tmp_path: Path) -> None:
    main = files(
        tmp_path, main=f"{HEAD}include: [b.yaml]\nentities: {{A: {{}}}}", b="entities:\n  B: {}\nroles: {r: x}"
    )
    reading = read_design(main)
    assert isinstance(reading.design, Design) and reading.diagnostics == ()
    assert [e.name for e in reading.design.entities] == ["A", "B"] and [r.name for r in reading.design.roles] == ["r"]
    place = reading.source.locate("entities.B")
    assert place is not None and (place.file, place.line) == ("b.yaml", 2)


@pytest.mark.parametrize(("include", "b", "place"), [
    ("[b.yaml]", "entities:\n  A: {}", "b.yaml:2"),
    ("[b.yaml]", "include: main.yaml", "b.yaml:1"),
    ("[b.yaml]", "include: [b.yaml]", "b.yaml:1"),
    ("[.]", "{}", "main.yaml:3"),
    ("[/etc/hostname]", "{}", "main.yaml:3"),
    ('["\\0"]', "{}", "main.yaml:3"),
    ("['']", "{}", "main.yaml:3"),
    ("[b.yaml]", "name: U", "b.yaml:1"),
    ("[b.yaml, b.yaml]", "{}", "main.yaml:3"),
    ("[main.yaml]", "{}", "main.yaml:3"),
    ("[missing.yaml]", "{}", "main.yaml:3"),
    ("[../b.yaml]", "{}", "main.yaml:3"),
])  # fmt: skip
def test_includes_that_are_not_possible(tmp_path: Path, include: str, b: str, place: str) -> None:
    reading = read_design(files(tmp_path, main=f"{HEAD}include: {include}\nentities: {{A: {{}}}}", b=b))
    assert [(d.code, str(d.span).rpartition(":")[0]) for d in reading.diagnostics] == [(codes.DES_INCLUDE, place)]


def test_included_files_include_others(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "c.yaml").write_text("rules:\n  - {id: c, says: C., on: A}\nentities: {C: {}}")
    main = files(
        tmp_path,
        main=f"{HEAD}include: [b.yaml]\nrules:\n  - {{id: a, says: A., on: A}}\nentities: {{A: {{}}}}",
        b="include: parts/c.yaml\nrules:\n  - {id: b, says: B., on: A}",
    )
    reading = read_design(main)
    assert reading.design is not None and reading.diagnostics == ()
    assert [e.name for e in reading.design.entities] == ["A", "C"]
    places = [str(reading.source.locate(rule.path)) for rule in reading.design.rules]
    assert places == ["main.yaml:5:5", "b.yaml:3:5", "parts/c.yaml:2:5"]


def test_two_homes_are_both_shown(tmp_path: Path) -> None:
    main = files(tmp_path, main=f"{HEAD}include: [b.yaml]\nentities: {{A: {{}}}}", b="name: U\nentities:\n  A: {}")
    said = [d.message for d in read_design(main).diagnostics]
    assert said == [
        "'name' has two homes, at main.yaml:2:1 and at b.yaml:1:1",
        "'A' has two homes, at main.yaml:4:12 and at b.yaml:3:3",
    ]


def test_a_misspelt_file_is_suggested(tmp_path: Path) -> None:
    (problem,) = read_design(files(tmp_path, main=f"{HEAD}include: [bb.yaml]", b="{}")).diagnostics
    assert problem.hint == "did you mean 'b.yaml'?"


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    reading = read_design(tmp_path / "none.yaml")
    assert reading.design is None and [d.code for d in reading.diagnostics] == [codes.IO_READ]


WORD = st.sampled_from(
    [
        "string",
        "int",
        "enum(a | b)",
        "list(",
        "required",
        "min=1",
        "=",
        "pattern=/[",
        "'",
        "(",
        "belongs_to",
        "B",
        "any_of(",
        "count=1..",
        "é",
    ]
)


@given(st.lists(WORD, max_size=6).map(" ".join), st.sampled_from(["fields", "relations"]))
def test_no_shorthand_raises(text: str, part: str) -> None:
    quoted = text.replace("'", "''")
    reading = read_design_text(f"{HEAD}entities:\n  A:\n    {part}:\n      a: '{quoted}'")
    assert (reading.design is None) is bool(reading.diagnostics)
