"""English plurals, both ways: tables of what does not go by rule, and the rules. Knows lower-case words, nothing else.

`plural:` of an entity overrules all of it.
"""

from __future__ import annotations

from functools import lru_cache

_NO_PLURAL = frozenset(
    [
        "advice", "aircraft", "baggage", "cash", "cattle", "clothing", "content", "data", "deer", "details",
        "equipment", "evidence", "feedback", "fish", "furniture", "hardware", "headquarters", "history", "homework",
        "information", "inventory", "jewellery", "jewelry", "knowledge", "luggage", "machinery", "mail", "means",
        "media", "merchandise", "metadata", "money", "moose", "music", "news", "offspring", "preferences", "salmon",
        "series", "settings", "sheep", "software", "spacecraft", "species", "staff", "stock", "traffic", "trout",
        "watercraft", "weather", "chassis", "analytics", "logistics", "statistics", "physics", "mathematics",
    ]
)  # fmt: skip
"""Words that are their own plural, or have none."""
_IRREGULAR = {
    "analysis": "analyses", "axis": "axes", "basis": "bases", "calf": "calves", "child": "children",
    "cookie": "cookies", "calorie": "calories", "crisis": "crises", "criterion": "criteria", "datum": "data",
    "diagnosis": "diagnoses", "echo": "echoes", "elf": "elves", "embargo": "embargoes", "emphasis": "emphases",
    "epoch": "epochs", "foot": "feet", "freebie": "freebies", "genus": "genera", "goose": "geese",
    "half": "halves", "hero": "heroes", "hypothesis": "hypotheses", "index": "indexes", "knife": "knives",
    "leaf": "leaves", "life": "lives", "loaf": "loaves", "louse": "lice", "man": "men", "matrix": "matrices",
    "medium": "media", "monarch": "monarchs", "mouse": "mice", "movie": "movies", "nucleus": "nuclei",
    "oasis": "oases", "ox": "oxen", "parenthesis": "parentheses", "person": "people", "phenomenon": "phenomena",
    "potato": "potatoes", "quiz": "quizzes", "rookie": "rookies", "scarf": "scarves", "self": "selves",
    "selfie": "selfies", "shelf": "shelves", "smoothie": "smoothies", "stimulus": "stimuli",
    "stomach": "stomachs", "synopsis": "synopses", "synthesis": "syntheses", "tech": "techs", "thesis": "theses",
    "thief": "thieves", "tomato": "tomatoes", "tooth": "teeth", "torpedo": "torpedoes", "vertex": "vertices",
    "veto": "vetoes", "wife": "wives", "wolf": "wolves", "woman": "women", "zombie": "zombies",
}  # fmt: skip
_SINGULAR_IN_S = frozenset(
    [
        "abacus", "alias", "apparatus", "asbestos", "atlas", "bias", "bonus", "bus", "calculus", "campus", "canvas",
        "census", "chaos", "chorus", "christmas", "circus", "consensus", "corpus", "cosmos", "ethos", "fetus",
        "focus", "gas", "hiatus", "iris", "kansas", "lens", "minibus", "nexus", "octopus", "omnibus", "pancreas",
        "pathos", "plus", "prospectus", "radius", "status", "summons", "surplus", "syllabus", "tennis", "texas",
        "thermos", "thesaurus", "versus", "virus", "walrus",
    ]
)  # fmt: skip
"""Words in -s that are not plurals; their plural is made with -es."""
_SHORT_SINGULAR_IN_S = frozenset(
    ["aws", "bus", "cms", "css", "dns", "gas", "gps", "ios", "mms", "pos", "rss", "sms", "sos", "tls", "tos", "ups"]
)
"""Words of three letters in -s that are not plurals, as `ids` and `ads` are."""
_ES_WORDS = _SINGULAR_IN_S | _SHORT_SINGULAR_IN_S
_PLURAL_IN_IS_US = frozenset(
    [
        "alibis", "apis", "bikinis", "emojis", "kiwis", "kpis", "rabbis", "safaris", "skis", "taxis", "tsunamis", "uis",
        "uris", "wikis", "bureaus", "cpus", "emus", "flus", "gpus", "gurus", "haikus", "menus", "plateaus", "skus",
    ]
)  # fmt: skip
"""Words in -is and -us that are plurals."""
_SINGULAR_IN_E = frozenset(
    ["ache", "avalanche", "axe", "brioche", "cache", "cliche", "headache", "microfiche", "moustache", "niche", "psyche"]
)
"""Words whose plural only looks like one made with -es."""
_ENDINGS = (
    ("woman", "women"),
    ("person", "people"),
    ("child", "children"),
    ("shelf", "shelves"),
    ("wife", "wives"),
    ("life", "lives"),
    ("mouse", "mice"),
    ("man", "men"),
)
"""Words that others end with: `bookshelf`, `salesperson`, `craftsman`."""
_OWN_WAY = frozenset(
    [
        "german",
        "human",
        "norman",
        "ottoman",
        "roman",
        "shaman",
        "talisman",
        "caiman",
        "cayman",
        "specimen",
        "regimen",
        "omen",
        "abdomen",
        "lumen",
    ]
)
_SINGULAR = {many: one for one, many in _IRREGULAR.items()}

