"""Finds templates/ and catalogs/: beside the package in a checkout, inside it in an installed wheel."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path


@lru_cache(maxsize=4)
def folder(name: str) -> Path:
    """The folder of that name."""
    package = Path(__file__).parent
    inside = package / "_data" / name
    return inside if inside.is_dir() else package.parent / name


def precompiled(name: str) -> bytes:
    """A file that `make catalogs` wrote from its YAML; a test keeps it fresh."""
    return (Path(__file__).parent / "precompiled" / name).read_bytes()
