"""What callers of the ledger rely on."""

import asyncio
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isthmus.domain.disk import VirtualDisk
from isthmus.domain.errors import EvidenceUnavailable, SettingsError
from isthmus.domain.hashing import leaf_hash
from isthmus.ledger import Ledger, LogCorrupt, LogHeld, entries, load_or_create_key, wal
from isthmus.ledger.log import LINGER_SECONDS
from isthmus.state.disk import LocalDisk
from ledger.history import KEY, NEVER, ORIGIN, OTHER_KEY, WHERE, append_all, log_of, open_log, record


async def test_append_answers_with_the_place_of_the_record() -> None:
    ledger = open_log(VirtualDisk())
    first, second = await append_all(ledger, [b"one", b"two"])
    assert (first.log, first.index, first.leaf) == (ORIGIN, 0, leaf_hash(b"one"))
    assert (second.index, second.leaf) == (1, leaf_hash(b"two"))
    await ledger.close()


async def test_indexes_follow_the_order_of_the_calls_awaited_or_not() -> None:
    disk = VirtualDisk()
    ledger = open_log(disk)
    waiting = [ledger.append(b"a"), ledger.append(b"b")]
    submitted = ledger.submit(b"c")
    assert [p.index for p in [*(await asyncio.gather(*waiting)), submitted, await ledger.append(b"d")]] == [0, 1, 2, 3]
    assert [entry for _, entry in entries(disk, WHERE)] == [b"a", b"b", b"c", b"d"]
    await ledger.close()


@pytest.mark.req("D12")
async def test_an_append_is_answered_only_after_a_sync_that_covers_it() -> None:
    disk = VirtualDisk()
    ledger = open_log(disk)
    for number in range(5):
        await ledger.append(record(number))
        lost_power = disk.crash(lambda n: 0)  # nothing that was not synced survives
        assert [entry for _, entry in entries(lost_power, WHERE)][-1] == record(number)
    await ledger.close()


async def test_records_that_gather_during_a_sync_share_the_next_one() -> None:
    disk = VirtualDisk()
    ledger = open_log(disk)
    before = disk.syncs
    await append_all(ledger, [record(number) for number in range(500)])
    assert disk.syncs - before < 50
    await ledger.close()


@pytest.mark.parametrize("entry", [b"", b"x" * 65_536])
async def test_a_record_of_a_size_that_the_format_cannot_hold_is_refused_and_takes_no_index(entry: bytes) -> None:
    ledger = open_log(VirtualDisk())
    with pytest.raises(ValueError, match="1 to 65535 bytes"):
        ledger.append(entry)
    assert (await ledger.append(b"y" * 65_535)).index == 0
    await ledger.close()


@pytest.mark.req("D12")
async def test_a_failed_sync_stops_the_log_for_all_who_wait_and_all_who_come() -> None:
    disk = VirtualDisk()
    ledger = open_log(disk)
    await ledger.append(b"fine")
    assert ledger.unavailable is None
    disk.fail_next_sync()
    answers = await asyncio.gather(*(ledger.append(b"late") for _ in range(3)), return_exceptions=True)
    assert all(isinstance(answer, EvidenceUnavailable) for answer in answers)
    with pytest.raises(EvidenceUnavailable, match="input/output error"):
        ledger.append(b"later")
    with pytest.raises(EvidenceUnavailable):
        ledger.submit(b"later")
    with pytest.raises(EvidenceUnavailable):
        await ledger.seal()
    assert ledger.unavailable
    assert "input/output error" in ledger.unavailable
    await ledger.close()
    assert [entry for _, entry in entries(disk.crash(lambda n: 0), WHERE)] == [b"fine"]


async def test_a_sync_that_fails_while_sealing_stops_the_log_too() -> None:
    disk = VirtualDisk()
    ledger = open_log(disk)
    await ledger.append(b"fine")
    disk.fail_next_sync()
    with pytest.raises(EvidenceUnavailable):
        await ledger.seal()
    with pytest.raises(EvidenceUnavailable):
        ledger.append(b"later")
    await ledger.close()


async def test_a_full_disk_stops_the_log_and_what_was_acknowledged_is_there_after_making_room() -> None:
    disk = VirtualDisk()
    ledger = open_log(disk)
    disk.space = 2_000
    kept = 0
    with suppress(EvidenceUnavailable):
        while True:
            await ledger.append(record(kept, 100))
            kept += 1
    assert ledger.unavailable
    assert "no space left" in ledger.unavailable
    await ledger.close()
    disk.space = None
    reopened = open_log(disk)
    assert [entry for _, entry in entries(disk, WHERE)] [:kept] == [record(n, 100) for n in range(kept)]
    await reopened.close()


async def test_a_bit_that_flips_before_sealing_is_found_before_it_is_signed() -> None:
    disk = VirtualDisk()
    ledger = open_log(disk)
    await append_all(ledger, [record(number) for number in range(10)])
    disk.alter(f"{WHERE}/wal/{0:020d}", 90, 4)
    with pytest.raises(EvidenceUnavailable, match="what is read back is not what was written"):
        await ledger.seal()
    assert ledger.checkpoint.size == 0
    await ledger.close()


