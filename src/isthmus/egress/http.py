"""The real transport: HTTP/1.1 over pooled connections, by aiohttp.

It verifies certificates, follows no redirect, reads no proxy from the environment, never retries, and refuses
private addresses at the moment of connecting, when a name can no longer change what it resolves to.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import AsyncIterator, Mapping
from functools import lru_cache
from math import ceil
from typing import Any

import aiohttp
from yarl import URL

from isthmus.domain.errors import StreamCut, UpstreamMalformed, UpstreamTimeout, UpstreamUnavailable
from isthmus.egress import guard

_SKIP = frozenset({"User-Agent", "Accept", "Accept-Encoding"})
CONNECT_SECONDS = 5.0


class PrivateAddress(OSError):
    """The name leads to an address that this zone may not be reached at."""


def _public_only(address: Any) -> socket.socket:
    host = ipaddress.ip_address(address[4][0].split("%")[0])
    mapped = getattr(host, "ipv4_mapped", None) or host
    if not mapped.is_global or mapped.is_multicast:
        raise PrivateAddress("refused: the address is not a public one")
    return _any(address)


def _any(address: Any) -> socket.socket:
    return socket.socket(family=address[0], type=address[1], proto=address[2])


@lru_cache(maxsize=4096)
def _timeout(tenths: int) -> aiohttp.ClientTimeout:
    """Deadlines in tenths of a second: few enough to be made once each."""
    seconds = tenths / 10
    return aiohttp.ClientTimeout(total=seconds, sock_connect=min(CONNECT_SECONDS, seconds))


class HttpTransport:
    """One pool for one kind of address. `private` permits loopback, private and link-local ones."""

    def __init__(
        self, *, private: bool, max_answer_bytes: int = 16 * 2**20, verify: ssl.SSLContext | bool = True
    ) -> None:
        self._private, self._bound, self._verify = private, max_answer_bytes, verify
        self._session: aiohttp.ClientSession | None = None
        self._urls: dict[str, URL] = {}

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(
                limit=0, keepalive_timeout=15, ssl=self._verify, socket_factory=_any if self._private else _public_only
            )
            self._session = aiohttp.ClientSession(
                connector=connector, cookie_jar=aiohttp.DummyCookieJar(), trust_env=False, auto_decompress=False,
                skip_auto_headers=_SKIP, raise_for_status=False, read_bufsize=2**18,
            )
        return self._session

    async def send(self, url: str, headers: Mapping[str, str], body: bytes, *, deadline: float) -> HttpResponse:
        session = self._session or self._open()
        target = self._urls.get(url)
        if target is None:
            target = self._urls[url] = URL(url)
        timeout = _timeout(ceil(deadline * 10))
        try:
            with guard.opening():
                response = await session.request(
                    "POST", target, data=body, headers=headers, timeout=timeout, allow_redirects=False
                )
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as down:
            private = isinstance(getattr(down, "os_error", None), PrivateAddress)
            message = "the address is private, and the zone does not allow that" if private else "it cannot be reached"
            raise UpstreamUnavailable(message) from None
        except TimeoutError:
            raise _crossed(UpstreamTimeout("it did not answer in time")) from None
        except (aiohttp.ClientError, OSError):
            raise _crossed(UpstreamUnavailable("the connection broke before an answer")) from None
        if response.headers.get("Content-Encoding", "identity") != "identity":
            response.close()
            raise _crossed(UpstreamMalformed("the answer is compressed, which was not asked for"))
        return HttpResponse(response, self._bound)

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None


def _crossed(error: Any) -> Any:
    error.crossed = True
    return error


class HttpResponse:
    """An answer under way, bounded in size. Time is bounded by the deadline it was sent with."""

    __slots__ = ("_bound", "_response")

    def __init__(self, response: aiohttp.ClientResponse, bound: int) -> None:
        self._response, self._bound = response, bound

    @property
    def status(self) -> int:
        return self._response.status

    @property
    def headers(self) -> Mapping[str, str]:
        return self._response.headers

    async def body(self) -> bytes:
        length = self._response.content_length
        if length is None or length > self._bound:
            return b"".join([piece async for piece in self.chunks()])
        try:
            return await self._response.read()
        except TimeoutError:
            raise _crossed(UpstreamTimeout("its answer did not end in time")) from None
        except (aiohttp.ClientError, OSError):
            raise _crossed(StreamCut("the connection broke in the middle of the answer")) from None

    async def chunks(self) -> AsyncIterator[bytes]:
        left = self._bound
        content = self._response.content
        try:
            while piece := await content.readany():
                left -= len(piece)
                if left < 0:
                    raise _crossed(UpstreamMalformed("the answer is larger than allowed"))
                yield piece
        except TimeoutError:
            raise _crossed(UpstreamTimeout("its answer did not end in time")) from None
        except (aiohttp.ClientError, OSError):
            raise _crossed(StreamCut("the connection broke in the middle of the answer")) from None
        finally:
            if not content.at_eof():
                self._response.close()

    async def close(self) -> None:
        self._response.close()


class Transports:
    """Chooses the pool by zone: the door hands an address only, the zone says whether it may be private."""

    def __init__(self, private_urls: frozenset[str], public: HttpTransport, private: HttpTransport) -> None:
        self._private_urls, self._public, self._private = private_urls, public, private

    async def send(self, url: str, headers: Mapping[str, str], body: bytes, *, deadline: float) -> HttpResponse:
        pool = self._private if url in self._private_urls else self._public
        return await pool.send(url, headers, body, deadline=deadline)

    async def close(self) -> None:
        await asyncio.gather(self._public.close(), self._private.close())
