"""Join tables of many-to-many relations that no entity carries."""

from __future__ import annotations

from planner.derive.database.building import Building, KeyPart
from planner.model.database import Column, ColumnKind, ColumnType, ForeignKey, Index, IndexColumn, Table
from planner.model.domain import DomainEntity, Pairing
from planner.naming import fit, joined, singular, snake, title


def join_tables(building: Building) -> list[Table]:
    """One table per pairing, in the design's order."""
    return [
        _join_table(entity, pairing, building)
        for entity in building.domain.entities.values()
        for pairing in entity.pairings
        if pairing.through is None
    ]


def _join_table(entity: DomainEntity, pairing: Pairing, building: Building) -> Table:
    own, theirs = building.tables[entity.name], building.tables[pairing.target]
    name = building.taken.claim(joined(own, snake(pairing.name)), pairing.path)
    id = f"table.{name}"
    left = _columns(snake(entity.name), building.key(entity.name))
    right = _columns(_far_stem(entity, pairing), building.key(pairing.target))
    because = (pairing.path,)
    columns = tuple(
        Column(f"{id}.{column}", column, _plain(part.type), False, because, says)
        for side, says in ((left, f"The {title(entity.name)}."), (right, f"The {title(pairing.target)}."))
        for column, part in side
    )
    left_names, right_names = tuple(c for c, _ in left), tuple(c for c, _ in right)
    index_name = joined(name, *right_names, "idx")
    return Table(
        id=id,
        name=name,
        kind="join",
        entity=entity.name,
        columns=columns,
        primary_key=left_names + right_names,
        because=because,
        comment=pairing.says or f"Which {title(pairing.name)} a {title(entity.name)} has.",
        foreign_keys=(
            _key(id, name, left_names, own, tuple(p.name for _, p in left), because),
            _key(id, name, right_names, theirs, tuple(p.name for _, p in right), because),
        ),
        indexes=(
            Index(
                f"{id}.{index_name}",
                index_name,
                tuple(IndexColumn(c) for c in right_names),
                "btree",
                (f"foreign key {right_names[0]}",),
                because,
            ),
        ),
        service=entity.service,
    )


def _far_stem(entity: DomainEntity, pairing: Pairing) -> str:
    """The far column is called after its entity, or after the relation where both ends are the same entity."""
    if pairing.target != entity.name:
        return snake(pairing.target)
    head, separator, last = snake(pairing.name).rpartition("_")
    stem = f"{head}{separator}{singular(last)}"
    return stem if stem != snake(entity.name) else f"other_{stem}"


def _columns(stem: str, parts: tuple[KeyPart, ...]) -> list[tuple[str, KeyPart]]:
    return [(fit(f"{stem}_{part.name}"), part) for part in parts]


def _plain(kind: ColumnType) -> ColumnType:
    return ColumnType(ColumnKind.BIGINT) if kind.kind is ColumnKind.IDENTITY else kind


def _key(
    id: str, table: str, columns: tuple[str, ...], target: str, parts: tuple[str, ...], because: tuple[str, ...]
) -> ForeignKey:
    name = joined(table, *columns, "fkey")
    return ForeignKey(f"{id}.{name}", name, columns, target, parts, "cascade", because)
