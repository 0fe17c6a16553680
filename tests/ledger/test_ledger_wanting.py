"""What fails before anything was written passes by itself; what may have lost something stays the end of the log."""

import asyncio
import random
from contextlib import suppress
from errno import EMFILE, ENOSPC
from pathlib import Path

import pytest

from isthmus.audit import Token, verify
from isthmus.domain.disk import NothingWritten, VirtualDisk
from isthmus.domain.errors import EvidenceUnavailable
from isthmus.ledger import Ledger, LogHeld, Position, entries, vkey
from isthmus.ledger.log import REFUSED
from isthmus.state.disk import LocalDisk
from ledger.history import KEY, NEVER, ORIGIN, WHERE, VirtualFiles, open_log, record

VKEY = vkey(ORIGIN, KEY.public_key())


class Scarce(VirtualDisk):
    """From the `spare`th opening on, the process has no descriptor left, for as many openings as `lacking`."""

    def __init__(self) -> None:
        super().__init__()
        self.spare = self.lacking = 0

    def _open(self, path: str) -> None:
        if self.lacking and not self.spare:
            self.lacking -= 1
            raise NothingWritten(EMFILE, "too many open files", path)
        self.spare = max(0, self.spare - 1)


def check(disk: VirtualDisk, acknowledged: list[Position]) -> None:
    report = verify(VirtualFiles(disk), VKEY, tokens=[Token(p.log, p.index, p.leaf) for p in acknowledged])
    assert report.ok, report.findings


async def resumed(ledger: Ledger) -> None:
    async with asyncio.timeout(20):
        while ledger.unavailable:  # noqa: ASYNC110 - it tries by itself, and tells nobody
            await asyncio.sleep(0.001)


@pytest.mark.req("D12")
@pytest.mark.parametrize("want", ["descriptors", "room"])
async def test_while_nothing_can_be_written_appends_are_refused_and_afterwards_the_log_goes_on(want: str) -> None:
    disk = VirtualDisk()
    ledger = open_log(disk, segment=1, reserve=10)
    acknowledged = [await ledger.append(record(0))]
    disk.exhausted, disk.space = (True, None) if want == "descriptors" else (False, 0)
    for number in range(1, 4):
        with pytest.raises(EvidenceUnavailable, match="for now"):
            await ledger.append(record(number))
        assert ledger.unavailable
        with pytest.raises(EvidenceUnavailable, match="for now"):
            await ledger.seal()
    disk.exhausted, disk.space = False, None
    acknowledged.append(await ledger.append(record(4)))
    assert ledger.unavailable is None
    assert [entry for _, entry in entries(disk, WHERE)] == [record(0), *[REFUSED] * 3, record(4)]
    await ledger.seal()
    await ledger.close()
    check(disk, acknowledged)


async def test_the_log_resumes_though_nobody_asks() -> None:
    disk = VirtualDisk()
    ledger = open_log(disk, segment=1)
    await ledger.append(record(0))
    disk.exhausted = True
    with pytest.raises(EvidenceUnavailable):
        await ledger.append(record(1))
    disk.exhausted = False
    await resumed(ledger)
    await ledger.close()


async def test_what_nobody_waited_for_is_kept_until_there_is_room_and_stands_there_once() -> None:
    disk = VirtualDisk()
    ledger = open_log(disk, segment=1)
    await ledger.append(record(0))
    disk.exhausted = True
    ledger.submit(record(1))
    waiting = [ledger.append(record(2)), ledger.append(record(3))]
    ledger.submit(record(4))
    assert all(isinstance(a, EvidenceUnavailable) for a in await asyncio.gather(*waiting, return_exceptions=True))
    assert ledger.submit(record(5)).index == 5
    disk.exhausted = False
    last = await ledger.append(record(6))
    found = list(entries(disk, WHERE))
    assert [entry for _, entry in found] == [record(0), record(1), REFUSED, REFUSED, *map(record, (4, 5, 6))]
    assert last.index == 6
    await ledger.close()
    check(disk, [last])


async def test_no_more_is_kept_than_a_batch_may_hold() -> None:
    disk = VirtualDisk()
    ledger = open_log(disk, segment=1)
    await ledger.append(record(0))
    disk.exhausted = True
    for number in range(550):
        ledger.submit(record(number, 60_000))
    with pytest.raises(EvidenceUnavailable, match="more waits"):
        [ledger.submit(record(number, 60_000)) for number in range(20)]
    disk.exhausted = False
    await ledger.close()
    assert len(list(entries(disk, WHERE))) > 500


@pytest.mark.parametrize("spare", range(24))
async def test_wherever_descriptors_run_out_everything_acknowledged_is_sealed_in_the_end(spare: int) -> None:
    disk = Scarce()
    ledger = open_log(disk, segment=2_000)
    acknowledged = []
    disk.spare, disk.lacking = spare, 3
    for number in range(300):
        with suppress(EvidenceUnavailable):
            acknowledged.append(await ledger.append(record(number)))
        if number % 60 == 40:
            with suppress(EvidenceUnavailable):
                await ledger.seal()
    await ledger.seal()
    assert len(acknowledged) >= 297
    await ledger.close()
    check(disk, acknowledged)
    assert not [path for path in disk.paths() if path.endswith(".tmp")]


