"""What becomes of what an outside party tells and a rule of the design does not allow: asked where nobody says."""

from __future__ import annotations

from collections.abc import Iterator

from planner.derive.infer.refused import refused_notices
from planner.model.design import Design
from planner.model.domain import Domain
from planner.model.risks import OpenQuestion
from planner.naming import snake, title


def notice_questions(domain: Domain, design: Design) -> Iterator[OpenQuestion]:
    """What becomes of what is true and may not stand."""
    for refused in refused_notices(domain, design):
        entity, action, party = refused.entity, refused.action, title(refused.party)
        yield OpenQuestion(
            f"question.{snake(entity.name)}.{snake(action.name)}.refused",
            action.path,
            f"What becomes of {title(action.name)} from {party} whose {refused.field} breaks {refused.rule}?",
            "it changes no row, is kept and answered so that it is not sent for ever, and waits for somebody",
            f"who works off what {party} told and {entity.name} may not hold: another field for what is too much, or a job",
            (action.path, refused.path),
        )
