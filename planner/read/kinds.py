"""The small kinds of values: texts, words from a list, flags, numbers, figures, lists. Each with its JSON Schema."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from planner import codes
from planner.model.expressions import Expression
from planner.model.tree import Node, Scalar
from planner.naming import suggest
from planner.read.expressions import Slip, parse_expression
from planner.read.names import is_identifier, is_name, is_url_path
from planner.read.reader import MISSING, UNKNOWN, Kind, Missing, Reader, kind_of, short

MAX_TEXT = 20_000


def text_of(reader: Reader, node: Node, path: str) -> str | Missing:
    """Any scalar as the text that was written."""
    if not isinstance(node, Scalar):
        return reader.error(codes.DES_WRONG_KIND, f"a text is expected, not {kind_of(node)}", node, path=path)
    if len(node.text) > MAX_TEXT:
        return reader.error(codes.DES_WRONG_KIND, f"the text is longer than {MAX_TEXT:,} characters", node, path=path)
    return node.text.strip()


def word_of(reader: Reader, node: Node, path: str) -> str | Missing:
    """A text that is no boolean and no number: names, shorthands, conditions."""
    if isinstance(node, Scalar) and isinstance(node.value, bool | int | float):
        return reader.error(codes.DES_WRONG_KIND, f"a word is expected, not {kind_of(node)}", node, path=path)
    return text_of(reader, node, path)


def lead(node: Node) -> int:
    """The spaces before the first word of a text, which `text_of` leaves out."""
    return len(node.text) - len(node.text.lstrip()) if isinstance(node, Scalar) else 0


def name_of(reader: Reader, node: Node, path: str) -> str | Missing:
    """A name of the architect's."""
    text = word_of(reader, node, path)
    if isinstance(text, Missing) or is_name(text):
        return text
    return reader.error(codes.DES_BAD_NAME, f"'{short(text)}' cannot be a name", node, path=path)


def flag_of(reader: Reader, node: Node, path: str) -> bool | Missing:
    """`true` or `false`."""
    if isinstance(node, Scalar) and isinstance(node.value, bool):
        return node.value
    hint = "only true and false are booleans" if isinstance(node, Scalar) else ""
    return reader.error(codes.DES_WRONG_KIND, f"true or false is expected, not {kind_of(node)}", node, hint, path=path)


def integer_of(reader: Reader, node: Node, path: str) -> int | Missing:
    """A whole number that is not negative."""
    if (
        isinstance(node, Scalar)
        and isinstance(node.value, int)
        and not isinstance(node.value, bool)
        and 0 <= node.value < 2**53
    ):
        return node.value
    return reader.error(codes.DES_WRONG_KIND, f"a whole number is expected, not {kind_of(node)}", node, path=path)


def shape(name: str) -> Callable[[], dict[str, Any]]:
    """The JSON Schema of a kind, by the name it has among the shapes of `planner.read.shapes`."""
    return lambda: {"$ref": f"#/$defs/{name}"}


def one_or_more(schema: dict[str, Any]) -> dict[str, Any]:
    """One value, or a list of them."""
    return {"anyOf": [schema, {"type": "array", "items": {"anyOf": [schema, {"const": UNKNOWN}]}}]}


TEXT = Kind(text_of, shape("a-text"))
NAME = Kind(name_of, shape("a-name"))
FLAG = Kind(flag_of, lambda: {"type": "boolean"})
INTEGER = Kind(integer_of, lambda: {"type": "integer", "minimum": 0, "maximum": 2**53 - 1})


def identifier_of(reader: Reader, node: Node, path: str) -> str | Missing:
    """What a table is called where it is there already, in its own words."""
    text = text_of(reader, node, path)
    if isinstance(text, Missing) or is_identifier(text):
        return text
    return reader.error(codes.DES_BAD_NAME, f"'{short(text)}' cannot be the name of a table", node, path=path)


IDENTIFIER = Kind(identifier_of, shape("an-identifier"))


def url_path(parameters: bool) -> Kind:
    """A path of the contract, perhaps with `{parameters}`."""

    def read(reader: Reader, node: Node, path: str) -> str | Missing:
        text = word_of(reader, node, path)
        if isinstance(text, Missing) or (is_url_path(text) and (parameters or "{" not in text)):
            return text
        hint = "segments of letters, digits and - . _ ~" + (", or {a parameter}" if parameters else "")
        return reader.error(codes.DES_BAD_NAME, f"'{short(text)}' cannot be a path", node, hint, path=path)

    return Kind(read, shape("a-path-with-parameters" if parameters else "a-path"))


