"""What the model leaves in doubt although each of its lines is clear: what the plan does meanwhile, and who must say."""

from __future__ import annotations

from collections.abc import Iterator

from planner.derive.infer.added_only import only_purged
from planner.derive.infer.crossing import crossings
from planner.derive.infer.frozen import handed_over
from planner.derive.infer.written import written
from planner.model.design import Design
from planner.model.domain import Domain, DomainEntity, Holding, Taking
from planner.model.entities import Field, Retention, TypeKind
from planner.model.expressions import Aggregate, aggregates_in, names_in
from planner.model.risks import OpenQuestion
from planner.naming import article, listing, snake, title
from planner.phrases import since, span
from planner.rules.facts.money import gives_money_back, paid_through


def doubts(domain: Domain, design: Design) -> Iterator[OpenQuestion]:
    """The questions that the model raises by itself."""
    yield from _purged_though_fixed(domain)
    yield from _ruled_though_purged(domain, design)
    yield from _written_nowhere(design)
    for taking in domain.takings:
        yield _taken_when(taking)
    for holding in domain.holdings:
        yield from _held_by(holding)
    for entity in domain.entities.values():
        yield from _changed_too_late(entity)
        yield from _copied_along(entity)
        yield from _counted_though_purged(entity, domain)
        yield from _money_kept(entity, design)
        yield from _handed_over_empty(entity, domain)
        yield from _begun_late(entity)
        yield from _unfinished_shown(entity)
        yield from _crossed(entity, domain)


def _purged_though_fixed(domain: Domain) -> Iterator[OpenQuestion]:
    """Rows that are never changed, and kept for a time: one question for all that are kept as long."""
    kept: dict[str, list[DomainEntity]] = {}
    for entity in domain.entities.values():
        if entity.added_only and entity.retention is not None:
            kept.setdefault(entity.retention.text, []).append(entity)
    for entities in kept.values():
        lines = (line for e in entities for line in (e.retention.path if e.retention else "", *e.added_only))
        names = listing([e.name for e in entities])
        yield OpenQuestion(
            f"question.{snake(entities[0].name)}.purge",
            entities[0].retention.path if entities[0].retention else entities[0].path,
            f"May rows of {names} be purged {_aged(entities[0].retention)}, though nobody ever changes or deletes one?",
            "their purge alone may delete them, and none before its time; every other delete is refused",
            f"the triggers that refuse deletes of {names}, and their purge",
            tuple(dict.fromkeys(lines)),
        )


def _written_nowhere(design: Design) -> Iterator[OpenQuestion]:
    """Jobs that write something for people to read, where no line says where it lies."""
    for job in design.jobs:
        if word := written(job):
            yield OpenQuestion(
                f"question.job.{snake(job.name)}.written",
                f"{job.path}.of",
                f"Where does {title(job.name)} keep the {word}, and who reads it?",
                f"nowhere: no table of the schema and no operation of the contract is for the {word}",
                f"an entity for it (`of`) with a read that somebody may run, or an outside party that gets it (`uses`), "
                f"and what step.job.{snake(job.name)} must show",
                (job.path,),
            )


def _aged(kept: Retention | None) -> str:
    """`90 days after they were created`."""
    return f"{span(kept.text.partition(' ')[0])} after {since(kept.after, 'they were', 'their')}" if kept else ""


def _counted_though_purged(entity: DomainEntity, domain: Domain) -> Iterator[OpenQuestion]:
    """Totals of rows that stay, over parts that go by age."""
    for field in entity.fields:
        part = _counted(field, entity, domain)
        gone = _gone(part, entity, domain) if part is not None else None
        if part is None or gone is None or (entity.retention is not None and entity.retention.days <= gone.days):
            continue
        stays = only_purged(part, domain.entities, frozenset({entity.name}))
        total, parts = f"{entity.name}.{field.name}", part.many_title
        yield OpenQuestion(
            f"question.{snake(entity.name)}.{snake(field.name)}.purged",
            field.path,
            f"Does {total} still count {parts} that were purged {_aged(gone)}?",
            f"yes: it keeps what they gave, and is then no longer what the {parts} that are left add up to"
            if stays
            else f"no: it changes as its {parts} go",
            f"the trigger that keeps {total}, and what a job that proves it compares with",
            (field.path, gone.path),
        )


def _ruled_though_purged(domain: Domain, design: Design) -> Iterator[OpenQuestion]:
    """Rules over parts that go by age, of wholes that stay."""
    for rule in design.rules:
        heads = {n.parts[0] for a in (aggregates_in(rule.check) if rule.check else ()) for n in names_in(a.over)}
        wholes = [(e, c) for n in rule.on if (e := domain.entities.get(n)) for h in heads if (c := e.collection(h))]
        for whole, collection in wholes[:1]:
            part = domain.entities.get(collection.target)
            gone = _gone(part, whole, domain) if part is not None else None
            if part is None or gone is None or (whole.retention is not None and whole.retention.days <= gone.days):
                continue
            yield OpenQuestion(
                f"question.{snake(rule.id)}.purged",
                rule.path,
                f"Does {rule.id} still count {part.many_title} that were purged {_aged(gone)}?",
                "no: it is asked of the rows that are left, and refuses a purge that would break it",
                f"whether the purge of {part.many_title} leaves a row with what the purged ones came to",
                (rule.path, gone.path),
            )


