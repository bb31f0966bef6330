"""Sentences of the neutral contract, which speak of HTTP, as a contract without HTTP has to say them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

_STATUS: Final = re.compile(r"\b(answers?|with) (4\d\d)\b")
_CODES: Final = {
    "400": "bad_request",
    "401": "not_signed_in",
    "403": "not_allowed",
    "404": "not_found",
    "409": "wrong_state",
    "412": "stale",
    "422": "invalid",
    "428": "if_match_missing",
    "429": "too_many_requests",
}
_REFERRED: Final = "refer to "
_ETAG: Final = "the ETag is made of it"
_SENT_BACK: Final = "a change sends back the one that was read"


def spoken(text: str, named: Callable[[str], str]) -> str:
    """The text with each status as `named` calls its code of refusal."""
    if _ETAG in text:
        text = text.replace(_ETAG, _SENT_BACK)
    if "answer" not in text and "with 4" not in text:
        return text

    def code(found: re.Match[str]) -> str:
        held = found[2] == "409" and text[: found.start()].endswith(_REFERRED)
        word = "in_use" if held else _CODES.get(found[2])
        return f"{found[1]} {named(word)}" if word else found[0]

    return _STATUS.sub(code, text)
