"""Probes for whoever runs it, and the job resource behind an answer 202."""

from __future__ import annotations

from collections.abc import Iterator

from planner.derive.api import errors
from planner.derive.api.contract import Contract
from planner.derive.api.security import OPEN, signed_in
from planner.model.api import Member, Operation, OperationKind, Parameter, Payload, Refusal, Resource, Shape
from planner.model.entities import FieldType, TypeKind
from planner.naming import camel

SYSTEM, JOBS = "resource.system.probes", "resource.system.jobs"
_EVERY_PLAN: tuple[str, ...] = ()
_STATES = ("queued", "running", "done", "failed")
_SHORT = FieldType(TypeKind.STRING, low=1, high=200)
_MEDIA_TYPE = FieldType(TypeKind.STRING, low=3, high=127)
_CHECKSUM = FieldType(TypeKind.STRING, low=8, high=128)
_NO_JOB = Refusal(404, "not_found", "No such job, or one that somebody else started.")
_MOST_BYTES = "5368709120"


def system_resources(contract: Contract) -> tuple[Resource, ...]:
    """The groups of what the design does not name but a running backend has."""
    slow = _slow_actions(contract) or _EVERY_PLAN
    return (
        Resource(
            JOBS,
            "Jobs",
            contract.tags.claim("jobs", "background-jobs"),
            "/jobs",
            "Work that takes longer than a request.",
            slow,
        ),
        Resource(
            SYSTEM, "System", contract.tags.claim("system", "probes"), "/", "Probes for whoever runs it.", _EVERY_PLAN
        ),
    )


def probes(contract: Contract) -> Iterator[Operation]:
    """Health without dependencies, readiness with them."""
    name = contract.names.claim("Health", "ProcessHealth")
    says = "`ok`, or what is missing."
    status = Member("status", Shape.FIELD, _EVERY_PLAN, says, _SHORT, derived=True, example="ok")
    contract.add(
        Payload("payload.system.health", name, "result", (status,), _EVERY_PLAN, None, "State of the process.")
    )
    yield _probe(
        contract,
        OperationKind.HEALTH,
        "health",
        name,
        "Check that the process lives",
        "Answers while the process lives; asks nothing else.",
        (),
    )
    yield _probe(
        contract,
        OperationKind.READY,
        "ready",
        name,
        "Check that it can serve",
        "Answers 200 once the database is reached and migrated, 503 until then.",
        (errors.NOT_READY,),
    )


def _probe(
    contract: Contract,
    kind: OperationKind,
    word: str,
    payload: str,
    summary: str,
    says: str,
    reasons: tuple[Refusal, ...],
) -> Operation:
    found = errors.unlimited((errors.BAD_REQUEST, *reasons))
    return Operation(
        f"op.system.{word}",
        kind,
        contract.operations.claim(camel(f"get_{word}"), camel(f"probe_{word}")),
        SYSTEM,
        "GET",
        contract.paths.claim("GET", f"/{word}", f"/system/{word}"),
        summary,
        says,
        OPEN,
        _EVERY_PLAN,
        response=payload,
        errors=errors.statuses(found),
        refusals=found,
    )


def _slow_actions(contract: Contract) -> tuple[str, ...]:
    return tuple(a.path for e in contract.entities for a in e.actions if a.uses)


def job_operation(contract: Contract, job: str) -> Operation:
    """Where a caller looks after an answer 202."""
    because = _slow_actions(contract)
    key = Parameter(
        "job_id", "path", "key", Member("job_id", Shape.FIELD, because, "Which job.", FieldType(TypeKind.UUID)), True
    )
    security = signed_in(contract.domain, "own")
    found = errors.refusals(security, contract, None, (errors.BAD_REQUEST, _NO_JOB))
    contract.add(
        Payload(
            "payload.job",
            job,
            "result",
            (
                Member("id", Shape.FIELD, because, "Identifier of the job.", FieldType(TypeKind.UUID), derived=True),
                Member(
                    "status",
                    Shape.FIELD,
                    because,
                    "How it stands.",
                    FieldType(TypeKind.ENUM, values=_STATES),
                    values=_STATES,
                    derived=True,
                ),
                Member(
                    "result_url",
                    Shape.FIELD,
                    because,
                    "Where to go on, once it is done.",
                    FieldType(TypeKind.URL),
                    nullable=True,
                    derived=True,
                ),
                Member("error", Shape.FIELD, because, "Why it failed.", _SHORT, nullable=True, derived=True),
                Member("created_at", Shape.TIMESTAMP, because, "When it was asked for.", derived=True),
                Member("updated_at", Shape.TIMESTAMP, because, "When its status last changed.", derived=True),
            ),
            because,
            None,
            "Work that was accepted, how it stands and what came of it.",
        )
    )
    return Operation(
        "op.job.get",
        OperationKind.JOB,
        contract.operations.claim("getJob", "getBackgroundJob"),
        JOBS,
        "GET",
        contract.paths.claim("GET", "/jobs/{job_id}", "/background-jobs/{job_id}"),
        "Get a job",
        "Reached by the caller whose request started it; any other answers 404.",
        security,
        because,
        parameters=(key,),
        response=job,
        errors=errors.statuses(found),
        refusals=found,
    )
