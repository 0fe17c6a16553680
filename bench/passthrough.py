"""The bare gateway: what uvicorn and aiohttp cost when nothing at all is done between them.

Plain ASGI on uvicorn with httptools and uvloop, one aiohttp session with pooled connections and no
cookies, no compression, no redirects. The body is forwarded byte for byte, and the answer goes back as
it is read. This is the floor under any gateway that is built from the same two libraries.

    python -m bench.passthrough --upstream http://127.0.0.1:9000 --port 8000

With `--client isthmus` the same over the HTTP client of Isthmus's own door: the floor under Isthmus itself.
"""

from __future__ import annotations

import argparse
from collections.abc import Awaitable, Callable, MutableMapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from aiohttp import ClientResponse, ClientSession

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

_JSON = {"content-type": "application/json"}


class Passthrough:
    """The ASGI application; its session opens and closes with the server."""

    def __init__(self, upstream: str) -> None:
        self._url = f"{upstream}/v1/chat/completions"
        self._session: ClientSession | None = None

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["method"] == "POST":
            await self._forward(receive, send)
        else:
            await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
            await send({"type": "http.response.body", "body": b""})

    async def _live(self, receive: Receive, send: Send) -> None:
        from aiohttp import ClientSession, ClientTimeout, DummyCookieJar, TCPConnector

        await receive()
        self._session = ClientSession(
            connector=TCPConnector(limit=0, keepalive_timeout=60),
            cookie_jar=DummyCookieJar(),
            timeout=ClientTimeout(total=600),
            auto_decompress=False,
            skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding"),
        )
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._session.close()
        await send({"type": "lifespan.shutdown.complete"})

    async def _forward(self, receive: Receive, send: Send) -> None:
        assert self._session is not None
        message = await receive()
        body = message["body"]
        if message["more_body"]:
            read = [body]
            while message["more_body"]:
                message = await receive()
                read.append(message["body"])
            body = b"".join(read)
        async with self._session.post(self._url, data=body, headers=_JSON, allow_redirects=False) as answer:
            await _relay(answer, send)


class OwnPassthrough(Passthrough):
    """The same, over the transport that the gateway's door uses."""

    async def _live(self, receive: Receive, send: Send) -> None:
        from isthmus.egress import HttpTransport

        await receive()
        self._transport = HttpTransport(private=True)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._transport.close()
        await send({"type": "lifespan.shutdown.complete"})

    async def _forward(self, receive: Receive, send: Send) -> None:
        message = await receive()
        read = [message["body"]]
        while message["more_body"]:
            message = await receive()
            read.append(message["body"])
        answer = await self._transport.send(self._url, _JSON, b"".join(read), deadline=600)
        kept = [(name, value) for name in ("content-type", "content-length") if (value := answer.header(name))]
        headers = [(name.encode(), value.encode()) for name, value in kept]
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        async for piece in answer.chunks():
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


async def _relay(answer: ClientResponse, send: Send) -> None:
    kept = [(name, value) for name, value in answer.raw_headers if name.lower() in (b"content-type", b"content-length")]
    await send({"type": "http.response.start", "status": answer.status, "headers": kept})
    async for read in answer.content.iter_any():
        await send({"type": "http.response.body", "body": read, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


def main() -> None:
    import uvicorn

    parser = argparse.ArgumentParser(description="A bare pass-through for the benchmark.")
    parser.add_argument("--upstream", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--client", choices=("aiohttp", "isthmus"), default="aiohttp")
    asked = parser.parse_args()
    uvicorn.run(
        (Passthrough if asked.client == "aiohttp" else OwnPassthrough)(asked.upstream),
        host="127.0.0.1",
        port=asked.port,
        loop="uvloop",
        http="httptools",
        ws="none",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        log_level="warning",
    )


if __name__ == "__main__":
    main()
