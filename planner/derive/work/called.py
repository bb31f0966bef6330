"""Steps of the catalog: one where a condition of the design calls for it, one where an open finding names it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from planner.derive.work.databases import query_command
from planner.derive.work.drafts import Draft, critical, expected, nice
from planner.derive.work.groups import GROUPS
from planner.derive.work.layout import Layout, fill
from planner.model.catalog import Command, RiskItem, StepItem
from planner.model.decisions import Decision, Settings
from planner.model.design import RiskNote
from planner.model.risks import Finding
from planner.model.work import Effort, Need, Verification
from planner.naming import snake
from planner.phrases import brand
from planner.rules import wording
from planner.rules.evaluate import split
from planner.rules.when import Grounds, explain, truth
from planner.rules.world import Element, World

_PLACE: Final = re.compile(
    r"\{(module|service|model|job|test|test_one|test_command|entry|build|start|lint|lint_passes|migrate|audit|audit_passes"
    r"|coverage|coverage_passes|passes|query|ms)(?::([^{}]*))?\}|\{([a-z]+\.[a-z_.]+)\}"
)
_DECIDED: Final = re.compile(r"\{(?:decision\.)?([a-z-]+)\}")
_OPEN: Final = frozenset(("open", "in_progress"))


class Caller:
    """Makes drafts of items: knows the design, what was decided, and where files go."""

    def __init__(
        self,
        world: World,
        decisions: Iterable[Decision],
        settings: Settings,
        layout: Layout,
        risks: Iterable[RiskItem] = (),
    ) -> None:
        self.world = world
        self.lived_with = _lived_with(world.design.risks, risks)
        taken = tuple(decisions)
        self.said = {d.id: (d.id,) if d.source == "planner" else d.because for d in taken}
        self.titles = {d.topic: d.option_title for d in taken} | {"database": brand(settings.dialect)}
        self.settings = settings
        self.layout = layout

    def called_for(self, items: Iterable[StepItem]) -> Iterator[Draft]:
        """A draft for each element at which an item's condition holds; what nobody has said calls for nothing."""
        for item in items:
            if item.when is None:
                continue
            whole, _each = split(item.when)
            if whole is not None and truth(whole, self.world, self.world.whole) is not True:
                continue
            for element in self.world.elements(item.each):
                grounds = explain(item.when, self.world, element)
                if grounds.truth is True and not self._is_lived_with(item, element):
                    yield self._draft(item, element, self._lines(grounds))

    def _is_lived_with(self, item: StepItem, element: Element) -> bool:
        """Whether the team accepts, here or everywhere, the very risk that this step would answer."""
        known = self.lived_with.get(item.id, frozenset()) if item.each != "design" else frozenset()
        return element.id in known or "*" in known

    def mitigating(
        self, items: Iterable[StepItem], findings: Iterable[Finding], present: frozenset[str]
    ) -> Iterator[Draft]:
        """A draft for each step that an open finding names and that is not there yet."""
        by_id = {f"step.{item.id}": item for item in items}
        wanted: dict[str, tuple[StepItem, Element, dict[str, None]]] = {}
        for finding in findings:
            item = by_id.get(finding.step) if finding.status in _OPEN else None
            element = self._element(item, finding) if item is not None else None
            if item is None or element is None:
                continue
            step = step_id(item, element)
            if step not in present:
                wanted.setdefault(step, (item, element, {}))[2].update(dict.fromkeys(finding.because))
        for item, element, because in wanted.values():
            yield self._draft(item, element, tuple(because))

    def _element(self, item: StepItem, finding: Finding) -> Element | None:
        if item.each == "design":
            return self.world.whole
        return next((e for e in self.world.elements(item.each) if e.id == finding.element), None)

    def _lines(self, grounds: Grounds) -> tuple[str, ...]:
        """The lines a condition rests on; for a decision the line that takes it, else the decision itself."""
        decided = (line for by in grounds.by for line in self.said.get(by, ()))
        return tuple(dict.fromkeys((*grounds.because, *decided)))

    def _draft(self, item: StepItem, element: Element, because: tuple[str, ...]) -> Draft:
        best, likely, worst = item.effort
        return Draft(
            id=step_id(item, element),
            title=self._say(item.title, element),
            kind=item.kind,
            phase=item.phase,
            lane=item.lane,
            says=self._say(item.says, element),
            effort=Effort(best, likely, worst),
            because=because,
            needs=tuple(need for text in item.needs for need in self._needs(text, element)),
            before=tuple(need for text in item.before for need in self._needs(text, element)),
            create=tuple(self._place(text, element) for text in item.create),
            modify=tuple(self._place(text, element) for text in item.modify),
            acceptance=(
                *(critical(self._criterion(text, element)) for text in item.critical),
                *(expected(self._criterion(text, element)) for text in item.expected),
                *(nice(self._criterion(text, element)) for text in item.nice_to_have),
            ),
            verify=tuple(
                Verification(self._place(c.command, element), self._place(c.expect, element))
                for c in _for_stack(item.verify, self.layout)
            ),
        )

    def _needs(self, text: str, element: Element) -> Iterator[Need]:
        """`of:endpoints` stands for the steps of that kind of the entities that the element speaks of; groups that the
        whole design has, such as `shared:endpoints`, stand for the steps they come to."""
        step, _, why = text.partition(": ")
        because = wording.fill(why, self.world, element)
        kind = step.removeprefix("of:")
        if step in GROUPS:
            named: Iterable[str] = GROUPS[step](self.world)
        elif kind != step:
            named = [f"step.{snake(entity)}.{kind}" for entity in _entities(element)]
        else:
            named = (step.replace("@", snake(element.name)),)
        yield from (Need(name, because) for name in named)

    def _say(self, text: str, element: Element) -> str:
        """A sentence: it begins with a capital, unless a name of the architect's or a file begins it."""
        is_named = text.startswith("{") or "/" in text.partition(" ")[0]
        begun = text if is_named else text[:1].upper() + text[1:]
        return wording.fill(_DECIDED.sub(self._titled, begun), self.world, element)

    def _titled(self, match: re.Match[str]) -> str:
        """What was decided, as a reader calls it."""
        return self.titles.get(match.group(1), match.group(0))

    def _criterion(self, text: str, element: Element) -> str:
        return f"{self._say(text, element)}."

    def _place(self, text: str, element: Element) -> str:
        """Files and commands: `{module:x}` is where the stack has the routes of x, `@` the element's name.

        `{scale.rto}` is the figure as it is written elsewhere, `{ms:scale.rto}` its milliseconds.
        """

        def put(match: re.Match[str]) -> str:
            role, name = match.group(1), (match.group(2) or "").replace("@", snake(element.name))
            if role is None:
                return wording.fill(match.group(0), self.world, element)
            if role == "query":
                return query_command(self.settings, name)
            if role == "ms":
                return wording.milliseconds(name, self.world, element)
            return fill(getattr(self.layout, role), name)

        return _PLACE.sub(put, text) if "{" in text else text


