"""`planner questions`: what is worth asking about a design, best first, with what is at stake."""

from __future__ import annotations

import sys

from planner.cli.arguments import DONE, HAS_ERRORS, add_catalogs, add_design, library_of, open_design, parser
from planner.cli.report import write_report
from planner.interview.ranking import Ranked


def run(arguments: list[str]) -> int:
    """Prints the open questions; with `--max-open-impact`, a gate for pipelines."""
    line = parser("questions", "Says what is worth asking about a design, and what each answer would change.")
    add_design(line)
    add_catalogs(line)
    line.add_argument("--json", action="store_true", help="for machines")
    line.add_argument("--all", action="store_true", help="those that change nothing too, in the catalog's order")
    line.add_argument("--max-open-impact", type=float, metavar="N", help="exit 1 if a question scores more than this")
    options = line.parse_args(arguments)
    library = library_of(options)
    if library is None:
        return HAS_ERRORS
    reading = open_design(options.design)
    from planner.interview.asking import ranked_questions

    found = ranked_questions(reading, library)
    if found is None:
        write_report(reading.diagnostics, "text", sys.stderr)
        return HAS_ERRORS
    sys.stdout.write(_json(found) if options.json else _text(found))
    worst = max((r.score for r in found), default=0.0)
    return HAS_ERRORS if options.max_open_impact is not None and worst > options.max_open_impact else DONE


def _text(found: tuple[Ranked, ...]) -> str:
    if not found:
        return "Nothing worth asking: no answer would change the plan.\n"
    return "".join(_question(number, r) for number, r in enumerate(found, 1))


def _question(number: int, ranked: Ranked) -> str:
    asked = ranked.asked
    lines = [f"{number}. {asked.asks}  [{asked.path}, {ranked.score:g}]", f"   {asked.why}"]
    for trial in ranked.trials:
        said = "; ".join(c.says for c in trial.changes[:4]) or "changes nothing"
        more = f"; and {len(trial.changes) - 4} more" if len(trial.changes) > 4 else ""
        lines.append(f"   {trial.value}: {said}{more}")
    return "\n".join(lines) + "\n"


def _json(found: tuple[Ranked, ...]) -> str:
    import msgspec

    items = [
        {
            "id": r.asked.id,
            "path": r.asked.path,
            "asks": r.asked.asks,
            "why": r.asked.why,
            "kind": r.asked.item.kind,
            "score": r.score,
            "answers": [
                {"value": t.value, "says": t.says, "probability": t.probability, "cost": t.cost, "changes": t.changes}
                for t in r.trials
            ],
        }
        for r in found
    ]
    return msgspec.json.format(msgspec.json.encode({"questions": items}), indent=2).decode() + "\n"
