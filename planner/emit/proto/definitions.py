"""What the neutral contract is in Protocol Buffers: services, messages and enums, before their fields have numbers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal

from msgspec import Struct

from planner.emit.bounds import bounds, form
from planner.emit.proto.statuses import said
from planner.emit.roles import acting
from planner.emit.wholes import wholes_named
from planner.model.api import Feed, Member, Operation, OperationKind, Parameter, Payload, Refusal, Shape
from planner.model.entities import FieldType, TypeKind
from planner.model.plan import Plan
from planner.naming import Taken, camel, pascal

_K = TypeKind
_TIME, _ANY, _NOTHING, _MASK = (f"google.protobuf.{name}" for name in ("Timestamp", "Struct", "Empty", "FieldMask"))
_TYPES: Final = {
    _K.INT: "int32",
    _K.BIGINT: "int64",
    _K.FLOAT: "double",
    _K.BOOL: "bool",
    _K.TIMESTAMP: _TIME,
    _K.JSON: _ANY,
    _K.POINT: "LatLng",
    _K.BYTES: "bytes",
}
_SHAPES: Final = {
    Shape.TIMESTAMP: _TIME,
    Shape.INTEGER: "int64",
    Shape.FLAG: "bool",
    Shape.FILE: "StoredFile",
    Shape.UPLOAD: "FileOffer",
}
_OVER_HTTP: Final = frozenset({OperationKind.WEBHOOK, OperationKind.HEALTH, OperationKind.READY})
_OVER_HTTP_PAYLOADS: Final = ("payload.system.health", "payload.webhook.")
_PAGE: Final = frozenset({"cursor", "limit", "offset"})
_FEED_REFUSALS: Final = (
    Refusal(400, "bad_request", "The event to go on from is not known."),
    Refusal(401, "not_signed_in", "The credential is missing, expired or revoked."),
    Refusal(403, "not_allowed", "The caller's role may not do this."),
    Refusal(503, "not_ready", "The stream ends; the caller goes on from the last event it saw."),
)
_SENT: Final = frozenset(("create", "update", "input"))
Label = Literal["", "optional", "repeated"]


class ProtoField(Struct, frozen=True):
    """One field of a message; its number comes from the lock."""

    name: str
    kind: str
    label: Label = ""
    says: str = ""


class ProtoMessage(Struct, frozen=True):
    """A message."""

    name: str
    says: str
    fields: tuple[ProtoField, ...]


class ProtoEnum(Struct, frozen=True):
    """An enum; zero is kept for values nobody set."""

    name: str
    values: tuple[str, ...]


class Call(Struct, frozen=True):
    """One procedure of a service."""

    name: str
    request: str
    answer: str
    says: str
    callers: tuple[str, ...]
    refusals: tuple[Refusal, ...]
    streams: bool = False


class Service(Struct, frozen=True):
    """The procedures of one resource."""

    name: str
    says: str
    calls: tuple[Call, ...]


class Definitions(Struct, frozen=True):
    """A whole file, and what is served over HTTP beside it."""

    services: tuple[Service, ...]
    messages: tuple[ProtoMessage, ...]
    enums: tuple[ProtoEnum, ...]
    beside: tuple[Operation, ...]
    acting: str


def definitions(plan: Plan) -> Definitions:
    """The definitions of a plan, in the design's order."""
    return _Definer(plan).all()


