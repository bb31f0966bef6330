"""Times `planner plan` on designs of many sizes, beside the floor and beside the peers, in one run.

CPU seconds are of the whole process, its start and its children included: medians of `--rounds`, all contestants
taking turns, each into an empty folder (`again` plans over the bundle that is there). `python benchmarks/run.py --sizes 10,100,1000` ; `--json` for machines; `--no-peers` without Node.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from process import CommandFailed, Cost, cost_of, median

HERE = Path(__file__).parent
AIMS = {10: 12, 100: 15, 1000: 20}  # the pair of peers takes at least so many times our CPU
VERSION_AIM = 4.0
PEAK_AIM_MIB = 150
GROWTH_AIM = 1.3
PEER_TOOLS = ("dbml2sql", "tsp")
WRITES = {"planner": ("bundle",), "dbml2sql": ("dbml.sql",), "tsp": ("tsp",)}


@dataclass(frozen=True)
class Contest:
    """One size: the folder it is measured in, and every contestant's command."""

    size: int
    folder: Path
    commands: dict[str, tuple[str, ...]]


def planner() -> tuple[str, ...]:
    """What a user types: the installed command, else the module."""
    script = Path(sys.executable).parent / "planner"
    return (str(script),) if script.exists() else (sys.executable, "-m", "planner")


def peers_folder() -> Path:
    """Where benchmarks/peers.sh installs."""
    return Path(os.environ.get("PEERS_DIR", HERE.parent / ".peers")).resolve()


def write_model(size: int, language: str, file: Path) -> None:
    """Writes the model from a process of its own: a child's peak memory counts what its parent held at the fork."""
    command = (sys.executable, HERE / "generate.py", str(size), "--language", language, "-o", file)
    subprocess.run(command, check=True)


def compile_package() -> None:
    """What an installer and the first run leave: a checkout would be compiled anew in every run where caches are off."""
    package = subprocess.run(
        (sys.executable, "-c", "import planner; print(planner.__path__[0])"), capture_output=True, text=True, check=True
    ).stdout.strip()
    subprocess.run((sys.executable, "-m", "compileall", "-q", package), check=True)
    subprocess.run((sys.executable, "-m", "planner.cli.pack"), check=True)


def prepare(size: int, folder: Path, with_peers: bool) -> Contest:
    """Writes the model in every language, and plans it once so that the floor knows the bytes."""
    folder.mkdir(parents=True)
    design, out = folder / "design.yaml", folder / "bundle"
    write_model(size, "design", design)
    plan = (*planner(), "plan", str(design), "-o", str(out), "--quiet", "--force")
    cost_of(plan)
    sizes, written = folder / "sizes", folder / "floor"
    sizes.write_text("\n".join(str(f.stat().st_size) for f in sorted(out.rglob("*")) if f.is_file()))
    written.mkdir()
    commands = {
        "planner": plan,
        "again": plan,
        "floor": (sys.executable, str(HERE / "floor.py"), str(design), str(sizes), str(written)),
    }
    return Contest(size, folder, commands | (_peer_commands(size, folder) if with_peers else {}))


def _peer_commands(size: int, folder: Path) -> dict[str, tuple[str, ...]]:
    peers = peers_folder()
    runtime, modules = str(peers / "bin/node"), peers / "node_modules"
    if not (peers / ".done").exists():
        raise SystemExit("the peers are not installed: run benchmarks/peers.sh, or say --no-peers")
    dbml = folder / "model.dbml"
    write_model(size, "dbml", dbml)
    project = peers / f"model-{size}"  # TypeSpec looks its libraries up from the folder of the project
    project.mkdir(exist_ok=True)
    write_model(size, "typespec", project / "main.tsp")
    shutil.copy(peers / "tspconfig.yaml", project)
    return {
        "dbml2sql": (runtime, str(modules / ".bin/dbml2sql"), str(dbml), "--postgres", "-o", str(folder / "dbml.sql")),
        "tsp": (runtime, str(modules / ".bin/tsp"), "compile", str(project), "--output-dir", str(folder / "tsp")),
    }


def measure(contest: Contest, rounds: int) -> dict[str, Cost]:
    """Medians for every contestant, one round after the other so that all meet the same weather."""
    costs: dict[str, list[Cost]] = {name: [] for name in contest.commands}
    for _ in range(rounds):
        for name, command in contest.commands.items():
            empty(contest, name)
            costs[name].append(cost_of(command, contest.folder))
    return {name: median(runs) for name, runs in costs.items()}


def empty(contest: Contest, name: str) -> None:
    """Takes away what the contestant wrote before."""
    for leftover in WRITES.get(name, ()):
        target = contest.folder / leftover
        if target.is_dir():
            shutil.rmtree(target)
        else:
            target.unlink(missing_ok=True)


def stages(contest: Contest) -> dict[str, float]:
    """CPU seconds per stage, as the planner itself says."""
    empty(contest, "planner")
    command = (*contest.commands["planner"], "--timings")
    said = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    rows = (line.rsplit(None, 1) for line in said.splitlines())
    return {row[0]: float(row[1]) for row in rows if len(row) == 2 and row[1].replace(".", "", 1).isdigit()}


