"""The transport, against peers on real ports: where it connects, what it sends, and what it takes back."""

from __future__ import annotations

import asyncio
import itertools
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from gateway import Gateway
from hypothesis import given, settings
from hypothesis import strategies as st
from peers import CUT, STALL, certificate, ok, peer

from isthmus.compose import World
from isthmus.domain.errors import (
    AttemptFailed,
    StreamCut,
    UpstreamMalformed,
    UpstreamTimeout,
    UpstreamUnavailable,
)
from isthmus.egress import HttpTransport
from isthmus.egress.connection import PIECE
from isthmus.egress.http import is_public
from isthmus.sandbox import SandboxServer

HEADERS = {"Content-Type": "application/json", "Authorization": "Bearer secret"}
BODY = b'{"model":"m"}'


@asynccontextmanager
async def transport(*, private: bool = True, **settings: Any) -> AsyncIterator[HttpTransport]:
    made = HttpTransport(private=private, **settings)
    try:
        yield made
    finally:
        await made.close()


async def fetched(sender: HttpTransport, url: str, body: bytes = BODY, deadline: float = 10.0) -> bytes:
    answer = await sender.send(url, HEADERS, body, deadline=deadline)
    return await answer.body()


# -- where -------------------------------------------------------------------------------------------------------

PRIVATE = """127.0.0.1 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 255.255.255.255 224.0.0.1
198.18.0.1 ::1 :: fe80::1%eth0 fc00::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe
64:ff9b:1::7f00:1 2002:7f00:1:: 2002:a9fe:a9fe::1 2001:0:0:0:0:0:80ff:fffe ::7f00:1 ff02::1
fec0::1 feff::1 ::ffff:0:127.0.0.1 ::ffff:0:8.8.8.8 ::8.8.8.8 100::1 fe80::5efe:7f00:1 64:ff9b::c0a8:1 64:ff9b::a00:1
64:ff9b::6440:1 64:ff9b::c612:1 2002:6440:1:: 2002:c0a8:101:: 2002:e000:1:: 2001:0:4136:e378:8000:63bf:3fff:fdd2
2001:2::1 2001:10::1 2001:20::1 2001:db8::1 3fff::1 5f00::1 4000::1 ff0e::1 ::ffff:100.64.0.1 ::ffff:192.0.0.8
192.0.0.8 192.0.2.1 192.88.99.1 198.51.100.1 203.0.113.1 240.0.0.1 239.255.255.250 0.1.2.3 127.255.255.254
172.31.255.255 100.127.255.255 198.19.255.255""".split()


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_that_is_not_of_the_public_internet_is_known(address: str) -> None:
    assert not is_public(address)


PUBLIC = """1.1.1.1 2606:4700::1111 ::ffff:1.1.1.1 64:ff9b::101:101 2002:101:101::1 2001:4860:4860::8888 2a00:1450::1
2001:200::1 2003::1 2400:cb00::1 2c0f:f248::1 100.63.255.255 100.128.0.1 172.15.0.1 172.32.0.1 192.0.1.1 198.17.0.1
198.20.0.1 223.255.255.255 126.0.0.1 169.253.0.1""".split()
ODD = "127.0.0.1 localhost 127.1 2130706433 0x7f.1 0.0.0.0 [::ffff:127.0.0.1]".split()


