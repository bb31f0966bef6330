"""The contract: valid, examples that validate, nothing server-owned in a request, one model in every artifact."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from openapi_spec_validator import validate

from planner import make_bundle, make_plan, read_design
from planner.emit.options import EmitOptions
from planner.model.api import OperationKind
from planner.model.plan import Plan
from planner.naming import pascal
from planner.read.design import read_design_text

ROOT = Path(__file__).parents[2]
DESIGNS = (*sorted((ROOT / "examples").glob("*.yaml")), *sorted((ROOT / "tests/cases").glob("*/design.yaml")))
each_design = pytest.mark.parametrize("design", DESIGNS, ids=lambda p: p.parent.name if p.stem == "design" else p.stem)


def plan_of(design: Path) -> Plan:
    """The plan of a design."""
    plan = make_plan(read_design(design)).plan
    assert plan is not None
    return plan


def files_of(design: Path, **options: Any) -> dict[str, bytes]:
    """Path -> bytes of the bundle."""
    return {a.path: a.content for a in make_bundle(plan_of(design), EmitOptions(**options))}


def loaded(text: bytes | str) -> Any:
    """What YAML says; read by libyaml, for contracts are long."""
    return yaml.load(text, yaml.CSafeLoader)


@each_design
@pytest.mark.parametrize("version", ["3.1", "3.0"])
def test_openapi_is_valid(design: Path, version: str) -> None:
    text = files_of(design, openapi=version).get("openapi.yaml")
    if text is None:
        assert plan_of(design).settings.api_style != "rest"
        return
    document = loaded(text)
    assert document["openapi"].startswith(version)
    validate(document)


@each_design
def test_examples_validate(design: Path) -> None:
    text = files_of(design).get("openapi.yaml")
    if text is None:
        return
    document = loaded(text)
    found = 0
    for media in _media(document):
        if "example" in media:
            schema = {**media["schema"], "components": document["components"]}
            jsonschema.validate(media["example"], schema, cls=jsonschema.Draft202012Validator)
            found += 1
    assert found > 5


def _media(node: Any) -> list[dict[str, Any]]:
    if isinstance(node, dict):
        own = (
            [m for m in node["content"].values() if isinstance(m, dict)]
            if isinstance(node.get("content"), dict)
            else []
        )
        return own + [m for v in node.values() for m in _media(v)]
    return [m for v in node for m in _media(v)] if isinstance(node, list) else []


@each_design
def test_no_request_carries_what_the_server_owns(design: Path) -> None:
    plan = plan_of(design)
    for payload in plan.api.payloads:
        if payload.purpose not in ("create", "update") or payload.entity is None:
            continue
        entity = plan.domain.entities[payload.entity]
        names = {m.name for m in payload.members}
        owned = {f.name for f in entity.fields if f.readonly or f.computed is not None} | {
            m.field for m in entity.machines
        }
        assert not names & owned, payload.name
        assert not names & {"id", "created_at", "updated_at", "version"}, payload.name
        tenant = plan.domain.tenant_root
        if tenant and entity.tenant_scoped:
            assert f"{tenant.lower()}_id" not in names


@each_design
def test_nothing_secret_is_returned(design: Path) -> None:
    plan = plan_of(design)
    for payload in plan.api.payloads:
        if payload.purpose == "read" and payload.entity:
            kinds = {m.type.kind.value for m in payload.members if m.type}
            assert not kinds & {"password", "secret"}


@each_design
def test_payload_members_are_stored_or_derived(design: Path) -> None:
    plan = plan_of(design)
    for payload in plan.api.payloads:
        if payload.purpose != "read" or payload.entity is None:
            continue
        table = next(t for t in plan.database.tables if t.entity == payload.entity and t.kind == "entity")
        columns = {c.name for c in table.columns} | {c.field for c in table.columns}
        for member in payload.members:
            stored = member.column in columns or any(str(c).startswith(f"{member.column}_") for c in columns)
            assert stored or member.derived or member.shape.value == "reference", f"{payload.name}.{member.name}"


@each_design
def test_every_foreign_key_has_an_index(design: Path) -> None:
    for table in plan_of(design).database.tables:
        paths = [
            table.primary_key,
            *(u.columns for u in table.uniques),
            *(tuple(c.name for c in i.columns) for i in table.indexes),
        ]
        for key in table.foreign_keys:
            wanted = {key.columns, tuple(c for c in key.columns if c != table.tenant_column) or key.columns}
            assert any(path[: len(w)] == w for path in paths for w in wanted), f"{table.name}.{key.name}"


@each_design
def test_transitions_are_in_contract_schema_and_order(design: Path) -> None:
    plan = plan_of(design)
    made = {id for step in plan.work.steps for id in step.makes}
    for operation in plan.api.operations:
        if operation.kind is OperationKind.ACTION and operation.transition is not None:
            assert operation.id in made
            guards = [
                g
                for t in plan.database.tables
                if t.entity == operation.entity
                for g in t.triggers
                if g.kind == "guard_state"
            ]
            moves = {m for g in guards for m in g.moves}
            assert {(s, operation.transition.target) for s in operation.transition.sources} <= moves


@each_design
def test_every_operation_is_made_by_one_step(design: Path) -> None:
    plan = plan_of(design)
    made = [id for step in plan.work.steps for id in step.makes if id.startswith("op.")]
    assert len(made) == len(set(made))
    left = {o.id for o in plan.api.operations} - set(made)
    assert not {o for o in left if not o.startswith(("op.job.",))}, left


@each_design
def test_enums_are_the_same_everywhere(design: Path) -> None:
    plan, files = plan_of(design), files_of(design)
    for name, enum in plan.domain.enums.items():
        checks = [
            c.predicate.values
            for t in plan.database.tables
            for c in t.checks
            if enum.path in c.because and hasattr(c.predicate, "values")
        ]
        assert all(values == enum.values for values in checks)
        if "openapi.yaml" in files:
            schema = loaded(files["openapi.yaml"])["components"]["schemas"].get(pascal(name))
            assert schema is None or tuple(schema["enum"]) == enum.values


def test_a_buyer_cannot_mark_an_order_as_paid() -> None:
    plan = plan_of(ROOT / "examples/bookshop.yaml")
    paying = [o for o in plan.api.operations if o.transition is not None and o.transition.target == "paid"]
    assert paying == []
    webhook = next(o for o in plan.api.operations if o.kind is OperationKind.WEBHOOK)
    assert webhook.security.scheme == "signature"
    assert not webhook.security.public


@pytest.mark.parametrize("style", ["graphql", "grpc"])
def test_other_styles(style: str, tmp_path: Path) -> None:
    design = tmp_path / "shop.yaml"
    design.write_text((ROOT / "examples/bookshop.yaml").read_text().replace("style: rest", f"style: {style}"))
    files = files_of(design)
    assert "openapi.yaml" not in files
    if style == "graphql":
        from graphql import build_schema, validate_schema

        assert validate_schema(build_schema(files["schema.graphql"].decode())) == []
    else:
        from grpc_tools import protoc

        (tmp_path / "service.proto").write_bytes(files["service.proto"])
        include = str(Path(protoc.__file__).parent / "_proto")
        assert (
            protoc.main(["protoc", f"-I{tmp_path}", f"-I{include}", f"--python_out={tmp_path}", "service.proto"]) == 0
        )


def test_field_numbers_survive_a_new_field(tmp_path: Path) -> None:
    from planner.emit.proto import field_numbers

    design = tmp_path / "shop.yaml"
    text = (ROOT / "examples/bookshop.yaml").read_text().replace("style: rest", "style: grpc")
    design.write_text(text)
    before = field_numbers(plan_of(design), {})
    design.write_text(text.replace("      bio: text\n", "      born: date\n      bio: text\n"))
    after = field_numbers(plan_of(design), before)
    assert after["Author"]["bio"] == before["Author"]["bio"]
    assert after["Author"]["born"] == max(before["Author"].values()) + 1


def test_a_number_is_never_given_to_another_field(tmp_path: Path) -> None:
    from planner.emit.proto import field_numbers

    design = tmp_path / "shop.yaml"
    text = (ROOT / "examples/bookshop.yaml").read_text().replace("style: rest", "style: grpc")
    design.write_text(text)
    before = field_numbers(plan_of(design), {})
    design.write_text(text.replace("      bio: text\n", ""))
    plan = plan_of(design)
    numbers = field_numbers(plan, before)
    file = next(a.content for a in make_bundle(plan, EmitOptions(numbers=numbers)) if a.path == "service.proto")
    message = file.decode().partition("message Author {")[2].partition("}")[0]
    assert f"reserved {before['Author']['bio']};" in message
    assert 'reserved "bio";' in message


@pytest.mark.parametrize("version", ["3.1", "3.0"])
def test_events_that_leave_are_signed_webhooks(version: str) -> None:
    document = loaded(files_of(ROOT / "tests/cases/kitchen-sink/design.yaml", openapi=version)["openapi.yaml"])
    hooks = document["webhooks" if version == "3.1" else "x-webhooks"]
    assert list(hooks) == ["visit.paid.v1"]
    sent = hooks["visit.paid.v1"]["post"]
    assert sent["security"] == [{"webhookSignature": []}]
    schema = document["components"]["schemas"]["VisitPaidEvent"]
    assert schema["required"] == ["id", "type", "version", "occurred_at", "data"]
    assert list(schema["properties"]["data"]["properties"]) == ["id"]


def test_several_values_are_lists_in_the_contract() -> None:
    document = loaded(files_of(ROOT / "tests/cases/kitchen-sink/design.yaml")["openapi.yaml"])
    schemas = document["components"]["schemas"]
    assert schemas["Me"]["properties"]["roles"]["type"] == "array"
    assert schemas["VisitRelabelBulk"]["properties"]["ids"]["items"]["format"] == "uuid"


def test_problem_codes_are_those_of_the_operation() -> None:
    document = loaded(files_of(ROOT / "examples/bookshop.yaml")["openapi.yaml"])
    assert document["paths"]["/authors"]["post"]["x-problems"] == ["idempotency_key_in_use", "idempotency_key_reused"]
    for response in document["components"]["responses"].values():
        for media in response.get("content", {}).values():
            if media["schema"]["$ref"].endswith("/Problem"):
                assert media["example"]["code"] == media["example"]["code"].lower()


def test_rows_lead_to_rows_in_graphql() -> None:
    from graphql import GraphQLObjectType, build_schema

    files = files_of(ROOT / "examples/catalogue-graphql.yaml")
    schema = build_schema(files["schema.graphql"].decode())
    product = schema.type_map["Product"]
    assert isinstance(product, GraphQLObjectType)
    assert str(product.fields["brand"].type) == "Brand"
    assert str(product.fields["variants"].type) == "VariantConnection!"
    assert "ProductListItem" not in schema.type_map, "one type per row, whichever way leads to it"
    statuses = [
        name
        for name, kind in schema.type_map.items()
        if getattr(kind, "values", {}).keys() == {"DRAFT", "LIVE", "RETIRED"}
    ]
    assert statuses == ["ProductStatus"], "each enum once"
    assert "| query | `listProducts` |" in files["PLAN.md"].decode()


def test_a_feed_is_a_stream_over_grpc() -> None:
    file = files_of(ROOT / "tests/cases/grpc/design.yaml")["service.proto"].decode()
    assert "rpc FollowBelt(FollowBeltRequest) returns (stream BeltChange);" in file
    assert "google.protobuf.FieldMask update_mask" in file
    assert "enum ParcelState {" in file


def test_the_envelope_goes_around_every_answer_but_the_probes(tmp_path: Path) -> None:
    text = (ROOT / "examples/bookshop.yaml").read_text(encoding="utf-8")
    enveloped = text.replace("\nchoices:", "\nchoices:\n  errors: envelope\n  response-envelope: envelope", 1)
    (tmp_path / "design.yaml").write_text(enveloped, encoding="utf-8")
    document = loaded(files_of(tmp_path / "design.yaml")["openapi.yaml"])
    schemas = document["components"]["schemas"]
    assert schemas["BookAnswer"]["required"] == ["data"]
    assert schemas["BookAnswer"]["properties"]["data"]["$ref"].endswith("/Book")
    assert schemas["BookPage"]["required"] == ["data", "meta"]
    assert schemas["BookPage"]["properties"]["meta"]["required"] == ["has_more"]
    assert "error" in schemas["Problem"]["properties"]
    for name, response in document["components"]["responses"].items():
        for media in response.get("content", {}).values():
            assert set(media["example"]) <= {"data", "meta", "error"} or name == "HealthBody", name
    sent = document["paths"]["/books"]["post"]["requestBody"]["content"]["application/json"]
    assert sent["schema"]["$ref"].endswith("/BookCreate"), "what is sent has none"


def test_without_the_decision_a_row_is_the_answer() -> None:
    document = loaded(files_of(ROOT / "examples/bookshop.yaml")["openapi.yaml"])
    assert "BookAnswer" not in document["components"]["schemas"]
    assert {"items", "has_more"} <= set(document["components"]["schemas"]["BookPage"]["properties"])


def test_programs_come_with_the_keys_that_the_design_keeps() -> None:
    plan = make_plan(
        read_design_text(
            """
planner: 1
name: Keys
roles: {member: Works., staff: Helps.}
entities:
  Member: {account: member, fields: {email: email required unique, password: password required}, access: {create: public, get: owner}}
  ApiKey:
    owner: member
    fields: {secret: secret required readonly}
    relations: {member: belongs_to Member required}
    access: {create: member, list: staff}
"""
        )
    ).plan
    assert plan is not None
    made = next(a for a in make_bundle(plan) if a.path == "openapi.yaml")
    paths = loaded(made.content)["paths"]
    assert paths["/api-keys"]["post"]["security"] == [{"bearerAuth": []}, {"apiKeyAuth": []}]
    assert paths["/api-keys"]["get"]["security"] == [{"bearerAuth": []}], "staff hold no keys"
    assert paths["/me"]["get"]["security"] == [{"bearerAuth": []}]
