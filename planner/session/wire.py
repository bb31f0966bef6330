"""What travels between the screen and the thinking process, and how it is framed. Light: the screen starts with it."""

from __future__ import annotations

import struct
from typing import Final

import msgspec
from msgspec import Struct

from planner.session.thoughts import Request

HEAD: Final = struct.Struct("<I")


class Asking(Struct, frozen=True, array_like=True):
    """A request with the number its reply will carry."""

    number: int
    request: Request


class Answering(Struct, frozen=True, array_like=True):
    """A reply: encoded by its own type; `failed` says that it is a Failed instead."""

    number: int
    failed: bool
    reply: msgspec.Raw


def framed(content: bytes) -> bytes:
    """The content with its length before it."""
    return HEAD.pack(len(content)) + content
