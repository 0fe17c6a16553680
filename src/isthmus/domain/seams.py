"""The seams: the few ways in which the world is reached, each a small protocol.

They are passed in, so that whole histories can run in virtual time.

The disk has a file of its own, `domain.disk`.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from typing import Protocol

Now = Callable[[], float]
"""Seconds since the epoch."""

Tick = Callable[[], float]
"""Monotonic seconds, for durations only."""

Draw = Callable[[int], bytes]
"""So many random bytes."""


class Response(Protocol):
    """What came back. `chunks` may be iterated once; `close` is idempotent and cancels what is still under way."""

    @property
    def status(self) -> int: ...

    @property
    def size(self) -> int:
        """Bytes of its body that have come."""
        ...

    def header(self, name: str) -> str:
        """The value of the header `name`, given in lower case; empty when there is none."""
        ...

    def chunks(self) -> AsyncGenerator[bytes, None]: ...

    async def body(self) -> bytes: ...

    async def close(self) -> None: ...


class Transport(Protocol):
    """Sends bytes to an address and gives the response when its headers are in.

    `owner` is a tenant and a zone: what is kept between two sendings is kept for one of these pairs alone.
    Raises `UpstreamUnavailable` and `UpstreamTimeout`, with `crossed` telling whether bytes may have left.
    """

    def send(
        self, url: str, headers: Mapping[str, str], body: bytes, *, deadline: float, owner: tuple[str, str]
    ) -> Awaitable[Response]: ...

    async def close(self) -> None: ...
