"""Steps around the resources: integrations, messages, jobs, feeds, rules that no constraint holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from planner.derive.infer.written import writes_away
from planner.derive.work.drafts import Draft, critical, effort, expected
from planner.derive.work.features import actions_of, endpoints_of
from planner.derive.work.foundation import DATABASE, POLICY, PROJECT, migration_of
from planner.derive.work.integrations import OUTBOX, client_of, integration_steps
from planner.derive.work.layout import Layout, fill
from planner.derive.work.reading import Readers
from planner.derive.work.rules import rule_steps
from planner.model.api import Api, Message, Operation, OperationKind
from planner.model.database import Enforcement
from planner.model.decisions import DialectName, Settings
from planner.model.design import Design, Job
from planner.model.domain import Domain, DomainEntity
from planner.model.entities import OnDelete
from planner.model.work import Criterion, Need, Verification
from planner.naming import article, count_phrase, listing, snake, title
from planner.phrases import since, span, when
from planner.rules.facts.lives import going_along


def surroundings(
    design: Design,
    domain: Domain,
    settings: Settings,
    api: Api,
    enforcements: tuple[Enforcement, ...],
    readers: Readers,
    layout: Layout,
) -> list[Draft]:
    """Everything that talks to the outside or runs behind the requests."""
    drafts: list[Draft] = []
    for integration in design.integrations:
        drafts += integration_steps(integration, design, domain, api, layout)
    published = [m for m in api.messages if m.direction == "publish"]
    sure = [m for m in published if m.delivery != "at_most_once"]
    if sure:
        drafts.append(_outbox(sure, layout))
    if len(sure) < len(published):
        drafts.append(_sent_once([m for m in published if m.delivery == "at_most_once"], layout))
    emitters = _emitters(api)
    drafts += [_job(job, design, domain, settings, emitters, readers, layout) for job in design.jobs]
    drafts += [
        _retention(name, design, domain, settings, layout)
        for name, entity in domain.entities.items()
        if entity.retention and not any(j.ends(name) for j in design.jobs)
    ]
    if api.feeds:
        drafts.append(_feeds(api, bool(sure), layout))
    drafts += [_accepted(o, api, layout) for o in api.operations if o.kind is OperationKind.JOB]
    drafts += rule_steps(enforcements, design, domain, api, layout)
    return drafts


def _outbox(published: list[Message], layout: Layout) -> Draft:
    return Draft(
        id=OUTBOX,
        title="Publish events through the outbox",
        kind="outbox",
        phase="surroundings",
        lane="messages",
        says=f"{count_phrase(len(published), 'event')} ({', '.join(m.event for m in published)}) written in the "
        f"transaction that causes {'it' if len(published) == 1 else 'them'}, relayed afterwards.",
        effort=effort(8),
        because=tuple(p for m in published for p in m.because),
        needs=(Need(DATABASE, "the outbox is a table"), Need(PROJECT, "the relay is a process of the project")),
        create=(fill(layout.job, "outbox"), fill(layout.test, "outbox")),
        makes=tuple(m.id for m in published),
        acceptance=(
            critical("Killed between commit and publish, the relay publishes after its restart."),
            expected("A payload carries the declared members and nothing else."),
        ),
        verify=(Verification(fill(layout.test_one, "outbox"), layout.passes),),
    )


def _sent_once(lossy: list[Message], layout: Layout) -> Draft:
    return Draft(
        id="step.publish",
        title="Publish events that may be lost",
        kind="outbox",
        phase="surroundings",
        lane="messages",
        says=f"{count_phrase(len(lossy), 'event')} ({', '.join(m.event for m in lossy)}) sent once, after the commit; no row is kept.",
        effort=effort(4),
        because=tuple(p for m in lossy for p in m.because),
        needs=(Need(PROJECT, "the sender is part of the project"),),
        create=(fill(layout.service, "publishing"), fill(layout.test, "publishing")),
        makes=tuple(m.id for m in lossy),
        acceptance=(
            critical("A transaction that is rolled back publishes nothing."),
            critical("With the receiver gone a request is answered as fast as before, and what was lost is a figure."),
        ),
        verify=(Verification(fill(layout.test_one, "publishing"), layout.passes),),
    )


def _emitters(api: Api) -> dict[str, list[tuple[str, str]]]:
    """Event -> the steps whose operations emit it, with the operation's name."""
    found: dict[str, list[tuple[str, str]]] = {}
    for operation in api.operations:
        for event in operation.emits:
            if operation.entity is not None and operation.kind is OperationKind.ACTION:
                found.setdefault(event, []).append((actions_of(operation.entity), operation.action or operation.name))
            elif operation.entity is not None and operation.kind is not OperationKind.WEBHOOK:
                found.setdefault(event, []).append((endpoints_of(operation.entity), operation.name))
    return found


