"""HTTP/1.1 in, on httptools: requests that are whole and within bounds go to the application, its answers go back.

uvicorn runs the process and the listening, and ends both; give it this as `http=BoundedProtocol`. Its own protocol
would speak ASGI with the application, which costs a good part of what a whole request may cost.

Bounded are: the head and whatever else is not body (bytes, seconds), the body (bytes while it arrives, seconds), how
many requests may wait for the one before them, how long a connection may be idle, how long an answer waits for who
does not read it (`outgoing`), and what all connections take up together (`room`). A request that cannot be read, or
goes past a bound, is told so and is the last one of its connection: where it ended is not known, so what follows it
could be anything (request smuggling). So is one that may not go on, by what its head says: its body is not read.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from math import inf
from typing import Any, cast

import httptools
import uvicorn
from uvicorn.server import ServerState

from isthmus.domain.errors import IsthmusError, Overloaded, TooLarge
from isthmus.domain.hosts import host_of
from isthmus.server.app import served
from isthmus.server.framing import KNOWN, Rest, Same, again, framed, joined, meaning, path_of
from isthmus.server.messages import HeadTooLarge, Request, Response, TooSlow, Unreadable, failed
from isthmus.server.outgoing import Outgoing, chunk

HEAD_BYTES = 65_536
"""Bytes that bring a request no further in its body, beyond the read in which they begin: of its request line and
headers, of trailers, of chunk extensions."""
HEAD_SECONDS = 30.0
"""From the connection, or a request's first byte, to the end of its headers."""
WAITING = 64
"""Requests sent ahead of answers that are kept. After so many the connection ends, and the rest must be asked anew."""
LINGER_SECONDS, LINGER_BYTES = 2.0, 16 * 2**20
"""What may still come from a caller who was told that it is over."""
CHUNKS = 16_384
"""In so many chunks a body may come, and in one more for each sixteen bytes: the reading of each takes its time."""

LESSONS = 4
"""How often a connection's heads are looked at for those that will be the same."""
_BETWEEN, _HEAD, _BODY = range(3)
"""Where in a request the next byte belongs."""


