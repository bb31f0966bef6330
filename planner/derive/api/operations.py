"""CRUD of entities, links of many-to-many relations, actions, queries."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from planner.derive.api.contract import UPLOADED, Contract, field_member
from planner.derive.api.payloads import update_payload
from planner.derive.api.security import assumed_security, is_served, security_of
from planner.model.api import Member, Operation, OperationKind, Parameter, Payload, Security, Shape, Transition
from planner.model.design import Action, Field, Query, TypeKind
from planner.model.domain import DomainEntity, Pairing
from planner.naming import article, camel, kebab, listing, pascal, plural_snake, plural_title, singular, snake, title

READ_ERRORS, WRITE_ERRORS = (400, 401, 403, 404), (400, 401, 403, 404, 409, 422)
_RANGED = frozenset(
    {
        TypeKind.INT,
        TypeKind.BIGINT,
        TypeKind.DECIMAL,
        TypeKind.MONEY,
        TypeKind.FLOAT,
        TypeKind.DATE,
        TypeKind.TIMESTAMP,
        TypeKind.TIME,
    }
)
_NO_FILTER = (
    frozenset({TypeKind.JSON, TypeKind.BYTES, TypeKind.POINT, TypeKind.LIST, TypeKind.PASSWORD, TypeKind.SECRET})
    | UPLOADED
)


def crud(entity: DomainEntity, contract: Contract) -> Iterator[Operation]:
    """The CRUD operations somebody may run."""
    for name in entity.operations:
        rule = entity.rule(name)
        if not is_served(rule, contract.domain):
            continue
        security = (
            security_of(entity, rule.grants, contract.domain) if rule is not None else assumed_security(contract.domain)
        )
        because = (rule.path,) if rule is not None else (entity.path,)
        operation = _CRUD[name](entity, contract, security, because)
        if operation is not None:
            yield operation


def _id(entity: DomainEntity, name: str) -> str:
    return f"op.{snake(entity.name)}.{snake(name)}"


def _parent_parameters(entity: DomainEntity, contract: Contract) -> tuple[Parameter, ...]:
    """Keys of the whole that stand in a part's path."""
    if entity.parent is None:
        return ()
    whole = contract.domain.entities.get(entity.parent.targets[0])
    return contract.key_parameters(whole) if whole is not None and contract.paths[entity.name].count("{") else ()


def _item_parameters(entity: DomainEntity, contract: Contract) -> tuple[Parameter, ...]:
    own = _parent_parameters(entity, contract)
    whole = {p.name for p in own}
    return own + tuple(p for p in contract.key_parameters(entity) if p.name not in whole)


def _item_path(entity: DomainEntity, contract: Contract) -> str:
    return contract.paths[entity.name] + contract.key_path(entity)


def _page(entity: DomainEntity, contract: Contract) -> str:
    return (entity.listing.page if entity.listing else None) or contract.settings.page


def _list(entity: DomainEntity, contract: Contract, security: Security, because: tuple[str, ...]) -> Operation | None:
    kind = title(entity.name)
    page = _page(entity, contract)
    listing_ = entity.listing
    paths = (*because, listing_.path) if listing_ else because
    sorts = _sorts(entity)
    return Operation(
        id=_id(entity, "list"),
        kind=OperationKind.LIST,
        name=f"list{pascal(plural_snake(entity.name))}",
        resource=_resource(entity),
        method="GET",
        path=contract.paths[entity.name],
        summary=f"List {plural_title(entity.name)}",
        description=_list_says(entity, security, kind),
        security=security,
        because=paths,
        entity=entity.name,
        parameters=(
            *_parent_parameters(entity, contract),
            *_filters(entity, contract),
            *_search(entity),
            *_sort(sorts, entity),
            *_include(entity),
            *_paging(page, entity),
        ),
        response=f"{pascal(entity.name)}",
        many=True,
        page="cursor" if page == "cursor" else "offset",
        sort=sorts,
        include=listing_.include if listing_ else (),
        errors=(400, 401, 403, 404) if entity.parent else (400, 401, 403),
        reads=(entity.name,),
    )


def _list_says(entity: DomainEntity, security: Security, kind: str) -> str:
    seen = [f"{s.role}: {_rows_says(s.rows, entity)}" for s in security.scopes]
    return f"Rows reached: {'; '.join(seen)}." if seen else f"Every {kind}."