def _counted(field: Field, entity: DomainEntity, domain: Domain) -> DomainEntity | None:
    """The entity whose rows a field adds up or counts."""
    if not isinstance(field.computed, Aggregate) or field.computed.function not in ("sum", "count"):
        return None
    heads = {n.parts[0] for n in names_in(field.computed.over)}
    collection = entity.collection(heads.pop()) if len(heads) == 1 else None
    return domain.entities.get(collection.target) if collection is not None else None


def _gone(part: DomainEntity, counting: DomainEntity, domain: Domain) -> Retention | None:
    """The retention that ends rows of a part: its own, or that of another whole it belongs to."""
    if part.retention is not None or part.parent is None or counting.name in part.parent.targets:
        return part.retention
    whole = domain.entities.get(part.parent.targets[0])
    return whole.retention if whole is not None else None


def _changed_too_late(entity: DomainEntity) -> Iterator[OpenQuestion]:
    """Parts of a total after an outside party has relied on it."""
    freeze = entity.frozen
    if freeze is None:
        return
    whole, parts = title(freeze.whole), entity.many_title
    states = listing(list(freeze.states), "or")
    writes = listing([_WRITTEN[o] for o in freeze.operations], "or")
    begun = f", or its {title(freeze.begun_by)} has begun" if freeze.begun_by else ""
    yield OpenQuestion(
        f"question.{snake(entity.name)}.late",
        f"{entity.path}.access",
        f"May {parts} be {writes} once their {whole} is no longer {states} ({title(freeze.moved_by)}){begun}?",
        f"no: the total would no longer be what was agreed, so they answer 409 and {entity.name} keeps its rows",
        f"the guard of {parts}: `access` of {entity.name} itself says who may, and takes it away",
        freeze.because,
    )


_WRITTEN = {"create": "added", "update": "changed", "delete": "taken away"}


def _copied_along(entity: DomainEntity) -> Iterator[OpenQuestion]:
    """References that a value was copied along."""
    for reference in entity.references:
        if reference.copied is not None:
            yield OpenQuestion(
                f"question.{snake(entity.name)}.{snake(reference.name)}",
                reference.path,
                f"May {title(reference.name)} of {article(title(entity.name))} change after its "
                f"{title(reference.copied)} was copied?",
                f"no: another {title(reference.name)} is another {title(entity.name)}",
                f"the body of the update, and when {title(reference.copied)} is copied anew",
                (reference.path,),
            )


def _taken_when(taking: Taking) -> OpenQuestion:
    """A bounded number that nothing in the design takes from."""
    meanwhile = f"{taking.action} takes" if taking.action else f"making {article(title(taking.taker))} takes"
    back = f", {listing(list(taking.given_back_by), 'or')} gives back" if taking.given_back_by else ""
    return OpenQuestion(
        f"question.{snake(taking.rule)}.taken_by",
        taking.path,
        f"Which action of {taking.taker} takes from {taking.entity}.{taking.field}, as {taking.rule} needs: "
        f"{listing(list(taking.candidates), 'or')}?",
        f"{meanwhile}{back}{_swept(taking)}",
        "which operation answers 409 when nothing is left, and the step that takes and gives back",
        (taking.path,),
    )


def _held_by(holding: Holding) -> Iterator[OpenQuestion]:
    """A stretch that one row has alone: who makes the row, and when it is free again."""
    one, ends = title(holding.entity), listing([title(a) for a in holding.freed_by], "and")
    if holding.whole:
        whole = article(title(holding.whole))
        yield OpenQuestion(
            f"question.{snake(holding.entity)}.maker",
            holding.path,
            f"What makes the {one} of {whole}, as nobody may?",
            f"making {whole} makes it in the same transaction"
            + (f", and {ends} {'delete' if len(holding.freed_by) > 1 else 'deletes'} it" if ends else ""),
            f"which operation answers 409 when {holding.rule} is broken, and the step that gives and frees",
            (holding.path, *holding.because),
        )
    elif holding.freed:
        yield OpenQuestion(
            f"question.{snake(holding.rule)}.freed",
            f"{holding.path}.exclusive.where",
            f"Is what {article(one)} held free again once it is {listing(list(holding.freed), 'or')}?",
            f"yes: {holding.rule} looks at the others alone",
            f"which rows {holding.rule} refuses: `where` of it says which take part",
            (holding.path, *holding.because),
        )


