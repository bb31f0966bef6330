"""What was settled where the design left room, and why: options with their arithmetic, and what would flip them."""

from __future__ import annotations

from typing import Literal, TypeAlias

from msgspec import Struct

AuthStrategy: TypeAlias = Literal["jwt", "session", "api_key", "oidc", "service_token", "none"]
Migrations: TypeAlias = Literal["plain", "flyway", "alembic"]
DialectName: TypeAlias = Literal["postgresql", "mysql", "mariadb", "sqlite"]


class Term(Struct, frozen=True, omit_defaults=True):
    """One criterion in the sum: `weight * mark`. `because` says why it weighs more or less here."""

    criterion: str
    weight: float
    mark: float
    because: str = ""


class Scored(Struct, frozen=True, omit_defaults=True):
    """One option's sum, as a share of what it could reach; a veto rules it out whatever the sum."""

    option: str
    title: str
    score: float
    terms: tuple[Term, ...] = ()
    vetoed: str = ""


class Flip(Struct, frozen=True, omit_defaults=True):
    """What would make another option win: a weight, or an answer nobody has given."""

    to: str
    kind: Literal["weight", "answer"]
    what: str
    path: str = ""


class Decision(Struct, frozen=True, omit_defaults=True):
    """One settled topic. `source` says who settled it: the design's own line, `choices`, or the planner."""

    id: str
    topic: str
    option: str
    source: Literal["design", "choice", "planner"]
    reason: str
    changes: str
    because: tuple[str, ...] = ()
    title: str = ""
    option_title: str = ""
    scores: tuple[Scored, ...] = ()
    runner_up: str = ""
    margin: float = 1.0
    tie: bool = False
    flips: tuple[Flip, ...] = ()
    gains: str = ""
    costs: str = ""
    confirm: str = ""
    revisit: str = ""
    refs: tuple[str, ...] = ()
    hard_to_reverse: bool = False
    overruled: str = ""

    @property
    def contested(self) -> bool:
        """Whether a record of its own is worth reading: close, overruled, or hard to go back on."""
        return self.tie or bool(self.overruled) or (self.hard_to_reverse and bool(self.runner_up))


class Assumption(Struct, frozen=True, omit_defaults=True):
    """Something the design leaves open, what was taken instead, and what another answer would change."""

    id: str
    says: str
    would_change: str
    path: str
    because: tuple[str, ...] = ()


class Settings(Struct, frozen=True, omit_defaults=True):
    """The settled options that other passes read."""

    api_style: Literal["rest", "graphql", "grpc"]
    api_version: str
    dialect: DialectName
    id_kind: Literal["uuid", "bigint"]
    page: Literal["cursor", "offset"]
    auth: AuthStrategy
    errors: Literal["problem", "envelope"]
    profile: Literal["strict", "lean"]
    language: str
    framework: str
    currency: str
    migrations: Migrations = "plain"
    envelope: bool = False
    version_in: Literal["path", "header", "none"] = "path"
    search: Literal["database", "engine", "none"] = "database"
    losable: bool = False
    cache: str = "none"
    queue: str = "database"
    replicas: bool = False
    partitioning: str = "none"
    sharding: str = "none"
