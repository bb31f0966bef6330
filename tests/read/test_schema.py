"""The JSON Schema of the language: it takes what the reader takes, and refuses what an editor can tell is wrong."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.read import patterns
from planner.read.design import read_design_text
from planner.read.layout import plain
from planner.read.names import is_name
from planner.read.schema import design_schema
from planner.read.types import is_enum_value
from planner.read.yaml import parse_yaml
from tests.fuzz.fuzz_reader import mutated, wrong_types
from tests.properties.designs import designs

HOME = Path(__file__).parents[2]
DESIGNS = (*sorted((HOME / "examples").glob("*.yaml")), HOME / "tests/cases/kitchen-sink/design.yaml")
HEAD = "planner: 1\nname: T\n"


@cache
def validator() -> Any:
    return jsonschema_rs.validator_for(design_schema())


def faults(text: str) -> list[str]:
    """What the schema says against a design."""
    root, problems = parse_yaml(text, "d")
    assert problems == ()
    return [f"{'/'.join(map(str, e.instance_path))}: {e.message}"[:200] for e in validator().iter_errors(plain(root))]


@pytest.mark.parametrize("path", DESIGNS, ids=lambda path: path.parent.name + "-" + path.stem)
def test_designs_that_are_read_are_valid(path: Path) -> None:
    assert faults(path.read_text()) == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(designs())
def test_what_the_reader_takes_is_valid(design: dict[str, Any]) -> None:
    import json

    reading = read_design_text(json.dumps(design, ensure_ascii=False))
    if reading.design is not None:
        assert [e.message for e in validator().iter_errors(design)] == []


TAKEN = (
    "enums: {E: [a, b], F: {a: First., b: Second.}, G: {values: [a], was: H}}",
    'entities: {A: {fields: {a: "decimal(8,3) required min=0 = 1.5", b: \'string pattern=/^a b$/ = "x y"\'}}}',
    "entities: {A: {fields: {a: list(enum(a | b)) unique=forever, b: 'int computed=(a + b)'}}}",
    "entities: {A: {relations: {a: belongs_to any_of(A | B) required on_delete=cascade count=1..5}}}",
    "entities: {A: {relations: {a: {kind: has_one, target: A}, b: {belongs_to: A, count: 3}}}}",
    "entities: {A: {access: {list: {staff: all, guest: via M where a = b, owner: a is null}}}}",
    "entities: {A: {unique: [[a, b], {on: c, where: d = 1}], indexes: [a, {on: [b desc]}], checks: [a > 1]}}",
    "entities: {Größe: {fields: {straße: int}}, 订单: unknown}",
    "scale: {users: 200, burst: 10x, read_write: 20:1, growth: 10GB/mo, availability: 99.9%, rpo: 5m, peak_rps: 5k/day}",
    "events: {order.paid: {of: A, payload: {a: int}}}\nrealtime: {channel: sse, of: A}",
    "queries: {q: {returns: [{a: int}], fresh: 15m}, r: {returns: A}}",
    "controls: {a: {b: [1, x, true]}, c: 5}\nchoices: {ids: uuid, b: {option: x, because: y}}",
    "entities: {A: {plural: many_as, table: dbo.As, path: /v/größen~2}}\nqueries: {q: {path: '/q/{when}/x.json', returns: A}}",
    "rules: [unknown, {id: a, says: S., on: [unknown, A]}]",
    "x-team: [1]\nentities: {A: {x-note: {a: b}}}",
    "rules: [{id: r, says: S., on: A, exclusive: {on: a, range: [b, c]}, unique: [a]}]",
    "context: {start: 2026-03-02, team: {size: 3}, currency: EUR}\nstack: {api: {style: rest, version: v1}}",
)


@pytest.mark.parametrize("text", TAKEN)
def test_every_way_of_writing_is_valid(text: str) -> None:
    reading = read_design_text(HEAD + text)
    assert [str(d) for d in reading.diagnostics] == []
    assert faults(HEAD + text) == []


BROKEN = (
    "entites: {}",
    "entities: 3",
    "summary:",
    "entities: {9a: {}}",
    "entities: {A: {feilds: {}}}",
    "entities: {A: {soft_delete: yes}}",
    "entities: {A: {fields: {a: string uniqe}}}",
    "entities: {A: {fields: {a: int min=}}}",
    "entities: {A: {fields: {a: string(x)}}}",
    "entities: {A: {fields: {a: [string]}}}",
    "entities: {A: {fields: {a: {type: string, required: 'true'}}}}",
    "entities: {A: {fields: {a: {required: true}}}}",
    "entities: {A: {fields: {a: int column=a;b}}}",
    "entities: {A: {relations: {a: belong_to A}}}",
    "entities: {A: {relations: {a: belongs_to}}}",
    "entities: {A: {relations: {a: belongs_to A on_delete=null}}}",
    "entities: {A: {relations: {a: belongs_to any_of(A)}}}",
    "entities: {A: {relations: {a: {belongs_to: A, kind: has_one}, b: {says: x}}}}",
    "entities: {A: {access: {list: the staff}}}",
    "entities: {A: {access: {list: []}}}",
    "entities: {A: {access: {list: {staff: via M N}}}}",
    "entities: {A: {operations: [read]}}",
    "entities: {A: {retention: 90}}",
    "entities: {A: {rows: many}}",
    "entities: {A: {unique: [{where: a = 1}]}}",
    "entities: {A: {list: {page: cursr}}}",
    "entities: {A: {plural: ' '}}",
    "entities: {A: {plural: 9 lives}}",
    "entities: {A: {table: ''}}",
    "entities: {A: {path: 'a b?x'}}",
    "entities: {A: {path: '/as/{b}'}}",
    "queries: {q: {path: '/q/{}'}}",
    "queries: {q: {path: '/'}}",
    "entities: {A: {fields: {a: true}}}",
    "entities: {A: {relations: {a: 3}}}",
    "entities: {A: {account: true}}",
    "entities: {A: {path: 3}}",
    "roles: {s: S.}\nentities: {A: {access: {list: true}}}",
    "roles: {s: S.}\nentities: {A: {access: {list: {s: 1}}}}",
    "enums: {E: []}",
    "enums: {E: [a, a]}",
    "enums: {E: {a: {b: c}}}",
    "roles: {owner: Has it.}",
    "scale: {users: lots}",
    "scale: {availability: 99.9}",
    "scale: {read_write: 20}",
    "scale: {rpo: 5 parsecs}",
    "tenancy: {isolation: row}",
    "tenancy: {root: A, isolation: rows}",
    "rules: [{id: x}]",
    "events: {a..b: {}}",
    "realtime: {channel: carrier_pigeon, of: A}",
    "context: {start: soon}",
    "context: {currency: euros}",
    "context: {team: {size: few}}",
    "stack: {api: {style: soap}}",
    "risks: {a: {status: maybe}}",
    "interview: {a: {state: bored}}",
    "integrations: {i: {direction: sideways}}",
    "jobs: {j: {retries: -1}}",
    "controls: {a: [{b: c}]}",
)


@pytest.mark.parametrize("text", BROKEN)
def test_what_the_reader_refuses_is_not_valid(text: str) -> None:
    assert read_design_text(HEAD + text).diagnostics != ()
    assert faults(HEAD + text) != []


def test_a_design_needs_its_version_and_its_name() -> None:
    assert faults("planner: 2\nname: T") and faults("name: T") and faults("planner: 1")


def _properties(schema: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(schema, dict):
        for name, found in schema.get("properties", {}).items():
            yield f"{path}/{name}", found
        for name, part in schema.items():
            yield from _properties(part, f"{path}/{name}")


def test_every_key_is_described() -> None:
    assert [path for path, found in _properties(design_schema()) if not found.get("description")] == []


def test_every_reference_leads_somewhere() -> None:
    schema = design_schema()
    text = str(schema)
    named = {part.split("'")[0] for part in text.split("#/$defs/")[1:]}
    assert named == set(schema["$defs"]) & named
    assert set(schema["$defs"]) == named


def _patterns(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        if isinstance(schema.get("pattern"), str):
            yield schema["pattern"]
        for part in schema.values():
            yield from _patterns(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from _patterns(part)


def test_any_engine_compiles_the_patterns() -> None:
    """Python's own, and ECMA 262 with the flag `u`, which takes few escapes."""
    jsonschema.Draft202012Validator.check_schema(design_schema())
    escapes = {escape for pattern in _patterns(design_schema()) for escape in re.findall(r"\\(.)", pattern)}
    assert escapes <= set(r"\./[](){}-sSbux")