def _lived_with(notes: Iterable[RiskNote], risks: Iterable[RiskItem]) -> dict[str, frozenset[str]]:
    """Per item the elements whose risk was accepted."""
    found: dict[str, frozenset[str]] = {}
    steps = {r.id: r.step.removeprefix("step.") for r in risks if r.step}
    for note in notes:
        rule, _, element = note.finding.partition("@")
        if note.status in ("accepted", "false_positive") and rule in steps:
            found[steps[rule]] = found.get(steps[rule], frozenset()) | {element}
    return found


def _entities(element: Element) -> tuple[str, ...]:
    return tuple(element.item.on) if element.kind == "rule" else (element.entity,) if element.entity else ()


def step_id(item: StepItem, element: Element) -> str:
    """`step.backup` once, `step.stock_race.last_copy` for each element."""
    if item.each == "design":
        return f"step.{item.id}"
    return f"step.{snake(item.id)}.{element.id.partition('.')[2].replace('-', '_')}"


def _for_stack(commands: tuple[Command, ...], layout: Layout) -> tuple[Command, ...]:
    """Those of the stack, else those of its language, else those of every stack."""
    for stack in (layout.stack, layout.language):
        own = tuple(c for c in commands if stack and c.stack == stack)
        if own:
            return own
    return tuple(c for c in commands if not c.stack)
