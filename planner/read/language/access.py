"""Who may do what, on which rows: a role, a list, or roles with the rows each reaches."""

from __future__ import annotations

from planner import codes
from planner.model.entities import AccessRule, Grant
from planner.model.expressions import Expression
from planner.model.tree import Mapping, Node, Scalar
from planner.read.expressions import Slip, parse_expression
from planner.read.kinds import lead, named_values, shape, word_of
from planner.read.names import is_name, join
from planner.read.reader import Kind, Missing, Reader, short

SPECIAL_ROLES = ("owner", "public", "none", "system")


def grants_of(reader: Reader, node: Node, path: str) -> tuple[Grant, ...]:
    """The callers an entry names, in order."""
    if isinstance(node, Mapping):
        found = [
            _with_rows(reader, name, key, value, below)
            for name, (key, value) in node.entries.items()
            if not reader.is_absent(value, below := join(path, name))
        ]
    else:
        found = [_plain(reader, item, below) for item, below in reader.items(node, path)]
    grants = tuple(g for g in found if not isinstance(g, Missing))
    if not found and not isinstance(node, Scalar):
        reader.error(codes.DES_ACCESS, "nobody is named here", node, "write `none`, or leave the key out", path=path)
    _check_alone(reader, grants, node, path)
    return grants


def _check_alone(reader: Reader, grants: tuple[Grant, ...], node: Node, path: str) -> None:
    """`public` or `none` beside others contradicts itself, unless each says its rows."""
    plain = [g.role for g in grants if g.rows is None and g.where is None and g.via is None]
    for word in ("public", "none"):
        if word in plain and len(grants) > 1:
            says = "everybody may already" if word == "public" else "nobody may"
            reader.error(
                codes.DES_ACCESS,
                f"`{word}` beside others contradicts itself: {says}",
                node,
                "say the rows of each, or keep one of them",
                path=path,
            )


def _plain(reader: Reader, node: Node, path: str) -> Grant | Missing:
    text = word_of(reader, node, path)
    if isinstance(text, Missing):
        return text
    return (
        Grant(text, path)
        if _is_caller(text)
        else reader.error(codes.DES_BAD_NAME, f"'{short(text)}' is no role", node, path=path)
    )


def _is_caller(text: str) -> bool:
    return is_name(text) or (text.startswith("integration.") and is_name(text[12:]))


def _with_rows(reader: Reader, role: str, key: Scalar, node: Node, path: str) -> Grant | Missing:
    if not _is_caller(role):
        return reader.error(codes.DES_BAD_NAME, f"'{short(role)}' is no role", key, path=path)
    text = word_of(reader, node, path)
    if isinstance(text, Missing):
        return text
    if text == "all":
        return Grant(role, path, rows="all")
    via, condition, offset = _split_via(text)
    if via is not None and not is_name(via):
        hint = "e.g. via Membership where level = admin"
        return reader.error(
            codes.DES_BAD_NAME, f"'{short(via)}' is no entity to go by", node, hint, offset=lead(node) + 4, path=path
        )
    where: Expression | None = None
    if condition:
        parsed = parse_expression(condition)
        if isinstance(parsed, Slip):
            return reader.error(
                codes.DES_EXPRESSION,
                parsed.message,
                node,
                parsed.hint,
                offset=lead(node) + offset + parsed.offset,
                path=path,
            )
        where = parsed
    return Grant(role, path, where=where, via=via)


def _split_via(text: str) -> tuple[str | None, str, int]:
    """`via Membership where level = admin` -> entity, condition, where the condition begins."""
    if text != "via" and not text.startswith("via "):
        return None, text, 0
    entity, word, condition = f"{text[4:]} ".partition(" where ")
    if word and not condition.strip():
        return f"{entity} where", "", 0
    return entity.strip(), condition.strip(), len(text) - len(condition.strip())


GRANTS = Kind(grants_of, shape("callers"))


def access_of(reader: Reader, node: Node, path: str) -> tuple[AccessRule, ...]:
    """Operation -> who."""
    rules: list[AccessRule] = []
    for name, _key, value, below in reader.named(node, path, "access"):
        if not reader.is_absent(value, below):
            rules.append(AccessRule(name, below, grants_of(reader, value, below)))
    return tuple(rules)


ACCESS = Kind(access_of, lambda: named_values({"$ref": "#/$defs/callers"}))