class _Definer:
    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.asked = [o for o in plan.api.operations if o.kind not in _OVER_HTTP]
        shown = {p.entity: p for p in plan.api.payloads if p.purpose == "item"}
        shown |= {p.entity: p for p in plan.api.payloads if p.purpose == "read"}
        self.same = {
            p.name: shown[p.entity].name
            for p in plan.api.payloads
            if p.entity in shown and p.id.endswith((".item", ".embedded"))
        }
        self.payloads = [
            p
            for p in plan.api.payloads
            if self.same.get(p.name, p.name) == p.name and not p.id.startswith(_OVER_HTTP_PAYLOADS)
        ]
        self.above = wholes_named(plan)
        self.taken = Taken(("StoredFile", "FileOffer", "LatLng"))
        self.names = {p.name: self.taken.claim(p.name, p.id) for p in self.payloads}
        self.partial = frozenset(p.name for p in self.payloads if p.partial)
        self.enums: dict[tuple[str, tuple[str, ...]], str] = {}
        self.used: set[str] = set()

    def all(self) -> Definitions:
        services = tuple(self._services())
        messages = [*self._requests(), *(self._payload(p) for p in self.payloads), *self._changes()]
        messages += [m for m in _SHARED if m.name in self.used]
        enums = tuple(ProtoEnum(name, values) for (_, values), name in self.enums.items())
        beside = tuple(o for o in self.plan.api.operations if o.kind in _OVER_HTTP)
        return Definitions(services, tuple(messages), enums, beside, acting(self.plan.domain))

    def _services(self) -> Iterable[Service]:
        by_resource: dict[str, list[Call]] = {}
        for o in self.asked:
            by_resource.setdefault(o.resource, []).append(self._call(o))
        for resource in self.plan.api.resources:
            if resource.id in by_resource:
                name = self.taken.claim(f"{pascal(resource.name)}Service", f"service.{resource.id}")
                yield Service(name, resource.says or resource.name, tuple(by_resource[resource.id]))
        if self.plan.api.feeds:
            name = self.taken.claim("FeedService", "service.feeds")
            yield Service(name, "Changes, as they happen.", tuple(self._feed(f) for f in self.plan.api.feeds))

    def _call(self, o: Operation) -> Call:
        answer = self._response(o) if o.many else self._row(o.response) if o.response else _NOTHING
        callers = tuple(dict.fromkeys(s.role for s in o.security.scopes))
        says = said(f"{o.summary}. {o.description}")
        return Call(pascal(o.name), self._request(o), answer, says, callers, o.refusals)

    def _feed(self, f: Feed) -> Call:
        name = f"Follow{pascal(f.name)}"
        request = self.taken.claim(f"{name}Request", f"request.{f.id}")
        callers = tuple(dict.fromkeys(s.role for s in f.security.scopes))
        return Call(name, request, self._change(f), f.says, callers, _FEED_REFUSALS, streams=True)

    def _change(self, f: Feed) -> str:
        return self.taken.claim(f"{pascal(f.name)}Change", f"change.{f.id}")

    def _changes(self) -> Iterable[ProtoMessage]:
        """What a stream tells: which event to go on from, what happened, to which row."""
        for f in self.plan.api.feeds:
            kind = self._enum("ChangeKind", ("created", "updated", "deleted"))
            fields = (
                ProtoField("event_id", "string", says="Sent back as last_event_id to go on after it."),
                ProtoField("change", kind),
                ProtoField("key", "string", says="Which row."),
                ProtoField("row", self._row(f.payload), "optional", "As it is now; not there once it is deleted."),
            )
            yield ProtoMessage(self._change(f), f"One change that {f.name} tells of.", fields)

    def _row(self, payload: str | None) -> str:
        return self.names.get(self.same.get(payload or "", payload or ""), _ANY)

    def _request(self, o: Operation) -> str:
        return self.taken.claim(f"{pascal(o.name)}Request", f"request.{o.id}")

    def _response(self, o: Operation) -> str:
        return self.taken.claim(f"{pascal(o.name)}Response", f"response.{o.id}")

    def _requests(self) -> Iterable[ProtoMessage]:
        for o in self.asked:
            yield ProtoMessage(self._request(o), f"What {o.name} needs.", _apart(self._asked(o)))
            if o.many:
                rows = ProtoField("items", self._row(o.response), "repeated")
                more = (ProtoField("next_page_token", "string", says="Empty on the last page."),) if o.page else ()
                yield ProtoMessage(self._response(o), f"What {o.name} answers.", (rows, *more))
        for f in self.plan.api.feeds:
            call = self._feed(f)
            since = ProtoField("last_event_id", "string", "optional", "Goes on after this event.")
            yield ProtoMessage(call.request, f"What {call.name} needs.", (since,))

    def _asked(self, o: Operation) -> list[ProtoField]:
        owner = pascal(o.entity) if o.entity else pascal(o.name)
        found = [
            ProtoField(p.name, self._kind(p.member, owner), "" if p.required else "optional", _asked_for(p))
            for p in self.above.needed(o)
            if o.page is None or p.purpose not in _PAGE
        ]
        if o.request is not None:
            found.append(ProtoField("body", self._row(o.request)))
            if o.request in self.partial:
                found.append(ProtoField("update_mask", _MASK, says="Which members of the body are to change."))
        if o.many and o.page is not None:
            found += [ProtoField("page_size", "int32", says=_page_size(o)), _PAGE_TOKEN]
        if o.if_match:
            found.append(ProtoField("version", "int64", says="The version that was read."))
        if o.idempotency_key:
            found.append(ProtoField("idempotency_key", "string", says="The same key has its effect once."))
        return found

    def _payload(self, p: Payload) -> ProtoMessage:
        owner = pascal(p.entity) if p.entity else p.name
        sent = p.purpose in _SENT
        fields = [ProtoField(m.name, self._kind(m, owner), _label(m), _held(m, sent=sent)) for m in p.members]
        return ProtoMessage(self.names[p.name], p.says, _apart(fields))

    def _kind(self, m: Member, owner: str) -> str:
        if m.shape is Shape.PAYLOAD:
            return self._row(m.payload)
        if m.shape in _SHAPES:
            self.used.add(_SHAPES[m.shape])
            return _SHAPES[m.shape]
        if m.type is not None:
            return self._typed(m.type, m, owner)
        return self._enum(f"{owner}{pascal(m.name)}", m.values) if m.values and m.name != "sort" else "string"

    def _typed(self, kind: FieldType, m: Member, owner: str) -> str:
        if kind.kind is _K.ENUM:
            return self._enum(m.enum or f"{owner}{pascal(m.name)}", m.values or kind.values)
        if kind.kind is _K.LIST and kind.item is not None:
            return self._typed(kind.item, m, owner)
        found = _TYPES.get(kind.kind, "string")
        self.used.add(found)
        return found

    def _enum(self, name: str, values: tuple[str, ...]) -> str:
        known = self.enums.get((name, values))
        if known is None:
            known = self.enums[name, values] = self.taken.claim(name, f"enum.{name}.{'.'.join(values)}")
        return known


