"""A hand-built database with every feature of the neutral model in it: what the dialects are tried on."""

from __future__ import annotations

from typing import Literal

from msgspec.structs import replace

from planner.model.database import (
    Between,
    Check,
    Column,
    ColumnKind,
    ColumnType,
    Database,
    Default,
    ForeignKey,
    Holds,
    Hop,
    Index,
    IndexColumn,
    InValues,
    LengthBetween,
    Link,
    Matches,
    OneOf,
    Policy,
    Predicate,
    SeedRow,
    Table,
    Trigger,
    Unique,
)
from planner.model.expressions import Aggregate, Arithmetic, Compare, Constant, IsNull, Logic, Name

K = ColumnKind
WHY = ("entities.X",)
NASTY = 'It\'s "quoted" \\ back\\\\slash; -- not a comment\n/* nor */ this `one` $$ %s :name ünï 中'


def column(
    name: str,
    kind: K,
    *,
    length: int | None = None,
    null: bool = False,
    default: Default | None = None,
    precision: int | None = None,
    scale: int | None = None,
    comment: str = "",
) -> Column:
    """A column; not null unless said."""
    return Column(f"c.{name}", name, ColumnType(kind, length, precision, scale), null, WHY, comment, default)


def uuid(name: str = "id", *, null: bool = False) -> Column:
    """An identifier; `id` makes itself."""
    return column(name, K.UUID, null=null, default=Default("new_uuid") if name == "id" else None)


def stamp(name: str, *, null: bool = False) -> Column:
    """A time; not null means now."""
    return column(name, K.TIMESTAMP, null=null, default=None if null else Default("now"))


def text(name: str, length: int | None = 80, *, null: bool = False, default: str | None = None) -> Column:
    """A text."""
    return column(
        name, K.TEXT, length=length, null=null, default=None if default is None else Default("literal", default)
    )


def key(
    table: str,
    columns: str,
    target: str,
    targets: str = "id",
    action: Literal["cascade", "restrict", "set_null"] = "restrict",
    *,
    null_columns: tuple[str, ...] = (),
    deferred: bool = False,
    checked_at_commit: bool = False,
) -> ForeignKey:
    """A foreign key."""
    own, theirs = tuple(columns.split()), tuple(targets.split())
    name = f"{table}_{'_'.join(own)}_fkey"
    return ForeignKey(f"fk.{name}", name, own, target, theirs, action, WHY, null_columns, deferred, checked_at_commit)


def check(name: str, predicate: Predicate) -> Check:
    """A check."""
    return Check(f"check.{name}", name, predicate, WHY)


def table(name: str, columns: tuple[Column, ...], primary: str = "id", **more: object) -> Table:
    """A table; the rest of it by name."""
    made = Table(f"table.{name}", name, "entity", columns, tuple(primary.split()), WHY, f"Rows of {name}.")
    return bounded(replace(made, **more))


def bounded(table: Table) -> Table:
    """The table with a check for every bounded text, as the derived ones have."""
    said = {c.predicate.column for c in table.checks if isinstance(c.predicate, LengthBetween | InValues)}
    lengths = tuple(
        check(f"{table.name}_{c.name}_length", LengthBetween(c.name, None, c.type.length))
        for c in table.columns
        if c.type.kind is K.TEXT and c.type.length is not None and c.name not in said and c.generated is None
    )
    return replace(table, checks=table.checks + lengths)


ALIVE = IsNull(Name(("deleted_at",)))
ON_SALE = Logic("and", (Compare(Name(("status",)), "=", Constant("word", "on_sale")), ALIVE))

