"""Whole designs out of thin air: every field type, relation kind, key, trait and clause, with odd names.

Most of them are meant to be planned: a strategy whose designs are refused proves nothing about what is printed.
"""

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
    "y" * 200,
    "a_b-c",
    "a-b_c",
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
PLAIN_KEYS = ("string(2..12)", "currency", "date", "int min=1", "uuid", "country")
RIGHTS = ("staff", "public", "admin", "none", "reader")
STATES = {"type": "enum(new | open | closed | select)", "default": "new"}
names = st.one_of(st.sampled_from(ODD), st.text(st.sampled_from(LETTERS), min_size=1, max_size=12))
says = st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn", "Co", "Zl", "Zp")), max_size=40)


@st.composite
def designs(draw: st.DrawFn) -> dict[str, Any]:
    """A design as plain data; it may be refused, but never with a traceback."""
    kinds = draw(st.lists(names, min_size=1, max_size=5, unique_by=str.casefold))
    rooted = draw(st.booleans())
    entities = {name: draw(entity(kinds, first=n == 0)) for n, name in enumerate(kinds)}
    design: dict[str, Any] = {
        "planner": 1,
        "name": draw(names),
        "summary": draw(says),
        "context": {"currency": "EUR"},
        "roles": {"staff": "Works.", "admin": {"extends": "staff"}, "reader": draw(says)},
        "enums": {"Kind": ["one", "two", "Drei"]},
        "entities": entities,
        "stack": {
            "database": draw(st.sampled_from(("postgresql", "mariadb", "sqlite"))),
            "auth": draw(st.sampled_from(("jwt", "session", "api_key", "oidc", "service_token"))),
        },
        "choices": {"ids": draw(st.sampled_from(("uuid", "bigint")))},
    }
    if rooted:
        design["tenancy"] = {"root": kinds[0]}
    for add in (_account, _part, _between, _about_several, _outside, _given_once):
        if draw(st.booleans()):
            add(draw, design, kinds)
    return design


@st.composite
def entity(draw: st.DrawFn, kinds: list[str], *, first: bool) -> dict[str, Any]:
    """One entity that points at any of the others, itself included."""
    fields: dict[str, Any] = {
        n: draw(field()) for n in draw(st.lists(names, min_size=1, max_size=6, unique_by=str.casefold))
    }
    filtered = [n for n in sorted(fields) if fields[n].split()[0] not in (*OPAQUE, "password", "secret")]
    listed = draw(st.lists(st.sampled_from(filtered), unique=True, max_size=3)) if filtered else []
    found: dict[str, Any] = {"fields": fields, "says": draw(says)}
    relations: dict[str, str] = {}
    for number in range(draw(st.integers(0, 3))):
        kind = draw(st.sampled_from(("belongs_to", "belongs_to", "has_many", "has_one", "many_to_many")))
        extra = draw(st.sampled_from(TIES)) if kind == "belongs_to" else ""
        relations[f"rel_{number}"] = f"{kind} {draw(st.sampled_from(kinds))}{extra}"
    if relations:
        found["relations"] = relations
    for trait, value in TRAITS.items():
        if draw(st.integers(0, 4)) == 0:
            found[trait] = value
    if draw(st.booleans()):
        found["access"] = dict.fromkeys(("list", "get", "create", "update", "delete"), draw(st.sampled_from(RIGHTS)))
        found["list"] = {
            "filter": listed,
            "sort": ["created_at"],
            "page": draw(st.sampled_from(("cursor", "offset"))),
        }
    if draw(st.integers(0, 3)) == 0:
        _moves(draw, found)
    if draw(st.integers(0, 3)) == 0:
        _limits(draw, found)
    if draw(st.integers(0, 4)) == 0:
        _key(draw, found)
    if not first and draw(st.integers(0, 5)) == 0:
        found["tenant"] = False
    return found


@st.composite
def field(draw: st.DrawFn) -> str:
    """A type, and a flag that it can carry; now and then one that it cannot."""
    kind = draw(st.sampled_from(TYPES))
    word = kind.partition(" ")[0].partition("(")[0]
    flag = draw(st.sampled_from(FLAGS))
    wrong = (
        ("unique" in flag and word in (*OPAQUE, "json", "point", "list"))
        or ("index" in flag and word in OPAQUE)
        or ("search" in flag and word not in WORDS)
    )
    return kind + ("" if wrong and draw(st.integers(0, 40)) else flag)


