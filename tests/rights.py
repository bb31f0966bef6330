"""Root writes everywhere; to see what anybody else meets, a child gives up the right to pass over file permissions."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

_PASSING_OVER = "-dac_override,-dac_read_search"
_WITHOUT = ("setpriv", f"--bounding-set={_PASSING_OVER}", f"--inh-caps={_PASSING_OVER}")


def bound_by_permissions(locked: Path) -> tuple[str, ...]:
    """The words before a command that make a folder's permissions hold for it; nothing for who is not root."""
    if os.geteuid() != 0:
        return ()
    if shutil.which("setpriv") is None:
        pytest.skip("root writes everywhere, and there is no setpriv")
    if not subprocess.run([*_WITHOUT, "test", "-w", str(locked)], check=False, capture_output=True).returncode:
        pytest.skip("root writes everywhere, and cannot give that up here")
    return _WITHOUT
