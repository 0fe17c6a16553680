"""An upstream that does what it should not: it costs its own request, never another's, and never the loop."""

from __future__ import annotations

import asyncio
import random
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TypeVar, cast

import pytest
from gateway import Gateway
from peers import STALL, Peer, ok, peer

from isthmus.domain.errors import AttemptFailed, UpstreamMalformed
from isthmus.egress import HttpTransport
from isthmus.egress.connection import TURN

HEADERS = {"Content-Type": "application/json"}
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
P = TypeVar("P", bound=Peer)
A, B = ("a", "hosted"), ("b", "hosted")


@asynccontextmanager
async def transport(bound: int = 16 * 2**20) -> AsyncIterator[HttpTransport]:
    made = HttpTransport(private=True, max_answer_bytes=bound)
    try:
        yield made
    finally:
        await made.close()


async def fetched(
    sender: HttpTransport, url: str, body: bytes = b"{}", owner: tuple[str, str] = A, deadline: float = 20.0
) -> bytes:
    answer = await sender.send(url, HEADERS, body, deadline=deadline, owner=owner)
    return await answer.body()


# -- bytes that are not body --------------------------------------------------------------------------------------

ENDLESS = {
    "a trailer": (CHUNKED + b"1\r\nx\r\n0\r\nT: ", b"y" * 50_000),
    "trailers": (CHUNKED + b"1\r\nx\r\n0\r\n", b"T: " + b"y" * 90 + b"\r\n"),
    "an extension": (CHUNKED + b"1;e=", b"y" * 50_000),
    "extensions": (CHUNKED, b"1;e=" + b"y" * 5_000 + b"\r\nx\r\n"),
    "hints": (b"", b"HTTP/1.1 103 Hint\r\nLink: y\r\n\r\n"),
    "a hint": (b"HTTP/1.1 103 Hint\r\nLink: ", b"y" * 50_000),
    "zeros of a chunk's size": (CHUNKED, b"0" * 5_000),
}


