"""Law 2 on a disk that forgets what was not synced, fails a sync, or is full. The whole path runs above it."""

from __future__ import annotations

import asyncio
import json
import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from gateway import POLICY, Gateway
from ledger.history import VirtualFiles

from isthmus import pipeline, settings
from isthmus.audit import Token, read_token, verify
from isthmus.compose import House, World
from isthmus.domain.disk import VirtualDisk
from isthmus.domain.errors import EvidenceUnavailable, IsthmusError
from isthmus.ledger import entries, vkey
from isthmus.sandbox import SandboxServer
from isthmus.settings import Settings
from isthmus.work import Call
from laws.served import DIGESTS_ONLY, contracts_in, mark, placed

LIVES = 100
SOAK_ROUNDS = 10


class Installation:
    """One configuration whose evidence lies on a virtual disk, through as many lives and crashes as wanted."""

    def __init__(self, folder: Path, sandbox: SandboxServer) -> None:
        written = Gateway(folder, sandbox=sandbox, evidence=DIGESTS_ONLY, policy=POLICY)
        self.settings: Settings = settings.load(written.write(), {})
        self.sandbox = sandbox
        self.disk = VirtualDisk()
        self.tokens: list[Token] = []
        self.remembered: str | None = None
        self.numbers = iter(range(10**9))
        self.seen: Counter[str] = Counter()
        self.where = str(self.settings.data / "evidence" / "0")
        self.key = ""

    async def live(self, bursts: list[int]) -> list[str]:
        """Starts, answers so many requests at once each time, and ends; what became of them."""
        try:
            house = House(self.settings, World(disk=self.disk))
        except EvidenceUnavailable:
            return []
        signed = house.runtime.signer
        self.key = vkey(house.ledger.origin, _public(signed.jwk["x"]))
        ends: list[str] = []
        for burst in bursts:
            ends += await asyncio.gather(*(self.ask(house, next(self.numbers)) for _ in range(burst)))
        assert house.runtime.gate.inside == 0
        await house.close()
        return ends

    async def ask(self, house: House, number: int) -> str:
        kind = number % 4
        said = "opening hours" if kind == 0 else f"number {number}" + (" of bob@example.org" if kind == 1 else "")
        body = {
            "model": "local" if kind == 0 else "chat",
            "messages": [{"role": "user", "content": said}],
            "stream": kind == 2,
        }
        try:
            reply = await pipeline.answer(house.runtime, Call({}, json.dumps(body).encode()))
            if not isinstance(reply.body, bytes):
                async for _ in reply.body:
                    pass
        except IsthmusError as wrong:
            return wrong.code
        token = reply.headers["x-isthmus-provenance"]
        if placed(token):
            self.tokens.append(read_token(token, self.key))
            return "placed"
        assert reply.headers["x-isthmus-evidence"] == "unavailable"
        return "without evidence"

    def look(self) -> Counter[str]:
        """The keyed digests of everything that the other side saw so far."""
        self.seen += Counter(mark(self.settings, seen.body) for seen in self.sandbox.seen())
        self.sandbox.clear()
        return self.seen

    def check(self, disk: VirtualDisk) -> None:
        report = verify(VirtualFiles(disk, self.where), self.key, self.remembered, self.tokens)
        assert report.ok, report.findings
        self.remembered = report.checkpoint
        contracts = Counter(contracts_in(entry for _, entry in entries(disk, self.where)))
        assert not self.look() - contracts, "something crossed without its contract"


def _public(x: str) -> object:
    import base64

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    return Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(x + "="))


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    with SandboxServer(record=100_000) as sandbox:
        yield Installation(tmp_path, sandbox)


