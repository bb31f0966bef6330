"""Fields and relations, in shorthand and in long form."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from planner import codes
from planner.model.entities import Field, FieldType, OnDelete, Relation, RelationKind, TypeKind
from planner.model.tree import Mapping, Node, Scalar
from planner.read.fields import bound, parse_field, pattern_slip
from planner.read.kinds import EXPRESSION, FLAG, NAME, TEXT, one_of, shape, text_of, word_of
from planner.read.reader import MISSING, Key, Keys, Kind, Missing, Reader, kind_of, short
from planner.read.relations import parse_count, parse_relation, parse_targets
from planner.read.types import MAX_ENUM, is_enum_value
from planner.read.words import CodedSlip


def _bound(reader: Reader, node: Node, path: str) -> str | Missing:
    text = text_of(reader, node, path)
    if isinstance(text, Missing):
        return text
    slips: list[CodedSlip] = []
    found = bound(path.rpartition(".")[2], text, 0, slips)
    return found if found is not None else reader.error(slips[0].code, slips[0].message, node, path=path)


def _pattern(reader: Reader, node: Node, path: str) -> str | Missing:
    text = text_of(reader, node, path)
    if isinstance(text, Missing):
        return text
    plain = text[1:-1] if len(text) > 1 and text[0] == text[-1] == "/" else text
    slip = pattern_slip(plain)
    return reader.error(codes.DES_PATTERN, slip, node, path=path) if slip else plain


def _values(reader: Reader, node: Node, path: str) -> tuple[str, ...] | Missing:
    found: list[str] = []
    for item, below in reader.items(node, path):
        text = text_of(reader, item, below)
        if isinstance(text, Missing):
            continue
        if not is_enum_value(text):
            reader.error(codes.DES_TYPE_ARGUMENTS, f"'{short(text)}' cannot be a value of an enum", item, path=below)
        elif len(found) >= MAX_ENUM:
            reader.error(codes.DES_TYPE_ARGUMENTS, f"an enum has at most {MAX_ENUM} values", item, path=below)
            break
        elif text in found:
            reader.error(codes.DES_REPEATED, f"'{text}' stands here twice", item, path=below)
        else:
            found.append(text)
    return (
        tuple(found) if found else reader.error(codes.DES_TYPE_ARGUMENTS, "an enum lists its values", node, path=path)
    )


def _unique(reader: Reader, node: Node, path: str) -> bool | str | Missing:
    if isinstance(node, Scalar) and node.text == "forever":
        return "forever"
    found: bool | Missing = FLAG.read(reader, node, path)
    return found


_BOUND = Kind(_bound, shape("a-bound"))
VALUES = Kind(_values, shape("values"))
_FLAGS = ("required", "index", "search", "pii", "sensitive", "secret", "readonly", "writeonly", "immutable", "private")
_FLAG_SAYS = {
    "required": "A value is always there.",
    "index": "Rows are looked up by it.",
    "search": "Words in it are searched.",
    "pii": "Personal data: never to anonymous callers.",
    "sensitive": "Not in logs, events or caches.",
    "secret": "Never returned.",
    "readonly": "Set by the server.",
    "writeonly": "Accepted, never returned.",
    "immutable": "Set on create only.",
    "private": "To the owner only.",
}
FIELD_KEYS: Keys = {
    "type": Key("type", TEXT, "A type, with flags if you like: string(1..80) required.", required=True),
    "says": Key("says", TEXT, "What it means."),
    **{name: Key(name, FLAG, _FLAG_SAYS[name]) for name in _FLAGS},
    "unique": Key(
        "unique",
        Kind(_unique, lambda: {"enum": [True, False, "forever"]}),
        "No two rows share it; `forever` even after a soft delete.",
    ),
    "min": Key("min", _BOUND, "The least value."),
    "max": Key("max", _BOUND, "The greatest value."),
    "pattern": Key(
        "pattern",
        Kind(_pattern, lambda: {"type": "string", "minLength": 1, "maxLength": 502}),
        "A regular expression for the whole text.",
    ),
    "from": Key("source", NAME, "The field it is made from, as a slug from a title."),
    "unit": Key("unit", TEXT, "The unit of a number."),
    "currency": Key("currency", TEXT, "The field that holds the currency, or a currency."),
    "computed": Key("computed", EXPRESSION, "An expression the server keeps."),
    "default": Key("default", TEXT, "The value when none is sent."),
    "example": Key("example", TEXT, "A typical value."),
    "values": Key("values", VALUES, "The values of an enum."),
    "column": Key("column", NAME, "The column's name."),
    "was": Key("was", NAME, "The former name: a rename."),
}


def field_of(reader: Reader, node: Node, path: str) -> Field | Missing:
    """One field; its name is the last segment of the path."""
    name = _last(path)
    if isinstance(node, Mapping):
        return _long_field(reader, node, path, name)
    if not isinstance(node, Scalar):
        return reader.error(
            codes.DES_WRONG_KIND, f"a field is a shorthand or a mapping, not {kind_of(node)}", node, path=path
        )
    text = word_of(reader, node, path)
    found = text if isinstance(text, Missing) else _short_field(reader, node, node.text, path)
    return found if isinstance(found, Missing) else _named_field(found, name, path)


def _named_field(found: Field, name: str, path: str) -> Field:
    return replace(found, name=name, path=path)


def _last(path: str) -> str:
    """The name a path ends with; names hold no dots."""
    return path.rpartition(".")[2]


def _short_field(reader: Reader, node: Scalar, text: str, path: str) -> Field | Missing:
    found, slips = parse_field(text)
    for slip in slips:
        reader.error(slip.code, slip.message, node, slip.hint, offset=slip.offset, path=path)
    return MISSING if found is None or slips else found


def _long_field(reader: Reader, node: Mapping, path: str, name: str) -> Field | Missing:
    values = reader.keys(node, path, FIELD_KEYS, "a field")
    if isinstance(values, Missing) or "type" not in values:
        return MISSING
    type_node = node.entries["type"][1]
    assert isinstance(type_node, Scalar)
    listed: tuple[str, ...] | None = values.pop("values", None)
    if "values" in node.entries and values["type"] != "enum":
        key = node.entries["values"][0]
        return reader.error(
            codes.DES_TYPE_ARGUMENTS, "only an enum has `values`", key, "write type: enum, or leave them out", path=path
        )
    if listed is not None:
        base = Field(name, path, FieldType(TypeKind.ENUM, values=listed))
        del values["type"]
    else:
        short_form = _short_field(reader, type_node, values.pop("type"), f"{path}.type")
        if isinstance(short_form, Missing):
            return MISSING
        base = short_form
        _said_twice(reader, node, base, path)
    if "unique" in values:
        values["unique_forever"] = values["unique"] == "forever"
        values["unique"] = bool(values["unique"])
    return replace(base, name=name, path=path, **values)


def _said_twice(reader: Reader, node: Mapping, base: Field, path: str) -> None:
    """What the shorthand below `type` and a key of its own both say."""
    for name, (key, _) in node.entries.items():
        known = FIELD_KEYS.get(name)
        if known is not None and name != "type" and getattr(base, known.attribute, None) not in (None, False, ""):
            reader.error(
                codes.DES_REPEATED, f"'{name}' stands in the shorthand too", key, "keep one of them", path=path
            )


FIELD = Kind(field_of, shape("a-field"))


def _target(reader: Reader, node: Node, path: str) -> tuple[str, ...] | Missing:
    text = text_of(reader, node, path)
    if isinstance(text, Missing):
        return text
    found = parse_targets(text)
    return (
        reader.error(found.code, found.message, node, found.hint, path=path) if isinstance(found, CodedSlip) else found
    )


def _count(reader: Reader, node: Node, path: str) -> tuple[int | None, int | None] | Missing:
    text = text_of(reader, node, path)
    if isinstance(text, Missing):
        return text
    found = parse_count(text)
    if found is None:
        return reader.error(codes.DES_BAD_FIGURE, f"'{short(text)}' is no range", node, "e.g. 1..5", path=path)
    return found


_TARGET = Kind(_target, shape("a-target"))
RELATION_KEYS: Keys = {
    **{
        kind.value: Key(kind.value, _TARGET, f"The target: {kind.value.replace('_', ' ')} it.") for kind in RelationKind
    },
    "kind": Key("kind", one_of(*(k.value for k in RelationKind)), "The kind of relation, with `target`."),
    "target": Key("target", _TARGET, "The entity on the other side."),
    "says": Key("says", TEXT, "What it means."),
    "required": Key("required", FLAG, "There always is one."),
    "unique": Key("unique", FLAG, "At most one row points at each target."),
    "immutable": Key("immutable", FLAG, "Set on create only."),
    "readonly": Key("readonly", FLAG, "Set by the server."),
    "private": Key("private", FLAG, "To the owner only."),
    "on_delete": Key("on_delete", one_of(*(o.value for o in OnDelete)), "What happens when the target goes."),
    "inverse": Key("inverse", NAME, "What the other side calls it."),
    "through": Key("through", NAME, "The entity that carries a many-to-many."),
    "count": Key(
        "count",
        Kind(_count, shape("a-range")),
        "How many at least and at most.",
    ),
    "column": Key("column", NAME, "The column's name."),
    "was": Key("was", NAME, "The former name: a rename."),
}


def relation_of(reader: Reader, node: Node, path: str) -> Relation | Missing:
    """One relation; its name is the last segment of the path."""
    if isinstance(node, Mapping):
        return _long_relation(reader, node, path)
    if not isinstance(node, Scalar):
        return reader.error(
            codes.DES_WRONG_KIND, f"a relation is a shorthand or a mapping, not {kind_of(node)}", node, path=path
        )
    if isinstance(word_of(reader, node, path), Missing):
        return MISSING
    found, slips = parse_relation(node.text)
    for slip in slips:
        reader.error(slip.code, slip.message, node, slip.hint, offset=slip.offset, path=path)
    return MISSING if found is None or slips else replace(found, name=_last(path), path=path)


def _long_relation(reader: Reader, node: Mapping, path: str) -> Relation | Missing:
    values = reader.keys(node, path, RELATION_KEYS, "a relation")
    if isinstance(values, Missing):
        return MISSING
    said = [(kind, values.pop(kind.value)) for kind in RelationKind if kind.value in values]
    if "kind" in values and "target" in values:
        said.append((RelationKind(values["kind"]), values["target"]))
    if len(said) != 1 or ("kind" in node.entries) != ("target" in node.entries):
        return reader.error(
            codes.DES_RELATION, "a relation is one kind and one target", node, "e.g. {belongs_to: Customer}", path=path
        )
    values.pop("kind", None)
    values.pop("target", None)
    least, most = values.pop("count", (None, None))
    if "on_delete" in values:
        values["on_delete"] = OnDelete(values["on_delete"])
    kind, targets = said[0]
    extras: dict[str, Any] = values
    return replace(Relation(_last(path), path, kind, targets), least=least, most=most, **extras)


RELATION = Kind(relation_of, shape("a-relation"))
