"""A picture as SVG: the same boxes and lines, in pixels, readable by light and by dark, with titles for those who hear it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from planner.diagram.picture import Box, End, Picture, Route

WIDE: Final = 8
TALL: Final = 18
MARGIN: Final = 16
_STYLE: Final = """
text{font:13px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;fill:#1f2328}
.title{font-weight:600}.field{fill:#57606a}.reference{fill:#0550ae}.key{fill:#7d4e00}
rect{fill:#fff;stroke:#8c959f;rx:4}.head{fill:#f3f4f6}path{fill:none;stroke:#57606a;stroke-width:1.4}circle{fill:#fff;stroke:#57606a;stroke-width:1.4}
@media (prefers-color-scheme:dark){text{fill:#e6edf3}.field{fill:#9198a1}.reference{fill:#79c0ff}.key{fill:#e3b341}
rect{fill:#0d1117;stroke:#484f58}.head{fill:#161b22}path{stroke:#9198a1}circle{fill:#0d1117;stroke:#9198a1}}
""".strip().replace("\n", "")
_ENTITIES: Final = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;", ord('"'): "&quot;"}


def svg(picture: Picture, title: str) -> str:
    """The document."""
    wide, tall = _x(picture.width) + MARGIN, _y(picture.height) + MARGIN
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{tall}" viewBox="0 0 {wide} {tall}" role="img" aria-labelledby="title desc">',
        f'<title id="title">{_text(title)}</title>',
        f'<desc id="desc">{_text(_said(picture))}</desc>',
        f"<style>{_STYLE}</style>",
        *(line for route in picture.routes for line in _route(route)),
        *(line for box in picture.boxes for line in _box(box)),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _said(picture: Picture) -> str:
    names = ", ".join(b.node.name for b in picture.boxes)
    return f"{len(picture.boxes)} entities and {len(picture.routes)} relations: {names}"


def _box(box: Box) -> Iterator[str]:
    x, y, wide, tall = _x(box.x), _y(box.y), (box.width - 1) * WIDE, (box.height - 1) * TALL
    yield f'<g><title>{_text(box.node.path)}</title><rect x="{x}" y="{y}" width="{wide}" height="{tall}"/>'
    if len(box.node.rows) > 1:
        yield f'<rect class="head" x="{x}" y="{y}" width="{wide}" height="{2 * TALL}"/>'
    for number, row in enumerate(box.node.rows):
        line = _y(box.line_of(number)) + 4
        yield f'<text class="{row.kind}" x="{x + 12}" y="{line}">{_text(row.text)}</text>'
    yield "</g>"


def _route(route: Route) -> Iterator[str]:
    """The line from border to border, and what it ends with."""
    points = [(_x(x), _y(y)) for x, y in route.points]
    first, last = _outward(points[0], points[1]), _outward(points[-1], points[-2])
    points = [(points[0][0] - first * WIDE, points[0][1]), *points, (points[-1][0] - last * WIDE, points[-1][1])]
    corners = " L".join(f"{x} {y}" for x, y in points)
    yield f'<g><title>{_text(route.link.path)}</title><path d="M{corners}"/>'
    yield _end(points[0], first, route.link.target_end)
    yield _end(points[-1], last, route.link.holder_end)
    yield "</g>"


def _outward(end: tuple[int, int], beside: tuple[int, int]) -> int:
    """Whether the line leaves to the right of its box (1) or to its left (-1)."""
    return 1 if beside[0] >= end[0] else -1


def _end(point: tuple[int, int], out: int, end: End) -> str:
    x, y = point
    near, far = x + out * 4, x + out * 12
    if end == "one":
        return f'<path d="M{x + out * 8} {y - 6} V{y + 6}"/>'
    if end == "maybe":
        return f'<circle cx="{x + out * 8}" cy="{y}" r="4"/>'
    return f'<path d="M{far} {y} L{x} {y - 6} M{far} {y} L{x} {y + 6} M{near} {y} H{far}"/>'


def _x(cell: int) -> int:
    return MARGIN + cell * WIDE


def _y(line: int) -> int:
    return MARGIN + line * TALL


def _text(text: str) -> str:
    """Text that XML takes, whatever a design calls its things."""
    return "".join(c if c.isprintable() else " " for c in text).translate(_ENTITIES)
