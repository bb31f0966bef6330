"""A flag of a shorthand, set or taken away: `string(80) required` and `string(80)`."""

from __future__ import annotations

from planner.read.words import split_words


def with_flag(text: str, flag: str) -> str:
    """The shorthand with the flag where it had none, without it where it had."""
    words = split_words(text)
    for word in words:
        if word.text == flag:
            end = word.offset + len(flag)
            return (text[: word.offset].rstrip() + text[end:]).strip()
    at = next((w.offset for w in words[1:] if w.text == "=" or "=" in w.text), len(text))
    at = words[1].offset if len(words) > 1 and at > words[1].offset else at
    return f"{text[:at].rstrip()} {flag} {text[at:]}".strip()
