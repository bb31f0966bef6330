"""Domain -> Database: what holds for every database, and what each word of the language becomes."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from msgspec.structs import replace

from planner import make_plan
from planner.derive.database import derive_database, derive_enforcements
from planner.derive.infer import infer
from planner.derive.settings import settle
from planner.model.database import Between, Database, Holds, OneOf, Table, Unique
from planner.model.design import Design
from planner.model.expressions import Compare, Constant, Expression, IsNull, Logic, Name
from planner.read.design import read_design_text

EXAMPLES = Path(__file__).parents[2] / "examples"
NAMES = ("bookshop", "catalogue-graphql", "notifications")
ALIVE = IsNull(Name(("deleted_at",)))


def design_of(text: str) -> Design:
    reading = read_design_text(f"planner: 1\nname: T\nstack: {{database: postgresql}}\n{text}")
    assert reading.design is not None, [str(d) for d in reading.diagnostics]
    return reading.design


def derived(design: Design) -> Database:
    domain = infer(design)
    return derive_database(domain, design, settle(design, domain).settings)[0]


def database_of(text: str) -> Database:
    return derived(design_of(text))


def example_design(name: str) -> Design:
    design = read_design_text((EXAMPLES / f"{name}.yaml").read_text()).design
    assert design is not None
    return design


@pytest.fixture(scope="module", params=NAMES)
def any_example(request: pytest.FixtureRequest) -> Database:
    return derived(example_design(request.param))


@pytest.fixture(scope="module")
def shop() -> Database:
    return derived(example_design("bookshop"))


def uniques(table: Table) -> dict[tuple[str, ...], Expression | None]:
    return {u.columns: u.where for u in table.uniques}


def keys(table: Table) -> list[tuple[tuple[str, ...], str, tuple[str, ...], str]]:
    return [(k.columns, k.table, k.target_columns, k.on_delete) for k in table.foreign_keys]


def elements(database: Database) -> list[str]:
    """The id of everything in a database."""
    found: list[str] = []
    for t in database.tables:
        parts = (*t.columns, *t.uniques, *t.checks, *t.foreign_keys, *t.indexes, *t.triggers, *t.policies)
        found += [t.id, *(p.id for p in parts)]
    return found


MANY_KINDS = """
roles: {user: U., staff: S.}
tenancy: {root: Org}
entities:
  Org: {fields: {name: string required unique}}
  User:
    account: user
    soft_delete: true
    fields: {email: email required unique}
    access: {create: public, list: staff}
  Tag: {tenant: false, key: code, fields: {code: string(20)}}
  Page:
    owner: author
    soft_delete: true
    versioned: true
    audit: true
    fields:
      slug: slug unique from=title
      title: string required search
      state: enum(draft | live) = draft
      where: point
      cover: image
    relations:
      author: belongs_to User required
      about: belongs_to any_of(User | Tag)
      tags: many_to_many Tag
      parent: belongs_to Page
    list: {filter: [state, author, about, parent, created_at], sort: [title]}
    access: {list: {public: state = live, owner: all, staff: all}, get: {public: state = live, staff: all}}
  Vote:
    key: [page, voter]
    fields: {up: bool}
    relations: {page: belongs_to Page on_delete=cascade, voter: belongs_to User}
  Remark: {relations: {vote: belongs_to Vote required}}
  Draft: {key: page, relations: {page: belongs_to Page}}