def _rows_says(rows: str, entity: DomainEntity) -> str:
    return {
        "all": "all",
        "own": "own rows",
        "self": "the own row",
        "where": "those its condition admits",
        "via": "those it is linked to",
    }[rows]


def _sorts(entity: DomainEntity) -> tuple[str, ...]:
    names = tuple(snake(n) for n in entity.listing.sort) if entity.listing else ()
    return names or ("created_at",)


def _sort(names: tuple[str, ...], entity: DomainEntity) -> tuple[Parameter, ...]:
    values = tuple(v for n in names for v in (n, f"-{n}"))
    member = Member(
        "sort",
        Shape.FIELD,
        (entity.listing.path if entity.listing else entity.path,),
        "Order of the rows; `-` reverses it. NULL comes last, the identifier breaks ties.",
        values=values,
        default=values[0] if names[0] != "created_at" else "-created_at",
        required=False,
    )
    return (Parameter("sort", "query", "sort", member),)


def _filters(entity: DomainEntity, contract: Contract) -> Iterator[Parameter]:
    if entity.listing is None:
        return
    because = (entity.listing.path,)
    for name in entity.listing.filter:
        field, reference = entity.field(name), entity.reference(name)
        if field is not None and field.type.kind not in _NO_FILTER:
            yield from _field_filters(field, field_member(field, contract.domain), because)
        elif reference is not None:
            for member in contract.reference_members(reference):
                yield Parameter(
                    member.name,
                    "query",
                    "filter",
                    _optional(member, f"Only rows of this {title(reference.name)}.", because),
                )
        elif name in ("created_at", "updated_at"):
            yield from _range(Member(name, Shape.TIMESTAMP, because, required=False), because)


def _field_filters(field: Field, member: Member, because: tuple[str, ...]) -> Iterator[Parameter]:
    yield Parameter(
        member.name, "query", "filter", _optional(member, f"Only rows with this {title(field.name)}.", because)
    )
    if field.type.kind in _RANGED:
        yield from _range(member, because)


def _range(member: Member, because: tuple[str, ...]) -> Iterator[Parameter]:
    said = member.name.replace("_", " ")
    yield Parameter(
        f"{member.name}_from", "query", "from", _optional(member, f"Only rows whose {said} is this or later.", because)
    )
    yield Parameter(
        f"{member.name}_to", "query", "to", _optional(member, f"Only rows whose {said} is before this.", because)
    )


def _optional(member: Member, says: str, because: tuple[str, ...]) -> Member:
    return Member(
        member.name,
        member.shape,
        because,
        says,
        member.type,
        member.enum,
        member.values,
        target=member.target,
        required=False,
        min=member.min,
        max=member.max,
        pattern=member.pattern,
        example=member.example,
    )


def _search(entity: DomainEntity) -> tuple[Parameter, ...]:
    names = (
        entity.listing.search
        if entity.listing and entity.listing.search
        else tuple(f.name for f in entity.fields if f.search)
    )
    if not names:
        return ()
    because = (
        (entity.listing.path,)
        if entity.listing and entity.listing.search
        else tuple(f.path for f in entity.fields if f.search)
    )
    return (
        Parameter(
            "q",
            "query",
            "search",
            Member(
                "q",
                Shape.TEXT,
                because,
                f"Words to find in {listing([title(n) for n in names], 'or')}.",
                required=False,
                most=200,
            ),
        ),
    )


def _include(entity: DomainEntity) -> tuple[Parameter, ...]:
    names = tuple(snake(n) for n in entity.listing.include) if entity.listing else ()
    if not names or entity.listing is None:
        return ()
    member = Member("include", Shape.FIELD, (entity.listing.path,), "What to embed.", values=names, required=False)
    return (Parameter("include", "query", "include", member),)


def _paging(page: str, entity: DomainEntity) -> tuple[Parameter, ...]:
    because = (entity.path,)
    limit = Parameter(
        "limit",
        "query",
        "limit",
        Member(
            "limit", Shape.INTEGER, because, "How many rows at most.", required=False, min="1", max="100", default="20"
        ),
    )
    if page == "cursor":
        cursor = Member(
            "cursor",
            Shape.TEXT,
            because,
            "Where the last page ended, as its answer said; one of another query answers 400.",
            required=False,
            most=500,
        )
        return (Parameter("cursor", "query", "cursor", cursor), limit)
    offset = Member(
        "offset", Shape.INTEGER, because, "How many rows to skip.", required=False, min="0", max="100000", default="0"
    )
    return (Parameter("offset", "query", "offset", offset), limit)


