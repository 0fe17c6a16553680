"""The door sends nothing but what was promised: on a receipt, once, these very bytes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import msgspec
import pytest

from isthmus.domain.errors import CrossingRefused, EvidenceUnavailable
from isthmus.domain.records import Crossing, Receipt
from isthmus.egress import Door
from isthmus.egress.door import Begun
from isthmus.ledger.log import Position

PAYLOAD = b'{"model":"m"}'
URL, HEADERS = "http://127.0.0.1/v1", {"x": "y"}


class Wire:
    """A transport that remembers."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []
        self.owners: list[tuple[str, str]] = []

    async def send(
        self, url: str, headers: Mapping[str, str], body: bytes, *, deadline: float, owner: tuple[str, str]
    ) -> Any:
        self.sent.append(body)
        self.owners.append(owner)
        return "response"

    async def close(self) -> None: ...


class World:
    """A door with its three parts, each of which may refuse."""

    def __init__(self, *, refused: bool = False, no_evidence: bool = False) -> None:
        self.wire, self.recorded, self.asked = Wire(), [], []
        self.refused, self.no_evidence = refused, no_evidence
        self.door = Door(self.authorise, self.record, self.wire)

    def authorise(self, crossing: Crossing, payload: bytes) -> None:
        self.asked.append(payload)
        if self.refused:
            raise CrossingRefused("no")

    async def record(self, crossing: Crossing, payload: bytes, begun: Begun) -> Position:
        if self.no_evidence:
            raise EvidenceUnavailable("the disk is full")
        begun(crossing)
        self.recorded.append(payload)
        return Position("log", len(self.recorded), b"leaf")

    async def send(self, receipt: Receipt, payload: bytes = PAYLOAD) -> Any:
        return await self.door.send(receipt, URL, HEADERS, payload, deadline=1)


class Named(msgspec.Struct, frozen=True):
    """All that the door itself looks at of a crossing."""

    id: str
    tenant: str = "acme"
    zone: str = "hosted"
    weight: int = 0


def crossing() -> Crossing:
    return cast(Crossing, Named("r.1"))


async def test_on_a_receipt_the_bytes_leave() -> None:
    world = World()
    receipt = await world.door.record(crossing(), PAYLOAD)
    assert (world.asked, world.recorded, world.wire.sent) == ([PAYLOAD], [PAYLOAD], [])
    assert await world.send(receipt) == "response"
    assert world.wire.sent == [PAYLOAD]
    assert world.wire.owners == [("acme", "hosted")]


async def test_a_receipt_is_good_for_one_sending() -> None:
    world = World()
    receipt = await world.door.record(crossing(), PAYLOAD)
    await world.send(receipt)
    with pytest.raises(CrossingRefused):
        await world.send(receipt)
    assert world.wire.sent == [PAYLOAD]


@pytest.mark.req("B7")
async def test_other_bytes_do_not_leave_on_it_and_it_is_spent() -> None:
    world = World()
    receipt = await world.door.record(crossing(), PAYLOAD)
    for payload in (PAYLOAD + b" ", PAYLOAD):
        with pytest.raises(CrossingRefused):
            await world.send(receipt, payload)
    assert world.wire.sent == []


@pytest.mark.req("B7")
async def test_a_receipt_that_the_door_did_not_give_is_worth_nothing() -> None:
    import hashlib

    world = World()
    forged = Receipt("r.1", hashlib.sha256(PAYLOAD).digest(), Position("log", 0, b"leaf"))
    with pytest.raises(CrossingRefused):
        await world.send(forged)
    real = await world.door.record(crossing(), b"harmless")
    with pytest.raises(CrossingRefused):
        await world.send(Receipt(real.crossing, forged.digest, real.position))
    assert world.wire.sent == []


async def test_a_receipt_given_back_is_worth_nothing() -> None:
    world = World()
    receipt = await world.door.record(crossing(), PAYLOAD)
    world.door.abandon(receipt)
    with pytest.raises(CrossingRefused):
        await world.send(receipt)


@pytest.mark.req("B7", "A2")
async def test_what_is_not_authorised_is_not_even_recorded() -> None:
    world = World(refused=True)
    with pytest.raises(CrossingRefused):
        await world.door.record(crossing(), PAYLOAD)
    assert world.recorded == []


@pytest.mark.req("D12")
async def test_without_evidence_there_is_no_receipt() -> None:
    world = World(no_evidence=True)
    with pytest.raises(EvidenceUnavailable):
        await world.door.record(crossing(), PAYLOAD)


def test_the_door_does_not_hand_out_its_parts() -> None:
    door = World().door
    for name in ("transport", "_transport", "__transport", "authorise", "record_", "open"):
        assert not hasattr(door, name)