async def test_a_journal_exchanged_before_sealing_is_found_though_its_checksums_are_right() -> None:
    disk = VirtualDisk()
    ledger = open_log(disk)
    await ledger.append(b"true")
    forged = wal.frame(wal.origin_tag(ORIGIN), 0, [b"\x00\x04else"], leaf_hash(b"else"))
    disk.put(f"{WHERE}/wal/{0:020d}", wal.segment_header(0) + forged)
    with pytest.raises(EvidenceUnavailable, match="what is read back is not what was written"):
        await ledger.seal()
    await ledger.close()


async def test_the_directory_is_leased_by_one_ledger_at_a_time() -> None:
    disk = VirtualDisk()
    ledger = open_log(disk)
    with pytest.raises(LogHeld, match="another process"):
        open_log(disk)
    await ledger.close()
    await open_log(disk).close()


async def test_each_process_leases_the_first_free_slot(tmp_path: Path) -> None:
    disk = LocalDisk()
    logs = [Ledger.lease(disk, str(tmp_path), "example.org/isthmus", KEY, lambda: 0.0) for _ in range(3)]
    assert [log.origin for log in logs] == [f"example.org/isthmus/{slot}" for slot in range(3)]
    await logs[1].close()
    again = Ledger.lease(disk, str(tmp_path), "example.org/isthmus", KEY, lambda: 0.0)
    assert again.origin == "example.org/isthmus/1"
    for log in (logs[0], again, logs[2]):
        await log.close()


async def test_a_closed_ledger_refuses_records_and_says_so() -> None:
    ledger = open_log(VirtualDisk())
    await ledger.close()
    await ledger.close()
    with pytest.raises(EvidenceUnavailable, match="closed"):
        ledger.append(b"late")


async def test_a_caller_that_goes_away_does_not_disturb_the_others() -> None:
    disk = VirtualDisk()
    ledger = open_log(disk)
    gone, stays = asyncio.ensure_future(ledger.append(b"gone")), ledger.append(b"stays")
    gone.cancel()
    assert (await stays).index == 1
    assert [entry for _, entry in entries(disk, WHERE)] == [b"gone", b"stays"]
    await ledger.close()


async def test_closing_seals_everything_including_what_was_not_waited_for() -> None:
    disk = VirtualDisk()
    ledger = open_log(disk)
    for number in range(300):
        ledger.submit(record(number))
    await ledger.close()
    assert ledger.checkpoint.size == 300


async def test_the_journal_is_cut_once_its_entries_are_sealed() -> None:
    disk = VirtualDisk()
    ledger = open_log(disk, segment=1_000)
    for number in range(60):
        await ledger.append(record(number, 100))
    assert len(disk.names(f"{WHERE}/wal")) > 5
    await ledger.seal()
    assert len(disk.names(f"{WHERE}/wal")) == 1
    await ledger.append(record(60))
    assert [index for index, _ in entries(disk, WHERE)] == list(range(61))
    await ledger.close()


async def test_incomplete_tiles_go_when_the_full_one_has_come() -> None:
    disk = await log_of([100, 100, 56])
    assert disk.names(f"{WHERE}/tile/0") == ["000"]
    assert disk.names(f"{WHERE}/tile/entries") == ["000"]


async def test_incomplete_tiles_of_a_checkpoint_that_never_came_to_be_go_too() -> None:
    """The power failed when those up to 300 were there and their checkpoint was not; entries up to 600 were durable."""
    ahead, disk = await log_of([300]), await log_of([100])
    ledger = open_log(disk)
    await append_all(ledger, [record(number) for number in range(100, 600)])
    crashed = disk.crash(lambda n: 0)
    await ledger.close()
    for path in (path for path in ahead.paths() if path.endswith(".p/44")):
        crashed.put(path, ahead.read(path))
    await open_log(crashed).close()
    assert crashed.names(f"{WHERE}/tile/0") == ["000", "001", "002.p"]
    assert crashed.names(f"{WHERE}/tile/entries") == ["000", "001", "002.p"]


async def test_incomplete_tiles_are_looked_for_only_where_some_were_written() -> None:
    class Watched(VirtualDisk):
        def names(self, directory: str) -> list[str]:
            looked.append(directory)
            return super().names(directory)

    looked: list[str] = []
    ledger = open_log(Watched())
    await append_all(ledger, [record(number) for number in range(300)])
    await ledger.seal()
    await append_all(ledger, [record(number) for number in range(300, 1_200)])
    looked.clear()
    await ledger.seal()
    assert looked == [f"{WHERE}/tile/{level}/001.p" for level in ("0", "entries")]
    await ledger.close()


@given(st.lists(st.integers(1, 400), min_size=1, max_size=3), st.integers(0, 600), st.booleans())
@settings(max_examples=15, deadline=None)
def test_reading_from_an_index_gives_everything_from_there_on(sizes: list[int], start: int, sealed: bool) -> None:
    async def history() -> list[tuple[int, bytes]]:
        disk = await log_of(sizes[:-1])
        ledger = open_log(disk)
        await append_all(ledger, [record(sum(sizes[:-1]) + i) for i in range(sizes[-1])])
        if sealed:
            await ledger.seal()
        found = list(entries(disk, WHERE, start))
        await ledger.close()
        return found

    assert asyncio.run(history()) == [(index, record(index)) for index in range(start, sum(sizes))]