"""


@pytest.fixture(scope="module", params=[*NAMES, "many kinds"])
def any_database(request: pytest.FixtureRequest) -> Database:
    return database_of(MANY_KINDS) if request.param == "many kinds" else derived(example_design(request.param))


def test_names_and_ids_are_there_once(any_database: Database) -> None:
    ids = elements(any_database)
    assert len(set(ids)) == len(ids)
    names = [t.name for t in any_database.tables]
    assert len(set(names)) == len(names)
    for table in any_database.tables:
        columns = [c.name for c in table.columns]
        assert len(set(columns)) == len(columns)
        assert all(len(n) <= 63 for n in (table.name, *columns))


def test_everything_leads_back_to_lines_of_the_design(any_database: Database) -> None:
    for table in any_database.tables:
        parts = (
            table,
            *table.columns,
            *table.uniques,
            *table.checks,
            *table.foreign_keys,
            *table.indexes,
            *table.triggers,
        )
        assert all(p.because and all(p.because) for p in (*parts, *table.policies)), table.name


def test_whatever_names_a_column_names_one_of_its_table(any_database: Database) -> None:
    for table in any_database.tables:
        own = {c.name for c in table.columns}
        assert table.primary_key and set(table.primary_key) <= own
        assert all(set(u.columns) <= own for u in table.uniques)
        assert all({c.name for c in i.columns} <= own for i in table.indexes)
        assert all(set(k.columns) <= own for k in table.foreign_keys)
        assert all(c.name not in table.primary_key or not c.nullable for c in table.columns)


def test_foreign_keys_refer_to_what_is_unique_and_of_one_type(any_database: Database) -> None:
    for table in any_database.tables:
        for key in table.foreign_keys:
            target = any_database.table(key.table)
            whole = {frozenset(target.primary_key)} | {frozenset(u.columns) for u in target.uniques if u.where is None}
            assert frozenset(key.target_columns) in whole, key.name
            for near, far in zip(key.columns, key.target_columns, strict=True):
                ours, theirs = table.column(near), target.column(far)
                assert ours is not None and theirs is not None
                assert ours.type == theirs.type or theirs.type.kind == "identity", key.name


def test_every_foreign_key_is_looked_up_by_something_that_leads_with_it(any_database: Database) -> None:
    for table in any_database.tables:
        leads = [table.primary_key, *(u.columns for u in table.uniques if u.where is None)]
        leads += [tuple(c.name for c in i.columns) for i in table.indexes if i.where is None]
        for key in table.foreign_keys:
            wanted = {c for c in key.columns if c != table.tenant_column} or set(key.columns)
            assert any(set(c) <= set(lead[: len(c)]) for lead in leads for c in (wanted, key.columns)), (
                table.name,
                key.columns,
            )


def test_a_key_that_is_emptied_can_be_empty(any_database: Database) -> None:
    for table in any_database.tables:
        for key in table.foreign_keys:
            if key.on_delete == "set_null":
                emptied = [table.column(c) for c in key.null_columns or key.columns]
                assert all(c is not None and c.nullable for c in emptied), key.name


def test_tables_come_after_what_they_refer_to(any_database: Database) -> None:
    made: set[str] = set()
    for table in any_database.tables:
        made.add(table.name)
        assert all(k.deferred or k.table in made for k in table.foreign_keys), table.name


def test_no_index_is_the_beginning_of_another(any_database: Database) -> None:
    for table in any_database.tables:
        for one in table.indexes:
            longer = [o for o in table.indexes if o is not one and (o.method, o.where) == (one.method, one.where)]
            assert not [o.name for o in longer if o.columns[: len(one.columns)] == one.columns], one.name
            assert one.serves


def test_seeds_stand_in_tables_and_columns(any_database: Database) -> None:
    for row in any_database.seeds:
        table = any_database.table(row.table)
        values = dict(row.values)
        assert set(values) <= {c.name for c in table.columns}
        assert all(c.nullable or values[c.name] is not None for c in table.columns if c.name in values)


def shuffled(design: Design, seed: int) -> Design:
    """The same design, its keys in another order."""
    turn = random.Random(seed)

    def mixed(items: tuple[object, ...]) -> tuple[object, ...]:
        return tuple(turn.sample(items, len(items)))

    entities = tuple(
        replace(
            e, fields=mixed(e.fields), relations=mixed(e.relations), actions=mixed(e.actions), access=mixed(e.access)
        )
        for e in design.entities
    )
    return replace(
        design, entities=mixed(entities), roles=mixed(design.roles), enums=mixed(design.enums), jobs=mixed(design.jobs)
    )


@pytest.mark.parametrize("name", [*NAMES, "many kinds"])
@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_keys_names_nothing(name: str, seed: int) -> None:
    design = design_of(MANY_KINDS) if name == "many kinds" else example_design(name)
    assert sorted(elements(derived(shuffled(design, seed)))) == sorted(elements(derived(design)))


def test_the_same_design_gives_the_same_database() -> None:
    assert database_of(MANY_KINDS) == database_of(MANY_KINDS)


def test_deleting_an_entity_leaves_the_others_alone() -> None:
    text = "entities: {A: {fields: {a: int unique}}, B: {relations: {a: belongs_to A}}"
    whole = {t.name: t for t in database_of(f"{text}, C: {{}}}}").tables}
    left = {t.name: t for t in database_of(f"{text}}}").tables}
    assert set(whole) - set(left) == {"cs"}
    assert (left["as"], left["bs"]) == (whole["as"], whole["bs"])


def test_deleting_a_field_takes_all_that_came_of_it() -> None:
    path = "entities.A.fields.b"
    whole = database_of("entities: {A: {fields: {a: int, b: string(..9) unique index}}}")
    left = database_of("entities: {A: {fields: {a: int}}}")
    table = whole.table("as")
    of_field = {p.id for p in (*table.columns, *table.uniques, *table.checks, *table.indexes) if p.because == (path,)}
    assert of_field and set(elements(whole)) - set(elements(left)) == of_field


def test_the_tables_of_the_shop(shop: Database) -> None:
    assert {"customers", "authors", "books", "categories", "stock", "orders", "order_items", "books_authors"} <= {
        t.name for t in shop.tables
    }
    stock = shop.table("stock")
    assert stock.primary_key == ("book_id",)
    assert keys(stock) == [(("book_id",), "books", ("id",), "cascade")]
    assert [c.name for c in shop.table("books").columns if c.field == "cover"] == [
        "cover_key", "cover_size", "cover_type", "cover_checksum",
    ]  # fmt: skip
    assert any(isinstance(c.predicate, Between) and c.predicate.column == "on_hand" for c in stock.checks)


def test_state_machines_are_guarded_arrow_by_arrow(shop: Database) -> None:
    (guard,) = [t for t in shop.table("orders").triggers if t.kind == "guard_state"]
    assert guard.columns == ("status",)
    assert sorted(guard.moves) == [
        ("paid", "cancelled"), ("paid", "shipped"), ("pending", "cancelled"), ("pending", "paid"),
        ("shipped", "delivered"),
    ]  # fmt: skip


def test_a_machine_starts_where_it_starts() -> None:
    column = (
        database_of("""
