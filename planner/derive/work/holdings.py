"""Steps that give a stretch of time or numbers to one row alone: who makes the row, who is refused, what frees it."""

from __future__ import annotations

from collections.abc import Iterator

from planner.derive.work.drafts import Draft, critical, effort
from planner.derive.work.features import actions_of, endpoints_of
from planner.derive.work.foundation import migration_of
from planner.derive.work.layout import Layout, fill
from planner.derive.work.takings import is_lived_with, race_step
from planner.model.design import Design, Exclusion
from planner.model.domain import Domain, Holding
from planner.model.work import Criterion, Need, Verification
from planner.naming import article, listing, plural_title, snake, title
from planner.phrases import verb


def holding_steps(design: Design, domain: Domain, layout: Layout) -> Iterator[Draft]:
    """A step for each rule that gives a stretch to one row alone; where the race is lived with, if a row must be made."""
    stretches = {r.path: r.exclusive for r in design.rules if r.exclusive is not None}
    for holding in domain.holdings:
        if holding.whole or not is_lived_with(holding.rule, design):
            yield _step(holding, stretches[holding.path], design, layout)


def _step(holding: Holding, stretch: Exclusion, design: Design, layout: Layout) -> Draft:
    race, maker = f"{snake(holding.rule)}_race", holding.whole or holding.entity
    needs = [
        Need(migration_of(holding.entity), f"{holding.rule} stands on its table"),
        Need(endpoints_of(maker), f"making {article(title(maker))} takes the stretch"),
    ]
    if holding.freed_by:
        needs.append(Need(actions_of(maker), "they set it free again"))
    return Draft(
        id=race_step(holding.rule, design),
        title=f"Let no two {plural_title(holding.entity)}{_of(stretch)} overlap",
        kind="rule",
        phase="surroundings",
        lane="data",
        says=_says(holding),
        effort=effort(5),
        because=(holding.path,),
        needs=tuple(needs),
        create=(fill(layout.service, snake(holding.rule)), fill(layout.test, race)),
        acceptance=tuple(_criteria(holding, stretch)),
        verify=(Verification(fill(layout.test_one, race), layout.passes),),
    )


def _of(stretch: Exclusion) -> str:
    """What has one row at a time: ` of a room`."""
    return f" of {article(title(stretch.on[0]))}" if stretch.on else ""


def _says(holding: Holding) -> str:
    one, ends = title(holding.entity), listing([verb(a) for a in holding.freed_by], "and")
    if holding.whole:
        whole = title(holding.whole)
        freed = f" To {ends} {article(whole)} deletes it in the transaction that moves the state." if ends else ""
        return (
            f"The transaction that makes {article(whole)} makes its {one}; where the schema refuses that, the answer is "
            f"409 rule_broken and nothing is made.{freed}"
        )
    states = listing(list(holding.freed), "or")
    freed = f" One that is {states} takes no part: its stretch is free at once." if states else ""
    return f"The schema refuses {article(one)} that overlaps another, which answers 409 rule_broken.{freed}"


def _criteria(holding: Holding, stretch: Exclusion) -> Iterator[Criterion]:
    maker, one = title(holding.whole or holding.entity), title(holding.entity)
    yield critical(
        f"Fifty callers who make {article(maker)} for the same stretch{_of(stretch)} at once: "
        "one gets it, forty-nine get 409 and left nothing behind."
    )
    yield critical(f"Where one {one} ends another may begin: {title(stretch.end)} itself is not part of the stretch.")
    if holding.whole:
        yield critical(f"No {maker} is made without its {one}.")
    if holding.whole and holding.freed_by:
        by = listing([verb(a) for a in holding.freed_by], "or")
        yield critical(f"After {by} no {one} is left, and the same stretch can be given again at once.")
    elif holding.freed:
        yield critical(f"Once {article(one)} is {listing(list(holding.freed), 'or')}, its stretch can be given again.")
