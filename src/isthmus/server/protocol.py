"""HTTP/1.1 in, on httptools: requests that are whole and within bounds go to the application, its answers go back.

uvicorn runs the process and the listening, and ends both; give it this as `http=BoundedProtocol`. Its own protocol
would speak ASGI with the application, which costs a good part of what a whole request may cost.

Bounded are: the head and whatever else is not body (bytes, seconds), the body (bytes while it arrives, seconds), how
many requests may wait for the one before them, and how long a connection may be idle. A request that cannot be read,
or goes past a bound, is told so and is the last one of its connection: where it ended is not known, so what follows
it could be anything (request smuggling).
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator
from math import inf
from typing import Any, cast

import httptools
import uvicorn
from uvicorn.protocols.http.httptools_impl import STATUS_LINE
from uvicorn.server import ServerState

from isthmus.admit import TWICE, WORDS
from isthmus.domain.errors import IsthmusError, Overloaded, TooLarge
from isthmus.server.app import App
from isthmus.server.messages import HeadTooLarge, Request, Response, TooSlow, Unreadable, failed

HEAD_BYTES = 65_536
"""Bytes that bring a request no further in its body, beyond the read in which they begin: of its request line and
headers, of trailers, of chunk extensions."""
HEAD_SECONDS = 30.0
"""From the connection, or a request's first byte, to the end of its headers."""
WAITING = 64
"""Requests sent ahead of answers that are kept. After so many the connection ends, and the rest must be asked anew."""
LINGER_SECONDS, LINGER_BYTES = 2.0, 16 * 2**20
"""What may still come from a caller who was told that it is over."""

_MEANT = {
    name.encode(): name
    for name in (
        "authorization", "content-length", "expect", "upgrade", *("x-isthmus-" + w.replace("_", "-") for w in WORDS),
    )
}  # fmt: skip
"""Headers that mean something here. Whatever else is sent is not kept."""

_BODILESS = (b"GET", b"HEAD")

_BETWEEN, _HEAD, _BODY = range(3)
"""Where in a request the next byte belongs."""