def _swept(taking: Taking) -> str:
    """What the clock gives back."""
    if taking.expires:
        return ""
    unfinished = "what stands half an hour unfinished"
    return f", and so does a job for {unfinished}" if taking.given_back_by else f", and a job gives back {unfinished}"


def _handed_over_empty(entity: DomainEntity, domain: Domain) -> Iterator[OpenQuestion]:
    """Wholes that leave the house without a part, where no number of parts is said."""
    for name, collection in handed_over(entity, domain.entities):
        if not collection.least:
            whole, parts = title(entity.name), title(collection.name)
            yield OpenQuestion(
                f"question.{snake(entity.name)}.empty",
                collection.path,
                f"May {article(whole)} without {parts} go through {title(name)}?",
                f"no: {title(name)} answers 409",
                f"whether {article(whole)} is made with its {parts} at once (count=1..), and what {title(name)} refuses",
                (collection.path,),
            )
            return


def _money_kept(entity: DomainEntity, design: Design) -> Iterator[OpenQuestion]:
    """Actions that end what an outside party was paid for, and ask nobody for the money."""
    for action in entity.actions:
        service = paid_through(entity, action, design.integrations)
        if service and not gives_money_back(action, service, design.jobs):
            whole = article(title(entity.name))
            yield OpenQuestion(
                f"question.{snake(entity.name)}.{snake(action.name)}.money",
                f"{action.path}.uses",
                f"Who gives the money back when {title(action.name)} ends {whole} that {title(service)} was paid for?",
                "nobody: a person refunds by hand, and the plan names the risk",
                f"a call of {title(service)} after {title(action.name)}, and the record of the refund",
                (action.path,),
            )


def _begun_late(entity: DomainEntity) -> Iterator[OpenQuestion]:
    """Actions that start what an outside party finishes, and say no states of their own."""
    for begun in (b for b in entity.begun if b.finished_by):
        states, whole = listing(list(begun.states), "or"), title(entity.name)
        yield OpenQuestion(
            f"question.{snake(entity.name)}.{snake(begun.action)}.begins",
            f"{begun.because[0]}.from",
            f"May {article(whole)} that is no longer {states} go through {title(begun.action)} again?",
            f"no: {title(begun.finished_by)} starts there, so any other state answers 409",
            f"the states that {title(begun.action)} starts in: `from`, without `to` where it moves nothing",
            begun.because,
        )


_UNFINISHED = ("draft", "unpublished", "in_review", "pending_review", "hidden")


def _unfinished_shown(entity: DomainEntity) -> Iterator[OpenQuestion]:
    """Roles that only read, and reach rows that are not finished as well."""
    field = next((f for f in entity.fields if f.type.kind is TypeKind.ENUM and _unfinished(f)), None)
    if field is None or entity.account is not None:
        return
    writers = {g.role for r in entity.access if r.operation not in ("list", "get") for g in r.grants}
    writers |= {g.role for a in entity.actions for g in a.by}
    reads = [g for r in entity.access if r.operation in ("list", "get") for g in r.grants]
    narrowed = any(g.where is not None for g in reads)
    readers = list(
        dict.fromkeys(
            g.role
            for g in reads
            if g.is_caller
            and g.rows is None
            and g.where is None
            and g.via is None
            and g.role not in writers
            and g.role != "owner"
        )
    )
    if readers and not narrowed:
        states = listing(_unfinished(field), "or")
        does, change = ("Do", "change") if len(readers) > 1 else ("Does", "changes")
        yield OpenQuestion(
            f"question.{snake(entity.name)}.unfinished",
            f"{entity.path}.access",
            f"{does} {listing(readers)}, who {change} no {title(entity.name)}, reach what is {states} as well?",
            f"yes: all {entity.many_title}, whatever their {title(field.name)}, as its access says",
            f"the rows that {listing(readers)} {'reach' if len(readers) > 1 else 'reaches'}, by a condition ({field.name} = …) in `access`",
            (field.path, *dict.fromkeys(g.path for g in reads if g.role in readers)),
        )


def _unfinished(field: Field) -> list[str]:
    return [v for v in field.type.values if v in _UNFINISHED]


def _crossed(entity: DomainEntity, domain: Domain) -> Iterator[OpenQuestion]:
    """Two relations of a row that could lead to two rows of one kind."""
    for crossing in crossings(entity, domain):
        near, far, one = title(crossing.near.name), title(crossing.far.name), title(entity.name)
        yield OpenQuestion(
            f"question.{snake(entity.name)}.{snake(crossing.far.name)}.within",
            crossing.far.path,
            f"May {far} of {article(one)} be of another {title(crossing.through.name)} than its {near}?",
            f"no: {article(one)} whose {far} lies elsewhere answers 422; no key of the schema holds it",
            f"what making {article(one)} refuses, and whether it keeps {near} beside {far} at all",
            (crossing.near.path, crossing.far.path),
        )
