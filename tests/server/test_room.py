"""What callers who give nothing take from others: places, connections, memory. And who is left in peace."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, cast

import pytest
from gateway import Gateway, events, said
from plain_http import HEAD, Wire, asking, chunked, getting, raw
from uvicorn.server import ServerState

from isthmus.domain.errors import SettingsError
from isthmus.server.outgoing import Outgoing
from isthmus.server.protocol import BoundedProtocol
from isthmus.server.room import RESERVED, TURNED_AWAY, Room, connections_for
from isthmus.settings import ServerSettings

HUGE = {"size": 15_000_000, "chunk": 50_000}
HELD = {"latency": 30}
SOON = b"x-isthmus-deadline-ms: 2000\r\n"


class Patient(BoundedProtocol):
    """An idle connection is not what is looked at."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self._idle_seconds = 60.0


class Hurried(Patient):
    grace_seconds = 0.05


class Impatient(Patient):
    silent_seconds = 0.05


@contextmanager
def many(gateway: Gateway, number: int) -> Iterator[list[Wire]]:
    with ExitStack() as stack:
        yield [stack.enter_context(raw(gateway)) for _ in range(number)]


# -- who does not read ------------------------------------------------------------------------------------------


@pytest.mark.req("J6", "D20")
@pytest.mark.parametrize("protocol", [Hurried, Impatient], ids=["past the deadline", "nothing is taken"])
def test_who_stops_reading_gives_the_place_back(build: Callable[..., Gateway], protocol: type[BoundedProtocol]) -> None:
    gateway = build(server={"in_flight": 4}, protocol=protocol)
    gateway.sandbox.script({**HUGE, "times": 4})
    with many(gateway, 4) as wires:
        for wire in wires:
            wire.send(asking(stream=True, headers=SOON if protocol is Hurried else b""))
        for wire in wires:
            wire.until(b"200 OK\r\n")
        assert gateway.eventually(lambda: gateway.chat("hello", "echo")[0] == 200)
        assert gateway.eventually(lambda: gateway.house.runtime.gate.inside == 0)
        assert gateway.eventually(lambda: all(seen.disconnected for seen in gateway.sandbox.seen()[:4]))
        assert not gateway._server.server_state.tasks
    assert "crashed" not in gateway.log.getvalue()


@pytest.mark.req("J6", "D20")
@pytest.mark.parametrize("protocol", [Hurried, Impatient], ids=["past the deadline", "nothing is taken"])
@pytest.mark.parametrize("more", [b"", b"Connection: close\r\n"], ids=["kept", "closed"])
def test_whole_answers_that_nobody_reads_are_not_kept(
    build: Callable[..., Gateway], protocol: type[BoundedProtocol], more: bytes
) -> None:
    gateway = build(protocol=protocol, server={"max_answer_bytes": 20_000_000})
    gateway.sandbox.script({"size": 15_000_000, "times": 2})
    with many(gateway, 2) as wires:
        for wire in wires:
            wire.send(asking(headers=(SOON if protocol is Hurried else b"") + more))
        gateway.eventually(lambda: gateway.log.getvalue().count('"outcome":"answered"') == 2)
        gateway.eventually(lambda: not gateway._server.server_state.connections)


@pytest.mark.req("J6", "D20")
def test_who_asks_ahead_and_never_reads_is_asked_for_nothing_more(build: Callable[..., Gateway]) -> None:
    gateway = build(protocol=Impatient)
    gateway.sandbox.script({**HUGE, "times": 20})
    with raw(gateway) as wire:
        wire.send(asking() * 20)
        gateway.eventually(gateway.sandbox.seen)
        gateway.eventually(lambda: not gateway._server.server_state.connections)
    assert len(gateway.sandbox.seen()) < 20
    assert gateway.house.runtime.gate.inside == 0


@pytest.mark.req("D20")
def test_an_answer_that_nobody_read_does_not_keep_an_idle_connection(build: Callable[..., Gateway]) -> None:
    """Less than what pauses writing is left over: closing would wait for it."""

    class Idle(Hurried):
        def __init__(self, *given: Any, **more: Any) -> None:
            super().__init__(*given, **more)
            self._idle_seconds = 0.05

        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            super().connection_made(transport)
            cast(asyncio.WriteTransport, transport).set_write_buffer_limits(high=2**26)

    gateway = build(protocol=Idle)
    gateway.sandbox.script({"size": 15_000_000})
    with raw(gateway) as wire:
        wire.send(asking())
        gateway.eventually(gateway.sandbox.seen)
        gateway.eventually(lambda: not gateway._server.server_state.connections)