@pytest.mark.req("D4")
@pytest.mark.parametrize(("first", "again"), ENDLESS.values(), ids=ENDLESS)
async def test_what_an_upstream_says_beside_the_body_is_bounded(first: bytes, again: bytes) -> None:
    async with peer([first, *[again] * (16_000_000 // len(again)), STALL]) as other, transport() as sender:
        with pytest.raises(UpstreamMalformed) as refused:
            await fetched(sender, other.url)
        assert refused.value.crossed
        await asyncio.wait_for(other.left.wait(), 10)


HONEST = {
    "trailers": (CHUNKED + b"2\r\n{}\r\n0\r\nDigest: x\r\nServer-Timing: y\r\n\r\n", b"{}"),
    "extensions": (CHUNKED + b"2;signature=" + b"0" * 64 + b"\r\n{}\r\n0;last\r\n\r\n", b"{}"),
    "hints": (b"HTTP/1.1 103 Hint\r\nLink: y\r\n\r\n" * 20 + ok(b"{}"), b"{}"),
    "a body in chunks of a byte": (CHUNKED + b"1\r\nx\r\n" * 60_000 + b"0\r\n\r\n", b"x" * 60_000),
    "a large head": (ok(b"{}", *[b"X-%d: " % n + b"y" * 500 for n in range(100)]), b"{}"),
}


@pytest.mark.parametrize(("answer", "body"), HONEST.values(), ids=HONEST)
async def test_what_honest_upstreams_say_beside_the_body_is_taken_and_the_connection_goes_on(
    answer: bytes, body: bytes
) -> None:
    async with peer([answer]) as other, transport() as sender:
        assert [await fetched(sender, other.url) for _ in range(3)] == [body] * 3
        assert other.connections == 1


async def test_a_trailer_changes_nothing_that_a_header_said() -> None:
    head = CHUNKED[:-2] + b"Retry-After: 7\r\n\r\n"
    answer = head + b"2\r\n{}\r\n0\r\nRetry-After: 9\r\nX: y\r\n\r\n"
    async with peer([answer]) as other, transport() as sender:
        got = await sender.send(other.url, HEADERS, b"{}", deadline=5)
        await got.body()
        assert (got.header("retry-after"), got.header("x")) == ("7", "")


async def test_a_large_read_is_parsed_in_turns_with_everybody_else() -> None:
    """However much comes at once, so much of it is parsed, then others have a turn."""
    size = 2**21
    async with peer([ok(b"x" * size)]) as other, transport() as sender:
        answer = await sender.send(other.url, HEADERS, b"{}", deadline=20)
        seen, most = 0, 0
        while not answer.complete:
            most, seen = max(most, answer.size - seen), answer.size
            answer._body.clear()
            answer._connection.full(False)
            await asyncio.sleep(0)
        assert answer.size == size
        assert most <= 2 * TURN  # a reader in the same turn of the loop may come before or after it


# -- early answers ------------------------------------------------------------------------------------------------

LARGE = b"x" * (32 * 2**20)
"""More than both ends of a connection hold back."""


class Early(Peer):
    """Answers a large request at its head, and does not read the rest."""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        number = 0
        while head := await self._head(reader):
            length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
            self.requests.append(head)
            if length < 1000:
                await reader.readexactly(length)
            writer.write(self.answers[min(number, len(self.answers) - 1)][0])
            number += 1
            if length >= 1000:
                await self.left.wait()
                break
        writer.close()


@asynccontextmanager
async def served(made: P) -> AsyncIterator[P]:
    """Afterwards nothing of it is left."""
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.add(cast("asyncio.Task[None]", asyncio.current_task()))
        try:
            await made.serve(reader, writer)
        except ConnectionError:
            pass
        finally:
            writer.transport.abort()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()
        made.left.set()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0)


async def test_a_connection_whose_request_was_not_wholly_written_serves_nobody_else() -> None:
    async with served(Early([[ok(b"first")]])) as other, transport() as sender:
        assert await fetched(sender, other.url, LARGE) == b"first"
        assert await fetched(sender, other.url, deadline=5) == b"first"
        assert other.connections == 2


async def test_an_answer_that_began_before_its_request_was_there_is_not_believed_of_a_used_connection() -> None:
    async with served(Early([[ok(b"first")], [ok(b"somebody else's")]])) as other, transport() as sender:
        assert await fetched(sender, other.url) == b"first"
        with pytest.raises(UpstreamMalformed) as refused:
            await fetched(sender, other.url, LARGE)
        assert refused.value.crossed
        assert other.connections == 1


async def test_a_body_that_is_refused_before_its_end_is_refused_with_its_status() -> None:
    large = b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n"
    async with served(Early([[ok(b"first")], [large]])) as other, transport() as sender:
        assert await fetched(sender, other.url) == b"first"
        assert (await sender.send(other.url, HEADERS, LARGE, deadline=5, owner=A)).status == 413


# -- answers that nobody asked for --------------------------------------------------------------------------------

Rude = Callable[["Echo", bytes, asyncio.StreamWriter], Awaitable[None]]


class Echo(Peer):
    """Answers with what it was sent, in a manner of its own. `last` is what it answered on a connection before."""

    def __init__(self, rude: Rude, seed: int = 0) -> None:
        super().__init__([])
        self.rude, self.draw = rude, random.Random(seed)
        self.late: list[tuple[asyncio.StreamWriter, bytes]] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while head := await self._head(reader):
                length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
                body = await reader.readexactly(length)
                self.requests.append(body)
                await self.rude(self, body, writer)
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


async def in_one_segment(echo: Echo, body: bytes, writer: asyncio.StreamWriter) -> None:
    writer.write(ok(body) * 2)


async def in_the_next_segment(echo: Echo, body: bytes, writer: asyncio.StreamWriter) -> None:
    writer.write(ok(body))
    await writer.drain()
    await asyncio.sleep(0)
    writer.write(ok(body))


async def some_turns_later(echo: Echo, body: bytes, writer: asyncio.StreamWriter) -> None:
    writer.write(ok(body))
    for _ in range(echo.draw.randrange(20)):
        await asyncio.sleep(0)
    writer.write(ok(body))


async def with_the_next_request(echo: Echo, body: bytes, writer: asyncio.StreamWriter) -> None:
    """Nothing tells such an answer from the right one: it comes when one is waited for."""
    mine = [late for late in echo.late if late[0] is writer]
    echo.late = [late for late in echo.late if late[0] is not writer]
    writer.write(mine[0][1] if mine else ok(body))
    if echo.draw.random() < 0.5:
        echo.late.append((writer, ok(body)))


async def exchanged(sender: HttpTransport, url: str, each: int, deadline: float = 20.0) -> list[tuple[bytes, bytes]]:
    """What two tenants asked at once, four at a time, and got; failed attempts left out."""
    got: list[tuple[bytes, bytes]] = []

    async def caller(owner: tuple[str, str], name: bytes) -> None:
        for number in range(each):
            asked = b"<%s %d>" % (name, number)
            with suppress(AttemptFailed):
                got.append((asked, await fetched(sender, url, asked, owner, deadline)))

    await asyncio.gather(*[caller(o, b"%s%d" % (o[0].encode(), n)) for o in (A, B) for n in range(4)])
    return got


DOUBLED = [in_one_segment, in_the_next_segment, some_turns_later, with_the_next_request]


@pytest.mark.req("D4")
@pytest.mark.parametrize("rude", DOUBLED, ids=lambda rude: rude.__name__)
async def test_an_upstream_that_answers_twice_never_gives_one_tenants_answer_to_another(rude: Rude) -> None:
    async with served(Echo(rude)) as other, transport() as sender:
        got = await exchanged(sender, other.url, each=125)
        wrong = [pair for pair in got if pair[0][:2] != pair[1][:2]]
        assert wrong == []
        assert len(got) > 500
        if rude is in_one_segment:
            assert all(asked == answer for asked, answer in got)


async def test_tenants_and_zones_have_connections_of_their_own() -> None:
    async with peer([ok(b"{}")]) as other, transport() as sender:
        for owner in (A, B, ("a", "elsewhere"), A, B, ("a", "elsewhere")):
            await fetched(sender, other.url, owner=owner)
        assert (other.connections, len(other.requests)) == (3, 6)


async def test_where_something_was_said_unasked_no_connection_is_used_twice() -> None:
    async with peer([ok(b"1") * 2], [ok(b"2")], [ok(b"3")]) as other, transport() as sender:
        got = [await fetched(sender, other.url, owner=owner) for owner in (A, B, B, A, A)]
        assert got == [b"1", b"2", b"3", b"3", b"3"]
        assert other.connections == 5


@asynccontextmanager
async def resting(sender: HttpTransport) -> AsyncIterator[tuple[Echo, asyncio.StreamWriter]]:
    """An upstream that has answered once, on a connection that now waits in the pool; and its end of that."""
    writers: list[asyncio.StreamWriter] = []

    async def answers(echo: Echo, body: bytes, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        writer.write(ok(body))

    async with served(Echo(answers)) as other:
        assert await fetched(sender, other.url, b"1") == b"1"
        yield other, writers[0]


async def test_the_farewell_of_an_idle_connection_is_no_reason_to_trust_no_other() -> None:
    async with transport() as sender, resting(sender) as (other, writer):
        (pool,) = sender._pools.values()
        writer.write(b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
        for _ in range(100):  # turns of the loop, in which it comes and is read
            await asyncio.sleep(0)
        assert not pool[0].usable
        assert [await fetched(sender, other.url, body) for body in (b"2", b"3", b"4")] == [b"2", b"3", b"4"]
        assert other.connections == 2


async def test_a_connection_is_looked_at_before_it_is_used_again() -> None:
    """What came is still in the socket when the next request would take the connection: the loop had no turn."""
    async with transport() as sender, resting(sender) as (other, writer):
        (pool,) = sender._pools.values()
        assert pool[0].silent()
        writer.get_extra_info("socket")._sock.send(ok(b"1"))  # at once, past the loop
        assert not pool[0].silent()
        assert await fetched(sender, other.url, b"2") == b"2"
        assert other.connections == 2


async def test_the_connection_that_rested_longest_is_used_first() -> None:
    async with peer([ok(b"{}")]) as other, transport() as sender:
        await asyncio.gather(*[fetched(sender, other.url) for _ in range(3)])
        (pool,) = sender._pools.values()
        resting = list(pool)
        await fetched(sender, other.url)
        assert list(pool) == [*resting[1:], resting[0]]


async def test_connections_that_rest_too_long_are_ended_for_whomever_they_were_kept() -> None:
    async with peer([ok(b"{}")]) as other, transport() as sender:
        for owner in (A, B):
            await fetched(sender, other.url, owner=owner)
        for pool in sender._pools.values():
            pool[0].idle_since -= 60.0  # as if a minute had passed
        sender._swept(asyncio.get_running_loop())
        assert (sender._pools, sender._idle, sender._sweep) == ({}, 0, None)


# -- every fault at once ------------------------------------------------------------------------------------------


def _faults() -> dict[str, Callable[[bytes], Sequence[bytes | None]]]:
    """What it writes for one request; None: the connection ends there."""
    chunk = lambda body: b"%x\r\n%s\r\n" % (len(body), body)  # noqa: E731  # one line, used below alone
    return {
        "right": lambda b: [ok(b)],
        "right, in chunks": lambda b: [CHUNKED, chunk(b), b"0\r\n\r\n"],
        "twice": lambda b: [ok(b), ok(b)],
        "junk behind": lambda b: [ok(b) + b"junk"],
        "half a second answer behind": lambda b: [ok(b) + ok(b)[:30]],
        "too short a length": lambda b: [b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n" + b],
        "too long a length, then the end": lambda b: [b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n" + b, None],
        "two lengths": lambda b: [b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 5\r\n\r\n" + b],
        "a length and chunks": lambda b: [CHUNKED[:-2] + b"Content-Length: 3\r\n\r\n" + chunk(b) + b"0\r\n\r\n"],
        "a wrong chunk": lambda b: [CHUNKED + b"zz\r\n" + b],
        "cut in the head": lambda b: [b"HTTP/1.1 200 OK\r\nConte", None],
        "cut in a chunk": lambda b: [CHUNKED + chunk(b)[:-3], None],
        "nothing": lambda b: [None],
        "no HTTP": lambda b: [b + b"\r\n\r\n"],
        "no body where there is one": lambda b: [b"HTTP/1.1 204 None\r\nContent-Length: %d\r\n\r\n" % len(b) + b],
        "a switch of protocols": lambda b: [b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n" + b],
        "a hint, then nothing": lambda b: [b"HTTP/1.1 103 Hint\r\n\r\n", None],
        "until the end": lambda b: [b"HTTP/1.0 200 OK\r\n\r\n" + b, None],
        "said to be the last, and more": lambda b: [ok(b, b"Connection: close") + ok(b)],
        "endless trailers": lambda b: [CHUNKED + chunk(b) + b"0\r\n", *[b"T: y\r\n" * 5000] * 10],
    }


@pytest.mark.req("D4")
async def test_twenty_faults_of_an_upstream_at_random_never_give_anybody_anothers_answer() -> None:
    faults = list(_faults().values())

    async def rude(echo: Echo, body: bytes, writer: asyncio.StreamWriter) -> None:
        for piece in echo.draw.choice(faults)(body):
            if piece is None:
                raise ConnectionResetError
            writer.write(piece)
            await writer.drain()

    async with served(Echo(rude)) as other, transport() as sender:
        got = await exchanged(sender, other.url, each=150, deadline=5.0)
        assert [(asked, answer) for asked, answer in got if not asked.startswith(answer)] == []
        assert len(got) > 200


# -- the whole gateway --------------------------------------------------------------------------------------------

COMPLETION = (
    b'{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"finish_reason":"stop",'
    b'"message":{"role":"assistant","content":"%s"}}],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}'
)


@pytest.fixture
def doubling() -> Iterator[Echo]:
    """A provider that says everything twice, in a loop of its own."""
    async def twice(echo: Echo, body: bytes, writer: asyncio.StreamWriter) -> None:
        said = COMPLETION % (b"of-acme" if b"of-acme" in body else b"of-umbrella")
        await some_turns_later(echo, said, writer)

    echo = Echo(twice)

    ready, over = threading.Event(), threading.Event()

    async def serve() -> None:
        async with served(echo):
            ready.set()
            await asyncio.to_thread(over.wait)

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    ready.wait()
    yield echo
    over.set()
    thread.join()


@pytest.mark.req("D4")
def test_a_gateway_gives_no_tenant_the_answer_to_anothers_request(tmp_path: Path, doubling: Echo) -> None:
    keys = [{"id": name, "tenant": name, "secret": name + "-secret"} for name in ("acme", "umbrella")]
    there = {"kind": "chat", "zone": "hosted", "model": "m", "base_url": f"http://127.0.0.1:{doubling.port}/v1"}
    wrong: list[str] = []
    with Gateway(tmp_path, models={"gpt": there}, keys=keys) as gateway:

        def asks(name: str) -> None:
            for _ in range(40):
                _, _, body = gateway.chat(f"of-{name}", headers={"authorization": f"Bearer {name}-secret"})
                if "choices" in body and body["choices"][0]["message"]["content"] != f"of-{name}":
                    wrong.append(name)

        callers = [threading.Thread(target=asks, args=(name,)) for name in ("acme", "umbrella") for _ in range(4)]
        for each in callers:
            each.start()
        for each in callers:
            each.join()
    assert wrong == []
    assert len(doubling.requests) > 300
