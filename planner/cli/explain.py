"""`planner explain`: from an element of the plan back to the lines that caused it, or from a line to its elements."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import msgspec

from planner.cli.arguments import (
    DONE,
    HAS_ERRORS,
    STDIN,
    WRONG_USAGE,
    add_catalogs,
    add_design,
    library_of,
    parser,
)
from planner.cli.explained import also_moved, caused_by, explained
from planner.cli.report import write_report
from planner.derive.pipeline import derive
from planner.derive.trace import Caused, elements
from planner.model.plan import Plan
from planner.naming import suggest
from planner.read.design import Reading, read_design, read_design_text
from planner.rules.library import Library

_WIDTH = 100


def run(arguments: list[str]) -> int:
    """Prints the element, its reason and its lines; or what a line causes."""
    line = parser("explain", "Walks back from an element of the plan to the lines of the design that caused it.")
    add_design(line)
    line.add_argument(
        "element",
        metavar="ELEMENT",
        help="an id (table.orders.status, op.order.create, step.order.migration), or a path of the design "
        "(entities.Order.fields.status) to see what it causes",
    )
    line.add_argument("--json", action="store_true", help="print it as JSON")
    add_catalogs(line)
    options = line.parse_args(arguments)
    library = library_of(options)
    if library is None:
        return HAS_ERRORS
    text = sys.stdin.buffer.read() if options.design == STDIN else b""
    reading = read_design_text(text, "design.yaml") if options.design == STDIN else read_design(Path(options.design))
    plan = _planned(reading, library)
    if plan is None:
        return HAS_ERRORS
    return _answer(options.element, plan, library, _line_of(plan, options.design, text), as_json=options.json)


def _planned(reading: Reading, library: Library) -> Plan | None:
    diagnostics, plan = reading.diagnostics, None
    if reading.design is not None:
        derived = derive(reading.design, reading.source.locate, library=library)
        diagnostics, plan = diagnostics + derived.diagnostics, derived.plan
    if plan is None:
        write_report(diagnostics, "text", sys.stderr)
    return plan


def _answer(wanted: str, plan: Plan, library: Library, line_of: Callable[[str], str], *, as_json: bool) -> int:
    known = {e.id: e for e in elements(plan)}
    if wanted in known:
        sys.stdout.write(_json(known[wanted], plan) if as_json else explained(known[wanted], plan, line_of))
        return DONE
    caused = tuple(e for e in known.values() if wanted in e.because)
    moved = _moved(wanted, caused, plan, library)
    if not caused and not moved:
        return _unknown(wanted, tuple(known), tuple(plan.places))
    if as_json:
        sys.stdout.write(_json_caused(wanted, caused, moved, plan))
    else:
        sys.stdout.write(caused_by(wanted, caused, plan, line_of) + also_moved(moved))
    return DONE


def _moved(path: str, caused: tuple[Caused, ...], plan: Plan, library: Library) -> tuple[str, ...]:
    """What another answer at a path may change beside what the path causes; nothing of a path nobody reads."""
    from planner.derive.influence import Influences

    if not caused and not plan.place(path) and not _is_asked(path, library):
        return ()
    direct = {e.id for e in caused}
    return tuple(i for i in Influences(plan, library).touched_by(path) if i not in direct)


def _is_asked(path: str, library: Library) -> bool:
    """Whether some question writes there, or a fact reads it."""
    from planner.rules.facts import FACTS

    return path in FACTS or any(question.writes == path for question in library.questions)


def _unknown(wanted: str, known: tuple[str, ...], paths: tuple[str, ...]) -> int:
    near = suggest(wanted, known) or next((k for k in known if k.startswith(wanted) or k.endswith(f".{wanted}")), None)
    near = near or suggest(wanted, paths)
    hint = f"; did you mean {near}?" if near else "; ids look like table.orders.status or op.order.create"
    sys.stderr.write(f"planner explain: the plan has no element '{wanted}'{hint}\n")
    return WRONG_USAGE


def _line_of(plan: Plan, design: str, text: bytes) -> Callable[[str], str]:
    """Shows the text of a cited line; a line of an included file is named by its place alone."""
    name = "design.yaml" if design == STDIN else Path(design).name
    written = (text if design == STDIN else Path(design).read_bytes()).decode("utf-8-sig", "replace").splitlines()

    def line(path: str) -> str:
        place = plan.places.get(path)
        if place is None or place.file != name or place.line > len(written):
            return ""
        said = written[place.line - 1].strip()
        return f"\n      {said if len(said) <= _WIDTH else said[: _WIDTH - 1] + '…'}"

    return line


def _because(element: Caused, plan: Plan) -> list[dict[str, str]]:
    return [{"path": path, "place": plan.place(path)} for path in element.because]


def _json(element: Caused, plan: Plan) -> str:
    made_by = [s.id for s in plan.work.steps if element.id in s.makes]
    return _printed({"element": element, "because": _because(element, plan), "made_by": made_by})


def _json_caused(path: str, caused: tuple[Caused, ...], moved: tuple[str, ...], plan: Plan) -> str:
    return _printed({"path": path, "place": plan.place(path), "causes": [e.id for e in caused], "may_change": moved})


def _printed(data: dict[str, object]) -> str:
    return msgspec.json.format(msgspec.json.encode(data), indent=2).decode() + "\n"
