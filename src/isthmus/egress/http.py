"""The real transport: HTTP/1.1 over pooled connections.

It verifies certificates, follows no redirect, reads no proxy from the environment, never retries, and connects to
the very address that it looked at: a name cannot resolve to something else in between.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import urlsplit

import msgspec

from isthmus.domain.errors import AttemptFailed, UpstreamMalformed, UpstreamTimeout, UpstreamUnavailable
from isthmus.egress import guard
from isthmus.egress.connection import Answer, Connection, crossed
from isthmus.egress.deadlines import Deadlines

CONNECT_SECONDS = 5.0
IDLE_SECONDS = 15.0
"""A connection unused for longer is not used again: its other end may be about to close it."""
MAX_IDLE = 256


class _Target(msgspec.Struct, frozen=True):
    host: str
    port: int
    tls: bool
    head: bytes
    """Everything before the length of the body."""
    made_of: Mapping[str, str]


def _target(url: str, headers: Mapping[str, str]) -> _Target:
    parts = urlsplit(url)
    host, tls = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if tls else 80)
    lines = {"Host": parts.netloc.rpartition("@")[2], **headers}
    head = f"POST {parts.path or '/'} HTTP/1.1\r\n" + "".join(f"{k}: {v}\r\n" for k, v in lines.items())
    return _Target(host, port, tls, head.encode("latin-1") + b"Content-Length: ", headers)


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_LOCAL = (ipaddress.IPv6Network("64:ff9b:1::/48"), ipaddress.IPv6Network("::/96"))
"""Translation of a network's own (RFC 8215), and IPv4 wrapped the obsolete way (RFC 4291, 2.5.5.1)."""


def is_public(address: str) -> bool:
    """Whether this literal address is one of the public internet, also when IPv4 is wrapped in IPv6."""
    host = ipaddress.ip_address(address.split("%")[0])
    if isinstance(host, ipaddress.IPv6Address):
        inner = host.ipv4_mapped or host.sixtofour
        if host in _NAT64:
            inner = ipaddress.IPv4Address(int(host) & 0xFFFFFFFF)
        if inner is None and any(host in network for network in _LOCAL):
            return False
        host = inner or host
    return host.is_global and not host.is_multicast


class HttpTransport:
    """One pool for one kind of address. `private` permits loopback, private and link-local ones."""

    def __init__(
        self, *, private: bool, max_answer_bytes: int = 16 * 2**20, verify: ssl.SSLContext | None = None
    ) -> None:
        self._private, self._bound, self._verify = private, max_answer_bytes, verify
        self._targets: dict[str, _Target] = {}
        self._pools: dict[tuple[str, int, bool], deque[Connection]] = {}
        self._deadlines: Deadlines | None = None

    async def send(self, url: str, headers: Mapping[str, str], body: bytes, *, deadline: float) -> Answer:
        """The answer once its headers are in. `deadline` in seconds bounds all of it, from now to its last byte."""
        target = self._targets.get(url)
        if target is None or target.made_of is not headers:
            target = self._targets[url] = _target(url, headers)
        loop = asyncio.get_running_loop()
        connection = self._pooled(target, loop.time())
        if connection is None:
            began = loop.time()
            connection = await self._connect(loop, target, min(CONNECT_SECONDS, deadline))
            deadline -= loop.time() - began
        answer = connection.request(target.head + b"%d\r\n\r\n" % len(body), body, deadline, self._bound)
        try:
            await answer.begun
        except BaseException:
            await answer.close()
            raise
        if answer.header("content-encoding") not in ("", "identity"):
            await answer.close()
            raise crossed(UpstreamMalformed("the answer is compressed, which was not asked for"))
        return answer

    async def close(self) -> None:
        for pool in self._pools.values():
            for connection in pool:
                connection.abort()
        self._pools.clear()

    def _pooled(self, target: _Target, now: float) -> Connection | None:
        pool = self._pools.get((target.host, target.port, target.tls))
        while pool:
            connection = pool.pop()
            if connection.usable and now - connection.idle_since < IDLE_SECONDS:
                return connection
            connection.abort()
        return None

    async def _connect(self, loop: asyncio.AbstractEventLoop, target: _Target, seconds: float) -> Connection:
        pool = self._pools.setdefault((target.host, target.port, target.tls), deque(maxlen=MAX_IDLE))

        deadlines = self._deadlines = self._deadlines or Deadlines(loop)

        def idle(connection: Connection) -> None:
            connection.idle_since = loop.time()
            if len(pool) == MAX_IDLE:
                pool.popleft().abort()
            pool.append(connection)

        try:
            async with asyncio.timeout(seconds):
                return await self._first_that_answers(loop, target, lambda: Connection(loop, deadlines, idle))
        except TimeoutError:
            raise UpstreamTimeout("no connection was made in time") from None

    async def _first_that_answers(
        self, loop: asyncio.AbstractEventLoop, target: _Target, make: Callable[[], Connection]
    ) -> Connection:
        failure: AttemptFailed = UpstreamUnavailable("its name leads to no address")
        for address in await self._addresses(target):
            if not self._private and not is_public(address):
                failure = UpstreamUnavailable("the address is private, and the zone does not allow that")
                continue
            try:
                with guard.opening():
                    _, connection = await loop.create_connection(
                        make,
                        address,
                        target.port,
                        ssl=self._context() if target.tls else None,
                        server_hostname=target.host if target.tls else None,
                    )
            except ssl.SSLCertVerificationError:
                failure = UpstreamUnavailable("its certificate is not one to be trusted")
            except OSError:
                failure = UpstreamUnavailable("it cannot be reached")
            else:
                return connection
        raise failure

    async def _addresses(self, target: _Target) -> list[str]:
        try:
            ipaddress.ip_address(target.host)
        except ValueError:
            pass
        else:
            return [target.host]
        try:
            with guard.opening():  # a thread that `to_thread` starts is part of this context, the loop's own are not
                found = await asyncio.to_thread(socket.getaddrinfo, target.host, target.port, type=socket.SOCK_STREAM)
        except OSError:
            return []
        return list(dict.fromkeys(str(entry[4][0]) for entry in found))

    def _context(self) -> ssl.SSLContext:
        if self._verify is None:
            self._verify = ssl.create_default_context()
        return self._verify


class Transports:
    """Chooses the pool by zone: the door hands an address only, the zone says whether it may be private."""

    def __init__(self, private_urls: frozenset[str], public: HttpTransport, private: HttpTransport) -> None:
        self._private_urls, self._public, self._private = private_urls, public, private

    def send(self, url: str, headers: Mapping[str, str], body: bytes, *, deadline: float) -> Awaitable[Answer]:
        pool = self._private if url in self._private_urls else self._public
        return pool.send(url, headers, body, deadline=deadline)

    async def close(self) -> None:
        await asyncio.gather(self._public.close(), self._private.close())
