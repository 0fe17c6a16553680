"""Nothing acknowledged is ever lost: on a disk that forgets what was not synced, and after kill -9."""

import asyncio
import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isthmus.audit import Token, verify
from isthmus.domain.disk import VirtualDisk
from isthmus.domain.errors import EvidenceUnavailable
from isthmus.domain.hashing import leaf_hash
from isthmus.ledger import Position, entries, vkey, wal
from isthmus.state.disk import LocalDisk
from ledger.history import KEY, ORIGIN, WHERE, VirtualFiles, log_of, open_log, record

VKEY = vkey(ORIGIN, KEY.public_key())
SOAK_KILLS = 200


async def write_until_the_lights_go_out(disk: VirtualDisk, bursts: list[int], start: int) -> dict[int, bytes]:
    """Open, append in bursts, seal between them; what was acknowledged before the disk died."""
    acknowledged: dict[int, bytes] = {}

    async def one(append: Callable[[bytes], object], number: int) -> None:
        position = await append(record(number, number % 700))  # type: ignore[misc]
        assert isinstance(position, Position)
        acknowledged[position.index] = record(number, number % 700)

    try:
        ledger = open_log(disk, segment=3_000)
    except EvidenceUnavailable:
        return acknowledged
    number = start
    for turn, burst in enumerate(bursts):
        work = [one(ledger.append, number + i) for i in range(burst)] if ledger.unavailable is None else []
        await asyncio.gather(*work, return_exceptions=True)
        number += burst
        if turn % 2:
            await asyncio.gather(ledger.seal(), return_exceptions=True)
    await ledger.close()
    return acknowledged


def check(disk: VirtualDisk, acknowledged: dict[int, bytes]) -> None:
    report = verify(VirtualFiles(disk), VKEY, tokens=[
        Token(ORIGIN, index, leaf_hash(entry)) for index, entry in acknowledged.items()
    ])  # fmt: skip
    assert report.ok, report.findings
    found = dict(entries(disk, WHERE))
    assert acknowledged.items() <= found.items()


@given(
    st.lists(st.integers(0, 40), min_size=1, max_size=6),
    st.lists(st.integers(0, 90), min_size=1, max_size=4),
    st.sampled_from(["power", "failed sync", "full"]),
    st.randoms(use_true_random=False),
)
@settings(max_examples=60, deadline=None)
def test_nothing_acknowledged_is_missing_after_any_crash(
    bursts: list[int], stops: list[int], fault: str, rng: random.Random
) -> None:
    several_lives(bursts, stops, fault, rng)


@pytest.mark.soak
@given(
    st.lists(st.integers(0, 60), min_size=1, max_size=8),
    st.lists(st.integers(0, 150), min_size=1, max_size=6),
    st.sampled_from(["power", "failed sync", "full"]),
    st.randoms(use_true_random=False),
)
@settings(max_examples=5_000, deadline=None)
def test_nothing_acknowledged_is_missing_after_any_of_five_thousand_crashes(
    bursts: list[int], stops: list[int], fault: str, rng: random.Random
) -> None:
    several_lives(bursts, stops, fault, rng)


def several_lives(bursts: list[int], stops: list[int], fault: str, rng: random.Random) -> None:
    """Each life ends in a fault at some operation, and in a loss of power or only of the process."""
    disk = VirtualDisk()
    acknowledged: dict[int, bytes] = {}
    for life, stop in enumerate(stops):
        if fault == "power":
            disk.stop_after = disk.operations + stop
        elif fault == "full":
            disk.space = stop * 100
        elif stop % 2:
            disk.fail_next_sync()
        acknowledged |= asyncio.run(write_until_the_lights_go_out(disk, bursts, 1000 * life))
        only_the_process_died = fault != "power" and rng.random() < 0.5
        disk = disk if only_the_process_died else disk.crash(lambda n: rng.randrange(n))
        disk.stop_after = disk.space = None
        if not only_the_process_died:
            check(disk, acknowledged)
    last = asyncio.run(write_until_the_lights_go_out(disk, [3], 90_000))
    assert len(last) == 3
    check(disk, acknowledged | last)
    check(disk.crash(lambda n: 0), acknowledged | last)


