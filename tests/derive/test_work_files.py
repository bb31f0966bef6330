"""The files that steps name are those of the bundle, and make the tables that the step says it makes."""

from __future__ import annotations

import pytest

from planner.emit.sql import emit_sql
from tests.rules.harness import plan_of

MANY = "entities:\n" + "".join(
    f"  Thing{n}: {{fields: {{name: text}}, relations: {{near: many_to_many Thing{n}}}}}\n" for n in range(12)
)


@pytest.mark.parametrize("layout", ["plain", "flyway", "alembic"])
def test_each_step_names_the_files_that_make_its_tables(layout: str) -> None:
    plan = plan_of(f"stack: {{database: postgresql, migrations: {layout}}}\n{MANY}")
    files, _ = emit_sql(plan.database, "postgresql", plan.settings.migrations)
    texts = {f.path: "\n".join(f.statements) for f in files}
    making = [s for s in plan.work.steps if s.id == "step.database" or s.kind == "migration"]
    assert len({f for s in making for f in s.create}) > 1, "the tables lie in several files"
    for step in making:
        assert step.create
        for table in step.makes:
            name = table.removeprefix("table.")
            assert sum(f"CREATE TABLE {name} (" in texts[f] for f in step.create) == 1, (step.id, name)
        for file in step.create:
            assert any(f"CREATE TABLE {t.removeprefix('table.')} (" in texts[file] for t in step.makes)
