"""The judges of a bundle's files: digests, JSON Schemas, the contract's validator. A verdict each; none raises."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path
from typing import Literal, TypeAlias

from msgspec import Struct

from planner.workspace import status_of

State: TypeAlias = Literal["ok", "changed", "failed", "skipped", "missing"]
_INSTALL = "install planner-compiler[verify]"
_DATA = (
    ("plan.json", "plan"),
    ("build-order.json", "build-order"),
    ("risks.json", "risks"),
    ("manifest.json", "manifest"),
)
_MOST = 5


class Verdict(Struct, frozen=True):
    """What one judge says. `changed`: a person edited the bundle; `missing`: the judge is not installed."""

    judge: str
    state: State
    says: str


def judge_files(folder: Path) -> Verdict:
    """Every file of the manifest is as it was written."""
    states = status_of(folder)
    changed = [f"{s.path} is {s.state}" for s in states if s.state != "unchanged"]
    more = f" and {len(changed) - _MOST} more" if len(changed) > _MOST else ""
    says = "; ".join(changed[:_MOST]) + more or f"{len(states)} files as written"
    return Verdict("files", "changed" if changed else "ok", says)


def judge_data(folder: Path) -> Verdict:
    """The JSON outputs meet the schemas that `planner schema --of` prints."""
    if find_spec("jsonschema") is None:
        return Verdict("schemas", "missing", _INSTALL)
    found = [(name, of) for name, of in _DATA if (folder / name).is_file()]
    for name, of in found:
        wrong = _against_schema(folder / name, of)
        if wrong:
            return Verdict("schemas", "failed", f"{name}: {wrong}")
    return Verdict("schemas", "ok", f"{', '.join(name for name, _ in found)} meet their schemas")


def _against_schema(path: Path, of: str) -> str:
    from jsonschema import Draft202012Validator

    from planner.emit.schemas import output_schema

    try:
        data = json.loads(path.read_bytes())
    except ValueError as error:
        return f"no JSON: {error}"
    wrong = next(iter(Draft202012Validator(output_schema(of)).iter_errors(data)), None)
    return f"{'/'.join(map(str, wrong.absolute_path))} {wrong.message}"[:300] if wrong is not None else ""


def judge_contract(folder: Path) -> Verdict:
    """openapi-spec-validator on every OpenAPI document; services have one each."""
    documents = sorted(folder.rglob("openapi.yaml"))
    if not documents:
        return Verdict("contract", "skipped", "the bundle has no openapi.yaml; its style has judges of its own")
    if find_spec("openapi_spec_validator") is None:
        return Verdict("contract", "missing", _INSTALL)
    for document in documents:
        wrong = _validated(document)
        if wrong:
            return Verdict("contract", "failed", f"{document.relative_to(folder)}: {wrong}")
    return Verdict("contract", "ok", f"{', '.join(str(d.relative_to(folder)) for d in documents)} valid")


def _validated(document: Path) -> str:
    import yaml
    from openapi_spec_validator import validate

    try:
        validate(yaml.safe_load(document.read_text(encoding="utf-8")))
    except Exception as error:  # the validator raises many kinds; each is a verdict here
        return str(error).split("\n", 1)[0][:300] or type(error).__name__
    return ""
