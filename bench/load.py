"""The load generator: many keep-alive HTTP/1.1 connections on one event loop, with as little as
possible between the socket and the clock, so that it is not what is being measured.

`closed` keeps a number of requests in flight; `opened` sends on a schedule and never waits for an answer
(a busy connection is left alone and another opened), so a stalled gateway cannot hide its queue.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Sequence
from time import perf_counter
from typing import cast

import msgspec

from bench.workload import Request, answer_text

IDLE_SECONDS = 60.0
"""How long nothing at all may arrive before a run is given up."""

CHECKED = 8
"""How many answers of a run are compared in full."""

FAILURES = 100
"""After how many failures a run stops sending."""


class Address(msgspec.Struct, frozen=True):
    """Where to send; `headers` go with every request."""

    port: int
    host: str = "127.0.0.1"
    headers: tuple[tuple[str, str], ...] = ()


class Answer(msgspec.Struct):
    """An HTTP answer as it was read."""

    status: int
    body: bytes


class Tally(msgspec.Struct):
    """What a run counted. Latencies are in seconds."""

    answered: int = 0
    failed: int = 0
    seconds: float = 0.0
    latencies: list[float] = []
    complaint: str = ""

    def refuse(self, what: str) -> None:
        """Count one failure; the first complaint is kept."""
        self.failed += 1
        self.complaint = self.complaint or what


class AnswerReader:
    """HTTP/1.1 answers from bytes in any pieces: a stated length, or chunks. No I/O."""

    __slots__ = ("_buffer", "_left", "_parts", "_status")

    def __init__(self) -> None:
        self._buffer = b""
        self._restart()

    def feed(self, data: bytes) -> Answer | None:
        """The answer, once `data` completes it."""
        self._buffer = self._buffer + data if self._buffer else data
        if not self._status and not self._read_head():
            return None
        if self._left is not None:
            return self._read_length()
        return self._read_chunks()

    def _restart(self) -> None:
        self._status = 0
        self._left: int | None = None
        self._parts: list[bytes] = []

    def _read_head(self) -> bool:
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return False
        head = self._buffer[:end].lower()
        self._buffer = self._buffer[end + 4 :]
        self._status = int(head[9:12])
        at = head.find(b"\r\ncontent-length:")
        if at >= 0:
            self._left = int(head[at + 17 :].split(b"\r", 1)[0])
        elif b"\r\ntransfer-encoding: chunked" not in head:
            raise ValueError("an answer with neither content-length nor chunked coding")
        return True

    def _read_length(self) -> Answer | None:
        assert self._left is not None
        if len(self._buffer) < self._left:
            return None
        body, self._buffer = self._buffer[: self._left], self._buffer[self._left :]
        return self._complete(body)

    def _read_chunks(self) -> Answer | None:
        buffer, at = self._buffer, 0
        while (line := buffer.find(b"\r\n", at)) >= 0:
            size = int(buffer[at:line], 16)
            end = line + 2 + size
            if len(buffer) < end + 2:
                break
            at = end + 2
            if not size:
                self._buffer = buffer[at:]
                return self._complete(b"".join(self._parts))
            self._parts.append(buffer[line + 2 : end])
        self._buffer = buffer[at:]
        return None

    def _complete(self, body: bytes) -> Answer:
        answer = Answer(self._status, body)
        self._restart()
        return answer


class Connection(asyncio.Protocol):
    """One connection, one request at a time; `done` is called with each answer, or None if it was cut."""

    __slots__ = ("_done", "_reader", "busy", "expected", "sent", "transport")

    def __init__(self, done: Callable[[Connection, Answer | None], None]) -> None:
        self._done = done
        self._reader = AnswerReader()
        self.transport: asyncio.Transport | None = None
        self.busy = False
        self.sent = 0.0
        self.expected: Request | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # uvloop's own class, which is not a subclass

    def connection_lost(self, exc: Exception | None) -> None:
        self.transport = None
        if self.busy:
            self.busy = False
            self._done(self, None)

    def data_received(self, data: bytes) -> None:
        answer = self._reader.feed(data)
        if answer is not None:
            self.busy = False
            self._done(self, answer)

    def send(self, raw: bytes, expected: Request, at: float) -> None:
        """Send one request; its latency counts from `at`."""
        assert self.transport is not None
        self.busy, self.expected, self.sent = True, expected, at
        self.transport.write(raw)


class Generator:
    """Sends a pool of requests to one address and checks what comes back."""

    def __init__(self, address: Address, pool: Sequence[Request], streamed: bool) -> None:
        self._address = address
        self._requests = itertools.cycle([(framed(address, request.body), request) for request in pool])
        self._streamed = streamed
        self._tally = Tally()
        self._idle: list[Connection] = []
        self._open = 0
        self._finished: asyncio.Future[None] | None = None
        self._until = 0.0
        self._least = 0
        self._checked = 0

    async def closed(self, concurrency: int, seconds: float, least: int = 0) -> Tally:
        """Keep `concurrency` requests in flight for `seconds` and until `least` were answered, then
        wait for those in flight; every request that was sent is counted."""
        connections = [await self._connect(self._again) for _ in range(concurrency)]
        started = self._begin()
        self._until, self._least, self._open = started + seconds, least, concurrency
        for connection in connections:
            self._next(connection, started)
        return await self._end(started, connections)

    async def opened(self, rate: float, seconds: float) -> Tally:
        """Send `rate` requests a second for `seconds`, on as many connections as it takes."""
        self._idle = [await self._connect(self._back) for _ in range(8)]
        connections = list(self._idle)
        started = self._begin()
        self._open = round(rate * seconds)
        for number in range(self._open):
            await asyncio.sleep(max(0.0, started + number / rate - perf_counter()))
            # The moment of sending, not of being due: timers here have steps of a millisecond.
            now = perf_counter()
            if not self._idle:
                self._idle.append(await self._connect(self._back))
                connections.append(self._idle[-1])
            self._next(self._idle.pop(), now)
        return await self._end(started, connections)

    async def one(self) -> Answer | None:
        """One request on its own connection; None if nothing answers there."""
        answered: asyncio.Future[Answer | None] = asyncio.get_running_loop().create_future()
        try:
            connection = await self._connect(lambda _, answer: answered.set_result(answer))
        except OSError:
            return None
        raw, request = next(self._requests)
        connection.send(raw, request, perf_counter())
        answer = await asyncio.wait_for(answered, IDLE_SECONDS)
        if connection.transport is not None:
            connection.transport.abort()
        return answer

    async def _connect(self, done: Callable[[Connection, Answer | None], None]) -> Connection:
        loop = asyncio.get_running_loop()
        _, connection = await loop.create_connection(lambda: Connection(done), self._address.host, self._address.port)
        return connection

    def _begin(self) -> float:
        self._tally = Tally()
        self._checked = 0
        self._finished = asyncio.get_running_loop().create_future()
        return perf_counter()

    async def _end(self, started: float, connections: list[Connection]) -> Tally:
        assert self._finished is not None
        while not self._finished.done():
            before = self._tally.answered + self._tally.failed
            await asyncio.wait((self._finished,), timeout=IDLE_SECONDS)
            if not self._finished.done() and before == self._tally.answered + self._tally.failed:
                self._tally.refuse(f"nothing was answered for {IDLE_SECONDS:.0f} seconds")
                break
        self._tally.seconds = perf_counter() - started
        for connection in connections:
            connection.busy = False
            if connection.transport is not None:
                connection.transport.abort()
        return self._tally

    def _next(self, connection: Connection, now: float) -> None:
        raw, request = next(self._requests)
        connection.send(raw, request, now)

    def _again(self, connection: Connection, answer: Answer | None) -> None:
        now = perf_counter()
        self._count(connection, answer, now)
        more = now < self._until or self._tally.answered + self._open <= self._least
        if more and connection.transport is not None and self._tally.failed < FAILURES:
            self._next(connection, now)
        else:
            self._leave()

    def _back(self, connection: Connection, answer: Answer | None) -> None:
        self._count(connection, answer, perf_counter())
        if connection.transport is not None:
            self._idle.append(connection)
        self._leave()

    def _leave(self) -> None:
        self._open -= 1
        if not self._open and self._finished is not None and not self._finished.done():
            self._finished.set_result(None)

    def _count(self, connection: Connection, answer: Answer | None, now: float) -> None:
        assert connection.expected is not None
        if wrong := self._wrong(answer, connection.expected):
            self._tally.refuse(wrong)
            return
        self._tally.answered += 1
        self._tally.latencies.append(now - connection.sent)

    def _wrong(self, answer: Answer | None, expected: Request) -> str:
        """What is wrong with an answer, or nothing. The text of a few per run is compared: comparing all
        of them would make the generator the bottleneck."""
        if answer is None:
            return "the connection was closed before the answer was complete"
        if answer.status != 200:
            return f"status {answer.status}"
        if self._streamed and not answer.body.rstrip().endswith(b"[DONE]"):
            return "the stream does not end with [DONE]"
        if self._checked >= CHECKED:
            return ""
        self._checked += 1
        right = answer_text(answer.body, self._streamed) == expected.answer
        return "" if right else "the answer's text is not what the upstream said"


def framed(address: Address, body: bytes) -> bytes:
    """The complete HTTP request for `body`."""
    extra = "".join(f"{name}: {value}\r\n" for name, value in address.headers)
    head = (
        f"POST /v1/chat/completions HTTP/1.1\r\nhost: {address.host}:{address.port}\r\n"
        f"content-type: application/json\r\naccept: */*\r\n{extra}content-length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
