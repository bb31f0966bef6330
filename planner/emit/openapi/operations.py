"""Operations as OpenAPI path items; bodies and answers by reference, so that the file stays readable."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from planner.emit.canonical import Flow, Rows, flow, row
from planner.emit.openapi.components import ERRORS, HEADER_PARAMETERS, SCHEMES, SIGNATURE, answer_headers, headers
from planner.emit.openapi.examples import Examples
from planner.emit.openapi.schemas import Members, Schema, reference
from planner.model.api import Member, Operation, Parameter, Scope, Shape, Transition
from planner.model.decisions import Settings
from planner.naming import Taken, pascal

_SHARED = frozenset({"key", "cursor", "limit", "offset"})


_JSON = "application/json"


class Writer:
    """Writes operations and gathers the components they come to use."""

    def __init__(self, settings: Settings, members: Members, examples: Examples, tags: dict[str, str]) -> None:
        self.settings = settings
        self.members = members
        self.examples = examples
        self.parameters: dict[str, Flow] = {}
        self.responses: dict[str, Schema] = {}
        self.schemas: dict[str, Schema] = {}
        self.statuses: set[int] = set()
        self.headers: set[str] = set()
        self.schemes: dict[str, Schema] = {}
        self._names = Taken()
        self._pages = Taken(examples.names)
        self._tags = {resource: flow([tag]) for resource, tag in tags.items()}
        self._errors: dict[tuple[int, ...], Rows] = {}
        self._parameters: dict[Parameter, Flow] = {}
        self._page_members = {page: Rows(map(members.row, found)) for page, found in _PAGE_MEMBERS.items()}

    def operation(self, o: Operation) -> Schema:
        """One operation."""
        found: Schema = {
            "operationId": o.name,
            "summary": o.summary,
            "description": o.description or f"{o.summary}.",
            "tags": self._tags[o.resource],
            "security": self._security(o),
        }
        parameters = [self._parameter(p) for p in o.parameters] + self._header_parameters(o)
        if parameters:
            found["parameters"] = parameters
        if o.request is not None:
            body = {"schema": reference("schemas", o.request), "example": self.examples.line(o.request)}
            found["requestBody"] = {
                "required": True,
                "description": f"{o.request} to send.",
                "content": {_JSON: body},
            }
        found["responses"] = Rows([row(str(o.success), self._success(o)), *self._refusals(o.errors)])
        if o.security.scopes:
            found["x-access"] = _access(o.security.scopes)
        if o.transition is not None:
            found["x-transition"] = _transition(o.transition)
        if o.emits:
            found["x-emits"] = flow(o.emits)
        problems = [r.code for r in o.refusals if r.status == 409 or (r.status == 422 and r.code != "invalid")]
        if problems:
            found["x-problems"] = flow(problems)
        return found

    def _security(self, o: Operation) -> Flow:
        if o.security.scheme == "signature":
            self.schemes[SIGNATURE[0]] = SIGNATURE[1]
            return flow([{SIGNATURE[0]: []}])
        name, scheme = SCHEMES[self.settings.auth]
        signed = any(s.role != "public" for s in o.security.scopes)
        if signed or not o.security.public:
            self.schemes[name] = scheme
        return _requirement(name, o.security.public, signed)

    def _parameter(self, p: Parameter) -> Flow:
        found = self._parameters.get(p)
        if found is None:
            found = self._parameters[p] = self._shared_parameter(p)
        return found

    def _shared_parameter(self, p: Parameter) -> Flow:
        whole = self._whole_parameter(p)
        if p.purpose not in _SHARED:
            return whole
        name = pascal(p.name)
        known = self.parameters.setdefault(name, whole)
        return reference("parameters", name) if known == whole else whole

    def _whole_parameter(self, p: Parameter) -> Flow:
        said: Schema = {"name": p.name, "in": p.place, "required": p.required}
        said["description"] = p.member.says or f"{p.name}."
        said["schema"] = self.members.parameter(p.member)
        if p.purpose == "key":
            said["example"] = self.examples.member(p.member)
        return flow(said)

    def _header_parameters(self, o: Operation) -> list[Flow]:
        names = [n for n, wanted in (("IdempotencyKey", o.idempotency_key), ("IfMatch", o.if_match)) if wanted]
        for name in names:
            self.parameters.setdefault(name, HEADER_PARAMETERS[name])
        return [reference("parameters", name) for name in names]

    def _success(self, o: Operation) -> Flow:
        extra = (*(["Location"] if o.success == 201 or o.is_async else []), *(["ETag"] if o.etag else []))
        if o.response is None:
            return self.empty(o.success, extra)
        if o.many:
            return self._page_answer(o.response, o.page, extra)
        stem = o.response.removesuffix("Created") if o.success == 201 else o.response
        name = f"{stem}{_DONE.get(o.success, '')}{'Tagged' if o.etag else ''}Body"
        return self._shared(
            self._names.claim(name, f"{o.response} {o.success} {o.etag}"),
            _SAYS.get(o.success, "As it stands."),
            extra,
            (o.response, self.examples.line(o.response)),
        )

    def empty(self, status: int, extra: tuple[str, ...] = ()) -> Flow:
        """An answer without a body."""
        return self._shared(f"Empty{status}", _EMPTY.get(status, "Done."), extra, None)

    def refusals(self, statuses: Iterable[int]) -> Rows:
        """Answers that say no, by reference."""
        found = sorted(set(statuses))
        self.statuses.update(found)
        return Rows(row(str(s), reference("responses", ERRORS[s][0])) for s in found)

    def _shared(self, name: str, says: str, extra: tuple[str, ...], body: tuple[str, Flow] | None) -> Flow:
        """An answer by reference; made the first time it is used."""
        if name not in self.responses:
            names = answer_headers(self.settings.profile, *extra)
            self.headers.update(names)
            response: Schema = {"description": says}
            if names:
                response["headers"] = headers(names)
            if body is not None:
                response["content"] = {_JSON: {"schema": reference("schemas", body[0]), "example": body[1]}}
            self.responses[name] = response
        return reference("responses", name)

    def _page_answer(self, item: str, page: str | None, extra: tuple[str, ...]) -> Flow:
        name = self._pages.claim(f"{item.removesuffix('ListItem')}{_PAGE_NAMES[page]}", f"{item} {page}")
        if f"{name}Body" in self.responses:
            return reference("responses", f"{name}Body")
        says = "One page." if page else "The rows."
        return self._shared(f"{name}Body", says, extra, (name, self._page(name, item, page)))

    def _page(self, name: str, item: str, page: str | None) -> Flow:
        items = {"type": "array", "maxItems": 100, "items": reference("schemas", item)}
        self.schemas[name] = {
            "type": "object",
            "description": f"{'One page of' if page else 'Rows of'} {item}.",
            "required": _PAGE_REQUIRED[page],
            "properties": Rows(
                [row("items", {**items, "description": "The rows of this page."}), *self._page_members[page]]
            ),
        }
        return flow({"items": [self.examples.line(item)], **_PAGE_EXAMPLES[page]})

    def _refusals(self, errors: tuple[int, ...]) -> Rows:
        """The error answers; the operations that have the same ones share them."""
        if errors not in self._errors:
            self._errors[errors] = self.refusals(
                (*errors, 401, 429, 500, *(() if {400, 422} & set(errors) else (400,)))
            )
        return self._errors[errors]


@lru_cache(maxsize=64)
def _requirement(scheme: str, public: bool, signed: bool) -> Flow:
    """Who calls: anybody, or whoever has a credential."""
    if not public:
        return flow([{scheme: []}])
    return flow([{}, {scheme: []}] if signed else [{}])


@lru_cache(maxsize=4096)
def _access(scopes: tuple[Scope, ...]) -> Flow:
    return flow(
        [{"caller": s.role, "rows": s.rows, **({"owner": ".".join(s.owner)} if s.owner else {})} for s in scopes]
    )


def _transition(move: Transition) -> Flow:
    return flow({"field": move.field, "from": move.sources, "to": move.target})


_EMPTY = {204: "Done; there is nothing to say.", 202: "Accepted.", 200: "Done."}
_SAYS = {201: "The new row.", 202: "Accepted; the job says what came of it."}
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
_PAGE_REQUIRED = {
    page: flow(["items", *(m.name for m in found if m.required)]) for page, found in _PAGE_MEMBERS.items()
}
_PAGE_EXAMPLES: dict[str | None, Schema] = {
    "cursor": {"has_more": False},
    "offset": {"total": 1, "limit": 20, "offset": 0},
    None: {},
}