class BoundedProtocol(asyncio.Protocol):
    """One connection. Requests are read one after the other, and answered one after the other in a task each."""

    head_bytes, head_seconds, linger_seconds = HEAD_BYTES, HEAD_SECONDS, LINGER_SECONDS

    def __init__(
        self,
        config: uvicorn.Config,
        server_state: ServerState,
        _loop: asyncio.AbstractEventLoop | None = None,
        **_of_asgi: Any,
    ) -> None:
        self._app = _served(config)
        self._state = server_state
        self._loop = _loop or asyncio.get_running_loop()
        self._idle_seconds: float = config.timeout_keep_alive
        self._parser = httptools.HttpRequestParser(self)
        # the request that is being read
        self._where = _BETWEEN
        self._target = b""
        self._headers: dict[str, str] = {}
        self._body: bytes | bytearray = b""
        self._bound = 0
        self._invited = True
        self._advanced = False
        self._beyond = 0
        # what is answered
        self._task: asyncio.Task[None] | None = None
        self._waiting: deque[Request] = deque()
        self._refusal: IsthmusError | None = None
        self._drained: asyncio.Future[None] | None = None
        self._standing: list[tuple[bytes, bytes]] = []
        self._standing_lines = b""
        # its end
        self._last = self._stopping = False
        self._unread = 0
        self._timer: asyncio.TimerHandle | None = None
        self._until = self._rings = inf
        self._timed = _HEAD

    # asyncio's side

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._state.connections.add(self)  # type: ignore[arg-type]  # uvicorn lists its own protocols only
        self._within(self.head_seconds)

    def connection_lost(self, broken: Exception | None) -> None:
        """Whoever asked is gone, so what is under way for them ends too."""
        self._state.connections.discard(self)
        if self._timer is not None:
            self._timer.cancel()
        if self._task is not None:
            self._task.cancel()
        self._waiting.clear()
        del self._parser  # it holds us, as we hold it

    def data_received(self, data: bytes) -> None:
        if self._last:
            self._unread += len(data)
            if self._unread > LINGER_BYTES:
                self._transport.abort()
            return
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self._last = True  # what follows is in another protocol, or was meant to be
        except httptools.HttpParserError as wrong:
            if not self._last:
                said = wrong.__context__  # raised by one of the methods below
                self._refuse(said if isinstance(said, IsthmusError) else Unreadable())
        else:
            if self._where:
                self._goes_on(len(data))

    def pause_writing(self) -> None:
        self._drained = self._loop.create_future()

    def resume_writing(self) -> None:
        drained, self._drained = self._drained, None
        if drained is not None and not drained.done():
            drained.set_result(None)

    # httptools' side

    def on_message_begin(self) -> None:
        if self._task is not None:
            self._listen(False)
            self._last |= len(self._waiting) >= WAITING
        if self._last:
            raise Unreadable  # it is not read
        self._where, self._advanced = _HEAD, True
        self._target, self._headers = b"", {}

    def on_url(self, url: bytes) -> None:
        self._target += url

    def on_header(self, name: bytes, value: bytes) -> None:
        """Of a header that stands twice both are kept, in a form that no single one has: none of them wins unseen.
        Trailers mean nothing: who asks, and what of, was said before the body (RFC 9110, 6.5.1)."""
        meant = _MEANT.get(name := name.lower())
        if meant is None and name.startswith(b"x-isthmus"):
            meant = name.decode("latin-1")  # a misspelt one is refused, not passed over
        if meant is not None and self._where == _HEAD:
            said = value.decode("latin-1")
            headers = self._headers
            headers[meant] = f"{headers[meant]}{TWICE}{said}" if meant in headers else said

    def on_headers_complete(self) -> None:
        self._where = _BODY
        self._bound = self._app.body_bytes
        headers = self._headers
        if int(headers.pop("content-length", 0)) > self._bound:  # digits, or the parser had refused it
            raise self._too_large()
        if "upgrade" in headers and self._parser.should_upgrade() and self._parser.get_method() not in _BODILESS:
            raise Unreadable("nothing else is spoken here: ask without `upgrade`")  # its body would not be parsed
        asks = headers.get("expect", "").lower() == "100-continue" and self._parser.get_http_version() == "1.1"
        self._invited = not asks

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
        parser, body = self._parser, bytes(self._body)
        self._where = self._timed = _BETWEEN
        self._body = b""
        http11 = parser.get_http_version() == "1.1"
        request = Request(parser.get_method(), _path(self._target), self._headers, body, http11)
        if self._stopping or not (http11 and parser.should_keep_alive()):
            self._last = True
        if self._task is None:
            self._begin(request)
        else:
            self._waiting.append(request)

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
            self._transport.close()  # once all is written: who reads slowly still gets the whole answer

    def _too_large(self) -> TooLarge:
        return TooLarge(f"the body is larger than {self._bound} bytes")

    def _refuse(self, error: IsthmusError) -> None:
        """Nothing more is read. Those who asked before it are answered before it."""
        self._last, self._where = True, _BETWEEN
        self._body = b""
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
        if self._stopping or not self._transport.can_write_eof():
            self._transport.close()
        else:
            self._transport.write_eof()
            self._listen(True)
            self._within(self.linger_seconds)

    # answers

    def _begin(self, request: Request) -> None:
        self._task = self._loop.create_task(self._answer(request))
        self._state.tasks.add(self._task)

    async def _answer(self, request: Request) -> None:
        answered = False
        try:
            if self._drained is not None:
                await self._drained
            response = await self._respond(request)
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

    async def _respond(self, request: Request) -> Response:
        try:
            return await self._app.respond(request)
        except asyncio.CancelledError:
            if not self._transport.is_closing():  # uvicorn waits no longer
                self._last, self._stopping = True, True
                self._waiting.clear()
                self._part(Overloaded("the gateway is being stopped; ask again"))
            raise

    async def _stream(self, response: Response, rest: AsyncGenerator[bytes, None], chunked: bool) -> None:
        try:
            framing = b"transfer-encoding: chunked\r\n" if chunked else b""
            self._send(response, _chunk(response.body) if chunked else response.body, framing)
            async for piece in rest:
                if self._drained is not None:
                    await self._drained
                self._write(_chunk(piece) if chunked else piece)
        except Exception:
            broken = self._app.broken_off()
            self._write(_chunk(broken) if chunked else broken)
        finally:
            await rest.aclose()
        if chunked:
            self._write(b"0\r\n\r\n")

    def _send(self, response: Response, body: bytes, framing: bytes) -> None:
        """A head and what is there of its body, in one write."""
        standing = self._state.default_headers
        if standing is not self._standing:  # uvicorn makes another list each second, for the date
            self._standing, self._standing_lines = standing, b"".join([b"%b: %b\r\n" % line for line in standing])
        last = self._last and not self._waiting and self._refusal is None
        end = b"connection: close\r\n\r\n" if last else b"\r\n"
        self._write(b"".join((STATUS_LINE[response.status], self._standing_lines, response.lines, framing, end, body)))

    def _write(self, data: bytes) -> None:
        if not self._transport.is_closing():
            self._transport.write(data)

    def _next(self, answered: bool) -> None:
        """After an answer: the next request, if it waits already."""
        if self._transport.is_closing():
            return
        if not answered:
            self._transport.close()  # what was written leaves, and it has no end
        elif self._waiting:
            self._begin(self._waiting.popleft())
        elif self._refusal is not None:
            self._part(self._refusal)
        elif self._last:
            self._leave()
        else:
            self._listen(True)
            self._wait()

    def _listen(self, on: bool) -> None:
        if self._transport.is_reading() != on:
            if on:
                self._transport.resume_reading()
            else:
                self._transport.pause_reading()

    # uvicorn's side

    def shutdown(self) -> None:
        """What is under way is finished; nothing else is begun."""
        self._stopping = True
        if self._task is not None:
            self._last = True
        elif self._where != _BODY:
            self._transport.close()


def _served(config: uvicorn.Config) -> App:
    """Not through ASGI, so not through middleware either: rather none at all than one that is passed over unseen."""
    for app in (config.app, config.loaded_app):
        if isinstance(app, App):
            return app
    raise TypeError("BoundedProtocol serves an isthmus.server.App itself, not one that is wrapped in something else")


def _path(target: bytes) -> bytes:
    if target.startswith(b"/") and b"?" not in target and b"#" not in target:
        return target
    path = httptools.parse_url(target).path
    if path is None:
        raise Unreadable
    return path


def _chunk(piece: bytes) -> bytes:
    """An empty one would be the end."""
    return b"%x\r\n%b\r\n" % (len(piece), piece) if piece else b""