def _get(entity: DomainEntity, contract: Contract, security: Security, because: tuple[str, ...]) -> Operation | None:
    return Operation(
        id=_id(entity, "get"),
        kind=OperationKind.GET,
        name=f"get{pascal(entity.name)}",
        resource=_resource(entity),
        method="GET",
        path=_item_path(entity, contract),
        summary=f"Get {article(title(entity.name))}",
        description=f"{_list_says(entity, security, title(entity.name))} Any other answers 404.",
        security=security,
        because=because,
        entity=entity.name,
        parameters=_item_parameters(entity, contract),
        response=pascal(entity.name),
        errors=READ_ERRORS,
        etag=entity.versioned,
        reads=(entity.name,),
    )


def _create(entity: DomainEntity, contract: Contract, security: Security, because: tuple[str, ...]) -> Operation | None:
    sign_up = bool(entity.account) and security.public
    return Operation(
        id=_id(entity, "create"),
        kind=OperationKind.SIGN_UP if sign_up else OperationKind.CREATE,
        name=f"create{pascal(entity.name)}",
        resource=_resource(entity),
        method="POST",
        path=contract.paths[entity.name],
        summary=f"Sign up as {article(title(entity.name))}" if sign_up else f"Create {article(title(entity.name))}",
        description=_create_says(entity),
        security=security,
        because=because,
        entity=entity.name,
        parameters=_parent_parameters(entity, contract),
        request=f"{pascal(entity.name)}Create",
        response=pascal(entity.name),
        success=201,
        errors=WRITE_ERRORS if entity.parent else (400, 401, 403, 409, 422),
        idempotency_key=True,
        etag=entity.versioned,
        writes=(entity.name,),
    )


def _create_says(entity: DomainEntity) -> str:
    kept = [f.name for f in entity.fields if f.readonly or f.computed is not None] + [m.field for m in entity.machines]
    said = f" The server sets {listing([title(n) for n in kept])}." if kept else ""
    return f"Makes one {title(entity.name)}.{said}"


def _update(entity: DomainEntity, contract: Contract, security: Security, because: tuple[str, ...]) -> Operation | None:
    if not update_payload(entity, contract).members:
        return None
    return Operation(
        id=_id(entity, "update"),
        kind=OperationKind.UPDATE,
        name=f"update{pascal(entity.name)}",
        resource=_resource(entity),
        method="PATCH",
        path=_item_path(entity, contract),
        summary=f"Change {article(title(entity.name))}",
        description="Members that are left out stay as they are; unknown ones are refused.",
        security=security,
        because=because,
        entity=entity.name,
        parameters=_item_parameters(entity, contract),
        request=f"{pascal(entity.name)}Update",
        response=pascal(entity.name),
        errors=_guarded(WRITE_ERRORS, entity),
        etag=entity.versioned,
        if_match=entity.versioned,
        writes=(entity.name,),
    )


def _delete(entity: DomainEntity, contract: Contract, security: Security, because: tuple[str, ...]) -> Operation | None:
    says = (
        "The row is marked and answers 404 from then on."
        if entity.soft_delete
        else "A row that is still in use answers 409."
    )
    return Operation(
        id=_id(entity, "delete"),
        kind=OperationKind.DELETE,
        name=f"delete{pascal(entity.name)}",
        resource=_resource(entity),
        method="DELETE",
        path=_item_path(entity, contract),
        summary=f"Delete {article(title(entity.name))}",
        description=says,
        security=security,
        because=because,
        entity=entity.name,
        parameters=_item_parameters(entity, contract),
        success=204,
        errors=_guarded((400, 401, 403, 404, 409), entity),
        if_match=entity.versioned,
        writes=(entity.name,),
    )


def _guarded(errors: tuple[int, ...], entity: DomainEntity) -> tuple[int, ...]:
    return tuple(sorted({*errors, 412, 428})) if entity.versioned else errors


_CRUD = {"list": _list, "get": _get, "create": _create, "update": _update, "delete": _delete}


def _resource(entity: DomainEntity) -> str:
    return f"resource.{snake(entity.name)}"


