"""English around names: verbs that are two words, products as their makers write them, times of the clock in words.

Pure tables and no grammar: a word that stands in no table is said as it is.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from planner.naming import count_phrase, title, words

_PARTICLES: Final = ("back", "down", "in", "off", "on", "out", "over", "up", "again", "aside", "away", "through")
_WHEN: Final = frozenset({"anew", "later", "now", "once", "soon", "today", "twice"})
_PREPOSITIONS: Final = frozenset({"as", "by", "for", "from", "into", "to", "under", "with", "without"})
_ADVERBS: Final = frozenset(
    {"auto", "bulk", "early", "force", "fully", "mass", "partially", "partly", "pre", "re", "soft"}
)
_STATES: Final = frozenset(
    (
        "active", "dead", "default", "done", "due", "found", "free", "gone", "inactive", "invalid", "late", "live", "lost",
        "low", "open", "overdue", "paid", "primary", "private", "public", "read", "ready", "safe", "sent", "sold", "stale",
        "stolen", "unread", "valid", "void", "won",
    )
)  # fmt: skip
"""What a row becomes, where the word does not end like a participle."""
_VERBS: Final = frozenset(
    (
        "backup", "buyout", "callback", "cashout", "checkin", "checkout", "cleanup", "clockin", "clockout", "cutoff",
        "dropoff", "failover", "followup", "handover", "lockout", "login", "logoff", "logon", "logout", "lookup", "optin",
        "optout", "payback", "payout", "pickup", "pushback", "rollback", "rollout", "rollover", "setup", "shutdown",
        "signin", "signoff", "signout", "signup", "standdown", "startup", "switchover", "takeover", "topup", "writedown",
        "writeoff",
    )
)  # fmt: skip
"""Nouns that people write for what they do: `checkout` is the verb `check out`."""
_BRANDS: Final = {
    "adyen": "Adyen", "algolia": "Algolia", "apns": "Apple Push Notification service", "auth0": "Auth0", "availity": "Availity",
    "aws": "AWS", "azure": "Azure", "azure-blob": "Azure Blob Storage", "braintree": "Braintree", "change_healthcare": "Change Healthcare",
    "citus": "Citus",
    "cloudflare": "Cloudflare", "cockroachdb": "CockroachDB", "datadog": "Datadog", "dhl": "DHL",
    "elasticsearch": "Elasticsearch", "fcm": "Firebase Cloud Messaging", "fedex": "FedEx",
    "firebase": "Firebase", "gcp": "Google Cloud", "gcs": "Google Cloud Storage", "github": "GitHub", "gitlab": "GitLab",
    "gmail": "Gmail", "google": "Google", "here": "HERE", "hubspot": "HubSpot", "kafka": "Kafka", "keycloak": "Keycloak",
    "klarna": "Klarna", "kubernetes": "Kubernetes", "mailchimp": "Mailchimp", "mailgun": "Mailgun", "mapbox": "Mapbox",
    "mariadb": "MariaDB", "meilisearch": "Meilisearch", "messagebird": "MessageBird", "minio": "MinIO", "mollie": "Mollie",
    "mysql": "MySQL", "nats": "NATS", "okta": "Okta", "onesignal": "OneSignal", "openai": "OpenAI",
    "opensearch": "OpenSearch", "paypal": "PayPal", "plaid": "Plaid", "postgres": "PostgreSQL", "postgresql": "PostgreSQL",
    "postmark": "Postmark", "rabbitmq": "RabbitMQ", "redis": "Redis", "s3": "Amazon S3", "salesforce": "Salesforce",
    "sendgrid": "SendGrid", "sentry": "Sentry", "ses": "Amazon SES", "slack": "Slack", "sns": "Amazon SNS",
    "sqlite": "SQLite", "sqs": "Amazon SQS", "square": "Square", "stripe": "Stripe", "surescripts": "Surescripts", "twilio": "Twilio", "ups": "UPS",
    "vault": "Vault", "vitess": "Vitess", "vonage": "Vonage", "webfleet": "Webfleet", "whatsapp": "WhatsApp",
    "wise": "Wise", "xero": "Xero", "zendesk": "Zendesk", "zoom": "Zoom",
}  # fmt: skip
"""Products and services as their makers write them."""
_CREDENTIALS: Final = {
    "api_key": "API keys",
    "jwt": "signed tokens (JWT)",
    "oidc": "an identity provider (OIDC)",
    "service_token": "service tokens",
    "session": "sessions",
}
_UNITS: Final = {
    "s": "second",
    "m": "minute",
    "min": "minute",
    "h": "hour",
    "d": "day",
    "w": "week",
    "mo": "month",
    "y": "year",
}
_DAYS: Final = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
_SHORT: Final = {day[:3].lower(): day for day in _DAYS}
_NAMED: Final = {
    "@yearly": "every year",
    "@annually": "every year",
    "@monthly": "every month",
    "@weekly": "every week",
    "@daily": "every day",
    "@midnight": "every day at midnight",
    "@hourly": "every hour",
    "@reboot": "at each start",
}


@lru_cache(maxsize=4096)
def verb(name: str) -> str:
    """An action as a verb: `check out` for `checkout`, `mark paid` for `markPaid`."""
    first, space, rest = title(name).partition(" ")
    if first in _VERBS:
        particle = next(p for p in _PARTICLES if first.endswith(p))
        first = f"{first.removesuffix(particle)} {particle}"
    return f"{first}{space}{rest}"


@lru_cache(maxsize=4096)
def deed(name: str, rows: str) -> str:
    """An action and what it is done to: `mark an order paid`, `take back a loan`, `verify payouts of a member`."""
    first, *rest = verb(name).split()
    if not rest or rest[-1] in _PARTICLES or first in _ADVERBS:
        return f"{' '.join((first, *rest))} {rows}"
    if rest[0] in _PREPOSITIONS or rest[-1] in _STATES | _WHEN or rest[-1].endswith("ed"):
        return f"{first} {rows} {' '.join(rest)}"
    return f"{' '.join((first, *rest))} of {rows}"


@lru_cache(maxsize=4096)
def verb_forms(name: str) -> tuple[str, ...]:
    """The first word of an action in its forms: `ship`, `ships`, `shipped`, `shipping`."""
    own = next(iter(words(name)), name)
    stem = own.removesuffix("e")
    doubled = (f"{own}{own[-1]}ed", f"{own}{own[-1]}ing") if own[-1:] in "bdgmnprt" else ()
    return own, f"{own}s", f"{own}es", f"{own}d", f"{own}ed", f"{stem}ing", *doubled


def brand(name: str) -> str:
    """A product as its maker writes it, where it is known; else as the architect did."""
    return _BRANDS.get(name.lower(), name)


def credential(strategy: str) -> str:
    """How callers prove who they are, in words."""
    return _CREDENTIALS.get(strategy, strategy)


def span(text: str) -> str:
    """A length of time in words: `3 years` for `3y`; what is written otherwise stays."""
    digits = text[: len(text) - len(text.lstrip("0123456789"))]
    unit = _UNITS.get(text[len(digits) :].strip())
    if not digits or unit is None:
        return f"{digits} ms" if digits and text.endswith("ms") else text
    return count_phrase(int(digits), unit)


def since(event: str, one: str = "it was", many: str = "its") -> str:
    """What a length of time is counted from: `it was created`, `it was last changed`, `its last login`."""
    word = title(event)
    known = {"created": "created", "deleted": "deleted", "updated": "last changed"}.get(event)
    if known is None and event.endswith("_at") and event[:-3].endswith("ed"):
        known = word.removesuffix(" at")
    return f"{one} {known}" if known else f"{many} {word}"


def when(schedule: str) -> str:
    """A schedule as people say it, where it is a plain one: `every day at 02:00`; else its own text."""
    if schedule.startswith("@"):
        return _NAMED.get(schedule.lower(), schedule)
    fields = schedule.split()
    if schedule.startswith("every ") or len(fields) != 5:
        return schedule
    minute, hour, day, month, weekday = fields
    if month != "*":
        return schedule
    if hour == day == weekday == "*":
        return _often(minute, schedule)
    if not minute.isdigit():
        return schedule
    if day == weekday == "*" and hour.startswith("*/") and hour[2:].isdigit():
        return f"every {hour[2:]} hours"
    if not hour.isdigit():
        return schedule
    at = f"at {int(hour):02}:{int(minute):02}"
    days = _days(day, weekday)
    return f"{days} {at}" if days else schedule


def _often(minute: str, schedule: str) -> str:
    if minute == "*":
        return "every minute"
    if minute.startswith("*/") and minute[2:].isdigit():
        return f"every {minute[2:]} minutes"
    if not minute.isdigit():
        return schedule
    return "every hour" if int(minute) == 0 else f"every hour at minute {int(minute)}"


def _days(day: str, weekday: str) -> str:
    if day == weekday == "*":
        return "every day"
    if weekday == "*":
        return f"on day {int(day)} of each month" if day.isdigit() else ""
    if day != "*":
        return ""
    if weekday.lower() in ("1-5", "mon-fri"):
        return "every weekday"
    first, to, last = weekday.partition("-")
    if to and "," not in weekday:
        return f"every day from {_weekday(first)} to {_weekday(last)}" if _weekday(first) and _weekday(last) else ""
    named = [_weekday(w) for w in weekday.split(",")]
    return f"every {' and '.join(named)}" if all(named) else ""


def _weekday(word: str) -> str:
    return _DAYS[int(word) % 7] if word.isdigit() else _SHORT.get(word.lower()[:3], "")


_RATES: Final = ((1.0, "a day"), (7.0, "a week"), (30.0, "a month"), (365.0, "a year"))


def more(per_day: float) -> str:
    """Growth in the shortest time in which a whole one comes: `550 more a day`, `1 more a week`."""
    days, unit = next((r for r in _RATES if per_day * r[0] >= 0.95), _RATES[-1])
    return f"{per_day * days:,.0f} more {unit}"
