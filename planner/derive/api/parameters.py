"""Parameters of lists: filters, sort, search, include and pages."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final, Literal

from msgspec.structs import replace

from planner import codes
from planner.derive.api.claims import plain_name
from planner.derive.api.contract import Contract
from planner.derive.api.members import HIDDEN, UPLOADED
from planner.derive.api.visibility import readers, seen
from planner.derive.api.wording import titles
from planner.model.api import Member, Parameter, Security, Shape
from planner.model.domain import DomainEntity
from planner.model.entities import Field, TypeKind
from planner.naming import snake, title
from planner.plurals import singular

RANGED: Final = frozenset(
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
_TIMES: Final = frozenset({TypeKind.DATE, TypeKind.TIMESTAMP, TypeKind.TIME})
_NO_FILTER: Final = frozenset({TypeKind.JSON, TypeKind.BYTES, TypeKind.POINT, TypeKind.LIST}) | HIDDEN | UPLOADED
_IMPLICIT: Final = ("created_at", "updated_at")
_RESERVED: Final = frozenset({"sort", "q", "include", "cursor", "limit", "offset"})
Page = Literal["cursor", "offset"]


def page_of(entity: DomainEntity, contract: Contract) -> Page:
    """`page:` beats the decision."""
    return (entity.listing.page if entity.listing is not None else None) or contract.settings.page


def list_parameters(
    entity: DomainEntity, security: Security, contract: Contract, *, is_below: bool
) -> tuple[Parameter, ...]:
    """Every query parameter of a list; parts whose path is not below their whole are found by it."""
    shown = _shown(entity, security)
    tenant = tenant_parameter(entity, security, contract)
    named = {p.name for p in tenant}
    return (
        *tenant,
        *(p for p in _filters(entity, contract, is_below=is_below) if p.name not in named),
        *_search(entity, shown, contract),
        *_sort(entity, shown, contract),
        *_include(entity, contract),
        *paging(page_of(entity, contract)),
    )


def tenant_parameter(entity: DomainEntity, security: Security, contract: Contract) -> tuple[Parameter, ...]:
    """Anonymous callers have no credential that names their tenant."""
    root = contract.domain.entities.get(contract.domain.tenant_root or "")
    if root is None or not entity.tenant_scoped or not security.public:
        return ()
    name = plain_name(f"{snake(root.name)}_id")
    says = f"Which {title(root.name)}; callers with a credential leave it out."
    only = all(scope.role == "public" for scope in security.scopes)
    return (
        Parameter(
            name,
            "query",
            "input",
            Member(name, Shape.REFERENCE, (root.path,), says, target=root.name, required=only),
            only,
        ),
    )


def _shown(entity: DomainEntity, security: Security) -> frozenset[str]:
    """Fields that every caller of the list sees: ordering or searching by another would reveal it."""
    owners_only = all(scope.role == "owner" for scope in security.scopes)
    return frozenset(
        f.name
        for f in entity.fields
        if not (f.secret or f.writeonly or f.type.kind in HIDDEN)
        and not (f.private and not owners_only)
        and not (f.pii and security.public)
    )


def _sorts(entity: DomainEntity, shown: frozenset[str]) -> tuple[str, ...]:
    said = entity.listing.sort if entity.listing is not None else ()
    return tuple(snake(name) for name in said if name in shown or name in _IMPLICIT or name == "id") or ("created_at",)


def _sort(entity: DomainEntity, shown: frozenset[str], contract: Contract) -> tuple[Parameter, ...]:
    names = _sorts(entity, shown)
    listing = entity.listing
    if listing is not None:
        _hidden_names(entity, listing.sort, shown, "ordered", contract, listing.path)
    values = tuple(value for name in names for value in (name, f"-{name}"))
    because = (listing.path,) if listing is not None and listing.sort else (entity.path,)
    first = names[0]
    kind = next((f.type.kind for f in entity.fields if f.name == first or snake(f.name) == first), TypeKind.TIMESTAMP)
    member = Member(
        "sort",
        Shape.FIELD,
        because,
        "Order of the rows; `-` reverses it. Missing values come last, the identifier breaks ties.",
        values=values,
        default=f"-{first}" if kind in _TIMES else first,
        required=False,
    )
    return (Parameter("sort", "query", "sort", member),)


def _hidden_names(
    entity: DomainEntity, names: tuple[str, ...], shown: frozenset[str], done: str, contract: Contract, path: str
) -> None:
    for name in names:
        if entity.field(name) is not None and name not in shown:
            contract.warn(
                codes.API_REVEALS,
                f"{entity.name} is not {done} by {name}: some callers of the list may not see it",
                path,
                f"list {name} under filter only, or narrow who may list",
            )


def _filters(entity: DomainEntity, contract: Contract, *, is_below: bool) -> Iterator[Parameter]:
    offered = entity.listing.filter if entity.listing is not None else ()
    if entity.parent is not None and not is_below and entity.parent.name not in offered:
        whole = entity.parent
        yield from _reference_filters(contract.members.reference(whole), title(whole.name), (whole.path,))
    if entity.listing is None:
        return
    because = (entity.listing.path,)
    who = readers(entity, contract)
    for name in entity.listing.filter:
        field, reference = entity.field(name), entity.reference(name)
        if field is not None and field.type.kind not in _NO_FILTER and not field.secret and not field.writeonly:
            yield from _field_filters(field, contract.members.field(field), who, because)
        elif reference is not None:
            yield from _reference_filters(contract.members.reference(reference), title(reference.name), because)
        elif name in _IMPLICIT:
            yield from _range(Member(name, Shape.TIMESTAMP, because, required=False), because, (), times=True)
        else:
            yield from _pairing_filter(entity, name, because, contract)


def _field_filters(field: Field, member: Member, who: tuple[str, ...], because: tuple[str, ...]) -> Iterator[Parameter]:
    shown = seen(member, who, private=field.private, pii=field.pii)
    if shown is None:
        return
    yield _filter(shown, f"Only rows with this {title(field.name)}.", because)
    if field.type.kind in RANGED:
        yield from _range(member, because, shown.visible_to, times=field.type.kind in _TIMES)


def _reference_filters(members: tuple[Member, ...], kind: str, because: tuple[str, ...]) -> Iterator[Parameter]:
    for member in members:
        if member.shape is not Shape.PAYLOAD:
            yield _filter(member, f"Only rows of this {kind}.", because)
            continue
        yield _filter(
            replace(member, name=f"{member.name}_id", shape=Shape.ID, payload=None),
            f"Only rows of this {kind}.",
            because,
        )


def _pairing_filter(
    entity: DomainEntity, name: str, because: tuple[str, ...], contract: Contract
) -> Iterator[Parameter]:
    far = next((p.target for p in entity.pairings if p.name == name), None)
    far = far or next((p.entity for p in entity.paired_by if p.inverse == name), None)
    target = contract.domain.entities.get(far or "")
    one = singular(snake(name))
    for part in contract.members.key(target) if target is not None else ():
        yield _filter(replace(part, name=f"{one}_{part.name}"), f"Only rows linked to this {title(one)}.", because)


def _filter(member: Member, says: str, because: tuple[str, ...]) -> Parameter:
    says = f"{says} For callers who see it; any other answers 400." if member.visible_to else says
    asked = _asked(member, member.name, says, because, member.visible_to)
    return Parameter(asked.name, "query", "filter", asked)


def _range(
    member: Member, because: tuple[str, ...], visible_to: tuple[str, ...], *, times: bool
) -> Iterator[Parameter]:
    said = member.name.replace("_", " ")
    low, high = ("this or later", "before this") if times else ("at least this", "at most this")
    yield Parameter(
        f"{member.name}_from",
        "query",
        "from",
        _asked(member, f"{member.name}_from", f"Only rows whose {said} is {low}.", because, visible_to),
    )
    yield Parameter(
        f"{member.name}_to",
        "query",
        "to",
        _asked(member, f"{member.name}_to", f"Only rows whose {said} is {high}.", because, visible_to),
    )


def _asked(member: Member, name: str, says: str, because: tuple[str, ...], visible_to: tuple[str, ...]) -> Member:
    name = plain_name(name)
    return Member(
        f"{name}_is" if name in _RESERVED else name,
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
        pii=member.pii,
        visible_to=visible_to,
        column=member.column,
    )


def _search(entity: DomainEntity, shown: frozenset[str], contract: Contract) -> tuple[Parameter, ...]:
    said = entity.listing.search if entity.listing is not None else ()
    names = said or tuple(f.name for f in entity.fields if f.search)
    because = (
        (entity.listing.path,)
        if said and entity.listing is not None
        else tuple(f.path for f in entity.fields if f.search)
    )
    if names:
        _hidden_names(entity, names, shown, "searched", contract, because[0])
    kept = tuple(name for name in names if name in shown)
    if not kept:
        return ()
    member = Member(
        "q", Shape.TEXT, because, f"Words to find in {titles(kept, 'or')}.", required=False, least=1, most=200
    )
    return (Parameter("q", "query", "search", member),)


def included(entity: DomainEntity, contract: Contract) -> tuple[str, ...]:
    """What `include` can name: the embeds the row's payload has."""
    if entity.listing is None or not entity.listing.include:
        return ()
    row = contract.payloads[contract.reads[entity.name]]
    return tuple(m.name for m in row.members if m.embedded)


