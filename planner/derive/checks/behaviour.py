"""Actions, queries, events, jobs, rules: what they name must exist, and state machines must be walkable."""

from __future__ import annotations

from planner import codes
from planner.derive.checks.context import Checking, members
from planner.derive.checks.expressions import check_names_of
from planner.derive.checks.listings import RANGES, check_columns
from planner.derive.checks.references import check_grant, check_type
from planner.derive.checks.schedules import is_schedule
from planner.derive.checks.walks import Lost, walk
from planner.derive.infer.states import enum_values, moved_field, state_fields
from planner.model.design import BusinessRule, Constraint, Event, Exclusion, Requirement
from planner.model.entities import Action, Entity


def check_behaviour(checking: Checking) -> None:
    """Everything that runs or talks."""
    for entity in checking.entities.values():
        for action in entity.actions:
            _action(checking, entity, action)
        _reachable(checking, entity)
    _queries(checking)
    for event in checking.design.events:
        _event(checking, event)
    _jobs(checking)
    _surroundings(checking)
    _rules(checking)


def _action(checking: Checking, entity: Entity, action: Action) -> None:
    for grant in action.by:
        check_grant(checking, grant, entity)
    for event in action.emits:
        if event not in checking.events:
            checking.unknown(codes.REF_EVENT, "event", event, checking.events, f"{action.path}.emits")
    _uses(checking, action.uses, f"{action.path}.uses")
    names = set(members(entity))
    for assignment in action.sets:
        if assignment.field not in names:
            checking.unknown(
                codes.REF_FIELD, f"member of {entity.name}", assignment.field, sorted(names), assignment.path
            )
    states = {f.name for f in entity.fields if enum_values(f, checking.enums)}
    if action.field is not None and action.field not in states:
        checking.unknown(
            codes.REF_FIELD, f"enum of {entity.name}", action.field, sorted(states), f"{action.path}.field"
        )
        return
    for field in action.input:
        check_type(checking, field)
    if action.to_state is not None or action.from_states:
        _moved(checking, entity, action)


def _moved(checking: Checking, entity: Entity, action: Action) -> None:
    """The states an action names are those of one enum: that which it moves, or that which says when it may run."""
    moved = state_fields(entity.fields, action, checking.enums)
    if not moved:
        _no_state(checking, entity, action)
    if len(moved) > 1:
        does = "move" if action.to_state is not None else "look at"
        message = f"{action.name} could {does} {' or '.join(f.name for f in moved)}"
        checking.error(codes.MOD_AMBIGUOUS, message, action.path, "add `field:`")


def _states_of(checking: Checking, entity: Entity, action: Action) -> list[str]:
    """The values of the enums that the action, or else another one, moves; of all where none is moved."""
    values = [enum_values(f, checking.enums) for f in entity.fields if f.name == action.field or action.field is None]
    others = [{*a.from_states, a.to_state or ""} for a in entity.actions if a.to_state is not None]
    for moved in ([{*action.from_states, action.to_state or ""}], others):
        found = [v for v in values if any(states & set(v) for states in moved)]
        if found:
            return [value for one in found for value in one]
    return [value for one in values for value in one]


def _no_state(checking: Checking, entity: Entity, action: Action) -> None:
    known = _states_of(checking, entity, action)
    for state in (*action.from_states, *((action.to_state,) if action.to_state is not None else ())):
        if state not in known:
            end = "to" if state == action.to_state else "from"
            checking.unknown(codes.REF_VALUE, f"state of {entity.name}", state, known, f"{action.path}.{end}")
            return
    checking.error(
        codes.MOD_ACTION, f"no single field of {entity.name} has all the states of {action.name}", action.path
    )


def _reachable(checking: Checking, entity: Entity) -> None:
    """States no arrow leads to, from the initial one."""
    moves: dict[str, list[Action]] = {}
    for action in entity.actions:
        field = moved_field(entity, action, checking.enums)
        if field is not None:
            moves.setdefault(field.name, []).append(action)
    for field in entity.fields:
        if field.name not in moves:
            continue
        states = enum_values(field, checking.enums)
        reached = {field.default if field.default in states else states[0]}
        while (
            more := {
                a.to_state
                for a in moves[field.name]
                if a.to_state and (not a.from_states or reached & set(a.from_states))
            }
            - reached
        ):
            reached |= more
        for state in states:
            if state not in reached:
                checking.warn(
                    codes.MOD_UNREACHABLE,
                    f"no action leads {entity.name}.{field.name} to '{state}'",
                    field.path,
                    "add an action, or drop the state",
                )


def _uses(checking: Checking, names: tuple[str, ...], path: str) -> None:
    for name in names:
        if name not in checking.integrations:
            checking.unknown(codes.REF_INTEGRATION, "integration", name, sorted(checking.integrations), path)


def _queries(checking: Checking) -> None:
    for query in checking.design.queries:
        for name in query.returns:
            if name not in checking.entities:
                checking.unknown(codes.REF_ENTITY, "entity", name, checking.entities, f"{query.path}.returns")
        for field in (*query.params, *query.fields):
            check_type(checking, field)
        for grant in query.access:
            check_grant(checking, grant, checking.entities.get(query.returns[0]) if query.returns else None)