class Clock:
    """A loop of which only the time, and what is due, is used."""

    def __init__(self) -> None:
        self.now = 100.0
        self.due: list[tuple[float, Callable[[], None], list[bool]]] = []

    def time(self) -> float:
        return self.now

    def create_future(self) -> Any:
        return type("Future", (), {"done": lambda _: True})()

    def call_at(self, when: float, call: Callable[[], None]) -> Any:
        cancelled = [False]
        self.due.append((when, call, cancelled))
        return type("Handle", (), {"cancel": lambda _: cancelled.__setitem__(0, True)})()

    def pass_to(self, when: float) -> None:
        while ready := [one for one in self.due if one[0] <= when]:
            self.due.remove(first := min(ready, key=lambda one: one[0]))
            self.now = max(self.now, first[0])
            if not first[2][0]:
                first[1]()
        self.now = when


class Pipe:
    """A transport that a test drains by hand."""

    def __init__(self) -> None:
        self.size, self.aborted = 0, False

    def get_write_buffer_size(self) -> int:
        return self.size

    def abort(self) -> None:
        self.aborted = True

    def is_closing(self) -> bool:
        return self.aborted


@pytest.fixture
def slow() -> tuple[Outgoing, Clock, Pipe]:
    clock, pipe = Clock(), Pipe()
    made = Outgoing(cast(asyncio.AbstractEventLoop, clock), ServerState(), Room())
    made._transport = cast(asyncio.Transport, pipe)
    return made, clock, pipe


def stall(made: Outgoing, pipe: Pipe, size: int = 1_000_000) -> None:
    pipe.size = size
    made.pause_writing()


def test_who_reads_on_slowly_has_until_the_deadline_and_a_little(slow: tuple[Outgoing, Clock, Pipe]) -> None:
    made, clock, pipe = slow
    made._share(120)
    stall(made, pipe)
    for second in range(10, 121, 10):
        pipe.size -= 1000
        clock.pass_to(100.0 + second)
        assert not pipe.aborted
    clock.pass_to(224.9)
    assert not pipe.aborted
    clock.pass_to(225.0)
    assert pipe.aborted


def test_who_takes_nothing_is_not_waited_for_so_long(slow: tuple[Outgoing, Clock, Pipe]) -> None:
    made, clock, pipe = slow
    made._share(120)
    stall(made, pipe)
    clock.pass_to(129.9)
    assert not pipe.aborted
    clock.pass_to(130.0)
    assert pipe.aborted


def test_a_long_stream_that_is_read_goes_on_past_the_deadline(slow: tuple[Outgoing, Clock, Pipe]) -> None:
    """What counts is how long it waited for its caller, not how long its model took."""
    made, clock, pipe = slow
    made._share(10)
    for second in range(1000):
        clock.pass_to(100.0 + second)
        stall(made, pipe)
        pipe.size = 0
        made.resume_writing()
    assert not pipe.aborted
    assert made._grace == Outgoing.grace_seconds


def test_past_the_deadline_all_waiting_counts_together(slow: tuple[Outgoing, Clock, Pipe]) -> None:
    made, clock, pipe = slow
    made._share(0)
    for at in (100.0, 102.0):
        clock.pass_to(at)
        stall(made, pipe)
        clock.pass_to(at + 2)
        made.resume_writing()
    stall(made, pipe)
    clock.pass_to(104.9)
    assert not pipe.aborted
    clock.pass_to(105.0)
    assert pipe.aborted


# -- how many connect -------------------------------------------------------------------------------------------


@pytest.mark.req("J6", "D20")
@pytest.mark.parametrize("begun", [b"", b"GET /v1/models HTTP/1.1\r\nHost: "], ids=["idle", "in their head"])
def test_of_connections_that_ask_nothing_the_oldest_gives_way(build: Callable[..., Gateway], begun: bytes) -> None:
    gateway = build(server={"connections": 8})
    with many(gateway, 20) as wires:
        for wire in wires:
            wire.send(begun)
        assert gateway.chat("hello", "echo")[0] == 200
        assert [wire.ended() for wire in wires[:12]] == [True] * 12
        wires[-1].send(getting("/healthz") if not begun else b"localhost\r\n\r\n")
        assert wires[-1].answer()[0] == 200


