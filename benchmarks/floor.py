"""`python floor.py DESIGN SIZES FOLDER`: the least any planner in this language pays.

libyaml reads the design event by event, then as many files of as many bytes as the bundle has are written.
"""

from __future__ import annotations

import sys
from pathlib import Path

from yaml.cyaml import CParser


def main() -> None:
    """Parses, then writes."""
    design, sizes, folder = map(Path, sys.argv[1:4])
    with design.open("rb") as source:
        parser = CParser(source)
        while parser.check_event():
            parser.get_event()
    for number, size in enumerate(sizes.read_text().split()):
        (folder / str(number)).write_bytes(b"x" * int(size))


if __name__ == "__main__":
    main()
