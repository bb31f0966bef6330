"""What was settled where the design left room, and why. Scores and alternatives belong here too."""

from __future__ import annotations

from typing import Literal, TypeAlias

from msgspec import Struct

AuthStrategy: TypeAlias = Literal["jwt", "session", "api_key", "oidc", "service_token", "none"]
DialectName: TypeAlias = Literal["postgresql", "mysql", "mariadb", "sqlite"]


class Decision(Struct, frozen=True, omit_defaults=True):
    """One settled topic. `source` says who settled it: the design's own line, `choices`, or the planner."""

    id: str
    topic: str
    option: str
    source: Literal["design", "choice", "planner"]
    reason: str
    changes: str
    because: tuple[str, ...] = ()


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