OPAQUE = ("file", "image", "bytes")
WORDS = ("string", "text", "slug", "email", "url", "phone", "enum")
TIES = (
    "",
    " required",
    " required on_delete=cascade",
    " required on_delete=restrict",
    " unique",
    " on_delete=set_null",
)
TRAITS: dict[str, Any] = {
    "soft_delete": True,
    "versioned": True,
    "audit": True,
    "retention": "90d after created",
    "rows": "20k",
    "growth": "1k/day",
}


def _moves(draw: st.DrawFn, found: dict[str, Any]) -> None:
    """States, and actions that move them."""
    found["fields"]["stage"] = STATES
    found["actions"] = {
        "open": {"by": draw(st.sampled_from(("staff", "admin", "system"))), "from": "new", "to": "open"},
        "close": {
            "by": "staff",
            "from": ["new", "open"],
            "to": "closed",
            "input": {"why": "string(1..200)"},
            "idempotent": draw(st.booleans()),
        },
        "nudge": {"by": "admin", "says": draw(says)},
    }
    rights = found.get("access")
    if rights is None or rights["get"] not in ("staff", "public") or draw(st.booleans()):
        found["access"] = {
            "list": {"reader": "stage = open", "staff": "all"},
            "get": {"reader": "stage in (open | closed)", "staff": "all"},
            "create": "staff",
            "update": "staff",
            "delete": "none",
        }


def _limits(draw: st.DrawFn, found: dict[str, Any]) -> None:
    """Numbers that hang together, by checks, uniqueness and computed values."""
    found["fields"] |= {
        "low": "int required min=0",
        "high": "int required",
        "sum_of": {"type": "int", "computed": "low + high"},
    }
    found["checks"] = [draw(st.sampled_from(("high > low", "low is null or low < 900", "not low = 7 or high >= 8")))]
    if draw(st.booleans()):
        found["unique"] = [["low", "high"]]
    if draw(st.booleans()):
        found["indexes"] = [
            {"on": ["high desc", "low"], "where": draw(st.sampled_from(("low > 3", "high is not null")))}
        ]


def _key(draw: st.DrawFn, found: dict[str, Any]) -> None:
    """A key of its own, of one part or two."""
    parts = draw(st.lists(st.sampled_from(PLAIN_KEYS), min_size=1, max_size=2))
    keyed = {f"k_{number}": f"{part} required" for number, part in enumerate(parts)}
    found["fields"] |= keyed
    found["key"] = list(keyed)


def _account(draw: st.DrawFn, design: dict[str, Any], kinds: list[str]) -> None:
    """People who sign in, and rows that are theirs."""
    design["roles"]["person"] = "Signs in."
    design["entities"]["PersonOf"] = {
        "account": "person",
        "fields": {"email": "email required unique pii", "password": "password required", "nick": draw(names.map(str.strip)) and "string(1..40)"},
        "access": {"list": "admin", "get": ["owner", "admin"], "create": draw(st.sampled_from(("public", "admin"))), "update": "owner", "delete": "owner"},
    }  # fmt: skip
    mine = design["entities"][draw(st.sampled_from(kinds))]
    mine["owner"] = "person_of"
    mine.setdefault("relations", {})["person_of"] = "belongs_to PersonOf required on_delete=restrict"
    mine["access"] = {"list": ["owner", "staff"], "get": ["owner", "staff"], "create": "person", "update": "owner", "delete": "owner"}  # fmt: skip


def _part(draw: st.DrawFn, design: dict[str, Any], kinds: list[str]) -> None:
    """Parts that live and die with their whole, and a figure summed over them."""
    whole = draw(st.sampled_from(kinds))
    design["entities"]["PartOf"] = {
        "part_of": "whole",
        "fields": {"quantity": "int required min=1 max=99", "price": "money required min=0"},
        "relations": {"whole": f"belongs_to {whole} required on_delete=cascade"},
    }
    design["entities"][whole].setdefault("relations", {})["parts"] = "has_many PartOf" + draw(
        st.sampled_from(("", " count=1..20"))
    )
    if draw(st.booleans()):
        design["entities"][whole]["fields"]["total"] = {
            "type": "money",
            "computed": "sum(parts.quantity * parts.price)",
        }


