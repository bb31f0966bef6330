"""English around names: verbs of two words, what one of an uncountable is called, products, times of the clock."""

from __future__ import annotations

import pytest

from planner.naming import article
from planner.phrases import brand, credential, deed, more, since, span, verb, when


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("checkout", "check out"),
        ("signUp", "sign up"),
        ("signup", "sign up"),
        ("rollback_all", "roll back all"),
        ("markPaid", "mark paid"),
        ("ship", "ship"),
        ("layout", "layout"),
    ],
)
def test_a_noun_for_what_is_done_becomes_its_verb(name: str, said: str) -> None:
    assert verb(name) == said


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("order", "an order"),
        ("book", "a book"),
        ("user", "a user"),
        ("utility", "a utility"),
        ("hour", "an hour"),
        ("stock", "a stock record"),
        ("book stock", "a book stock record"),
        ("office equipment", "a piece of office equipment"),
        ("staff", "a member of staff"),
        ("settings", "settings"),
        ("series", "a series"),
    ],
)
def test_one_of_what_is_never_counted_has_a_name(word: str, said: str) -> None:
    assert article(word) == said


@pytest.mark.parametrize(
    ("schedule", "said"),
    [
        ("0 2 * * *", "every day at 02:00"),
        ("* * * * *", "every minute"),
        ("*/5 * * * *", "every 5 minutes"),
        ("0 * * * *", "every hour"),
        ("15 * * * *", "every hour at minute 15"),
        ("0 */6 * * *", "every 6 hours"),
        ("0 3 1 * *", "on day 1 of each month at 03:00"),
        ("30 8 * * 1-5", "every weekday at 08:30"),
        ("0 3 * * 1-6", "every day from Monday to Saturday at 03:00"),
        ("0 3 * * tue-thu", "every day from Tuesday to Thursday at 03:00"),
        ("0 3 * * 1-9x", "0 3 * * 1-9x"),
        ("0 8 * * mon,4", "every Monday and Thursday at 08:00"),
        ("@daily", "every day"),
        ("@reboot", "at each start"),
    ],
)
def test_a_plain_schedule_is_said_as_people_say_it(schedule: str, said: str) -> None:
    assert when(schedule) == said


@pytest.mark.parametrize(
    "schedule",
    [
        "every 15m",
        "1,31 * * * *",
        "0 2 * 1 *",
        "0 0 1-7 * *",
        "0 0 13 * 5",
        "5-9 2 * * *",
        "0 9-17 * * *",
        "0 8 * * 1-3,5",
        "0 0 0 * * *",
    ],
)
def test_any_other_schedule_stays_as_it_was_written(schedule: str) -> None:
    assert when(schedule) == schedule


def test_products_times_and_credentials_are_called_by_their_names() -> None:
    assert [brand(b) for b in ("stripe", "SES", "postgresql", "ourbank")] == [
        "Stripe",
        "Amazon SES",
        "PostgreSQL",
        "ourbank",
    ]
    assert [span(s) for s in ("3y", "1d", "100ms", "5s", "30min", "as long as it takes")] == [
        "3 years", "1 day", "100 ms", "5 seconds", "30 minutes", "as long as it takes",
    ]  # fmt: skip
    assert credential("jwt") == "signed tokens (JWT)" and credential("none") == "none"


@pytest.mark.parametrize(
    ("event", "said"),
    [
        ("created", "it was created"),
        ("updated", "it was last changed"),
        ("deleted", "it was deleted"),
        ("closed_at", "it was closed"),
        ("last_login", "its last login"),
        ("expires_at", "its expires at"),
    ],
)
def test_a_length_of_time_is_counted_from_something_that_happened(event: str, said: str) -> None:
    assert since(event) == said
    assert since(event, "they were", "their") == said.replace("it was", "they were").replace("its", "their")


@pytest.mark.parametrize(
    ("per_day", "said"),
    [
        (550, "550 more a day"),
        (1800.4, "1,800 more a day"),
        (1 / 7, "1 more a week"),
        (0.5, "4 more a week"),
        (1 / 30, "1 more a month"),
        (2 / 365, "2 more a year"),
        (0, "0 more a year"),
    ],
)
def test_growth_in_whole_rows(per_day: float, said: str) -> None:
    assert more(per_day) == said


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("suspend", "suspend a row"),
        ("checkout", "check out a row"),
        ("take_back", "take back a row"),
        ("markPaid", "mark a row paid"),
        ("report_lost", "report a row lost"),
        ("decide_for_seller", "decide a row for seller"),
        ("verify_payouts", "verify payouts of a row"),
        ("auto_confirm", "auto confirm a row"),
    ],
)
def test_what_is_done_stands_where_it_is_said(name: str, said: str) -> None:
    assert deed(name, "a row") == said


@pytest.mark.parametrize(("name", "said"), [("pay_now", "pay a bill now"), ("send_again", "send again a bill")])
def test_when_something_is_done_is_said_after_what_it_is_done_to(name: str, said: str) -> None:
    assert deed(name, "a bill") == said