def _label(m: Member) -> Label:
    if m.many or (m.type is not None and m.type.kind is _K.LIST):
        return "repeated"
    return "" if m.required and not m.nullable and not m.visible_to else "optional"


def _held(m: Member, *, sent: bool) -> str:
    """What a field says: what it is, what it may hold, who sees it."""
    parts = [said(m.says), bounds(m, binary=True) if sent else form(m, binary=True), _default(m) if sent else ""]
    if m.visible_to and not sent:
        parts.append(f"Seen by {', '.join(m.visible_to)} alone.")
    return " ".join(part for part in parts if part)


def _asked_for(p: Parameter) -> str:
    if p.purpose == "sort":
        return " ".join((p.member.says, f"One of {', '.join(p.member.values)}.", _default(p.member))).rstrip()
    return " ".join(part for part in (p.member.says, bounds(p.member, binary=True), _default(p.member)) if part)


def _default(m: Member) -> str:
    return f"{m.default} where it is left out." if m.default and not m.required else ""


def _page_size(o: Operation) -> str:
    limit = next((p.member for p in o.parameters if p.purpose == "limit"), None)
    return f"Rows wanted: {limit.default} where it is 0, {limit.max} at most." if limit is not None else ""


def _apart(fields: list[ProtoField]) -> tuple[ProtoField, ...]:
    """Fields whose names differ in JSON as well, where `a_1` and `a1` are one."""
    taken, found = Taken(), []
    for field in fields:
        wanted = camel(field.name)
        same = taken.claim(wanted, field.name)
        found.append(field if same == wanted else ProtoField(same, field.kind, field.label, field.says))
    return tuple(found)


_PAGE_TOKEN: Final = ProtoField("page_token", "string", says="Empty for the first page, else that of the last answer.")
_SHARED: Final = (
    ProtoMessage(
        "StoredFile",
        "A stored file.",
        (
            ProtoField("url", "string", says="Where it is read from, for a while."),
            ProtoField("content_type", "string"),
            ProtoField("size", "int64"),
            ProtoField("upload_url", "string", "optional", "Where its bytes are sent to, while they are missing."),
        ),
    ),
    ProtoMessage(
        "FileOffer",
        "A file that is about to be sent; the answer says where to.",
        (ProtoField("content_type", "string"), ProtoField("size", "int64")),
    ),
    ProtoMessage("LatLng", "A place on earth.", (ProtoField("latitude", "double"), ProtoField("longitude", "double"))),
)