@pytest.mark.parametrize("sizes", [[256], [300, 300]])
async def test_recovery_itself_may_crash_at_every_operation(sizes: list[int]) -> None:
    whole = await log_of(sizes)
    ledger = open_log(whole)
    await ledger.append(b'{"kind":"late"}')
    crashed = whole.crash(lambda n: 1 % n)
    await ledger.close()
    acknowledged = {sum(sizes): b'{"kind":"late"}'}
    rng = random.Random(5)
    for stop in range(60):
        disk = crashed.copy()
        disk.stop_after = stop
        with suppress(EvidenceUnavailable):
            await open_log(disk).close()
        found = disk.crash(lambda n: rng.randrange(n))
        check(found, acknowledged)
        await open_log(found).close()
        check(found, acknowledged)


CHILD = """
import asyncio, sys, time
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from isthmus.ledger import Ledger
from isthmus.ledger.journal import Sizes
from isthmus.state.disk import LocalDisk

async def main(directory, origin, key):
    ledger = Ledger.open(LocalDisk(), directory, origin, Ed25519PrivateKey.from_private_bytes(bytes.fromhex(key)),
                         time.time, seal_every=0.01, sizes=Sizes(segment=20_000, reserve=5_000))
    async def work(worker):
        number = 0
        while True:
            entry = b'{"kind":"note","worker":%d,"number":%d}' % (worker, number)
            position = await ledger.append(entry)
            sys.stdout.write(f"{position.index} {entry.decode()}\\n")
            sys.stdout.flush()
            number += 1
    await asyncio.gather(*(work(worker) for worker in range(8)))

asyncio.run(main(*sys.argv[1:]))
"""


def kill_under_load(directory: str, lines: int, acknowledged: dict[int, bytes]) -> None:
    """Start a writer, wait for so many acknowledgements, kill it, and take in what it still managed to print."""
    command = [sys.executable, "-c", CHILD, directory, ORIGIN, KEY.private_bytes_raw().hex()]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        printed = b"".join(child.stdout.readline() for _ in range(lines))
        os.kill(child.pid, signal.SIGKILL)
        printed += child.stdout.read()
    for line in printed.splitlines(keepends=True):
        if line.endswith(b"\n"):
            index, _, entry = line[:-1].partition(b" ")
            acknowledged[int(index)] = entry


def kill_campaign(directory: str, kills: int, seed: int) -> None:
    rng = random.Random(seed)
    acknowledged: dict[int, bytes] = {}
    remembered = None
    for _ in range(kills):
        kill_under_load(directory, rng.randrange(1, 600), acknowledged)
        tokens = [Token(ORIGIN, index, leaf_hash(entry)) for index, entry in acknowledged.items()]
        report = verify(directory, VKEY, remembered, tokens)
        assert report.ok, report.findings
        assert acknowledged.items() <= dict(entries(LocalDisk(), directory)).items()
        remembered = report.checkpoint


def test_nothing_acknowledged_is_missing_after_kill_9(tmp_path: Path) -> None:
    kill_campaign(str(tmp_path / "0"), 4, seed=1)


@pytest.mark.soak
def test_nothing_acknowledged_is_missing_after_kill_9_at_two_hundred_points(tmp_path: Path) -> None:
    kill_campaign(str(tmp_path / "0"), SOAK_KILLS, seed=2)


async def test_a_torn_end_does_not_come_back_when_its_removal_is_lost() -> None:
    """A write that a full disk broke off, everything before it sealed; then the removal of that segment is lost."""
    disk = await log_of([11])
    (path,) = (f"{WHERE}/wal/{name}" for name in disk.names(f"{WHERE}/wal"))
    torn = wal.frame(wal.origin_tag(ORIGIN), 11, [b"\x00\x01x"], b"y" * 32)[:50]
    disk.put(path, disk.read(path).rstrip(b"\0") + torn)
    last = await one_more(disk)
    check(disk.crash(lambda n: 0), last)


async def test_an_old_segment_that_lacks_sealed_entries_is_no_torn_end() -> None:
    disk = await log_of([11])
    (path,) = (f"{WHERE}/wal/{name}" for name in disk.names(f"{WHERE}/wal"))
    data = disk.read(path).rstrip(b"\0")
    await one_more(disk)
    disk.put(path, data)
    assert verify(VirtualFiles(disk), VKEY).ok
    disk.put(path, data[:-40])
    assert not verify(VirtualFiles(disk), VKEY).ok


async def one_more(disk: VirtualDisk) -> dict[int, bytes]:
    ledger = open_log(disk)
    position = await ledger.append(record(11))
    await ledger.close()
    return {position.index: record(11)}
