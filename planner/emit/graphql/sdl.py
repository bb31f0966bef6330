"""SDL out of the neutral contract: types, connections, inputs, queries and mutations."""

from __future__ import annotations

import json
from collections.abc import Iterator

from planner.model.api import Member, Operation, OperationKind, Payload, Shape
from planner.model.design import FieldType, TypeKind
from planner.model.plan import Plan
from planner.naming import Taken, camel, constant, pascal, snake

_K = TypeKind
SCALARS = {
    "DateTime": "An instant, ISO 8601 in UTC.",
    "Date": "A calendar day.",
    "Decimal": "An exact number as a string of digits.",
    "JSON": "Any JSON object.",
    "BigInt": "A whole number beyond 32 bits, as a string of digits.",
}
_TYPES = {
    _K.UUID: "ID",
    _K.INT: "Int",
    _K.BIGINT: "BigInt",
    _K.DECIMAL: "Decimal",
    _K.MONEY: "Decimal",
    _K.FLOAT: "Float",
    _K.BOOL: "Boolean",
    _K.DATE: "Date",
    _K.TIMESTAMP: "DateTime",
    _K.JSON: "JSON",
    _K.POINT: "JSON",
}
_MUTATIONS = frozenset(
    {
        OperationKind.CREATE,
        OperationKind.SIGN_UP,
        OperationKind.UPDATE,
        OperationKind.DELETE,
        OperationKind.ACTION,
        OperationKind.LINK_ADD,
        OperationKind.LINK_REMOVE,
        OperationKind.SIGN_IN,
        OperationKind.REFRESH,
        OperationKind.SIGN_OUT,
        OperationKind.RESET_REQUEST,
        OperationKind.RESET_CONFIRM,
    }
)
_QUERIES = frozenset(
    {
        OperationKind.LIST,
        OperationKind.GET,
        OperationKind.QUERY,
        OperationKind.ME,
        OperationKind.LINK_LIST,
        OperationKind.JOB,
    }
)
MAX_DEPTH, MAX_COST, PAGE_COST = 8, 1000, 10
_RESERVED = (
    "Query",
    "Mutation",
    "Subscription",
    "Int",
    "Float",
    "String",
    "Boolean",
    "ID",
    "PageInfo",
    "UserError",
    "Access",
    *SCALARS,
)


def sdl(plan: Plan) -> str:
    """The whole schema."""
    return "\n\n".join(part for part in _Schema(plan).parts() if part)


