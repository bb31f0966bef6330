"""Diagnostics for people and machines: text, JSON, SARIF 2.1.0, GitHub annotations."""

from __future__ import annotations

from collections.abc import Callable
from typing import TextIO

from planner.diagnostics import Diagnostic, Severity

_SARIF_LEVEL = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_GITHUB_LEVEL = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_RANK = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


def write_report(diagnostics: tuple[Diagnostic, ...], form: str, out: TextIO) -> None:
    """Writes all diagnostics in file order, in the form asked for."""
    out.write(_FORMS[form](in_file_order(diagnostics)))


def in_file_order(diagnostics: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
    """By place, then by severity; what has no place comes last."""
    return tuple(sorted(diagnostics, key=_place))


def _place(d: Diagnostic) -> tuple[bool, str, int, int, int, str]:
    span = d.span
    if span is None:
        return (True, "", 0, 0, _RANK[d.severity], d.code)
    return (False, span.file, span.line, span.column, _RANK[d.severity], d.code)


def summary(diagnostics: tuple[Diagnostic, ...]) -> str:
    """`2 errors, 1 warning`, or `no problems`."""
    counts = [(sum(d.severity is s for d in diagnostics), s.value) for s in Severity]
    said = [f"{n} {word if n == 1 or word == 'info' else word + 's'}" for n, word in counts if n]
    return ", ".join(said) or "no problems"


def _text(diagnostics: tuple[Diagnostic, ...]) -> str:
    return "".join(f"{d}\n" for d in diagnostics)


def _json(diagnostics: tuple[Diagnostic, ...]) -> str:
    import msgspec

    return msgspec.json.format(msgspec.json.encode({"diagnostics": diagnostics}), indent=2).decode() + "\n"


def _github(diagnostics: tuple[Diagnostic, ...]) -> str:
    return "".join(
        f"::{_GITHUB_LEVEL[d.severity]} {_where(d)}title={d.code}::{_escaped(_said(d))}\n" for d in diagnostics
    )


def _where(d: Diagnostic) -> str:
    return f"file={_property(d.span.file)},line={d.span.line},col={d.span.column}," if d.span else ""


def _said(d: Diagnostic) -> str:
    return f"{d.message} ({d.hint})" if d.hint else d.message


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")


def _sarif(diagnostics: tuple[Diagnostic, ...]) -> str:
    import msgspec

    from planner import __version__
    from planner.codes import all_codes

    used = {d.code for d in diagnostics}
    rules = [
        {"id": c.code, "shortDescription": {"text": c.title}, "fullDescription": {"text": c.why}}
        for c in all_codes()
        if c.code in used
    ]
    driver = {"name": "planner", "version": __version__, "rules": rules}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": [_result(d) for d in diagnostics]}
    log = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    return msgspec.json.format(msgspec.json.encode(log), indent=2).decode() + "\n"


def _result(d: Diagnostic) -> dict[str, object]:
    result: dict[str, object] = {"ruleId": d.code, "level": _SARIF_LEVEL[d.severity], "message": {"text": _said(d)}}
    if d.span:
        region: dict[str, int] = {"startLine": d.span.line, "startColumn": d.span.column}
        result["locations"] = [{"physicalLocation": {"artifactLocation": {"uri": d.span.file}, "region": region}}]
    return result


_FORMS: dict[str, Callable[[tuple[Diagnostic, ...]], str]] = {
    "text": _text,
    "json": _json,
    "github": _github,
    "sarif": _sarif,
}