@settings(max_examples=500)
@given(st.text(min_size=1, max_size=8))
def test_names_and_values_of_any_script_are_valid(text: str) -> None:
    assert not is_name(text) or re.search(patterns.NAME, text)
    assert not is_enum_value(text) or re.search(patterns.ENUM_VALUE, text)


def test_every_character_of_a_name_is_valid() -> None:
    characters = [chr(n) for n in range(0x110000) if not 0xD800 <= n < 0xE000]
    assert [c for c in characters if is_name(c) and not re.search(patterns.NAME, c)] == []
    assert [c for c in characters if is_name(f"a{c}") and not re.search(patterns.NAME, f"a{c}")] == []
    assert [c for c in characters if is_enum_value(c) and not re.search(patterns.ENUM_VALUE, c)] == []


def _broken(count: int, seed: int) -> Iterator[str]:
    """Examples with a wrong value in the place of a node, and examples with torn lines."""
    dice = random.Random(seed)
    wrong = list(wrong_types())
    for example, start, end, value in dice.sample(wrong, count):
        yield f"{example[:start]} {value}{example[end:]}"
    for _ in range(count):
        text = mutated(dice)
        yield text if isinstance(text, str) else text.decode("utf-8", "ignore")


def _is_finite(value: Any) -> bool:
    """Whether JSON can hold it: `.nan` and `1e999` are texts to the reader."""
    if isinstance(value, dict | list):
        return all(_is_finite(item) for item in (value.values() if isinstance(value, dict) else value))
    return not isinstance(value, float) or abs(value) < 1e308


def test_schema_and_reader_agree_on_broken_designs() -> None:
    """What the reader takes is valid, always; what it refuses is not, in 19 of 20: expressions are told by it alone."""
    refused = told = 0
    for text in _broken(700, 3):
        root, problems = parse_yaml(text, "d")
        value = plain(root) if root is not None and not problems else None
        if value is None or not _is_finite(value):
            continue
        if read_design_text(text, "d").diagnostics == ():
            assert [e.message[:200] for e in validator().iter_errors(value)] == []
        else:
            refused += 1
            told += not validator().is_valid(value)
    assert refused > 200
    assert told >= 0.95 * refused
