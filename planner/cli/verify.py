"""`planner verify`: the full, slow judges on a bundle: digests, the contract's validator, a database."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path

from planner.cli.arguments import DONE, HAS_ERRORS, OUTSIDE_FAILED, parser
from planner.workspace import status_of


def run(arguments: list[str]) -> int:
    """Judges one bundle; prints a line per judge."""
    line = parser("verify", "Runs the full judges on a bundle: digests, contract, migrations.")
    line.add_argument("bundle", metavar="DIR", help="the folder of the bundle")
    options = line.parse_args(arguments)
    folder = Path(options.bundle)
    if not (folder / "manifest.json").is_file():
        sys.stderr.write(f"planner verify: {folder.name or folder} holds no manifest.json; it is no bundle\n")
        return HAS_ERRORS
    results = [_files(folder), _contract(folder), _migrations(folder)]
    for name, verdict, says in results:
        sys.stdout.write(f"{verdict:<8} {name}: {says}\n")
    if any(v == "missing" for _, v, _ in results):
        return OUTSIDE_FAILED
    return HAS_ERRORS if any(v == "failed" for _, v, _ in results) else DONE


def _files(folder: Path) -> tuple[str, str, str]:
    states = status_of(folder)
    changed = [f"{s.path} is {s.state}" for s in states if s.state != "unchanged"]
    return ("files", "failed" if changed else "ok", "; ".join(changed[:5]) or f"{len(states)} files as written")


def _contract(folder: Path) -> tuple[str, str, str]:
    path = folder / "openapi.yaml"
    if not path.is_file():
        return ("contract", "ok", "no openapi.yaml in this bundle")
    if find_spec("openapi_spec_validator") is None:
        return ("contract", "missing", "install planner[verify]")
    import yaml
    from openapi_spec_validator import validate

    try:
        validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except Exception as error:  # the validator raises many kinds; each is a verdict here
        return ("contract", "failed", str(error).split("\n", 1)[0][:300])
    return ("contract", "ok", "openapi.yaml is valid")


def _migrations(folder: Path) -> tuple[str, str, str]:
    """SQLite is everywhere; other dialects need their server and are judged in CI."""
    import json
    import sqlite3

    settings = json.loads((folder / "plan.json").read_bytes())["settings"] if (folder / "plan.json").is_file() else {}
    if settings.get("dialect") != "sqlite":
        dialect = settings.get("dialect", "no dialect")
        return ("migrations", "skipped", f"these are for {dialect}: run them with its client on a server of yours")
    database = sqlite3.connect(":memory:")
    ups = sorted((folder / "migrations").glob("*.up.sql"))
    downs = sorted((folder / "migrations").glob("*.down.sql"), reverse=True)
    path = folder
    try:
        for path in (*ups, *downs, *ups):
            database.executescript(path.read_text(encoding="utf-8"))
    except sqlite3.Error as error:
        return ("migrations", "failed", f"{path.name}: {error}")
    finally:
        database.close()
    return ("migrations", "ok", f"{len(ups)} migrations up, down and up again in SQLite")
