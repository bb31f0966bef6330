"""Findings that follow from what this plan holds: rules nothing enforces, rows without bounds, parties that fail."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from planner.model.api import Api, OperationKind
from planner.model.database import Database, Enforcement
from planner.model.design import Design, RiskNote, TypeKind
from planner.model.domain import Domain
from planner.model.risks import Finding
from planner.naming import listing, snake, title


def derive_findings(
    design: Design, domain: Domain, database: Database, api: Api, enforcements: tuple[Enforcement, ...]
) -> tuple[Finding, ...]:
    """Every finding with the team's tracking applied, open ones first."""
    found = [
        *_rules(enforcements),
        *_stock(design, enforcements),
        *_retention(domain),
        *_payments(domain),
        *_integrations(design),
        *_webhooks(api),
        *_concurrent(domain),
        *_floats(domain),
        *_messages(api, database),
        *_personal(domain),
    ]
    notes = {n.finding: n for n in design.risks}
    tracked = [_tracked(f, notes) for f in found]
    return tuple(sorted(tracked, key=lambda f: (_ORDER[f.status], -_WEIGHT[f.severity])))


_ORDER = {
    "open": 0,
    "unknown": 1,
    "in_progress": 2,
    "accepted": 3,
    "mitigated": 4,
    "mitigated_by_design": 5,
    "false_positive": 6,
}
_WEIGHT = {"critical": 5, "high": 4, "elevated": 3, "medium": 2, "low": 1}


def _tracked(finding: Finding, notes: dict[str, RiskNote]) -> Finding:
    note = notes.get(finding.id) or notes.get(f"{finding.rule}@*")
    if note is None or finding.status == "mitigated_by_design":
        return finding
    return replace(
        finding,
        status=note.status,
        note=note.because,
        until=note.until,
        owner=note.owner,
        ticket=note.ticket,
        because=(*finding.because, note.path),
    )


def _rules(enforcements: tuple[Enforcement, ...]) -> Iterator[Finding]:
    for e in enforcements:
        if not e.enforced:
            yield Finding(
                f"unenforced-rule@rule.{e.rule}",
                "unenforced-rule",
                f"rule.{e.rule}",
                f"Nothing in the schema holds {e.rule}",
                e.says,
                "elevated",
                "open",
                f"{e.by} holds it in one transaction",
                "two requests that would break it together: at most one succeeds",
                (e.path,),
                step=e.by,
            )


def _stock(design: Design, enforcements: tuple[Enforcement, ...]) -> Iterator[Finding]:
    """A bound over one entity that another one consumes is raced for."""
    by_rule = {e.rule: e for e in enforcements}
    for rule in design.rules:
        if rule.check is not None and len(rule.on) > 1:
            enforced = by_rule[rule.id]
            yield Finding(
                f"stock-race@rule.{rule.id}",
                "stock-race",
                f"rule.{rule.id}",
                f"{listing(list(rule.on))} are changed by buyers at the same time",
                f"{rule.says} {'The constraint refuses the loser' if enforced.enforced else 'No constraint refuses the loser'}; the update must be conditional and release what is cancelled.",
                "high",
                "open",
                "one conditional UPDATE per row in key order, 409 for the loser, released on cancel",
                "N callers at once for the last one: exactly one succeeds",
                (rule.path,),
            )


def _retention(domain: Domain) -> Iterator[Finding]:
    for entity in domain.entities.values():
        personal = [f for f in entity.fields if f.pii]
        if personal and entity.retention is None:
            yield Finding(
                f"personal-data-without-retention@entity.{snake(entity.name)}",
                "personal-data-without-retention",
                f"entity.{snake(entity.name)}",
                f"{entity.name} keeps {listing([f.name for f in personal])} for ever",
                "Personal data needs an end.",
                "high",
                "open",
                f"give {entity.name} a retention",
                "with the clock moved past the period no row is left",
                tuple(f.path for f in personal),
            )


def _payments(domain: Domain) -> Iterator[Finding]:
    """States that money moves: only the provider's own word may."""
    for entity in domain.entities.values():
        for action in entity.actions:
            if any(g.role.startswith("integration.") for g in action.by) and action.to_state:
                party = next(g.role[12:] for g in action.by if g.role.startswith("integration."))
                yield Finding(
                    f"self-granted-state@op.{snake(entity.name)}.{snake(action.name)}",
                    "self-granted-state",
                    f"op.{snake(entity.name)}.{snake(action.name)}",
                    f"Who {action.name}s is not who says that it was done",
                    f"Only the verified webhook of {party} moves {title(entity.name)} to {action.to_state}.",
                    "critical",
                    "mitigated_by_design",
                    "a signed, replay-safe webhook and no endpoint for users",
                    "the move asked for with a user's credential answers 404",
                    (action.path,),
                    mitigated_by=f"op.webhook.{snake(party)}",
                )