TENANTS = table("tenants", (uuid(), text("name")))
KINDS = table(
    "kinds",
    (
        column("id", K.IDENTITY),
        stamp("touched_at"),
        text("a_text", None, null=True),
        text("short", 10, null=True, default=NASTY[:9]),
        column("a_int", K.INT, null=True, default=Default("literal", "-3")),
        column("a_bigint", K.BIGINT, null=True),
        column("a_decimal", K.DECIMAL, precision=19, scale=4, null=True, default=Default("literal", "1.5")),
        column("a_double", K.DOUBLE, null=True),
        column("a_bool", K.BOOL, null=True, default=Default("literal", "true")),
        column("a_date", K.DATE, null=True, default=Default("now")),
        column("a_time", K.TIME, null=True),
        column("a_timestamp", K.TIMESTAMP, null=True, default=Default("literal", "2026-01-02T03:04:05+02:00")),
        column("a_json", K.JSON, null=True, default=Default("empty_json")),
        column("a_bytes", K.BYTES, null=True),
        column("a_ip", K.INET, null=True),
        column("a_uuid", K.UUID, null=True),
        Column(
            "c.doubled",
            "doubled",
            ColumnType(K.BIGINT),
            True,
            WHY,
            "",
            generated=Arithmetic("*", Name(("a_int",)), Constant("number", "2")),
        ),
        Column(
            "c.more",
            "more",
            ColumnType(K.BIGINT),
            True,
            WHY,
            "",
            generated=Arithmetic("+", Name(("doubled",)), Constant("number", "1")),
        ),
    ),
    comment=NASTY,
    triggers=(
        Trigger("t.0", "kinds_touch", "touch", WHY, ("touched_at",)),
        Trigger("t.00", "kinds_audit", "audit", WHY, ("id",)),
    ),
    indexes=(
        Index(
            "i.kinds_search",
            "kinds_search",
            (IndexColumn("a_text"), IndexColumn("short")),
            "fulltext",
            ("search",),
            WHY,
        ),
        Index("i.kinds_json", "kinds_json", (IndexColumn("a_json"),), "gin", (NASTY,), WHY),
        Index(
            "i.kinds_text", "kinds_text", (IndexColumn("a_text"), IndexColumn("a_int", True)), "btree", ("sort",), WHY
        ),
    ),
)
BOOKS = table(
    "books",
    (
        uuid(),
        uuid("tenant_id"),
        text("isbn", 13),
        text("slug", 100),
        text("status", 32, default="draft"),
        column("price", K.DECIMAL, precision=19, scale=4),
        column("stars", K.INT, null=True),
        text("url", 2048, null=True),
        stamp("created_at"),
        stamp("updated_at"),
        column("version", K.BIGINT, default=Default("literal", "1")),
        stamp("deleted_at", null=True),
        uuid("author_id", null=True),
        uuid("owner_id", null=True),
    ),
    tenant_column="tenant_id",
    uniques=(
        Unique("u.1", "books_isbn_key", ("isbn",), WHY, ALIVE),
        Unique("u.2", "books_slug_key", ("tenant_id", "slug"), WHY, ON_SALE),
        Unique("u.3", "books_tenant_id_id_key", ("tenant_id", "id"), WHY),
        Unique("u.4", "books_url_key", ("url",), WHY),
    ),
    checks=(
        check("books_isbn_length", LengthBetween("isbn", 10, 13)),
        check("books_isbn_pattern", Matches("isbn", "^[0-9X]+$")),
        check("books_slug_pattern", Matches("slug", "^[a-z0-9]+(-[a-z0-9]+)*$")),
        check("books_status_values", InValues("status", ("draft", "on_sale", "it's \\ gone"))),
        check("books_price_range", Between("price", "0", None)),
        check("books_stars_range", Between("stars", "1", "5")),
        check("books_url_length", LengthBetween("url", None, 2048)),
        check(
            "books_sold_priced",
            Holds(
                Logic(
                    "or",
                    (
                        Compare(Name(("status",)), "!=", Constant("word", "on_sale")),
                        Compare(Name(("price",)), ">", Constant("number", "0")),
                    ),
                )
            ),
        ),
    ),
    foreign_keys=(
        key("books", "tenant_id", "tenants"),
        key(
            "books",
            "tenant_id author_id",
            "authors",
            "tenant_id id",
            "set_null",
            null_columns=("author_id",),
            deferred=True,
        ),
    ),
    indexes=(
        Index(
            "i.b1",
            "books_created_at_id_idx",
            (IndexColumn("created_at", True), IndexColumn("id", True)),
            "btree",
            ("op.book.list",),
            WHY,
            ALIVE,
        ),
    ),
    triggers=(
        Trigger("t.1", "books_touch", "touch", WHY, ("updated_at", "version")),
        Trigger(
            "t.2",
            "books_status_guard",
            "guard_state",
            WHY,
            ("status",),
            (("draft", "on_sale"), ("on_sale", "it's \\ gone")),
        ),
        Trigger("t.3", "books_audit", "audit", WHY, ("id",)),
    ),
    policies=(
        Policy(
            "p.1",
            "books_tenant",
            "all",
            (),
            WHY,
            tenant_column="tenant_id",
            restrictive=True,
            exempt_roles=("auditor",),
        ),
        Policy(
            "p.2",
            "books_public",
            "select",
            ("public",),
            WHY,
            using=Compare(Name(("status",)), "=", Constant("word", "on_sale")),
        ),
        Policy("p.3", "books_owner", "select", (), WHY, owner_column="owner_id"),
        Policy("p.4", "books_staff", "all", ("staff", "o'admin"), WHY),
        Policy(
            "p.5",
            "books_members",
            "select",
            ("member",),
            WHY,
            link=Link(
                (
                    Hop("authors", ("tenant_id", "author_id"), ("tenant_id", "id")),
                    Hop("members", ("id",), ("author_id",)),
                ),
                "account_id",
                Compare(Name(("level",)), "=", Constant("word", "read")),
            ),
        ),
    ),
)
AUTHORS = table(
    "authors",
    (uuid(), uuid("tenant_id"), text("name"), uuid("first_book_id", null=True)),
    uniques=(Unique("u.5", "authors_tenant_id_id_key", ("tenant_id", "id"), WHY),),
    foreign_keys=(
        key("authors", "tenant_id", "tenants"),
        key("authors", "first_book_id", "books", action="set_null"),
    ),
)
ORDERS = table(
    "order",
    (
        column("id", K.IDENTITY),
        text("group", 20, null=True),
        column("total", K.DECIMAL, precision=19, scale=4, null=True),
        column("lines", K.BIGINT, null=True),
        stamp("updated_at"),
    ),
    checks=(check("order_id_positive", Holds(Compare(Name(("id",)), ">=", Constant("number", "0")))),),
    triggers=(Trigger("t.4", "order_touch", "touch", WHY, ("updated_at",)),),
)
ITEMS = table(
    "items",
    (
        uuid(),
        column("order_id", K.BIGINT),
        column("quantity", K.INT),
        column("unit_price", K.DECIMAL, precision=19, scale=4),
        uuid("book_id", null=True),
        uuid("author_id", null=True),
    ),
    checks=(check("items_about_one_of", OneOf(("book_id", "author_id"), True)),),
    foreign_keys=(
        key("items", "order_id", "order", action="cascade"),
        key("items", "book_id", "books", action="set_null"),
        key("items", "author_id", "authors", action="cascade"),
    ),
    indexes=(Index("i.i1", "items_order_id_idx", (IndexColumn("order_id"),), "btree", ("foreign key order_id",), WHY),),
    triggers=(
        Trigger(
            "t.5",
            "order_total_recompute",
            "recompute",
            WHY,
            ("total",),
            statement=Aggregate("sum", Arithmetic("*", Name(("quantity",)), Name(("unit_price",)))),
            whole="order",
            whole_key="id",
            part_key="order_id",
        ),
        Trigger(
            "t.6",
            "order_lines_recompute",
            "recompute",
            WHY,
            ("lines",),
            statement=Aggregate("count", Name(("id",)), Compare(Name(("quantity",)), ">", Constant("number", "1"))),
            whole="order",
            whole_key="id",
            part_key="order_id",
        ),
    ),
)
BOOKINGS = table(
    "bookings",
    (
        uuid(),
        column("room", K.INT),
        stamp("starts_at", null=True),
        stamp("ends_at", null=True),
        stamp("deleted_at", null=True),
    ),
    triggers=(Trigger("t.7", "bookings_room_no_overlap", "no_overlap", WHY, ("room", "starts_at", "ends_at")),),
)
CLOSURES = table(
    "closures",
    (uuid(), column("first_day", K.DATE), column("last_day", K.DATE, null=True)),
    triggers=(Trigger("t.8", "closures_no_overlap", "no_overlap", WHY, ("first_day", "last_day")),),
)
AUDIT = Table(
    "table.audit_log",
    "audit_log",
    "system",
    (
        uuid(),
        stamp("happened_at"),
        text("actor", 127, null=True),
        text("action", 32),
        text("table_name", 63),
        text("row_key", 255),
        column("changes", K.JSON, null=True),
    ),
    ("id",),
    WHY,
    "Who did what.",
    triggers=(Trigger("t.9", "audit_log_append_only", "append_only", WHY),),
)
MEMBERS = table(
    "members",
    (uuid("author_id"), uuid("account_id"), text("level", 10)),
    "author_id account_id",
    foreign_keys=(key("members", "author_id", "authors", action="cascade"),),
)
JOINS = Table(
    "table.item_tags",
    "item_tags",
    "join",
    (uuid("item_id"), text("tag", 40)),
    ("item_id", "tag"),
    WHY,
    foreign_keys=(key("item_tags", "item_id", "items", action="cascade"),),
)