@pytest.mark.parametrize("address", PUBLIC)
def test_an_address_of_the_public_internet_is_known(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("host", ODD)
async def test_private_addresses_are_refused_also_behind_names_and_odd_writings(host: str) -> None:
    async with peer([ok(b"{}")]) as other, transport(private=False) as sender:
        with pytest.raises(UpstreamUnavailable) as refused:
            await fetched(sender, f"http://{host}:{other.port}/v1")
        assert "private" in refused.value.message
        assert not refused.value.crossed
        assert other.connections == 0


async def test_a_zone_that_says_so_is_reached_at_a_private_address() -> None:
    async with peer([ok(b"{}")]) as other, transport() as sender:
        for host in ("127.0.0.1", "localhost"):
            assert await fetched(sender, f"http://{host}:{other.port}/v1") == b"{}"


async def test_where_nobody_listens_nothing_has_crossed() -> None:
    async with peer([ok(b"{}")]) as other:
        gone = other.url
    async with transport() as sender:
        for url in (gone, "http://nowhere.invalid/v1"):
            with pytest.raises(UpstreamUnavailable) as down:
                await fetched(sender, url)
            assert not down.value.crossed


@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"])
async def test_no_proxy_is_taken_from_the_environment(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    async with peer([ok(b"proxy")]) as proxy, peer([ok(b"direct")]) as other, transport() as sender:
        monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        monkeypatch.setenv("NO_PROXY", "")
        assert await fetched(sender, other.url) == b"direct"
        assert proxy.connections == 0


# -- TLS ---------------------------------------------------------------------------------------------------------


@pytest.mark.req("J4")
@pytest.mark.parametrize(
    ("names", "trusted", "host", "reached"),
    [
        (("localhost", "127.0.0.1"), True, "localhost", True),
        (("localhost", "127.0.0.1"), True, "127.0.0.1", True),
        (("localhost", "127.0.0.1"), False, "localhost", False),
        (("elsewhere.example",), True, "localhost", False),
    ],
    ids=["trusted name", "trusted address", "nobody vouches", "another's name"],
)
async def test_certificates_are_verified(
    tmp_path: Path, names: tuple[str, ...], trusted: bool, host: str, reached: bool
) -> None:
    cert, key = certificate(tmp_path, *names)
    verify = ssl.create_default_context(cafile=cert) if trusted else None
    with SandboxServer(certfile=cert, keyfile=key) as sandbox:
        async with transport(verify=verify) as sender:
            asking = fetched(sender, f"https://{host}:{sandbox.port}/v1/models")
            if reached:
                await asking
                assert [seen.method for seen in sandbox.seen()] == ["POST"]
                return
            with pytest.raises(UpstreamUnavailable) as refused:
                await asking
            assert not refused.value.crossed
            assert sandbox.seen() == ()


@pytest.mark.req("J4")
def test_a_gateway_speaks_tls_and_says_so_in_the_contract(tmp_path: Path, build: Callable[..., Gateway]) -> None:
    cert, key = certificate(tmp_path, "localhost", "127.0.0.1")
    world = World(verify=ssl.create_default_context(cafile=cert))
    with SandboxServer(certfile=cert, keyfile=key) as sandbox:
        trusting, wary = build(sandbox=sandbox, world=world), build(sandbox=sandbox)
        status, headers, _ = trusting.chat("Hello", "echo")
        assert status == 200
        (intent,) = trusting.intents(headers["x-isthmus-request-id"])
        assert intent.contract.encryption["transit"] == "tls"
        sandbox.clear()
        assert wary.chat("Hello", "echo")[0] == 502
        assert sandbox.seen() == ()


async def test_no_key_of_a_connection_is_written_where_the_environment_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever can set SSLKEYLOGFILE could read all that crosses. SSL_CERT_FILE names authorities, and counts."""
    cert, key = certificate(tmp_path, "localhost", "127.0.0.1")
    keys = tmp_path / "keys"
    monkeypatch.setenv("SSLKEYLOGFILE", str(keys))
    monkeypatch.setenv("SSL_CERT_FILE", cert)
    with SandboxServer(certfile=cert, keyfile=key) as sandbox:
        sandbox_keys = keys.read_bytes() if keys.exists() else b""
        async with transport() as sender:
            await fetched(sender, f"https://localhost:{sandbox.port}/v1/models")
        assert (keys.read_bytes() if keys.exists() else b"") == sandbox_keys


async def test_over_tls_connections_are_used_again_and_a_request_half_written_ends_one(tmp_path: Path) -> None:
    cert, key = certificate(tmp_path, "localhost", "127.0.0.1")
    verify = ssl.create_default_context(cafile=cert)
    here = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    here.load_cert_chain(cert, key)
    async with peer([ok(b"{}")], tls=here) as other, transport(verify=verify) as sender:
        url = other.url.replace("http://", "https://")
        assert [await fetched(sender, url, b"x" * size) for size in (1, 2**22, 1)] == [b"{}"] * 3
        assert other.connections == 1
        (pool,) = sender._pools.values()
        connection = pool[0]
        assert connection._arrived()
        assert connection.transport is not connection.raw
        connection.raw.pause_reading()
        connection.transport.write(b"POST / HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n" + b"x" * 2**25)
        assert not connection._arrived()


async def test_who_speaks_no_tls_is_not_spoken_to() -> None:
    async with peer([ok(b"{}")]) as other, transport() as sender:
        with pytest.raises(AttemptFailed) as failed:
            await fetched(sender, f"https://127.0.0.1:{other.port}/v1", deadline=0.3)
        assert not failed.value.crossed
        assert other.requests == []


# -- what is sent ------------------------------------------------------------------------------------------------


async def test_exactly_these_bytes_leave_once() -> None:
    async with peer([ok(b"{}")]) as other, transport() as sender:
        await fetched(sender, other.url)
        (request,) = other.requests
    head, _, body = request.partition(b"\r\n\r\n")
    assert body == BODY
    assert head.split(b"\r\n") == [
        b"POST /v1/chat/completions HTTP/1.1",
        b"Host: 127.0.0.1:%d" % other.port,
        b"Content-Type: application/json",
        b"Authorization: Bearer secret",
        b"Content-Length: 13",
    ]


@pytest.mark.parametrize("size", [0, 1, 2**16, 3 * 2**20])
async def test_a_body_of_any_size_leaves_whole(size: int) -> None:
    async with peer([ok(b"{}")]) as other, transport() as sender:
        assert await fetched(sender, other.url, b"x" * size) == b"{}"
        assert other.requests[0].endswith(b"\r\n\r\n" + b"x" * size)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_redirects_are_not_followed(status: int) -> None:
    async with peer([ok(b"elsewhere")]) as elsewhere:
        moved = b"HTTP/1.1 %d Moved\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n" % (status, elsewhere.url.encode())
        async with peer([moved]) as other, transport() as sender:
            answer = await sender.send(other.url, HEADERS, BODY, deadline=5)
            assert (answer.status, await answer.body()) == (status, b"")
        assert elsewhere.connections == 0


async def test_nothing_is_sent_again_when_a_connection_breaks() -> None:
    async with peer([CUT]) as other, transport() as sender:
        with pytest.raises(UpstreamUnavailable) as broken:
            await fetched(sender, other.url)
        assert broken.value.crossed
        assert len(other.requests) == 1


# -- connections -------------------------------------------------------------------------------------------------


async def test_connections_are_used_again() -> None:
    async with peer([ok(b"{}")]) as other, transport() as sender:
        for _ in range(5):
            await fetched(sender, other.url)
        assert (other.connections, len(other.requests)) == (1, 5)


@pytest.mark.parametrize("size", [1, 300_000, 4_000_000])
@pytest.mark.parametrize("streamed", [False, True])
async def test_a_connection_that_brought_a_large_answer_serves_the_next(size: int, streamed: bool) -> None:
    async with peer([ok(b"x" * size)]) as other, transport() as sender:
        for _ in range(3):
            answer = await sender.send(other.url, HEADERS, BODY, deadline=5)
            if streamed:
                assert sum([len(piece) async for piece in answer.chunks()]) == size
            else:
                assert len(await answer.body()) == size
        assert other.connections == 1


@pytest.mark.parametrize(
    "first",
    [[ok(b"{}"), CUT], [ok(b"{}", b"Connection: close")], [b"HTTP/1.0 200 OK\r\n\r\n{}", CUT]],
    ids=["closed while idle", "said close", "HTTP/1.0"],
)
async def test_a_connection_that_ended_is_not_used_again(first: list[bytes]) -> None:
    async with peer(first, [ok(b"second")]) as other, transport() as sender:
        assert await fetched(sender, other.url) == b"{}"
        await asyncio.sleep(0.05)  # the end of a connection arrives when it arrives
        assert await fetched(sender, other.url) == b"second"
        assert other.connections == 2


@pytest.mark.parametrize("second", [ok(b"forged"), b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nfor", b"junk"])
async def test_what_nobody_asked_for_never_answers_the_next_request(second: bytes) -> None:
    """Response queue poisoning: two responses to one request, the second meant for somebody else's."""
    async with peer([ok(b"first") + second], [ok(b"second")]) as other, transport() as sender:
        assert await fetched(sender, other.url) == b"first"
        assert await fetched(sender, other.url) == b"second"
        assert other.connections == 2


async def test_a_caller_who_leaves_ends_the_connection() -> None:
    for answer in ([STALL], [b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nx", STALL]):
        async with peer(answer) as other, transport() as sender:
            asking = asyncio.create_task(fetched(sender, other.url))
            await asyncio.wait_for(other.asked.wait(), 5)
            asking.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asking
            if len(answer) == 1:
                await asyncio.wait_for(other.left.wait(), 5)


async def test_an_answer_closed_before_its_end_ends_the_connection() -> None:
    async with peer([b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nx", STALL]) as other, transport() as sender:
        answer = await sender.send(other.url, HEADERS, BODY, deadline=5)
        await answer.close()
        await answer.close()
        await asyncio.wait_for(other.left.wait(), 5)


# -- what is taken back ------------------------------------------------------------------------------------------

IN_CHUNKS = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
CHUNKED = IN_CHUNKS + b"5\r\nhello\r\n6;x=y\r\n world\r\n0\r\nTrailer: x\r\n\r\n"


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, len(CHUNKED)), max_size=6))
def test_an_answer_is_the_same_however_it_is_cut(cuts: list[int]) -> None:
    at = [0, *sorted(cuts), len(CHUNKED)]
    pieces = [CHUNKED[a:b] for a, b in itertools.pairwise(at) if a < b]

    async def run() -> None:
        async with peer(pieces) as other, transport() as sender:
            assert await fetched(sender, other.url) == b"hello world"

    asyncio.run(run())


@pytest.mark.parametrize(
    ("answer", "body"),
    [
        ([b"HTTP/1.1 100 Continue\r\n\r\n", ok(b"{}")], b"{}"),
        ([b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + ok(b"{}")], b"{}"),
        ([b"HTTP/1.1 200 OK\r\n\r\nuntil ", b"the end", CUT], b"until the end"),
        ([b"HTTP/1.1 204 No Content\r\n\r\n"], b""),
        ([ok(b"")], b""),
    ],
    ids=["100 first", "103 first", "until the end", "204", "empty"],
)
async def test_answers_of_every_framing_are_read(answer: list[bytes], body: bytes) -> None:
    async with peer(answer) as other, transport() as sender:
        assert await fetched(sender, other.url) == body


BROKEN: dict[str, tuple[list[bytes], type[AttemptFailed]]] = {
    "nothing": ([CUT], UpstreamUnavailable),
    "half a head": ([b"HTTP/1.1 200 OK\r\nContent-Le", CUT], UpstreamUnavailable),
    "half a body": ([b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", CUT], StreamCut),
    "half a chunk": ([IN_CHUNKS + b"9\r\nhalf", CUT], StreamCut),
    "no last chunk": ([IN_CHUNKS + b"4\r\nhalf\r\n", CUT], StreamCut),
    "no HTTP": ([b"220 mail.example.org ESMTP\r\n", STALL], UpstreamMalformed),
    "a bad chunk": ([IN_CHUNKS + b"zz\r\n", STALL], UpstreamMalformed),
    "two lengths": ([ok(b"{}", b"Content-Length: 3"), STALL], UpstreamMalformed),
    "length and chunks": ([ok(b"0\r\n\r\n", b"Transfer-Encoding: chunked"), STALL], UpstreamMalformed),
    "another protocol": ([b"HTTP/1.1 101 X\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n", STALL], UpstreamMalformed),
    "compressed": ([ok(b"{}", b"Content-Encoding: gzip")], UpstreamMalformed),
    "headers without end": ([b"HTTP/1.1 200 OK\r\n", *[b"X: " + b"y" * 999 + b"\r\n"] * 200, STALL], UpstreamMalformed),
    "one header without end": ([b"HTTP/1.1 200 OK\r\nX: ", *[b"y" * 50_000] * 40, STALL], UpstreamMalformed),
    "larger than allowed": ([ok(b"x" * 20_000)], UpstreamMalformed),
    "without end": ([b"HTTP/1.1 200 OK\r\n\r\n", *[b"x" * 1000] * 50, STALL], UpstreamMalformed),
    "chunks without end": ([IN_CHUNKS, *[b"3e8\r\n" + b"x" * 1000 + b"\r\n"] * 50, STALL], UpstreamMalformed),
    "silence": ([STALL], UpstreamTimeout),
    "silence after the head": ([b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", STALL], UpstreamTimeout),
    "hints without end": ([*[b"HTTP/1.1 103 Hint\r\nX: y\r\n\r\n"] * 50, STALL], UpstreamTimeout),
}


@pytest.mark.req("D1", "D4")
@pytest.mark.parametrize(("answer", "kind"), BROKEN.values(), ids=BROKEN)
async def test_a_broken_answer_is_a_failed_attempt_whose_bytes_have_crossed(
    answer: list[bytes], kind: type[AttemptFailed]
) -> None:
    silent = kind is UpstreamTimeout
    async with peer(answer) as other, transport(max_answer_bytes=10_000) as sender:
        with pytest.raises(AttemptFailed) as failed:
            await fetched(sender, other.url, deadline=0.2 if silent else 10)
        assert type(failed.value) is kind
        assert failed.value.crossed


async def test_what_came_before_a_break_is_given_first() -> None:
    answer = [b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", CUT]
    async with peer(answer) as other, transport() as sender:
        chunks = (await sender.send(other.url, HEADERS, BODY, deadline=5)).chunks()
        assert await anext(chunks) == b"half"
        with pytest.raises(StreamCut):
            await anext(chunks)


async def test_headers_are_found_in_any_case() -> None:
    async with peer([ok(b"{}", b"RETRY-AFTER: 7")]) as other, transport() as sender:
        answer = await sender.send(other.url, HEADERS, BODY, deadline=5)
        assert (answer.header("retry-after"), answer.header("location")) == ("7", "")


async def test_a_long_body_is_handed_over_in_pieces_and_arrives_whole() -> None:
    """Over TLS it would be encrypted in one go, and nobody else would have a turn meanwhile."""
    body = b'{"x":"' + bytes(range(97, 123)) * 50_000 + b'"}'
    async with peer([ok(b"{}")]) as other, transport() as sender:
        written: list[int] = []
        assert await fetched(sender, other.url) == b"{}"
        [pool] = sender._pools.values()
        inner = pool[0].transport

        class Noting:
            def write(self, data: bytes) -> None:
                written.append(len(data))
                inner.write(data)

            def __getattr__(self, name: str) -> object:
                return getattr(inner, name)

        pool[0].transport = Noting()
        assert await fetched(sender, other.url, body) == b"{}"
        assert other.connections == 1
        assert other.requests[1].endswith(b"\r\n\r\n" + body)
    assert sum(written) > len(body)
    assert max(written) <= PIECE