entities:
  A:
    fields: {state: enum(x | y)}
    actions: {go: {by: system, from: x, to: y}}
""")
        .table("as")
        .column("state")
    )
    assert column is not None and column.default is not None
    assert (column.nullable, column.default.text) == (False, "x")


def test_totals_over_parts_are_kept_by_the_table_of_the_parts(shop: Database) -> None:
    (trigger,) = [t for t in shop.table("order_items").triggers if t.kind == "recompute"]
    assert (trigger.columns, trigger.whole, trigger.whole_key, trigger.part_key) == (
        ("total",),
        "orders",
        "id",
        "order_id",
    )


def test_unique_values_are_free_again_after_a_soft_delete() -> None:
    table = database_of("""
entities:
  A:
    soft_delete: true
    fields: {a: int unique, b: int unique=forever, c: int, d: int}
    unique: [[c, d], {on: c, where: d > 1}]
    relations: {r: belongs_to B unique}
  B: {}
""").table("as")
    found = uniques(table)
    assert (found[("a",)], found[("b",)], found[("c", "d")], found[("r_id",)]) == (ALIVE, None, ALIVE, ALIVE)
    both = found[("c",)]
    assert isinstance(both, Logic) and both.operator == "and" and ALIVE in both.operands
    deleted = table.column("deleted_at")
    assert deleted is not None and deleted.nullable


def test_tenants_are_kept_apart_in_every_key() -> None:
    database = database_of("""
tenancy: {root: Org}
entities:
  Org: {}
  A:
    fields: {a: int unique, b: int}
    unique: [[b]]
    relations: {b2: belongs_to B, c: belongs_to C required, s: belongs_to Site}
  B: {}
  C: {relations: {org: belongs_to Org required}}
  Site: {tenant: false}
