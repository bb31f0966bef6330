"""Operations as OpenAPI path items; bodies and answers by reference, so that the file stays readable."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from planner.emit.openapi.components import ERRORS, SCHEMES, SIGNATURE, headers
from planner.emit.openapi.examples import Examples
from planner.emit.openapi.schemas import Schema, Version, member_schema, parameter_schema, reference
from planner.model.api import Member, Operation, Parameter, Scope, Shape
from planner.model.decisions import Settings
from planner.naming import Taken, pascal

_SHARED = frozenset({"key", "cursor", "limit", "offset"})


class Writer:
    """Writes operations and gathers the components they come to use."""

    def __init__(self, settings: Settings, version: Version, examples: Examples, tags: dict[str, str]) -> None:
        self.settings = settings
        self.version = version
        self.examples = examples
        self.tags = tags
        self.parameters: dict[str, Schema] = {}
        self.responses: dict[str, Schema] = {}
        self.schemas: dict[str, Schema] = {}
        self.statuses: set[int] = set()
        self.headers: set[str] = set()
        self.schemes: dict[str, Schema] = {}
        self._names = Taken()
        self._pages = Taken(examples.names)

    def operation(self, o: Operation) -> Schema:
        """One operation."""
        found: Schema = {
            "operationId": o.name,
            "summary": o.summary,
            "description": o.description or f"{o.summary}.",
            "tags": [self.tags[o.resource]],
            "security": self._security(o),
        }
        parameters = [self._parameter(p) for p in o.parameters] + self._header_parameters(o)
        if parameters:
            found["parameters"] = parameters
        if o.request is not None:
            found["requestBody"] = {
                "required": True,
                "description": f"{o.request} to send.",
                "content": {
                    "application/json": {
                        "schema": reference("schemas", o.request),
                        "example": self.examples.payload(o.request),
                    }
                },
            }
        found["responses"] = {str(o.success): self._success(o), **self._errors(o)}
        found |= self._extensions(o)
        return found

    def _security(self, o: Operation) -> list[Schema]:
        if o.security.scheme == "signature":
            self.schemes[SIGNATURE[0]] = SIGNATURE[1]
            return [{SIGNATURE[0]: []}]
        name, scheme = SCHEMES[self.settings.auth]
        signed = any(s.role != "public" for s in o.security.scopes)
        if signed or not o.security.public:
            self.schemes[name] = scheme
        if not o.security.public:
            return [{name: []}]
        return [{}, {name: []}] if signed else [{}]

    def _parameter(self, p: Parameter) -> Schema:
        said: Schema = {
            "name": p.name,
            "in": p.place,
            "required": p.required,
            "description": p.member.says or f"{p.name}.",
        }
        schema = parameter_schema(p.member, self.version)
        example = self._example(p, schema)
        whole = {**said, "schema": schema, **({"example": example} if example is not None else {})}
        if p.purpose not in _SHARED:
            return whole
        name = pascal(p.name)
        known = self.parameters.setdefault(name, whole)
        return reference("parameters", name) if known == whole else whole

    def _example(self, p: Parameter, schema: Schema) -> Any:
        if p.purpose == "key":
            return self.examples.member(p.member)
        return None

    def _header_parameters(self, o: Operation) -> list[Schema]:
        found: list[Schema] = []
        if o.idempotency_key:
            self.parameters.setdefault(
                "IdempotencyKey",
                {
                    "name": "Idempotency-Key",
                    "in": "header",
                    "required": False,
                    "description": "The same key with the same body answers the stored answer; with another body 422.",
                    "schema": {"type": "string", "minLength": 8, "maxLength": 128, "pattern": "^[A-Za-z0-9_-]+$"},
                    "example": "8f14e45f-ceea-4671",
                },
            )
            found.append(reference("parameters", "IdempotencyKey"))
        if o.if_match:
            self.parameters.setdefault(
                "IfMatch",
                {
                    "name": "If-Match",
                    "in": "header",
                    "required": False,
                    "description": "The ETag that was read; without it the answer is 428, with a stale one 412.",
                    "schema": {"type": "string", "maxLength": 64, "pattern": "^\\S{1,64}$"},
                    "example": '"3"',
                },
            )
            found.append(reference("parameters", "IfMatch"))
        return found

    def _success(self, o: Operation) -> Schema:
        extra = (*(["Location"] if o.success == 201 or o.is_async else []), *(["ETag"] if o.etag else []))
        if o.response is None:
            return self.empty(o.success, extra)
        if o.many:
            page = self._page(o)
            return self._shared(f"{page[0]}Body", "One page." if o.page else "The rows.", extra, page)
        stem = o.response.removesuffix("Created") if o.success == 201 else o.response
        name = f"{stem}{_DONE.get(o.success, '')}{'Tagged' if o.etag else ''}Body"
        return self._shared(
            self._names.claim(name, f"{o.response} {o.success} {o.etag}"),
            {201: "The new row.", 202: "Accepted; the job says what came of it."}.get(o.success, "As it stands."),
            extra,
            (o.response, self.examples.payload(o.response)),
        )

    def empty(self, status: int, extra: tuple[str, ...] = ()) -> Schema:
        """An answer without a body."""
        return self._shared(f"Empty{status}", _EMPTY.get(status, "Done."), extra, None)

    def refusals(self, statuses: Iterable[int]) -> Schema:
        """Answers that say no, by reference."""
        found = sorted(set(statuses))
        self.statuses.update(found)
        return {str(s): reference("responses", ERRORS[s][0]) for s in found}

    def _shared(self, name: str, says: str, extra: tuple[str, ...], body: tuple[str, Any] | None) -> Schema:
        """An answer by reference; made the first time it is used."""
        if name not in self.responses:
            found = headers(self.settings.profile, *extra)
            self.headers.update(found)
            response: Schema = {"description": says}
            if found:
                response["headers"] = found
            if body is not None:
                response["content"] = {
                    "application/json": {"schema": reference("schemas", body[0]), "example": body[1]}
                }
            self.responses[name] = response
        return reference("responses", name)

    def _page(self, o: Operation) -> tuple[str, Any]:
        row = o.response or ""
        name = self._pages.claim(f"{row.removesuffix('ListItem')}{_PAGE_NAMES[o.page]}", f"{row} {o.page}")
        members = _PAGE_MEMBERS[o.page]
        items: Schema = {
            "type": "array",
            "maxItems": 100,
            "description": "The rows of this page.",
            "items": reference("schemas", row),
        }
        self.schemas.setdefault(
            name,
            {
                "type": "object",
                "description": f"{'One page of' if o.page else 'Rows of'} {row}.",
                "required": ["items", *(m.name for m in members if m.required)],
                "properties": {"items": items, **{m.name: member_schema(m, self.version) for m in members}},
            },
        )
        return name, {"items": [self.examples.payload(row)], **_PAGE_EXAMPLES[o.page]}

    def _errors(self, o: Operation) -> Schema:
        return self.refusals((*o.errors, 401, 429, 500, *(() if {400, 422} & set(o.errors) else (400,))))

    def _extensions(self, o: Operation) -> Schema:
        found: Schema = {}
        if o.security.scopes:
            found["x-access"] = [_access(s) for s in o.security.scopes]
        if o.transition is not None:
            found["x-transition"] = {
                "field": o.transition.field,
                "from": list(o.transition.sources),
                "to": o.transition.target,
            }
        if o.emits:
            found["x-emits"] = list(o.emits)
        problems = [r.code for r in o.refusals if r.status == 409 or (r.status == 422 and r.code != "invalid")]
        if problems:
            found["x-problems"] = problems
        return found


def _access(scope: Scope) -> Schema:
    found: Schema = {"caller": scope.role, "rows": scope.rows}
    if scope.owner:
        found["owner"] = ".".join(scope.owner)
    return found


_EMPTY = {204: "Done; there is nothing to say.", 202: "Accepted.", 200: "Done."}
_DONE = {201: "Created", 202: "Accepted"}
_PAGE_NAMES = {"cursor": "Page", "offset": "Page", None: "List"}
_PAGE_MEMBERS: dict[str | None, tuple[Member, ...]] = {
    "cursor": (
        Member(
            "next_cursor",
            Shape.TEXT,
            (),
            "Where the next page begins; the last page has none.",
            required=False,
            most=500,
        ),
        Member("has_more", Shape.FLAG, (), "Whether another page follows."),
    ),
    "offset": (
        Member("total", Shape.INTEGER, (), "How many rows there are.", min="0"),
        Member("limit", Shape.INTEGER, (), "How many were asked for.", min="1", max="100"),
        Member("offset", Shape.INTEGER, (), "How many were skipped.", min="0"),
    ),
    None: (),
}
_PAGE_EXAMPLES: dict[str | None, Schema] = {
    "cursor": {"has_more": False},
    "offset": {"total": 1, "limit": 20, "offset": 0},
    None: {},
}
