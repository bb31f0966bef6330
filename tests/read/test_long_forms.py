"""What is written as mappings: each slip has its code, its words and its line, and what is right is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.read.design import read_design, read_design_text

HEAD = "planner: 1\nname: T\n"


def told(text: str) -> list[tuple[str, int, str]]:
    """Code, line and words of every problem."""
    found = read_design_text(HEAD + text).diagnostics
    return [(d.code, d.span.line if d.span else 0, d.message) for d in found]


def field(words: str) -> str:
    return f"entities:\n  A:\n    fields:\n      a:\n        {words}\n"


@pytest.mark.parametrize(
    ("text", "code", "line", "says"),
    [
        (field("{type: int, min: [1]}"), "DES102", 7, "a text is expected, not a list"),
        (field("{type: int, min: low}"), "DES109", 7, "min is a number or a date, not 'low'"),
        (field("{type: string, pattern: [a]}"), "DES102", 7, "a text is expected, not a list"),
        (field("{type: string, pattern: '('}"), "DES", 7, ""),
        (field("{type: enum, values: [a, a]}"), "DES", 7, "'a' stands here twice"),
        (field("{type: enum, values: ['a b!']}"), "DES", 7, "'a b!' cannot be a value of an enum"),
        (field("{type: enum, values: [[a]]}"), "DES102", 7, "a text is expected, not a list"),
        (
            "entities:\n  A:\n    relations:\n      b: {belongs_to: [A]}\n",
            "DES102",
            6,
            "a text is expected, not a list",
        ),
        ("entities:\n  A:\n    relations:\n      b: {belongs_to: 'A B'}\n", "DES", 6, ""),
        ("entities:\n  A:\n    relations:\n      b: {has_many: A, count: [1]}\n", "DES102", 6, "a text is expected"),
        ("entities:\n  A:\n    relations:\n      b: {has_many: A, count: few}\n", "DES", 6, "'few' is no range"),
        ("entities:\n  A:\n    relations:\n      b: {required: true}\n", "DES", 6, ""),
        (
            "entities:\n  A:\n    actions:\n      b: {sets: {c: null}}\n",
            "DES102",
            6,
            "a condition or a value is expected",
        ),
        ("enums:\n  State: {}\n", "DES", 4, ""),
        ("enums:\n  State: {a b!: x}\n", "DES", 4, "'a b!' cannot be a value of an enum"),
        ("enums:\n  State: {x-note: y}\n", "DES", 4, "an enum lists its values"),
        ("enums:\n  State: {values: [a], wrong: b}\n", "DES101", 4, "an enum has no key 'wrong'"),
        (
            "rules:\n  - {id: r, says: S., on: [A], exclusive: {on: [a], range: [b]}}\n",
            "DES102",
            4,
            "`range` names two",
        ),
    ],
)
def test_a_slip_is_told_at_its_line(text: str, code: str, line: int, says: str) -> None:
    found = told(text)
    assert any(c.startswith(code) and at == line and m.startswith(says) for c, at, m in found), found


def test_what_is_right_is_read() -> None:
    reading = read_design_text(
        HEAD + "enums:\n  State: {values: [a, b], was: Condition}\n  Kind: {a: The first., b: The second.}\n"
        "entities:\n  A:\n    fields:\n      n: {type: int, min: 1, max: '9'}\n      p: {type: string, pattern: /^a+$/}\n"
        "    relations:\n      bs: {has_many: A, count: 1..5, inverse: of}\n      of: {kind: belongs_to, target: A}\n"
    )
    assert reading.design is not None, [str(d) for d in reading.diagnostics]
    state, kind = reading.design.enums
    assert state.values == ("a", "b") and kind.values == ("a", "b")
    number, pattern = reading.design.entities[0].fields
    assert (number.min, number.max, pattern.pattern) == ("1", "9", "^a+$")


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("none.yaml", "there is no file 'none.yaml'"),
        ("folder", "'folder' is a folder, not a file"),
        ("../d.yaml", "'../d.yaml' lies outside the design's folder"),
        ("/etc/hosts", "'/etc/hosts' lies outside the design's folder"),
        ('" "', "' ' lies outside the design's folder"),
        ("d.yaml", "'d.yaml' includes itself: d.yaml → d.yaml"),
        ('"a\\0b.yaml"', "cannot be the path of a file"),
    ],
)
def test_a_file_that_cannot_be_included(name: str, says: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    design = tmp_path / "d.yaml"
    design.write_text(f"{HEAD}include:\n  - {name}\n")
    found = [d for d in read_design(design).diagnostics if says in d.message]
    assert found and found[0].span is not None and found[0].span.line == 4


def test_files_are_included_once_and_circles_are_shown(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("include: [b.yaml]\nroles: {clerk: Works.}\n")
    (tmp_path / "b.yaml").write_text("include: [a.yaml]\n")
    (tmp_path / "d.yaml").write_text(f"{HEAD}include: [a.yaml, b.yml]\n")
    said = [(str(d.span), d.message, d.hint) for d in read_design(tmp_path / "d.yaml").diagnostics]
    assert any("'a.yaml' includes itself: a.yaml → b.yaml → a.yaml" in m for _, m, _ in said), said
    assert any("there is no file 'b.yml'" in m and h == "did you mean 'b.yaml'?" for _, m, h in said), said
    (tmp_path / "d.yaml").write_text(f"{HEAD}include: [a.yaml, b.yaml]\n")
    again = [d.message for d in read_design(tmp_path / "d.yaml").diagnostics]
    assert any(m == "'b.yaml' is included already, at d.yaml:3:19" for m in again), again


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: " + "[" * 300 + "]" * 300 + "\n", "nested deeper than "),
        ("a: " + "{a: " * 300 + "1" + "}" * 300 + "\n", "nested deeper than "),
    ],
)
def test_what_is_nested_beyond_use_is_refused(text: str, says: str) -> None:
    assert any(says in message for _, _, message in told(text))


@pytest.mark.parametrize(
    ("sets", "says"),
    [
        ("{created_at: now}", "A.created_at cannot be set"),
        ("{b: 3}", "A.b cannot be set"),
        ("{word: input.nothing}", "nothing"),
        ("{state: purple}", "purple"),
        ("{word: nowhere}", "nowhere"),
    ],
)
def test_an_action_sets_what_can_be_set(sets: str, says: str) -> None:
    from planner import make_plan

    reading = read_design_text(
        HEAD + "roles: {clerk: Works.}\nentities:\n  A:\n"
        "    fields: {word: text, state: enum(open | shut)}\n    relations: {b: has_many B}\n"
        f"    actions:\n      go: {{by: clerk, input: {{word: text}}, sets: {sets}}}\n"
        "  B: {relations: {a: belongs_to A}}\n"
    )
    found = [d for d in make_plan(reading).diagnostics if d.severity.value == "error"]
    assert any(says in d.message and d.span is not None and d.span.line == 9 for d in found), [str(d) for d in found]
