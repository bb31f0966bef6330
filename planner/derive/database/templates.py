"""What supporting tables hold: credentials, outbox, dedupe, jobs, audit. A table of words; when they are called for
is said in `calls`, how they become tables in `system_tables`."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from planner.model.database import ColumnKind, ColumnType, Default

_UUID = ColumnType(ColumnKind.UUID)
_TIME = ColumnType(ColumnKind.TIMESTAMP)
_JSON = ColumnType(ColumnKind.JSON)
_BIGINT = ColumnType(ColumnKind.BIGINT)
_INT = ColumnType(ColumnKind.INT)


class Part(Struct, frozen=True):
    """One column of a supporting table."""

    name: str
    type: ColumnType
    says: str
    nullable: bool = False
    default: Default | None = None


class Read(Struct, frozen=True):
    """An index and who reads by it; `open` names columns that are NULL in every row meant."""

    columns: tuple[str, ...]
    serves: str
    open: tuple[str, ...] = ()


class Template(Struct, frozen=True):
    """A supporting table and what stands on it."""

    name: str
    says: str
    parts: tuple[Part, ...]
    key: tuple[str, ...] = ("id",)
    unique: tuple[tuple[str, ...], ...] = ()
    reads: tuple[Read, ...] = ()
    values: tuple[tuple[str, tuple[str, ...]], ...] = ()
    not_negative: tuple[str, ...] = ()


def _text(length: int) -> ColumnType:
    return ColumnType(ColumnKind.TEXT, length=length)


_NOW = Default("now")
_ZERO = Default("literal", "0")
_ID = Part("id", _UUID, "Identifier.", default=Default("new_uuid"))
_CREATED = Part("created_at", _TIME, "When the row was made.", default=_NOW)
_EXPIRES = Part("expires_at", _TIME, "No use after this.")
_OWNER = (
    Part("account_kind", _text(63), "Which kind of account."),
    Part("account_id", _text(63), "Which account."),
)
_BY_OWNER = Read(("account_kind", "account_id"), "what one account has, ended with a new password")


def _expired(what: str) -> Read:
    return Read(("expires_at",), f"cleanup of expired {what}")


PRINCIPALS = Template(
    "principals",
    "Callers whose role no account of the design carries, with their credentials.",
    (
        _ID,
        Part("email", _text(254), "Unique sign-in name."),
        Part("password_hash", _text(255), "A hash, never the password."),
        Part("role", _text(63), "The role the caller acts in."),
        Part("disabled_at", _TIME, "Set: signs in no more.", True),
        _CREATED,
        Part("updated_at", _TIME, "When the row last changed.", default=_NOW),
    ),
    unique=(("email",),),
)
REFRESH_TOKENS = Template(
    "refresh_tokens",
    "Refresh tokens as hashes; one family per sign-in, ended by reuse.",
    (
        _ID,
        *_OWNER,
        Part("family", _UUID, "All rotations of one sign-in."),
        Part("token_hash", _text(128), "SHA-256 of the token."),
        _EXPIRES,
        Part("rotated_at", _TIME, "Set when replaced: use after this ends the family.", True),
        Part("revoked_at", _TIME, "Set at sign-out, reuse or a new password.", True),
        _CREATED,
    ),
    unique=(("token_hash",),),
    reads=(Read(("family",), "end of a family after reuse"), _BY_OWNER, _expired("tokens")),
)
SESSIONS = Template(
    "sessions",
    "Signed-in sessions by the hash of their cookie.",
    (
        _ID,
        *_OWNER,
        Part("cookie_hash", _text(128), "SHA-256 of the cookie."),
        _EXPIRES,
        Part("last_seen_at", _TIME, "Idle sessions end by this.", default=_NOW),
        Part("revoked_at", _TIME, "Set at sign-out or a new password.", True),
        _CREATED,
    ),
    unique=(("cookie_hash",),),
    reads=(_BY_OWNER, _expired("sessions")),
)
PASSWORD_RESETS = Template(
    "password_resets",
    "Pending resets as hashes, used once.",
    (
        _ID,
        *_OWNER,
        Part("token_hash", _text(128), "SHA-256 of the token sent."),
        _EXPIRES,
        Part("used_at", _TIME, "Set by the first use.", True),
        _CREATED,
    ),
    unique=(("token_hash",),),
    reads=(_BY_OWNER, _expired("resets")),
)
ADDRESS_PROOFS = Template(
    "address_proofs",
    "Addresses that are to be proven, by the hash of a code that is used once; the last used one is the account's.",
    (
        _ID,
        *_OWNER,
        Part("email", _text(254), "The address that the code was sent to."),
        Part("token_hash", _text(128), "SHA-256 of the code sent."),
        _EXPIRES,
        Part("used_at", _TIME, "Set by the first use: the address is proven.", True),
        _CREATED,
    ),
    unique=(("token_hash",),),
    reads=(_BY_OWNER, _expired("proofs")),
)
LOGIN_ATTEMPTS = Template(
    "login_attempts",
    "Failed sign-ins, counted to throttle them.",
    (
        _ID,
        Part("name_hash", _text(128), "SHA-256 of the name tried."),
        Part("address", _text(64), "Where it came from."),
        _CREATED,
    ),
    reads=(
        Read(("name_hash", "created_at"), "throttle by name"),
        Read(("address", "created_at"), "throttle by address"),
        Read(("created_at",), "cleanup of old attempts"),
    ),
)
API_KEYS = Template(
    "api_keys",
    "Keys as hashes, shown once when made.",
    (
        _ID,
        Part("name", _text(120), "What the key is for."),
        Part("prefix", _text(16), "The visible beginning."),
        Part("key_hash", _text(128), "SHA-256 of the key."),
        Part("role", _text(63), "The role it acts in."),
        Part("expires_at", _TIME, "No use after this.", True),
        Part("revoked_at", _TIME, "Set: no use any more.", True),
        Part("last_used_at", _TIME, "For finding keys nobody uses.", True),
        _CREATED,
    ),
    unique=(("key_hash",), ("prefix",)),
)
OUTBOX = Template(
    "outbox_messages",
    "Events written in the transaction that caused them, relayed afterwards.",
    (
        _ID,
        Part("event", _text(120), "Name of the event."),
        Part("version", _INT, "Version of its payload."),
        Part("aggregate_id", _text(255), "The row it is about; keeps the order."),
        Part("payload", _JSON, "The declared members."),
        Part("attempts", _INT, "How often sending was tried.", default=_ZERO),
        Part("available_at", _TIME, "Not sent before this.", default=_NOW),
        Part("sent_at", _TIME, "Set when it was handed on.", True),
        Part("dead_at", _TIME, "Set when tries ran out: somebody must look.", True),
        _CREATED,
    ),
    reads=(
        Read(("available_at", "id"), "relay of messages that wait to be sent", ("sent_at", "dead_at")),
        Read(("sent_at",), "cleanup of sent messages"),
    ),
    not_negative=("attempts",),
)
INBOX = Template(
    "inbox_messages",
    "Messages and notices taken in, each once.",
    (
        Part("source", _text(120), "Who sent it."),
        Part("message_id", _text(255), "The sender's id."),
        Part("payload_hash", _text(128), "SHA-256 of the body."),
        Part("received_at", _TIME, "When it came.", default=_NOW),
        Part("processed_at", _TIME, "Set when its effect was committed.", True),
    ),
    key=("source", "message_id"),
    reads=(Read(("received_at",), "cleanup of old messages"),),
)
IDEMPOTENCY = Template(
    "idempotency_keys",
    "Answers to requests that may be repeated.",
    (
        Part("caller", _text(127), "Who sent it."),
        Part("key", _text(255), "The Idempotency-Key header."),
        Part("request_hash", _text(128), "SHA-256 of method, path and body; another body is refused."),
        Part("status", _INT, "The stored answer's status; NULL while it is being worked on.", True),
        Part("answer", _JSON, "The stored answer.", True),
        _CREATED,
        Part("expires_at", _TIME, "Forgotten after this."),
    ),
    key=("caller", "key"),
    reads=(_expired("keys"),),
)
JOB_RUNS = Template(
    "job_runs",
    "Background work: what waits, runs, failed or is done.",
    (
        _ID,
        Part("job", _text(120), "Name of the job."),
        Part("dedupe_key", _text(255), "The same trigger makes one run."),
        Part("arguments", _JSON, "What it works on."),
        Part("status", _text(32), "Where it stands; dead means tries ran out.", default=Default("literal", "queued")),
        Part("attempts", _INT, "How often it was tried.", default=_ZERO),
        Part("run_at", _TIME, "Not before this.", default=_NOW),
        Part("leased_until", _TIME, "Another worker may take it after this.", True),
        Part("last_error", _text(2000), "Why it failed last.", True),
        _CREATED,
        Part("finished_at", _TIME, "When it ended.", True),
    ),
    unique=(("job", "dedupe_key"),),
    reads=(
        Read(("status", "run_at"), "workers that look for the next run"),
        Read(("finished_at",), "cleanup of finished runs"),
    ),
    values=(("status", ("queued", "running", "done", "failed", "dead")),),
    not_negative=("attempts",),
)
ACCEPTED_RUNS = replace(
    JOB_RUNS,
    parts=(
        *JOB_RUNS.parts,
        Part(
            "requested_by", _text(127), "The caller who was answered 202 and may look; empty where nobody asked.", True
        ),
        Part("result_url", _text(2048), "Where the caller goes on, once it is done.", True),
        Part("updated_at", _TIME, "When its status last changed.", default=_NOW),
    ),
)
"""The same where callers are told to come back for what they started."""
AUDIT_LOG = Template(
    "audit_log",
    "Who did what to which row; rows are only ever added.",
    (
        _ID,
        Part("happened_at", _TIME, "When.", default=_NOW),
        Part("actor", _text(127), "Who; empty for the system itself.", True),
        Part("action", _text(32), "What was done."),
        Part("table_name", _text(63), "To a row of which table."),
        Part("row_key", _text(255), "To which row."),
        Part("changes", _JSON, "Names of the changed columns, never their values.", True),
    ),
    reads=(
        Read(("table_name", "row_key", "happened_at"), "history of one row"),
        Read(("actor", "happened_at"), "what one caller did"),
    ),
)
UPLOADS = Template(
    "uploads",
    "Presigned uploads that were offered and not yet attached.",
    (
        _ID,
        Part("object_key", _text(512), "Where the object lies."),
        Part("content_type", _text(127), "The type that was agreed."),
        Part("size", _BIGINT, "The size that was agreed."),
        Part("requested_by", _text(127), "Who asked."),
        _EXPIRES,
        Part("attached_at", _TIME, "Set when a row took it.", True),
        _CREATED,
    ),
    unique=(("object_key",),),
    reads=(Read(("expires_at",), "removal of what nobody attached", ("attached_at",)),),
    not_negative=("size",),
)
