"""What the keys of the workbench do: ask for a line, carry the edit out, say how to take it back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from planner.plurals import singular
from planner.read.names import join
from planner.session.commands import Command
from planner.session.entries import slip_in_entry, slip_in_name
from planner.tui.entity_edits import (
    EXAMPLES,
    LISTED,
    Spot,
    added,
    entity_renamed,
    hint_of,
    narrowed_cell,
    new_entity,
    put,
    removed,
    renamed,
    slip_of,
    spoken,
    text_of,
    toggled_row,
)
from planner.tui.forms import FLAGS, LISTS, TRAITS
from planner.tui.prompt import Check
from planner.tui.rows import Piece, Row

if TYPE_CHECKING:
    from planner.tui.workbench import Workbench


class Editor:
    """The edits of one workbench."""

    def __init__(self, bench: Workbench) -> None:
        self.bench = bench

    def enter(self, key: str, cell: str) -> None:
        """Enter, or the second click: a heading adds, a cell is toggled, a row is edited."""
        spot = Spot(self.bench.around, key)
        if spot.adds_to:
            self.add()
        elif cell:
            self.toggle()
        else:
            self.edit()

    def _ask(
        self, label: str, value: str, done: Callable[[str], None], *, check: Check | None = None, hint: str = ""
    ) -> None:
        """Asks for a line, unless nobody could keep it."""
        if self.bench.session.read_only:
            self.bench.planner.tell(f"⊘ read-only: {self.bench.session.read_only}", "warn")
        else:
            self.bench.planner.ask(label, value, done, check=check, hint=hint)

    def edit(self) -> None:
        """The row under the cursor; from the list, to the form."""
        if self.bench.in_list():
            self.bench.to_form()
            return
        spot, caller = self.bench.spot(), self.bench.cell()
        if spot.adds_to or not spot.key:
            self.add()
        elif spot.section == "access":
            self._ask_rows(spot, caller)
        else:
            self._ask(
                spoken(spot.path),
                text_of(self.bench.session, spot),
                partial(self._put, spot),
                check=partial(slip_of, spot),
                hint=hint_of(spot),
            )

    def _put(self, spot: Spot, text: str) -> None:
        self._run(put(self.bench.session, spot, text))

    def _run(self, command: Command | None) -> None:
        if command is not None and self.bench.planner.run_command(command):
            self.bench.planner.tell(f"{command.says} · ^z takes it back", "muted")

    def _ask_rows(self, spot: Spot, caller: str) -> None:
        said = self.bench.session.value(spot.path)
        held = str(said.get(caller, "all")) if isinstance(said, dict) else "all"
        self._ask(
            f"{spoken(spot.path)}: rows {caller} reaches",
            held,
            lambda rows: self._run(narrowed_cell(self.bench.session, spot, caller, rows)),
            hint="all · a condition: status = on_sale · via Membership where level = write",
        )

    def add(self) -> None:
        """One more of what the cursor stands in."""
        if (self.bench.in_list() and (self.bench.entity or not self.bench.names)) or not self.bench.chosen:
            self._ask_entity()
            return
        spot = self.bench.spot()
        if not self.bench.entity:
            self._ask_entry(self.bench.around, self.bench.around[0])
        elif spot.name in LISTS:
            self.edit()
        elif spot.section == "traits" or (len(spot.below) == 1 and not spot.adds_to):
            self._choose_trait()
        elif spot.section == "access":
            self.bench.planner.tell("Space gives a right or takes it; e narrows it to some rows", "muted")
        else:
            self._ask_entry(self.bench.around, spot.section)

    def _ask_entity(self) -> None:
        self._ask(
            "New entity",
            "",
            self._added_entity,
            check=lambda text: slip_in_name(text.strip(), self.bench.names),
            hint=f"e.g. {EXAMPLES['entities']}",
        )

    def _added_entity(self, text: str) -> None:
        name = text.strip()
        if name:
            self._run(new_entity(name))
            self.bench.jump(f"{join('entities', name)}.fields.name")

    def _ask_entry(self, around: tuple[str, ...], section: str) -> None:
        held = self.bench.session.value((*around, section) if len(around) == 2 else around)
        taken = tuple(held) if isinstance(held, dict) else ()
        in_list = len(around) == 1 and section in LISTED
        self._ask(
            f"New {one}" if (one := singular(section)) != section else f"New in {section}",
            "",
            lambda text: self._added_entry(around, section, text),
            check=None if in_list else partial(slip_in_entry, section, taken=taken),
            hint=f"e.g. {EXAMPLES.get(section, 'name: value')}",
        )

    def _added_entry(self, around: tuple[str, ...], section: str, text: str) -> None:
        if not text.strip():
            return
        name = text.partition(":")[0].strip()
        self.bench.wanted = join(section, name) if len(around) == 2 else name
        self._run(added(self.bench.session, around, section, text))

    def _choose_trait(self) -> None:
        found = self.bench.session.value(self.bench.around)
        held = found if isinstance(found, dict) else {}
        rows = [
            Row((Piece(f"{trait:<14}", "strong"), Piece(says, "muted")), trait)
            for trait, says in TRAITS.items()
            if trait not in held
        ]
        self.bench.planner.choose("Traits", rows, self._ask_trait)

    def _ask_trait(self, trait: str) -> None:
        spot = Spot(self.bench.around, trait)
        self.bench.wanted = trait
        if trait in FLAGS:
            self._run(toggled_row(self.bench.session, spot, ""))
            return
        self._ask(spoken(spot.path), "", partial(self._put, spot), hint=TRAITS[trait])

    def delete(self) -> None:
        """The row, or in the list the entity."""
        if self.bench.in_list():
            if self.bench.entity:
                self._run(removed(Spot(("entities",), self.bench.entity.replace(".", "\\."))))
            return
        spot = self.bench.spot()
        if spot.key and not spot.adds_to and self.bench.session.value(spot.path) is not None:
            self._run(removed(spot))

    def rename(self) -> None:
        """The entity, or the member under the cursor, wherever it is named."""
        if self.bench.in_list() or not self.bench.spot().name:
            old = self.bench.entity
            if old:
                self._ask(f"New name for {old}", old, partial(self._renamed_entity, old), check=self._slip_in_rename)
            return
        spot = self.bench.spot()
        if len(spot.below) == 2 or (not self.bench.entity and self.bench.around[0] not in LISTED):
            self._ask(
                f"New name for {spoken(spot.path)}",
                spot.name,
                lambda name: self._run(renamed(self.bench.session, spot, name.strip())),
                check=lambda text: slip_in_name(text.strip(), ()),
            )

    def _slip_in_rename(self, text: str) -> str:
        return slip_in_name(text.strip(), tuple(n for n in self.bench.names if n != self.bench.entity))

    def _renamed_entity(self, old: str, text: str) -> None:
        name = text.strip()
        if name and name != old:
            command = entity_renamed(self.bench.session, old, name)
            self.bench.chosen = name
            self._run(command)

    def toggle(self) -> None:
        """The right, the trait, or whether the member is required."""
        spot, caller = self.bench.spot(), self.bench.cell()
        if spot.key and not spot.adds_to:
            self._run(toggled_row(self.bench.session, spot, caller))