def _job(
    job: Job,
    design: Design,
    domain: Domain,
    settings: Settings,
    emitters: dict[str, list[tuple[str, str]]],
    readers: Readers,
    layout: Layout,
) -> Draft:
    needs = {DATABASE: Need(DATABASE, "runs, attempts and leases are stored")}
    consumed = {e.name for e in design.events if e.from_service}
    for event in job.on:
        if event not in consumed:
            needs.setdefault(OUTBOX, Need(OUTBOX, f"{event} reaches it through the outbox"))
        for step, name in emitters.get(event, []):
            needs.setdefault(step, Need(step, f"{name} emits {event}"))
    for integration in job.uses:
        needs.setdefault(client_of(integration), Need(client_of(integration), f"it calls {integration}"))
    ended = [e for e in domain.entities.values() if e.retention is not None and job.ends(e.name)]
    for entity in ended:
        needs.setdefault(migration_of(entity.name), Need(migration_of(entity.name), f"it ends rows of {entity.name}"))
    for need in readers.of_job(job):
        needs.setdefault(need.step, need)
    trigger = f"on {listing(list(job.on), 'or')}" if job.on else when(job.schedule or "")
    return Draft(
        id=f"step.job.{snake(job.name)}",
        title=f"Run {job.name} {trigger}",
        kind="job",
        phase="surroundings",
        lane="messages",
        says=job.does or job.says or f"Runs {trigger}.",
        effort=effort(5),
        because=(job.path, *(e.retention.path for e in ended if e.retention is not None)),
        needs=tuple(needs.values()),
        create=(fill(layout.job, job.name), fill(layout.test, job.name)),
        acceptance=(
            critical("The same trigger twice has its effect once."),
            expected(
                f"After {job.retries if job.retries is not None else 5} failed attempts it waits where somebody looks."
            ),
            *(
                (
                    critical(
                        "What a past run wrote can be read by who needs it, and a second run for the same time does not double it."
                    ),
                )
                if writes_away(job)
                else ()
            ),
            *(criterion for e in ended for criterion in _aged_out(e, design, domain, settings)),
        ),
        verify=(Verification(fill(layout.test_one, job.name), layout.passes),),
    )


def _retention(name: str, design: Design, domain: Domain, settings: Settings, layout: Layout) -> Draft:
    entity = domain.entities[name]
    kept = _kept(entity)
    module = f"purge_{snake(name)}"
    return Draft(
        id=f"step.{snake(name)}.retention",
        title=f"Purge {entity.many_title} {kept}",
        kind="retention",
        phase="surroundings",
        lane="data",
        says=f"{kept[:1].upper()}{kept[1:]}, {entity.many_title} are {_ended(entity)} in batches.",
        effort=effort(4),
        because=(entity.retention.path if entity.retention else entity.path,),
        needs=(Need(migration_of(name), f"it ends rows of {name}"), *_first(entity, domain)),
        create=(fill(layout.job, module), fill(layout.test, module)),
        acceptance=_aged_out(entity, design, domain, settings),
        verify=(Verification(fill(layout.test_one, module), layout.passes),),
    )


def _ended(entity: DomainEntity) -> str:
    """Rows about people may stay where they say no more who it was, and where they may be changed at all."""
    about_people = any(f.pii for f in entity.fields) and not entity.added_only
    return "deleted or made anonymous" if about_people else "deleted"


def _aged_out(entity: DomainEntity, design: Design, domain: Domain, settings: Settings) -> tuple[Criterion, ...]:
    """How it is seen that rows go when their time has come, and not before, unless something else takes them along."""
    older = f"{title(entity.name)} kept longer than {_kept(entity, 'it was', 'its')}"
    above = [domain.entities[t] for r in entity.references for t in r.targets if t in domain.entities]
    whole = [title(w.name) for w in above if entity in going_along(w, domain, design.jobs)]
    early = (
        f" but with its {listing(list(dict.fromkeys(whole)), 'or')}, whose time is the one that holds" if whole else ""
    )
    return (
        critical(f"With the clock moved on, no {older} is left, and none younger is gone{early}."),
        *_never_began(entity),
        *_held_by_others(entity, domain),
        *_alone_deletes(entity, settings.dialect),
    )


def _never_began(entity: DomainEntity) -> tuple[Criterion, ...]:
    """Who never signed in has no last login to count from."""
    if entity.retention is None or entity.retention.after != "last login":
        return ()
    return (critical(f"For {article(title(entity.name))} that never signed in the time runs from created_at."),)


