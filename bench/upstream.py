"""A fake provider, as cheap as Python can make it, so that it does not dominate what is measured.

One `asyncio.Protocol` on uvloop with prebuilt answers, no framework. The `model` of the request
chooses the answer: `fixed` (about 1 KB), `echo` (the last user message comes back, so that whatever
disguised it must restore it), `burst-N` and `echo-burst-N` (N server-sent events in one write, each its
own chunk), `paced-N` (N events, 5 ms apart). `GET /seen` tells how many bodies arrived and how many of
them carried planted personal data in plain.

    python -m bench.upstream [--port 0]      prints the port it listens on
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
from functools import lru_cache
from typing import cast

import msgspec

from bench.workload import PLANTED, fixed_answer

PACE_SECONDS = 0.005
_LONG = 1 << 18
"""Bytes of a body that are looked at in one go: while this looks at megabytes, others would wait for it, not for the
gateway."""
_STREAM_HEAD = (
    b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncache-control: no-cache\r\n"
    b"transfer-encoding: chunked\r\n\r\n"
)
_DONE = b"data: [DONE]\n\n"


class _Message(msgspec.Struct):
    role: str
    content: str | list[dict[str, object]] | None = None


class _Request(msgspec.Struct):
    model: str
    messages: list[_Message]


_request = msgspec.json.Decoder(_Request)
_FIXED = b'{"model":"fixed",'
_LAP = max(map(len, PLANTED))


def whole(text: str) -> bytes:
    """A complete HTTP response with a chat completion that says `text`."""
    body = msgspec.json.encode(
        {
            "id": "chatcmpl-fake",
            "object": "chat.completion",
            "created": 1700000000,
            "model": "fake",
            "choices": [{"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}],
            "usage": {"prompt_tokens": 210, "completion_tokens": 170, "total_tokens": 380},
        }
    )
    return _head(body) + body


def event(delta: dict[str, str], finish: str | None = None) -> bytes:
    """One server-sent event in a chunk of its own."""
    data = msgspec.json.encode(
        {
            "id": "chatcmpl-fake",
            "object": "chat.completion.chunk",
            "created": 1700000000,
            "model": "fake",
            "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
        }
    )
    return chunk(b"data: " + data + b"\n\n")


def chunk(data: bytes) -> bytes:
    """`data` in the framing of HTTP/1.1's chunked coding."""
    return b"%x\r\n%s\r\n" % (len(data), data)


def pieces(text: str, count: int) -> list[str]:
    """`text` cut into `count` pieces as even as can be; of pieces there are never more than characters."""
    count = min(count, len(text))
    return [text[len(text) * i // count : len(text) * (i + 1) // count] for i in range(count)]


def stream(text: str, count: int) -> list[bytes]:
    """The chunks of a streamed answer of `count` events with content between a first and a last one."""
    first = event({"role": "assistant", "content": ""})
    body = [event({"content": piece}) for piece in pieces(text, count)]
    return [first, *body, event({}, "stop") + chunk(_DONE) + b"0\r\n\r\n"]


def user_text(request: _Request) -> str:
    """What the last user message says, whether it is a string or a list of parts."""
    content = next((m.content for m in reversed(request.messages) if m.role == "user"), "")
    if isinstance(content, list):
        return "".join(str(part.get("text", "")) for part in content)
    return content or ""


@lru_cache(maxsize=16)
def _fixed_stream(count: int) -> tuple[bytes, ...]:
    return tuple(stream(fixed_answer(), count))


@lru_cache(maxsize=1)
def _fixed_whole() -> bytes:
    return whole(fixed_answer())


def _head(body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n" % len(body)


class Provider(asyncio.Protocol):
    """One connection. Requests are answered in the order they come."""

    bodies = 0
    planted = 0

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._lacks = 0
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's own class, which is not a subclass

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        self._lacks -= len(data)
        while self._lacks <= 0 and (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head, start = bytes(self._buffer[:end]).lower(), end + 4
            at = head.find(b"content-length:")
            length = int(head[at + 15 :].split(b"\r", 1)[0]) if at >= 0 else 0
            if b"transfer-encoding: chunked" in head:
                raise ValueError("the fake upstream reads bodies of a stated length only")
            self._lacks = start + length - len(self._buffer)
            if self._lacks > 0:
                return
            body = bytes(memoryview(self._buffer)[start : start + length])
            del self._buffer[: start + length]
            self._answer(head, body)

    def _answer(self, head: bytes, body: bytes) -> None:
        assert self._transport is not None
        if head.startswith(b"get /seen"):
            seen = msgspec.json.encode({"bodies": Provider.bodies, "planted": Provider.planted})
            self._transport.write(_head(seen) + seen)
        elif head.startswith(b"get"):
            self._transport.write(_head(b"{}") + b"{}")
        elif len(body) > _LONG and body.startswith(_FIXED):
            self._look_through(body, 0)
        else:
            Provider.bodies += 1
            Provider.planted += any(fragment in body for fragment in PLANTED)
            self._complete(_request.decode(body))

    def _look_through(self, body: bytes, at: int) -> None:
        """As for any other body, piece by piece; where it can be told unread which answer is wanted."""
        if at < len(body):
            piece = body[max(at - _LAP, 0) : at + _LONG]
            if not any(fragment in piece for fragment in PLANTED):
                asyncio.get_running_loop().call_soon(self._look_through, body, at + _LONG)
                return
            Provider.planted += 1
        Provider.bodies += 1
        if self._transport is not None:
            self._transport.write(_fixed_whole())

    def _complete(self, request: _Request) -> None:
        assert self._transport is not None
        kind, _, count = request.model.rpartition("-")
        if request.model == "fixed":
            self._transport.write(_fixed_whole())
        elif request.model == "echo":
            self._transport.write(whole(user_text(request)))
        elif kind == "burst":
            self._transport.write(_STREAM_HEAD + b"".join(_fixed_stream(int(count))))
        elif kind == "echo-burst":
            self._transport.write(_STREAM_HEAD + b"".join(stream(user_text(request), int(count))))
        elif kind == "paced":
            self._transport.write(_STREAM_HEAD)
            self._pace(_fixed_stream(int(count)), 0)
        else:
            body = b'{"error":{"message":"no such model","type":"invalid_request_error"}}'
            self._transport.write(_head(body).replace(b"200 OK", b"404 Not Found", 1) + body)

    def _pace(self, chunks: tuple[bytes, ...], at: int) -> None:
        if self._transport is None:
            return
        self._transport.write(chunks[at])
        if at + 1 < len(chunks):
            asyncio.get_running_loop().call_later(PACE_SECONDS, self._pace, chunks, at + 1)


async def serve(port: int) -> None:
    """Listen on the loopback address until cancelled; the port is printed first."""
    server = await asyncio.get_running_loop().create_server(Provider, "127.0.0.1", port, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


def main() -> None:
    import uvloop

    parser = argparse.ArgumentParser(description="A fast fake provider for the benchmark.")
    parser.add_argument("--port", type=int, default=0)
    with contextlib.suppress(KeyboardInterrupt):
        uvloop.run(serve(parser.parse_args().port))


if __name__ == "__main__":
    main()
