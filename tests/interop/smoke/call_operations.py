"""`call_operations.py MODULE DOCUMENT.json`: imports a generated FastAPI app and calls every operation once.

Handlers are stubs, so any answer will do; an exception out of the framework, or a refusal of the document's
own example, means that the generated signatures cannot work.
"""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path

from fastapi.exceptions import ResponseValidationError
from fastapi.testclient import TestClient

VERBS = ("get", "post", "put", "patch", "delete")
SAMPLES = {"number": 1, "boolean": "true"}
UUID = "3fa85f64-5717-4562-b3fc-2c963f66afa6"


def follow(document: dict, node: dict) -> dict:
    """The node a chain of references ends at."""
    while "$ref" in node:
        target = document
        for key in node["$ref"][2:].split("/"):
            target = target[key.replace("~1", "/").replace("~0", "~")]
        node = target
    return node


def sample(document: dict, parameter: dict) -> object:
    """A value of a parameter: the document's own where it gives one."""
    schema = follow(document, parameter.get("schema", {}))
    given = (parameter.get("example"), schema.get("example"), *schema.get("examples", ()), schema.get("default"))
    for value in (*given, *schema.get("enum", ())):
        if value is not None:
            return value
    if schema.get("type") == "integer":
        return max(1, schema.get("minimum", 1))
    return UUID if schema.get("maxLength") == len(UUID) else SAMPLES.get(schema.get("type"), "x")


def call(client: TestClient, document: dict, path: str, verb: str, item: dict) -> str:
    """Calls one operation; what is wrong with it, or nothing."""
    operation = item[verb]
    parameters = [follow(document, p) for p in (*item.get("parameters", ()), *operation.get("parameters", ()))]
    values = {(p["in"], p["name"]): str(sample(document, p)) for p in parameters}
    url = path
    for (where, name), value in values.items():
        url = url.replace("{" + name + "}", value) if where == "path" else url
    query = {name: value for (where, name), value in values.items() if where == "query"}
    headers = {name: value for (where, name), value in values.items() if where == "header"}
    content = follow(document, operation.get("requestBody", {})).get("content", {})
    media = next(iter(content.values()), {})
    body = media.get("example", next((e["value"] for e in media.get("examples", {}).values() if "value" in e), None))
    try:
        answer = client.request(
            verb.upper(), url, params=query, json=body, headers={**headers, "Authorization": "Bearer token"}
        )
    except ResponseValidationError:
        return ""  # the stub's None is refused on the way out: that is the stub
    except Exception as problem:
        return f"{verb.upper()} {url}: {type(problem).__name__}: {problem}"
    if answer.status_code == 422 and body is not None:
        return f"{verb.upper()} {url}: the document's own example is refused: {answer.text[:300]}"
    return ""


def main(module: str, file: str) -> None:
    """Calls them all."""
    app = importlib.import_module(module).app
    document = json.loads(Path(file).read_text(encoding="utf-8"))
    client = TestClient(app)
    app.openapi()
    wrong = [
        call(client, document, path, verb, item)
        for path, item in document["paths"].items() for verb in VERBS if verb in item
    ]  # fmt: skip
    found = [text for text in wrong if text]
    print(f"{len(wrong)} operations called")
    if found:
        sys.exit("\n".join(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
