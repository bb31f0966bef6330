"""The real code generators: each is run on a document, and what it wrote must import, type-check or parse.

A generator is a row of the table: how it is run, and which checks its output must pass.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import yaml

from tests.interop.tools import HERE, Ran, module, need, run, tool
from tests.servers import sharing

Step = Callable[["Job"], Ran]
SMOKE = HERE / "smoke"
TSCONFIG = {
    "compilerOptions": {
        "target": "ES2022", "module": "ESNext", "moduleResolution": "bundler", "strict": True, "noEmit": True,
        "skipLibCheck": True, "lib": ["ES2022", "DOM", "DOM.Iterable"], "types": [],
    },
    "include": ["./**/*.ts"],
}  # fmt: skip
OPENAPI_GENERATOR_TARGETS = (
    "python-fastapi",
    "typescript-fetch",
    "spring",
    "nodejs-express-server",
    "go-gin-server",
    "rust-axum",
)
SHORT_LIVED_JAVA = {"JAVA_TOOL_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"}
PYDANTIC = ("--output-model-type", "pydantic_v2.BaseModel")


@dataclass(frozen=True)
class Job:
    """One generator on one document: where the document is, and the folder that is written."""

    document: Path
    as_json: Path
    out: Path


@dataclass(frozen=True)
class Generator:
    """How it is run, and what its output must pass."""

    generate: Step
    checks: tuple[Step, ...] = ()
    versions: tuple[str, ...] = ("3.0", "3.1")


def generate(document: Path, name: str, out: Path) -> tuple[str, ...]:
    """Runs one generator and its checks; the first failure is the finding."""
    out.mkdir(parents=True)
    as_json = out.parent / f"{out.name}.json"
    read = yaml.load(document.read_text(encoding="utf-8"), yaml.CSafeLoader)
    as_json.write_text(json.dumps(read, default=str), encoding="utf-8")
    job = Job(document.resolve(), as_json.resolve(), out.resolve())
    generator = GENERATORS[name]
    for step in (generator.generate, *generator.checks):
        ran = step(job)
        if ran.status:
            return (f"{name}: {ran.words}",)
    return ()


def _openapi_generator(target: str) -> Step:
    def step(job: Job) -> Ran:
        document = _without_webhooks(job)
        made = sharing.once(_named_by_content(document), lambda folder: _all_targets(document, folder)) / target
        if not made.is_dir():
            return _java_command("generate", "-i", document, "-g", target, "-o", job.out, cwd=job.out)
        shutil.copytree(made, job.out, dirs_exist_ok=True)
        return Ran(0, "", "")

    return step


def _all_targets(document: Path, folder: Path) -> None:
    """Every target in one process, for it takes longer to start than to generate. If one fails, each is run alone."""
    for target in OPENAPI_GENERATOR_TARGETS:
        wanted = {"generatorName": target, "inputSpec": str(document), "outputDir": str(folder / target)}
        (folder / f"{target}.json").write_text(json.dumps(wanted), encoding="utf-8")
    ran = _java_command("batch", "--threads", "1", *sorted(folder.glob("*.json")), cwd=folder)
    if ran.status:
        for target in OPENAPI_GENERATOR_TARGETS:
            shutil.rmtree(folder / target, ignore_errors=True)


def _java_command(*arguments: str | Path, cwd: Path) -> Ran:
    return run(tool("openapi-generator-cli"), *arguments, cwd=cwd, extra=SHORT_LIVED_JAVA)


def _named_by_content(document: Path) -> str:
    return f"generated-{hashlib.sha256(document.read_bytes()).hexdigest()[:16]}"


def _without_webhooks(job: Job) -> Path:
    """OpenAPI Generator writes the `webhooks` of a 3.1 document without their imports over the class of their tag."""
    said = json.loads(job.as_json.read_text(encoding="utf-8"))
    if "webhooks" not in said:
        return job.document
    del said["webhooks"]
    stripped = job.as_json.with_suffix(".stripped.json")
    stripped.write_text(json.dumps(said), encoding="utf-8")
    return stripped


def _python(script: str, *names: str, path: str = ".", environment: str = "venv", strict: bool = False) -> Step:
    def step(job: Job) -> Ran:
        arguments = (*names, job.as_json) if script != "import_all.py" else names
        warnings = ("-W", "error") if strict else ()
        where = {"PYTHONPATH": str(job.out / path)}
        return run(tool("python", environment), *warnings, SMOKE / script, *arguments, extra=where)

    return step


def _typescript(job: Job) -> Ran:
    (job.out / "tsconfig.json").write_text(json.dumps(TSCONFIG), encoding="utf-8")
    return run(module("tsc"), "-p", job.out)


def _java(job: Job) -> Ran:
    if shutil.which("javac") is None:
        return Ran(0, "generated only: no JDK here", "")
    return run("java", "--add-modules", "jdk.compiler", SMOKE / "ParseOnly.java", job.out, extra=SHORT_LIVED_JAVA)


def _node(job: Job) -> Ran:
    files = [f for f in job.out.rglob("*.js") if "node_modules" not in f.parts]
    ran = [run(need("bin", "node"), "--check", file) for file in files]
    return next((r for r in ran if r.status), Ran(0 if ran else 1, f"{len(ran)} files", ""))


def _go(job: Job) -> Ran:
    return run("gofmt", "-e", "-l", job.out) if shutil.which("gofmt") else Ran(0, "generated only: no gofmt here", "")


GENERATORS: dict[str, Generator] = {
    "python-fastapi": Generator(
        _openapi_generator("python-fastapi"),
        (_python("app_and_models.py", "openapi_server.main", "openapi_server.models", path="src"),),
    ),
    "typescript-fetch": Generator(_openapi_generator("typescript-fetch"), (_typescript,)),
    "spring": Generator(_openapi_generator("spring"), (_java,)),
    # the validator inside the generated server answers 500 to every 3.1 document
    "nodejs-express-server": Generator(_openapi_generator("nodejs-express-server"), (_node,), ("3.0",)),
    "go-gin-server": Generator(_openapi_generator("go-gin-server"), (_go,)),
    "rust-axum": Generator(_openapi_generator("rust-axum")),
    "datamodel-codegen": Generator(
        lambda job: run(
            tool("datamodel-codegen"), "--input", job.document, "--input-file-type", "openapi",
            "--output", job.out / "models.py", *PYDANTIC, "--target-python-version", "3.11",
        ),
        (_python("examples_through_models.py", "models", strict=True),),
    ),
    "fastapi-codegen": Generator(
        lambda job: run(
            tool("fastapi-codegen", "venv-fcg"), "--input", job.document, "--output", job.out / "app", *PYDANTIC
        ),
        (_python("app_and_models.py", "app.main", "app.models", environment="venv-fcg"),),
    ),
    "openapi-python-client": Generator(
        lambda job: run(
            tool("openapi-python-client"), "generate", "--path", job.document, "--output-path", job.out / "client",
            "--meta", "none", "--overwrite", "--fail-on-warning",
        ),
        (_python("import_all.py", "client"),),
    ),
    "openapi-typescript": Generator(
        lambda job: run(module("openapi-typescript"), job.document, "-o", job.out / "api.d.ts"), (_typescript,)
    ),
    "hey-api": Generator(
        lambda job: run(module("openapi-ts"), "-i", job.document, "-o", job.out / "client", cwd=job.out), (_typescript,)
    ),
    "orval": Generator(
        lambda job: run(
            module("orval"), "--input", job.document, "--output", job.out / "api.ts", "--client", "fetch", cwd=job.out
        ),
        (_typescript,),
    ),
}  # fmt: skip


if __name__ == "__main__":
    sharing.open_folder()
    try:
        sys.exit("\n".join(generate(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))))
    finally:
        sharing.close_folder()
