"""Steps that take from what a rule bounds: one conditional update per row in one order, given back once, with its race."""

from __future__ import annotations

from collections.abc import Iterator

from planner.derive.running import Runners
from planner.derive.work.drafts import Draft, critical, effort
from planner.derive.work.features import actions_of, endpoints_of
from planner.derive.work.foundation import migration_of
from planner.derive.work.integrations import webhook_of
from planner.derive.work.layout import Layout, fill
from planner.model.database import Database
from planner.model.decisions import Settings
from planner.model.design import Design
from planner.model.domain import Domain, Taking
from planner.model.identifiers import identifiers
from planner.model.work import Criterion, Need, Verification
from planner.naming import article, fit, listing, snake, title

_LIVED_WITH = frozenset(("accepted", "false_positive"))


_SWEPT = {True: "", False: ", and a job does for what stands half an hour unfinished"}


def taking_steps(
    design: Design, domain: Domain, database: Database, settings: Settings, layout: Layout
) -> Iterator[Draft]:
    """A step for each number that something must take from."""
    if not domain.takings:
        return
    printed = _Printed(database, settings)
    for taking in domain.takings:
        yield _step(taking, design, domain, printed, layout)


def race_step(rule: str, design: Design) -> str:
    """It answers the risk of the race, and is called so, unless that risk is lived with: taking remains to be built."""
    return f"step.{'taking' if is_lived_with(rule, design) else 'stock_race'}.{snake(rule)}"


def is_lived_with(rule: str, design: Design) -> bool:
    """Whether the team accepts that callers race for what a rule bounds."""
    ids = (f"stock-race@rule.{rule}", "stock-race@*")
    return any(n.finding in ids and n.status in _LIVED_WITH for n in design.risks)


def _notice(taking: Taking, domain: Domain) -> tuple[str, str] | None:
    """The action by an outside party's notice that goes on where the taker began, and that party."""
    taker = domain.entities[taking.taker]
    begun = taker.begins(taking.action)
    action = next((a for a in taker.actions if begun is not None and a.name == begun.finished_by), None)
    party = next((g.party for g in action.by if g.party), "") if action else ""
    return (action.name, party) if action is not None and party else None


def _step(taking: Taking, design: Design, domain: Domain, printed: _Printed, layout: Layout) -> Draft:
    module, race = snake(taking.rule), f"{snake(taking.rule)}_race"
    by = taking.action or "create"
    step = actions_of(taking.taker) if taking.action else endpoints_of(taking.taker)
    needs = [
        Need(migration_of(taking.entity), f"it takes from {taking.entity}.{taking.field}"),
        Need(step, f"{by} takes"),
        Need(actions_of(taking.taker), "what was taken is given back"),
        Need(endpoints_of(taking.entity), f"{taking.field} is looked at through it"),
    ]
    notice = _notice(taking, domain)
    needs += list(_by_the_clock(taking, domain, Runners(design.jobs)))
    needs += [Need(webhook_of(notice[1]), f"{notice[0]} may come after it was given back")] if notice else []
    return Draft(
        id=race_step(taking.rule, design),
        title=f"Take from {taking.entity}.{taking.field} once, and give it back",
        kind="rule",
        phase="surroundings",
        lane="data",
        says=_says(taking, printed),
        effort=effort(6),
        because=(taking.path,),
        needs=tuple(needs),
        create=(fill(layout.service, module), *_job(taking, layout), fill(layout.test, race)),
        acceptance=(*_criteria(taking, by), *_late(taking, notice)),
        verify=(Verification(fill(layout.test_one, race), layout.passes),),
    )


def _by_the_clock(taking: Taking, domain: Domain, runners: Runners) -> Iterator[Need]:
    """Jobs of the design that run what gives back."""
    for action in domain.entities[taking.taker].actions:
        if action.name in taking.given_back_by and any(g.role == "system" for g in action.by):
            for job in runners.of(taking.taker, action):
                yield Need(f"step.job.{snake(job.name)}", f"{action.name} gives back by the clock")


