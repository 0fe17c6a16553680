"""A connection's way out: what is written leaves while its caller reads, and nothing waits for who does not.

Whoever stops reading would keep a place among the requests, the model's connection and the answer's bytes for as long
as they like. So writing shares the request's deadline; a caller who takes nothing at all is cut off before that.
"""

from __future__ import annotations

import asyncio
from collections import deque

from uvicorn.protocols.http.httptools_impl import STATUS_LINE
from uvicorn.server import ServerState

from isthmus.domain.errors import IsthmusError
from isthmus.server.messages import COMMENT, Request, Response
from isthmus.server.room import Guest, Room

SILENT_SECONDS = 30.0
"""For so long a caller may take nothing of what waits for them."""
GRACE_SECONDS = 5.0
"""What an answer's caller has beyond the request's deadline to take it, in all."""
ENDED_SECONDS = 0.5
"""After so long without a word of an answer it is asked whether a caller who sends no more still listens."""
JOINED = 262_144
"""Bytes of an answer that are joined with its head, so that one write is enough."""
AGAIN_SECONDS = 0.02
"""When it is asked again for the first time; each time after that takes twice as long as the one before."""


class Outgoing(asyncio.Protocol):
    """Half of a connection. The other half says what is answered, and keeps `_task` while it is."""

    __slots__ = (
        "_begun", "_body", "_chunked", "_deadline", "_drained", "_ended", "_grace", "_held", "_http11", "_last",
        "_looks", "_loop", "_patience", "_quiet", "_refusal", "_room", "_stall", "_standing", "_standing_lines",
        "_state", "_task", "_transport", "_unread", "_waiting",
    )  # fmt: skip
    _transport: asyncio.Transport
    silent_seconds, grace_seconds, ended_seconds = SILENT_SECONDS, GRACE_SECONDS, ENDED_SECONDS

    def __init__(self, loop: asyncio.AbstractEventLoop, state: ServerState, room: Room) -> None:
        self._loop, self._state, self._room = loop, state, room
        self._task: asyncio.Task[None] | None = None
        self._begun = self._chunked = self._http11 = False
        """Of the answer under way: whether some of it was written, in chunks, to whom."""
        self._quiet: dict[Guest, None] = {}
        """Of the room: who gives way to others, the one that has been there longest first."""
        self._body: bytes | bytearray = b""
        self._waiting: deque[Request] = deque()
        self._refusal: IsthmusError | None = None
        self._last = False
        self._standing: list[tuple[bytes, bytes]] = []
        self._standing_lines = b""
        # who does not read
        self._drained: asyncio.Future[None] | None = None
        self._deadline = self._grace = self._patience = 0.0
        self._unread = self._held = 0
        self._stall: asyncio.TimerHandle | None = None
        # who sends no more
        self._ended: asyncio.TimerHandle | None = None
        self._looks = 0

    def connection_lost(self, broken: Exception | None) -> None:
        for timer in (self._stall, self._ended):
            if timer is not None:
                timer.cancel()

    def pause_writing(self) -> None:
        self._drained = self._loop.create_future()
        self._watch()
        self._weigh()

    def resume_writing(self) -> None:
        drained, self._drained = self._drained, None
        if drained is not None and not drained.done():
            drained.set_result(None)
        if self._stall is not None and not self._transport.is_closing():
            self._stall.cancel()
            self._stall = None
            self._grace = min(self._grace, self._patience - self._loop.time())
        self._weigh()

    def _share(self, left: float) -> None:
        """An answer is about to be written, `left` seconds before its request's deadline."""
        self._deadline, self._grace = self._loop.time() + left, self.grace_seconds

    def _watch(self) -> None:
        now = self._loop.time()
        self._unread = self._transport.get_write_buffer_size()
        if self._stall is None:
            self._patience = max(self._deadline, now) + self._grace
        self._stall = self._loop.call_at(min(now + self.silent_seconds, self._patience), self._look)

    def _look(self) -> None:
        """Whoever goes on reading is left alone until it is over."""
        if self._transport.get_write_buffer_size() < self._unread and self._loop.time() < self._patience:
            self._watch()
        else:
            self._transport.abort()

    def _weigh(self) -> None:
        """Tells how many bytes are kept here: of a body that arrives, of answers that wait to be read."""
        owed = self._transport.get_write_buffer_size() if self._drained is not None else 0
        self._held = owed + len(self._body)
        self._room.hold(self, self._held)

    def _listen(self, on: bool) -> None:
        if self._transport.is_reading() != on:
            if on:
                self._transport.resume_reading()
            else:
                self._transport.pause_reading()

    def give_way(self) -> None:
        self._last = True
        if self._transport.get_write_buffer_size():
            self._transport.abort()
        else:
            self._transport.close()

    def let_go(self) -> None:
        raise NotImplementedError

    def _send(self, response: Response, body: bytes, framing: bytes) -> None:
        """A head and what is there of its body."""
        self._begun = True
        standing = self._state.default_headers
        if standing is not self._standing:  # uvicorn makes another list each second, for the date
            self._standing, self._standing_lines = standing, b"".join([b"%b: %b\r\n" % line for line in standing])
        last = self._last and not self._waiting and self._refusal is None
        end = b"connection: close\r\n\r\n" if last else b"\r\n"
        head = b"".join((STATUS_LINE[response.status], self._standing_lines, response.lines, framing, end))
        if len(body) <= JOINED:
            self._write(head + body)
        else:
            self._write(head)
            self._write(body)

    def _write(self, data: bytes) -> None:
        if not self._transport.is_closing():
            self._transport.write(data)

    def _close(self) -> None:
        """Once all is written; but who does not read it is not waited for."""
        if not self._transport.is_closing():
            self._transport.close()
            if self._stall is None and self._transport.get_write_buffer_size():
                self._share(0)
                self._watch()

    # who sends no more: they may still listen, or they left, and only bytes that come back tell which

    def eof_received(self) -> bool:
        if self._task is None:
            self._close()
        elif self._begun:
            self._probe()
        else:
            self._ended = self._loop.call_later(self.ended_seconds, self._probe)
        return True

    def _probe(self) -> None:
        """Something to pass over is written: to who left nothing can be, from the second time on."""
        if self._task is None:
            return
        if not self._http11 or (self._begun and not self._chunked):
            self._transport.abort()  # nothing may be said in between
            return
        self._ended = self._loop.call_later(AGAIN_SECONDS * 2**self._looks, self._probe)
        self._looks += 1
        self._write(chunk(COMMENT) if self._begun else b"HTTP/1.1 100 Continue\r\n\r\n")


def chunk(piece: bytes) -> bytes:
    """An empty one would be the end."""
    return b"%x\r\n%b\r\n" % (len(piece), piece) if piece else b""


