"""Steps per entity: its tables, its operations, its actions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from planner.derive.work.criteria import of_actions, of_locks, of_making, of_numbers, of_trees
from planner.derive.work.databases import columns_there
from planner.derive.work.drafts import Draft, critical, effort, expected
from planner.derive.work.foundation import CONTRACT, DATABASE, POLICY, migration_of
from planner.derive.work.hidden import of_hidden, readers_of
from planner.derive.work.layout import Layout, fill
from planner.derive.work.repeats import repeat_need
from planner.model.api import Api, Operation, OperationKind, Scope
from planner.model.database import Database, Table
from planner.model.decisions import Settings
from planner.model.domain import Domain, DomainEntity, Freeze
from planner.model.work import Criterion, Need, Verification
from planner.naming import article, count_phrase, listing, plural_title, snake, title
from planner.phrases import deed, verb

CRUD_KINDS = frozenset(
    {
        OperationKind.LIST,
        OperationKind.GET,
        OperationKind.CREATE,
        OperationKind.UPDATE,
        OperationKind.DELETE,
        OperationKind.LINK_LIST,
        OperationKind.LINK_ADD,
        OperationKind.LINK_REMOVE,
        OperationKind.SIGN_UP,
    }
)


_READING = frozenset({OperationKind.LIST, OperationKind.GET, OperationKind.LINK_LIST})


def endpoints_of(entity: str) -> str:
    """The id of the step that serves an entity."""
    return f"step.{snake(entity)}.endpoints"


def actions_of(entity: str) -> str:
    """The id of the step that builds an entity's actions."""
    return f"step.{snake(entity)}.actions"


def features(
    domain: Domain, settings: Settings, database: Database, api: Api, layout: Layout, files: dict[str, str]
) -> list[Draft]:
    """Migration, endpoints and actions of each entity. `files` are those that make the tables."""
    tables = _tables_by_entity(database)
    operations: dict[str, list[Operation]] = defaultdict(list)
    for operation in api.operations:
        if operation.entity is not None:
            operations[operation.entity].append(operation)
    owner_of = {t.name: t.entity for t in database.tables if t.entity}
    drafts: list[Draft] = []
    readers = readers_of(api)
    for entity in domain.entities.values():
        mine = operations[entity.name]
        drafts.append(_migration(entity, tables[entity.name], owner_of, files, settings))
        crud = [o for o in mine if o.kind in CRUD_KINDS]
        if crud:
            drafts.append(_endpoints(entity, tables[entity.name][0], crud, readers, domain, settings, layout))
        actions = [o for o in mine if o.kind is OperationKind.ACTION]
        if actions:
            drafts.append(_actions(entity, actions, bool(crud), layout))
    return drafts


def _tables_by_entity(database: Database) -> dict[str, list[Table]]:
    """Each entity's own table first, then the join tables that hang on it."""
    found: dict[str, list[Table]] = defaultdict(list)
    for table in database.tables:
        if table.entity is not None:
            found[table.entity].append(table)
    return found


def _migration(
    entity: DomainEntity, tables: list[Table], owner_of: dict[str, str], files: dict[str, str], settings: Settings
) -> Draft:
    needs = {DATABASE: Need(DATABASE, "migrations need a database")}
    for table in tables:
        for key in table.foreign_keys:
            other = owner_of.get(key.table)
            if other is not None and other != entity.name and not key.deferred:
                step = migration_of(other)
                needs.setdefault(step, Need(step, f"{table.name}.{key.columns[-1]} refers to {key.table}"))
    columns = sum(len(t.columns) for t in tables)
    main = tables[0].name if tables else snake(entity.name)
    linked = list(dict.fromkeys(plural_title(p.target) for p in entity.pairings))
    links = f" and its links to {listing(linked)}" if linked and len(tables) > 1 else ""
    return Draft(
        id=migration_of(entity.name),
        title=f"Create the {entity.many_title} table{links}",
        kind="migration",
        phase="breadth",
        lane="data",
        says=f"{count_phrase(columns, 'column')}, {count_phrase(sum(len(t.indexes) for t in tables), 'index')}, "
        f"{count_phrase(sum(len(t.foreign_keys) for t in tables), 'foreign key')}.",
        effort=effort(1 + columns / 15),
        because=(entity.path,),
        needs=tuple(needs.values()),
        create=tuple(dict.fromkeys(files[t.name] for t in tables)),
        makes=tuple(t.id for t in tables),
        acceptance=(critical(f"{main} exists with every constraint of the plan, and down removes it."),),
        verify=(columns_there(settings, tables),),
    )


def _endpoints(
    entity: DomainEntity,
    table: Table,
    operations: list[Operation],
    readers: Mapping[str, tuple[Scope, ...]],
    domain: Domain,
    settings: Settings,
    layout: Layout,
) -> Draft:
    needs = [
        Need(migration_of(entity.name), f"an endpoint of {entity.name} reads its table"),
        Need(POLICY, f"access to {title(entity.name)} is decided by role and row"),
        Need(CONTRACT, "requests and answers follow the contract"),
    ]
    if entity.parent is not None:
        needs.append(Need(endpoints_of(entity.parent.targets[0]), f"{title(entity.name)} is reached through its whole"))
    needs += _other_tables(entity.name, operations)
    needs += repeat_need([o.name for o in operations if o.idempotency_key])
    return Draft(
        id=endpoints_of(entity.name),
        title=f"Serve {entity.many_title}",
        kind="endpoints",
        phase="breadth",
        lane="api",
        says=f"{count_phrase(len(operations), 'operation')}: {', '.join(o.kind.replace('_', ' ') for o in operations)}.",
        effort=effort(1.5 + 1.25 * len(operations)),
        because=(entity.path,),
        needs=tuple(needs),
        create=(fill(layout.model, entity.name), fill(layout.module, entity.name), fill(layout.test, entity.name)),
        modify=(layout.entry,),
        makes=tuple(o.id for o in operations),
        acceptance=(
            *_endpoint_criteria(entity, operations),
            *of_making(entity, operations, domain),
            *of_hidden(entity, operations, readers, domain),
            *(of_trees(entity) if any(o.kind is OperationKind.UPDATE for o in operations) else ()),
            *of_numbers(entity, domain, settings.dialect),
            *of_locks(entity, table, domain, settings.dialect),
        ),
        verify=(Verification(fill(layout.test_one, entity.name), layout.passes),),
        reads_only=all(o.kind in _READING for o in operations),
    )


