"""What can be a name of the architect's, and the paths that names make."""

from __future__ import annotations

MAX_NAME = 200


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
