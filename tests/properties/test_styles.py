"""For every design: GraphQL accepts its schema, protoc its services, and numbers stay when the design is planned again."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from graphql import build_schema, validate_schema
from grpc_tools import protoc
from hypothesis import given, settings

from planner import make_bundle
from planner.emit.options import EmitOptions
from planner.emit.proto import field_numbers
from planner.model.plan import Plan
from tests.properties.designs import designs
from tests.properties.test_designs import calm, planned

INCLUDE = Path(protoc.__file__).parent / "_proto"


def contract(plan: Plan, name: str, **options: Any) -> str:
    """One file of the bundle."""
    return next(a.content for a in make_bundle(plan, EmitOptions(**options)) if a.path == name).decode()


def in_style(design: dict[str, Any], style: str) -> Plan | None:
    """The same design with callers who ask in another way."""
    return planned({**design, "stack": {**design.get("stack", {}), "api": {"style": style}}})


@settings(calm, max_examples=25)
@given(designs())
def test_graphql_accepts_every_schema(design: dict[str, Any]) -> None:
    plan = in_style(design, "graphql")
    if plan is not None:
        assert validate_schema(build_schema(contract(plan, "schema.graphql"))) == []


@settings(calm, max_examples=25)
@given(designs())
def test_protoc_accepts_every_service(design: dict[str, Any]) -> None:
    plan = in_style(design, "grpc")
    if plan is None:
        return
    numbers = field_numbers(plan, {})
    assert field_numbers(plan, numbers) == numbers
    assert all(len(set(fields.values())) == len(fields) for fields in numbers.values())
    with TemporaryDirectory() as folder:
        (Path(folder) / "service.proto").write_text(contract(plan, "service.proto", numbers=numbers))
        assert protoc.main(["protoc", f"-I{folder}", f"-I{INCLUDE}", f"--python_out={folder}", "service.proto"]) == 0