def _other_tables(entity: str, operations: Iterable[Operation]) -> Iterable[Need]:
    """The tables of parts that are made with their whole, and of rows that answers include."""
    made = dict.fromkeys(n for o in operations for n in o.writes if n != entity)
    yield from (Need(migration_of(n), f"{title(entity)} is created with its {plural_title(n)}") for n in made)
    read = dict.fromkeys(n for o in operations if o.include for n in o.reads if n != entity and n not in made)
    yield from (Need(migration_of(n), f"answers of {title(entity)} include {plural_title(n)}") for n in read)


def _endpoint_criteria(entity: DomainEntity, operations: Iterable[Operation]) -> Iterable[Criterion]:
    operations = tuple(operations)
    kinds = {o.kind for o in operations}
    refused = "" if kinds <= _READING else ", and members it does not name are refused"
    yield critical(f"Answers validate against the contract{refused}.")
    if entity.owner_account:
        yield critical(f"{_foreign_row(entity)} answers 404 wherever it is named, and stands in no list.")
    if OperationKind.LIST in kinds:
        yield expected("The last page ends the walk; every row was seen once while rows were being added.")
    if entity.audit == "reads" and kinds & {OperationKind.LIST, OperationKind.GET}:
        yield critical(
            f"Each read of {article(title(entity.name))} leaves a line in audit_log: who, when and which row, or what a list was asked for."
        )
    yield from _stale(operations)
    if entity.frozen is not None:
        states = " or ".join(entity.frozen.states)
        begun = f" or its {title(entity.frozen.begun_by)} has begun" if entity.frozen.begun_by else ""
        yield critical(
            f"Once the {title(entity.frozen.whole)} is no longer {states}{begun}, {_written(entity.frozen)} answer 409, "
            "and its total stays, also when both come at once."
        )
    if entity.soft_delete:
        yield expected("A deleted row answers 404 and what refers to it still shows it.")


def _stale(operations: Iterable[Operation]) -> Iterable[Criterion]:
    """Where an operation changes a row of a version that its caller has seen."""
    if any(o.if_match for o in operations):
        yield critical("A stale If-Match answers 412, a missing one 428.")


_METHODS = {"create": "POST", "update": "PATCH", "delete": "DELETE"}


def _written(freeze: Freeze) -> str:
    return listing([_METHODS[o] for o in freeze.operations])


def _foreign_row(entity: DomainEntity) -> str:
    """A row that belongs to somebody else; where people are the rows, somebody else."""
    own, owner = title(entity.name), title(entity.owner_account)
    return f"Another {own}" if own == owner else f"{article(own).capitalize()} of another {owner}"


def _moved(actions: int, moves: int) -> str:
    """`4 actions, 3 of them along the state machine.`"""
    along = f", {moves if moves < actions else 'all'} of them along the state machine" if actions > 1 and moves else ""
    return f"{count_phrase(actions, 'action')}{' along the state machine' if actions == 1 and moves else along}."


def _actions(entity: DomainEntity, operations: list[Operation], has_endpoints: bool, layout: Layout) -> Draft:
    base = endpoints_of(entity.name) if has_endpoints else migration_of(entity.name)
    needs = [Need(base, f"an action moves {article(title(entity.name))} that exists")]
    if not has_endpoints:
        needs.append(Need(POLICY, f"who may act on {title(entity.name)} is decided by role and row"))
    needs += _named_needs(operations)
    needs += repeat_need([o.name for o in operations if o.idempotency_key])
    moves = [o for o in operations if o.transition is not None]
    acceptance = [*of_actions(entity, operations), *_stale(operations)]
    verbs = list(dict.fromkeys(o.action or o.name for o in operations))
    done = listing([*(verb(v) for v in verbs[:-1]), deed(verbs[-1], entity.many_title)])
    if moves:
        acceptance.append(expected("Two callers acting at once: one succeeds, the other answers 409."))
    return Draft(
        id=actions_of(entity.name),
        title=f"{done[:1].upper()}{done[1:]}",
        kind="actions",
        phase="breadth",
        lane="api",
        says=_moved(len(operations), len(moves)),
        effort=effort(1 + 2 * len(operations)),
        because=tuple(p for o in operations for p in o.because) or (entity.path,),
        needs=tuple(needs),
        create=(fill(layout.test, f"{entity.name}_actions"),),
        modify=(fill(layout.module, entity.name),),
        makes=tuple(o.id for o in operations),
        acceptance=tuple(acceptance),
        verify=(Verification(fill(layout.test_one, f"{entity.name}_actions"), layout.passes),),
    )


def _named_needs(operations: Iterable[Operation]) -> list[Need]:
    found: dict[str, Need] = {}
    for operation in operations:
        for integration in operation.uses:
            step = f"step.integration.{snake(integration)}.client"
            found.setdefault(step, Need(step, f"{operation.action or operation.name} calls {integration}"))
        if operation.emits:
            found.setdefault(
                "step.outbox",
                Need("step.outbox", f"{operation.action or operation.name} publishes {', '.join(operation.emits)}"),
            )
    return list(found.values())
