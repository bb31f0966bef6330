"""`planner catalog`: what the planner knows, listed, shown, checked and printed as pages."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from planner.cli.arguments import DONE, HAS_ERRORS, WRONG_USAGE, add_catalogs, library_of, parser, status_of
from planner.cli.report import summary, write_report
from planner.model.catalog import CatalogName
from planner.naming import suggest
from planner.rules.library import NOUNS, Library, with_overlays


def run(arguments: list[str]) -> int:
    """list, show, check, docs, facts, detect."""
    line = parser("catalog", "Says what the planner knows, and checks what an organisation adds.")
    parts = line.add_subparsers(dest="part", required=True, metavar="list|show|check|docs|facts|detect")
    listing = _part(parts, "list", "every item: its catalog, id and title")
    listing.add_argument("name", nargs="?", metavar="CATALOG", help="only this catalog")
    listing.add_argument("--json", action="store_true", help='{"items": [{"catalog", "id", …}]}')
    _part(parts, "show", "one item in full").add_argument("id", metavar="ID", help="an id, or catalog/id")
    check = parts.add_parser("check", help="what is wrong with a folder of catalogs", allow_abbrev=False)
    check.add_argument("folders", nargs="+", metavar="DIR", help="folders to lay over the shipped catalogs")
    docs = _part(parts, "docs", "the pages of docs/catalog")
    docs.add_argument("-o", "--out", metavar="DIR", required=True, help="where to write them")
    parts.add_parser("facts", help="every fact that a condition can ask for", allow_abbrev=False)
    detect = _part(parts, "detect", "the stacks that a code base shows, as a design writes them")
    detect.add_argument("repository", metavar="DIR", help="the top folder of the code base")
    options = line.parse_args(arguments)
    return _RUNS[options.part](options)


def _part(parts: Any, name: str, says: str) -> argparse.ArgumentParser:
    made: argparse.ArgumentParser = parts.add_parser(name, help=says, description=says, allow_abbrev=False)
    add_catalogs(made)
    return made


def _list(options: argparse.Namespace) -> int:
    library = library_of(options)
    if library is None:
        return HAS_ERRORS
    if options.name and options.name not in NOUNS:
        near = suggest(options.name, tuple(NOUNS))
        hint = f"did you mean '{near}'?" if near else f"there are {', '.join(NOUNS)}"
        sys.stderr.write(f"planner catalog: there is no catalog '{options.name}'; {hint}\n")
        return WRONG_USAGE
    rows = _rows(library, (options.name,) if options.name else tuple(NOUNS))
    if options.json:
        import msgspec

        items = [{"catalog": name, "id": item.id, "title": _title(item), "why": item.why} for name, item in rows]
        sys.stdout.write(msgspec.json.format(msgspec.json.encode({"items": items}), indent=2).decode() + "\n")
    else:
        sys.stdout.write("".join(f"{f'{name}/{item.id}':<44} {_title(item)}\n" for name, item in rows))
    return DONE


def _rows(library: Library, names: tuple[CatalogName, ...]) -> list[tuple[CatalogName, Any]]:
    return [(name, item) for name in names for item in library.items(name)]


def _title(item: Any) -> str:
    return str(getattr(item, "title", "") or getattr(item, "asks", ""))


def _show(options: argparse.Namespace) -> int:
    library = library_of(options)
    if library is None:
        return HAS_ERRORS
    catalog, _, name = options.id.rpartition("/")
    rows = _rows(library, tuple(NOUNS))
    found = [(c, i) for c, i in rows if i.id == name and catalog in ("", c)]
    if not found:
        near = suggest(name, tuple(dict.fromkeys(i.id for _, i in rows)))
        hint = f"did you mean '{near}'?" if near else "planner catalog list shows them all"
        sys.stderr.write(f"planner catalog: there is no item '{options.id}'; {hint}\n")
        return WRONG_USAGE
    from planner.emit.catalog import item_text

    sys.stdout.write("\n".join(item_text(c, i) for c, i in found))
    return DONE


def _check(options: argparse.Namespace) -> int:
    missing = next((name for name in options.folders if not Path(name).is_dir()), None)
    if missing is not None:
        sys.stderr.write(f"planner catalog: {missing} is not a folder\n")
        return WRONG_USAGE
    diagnostics = with_overlays([Path(name) for name in options.folders]).diagnostics
    write_report(diagnostics, "text", sys.stdout)
    sys.stderr.write(f"{', '.join(options.folders)}: {summary(diagnostics)}\n")
    return status_of(diagnostics)


def _docs(options: argparse.Namespace) -> int:
    library = library_of(options)
    if library is None:
        return HAS_ERRORS
    from planner.emit.catalog import pages
    from planner.files import replace_file
    from planner.rules.facts import FACTS

    folder = Path(options.out)
    folder.mkdir(parents=True, exist_ok=True)
    for path, text in pages({name: library.items(name) for name in NOUNS}, tuple(FACTS.values())):
        problem = replace_file(folder / path, text)
        if problem is not None:
            write_report((problem,), "text", sys.stderr)
            return HAS_ERRORS
    return DONE


def _facts(_options: argparse.Namespace) -> int:
    from planner.rules.facts import FACTS

    sys.stdout.write("".join(f"{f.name:<38} {f.kind:<8} {f.says}\n" for f in FACTS.values()))
    return DONE


def _detect(options: argparse.Namespace) -> int:
    """What is there wins over what a table would choose: the lines to put into the design."""
    library, folder = library_of(options), Path(options.repository)
    if library is None:
        return HAS_ERRORS
    if not folder.is_dir():
        sys.stderr.write(f"planner catalog: {options.repository} is not a folder\n")
        return WRONG_USAGE
    from planner.rules.detection import detect_stacks

    found = detect_stacks(library.stacks, lambda name: _start_of(folder / name))
    for stack in found:
        sys.stdout.write(f"stack: {{language: {stack.language}, framework: {stack.id}}}  # {stack.title}\n")
    if not found:
        sys.stderr.write(f"planner catalog: {options.repository} shows none of {len(library.stacks)} known stacks\n")
    return DONE


_MOST = 1_000_000


def _start_of(file: Path) -> str | None:
    """The beginning of a file: a manifest is small, and what is not cannot be one."""
    try:
        with file.open("rb") as stream:
            return stream.read(_MOST).decode("utf-8", "replace")
    except OSError:
        return None


_RUNS = {"detect": _detect, "list": _list, "show": _show, "check": _check, "docs": _docs, "facts": _facts}
