"""Where things go and which commands check them, per language. Data, and one lookup."""

from __future__ import annotations

from msgspec import Struct

from planner.model.decisions import Settings
from planner.naming import kebab, pascal, snake


class Layout(Struct, frozen=True):
    """Path patterns and commands of one language: `{snake}`, `{kebab}`, `{pascal}` name the module."""

    module: str
    model: str
    test: str
    entry: str
    project: tuple[str, ...]
    test_command: str
    test_one: str
    passes: str
    start: str


LAYOUTS = {
    "python": Layout(
        "app/{snake}/routes.py",
        "app/{snake}/model.py",
        "tests/test_{snake}.py",
        "app/main.py",
        ("pyproject.toml", "app/main.py", "app/config.py", "tests/conftest.py"),
        "pytest -q",
        "pytest -q tests/test_{snake}.py",
        "passed",
        "uvicorn app.main:app --port 8080",
    ),
    "typescript": Layout(
        "src/{kebab}/{kebab}.controller.ts",
        "src/{kebab}/{kebab}.repository.ts",
        "test/{kebab}.test.ts",
        "src/main.ts",
        ("package.json", "tsconfig.json", "src/main.ts", "src/config.ts"),
        "npm test",
        "npm test -- {kebab}",
        "pass",
        "npm start",
    ),
    "go": Layout(
        "internal/{snake}/handler.go",
        "internal/{snake}/store.go",
        "internal/{snake}/handler_test.go",
        "cmd/server/main.go",
        ("go.mod", "cmd/server/main.go", "internal/config/config.go"),
        "go test ./...",
        "go test ./internal/{snake}/...",
        "ok",
        "go run ./cmd/server",
    ),
    "php": Layout(
        "app/Http/Controllers/{pascal}Controller.php",
        "app/Models/{pascal}.php",
        "tests/Feature/{pascal}Test.php",
        "routes/api.php",
        ("composer.json", "routes/api.php", "config/app.php"),
        "vendor/bin/phpunit",
        "vendor/bin/phpunit --filter {pascal}Test",
        "OK",
        "php artisan serve --port=8080",
    ),
    "rust": Layout(
        "src/{snake}/routes.rs",
        "src/{snake}/store.rs",
        "tests/{snake}.rs",
        "src/main.rs",
        ("Cargo.toml", "src/main.rs", "src/config.rs"),
        "cargo test",
        "cargo test --test {snake}",
        "test result: ok",
        "cargo run",
    ),
    "java": Layout(
        "src/main/java/app/{snake}/{pascal}Controller.java",
        "src/main/java/app/{snake}/{pascal}Repository.java",
        "src/test/java/app/{snake}/{pascal}ControllerTest.java",
        "src/main/java/app/Application.java",
        ("pom.xml", "src/main/java/app/Application.java", "src/main/resources/application.yaml"),
        "mvn -q test",
        "mvn -q test -Dtest={pascal}ControllerTest",
        "BUILD SUCCESS",
        "mvn -q spring-boot:run",
    ),
}
_OTHER = Layout(
    "src/{snake}/routes",
    "src/{snake}/store",
    "tests/{snake}",
    "src/main",
    ("README.md", "src/main"),
    "make test",
    "make test ONLY={snake}",
    "passed",
    "make run",
)


def layout_of(settings: Settings) -> Layout:
    """The layout of the design's language; a neutral one for languages that are not known here."""
    return LAYOUTS.get(settings.language, _OTHER)


def fill(pattern: str, name: str) -> str:
    """A path or command for the module called `name`."""
    return pattern.format(snake=snake(name), kebab=kebab(name), pascal=pascal(name))


_CLIENTS = {
    "postgresql": 'psql "$DATABASE_URL" -v ON_ERROR_STOP=1 -Atc "{sql}"',
    "mysql": 'mysql -N -e "{sql}" "$MYSQL_DATABASE"',
    "mariadb": 'mariadb -N -e "{sql}" "$MYSQL_DATABASE"',
    "sqlite": 'sqlite3 "$DATABASE_FILE" "{sql}"',
}


def query_command(settings: Settings, sql: str) -> str:
    """A pasteable command that runs one query in the design's database."""
    return _CLIENTS[settings.dialect].format(sql=sql)
