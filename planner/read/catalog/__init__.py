"""Catalogs: YAML folders -> items. Whether an item fits the facts is judged in `planner.rules.check`."""

from __future__ import annotations

from planner.read.catalog.folder import Shelf, read_catalog, read_folder

__all__ = ["Shelf", "read_catalog", "read_folder"]
