"""One HTTP/1.1 connection, one request at a time, parsed by httptools. It knows whether bytes have left.

A library's client would hide just that: whether a failure came before the first byte was written (nothing crossed)
or after it (nobody knows). It would also cost more than everything else on the way together.

What the other side may do to others through it is bounded too: what it says without having been asked is nobody's
answer, bytes that are not body are few, and a large read is parsed in turns.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from functools import partial
from typing import Any, cast

import httptools

from isthmus.domain.errors import (
    AttemptFailed,
    StreamCut,
    UpstreamMalformed,
    UpstreamTimeout,
    UpstreamUnavailable,
)
from isthmus.egress.deadlines import Deadline, Deadlines
from isthmus.egress.sockets import Kernel

MAX_HEADER_BYTES = 65_536
"""Of an answer, that are not its body: heads, also interim ones, trailers, and what chunks say of themselves."""
PER_BODY_BYTE = 8
"""So many more for each byte of body: a body sent in chunks of a byte is an honest one."""
HIGH_WATER = 262_144
"""Bytes of an answer that may wait for their reader before the socket is no longer read."""
TURN = 65_536
"""Bytes that are parsed before others have a turn."""
PIECE = 262_144
"""Bytes of a request that are handed over, and over TLS encrypted, before others have a turn."""
_FAREWELL = b"HTTP/1.1 408", b"HTTP/1.0 408"
"""What honest servers say unasked, before they close an idle connection."""


def crossed(error: AttemptFailed) -> AttemptFailed:
    """Marks that bytes may have reached the other side."""
    error.crossed = True
    return error


class Connection(asyncio.Protocol):
    """`idle` is called when a request is over and the connection may serve another; `unasked` when the other side
    answers what nobody asked."""

    __slots__ = (
        "_deadlines", "_full", "_idle", "_kernel", "_lasting", "_loop", "_over", "_parser", "_rest",
        "_unasked", "_unsent", "_used", "answer", "idle_since", "raw", "silent", "transport",
    )  # fmt: skip

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        deadlines: Deadlines,
        idle: Callable[[Connection], None],
        unasked: Callable[[], None],
    ) -> None:
        self._loop, self._deadlines, self._idle, self._unasked = loop, deadlines, idle, unasked
        self.transport: asyncio.Transport | None = None
        self.raw: asyncio.Transport | None = None
        """Below TLS, where there is TLS."""
        self.answer: Answer | None = None
        self.idle_since = 0.0
        self._used = self._full = self._lasting = False
        self._over: Answer | None = None
        self._kernel = Kernel(-1)
        self.silent = self._kernel.silent
        self._rest = b""
        self._unsent = memoryview(b"")
        self._parser = httptools.HttpResponseParser(self)

    def request(self, head: bytes, body: bytes, deadline: float, bound: int) -> Answer:
        """Writes a request. The answer's `begun` resolves when its headers are in."""
        assert self.transport is not None
        answer = self.answer = Answer(self, self._loop, bound)
        answer.deadline = self._deadlines.within(deadline, partial(self._late, answer))
        if len(body) <= PIECE:
            self.transport.write(head + body)
        else:
            self.transport.write(head)
            self._unsent = memoryview(body)
            self._send()
        return answer

    def _send(self) -> None:
        """A piece of a long body; what is left of it in the loop's next turn."""
        piece, self._unsent = self._unsent[:PIECE], self._unsent[PIECE:]
        if not self.usable:
            self._unsent = self._unsent[:0]
            return
        assert self.transport is not None
        self.transport.write(piece)
        if self._unsent:
            self._loop.call_soon(self._send)

    async def secure(self, context: Any, name: str) -> None:
        """TLS from here on."""
        raw = self.transport
        assert raw is not None
        try:
            secured = await self._loop.start_tls(raw, self, context, server_hostname=name)
        except BaseException:
            raw.abort()
            raise
        self.transport = secured
        if secured is None or self.raw is None:
            raise ConnectionResetError("it ended in the middle of the handshake")

    @property
    def usable(self) -> bool:
        return self.transport is not None and not self.transport.is_closing()

    def leave(self) -> None:
        """It will not be used again. What is there to be read is read before it ends, since it tells something."""
        self._deadlines.within(1.0, self.abort)

    def abort(self) -> None:
        if self.transport is not None:
            self.transport.abort()

    def full(self, full: bool) -> None:
        """Whether whoever reads the answer has enough of it for now."""
        if full != self._full:
            self._full = full
            self._flow()

    def _flow(self) -> None:
        if not self.usable:
            return
        assert self.transport is not None
        reading = not (self._full or self._rest)
        if reading != self.transport.is_reading():
            if reading:
                self.transport.resume_reading()
            else:
                self.transport.pause_reading()

    def _late(self, answer: Answer) -> None:
        answer.fail(UpstreamTimeout("it did not answer in time"))
        self.abort()

    def _arrived(self) -> bool:
        """Whether the other side's machine has all that was written: an answer to it comes with that news."""
        raw, transport = self.raw, self.transport
        if raw is None or transport is None or self._unsent or transport.get_write_buffer_size():
            return False
        if raw is not transport and raw.get_write_buffer_size():
            return False
        return self._kernel.arrived()

    # asyncio's side

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.raw = self.transport = cast(asyncio.Transport, transport)
        self._kernel = Kernel(transport.get_extra_info("socket").fileno())
        self.silent = self._kernel.silent

    def data_received(self, data: bytes) -> None:
        if len(data) <= TURN and not self._rest:
            self._read(data)
            return
        waiting, self._rest = self._rest, self._rest + data
        if not waiting:
            self._turn()

    def _turn(self) -> None:
        piece, self._rest = self._rest[:TURN], self._rest[TURN:]
        if self.usable:
            self._read(piece)
        if not self.usable:
            self._rest = b""
        elif self._rest:
            self._loop.call_soon(self._turn)
        self._flow()

    def _read(self, data: bytes) -> None:
        answer = self.answer
        if answer is None:  # nobody asked: a response to nothing, or a farewell
            self._stray(data)
            return
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade):
            if self.answer is not None:
                self.answer.fail(UpstreamMalformed("what it sent is not HTTP"))
                self.abort()
            else:
                self._stray()
        over = self._over
        if over is None:
            answer.heard(len(data))
            return
        self._over = None
        if self._rest and self._lasting:
            self._stray()  # what follows an answer was not asked for
        elif self._lasting and over.complete and (over.arrived or self._arrived()):
            self._idle(self)
        else:
            self.abort()

    def _stray(self, data: bytes = b"") -> None:
        if not data.startswith(_FAREWELL):
            self._unasked()
        self.abort()

    def connection_lost(self, broken: Exception | None) -> None:
        answer, self.answer, self.transport, self.raw = self.answer, None, None, None
        if answer is not None:
            answer.ended(broken is None)

    # httptools' side

    def on_message_begin(self) -> None:
        if self.answer is None:  # a second response to one request would be taken for the answer to the next
            self._stray()
        else:
            self.answer.arrived = self._arrived()

    def on_header(self, name: bytes, value: bytes) -> None:
        answer = self.answer
        if answer is not None and not answer.begun.done():  # a trailer comes too late to say anything
            answer.headers[name.lower()] = value

    def on_headers_complete(self) -> None:
        answer = self.answer
        if answer is None:
            return
        status = self._parser.get_status_code()
        if self._used and not answer.arrived and 200 <= status < 400:
            # It was on its way before what it should be the answer to: it may be somebody else's. Of errors only the
            # status is read, and an honest server may well refuse a body before its end.
            answer.fail(UpstreamMalformed("it answered before it had the request"))
            self.abort()
            return
        answer.begin(status)

    def on_body(self, body: bytes) -> None:
        if self.answer is not None:
            self.answer.take(body)

    def on_message_complete(self) -> None:
        answer = self.answer
        if answer is None or answer.status < 200:  # 100 Continue and its like announce another
            if answer is not None:
                answer.restart()
            return
        self.answer, self._over, self._used = None, answer, True
        self._lasting = self._parser.should_keep_alive()
        answer.finish()


