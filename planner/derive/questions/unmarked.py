"""Fields whose names say that they are of a person, and that nothing marks so: one question for all of them.

A mark on some of them is no mark on the others: an IBAN that logs may not show is as much of a person as a name.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from planner.model.domain import Domain, DomainEntity
from planner.model.entities import Field, TypeKind
from planner.model.risks import OpenQuestion
from planner.naming import listing, words
from planner.rules.facts.gaps import ORGANISATIONS

_KINDS: Final = frozenset((TypeKind.STRING, TypeKind.TEXT, TypeKind.DATE, TypeKind.BIGINT, TypeKind.INT, TypeKind.SLUG))
_ADDRESSES: Final = frozenset((TypeKind.EMAIL, TypeKind.PHONE))
_BANK: Final = (
    ("iban",), ("bic",), ("account", "number"), ("bank", "account"), ("sort", "code"), ("routing", "number"),
    ("routing", "code"), ("ifsc",), ("bsb",), ("clabe",),
)  # fmt: skip
"""What says where somebody's money lies; `account_number` does, where money is sent there."""
_PERSON: Final = (
    ("first", "name"), ("last", "name"), ("given", "name"), ("family", "name"), ("full", "name"), ("surname",),
    ("maiden", "name"), ("birthday",), ("birthdate",), ("birth", "date"), ("date", "of", "birth"), ("born", "on"), ("dob",),
    ("ssn",), ("social", "security", "number"), ("national", "id"), ("passport",), ("passport", "number"),
    ("driving", "licence"), ("driver", "license"), ("id", "card"), ("insurance", "number"), ("home", "address"),
    ("mobile", "number"), ("phone", "number"),
)  # fmt: skip
_SHOWN: Final = 6


def unmarked_people(domain: Domain) -> Iterator[OpenQuestion]:
    """Fields that read as personal, where neither `pii` nor a secret kind is said of them."""
    found = [(e, f) for e in domain.entities.values() for f in e.fields if _reads_personal(e, f)]
    if not found:
        return
    names = [f"{e.name}.{f.name}" for e, f in found]
    shown = [*names[:_SHOWN], f"{len(names) - _SHOWN} more"] if len(names) > _SHOWN else names
    yield OpenQuestion(
        "question.personal.unmarked",
        found[0][1].path,
        f"{'Is' if len(names) == 1 else 'Are'} {listing(shown)} of a person, as the {'name says' if len(names) == 1 else 'names say'}?",
        "no: without `pii` no purpose, erasure, copy or redaction reaches them, and who reads the row sees them",
        "`pii` on each that is: what anonymous callers see, what is erased and given out, what logs and events leave out",
        tuple(f.path for _, f in found),
    )


def _reads_personal(entity: DomainEntity, field: Field) -> bool:
    if field.pii or field.secret or field.computed is not None:
        return False
    if field.type.kind in _ADDRESSES:
        return entity.account is not None or ORGANISATIONS.isdisjoint(words(entity.name))
    return field.type.kind in _KINDS and _is_named(field.name)


@lru_cache(maxsize=4096)
def _is_named(name: str) -> bool:
    """Whether some words of a name, in their order, are those of a person or of a bank."""
    said = words(name)
    return any(said[at : at + len(p)] == p for p in (*_BANK, *_PERSON) for at in range(len(said) - len(p) + 1))
