"""Which entities the words of a job or a query speak of: several of them by their plural, one after `the`, `each`, `its`.

What names none may read any: where they can be looked through at once, it waits for all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from planner.derive.work.foundation import migration_of
from planner.model.design import Design, Job, Query
from planner.model.domain import Domain
from planner.model.work import Need
from planner.naming import title

_BEFORE_ONE: Final = frozenset(
    ("a", "an", "the", "each", "every", "its", "their", "his", "her", "of", "per", "this", "that", "by", "all", "any")
)
_MOST: Final = 40
"""More tables than these are not waited for one by one where nothing is named."""
_MARKS: Final = str.maketrans(dict.fromkeys('.,;:!?()"', " "))


class Readers:
    """The entities of a design by how prose calls them."""

    def __init__(self, design: Design, domain: Domain) -> None:
        self._domain = domain
        self._events = {e.name: e.of for e in design.events if e.of in domain.entities}
        self._many = {e.many_title: e.name for e in domain.entities.values()}
        self._one = {title(e.name): e.name for e in domain.entities.values()}
        self._longest = max((p.count(" ") + 1 for p in (*self._many, *self._one)), default=0)

    def of_job(self, job: Job) -> Iterator[Need]:
        """The tables a job reads or writes, as far as it says."""
        said = dict.fromkeys(self._named(f"{job.does} {job.says}"), "its words speak of {}")
        told = {e: f"{name} is about {{}}" for name in job.on if (e := self._events.get(name)) is not None}
        found = told | said
        if job.entity:
            found[job.entity] = "it works on {}"
        yield from self._needs(self._with_parts(found))

    def _with_parts(self, found: dict[str, str]) -> dict[str, str]:
        """Beside each entity those that none of its rows is without."""
        whole = {
            c.target: f"no row of {entity} is without its {c.name.replace('_', ' ')}"
            for entity in found
            for c in self._domain.entities[entity].collections
            if c.least
        }
        return whole | found

    def of_query(self, query: Query, reads: tuple[str, ...]) -> Iterator[Need]:
        """The tables a query reads beside those of what it returns."""
        named = [f.name for f in (*query.params, *query.fields)]
        found = dict.fromkeys(self._named(query.says), "its words speak of {}")
        found |= dict.fromkeys((e for n in named if (e := self._one.get(title(n)))), "it names {}")
        yield from self._needs({e: why for e, why in found.items() if e not in reads}, bool(reads))

    def _needs(self, found: dict[str, str], known: bool = False) -> Iterator[Need]:
        if not found and not known and len(self._domain.entities) <= _MOST:
            found = dict.fromkeys(self._domain.entities, "nothing says which tables it reads")
        for entity, why in found.items():
            yield Need(migration_of(entity), why.format(entity))

    def _named(self, text: str) -> Iterable[str]:
        """The entities that prose speaks of, in its order."""
        words = [w.removesuffix("'s") for w in text.lower().translate(_MARKS).split()]
        for start in range(len(words)):
            for end in range(min(start + self._longest, len(words)), start, -1):
                phrase = " ".join(words[start:end])
                one = self._one.get(phrase) if start and words[start - 1] in _BEFORE_ONE else None
                if found := self._many.get(phrase) or one:
                    yield found
                    break
