"""Feeds broken texts to the readers: `python tests/fuzz/fuzz_reader.py --inputs N --seed S`.

Random bytes, mutated examples, wrong types at every node, nesting and alias bombs. Any exception,
any run over 3 s or a process over 200 MiB is a failure.
"""

from __future__ import annotations

import argparse
import importlib
import random
import resource
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from planner.model.tree import Mapping, Node, Sequence
from planner.read.layout import Layout
from planner.read.yaml import parse_yaml

Text = str | bytes
Reader = Callable[[Text, str], object]

MAX_SECONDS = 3.0
MAX_MIB = 200
EXAMPLES = tuple(
    path.read_text(encoding="utf-8")
    for path in sorted((Path(__file__).resolve().parents[2] / "examples").glob("*.yaml"))
)
WRONG = (
    "0", "-1", "1e999", ".nan", "[]", "{}", "''", "null", "true", "~", '"\\0"', "[[]]", "[{}]", "{a: {b: [c]}}",
    "[1, a, {}]", "{? [a] : b}", "*nowhere", "&a [*a]", "!!python/none x", "99999999999999999999999", "|",
    "{a: a, a: b}",     "unknown", "'%s{{ }}'", '"\\u202e\\n#"', "'" + "x" * 5000 + "'",
    "2026-13-45", "é", "[null]", "{'': 1}", "<<: 1",
)  # fmt: skip
TOKENS = (
    "{", "}", "[", "]", ":", ": ", ",", "- ", "|", ">", "&a ", "*a", "!!str ", "? ", "\t", "\n", "  ", "#", "'", '"',
    "@", "\0", "\ufeff", "\r", "\x85", "\u2028", "(", ")", "=", "<<: *a", "---\n", "...\n", "%YAML 1.1\n", "~",
    "%", "`", "\\", "é",
)  # fmt: skip


def readers() -> dict[str, Reader]:
    """What is fuzzed: the YAML reader, and the design reader where it is there."""
    found: dict[str, Reader] = {"parse_yaml": parse_yaml}
    try:
        module = importlib.import_module("planner.read.design")
    except ImportError:
        return found
    reader = getattr(module, "read_design_text", None)
    return {**found, "read_design_text": reader} if reader is not None else found


def bombs() -> Iterator[Text]:
    """Small texts that want to be large trees, and large ones that want to be refused."""
    yield (
        "a: &a ["
        + "x," * 10
        + "]\n"
        + "".join(f"{chr(98 + i)}: &{chr(98 + i)} [{','.join(['*' + chr(97 + i)] * 10)}]\n" for i in range(15))
    )
    yield (
        "a: &a {"
        + ",".join(f"k{i}: 1" for i in range(1000))
        + "}\n"
        + "".join(f"b{i}: {{<<: *a}}\n" for i in range(2000))
    )
    yield "entities: &e {A: {fields: {x: int}}}\nmixins: *e\nenums: *e\nroles: *e\n"
    for count in (64, 65, 1000, 300_000):
        for piece in ("[", "{a: ", "- ", "? ", "{", "!!map {a: ", "&x ["):
            yield piece * count
    yield "\n".join(" " * n + "a:" for n in range(2000))
    yield from ("[" + "a," * 1_100_000 + "]", "a: 1\n" * 100_000, "x" * (17 << 20), b"\xff" * 1000)


def wrong_types() -> Iterator[str]:
    """Each node of each example, replaced by each wrong value."""
    for example in EXAMPLES:
        root, _ = parse_yaml(example, "")
        layout = Layout(example)
        for start, end in _spans(root, layout) if root is not None else ():
            for wrong in WRONG:
                yield example[:start] + " " + wrong + example[end:]


def _spans(node: Node, layout: Layout) -> Iterator[tuple[int, int]]:
    yield layout.span(node)
    children = [value for _, value in node.entries.values()] if isinstance(node, Mapping) else []
    for child in [*children, *(node.items if isinstance(node, Sequence) else ())]:
        yield from _spans(child, layout)


def mutated(dice: random.Random) -> Text:
    """One random text."""
    text = dice.choice(EXAMPLES)
    kind = dice.randrange(6)
    if kind == 0:
        return dice.randbytes(dice.randrange(400))
    if kind == 1:
        return _bytes_mutated(dice, text.encode())
    lines = text.splitlines(keepends=True)
    for _ in range(dice.randrange(1, 5)):
        at = dice.randrange(len(lines))
        _mutate_line(dice, lines, at, kind)
    return "".join(lines)


def _bytes_mutated(dice: random.Random, data: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(dice.randrange(1, 20)):
        changed[dice.randrange(len(changed))] = dice.randrange(256)
    return bytes(changed[: dice.randrange(len(changed))] if dice.random() < 0.2 else changed)


def _mutate_line(dice: random.Random, lines: list[str], at: int, kind: int) -> None:
    line, cut = lines[at], dice.randrange(len(lines[at]) + 1)
    if kind == 2:
        lines[at] = line[:cut] + dice.choice(TOKENS) + line[cut:]
    elif kind == 3:
        lines[at] = dice.choice(("", line * 2, lines[dice.randrange(len(lines))], "  " + line, line.lstrip()))
    elif kind == 4:
        lines[at] = line[:cut] + line[cut + dice.randrange(1, 6) :]
    else:
        words = line.split(" ")
        words[dice.randrange(len(words))] = dice.choice((*WRONG, *TOKENS, *lines[dice.randrange(len(lines))].split()))
        lines[at] = " ".join(words)


def inputs(count: int, seed: int) -> Iterator[Text]:
    """That many texts: the bombs, a sample of the wrong types, the rest at random."""
    dice = random.Random(seed)
    fixed = list(bombs())
    yield from fixed[:count]
    wrong = list(wrong_types())
    dice.shuffle(wrong)
    share = max(0, count - len(fixed)) // 2
    yield from wrong[:share]
    for _ in range(count - len(fixed) - min(share, len(wrong))):
        yield mutated(dice)


def fuzz(count: int, seed: int) -> list[str]:
    """Runs the inputs; prints what it took and returns what failed."""
    failures: list[str] = []
    for name, reader in readers().items():
        started, worst, number = time.perf_counter(), 0.0, 0
        for number, text in enumerate(inputs(count, seed), 1):
            seconds, trouble = _run(reader, text)
            worst = max(worst, seconds)
            if trouble or seconds > MAX_SECONDS:
                failures.append(f"{name} input {number} ({seconds:.2f} s): {text[:2000]!r}\n{trouble}")
        print(f"{name}: {number} inputs, {time.perf_counter() - started:.1f} s, worst {worst:.3f} s")
    mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << (20 if sys.platform == "darwin" else 10))
    print(f"peak {mib:.0f} MiB, {len(failures)} failures")
    return [*failures, f"{mib:.0f} MiB is too much"] if mib > MAX_MIB else failures


def _run(reader: Reader, text: Text) -> tuple[float, str]:
    started = time.process_time()
    try:
        reader(text, "fuzz.yaml")
    except Exception:
        return time.process_time() - started, traceback.format_exc(limit=-4)
    return time.process_time() - started, ""


def main() -> int:
    """Exit 1 if anything failed; the first five failures are shown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    failures = fuzz(options.inputs, options.seed)
    for failure in failures[:5]:
        print(failure, file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    raise SystemExit(main())