""")
    table = database.table("as")
    assert table.tenant_column == "org_id"
    assert uniques(table) == {("a",): None, ("org_id", "b"): None}
    assert keys(table) == [
        (("org_id", "b2_id"), "bs", ("org_id", "id"), "set_null"),
        (("org_id", "c_id"), "cs", ("org_id", "id"), "restrict"),
        (("s_id",), "sites", ("id",), "set_null"),
        (("org_id",), "orgs", ("id",), "restrict"),
    ]
    assert table.foreign_keys[0].null_columns == ("b2_id",)
    assert ("org_id", "id") in uniques(database.table("bs")) and ("org_id", "id") in uniques(database.table("cs"))
    assert [c.name for c in database.table("cs").columns].count("org_id") == 1
    assert database.table("orgs").tenant_column is None and database.table("sites").tenant_column is None
    assert {p.tenant_column for p in table.policies} == {"org_id"}


def test_other_isolations_need_no_column() -> None:
    table = database_of("tenancy: {root: Org, isolation: schema}\nentities: {Org: {}, A: {}}").table("as")
    assert table.tenant_column is None and not table.policies


def test_any_of_is_a_key_each_and_exactly_one_of_them() -> None:
    body = "A: {{relations: {{x: belongs_to any_of(B | C){0}}}}}, B: {{}}, C: {{}}"
    for word, optional in (("", True), (" required", False)):
        table = database_of(f"entities: {{{body.format(word)}}}").table("as")
        assert [k[:2] for k in keys(table)] == [(("x_b_id",), "bs"), (("x_c_id",), "cs")]
        assert [c.predicate for c in table.checks if isinstance(c.predicate, OneOf)] == [
            OneOf(("x_b_id", "x_c_id"), optional)
        ]
        assert all(c.nullable for c in table.columns if c.field == "x")


def test_composite_and_shared_keys() -> None:
    database = database_of("""
entities:
  A: {}
  Pair: {key: [a, n], fields: {n: int}, relations: {a: belongs_to A}}
  Of: {relations: {pair: belongs_to Pair required}}
  Own: {key: pair, relations: {pair: belongs_to Pair on_delete=cascade}}
""")
    assert database.table("pairs").primary_key == ("a_id", "n")
    assert keys(database.table("ofs")) == [(("pair_a_id", "pair_n"), "pairs", ("a_id", "n"), "restrict")]
    own = database.table("owns")
    assert own.primary_key == ("pair_a_id", "pair_n")
    assert keys(own) == [(("pair_a_id", "pair_n"), "pairs", ("a_id", "n"), "cascade")]
    assert own.column("id") is None


def test_a_list_of_parts_is_read_by_columns_named_once() -> None:
    table = database_of("""
entities:
  Room: {}
  Seat:
    key: [room, n]
    part_of: room
    fields: {n: int}
    relations: {room: belongs_to Room required}
    access: {list: user}
""").table("seats")
    listed = next(i for i in table.indexes if "op.seat.list (of one room)" in i.serves)
    assert [c.name for c in listed.columns] == ["room_id", "created_at", "n"]


def test_join_tables_hold_each_pair_once() -> None:
    database = database_of("entities: {A: {relations: {bs: many_to_many B, friends: many_to_many A}}, B: {}}")
    assert database.table("as_bs").primary_key == ("a_id", "b_id")
    assert database.table("as_friends").primary_key == ("a_id", "friend_id")
    assert {k[3] for k in keys(database.table("as_bs"))} == {"cascade"}


def test_a_carried_many_to_many_has_no_table_of_its_own() -> None:
    database = database_of("""
entities:
  A: {relations: {bs: many_to_many B through=Link}}
  B: {}
  Link: {fields: {n: int}, relations: {a: belongs_to A required, b: belongs_to B required}}
""")
    assert {t.name for t in database.tables if t.kind != "system"} == {"as", "bs", "links"}
    assert ("a_id", "b_id") in uniques(database.table("links"))


def test_cycles_are_closed_by_keys_added_later() -> None:
    database = database_of("entities: {A: {relations: {b: belongs_to B required}}, B: {relations: {a: belongs_to A}}}")
    deferred = [(t.name, k.columns) for t in database.tables for k in t.foreign_keys if k.deferred]
    assert deferred == [("bs", ("a_id",))]


def test_keys_of_other_services_are_ids_alone() -> None:
    table = database_of(
        "services: {crm: {external: true, owns: [Lead]}}\nentities: {A: {relations: {lead: belongs_to Lead}}}"
    ).table("as")
    assert table.column("lead_id") is not None and not table.foreign_keys


def test_bigint_ids_are_made_by_the_database() -> None:
    database = database_of("choices: {ids: bigint}\nentities: {A: {relations: {b: belongs_to B}}, B: {}}")
    id, key = database.table("bs").column("id"), database.table("as").column("b_id")
    assert id is not None and key is not None
    assert (id.type.kind, key.type.kind, id.default) == ("identity", "bigint", None)


def test_names_set_by_the_architect() -> None:
    database = database_of("""