class Answer:
    """An answer under way. Bounded in size; the connection sees to its deadline."""

    __slots__ = (
        "_body", "_bound", "_connection", "_failure", "_heard", "_loop", "_waiter", "arrived", "begun",
        "complete", "deadline", "headers", "size", "status",
    )  # fmt: skip

    def __init__(self, connection: Connection, loop: asyncio.AbstractEventLoop, bound: int) -> None:
        self._connection, self._loop, self._bound = connection, loop, bound
        self.headers: dict[bytes, bytes] = {}
        """By their names in lower case."""
        self._heard = self.size = 0
        self._body = bytearray()
        self._failure: AttemptFailed | None = None
        self._waiter: asyncio.Future[None] | None = None
        self.begun: asyncio.Future[None] = loop.create_future()
        self.deadline: Deadline | None = None
        self.status = 0
        self.complete = False
        self.arrived = False
        """Whether the other side had the whole request when its answer began."""

    # what the connection tells

    def heard(self, read: int) -> None:
        """So many more bytes were read, and it is not at its end."""
        self._heard += read
        if self._heard - self.size > MAX_HEADER_BYTES + PER_BODY_BYTE * self.size:
            what = "the headers of its answer are" if not self.status else "what its answer says beside its body is"
            self.fail(UpstreamMalformed(what + " larger than allowed"))
            self._connection.abort()

    def begin(self, status: int) -> None:
        self.status = status
        if status >= 200 and not self.begun.done():
            self.begun.set_result(None)

    def restart(self) -> None:
        self.status = 0
        self.headers.clear()

    def take(self, body: bytes) -> None:
        self.size += len(body)
        if self.size > self._bound:
            self.fail(UpstreamMalformed("the answer is larger than allowed"))
            self._connection.abort()
            return
        self._body += body
        if len(self._body) > HIGH_WATER:
            self._connection.full(True)
        self._wake()

    def finish(self) -> None:
        self.complete = self._failure is None  # what was refused halfway does not become whole by ending
        if self.deadline is not None:
            self.deadline.met()
        self._connection.full(False)  # it may serve another, who must not find it deaf
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
    def _measured(self) -> bool:
        return b"content-length" in self.headers or b"transfer-encoding" in self.headers

    # what the reader does

    def header(self, name: str) -> str:
        return self.headers.get(name.encode("latin-1"), b"").decode("latin-1")

    async def body(self) -> bytes:
        """All of it. Its bound is that of the answer, so it may wait whole."""
        while not self.complete:
            await self._more()
        return self._taken()

    async def chunks(self) -> AsyncGenerator[bytes, None]:
        """As it comes, joined with whatever came meanwhile."""
        while True:
            if self._body:
                piece = self._taken()
                if not self.complete:  # else the connection is somebody else's by now
                    self._connection.full(False)
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

    def _taken(self) -> bytes:
        taken = bytes(self._body)
        self._body.clear()
        return taken

    async def _more(self) -> None:
        if self._failure is not None:
            raise self._failure
        self._connection.full(False)
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