@pytest.mark.req("D20")
def test_who_was_heard_last_stays_longest(build: Callable[..., Gateway]) -> None:
    gateway = build(server={"connections": 3})
    with many(gateway, 3) as (first, second, third):
        for wire in (first, second, third, first):
            wire.send(getting("/healthz"))
            assert wire.answer()[0] == 200
        with raw(gateway) as newcomer:
            newcomer.send(getting("/healthz"))
            assert newcomer.answer()[0] == 200
            assert second.ended()
            for wire in (first, third):
                wire.send(getting("/healthz"))
                assert wire.answer()[0] == 200


@pytest.mark.req("D20")
def test_when_all_are_in_use_a_newcomer_is_told_so(build: Callable[..., Gateway]) -> None:
    gateway = build(server={"connections": 2})
    gateway.sandbox.script({"latency": 1, "times": 2})
    with many(gateway, 2) as wires:
        for wire in wires:
            wire.send(asking())
        gateway.eventually(lambda: len(gateway.sandbox.seen()) == 2)
        with raw(gateway) as newcomer:
            newcomer.send(asking())
            status, headers, body = newcomer.answer()
            assert (status, headers["connection"], headers["retry-after"]) == (503, "close", "1")
            assert json.loads(body)["error"]["code"] == "overloaded"
            assert newcomer.ended()
        assert [wire.answer()[0] for wire in wires] == [200, 200]
        assert gateway.chat("hello", "echo")[0] == 200


@pytest.mark.req("D20")
def test_of_those_who_are_told_so_only_so_many_are_kept(build: Callable[..., Gateway]) -> None:
    gateway = build(server={"connections": 1})
    gateway.sandbox.script(HELD)
    with raw(gateway) as busy:
        busy.send(asking())
        gateway.eventually(gateway.sandbox.seen)
        with many(gateway, TURNED_AWAY * 3) as wires:
            gateway.eventually(lambda: len(gateway._server.server_state.connections) <= TURNED_AWAY + 1)
            assert wires[-1].answer()[0] == 503
    assert gateway.eventually(lambda: not gateway._server.server_state.connections)
    assert not gateway.house.app().room._guests


@pytest.mark.parametrize(
    ("descriptors", "in_flight", "most"),
    [(20_000, 512, 8192), (4096, 512, 4096 - 160 - 512), (1024, 512, 432), (256, 512, 48), (100, 512, 1)],
)
def test_descriptors_are_left_for_the_evidence_and_the_models(descriptors: int, in_flight: int, most: int) -> None:
    assert connections_for(descriptors, in_flight, None) == most
    assert most == 1 or most + min(most, in_flight) + RESERVED + TURNED_AWAY <= descriptors


def test_more_connections_than_there_are_descriptors_for_are_refused_at_start() -> None:
    assert connections_for(1024, 512, 400) == 400
    with pytest.raises(SettingsError, match="at most 432"):
        connections_for(1024, 512, 433)


# -- what is kept for them --------------------------------------------------------------------------------------

SMALL = {"max_body_bytes": 100_000, "max_answer_bytes": 100_000, "max_held_bytes": 250_000}


@pytest.mark.req("J6", "D20")
def test_bodies_that_arrive_are_bounded_together(build: Callable[..., Gateway]) -> None:
    """Who has not moved on for longest gives way, so that half of a body keeps nobody out."""
    gateway = build(server=SMALL)
    room = room_of(gateway)
    whole = asking("x " * 45_000)
    with many(gateway, 3) as (first, second, third):
        for number, wire in enumerate((first, second), 1):
            wire.send(whole[:90_000])
            gateway.eventually(lambda n=number: room.held > 85_000 * n)  # type: ignore[misc]
        first.send(whole[90_000:90_001])
        gateway.eventually(lambda: [*room._holding.values()] == sorted(room._holding.values()))  # the first is last
        third.send(whole[:90_000])
        status, headers, body = second.answer()
        assert (status, headers["connection"], headers["retry-after"]) == (503, "close", "1")
        assert json.loads(body)["error"]["code"] == "overloaded"
        first.send(whole[90_001:])
        third.send(whole[90_000:])
        assert [first.answer()[0], third.answer()[0]] == [200, 200]
    assert gateway.eventually(lambda: room.held == 0)


