"""Writes the pages of docs/ that follow from the code: codes, keys of the language, commands, schemas, catalogs.

`make docs` runs it; a test holds the pages to what it would write.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest.mock import patch

from planner.cli.main import COMMANDS
from planner.codes import all_codes
from planner.emit.catalog import pages as catalog_pages
from planner.emit.schemas import output_schema
from planner.read.schema import design_schema
from planner.rules.facts import FACTS
from planner.rules.library import NOUNS, Library

DOCS = Path(__file__).resolve().parent
OUTPUTS = ("plan", "build-order", "risks", "manifest")
FAMILIES = {
    "SYN": "The text of the file",
    "DES": "The design language",
    "REF": "References between parts",
    "MOD": "The model as a whole",
    "DB": "What a database does another way",
    "API": "The contract",
    "WORK": "The order of work",
    "IO": "Files and the bundle",
    "CFG": "The settings of a project",
    "CAT": "Catalogs",
    "RSK": "Findings and their tracking",
    "CON": "Contradictions",
}
WRITTEN = "<!-- written by `make docs` -->\n\n"


class Shown(Exception):
    """Carries a command's parser out of the command."""

    def __init__(self, parser: argparse.ArgumentParser) -> None:
        self.parser = parser


def pages() -> dict[str, str]:
    """Every generated page by its path under docs/."""
    found = {
        "reference/codes.md": "".join(codes()),
        "reference/language.md": "".join(language()),
        "reference/commands.md": "".join(commands()),
        "reference/schemas/design.json": as_json(design_schema()),
    }
    found |= {f"reference/schemas/{name}.json": as_json(output_schema(name)) for name in OUTPUTS}
    library = Library()
    items = {name: library.items(name) for name in NOUNS}
    return found | {f"catalog/{path}": text for path, text in catalog_pages(items, tuple(FACTS.values()))}


def as_json(schema: dict[str, Any]) -> str:
    """As `planner schema` prints it."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def cell(text: str) -> str:
    """Text inside a table."""
    return " ".join(text.split()).replace("|", "\\|")


def coded(text: str) -> str:
    """A code span inside a table; one that holds a backtick needs two around it."""
    marks = "``" if "`" in text else "`"
    gap = " " if marks == "``" else ""
    return cell(f"{marks}{gap}{text}{gap}{marks}")


def codes() -> Iterator[str]:
    """The diagnostics, by family."""
    yield "# Diagnostic codes\n\n" + WRITTEN
    yield "Every problem is told as `path:line:column: severity CODE message`, with a way out.\n"
    family = ""
    for code in all_codes():
        head = code.code.rstrip("0123456789")
        if head != family:
            family = head
            yield f"\n## {FAMILIES[head]} ({head})\n\n| code | what | why it matters | example |\n| --- | --- | --- | --- |\n"
        example = coded(code.example.replace("\n", " ⏎ ")) if code.example else ""
        yield f"| {code.code} | {cell(code.title)} | {cell(code.why)} | {example} |\n"


def language() -> Iterator[str]:
    """The keys of the design language, top first, then each part."""
    schema = design_schema()
    parts = schema["$defs"]
    yield "# The design language, key by key\n\n" + WRITTEN
    yield (
        "Any key may be left out, which means that it is not known yet; `unknown` says the same out loud. Keys that "
        "start with `x-` are yours. How values are written: [writing](../writing.md). The same as a JSON Schema for editors: "
        "[design.json](schemas/design.json).\n"
    )
    yield from table("At the top", schema["properties"])
    for name, part in parts.items():
        if part.get("properties"):
            yield from table(name, part["properties"])
    yield "\n## Values\n\n| kind | what it is |\n| --- | --- |\n"
    for name, part in parts.items():
        if not part.get("properties") and (says := said(part)):
            yield f"| {spoken(name)} | {cell(says)} |\n"


def said(part: dict[str, Any]) -> str:
    """The description of a part or of its first form."""
    return str(
        part.get("description") or next((o["description"] for o in part.get("anyOf", ()) if "description" in o), "")
    )


def table(title: str, properties: dict[str, Any]) -> Iterator[str]:
    """One part and its keys."""
    yield f"\n## {title.replace('-', ' ')}\n\n| key | value | what it says |\n| --- | --- | --- |\n"
    for key, value in properties.items():
        yield f"| `{key}` | {cell(kind(value))} | {cell(said(value))} |\n"


def kind(value: Any) -> str:
    """What a value may be, in a few words."""
    if not isinstance(value, dict):
        return "anything"
    if "$ref" in value:
        name = value["$ref"].rpartition("/")[2]
        return f"[{spoken(name)}](#{name})" if design_parts()[name].get("properties") else spoken(name)
    if "enum" in value:
        return ", ".join(coded(str(word)) for word in value["enum"])
    if "const" in value:
        return coded(str(value["const"]))
    if "anyOf" in value:
        forms = dict.fromkeys(kind(o) for o in value["anyOf"] if o != {"const": "unknown"})
        return " or ".join(forms)
    if value.get("type") == "array":
        return f"a list of: {kind(value.get('items', {}))}"
    if value.get("type") == "object":
        return f"by name: {kind(value.get('additionalProperties'))}"
    of = value.get("type", "anything")
    return {"integer": "a whole number", "boolean": "`true` or `false`", "string": "a text", "number": "a number"}.get(
        of if isinstance(of, str) else "", "a value"
    )


@cache
def design_parts() -> dict[str, Any]:
    """The named parts of the language's schema."""
    found: dict[str, Any] = design_schema()["$defs"]
    return found


