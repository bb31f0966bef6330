"""Entities, mixins, and what hangs below an entity: constraints, listings, actions."""

from __future__ import annotations

from planner import codes
from planner.model.entities import (
    Action,
    Assignment,
    CheckRule,
    Entity,
    IndexRule,
    Listing,
    Mixin,
    Retention,
    UniqueRule,
)
from planner.model.tree import Mapping, Node, Scalar, Sequence
from planner.read import units
from planner.read.kinds import (
    DOTTED,
    EXPRESSION,
    FLAG,
    IDENTIFIER,
    NAME,
    TEXT,
    TEXTS,
    expression_of,
    figure,
    list_of,
    mapping_of,
    named_values,
    one_of,
    one_or_more,
    shape,
    text_of,
    url_path,
    words_of,
)
from planner.read.language.access import ACCESS, GRANTS
from planner.read.language.members import FIELD, RELATION
from planner.read.reader import MISSING, Key, Keys, Kind, Missing, Reader, short

OPERATIONS = ("list", "get", "create", "update", "delete")


def _audit(reader: Reader, node: Node, path: str) -> str | Missing | None:
    if isinstance(node, Scalar) and isinstance(node.value, bool):
        return "writes" if node.value else None
    found: str | Missing = one_of("writes", "reads").read(reader, node, path)
    return found


def _retention(reader: Reader, node: Node, path: str) -> Retention | Missing:
    text = text_of(reader, node, path)
    if isinstance(text, Missing):
        return text
    found = units.retention(text, path)
    if found is not None:
        return found
    return reader.error(
        codes.DES_BAD_FIGURE,
        f"'{short(text)}' is no time to keep rows",
        node,
        "e.g. 90d, 3y after last login",
        path=path,
    )


def _rows(text: str) -> int | None:
    found = units.count(text)
    return round(found.value) if found and found.value == round(found.value) else None


def _operations(reader: Reader, node: Node, path: str) -> tuple[str, ...]:
    found = [one_of(*OPERATIONS).read(reader, item, below) for item, below in reader.items(node, path)]
    return tuple(dict.fromkeys(word for word in found if word is not MISSING))


AUDIT = Kind(_audit, lambda: {"enum": [True, False, "writes", "reads"]})
RETENTION = Kind(_retention, shape("a-retention"))
ROWS = figure(_rows, "500k")
GROWTH = figure(units.rate, "8k/day", "60k/month")

UNIQUE_KEYS: Keys = {
    "on": Key("on", TEXTS, "Fields or relations that are unique together.", required=True),
    "where": Key("where", EXPRESSION, "Only among these rows."),
}


def _unique_item(reader: Reader, node: Node, path: str) -> UniqueRule | Missing:
    if isinstance(node, Mapping):
        values = reader.keys(node, path, UNIQUE_KEYS, "a unique rule")
        if isinstance(values, Missing) or not values.get("on"):
            return MISSING
        return UniqueRule(path=path, **values)
    names = words_of(reader, node, path)
    return MISSING if isinstance(names, Missing) or not names else UniqueRule(names, path)


def _unique(reader: Reader, node: Node, path: str) -> tuple[UniqueRule, ...]:
    """A list of lists; a flat list of names is one rule."""
    if isinstance(node, Sequence) and node.items and all(isinstance(i, Scalar) for i in node.items):
        found = [_unique_item(reader, node, path)]
    else:
        found = [_unique_item(reader, item, below) for item, below in reader.items(node, path)]
    return tuple(rule for rule in found if not isinstance(rule, Missing))


INDEX_KEYS: Keys = {
    "on": Key("on", TEXTS, "Columns in order; `name desc` reverses one.", required=True),
    "where": Key("where", EXPRESSION, "Only these rows."),
    "method": Key("method", one_of("btree", "gin", "fulltext"), "How it is built."),
    "unique": Key("unique", FLAG, "No two rows share it."),
}


def _index_item(reader: Reader, node: Node, path: str) -> IndexRule | Missing:
    if isinstance(node, Mapping):
        values = reader.keys(node, path, INDEX_KEYS, "an index")
        if isinstance(values, Missing) or not values.get("on"):
            return MISSING
        return IndexRule(path=path, **values)
    names = words_of(reader, node, path)
    return MISSING if isinstance(names, Missing) or not names else IndexRule(names, path)


CHECK_KEYS: Keys = {
    "check": Key("condition", EXPRESSION, "What must hold for every row.", required=True),
    "name": Key("name", NAME, "The constraint's name."),
    "says": Key("says", TEXT, "What it means."),
}


def _check_item(reader: Reader, node: Node, path: str) -> CheckRule | Missing:
    if isinstance(node, Mapping):
        values = reader.keys(node, path, CHECK_KEYS, "a check")
        return MISSING if isinstance(values, Missing) or "condition" not in values else CheckRule(path=path, **values)
    condition = expression_of(reader, node, path)
    return condition if isinstance(condition, Missing) else CheckRule(condition, path)


LIST_KEYS: Keys = {
    "filter": Key("filter", TEXTS, "Fields and relations to filter by."),
    "sort": Key("sort", TEXTS, "Fields to sort by."),
    "search": Key("search", TEXTS, "Fields whose words are searched."),
    "include": Key("include", TEXTS, "Relations that can be embedded."),
    "page": Key("page", one_of("cursor", "offset"), "How pages are turned."),
}


