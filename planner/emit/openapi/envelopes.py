"""The envelope around answers, where it was decided on: `data` is what was asked for, `meta` what stands beside it."""

from __future__ import annotations

from collections.abc import Sequence

from planner.emit.canonical import Flow, Rows, plain_text, row
from planner.emit.openapi.schemas import reference

_IN_META = "    "


def answer_schema(name: str, one: str) -> Rows:
    """One answer: its data and nothing beside."""
    return Rows(
        (
            "type: object",
            f"description: {plain_text(f'{one} in its envelope.')}",
            "required: [data]",
            "properties:",
            f"  data: {reference('schemas', name)}",
        )
    )


def page_schema(item: str, many: str, members: Sequence[str], required: Sequence[str]) -> Rows:
    """A page: its rows, and how it goes on as `meta`; rows without pages have none."""
    beside = (
        "  meta:",
        f"{_IN_META}type: object",
        f"{_IN_META}description: Where this page stands.",
        f"{_IN_META}{row('required', list(required))}",
        f"{_IN_META}properties:",
        *(f"{_IN_META}{member}" for member in members),
    )
    return Rows(
        (
            "type: object",
            f"description: {plain_text(f'One page of {many}.' if members else f'The {many} of one answer.')}",
            f"required: [data{', meta' if members else ''}]",
            "properties:",
            f"  data: {{type: array, maxItems: 100, items: {reference('schemas', item)}, "
            f"description: {'The rows of this page' if members else 'The rows'}.}}",
            *(beside if members else ()),
        )
    )


def answer_example(line: str) -> Flow:
    """One answer in its envelope."""
    return Flow(f"{{data: {line}}}")


def page_example(line: str, beside: str) -> Flow:
    """A page of one row in its envelope."""
    return Flow(f"{{data: [{line}]{f', meta: {{{beside}}}' if beside else ''}}}")
