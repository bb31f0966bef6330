"""Asks the thinking process, from an event loop. Replies come in order; a process that died is started again once."""

from __future__ import annotations

import asyncio
import sys
from contextlib import suppress
from typing import cast

import msgspec

from planner.session.thoughts import REPLY_OF, Failed, Hear, Reply, Request
from planner.session.wire import HEAD, Answering, Asking, framed


class Thinking:
    """The near end of the pipe."""

    def __init__(self) -> None:
        self._process: asyncio.subprocess.Process | None = None
        self._waiting: dict[int, tuple[type[Reply], asyncio.Future[Reply]]] = {}
        self._number = 0
        self._last_heard: Hear | None = None
        self._listener: asyncio.Task[None] | None = None
        self._starting = asyncio.Lock()

    async def ask(self, request: Request) -> Reply:
        """The reply to one request."""
        if isinstance(request, Hear):
            self._last_heard = request
        process = await self._started()
        if self._process is not process:
            return Failed("the thinking process ended")
        return await self._sent(process, request)

    async def _started(self) -> asyncio.subprocess.Process:
        async with self._starting:
            if self._process is not None and self._process.returncode is None:
                return self._process
            again = self._process is not None
            self._process = process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "planner.session.thinker",
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                start_new_session=True,
                limit=1 << 26,
            )
            self._listener = asyncio.create_task(self._listen(process))
            if again and self._last_heard is not None:
                await self._sent(process, self._last_heard)
            return process

    async def _sent(self, process: asyncio.subprocess.Process, request: Request) -> Reply:
        self._number += 1
        future: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        self._waiting[self._number] = (REPLY_OF[type(request)], future)
        content = framed(msgspec.msgpack.encode(Asking(self._number, request)))
        if process.stdin is not None:
            with suppress(ConnectionError):
                process.stdin.write(content)
                await process.stdin.drain()
        return await future

    async def _listen(self, process: asyncio.subprocess.Process) -> None:
        out = process.stdout
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while out is not None:
                size = HEAD.unpack(await out.readexactly(HEAD.size))[0]
                self._deliver(msgspec.msgpack.decode(await out.readexactly(size), type=Answering))
        await process.wait()
        for _, future in self._waiting.values():
            if not future.done():
                future.set_result(Failed("the thinking process ended"))
        self._waiting.clear()

    def _deliver(self, answer: Answering) -> None:
        kind, future = self._waiting.pop(answer.number)
        if not future.done():
            future.set_result(
                cast("Reply", msgspec.msgpack.decode(answer.reply, type=Failed if answer.failed else kind))
            )

    async def stop(self) -> None:
        """Ends the process."""
        process = self._process
        if process is not None and process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
        if self._listener is not None:
            await self._listener
