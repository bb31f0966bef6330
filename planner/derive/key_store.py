"""Which table keeps the API keys that the plan brings itself."""

from __future__ import annotations

from typing import Final

from planner.model.database import Table

_KEYS: Final = "api_keys"
_HASH: Final = "key_hash"


def is_key_store(table: Table) -> bool:
    """Whether it is the plan's own table of API keys."""
    return table.kind == "system" and table.name.startswith(_KEYS) and table.column(_HASH) is not None
