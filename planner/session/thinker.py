"""The process that thinks beside a screen: requests come in on one pipe, replies go out on another, in order.

Typing never waits for it. It ends when whoever started it does.
"""

from __future__ import annotations

import gc
import sys
from typing import BinaryIO

import msgspec

from planner.session.brain import Brain
from planner.session.thoughts import Failed, Reply, Request
from planner.session.wire import HEAD, Answering, Asking, framed


def serve(incoming: BinaryIO, outgoing: BinaryIO) -> None:
    """Answers until the other end is closed."""
    brain, decoder, encoder = Brain(), msgspec.msgpack.Decoder(Asking), msgspec.msgpack.Encoder()
    while len(head := incoming.read(HEAD.size)) == HEAD.size:
        content = incoming.read(HEAD.unpack(head)[0])
        asking = decoder.decode(content)
        reply = _answered(brain, asking.request)
        raw = msgspec.Raw(encoder.encode(reply))
        outgoing.write(framed(encoder.encode(Answering(asking.number, isinstance(reply, Failed), raw))))
        outgoing.flush()


def _answered(brain: Brain, request: Request) -> Reply:
    """A bug in thinking is shown and does not end the sitting."""
    try:
        return brain.answer(request)
    except Exception as error:
        return Failed(f"{type(error).__name__}: {error}")


def main() -> None:
    """`python -m planner.session.thinker`."""
    incoming, outgoing = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr
    gc.disable()  # plans hold no cycles: what is not needed any more goes by itself
    try:
        serve(incoming, outgoing)
    except (BrokenPipeError, KeyboardInterrupt):
        sys.exit(0)


if __name__ == "__main__":
    main()