def spoken(name: str) -> str:
    """The name of a kind of value as words."""
    return name.replace("-", " ")


def commands() -> Iterator[str]:
    """Every command with its arguments."""
    yield "# Commands\n\n" + WRITTEN
    yield "| command | what it does |\n| --- | --- |\n"
    for name, says in COMMANDS.items():
        yield f"| [`planner {name}`](#planner-{name}) | {cell(says)} |\n"
    yield (
        "\nExit status: 0 done; 1 the design has errors (or `check` found what `--fail-on` names); 2 wrong usage; "
        "3 refused to overwrite, or locked; 4 an outside tool or database failed.\n"
    )
    for name in COMMANDS:
        yield from arguments(parser_of(name), 2)


def parser_of(name: str) -> argparse.ArgumentParser:
    """The parser that a command makes before it does anything."""

    def show(parser: argparse.ArgumentParser, *_: object, **__: object) -> None:
        raise Shown(parser)

    with patch.object(argparse.ArgumentParser, "parse_args", show):
        try:
            import_module(f"planner.cli.{name}").run([])
        except Shown as shown:
            return shown.parser
    raise AssertionError(f"planner {name} takes no arguments")


def arguments(parser: argparse.ArgumentParser, depth: int) -> Iterator[str]:
    """A heading, what it does, a table of what it takes; then the commands inside it."""
    yield f"\n{'#' * depth} {parser.prog}\n\n{parser.description or ''}\n"
    inner: list[argparse.ArgumentParser] = []
    rows = ""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            inner += action.choices.values()
        elif action.dest != "help":
            rows += f"| {', '.join(map(coded, typed(action)))} | {cell(action.help or '')} |\n"
    if rows:
        yield f"\n| argument | what it means |\n| --- | --- |\n{rows}"
    for part in inner:
        yield from arguments(part, depth + 1)


def typed(action: argparse.Action) -> list[str]:
    """How it is written, with the value it takes."""
    words = "|".join(map(str, action.choices)) if action.choices else ""
    value = action.metavar if isinstance(action.metavar, str) else words or action.dest.upper()
    if not action.option_strings:
        return [value]
    return [f"{option} {value}" if action.nargs != 0 else option for option in action.option_strings]


def main() -> None:
    """Writes what differs, and takes away pages that nothing writes any more."""
    wanted = pages()
    for folder in ("reference", "catalog"):
        for path in sorted((DOCS / folder).rglob("*")):
            if path.is_file() and path.relative_to(DOCS).as_posix() not in wanted:
                path.unlink()
    for name, text in wanted.items():
        path = DOCS / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    sys.stdout.write(f"{len(wanted)} pages\n")


if __name__ == "__main__":
    main()
