"""The door, in four steps, and the attack that each one stops.

1. authorise the exact bytes       stops what changed between the decision and the sending (a late edit, a bug)
2. make the contract durable       stops a crossing that nobody can prove afterwards
3. give a receipt for the digest   stops other bytes from travelling on this contract
4. take the receipt back           stops a second sending on one contract
"""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Mapping

from isthmus.domain.aside import LONG, aside
from isthmus.domain.errors import CrossingRefused
from isthmus.domain.records import Crossing, Position, Receipt
from isthmus.domain.seams import Response, Transport

Authorise = Callable[[Crossing, bytes], None]
"""Raises `CrossingRefused` when the bytes do not keep what the contract promises."""

Begun = Callable[[Crossing], None]
"""Told when the contract is on its way into the log: who leaves while it becomes durable has one."""

Record = Callable[[Crossing, bytes, Begun], Awaitable[Position]]
"""Resolves when the contract for these bytes is durable; raises `EvidenceUnavailable`."""


def _digest(payload: bytes) -> bytes:
    return hashlib.sha256(payload).digest()


class Door:
    """Made of three things by `compose`: authorise, record, transport. Whoever holds it cannot go round them."""

    __slots__ = ("__authorise", "__open", "__record", "__transport")

    def __init__(self, authorise: Authorise, record: Record, transport: Transport) -> None:
        self.__authorise, self.__record, self.__transport = authorise, record, transport
        self.__open: dict[str, tuple[bytes, bytes, tuple[str, str]]] = {}

    async def record(self, crossing: Crossing, payload: bytes, begun: Begun = lambda _: None) -> Receipt:
        """Steps 1 to 3. Raises `CrossingRefused` or `EvidenceUnavailable`; then nothing has left."""
        if len(payload) <= LONG and crossing.weight <= LONG:
            self.__authorise(crossing, payload)
            position = await self.__record(crossing, payload, begun)
            digest = hashlib.sha256(payload).digest()
        else:
            await aside(max(len(payload), crossing.weight), self.__authorise, crossing, payload)
            position = await self.__record(crossing, payload, begun)
            digest = await aside(len(payload), _digest, payload)
        self.__open[crossing.id] = digest, payload, (crossing.tenant, crossing.zone)
        return Receipt(crossing.id, digest, position)

    def send(
        self, receipt: Receipt, url: str, headers: Mapping[str, str], payload: bytes, *, deadline: float
    ) -> Awaitable[Response]:
        """Step 4, and off they go. `deadline` in seconds from now. Raises what the transport raises."""
        promised = self.__open.pop(receipt.crossing, None)
        if promised is None or promised[0] != receipt.digest or promised[1] != payload:
            raise CrossingRefused("these bytes have no contract: every sending wants a receipt of its own")
        return self.__transport.send(url, headers, payload, deadline=deadline, owner=promised[2])

    def abandon(self, receipt: Receipt) -> None:
        """Gives a receipt back unused."""
        self.__open.pop(receipt.crossing, None)
