"""`planner verify`: the full, slow judges on a bundle: digests, schemas, the contract's validator, a database."""

from __future__ import annotations

import sys
from pathlib import Path

from planner.cli.arguments import DONE, HAS_ERRORS, OUTSIDE_FAILED, parser


def run(arguments: list[str]) -> int:
    """Judges one bundle; prints a line per judge. 1: the bundle was edited; 4: a judge or a database refuses it."""
    line = parser(
        "verify",
        "Runs the full judges on a bundle: digests, JSON Schemas, the contract's validator, and its migrations on a "
        "database. What cannot be run here is skipped, with the reason.",
    )
    line.add_argument("bundle", metavar="DIR", help="the folder of the bundle")
    line.add_argument(
        "--database",
        metavar="URL",
        help="an empty database to run the migrations on, e.g. postgresql://me@127.0.0.1/empty or "
        "mysql://me:word@127.0.0.1:3306/empty; without it SQLite in memory, or the PostgreSQL of the verify extra",
    )
    line.add_argument("--json", action="store_true", help="print the verdicts as JSON")
    options = line.parse_args(arguments)
    folder = Path(options.bundle)
    if not (folder / "manifest.json").is_file():
        sys.stderr.write(f"planner verify: {folder.name or folder} holds no manifest.json; it is no bundle\n")
        return HAS_ERRORS
    from planner.cli.judging import judge_contract, judge_data, judge_files
    from planner.cli.migrating import judge_migrations

    verdicts = (
        judge_files(folder),
        judge_data(folder),
        judge_contract(folder),
        judge_migrations(folder, options.database),
    )
    if options.json:
        import msgspec

        sys.stdout.write(msgspec.json.format(msgspec.json.encode({"verdicts": verdicts}), indent=2).decode() + "\n")
    else:
        sys.stdout.write("".join(f"{v.state:<8} {v.judge}: {v.says}\n" for v in verdicts))
    states = {v.state for v in verdicts}
    return OUTSIDE_FAILED if states & {"failed", "missing"} else HAS_ERRORS if "changed" in states else DONE
