"""What the protocol promises of a connection: order, bounds, ends; and that nobody smuggles a request through it."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
import uvicorn
from gateway import Gateway, events, said
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from plain_http import HEAD, Wire, asking, chunked, getting, raw
from uvicorn.server import ServerState

from isthmus.server.messages import lines
from isthmus.server.protocol import WAITING, BoundedProtocol

HELD = {"latency": 30}
"""An answer that does not come while a test runs."""


def error_of(body: bytes) -> str:
    return json.loads(body)["error"]["code"]


def over(wire: Wire) -> int:
    """The status of the last answer, which says that it is the last and is followed by nothing but the end."""
    status, headers, _ = wire.answer()
    assert headers["connection"] == "close"
    assert wire.ended()
    return status


def older(request: bytes) -> bytes:
    return request.replace(b"HTTP/1.1", b"HTTP/1.0").replace(b"Host:", b"Connection: keep-alive\r\nHost:")


def idling(seconds: float) -> type[BoundedProtocol]:
    class Idling(BoundedProtocol):
        def __init__(self, *given: Any, **more: Any) -> None:
            super().__init__(*given, **more)
            self._idle_seconds = seconds

    return Idling


# -- what belongs to an answer ----------------------------------------------------------------------------------


class Seen(BoundedProtocol):
    """Keeps what it writes, and how much of that was ever held back because nobody read it."""

    written: list[bytes]
    held = 0

    def _write(self, data: bytes) -> None:
        super()._write(data)
        Seen.written.append(data)
        Seen.held = max(Seen.held, self._transport.get_write_buffer_size())


@pytest.fixture(autouse=True)
def _nothing_seen_yet() -> None:
    Seen.written, Seen.held = [], 0


@pytest.fixture
def watched(build: Callable[..., Gateway]) -> Gateway:
    return build(protocol=Seen)


def test_a_whole_answer_is_one_write(watched: Gateway) -> None:
    for method, path in (("GET", "/healthz"), ("GET", "/nowhere"), ("HEAD", "/healthz")):
        watched.request(method, path)
    assert watched.chat("hello", "echo")[0] == 200
    assert len(Seen.written) == 4


def test_a_streams_head_leaves_with_its_first_event(watched: Gateway) -> None:
    watched.chat("hello", "echo", stream=True)
    assert Seen.written[0].startswith(b"HTTP/1.1 200 OK\r\n")
    assert b'"role":"assistant"' in Seen.written[0]


def test_every_answer_has_a_date(gateway: Gateway) -> None:
    for status, headers, _ in (gateway.chat("hello"), gateway.chat([]), gateway.request("GET", "/healthz")):
        assert parsedate_to_datetime(headers["date"]).tzinfo, status


@pytest.mark.parametrize("value", ["a\nset-cookie: b", "a\rb", "a\r\n\r\nb"])
def test_a_header_cannot_split_an_answer(value: str) -> None:
    with pytest.raises(ValueError, match="line break"):
        lines({"x-first": "a", "x-isthmus-model": value})


def test_head_is_told_the_length_and_gets_nothing_else(gateway: Gateway) -> None:
    with raw(gateway) as wire:
        wire.send(b"HEAD /v1/models HTTP/1.1\r\nHost: localhost\r\n\r\n" + getting("/v1/models"))
        _, headers, _ = wire.answer(bodiless=True)
        assert int(headers["content-length"]) == len(wire.answer()[2])


@pytest.mark.parametrize(
    "target", ["/v1/models?limit=20", "http://localhost/v1/models", "http://localhost/v1/models?a=b#c"]
)
def test_a_path_is_found_in_what_is_asked_for(gateway: Gateway, target: str) -> None:
    assert gateway.request("GET", target)[0] == 200


# -- one after the other ----------------------------------------------------------------------------------------


def test_requests_sent_ahead_are_answered_in_their_order(gateway: Gateway) -> None:
    gateway.sandbox.script({"latency": 0.1})  # the first takes longest
    with raw(gateway) as wire:
        wire.send(asking("one") + getting("/healthz") + asking("two", stream=True) + getting("/nowhere"))
        assert "one" in said(json.loads(wire.answer()[2]))
        assert wire.answer()[2] == b'{"status":"alive"}'
        assert "two" in said(wire.answer()[2])
        assert wire.answer()[0] == 404


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_it_is_all_the_same_how_bytes_arrive(gateway: Gateway, data: st.DataObject) -> None:
    sent = asking("a") + HEAD + b"transfer-encoding: chunked\r\n\r\n" + chunked(b"{", b"}") + getting("/healthz")
    cuts = sorted(data.draw(st.sets(st.integers(1, len(sent) - 1), max_size=8)))
    with raw(gateway) as wire:
        for start, end in zip([0, *cuts], [*cuts, len(sent)], strict=True):
            wire.send(sent[start:end])
        assert [wire.answer()[0] for _ in range(3)] == [200, 400, 200]


def test_bytes_may_arrive_one_by_one(gateway: Gateway) -> None:
    with raw(gateway) as wire:
        for byte in asking("a") + getting("/healthz"):
            wire.send(bytes([byte]))
        assert [wire.answer()[0] for _ in range(2)] == [200, 200]


def test_after_errors_a_connection_serves_on(gateway: Gateway) -> None:
    wrong = [getting("/nowhere"), getting("/v1/chat/completions"), asking(route="none"), asking(n=0)]
    with raw(gateway) as wire:
        for request in wrong:
            wire.send(request)
        assert [wire.answer()[0] for _ in wrong] == [404, 405, 404, 400]
        wire.send(asking())
        assert wire.answer()[0] == 200


@pytest.mark.req("J6", "D20")
def test_only_so_many_requests_wait_for_one(gateway: Gateway) -> None:
    gateway.sandbox.script({"latency": 0.1})
    with raw(gateway) as wire:
        wire.send(asking() + getting("/healthz") * (WAITING * 3))
        kept = [wire.answer() for _ in range(WAITING + 1)]
        assert {status for status, _, _ in kept} == {200}
        assert [headers.get("connection") for _, headers, _ in kept] == [None] * WAITING + ["close"]
        assert wire.ended()


# -- bodies -----------------------------------------------------------------------------------------------------


def test_who_expects_to_be_told_to_go_on_is_told(gateway: Gateway) -> None:
    head, _, body = asking(headers=b"Expect: 100-continue\r\n").partition(b"\r\n\r\n")
    with raw(gateway) as wire:
        for _ in range(2):
            wire.send(head + b"\r\n\r\n")
            assert wire.until(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
            wire.send(body)
            assert wire.answer()[0] == 200


def test_http_1_0_is_not_told_to_go_on(gateway: Gateway) -> None:
    request = older(asking(headers=b"Expect: 100-continue\r\n"))
    with raw(gateway) as wire:
        wire.send(request[:-10])
        assert gateway.request("GET", "/healthz")[0] == 200  # whatever was to be said to it is said
        wire.send(request[-10:])
        assert over(wire) == 200


def test_who_is_told_to_go_on_is_told_so_in_their_turn(gateway: Gateway) -> None:
    gateway.sandbox.script({"latency": 0.1})
    head, _, body = asking(headers=b"Expect: 100-continue\r\n").partition(b"\r\n\r\n")
    with raw(gateway) as wire:
        wire.send(asking() + head + b"\r\n\r\n")
        assert [wire.answer()[0] for _ in range(2)] == [200, 100]
        wire.send(body)
        assert wire.answer()[0] == 200


@pytest.mark.req("J6")
def test_who_expects_to_send_too_much_is_told_at_once(gateway: Gateway) -> None:
    with raw(gateway) as wire:
        wire.send(HEAD + b"Expect: 100-continue\r\nContent-Length: 9000000\r\n\r\n")
        assert over(wire) == 413


@pytest.mark.req("J6")
@pytest.mark.parametrize("framed", ["declared", "chunked"])
def test_who_sends_too_much_still_hears_why(build: Callable[..., Gateway], framed: str) -> None:
    """To close on bytes that nobody read resets a connection, and the answer is lost with it."""
    gateway = build(server={"max_body_bytes": 10_000})
    many = b"x" * 4_000_000
    declared = HEAD + b"Content-Length: %d\r\n\r\n" % len(many) + many
    with raw(gateway) as wire:
        wire.send(declared if framed == "declared" else HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + chunked(many))
        status, headers, body = wire.answer()
        assert (status, headers["connection"], error_of(body)) == (413, "close", "request_too_large")
        assert wire.ended()


@pytest.mark.req("J6")
def test_who_never_stops_is_cut_off(build: Callable[..., Gateway]) -> None:
    gateway = build(server={"max_body_bytes": 10_000})
    sent = 0
    with raw(gateway) as wire, suppress(ConnectionError):
        wire.send(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
        while sent < 100_000_000:
            wire.send(b"f4240\r\n" + b"x" * 1_000_000 + b"\r\n")
            sent += 1_000_000
    assert sent < 100_000_000


@pytest.mark.req("J1")
def test_trailers_mean_nothing(build: Callable[..., Gateway]) -> None:
    gateway = build(keys=[{"id": "k", "secret": "isk_example"}])
    body = asking().partition(b"\r\n\r\n")[2]
    trailer = b"0\r\nauthorization: Bearer isk_example\r\n\r\n"
    with raw(gateway) as wire:
        wire.send(HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + chunked(body)[:-5] + trailer)
        assert wire.answer()[0] == 401


@pytest.mark.req("J6", "D20")
@pytest.mark.parametrize("begun", [b"0\r\nx: ", b"1;x="], ids=["a trailer", "a chunk extension"])
def test_what_is_no_body_is_bounded_inside_one_too(gateway: Gateway, begun: bytes) -> None:
    with raw(gateway) as wire:
        wire.send(HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + begun)
        with suppress(ConnectionError):
            for _ in range(400):
                wire.send(b"a" * 1000)
        assert over(wire) == 431


# -- who leaves, and who does not listen ------------------------------------------------------------------------


@pytest.mark.req("D20")
@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
def test_when_the_caller_leaves_what_is_under_way_ends(gateway: Gateway, streamed: bool) -> None:
    gateway.sandbox.script(HELD)
    with raw(gateway) as wire:
        wire.send(asking("tell me", "ladder", stream=streamed))
        gateway.eventually(gateway.sandbox.seen)
    assert gateway.eventually(lambda: gateway.sandbox.seen()[0].disconnected)
    assert gateway.eventually(lambda: gateway.house.runtime.gate.inside == 0)
    assert "crashed" not in gateway.log.getvalue()
    assert "never retrieved" not in gateway.log.getvalue()


@pytest.mark.req("D20")
def test_when_the_caller_leaves_a_stream_its_source_is_left_too(gateway: Gateway) -> None:
    gateway.sandbox.script({"chunk": 1, "pace": 0.02, "size": 10_000})
    with raw(gateway) as wire:
        wire.send(asking(stream=True))
        request = dict(line.split(b": ", 1) for line in wire.until(b"\r\n\r\n").split(b"\r\n")[1:-2])
        assert next(wire.chunks())
    assert gateway.eventually(lambda: gateway.sandbox.seen()[0].disconnected)
    assert gateway.account(request[b"x-isthmus-request-id"].decode()).outcome == "cancelled"
    assert gateway.house.runtime.gate.inside == 0
    assert "crashed" not in gateway.log.getvalue()


def meanwhile(gateway: Gateway) -> None:
    """Something is held back; others are answered, and whoever could go on meanwhile has done so."""
    gateway.eventually(lambda: Seen.held)
    for _ in range(100):
        assert gateway.chat("opening hours", "local")[0] == 200


@pytest.mark.req("J6")
def test_a_stream_waits_for_who_does_not_read_it(watched: Gateway) -> None:
    size = 15_000_000
    watched.sandbox.script({"size": size, "chunk": 50_000})
    with raw(watched) as wire:
        wire.send(asking(stream=True))
        meanwhile(watched)
        status, _, body = wire.answer()
    assert status == 200
    assert len(said(body)) >= size
    assert events(body)[-1]["choices"][0]["finish_reason"] == "stop"
    assert 0 < Seen.held < 2_000_000


@pytest.mark.req("J6")
def test_nothing_more_is_answered_to_who_does_not_read(watched: Gateway) -> None:
    many, size = 20, 1_500_000
    watched.sandbox.script({"size": size, "times": many})
    with raw(watched) as wire:
        wire.send(asking() * many)
        meanwhile(watched)
        assert len(watched.sandbox.seen()) < many
        assert [wire.answer()[0] for _ in range(many)] == [200] * many
    assert 0 < Seen.held < 2 * size


def test_who_reads_slowly_gets_the_whole_of_the_last_answer(build: Callable[..., Gateway]) -> None:
    class Hurried(Seen):
        linger_seconds = 0.01

    gateway = build(protocol=Hurried)
    size = 15_000_000
    gateway.sandbox.script({"size": size})
    with raw(gateway) as wire:
        wire.send(asking(headers=b"Connection: close\r\n"))
        meanwhile(gateway)
        assert len(wire.answer()[2]) > size
        assert wire.ended()


@pytest.mark.req("J6", "D20")
def test_who_does_not_read_and_leaves_leaves_nothing_behind(watched: Gateway) -> None:
    watched.sandbox.script({"size": 15_000_000, "chunk": 50_000})
    with raw(watched) as wire:
        wire.send(asking(stream=True))
        watched.eventually(lambda: Seen.held)
    assert watched.eventually(lambda: watched.house.runtime.gate.inside == 0)
    assert watched.eventually(lambda: not watched._server.server_state.connections)
    assert not watched._server.server_state.tasks
    assert "crashed" not in watched.log.getvalue()


@pytest.mark.req("J6")
def test_what_is_sent_ahead_is_not_read_ahead(build: Callable[..., Gateway]) -> None:
    gateway = build()
    gateway.sandbox.script({"latency": 0.2})
    connections: set[Any] = gateway._server.server_state.connections
    with raw(gateway) as wire:
        wire.send(asking() + asking()[:-10])
        gateway.eventually(lambda: [c for c in connections if not c._transport.is_reading()])
        wire.send(asking()[-10:])
        assert [wire.answer()[0] for _ in range(2)] == [200, 200]


@pytest.mark.req("D20")
def test_an_idle_connection_is_closed(build: Callable[..., Gateway]) -> None:
    gateway = build(protocol=idling(0.05))
    with raw(gateway) as wire:
        wire.send(getting("/healthz"))
        assert wire.answer()[0] == 200
        assert wire.ended()


# -- the last request of a connection ---------------------------------------------------------------------------


def test_who_wants_to_close_is_closed_and_what_follows_is_not_read(gateway: Gateway) -> None:
    with raw(gateway) as wire:
        wire.send(asking(headers=b"Connection: close\r\n") + asking("smuggled"))
        assert over(wire) == 200
    assert b"smuggled" not in gateway.sandbox.raw()


def test_http_1_0_gets_one_answer_and_no_chunks(gateway: Gateway) -> None:
    with raw(gateway) as wire:
        wire.send(older(asking()) + getting("/healthz"))
        assert over(wire) == 200
    with raw(gateway) as wire:
        wire.send(older(asking(stream=True)))
        _, headers, body = wire.answer()
    assert "transfer-encoding" not in headers
    assert "hello" in said(body)
    assert body.endswith(b"data: [DONE]\n\n")


UPGRADE = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n"


def test_an_upgrade_is_not_made_and_nothing_is_read_behind_it(gateway: Gateway) -> None:
    with raw(gateway) as wire:
        wire.send(getting("/healthz", headers=UPGRADE) + asking("smuggled"))
        assert over(wire) == 200
    with raw(gateway) as wire:  # its body is not taken for the next request
        wire.send(HEAD + UPGRADE + b"Content-Length: %d\r\n\r\n" % len(asking("smuggled")))
        wire.send(asking("smuggled"))
        assert error_of(wire.answer()[2]) == "invalid_json"
        assert wire.ended()
    assert gateway.sandbox.seen() == ()


@pytest.mark.parametrize("framed", ["length", "chunks"])
@pytest.mark.parametrize("pieces", ["at once", "one by one"])
def test_who_would_rather_upgrade_is_answered_in_http_1_1(gateway: Gateway, framed: str, pieces: str) -> None:
    """RFC 9110, 7.8: a server may ignore it. Java's client asks for it first."""
    body = asking("hello").partition(b"\r\n\r\n")[2]
    framing = CHUNKED if framed == "chunks" else b"Content-Length: %d\r\n" % len(body)
    whole = HEAD + UPGRADE + framing + b"\r\n" + (chunked(body[:9], body[9:]) if framed == "chunks" else body)
    with raw(gateway) as wire:
        wire.send(getting("/healthz"))
        assert wire.answer()[0] == 200
        for piece in [whole + asking("smuggled")] if pieces == "at once" else [bytes([byte]) for byte in whole]:
            wire.send(piece)
        status, headers, answer = wire.answer()
        assert (status, said(json.loads(answer)), headers["connection"]) == (200, "hello", "close")
        assert wire.ended()
    assert b"smuggled" not in gateway.sandbox.raw()


