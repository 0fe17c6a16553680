"""The real transport: HTTP/1.1 over pooled connections.

It verifies certificates, follows no redirect, reads no proxy from the environment, never retries, and connects to
the very address that it looked at: a name cannot resolve to something else in between.

No tenant is ever given another's connection, and so never the answer to another's request, whatever an upstream does
wrong. Within one tenant a connection is looked at before it is used again, the one that has been idle for longest
first; and where an upstream has said something unasked, none of its connections is used twice for a while.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from urllib.parse import urlsplit

import msgspec

from isthmus.domain.addresses import is_public
from isthmus.domain.errors import AttemptFailed, UpstreamMalformed, UpstreamTimeout, UpstreamUnavailable
from isthmus.egress import guard
from isthmus.egress.connection import Answer, Connection, crossed
from isthmus.egress.deadlines import Deadlines

CONNECT_SECONDS = 5.0
IDLE_SECONDS = 15.0
"""A connection unused for longer is not used again: its other end may be about to close it."""
MAX_IDLE = 256
WARY_SECONDS = 300.0
"""For so long no connection is used twice to where something was said unasked."""

_Address = tuple[str, int, bool]
_Owner = tuple[str, str]
_Pooled = tuple[_Address, _Owner]


class _Target(msgspec.Struct, frozen=True):
    address: _Address
    head: bytes
    """Everything before the length of the body."""
    made_of: Mapping[str, str]


def _target(url: str, headers: Mapping[str, str]) -> _Target:
    parts = urlsplit(url)
    host, tls = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if tls else 80)
    lines = {"Host": parts.netloc.rpartition("@")[2], **headers}
    head = f"POST {parts.path or '/'} HTTP/1.1\r\n" + "".join(f"{k}: {v}\r\n" for k, v in lines.items())
    return _Target((host, port, tls), head.encode("latin-1") + b"Content-Length: ", headers)


class HttpTransport:
    """Pools for one kind of address. `private` permits loopback, private and link-local ones."""

    def __init__(
        self, *, private: bool, max_answer_bytes: int = 16 * 2**20, verify: ssl.SSLContext | None = None
    ) -> None:
        self._private, self._bound, self._verify = private, max_answer_bytes, verify
        self._targets: dict[str, _Target] = {}
        self._pools: dict[_Pooled, deque[Connection]] = {}
        self._idle = 0
        self._sweep: asyncio.TimerHandle | None = None
        self._wary: dict[_Address, float] = {}
        self._deadlines: Deadlines | None = None

    async def send(
        self, url: str, headers: Mapping[str, str], body: bytes, *, deadline: float, owner: _Owner = ("", "")
    ) -> Answer:
        """The answer once its headers are in. `deadline` in seconds bounds all of it, from now to its last byte.
        `owner` is the tenant whose content this is, and the zone it goes to: nobody else uses its connections."""
        target = self._targets.get(url)
        if target is None or target.made_of is not headers:
            target = self._targets[url] = _target(url, headers)
        loop = asyncio.get_running_loop()
        began = loop.time()
        connection = self._pooled((target.address, owner), began)
        if connection is None:
            connection = await self._connect(loop, target, owner, min(CONNECT_SECONDS, deadline))
            deadline -= loop.time() - began
        answer = connection.request(target.head + b"%d\r\n\r\n" % len(body), body, deadline, self._bound)
        try:
            await answer.begun
        except BaseException:
            await answer.close()
            raise
        if answer.headers.get(b"content-encoding", b"identity") not in (b"", b"identity"):
            await answer.close()
            raise crossed(UpstreamMalformed("the answer is compressed, which was not asked for"))
        return answer

    async def close(self) -> None:
        if self._sweep is not None:
            self._sweep.cancel()
            self._sweep = None
        for pool in self._pools.values():
            for connection in pool:
                connection.abort()
        self._pools.clear()
        self._idle = 0

    def _pooled(self, pooled: _Pooled, now: float) -> Connection | None:
        pool = self._pools.get(pooled)
        while pool:
            connection = pool.popleft()  # the oldest: what comes unasked has had the longest time to come
            self._idle -= 1
            if not connection.usable or now - connection.idle_since >= IDLE_SECONDS or pooled[0] in self._wary:
                connection.abort()
            elif connection.silent():
                return connection
            else:
                connection.leave()
        return None

    def _rest(self, loop: asyncio.AbstractEventLoop, pooled: _Pooled, connection: Connection) -> None:
        """A connection has served; it waits to be used again, but not for ever."""
        connection.idle_since = now = loop.time()
        if self._idle >= MAX_IDLE or (self._wary and self._is_wary(pooled[0], now)):
            connection.abort()
            return
        pool = self._pools.get(pooled)
        if pool is None:
            pool = self._pools[pooled] = deque()
        pool.append(connection)
        self._idle += 1
        if self._sweep is None:
            self._sweep = loop.call_later(IDLE_SECONDS, self._swept, loop)

    def _swept(self, loop: asyncio.AbstractEventLoop) -> None:
        """Ends what has been idle for too long, in all pools."""
        before = loop.time() - IDLE_SECONDS
        for key, pool in list(self._pools.items()):
            while pool and (pool[0].idle_since <= before or not pool[0].usable):
                pool.popleft().abort()
                self._idle -= 1
            if not pool:
                del self._pools[key]
        self._sweep = loop.call_later(IDLE_SECONDS, self._swept, loop) if self._pools else None

    def _is_wary(self, address: _Address, now: float) -> bool:
        if self._wary.get(address, now) > now:
            return True
        self._wary.pop(address, None)
        return False

    def _beware(self, loop: asyncio.AbstractEventLoop, address: _Address) -> None:
        self._wary[address] = loop.time() + WARY_SECONDS

    async def _connect(
        self, loop: asyncio.AbstractEventLoop, target: _Target, owner: _Owner, seconds: float
    ) -> Connection:
        deadlines = self._deadlines = self._deadlines or Deadlines(loop)
        idle = partial(self._rest, loop, (target.address, owner))
        unasked = partial(self._beware, loop, target.address)
        try:
            async with asyncio.timeout(seconds):
                return await self._first_that_answers(loop, target, lambda: Connection(loop, deadlines, idle, unasked))
        except TimeoutError:
            raise UpstreamTimeout("no connection was made in time") from None

    async def _first_that_answers(
        self, loop: asyncio.AbstractEventLoop, target: _Target, make: Callable[[], Connection]
    ) -> Connection:
        failure: AttemptFailed = UpstreamUnavailable("its name leads to no address")
        host, port, tls = target.address
        for address in await self._addresses(host, port):
            if not self._private and not is_public(address):
                failure = UpstreamUnavailable("the address is private, and the zone does not allow that")
                continue
            try:
                with guard.opening():
                    _, connection = await loop.create_connection(make, address, port)
                if tls:
                    await connection.secure(self._context(), host)
            except ssl.SSLCertVerificationError:
                failure = UpstreamUnavailable("its certificate is not one to be trusted")
            except OSError:
                failure = UpstreamUnavailable("it cannot be reached")
            else:
                return connection
        raise failure

    async def _addresses(self, host: str, port: int) -> list[str]:
        try:
            ipaddress.ip_address(host)
        except ValueError:
            pass
        else:
            return [host]
        try:
            with guard.opening():  # a thread that `to_thread` starts is part of this context, the loop's own are not
                found = await asyncio.to_thread(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
        except OSError:
            return []
        return list(dict.fromkeys(str(entry[4][0]) for entry in found))

    def _context(self) -> ssl.SSLContext:
        if self._verify is None:
            # Not `create_default_context`, which would write every key to the file that SSLKEYLOGFILE names.
            self._verify = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            self._verify.load_default_certs()
        return self._verify


class Transports:
    """Chooses the pool by zone: the door hands an address only, the zone says whether it may be private."""

    def __init__(self, private_urls: frozenset[str], public: HttpTransport, private: HttpTransport) -> None:
        self._private_urls, self._public, self._private = private_urls, public, private

    def send(
        self, url: str, headers: Mapping[str, str], body: bytes, *, deadline: float, owner: _Owner = ("", "")
    ) -> Awaitable[Answer]:
        pool = self._private if url in self._private_urls else self._public
        return pool.send(url, headers, body, deadline=deadline, owner=owner)

    async def close(self) -> None:
        await asyncio.gather(self._public.close(), self._private.close())
