"""What a design says of itself and does not keep: places of data, claims of roles; and what looks so and is none."""

from __future__ import annotations

import pytest

from tests.rules.harness import contradictions_of

PLACES = """
context: {{regions: [{regions}]}}
constraints: [{{id: where, kind: hard, says: "{says}"}}]
entities: {{Note: {{fields: {{body: text}}}}}}
"""


@pytest.mark.parametrize(("says", "regions", "place"), [
    ("All data stays in the United States.", "eu-central", "the United States"),
    ("Data of patients must never leave Switzerland.", "eu-central", "Switzerland"),
    ("Records are stored on Canadian soil only.", "eu-central, us-east", "Canada"),
    ("All data remains in the US.", "europe-west3", "the United States"),
    ("Data is kept in Germany.", "eu-west-1", "Germany"),
    ("Data stays in the UK.", "eu-west-1", "the United Kingdom"),
    ("Personal data stays in the EU.", "eu-central-2", "the EU"),
    ("Backups remain in Germany or Austria.", "switzerlandnorth", "Germany or Austria"),
    ("Data stays in Australia.", "ap-southeast-1", "Australia"),
    ("All data lies in India.", "global", "India"),
])  # fmt: skip
def test_data_that_is_to_stay_in_a_place_and_lies_elsewhere(says: str, regions: str, place: str) -> None:
    (found,) = contradictions_of(PLACES.format(says=says, regions=regions), "data-leaves-the-eu")
    assert f"stay in {place}" in found.says
    assert set(found.places) == {"constraints.0", "context.regions"}


@pytest.mark.parametrize(("says", "regions"), [
    ("All data stays in the United States.", "us-east, westus2"),
    ("Data stays in Switzerland.", "eu-central-2"),
    ("Data stays in Switzerland.", "europe-west6"),
    ("Data stays in Canada.", "ca-central-1, canadaeast, northamerica-northeast1"),
    ("Data is kept in Germany.", "eu-central"),
    ("Data stays in Europe.", "eu-west-2, europe-west6, norwayeast"),
    ("Data stays in the EEA.", "eu-north"),
    ("Data stays with us.", "eu-central"),
    ("Data may leave the United States.", "eu-central"),
    ("Data is not to be stored in the US.", "eu-central"),
    ("Only Canada is served.", "eu-central"),
    ("Data stays in Canada.", "our-cellar"),
])  # fmt: skip
def test_data_that_lies_where_it_stays(says: str, regions: str) -> None:
    assert not contradictions_of(PLACES.format(says=says, regions=regions), "data-leaves-the-eu")


def test_a_party_elsewhere_that_sees_data_takes_it_away() -> None:
    party = "integrations: {mail: {kind: email, region: %s, sees: [Note.body]}}\n"
    text = PLACES.format(says="Data stays in Canada.", regions="ca-central-1")
    (found,) = contradictions_of(text + party % "us", "data-leaves-the-eu")
    assert set(found.places) == {"constraints.0", "integrations.mail.region"}
    assert not contradictions_of(text + party % "canada", "data-leaves-the-eu")


CLAIMS = """
roles: {{clerk: Files., judge: "{says}"}}
entities:
  Note: {{fields: {{body: text}}, access: {{list: [clerk, judge], get: [clerk, judge], create: clerk}}}}
  BookRating: {{fields: {{stars: int}}, access: {{list: clerk, get: clerk, create: clerk}}}}
  Reading: {{fields: {{value: int}}, access: {{list: clerk, get: clerk, create: clerk}}}}
"""


@pytest.mark.parametrize("says", [
    "Reads everything.", "Sees all, changes nothing.", "May look into everything.", "Audits all of it.",
])  # fmt: skip
def test_who_sees_everything_reads_all_that_others_read(says: str) -> None:
    (found,) = contradictions_of(CLAIMS.format(says=says), "role-sees-less")
    assert "BookRating and Reading" in found.says
    assert found.places == ("roles.judge", "entities.BookRating.access")


@pytest.mark.parametrize("says", [
    "Reads notes.", "Sees everything but ratings.", "Never sees everything.", "Sees all notes.", "Runs everything.",
])  # fmt: skip
def test_who_sees_some_is_not_held_to_all(says: str) -> None:
    assert not contradictions_of(CLAIMS.format(says=says), "role-sees-less")


@pytest.mark.parametrize("says", ["Rates books.", "Reads notes and rates book by book.", "Writes book ratings."])
def test_a_verb_claims_what_it_makes(says: str) -> None:
    (found,) = contradictions_of(CLAIMS.format(says=says), "role-says-more")
    assert "BookRating" in found.says


@pytest.mark.parametrize("says", ["Rates clerks.", "Reads notes.", "Never rates books.", "Reads."])
def test_a_verb_of_other_things_claims_nothing(says: str) -> None:
    assert not contradictions_of(CLAIMS.format(says=says), "role-says-more")


@pytest.mark.parametrize(("verb", "noun"), [
    ("Ships them.", "Shipment"), ("Invites people.", "Invitation"), ("Applies.", "Application"), ("Pays.", "Payment"),
    ("Delivers what was bought.", "Delivery"), ("Approves them.", "Approval"), ("Registers.", "Registration"),
    ("Books.", "Booking"), ("Subscribes.", "Subscription"), ("Complains.", "Complaint"), ("Rates them.", "Rating"),
])  # fmt: skip
def test_what_a_verb_makes_is_known_by_its_ending(verb: str, noun: str) -> None:
    text = f"""
roles: {{clerk: Files., guest: "{verb}"}}
entities:
  Note: {{fields: {{body: text}}, access: {{list: [clerk, guest], create: clerk}}}}
  {noun}: {{fields: {{n: int}}, access: {{list: clerk, get: clerk, create: %s}}}}
"""
    assert contradictions_of(text % "clerk", "role-says-more")
    assert not contradictions_of(text % "guest", "role-says-more")
