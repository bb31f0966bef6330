"""Facts about what protects and operates the backend: the leaves below `controls`, each with its kind.

A path that is not here is no control; the question that asks for it writes it.
"""

from __future__ import annotations

from typing import Final

from planner.model.design import Design
from planner.rules.facts.registry import FactKind, Known, Reply, Unknown, design_fact
from planner.rules.world import World

CONTROLS: Final[dict[str, tuple[FactKind, str]]] = {
    "mfa": ("words", "the roles that need a second factor"),
    "secrets": ("word", "where secrets are kept: env, vault, cloud"),
    "secrets_rotation": ("word", "how often secrets change"),
    "backup.every": ("word", "how often a backup is made"),
    "backup.keep": ("word", "how long backups are kept"),
    "backup.restore_test": ("word", "how often a restore is tried"),
    "zones": ("number", "in how many zones it runs"),
    "instances": ("number", "how many copies of the service run"),
    "alerts": ("word", "who is told when an objective is missed"),
    "runbooks": ("flag", "what to do then is written down"),
    "rate_limits": ("word", "the limit on requests of one caller"),
    "sign_in_limit": ("word", "the limit on attempts to sign in"),
    "cors": ("words", "the origins that may call it"),
    "log_redaction": ("flag", "what is sensitive is taken out of logs"),
    "uploads.types": ("words", "the types of files taken"),
    "uploads.max": ("word", "how large a file may be"),
    "uploads.scan": ("flag", "files are scanned before others see them"),
    "webhooks": ("word", "how incoming webhooks prove their sender"),
    "purpose": ("word", "what personal data is kept for"),
    "dpia": ("word", "the assessment of what the data does to people"),
    "erasure": ("flag", "a person can have their data erased"),
    "export": ("flag", "a person can have a copy of their data"),
    "agreements": ("words", "the integrations with a processing agreement"),
    "bot_limits": ("flag", "scripted use of valuable flows is slowed down"),
    "proven_address": ("flag", "an e-mail address is proven to be its holder's before it signs in"),
    "four_eyes": ("words", "the actions that a second person approves"),
    "internal_tls": ("flag", "services talk to each other encrypted and authenticated"),
    "docs": ("word", "who may see the API documentation"),
    "test_data": ("word", "what data tests use: synthetic, masked, production"),
    "encryption": ("words", "the fields encrypted by the application"),
    "tracing": ("flag", "a request can be followed across parts"),
    "sbom": ("flag", "the parts it is built from are listed"),
    "updates": ("word", "how soon vulnerable parts are replaced"),
    "fallback": ("word", "what it does when a needed service is down"),
    "queue_limit": ("word", "how long a queue may grow before work is refused"),
    "feature_flags": ("flag", "features can be switched without a release"),
    "deploys": ("word", "how a release reaches users: rolling, blue-green, canary"),
    "ip_allowlist": ("flag", "only known addresses may call it"),
    "security_headers": ("flag", "security headers are set"),
    "compression": ("flag", "answers are compressed"),
    "outbound": ("words", "the hosts that the backend may call"),
    "query_cost": ("word", "how deep and how costly one query may be"),
    "subject": ("flag", "the user for whom a service acts travels with each call"),
    "exports": ("word", "how cells of exports that begin like a formula are written: escaped, raw"),
    "residency": ("word", "what makes sending data to another region lawful: adequacy, clauses, consent"),
    "pooler": ("word", "what shares connections between processes"),
    "schema_changes": ("word", "how the schema changes under a running service: expand-contract, downtime"),
    "deprecation": ("word", "how long an old version of the contract is served"),
    "cache_headers": ("word", "what answers with personal data say to caches: no-store"),
    "budget": ("word", "what running it may cost: small, middle, large"),
    "log_keep": ("word", "how long logs are kept"),
}


def _in_parts(world: World, name: str, kind: FactKind) -> Known | None:
    """A control that is said part by part: `rate_limits: {sign_in: 5/m, public: 60/m}`."""
    parts = [s for s in world.controls.values() if s.name.startswith(f"{name}.")] if kind in ("word", "words") else []
    if not parts:
        return None
    said = tuple(f"{s.name.removeprefix(f'{name}.')} {s.value}" for s in parts)
    return Known(said if kind == "words" else ", ".join(said), tuple(s.path for s in parts))


def _control(name: str, kind: FactKind, says: str) -> None:
    path = f"controls.{name}"

    def evaluate(world: World, _design: Design) -> Reply:
        setting = world.controls.get(name)
        if setting is None:
            return _in_parts(world, name, kind) or Unknown((path,))
        value = setting.value
        if kind == "words" and not isinstance(value, tuple):
            value = (str(value),)
        return Known(value, (setting.path,))

    design_fact(path, kind, says)(evaluate)


for _name, (_kind, _says) in CONTROLS.items():
    _control(_name, _kind, _says)
