"""Operations as OpenAPI path items; bodies and answers by reference, so that the file stays readable."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from msgspec.structs import astuple

from planner.emit.canonical import Flow, Rows, flow, flow_text, plain_text, row, scalar_text
from planner.emit.openapi.components import (
    ELSEWHERE,
    ERRORS,
    HEADER_PARAMETERS,
    SCHEMES,
    SIGNATURE,
    answer_headers,
    headers,
)
from planner.emit.openapi.envelopes import answer_example, answer_schema, page_example, page_schema
from planner.emit.openapi.examples import Examples
from planner.emit.openapi.schemas import Members, Schema, reference
from planner.emit.openapi.wording import Wording
from planner.model.api import Member, Operation, OperationKind, Parameter, Refusal, Scope, Security, Shape
from planner.model.decisions import Settings
from planner.naming import Taken, pascal

_SHARED = frozenset({"key", "cursor", "limit", "offset"})


class Writer:
    """Writes operations and gathers the components they come to use."""

    def __init__(
        self,
        settings: Settings,
        members: Members,
        examples: Examples,
        tags: dict[str, str],
        wording: Wording,
        keyed: frozenset[str] = frozenset(),
    ) -> None:
        self.settings = settings
        self.keyed = keyed
        self.wording = wording
        self.members = members
        self.examples = examples
        self.parameters: dict[str, Flow] = {}
        self.responses: dict[str, str] = {}
        self.schemas: dict[str, Schema | Rows] = {}
        self.statuses: set[int] = set()
        self.elsewhere: set[int] = set()
        self.headers: set[str] = set()
        self.schemes: dict[str, Schema] = {}
        self._names = Taken()
        self._pages = Taken(examples.names)
        self._tags = {resource: f"      tags: {flow([tag])}\n" for resource, tag in tags.items()}
        self._secured: dict[int, tuple[str, str]] = {}  # by identity, as the plan outlives them
        self._errors: dict[tuple[int, ...], str] = {}
        self._parameters: dict[int, str] = {}
        self._alike: dict[tuple[Any, ...], str] = {}
        self._page_members = {page: [f"  {members.row(m)}" for m in found] for page, found in _PAGE_MEMBERS.items()}

    def operation(self, o: Operation) -> str:
        """One operation, as it stands below its path."""
        secured = self._secured.get(id(o.security))
        if secured is None:
            secured = self._secured[id(o.security)] = (self._security(o.security), _access(o.security.scopes))
        return (
            f"    {o.method.lower()}:\n"
            f"      operationId: {scalar_text(o.name)}\n"
            f"      summary: {scalar_text(o.summary)}\n"
            f"      description: {scalar_text(o.description or f'{o.summary}.')}\n"
            f"{self._tags[o.resource]}"
            f"{secured[0]}"
            f"{self._asked(o)}"
            f"{self._request(o)}"
            "      responses:\n"
            f'        "{o.success}": {self._success(o)}\n'
            f"{self._refusals(o.errors)}"
            f"{secured[1]}"
            f"{_extensions(o) if o.transition is not None or o.emits else ''}"
            f"{_problems(o.refusals)}"
        )

    def _asked(self, o: Operation) -> str:
        """Parameters, and the headers a careful caller sends."""
        versioned = self.settings.version_in == "header" and o.kind not in _PROBES
        if not (o.parameters or o.idempotency_key or o.if_match or versioned):
            return ""
        known = self._parameters
        rows = [known.get(id(p)) or self._parameter(p) for p in o.parameters]
        for name, wanted in (
            ("ApiVersion", versioned),
            ("IdempotencyKey", o.idempotency_key),
            ("IfMatch", o.if_match),
        ):
            if wanted:
                self.parameters.setdefault(name, HEADER_PARAMETERS[name])
                rows.append(f"        - {reference('parameters', name)}\n")
        return f"      parameters:\n{''.join(rows)}"

    def _request(self, o: Operation) -> str:
        if o.request is None:
            return ""
        return (
            "      requestBody:\n"
            "        required: true\n"
            f"        description: {plain_text(self.wording.asked(o.request))}\n"
            "        content:\n"
            "          application/json:\n"
            f"            schema: {reference('schemas', o.request)}\n"
            f"            example: {self.examples.line(o.request)}\n"
        )

    def _security(self, security: Security) -> str:
        if security.scheme == "signature":
            self.schemes[SIGNATURE[0]] = SIGNATURE[1]
            return f"      security: {flow([{SIGNATURE[0]: []}])}\n"
        name, scheme = SCHEMES[self.settings.auth]
        signed = any(s.role != "public" for s in security.scopes)
        if signed or not security.public:
            self.schemes[name] = scheme
        if any(s.role in self.keyed and s.rows != "self" for s in security.scopes):
            key, key_scheme = SCHEMES["api_key"]
            self.schemes[key] = key_scheme
            return f"      security: {flow([*([{}] if security.public else []), {name: []}, {key: []}])}\n"
        return f"      security: {_requirement(name, security.public, signed)}\n"

    def _parameter(self, p: Parameter) -> str:
        name, shape, _, *said = astuple(p.member)
        aspects = (p.place, p.purpose, p.required, name, shape, *said)
        found = self._alike.get(aspects)
        if found is None:
            found = self._alike[aspects] = f"        - {self._shared_parameter(p)}\n"
        self._parameters[id(p)] = found
        return found

    def _shared_parameter(self, p: Parameter) -> Flow:
        whole = self._whole_parameter(p)
        if p.purpose not in _SHARED:
            return whole
        name = pascal(p.name)
        known = self.parameters.setdefault(name, whole)
        return reference("parameters", name) if known == whole else whole

    def _whole_parameter(self, p: Parameter) -> Flow:
        example = f", example: {flow(self.examples.member(p.member))}" if p.purpose == "key" else ""
        return Flow(
            f"{{name: {flow_text(p.name)}, in: {p.place}, required: {'true' if p.required else 'false'}, "
            f"description: {flow_text(p.member.says or f'{p.name}.')}, "
            f"schema: {self.members.parameter(p.member)}{example}}}"
        )

    def _success(self, o: Operation) -> Flow:
        extra = _EXTRA_HEADERS[o.success == 201 or o.is_async, o.etag]
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
            self._body(o.response, bare=o.kind in _PROBES or not self.settings.envelope),
        )

    def _body(self, response: str, *, bare: bool) -> tuple[str, Flow]:
        """The schema of an answer and an example of it."""
        line = self.examples.line(response)
        if bare:
            return response, line
        name = self._pages.claim(f"{response}Answer", f"{response} in its envelope")
        self.schemas.setdefault(name, answer_schema(response, self.wording.one(response)))
        return name, answer_example(line)

    def empty(self, status: int, extra: tuple[str, ...] = ()) -> Flow:
        """An answer without a body."""
        return self._shared(f"Empty{status}", _EMPTY.get(status, "Done."), extra, None)

    def refusals(self, statuses: Iterable[int]) -> Iterator[tuple[str, Flow]]:
        """Answers that say no, by reference."""
        found = sorted(set(statuses))
        self.statuses.update(found)
        return ((f'"{s}"', reference("responses", ERRORS[s][0])) for s in found)

    def _shared(self, name: str, says: str, extra: tuple[str, ...], body: tuple[str, Flow] | None) -> Flow:
        """An answer by reference; made the first time it is used."""
        if name not in self.responses:
            names = answer_headers(self.settings.profile, *extra)
            self.headers.update(names)
            self.responses[name] = (
                f"    {name}:\n"
                f"      description: {plain_text(says)}\n"
                f"{f'      headers: {headers(names)}{_END}' if names else ''}"
                f"{_content(*body) if body is not None else ''}"
            )
        return reference("responses", name)

    def _page_answer(self, item: str, page: str | None, extra: tuple[str, ...]) -> Flow:
        name = self._pages.claim(f"{item.removesuffix('ListItem')}{_PAGE_NAMES[page]}", f"{item} {page}")
        if f"{name}Body" in self.responses:
            return reference("responses", f"{name}Body")
        says = "One page." if page else "The rows."
        return self._shared(f"{name}Body", says, extra, (name, self._page(name, item, page)))

    def _page(self, name: str, item: str, page: str | None) -> Flow:
        if self.settings.envelope:
            required = [m.name for m in _PAGE_MEMBERS[page] if m.required]
            self.schemas[name] = page_schema(item, self.wording.many(item), self._page_members[page], required)
            return page_example(self.examples.line(item), _PAGE_EXAMPLES[page].removeprefix(", "))
        self.schemas[name] = Rows(
            (
                "type: object",
                f"description: {plain_text(self.wording.page(item, paged=page is not None))}",
                _PAGE_REQUIRED[page],
                "properties:",
                f"  items: {{type: array, maxItems: 100, items: {reference('schemas', item)}, "
                f"description: {'The rows of this page' if page else 'The rows'}.}}",
                *self._page_members[page],
            )
        )
        return Flow(f"{{items: [{self.examples.line(item)}]{_PAGE_EXAMPLES[page]}}}")

    def _refusals(self, errors: tuple[int, ...]) -> str:
        """The error answers; the operations that have the same ones share them."""
        found = self._errors.get(errors)
        if found is None:
            rows = dict(self.refusals((*errors, 500, *(() if {400, 422} & set(errors) else (400,)))))
            for status in (401, 429) if self.settings.profile == "strict" else (401,):
                if status not in errors:
                    self.elsewhere.add(status)
                    rows[f'"{status}"'] = reference("responses", ELSEWHERE[status][0])
            found = self._errors[errors] = "".join(f"        {status}: {rows[status]}\n" for status in sorted(rows))
        return found


@lru_cache(maxsize=64)
def _requirement(scheme: str, public: bool, signed: bool) -> Flow:
    """Who calls: anybody, or whoever has a credential."""
    if not public:
        return flow([{scheme: []}])
    return flow([{}, {scheme: []}] if signed else [{}])


@lru_cache(maxsize=4096)
def _access(scopes: tuple[Scope, ...]) -> str:
    found = [{"caller": s.role, "rows": s.rows, **({"owner": ".".join(s.owner)} if s.owner else {})} for s in scopes]
    return f"      x-access: {flow(found)}\n" if found else ""


def _extensions(o: Operation) -> str:
    move, found = o.transition, ""
    if move is not None:
        found = f"      x-transition: {flow({'field': move.field, 'from': move.sources, 'to': move.target})}\n"
    return f"{found}      x-emits: {flow(o.emits)}\n" if o.emits else found


@lru_cache(maxsize=4096)
def _problems(refusals: tuple[Refusal, ...]) -> str:
    """Codes of refusals that a program may want to tell apart."""
    found = [r.code for r in refusals if r.status == 409 or (r.status == 422 and r.code != "invalid")]
    return f"      x-problems: {flow(found)}\n" if found else ""


def _content(schema: str, example: Flow) -> str:
    return (
        "      content:\n"
        "        application/json:\n"
        f"          schema: {reference('schemas', schema)}\n"
        f"          example: {example}\n"
    )


_PROBES = frozenset({OperationKind.HEALTH, OperationKind.READY})  # read by machines that know their form
_END = "\n"
_EXTRA_HEADERS: dict[tuple[bool, bool], tuple[str, ...]] = {
    (False, False): (),
    (False, True): ("ETag",),
    (True, False): ("Location",),
    (True, True): ("Location", "ETag"),
}
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
    page: row("required", ["items", *(m.name for m in found if m.required)]) for page, found in _PAGE_MEMBERS.items()
}
_PAGE_EXAMPLES: dict[str | None, str] = {
    "cursor": ", has_more: false",
    "offset": ", total: 1, limit: 20, offset: 0",
    None: "",
}
