"""Patterns of libraries: uncompiled until somebody asks, and then as good as any."""

from __future__ import annotations

import re
import subprocess
import sys

from planner.patterns import Deferred, deferred
from tests.interop.tools import ROOT

COMPILED = """
import re
from re import _compiler
compiled, compile_ = [], _compiler.compile
_compiler.compile = lambda source, *rest: compiled.append(source) or compile_(source, *rest)
import planner.read.events
print(len(compiled))
"""


def test_a_deferred_pattern_answers_like_any_other() -> None:
    pattern = Deferred("(?P<year>[0-9]+)-x", re.IGNORECASE)
    assert pattern.fullmatch("2026-X")["year"] == "2026"
    assert pattern.search("nothing") is None
    assert (pattern.pattern, pattern.groups) == ("(?P<year>[0-9]+)-x", 1)


def test_patterns_compile_at_once_again_afterwards() -> None:
    with deferred():
        assert isinstance(re.compile("a"), Deferred)
    assert isinstance(re.compile("a"), re.Pattern)


def test_importing_the_reader_compiles_no_pattern_of_the_yaml_library() -> None:
    done = subprocess.run([sys.executable, "-c", COMPILED], capture_output=True, text=True, check=True, cwd=ROOT)
    assert int(done.stdout) <= 8


def test_the_yaml_library_reads_with_patterns_that_waited() -> None:
    script = (
        'import planner.read.events, yaml\nprint(yaml.safe_load(\'{day: 2026-03-02, share: 1.5, "no": "\\\\x41"}\'))'
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout == "{'day': datetime.date(2026, 3, 2), 'share': 1.5, 'no': 'A'}\n"
