"""What the keys of the workbench do to a design: for a row of the form, the question to ask and the edit it leads to."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from planner.read.layout import Path, Value
from planner.read.names import split_path
from planner.session.access import narrowed, right, toggled
from planner.session.commands import Command, Drop, Put, Rename, Together, Within
from planner.session.entries import shown, slip_in, split_entry, typed
from planner.session.renaming import renamed_entity, renamed_member
from planner.session.session import Session
from planner.tui.forms import FLAGS, LISTS, TRAITS, Roles

MEMBERS: Final = ("fields", "relations", "actions")
EXAMPLES: Final = {
    "fields": "email: email required unique pii",
    "relations": "customer: belongs_to Customer required",
    "actions": "ship: {by: staff, from: paid, to: shipped}",
    "entities": "OrderItem",
    "roles": "staff: Keeps catalogue and stock.",
    "enums": "OrderStatus: [pending, paid, shipped]",
    "queries": "bestsellers: {returns: [Book], access: public}",
    "events": "order.paid: {of: Order, payload: [id, total]}",
    "jobs": "send_receipt: {on: order.paid, does: Mail the receipt.}",
    "integrations": "payments: {kind: payment, direction: both}",
    "realtime": "orders: {channel: sse, of: Order, to: staff}",
    "services": "billing: {owns: [Invoice]}",
    "mixins": "Tracked: {fields: {note: text}}",
    "rules": "{id: stock, says: Never below zero., check: Stock.on_hand >= 0}",
    "choices": "pagination: {option: cursor, because: The app scrolls.}",
    "context": "currency: EUR",
    "scale": "users: 200k",
    "stack": "database: postgresql",
    "controls": "mfa: true",
    "constraints": "{id: eu-only, kind: hard, says: Personal data stays in the EU.}",
    "requirements": "{id: fast-list, says: A list answers in 200 ms.}",
}
PARTS: Final = (
    "roles",
    "enums",
    "mixins",
    "queries",
    "events",
    "jobs",
    "realtime",
    "integrations",
    "services",
    "rules",
    "requirements",
    "constraints",
    "choices",
    "context",
    "scale",
    "stack",
    "controls",
)
LISTED: Final = ("rules", "requirements", "constraints")
_LONG_FORM: Final = ("actions", "queries", "jobs", "events")


class Spot(Struct, frozen=True):
    """A row of a form: of which part of the design, and what below it."""

    around: Path
    key: str

    @property
    def adds_to(self) -> str:
        """The part that a heading adds to; empty on other rows."""
        return self.key.removeprefix("+") if self.key.startswith("+") else ""

    @property
    def below(self) -> Path:
        """The steps below the element."""
        return tuple(int(s) if s.isdecimal() and self.around[0] in LISTED else s for s in split_path(self.key))

    @property
    def path(self) -> Path:
        """Where it stands in the design."""
        return (*self.around, *self.below)

    @property
    def section(self) -> str:
        """The part of the entity that the row belongs to, or the part of the design."""
        if self.adds_to:
            return self.adds_to
        return str(self.below[0]) if len(self.around) == 2 else str(self.around[0])

    @property
    def name(self) -> str:
        """The last step."""
        return str(self.below[-1]) if self.key and not self.adds_to else ""


def spoken(path: Path) -> str:
    """A path as people say it: `Order.total`."""
    steps = [str(s) for s in path]
    if steps[:1] == ["entities"]:
        steps = steps[1:]
    return ".".join(s for i, s in enumerate(steps) if not (i == 1 and s in MEMBERS))


def roles_in(session: Session) -> Roles:
    """The callers of the design."""
    names = session.entries("roles")
    return Roles(names, {name: _extended(session.value(("roles", name))) for name in names})


def _extended(said: Value) -> tuple[str, ...]:
    above = said.get("extends") if isinstance(said, dict) else None
    return tuple(str(a) for a in above) if isinstance(above, list) else (str(above),) if above else ()


def text_of(session: Session, spot: Spot) -> str:
    """What the row says now, as it is typed."""
    return shown(session.value(spot.path))


def put(session: Session, spot: Spot, text: str) -> Command:
    """The row says this now; nothing removes it."""
    if not text.strip():
        return removed(spot)
    section = spot.section if spot.section in MEMBERS else spot.name
    return placed(session, spot.path, typed(section, text), f"Changed {spoken(spot.path)}")


def placed(session: Session, path: Path, value: Value, says: str) -> Command:
    """A value at a path; a part of an entity that is new takes its usual place among the others."""
    if len(path) < 3 or path[0] != "entities":
        return Put(path, value, says)
    entity = session.value(path[:2])
    part = str(path[2])
    if not isinstance(entity, dict) or part in entity:
        return Put(path, value, says)
    following = _following(part, entity)
    whole: Value = value if len(path) == 3 else {str(path[3]): value}
    return Put(path[:3], whole, says, before=following)


def _following(part: str, entity: dict[str, Value]) -> str | None:
    from planner.read.order import key_order

    order = key_order(("entities", "*")) or ()
    after = order[order.index(part) + 1 :] if part in order else ()
    return next((key for key in after if key in entity), None)


def removed(spot: Spot) -> Command:
    """The row goes."""
    return Drop(spot.path, f"Removed {spoken(spot.path)}")


def added(session: Session, around: Path, section: str, text: str) -> Command:
    """One more entry of a part: `name: what it is`."""
    if section in LISTED and len(around) == 1:
        return Put((*around, session.count(section)), typed("", text), f"Added to {section}")
    name, rest = split_entry(text)
    path: Path = (*around, section, name) if len(around) == 2 else (*around, name)
    value = typed(section if section in MEMBERS else "says" if section == "roles" else "", rest)
    return placed(session, path, value, f"Added {spoken(path)}")


def new_entity(name: str) -> Command:
    """An entity with a name to begin with."""
    fields: dict[str, Value] = {"fields": {"name": "string(1..120) required"}}
    return Put(("entities", name), fields, f"Added {name}")


def renamed(session: Session, spot: Spot, name: str) -> Command:
    """Another name, in every place that speaks of the old one where that is known."""
    if len(spot.around) == 2 and spot.section in ("fields", "relations"):
        home = session.parts.home(spot.path)
        text = session.parts.text(home) if home else session.text
        return renamed_member(text, str(spot.around[1]), spot.section, spot.name, name)
    return Rename(spot.path, name, f"Renamed {spoken(spot.path)} to {name}")


def entity_renamed(session: Session, old: str, new: str) -> Command:
    """An entity's other name, in every file of the design."""
    mine = renamed_entity(session.text, old, new)
    elsewhere = tuple(Within(f, renamed_entity(session.parts.text(f), old, new)) for f in session.parts.files())
    return Together((mine, *elsewhere), mine.says) if elsewhere else mine


