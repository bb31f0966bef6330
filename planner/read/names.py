"""What can be a name of the architect's, and the paths that names make."""

from __future__ import annotations

MAX_NAME = 200
MAX_URL = 2_000
_URL_MARKS = str.maketrans("", "", "-._~")


def is_name(text: str) -> bool:
    """Letters of any script, digits, `_`, `-`; a letter or `_` first."""
    if text.isidentifier():
        return len(text) <= MAX_NAME and text.strip("_") != ""
    if not text or len(text) > MAX_NAME or not (text[0].isalpha() or text[0] == "_"):
        return False
    return text.replace("_", "").replace("-", "").isalnum()


def join(path: str, segment: str) -> str:
    """The path of something below; dots inside a segment are escaped."""
    safe = segment.replace(".", "\\.") if "." in segment else segment
    return f"{path}.{safe}" if path else safe


def split_path(path: str) -> tuple[str, ...]:
    """The segments of a path; `\\.` stands for a dot inside one."""
    if "\\" not in path:
        return tuple(path.split("."))
    return tuple(part.replace("\0", ".") for part in path.replace("\\.", "\0").split("."))


def is_identifier(text: str) -> bool:
    """What a database can call a table: anything that can be printed."""
    return 0 < len(text) <= MAX_NAME and text.isprintable()


def is_url_path(text: str) -> bool:
    """Segments of letters, digits and `- . _ ~`, or one `{parameter}` each, which may hold spaces."""
    segments = text.strip("/").split("/")
    return len(text) <= MAX_URL and all(_is_segment(segment) for segment in segments)


def _is_segment(text: str) -> bool:
    if text.startswith("{") and text.endswith("}"):
        return is_name(text[1:-1].replace(" ", "_"))
    plain = text.translate(_URL_MARKS)
    return plain.isalnum() or (not plain and text.strip(".") != "")
