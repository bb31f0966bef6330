"""What the words of a role say that it does and never does: the verbs that open a clause, and what they are said of.

Knows sentences, not designs: `Reads orders` claims to read, not to order; `Rates them` claims to make ratings.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, TypeAlias

_CLAUSE: Final = re.compile(r"[.,;:!?()]| and | or | then ")
_DENYING: Final = ("never ", "does not ", "do not ", "may not ", "cannot ", "can not ", "must not ", "not ")
_LEADING: Final = ("also ", "may ", "can ", "must ", "only ", "who ", "that ", "which ", "it ", "they ", "alone ")
_ANYTHING: Final = frozenset(("what", "whatever", "it", "them", "all", "those", "anything", "everything"))
_LOOKS: Final = frozenset(
    ("access", "audit", "find", "inspect", "know", "list", "look", "read", "search", "see", "view")
)
_WHOLLY: Final = ("everything", "anything", "all", "all of it", "at everything", "into everything")
_EXCEPT: Final = (" but ", " except ", " save ", " apart from ", " other than ")
_MAKING: Final = (
    "al", "ance", "ation", "ence", "ication", "ing", "ion", "ment", "ssion", "t", "y"
)  # fmt: skip
"""How the name of what is made ends, behind its verb: `rate` and Rating, `ship` and Shipment, `invite` and Invitation."""
_MADE: Final = {"prescribe": "prescription", "register": "registration", "subscribe": "subscription"}
_PLAIN_VERBS: Final = frozenset(("build", "find", "hold", "keep", "list", "open", "read", "set", "train", "write"))
"""Verbs of everything: who reads dashboards makes no Reading."""
Deeds: TypeAlias = frozenset[tuple[str, str]]


@lru_cache(maxsize=1024)
def said_deeds(says: str) -> tuple[Deeds, Deeds]:
    """Verbs in their plain form, each with the rest of its clause: what it does, and what it never does."""
    done: set[tuple[str, str]] = set()
    never: set[tuple[str, str]] = set()
    for clause in _CLAUSE.split(f" {says.lower()} "):
        rest, denied = clause.strip(), False
        while lead := next((w for w in (*_DENYING, *_LEADING) if rest.startswith(w)), ""):
            denied = denied or lead in _DENYING
            rest = rest.removeprefix(lead)
        if rest:
            verb, _, of = rest.partition(" ")
            (never if denied else done).update((form, of.strip()) for form in _plain(verb))
    return frozenset(done), frozenset(never)


def is_said(deeds: Deeds, verb: str, names: tuple[str, ...]) -> bool:
    """Whether the verb is among them, said of nothing in particular or of one of these names."""
    for said, of in deeds:
        if said == verb and (not of or of.split()[0] in _ANYTHING or any(f" {n} " in f" {of} " for n in names)):
            return True
    return False


def sees_everything(says: str) -> bool:
    """Whether it claims to read whatever there is, with no exception."""
    if any(word in f" {says.lower()} " for word in _EXCEPT):
        return False
    done, _ = said_deeds(says)
    return any(verb in _LOOKS and of in _WHOLLY for verb, of in done)


def makes(deeds: Deeds, name: tuple[str, ...]) -> str:
    """The verb among them whose outcome has this name: `rate` for the words of Rating; empty where there is none."""
    head = name[-1]
    for verb, of in sorted(deeds):
        spoken = not of or of.split()[0] in _ANYTHING or all(word in of for word in name[:-1])
        if spoken and _is_made_by(head, verb):
            return verb
    return ""


def _is_made_by(noun: str, verb: str) -> bool:
    stems = (verb, verb[:-1]) if len(verb) > 3 else (verb,)
    if not _PLAIN_VERBS.isdisjoint(stems):
        return False
    return noun == _MADE.get(verb) or any(
        stem and noun.removeprefix(stem) in _MAKING for stem in stems if noun.startswith(stem)
    )


def _plain(verb: str) -> tuple[str, ...]:
    """`approve` for `approves`; the word itself, for it may be plain already."""
    if verb.endswith("ies"):
        return verb, f"{verb[:-3]}y", verb[:-1]
    if verb.endswith("es"):
        return verb, verb[:-1], verb[:-2]
    return (verb, verb[:-1]) if verb.endswith("s") else (verb,)
