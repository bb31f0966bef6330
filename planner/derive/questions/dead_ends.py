"""Names that lead nowhere: parameters that no row can answer, addresses that nothing calls. Each is a question."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from planner.model.design import Design, Query
from planner.model.domain import Domain, DomainEntity
from planner.model.entities import Field, TypeKind
from planner.model.risks import OpenQuestion
from planner.naming import article, listing, snake, title, words

_OF_A_READ: Final = frozenset(
    ("after", "as", "at", "before", "between", "bucket", "by", "count", "day", "days", "distance", "first", "from", "group",
     "hour", "hours", "include", "interval", "last", "limit", "lat", "latitude", "lng", "lon", "longitude", "max", "min",
     "minutes", "month", "months", "near", "now", "offset", "on", "order", "page", "per", "period", "q", "query", "radius",
     "range", "search", "since", "size", "sort", "start", "step", "term", "text", "timezone", "to", "top", "until", "week",
     "weeks", "when", "window", "within", "words", "year", "years", "zone", "end")
)  # fmt: skip
"""What a read is asked by, whatever the rows have: spans, places, pages, words."""
_CALLED: Final = frozenset(("webhook", "webhooks", "callback", "hook"))


def dead_ends(domain: Domain, design: Design) -> Iterator[OpenQuestion]:
    """What is asked for and compared with nothing, what is kept and called by nobody."""
    known = _known(domain)
    for query in design.queries:
        yield from _compared_with_nothing(query, known)
    spoken = " ".join(f"{j.name} {j.does} {j.says}" for j in design.jobs).lower().replace("_", " ")
    for entity in domain.entities.values():
        yield from _called_by_nobody(entity, spoken)


def _known(domain: Domain) -> frozenset[str]:
    """Every word that names something a row has."""
    found: set[str] = set()
    for entity in domain.entities.values():
        found.update(words(entity.name))
        for name in (*(f.name for f in entity.fields), *(r.name for r in entity.references)):
            found.update(words(name))
    return frozenset(found)


def _compared_with_nothing(query: Query, known: frozenset[str]) -> Iterator[OpenQuestion]:
    lost = [p for p in query.params if not _is_answered(p, known)]
    if lost:
        names = listing([p.name for p in lost])
        yield OpenQuestion(
            f"question.query.{snake(query.name)}.params",
            lost[0].path,
            f"What does {title(query.name)} compare {names} with, as no entity has a field of that name?",
            "with what the code of the query finds: no column, index or check of the plan serves it",
            f"a field that holds {names}, and the index that {title(query.name)} reads by",
            tuple(p.path for p in lost),
        )


def _is_answered(parameter: Field, known: frozenset[str]) -> bool:
    """Whether a row has a word of it, or it narrows any read."""
    said = frozenset(words(parameter.name))
    singles = {w.removesuffix("s") for w in said} | {f"{w}s" for w in said}
    return not said.isdisjoint(_OF_A_READ) or not known.isdisjoint(said | singles)


def _called_by_nobody(entity: DomainEntity, spoken: str) -> Iterator[OpenQuestion]:
    lost = [f for f in entity.fields if f.type.kind is TypeKind.URL and not _CALLED.isdisjoint(words(f.name))]
    if lost and not any(word in spoken for word in (*_CALLED, f"call {title(entity.name)}", "signed call")):
        one = title(entity.name)
        yield OpenQuestion(
            f"question.{snake(entity.name)}.{snake(lost[0].name)}.called",
            lost[0].path,
            f"Who calls {lost[0].name} of {article(one)}, as no job does?",
            "nobody: the address is kept",
            "a job that calls it on an event, signed, with retries, and the list of what it may reach",
            tuple(f.path for f in lost),
        )