def _integrations(design: Design) -> Iterator[Finding]:
    for i in design.integrations:
        if i.timeout is None:
            yield Finding(
                f"unbounded-wait@integration.{snake(i.name)}",
                "unbounded-wait",
                f"integration.{snake(i.name)}",
                f"No time-out is given for {i.name}",
                f"While {i.provider or i.name} hangs, every request that calls it hangs.",
                "medium",
                "open",
                "give it a time-out; 5s is assumed",
                "against a stub that never answers the request ends in time",
                (i.path,),
                step=f"step.integration.{snake(i.name)}.client",
            )


def _webhooks(api: Api) -> Iterator[Finding]:
    for o in api.operations:
        if o.kind is OperationKind.WEBHOOK:
            yield Finding(
                f"unsigned-webhook@{o.id}",
                "unsigned-webhook",
                o.id,
                f"Anybody could post to {o.path}",
                "Without a signature a notice proves nothing.",
                "critical",
                "mitigated_by_design",
                "HMAC over time stamp and raw body, a window of five minutes, each id once",
                "wrong signature, stale time, repeated id",
                o.because,
                mitigated_by=o.id,
            )


def _concurrent(domain: Domain) -> Iterator[Finding]:
    for entity in domain.entities.values():
        rule = entity.rule("update")
        if rule is not None and len(rule.grants) > 1 and not entity.versioned:
            yield Finding(
                f"lost-update@op.{snake(entity.name)}.update",
                "lost-update",
                f"op.{snake(entity.name)}.update",
                f"Two callers can change one {title(entity.name)} at once",
                "The second write silently undoes the first.",
                "medium",
                "open",
                "make it versioned",
                "a stale If-Match answers 412",
                (rule.path,),
            )


def _floats(domain: Domain) -> Iterator[Finding]:
    for entity in domain.entities.values():
        for field in entity.fields:
            if field.type.kind is TypeKind.FLOAT and any(
                w in field.name.lower() for w in ("price", "amount", "total", "cost", "fee", "balance")
            ):
                yield Finding(
                    f"money-as-float@{entity.name}.{field.name}",
                    "money-as-float",
                    f"table.{field.name}",
                    f"{entity.name}.{field.name} is a float",
                    "Amounts in floats lose cents.",
                    "high",
                    "open",
                    "make it money",
                    "sums of thirds add up",
                    (field.path,),
                )


def _personal(domain: Domain) -> Iterator[Finding]:
    for entity in domain.entities.values():
        personal = [f for f in entity.fields if f.pii]
        if personal and entity.soft_delete:
            yield Finding(
                f"soft-deleted-person@entity.{snake(entity.name)}",
                "soft-deleted-person",
                f"entity.{snake(entity.name)}",
                f"A deleted {title(entity.name)} keeps its personal data",
                "A person may have it erased.",
                "elevated",
                "open",
                "erase the personal columns when the row is deleted",
                "after the window no personal value is left",
                tuple(f.path for f in personal),
            )


def _messages(api: Api, database: Database) -> Iterator[Finding]:
    """At-least-once delivery repeats; a write and a publish can come apart."""
    tables = {t.name: t.id for t in database.tables}
    for m in api.messages:
        if m.direction == "consume" and "inbox_messages" in tables:
            yield Finding(
                f"repeated-message@{m.id}",
                "repeated-message",
                m.id,
                f"{m.event} may arrive twice",
                f"It is delivered {m.delivery.replace('_', ' ')}.",
                "elevated",
                "mitigated_by_design",
                "each message id has its effect once, in the transaction of the effect",
                "the same message twice changes one row once",
                m.because,
                mitigated_by=tables["inbox_messages"],
            )
        elif m.direction == "publish" and "outbox_messages" in tables:
            yield Finding(
                f"lost-event@{m.id}",
                "lost-event",
                m.id,
                f"{m.event} could be lost between the commit and the broker",
                "Writing and publishing are two systems.",
                "elevated",
                "mitigated_by_design",
                "the outbox row is written in the same transaction",
                "killed between commit and publish, the relay publishes after its restart",
                m.because,
                mitigated_by=tables["outbox_messages"],
                step="step.outbox",
            )