class BoundedProtocol(Outgoing):
    """One connection. Requests are read one after the other, and answered one after the other in a task each."""

    __slots__ = (
        "_advanced", "_app", "_beyond", "_bound", "_chunks", "_first", "_headers", "_idle_seconds", "_invited",
        "_lessons", "_parser", "_parted", "_rings", "_same", "_stopping", "_target", "_timed", "_timer", "_unheard",
        "_until", "_where",
    )  # fmt: skip
    head_bytes, head_seconds, linger_seconds = HEAD_BYTES, HEAD_SECONDS, LINGER_SECONDS

    def __init__(
        self,
        config: uvicorn.Config,
        server_state: ServerState,
        _loop: asyncio.AbstractEventLoop | None = None,
        **_of_asgi: Any,
    ) -> None:
        self._app = served(config)
        super().__init__(_loop or asyncio.get_running_loop(), server_state, self._app.room)
        self._idle_seconds: float = config.timeout_keep_alive
        self._parser = httptools.HttpRequestParser(self)
        # the request that is being read
        self._where = _BETWEEN
        self._target = b""
        self._headers: dict[str, str] = {}
        self._bound = self._chunks = 0
        self._parted = b""
        self._invited = True
        self._advanced = False
        self._beyond = 0
        self._first = b""
        """The read that it began with, if nothing else did."""
        self._same: Same | None = None
        self._lessons = LESSONS
        # its end
        self._stopping = False
        self._unheard = 0
        self._timer: asyncio.TimerHandle | None = None
        self._until = self._rings = inf
        self._timed = _HEAD

    # asyncio's side

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._state.connections.add(self)  # type: ignore[arg-type]  # uvicorn lists its own protocols only
        try:
            self._quiet = self._room.arrive(self)
        except Overloaded as full:
            self._refuse(full)
        else:
            self._within(self.head_seconds)

    def connection_lost(self, broken: Exception | None) -> None:
        """Whoever asked is gone, so what is under way for them ends too."""
        super().connection_lost(broken)
        self._state.connections.discard(self)
        self._room.leave(self)
        if self._timer is not None:
            self._timer.cancel()
        if self._task is not None:
            self._task.cancel()
        self._waiting.clear()
        del self._parser  # it holds us, as we hold it

    def data_received(self, data: bytes) -> None:
        if self._last:
            self._unheard += len(data)
            if self._unheard > LINGER_BYTES:
                self._transport.abort()
            return
        if self._where == _BETWEEN and self._task is None:
            if (same := self._same) is not None and (request := same.read(data)) and same.judge is self._app.runtime():
                self._quiet.pop(self, None)
                self._timed = _BETWEEN
                self._begin(request)
                return
            self._first = data
        behind = self._feed(data)
        self._first = b""
        if behind is not None and self._parted:  # no upgrade is made, so what is left is the body (RFC 9110, 7.8)
            head, self._parted = self._parted, b""
            self._parser = httptools.HttpRequestParser(Rest(self))
            behind = self._feed(head + data[behind:])
        if behind is not None:
            self._last = True  # what follows is in another protocol, or was meant to be
        elif self._where:
            self._goes_on(len(data))

    def _feed(self, data: bytes) -> int | None:
        """Where its reading stopped, if at a wish for an upgrade."""
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade as stopped:
            return cast(int, stopped.args[0])
        except httptools.HttpParserError as wrong:
            if not self._last:
                said = wrong.__context__  # raised by one of the methods below
                self._refuse(said if isinstance(said, IsthmusError) else Unreadable())
        return None

    def resume_writing(self) -> None:
        super().resume_writing()
        self._rest()

    def eof_received(self) -> bool:
        self._last = True
        if self._where != _BETWEEN:  # the rest of that request will not come
            self._where, self._body = _BETWEEN, b""
        return super().eof_received()

    # httptools' side

    def on_message_begin(self) -> None:
        if self._task is not None:
            self._listen(False)
            self._last |= len(self._waiting) >= WAITING
        if self._last:
            raise Unreadable  # it is not read
        self._where, self._advanced = _HEAD, True
        self._target, self._headers, self._chunks = b"", {}, 0

    def on_url(self, url: bytes) -> None:
        self._target += url

    def on_header(self, name: bytes, value: bytes) -> None:
        """Of a header that stands twice both are kept, in a form that no single one has: none of them wins unseen.
        Trailers mean nothing: who asks, and what of, was said before the body (RFC 9110, 6.5.1)."""
        meant = KNOWN.get(name)
        if meant is None:
            meant = meaning(name)
        if meant and self._where == _HEAD:
            headers, said = self._headers, value.decode("latin-1")
            headers[meant] = joined(headers[meant], said) if meant in headers else said

    def on_headers_complete(self) -> None:
        """What a head says that may not go on is refused here: nothing is kept of its body."""
        self._where = _BODY
        headers, version = self._headers, self._parser.get_http_version()
        length, encoding = int(headers.pop("content-length", 0)), headers.pop("transfer-encoding", None)
        if encoding is not None or version != "1.1" or not host_of(headers.get("host", "")):
            framed(version, headers.get("host"), encoding)
        self._bound = self._app.head(self._target, headers, length > 0 or encoding is not None)
        if length > self._bound:  # digits, or the parser had refused it
            raise self._too_large()
        if "upgrade" in headers and self._parser.should_upgrade() and (length or encoding):
            self._parted = again(self._parser.get_method(), length, encoding)
        asks = "expect" in headers and headers["expect"].lower() == "100-continue" and version == "1.1"
        self._invited = not asks
        self._quiet.pop(self, None)

    def on_chunk_header(self) -> None:
        self._chunks += 1
        if self._chunks > CHUNKS + len(self._body) // 16:
            raise Unreadable("the body comes in too many chunks; send it in larger ones")

    def on_body(self, piece: bytes) -> None:
        self._advanced = True
        if not self._body:
            self._body = piece
        elif isinstance(self._body, bytearray):
            self._body += piece
        else:
            self._body = bytearray(self._body) + piece
        if len(self._body) > self._bound:
            raise self._too_large()

    def on_message_complete(self) -> None:
        if self._parted:
            return  # its body is still to come
        parser, body = self._parser, bytes(self._body)
        self._where = self._timed = _BETWEEN
        self._body = b""
        if self._held:
            self._weigh()
        http11 = parser.get_http_version() == "1.1"
        request = Request(parser.get_method(), path_of(self._target), self._headers, body, http11)
        if self._stopping or not (http11 and parser.should_keep_alive()):
            self._last = True
        if self._task is not None:
            self._waiting.append(request)
            return
        if self._first and http11 and self._lessons and "upgrade" not in self._headers:
            self._lessons -= 1
            self._same = Same.of(self._first, request, self._bound, self._app.runtime())
        self._begin(request)

    # bounds

    def _goes_on(self, size: int) -> None:
        """A read has ended in the middle of a request."""
        if self._advanced:
            self._advanced, self._beyond = False, 0
        else:
            self._beyond += size
            if self._beyond > self.head_bytes:
                self._refuse(HeadTooLarge(f"the headers are larger than {self.head_bytes} bytes"))
                return
        if self._body:
            self._weigh()
        if self._task is None and self._timed != self._where:
            self._wait()

    def _wait(self) -> None:
        """For the rest of a request, or for the next."""
        self._timed = self._where
        if self._where == _BETWEEN:
            self._within(self._idle_seconds)
        elif self._where == _HEAD:
            self._within(self.head_seconds)
        else:
            self._within(self._app.body_seconds)
            if not self._invited:
                self._invited = True
                self._write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def _within(self, seconds: float) -> None:
        """Sets the time until which it must be here. The timer is left alone if it rings before that, and is then set
        again: moving it for every request would cost more than that."""
        self._until = self._loop.time() + seconds
        if self._until < self._rings:
            if self._timer is not None:
                self._timer.cancel()
            self._set_timer()

    def _set_timer(self) -> None:
        self._rings = self._until
        self._timer = self._loop.call_at(self._until, self._rang)

    def _rang(self) -> None:
        self._timer, self._rings = None, inf
        if self._task is not None:
            return  # it is our turn; `_next` waits anew
        if self._loop.time() < self._until:
            self._set_timer()
        elif self._where == _HEAD:
            self._refuse(TooSlow(f"the headers did not arrive within {self.head_seconds:g} seconds"))
        elif self._where == _BODY:
            self._refuse(TooSlow(f"the body did not arrive within {self._app.body_seconds:g} seconds"))
        else:
            self._close()

    def _too_large(self) -> TooLarge:
        return TooLarge(f"the body is larger than {self._bound} bytes")

    def _refuse(self, error: IsthmusError) -> None:
        """Nothing more is read. Those who asked before it are answered before it."""
        self._last, self._where = True, _BETWEEN
        self._body = b""
        self._weigh()
        if self._task is None:
            self._part(error)
        else:
            self._refusal = error

    def _part(self, error: IsthmusError) -> None:
        """The last word."""
        self._refusal = None
        response = failed(error)
        self._send(response, response.body, b"content-length: %d\r\n" % len(response.body))
        self._leave()

    def _leave(self) -> None:
        """To close at once would reset the connection if there are bytes that nobody read, and take the last answer
        back before it is heard: so only this side ends, and the other has a while (RFC 9112, 9.6)."""
        if self._stopping or self._ended is not None or not self._transport.can_write_eof():
            self._close()
        else:
            self._transport.write_eof()
            self._listen(True)
            self._within(self.linger_seconds)
            self._rest()

    # what the room asks of it

    def let_go(self) -> None:
        if self._drained is not None:
            self._transport.abort()
        else:
            self._refuse(Overloaded("there is no room for so many bodies that arrive at once; send it again shortly"))

    def _rest(self) -> None:
        """Whoever is owed nothing gives way to others."""
        if self._task is None and self._where != _BODY and self._drained is None:
            self._quiet[self] = None

    # answers

    def _begin(self, request: Request) -> None:
        self._begun, self._chunked, self._http11 = False, False, request.http11
        self._task = self._loop.create_task(self._answer(request))
        self._state.tasks.add(self._task)

    async def _answer(self, request: Request) -> None:
        answered = False
        try:
            if self._drained is not None:
                await self._drained
            try:
                response = await self._app.respond(request)
            except asyncio.CancelledError:
                self._stopped()
                raise
            self._share(response.left)
            if response.rest is None:
                body = response.body if request.method != b"HEAD" else b""
                self._send(response, body, b"content-length: %d\r\n" % len(response.body))
            else:
                await self._stream(response, response.rest, request.http11)
            answered = True
        finally:
            if self._task is not None:
                self._state.tasks.discard(self._task)
                self._task = None
            self._next(answered)

    def _stopped(self) -> None:
        """uvicorn waits no longer; or the caller left, who needs no word."""
        if not self._transport.is_closing():
            self._last, self._stopping = True, True
            self._waiting.clear()
            self._part(Overloaded("the gateway is being stopped; ask again"))

    async def _stream(self, response: Response, rest: AsyncGenerator[bytes, None], chunked: bool) -> None:
        try:
            self._chunked = chunked
            framing = b"transfer-encoding: chunked\r\n" if chunked else b""
            self._send(response, chunk(response.body) if chunked else response.body, framing)
            async for piece in rest:
                if self._drained is not None:
                    await self._drained
                self._write(chunk(piece) if chunked else piece)
        except Exception:
            broken = self._app.broken_off()
            self._write(chunk(broken) if chunked else broken)
        finally:
            await rest.aclose()
        if chunked:
            self._write(b"0\r\n\r\n")

    def _next(self, answered: bool) -> None:
        """After an answer: the next request, if it waits already."""
        if self._transport.is_closing():
            return
        if not answered:
            self._close()  # what was written leaves, and it has no end
        elif self._waiting:
            self._begin(self._waiting.popleft())
        elif self._refusal is not None:
            self._part(self._refusal)
        elif self._last:
            self._leave()
        else:
            self._listen(True)
            self._wait()
            self._rest()

    # uvicorn's side

    def shutdown(self) -> None:
        """What is under way is finished; nothing else is begun."""
        self._stopping = True
        if self._task is not None:
            self._last = True
        elif self._where != _BODY:
            self._close()
