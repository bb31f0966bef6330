"""The job resource: where a caller looks after an answer 202."""

from __future__ import annotations

from planner.derive.api.contract import Contract
from planner.model.api import Member, Operation, OperationKind, Parameter, Payload, Scope, Security, Shape
from planner.model.design import FieldType, TypeKind

_STATES = ("queued", "running", "done", "failed")


def job_operation(contract: Contract) -> Operation:
    """`GET /jobs/{job_id}`."""
    because = tuple(a.path for e in contract.domain.entities.values() for a in e.actions if a.uses)
    key = Parameter("job_id", "path", "key", Member("job_id", Shape.ID, because, "Which job."), True)
    security = Security(False, tuple(Scope(r, "own") for r in contract.domain.roles))
    return Operation(
        "op.job.get",
        OperationKind.JOB,
        "getJob",
        "resource.jobs",
        "GET",
        "/jobs/{job_id}",
        "Get a job",
        "Reached by the caller whose request started it; any other answers 404.",
        security,
        because,
        parameters=(key,),
        response="Job",
        errors=(400, 401, 403, 404),
    )


def job_payload() -> Payload:
    """How a job stands and what came of it."""
    because = ("entities",)
    return Payload(
        "payload.job",
        "Job",
        "result",
        (
            Member("id", Shape.ID, because, "Identifier of the job.", derived=True),
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
            Member("created_at", Shape.TIMESTAMP, because, "When it was asked for.", derived=True),
        ),
        because,
        None,
        "Work that was accepted.",
    )
