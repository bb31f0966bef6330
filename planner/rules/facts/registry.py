"""What a fact is: a named question about a design or its plan that a function answers, or cannot answer yet.

A fact belongs to a kind of subject. It may be asked of everything below: `entity.has_pii` of an operation of that entity.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, Generic, Literal, TypeAlias, TypeVar

from msgspec import Struct

from planner.model.api import Message, Operation
from planner.model.catalog import Subject, Word
from planner.model.design import BusinessRule, Channel, Design, Integration, Job, Query
from planner.model.domain import DomainEntity, EffectiveRole, Reference
from planner.model.entities import Action, Field
from planner.rules.world import World

Noun = TypeVar("Noun")
Unit: TypeAlias = Literal["", "count", "seconds", "bytes", "per_second", "ratio", "percent"]
FactKind: TypeAlias = Literal["flag", "number", "word", "words"]
Stage: TypeAlias = Literal["design", "plan"]
Value: TypeAlias = Word | tuple[str, ...]


class Known(Struct, frozen=True):
    """A fact's value, the lines of the design it rests on, and the elements of the plan that make it so."""

    value: Value
    because: tuple[str, ...] = ()
    by: tuple[str, ...] = ()


class Unknown(Struct, frozen=True):
    """Nobody has said; an answer at one of these paths would."""

    asks: tuple[str, ...]


Reply: TypeAlias = Known | Unknown
YES: Final = Known(True)
NO: Final = Known(False)


class Fact(Struct, frozen=True):
    """One fact: whose it is, what its value can be, at which stage it can be known.

    Where `only` does not hold of a noun, the fact does not hold of it either, and nobody need ask.
    """

    name: str
    subject: Subject
    kind: FactKind
    stage: Stage
    says: str
    evaluate: Callable[[World, Any], Reply]
    unit: Unit = ""
    words: tuple[str, ...] = ()
    only: Callable[[Any], bool] | None = None


FACTS: Final[dict[str, Fact]] = {}


class Registrar(Generic[Noun]):
    """Registers facts about one kind of subject: `@entity_fact("entity.has_pii", "flag", "…")`."""

    def __init__(self, subject: Subject, stage: Stage = "design") -> None:
        self.subject = subject
        self.stage = stage

    def __call__(
        self,
        name: str,
        kind: FactKind,
        says: str,
        *,
        stage: Stage | None = None,
        unit: Unit = "",
        words: tuple[str, ...] = (),
        only: Callable[[Noun], bool] | None = None,
    ) -> Callable[[Callable[[World, Noun], Reply]], Callable[[World, Noun], Reply]]:
        """The decorator for a function `(world, noun) -> Known | Unknown`."""

        def register(evaluate: Callable[[World, Noun], Reply]) -> Callable[[World, Noun], Reply]:
            asked = evaluate if only is None else _narrowed(evaluate, only)
            FACTS[name] = Fact(name, self.subject, kind, stage or self.stage, says, asked, unit, words, only)
            return asked

        return register


def _narrowed(evaluate: Callable[[World, Noun], Reply], only: Callable[[Noun], bool]) -> Callable[[World, Noun], Reply]:
    def asked(world: World, noun: Noun) -> Reply:
        return evaluate(world, noun) if only(noun) else NO

    return asked


design_fact: Final = Registrar[Design]("design")
entity_fact: Final = Registrar[DomainEntity]("entity")
field_fact: Final = Registrar[Field]("field")
relation_fact: Final = Registrar[Reference]("relation")
action_fact: Final = Registrar[Action]("action")
integration_fact: Final = Registrar[Integration]("integration")
job_fact: Final = Registrar[Job]("job")
role_fact: Final = Registrar[EffectiveRole]("role")
rule_fact: Final = Registrar[BusinessRule]("rule")
feed_fact: Final = Registrar[Channel]("feed")
query_fact: Final = Registrar[Query]("query")
operation_fact: Final = Registrar[Operation]("operation", "plan")
message_fact: Final = Registrar[Message]("message", "plan")


def flag(truth: bool, *because: str, by: tuple[str, ...] = ()) -> Known:
    """A flag with what it rests on; nothing to cite where it is not so."""
    return Known(True, because, by) if truth else NO