async def test_what_is_submitted_during_a_long_sync_becomes_durable_without_anybody_waiting() -> None:
    disk = VirtualDisk()
    ledger = open_log(disk)
    with disk.held():  # the sync cannot end
        first = ledger.append(b"first")
        done, _ = await asyncio.wait({first}, timeout=LINGER_SECONDS / 2)
        ledger.submit(b"second")
        await asyncio.wait({first}, timeout=LINGER_SECONDS * 1.5)  # the timer for the second has come and gone
    assert not done
    await first
    async with asyncio.timeout(20):
        while [entry for _, entry in entries(disk, WHERE)] != [b"first", b"second"]:  # noqa: ASYNC110 - nobody is told, and that is the point
            await asyncio.sleep(0.001)
    await ledger.close()


async def test_sealing_happens_by_itself() -> None:
    ledger = open_log(VirtualDisk(), seal_every=0.001)
    await ledger.append(b"one")
    async with asyncio.timeout(20):
        while ledger.checkpoint.size == 0:  # noqa: ASYNC110 - the sealer's own thread does it, and tells nobody
            await asyncio.sleep(0.001)
    await ledger.close()


Damage = Callable[[VirtualDisk], None]
REFUSED: dict[str, tuple[Damage, str]] = {
    "checkpoint altered": (lambda disk: disk.alter(f"{WHERE}/checkpoint", 24, 1), "checkpoint"),
    "checkpoint gone": (lambda disk: disk.put(f"{WHERE}/checkpoint", None), "no checkpoint"),
    "tile altered": (lambda disk: disk.alter(f"{WHERE}/tile/0/001.p/44", 5, 1), "do not give the root"),
    "tile gone": (lambda disk: disk.put(f"{WHERE}/tile/0/001.p/44", None), "missing"),
    "bundle altered": (lambda disk: disk.alter(f"{WHERE}/tile/entries/001.p/44", 9, 1), "leaf hashes"),
    "bundle gone": (lambda disk: disk.put(f"{WHERE}/tile/entries/001.p/44", None), "missing"),
    "journal gone": (lambda disk: disk.put(f"{WHERE}/wal/{0:020d}", None), "which is sealed"),
    "journal header altered": (lambda disk: disk.alter(f"{WHERE}/wal/{0:020d}", 3, 1), "segment header"),
    "journal batch altered": (lambda disk: disk.alter(f"{WHERE}/wal/{0:020d}", 60, 1), "does not add up"),
    "strange segment": (lambda disk: disk.put(f"{WHERE}/wal/notes", b"x"), "not the name"),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_what_no_crash_explains_is_refused_loudly_with_a_remedy(name: str) -> None:
    disk = VirtualDisk()
    ledger = open_log(disk)
    await append_all(ledger, [record(number) for number in range(200)])
    await append_all(ledger, [record(number) for number in range(200, 300)])
    await ledger.close()
    damage, says = REFUSED[name]
    damage(disk)
    with pytest.raises(LogCorrupt, match=says) as refusal:
        open_log(disk)
    assert "isthmus audit verify" in refusal.value.message
    with pytest.raises(LogCorrupt):  # the refusal gave the lock back, and is the same the second time
        open_log(disk)


async def test_a_log_of_another_key_or_origin_is_refused() -> None:
    disk = await log_of([3])
    with pytest.raises(LogCorrupt, match="another origin or key"):
        Ledger.open(disk, WHERE, ORIGIN, OTHER_KEY, lambda: 0.0)
    with pytest.raises(LogCorrupt, match="another origin or key"):
        Ledger.open(disk, WHERE, "example.org/other", KEY, lambda: 0.0)


async def test_an_origin_that_could_forge_a_line_of_the_checkpoint_is_refused() -> None:
    with pytest.raises(ValueError, match="origin"):
        Ledger.open(VirtualDisk(), WHERE, "evil\n999", KEY, lambda: 0.0, seal_every=NEVER)


def test_the_key_file_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "evidence.pem"
    key = load_or_create_key(str(path))
    assert path.stat().st_mode & 0o777 == 0o600
    assert load_or_create_key(str(path)).private_bytes_raw() == key.private_bytes_raw()
    assert os.listdir(path.parent) == ["evidence.pem"]


def test_a_key_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "evidence.pem"
    load_or_create_key(str(path))
    path.chmod(0o644)
    with pytest.raises(SettingsError, match="chmod 600"):
        load_or_create_key(str(path))


def test_a_file_that_is_no_key_is_refused_without_its_content(tmp_path: Path) -> None:
    path = tmp_path / "evidence.pem"
    path.write_text("a secret that is no key")
    path.chmod(0o600)
    with pytest.raises(SettingsError) as refusal:
        load_or_create_key(str(path))
    assert "a secret" not in str(refusal.value)