def toggled_row(session: Session, spot: Spot, caller: str) -> Command | None:
    """The right given or taken, the trait turned on or off, the field required or not."""
    if spot.section == "access" and caller:
        said = session.value(spot.path)
        word = "Took" if right(said, caller) in ("all", "some") else "Gave"
        says = f"{word} {spot.name} of {spot.around[1]}: {caller}"
        return placed(session, spot.path, toggled(said, caller), says)
    if spot.name in FLAGS and len(spot.below) == 1:
        held = session.value(spot.path)
        return removed(spot) if held else placed(session, spot.path, True, f"Turned {spoken(spot.path)} on")
    if spot.section in ("fields", "relations") and len(spot.below) == 2:
        return _required(session, spot)
    return None


def _required(session: Session, spot: Spot) -> Command | None:
    held = session.value(spot.path)
    if isinstance(held, dict):
        value: Value = (
            {k: v for k, v in held.items() if k != "required"} if held.get("required") else {**held, "required": True}
        )
        return Put(spot.path, value, f"Changed {spoken(spot.path)}")
    words = shown(held)
    from planner.session.flags import with_flag

    return Put(spot.path, with_flag(words, "required"), f"Changed {spoken(spot.path)}")


def narrowed_cell(session: Session, spot: Spot, caller: str, rows: str) -> Command:
    """A caller reaches these rows only."""
    said = narrowed(session.value(spot.path), caller, rows)
    return placed(session, spot.path, said, f"{caller} of {spoken(spot.path)}: {rows or 'all rows'}")


def slip_of(spot: Spot, text: str) -> str:
    """What is wrong with a row while it is typed."""
    return slip_in(spot.section, text) if len(spot.below) == 2 else ""


def hint_of(spot: Spot) -> str:
    """What can be typed there."""
    if spot.section in EXAMPLES and (len(spot.below) > 1 or len(spot.around) == 1):
        example = EXAMPLES[spot.section]
        return f"e.g. {example if spot.section in LISTED else example.partition(': ')[2] or example}"
    return TRAITS.get(spot.name) or LISTS.get(spot.name) or ""
