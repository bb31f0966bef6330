"""The model every contestant is given: N entities, ten fields each, foreign keys to earlier entities.

Written in three languages: ours, DBML and TypeSpec. No randomness but a fixed linear congruence,
so that two machines measure the same text.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Field:
    """One column, and how each language spells it."""

    name: str
    design: str
    dbml: str
    typespec: str
    optional: bool = False
    unique: bool = False
    max_length: int = 0


FIELDS = (
    Field("name", "string(120)", "varchar(120)", "string", max_length=120),
    Field("code", "string(40)", "varchar(40)", "string", unique=True, max_length=40),
    Field("description", "text", "text", "string", optional=True),
    Field("quantity", "int", "int", "int32"),
    Field("price", "decimal(12,2)", "decimal(12,2)", "decimal128"),
    Field("active", "bool", "boolean", "boolean"),
    Field("started_on", "date", "date", "plainDate", optional=True),
    Field("recorded_at", "timestamp", "timestamptz", "utcDateTime"),
    Field("external_ref", "uuid", "uuid", "Uuid", optional=True),
    Field("score", "float", '"double precision"', "float64", optional=True),
)


@dataclass(frozen=True)
class Entity:
    """One entity: the numbers of those its foreign keys and its many-to-many point to."""

    number: int
    references: tuple[int, ...]
    peer: int | None

    @property
    def name(self) -> str:
        """Its name as a type."""
        return type_name(self.number)

    @property
    def table(self) -> str:
        """Its name as a table and a path."""
        return table_name(self.number)


def type_name(number: int) -> str:
    """`Entity0007`."""
    return f"Entity{number:04d}"


def table_name(number: int) -> str:
    """`entity_0007`."""
    return f"entity_{number:04d}"


def entities(count: int) -> tuple[Entity, ...]:
    """The model of `count` entities."""
    return tuple(Entity(n, _references(n), _peer(n)) for n in range(1, count + 1))


def _references(number: int) -> tuple[int, ...]:
    earlier = number - 1
    if earlier == 0:
        return ()
    first = 1 + (number * 7919 + 13) % earlier
    if earlier == 1:
        return (first,)
    second = 1 + (number * 104729 + 29) % earlier
    return first, (1 + second % earlier if second == first else second)


def _peer(number: int) -> int | None:
    return 1 + (number * 31 + 3) % (number - 1) if number % 5 == 0 else None


def as_design(model: tuple[Entity, ...]) -> str:
    """The model in the design language."""
    lines = ["planner: 1", "name: Peer", "summary: A synthetic model of many entities.", "", "entities:"]
    for entity in model:
        lines += (f"  {entity.name}:", "    fields:")
        lines += (f"      {field.name}: {_shorthand(field)}" for field in FIELDS)
        lines += _relations(entity)
    return "\n".join(lines) + "\n"


def _shorthand(field: Field) -> str:
    flags = ("" if field.optional else " required") + (" unique" if field.unique else "")
    return field.design + flags


def _relations(entity: Entity) -> list[str]:
    lines = [f"      ref{k}: belongs_to {type_name(to)} required" for k, to in enumerate(entity.references, 1)]
    if entity.peer is not None:
        lines.append(f"      peers: many_to_many {type_name(entity.peer)}")
    return ["    relations:", *lines] if lines else []


def as_dbml(model: tuple[Entity, ...]) -> str:
    """The model in DBML."""
    lines: list[str] = []
    for entity in model:
        lines += (f"Table {entity.table} {{", "  id bigint [pk, increment]")
        lines += (
            f"  {f.name} {f.dbml} [{'null' if f.optional else 'not null'}{', unique' * f.unique}]" for f in FIELDS
        )
        lines += (
            f"  ref{k}_id bigint [not null, ref: > {table_name(to)}.id]" for k, to in enumerate(entity.references, 1)
        )
        lines += ("}", "")
    lines += (f"Ref: {e.table}.id <> {table_name(e.peer)}.id" for e in model if e.peer is not None)
    return "\n".join(lines) + "\n"


TYPESPEC_HEAD = """\
import "@typespec/http";
import "@typespec/rest";
import "@typespec/openapi";
using Http;
using Rest;

@service(#{title: "Peer"})
namespace Peer;

@format("uuid") scalar Uuid extends string;
@error model Problem { code: int32; message: string; }
model Page<T> { items: T[]; total: int64; }

interface Crud<T> {
  @get list(@query limit?: int32, @query offset?: int32): Page<T> | Problem;
  @post create(@body body: T): {@statusCode _: 201; @body body: T} | Problem;
  @route("{id}") @get read(@path id: int64): T | Problem;
  @route("{id}") @put update(@path id: int64, @body body: T): T | Problem;
  @route("{id}") @delete remove(@path id: int64): {@statusCode _: 204} | Problem;
}
"""


def as_typespec(model: tuple[Entity, ...]) -> str:
    """The model in TypeSpec, with the five usual operations for each entity."""
    lines = [TYPESPEC_HEAD]
    for entity in model:
        lines += (f"model {entity.name} {{", "  @visibility(Lifecycle.Read) id: int64;")
        for field in FIELDS:
            lines += [f"  @maxLength({field.max_length})"] * bool(field.max_length)
            lines.append(f"  {field.name}{'?' * field.optional}: {field.typespec};")
        lines += (f"  ref{k}_id: int64;" for k in range(1, len(entity.references) + 1))
        lines += ["  peer_ids?: int64[];"] * (entity.peer is not None)
        lines += ("}", f'@route("/{entity.table}") @tag("{entity.name}")')
        lines += (f"interface {entity.name}Api extends Crud<{entity.name}> {{}}", "")
    return "\n".join(lines)
