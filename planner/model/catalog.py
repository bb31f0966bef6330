"""What the planner knows, as nouns: items of the catalogs and the closed grammar of their conditions.

Facts are named here and known in `planner.rules.facts`; whether an item fits them is checked when it is loaded.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from msgspec import Struct

Word: TypeAlias = str | bool | int | float
Comparator: TypeAlias = Literal["is", "in", "contains", "gt", "gte", "lt", "lte"]
Subject: TypeAlias = Literal[
    "design",
    "entity",
    "field",
    "relation",
    "operation",
    "action",
    "integration",
    "job",
    "message",
    "role",
    "rule",
    "feed",
    "query",
]


class Test(Struct, frozen=True, omit_defaults=True, tag="test"):
    """One fact against a value. `path` is where it stands in its catalog file."""

    fact: str
    comparator: Comparator
    value: Word | tuple[Word, ...]
    path: str = ""


class All(Struct, frozen=True, omit_defaults=True, tag="all"):
    """Every one of these holds."""

    parts: tuple[Condition, ...]


class Any(Struct, frozen=True, omit_defaults=True, tag="any"):
    """At least one of these holds."""

    parts: tuple[Condition, ...]


class Not(Struct, frozen=True, omit_defaults=True, tag="not"):
    """This does not hold."""

    part: Condition


Condition: TypeAlias = Test | All | Any | Not


def tests_in(condition: Condition | None) -> tuple[Test, ...]:
    """Every test of a condition, in order."""
    if condition is None:
        return ()
    if isinstance(condition, Test):
        return (condition,)
    if isinstance(condition, Not):
        return tests_in(condition.part)
    return tuple(test for part in condition.parts for test in tests_in(part))


class Raise(Struct, frozen=True, omit_defaults=True):
    """A criterion weighs this much instead where the condition holds."""

    when: Condition
    weight: float
    because: str = ""


class Criterion(Struct, frozen=True, omit_defaults=True):
    """What an option is judged by, and how much that counts."""

    id: str
    says: str
    weight: float
    raises: tuple[Raise, ...] = ()


class Veto(Struct, frozen=True, omit_defaults=True):
    """Rules an option out, whatever its score."""

    when: Condition
    because: str


class Option(Struct, frozen=True, omit_defaults=True):
    """One way to decide: a mark from 0 to 10 per criterion, and what it brings and costs."""

    id: str
    title: str
    marks: dict[str, float]
    gains: str
    costs: str
    vetoes: tuple[Veto, ...] = ()
    aliases: tuple[str, ...] = ()


class DecisionItem(Struct, frozen=True, omit_defaults=True):
    """A choice to make. `said` is the path of the design that makes it; `open` lets it name other options."""

    id: str
    title: str
    why: str
    stage: Literal["structure", "sizing"]
    options: tuple[Option, ...]
    criteria: tuple[Criterion, ...]
    changes: str
    confirm: str
    revisit: str
    path: str
    refs: tuple[str, ...] = ()
    applies: Condition | None = None
    said: str = ""
    open: bool = False
    hard_to_reverse: bool = False

    def option(self, word: str) -> Option | None:
        """The option of that id or alias."""
        return next((o for o in self.options if o.id == word or word in o.aliases), None)


class RiskWords(Struct, frozen=True, omit_defaults=True):
    """The texts of a risk that a contract without paths, headers and methods says otherwise; empty ones stay."""

    title: str = ""
    says: str = ""
    mitigation: str = ""
    verification: str = ""


class RiskItem(Struct, frozen=True, omit_defaults=True):
    """A hazard, and the control that answers it: open unless the plan holds the control.

    `step_answers` where the step, once it is in the plan, does all that an answer could ask for.
    """

    id: str
    key: str
    title: str
    says: str
    why: str
    category: Literal["security", "privacy", "integrity", "performance", "operability", "delivery"]
    each: Subject
    hazard: Condition
    mitigation: str
    verification: str
    path: str
    control: Condition | None = None
    impact: Literal["sensitivity", "traffic", "fixed"] = "sensitivity"
    base: int = 2
    exposure: Literal["callers", "traffic", "fixed"] = "callers"
    step: str = ""
    step_answers: bool = False
    refs: tuple[str, ...] = ()
    unless_rest: RiskWords = RiskWords()


class ContradictionItem(Struct, frozen=True, omit_defaults=True):
    """Two places of a design that cannot both hold, and a way out."""

    id: str
    code: str
    title: str
    says: str
    why: str
    each: Subject
    when: Condition
    places: tuple[str, ...]
    way_out: str
    path: str
    severity: Literal["warning", "info"] = "warning"
    decides: str = ""
    refs: tuple[str, ...] = ()

    @property
    def is_tension(self) -> bool:
        """Both may hold, but each hinders the other: a decision settles it, and `check` says nothing."""
        return bool(self.decides)


class Answer(Struct, frozen=True, omit_defaults=True):
    """One answer a question offers, and how likely it is before anything is known."""

    value: str
    says: str
    prior: float = 1.0


class QuestionItem(Struct, frozen=True, omit_defaults=True):
    """Something discovery asks; the answer is written at `writes` in the design.

    `turns` names the facts that an answer can change: without it the one of the path it writes, or any.
    """

    id: str
    group: Literal["product", "resources", "operations", "constraints"]
    topic: str
    asks: str
    why: str
    kind: Literal["choice", "several", "flag", "figure", "text", "names"]
    writes: str
    example: str
    path: str
    each: Subject = "design"
    answers: tuple[Answer, ...] = ()
    applies: Condition | None = None
    default: str = ""
    effort: float = 1.0
    turns: tuple[str, ...] | None = None
    refs: tuple[str, ...] = ()


class StackCommands(Struct, frozen=True, omit_defaults=True):
    """What is typed in a project of a stack. `test_one` tests one module: `{snake}`, `{kebab}`, `{pascal}` name it."""

    install: str
    dev: str
    build: str
    start: str
    test: str
    test_one: str
    lint: str
    migrate: str
    audit: str
    coverage: str = ""


class StackPrints(Struct, frozen=True, omit_defaults=True):
    """What commands of a stack print when all is well; nothing, where a tool is silent then and only its exit tells."""

    lint: str = ""
    audit: str = ""
    coverage: str = ""


class StackLayout(Struct, frozen=True, omit_defaults=True):
    """Where the files of a module go: patterns over `{snake}`, `{kebab}` and `{pascal}`."""

    entry: str
    module: str
    service: str
    model: str
    job: str
    test: str


class StackItem(Struct, frozen=True, omit_defaults=True):
    """A framework with what belongs to it: commands, libraries, layout, how a repository shows it.

    `passes` is what the test tool prints when all is well, `prints` what the other tools do, `project` the files a new
    project starts with, `detect` pairs of a file of a repository and a text in it.
    """

    id: str
    title: str
    language: Literal["python", "typescript", "go", "php", "rust", "java"]
    why: str
    runtime: str
    orm: str
    migrations: str
    queue: str
    cache: str
    test_tool: str
    detect: tuple[str, ...]
    commands: StackCommands
    passes: str
    layout: StackLayout
    project: tuple[str, ...]
    conventions: tuple[str, ...]
    path: str
    prints: StackPrints = StackPrints()
    refs: tuple[str, ...] = ()


class Command(Struct, frozen=True, omit_defaults=True):
    """A command that shows a step is done, and what it must print; `stack` narrows it to one."""

    command: str
    expect: str
    stack: str = ""


class StepItem(Struct, frozen=True, omit_defaults=True):
    """A piece of work that a condition calls for, once per subject."""

    id: str
    title: str
    says: str
    why: str
    each: Subject
    kind: str
    phase: str
    lane: str
    effort: tuple[float, float, float]
    path: str
    when: Condition | None = None
    needs: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    create: tuple[str, ...] = ()
    modify: tuple[str, ...] = ()
    critical: tuple[str, ...] = ()
    expected: tuple[str, ...] = ()
    nice_to_have: tuple[str, ...] = ()
    verify: tuple[Command, ...] = ()
    refs: tuple[str, ...] = ()


class StandardItem(Struct, frozen=True, omit_defaults=True):
    """A convention that plans and work orders cite: rows of a small table, under a condition.

    With `per`, the first cell of a row names an option of that decision, and only rows of the one decided on hold.
    What helps to choose is not `printed`: the choice is made.
    """

    id: str
    title: str
    why: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    path: str
    when: Condition | None = None
    per: str = ""
    printed: bool = True
    refs: tuple[str, ...] = ()


class ArchetypeItem(Struct, frozen=True, omit_defaults=True):
    """A starting model: a complete design, and the words of a vague sentence that point to it.

    A trigger names such a thing (a shop); hints are what it has, as other things do (orders, customers).
    """

    id: str
    title: str
    says: str
    why: str
    triggers: tuple[str, ...]
    design: str
    path: str
    hints: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    refs: tuple[str, ...] = ()


CatalogName: TypeAlias = Literal[
    "questions", "archetypes", "decisions", "risks", "contradictions", "stacks", "steps", "standards"
]
