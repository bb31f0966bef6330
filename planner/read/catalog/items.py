"""The keys of every kind of item. One table per noun: how it is read, and what its JSON Schema says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, cast

from planner import codes
from planner.model.catalog import (
    Answer,
    ArchetypeItem,
    CatalogName,
    Command,
    ContradictionItem,
    Criterion,
    DecisionItem,
    Option,
    QuestionItem,
    Raise,
    RiskItem,
    RiskWords,
    StackCommands,
    StackItem,
    StackLayout,
    StackPrints,
    StandardItem,
    StepItem,
    Veto,
)
from planner.model.tree import Mapping, Node, Scalar
from planner.read.catalog.conditions import CONDITION
from planner.read.kinds import FLAG, TEXT, TEXTS, list_of, one_of
from planner.read.names import join
from planner.read.reader import MISSING, Key, Keys, Kind, Missing, Reader, kind_of

SUBJECTS = (
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
)


def _number(reader: Reader, node: Node, path: str) -> float | Missing:
    if isinstance(node, Scalar) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
        return float(node.value)
    return reader.error(codes.DES_WRONG_KIND, f"a number is expected, not {kind_of(node)}", node, path=path)


def _numbers(reader: Reader, node: Node, path: str) -> dict[str, float]:
    if not isinstance(node, Mapping):
        reader.error(codes.DES_WRONG_KIND, f"a mapping to numbers is expected, not {kind_of(node)}", node, path=path)
        return {}
    read = {name: _number(reader, value, join(path, name)) for name, (_, value) in node.entries.items()}
    return {name: number for name, number in read.items() if not isinstance(number, Missing)}


def _rows(reader: Reader, node: Node, path: str) -> tuple[tuple[str, ...], ...]:
    return tuple(
        tuple(cell.text if isinstance(cell, Scalar) else "" for cell, _ in reader.items(row, below))
        for row, below in reader.items(node, path)
    )


def _effort(reader: Reader, node: Node, path: str) -> tuple[float, float, float] | Missing:
    found = [_number(reader, item, below) for item, below in reader.items(node, path)]
    numbers = [n for n in found if not isinstance(n, Missing)]
    if len(numbers) == 3 and numbers == sorted(numbers) and numbers[0] > 0:
        return (numbers[0], numbers[1], numbers[2])
    return reader.error(codes.DES_WRONG_KIND, "three growing numbers of hours are expected", node, path=path)


def _verbatim(reader: Reader, node: Node, path: str) -> str:
    """A design inside an item: its own text is read when the item is used."""
    from planner.read.layout import plain
    from planner.read.printing import block_lines

    return "\n".join(block_lines(plain(node))) + "\n"


def _object() -> dict[str, Any]:
    return {"type": "object"}


NUMBER: Final = Kind(_number, lambda: {"type": "number"})
NUMBERS: Final = Kind(_numbers, lambda: {"type": "object", "additionalProperties": {"type": "number"}})


def _record(noun: Callable[..., Any], keys: Keys, what: str) -> Kind:
    def read(reader: Reader, node: Node, path: str) -> Any:
        values = reader.keys(node, path, keys, what)
        if isinstance(values, Missing) or any(k.required and k.attribute not in values for k in keys.values()):
            return MISSING
        return noun(**values)

    def schema() -> dict[str, Any]:
        return {
            "type": "object",
            "properties": {name: {**key.kind.schema(), "description": key.says} for name, key in keys.items()},
            "required": [name for name, key in keys.items() if key.required],
            "additionalProperties": False,
            "patternProperties": {"^x-": {}},
        }

    return Kind(read, schema)


def _by_id(noun: Callable[..., Any], keys: Keys, what: str) -> Kind:
    """A mapping from ids to records; the id is given to the noun."""
    record = _record(lambda **values: values, keys, what)

    def read(reader: Reader, node: Node, path: str) -> tuple[Any, ...]:
        found = []
        for name, _key, value, below in reader.named(node, path, f"the {what}s"):
            values = record.read(reader, value, below)
            if values is not MISSING:
                found.append(noun(id=name, **values))
        return tuple(found)

    return Kind(read, lambda: {"type": "object", "additionalProperties": record.schema()})


RAISE_KEYS: Keys = {
    "when": Key("when", CONDITION, "Where it counts differently.", required=True),
    "weight": Key("weight", NUMBER, "What it weighs then.", required=True),
    "because": Key("because", TEXT, "Why."),
}
CRITERION_KEYS: Keys = {
    "says": Key("says", TEXT, "What is judged.", required=True),
    "weight": Key("weight", NUMBER, "How much it counts, 0 to 10.", required=True),
    "raises": Key(
        "raises",
        list_of(_record(Raise, RAISE_KEYS, "a raise")),
        "Where it counts differently; the last that holds wins.",
    ),
}
VETO_KEYS: Keys = {
    "when": Key("when", CONDITION, "What rules it out.", required=True),
    "because": Key("because", TEXT, "Why, for a reader.", required=True),
}
OPTION_KEYS: Keys = {
    "title": Key("title", TEXT, "Its name for a reader.", required=True),
    "marks": Key("marks", NUMBERS, "A mark from 0 to 10 for each criterion.", required=True),
    "gains": Key("gains", TEXT, "What it brings.", required=True),
    "costs": Key("costs", TEXT, "What it costs.", required=True),
    "vetoes": Key("vetoes", list_of(_record(Veto, VETO_KEYS, "a veto")), "What rules it out."),
    "aliases": Key("aliases", TEXTS, "Other words a design may use for it."),
}
_COMMON: Keys = {
    "id": Key("id", TEXT, "Its id, which never changes.", required=True),
    "title": Key("title", TEXT, "Its name for a reader.", required=True),
    "why": Key("why", TEXT, "Why it matters.", required=True),
    "refs": Key("refs", TEXTS, "Where more is to be read."),
    "cases": Key("cases", Kind(lambda *_: (), _object), "Designs that show it at work; read by tests."),
}
_SAYS: Keys = {"says": Key("says", TEXT, "The sentence of the plan.", required=True)}
_EACH: Keys = {"each": Key("each", one_of(*SUBJECTS), "What it is asked of.", required=True)}
DECISION_KEYS: Keys = {
    **_COMMON,
    "stage": Key("stage", one_of("structure", "sizing"), "Whether the model waits for it.", required=True),
    "applies": Key("applies", CONDITION, "Where the choice arises at all."),
    "said": Key("said", TEXT, "The path of the design that makes the choice."),
    "open": Key("open", FLAG, "A design may name an option that is not here."),
    "hard_to_reverse": Key("hard_to_reverse", FLAG, "Changing it later moves data or breaks callers."),
    "changes": Key("changes", TEXT, "What the choice changes in the outputs.", required=True),
    "confirm": Key("confirm", TEXT, "A command that shows it was followed.", required=True),
    "revisit": Key("revisit", TEXT, "What would open it again.", required=True),
    "criteria": Key(
        "criteria", _by_id(Criterion, CRITERION_KEYS, "criterion"), "What options are judged by.", required=True
    ),
    "options": Key("options", _by_id(Option, OPTION_KEYS, "option"), "The options.", required=True),
}
RISK_WORDS: Keys = {
    name: Key(name, TEXT, says)
    for name, says in (
        ("title", "In one line, for the element in {braces}."),
        ("says", "What is wrong."),
        ("mitigation", "What to do."),
        ("verification", "How to see that it is done."),
    )
}
RISK_KEYS: Keys = {
    **_COMMON,
    **_SAYS,
    **_EACH,
    "key": Key("key", TEXT, "Its key in the table of risks.", required=True),
    "category": Key(
        "category",
        one_of("security", "privacy", "integrity", "performance", "operability", "delivery"),
        "Its family.",
        required=True,
    ),
    "hazard": Key("hazard", CONDITION, "When there is something to fear.", required=True),
    "control": Key("control", CONDITION, "What of the plan answers it."),
    "impact": Key("impact", one_of("sensitivity", "traffic", "fixed"), "What the impact is measured by."),
    "base": Key(
        "base",
        Kind(
            lambda r, n, p: int(x) if not isinstance(x := _number(r, n, p), Missing) else x, lambda: {"type": "integer"}
        ),
        "The impact where it is fixed, 1 to 4.",
    ),
    "exposure": Key("exposure", one_of("callers", "traffic", "fixed"), "What the likelihood is measured by."),
    "mitigation": Key("mitigation", TEXT, "What to do.", required=True),
    "verification": Key("verification", TEXT, "How to see that it is done.", required=True),
    "unless_rest": Key(
        "unless_rest",
        _record(RiskWords, RISK_WORDS, "texts"),
        "Texts where the contract is no REST, as far as they differ in more than a status.",
    ),
    "step": Key("step", TEXT, "The step that mitigates it."),
    "step_answers": Key("step_answers", FLAG, "Whether the step, once planned, does all that an answer could ask for."),
}
CONTRADICTION_KEYS: Keys = {
    **_COMMON,
    **_SAYS,
    **_EACH,
    "code": Key("code", TEXT, "Its diagnostic code.", required=True),
    "when": Key("when", CONDITION, "When the two disagree.", required=True),
    "places": Key("places", TEXTS, "The two places: paths of the design, or facts that cite them.", required=True),
    "way_out": Key("way_out", TEXT, "What to change.", required=True),
    "severity": Key("severity", one_of("warning", "info"), "How bad it is."),
    "decides": Key("decides", TEXT, "Makes it a tension of two aims: the decision or path that settles it."),
}
ANSWER_KEYS: Keys = {
    "value": Key("value", TEXT, "What is written.", required=True),
    "says": Key("says", TEXT, "What it means.", required=True),
    "prior": Key("prior", NUMBER, "How likely it is before anything is known."),
}
QUESTION_KEYS: Keys = {
    **{name: key for name, key in _COMMON.items() if name != "title"},
    "group": Key("group", one_of("product", "resources", "operations", "constraints"), "Its group.", required=True),
    "topic": Key("topic", TEXT, "Its topic in the group.", required=True),
    "asks": Key("asks", TEXT, "The question.", required=True),
    "kind": Key(
        "kind",
        one_of("choice", "several", "flag", "figure", "text", "names"),
        "What an answer looks like.",
        required=True,
    ),
    "writes": Key("writes", TEXT, "The path of the design it writes.", required=True),
    "example": Key("example", TEXT, "An answer.", required=True),
    "each": Key("each", one_of(*SUBJECTS), "What it is asked of."),
    "answers": Key("answers", list_of(_record(Answer, ANSWER_KEYS, "an answer")), "The answers offered."),
    "applies": Key("applies", CONDITION, "When it is asked."),
    "default": Key("default", TEXT, "What is taken meanwhile."),
    "effort": Key("effort", NUMBER, "How hard it is to answer, 1 is easy."),
    "turns": Key("turns", TEXTS, "The facts that an answer can change, unless it is the one of its path alone."),
}
COMMAND_KEYS: Keys = {
    "command": Key("command", TEXT, "What to run.", required=True),
    "expect": Key("expect", TEXT, "What it must print.", required=True),
    "stack": Key("stack", TEXT, "The language or framework it is for."),
}
STEP_KEYS: Keys = {
    **_COMMON,
    **_SAYS,
    **_EACH,
    "when": Key("when", CONDITION, "When it is needed."),
    "kind": Key("kind", TEXT, "Its kind.", required=True),
    "phase": Key(
        "phase",
        one_of("foundation", "slice", "breadth", "surroundings", "hardening", "release"),
        "Its phase.",
        required=True,
    ),
    "lane": Key("lane", TEXT, "Who does it.", required=True),
    "effort": Key("effort", Kind(_effort, lambda: {"type": "array"}), "Hours: best, likely, worst.", required=True),
    "needs": Key(
        "needs",
        TEXTS,
        "Steps it waits for, each `id: why`; `kind:job` is every job, `of:endpoints` those of its element's entities.",
    ),
    "before": Key("before", TEXTS, "Steps that wait for it."),
    "create": Key("create", TEXTS, "Files it makes; `{module:x}` is where the stack has x, `@` the element's name."),
    "modify": Key("modify", TEXTS, "Files it changes."),
    "critical": Key("critical", TEXTS, "What must hold when it is done."),
    "expected": Key("expected", TEXTS, "What should hold."),
    "nice_to_have": Key("nice_to_have", TEXTS, "What is worth having."),
    "verify": Key("verify", list_of(_record(Command, COMMAND_KEYS, "a command")), "Commands that show it is done."),
}
STACK_COMMAND_KEYS: Keys = {
    name: Key(name, TEXT, says, required=True)
    for name, says in (
        ("install", "Installs what it depends on."),
        ("dev", "Runs it and starts anew on each change."),
        ("build", "Builds what is released."),
        ("start", "Runs it as a release does."),
        ("test", "Runs all tests."),
        ("test_one", "Runs the tests of one module."),
        ("lint", "Reads the code without running it."),
        ("migrate", "Applies the migrations of its own tool."),
        ("audit", "Lists vulnerable dependencies."),
    )
} | {"coverage": Key("coverage", TEXT, "Fails where tests reach too few lines.")}
STACK_PRINT_KEYS: Keys = {
    name: Key(name, TEXT, f"What {tool} prints when all is well; nothing where it is silent.")
    for name, tool in (("lint", "the linter"), ("audit", "the audit"), ("coverage", "the coverage tool"))
}
STACK_LAYOUT_KEYS: Keys = {
    name: Key(name, TEXT, says, required=True)
    for name, says in (
        ("entry", "Where routes are put together."),
        ("module", "Routes of a module."),
        ("service", "Rules of a module."),
        ("model", "Rows of a module."),
        ("job", "Work behind the requests."),
        ("test", "Tests of a module."),
    )
}
STACK_KEYS: Keys = {
    **_COMMON,
    "language": Key(
        "language", one_of("python", "typescript", "go", "php", "rust", "java"), "Its language.", required=True
    ),
    "runtime": Key("runtime", TEXT, "The runtime and its version.", required=True),
    "orm": Key("orm", TEXT, "The ORM or query library.", required=True),
    "migrations": Key("migrations", TEXT, "The migration tool.", required=True),
    "queue": Key("queue", TEXT, "The queue library.", required=True),
    "cache": Key("cache", TEXT, "The cache library.", required=True),
    "test_tool": Key("test_tool", TEXT, "The test tool.", required=True),
    "detect": Key("detect", TEXTS, "How a repository shows it: `file: text`.", required=True),
    "commands": Key(
        "commands", _record(StackCommands, STACK_COMMAND_KEYS, "commands"), "What is typed.", required=True
    ),
    "passes": Key("passes", TEXT, "What the test tool prints when all is well.", required=True),
    "prints": Key("prints", _record(StackPrints, STACK_PRINT_KEYS, "prints"), "What the other tools print."),
    "layout": Key("layout", _record(StackLayout, STACK_LAYOUT_KEYS, "a layout"), "Where files go.", required=True),
    "project": Key("project", TEXTS, "The files a new project starts with.", required=True),
    "conventions": Key("conventions", TEXTS, "What its users expect of code.", required=True),
}
STANDARD_KEYS: Keys = {
    **_COMMON,
    "columns": Key("columns", TEXTS, "The heads of its table.", required=True),
    "rows": Key("rows", Kind(_rows, lambda: {"type": "array"}), "Its rows.", required=True),
    "when": Key("when", CONDITION, "Where it applies."),
    "printed": Key("printed", FLAG, "Whether CONVENTIONS.md shows it."),
    "per": Key("per", one_of("language", "framework"), "The decision whose option the first cell of a row names."),
}
ARCHETYPE_KEYS: Keys = {
    **_COMMON,
    **_SAYS,
    "triggers": Key("triggers", TEXTS, "Words of a sentence that name such a thing: one is enough.", required=True),
    "hints": Key("hints", TEXTS, "Words of what it has, and others too: it takes two."),
    "excludes": Key("excludes", TEXTS, "Words that speak against it."),
    "design": Key("design", Kind(_verbatim, _object), "The complete design.", required=True),
}


def _item(noun: Callable[..., Any], keys: Keys, what: str) -> Kind:
    """An item knows where it stands; its cases stay in the file."""
    record = _record(lambda **values: values, keys, what)

    def read(reader: Reader, node: Node, path: str) -> Any:
        values = record.read(reader, node, path)
        if values is MISSING:
            return MISSING
        values.pop("cases", None)
        return noun(path=path, **values)

    return Kind(read, record.schema)


ITEMS: Final[dict[CatalogName, Kind]] = cast(
    "dict[CatalogName, Kind]",
    {
        "questions": _item(QuestionItem, QUESTION_KEYS, "a question"),
        "archetypes": _item(ArchetypeItem, ARCHETYPE_KEYS, "an archetype"),
        "decisions": _item(DecisionItem, DECISION_KEYS, "a decision"),
        "risks": _item(RiskItem, RISK_KEYS, "a risk"),
        "contradictions": _item(ContradictionItem, CONTRADICTION_KEYS, "a contradiction"),
        "stacks": _item(StackItem, STACK_KEYS, "a stack"),
        "steps": _item(StepItem, STEP_KEYS, "a step"),
        "standards": _item(StandardItem, STANDARD_KEYS, "a standard"),
    },
)
