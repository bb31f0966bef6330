"""`examples_through_models.py MODULE DOCUMENT.json`: the document's own examples must pass the generated models."""

from __future__ import annotations

import importlib
import json
import pkgutil
import sys
from collections.abc import Iterator
from pathlib import Path


def models(name: str) -> dict[str, type]:
    """Every pydantic class of a module or package, by name."""
    top = importlib.import_module(name)
    below = pkgutil.walk_packages(getattr(top, "__path__", ()), f"{name}.")
    modules = [top, *(importlib.import_module(m.name) for m in below)]
    return {key: value for m in modules for key, value in vars(m).items() if hasattr(value, "model_validate_json")}


def examples(node: object) -> Iterator[tuple[str, object]]:
    """Schema names and the examples given beside them."""
    if isinstance(node, list):
        for value in node:
            yield from examples(value)
    elif isinstance(node, dict):
        schema = node.get("schema")
        name = str(schema.get("$ref", "")).rpartition("/")[2] if isinstance(schema, dict) else ""
        if name:
            yield from ((name, node["example"]) for _ in range("example" in node))
            named = node.get("examples")
            values = named.values() if isinstance(named, dict) else ()
            yield from ((name, e["value"]) for e in values if isinstance(e, dict) and "value" in e)
        for value in node.values():
            yield from examples(value)


def main(module: str, file: str) -> None:
    """Tries them all; the first refusal ends it."""
    classes = models(module)
    document = json.loads(Path(file).read_text(encoding="utf-8"))
    tried = 0
    for name, value in examples({key: document.get(key) for key in ("paths", "components")}):
        if name not in classes:
            continue
        try:
            classes[name].model_validate_json(json.dumps(value))
        except Exception as problem:
            sys.exit(f"model {name} refuses the document's example: {type(problem).__name__}: {problem}")
        tried += 1
    print(f"{tried} examples through the models")


if __name__ == "__main__":
    main(*sys.argv[1:])