entities:
  Order:
    table: sales
    fields: {total: {type: int, column: sum_total}}
    relations: {by: {belongs_to: Person, column: buyer}}
  Person: {plural: folk}
""")
    assert {t.name for t in database.tables if t.kind == "entity"} == {"sales", "folk"}
    assert {"sum_total", "buyer"} <= {c.name for c in database.table("sales").columns}


@pytest.mark.parametrize(("rule", "enforced"), [
    ("on: [A], check: A.a >= 0", True),
    ("on: [A], check: a < b", True),
    ("on: [A], unique: [a, b]", True),
    ("on: [A], exclusive: {on: [a], range: [b, c]}", True),
    ("on: [A]", False),
    ("on: [A, B], check: A.a >= B.x", False),
])  # fmt: skip
def test_every_rule_is_enforced_or_a_step(rule: str, enforced: bool) -> None:
    design = design_of(f"""
entities:
  A: {{fields: {{a: int, b: int, c: int}}}}
  B: {{fields: {{x: int}}}}
rules:
  - {{id: the-rule, says: It holds., {rule}}}
""")
    domain = infer(design)
    settings = settle(design, domain).settings
    database, _ = derive_database(domain, design, settings)
    (found,) = derive_enforcements(domain, design, settings, database)
    assert (found.rule, found.enforced) == ("the-rule", enforced)
    assert (found.by in elements(database)) is enforced


def test_checks_speak_of_columns() -> None:
    table = database_of("""
entities:
  A: {fields: {a: int, kind: enum(x | y)}, relations: {b: belongs_to A}, checks: [a > 1 or kind = x, b is not null]}
""").table("as")
    held = [c.predicate.expression for c in table.checks if isinstance(c.predicate, Holds)]
    assert len(held) == 2 and IsNull(Name(("b_id",)), negated=True) in held


def test_passwords_are_kept_as_a_hash() -> None:
    names = [c.name for c in database_of("entities: {A: {fields: {password: password required}}}").table("as").columns]
    assert "password_hash" in names and "password" not in names


def test_audited_tables_write_to_a_log_nobody_changes(shop: Database) -> None:
    audited = {t.name for t in shop.tables if any(g.kind == "audit" for g in t.triggers)}
    assert audited == {"customers", "orders"}
    assert [g.kind for g in shop.table("audit_log").triggers] == ["append_only"]


def test_rows_a_role_may_see(shop: Database) -> None:
    policies = {p.name: p for p in shop.table("books").policies}
    public = [p for p in policies.values() if "public" in p.roles and p.using is not None]
    assert public and all(p.command == "select" for p in public)
    assert any({"staff", "admin"} <= set(p.roles) and p.using is None for p in policies.values())


def test_one_rule_said_twice_is_one() -> None:
    table = database_of("entities: {A: {fields: {a: int unique}, unique: [[a]]}}").table("as")
    assert [u.columns for u in table.uniques] == [("a",)]
    assert isinstance(table.uniques[0], Unique)


def test_writing_never_widens_what_an_owner_reaches() -> None:
    table = database_of("""
roles: {user: U., staff: S.}
entities:
  User: {account: user}
  Page:
    owner: author
    fields: {state: enum(draft | live) = draft}
    relations: {author: belongs_to User required}
    access: {get: {public: state = live, owner: all, staff: all}, create: user, update: owner}
""").table("pages")
    whole = [p for p in table.policies if p.command == "all" and p.owner_column is None]
    assert [p.roles for p in whole] == [("system", "staff")]
    assert {(p.command, p.owner_column) for p in table.policies if p.owner_column} == {
        ("select", "author_id"),
        ("insert", "author_id"),
        ("update", "author_id"),
    }
    assert not [p for p in table.policies if p.command in ("insert", "update") and p.owner_column is None]


def test_seeds_meet_the_checks_of_a_row() -> None:
    database = database_of("""