def _job(taking: Taking, layout: Layout) -> tuple[str, ...]:
    """The job that gives back by the clock, where no action of the design does."""
    return () if taking.expires else (fill(layout.job, f"give_back_{snake(taking.entity)}"),)


class _Printed:
    """Tables and columns as a statement writes them."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._tables = {t.entity: t for t in database.tables if t.entity and t.kind == "entity"}
        self.name = identifiers(settings.dialect)

    def table(self, entity: str) -> str:
        """The table of an entity."""
        return self.name[self._tables[entity].name]

    def key(self, entity: str) -> str:
        """The condition that picks one row of it."""
        return " and ".join(f"{self.name[c]} = :{c}" for c in self._tables[entity].primary_key)

    def column(self, entity: str, field: str) -> str | None:
        """The column of a field."""
        named = next((c.name for c in self._tables[entity].columns if c.field == field), None)
        return self.name[named] if named is not None else None


def _says(taking: Taking, printed: _Printed) -> str:
    column = printed.column(taking.entity, taking.field) or printed.name[fit(snake(taking.field))]
    moved = f"{column} {'+' if taking.grows else '-'} {':n' if taking.amount else '1'}"
    most = printed.column(taking.entity, taking.bound) or taking.bound
    bound = f"{moved} {'<=' if taking.grows else '>='} {most}"
    each = f"for each of its {title(taking.lines)}, in the order of {title(taking.along)}, " if taking.lines else ""
    back = (
        f" {listing(list(taking.given_back_by), 'and').capitalize()} give"
        if len(taking.given_back_by) > 1
        else (f" {taking.given_back_by[0].capitalize()} gives" if taking.given_back_by else " Whatever ends it gives")
    )
    taker = printed.table(taking.taker)
    kept = printed.name[taking.mark]
    counted = f" (n being {title(taking.amount)})" if taking.amount else ""
    mark = f" what {taker}.{kept} says was taken" if taking.marks else " what was taken"
    once = (
        f"UPDATE {taker} SET {kept} = :now WHERE {printed.key(taking.taker)} AND {kept} IS NULL and, where that changed it, "
        if taking.marks
        else ""
    )
    return (
        f"{(taking.action or 'create').capitalize()} of {taking.taker} runs {once}{each}"
        f"UPDATE {printed.table(taking.entity)} SET {column} = {moved} WHERE {printed.key(taking.entity)} AND {bound}{counted}, all in its transaction; "
        f"where no row changes it answers 409 and nothing was taken.{back} back{mark}{_SWEPT[taking.expires]}."
    )


def _late(taking: Taking, notice: tuple[str, str] | None) -> Iterator[Criterion]:
    """What was given back by the clock, and is wanted after all."""
    if notice is None or taking.expires:
        return
    one = article(title(taking.taker))
    yield critical(
        f"{notice[0]} of {one} whose {title(taking.entity)} the job gave back takes it again; where too little is left "
        f"{one} is not moved, and stands in a list with what {notice[1]} has to give back."
    )


def _criteria(taking: Taking, by: str) -> Iterator[Criterion]:
    one = article(title(taking.taker))
    number = f"{taking.entity}.{taking.field}"
    yield critical(
        f"Fifty callers of {by} at once for the last one: one gets it, forty-nine get 409, {number} is right."
    )
    if taking.lines:
        yield critical(
            f"Two callers of {by} who want the same {title(taking.lines)} in another order do not lock each other out."
        )
    if taking.marks:
        yield critical(f"{by} sent twice for the same {title(taking.taker)}, also with two keys at once, takes once.")
    yield critical(
        f"What {one} took is given back once: by {listing([*taking.given_back_by, *([] if taking.expires else ['the job'])], 'or')}, twice at once, "
        f"and not at all where nothing was taken."
    )
