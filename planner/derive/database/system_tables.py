"""Supporting tables, each only where the design calls for it: credentials, outbox, dedupe, jobs, audit."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from planner.derive.database.building import Building
from planner.model.database import (
    Check,
    Column,
    ColumnKind,
    ColumnType,
    Default,
    Index,
    IndexColumn,
    InValues,
    Table,
    Unique,
)
from planner.model.design import TypeKind
from planner.naming import joined

_UUID, _TEXT, _TIME = ColumnType(ColumnKind.UUID), ColumnKind.TEXT, ColumnType(ColumnKind.TIMESTAMP)
_JSON, _BIGINT, _INT = ColumnType(ColumnKind.JSON), ColumnType(ColumnKind.BIGINT), ColumnType(ColumnKind.INT)
_NOW, _NEW = Default("now"), Default("new_uuid")


class _Part(Struct, frozen=True):
    """One column of a supporting table."""

    name: str
    type: ColumnType
    says: str
    nullable: bool = False
    default: Default | None = None


class _Template(Struct, frozen=True):
    """A supporting table: when it is called for, what it holds."""

    name: str
    says: str
    calls_for_it: Callable[[Building], tuple[str, ...]]
    parts: tuple[_Part, ...]
    key: tuple[str, ...] = ("id",)
    unique: tuple[tuple[str, ...], ...] = ()
    index: tuple[tuple[str, ...], ...] = ()
    values: tuple[tuple[str, tuple[str, ...]], ...] = ()


def _text(length: int) -> ColumnType:
    return ColumnType(_TEXT, length=length)


_ID = _Part("id", _UUID, "Identifier.", default=_NEW)
_CREATED = _Part("created_at", _TIME, "When the row was made.", default=_NOW)


def _because_auth(building: Building, *strategies: str) -> tuple[str, ...]:
    if building.settings.auth not in strategies:
        return ()
    return (
        ("stack.auth",)
        if building.design.stack.auth
        else tuple(building.domain.entities[a].path for a in building.domain.accounts) or ("roles",)
    )


def _principals(building: Building) -> tuple[str, ...]:
    unhoused = [r for r in building.domain.roles.values() if r.account is None and r.path]
    return tuple(r.path for r in unhoused) if unhoused and building.settings.auth in ("jwt", "session") else ()


def _passwords(building: Building) -> tuple[str, ...]:
    if building.settings.auth not in ("jwt", "session"):
        return ()
    return tuple(
        f.path for e in building.domain.entities.values() for f in e.fields if f.type.kind is TypeKind.PASSWORD
    )


def _published(building: Building) -> tuple[str, ...]:
    return tuple(e.path for e in building.design.events if e.from_service is None)


def _consumed(building: Building) -> tuple[str, ...]:
    events = tuple(e.path for e in building.design.events if e.from_service is not None)
    return events + tuple(i.path for i in building.design.integrations if i.direction in ("in", "both"))


def _idempotent(building: Building) -> tuple[str, ...]:
    return tuple(
        a.path
        for e in building.domain.entities.values()
        for a in e.actions
        if (a.idempotent or a.uses) and not all(g.role == "system" or g.role.startswith("integration.") for g in a.by)
    )


def _jobs(building: Building) -> tuple[str, ...]:
    return tuple(j.path for j in building.design.jobs)


def _audited(building: Building) -> tuple[str, ...]:
    return tuple(e.path for e in building.domain.entities.values() if e.audit)


def _uploads(building: Building) -> tuple[str, ...]:
    return tuple(
        f.path
        for e in building.domain.entities.values()
        for f in e.fields
        if f.type.kind in (TypeKind.FILE, TypeKind.IMAGE)
    )


_OWNER = (_Part("account_kind", _text(63), "Which kind of account."), _Part("account_id", _text(63), "Which account."))
_TEMPLATES = (
    _Template(
        "principals",
        "Callers whose role no account of the design carries, with their credentials.",
        _principals,
        (
            _ID,
            _Part("email", _text(254), "Unique sign-in name."),
            _Part("password_hash", _text(255), "Argon2id hash, never the password."),
            _Part("role", _text(63), "The role the caller acts in."),
            _Part("disabled_at", _TIME, "Set: signs in no more.", True),
            _CREATED,
            _Part("updated_at", _TIME, "When the row last changed.", default=_NOW),
        ),
        unique=(("email",),),
    ),
    _Template(
        "refresh_tokens",
        "Refresh tokens as hashes; one family per sign-in, ended by reuse.",
        lambda b: _because_auth(b, "jwt"),
        (
            _ID,
            *_OWNER,
            _Part("family", _UUID, "All rotations of one sign-in."),
            _Part("token_hash", _text(128), "SHA-256 of the token."),
            _Part("expires_at", _TIME, "No use after this."),
            _Part("rotated_at", _TIME, "Set when replaced: use after this ends the family.", True),
            _Part("revoked_at", _TIME, "Set at sign-out, reuse or a new password.", True),
            _CREATED,
        ),
        unique=(("token_hash",),),
        index=(("family",), ("account_kind", "account_id"), ("expires_at",)),
    ),
    _Template(
        "sessions",
        "Signed-in sessions by the hash of their cookie.",
        lambda b: _because_auth(b, "session"),
        (
            _ID,
            *_OWNER,
            _Part("cookie_hash", _text(128), "SHA-256 of the cookie."),
            _Part("expires_at", _TIME, "No use after this."),
            _Part("revoked_at", _TIME, "Set at sign-out or a new password.", True),
            _CREATED,
        ),
        unique=(("cookie_hash",),),
        index=(("account_kind", "account_id"), ("expires_at",)),
    ),
    _Template(
        "password_resets",
        "Pending resets as hashes, used once.",
        _passwords,
        (
            _ID,
            *_OWNER,
            _Part("token_hash", _text(128), "SHA-256 of the token sent."),
            _Part("expires_at", _TIME, "No use after this."),
            _Part("used_at", _TIME, "Set by the first use.", True),
            _CREATED,
        ),
        unique=(("token_hash",),),
        index=(("account_kind", "account_id"), ("expires_at",)),
    ),
    _Template(
        "login_attempts",
        "Failed sign-ins, counted to throttle them.",
        _passwords,
        (
            _ID,
            _Part("name_hash", _text(128), "SHA-256 of the name tried."),
            _Part("address", _text(64), "Where it came from."),
            _CREATED,
        ),
        index=(("name_hash", "created_at"), ("address", "created_at")),
    ),
    _Template(
        "api_keys",
        "Keys as hashes, shown once when made.",
        lambda b: _because_auth(b, "api_key", "service_token"),
        (
            _ID,
            _Part("name", _text(120), "What the key is for."),
            _Part("prefix", _text(16), "The visible beginning."),
            _Part("key_hash", _text(128), "SHA-256 of the key."),
            _Part("role", _text(63), "The role it acts in."),
            _Part("expires_at", _TIME, "No use after this.", True),
            _Part("revoked_at", _TIME, "Set: no use any more.", True),
            _Part("last_used_at", _TIME, "For finding keys nobody uses.", True),
            _CREATED,
        ),
        unique=(("key_hash",), ("prefix",)),
    ),
    _Template(
        "outbox_messages",
        "Events written in the transaction that caused them, relayed afterwards.",
        _published,
        (
            _ID,
            _Part("event", _text(120), "Name of the event."),
            _Part("version", _INT, "Version of its payload."),
            _Part("aggregate_id", _text(255), "The row it is about; keeps the order."),
            _Part("payload", _JSON, "The declared members."),
            _Part("attempts", _INT, "How often sending was tried.", default=Default("literal", "0")),
            _Part("available_at", _TIME, "Not sent before this.", default=_NOW),
            _Part("sent_at", _TIME, "Set when the broker took it.", True),
            _CREATED,
        ),
        index=(("sent_at", "available_at"),),
    ),
    _Template(
        "inbox_messages",
        "Messages and notices taken in, each once.",
        _consumed,
        (
            _Part("source", _text(120), "Who sent it."),
            _Part("message_id", _text(255), "The sender's id."),
            _Part("payload_hash", _text(128), "SHA-256 of the body."),
            _Part("received_at", _TIME, "When it came.", default=_NOW),
            _Part("processed_at", _TIME, "Set when its effect was committed.", True),
        ),
        key=("source", "message_id"),
        index=(("received_at",),),
    ),
    _Template(
        "idempotency_keys",
        "Answers to requests that may be repeated.",
        _idempotent,
        (
            _Part("caller", _text(127), "Who sent it."),
            _Part("key", _text(255), "The Idempotency-Key header."),
            _Part("request_hash", _text(128), "SHA-256 of method, path and body; another body answers 422."),
            _Part("status", _INT, "The stored answer's status; NULL while it is being worked on.", True),
            _Part("answer", _JSON, "The stored answer.", True),
            _CREATED,
            _Part("expires_at", _TIME, "Forgotten after this."),
        ),
        key=("caller", "key"),
        index=(("expires_at",),),
    ),
    _Template(
        "job_runs",
        "Background work: what waits, runs, failed or is done.",
        _jobs,
        (
            _ID,
            _Part("job", _text(120), "Name of the job."),
            _Part("dedupe_key", _text(255), "The same trigger makes one run."),
            _Part("arguments", _JSON, "What it works on."),
            _Part("status", _text(32), "Where it stands.", default=Default("literal", "queued")),
            _Part("attempts", _INT, "How often it was tried.", default=Default("literal", "0")),
            _Part("run_at", _TIME, "Not before this.", default=_NOW),
            _Part("leased_until", _TIME, "Another worker may take it after this.", True),
            _Part("last_error", _text(2000), "Why it failed last.", True),
            _CREATED,
            _Part("finished_at", _TIME, "When it ended.", True),
        ),
        unique=(("job", "dedupe_key"),),
        index=(("status", "run_at"),),
        values=(("status", ("queued", "running", "done", "failed", "dead")),),
    ),
    _Template(
        "audit_log",
        "Who did what to which row; rows are only ever added.",
        _audited,
        (
            _ID,
            _Part("happened_at", _TIME, "When.", default=_NOW),
            _Part("actor", _text(127), "Who; empty for the system itself.", True),
            _Part("action", _text(32), "What was done."),
            _Part("table_name", _text(63), "To a row of which table."),
            _Part("row_key", _text(255), "To which row."),
            _Part("changes", _JSON, "Names of the changed columns; values of personal ones are left out.", True),
        ),
        index=(("table_name", "row_key", "happened_at"), ("actor", "happened_at")),
    ),
    _Template(
        "uploads",
        "Presigned uploads that were offered and not yet attached.",
        _uploads,
        (
            _ID,
            _Part("object_key", _text(512), "Where the object lies."),
            _Part("content_type", _text(127), "The type that was agreed."),
            _Part("size", _BIGINT, "The size that was agreed."),
            _Part("requested_by", _text(127), "Who asked."),
            _Part("expires_at", _TIME, "Removed after this."),
            _Part("attached_at", _TIME, "Set when a row took it.", True),
            _CREATED,
        ),
        unique=(("object_key",),),
        index=(("expires_at",),),
    ),
)


def system_tables(building: Building) -> list[Table]:
    """The supporting tables this design calls for."""
    found: list[Table] = []
    for template in _TEMPLATES:
        because = tuple(dict.fromkeys(template.calls_for_it(building)))
        if because:
            found.append(_table(template, building.taken.claim(template.name, f"system.{template.name}"), because))
    return found


def _table(template: _Template, name: str, because: tuple[str, ...]) -> Table:
    id = f"table.{name}"
    columns = tuple(
        Column(f"{id}.{p.name}", p.name, p.type, p.nullable, because, p.says, p.default) for p in template.parts
    )
    uniques = tuple(Unique(f"{id}.{n}", n, c, because) for c in template.unique for n in (joined(name, *c, "key"),))
    indexes = tuple(
        Index(f"{id}.{n}", n, tuple(IndexColumn(x) for x in c), "btree", (f"look-ups of {name} by {c[0]}",), because)
        for c in template.index
        for n in (joined(name, *c, "idx"),)
    )
    checks = tuple(
        Check(f"{id}.{n}", n, InValues(c, v), because) for c, v in template.values for n in (joined(name, c, "values"),)
    )
    return Table(
        id=id,
        name=name,
        kind="system",
        columns=columns,
        primary_key=template.key,
        because=because,
        comment=template.says,
        uniques=uniques,
        indexes=indexes,
        checks=checks,
    )
