"""Whole designs out of thin air: every field type, relation kind, key and trait, with odd names."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

TYPES = (
    "uuid",
    "string",
    "string(1..80)",
    "string(..12)",
    "string(12..12)",
    "text",
    "slug",
    "email",
    "url",
    "phone",
    "password",
    "secret",
    "int",
    "int min=0 max=9",
    "bigint",
    "decimal(8,3)",
    "decimal(3,3)",
    "money min=0",
    "float",
    "bool = true",
    "date",
    "time",
    "timestamp",
    "duration",
    "json",
    "bytes",
    "file",
    "image",
    "ip",
    "country",
    "currency",
    "locale",
    "timezone",
    "point",
    "enum(a | b | select)",
    "list(string(1..20))",
    "string(3..9) pattern=/^[A-Z]{3}[0-9]*$/",
    "Kind",
    "Kind = one",
)
FLAGS = (
    "",
    " required",
    " unique",
    " index",
    " search",
    " pii",
    " sensitive",
    " readonly",
    " immutable",
    " private",
    " required unique",
)
ODD = (
    "order",
    "Select",
    "group",
    "user",
    "table",
    "Ünïcode",
    "订单",
    "x" * 180,
    "a_b-c",
    "headers",
    "type",
    "Class",
    "null_",
    "True_",
    "items",
    "Query",
    "key",
    "value",
)
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZäöüßéñ中文"
names = st.one_of(st.sampled_from(ODD), st.text(st.sampled_from(LETTERS), min_size=1, max_size=12))


@st.composite
def designs(draw: st.DrawFn) -> dict[str, Any]:
    """A design as plain data; it may be refused, but never with a traceback."""
    kinds = draw(st.lists(names, min_size=1, max_size=5, unique_by=str.lower))
    tenancy = draw(st.booleans())
    entities = {name: draw(entity(kinds, name, first=n == 0)) for n, name in enumerate(kinds)}
    design: dict[str, Any] = {
        "planner": 1,
        "name": draw(names),
        "summary": draw(st.text(max_size=40)),
        "roles": {"staff": "Works.", "admin": {"extends": "staff"}},
        "enums": {"Kind": ["one", "two", "Drei"]},
        "entities": entities,
        "stack": {
            "database": draw(st.sampled_from(("postgresql", "mariadb", "sqlite"))),
            "auth": draw(st.sampled_from(("jwt", "session", "api_key", "oidc", "service_token"))),
        },
        "choices": {"ids": draw(st.sampled_from(("uuid", "bigint")))},
    }
    if tenancy:
        design["tenancy"] = {"root": kinds[0]}
    return design


@st.composite
def entity(draw: st.DrawFn, kinds: list[str], name: str, *, first: bool) -> dict[str, Any]:
    """One entity that points at any of the others, itself included."""
    fields = {
        n: draw(st.sampled_from(TYPES)) + draw(st.sampled_from(FLAGS))
        for n in draw(st.lists(names, min_size=1, max_size=6, unique_by=str.lower))
    }
    found: dict[str, Any] = {"fields": fields, "says": draw(st.text(max_size=30))}
    relations: dict[str, str] = {}
    for number in range(draw(st.integers(0, 3))):
        target = draw(st.sampled_from(kinds))
        kind = draw(st.sampled_from(("belongs_to", "belongs_to", "has_many", "many_to_many")))
        extra = (
            draw(st.sampled_from(("", " required", " required on_delete=cascade", " unique")))
            if kind == "belongs_to"
            else ""
        )
        relations[f"rel_{number}"] = f"{kind} {target}{extra}"
    if relations:
        found["relations"] = relations
    for trait in ("soft_delete", "versioned", "audit"):
        if draw(st.integers(0, 4)) == 0:
            found[trait] = True
    if draw(st.booleans()):
        found["access"] = dict.fromkeys(
            ("list", "get", "create", "update", "delete"), draw(st.sampled_from(("staff", "public", "admin")))
        )
        found["list"] = {
            "filter": draw(st.lists(st.sampled_from(sorted(fields)), unique=True, max_size=3)),
            "sort": ["created_at"],
            "page": draw(st.sampled_from(("cursor", "offset"))),
        }
    if not first and draw(st.integers(0, 5)) == 0:
        found["tenant"] = False
    return found
