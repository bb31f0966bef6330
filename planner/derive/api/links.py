"""Links of many-to-many relations: list, add and remove, written with the `update` of the declaring side."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from planner.derive.api import errors
from planner.derive.api.claims import plain_name
from planner.derive.api.contract import Contract
from planner.derive.api.crud import Served
from planner.derive.api.parameters import page_of, paging
from planner.derive.api.payloads import item_name
from planner.derive.api.resources import Place
from planner.derive.api.security import assumed_security, is_served, reaching
from planner.derive.api.wording import rows_reached, uncapitalised
from planner.model.api import Operation, OperationKind, Parameter
from planner.model.domain import Domain, DomainEntity, Pairing
from planner.model.entities import AccessRule
from planner.naming import article, kebab, pascal, snake, title
from planner.plurals import singular


def links(entity: DomainEntity, places: dict[str, Place], contract: Contract) -> Iterator[Operation]:
    """The link operations of one entity, and the far view of links that others declare."""
    for pairing in entity.pairings:
        target = contract.domain.entities.get(pairing.target)
        if pairing.through is None and target is not None and target.name in places:
            yield from _declared(entity, target, pairing, places, contract)
    for pairing in entity.paired_by:
        target = contract.domain.entities.get(pairing.entity)
        if pairing.through is None and pairing.inverse is not None and target is not None and target.name in places:
            yield from _listed(entity, target, pairing.inverse, pairing, places, contract)


def _declared(
    entity: DomainEntity, target: DomainEntity, pairing: Pairing, places: dict[str, Place], contract: Contract
) -> Iterator[Operation]:
    yield from _listed(entity, target, pairing.name, pairing, places, contract)
    rule = entity.rule("update")
    if is_served(rule, contract.domain):
        served = _served(entity, rule, pairing, places, contract)
        yield _change(served, target, pairing, places, adds=True)
        yield _change(served, target, pairing, places, adds=False)


def _served(
    entity: DomainEntity, rule: AccessRule | None, pairing: Pairing, places: dict[str, Place], contract: Contract
) -> Served:
    security = (
        reaching(entity, rule.grants, contract.domain)
        if rule is not None
        else assumed_security(contract.domain, contract.settings)
    )
    because = (pairing.path, rule.path) if rule is not None else (pairing.path,)
    return Served(entity, places[entity.name], contract, security, because)


def _listed(
    entity: DomainEntity,
    target: DomainEntity,
    name: str,
    pairing: Pairing,
    places: dict[str, Place],
    contract: Contract,
) -> Iterator[Operation]:
    """The linked rows, for callers who may get the row and list the others."""
    rule, theirs = entity.rule("get"), target.rule("list") or target.rule("get")
    if not (is_served(rule, contract.domain) and is_served(theirs, contract.domain)):
        return
    served = _served(entity, _for_both(rule, target, theirs, contract.domain), pairing, places, contract)
    found = served.refusals(errors.BAD_PAGE, errors.NOT_FOUND)
    many = f"{title(name)} of {article(title(entity.name))}"
    path = contract.paths.claim(
        "GET", f"{served.place.item}/{kebab(name)}", f"{served.place.item}/linked-{kebab(name)}"
    )
    page = page_of(target, contract)
    yield Operation(
        id=served.id(f"{snake(name)}_list"),
        kind=OperationKind.LINK_LIST,
        name=served.name("list", pascal(entity.name) + pascal(name)),
        resource=served.resource,
        method="GET",
        path=path,
        summary=f"List the {many}",
        description=_limits(target, theirs, contract.domain),
        security=served.security,
        because=served.because,
        entity=entity.name,
        parameters=(*served.place.item_parameters, *paging(page)),
        response=item_name(target, contract),
        many=True,
        page=page,
        errors=errors.statuses(found),
        reads=(entity.name, target.name),
        refusals=found,
    )


def _for_both(
    rule: AccessRule | None, target: DomainEntity, theirs: AccessRule | None, domain: Domain
) -> AccessRule | None:
    """Where anybody gets the row, whoever lists the others calls: those who see more of them must be able to say so."""
    if rule is None or theirs is None or [(g.role, g.where) for g in rule.grants] != [("public", None)]:
        return rule
    account = domain.entities[target.owner_account].account if target.owner_account else None
    roles = [(account or g.role) if g.role == "owner" else g.role for g in theirs.grants if g.is_caller]
    if all(g.role == "public" for g in theirs.grants):
        return rule
    return replace(rule, grants=tuple(replace(rule.grants[0], role=role) for role in dict.fromkeys(roles)))


def _limits(target: DomainEntity, rule: AccessRule | None, domain: Domain) -> str:
    """Which linked rows a caller sees: none that the list of their own would not show."""
    said = f"Only {target.many_title} that the caller may list"
    if rule is None or all(g.where is None and g.via is None and g.role != "owner" for g in rule.grants):
        return f"{said}."
    return f"{said}: {uncapitalised(rows_reached(reaching(target, rule.grants, domain), target))}"


def _change(
    served: Served, target: DomainEntity, pairing: Pairing, places: dict[str, Place], *, adds: bool
) -> Operation:
    one = title(singular(snake(pairing.name)))
    own = served.place.item_parameters
    far = _far_parameters(places[target.name], {p.name for p in own})
    base = f"{served.place.item}/{{}}{''.join(f'/{{{p.name}}}' for p in far)}"
    segment = kebab(pairing.name)
    method = "PUT" if adds else "DELETE"
    path = served.contract.paths.claim(method, base.replace("{}", segment), base.replace("{}", f"linked-{segment}"))
    full = (errors.FULL,) if adds and pairing.most else ()
    found = served.refusals(errors.BAD_REQUEST, errors.NOT_FOUND, *full)
    verb, joint = ("add", "to") if adds else ("remove", "from")
    return Operation(
        id=served.id(f"{snake(pairing.name)}_{verb}"),
        kind=OperationKind.LINK_ADD if adds else OperationKind.LINK_REMOVE,
        name=served.name(verb, pascal(served.entity.name) + pascal(singular(snake(pairing.name)))),
        resource=served.resource,
        method="PUT" if adds else "DELETE",
        path=path,
        summary=f"{verb.capitalize()} {article(one)} {joint} {article(title(served.entity.name))}",
        description=f"{'Links' if adds else 'Unlinks'} the two rows; doing it again changes nothing.",
        security=served.security,
        because=served.because,
        entity=served.entity.name,
        parameters=(*own, *far),
        success=204,
        errors=errors.statuses(found),
        writes=(served.entity.name,),
        reads=(target.name,),
        refusals=found,
    )


def _far_parameters(place: Place, taken: set[str]) -> tuple[Parameter, ...]:
    """The other row's key; a link to a row of the same kind needs names of its own."""
    own = place.item_parameters[len(place.above) :] or place.item_parameters
    return tuple(
        replace(p, name=plain_name(f"linked_{p.name}"), member=replace(p.member, name=plain_name(f"linked_{p.name}")))
        if p.name in taken
        else p
        for p in own
    )