def start_up(rounds: int) -> tuple[float, float]:
    """CPU of `planner --version` and of an interpreter that does nothing."""
    version, nothing = (*planner(), "--version"), (sys.executable, "-c", "pass")
    pairs = [(cost_of(version), cost_of(nothing)) for _ in range(max(rounds, 9))]
    return median([p[0] for p in pairs]).cpu, median([p[1] for p in pairs]).cpu


def folder_bytes(folder: Path) -> int:
    """Bytes of all files below a folder."""
    return sum(f.stat().st_size for f in folder.rglob("*") if f.is_file())


def result(contest: Contest, costs: dict[str, Cost]) -> dict[str, object]:
    """One size as data."""
    ours = costs["planner"]
    pair = sum(costs[name].cpu for name in PEER_TOOLS if name in costs)
    return {
        "entities": contest.size,
        "cpu_seconds": {name: round(c.cpu, 4) for name, c in costs.items()},
        "peak_mib": {name: round(c.peak, 1) for name, c in costs.items()},
        "times_the_floor": round(ours.cpu / costs["floor"].cpu, 2),
        "pair_over_ours": round(pair / ours.cpu, 1) if pair else None,
        "input_bytes": (contest.folder / "design.yaml").stat().st_size,
        "bundle_bytes": folder_bytes(contest.folder / "bundle"),
        "stages": stages(contest),
    }


def verdicts(results: list[dict], version: tuple[float, float]) -> Iterator[tuple[str, bool]]:
    """Each aim, and whether this run met it."""
    by_size = {r["entities"]: r for r in results}
    for size, aim in AIMS.items():
        if size in by_size and by_size[size]["pair_over_ours"]:
            ratio = by_size[size]["pair_over_ours"]
            yield f"{size} entities: 1/{ratio} of the peers' CPU (aim 1/{aim})", ratio >= aim
    if 1000 in by_size:
        peak = by_size[1000]["peak_mib"]["planner"]
        yield f"1000 entities: peak {peak} MiB (aim under {PEAK_AIM_MIB})", peak < PEAK_AIM_MIB
    if {100, 10_000} <= by_size.keys():
        each = [by_size[n]["cpu_seconds"]["planner"] / n for n in (100, 10_000)]
        yield (
            f"an entity at 10000 costs {each[1] / each[0]:.2f} of one at 100 (aim {GROWTH_AIM})",
            each[1] <= GROWTH_AIM * each[0],
        )
    ratio = version[0] / version[1]
    yield f"planner --version: {ratio:.1f} times an empty interpreter (aim {VERSION_AIM:.0f})", ratio <= VERSION_AIM


def table(results: list[dict]) -> Iterator[str]:
    """The figures as rows for a terminal."""
    yield f"{'entities':>8} {'':10} {'CPU s':>8} {'of ours':>8} {'peak MiB':>9}"
    for row in results:
        ours = row["cpu_seconds"]["planner"]
        for name, cpu in row["cpu_seconds"].items():
            yield f"{row['entities']:>8} {name:10} {cpu:>8.3f} {cpu / ours:>8.2f} {row['peak_mib'][name]:>9.1f}"
        yield f"{'':8} {row['input_bytes']:,} bytes in, {row['bundle_bytes']:,} bytes out"
        yield f"{'':8} stages: {', '.join(f'{name} {seconds:.3f}' for name, seconds in row['stages'].items())}"


def main() -> int:
    """Measures every size and prints the figures; 1 if `--strict` and an aim was missed."""
    line = argparse.ArgumentParser(description=__doc__)
    line.add_argument("--sizes", default="10,100,1000,10000")
    line.add_argument("--rounds", type=int, default=5)
    line.add_argument("--no-peers", action="store_true")
    line.add_argument("--peers-up-to", type=int, default=1000, metavar="N", help="peers are left out above this size")
    line.add_argument("--json", action="store_true")
    line.add_argument("--strict", action="store_true", help="status 1 when an aim is missed")
    options = line.parse_args()
    compile_package()
    results = []
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        for size in map(int, options.sizes.split(",")):
            with_peers = not options.no_peers and size <= options.peers_up_to
            contest = prepare(size, Path(scratch) / str(size), with_peers)
            results.append(result(contest, measure(contest, options.rounds if size <= 1000 else 1)))
    version = start_up(options.rounds)
    judged = list(verdicts(results, version))
    if options.json:
        print(json.dumps({"results": results, "start_up": version, "aims": judged}, indent=2))
    else:
        print("\n".join(table(results)))
        print("\n".join(f"{'met   ' if met else 'MISSED'} {says}" for says, met in judged))
    return int(options.strict and not all(met for _, met in judged))


if __name__ == "__main__":
    try:
        sys.exit(main())
    except CommandFailed as problem:
        sys.exit(str(problem))