def links(entity: DomainEntity, contract: Contract) -> Iterator[Operation]:
    """List, add and remove for each many-to-many relation without an entity of its own."""
    write, read = entity.rule("update"), entity.rule("get")
    for pairing in entity.pairings:
        target = contract.domain.entities.get(pairing.target)
        if pairing.through is not None or target is None:
            continue
        if is_served(read, contract.domain):
            yield _link(entity, target, pairing, contract, OperationKind.LINK_LIST)
        if is_served(write, contract.domain):
            yield _link(entity, target, pairing, contract, OperationKind.LINK_ADD)
            yield _link(entity, target, pairing, contract, OperationKind.LINK_REMOVE)


def _link(
    entity: DomainEntity, target: DomainEntity, pairing: Pairing, contract: Contract, kind: OperationKind
) -> Operation:
    rule = entity.rule("get" if kind is OperationKind.LINK_LIST else "update")
    security = security_of(entity, rule.grants, contract.domain) if rule else assumed_security(contract.domain)
    because = (pairing.path, rule.path) if rule else (pairing.path,)
    own = _item_parameters(entity, contract)
    far = tuple(
        Parameter(f"linked_{p.name}" if p.name in {o.name for o in own} else p.name, p.place, p.purpose, p.member, True)
        for p in contract.key_parameters(target)
    )
    base = f"{_item_path(entity, contract)}/{kebab(pairing.name)}"
    one, both = title(singular(snake(pairing.name))), f"{title(pairing.name)} of {article(title(entity.name))}"
    stem = pascal(entity.name) + pascal(pairing.name)
    if kind is OperationKind.LINK_LIST:
        return Operation(
            id=_id(entity, f"{pairing.name}_list"),
            kind=kind,
            name=f"list{stem}",
            resource=_resource(entity),
            method="GET",
            path=base,
            summary=f"List the {both}",
            description=f"The linked {plural_title(target.name)}.",
            security=security,
            because=because,
            entity=entity.name,
            parameters=(*own, *_paging(contract.settings.page, entity)),
            response=pascal(target.name),
            many=True,
            page=contract.settings.page,
            errors=READ_ERRORS,
            reads=(entity.name, target.name),
        )
    path = base + "".join(f"/{{{p.name}}}" for p in far)
    adds = kind is OperationKind.LINK_ADD
    return Operation(
        id=_id(entity, f"{pairing.name}_{'add' if adds else 'remove'}"),
        kind=kind,
        name=f"{'add' if adds else 'remove'}{pascal(entity.name)}{pascal(singular(snake(pairing.name)))}",
        resource=_resource(entity),
        method="PUT" if adds else "DELETE",
        path=path,
        summary=f"{'Add' if adds else 'Remove'} {article(one)} {'to' if adds else 'from'} {article(title(entity.name))}",
        description="Doing it again changes nothing.",
        security=security,
        because=because,
        entity=entity.name,
        parameters=(*own, *far),
        success=204,
        errors=(400, 401, 403, 404, 409) if adds else (400, 401, 403, 404),
        writes=(entity.name,),
    )


def actions(entity: DomainEntity, contract: Contract) -> Iterator[tuple[Operation, Payload | None]]:
    """Actions somebody may run over the API, with the payload of their input."""
    for action in entity.actions:
        rule = entity.rule(action.name)
        grants = action.by or (rule.grants if rule else ())
        served = [g for g in grants if g.role not in ("none", "system") and not g.role.startswith("integration.")]
        if not served and (grants or any(r.path for r in contract.domain.roles.values())):
            continue
        security = security_of(entity, grants, contract.domain) if grants else assumed_security(contract.domain)
        yield _action(entity, action, contract, security)


