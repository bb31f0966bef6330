"""What is done to a drawn line as a whole: cutting it off, laying the cursor under it."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip


def cut(strip: Strip, width: int) -> Strip:
    """The strip with an ellipsis where it is cut off."""
    style = list(strip)[-1].style
    return Strip.join([strip.crop(0, width - 1), Strip([Segment("…", style)])])


def under(strip: Strip, style: Style, cell: Style) -> Strip:
    """The strip on the cursor's ground, but for the marked cell; a ground that is made by reversing leaves no colours."""
    if style.reverse:
        plain = [Segment(text, style + Style(underline=bool(own and own.underline))) for text, own, _ in strip]
        return Strip(plain, strip.cell_length)
    pieces = [(text, own or Style()) for text, own, _ in strip]
    marked = cell.bgcolor
    return Strip([Segment(t, o if marked and o.bgcolor == marked else o + style) for t, o in pieces], strip.cell_length)
