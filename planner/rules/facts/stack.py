"""Facts about what the design gives as its stack; what it leaves out is unknown, not absent."""

from __future__ import annotations

from planner.model.design import Design
from planner.rules.facts.registry import Known, Reply, Unknown, design_fact
from planner.rules.world import World

LANGUAGE_ALIASES = {
    "node": "typescript",
    "js": "typescript",
    "javascript": "typescript",
    "nodejs": "typescript",
    "golang": "go",
    "kotlin": "java",
}
DATABASE_ALIASES = {"postgres": "postgresql", "pg": "postgresql", "sqlite3": "sqlite"}
_WORDS: tuple[tuple[str, str], ...] = (
    ("language", "the language given"),
    ("framework", "the framework given"),
    ("orm", "the ORM given"),
    ("database", "the database given"),
    ("cache", "the cache given"),
    ("queue", "the queue given"),
    ("search", "the search engine given"),
    ("storage", "the file storage given"),
    ("auth", "the authentication given"),
    ("migrations", "the migration tool given"),
)


def _given(name: str, says: str) -> None:
    path = f"stack.{name}"

    def evaluate(_world: World, design: Design) -> Reply:
        said: str | None = getattr(design.stack, name)
        if said is None:
            return Unknown((path,))
        word = said.lower()
        return Known(LANGUAGE_ALIASES.get(word, DATABASE_ALIASES.get(word, word)), (path,))

    design_fact(path, "word", says)(evaluate)


for _name, _says in _WORDS:
    _given(_name, _says)


@design_fact("stack.api_style", "word", "the API style given", words=("rest", "graphql", "grpc"))
def api_style(_world: World, design: Design) -> Reply:
    """The API style said."""
    said = design.stack.api_style
    return Known(said, ("stack.api.style",)) if said else Unknown(("stack.api.style",))
