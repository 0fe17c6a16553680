"""One HTTP/1.1 connection, one request at a time, parsed by httptools. It knows whether bytes have left.

A library's client would hide just that: whether a failure came before the first byte was written (nothing crossed)
or after it (nobody knows). It would also cost more than everything else on the way together.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import cast

import httptools

from isthmus.domain.errors import (
    AttemptFailed,
    StreamCut,
    UpstreamMalformed,
    UpstreamTimeout,
    UpstreamUnavailable,
)
from isthmus.egress.deadlines import Deadline, Deadlines

MAX_HEADER_BYTES = 65_536
HIGH_WATER = 262_144
"""Bytes of an answer that may wait for their reader before the socket is no longer read."""


def crossed(error: AttemptFailed) -> AttemptFailed:
    """Marks that bytes may have reached the other side."""
    error.crossed = True
    return error


class Connection(asyncio.Protocol):
    """`idle` is called when a request is over and the connection may serve another."""

    __slots__ = (
        "_deadlines", "_idle", "_loop", "_parser", "answer", "idle_since", "transport",
    )  # fmt: skip

    def __init__(
        self, loop: asyncio.AbstractEventLoop, deadlines: Deadlines, idle: Callable[[Connection], None]
    ) -> None:
        self._loop, self._deadlines, self._idle = loop, deadlines, idle
        self.transport: asyncio.Transport | None = None
        self.answer: Answer | None = None
        self.idle_since = 0.0
        self._parser = httptools.HttpResponseParser(self)

    def request(self, head: bytes, body: bytes, deadline: float, bound: int) -> Answer:
        """Writes a request. The answer's `begun` resolves when its headers are in."""
        assert self.transport is not None
        answer = self.answer = Answer(self, self._loop, bound)
        answer.deadline = self._deadlines.within(deadline, partial(self._late, answer))
        self.transport.write(head + body)
        return answer

    @property
    def usable(self) -> bool:
        return self.transport is not None and not self.transport.is_closing()

    def abort(self) -> None:
        if self.transport is not None:
            self.transport.abort()

    def _late(self, answer: Answer) -> None:
        answer.fail(UpstreamTimeout("it did not answer in time"))
        self.abort()

    # asyncio's side

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        if self.answer is None:  # nobody asked: a response to nothing, or a farewell
            self.abort()
            return
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade):
            if self.answer is not None:
                self.answer.fail(UpstreamMalformed("what it sent is not HTTP"))
            self.abort()
        else:
            if self.answer is not None and not self.answer.status:
                self.answer.waits(len(data))

    def connection_lost(self, broken: Exception | None) -> None:
        answer, self.answer, self.transport = self.answer, None, None
        if answer is not None:
            answer.ended(broken is None)

    # httptools' side

    def on_message_begin(self) -> None:
        if self.answer is None:  # a second response to one request would be taken for the answer to the next
            self.abort()

    def on_header(self, name: bytes, value: bytes) -> None:
        if self.answer is not None:
            self.answer.header_line(name, value)

    def on_headers_complete(self) -> None:
        if self.answer is not None:
            self.answer.begin(self._parser.get_status_code())

    def on_body(self, body: bytes) -> None:
        if self.answer is not None:
            self.answer.take(body)

    def on_message_complete(self) -> None:
        answer = self.answer
        if answer is None or answer.status < 200:  # 100 Continue and its like announce another
            if answer is not None:
                answer.restart()
            return
        self.answer = None
        answer.finish()
        if self._parser.should_keep_alive() and not answer.failed:
            self._idle(self)
        else:
            self.abort()


