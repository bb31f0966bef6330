"""Renders a page: a template and its one view. Templates hold prose, views hold every number and order."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from planner.assets import folder

if TYPE_CHECKING:
    from jinja2 import Environment


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, ModuleLoader, StrictUndefined

    compiled = folder("templates") / "compiled"
    loader = ModuleLoader(str(compiled)) if compiled.is_dir() else FileSystemLoader(str(folder("templates")))
    return Environment(
        loader=loader,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )


def render(name: str, view: Struct) -> str:
    """The page `templates/<name>.md.j2` over its view."""
    return _environment().get_template(f"{name}.md.j2").render(view=view)
