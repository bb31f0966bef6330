"""What is typed into one line of a form, as data for the design; and what is wrong with it, while it is typed."""

from __future__ import annotations

from typing import Final

from planner.read.layout import Value
from planner.read.names import is_name
from planner.read.printing import flow_text

SHORTHANDS: Final = ("fields", "relations")
PROSE: Final = ("says", "does")


def shown(value: Value) -> str:
    """A value on one line, as it is typed."""
    return value if isinstance(value, str) else "" if value is None else flow_text(value)


def typed(section: str, text: str) -> Value:
    """What a line says: a shorthand and prose as they stand, anything else as YAML."""
    from planner.interview.draft import parsed

    text = text.strip()
    plain = section in SHORTHANDS or section in PROSE
    if plain and not text.startswith("{"):
        return text
    return parsed(text)


def split_entry(text: str) -> tuple[str, str]:
    """`name: what it is` in its two parts."""
    name, _, rest = text.partition(":")
    return name.strip(), rest.strip()


def slip_in_name(name: str, taken: tuple[str, ...]) -> str:
    """Why a name cannot be given."""
    if not is_name(name):
        from planner.read.syntax import shown as short

        return f"'{short(name)}' cannot be a name: letters, digits, _ and -, a letter first"
    return f"there is a '{name}' already" if name in taken else ""


def slip_in(section: str, text: str) -> str:
    """What is wrong with a line of a section; empty where nothing is."""
    if text.strip().startswith("{"):
        from planner.read.yaml import parse_yaml

        problems = parse_yaml(f"value: {text}\n", "line")[1]
        return f"not valid YAML: {problems[0].message}" if problems else ""
    if section == "fields":
        from planner.read.fields import parse_field

        slips = parse_field(text.strip())[1]
    elif section == "relations":
        from planner.read.relations import parse_relation

        slips = parse_relation(text.strip())[1]
    else:
        return ""
    return f"{slips[0].message}{f' ({slips[0].hint})' if slips[0].hint else ''}" if slips else ""


def slip_in_entry(section: str, text: str, taken: tuple[str, ...]) -> str:
    """What is wrong with `name: what it is`."""
    name, rest = split_entry(text)
    return slip_in_name(name, taken) or (slip_in(section, rest) if rest else "after the name a colon, then what it is")
