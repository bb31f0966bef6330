"""Feeds broken texts to the reader: `python tests/fuzz/fuzz_reader.py --inputs N --seed S`.

Random bytes, mutated examples, wrong types at every node, deep nesting and alias bombs. Any exception,
any run over 3 s or a process over 200 MiB is a failure. Of the designs that were accepted a share is
formatted, planned and printed as well: that must not raise either.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import time
import traceback
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from planner.model.tree import Mapping, Node, Sequence
from planner.read.design import Reading, read_design_text
from planner.read.layout import Layout
from planner.read.yaml import parse_yaml

Text = str | bytes

MAX_SECONDS = 3.0
MAX_PLAN_SECONDS = 10.0
MAX_MIB = 200
_HOME = Path(__file__).resolve().parents[2]
_FILES = (*sorted((_HOME / "examples").glob("*.yaml")), _HOME / "tests/cases/kitchen-sink/design.yaml")
EXAMPLES = tuple(path.read_text(encoding="utf-8") for path in _FILES)
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
    head = "planner: 1\nname: T\nentities: {A: {checks: ['"
    for count in (30, 50, 3000):
        for piece in ("(", "not ", "a + (", "sum(", "-"):
            yield head + piece * count + "a" + ")" * (count if "(" in piece else 0) + "']}}\n"
        for sign in ("+", "*", " - ", " and ", " = 1 or ", "."):
            yield head + sign.join(["a"] * count) + "'], fields: {a: int}}}\n"
        yield "planner: 1\nname: T\nentities: {A: {fields: {a: '" + "list(" * count + "int" + ")" * count + "'}}}"
        yield "planner: 1\nname: T\ncontrols: " + "{a: " * min(count, 60) + "1" + "}" * min(count, 60)
    yield from ("[" + "a," * 1_100_000 + "]", "a: 1\n" * 100_000, "x" * (17 << 20), b"\xff" * 1000)


def wrong_types() -> Iterator[tuple[str, int, int, str]]:
    """Each node of each example (the text, from where to where), with each wrong value."""
    for example in EXAMPLES:
        root, _ = parse_yaml(example, "")
        layout = Layout(example)
        for start, end in _spans(root, layout) if root is not None else ():
            for wrong in WRONG:
                yield example, start, end, wrong


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
    fixed = min(count, sum(1 for _ in bombs()))
    yield from islice(bombs(), fixed)
    wrong = list(wrong_types())
    dice.shuffle(wrong)
    share = max(0, count - fixed) // 2
    for example, start, end, value in wrong[:share]:
        yield example[:start] + " " + value + example[end:]
    for _ in range(count - fixed - min(share, len(wrong))):
        yield mutated(dice)


def fuzz(count: int, seed: int, share: float) -> list[str]:
    """Runs the inputs; prints what it took and returns what failed."""
    failures: list[str] = []
    accepted: list[Text] = []
    dice, sure = random.Random(seed), sum(1 for _ in bombs())
    started, worst, number = time.perf_counter(), 0.0, 0
    for number, text in enumerate(inputs(count, seed), 1):
        seconds, reading, trouble = _run(text)
        worst = max(worst, seconds)
        if trouble or seconds > MAX_SECONDS:
            failures.append(f"input {number} ({seconds:.2f} s): {text[:6000]!r}\n{trouble}")
        if reading is not None and reading.design is not None and (number <= sure or dice.random() < share):
            accepted.append(text)
    mib = peak_mib()
    print(f"read: {number} inputs, {time.perf_counter() - started:.1f} s, worst {worst:.3f} s, peak {mib:.0f} MiB")
    if mib > MAX_MIB:
        failures.append(f"{mib:.0f} MiB is too much")
    failures += _planned(accepted)
    print(f"{len(failures)} failures")
    return failures


def peak_mib() -> float:
    """The most this program held. What `getrusage` says begins with the peak of whoever started it, on Linux."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << (20 if sys.platform == "darwin" else 10))


def _planned(texts: list[Text]) -> list[str]:
    """What fails on the way from an accepted design to its bundle."""
    failures: list[str] = []
    started, worst = time.perf_counter(), 0.0
    for text in texts:
        begun = time.process_time()
        trouble = _whole(text)
        seconds = time.process_time() - begun
        worst = max(worst, seconds)
        if trouble or seconds > MAX_PLAN_SECONDS:
            failures.append(f"plan ({seconds:.2f} s): {text!r}\n{trouble}")
    print(f"planned: {len(texts)} accepted designs, {time.perf_counter() - started:.1f} s, worst {worst:.3f} s")
    return failures


def _whole(text: Text) -> str:
    from planner import make_bundle, make_plan
    from planner.read.document import format_design
    from planner.read.order import key_order

    try:
        plan = make_plan(read_design_text(text, "fuzz.yaml")).plan
        if plan is not None:
            make_bundle(plan)
        plain = text if isinstance(text, str) else text.decode("utf-8-sig")
        once, _ = format_design(plain, "fuzz.yaml", key_order)
        if format_design(once, "fuzz.yaml", key_order)[0] != once:
            return "formatting twice is not formatting once"
    except Exception:
        return traceback.format_exc(limit=-4)
    return ""


def _run(text: Text) -> tuple[float, Reading | None, str]:
    started = time.process_time()
    try:
        reading = read_design_text(text, "fuzz.yaml")
    except Exception:
        return time.process_time() - started, None, traceback.format_exc(limit=-4)
    return time.process_time() - started, reading, ""


def main() -> int:
    """Exit 1 if anything failed; what failed is shown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--plan", type=float, default=0.02, help="share of accepted designs that are planned")
    parser.add_argument("--show", type=int, default=5, help="how many failures are shown")
    options = parser.parse_args()
    failures = fuzz(options.inputs, options.seed, options.plan)
    for failure in failures[: options.show]:
        print(failure, file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    raise SystemExit(main())
