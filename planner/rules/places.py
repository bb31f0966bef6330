"""Where regions of cloud providers lie, and which place on earth a sentence keeps data in. Tables; knows no design.

Places are ISO 3166 codes of countries. A region whose name tells its country is in one; `eu-central` is somewhere in the
Union; one that nobody knows is nowhere, and nothing is said of it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, TypeAlias

from msgspec import Struct

Countries: TypeAlias = frozenset[str]


def _of(codes: str) -> Countries:
    return frozenset(codes.split())


EU: Final = _of("at be bg hr cy cz dk ee fi fr de gr hu ie it lv lt lu mt nl pl pt ro sk si es se")
_EEA: Final = EU | _of("is li no")
_EUROPE: Final = _EEA | _of("ch gb")
_ANYWHERE: Final = _of("*")

_NAMED: Final = {
    "australia": ("Australia", "au"), "australian": ("Australia", "au"), "austria": ("Austria", "at"),
    "austrian": ("Austria", "at"), "bahrain": ("Bahrain", "bh"), "belgium": ("Belgium", "be"), "belgian": ("Belgium", "be"),
    "brazil": ("Brazil", "br"), "brazilian": ("Brazil", "br"), "canada": ("Canada", "ca"), "canadian": ("Canada", "ca"),
    "chile": ("Chile", "cl"), "china": ("China", "cn"), "denmark": ("Denmark", "dk"), "danish": ("Denmark", "dk"),
    "finland": ("Finland", "fi"), "finnish": ("Finland", "fi"), "france": ("France", "fr"), "french": ("France", "fr"),
    "germany": ("Germany", "de"), "german": ("Germany", "de"), "hong kong": ("Hong Kong", "hk"), "india": ("India", "in"),
    "indian": ("India", "in"), "indonesia": ("Indonesia", "id"), "ireland": ("Ireland", "ie"), "irish": ("Ireland", "ie"),
    "israel": ("Israel", "il"), "italy": ("Italy", "it"), "italian": ("Italy", "it"), "japan": ("Japan", "jp"),
    "japanese": ("Japan", "jp"), "korea": ("Korea", "kr"), "south korea": ("Korea", "kr"), "mexico": ("Mexico", "mx"),
    "netherlands": ("the Netherlands", "nl"), "dutch": ("the Netherlands", "nl"), "new zealand": ("New Zealand", "nz"),
    "norway": ("Norway", "no"), "norwegian": ("Norway", "no"), "poland": ("Poland", "pl"), "polish": ("Poland", "pl"),
    "qatar": ("Qatar", "qa"), "saudi arabia": ("Saudi Arabia", "sa"), "singapore": ("Singapore", "sg"),
    "south africa": ("South Africa", "za"), "spain": ("Spain", "es"), "spanish": ("Spain", "es"),
    "sweden": ("Sweden", "se"), "swedish": ("Sweden", "se"), "switzerland": ("Switzerland", "ch"),
    "swiss": ("Switzerland", "ch"), "taiwan": ("Taiwan", "tw"), "united arab emirates": ("the United Arab Emirates", "ae"),
    "united kingdom": ("the United Kingdom", "gb"), "great britain": ("the United Kingdom", "gb"),
    "british": ("the United Kingdom", "gb"), "united states": ("the United States", "us"),
}  # fmt: skip
_AREAS: Final = {
    "european union": ("the EU", EU),
    "european economic area": ("the EEA", _EEA),
    "europe": ("Europe", _EUROPE),
    "north america": ("North America", _of("us ca mx")),
}
_SHORT: Final = {
    "EU": ("the EU", EU), "E.U.": ("the EU", EU), "EEA": ("the EEA", _EEA), "UK": ("the United Kingdom", _of("gb")),
    "U.K.": ("the United Kingdom", _of("gb")), "US": ("the United States", _of("us")),
    "U.S.": ("the United States", _of("us")), "USA": ("the United States", _of("us")),
    "UAE": ("the United Arab Emirates", _of("ae")),
}  # fmt: skip
"""As they are written: `us` in small letters is those who speak."""

_REGIONS: Final = {
    # Amazon
    "eu-central-1": "de", "eu-central-2": "ch", "eu-west-1": "ie", "eu-west-2": "gb", "eu-west-3": "fr",
    "eu-north-1": "se", "eu-south-1": "it", "eu-south-2": "es", "ap-northeast-1": "jp", "ap-northeast-2": "kr",
    "ap-northeast-3": "jp", "ap-southeast-1": "sg", "ap-southeast-2": "au", "ap-southeast-3": "id",
    "ap-southeast-4": "au", "ap-south-1": "in", "ap-south-2": "in", "ap-east-1": "hk", "me-south-1": "bh",
    "me-central-1": "ae", "il-central-1": "il", "af-south-1": "za", "sa-east-1": "br", "mx-central-1": "mx",
    # Google
    "europe-west1": "be", "europe-west2": "gb", "europe-west3": "de", "europe-west4": "nl", "europe-west6": "ch",
    "europe-west8": "it", "europe-west9": "fr", "europe-west10": "de", "europe-west12": "it", "europe-north1": "fi",
    "europe-north2": "se", "europe-central2": "pl", "europe-southwest1": "es", "asia-east1": "tw", "asia-east2": "hk",
    "asia-northeast1": "jp", "asia-northeast2": "jp", "asia-northeast3": "kr", "asia-south1": "in", "asia-south2": "in",
    "asia-southeast1": "sg", "asia-southeast2": "id", "australia-southeast1": "au", "australia-southeast2": "au",
    "northamerica-northeast1": "ca", "northamerica-northeast2": "ca", "northamerica-south1": "mx",
    "southamerica-east1": "br", "southamerica-west1": "cl", "me-west1": "il", "me-central1": "qa", "me-central2": "sa",
    "africa-south1": "za",
    # Azure
    "westeurope": "nl", "northeurope": "ie", "eastus": "us", "eastus2": "us", "westus": "us", "westus2": "us",
    "westus3": "us", "centralus": "us", "northcentralus": "us", "southcentralus": "us", "westcentralus": "us",
    "eastasia": "hk", "southeastasia": "sg",
}  # fmt: skip
_STARTS: Final = (
    ("canada", _of("ca")), ("switzerland", _of("ch")), ("germany", _of("de")), ("france", _of("fr")),
    ("norway", _of("no")), ("sweden", _of("se")), ("poland", _of("pl")), ("italy", _of("it")), ("spain", _of("es")),
    ("australia", _of("au")), ("japan", _of("jp")), ("korea", _of("kr")), ("brazil", _of("br")), ("india", _of("in")),
    ("centralindia", _of("in")), ("southindia", _of("in")), ("westindia", _of("in")), ("singapore", _of("sg")),
    ("israel", _of("il")), ("southafrica", _of("za")), ("uae", _of("ae")), ("qatar", _of("qa")), ("usgov", _of("us")),
)  # fmt: skip
_PREFIXES: Final = {
    "eu": EU, "europe": _EUROPE, "eea": _EEA, "us": _of("us"), "usa": _of("us"), "uk": _of("gb"), "gb": _of("gb"),
    "uksouth": _of("gb"), "ukwest": _of("gb"), "ap": _of("jp kr sg au id in hk nz tw my th"), "sa": _of("br cl"),
    "asia": _of("jp kr sg id in hk tw"), "me": _of("bh ae il qa sa"), "af": _of("za"), "global": _ANYWHERE,
    "worldwide": _ANYWHERE, "world": _ANYWHERE, "ca": _of("ca"), "au": _of("au"), "jp": _of("jp"), "in": _of("in"),
    "br": _of("br"), "sg": _of("sg"), "ch": _of("ch"), "no": _of("no"), "il": _of("il"), "mx": _of("mx"), "cn": _of("cn"),
    "northamerica": _of("us ca mx"), "southamerica": _of("br cl"), "africa": _of("za"),
    **{code: frozenset((code,)) for code in EU},
}  # fmt: skip

_DATA: Final = ("data", "record", "information", "backup", "file", "document", "content", "everything", "row", "log")
_KEPT: Final = ("stay", "remain", "kept", "keep", "stored", "held", "hosted", "lie", "reside", "residency", "only")
_DENIED: Final = (" not ", " never ", " no ", " cannot ", " nor ")
_SIGNS: Final = re.compile(r"[^\w.&'-]+|\.(?=\s|$)")


class Bound(Struct, frozen=True):
    """Where a sentence keeps data: as people call it, and the countries it stands for."""

    name: str
    countries: Countries


@lru_cache(maxsize=1024)
def countries_of(region: str) -> Countries:
    """The countries in which a region may lie; none where its name does not tell."""
    name = region.strip().lower().replace("_", "-").replace(" ", "-")
    if name in _REGIONS:
        return frozenset((_REGIONS[name],))
    started = next((places for start, places in _STARTS if name.replace("-", "").startswith(start)), None)
    return started or _PREFIXES.get(name.partition("-")[0], frozenset())


@lru_cache(maxsize=1024)
def kept_in(sentence: str) -> Bound | None:
    """The places that the sentence says data stays in; `None` where it says nothing of the kind."""
    plain = f" {_SIGNS.sub(' ', sentence)} "
    said = plain.lower()
    return _named(plain, said) if _keeps(said) else None


def _keeps(said: str) -> bool:
    if not any(f" {word}" in said for word in _DATA):
        return False
    denied = any(word in said for word in _DENIED)
    return denied if " leave" in said else not denied and any(f" {word}" in said for word in _KEPT)


def _named(plain: str, said: str) -> Bound | None:
    """The places of a sentence, in its order."""
    found = [(plain.find(f" {word} "), place) for word, place in _SHORT.items()]
    found += [(said.find(f" {word} "), place) for word, place in _AREAS.items()]
    found += [(said.find(f" {word} "), (name, frozenset((code,)))) for word, (name, code) in _NAMED.items()]
    named = dict(place for at, place in sorted(found, key=lambda pair: pair[0]) if at >= 0)
    return Bound(" or ".join(named), frozenset().union(*named.values())) if named else None


def is_elsewhere(region: str, bound: Bound) -> bool:
    """Whether a region lies in none of these places, as far as its name tells."""
    places = countries_of(region)
    return bool(places) and places.isdisjoint(bound.countries)
