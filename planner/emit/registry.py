"""Every output, one line each: what it is called, which module prints it, when a design calls for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module

from msgspec import Struct

from planner.diagnostics import Diagnostic
from planner.emit.base import Artifact, Sink
from planner.emit.options import EmitOptions
from planner.model.plan import Plan


class Output(Struct, frozen=True):
    """One line of the registry. The module has `emit(plan, options) -> Iterable[Artifact | Diagnostic]`."""

    name: str
    module: str
    wants: Callable[[Plan], bool]


def _always(_plan: Plan) -> bool:
    return True


def _style(style: str) -> Callable[[Plan], bool]:
    return lambda plan: plan.settings.api_style == style


def _has_messages(plan: Plan) -> bool:
    return bool(plan.api.messages or (plan.api.feeds and plan.settings.api_style == "rest"))


def _has_records(plan: Plan) -> bool:
    return any(d.contested for d in plan.decisions)


# plan.json first: it needs the most beside the plan, and later ones keep words in mind
OUTPUTS = (
    Output("plan", "planner.emit.plan", _always),
    Output("openapi", "planner.emit.openapi", _style("rest")),
    Output("graphql", "planner.emit.graphql", _style("graphql")),
    Output("proto", "planner.emit.proto", _style("grpc")),
    Output("asyncapi", "planner.emit.asyncapi", _has_messages),
    Output("sql", "planner.emit.migrations", _always),
    Output("build-order", "planner.emit.build_order", _always),
    Output("risks", "planner.emit.risks", _always),
    Output("decisions", "planner.emit.decisions", _has_records),
    Output("diagrams", "planner.emit.diagrams", _always),
    Output("conventions", "planner.emit.conventions", _always),
    Output("document", "planner.emit.document", _always),
)
NAMES = tuple(o.name for o in OUTPUTS)


def bundle(
    plan: Plan, options: EmitOptions, tick: Callable[[str], None] | None = None
) -> Iterator[Artifact | Diagnostic]:
    """The artifacts of a plan, in the order of the registry, and what a target does another way.

    Each is made when it is asked for, so that nobody need hold them all.
    """
    for output in OUTPUTS:
        if (options.only and output.name not in options.only) or not output.wants(plan):
            continue
        for made in import_module(output.module).emit(plan, options):
            if tick:
                tick(f"emit {output.name}")
            yield made if tick is None or isinstance(made, Diagnostic) else _timed(made, f"emit {output.name}", tick)
            del made  # nobody holds it while the next one is made
            if tick:
                tick("write")


def _timed(artifact: Artifact, stage: str, tick: Callable[[str], None]) -> Artifact:
    """The same; what it takes to make a piece is told from what it takes to write it."""

    def give(sink: Sink) -> None:
        def taken(piece: bytes) -> None:
            tick(stage)
            sink(piece)
            tick("write")

        artifact.give(taken)
        tick(stage)

    return Artifact(artifact.path, give, artifact.owner)