def lives(installation: Installation, count: int, seed: int) -> None:
    """In each life power is lost at some operation of the disk; sometimes only the process dies."""
    rng = random.Random(seed)
    ends: Counter[str] = Counter()
    for _ in range(count):
        disk = installation.disk
        disk.stop_after = disk.operations + rng.choice((rng.randrange(12), rng.randrange(40), rng.randrange(120)))
        ends += Counter(asyncio.run(installation.live([rng.randrange(1, 9) for _ in range(rng.randrange(1, 6))])))
        if rng.random() < 0.2:
            disk.stop_after = None  # the process died, the machine did not
            continue
        found = disk.crash(lambda n: rng.randrange(n))
        if installation.key:
            installation.check(found)
        installation.disk = found
    installation.disk.stop_after = None
    assert asyncio.run(installation.live([4])) == ["placed"] * 4
    installation.check(installation.disk.crash(lambda n: 0))
    assert ends["placed"] > count
    assert ends["without evidence"]
    assert ends["evidence_unavailable"]


@pytest.mark.req("B7", "D12")
def test_a_disk_that_forgets_what_was_not_synced_loses_nothing_acknowledged(installation: Installation) -> None:
    lives(installation, LIVES, seed=11)


@pytest.mark.soak
@pytest.mark.req("B7", "D12")
@pytest.mark.parametrize("seed", range(SOAK_ROUNDS))
def test_the_same_in_a_thousand_lives(installation: Installation, seed: int) -> None:
    lives(installation, LIVES, seed=1_000 + seed)


FAULTS: dict[str, Callable[[VirtualDisk], None]] = {
    "a sync fails": lambda disk: disk.fail_next_sync(),
    "it is full": lambda disk: setattr(disk, "space", 0),
    "it is gone": lambda disk: setattr(disk, "stop_after", disk.operations),
}


@pytest.mark.req("D12")
@pytest.mark.parametrize("fault", FAULTS)
def test_when_the_disk_fails_nothing_crosses_and_local_answers_go_on_and_say_so(
    build: Callable[..., Gateway], fault: str
) -> None:
    disk = VirtualDisk()
    gateway = build(world=World(disk=disk))
    assert gateway.chat("hello")[0] == 200
    assert gateway.request("GET", "/readyz")[0] == 200
    FAULTS[fault](disk)
    while gateway.house.ledger.unavailable is None:  # what was reserved of the journal is used up first
        gateway.chat("opening hours", "local")
    gateway.sandbox.clear()

    for stream in (False, True):
        status, headers, said = gateway.chat("may this cross?", stream=stream)
        assert (status, said["error"]["code"]) == (503, "evidence_unavailable")
        status, headers, said = gateway.chat("opening hours", "local", stream=stream)
        assert status == 200
        assert headers["x-isthmus-evidence"] == "unavailable"
        assert not placed(headers["x-isthmus-provenance"])
        status, headers, said = gateway.chat("nothing local knows this", "ladder", stream=stream)
        assert (status, headers["x-isthmus-fallback"]) == (200, "unavailable")
    assert gateway.sandbox.seen() == ()

    status, _, ready = gateway.request("GET", "/readyz")
    assert status == 503
    assert "evidence" in msgspec.json.decode(ready)["reason"]
    assert gateway.request("GET", "/healthz")[0] == 200
    assert gateway.house.runtime.gate.inside == 0


@pytest.mark.req("D12")
def test_an_answer_that_had_crossed_when_the_disk_failed_is_given_and_its_crossing_is_unknown(
    build: Callable[..., Gateway],
) -> None:
    disk = VirtualDisk()
    gateway = build(world=World(disk=disk))
    gateway.sandbox.script({"latency": 0.3})
    got: list[tuple[int, dict[str, str]]] = []
    asking = threading.Thread(target=lambda: got.append(gateway.chat("hello")[:2]))
    asking.start()
    gateway.eventually(lambda: gateway.sandbox.seen())
    disk.stop_after = disk.operations
    gateway.eventually(lambda: gateway.chat("opening hours", "local")[1].get("x-isthmus-evidence"))
    asking.join()
    [(status, headers)] = got
    assert status == 200
    assert placed(headers["x-isthmus-provenance"])
    assert gateway.house.runtime.gate.inside == 0
