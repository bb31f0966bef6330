"""`python benchmarks/generate.py N [--language design|dbml|typespec] [-o FILE]`: writes the synthetic model."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from model import as_dbml, as_design, as_typespec, entities

WRITERS = {"design": as_design, "dbml": as_dbml, "typespec": as_typespec}


def main() -> None:
    """Writes the model to a file or to standard output."""
    line = argparse.ArgumentParser(description=__doc__)
    line.add_argument("count", type=int, metavar="N", help="how many entities")
    line.add_argument("--language", choices=tuple(WRITERS), default="design")
    line.add_argument("-o", "--out", type=Path, metavar="FILE")
    options = line.parse_args()
    text = WRITERS[options.language](entities(options.count))
    if options.out is None:
        sys.stdout.write(text)
        return
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