_ONE_OF: dict[str, str] = {
    **dict.fromkeys(("analytics", "data", "logistics", "metadata", "statistics", "stock", "traffic", "weather"), "{} record"),
    **dict.fromkeys(("content", "media", "merchandise", "news"), "{} item"),
    **dict.fromkeys(
        (
            "advice", "baggage", "clothing", "equipment", "evidence", "feedback", "furniture", "hardware", "homework",
            "information", "jewellery", "jewelry", "knowledge", "luggage", "machinery", "music", "software",
        ),
        "piece of {}",
    ),
    "mail": "mail",
    "money": "amount of money",
    "staff": "member of {}",
}  # fmt: skip
"""Words that are never counted, and what one of them is called."""
_ALWAYS_MANY = frozenset(["details", "headquarters", "preferences", "settings"])
"""Words that are plural even of one."""


def one_of(words: str) -> str:
    """What one is called: `stock record` for `stock`, `piece of equipment`; `order item` as it stands."""
    return _ONE_OF.get(words.rpartition(" ")[2], "{}").format(words)


def is_always_many(words: str) -> bool:
    """Whether no article fits: `settings`."""
    return words.rpartition(" ")[2] in _ALWAYS_MANY


@lru_cache(maxsize=65536)
def plural(word: str) -> str:
    """The plural of an English word; words that are plural already, or have none, stay."""
    if word in _NO_PLURAL or word in _SINGULAR:
        return word
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    for one, many in _ENDINGS:
        if word.endswith(one) and word not in _OWN_WAY:
            return word.removesuffix(one) + many
        if word.endswith(many) and word not in _OWN_WAY:
            return word
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return word if _is_plural(word) else f"{word}es"
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return f"{word[:-1]}ies"
    return f"{word}s"


def _is_plural(word: str) -> bool:
    if not word.endswith("s") or word.endswith("ss") or len(word) < 3 or word in _SINGULAR_IN_S:
        return False
    if len(word) == 3:
        return word not in _SHORT_SINGULAR_IN_S
    if word.endswith(("us", "is")):
        return word in _PLURAL_IN_IS_US
    return word not in _IRREGULAR


@lru_cache(maxsize=65536)
def singular(word: str) -> str:
    """The singular of an English word that is plural; others stay."""
    if word in _NO_PLURAL:
        return word
    if word in _SINGULAR:
        return _SINGULAR[word]
    for one, many in _ENDINGS:
        if word.endswith(many) and word not in _OWN_WAY:
            return word.removesuffix(many) + one
    if word.endswith("es") and (word[:-1] in _SINGULAR_IN_E or word[:-2] in _ES_WORDS):
        return word[:-1] if word[:-1] in _SINGULAR_IN_E else word[:-2]
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("sses", "xes", "ches", "shes", "zzes", "tzes")):
        return word[:-2]
    return word[:-1] if _is_plural(word) else word
