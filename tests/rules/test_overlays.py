"""What an organisation adds to the catalogs: each slip has its code and its line, and nothing of the folder is taken."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.diagnostics import Diagnostic
from planner.rules.library import Library, with_overlays
from planner.rules.precompile import TARGET, main

RISK = """id: house-risk
key: H01
title: "Much of {backend} is lost"
why: It happened before.
each: %(each)s
category: delivery
hazard: %(when)s
says: "Entities of {backend}: {design.entities}."
mitigation: keep copies of {backend}
verification: "a copy of {backend} comes back"
"""
QUESTION = """id: house-question
why: The plan depends on it.
group: product
topic: limits
asks: "How many callers does {backend} have?"
kind: choice
writes: context.consumers
example: "[web]"
answers: [{value: "[web]", says: web}, {value: "[internal]", says: inside}]
"""
DECISION = """id: house-decision
title: Where the house keeps its logs
why: Everybody asks.
stage: %(stage)s
changes: the logs
confirm: look
revisit: Look again when {backend} grows.
%(more)s
criteria:
  cheap: {says: it costs little, weight: 3}
  safe: {says: it is safe, weight: 4}
options:
  here: {title: Here, marks: %(marks)s, gains: near, costs: work}
  there: {title: There, marks: {cheap: 1, safe: 9}, gains: far, costs: money}