@pytest.mark.req("J6")
def test_a_body_behind_an_upgrade_is_bounded_like_any(build: Callable[..., Gateway]) -> None:
    gateway = build(server={"max_body_bytes": 10_000})
    with raw(gateway) as wire:
        wire.send(HEAD + UPGRADE + CHUNKED + b"\r\n" + chunked(b"x" * 20_000))
        assert over(wire) == 413


@pytest.mark.req("J6", "D20")
@pytest.mark.parametrize("name", [b"expect", b"authorization", b"x-isthmus-level"])
def test_a_header_that_stands_there_countless_times_is_refused(gateway: Gateway, name: bytes) -> None:
    with raw(gateway) as wire:
        wire.send(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n" + (name + b": a\r\n") * 5000 + b"\r\n")
        assert over(wire) == 431


SMUGGLED = asking("smuggled")
CHUNKED = b"Transfer-Encoding: chunked\r\n"

HOSTILE = {
    "a length and chunks": HEAD + b"Content-Length: 6\r\n" + CHUNKED + b"\r\n0\r\n\r\n",
    "chunks and a length": HEAD + CHUNKED + b"Content-Length: 5\r\n\r\n0\r\n\r\n",
    "two lengths": HEAD + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
    "one length twice": HEAD + b"Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}",
    "a list of lengths": HEAD + b"Content-Length: 2, 2\r\n\r\n{}",
    "a signed length": HEAD + b"Content-Length: +2\r\n\r\n{}",
    "a length in hex": HEAD + b"Content-Length: 0x2\r\n\r\n{}",
    "a length past all bounds": HEAD + b"Content-Length: 99999999999999999999\r\n\r\n{}",
    "a space before the colon": HEAD + b"Content-Length : 2\r\n\r\n{}",
    "a folded line": HEAD + b"X: a\r\n Content-Length: 2\r\n\r\n{}",
    "no name": HEAD + b": a\r\n\r\n",
    "a NUL": HEAD + b"X: a\x00b\r\n\r\n",
    "bare LF": HEAD.replace(b"\r\n", b"\n") + b"Content-Length: 2\n\n{}",
    "bare LF in a header": HEAD + b"X: a\nContent-Length: 2\r\n\r\n{}",
    "bare CR in a header": HEAD + b"X: a\rContent-Length: 2\r\n\r\n{}",
    "chunked, but not last": HEAD + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
    "chunked twice": HEAD + CHUNKED * 2 + b"\r\n0\r\n\r\n",
    "an encoding of its own": HEAD + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "a chunk past all bounds": HEAD + CHUNKED + b"\r\nfffffffffffffffff\r\n{}\r\n",
    "a signed chunk": HEAD + CHUNKED + b"\r\n-2\r\n{}\r\n",
    "a chunk in 0x": HEAD + CHUNKED + b"\r\n0x2\r\n{}\r\n0\r\n\r\n",
    "a chunk with bare LF": HEAD + CHUNKED + b"\r\n2\n{}\n0\n\n",
    "a chunk longer than it says": HEAD + CHUNKED + b"\r\n2\r\n{}}\r\n0\r\n\r\n",
    "no such version": b"POST / HTTP/1.7\r\n\r\n",
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "a method of its own": b"ALICE / HTTP/1.1\r\n\r\n",
    "a tunnel": b"CONNECT example.org:443 HTTP/1.1\r\n\r\n",
    "no host": b"POST /v1/chat/completions HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}",
    "an empty host": HEAD.replace(b"localhost", b"") + b"Content-Length: 2\r\n\r\n{}",
    "two hosts": HEAD + b"Host: localhost\r\nContent-Length: 2\r\n\r\n{}",
    "two hosts in one": HEAD.replace(b"localhost", b"localhost, localhost") + b"Content-Length: 2\r\n\r\n{}",
    "a host with a path": HEAD.replace(b"localhost", b"localhost/a") + b"Content-Length: 2\r\n\r\n{}",
    "a host with a user": HEAD.replace(b"localhost", b"a@localhost") + b"Content-Length: 2\r\n\r\n{}",
    "HTTP/0.9": b"GET /v1/models HTTP/0.9\r\nHost: localhost\r\n\r\n",
    "no version": b"GET /v1/models\r\n\r\n",
    "HTTP/2.0 on a path": b"GET /v1/models HTTP/2.0\r\nHost: localhost\r\n\r\n",
    "gzip, chunked": HEAD + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    "gzip and chunked in two lines": HEAD + b"Transfer-Encoding: gzip\r\n" + CHUNKED + b"\r\n0\r\n\r\n",
    "an empty encoding": HEAD + b"Transfer-Encoding:\r\n" + CHUNKED + b"\r\n0\r\n\r\n",
    "chunks in HTTP/1.0": HEAD.replace(b"1.1", b"1.0") + CHUNKED + b"\r\n0\r\n\r\n",
    "an encoding behind a tab": HEAD + b"Transfer-Encoding:\x0bchunked\r\n\r\n0\r\n\r\n",
    "a space before the encoding's colon": HEAD + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
    "a length with an underscore": HEAD + b"Content-Length: 1_0\r\n\r\n{}",
    "a length in other digits": HEAD + "Content-Length: ٢\r\n\r\n{}".encode(),
    "an empty length": HEAD + b"Content-Length:\r\n\r\n{}",
    "a header before any": b"POST / HTTP/1.1\r\n Host: localhost\r\n\r\n",
    "a space in the path": b"GET /v1/ models HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a chunk extension with bare LF": HEAD + CHUNKED + b"\r\n2;a\nb\r\n{}\r\n0\r\n\r\n",
    "a chunk behind a space": HEAD + CHUNKED + b"\r\n 2\r\n{}\r\n0\r\n\r\n",
    "a chunk with an underscore": HEAD + CHUNKED + b"\r\n1_0\r\n{}\r\n0\r\n\r\n",
    "no path": b"GET http://localhost HTTP/1.1\r\nHost: localhost\r\n\r\n",
}


@pytest.mark.req("J6")
@pytest.mark.parametrize("sent", HOSTILE.values(), ids=HOSTILE)
def test_what_could_be_read_in_two_ways_is_not_read_at_all(gateway: Gateway, sent: bytes) -> None:
    with raw(gateway) as wire:
        wire.send(getting("/healthz") + sent + SMUGGLED)
        assert wire.answer()[2] == b'{"status":"alive"}'
        assert over(wire) == 400
    assert gateway.sandbox.seen() == ()
    assert gateway.chat("hello", "echo")[0] == 200


@pytest.mark.req("J6")
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(min_size=1, max_size=60), st.integers(0, 90))
def test_no_bytes_break_it(gateway: Gateway, noise: bytes, place: int) -> None:
    request = asking("hello")
    with raw(gateway) as wire, suppress(ConnectionError):
        wire.send(request[:place] + noise + request[place:] + getting("/nowhere", headers=b"Connection: close\r\n"))
        while first := wire.socket.recv(1):
            wire._ahead = first + wire._ahead
            status = wire.answer()[0]
            assert status in (100, 200, 400, 404, 405, 413, 431), status
    assert "crashed" not in gateway.log.getvalue()


