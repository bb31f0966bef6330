"""Items against facts, at load: what is misspelt, of the wrong type, known too late or can never be, with its path."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from msgspec import structs

from planner import codes
from planner.diagnostics import Diagnostic, Severity
from planner.model.catalog import (
    All,
    Any,
    Condition,
    ContradictionItem,
    DecisionItem,
    Not,
    QuestionItem,
    RiskItem,
    StackItem,
    StandardItem,
    StepItem,
    Subject,
    Test,
    Word,
    tests_in,
)
from planner.naming import suggest
from planner.rules.facts import FACTS, Fact

_PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")
_WORD: Final = re.compile(r"[a-z_]+(\.[a-z_-]+)*")
_BELONGS: Final[frozenset[str]] = frozenset(
    ("field", "relation", "operation", "action", "job", "message", "rule", "feed")
)
Item = DecisionItem | RiskItem | ContradictionItem | QuestionItem | StepItem | StandardItem


def check_item(item: Item, options: dict[str, tuple[str, ...]]) -> Iterator[Diagnostic]:
    """Everything that is wrong with one item. `options` are those of every decision, by its id."""
    subject = _subject(item)
    for condition, stage in staged_conditions(item):
        for test in tests_in(condition):
            yield from _check_test(test, subject, stage, options)
        if _never(condition):
            yield _problem(codes.CAT_NEVER, "nothing can meet this condition", item.path)
    for text in _sentences(item):
        yield from _check_sentence(text, item, subject)
    if isinstance(item, QuestionItem):
        yield from _check_question(item)
    if isinstance(item, DecisionItem):
        if item.said and item.said not in FACTS:
            yield _problem(codes.CAT_FACT, f"there is no fact '{item.said}'", item.path)
        yield from _check_marks(item)


def _subject(item: Item) -> Subject:
    return getattr(item, "each", "design")


def staged_conditions(item: Item) -> Iterator[tuple[Condition, str]]:
    """Every condition of an item with the stage it is judged at."""
    if isinstance(item, DecisionItem):
        stage = "design" if item.stage == "structure" else "plan"
        found = [item.applies, *(r.when for c in item.criteria for r in c.raises)]
        found += [v.when for o in item.options for v in o.vetoes]
    elif isinstance(item, RiskItem):
        stage, found = "plan", [item.hazard, item.control]
    elif isinstance(item, QuestionItem):
        stage, found = "design", [item.applies]
    elif isinstance(item, ContradictionItem):
        stage, found = "plan", [item.when]
    else:
        stage, found = "plan", [item.when]
    yield from ((c, stage) for c in found if c is not None)


def _check_test(test: Test, subject: Subject, stage: str, options: dict[str, tuple[str, ...]]) -> Iterator[Diagnostic]:
    if test.fact.startswith("decision."):
        yield from _check_decision(test, options)
        return
    fact = FACTS.get(test.fact)
    if fact is None:
        near = suggest(test.fact, FACTS)
        hint = f"did you mean '{near}'?" if near else "see `planner catalog facts`"
        yield _problem(codes.CAT_FACT, f"there is no fact '{test.fact}'", test.path, hint)
        return
    if not _reachable(fact.subject, subject):
        yield _problem(codes.CAT_SUBJECT, f"'{test.fact}' is a fact of {fact.subject}, not of {subject}", test.path)
    if stage == "design" and fact.stage == "plan":
        yield _problem(codes.CAT_STAGE, f"'{test.fact}' is known only once the plan is there", test.path)
    yield from _check_value(test, fact)


def _check_decision(test: Test, options: dict[str, tuple[str, ...]]) -> Iterator[Diagnostic]:
    topic = test.fact.removeprefix("decision.")
    if topic not in options:
        near = suggest(topic, options)
        hint = f"did you mean 'decision.{near}'?" if near else ""
        yield _problem(codes.CAT_FACT, f"there is no decision '{topic}'", test.path, hint)
        return
    for word in _values(test):
        if word not in options[topic] and word is not False:
            hint = f"known are {', '.join(options[topic])}"
            yield _problem(codes.CAT_VALUE, f"'{word}' is no option of {topic}", test.path, hint)


def _reachable(fact: Subject, subject: Subject) -> bool:
    return fact in ("design", subject) or (fact == "entity" and subject in _BELONGS)


def _values(test: Test) -> tuple[Word, ...]:
    return test.value if isinstance(test.value, tuple) else (test.value,)


def _check_value(test: Test, fact: Fact) -> Iterator[Diagnostic]:
    ordered = test.comparator in ("gt", "gte", "lt", "lte")
    if ordered and fact.kind != "number":
        yield _problem(codes.CAT_VALUE, f"'{test.fact}' is no number and cannot be compared so", test.path)
    elif test.comparator == "contains" and fact.kind != "words":
        yield _problem(codes.CAT_VALUE, f"'{test.fact}' holds one value: say it without 'contains'", test.path)
    else:
        for word in _values(test):
            if not _fits(word, fact):
                hint = f"known are {', '.join(fact.words)}" if fact.words else f"it is a {fact.kind}"
                yield _problem(codes.CAT_VALUE, f"'{test.fact}' is never '{word}'", test.path, hint)


def _fits(word: Word, fact: Fact) -> bool:
    if fact.kind == "flag":
        return isinstance(word, bool)
    if fact.kind == "number":
        return isinstance(word, int | float) and not isinstance(word, bool)
    return isinstance(word, str) and (not fact.words or word in fact.words) and bool(word)


def _never(condition: Condition) -> bool:
    """Whether a conjunction asks one fact for two values, or a number from an empty range."""
    if isinstance(condition, Any):
        return all(_never(p) for p in condition.parts)
    if isinstance(condition, Not | Test):
        return False
    tests = [p for p in _flat(condition) if isinstance(p, Test)]
    by_fact: dict[str, list[Test]] = {}
    for test in tests:
        by_fact.setdefault(test.fact, []).append(test)
    denied = {
        (p.part.fact, p.part.comparator, p.part.value)
        for p in _flat(condition)
        if isinstance(p, Not) and isinstance(p.part, Test)
    }
    if any((t.fact, t.comparator, t.value) in denied for t in tests):
        return True
    return any(_conflicts(many) for many in by_fact.values()) or any(_never(p) for p in condition.parts)


def _flat(condition: All) -> Iterator[Condition]:
    for part in condition.parts:
        if isinstance(part, All):
            yield from _flat(part)
        else:
            yield part


def _conflicts(tests: list[Test]) -> bool:
    exact = {t.value for t in tests if t.comparator == "is"}
    if len(exact) > 1:
        return True
    low = max((t.value for t in tests if t.comparator in ("gt", "gte")), default=None, key=_as_number)
    high = min((t.value for t in tests if t.comparator in ("lt", "lte")), default=None, key=_as_number)
    return low is not None and high is not None and _as_number(low) > _as_number(high)


def _as_number(value: Word | tuple[Word, ...]) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _sentences(item: Item) -> tuple[str, ...]:
    """Texts that a plan prints: each must say which element or figure it speaks of."""
    if isinstance(item, RiskItem):
        other = item.unless_rest
        instead = (t for t in (other.title, other.says, other.mitigation, other.verification) if t)
        return (item.title, item.says, item.mitigation, item.verification, *instead)
    if isinstance(item, ContradictionItem):
        return (item.says, item.way_out)
    if isinstance(item, StepItem):
        return (item.title, item.says, *item.critical, *item.expected, *item.nice_to_have)
    return ()


def _check_question(item: QuestionItem) -> Iterator[Diagnostic]:
    """Its words know what they name, and its default is an answer; braces of YAML in a value name nothing."""
    said = [(item.asks, False), (item.why, False), (item.writes, True)]
    said += [pair for a in item.answers for pair in ((a.says, False), (a.value, True))]
    for text, is_value in said:
        names = [n for n in _PLACEHOLDER.findall(text) if not is_value or _WORD.fullmatch(n)]
        yield from _check_names(names, item, item.each)
    for fact in item.turns or ():
        if fact not in FACTS:
            near = suggest(fact, FACTS)
            hint = f"did you mean '{near}'?" if near else "see `planner catalog facts`"
            yield _problem(codes.CAT_FACT, f"there is no fact '{fact}'", item.path, hint)
    if item.answers and item.default and item.kind != "figure" and item.default not in {a.value for a in item.answers}:
        yield _problem(codes.CAT_VALUE, f"the default '{item.default}' is none of its answers", item.path)


def _check_names(names: list[str], item: Item, subject: Subject) -> Iterator[Diagnostic]:
    for name in names:
        fact = FACTS.get(name)
        if (
            name not in NAMES
            and not name.startswith("decision.")
            and (fact is None or not _reachable(fact.subject, subject))
        ):
            near = suggest(name, (*NAMES, *FACTS))
            hint = f"did you mean '{near}'?" if near else f"known are {', '.join(NAMES)} and facts of {subject}"
            yield _problem(codes.CAT_PLACEHOLDER, f"'{{{name}}}' is not known here", item.path, hint)


def _check_sentence(text: str, item: Item, subject: Subject) -> Iterator[Diagnostic]:
    names = _PLACEHOLDER.findall(text)
    yield from _check_names(names, item, subject)
    if not names:
        yield _problem(codes.CAT_GENERIC, f"'{text}' names no element and no figure", item.path)


NAMES: Final = (
    "name",
    "snake",
    "element",
    "entity",
    "title",
    "backend",
    "language",
    "framework",
    "database",
    "table",
    "path",
    "members",
)


def _check_marks(item: DecisionItem) -> Iterator[Diagnostic]:
    wanted = {c.id for c in item.criteria}
    for option in item.options:
        if set(option.marks) != wanted:
            odd = ", ".join(sorted(wanted.symmetric_difference(option.marks)))
            yield _problem(codes.CAT_MARKS, f"{option.id} and the criteria disagree about {odd}", item.path)
        if any(not 0 <= mark <= 10 for mark in option.marks.values()):
            yield _problem(codes.CAT_MARKS, f"{option.id} has a mark outside 0 to 10", item.path)


def check_stack(item: StackItem) -> Iterator[Diagnostic]:
    """Patterns of a stack that would not fill, and signs without a file."""
    for text in (*structs.astuple(item.layout), *structs.astuple(item.commands)):
        odd = [n for n in _PLACEHOLDER.findall(text) if n not in MODULE_NAMES]
        if odd:
            hint = f"known are {', '.join(MODULE_NAMES)}"
            yield _problem(codes.CAT_PLACEHOLDER, f"'{{{odd[0]}}}' names no module", item.path, hint)
    for sign in item.detect:
        if not all(sign.partition(": ")):
            yield _problem(codes.CAT_VALUE, f"'{sign}' is not `file: text`", item.path)


def check_needs(items: Sequence[StepItem], known: Iterable[StepItem]) -> Iterator[Diagnostic]:
    """Steps that wait for what no plan ever has, and needs without a reason."""
    every = (*items, *known)
    targets = {*WORK_STEPS, *(f"step.{i.id}" for i in every)}
    targets |= {
        "shared:endpoints",
        "shared:query",
        "shared:outbox",
        "people:migration",
        "people:files",
        "encrypted:endpoints",
        "cut:migration",
        "writing:endpoints",
    }
    targets |= {f"kind:{k}" for k in (*WORK_KINDS, *(i.kind for i in every))} | {f"of:{k}" for k in WORK_KINDS}
    for item in items:
        for text in (*item.needs, *item.before):
            step, _, why = text.partition(": ")
            if step not in targets:
                near = suggest(step, tuple(targets))
                hint = f"did you mean '{near}'?" if near else "a step's id, or a kind behind kind: or of:"
                yield _problem(codes.CAT_REFERENCE, f"no plan has '{step}'", item.path, hint)
            if not why:
                yield _problem(codes.CAT_GENERIC, f"'{text}' gives no reason", item.path, "`step.x: why`")


WORK_STEPS: Final = (
    "step.project",
    "step.contract",
    "step.database",
    "step.auth",
    "step.policy",
    "step.outbox",
    "step.feeds",
    "step.seeds",
    "step.access_matrix",
    "step.release",
)
WORK_KINDS: Final = (
    "migration",
    "endpoints",
    "actions",
    "query",
    "access",
    "integration",
    "webhook",
    "job",
    "retention",
    "feed",
    "rule",
)
"""Steps and kinds of steps that follow from elements of a plan, not from an item."""

MODULE_NAMES: Final = ("snake", "kebab", "pascal")


def _problem(code: str, message: str, path: str, hint: str = "") -> Diagnostic:
    return Diagnostic(code, Severity.ERROR, message, None, hint, path)