TENANT, AUTHOR, BOOK, ITEM = (f"019b8f3c-0000-7000-8000-00000000000{n}" for n in range(1, 5))


def row(table: str, **values: str | None) -> SeedRow:
    """One row of development data."""
    return SeedRow(table, tuple(values.items()))


SEEDS = (
    row("tenants", id=TENANT, name=NASTY[:40]),
    row(
        "books",
        id=BOOK,
        tenant_id=TENANT,
        isbn="012345678X",
        slug="a-book",
        price="9.9",
        status="draft",
        created_at="2026-01-02T03:04:05Z",
    ),
    row("authors", id=AUTHOR, tenant_id=TENANT, name="Ann", first_book_id=BOOK),
    row(
        "kinds",
        id="1",
        a_text=NASTY,
        a_int="4",
        a_bool="false",
        a_date="2026-02-03",
        a_time="09:30:00",
        a_timestamp="2026-02-03T04:05:06.5Z",
        a_json='{"a": ["\\\\", "\'"]}',
        a_bytes="00ff5c27",
        a_ip="192.0.2.1",
        a_uuid=AUTHOR,
    ),
    row("order", id="1", group="g"),
    row("items", id=ITEM, order_id="1", quantity="2", unit_price="1.25", book_id=BOOK),
    row("item_tags", item_id=ITEM, tag="x"),
)
DATABASE = Database((TENANTS, KINDS, BOOKS, AUTHORS, ORDERS, ITEMS, BOOKINGS, CLOSURES, AUDIT, MEMBERS, JOINS), SEEDS)