def embedded_entities(entity: DomainEntity, contract: Contract) -> tuple[str, ...]:
    """The entities whose rows `include` can bring along."""
    if entity.listing is None or not entity.listing.include:
        return ()
    row = contract.payloads[contract.reads[entity.name]]
    found = (contract.payloads[m.payload].entity for m in row.members if m.embedded and m.payload is not None)
    return tuple(dict.fromkeys(name for name in found if name is not None and name != entity.name))


def include_parameter(entity: DomainEntity, contract: Contract) -> tuple[Parameter, ...]:
    """`include`, where the design offers something to embed."""
    return _include(entity, contract)


def _include(entity: DomainEntity, contract: Contract) -> tuple[Parameter, ...]:
    names = included(entity, contract)
    if not names or entity.listing is None:
        return ()
    member = Member(
        "include",
        Shape.FIELD,
        (entity.listing.path,),
        f"What to embed: {titles(names, 'or')}.",
        values=names,
        required=False,
    )
    return (Parameter("include", "query", "include", member),)


@lru_cache(maxsize=2)
def paging(page: Page) -> tuple[Parameter, ...]:
    """Parameters of a page: the same ones for every list."""
    if page == "offset":
        says = "How many rows to skip."
        skip = Member("offset", Shape.INTEGER, _LISTS, says, required=False, min="0", max="100000", default="0")
        return (Parameter("offset", "query", "offset", skip), LIMIT)
    says = "Where the last page ended, as its answer said; one of another query answers 400."
    cursor = Member("cursor", Shape.TEXT, _LISTS, says, required=False, least=1, most=500)
    return (Parameter("cursor", "query", "cursor", cursor), LIMIT)


_LISTS: Final = ()  # a page is no line's doing: its list cites the entity
LIMIT: Final = Parameter(
    "limit",
    "query",
    "limit",
    Member(
        "limit",
        Shape.INTEGER,
        _LISTS,
        "How many rows at most.",
        required=False,
        min="1",
        max="100",
        default="20",
    ),
)