def _outstays(other: DomainEntity, entity: DomainEntity) -> bool:
    """Whether rows that refer to these may be there once these should go: made later, they are kept as long or longer."""
    if other is entity or other.retention is None or entity.retention is None:
        return True
    is_part = other.parent is not None and entity.name in other.parent.targets
    return not is_part and other.retention.days >= entity.retention.days


def _held_by_others(entity: DomainEntity, domain: Domain) -> tuple[Criterion, ...]:
    """Rows that a key keeps while others refer to them, where these stay longer or for ever."""
    names = [
        other.many_title
        for other in domain.entities.values()
        if _outstays(other, entity)
        and any(entity.name in r.targets and r.on_delete == OnDelete.RESTRICT for r in other.references)
    ]
    if not names:
        return ()
    one = article(title(entity.name)).capitalize()
    said = f"{one} that {listing(names, 'or')} still refer to stays until these go, and stops no batch."
    return (critical(said),)


def _first(entity: DomainEntity, domain: Domain) -> Iterator[Need]:
    """The purges of rows that hold these: their keys refuse that what they refer to goes before them."""
    for other in domain.entities.values():
        holds = any(entity.name in r.targets and r.on_delete == OnDelete.RESTRICT for r in other.references)
        if holds and other.name != entity.name and other.retention is not None:
            step = f"step.{snake(other.name)}.retention"
            yield Need(step, f"{other.many_title} refer to {entity.many_title} and go first")


def _kept(entity: DomainEntity, one: str = "they were", many: str = "their") -> str:
    """`3 years after their last login`."""
    if entity.retention is None:
        return ""
    after = since(entity.retention.after, one, many)
    return f"{span(entity.retention.text.partition(' ')[0])} after {after}"


_PURGING: Final = {"postgresql": "SET LOCAL app.purge = 'on'", "sqlite": ""}


def _alone_deletes(entity: DomainEntity, dialect: DialectName) -> tuple[Criterion, ...]:
    """Where the schema refuses every delete, the purge says in its transaction that it is one."""
    if not entity.added_only:
        return ()
    said = _PURGING.get(dialect, "SET @app_purge = 'on'")
    without = f"A DELETE without {said} before it" if said else "A DELETE before its time"
    return (critical(f"{without} is refused, and so is every UPDATE."),)


def _feeds(api: Api, has_outbox: bool, layout: Layout) -> Draft:
    needs = [Need(POLICY, "a listener sees only rows it may read")]
    if has_outbox:
        needs.append(Need(OUTBOX, "changes are told after they are committed"))
    needs += [
        Need(migration_of(e), f"the feed tells changes of {e}") for e in dict.fromkeys(f.entity for f in api.feeds)
    ]
    return Draft(
        id="step.feeds",
        title="Push changes to listeners",
        kind="feed",
        phase="surroundings",
        lane="messages",
        says=f"{count_phrase(len(api.feeds), 'channel')}: {', '.join(f.name for f in api.feeds)}.",
        effort=effort(8),
        because=tuple(p for f in api.feeds for p in f.because),
        needs=tuple(needs),
        create=(fill(layout.module, "feeds"), fill(layout.test, "feeds")),
        makes=tuple(f.id for f in api.feeds),
        acceptance=(
            critical("A listener whose right ends hears nothing more."),
            expected("A listener that reconnects with its last id misses nothing."),
        ),
        verify=(Verification(fill(layout.test_one, "feeds"), layout.passes),),
    )


def _accepted(operation: Operation, api: Api, layout: Layout) -> Draft:
    """Where callers look after an answer 202."""
    slow = [o for o in api.operations if o.uses and o.kind is OperationKind.ACTION and o.entity is not None]
    needs = {DATABASE: Need(DATABASE, "what was accepted is stored"), POLICY: Need(POLICY, "only its caller sees it")}
    for starter in slow:
        step = actions_of(starter.entity or "")
        needs.setdefault(step, Need(step, f"{starter.name} answers 202"))
    return Draft(
        id="step.accepted_work",
        title="Show accepted work until it is done",
        kind="accepted_work",
        phase="surroundings",
        lane="api",
        says=f"{operation.method} {operation.path} tells how {', '.join(o.name for o in slow)} stands, and where to go on.",
        effort=effort(3),
        because=operation.because,
        needs=tuple(needs.values()),
        makes=(operation.id,),
        create=(fill(layout.module, "accepted_work"), fill(layout.test, "accepted_work")),
        acceptance=(
            critical("Work that fails for good is shown as failed, with a reason that names no internals."),
            critical("Somebody else's work answers 404."),
        ),
        verify=(Verification(fill(layout.test_one, "accepted_work"), layout.passes),),
    )
