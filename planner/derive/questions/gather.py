"""All that a design leaves open, gathered: a kind of question has a module of its own beside this one, and a line below."""

from __future__ import annotations

from msgspec.structs import replace

from planner.derive.questions.dead_ends import dead_ends
from planner.derive.questions.doubts import doubts
from planner.derive.questions.idle import unserved_parts
from planner.derive.questions.late_changes import late_changes
from planner.derive.questions.loose_ends import loose_ends
from planner.derive.questions.notices import notice_questions
from planner.derive.questions.server_values import readonly_values
from planner.derive.questions.signing_in import sign_in_questions
from planner.derive.questions.trespass import trespasses
from planner.derive.questions.unanswered import unanswered, unserved_operations
from planner.derive.questions.unmarked import unmarked_people
from planner.model.api import Api, Style
from planner.model.database import Database
from planner.model.design import Design
from planner.model.domain import Domain
from planner.model.risks import OpenQuestion
from planner.spoken import in_style


def open_questions(
    design: Design, domain: Domain, api: Api, database: Database, style: Style
) -> tuple[OpenQuestion, ...]:
    """Every question the design leaves open, in the design's order and the words of its contract."""
    found = (
        *unserved_operations(domain, api),
        *readonly_values(design, domain),
        *doubts(domain, design),
        *loose_ends(domain, design),
        *trespasses(domain, design),
        *late_changes(domain),
        *dead_ends(domain, design),
        *sign_in_questions(domain, design),
        *unmarked_people(domain),
        *notice_questions(domain, design),
        *unserved_parts(api, database),
        *unanswered(design, domain, api),
    )
    return found if style == "rest" else tuple([_in_style(q, style) for q in found])


def _in_style(question: OpenQuestion, style: Style) -> OpenQuestion:
    return replace(question, assumed=in_style(question.assumed, style), changes=in_style(question.changes, style))
