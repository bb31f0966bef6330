"""`planner schema`: the JSON Schema of the design language, or of an output."""

from __future__ import annotations

import json
import sys

from planner.cli.arguments import parser


def run(arguments: list[str]) -> int:
    """Prints one schema."""
    line = parser("schema", "Prints a JSON Schema (2020-12) for editors and for programs that read the outputs.")
    line.add_argument(
        "--of", choices=("design", "plan", "build-order", "risks", "manifest"), default="design", help="of what"
    )
    options = line.parse_args(arguments)
    if options.of == "design":
        from planner.read.schema import design_schema

        schema = design_schema()
    else:
        from planner.emit.schemas import output_schema

        schema = output_schema(options.of)
    json.dump(schema, sys.stdout, indent=2, ensure_ascii=False)
    sys.stdout.write("\n")
    return 0