class _Schema:
    """Names of types, and the parts that were asked for."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.taken = Taken(_RESERVED)
        self.types = {
            p.name: self.taken.claim(
                p.name if p.purpose not in ("create", "update", "input") else f"{p.name}Input", p.id
            )
            for p in plan.api.payloads
        }
        self.enums: dict[str, tuple[str, tuple[str, ...]]] = {}
        self.rows: dict[str, None] = {}

    def parts(self) -> Iterator[str]:
        """In reading order; enums last, when all are known."""
        queries = [self._query(o) for o in self.plan.api.operations if o.kind in _QUERIES]
        mutations = [self._mutation(o) for o in self.plan.api.operations if o.kind in _MUTATIONS]
        payloads = [self._payload(p) for p in self.plan.api.payloads if p.name != "Health"]
        results = [self._result(o) for o in self.plan.api.operations if o.kind in _MUTATIONS]
        connections = [self._connection(name) for name in self.rows]
        yield "# " + " ".join(
            f"{self.plan.design.summary or self.plan.design.name} Queries deeper than {MAX_DEPTH} levels or dearer than {MAX_COST} points are refused; a page costs {PAGE_COST} points and its rows one each.".split()
        )
        yield "directive @cost(value: Int!) on FIELD_DEFINITION"
        yield "directive @access(callers: [String!]!) on FIELD_DEFINITION"
        yield from (f"{_text(says, '')}scalar {name}" for name, says in SCALARS.items())
        yield "type Query {\n" + "\n".join(queries or ['  "Whether the process lives."\n  health: String!']) + "\n}"
        if mutations:
            yield "type Mutation {\n" + "\n".join(mutations) + "\n}"
        yield '"One thing that was wrong with a request."\ntype UserError {\n  "Path of the member."\n  field: [String!]\n  "A word programs can rely on."\n  code: String!\n  "What was wrong, for people."\n  message: String!\n}'
        if self.rows:
            yield '"Where a page ends."\ntype PageInfo {\n  hasNextPage: Boolean!\n  endCursor: String\n}'
        yield from payloads
        yield from connections
        yield from results
        yield from (self._enum(name, values) for name, values in self.enums.values())

    def _enum(self, name: str, values: tuple[str, ...]) -> str:
        taken = Taken(("TRUE", "FALSE", "NULL"))
        rows = "\n".join(f"  {taken.claim(_value(v), v)}" for v in values)
        return f"enum {name} {{\n{rows}\n}}"

    def _payload(self, p: Payload) -> str:
        kind = "input" if p.purpose in ("create", "update", "input") else "type"
        fields = [self._field(m, p, kind == "input") for m in p.members]
        return f"{_text(p.says, '')}{kind} {self.types[p.name]} {{\n" + "\n".join(fields or ["  ok: Boolean"]) + "\n}"

    def _field(self, m: Member, owner: Payload, is_input: bool) -> str:
        required = m.required and not m.nullable and not m.visible_to
        return f"{_text(m.says, '  ')}  {camel(m.name)}: {self._type(m, owner.name, is_input)}{'!' if required else ''}"

    def _type(self, m: Member, owner: str, is_input: bool) -> str:
        if m.shape is Shape.PAYLOAD:
            name = self.types.get(m.payload or "", "JSON")
            return f"[{name}!]" if m.many else name
        if m.shape in (Shape.ID, Shape.REFERENCE) and m.type is None:
            return "ID"
        if m.shape is Shape.TIMESTAMP:
            return "DateTime"
        if m.shape is Shape.INTEGER:
            return "Int"
        if m.shape is Shape.FLAG:
            return "Boolean"
        if m.shape in (Shape.FILE, Shape.UPLOAD):
            return "JSON"
        if m.type is None and m.values:
            return self._named_enum(f"{owner}{pascal(m.name)}", m.values)
        return self._field_type(m.type, m, owner) if m.type is not None else "String"

    def _field_type(self, kind: FieldType, m: Member, owner: str) -> str:
        if kind.kind is _K.ENUM:
            base = (
                pascal(kind.name)
                if kind.name
                else f"{owner.removesuffix('Create').removesuffix('Update')}{pascal(m.name)}"
            )
            return self._named_enum(base, m.values or kind.values)
        if kind.kind is _K.LIST and kind.item is not None:
            return f"[{self._field_type(kind.item, m, owner)}!]"
        return _TYPES.get(kind.kind, "String")

    def _named_enum(self, name: str, values: tuple[str, ...]) -> str:
        if name not in self.enums:
            self.enums[name] = (self.taken.claim(name, f"enum.{name}"), values)
        return self.enums[name][0]

    def _arguments(self, o: Operation) -> list[str]:
        found: list[str] = []
        for p in o.parameters:
            if p.purpose in ("cursor", "limit", "offset"):
                continue
            kind = self._type(p.member, pascal(o.name), True)
            found.append(f"{camel(p.name)}: {kind}{'!' if p.required else ''}")
        if o.kind in (OperationKind.LIST, OperationKind.LINK_LIST):
            found += ["first: Int = 20", "after: String"]
        if o.request is not None:
            found.append(f"input: {self.types[o.request]}!")
        if o.if_match:
            found.append("version: Int!")
        return list(dict.fromkeys(found))

    def _head(self, o: Operation) -> str:
        arguments = self._arguments(o)
        return f"{_text(o.summary + '. ' + o.description, '  ')}  {camel(o.name)}{'(' + ', '.join(arguments) + ')' if arguments else ''}"

    def _query(self, o: Operation) -> str:
        row = self.types.get(o.response or "", "JSON")
        if o.many and o.page is not None:
            self.rows[row] = None
            kind = f"{row}Connection!"
        else:
            kind = f"[{row}!]!" if o.many else row
        return f"{self._head(o)}: {kind} @cost(value: {PAGE_COST if o.many else 1}){_access(o)}"

    def _mutation(self, o: Operation) -> str:
        return f"{self._head(o)}: {pascal(o.name)}Result! @cost(value: {PAGE_COST}){_access(o)}"

    def _result(self, o: Operation) -> str:
        row = self.types.get(o.response or "")
        body = f"  {camel(snake(row))}: {row}\n" if row else "  done: Boolean!\n"
        return f"type {pascal(o.name)}Result {{\n{body}  errors: [UserError!]!\n}}"

    def _connection(self, row: str) -> str:
        return (
            f"type {row}Connection {{\n  edges: [{row}Edge!]!\n  nodes: [{row}!]!\n  pageInfo: PageInfo!\n}}\n\n"
            f"type {row}Edge {{\n  cursor: String!\n  node: {row}!\n}}"
        )


def _access(o: Operation) -> str:
    callers = list(dict.fromkeys(s.role for s in o.security.scopes)) or ["nobody"]
    return f" @access(callers: {json.dumps(callers)})"


def _value(text: str) -> str:
    return constant(text)


def _text(text: str, indent: str) -> str:
    """A description line; JSON string rules are GraphQL's."""
    return f"{indent}{json.dumps(' '.join(text.split()), ensure_ascii=False)}\n" if text.strip() else ""