def _between(draw: st.DrawFn, design: dict[str, Any], kinds: list[str]) -> None:
    """A link between two entities that carries fields of its own, by a composite key."""
    left, right = draw(st.sampled_from(kinds)), draw(st.sampled_from(kinds))
    design["entities"]["LinkOf"] = {
        "key": ["left", "right"],
        "fields": {"since": "date", "level": "enum(read | write)"},
        "relations": {
            "left": f"belongs_to {left} required on_delete=cascade",
            "right": f"belongs_to {right} required on_delete=cascade",
        },
        "access": {"list": "staff", "get": "staff", "create": "staff", "update": "staff", "delete": "staff"},
    }
    if left != right:
        design["entities"][left].setdefault("relations", {})["linked"] = f"many_to_many {right} through=LinkOf"


def _about_several(draw: st.DrawFn, design: dict[str, Any], kinds: list[str]) -> None:
    """A relation that points at one of several entities."""
    if len(kinds) > 1:
        one, other = draw(st.lists(st.sampled_from(kinds), min_size=2, max_size=2, unique=True))
        design["entities"]["NoteOn"] = {
            "fields": {"text": "text required", "file": "file"},
            "relations": {"subject": f"belongs_to any_of({one} | {other}){draw(st.sampled_from(('', ' required')))}"},
            "access": {"list": "staff", "get": "staff", "create": "staff", "update": "none", "delete": "admin"},
        }


def _outside(draw: st.DrawFn, design: dict[str, Any], kinds: list[str]) -> None:
    """Events, work in the background, an outside party, a query and a rule."""
    of = draw(st.sampled_from(kinds))
    design |= {
        "events": {"it.happened": {"of": of, "payload": ["created_at"], "leaves": draw(st.booleans())}},
        "jobs": {
            "follow": {"on": "it.happened", "does": draw(says) or "Follows.", "retries": 3, "uses": "mailer"},
            "nightly": {"schedule": "0 2 * * *", "does": "Sums up."},
        },
        "integrations": {"mailer": {"kind": "email", "direction": draw(st.sampled_from(("out", "both")))}},
        "queries": {
            "figures": {
                "returns": {"day": "date required", "n": "int required"},
                "params": {"since": "date"},
                "access": "staff",
            }
        },
    }
    design.setdefault("rules", []).append({"id": "r-1", "says": draw(says) or "So it is.", "on": [of]})


def _given_once(draw: st.DrawFn, design: dict[str, Any], kinds: list[str]) -> None:
    """Stretches of time or numbers that one row has alone; some rows end before their time, or come with their whole."""
    of, kind = draw(st.sampled_from(kinds)), draw(st.sampled_from(("timestamp", "date", "int")))
    ends = draw(st.sampled_from(("", " required")))
    found: dict[str, Any] = {
        "fields": {"begins": f"{kind} required", "ends": kind + ends, "stage": STATES},
        "relations": {"what": f"belongs_to {of} required"},
        "actions": {"cancel": {"by": draw(st.sampled_from(("staff", "system"))), "from": "new", "to": "closed"}},
        "access": {"list": "staff", "get": "staff", "create": "staff", "update": draw(st.sampled_from(("staff", "none"))), "delete": "none"},
    }  # fmt: skip
    if draw(st.booleans()):
        found["soft_delete"] = True
    rule: dict[str, Any] = {"on": draw(st.sampled_from(("what", ["what", "stage"]))), "range": ["begins", "ends"]}
    if draw(st.booleans()):
        rule["where"] = draw(st.sampled_from(("stage = open", "ends is not null")))
    design["entities"]["GivenOf"] = found
    design.setdefault("rules", []).append(
        {"id": "given-once", "says": draw(says) or "Once.", "on": ["GivenOf"], "exclusive": rule}
    )
    if draw(st.booleans()):
        design["entities"]["HoldOf"] = {
            "part_of": "given_of",
            "operations": ["get"],
            "fields": {"begins": "int required readonly", "ends": "int required readonly"},
            "relations": {"given_of": "belongs_to GivenOf required unique readonly on_delete=cascade"},
        }
        design["rules"].append(
            {"id": "hold-once", "says": "Once.", "on": ["HoldOf"], "exclusive": {"on": [], "range": ["begins", "ends"]}}
        )
