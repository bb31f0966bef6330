"""Thinks about one design as it changes: what is wrong with it, what follows from it, file by file and on demand.

Everything it says is what the commands say: the same reading, the same passes, the same bytes.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from planner.diagnostics import Diagnostic
from planner.diagram.picture import Picture
from planner.emit.base import Artifact
from planner.emit.registry import OUTPUTS, bundle
from planner.interview.trials import Base
from planner.model.plan import Plan
from planner.model.tree import Mapping, Sequence
from planner.read.design import Reading
from planner.read.lock import read_lock, write_lock
from planner.read.source import Source
from planner.rules.library import Library
from planner.session.differing import difference
from planner.session.paging import piece, place_of
from planner.session.reasons import reasons_of
from planner.session.thoughts import (
    AskCards,
    AskContents,
    AskDependents,
    AskDraft,
    AskPage,
    AskPicture,
    AskReasons,
    AskStakes,
    AskStarts,
    AskSvg,
    Contents,
    Counts,
    Deck,
    Dependents,
    DoExport,
    Drafted,
    Drawing,
    Exported,
    Failed,
    FileState,
    Hear,
    Heard,
    Home,
    Listed,
    Look,
    Page,
    Problem,
    Reasons,
    Reply,
    Request,
    Seen,
    Stakes,
    Start,
    Starts,
)
from planner.session.understanding import CONTRACTS, Understanding
from planner.workspace import status_of, write_bundle

_OPEN = ("open", "unknown", "in_progress")
NO_PLAN = Failed("the design has errors: nothing follows from it yet")

NOT_WRITTEN = Failed("the design has errors: nothing was written")


class Brain:
    """One design under thought."""

    def __init__(self, library: Library | None = None) -> None:
        self.library = library or Library()
        self._text = Understanding(self.library)
        self._base: Base | None = None

    @property
    def plan(self) -> Plan | None:
        """The last plan that could be made."""
        return self._text.plan

    @property
    def reading(self) -> Reading | None:
        """What that plan was read from."""
        return self._text.reading if self._text.plan is not None else None

    def answer(self, request: Request) -> Reply:
        """The reply to any request."""
        match request:
            case Hear():
                return self.hear(request.text, Path(request.place))
            case Look():
                return self.seen()
            case AskCards():
                return self.cards(ranked=request.ranked)
            case AskContents():
                return self.contents(request.folder)
            case AskPage():
                return self.page(request)
            case AskReasons():
                return self.reasons(request.path)
            case AskStakes():
                return self.stakes(request.card)
            case AskDependents():
                return self.dependents(request.path)
            case AskStarts():
                return self.starts()
            case AskDraft():
                return self.draft(request.sentence, request.archetype)
            case AskPicture():
                return self.picture(request)
            case AskSvg():
                return self.svg(request)
            case DoExport():
                return self.export(request)

    def look(self, text: str, place: Path) -> Seen:
        """Reads a text and derives its plan; says what is wrong, and what changed since the last one."""
        self.hear(text, place)
        return self.seen()

    def hear(self, text: str, place: Path) -> Heard:
        """Takes a text up; its contract can be asked for before all is judged."""
        self._base = None
        return Heard(self._text.hear(text, place))

    def seen(self) -> Seen:
        """How the text stands that was heard last: what is wrong with it, and what changed since the one before."""
        stand = self._text.stand
        plan = self.plan if stand.is_valid else None
        return Seen(
            tuple(_problem(d) for d in stand.diagnostics),
            _counts(plan) if plan is not None else None,
            stand.changes,
            _homes(stand.source) if stand.source is not None else (),
        )

    def cards(self, *, ranked: bool) -> Deck | Failed:
        """The questions of the last plan."""
        from planner.session.deck import deck_of

        if self.plan is None or self.reading is None:
            return NO_PLAN
        return deck_of(self.reading, self.plan, self.library, ranked=ranked)

    def stakes(self, card: str) -> Stakes | Failed:
        """What the answers of one card would change."""
        from planner.rules.world import world_of
        from planner.session.deck import stakes_of

        if self.plan is None or self.reading is None:
            return NO_PLAN
        if self._base is None:
            self._base = Base(world_of(self.plan), self.library)
        return stakes_of(card, self._base)

    def dependents(self, path: str) -> Dependents | Failed:
        """Answers that rest on a path."""
        from planner.session.deck import dependents_of

        if self.plan is None or self.reading is None:
            return NO_PLAN
        return Dependents(dependents_of(path, self.reading, self.plan, self.library))

    def starts(self) -> Starts:
        """The starting models."""
        return Starts(tuple(Start(a.id, a.title, a.says) for a in self.library.archetypes))

    def draft(self, sentence: str, archetype: str) -> Drafted | Failed:
        """The first design that a sentence leads to."""
        from planner.interview.draft import draft
        from planner.interview.sentence import understand

        understood = understand(sentence, self.library.archetypes, archetype)
        made = draft(sentence, understood)
        if made.problems:
            return Failed(made.problems[0].message)
        return Drafted(made.text, made.archetype, understood.matched, made.added, len(made.assumed))

    def picture(self, asked: AskPicture | AskSvg) -> Picture | Failed:
        """The entities in their places."""
        from planner.diagram.graph import graph_of
        from planner.diagram.layout import lay_out

        if self.plan is None:
            return NO_PLAN
        around = asked.around if asked.hops else ""
        return lay_out(graph_of(self.plan.domain, asked.level, around, asked.hops))

    def svg(self, asked: AskSvg) -> Drawing | Failed:
        """The entities as an SVG file."""
        from planner.diagram.svg import svg

        found = self.picture(asked)
        if isinstance(found, Failed) or self.plan is None:
            return NO_PLAN
        return Drawing(svg(found, asked.around or self.plan.design.name))

    def contents(self, folder: str) -> Contents | Failed:
        """Every file, and how it stands against the folder."""
        if self.plan is None:
            return NO_PLAN
        target = Path(folder)
        status = status_of(target)
        edited, known = {s.path for s in status if s.state == "edited"}, {s.path for s in status}
        files = [self._listed(a, target, edited, known) for a in self.artifacts()]
        coming = {f.path for f in files}
        gone = [Listed(path, "", 0, "gone") for path in sorted(known - coming)]
        return Contents((*files, *gone))

    def _listed(self, artifact: Artifact, folder: Path, edited: set[str], known: set[str]) -> Listed:
        there = _bytes_of(folder / artifact.path)
        state: FileState = "changed"
        if there is None:
            state = "new"
        elif there == artifact.content:
            state = "same"
        elif artifact.path in edited or artifact.path not in known:
            state = "edited"
        return Listed(artifact.path, artifact.owner, len(artifact.content), state)

    def artifacts(self) -> tuple[Artifact, ...]:
        """The whole bundle, as the export writes it."""
        return tuple(a for output in OUTPUTS for a in self._text.printed(output.name))

    def page(self, asked: AskPage) -> Page | Failed:
        """One file of the bundle; only the outputs up to it are printed, and a contract before all is judged."""
        if self._text.shown() is None:
            return NO_PLAN
        for output in self._nearest_first(asked.path):
            for artifact in self._text.printed(output):
                if asked.path in ("", artifact.path):
                    return _page(artifact, asked)
        return Failed(f"there is no {asked.path} in this bundle")

    def _nearest_first(self, path: str) -> list[str]:
        """The output whose files begin like this one is tried first; where none is named, the contract."""
        plan = self._text.shown()
        names = [o.name for o in OUTPUTS if plan is not None and o.wants(plan)]
        if not path:
            return sorted(names, key=lambda n: n not in CONTRACTS)
        return sorted(names, key=lambda n: not path.startswith(_BEGINNINGS.get(n, ("\0",))))

    def reasons(self, path: str) -> Reasons | Failed:
        """Why elements are there."""
        return NO_PLAN if self.plan is None else Reasons(reasons_of(self.plan, path))

    def export(self, request: DoExport) -> Exported | Failed:
        """Writes the bundle, as `planner plan` does: of a design with errors nothing, though an older plan is there."""
        if self.plan is None or not self._text.stand.is_valid:
            return NOT_WRITTEN
        report = write_bundle(Path(request.folder), bundle(self.plan, self._text.options()), mode=request.mode)
        if report.refused:
            problem = report.problems[0]
            return Exported(request.folder, edited=report.conflicts, problem=problem.message)
        if self.plan.settings.api_style == "grpc":
            from planner.emit.proto import field_numbers

            write_lock(self._text.place, field_numbers(self.plan, read_lock(self._text.place)))
        return Exported(
            request.folder, report.written, len(report.unchanged), report.removed, report.adopted, report.conflicts
        )


_BEGINNINGS: Final = {
    "openapi": ("openapi",),
    "graphql": ("schema.graphql",),
    "proto": ("proto",),
    "asyncapi": ("asyncapi",),
    "sql": ("migrations", "seeds"),
    "build-order": ("BUILD_ORDER", "build-order"),
    "risks": ("RISKS", "risks"),
    "decisions": ("decisions",),
    "diagrams": ("diagrams",),
    "document": ("PLAN",),
    "plan": ("plan.json",),
}


def _problem(d: Diagnostic) -> Problem:
    span = d.span
    return Problem(
        d.severity.value, d.code, d.message, d.hint, d.path, span.line if span else 0, span.file if span else ""
    )


def _homes(source: Source) -> tuple[Home, ...]:
    """What stands in included files."""
    return tuple(
        Home(section, name, root.file)
        for root in source.roots[1:]
        if isinstance(root, Mapping)
        for section, (_, value) in root.entries.items()
        for name in (value.entries if isinstance(value, Mapping) else ("",) if isinstance(value, Sequence) else ())
    )


def _counts(plan: Plan) -> Counts:
    return Counts(
        len(plan.domain.entities),
        len(plan.database.tables),
        len(plan.api.operations),
        len(plan.work.steps),
        sum(f.status in _OPEN for f in plan.findings),
        len(plan.questions),
    )


def _bytes_of(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _page(artifact: Artifact, asked: AskPage) -> Page:
    text, diff = _text(artifact.content), None
    before = _bytes_of(Path(asked.folder) / artifact.path) if asked.folder else None
    if before is not None:
        diff = difference(_text(before), text)
    at = place_of(asked.about, text)
    shown, first = (text, 0) if asked.whole else piece(text, at)
    line = text.count("\n", 0, at) if at >= 0 else -1
    return Page(artifact.path, shown, len(artifact.content), first, line, diff)


def _text(content: bytes) -> str:
    return content.decode("utf-8", "replace")