def test_a_fault_of_ours_ends_the_connection_instead_of_leaving_it_silent(build: Callable[..., Gateway]) -> None:
    def faulty(app: Any) -> Any:
        async def respond(request: Any) -> None:
            return None

        app.respond = respond
        return app

    gateway = build(wrap=faulty, protocol=idling(60))
    with raw(gateway) as wire:
        wire.send(asking())
        assert wire.ended()


# -- the end of the process -------------------------------------------------------------------------------------


def stopping(gateway: Gateway) -> None:
    """Asks the server to end; returns when every connection was told."""
    with raw(gateway) as idle:
        idle.send(getting("/healthz"))
        assert idle.answer()[0] == 200
        gateway._server.should_exit = True
        assert idle.ended()


@pytest.mark.req("A1")
@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
def test_at_the_end_what_is_under_way_is_finished(build: Callable[..., Gateway], streamed: bool) -> None:
    gateway = build()
    gateway.sandbox.script({"latency": 0.5})
    with raw(gateway) as wire:
        wire.send(asking(stream=streamed) + getting("/healthz"))
        gateway.eventually(gateway.sandbox.seen)
        stopping(gateway)
        assert wire.answer()[0] == 200
        assert over(wire) == 200


@pytest.mark.req("A1")
def test_at_the_end_a_body_may_still_arrive(build: Callable[..., Gateway]) -> None:
    gateway, request = build(), asking()
    with raw(gateway) as wire:
        wire.send(request[:-20])
        stopping(gateway)
        wire.send(request[-20:])
        assert over(wire) == 200


@pytest.mark.req("A1")
def test_who_cannot_be_finished_in_time_is_told_to_ask_again(build: Callable[..., Gateway]) -> None:
    gateway = build()
    gateway.sandbox.script(HELD)
    with raw(gateway) as wire:
        wire.send(asking())
        gateway.eventually(gateway.sandbox.seen)
        gateway._server.should_exit = True
        status, headers, body = wire.answer()
        assert (status, headers["connection"], error_of(body)) == (503, "close", "overloaded")
        assert headers["retry-after"] == "1"
        assert wire.ended()


def test_it_does_not_pass_over_what_an_application_is_wrapped_in(gateway: Gateway) -> None:
    async def middleware(scope: Any, receive: Any, send: Any) -> None:
        await gateway.house.app()(scope, receive, send)

    config = uvicorn.Config(middleware, log_config=None)
    config.load()
    with pytest.raises(TypeError, match="wrapped"):
        BoundedProtocol(config, ServerState())