@pytest.mark.parametrize("seed", range(8))
async def test_through_any_number_of_such_failures_nothing_is_lost_doubled_or_moved(seed: int) -> None:
    rng = random.Random(seed)
    disk = VirtualDisk()
    ledger = open_log(disk, segment=3_000)
    acknowledged: list[Position] = []
    expected: set[bytes] = set()

    async def appended(number: int) -> None:
        with suppress(EvidenceUnavailable):
            acknowledged.append(await ledger.append(record(number)))
            expected.add(record(number))

    for number in range(0, 400, 4):
        disk.exhausted, disk.space = rng.random() < 0.3, rng.choice((None, None, 0, 100, 3_000))
        waiting = [asyncio.create_task(appended(number + i)) for i in range(rng.randrange(3))]
        ledger.submit(record(number + 3))
        expected.add(record(number + 3))
        await asyncio.gather(*waiting)
        if rng.random() < 0.2:
            with suppress(EvidenceUnavailable):
                await ledger.seal()
    disk.exhausted, disk.space = False, None
    await resumed(ledger)
    await ledger.close()
    check(disk, acknowledged)
    found = [entry for _, entry in entries(disk, WHERE) if entry != REFUSED]
    assert len(found) == len(set(found))
    assert set(found) == expected


async def test_a_write_that_fails_is_the_end_though_it_be_for_want_of_room() -> None:
    class Thin(VirtualDisk):
        """It says that there is room, and has none."""

        def _write_beforehand(self, inode: object, offset: int, data: bytes) -> None: ...

    disk = Thin()
    ledger = open_log(disk)
    disk.space = 0
    with pytest.raises(EvidenceUnavailable, match="restarted"):
        await ledger.append(record(0))
    disk.space = None
    with pytest.raises(EvidenceUnavailable, match="restarted"):
        ledger.append(record(1))
    await ledger.close()


async def test_a_sync_that_fails_is_the_end_though_it_be_for_want_of_room() -> None:
    class Late(VirtualDisk):
        def _fail_if_told(self, path: str) -> None:
            if self.failing:
                raise OSError(ENOSPC, "no space left on device")

        failing = False

    disk = Late()
    ledger = open_log(disk)
    disk.failing = True
    with pytest.raises(EvidenceUnavailable, match="restarted"):
        await ledger.append(record(0))
    disk.failing = False
    with pytest.raises(EvidenceUnavailable):
        ledger.append(record(1))
    await ledger.close()


# -- the lock ---------------------------------------------------------------------------------------------------


async def test_a_log_whose_lock_was_taken_away_acknowledges_nothing_more() -> None:
    disk = VirtualDisk()
    first = open_log(disk)
    acknowledged = [await first.append(record(0))]
    disk.take_lock_away(f"{WHERE}/lock")
    second = open_log(disk)
    with pytest.raises(EvidenceUnavailable, match="lock"):
        await first.append(record(1))
    with pytest.raises(EvidenceUnavailable, match="lock"):
        await first.seal()
    acknowledged.append(await second.append(record(2)))
    await first.close()
    with pytest.raises(LogHeld):  # what the first gave back was no longer its own
        open_log(disk)
    await second.close()
    assert [entry for _, entry in entries(disk, WHERE)] == [record(0), record(2)]
    check(disk, acknowledged)


async def test_a_lock_that_is_taken_while_a_batch_is_being_written_leaves_it_unacknowledged() -> None:
    class Taken(VirtualDisk):
        def _sync(self, inode: object) -> None:
            super()._sync(inode)  # type: ignore[arg-type]
            if self.lost:
                self._locked.clear()

        lost = False

    disk = Taken()
    ledger = open_log(disk)
    disk.lost = True
    with pytest.raises(EvidenceUnavailable, match="lock"):
        await ledger.append(record(0))
    await ledger.close()


@pytest.mark.parametrize("how", ["removed", "exchanged", "the directory moved"])
async def test_a_second_process_cannot_write_beside_the_first_whatever_becomes_of_the_lock_file(
    tmp_path: Path, how: str
) -> None:
    disk, directory = LocalDisk(), tmp_path / "log"
    first = Ledger.open(disk, str(directory), ORIGIN, KEY, lambda: 0.0, seal_every=NEVER)
    await first.append(record(0))
    if how == "the directory moved":
        directory.rename(tmp_path / "away")
    else:
        (directory / "lock").unlink()
        with pytest.raises(LogHeld):
            Ledger.open(disk, str(directory), ORIGIN, KEY, lambda: 0.0, seal_every=NEVER)
    if how == "exchanged":
        (directory / "lock").touch()
    with pytest.raises(EvidenceUnavailable, match="lock"):
        await first.append(record(1))
    assert "lock" in (first.unavailable or "")
    await first.close()
    second = Ledger.open(disk, str(directory), ORIGIN, KEY, lambda: 0.0, seal_every=NEVER)
    await second.append(record(2))
    await second.close()


async def test_a_lost_lock_is_noticed_before_anything_is_sealed(tmp_path: Path) -> None:
    disk, directory = LocalDisk(), tmp_path / "log"
    ledger = Ledger.open(disk, str(directory), ORIGIN, KEY, lambda: 0.0, seal_every=NEVER)
    await ledger.append(record(0))
    (directory / "lock").unlink()
    with pytest.raises(EvidenceUnavailable, match="lock"):
        await ledger.seal()
    assert ledger.checkpoint.size == 0
    await ledger.close()
