"""A short run of the fuzzer in a process of its own, so that its memory can be judged."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def test_three_hundred_inputs() -> None:
    driver = Path(__file__).with_name("fuzz_reader.py")
    done = subprocess.run(
        [sys.executable, str(driver), "--inputs", "300", "--seed", "7"],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "read: 300 inputs" in done.stdout