class Answer:
    """An answer under way. Bounded in size; the connection sees to its deadline."""

    __slots__ = (
        "_bound", "_connection", "_failure", "_header_bytes", "_headers", "_loop", "_pieces", "_size", "_waiter",
        "begun", "complete", "deadline", "status",
    )  # fmt: skip

    def __init__(self, connection: Connection, loop: asyncio.AbstractEventLoop, bound: int) -> None:
        self._connection, self._loop, self._bound = connection, loop, bound
        self._headers: dict[bytes, bytes] = {}
        self._header_bytes = self._size = 0
        self._pieces: deque[bytes] = deque()
        self._failure: AttemptFailed | None = None
        self._waiter: asyncio.Future[None] | None = None
        self.begun: asyncio.Future[None] = loop.create_future()
        self.deadline: Deadline | None = None
        self.status = 0
        self.complete = False

    # what the connection tells

    def waits(self, read: int) -> None:
        """So many more bytes were read, and the headers are not at their end: one without end is bounded too."""
        self._header_bytes += read
        if self._header_bytes > MAX_HEADER_BYTES:
            self.fail(UpstreamMalformed("the headers of its answer are larger than allowed"))
            self._connection.abort()

    def header_line(self, name: bytes, value: bytes) -> None:
        self._headers[name.lower()] = value

    def begin(self, status: int) -> None:
        self.status = status
        if status >= 200 and not self.begun.done():
            self.begun.set_result(None)

    def restart(self) -> None:
        self.status = 0
        self._headers.clear()

    def take(self, body: bytes) -> None:
        self._size += len(body)
        if self._size > self._bound:
            self.fail(UpstreamMalformed("the answer is larger than allowed"))
            self._connection.abort()
            return
        self._pieces.append(body)
        if len(self._pieces) > 1 and sum(map(len, self._pieces)) > HIGH_WATER:
            self._pause()
        self._wake()

    def finish(self) -> None:
        self.complete = self._failure is None  # what was refused halfway does not become whole by ending
        if self.deadline is not None:
            self.deadline.met()
        self._resume()  # the connection may serve another, who must not find it deaf
        self._wake()

    def ended(self, cleanly: bool) -> None:
        """The connection is gone. Without a length the end of the connection is the end of the answer."""
        if self.deadline is not None:
            self.deadline.met()
        if self.status >= 200 and cleanly and not self._measured:
            self.finish()
        elif self.status:
            self.fail(StreamCut("the connection broke in the middle of the answer"))
        else:
            self.fail(UpstreamUnavailable("the connection broke before an answer"))

    def fail(self, error: AttemptFailed) -> None:
        """The first failure counts. Bytes were written, so what became of them is not known."""
        if self.complete or self._failure is not None:
            return
        self._failure = crossed(error)
        if not self.begun.done():
            self.begun.set_exception(self._failure)
            self.begun.exception()  # retrieved: a caller who left must not make the loop complain
        self._wake()

    @property
    def failed(self) -> bool:
        return self._failure is not None

    @property
    def _measured(self) -> bool:
        return b"content-length" in self._headers or b"transfer-encoding" in self._headers

    # what the reader does

    def header(self, name: str) -> str:
        return self._headers.get(name.encode("latin-1"), b"").decode("latin-1")

    async def body(self) -> bytes:
        """All of it. Its bound is that of the answer, so it may wait whole."""
        while not self.complete:
            await self._more()
        if len(self._pieces) == 1:
            return self._pieces.popleft()
        whole = b"".join(self._pieces)
        self._pieces.clear()
        return whole

    async def chunks(self) -> AsyncIterator[bytes]:
        """As it comes, joined with whatever came meanwhile."""
        while True:
            if self._pieces:
                piece = self._pieces.popleft() if len(self._pieces) == 1 else b"".join(self._pieces)
                self._pieces.clear()
                self._resume()
                yield piece
            elif self.complete:
                return
            else:
                await self._more()

    async def close(self) -> None:
        """Whatever is still under way is cut."""
        if not self.complete:
            self.fail(StreamCut("it was closed here"))
            self._connection.abort()

    async def _more(self) -> None:
        if self._failure is not None:
            raise self._failure
        self._resume()
        self._waiter = self._loop.create_future()
        try:
            await self._waiter
        finally:
            self._waiter = None
        if self._failure is not None:
            raise self._failure

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def _pause(self) -> None:
        transport = self._connection.transport
        if transport is not None and not transport.is_closing():
            transport.pause_reading()

    def _resume(self) -> None:
        transport = self._connection.transport
        if transport is not None and not transport.is_closing() and not transport.is_reading():
            transport.resume_reading()