"""
STEP = """id: house-step
title: Prepare {backend}
says: "Everything of {backend} is prepared."
why: It is needed.
each: design
kind: house
phase: surroundings
lane: data
effort: %(effort)s
when: {design.entities: {gt: 0}}
"""


def checked(folder: Path, catalog: str, text: str) -> list[Diagnostic]:
    """What is wrong with one file; the file is refused then, and taken otherwise."""
    path = folder / catalog / "own.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    loading = with_overlays([folder])
    assert (loading.library is None) is bool(loading.diagnostics)
    return list(loading.diagnostics)


def codes_and_words(found: list[Diagnostic]) -> list[tuple[str, str]]:
    return [(d.code, d.message) for d in found]


def test_items_without_a_slip_are_laid_over(tmp_path: Path) -> None:
    risk = RISK % {"each": "design", "when": "{design.entities: {gt: 3}}"}
    assert checked(tmp_path, "risks", risk) == []
    assert checked(tmp_path, "questions", QUESTION) == []
    assert checked(tmp_path, "steps", STEP % {"effort": "[1, 2, 3]"}) == []
    fine = {"stage": "structure", "more": "", "marks": "{cheap: 9, safe: 1}"}
    assert checked(tmp_path, "decisions", DECISION % fine) == []
    library = with_overlays([tmp_path]).library
    assert library is not None
    for name, item in (("risks", "house-risk"), ("questions", "house-question"), ("steps", "house-step")):
        assert library.items(name)[-1].id == item and len(library.items(name)) == len(Library().items(name)) + 1


@pytest.mark.parametrize(
    ("when", "code", "message", "hint"),
    [
        ("[a]", "CAT601", "a condition is a mapping of facts, not a list", ""),
        ("{}", "CAT601", "a condition is a mapping of facts, not ", ""),
        ("{all: {a: 1}}", "CAT601", "'all' holds a list of conditions, not ", ""),
        ("{any: []}", "CAT601", "'any' holds a list of conditions, not ", ""),
        ("{any: [3]}", "CAT601", "a condition is a mapping of facts, not ", ""),
        ("{not: 3}", "CAT601", "a condition is a mapping of facts, not ", ""),
        ("{design.entities: {gtt: 3}}", "CAT601", "'gtt' is no comparison", "did you mean 'gt'?"),
        ("{design.entities: {about: 3}}", "CAT601", "'about' is no comparison", "known are "),
        ("{design.entities: {}}", "CAT601", "nothing is compared here", ""),
        ("{design.entites: {gt: 3}}", "CAT602", "there is no fact 'design.entites'", "did you mean 'design.entities'?"),
        ("{qqq: 3}", "CAT602", "there is no fact 'qqq'", "see `planner catalog facts`"),
        ("{decision.cach: redis}", "CAT602", "there is no decision 'cach'", "did you mean 'decision.cache'?"),
        ("{decision.cache: reddis}", "CAT603", "'reddis' is no option of cache", "known are "),
        ("{decision.cache: [redis, reddis]}", "CAT603", "'reddis' is no option of cache", "known are "),
        ("{design.entities: many}", "CAT603", "'design.entities' is never 'many'", "it is a number"),
        ("{design.internal_only: 1}", "CAT603", "'design.internal_only' is never '1'", "it is a flag"),
        ("{design.internal_only: }", "CAT603", "'design.internal_only' is never ''", "it is a flag"),
        ("{context.project: purple}", "CAT603", "'context.project' is never 'purple'", "known are "),
        ("{context.project: {gt: 3}}", "CAT603", "'context.project' is no number and cannot be compared so", ""),
        ("{context.project: {contains: greenfield}}", "CAT603", "'context.project' holds one value", ""),
        ("{entity.rows: {gt: 3}}", "CAT604", "'entity.rows' is a fact of entity, not of design", ""),
        ("{all: [{design.entities: 3}, {design.entities: 4}]}", "CAT606", "nothing can meet this condition", ""),
        ("{all: [{design.entities: {gt: 5}}, {design.entities: {lt: 4}}]}", "CAT606", "nothing can meet this", ""),
        ("{all: [{design.entities: 3}, {not: {design.entities: 3}}]}", "CAT606", "nothing can meet this", ""),
        ("{any: [{all: [{context.project: greenfield}, {context.project: brownfield}]}]}", "CAT606", "nothing can", ""),
        (
            "{design.internal_only: true, all: [{any: [{all: [{design.entities: 1}, {design.entities: 2}]}]}]}",
            "CAT606",
            "nothing can meet this",
            "",
        ),
    ],
)  # fmt: skip
def test_a_condition_that_is_wrong_is_told_at_its_line(
    when: str, code: str, message: str, hint: str, tmp_path: Path
) -> None:
    found = checked(tmp_path, "risks", RISK % {"each": "design", "when": when})
    assert found[0].code == code and found[0].message.startswith(message), found
    assert (found[0].hint or "").startswith(hint) and bool(found[0].hint) >= bool(hint)
    assert found[0].span is not None and found[0].span.file == "risks/own.yaml"
    assert found[0].span.line == (1 if code == "CAT606" else 7), "an item that can never fire is told at its beginning"


def test_what_belongs_to_an_entity_knows_the_facts_of_the_entity(tmp_path: Path) -> None:
    assert checked(tmp_path, "risks", RISK % {"each": "field", "when": "{entity.rows: {gt: 3}}"}) == []


def test_a_decision_reads_what_is_known_when_it_is_taken(tmp_path: Path) -> None:
    late = {"stage": "structure", "more": "applies: {design.operations: {gt: 3}}", "marks": "{cheap: 9, safe: 1}"}
    assert ("CAT605", "'design.operations' is known only once the plan is there") in codes_and_words(
        checked(tmp_path, "decisions", DECISION % late)
    )


def test_the_marks_of_an_option_are_those_of_the_criteria(tmp_path: Path) -> None:
    def said(marks: str, more: str = "") -> list[tuple[str, str]]:
        text = DECISION % {"stage": "structure", "more": more, "marks": marks}
        return codes_and_words(checked(tmp_path, "decisions", text))

    assert said("{cheap: 9}") == [("CAT610", "here and the criteria disagree about safe")]
    assert said("{cheap: 9, safe: 11}") == [("CAT610", "here has a mark outside 0 to 10")]
    assert said("{cheap: 9, safe: 1}", "said: stack.nothing") == [("CAT602", "there is no fact 'stack.nothing'")]
    assert said("nine")[0] == ("DES102", "a mapping to numbers is expected, not the text 'nine'")
    assert said("{cheap: nine, safe: 1}")[0] == ("DES102", "a number is expected, not the text 'nine'")


def test_decisions_that_wait_for_each_other_are_refused(tmp_path: Path) -> None:
    fine = {"stage": "structure", "marks": "{cheap: 9, safe: 1}"}
    one = DECISION % {**fine, "more": "applies: {decision.other: here}"}
    two = (DECISION % {**fine, "more": "applies: {decision.house-decision: here}"}).replace(
        "house-decision\nt", "other\nt"
    )
    both = "".join(f"- {text.replace(chr(10), chr(10) + '  ').rstrip()}\n" for text in (one, two))
    found = codes_and_words(checked(tmp_path, "decisions", both))
    assert found[-1][0] == "CAT611" and found[-1][1].startswith("decisions wait for each other: "), found


@pytest.mark.parametrize(
    ("before", "after", "code", "message"),
    [
        ("{backend} have", "{backends} have", "CAT608", "'{backends}' is not known here"),
        ("{backend} have", "{qqqqq} have", "CAT608", "'{qqqqq}' is not known here"),
        ("{backend} have", "{entity.rows} have", "CAT608", "'{entity.rows}' is not known here"),
        ("kind: choice", "kind: choice\nturns: [design.nothing]", "CAT602", "there is no fact 'design.nothing'"),
        ("kind: choice", "kind: choice\nturns: [qq]", "CAT602", "there is no fact 'qq'"),
        (
            "kind: choice",
            "kind: choice\ndefault: '[mobile]'",
            "CAT603",
            "the default '[mobile]' is none of its answers",
        ),
    ],
)
def test_a_question_names_what_is_known_and_offers_its_default(
    before: str, after: str, code: str, message: str, tmp_path: Path
) -> None:
    assert (code, message) in codes_and_words(checked(tmp_path, "questions", QUESTION.replace(before, after)))


def test_a_sentence_speaks_of_something(tmp_path: Path) -> None:
    text = (RISK % {"each": "design", "when": "{design.entities: {gt: 3}}"}).replace(
        "keep copies of {backend}", "be careful"
    )
    assert codes_and_words(checked(tmp_path, "risks", text)) == [
        ("CAT609", "'be careful' names no element and no figure")
    ]


@pytest.mark.parametrize("effort", ["[1, 2]", "[3, 2, 1]", "[0, 1, 2]", "[a, b, c]"])
def test_an_effort_is_three_growing_numbers(effort: str, tmp_path: Path) -> None:
    found = checked(tmp_path, "steps", STEP % {"effort": effort})
    assert "three growing numbers of hours are expected" in [d.message for d in found]
    assert all(d.span is not None and d.span.line == 9 for d in found if "three" in d.message)


def test_an_id_names_one_item(tmp_path: Path) -> None:
    risk = RISK % {"each": "design", "when": "{design.entities: {gt: 3}}"}
    item = f"- {risk.replace(chr(10), chr(10) + '  ').rstrip()}\n"
    assert codes_and_words(checked(tmp_path, "risks", item + item)) == [("CAT607", "'house-risk' is there twice")]


def test_an_item_is_switched_off_by_its_id(tmp_path: Path) -> None:
    first = Library().risks[0].id
    assert checked(tmp_path, "risks", f"- {{id: {first}, off: true}}\n") == []
    library = with_overlays([tmp_path]).library
    assert library is not None and first not in {r.id for r in library.risks}
    assert len(library.risks) == len(Library().risks) - 1


def test_an_item_is_replaced_in_its_place_by_one_of_the_same_id(tmp_path: Path) -> None:
    first = Library().risks[0].id
    text = (RISK % {"each": "design", "when": "{design.entities: {gt: 3}}"}).replace("house-risk", first)
    assert checked(tmp_path, "risks", text) == []
    library = with_overlays([tmp_path]).library
    assert library is not None and library.risks[0].title == "Much of {backend} is lost"


def test_a_folder_without_catalogs_and_a_file_that_is_none(tmp_path: Path) -> None:
    loading = with_overlays([tmp_path])
    assert [d.code for d in loading.diagnostics] == ["CAT613"] and loading.library is None
    assert loading.diagnostics[0].hint is not None and "risks" in loading.diagnostics[0].hint
    (tmp_path / "risks").mkdir()
    (tmp_path / "risks/broken.yaml").write_text("a: [\n")
    (tmp_path / "risks/folder.yaml").mkdir()
    (tmp_path / "risks/empty.yaml").write_text("")
    found = with_overlays([tmp_path]).diagnostics
    assert "risks/folder.yaml cannot be read" in [d.message for d in found]
    assert any(d.span is not None and d.span.file == "risks/broken.yaml" for d in found)


def test_making_the_catalogs_anew_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planner.rules.precompile.TARGET", tmp_path / "made")
    assert main() == 0
    assert {p.name: p.read_bytes() for p in (tmp_path / "made").iterdir()} == {
        p.name: p.read_bytes() for p in TARGET.glob("*.json") if (tmp_path / "made" / p.name).exists()
    }


def test_catalogs_with_a_slip_are_not_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    risks = tmp_path / "catalogs" / "risks"
    risks.mkdir(parents=True)
    (risks / "own.yaml").write_text(RISK % {"each": "design", "when": "{qqq: 3}"})
    monkeypatch.setattr("planner.rules.precompile.folder", lambda name: tmp_path / name)
    monkeypatch.setattr("planner.rules.precompile.TARGET", tmp_path / "made")
    assert main() == 1 and not (tmp_path / "made").exists()
    assert "CAT602 there is no fact 'qqq'" in capsys.readouterr().err