def _listing(reader: Reader, node: Node, path: str) -> Listing | Missing:
    values = reader.keys(node, path, LIST_KEYS, "list")
    return MISSING if isinstance(values, Missing) else Listing(path=path, **values)


def _sets(reader: Reader, node: Node, path: str) -> tuple[Assignment, ...]:
    found: list[Assignment] = []
    for name, _key, value, below in reader.named(node, path, "sets"):
        expression = expression_of(reader, value, below)
        if not isinstance(expression, Missing):
            found.append(Assignment(name, expression, below))
    return tuple(found)


ACTION_KEYS: Keys = {
    "says": Key("says", TEXT, "What it does."),
    "by": Key("by", GRANTS, "Who may; `system` for jobs, `integration.x` for its webhook."),
    "from": Key("from_states", TEXTS, "States it starts in."),
    "to": Key("to_state", TEXT, "The state it ends in."),
    "field": Key("field", NAME, "The enum field it moves, if more than one could be meant."),
    "uses": Key("uses", TEXTS, "Integrations it calls."),
    "input": Key("input", mapping_of(FIELD, "input"), "What the caller sends."),
    "sets": Key(
        "sets",
        Kind(_sets, lambda: named_values({"$ref": "#/$defs/an-expression"})),
        "Fields it sets.",
    ),
    "emits": Key("emits", TEXTS, "Events it publishes."),
    "idempotent": Key("idempotent", FLAG, "Repeating it changes nothing more."),
    "bulk": Key("bulk", FLAG, "It takes several rows at once."),
}


def _action(reader: Reader, node: Node, path: str) -> Action | Missing:
    values = reader.keys(node, path, ACTION_KEYS, "an action")
    return MISSING if isinstance(values, Missing) else Action(path.rpartition(".")[2], path, **values)


ACTIONS = mapping_of(Kind(_action, lambda: {"$ref": "#/$defs/action"}), "actions")
FIELDS = mapping_of(FIELD, "fields")
RELATIONS = mapping_of(RELATION, "relations")
_TRAITS: Keys = {
    "soft_delete": Key("soft_delete", FLAG, "Rows are marked, not removed."),
    "audit": Key("audit", AUDIT, "`writes` (or true): who changed what; `reads`: also who looked."),
    "versioned": Key("versioned", FLAG, "Edits need the version they saw."),
    "tenant": Key("tenant", FLAG, "false: shared by all tenants."),
    "retention": Key("retention", RETENTION, "How long rows are kept."),
}
ENTITY_KEYS: Keys = {
    "says": Key("says", TEXT, "What it is, in a sentence."),
    "abstract": Key("abstract", FLAG, "Only there to be mixed in."),
    "mixins": Key("mixins", TEXTS, "Shared members to take in."),
    "account": Key("account", NAME, "The role that people (or devices) who sign in as this have."),
    "owner": Key("owner", DOTTED, "The relation, or dotted path, to the account that owns a row."),
    "part_of": Key("part_of", NAME, "The relation to the whole it lives and dies with."),
    "key": Key("key", TEXTS, "Fields or relations that identify a row, instead of an id."),
    "path_key": Key("path_key", NAME, "The unique field that stands in paths."),
    "rows": Key("rows", ROWS, "How many rows there will be."),
    "growth": Key("growth", GROWTH, "How many rows are added."),
    **_TRAITS,
    "fields": Key("fields", FIELDS, "What is stored of it."),
    "relations": Key("relations", RELATIONS, "How it hangs together with others."),
    "unique": Key("unique", Kind(_unique, shape("uniques")), "Fields that are unique together."),
    "indexes": Key(
        "indexes",
        list_of(Kind(_index_item, shape("index"))),
        "Indexes beyond the derived ones.",
    ),
    "checks": Key("checks", list_of(Kind(_check_item, shape("check"))), "Conditions every row meets."),
    "operations": Key(
        "operations",
        Kind(_operations, lambda: one_or_more({"enum": list(OPERATIONS)})),
        "Which of list, get, create, update, delete exist.",
    ),
    "list": Key("listing", Kind(_listing, lambda: {"$ref": "#/$defs/list"}), "Filters, sorting, search and pages."),
    "access": Key("access", ACCESS, "Who may do what."),
    "actions": Key("actions", ACTIONS, "Named operations; with from/to the state machine."),
    "plural": Key("plural", NAME, "The plural of its name."),
    "table": Key("table", IDENTIFIER, "The table's name."),
    "path": Key("url", url_path(False), "The path of its collection."),
    "was": Key("was", NAME, "The former name: a rename."),
}
MIXIN_KEYS: Keys = {
    "says": Key("says", TEXT, "What it shares."),
    "fields": Key("fields", FIELDS, "Shared fields."),
    "relations": Key("relations", RELATIONS, "Shared relations."),
    **_TRAITS,
}


def entity_of(reader: Reader, node: Node, path: str) -> Entity | Missing:
    """One entity."""
    values = reader.keys(node, path, ENTITY_KEYS, "an entity")
    return MISSING if isinstance(values, Missing) else Entity(path.rpartition(".")[2], path, **values)


def mixin_of(reader: Reader, node: Node, path: str) -> Mixin | Missing:
    """One mixin."""
    values = reader.keys(node, path, MIXIN_KEYS, "a mixin")
    return MISSING if isinstance(values, Missing) else Mixin(path.rpartition(".")[2], path, **values)


ENTITY = Kind(entity_of, lambda: {"$ref": "#/$defs/entity"})
MIXIN = Kind(mixin_of, lambda: {"$ref": "#/$defs/mixin"})