entities:
  Slot: {fields: {ends: date required, starts: date required, n: int required}, checks: [starts < ends, n >= 7]}
""")
    rows = [dict(r.values) for r in database.seeds]
    assert rows and all(str(r["starts"]) < str(r["ends"]) and int(str(r["n"])) >= 7 for r in rows)


def test_lists_of_a_tenant_are_found_by_the_tenant() -> None:
    table = database_of("""
tenancy: {root: Org}
entities:
  Org: {}
  A: {fields: {n: int}, list: {filter: [n]}, access: {list: user}}
""").table("as")
    assert table.indexes and all(i.columns[0].name == "org_id" for i in table.indexes)


def test_a_rule_that_a_flag_holds_already_is_enforced_by_it() -> None:
    plan = make_plan(
        read_design_text(
            """
planner: 1
name: Once
entities: {Ticket: {fields: {code: string(8) required unique}}}
rules: [{id: told-once, says: A code is given once., on: [Ticket], unique: {on: [code]}}]
"""
        )
    ).plan
    assert plan is not None
    assert [(e.rule, e.enforced, e.by) for e in plan.enforcements] == [
        ("told-once", True, "table.tickets.tickets_code_key")
    ]


def test_an_index_read_from_its_end_serves_the_other_direction() -> None:
    table = database_of("""
roles: {clerk: Books.}
entities:
  A:
    fields: {a: int}
    list: {filter: [created_at], sort: [created_at]}
    access: {list: clerk}
""").table("as")
    (index,) = [i for i in table.indexes if i.columns[0].name == "created_at"]
    assert [c.descending for c in index.columns] == [True, True]
    assert "op.a.list (filter created_at)" in index.serves


RANGES = """
entities:
  A:
    fields: {{from: date required, until: date{more}}}
    relations: {{b: belongs_to B required}}
    {checks}
  B: {{}}
rules: [{{id: one-at-a-time, says: One at a time., on: [A], exclusive: {{on: b, range: [from, until]}}}}]
"""


def test_a_range_that_holds_nothing_escapes_no_overlap() -> None:
    table = database_of(RANGES.format(more=" required", checks="")).table("as")
    (check,) = [c for c in table.checks if c.name == "as_one_at_a_time_range"]
    assert isinstance(check.predicate, Holds) and isinstance(check.predicate.expression, Compare)
    assert check.predicate.expression.operator == "<"
    said = database_of(RANGES.format(more=" required", checks="checks: [from <= until]")).table("as")
    assert "as_one_at_a_time_range" not in {c.name for c in said.checks}, "the design says how they stand"


SWEPT = """
planner: 1
name: T
stack: {{database: {database}}}
entities:
  Hold:
    fields: {{expires_at: timestamp required, {more}status: enum(held | taken | expired) = held}}
    actions: {{take: {{by: user, from: held, to: taken}}, expire: {{by: system, from: held, to: expired}}}}
jobs: {{expire_holds: {{schedule: "* * * * *", of: Hold, does: End what is over.}}}}
"""


def swept(database: str, more: str) -> Database:
    """Holds that end by the clock."""
    plan = make_plan(read_design_text(SWEPT.format(database=database, more=more))).plan
    assert plan is not None
    return plan.database


@pytest.mark.parametrize(("database", "columns"), [("postgresql", ["expires_at"]), ("mysql", ["status", "expires_at"])])
def test_a_job_by_the_clock_finds_its_rows_by_an_index(database: str, columns: list[str]) -> None:
    table = swept(database, "").table("holds")
    (index,) = [i for i in table.indexes if "job.expire_holds" in i.serves]
    assert [c.name for c in index.columns] == columns and index.because == ("jobs.expire_holds",)
    assert (index.where == Compare(Name(("status",)), "=", Constant("word", "held"))) is (database == "postgresql")


def test_two_times_that_could_be_meant_make_no_index() -> None:
    table = swept("postgresql", "expired_on: date, ").table("holds")
    assert [i for i in table.indexes if "job.expire_holds" in i.serves]
    table = swept("postgresql", "expires_on: date, ").table("holds")
    assert not [i for i in table.indexes if "job.expire_holds" in i.serves]
