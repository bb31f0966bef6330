"""SDL out of the neutral contract: rows that lead to one another, connections, inputs, queries and mutations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from planner.emit.bounds import bounds, form
from planner.emit.escape import one_line
from planner.emit.graphql.graph import (
    MAX_COST,
    MAX_DEPTH,
    MAX_PAGE,
    PAGE,
    PAGE_COST,
    Graph,
    access,
    callers,
    connection,
)
from planner.emit.graphql.types import SCALARS, Types, described, enum_text
from planner.emit.roles import acting
from planner.emit.wholes import wholes_named
from planner.model.api import Feed, Member, Operation, OperationKind, Payload
from planner.model.plan import Plan
from planner.naming import Taken, article, camel, constant, listing, pascal, title
from planner.spoken import spoken

_QUERIES: Final = frozenset(
    {
        OperationKind.LIST,
        OperationKind.GET,
        OperationKind.QUERY,
        OperationKind.ME,
        OperationKind.LINK_LIST,
        OperationKind.JOB,
    }
)
_OVER_HTTP: Final = frozenset({OperationKind.WEBHOOK, OperationKind.HEALTH, OperationKind.READY})
_PAGING: Final = frozenset({"cursor", "limit", "offset"})
_NOTHING_ASKED: Final = '  "Whether the process lives."\n  health: String!'
_NO_MEMBER: Final = "  done: Boolean"
_LIMITS: Final = (
    '"Deeper and dearer queries are refused before they run, and so is a `first` above the page; a page costs its own '
    'price, and each of its rows one and what is asked of it."\n'
    "directive @limits(depth: Int!, cost: Int!, page: Int!) on SCHEMA\n\n"
    '"What a field costs."\n'
    "directive @cost(value: Int!) on FIELD_DEFINITION\n\n"
)
_ACCESS: Final = (
    "Who may ask, anybody where nothing is said; rows are narrowed further, as the descriptions say. On a field of a "
    "row: who sees it, null for all others."
)
_ERROR: Final = (
    '"One thing that was wrong with a request."\ntype UserError {\n  "Path of the member."\n  field: [String!]\n'
    '  "A word programs can rely on."\n  code: ErrorCode!\n  "What was wrong, for people."\n  message: String!\n}'
)
_PAGE_INFO: Final = (
    '"Where a page begins and ends; pages are walked forwards."\ntype PageInfo {\n  hasNextPage: Boolean!\n'
    "  hasPreviousPage: Boolean!\n  startCursor: String\n  endCursor: String\n}"
)
_EXTRAS: Final = {
    "StoredFile": '"A stored file."\ntype StoredFile {\n  "Where it is read from, for a while."\n  url: String!\n'
    '  contentType: String!\n  size: BigInt!\n  "Where its bytes are sent to, while they are missing."\n'
    "  uploadUrl: String\n}",
    "FileOffer": '"A file that is about to be sent; the answer says where to."\ninput FileOffer {\n'
    "  contentType: String!\n  size: BigInt!\n}",
    "Point": '"A place on earth."\ntype Point {\n  latitude: Float!\n  longitude: Float!\n}\n\n'
    '"A place on earth."\ninput PointInput {\n  latitude: Float!\n  longitude: Float!\n}',
}


def sdl(plan: Plan) -> str:
    """The whole schema."""
    return "\n\n".join(part for part in _Schema(plan).parts() if part) + "\n"


def _is_used(scalar: str, parts: list[str]) -> bool:
    """Whether a member or argument is of that type; a description that reads like one does no harm."""
    ends = ("!", "]", ")", ",", " ", "\n", "")
    return any(
        part[at + len(written) : at + len(written) + 1] in ends
        for part in parts
        for written in (f": {scalar}", f"[{scalar}")
        for at in _places(written, part)
    )


def _nothing(code: str) -> str:
    """A query has no payload for errors: a row that is not there is null."""
    return "null" if code == "not_found" else constant(code)


def _places(written: str, part: str) -> Iterator[int]:
    at = part.find(written)
    while at >= 0:
        yield at
        at = part.find(written, at + 1)


class _Schema:
    """The parts of one schema; what they come to need is written after them."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.types = Types(plan.api.payloads)
        self.graph = Graph(plan.domain, plan.api.operations, self.types)
        self.asked = [o for o in plan.api.operations if o.kind not in _OVER_HTTP and not self.graph.stands_for(o)]
        self.above = wholes_named(plan)
        self.paged: dict[str, None] = {}

    def _access(self) -> str:
        """The directive that names callers, and who is among them without being named."""
        also = acting(self.plan.domain)
        says = f"{_ACCESS} Of the roles {also}." if also else _ACCESS
        return f"{described(says)}directive @access(callers: [String!]!) on FIELD_DEFINITION"

    def parts(self) -> Iterator[str]:
        """In reading order; what other parts came to need last."""
        changes = [o for o in self.asked if o.kind not in _QUERIES]
        roots = {
            "Query": [self._query(o) for o in self.asked if o.kind in _QUERIES] or [_NOTHING_ASKED],
            "Mutation": [self._mutation(o) for o in changes],
            "Subscription": [self._subscription(f) for f in self.plan.api.feeds],
        }
        objects = [self._object(p) for p in self.types.objects()]
        inputs = self._inputs()
        yield self._opening(tuple(name for name, fields in roots.items() if fields))
        yield f"{_LIMITS}{self._access()}"
        rest = [part for part in self._rest(roots, objects, inputs, changes) if part]
        yield from (f"{described(says)}scalar {name}" for name, says in SCALARS.items() if _is_used(name, rest))
        yield from rest

    def _rest(
        self, roots: dict[str, list[str]], objects: list[str], inputs: list[str], changes: list[Operation]
    ) -> Iterator[str]:
        """What stands below the scalars, which are those that it names."""
        yield from (f"type {name} {{\n" + "\n".join(fields) + "\n}" for name, fields in roots.items() if fields)
        yield from objects
        yield from self._changes()
        yield from inputs
        yield _PAGE_INFO if self.paged else ""
        yield from (connection(row) for row in self.paged)
        yield from self._results(changes)
        yield from (_EXTRAS[name] for name in _EXTRAS if name in self.types.used)
        yield from (enum_text(name, values) for name, values in self.types.enums())

    def _opening(self, roots: tuple[str, ...]) -> str:
        says = self.plan.design.summary or self.plan.design.name
        beside = [
            f"# Over HTTP beside it: {o.method} {o.path}. {one_line(o.summary)}."
            for o in self.plan.api.operations
            if o.kind in _OVER_HTTP
        ]
        fields = "\n".join(f"  {name.lower()}: {name}" for name in roots)
        limits = f"@limits(depth: {MAX_DEPTH}, cost: {MAX_COST}, page: {MAX_PAGE})"
        schema = f"schema {limits} {{\n{fields}\n}}"
        return "\n".join([*beside, f"{described(says)}{schema}"])

    def _object(self, p: Payload) -> str:
        shown = [m for m in p.members if not m.embedded]
        names = Taken()
        lines = [self._member(m, names.claim(camel(m.name), m.name), p, sent=False) for m in shown]
        if p.entity in self.types.rows and self.types.rows[p.entity] == self.types.output(p.name):
            for line, row in self.graph.fields(p.entity, {camel(m.name) for m in shown}):
                lines.append(line)
                if row is not None:
                    self.paged[row] = None
        name = self.types.output(p.name)
        return f"{described(p.says)}type {name} {{\n" + "\n".join(lines or [_NO_MEMBER]) + "\n}"

    def _inputs(self) -> list[str]:
        """Inputs by need: what is sent within one is an input as well."""
        for o in self.asked:
            if o.request is not None:
                self.types.input(o.request)
        written: dict[str, str] = {}
        while left := [name for name in self.types.sent() if name not in written]:
            written |= {name: self._input(self.types.payloads[name]) for name in left}
        return list(written.values())

    def _input(self, p: Payload) -> str:
        names = Taken()
        lines = [self._member(m, names.claim(camel(m.name), m.name), p, sent=True) for m in p.members] or [_NO_MEMBER]
        kept = [camel(m.name) for m in p.members if not m.nullable] if p.partial else []
        says = f"{p.says} Null empties a member; for {listing(kept, 'or')} it is refused." if kept else p.says
        return f"{described(says)}input {self.types.input(p.name)} {{\n" + "\n".join(lines) + "\n}"

    def _member(self, m: Member, name: str, owner: Payload, *, sent: bool) -> str:
        kind = self.types.of(m, pascal(owner.entity) if owner.entity else owner.name, sent=sent)
        bang = "!" if m.required and not m.nullable and not m.visible_to else ""
        given = "" if bang or not sent or owner.partial else self.types.default(m, kind)
        says = " ".join(part for part in (spoken(m.says, constant), bounds(m) if sent else form(m)) if part)
        who = access(m.visible_to) if m.visible_to and not sent else ""
        return f"{described(says, '  ')}  {name}: {kind}{bang}{given}{who}"

    def _arguments(self, o: Operation) -> str:
        found: dict[str, str] = {}
        owner = pascal(o.entity) if o.entity else pascal(o.name)
        for p in self.above.needed(o):
            if p.purpose == "sort":
                found["orderBy"] = self.types.order(p, owner)
            elif p.purpose != "include" and (
                o.page is None or p.purpose not in _PAGING
            ):  # selections say what to embed
                kind = self.types.of(p.member, owner, sent=True)
                found[camel(p.name)] = f"{kind}!" if p.required else f"{kind}{self.types.default(p.member, kind)}"
        if o.many and o.page is not None:
            found |= PAGE
        if o.request is not None:
            found["input"] = f"{self.types.input(o.request)}!"
        if o.if_match:
            found["version"] = "Int!"
        if o.idempotency_key:
            found["idempotencyKey"] = "String"
        return f"({', '.join(f'{name}: {kind}' for name, kind in found.items())})" if found else ""

    def _head(self, o: Operation) -> str:
        says = spoken(f"{o.summary}. {o.description}", _nothing if o.kind in _QUERIES else constant)
        own = [p for p in o.parameters if p.purpose == "input" or (p.purpose == "limit" and o.page is None)]
        asked = [f"{camel(p.name)}: {said}" for p in own if (said := bounds(p.member))]
        return f"{described(' '.join([says, *asked]), '  ')}  {camel(o.name)}{self._arguments(o)}"

    def _query(self, o: Operation) -> str:
        row = self.types.output(o.response) if o.response is not None else "JSON"
        kind = row
        if o.many and o.page is not None:
            self.paged[row] = None
            kind = f"{row}Connection!"
        elif o.many:
            kind = f"[{row}!]!"
        return f"{self._head(o)}: {kind} @cost(value: {PAGE_COST if o.many else 1}){callers(o)}"

    def _mutation(self, o: Operation) -> str:
        return f"{self._head(o)}: {self._result_name(o)}! @cost(value: {PAGE_COST}){callers(o)}"

    def _subscription(self, f: Feed) -> str:
        said = described(f"{f.says} Rows that the caller may not read are not told of.", "  ")
        who = access(tuple(s.role for s in f.security.scopes))
        return f"{said}  {camel(f.name)}: {self._change_name(f)}!{who}"

    def _change_name(self, f: Feed) -> str:
        return self.types.taken.claim(f"{pascal(f.name)}Change", f"change.{f.id}")

    def _changes(self) -> Iterator[str]:
        """What a subscription tells: a row that is gone can no longer be shown."""
        for f in self.plan.api.feeds:
            row = self.types.output(f.payload)
            yield (
                f"{described(f'A change of {article(title(f.entity))}.')}type {self._change_name(f)} {{\n"
                f'  change: ChangeKind!\n  "Which row."\n  key: ID!\n'
                f'  "As it is now; null once it is deleted."\n  {camel(row)}: {row}\n}}'
            )
        if self.plan.api.feeds:
            yield enum_text("ChangeKind", ("created", "updated", "deleted"))

    def _result_name(self, o: Operation) -> str:
        return self.types.taken.claim(f"{pascal(o.name)}Result", f"result.{o.id}")

    def _results(self, changes: list[Operation]) -> Iterator[str]:
        if not changes:
            return
        yield _ERROR
        yield enum_text(
            "ErrorCode", tuple(dict.fromkeys(r.code for o in self.asked for r in o.refusals if r.status != 428))
        )
        for o in changes:
            row = self.types.output(o.response) if o.response is not None else None
            body = f"{camel(row)}: {row}" if row else "done: Boolean!"
            yield f"type {self._result_name(o)} {{\n  {body}\n  errors: [UserError!]!\n}}"