@pytest.mark.req("J6", "D20")
def test_so_are_answers_that_nobody_reads(build: Callable[..., Gateway]) -> None:
    gateway = build(server={"max_body_bytes": 10_000, "max_held_bytes": 30_000_000})
    room = room_of(gateway)
    gateway.sandbox.script({"size": 15_000_000, "times": 6})
    with many(gateway, 6) as wires:
        for number, wire in enumerate(wires, 1):
            wire.send(asking())
            gateway.eventually(lambda n=number: len(gateway.sandbox.seen()) == n)  # type: ignore[misc]
        gateway.eventually(lambda: len(gateway._server.server_state.connections) < 4)
        assert room.held <= room.most_held
        assert len(wires[-1].answer()[2]) > 15_000_000


def room_of(gateway: Gateway) -> Room:
    found: Room = gateway._server.config.app.room
    return found


def test_it_holds_one_body_and_one_answer_at_least() -> None:
    with pytest.raises(ValueError, match="max_held_bytes"):
        ServerSettings(max_held_bytes=1_000_000)


@pytest.mark.req("J6")
def test_a_body_in_countless_chunks_is_refused(gateway: Gateway) -> None:
    with raw(gateway) as wire:
        wire.send(HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + chunked(*[b"x"] * 40_000))
        status, headers, _ = wire.answer()
        assert (status, headers["connection"]) == (400, "close")


def test_a_body_in_small_chunks_is_a_body(gateway: Gateway) -> None:
    body = asking("hello " * 100_000).partition(b"\r\n\r\n")[2]
    pieces = [body[at : at + 20] for at in range(0, len(body), 20)]
    with raw(gateway) as wire:
        wire.send(HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + chunked(*pieces))
        assert wire.answer()[0] == 200


# -- who sends no more, and listens -----------------------------------------------------------------------------


def last_words(wire: Wire, data: bytes) -> None:
    wire.send(data)
    wire.socket.shutdown(socket.SHUT_WR)


@pytest.mark.req("A1")
@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
def test_who_sends_no_more_is_answered(gateway: Gateway, streamed: bool) -> None:
    gateway.sandbox.script({"latency": 0.1})
    with raw(gateway) as wire:
        last_words(wire, asking("alone", stream=streamed))
        status, headers, body = wire.answer()
        assert (status, "alone" in said(body if streamed else json.loads(body))) == (200, True)
        assert headers["connection"] == "close"
        assert wire.ended()
    with raw(gateway) as wire:
        last_words(wire, asking("one") + asking("two", stream=streamed))
        assert "one" in said(json.loads(wire.answer()[2]))
        status, _, body = wire.answer()
        assert (status, "two" in said(body if streamed else json.loads(body))) == (200, True)
        assert wire.ended()


@pytest.mark.req("A1")
def test_who_sends_no_more_is_answered_late_too(build: Callable[..., Gateway]) -> None:
    """Meanwhile something is said that every client passes over (RFC 9110, 15.2)."""

    class Curious(BoundedProtocol):
        ended_seconds = 0.01

    gateway = build(protocol=Curious)
    gateway.sandbox.script({"latency": 0.3}, {"body_latency": 0.3, "size": 40_000, "pace": 0.1})
    for streamed in (False, True):
        with raw(gateway) as wire:
            last_words(wire, asking(stream=streamed))
            answers = [wire.answer()]
            while answers[-1][0] == 100:
                answers.append(wire.answer())
            assert len(answers) > 1
            assert answers[-1][0] == 200
            assert wire.ended()
    assert events_passed_over(answers[-1][2])


def events_passed_over(body: bytes) -> bool:
    """A comment between two events is no event."""
    return bool(events(body.replace(b":\n\n", b"")))


def test_http_1_0_is_answered_as_well(gateway: Gateway) -> None:
    with raw(gateway) as wire:
        last_words(wire, getting("/healthz").replace(b"HTTP/1.1", b"HTTP/1.0"))
        assert wire.answer()[0] == 200
        assert wire.ended()


def test_half_a_request_of_who_sends_no_more_is_none(gateway: Gateway) -> None:
    for half in (asking()[:40], asking()[:-5], b""):
        with raw(gateway) as wire:
            last_words(wire, half)
            assert wire.ended()
    assert gateway.sandbox.seen() == ()
