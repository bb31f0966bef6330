"""The neutral contract: resources, operations and payloads, before OpenAPI, GraphQL or Protocol Buffers."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal, TypeAlias

from msgspec import Struct

from planner.model.entities import FieldType, Grant
from planner.model.expressions import Expression


class OperationKind(StrEnum):
    """What an operation does, whatever the style says it with."""

    LIST = "list"
    GET = "get"
    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    ACTION = "action"
    LINK_LIST = "link_list"
    LINK_ADD = "link_add"
    LINK_REMOVE = "link_remove"
    QUERY = "query"
    SIGN_UP = "sign_up"
    SIGN_IN = "sign_in"
    REFRESH = "refresh"
    SIGN_OUT = "sign_out"
    RESET_REQUEST = "reset_request"
    RESET_CONFIRM = "reset_confirm"
    PROOF_REQUEST = "proof_request"
    PROOF_CONFIRM = "proof_confirm"
    ME = "me"
    WEBHOOK = "webhook"
    STREAM = "stream"
    JOB = "job"
    HEALTH = "health"
    READY = "ready"


class Shape(StrEnum):
    """What a member looks like on the wire when it is not a field's own type."""

    FIELD = "field"
    ID = "id"
    REFERENCE = "reference"
    TIMESTAMP = "timestamp"
    INTEGER = "integer"
    TEXT = "text"
    FLAG = "flag"
    PAYLOAD = "payload"
    UPLOAD = "upload"
    FILE = "file"


class Member(Struct, frozen=True, omit_defaults=True):
    """One property of a payload.

    `type` is the field's type for Shape.FIELD; `payload` names another payload for PAYLOAD,
    `target` the entity for ID and REFERENCE. `visible_to` lists
    roles where not every caller sees it. `embedded` is there only when `include` asks for it.
    `currency` is the code of an amount, `currency_member` the member beside it that holds the code.
    """

    name: str
    shape: Shape
    because: tuple[str, ...]
    says: str = ""
    type: FieldType | None = None
    enum: str | None = None
    values: tuple[str, ...] = ()
    payload: str | None = None
    target: str | None = None
    required: bool = True
    nullable: bool = False
    many: bool = False
    least: int | None = None
    most: int | None = None
    min: str | None = None
    max: str | None = None
    pattern: str | None = None
    default: str | None = None
    example: str | None = None
    pii: bool = False
    write_only: bool = False
    read_only: bool = False
    derived: bool = False
    column: str | None = None
    visible_to: tuple[str, ...] = ()
    embedded: bool = False
    sensitive: bool = False
    unit: str | None = None
    currency: str | None = None
    currency_member: str | None = None


class Payload(Struct, frozen=True, omit_defaults=True):
    """A request or response body of its own."""

    id: str
    name: str
    purpose: Literal["create", "update", "read", "item", "input", "notice", "result", "embedded", "event"]
    members: tuple[Member, ...]
    because: tuple[str, ...]
    entity: str | None = None
    says: str = ""
    partial: bool = False


class Parameter(Struct, frozen=True, omit_defaults=True):
    """A parameter in path, query or header."""

    name: str
    place: Literal["path", "query"]
    purpose: Literal["key", "filter", "from", "to", "sort", "search", "include", "cursor", "limit", "offset", "input"]
    member: Member
    required: bool = False


class Scope(Struct, frozen=True, omit_defaults=True):
    """The rows one caller reaches through an operation."""

    role: str
    rows: Literal["all", "own", "where", "via", "self", "tenant"]
    where: Expression | None = None
    via: str | None = None
    owner: tuple[str, ...] = ()


class Security(Struct, frozen=True, omit_defaults=True):
    """Who may call: anonymous callers, roles, owners; or a signature, a system job."""

    public: bool
    scopes: tuple[Scope, ...]
    grants: tuple[Grant, ...] = ()
    scheme: Literal["credential", "signature", "none"] = "credential"
    assumed: bool = False


class Transition(Struct, frozen=True, omit_defaults=True):
    """The state change an action makes."""

    field: str
    sources: tuple[str, ...]
    target: str


class Refusal(Struct, frozen=True, omit_defaults=True, cache_hash=True):
    """One way an operation says no: the status, a code for machines, and when it happens."""

    status: int
    code: str
    says: str


class Operation(Struct, frozen=True, omit_defaults=True):
    """One thing a caller can ask for.

    `errors` are the statuses of `refusals`, in order. `fills` are members the server takes from the
    caller (owner, tenant). A `bulk` action runs on every row of the `ids` it is sent.
    """

    id: str
    kind: OperationKind
    name: str
    resource: str
    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
    path: str
    summary: str
    description: str
    security: Security
    because: tuple[str, ...]
    entity: str | None = None
    parameters: tuple[Parameter, ...] = ()
    request: str | None = None
    response: str | None = None
    many: bool = False
    page: Literal["cursor", "offset"] | None = None
    sort: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    success: int = 200
    errors: tuple[int, ...] = ()
    idempotency_key: bool = False
    etag: bool = False
    if_match: bool = False
    is_async: bool = False
    transition: Transition | None = None
    emits: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    action: str | None = None
    writes: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    fills: tuple[str, ...] = ()
    bulk: bool = False


class Unserved(Struct, frozen=True, omit_defaults=True):
    """An operation the design could have but gives to nobody: assumed denied until it says more.

    `does` says it as a phrase (`create an order`), `path` where the answer would stand.
    """

    id: str
    entity: str
    operation: str
    path: str
    does: str
    because: tuple[str, ...]


class Resource(Struct, frozen=True, omit_defaults=True):
    """A group of operations under one path and one tag."""

    id: str
    name: str
    tag: str
    path: str
    says: str
    because: tuple[str, ...]
    entity: str | None = None
    parent: str | None = None


class Enumeration(Struct, frozen=True, omit_defaults=True):
    """A shared list of values, the same in every artifact."""

    name: str
    values: tuple[str, ...]
    because: tuple[str, ...]
    says: str = ""


class MessageMember(Struct, frozen=True, omit_defaults=True):
    """One member of an event's payload."""

    member: Member


class Message(Struct, frozen=True, omit_defaults=True):
    """An event as it travels: published by this backend or consumed from another."""

    id: str
    name: str
    event: str
    version: int
    direction: Literal["publish", "consume"]
    members: tuple[Member, ...]
    because: tuple[str, ...]
    says: str = ""
    entity: str | None = None
    delivery: str = "at_least_once"
    emitted_by: tuple[str, ...] = ()
    consumed_by: tuple[str, ...] = ()
    leaves: bool = False


class Feed(Struct, frozen=True, omit_defaults=True):
    """A realtime channel."""

    id: str
    name: str
    transport: Literal["sse", "websocket"]
    entity: str
    path: str
    payload: str
    security: Security
    because: tuple[str, ...]
    says: str = ""


class Api(Struct, frozen=True, omit_defaults=True):
    """The whole contract. Programs of `key_holders` may come with a key where people sign in."""

    title: str
    version: str
    base_path: str
    resources: tuple[Resource, ...]
    operations: tuple[Operation, ...]
    payloads: tuple[Payload, ...]
    enums: tuple[Enumeration, ...]
    messages: tuple[Message, ...] = ()
    feeds: tuple[Feed, ...] = ()
    unserved: tuple[Unserved, ...] = ()
    key_holders: tuple[str, ...] = ()


Style: TypeAlias = Literal["rest", "graphql", "grpc"]
