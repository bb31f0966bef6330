"""The lines of the questions that interrupt: what a killed process left, what two people changed."""

from __future__ import annotations

from planner.read.printing import flow_text
from planner.session.journal import Recovery
from planner.session.session import Session
from planner.session.window import value_at
from planner.tui.cells import fitted
from planner.tui.rows import GAP, Piece, Row, line

_MOST = 8


def recovery_rows(recovery: Recovery) -> list[Row]:
    """What was found, and what can be done with it."""
    count = len(recovery.edits)
    rows = [line(f"The last sitting ended before {count} edit{'s were' if count > 1 else ' was'} saved:"), GAP]
    rows += [line(f"  {says or 'an edit'}", "muted") for says in recovery.edits[-_MOST:]]
    rows += [
        GAP,
        Row((Piece("Take them up", "strong"), Piece("   as they were; undo takes them back", "muted")), "recover"),
        Row((Piece("Discard them", "strong"), Piece("   the file stays as it is", "muted")), "discard"),
    ]
    return rows


def conflict_rows(session: Session) -> list[Row]:
    """Both sides of each place, and the choice. Nothing is written before it."""
    conflict = session.conflict
    if conflict is None:
        return []
    rows = [line("Both changed the same places. Nothing is written until you choose."), GAP]
    for path in conflict.paths[:_MOST]:
        if not path:
            rows.append(line("one of the texts is not valid YAML, so they cannot be joined", "warn"))
            continue
        rows.append(line(".".join(map(str, path)), "strong"))
        rows.append(Row((Piece("  here     ", "muted"), Piece(_shown(session.text, path), "added"))))
        rows.append(Row((Piece("  on disk  ", "muted"), Piece(_shown(conflict.theirs, path), "removed"))))
    rows += [
        GAP,
        Row((Piece("Keep mine", "strong"), Piece("     the file is overwritten with the text here", "muted")), "mine"),
        Row((Piece("Take theirs", "strong"), Piece("   the text on disk; undo brings mine back", "muted")), "theirs"),
    ]
    return rows


def _shown(text: str, path: tuple[str | int, ...]) -> str:
    value = value_at(text, path)
    return fitted("(not there)" if value is None else flow_text(value), 58).rstrip()
