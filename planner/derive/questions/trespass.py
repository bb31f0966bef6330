"""What the access of a design lets callers do to rows that are somebody else's, or that somebody else has judged.

Nothing here is wrong as it is written: each is a question, and the plan goes on as the design says.
"""

from __future__ import annotations

from collections.abc import Iterator

from planner.derive.infer.makers import strange_makers
from planner.model.design import BusinessRule, Design
from planner.model.domain import Domain, DomainEntity, Reference
from planner.model.entities import Action, Grant
from planner.model.risks import OpenQuestion
from planner.naming import article, listing, snake, title


def trespasses(domain: Domain, design: Design) -> Iterator[OpenQuestion]:
    """A question for each, where no rule says it in words."""
    for entity in domain.entities.values():
        if entity.account is None:
            yield from _made_for_others(entity, domain)
            yield from _changed_once_judged(entity, domain)
            yield from _rewritten_by_others(entity, domain, design.rules)
            yield from _made_without_the_maker(entity, domain, design.rules)


def _made_for_others(entity: DomainEntity, domain: Domain) -> Iterator[OpenQuestion]:
    """Rows that belong to nobody, where who makes one names an account that could be somebody else's."""
    makers = {g.role: g.path for g in _grants(entity, "create") if g.via is None and g.where is None}
    for reference in entity.references if not entity.owner else ():
        account = domain.entities.get(reference.targets[0])
        alone = [r.targets for r in entity.references].count(reference.targets) == 1
        if (
            account is None
            or account.account not in makers
            or reference.readonly
            or not reference.required
            or not alone
        ):
            continue
        one, who = article(title(entity.name)), title(account.name)
        yield OpenQuestion(
            f"question.{snake(entity.name)}.{snake(reference.name)}.others",
            reference.path,
            f"May {article(who)} make {one} of another {who}, as the body names it?",
            f"yes: {one} has no owner, so {title(reference.name)} is taken as it is sent",
            f"`owner: {reference.name}` of {entity.name}: then it is the caller, and no body names it",
            (reference.path, makers[account.account]),
        )


def _changed_once_judged(entity: DomainEntity, domain: Domain) -> Iterator[OpenQuestion]:
    """Rows that their owners may change or delete in states into which only others bring them."""
    own = _own_words(entity, domain)
    open_to_owner = {
        operation: found.path
        for operation in ("update", "delete")
        for found in [next((g for g in _grants(entity, operation) if g.role in own and g.where is None), None)]
        if found is not None
    }
    judged = _judged(entity, own) if open_to_owner else {}
    if judged:
        one, field = article(title(entity.name)), entity.machines[0].field
        does = listing([_DONE[o] for o in open_to_owner], "or")
        yield OpenQuestion(
            f"question.{snake(entity.name)}.judged",
            f"{entity.path}.access",
            f"May {one} still be {does} by its owner once it is {listing(list(judged), 'or')}, which others decide?",
            f"yes, whatever its {title(field)}: access names no states",
            f"a condition in `access` of {entity.name}, such as {{owner: {field} = {entity.machines[0].initial}}}, "
            "and what the operations refuse",
            tuple(dict.fromkeys((*open_to_owner.values(), *judged.values()))),
        )


_DONE = {"update": "changed", "delete": "deleted"}


def _own_words(entity: DomainEntity, domain: Domain) -> frozenset[str]:
    """The words under which owners of its rows are named."""
    account = domain.entities.get(entity.owner_account or "")
    return frozenset(("owner", account.account)) if account is not None and account.account else frozenset()


def _judged(entity: DomainEntity, own: frozenset[str]) -> dict[str, str]:
    """The states that no owner and no clock leads to, each with the line that does."""
    actions = {a.name: a for a in entity.actions}
    found: dict[str, str] = {}
    for machine in entity.machines[:1]:
        for state in machine.states:
            ways = [actions[a.action] for a in machine.arrows if a.target == state]
            if state != machine.initial and ways and all(_is_anothers(w, own) for w in ways):
                found[state] = ways[0].path
    return found


def _is_anothers(action: Action, own: frozenset[str]) -> bool:
    """Whether people of another role do it, or an outside party; who comes with a link from a mail may be anybody."""
    roles = {g.role for g in action.by}
    return any(g.is_caller or g.party for g in action.by) and own.isdisjoint(roles) and "public" not in roles


def _rewritten_by_others(
    entity: DomainEntity, domain: Domain, rules: tuple[BusinessRule, ...]
) -> Iterator[OpenQuestion]:
    """Rows that say who wrote them, and that whoever reaches them may change."""
    author = next((r for r in entity.references if strange_makers(entity, r, domain) is not None), None)
    others = [g for g in _grants(entity, "update") if g.role != "owner"]
    if author is None or not others or entity.owner[:1] == (author.name,):
        return
    one, who = article(title(entity.name)), title(author.name)
    if any(entity.name in r.on and who in r.says.lower() for r in rules):
        return
    other = f"somebody else than it was {who}" if who.endswith(" by") else f"somebody who is not its {who}"
    yield OpenQuestion(
        f"question.{snake(entity.name)}.{snake(author.name)}.rewritten",
        author.path,
        f"May {one} be changed by {other}?",
        f"yes: {listing(list(dict.fromkeys(g.role for g in others)))} may, and {who if who.endswith(' by') else f'the {who}'} stays as it was",
        f"`owner: {author.name}` of {entity.name} and `access` of its own with update: owner",
        (author.path, others[0].path),
    )


def _made_without_the_maker(
    entity: DomainEntity, domain: Domain, rules: tuple[BusinessRule, ...]
) -> Iterator[OpenQuestion]:
    """Wholes that are reached by being in them, made with whomever the body names."""
    makers = {g.role for g in _grants(entity, "create") if g.via is None}
    vias = {g.via: g for operation in ("get", "list") for g in _grants(entity, operation) if g.via and g.role in makers}
    for name, grant in vias.items():
        link = domain.entities.get(name or "")
        who = _names_account(link, grant.role, domain) if link is not None and _is_part(link, entity) else None
        if link is None or who is None or any({entity.name, link.name} <= set(r.on) and not r.check for r in rules):
            continue
        whole, links = article(title(entity.name)), title(link.name)
        yield OpenQuestion(
            f"question.{snake(entity.name)}.{snake(link.name)}.maker",
            link.path,
            f"Is who makes {whole} among its {link.many_title}, and whom may they name beside themselves?",
            f"not by itself: the body names any {title(who.targets[0])}, and who is in no {links} cannot read what they made",
            f"a rule on {entity.name} that says so in words, and what making one refuses",
            (link.path, grant.path),
        )
        return


def _is_part(link: DomainEntity, entity: DomainEntity) -> bool:
    return link.parent is not None and entity.name in link.parent.targets


def _names_account(link: DomainEntity, role: str, domain: Domain) -> Reference | None:
    accounts = {n for n in domain.accounts if domain.entities[n].account == role}
    return next((r for r in link.references if not r.readonly and not accounts.isdisjoint(r.targets)), None)


def _grants(entity: DomainEntity, operation: str) -> tuple[Grant, ...]:
    """The callers of an operation that exists."""
    rule = entity.rule(operation)
    return tuple(g for g in rule.grants if g.is_caller) if rule is not None and operation in entity.operations else ()
