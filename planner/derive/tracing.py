"""Who answers to a requirement: decisions, steps and files of tests, looked up by what the plan's elements make and cite."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from planner.derive.running import Runners
from planner.model.api import Operation
from planner.model.entities import Action
from planner.model.plan import Plan
from planner.model.requirements import Trace
from planner.naming import snake


class Tracer:
    """Who makes what: looked up once, asked by every requirement."""

    def __init__(self, plan: Plan) -> None:
        self.runners = Runners(plan.design.jobs)
        self.of_entity: dict[str, list[Operation]] = {}
        for operation in plan.api.operations:
            if operation.entity:
                self.of_entity.setdefault(operation.entity, []).append(operation)
        self.tables = {t.entity: t.id for t in plan.database.tables if t.entity and t.kind == "entity"}
        self.makers: dict[str, list[str]] = {}
        self.tests: dict[str, tuple[str, ...]] = {}
        for step in plan.work.steps:
            for made in step.makes:
                self.makers.setdefault(made, []).append(step.id)
            self.tests[step.id] = tuple(filter(_is_test, (*step.create, *step.modify)))
        self.by_line: dict[str, list[str]] = {}
        self.by_entity: dict[str, list[str]] = {}
        for decision in plan.decisions:
            for path in decision.because:
                self.by_line.setdefault(path, []).append(decision.topic)
                if path.startswith("entities."):
                    self.by_entity.setdefault(path.split(".", 2)[1], []).append(decision.topic)

    def jobs_of(self, entity: str, action: Action) -> Iterator[str]:
        """The steps of the jobs that run an action of the system."""
        if not any(g.role == "system" for g in action.by):
            return
        for job in self.runners.of(entity, action):
            step = f"step.job.{snake(job.name)}"
            if step in self.tests:
                yield step

    def traced(self, trace: Trace) -> Trace:
        """The trace with its decisions, steps and tests."""
        made = (*trace.operations, *trace.tables)
        found = dict.fromkeys((*trace.steps, *(s for element in made for s in self.makers.get(element, ()))))
        steps = sorted(found, key=lambda s: s.endswith(".migration"))
        tests = dict.fromkeys(t for s in steps for t in self.tests.get(s, ()))
        decisions = dict.fromkeys(d for path in trace.because for d in self.by_line.get(path, ()))
        if trace.kind == "access":
            decisions |= dict.fromkeys(self.by_entity.get(trace.entity, ()))
        return replace(trace, decisions=tuple(decisions), steps=tuple(steps), tests=tuple(tests))


def _is_test(file: str) -> bool:
    return "test" in file.lower() or (file.startswith("load/") and file.endswith(".js"))
