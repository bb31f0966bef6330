"""`planner explain`: from an element of the plan back to the lines that caused it."""

from __future__ import annotations

import sys

import msgspec

from planner.cli.arguments import (
    DONE,
    HAS_ERRORS,
    WRONG_USAGE,
    add_catalogs,
    add_design,
    library_of,
    open_design,
    parser,
)
from planner.cli.report import write_report
from planner.derive.pipeline import derive
from planner.derive.trace import Caused, elements
from planner.model.plan import Plan
from planner.naming import suggest


def run(arguments: list[str]) -> int:
    """Prints the element, its reason and its lines."""
    line = parser("explain", "Walks back from an element of the plan to the lines of the design that caused it.")
    add_design(line)
    line.add_argument(
        "element", metavar="ELEMENT", help="e.g. table.orders.status, op.order.create, step.order.migration"
    )
    line.add_argument("--json", action="store_true", help="print it as JSON")
    add_catalogs(line)
    options = line.parse_args(arguments)
    library = library_of(options)
    if library is None:
        return HAS_ERRORS
    reading = open_design(options.design)
    diagnostics, plan = reading.diagnostics, None
    if reading.design is not None:
        derived = derive(reading.design, reading.source.locate, library=library)
        diagnostics, plan = diagnostics + derived.diagnostics, derived.plan
    if plan is None:
        write_report(diagnostics, "text", sys.stderr)
        return HAS_ERRORS
    found = {e.id: e for e in elements(plan)}
    if options.element not in found:
        return _unknown(options.element, tuple(found))
    sys.stdout.write(_json(found[options.element], plan) if options.json else _text(found[options.element], plan))
    return DONE


def _unknown(wanted: str, known: tuple[str, ...]) -> int:
    near = suggest(wanted, known) or next((k for k in known if k.startswith(wanted) or k.endswith(f".{wanted}")), None)
    hint = f"; did you mean {near}?" if near else "; ids look like table.orders.status or op.order.create"
    sys.stderr.write(f"planner explain: the plan has no element '{wanted}'{hint}\n")
    return WRONG_USAGE


def _says(element: Caused) -> str:
    for attribute in ("title", "summary", "comment", "says", "reason", "asks"):
        text = getattr(element, attribute, "")
        if text:
            return str(text)
    return ""


def _serves(element: Caused) -> str:
    return ", ".join(getattr(element, "serves", ()))


def _text(element: Caused, plan: Plan) -> str:
    lines = [element.id]
    if _says(element):
        lines.append(f"  {_says(element)}")
    if _serves(element):
        lines.append(f"  serves {_serves(element)}")
    lines += [f"  because of {path}{f' ({plan.place(path)})' if plan.place(path) else ''}" for path in element.because]
    lines += [f"  waits for {need.step}: {need.because}" for need in getattr(element, "depends_on", ())]
    lines += [f"  made by {s.id}" for s in plan.work.steps if element.id in s.makes]
    return "\n".join(lines) + "\n"


def _json(element: Caused, plan: Plan) -> str:
    data = {
        "element": element,
        "because": [{"path": p, "place": plan.place(p)} for p in element.because],
        "made_by": [s.id for s in plan.work.steps if element.id in s.makes],
    }
    return msgspec.json.format(msgspec.json.encode(data), indent=2).decode() + "\n"
