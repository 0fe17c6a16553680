"""A head that is the same means the same: it is read once, and never taken for one that is not."""

from __future__ import annotations

import json
from collections.abc import Callable

import httptools
import pytest
from gateway import Gateway, said
from hypothesis import given
from hypothesis import strategies as st
from plain_http import HEAD, asking, getting, raw

from isthmus.server.framing import Same
from isthmus.server.messages import Request
from isthmus.server.protocol import LESSONS, BoundedProtocol


class Counting(BoundedProtocol):
    read = 0

    def on_headers_complete(self) -> None:
        Counting.read += 1
        super().on_headers_complete()


@pytest.fixture
def counted(build: Callable[..., Gateway]) -> Gateway:
    Counting.read = 0
    return build(protocol=Counting)


def test_the_same_head_is_read_once_and_each_is_answered_for_itself(counted: Gateway) -> None:
    with raw(counted) as wire:
        for asked in ("one", "another, which is longer", "one"):
            wire.send(asking(asked))
            status, _, body = wire.answer()
            assert status == 200
            assert asked in said(json.loads(body))
    assert Counting.read == 1


def test_another_head_behind_it_means_what_it_says(counted: Gateway) -> None:
    with raw(counted) as wire:
        for _ in range(2):
            wire.send(asking("one"))
            assert wire.answer()[0] == 200
        wire.send(getting("/healthz"))
        assert json.loads(wire.answer()[2]) == {"status": "alive"}
        wire.send(asking("one").replace(b"Content-Type", b"X-Isthmus-Levl: secret\r\nContent-Type"))
        assert wire.answer()[0] == 400
        wire.send(asking("one").replace(b"Host: localhost", b"Host: example.org"))
        assert wire.answer()[0] == 403


def test_a_body_past_the_bound_is_refused_behind_the_same_head(build: Callable[..., Gateway]) -> None:
    with raw(build(server={"max_body_bytes": 400})) as wire:
        wire.send(asking("short"))
        assert wire.answer()[0] == 200
        wire.send(asking("long" * 100))
        assert wire.answer()[0] == 413


def test_heads_that_always_differ_are_not_learned_for_ever(counted: Gateway) -> None:
    with raw(counted) as wire:
        for number in [*range(LESSONS + 1), LESSONS]:
            wire.send(asking("one").replace(b"Content-Type", b"Traceparent: %d\r\nContent-Type" % number))
            assert wire.answer()[0] == 200
    assert Counting.read == LESSONS + 2


class _Parsed:
    """What a parser makes of bytes: the requests in them, those that ended."""

    def __init__(self) -> None:
        self.ended: list[tuple[bytes, bytes, list[tuple[bytes, bytes]], bytes]] = []
        self.parser = httptools.HttpRequestParser(self)

    def on_message_begin(self) -> None:
        self.target, self.headers, self.body = b"", [], b""

    def on_url(self, url: bytes) -> None:
        self.target += url

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers.append((name.lower(), value))

    def on_body(self, body: bytes) -> None:
        self.body += body

    def on_message_complete(self) -> None:
        self.ended.append((self.parser.get_method(), self.target, self.headers, self.body))

    def of(self, data: bytes) -> list[tuple[bytes, bytes, list[tuple[bytes, bytes]], bytes]]:
        try:
            self.parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade):
            return []
        return self.ended


_PIECES = st.sampled_from(
    (HEAD, b"POST / HTTP/1.1\r\n", b"Host: localhost\r\n", b"Content-Length: 3\r\n", b"content-length:0003\r\n",
     b"Content-Length: 3 \r\n", b"Content-Length: 99999\r\n", b"Transfer-Encoding: chunked\r\n",
     b"X: content-length: 3\r\n", b"\r\n", b"\n", b"abc", b"0\r\n\r\n", b"3\r\nabc\r\n", b"GET / HTTP/1.1\r\n\r\n")
)  # fmt: skip
_SENT = st.lists(_PIECES, max_size=8).map(b"".join) | st.tuples(
    st.sampled_from((b"Content-Length: %d", b"content-length:%d", b"CONTENT-LENGTH:  %06d")),
    st.binary(max_size=12),
    st.sampled_from((b"", b"Accept: */*\r\n", b"X-Long: " + b"x" * 40 + b"\r\n")),
).map(lambda made: HEAD + made[0] % len(made[1]) + b"\r\n" + made[2] + b"\r\n" + made[1])


@given(first=_SENT, second=_SENT, more=st.binary(max_size=4), cut=st.integers(0, 400))
def test_what_it_reads_is_what_a_parser_reads(first: bytes, second: bytes, more: bytes, cut: int) -> None:
    learned = _Parsed().of(first)
    if len(learned) != 1:
        return
    method, target, headers, body = learned[0]
    same = Same.of(first, Request(method, target, {}, body), 1_000, None)
    if same is None:
        return
    for data in (first, second, first + more, first[:cut], second[:cut], first[:cut] + more + first[cut:]):
        read = same.read(data)
        if read is not None:
            parsed = _Parsed().of(data)
            assert len(parsed) == 1
            assert (read.method, read.path, read.body) == (parsed[0][0], parsed[0][1], parsed[0][3])
            assert [h for h in parsed[0][2] if h[0] != b"content-length"] == [
                h for h in headers if h[0] != b"content-length"
            ]


def test_a_length_in_countless_digits_is_left_to_the_parser() -> None:
    first = HEAD + b"Content-Length: 1\r\n\r\nx"
    same = Same.of(first, Request(b"POST", b"/", {}, b"x"), 1_000, None)
    assert same is not None
    assert same.read(first) is not None
    assert same.read(HEAD + b"Content-Length: " + b"0" * 5_000 + b"1\r\n\r\nx") is None