def _event(checking: Checking, event: Event) -> None:
    services = {s.name for s in checking.design.services}
    if (
        event.from_service is not None
        and event.from_service not in services
        and event.from_service not in checking.integrations
    ):
        checking.unknown(codes.REF_SERVICE, "service", event.from_service, sorted(services), f"{event.path}.from")
    for field in event.fields:
        check_type(checking, field)
    if event.of is not None and event.of not in checking.entities:
        checking.unknown(codes.REF_ENTITY, "entity", event.of, checking.entities, f"{event.path}.of")
        return
    entity = checking.entities.get(event.of) if event.of else None
    for name in event.names:
        if entity is None:
            checking.error(
                codes.REF_FIELD,
                f"the payload names '{name}', but the event is `of` no entity",
                event.path,
                "add `of:`, or give fields their types",
            )
            return
        if name not in members(entity):
            checking.unknown(
                codes.REF_FIELD, f"member of {entity.name}", name, members(entity), f"{event.path}.payload"
            )


def _jobs(checking: Checking) -> None:
    for job in checking.design.jobs:
        for key, events in (("on", job.on), ("emits", job.emits)):
            for event in events:
                if event not in checking.events:
                    checking.unknown(codes.REF_EVENT, "event", event, checking.events, f"{job.path}.{key}")
        _uses(checking, job.uses, f"{job.path}.uses")
        if job.entity is not None and job.entity not in checking.entities:
            checking.unknown(codes.REF_ENTITY, "entity", job.entity, checking.entities, f"{job.path}.of")
        if not job.on and job.schedule is None:
            checking.warn(
                codes.MOD_IDLE_JOB, f"nothing starts the job {job.name}", job.path, "add `on:` an event or `schedule:`"
            )
        if job.schedule is not None and not is_schedule(job.schedule):
            checking.error(
                codes.MOD_SCHEDULE, f"'{job.schedule}' is no schedule", job.path, "cron: minute hour day month weekday"
            )


def _surroundings(checking: Checking) -> None:
    for channel in checking.design.realtime:
        if channel.of not in checking.entities:
            checking.unknown(codes.REF_ENTITY, "entity", channel.of, checking.entities, f"{channel.path}.of")
        for grant in channel.to:
            check_grant(checking, grant, checking.entities.get(channel.of))

    _sees(checking)


def _sees(checking: Checking) -> None:
    """What an integration sees are fields of entities: `Order.number`."""
    for integration in checking.design.integrations:
        path = f"{integration.path}.sees"
        for text in integration.sees:
            name, dot, rest = text.partition(".")
            entity = checking.entities.get(name)
            if entity is None:
                checking.unknown(codes.REF_ENTITY, "entity", name, checking.entities, path)
            elif dot and isinstance(lost := walk(checking, entity, tuple(rest.split("."))), Lost):
                checking.unknown(codes.REF_FIELD, f"member of {lost.entity}", lost.word, lost.known, path)


def _ids(checking: Checking) -> None:
    """Rules, requirements and constraints are cited by their ids."""
    design = checking.design
    seen: dict[str, str] = {}
    every: tuple[BusinessRule | Requirement | Constraint, ...] = (
        *design.rules,
        *design.requirements,
        *design.constraints,
    )
    for stated in every:
        if stated.id in seen:
            checking.error(
                codes.DES_REPEATED,
                f"the id '{stated.id}' stands here twice",
                stated.path,
                f"it is that of {seen[stated.id]}",
            )
        seen.setdefault(stated.id, stated.path)


def _rules(checking: Checking) -> None:
    stated: tuple[BusinessRule | Requirement, ...] = (*checking.design.rules, *checking.design.requirements)
    for rule in stated:
        for name in rule.on:
            if name not in checking.entities:
                checking.unknown(codes.REF_ENTITY, "entity", name, checking.entities, f"{rule.path}.on")
    _ids(checking)
    for business in checking.design.rules:
        entity = checking.entities.get(business.on[0]) if business.on else None
        if business.check is not None and entity is not None:
            check_names_of(checking, business.check, entity, business.path)
        if business.unique is not None and entity is not None:
            check_columns(checking, entity, business.unique.on, business.unique.path)
            if business.unique.where is not None:
                check_names_of(checking, business.unique.where, entity, business.unique.path)
        if business.exclusive is not None and entity is not None:
            _exclusive(checking, entity, business.exclusive)
            if business.exclusive.where is not None:
                check_names_of(checking, business.exclusive.where, entity, business.exclusive.path)
        for part in (business.unique, business.exclusive, business.check):
            if part is not None and not business.on:
                checking.error(
                    codes.MOD_RULE,
                    f"the rule {business.id} does not say on which entity",
                    business.path,
                    "add `on: [Entity]`",
                )
                break


def _exclusive(checking: Checking, entity: Entity, rule: Exclusion) -> None:
    """Ranges run from one time or number to another of the same kind."""
    check_columns(checking, entity, rule.on, rule.path)
    check_columns(checking, entity, (rule.start, rule.end), rule.path)
    kinds = [f.type.kind for name in (rule.start, rule.end) for f in entity.fields if f.name == name]
    if len(kinds) == 2 and (kinds[0] is not kinds[1] or kinds[0] not in RANGES):
        message = f"{rule.start} and {rule.end} of {entity.name} bound no range"
        checking.error(codes.MOD_MEMBER, message, rule.path, "name two times, or two numbers, of one type")