def dotted_of(reader: Reader, node: Node, path: str) -> tuple[str, ...] | Missing:
    """A dotted walk over relations: `order.customer`."""
    text = word_of(reader, node, path)
    if isinstance(text, Missing):
        return text
    parts = tuple(text.split("."))
    if all(is_name(p) for p in parts):
        return parts
    return reader.error(codes.DES_BAD_NAME, f"'{short(text)}' is not a name or a dotted path of names", node, path=path)


DOTTED = Kind(dotted_of, shape("a-dotted-name"))


def words_of(reader: Reader, node: Node, path: str) -> tuple[str, ...] | Missing:
    """One text or a list of texts."""
    found = [text_of(reader, item, below) for item, below in reader.items(node, path)]
    return tuple(text for text in found if not isinstance(text, Missing))


TEXTS = Kind(words_of, lambda: one_or_more({"$ref": "#/$defs/a-text"}))


@lru_cache(maxsize=256)
def one_of(*options: str) -> Kind:
    """One word of a closed list."""

    def read(reader: Reader, node: Node, path: str) -> str | Missing:
        text = text_of(reader, node, path)
        if isinstance(text, Missing) or text in options:
            return text
        near = suggest(text, options)
        hint = f"did you mean '{near}'?" if near else f"known are {', '.join(options)}"
        return reader.error(codes.DES_BAD_WORD, f"'{short(text)}' is not known here", node, hint, path=path)

    return Kind(read, lambda: {"enum": list(options)})


def some_of(*options: str) -> Kind:
    """One word, or several, of a closed list."""
    single = one_of(*options)

    def read(reader: Reader, node: Node, path: str) -> tuple[str, ...]:
        found = [single.read(reader, item, below) for item, below in reader.items(node, path)]
        return tuple(word for word in found if word is not MISSING)

    return Kind(read, lambda: one_or_more({"enum": list(options)}))


def figure(parse: Callable[[str], object], *examples: str) -> Kind:
    """A figure with a unit; the parser's name is that of its shape."""
    name = parse.__name__.strip("_").replace("_", "-")

    def read(reader: Reader, node: Node, path: str) -> object:
        text = text_of(reader, node, path)
        if isinstance(text, Missing):
            return text
        value = parse(text)
        if value is not None:
            return value
        return reader.error(
            codes.DES_BAD_FIGURE,
            f"'{short(text)}' is not a figure this key understands",
            node,
            f"e.g. {' or '.join(examples)}",
            path=path,
        )

    return Kind(read, lambda: {"$ref": f"#/$defs/a-{name}", "examples": list(examples)})


def expression_of(reader: Reader, node: Node, path: str) -> Expression | Missing:
    """An expression of the design language."""
    if isinstance(node, Scalar) and node.value is None:
        return reader.error(
            codes.DES_WRONG_KIND, f"a condition or a value is expected, not {kind_of(node)}", node, path=path
        )
    text = text_of(reader, node, path)
    if isinstance(text, Missing):
        return text
    parsed = parse_expression(text)
    if isinstance(parsed, Slip):
        return reader.error(
            codes.DES_EXPRESSION, parsed.message, node, parsed.hint, offset=parsed.offset + lead(node), path=path
        )
    return parsed


EXPRESSION = Kind(expression_of, shape("an-expression"))


def named_values(schema: dict[str, Any], names: str = "a-key") -> dict[str, Any]:
    """A mapping of the architect's names to values of one schema, or to `unknown`."""
    return {
        "type": "object",
        "propertyNames": {"$ref": f"#/$defs/{names}"},
        "patternProperties": {"^x-": True},
        "additionalProperties": {"anyOf": [schema, {"const": "unknown"}]},
    }


def mapping_of(kind: Kind, what: str) -> Kind:
    """A mapping of the architect's names to values of one kind, read in order as a tuple."""

    def read(reader: Reader, node: Node, path: str) -> tuple[Any, ...]:
        found = []
        for _name, _key, value, below in reader.named(node, path, what):
            if not reader.is_absent(value, below):
                found.append(kind.read(reader, value, below))
        return tuple(item for item in found if item is not MISSING)

    return Kind(read, lambda: named_values(kind.schema()))


def list_of(kind: Kind) -> Kind:
    """A list of values of one kind; a single value is a list of one."""

    def read(reader: Reader, node: Node, path: str) -> tuple[Any, ...]:
        found = [kind.read(reader, item, below) for item, below in reader.items(node, path)]
        return tuple(item for item in found if item is not MISSING)

    return Kind(read, lambda: one_or_more(kind.schema()))
