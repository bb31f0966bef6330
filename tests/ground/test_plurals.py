"""English plurals, both ways. Words that are plural already stay, whatever they end with."""

from __future__ import annotations

import pytest

from planner.plurals import plural, singular

REGULAR = {
    "book": "books", "category": "categories", "day": "days", "box": "boxes", "branch": "branches",
    "address": "addresses", "area": "areas", "photo": "photos", "video": "videos", "schema": "schemas",
    "pizza": "pizzas", "camera": "cameras", "kilo": "kilos", "logo": "logos", "memo": "memos", "dish": "dishes",
    "class": "classes", "process": "processes", "tax": "taxes", "match": "matches", "size": "sizes",
    "prize": "prizes", "house": "houses", "course": "courses", "license": "licenses", "cause": "causes",
    "use": "uses", "shoe": "shoes", "journey": "journeys", "chef": "chefs", "proof": "proofs", "key": "keys",
}  # fmt: skip
IRREGULAR = {
    "person": "people", "child": "children", "leaf": "leaves", "analysis": "analyses", "quiz": "quizzes",
    "index": "indexes", "vertex": "vertices", "matrix": "matrices", "criterion": "criteria", "mouse": "mice",
    "hero": "heroes", "veto": "vetoes", "movie": "movies", "cookie": "cookies", "cache": "caches",
    "headache": "headaches", "epoch": "epochs", "thief": "thieves", "knife": "knives", "ox": "oxen",
}  # fmt: skip
ENDINGS_IN_S = {
    "status": "statuses", "alias": "aliases", "bias": "biases", "atlas": "atlases", "canvas": "canvases",
    "gas": "gases", "bus": "buses", "lens": "lenses", "bonus": "bonuses", "campus": "campuses", "virus": "viruses",
    "radius": "radiuses", "corpus": "corpuses", "diagnosis": "diagnoses", "api": "apis", "menu": "menus",
    "taxi": "taxis", "sku": "skus", "id": "ids", "ad": "ads", "ip": "ips", "sms": "smses", "cosmos": "cosmoses",
}  # fmt: skip
COMPOUNDS = {
    "bookshelf": "bookshelves", "salesperson": "salespeople", "craftsman": "craftsmen", "grandchild": "grandchildren",
    "housewife": "housewives", "human": "humans", "talisman": "talismans", "specimen": "specimens",
    "chairwoman": "chairwomen", "dormouse": "dormice",
}  # fmt: skip


@pytest.mark.parametrize(("one", "many"), (REGULAR | IRREGULAR | ENDINGS_IN_S | COMPOUNDS).items())
def test_plural_and_back(one: str, many: str) -> None:
    assert plural(one) == many
    assert plural(many) == many
    assert singular(many) == one
    assert singular(one) == one


@pytest.mark.parametrize("word", [
    "news", "series", "species", "stock", "staff", "metadata", "equipment", "aircraft", "deer", "analytics",
    "settings", "chassis", "cash", "furniture", "software",
])  # fmt: skip
def test_words_that_are_their_own_plural(word: str) -> None:
    assert plural(word) == word
    assert singular(word) == word