def _action(
    entity: DomainEntity, action: Action, contract: Contract, security: Security
) -> tuple[Operation, Payload | None]:
    name = f"{camel(action.name)}{pascal(entity.name)}"
    payload = None
    if action.input:
        members = tuple(field_member(f, contract.domain) for f in action.input)
        payload = Payload(
            f"payload.{snake(entity.name)}.{snake(action.name)}",
            f"{pascal(entity.name)}{pascal(action.name)}",
            "input",
            tuple(_input(m, f) for m, f in zip(members, action.input, strict=True)),
            (action.path,),
            entity.name,
            f"What {title(action.name)} needs.",
        )
    machine = next((m for m in entity.machines if any(a.action == action.name for a in m.arrows)), None)
    move = None
    if machine is not None and action.to_state is not None:
        move = Transition(
            snake(machine.field), tuple(a.source for a in machine.arrows if a.action == action.name), action.to_state
        )
    operation = Operation(
        id=_id(entity, action.name),
        kind=OperationKind.ACTION,
        name=name,
        resource=_resource(entity),
        method="POST",
        path=f"{_item_path(entity, contract)}/{kebab(action.name)}",
        summary=f"{title(action.name).capitalize()} {article(title(entity.name))}",
        description=_action_says(action, move),
        security=security,
        because=(action.path,),
        entity=entity.name,
        parameters=_item_parameters(entity, contract),
        request=payload.name if payload else None,
        response="Job" if action.uses else pascal(entity.name),
        success=202 if action.uses else 200,
        errors=_guarded(WRITE_ERRORS, entity),
        idempotency_key=action.idempotent or bool(action.uses),
        etag=entity.versioned and not action.uses,
        if_match=entity.versioned,
        is_async=bool(action.uses),
        transition=move,
        emits=action.emits,
        uses=action.uses,
        action=action.name,
        writes=(entity.name,),
    )
    return operation, payload


def _input(member: Member, field: Field) -> Member:
    required = field.required and field.default is None
    return Member(
        member.name,
        member.shape,
        member.because,
        member.says,
        member.type,
        member.enum,
        member.values,
        required=required,
        nullable=False,
        min=member.min,
        max=member.max,
        pattern=member.pattern,
        default=member.default,
        example=member.example,
    )


def _action_says(action: Action, move: Transition | None) -> str:
    said = [action.says] if action.says else []
    if move is not None:
        said.append(
            f"Moves {move.field} from {listing(list(move.sources), 'or')} to {move.target}; any other state answers 409."
        )
    if action.sets:
        said.append(f"Sets {listing([title(a.field) for a in action.sets])}.")
    if action.emits:
        said.append(f"Publishes {listing(list(action.emits))}.")
    return " ".join(said) or f"{title(action.name).capitalize()}."


def queries(contract: Contract) -> Iterator[tuple[Operation, Payload | None]]:
    """The reads beyond CRUD."""
    for query in contract.design.queries:
        yield _query(query, contract)


def _query(query: Query, contract: Contract) -> tuple[Operation, Payload | None]:
    entity = contract.domain.entities.get(query.returns[0]) if query.returns else None
    payload = None
    if query.fields:
        payload = Payload(
            f"payload.query.{snake(query.name)}",
            f"{pascal(query.name)}Row",
            "result",
            tuple(replace(field_member(f, contract.domain), derived=True, column=None) for f in query.fields),
            (query.path,),
            None,
            query.says or title(query.name),
        )
    response = payload.name if payload else pascal(entity.name) if entity else None
    security = security_of(entity, query.access, contract.domain) if query.access else assumed_security(contract.domain)
    url = "/" + query.url.strip("/") if query.url else f"/queries/{kebab(query.name)}"
    names = [part[1:-1] for part in url.split("/") if part.startswith("{") and part.endswith("}")]
    parameters = tuple(
        Parameter(
            snake(f.name),
            "path" if f.name in names else "query",
            "key" if f.name in names else "input",
            _input(field_member(f, contract.domain), f),
            f.required or f.name in names,
        )
        for f in query.params
    )
    limited = any(p.name == "limit" for p in parameters)
    extra = (
        ()
        if limited or not query.many
        else (
            Parameter(
                "limit",
                "query",
                "limit",
                Member(
                    "limit",
                    Shape.INTEGER,
                    (query.path,),
                    "How many rows at most.",
                    required=False,
                    min="1",
                    max="100",
                    default="20",
                ),
            ),
        )
    )
    operation = Operation(
        id=f"op.query.{snake(query.name)}",
        kind=OperationKind.QUERY,
        name=camel(query.name),
        resource="resource.queries" if entity is None else f"resource.{snake(entity.name)}",
        method="GET",
        path=url,
        summary=title(query.name).capitalize(),
        description=query.says or f"{title(query.name).capitalize()}.",
        security=security,
        because=(query.path,),
        entity=None,
        parameters=(*parameters, *extra),
        response=response,
        many=query.many,
        errors=(400, 401, 403),
        reads=query.returns,
    )
    return operation, payload
