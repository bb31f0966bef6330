"""No sentence stands in the plans of two archetypes unless it names an element or a figure.

Read are PLAN.md, RISKS.md and the decision records. Left out are headings, the first row of a table and the line below
it, fenced commands, labels (what ends with a colon, and the word before the colon of a list item), and lists of names:
what follows `Fields:`, `States:`, `Status:` and `See`.
A row of a table is one sentence. An element is named by its name or title: the backend itself, an entity, role, table,
event, job, outside party, rule, operation, step, decision or option, or anything in code marks; a figure is a digit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from planner import make_bundle, make_plan, read_design
from planner.model.plan import Plan
from planner.naming import plural_title, title
from planner.rules.library import Library
from tests.archetypes.archetypes import NAMES, design_text

_MARKER = re.compile(r"^\s*(- \[[ x]\] |- |\d+\. )")
_LIST = re.compile(r"^(- )?(Fields|States|Status): |^(- )?See ")
_LABEL = re.compile(r"^[A-Z][a-z ]{2,20}: ")
_END = re.compile(r"(?<=[.?!]) (?=[A-Z`*\"])")
_WORD = re.compile(r"[\w.-]+")


def sentences(page: str) -> Iterator[str]:
    """Every sentence of a page, without its marks."""
    lines = page.splitlines()
    fenced = False
    for at, line in enumerate(lines):
        if line.startswith("```"):
            fenced = not fenced
        elif fenced or line.startswith("#") or not line.strip() or line.rstrip().endswith(":") or _LIST.match(line):
            continue
        elif line.startswith("|"):
            if not _is_frame(lines, at):
                yield line
        else:
            yield from _END.split(_LABEL.sub("", _MARKER.sub("", line)).strip())


def _is_frame(lines: list[str], at: int) -> bool:
    """The first row of a table, and the rule below it."""
    return lines[at].startswith("| ---") or (at + 1 < len(lines) and lines[at + 1].startswith("| ---"))


def names(plan: Plan) -> frozenset[str]:
    """What the elements of a plan are called."""
    design, found = plan.design, {plan.design.name}
    for entity in plan.domain.entities:
        found |= {entity, title(entity), plural_title(entity)}
    found |= {r.name for r in design.roles} | {i.name for i in design.integrations}
    found |= {e.name for e in design.events} | {j.name for j in design.jobs} | {r.id for r in design.rules}
    found |= (
        {m.name for m in plan.api.messages}
        | {t.name for t in plan.database.tables}
        | {s.title for s in plan.work.steps}
    )
    found |= {o.summary for o in plan.api.operations} | {o.id.removeprefix("op.") for o in plan.api.operations}
    for item in Library().decisions:
        found |= {item.title, *(o.title for o in item.options)}
    return frozenset(found)


def says_something(sentence: str, called: frozenset[str]) -> bool:
    """Whether it holds a figure or the name of an element."""
    plain = sentence.replace("\\", "").replace("\u200b", "")
    if "`" in plain or any(c.isdigit() for c in plain):
        return True
    words = set(_WORD.findall(plain)) | {w.rstrip(".") for w in _WORD.findall(plain)}
    return any(name in words if " " not in name else name in plain for name in called)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Plan, tuple[str, ...]]]:
    """Of every archetype the plan, and every sentence of its pages."""
    found: dict[str, tuple[Plan, tuple[str, ...]]] = {}
    for name in NAMES:
        file = tmp_path_factory.mktemp("designs") / f"{name}.yaml"
        file.write_text(design_text(name), encoding="utf-8")
        plan = make_plan(read_design(file)).plan
        assert plan is not None
        read = [a for a in make_bundle(plan) if a.path in ("PLAN.md", "RISKS.md") or a.path.startswith("decisions/")]
        found[name] = plan, tuple(s for a in read for s in sentences(a.content.decode()))
    return found


def test_hardly_a_sentence_is_the_same_in_two_plans_but_for_the_name_of_the_product(
    pages: dict[str, tuple[Plan, tuple[str, ...]]],
) -> None:
    seen: dict[str, list[str]] = {}
    for name, (plan, said) in pages.items():
        for sentence in said:
            if plan.design.name in sentence:
                seen.setdefault(sentence.replace(plan.design.name, "…"), []).append(name)
    alike = {s: where for s, where in seen.items() if len(set(where)) > 1}
    every, shared = sum(len(said) for _, said in pages.values()), sum(len(where) for where in alike.values())
    most = "\n".join(sorted((f"{len(where)} {s}" for s, where in alike.items()), reverse=True))
    assert shared <= every / 100, f"{shared} of {every}\n{most}"


def test_a_sentence_without_name_and_figure_stands_in_one_plan_alone(
    pages: dict[str, tuple[Plan, tuple[str, ...]]],
) -> None:
    seen: dict[str, set[str]] = {}
    for name, (plan, said) in pages.items():
        called = names(plan)
        for sentence in said:
            if not says_something(sentence, called):
                seen.setdefault(sentence, set()).add(name)
    shared = {s: sorted(where) for s, where in seen.items() if len(where) > 1}
    assert shared == {}, "\n".join(f"{len(where)} {s}" for s, where in shared.items())


def test_the_reading_of_pages() -> None:
    page = (
        "# Head\n\nA shop sells. It buys.\n\n| A | B |\n| --- | --- |\n| x | y |\n- [ ] Mitigation: do it.\nA label:\n"
    )
    assert list(sentences(page)) == ["A shop sells.", "It buys.", "| x | y |", "do it."]
    called = frozenset({"Order", "order item"})
    assert says_something("An Order waits.", called) and says_something("It waits 5 minutes.", called)
    assert says_something("The order item waits.", called)
    assert not says_something("In Orderly fashion, it waits.", called)
