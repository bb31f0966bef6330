"""One set of migrations, many tenants: the script that runs it in each schema or database, and goes on after a failure."""

from __future__ import annotations

from planner.model.decisions import DialectName
from planner.model.domain import Isolation

PATH = "migrations/each-tenant.sh"

_SERVER = "${DATABASE_URL%/*}"
_WAYS: dict[tuple[str, Isolation], tuple[str, str, str]] = {
    ("postgresql", "schema"): (
        """psql "$DATABASE_URL" -XAtc "select nspname from pg_namespace where nspname like 'tenant\\_%' order by 1\"""",
        """psql "$DATABASE_URL" -Xqc "create schema if not exists \\"$1\\"\"""",
        """case $DATABASE_URL in *\\?*) echo "$DATABASE_URL&options=-csearch_path%3D$1%2Cpublic" ;; *) echo "$DATABASE_URL?options=-csearch_path%3D$1%2Cpublic" ;; esac""",
    ),
    ("postgresql", "database"): (
        """psql "$DATABASE_URL" -XAtc "select datname from pg_database where datname like 'tenant\\_%' order by 1\"""",
        f"""psql "{_SERVER}/$1" -Xqc "" 2>/dev/null || psql "$DATABASE_URL" -Xqc "create database \\"$1\\"\"""",
        f"""echo "{_SERVER}/$1\"""",
    ),
    ("mysql", "database"): (
        """mysql -Ne "show databases like 'tenant\\\\_%'\"""",
        """mysql -e "create database if not exists \\`$1\\`\"""",
        f"""echo "{_SERVER}/$1\"""",
    ),
    ("sqlite", "database"): (
        """ls tenants | sed 's/\\.db$//'""",
        "mkdir -p tenants",
        """echo "sqlite:///tenants/$1.db\"""",
    ),
}
"""How tenants are listed, how a place for one is made, and the address of that place."""


def tenant_runner(name: str, dialect: DialectName, isolation: Isolation) -> str | None:
    """The script of a design whose tenants lie apart; `None` where they share tables."""
    if isolation == "row":
        return None
    engine = "mysql" if dialect == "mariadb" else dialect
    # MySQL calls a database a schema; a file of SQLite is both
    listed, made, address = _WAYS.get((engine, isolation)) or _WAYS[(engine, "database")]
    title = " ".join(name.split())
    return f"""#!/bin/sh
# Migrates every tenant of {title}: one set of migrations, run once in the {isolation} of each.
# MIGRATE is the command that migrates one of them, by DATABASE_URL; TENANTS names those that are meant.
# Without TENANTS every {isolation} that begins with tenant_ is migrated. A failure does not stop the others.
set -u

list_tenants() {{
    {listed}
}}

make_place() {{
    {made}
}}

address() {{
    {address}
}}

all=0
failed=""
for tenant in ${{TENANTS:-$(list_tenants)}}; do
    all=$((all + 1))
    make_place "$tenant" && DATABASE_URL="$(address "$tenant")" sh -c "$MIGRATE" || failed="$failed $tenant"
done
set -- $failed
echo "$((all - $#)) of $all tenants migrated"
[ $# -eq 0 ] || {{ echo "failed: $*" >&2; exit 1; }}
"""
