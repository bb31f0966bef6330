"""`python -m planner.emit.precompile`: templates/*.md.j2 -> planner/emit/pages.py, so that a plan imports no Jinja.

Templates may print an attribute, loop, and test a bare attribute; more is refused here, so prose stays prose.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from jinja2 import Environment, nodes

from planner.assets import folder

TARGET: Final = Path(__file__).with_name("pages.py")
VIEWS: Final = {
    "build_order": ("planner.emit.build_order", "OrderView"),
    "conventions": ("planner.emit.conventions", "ConventionsView"),
    "decision": ("planner.emit.decisions", "RecordView"),
    "plan": ("planner.emit.document", "PlanView"),
    "risks": ("planner.emit.risks.page", "RisksView"),
}
_HEAD: Final = '''"""The pages of templates/, compiled: `python -m planner.emit.precompile` writes this file, nobody else does."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
'''


class TooClever(ValueError):
    """A template does more than print, loop and test a bare attribute."""


def environment() -> Environment:
    """How templates are read: whole lines of logic leave no trace."""
    return Environment(trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True)


def source(name: str) -> str:
    """The text of a template."""
    return (folder("templates") / f"{name}.md.j2").read_text(encoding="utf-8")


def pages() -> str:
    """The module: one function a template."""
    imports = "".join(f"    from {module} import {view}\n" for module, view in VIEWS.values())
    return _HEAD + imports + "".join(_function(name, view) for name, (_, view) in VIEWS.items())


def _function(name: str, view: str) -> str:
    body = "\n".join(statements(environment().parse(source(name)).body, "    "))
    says = f'    """`templates/{name}.md.j2` over its view."""'
    return (
        f"\n\ndef {name}(view: {view}) -> str:\n{says}\n    out: list[str] = []\n    say = out.append\n"
        f'{body}\n    return "".join(out)\n'
    )


def statements(body: list[nodes.Node], indent: str) -> Iterator[str]:
    """Python for the nodes of a template; TooClever where they hold more than prose needs."""
    for node in body:
        if isinstance(node, nodes.Output):
            yield f"{indent}say({_text(node)})"
        elif isinstance(node, nodes.For) and isinstance(node.target, nodes.Name) and not node.else_ and not node.test:
            yield f"{indent}for {node.target.name} in {_bare(node.iter)}:"
            yield from statements(node.body, indent + "    ")
        elif isinstance(node, nodes.If) and not node.elif_:
            yield f"{indent}if {_bare(node.test)}:"
            yield from statements(node.body, indent + "    ")
            if node.else_:
                yield f"{indent}else:"
                yield from statements(node.else_, indent + "    ")
        else:
            raise TooClever(f"line {node.lineno}: {type(node).__name__}")


def _text(output: nodes.Output) -> str:
    first = output.nodes[0]
    if len(output.nodes) == 1 and isinstance(first, nodes.TemplateData):
        return json.dumps(first.data, ensure_ascii=False)
    return f'f"{"".join(map(_piece, output.nodes))}"'


def _piece(node: nodes.Node) -> str:
    if isinstance(node, nodes.TemplateData):
        return json.dumps(node.data, ensure_ascii=False)[1:-1].replace("{", "{{").replace("}", "}}")
    return f"{{{_bare(node)}}}"


def _bare(node: nodes.Node) -> str:
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr):
        return f"{_bare(node.node)}.{node.attr}"
    raise TooClever(f"line {node.lineno}: {type(node).__name__}")


if __name__ == "__main__":
    TARGET.write_text(pages(), encoding="utf-8")
