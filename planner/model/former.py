"""An earlier plan, as far as a later one is compared with it: read from its plan.json."""

from __future__ import annotations

from msgspec import Struct


class FormerDecision(Struct, frozen=True):
    """What was decided."""

    topic: str
    option: str


class FormerElement(Struct, frozen=True):
    """Anything with an id."""

    id: str


class FormerTable(Struct, frozen=True):
    """A table and its columns."""

    id: str
    columns: tuple[FormerElement, ...] = ()


class FormerDatabase(Struct, frozen=True):
    """The tables there were."""

    tables: tuple[FormerTable, ...] = ()


class FormerApi(Struct, frozen=True):
    """The operations there were."""

    operations: tuple[FormerElement, ...] = ()


class FormerWork(Struct, frozen=True):
    """The steps there were."""

    steps: tuple[FormerElement, ...] = ()


class FormerFinding(Struct, frozen=True):
    """A finding that was not answered by the design."""

    id: str
    status: str = "open"


class Former(Struct, frozen=True):
    """What an earlier plan held."""

    decisions: tuple[FormerDecision, ...] = ()
    database: FormerDatabase = FormerDatabase()
    api: FormerApi = FormerApi()
    work: FormerWork = FormerWork()
    findings: tuple[FormerFinding, ...] = ()
