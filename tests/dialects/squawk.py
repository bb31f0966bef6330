"""Where squawk is: beside the interpreter, as its wheel puts it."""

from __future__ import annotations

import sys
from pathlib import Path

SQUAWK = str(Path(sys.executable).parent / "squawk")
