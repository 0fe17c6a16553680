"""The journal's format: what a crash leaves is passed over, what it cannot leave is damage. Both readers agree."""

import random
from collections import deque
from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isthmus.audit import verify
from isthmus.audit.journal import read_segment as audited
from isthmus.domain.disk import SECTOR, VirtualDisk
from isthmus.domain.errors import EvidenceUnavailable
from isthmus.domain.hashing import leaf_hash
from isthmus.ledger import entries, note, wal
from isthmus.ledger.seal import Sealer
from isthmus.ledger.tiles import Edge
from ledger.history import KEY, ORIGIN, WHERE, VirtualFiles, log_of, open_log, record

TAG = wal.origin_tag(ORIGIN)


def batch(first: int, bodies: list[bytes]) -> bytes:
    records = [len(body).to_bytes(2, "big") + body for body in bodies]
    return wal.frame(TAG, first, records, b"".join(leaf_hash(body) for body in bodies))


ACKNOWLEDGED = wal.segment_header(7) + batch(7, [record(1), record(2, 600)])
ACKNOWLEDGED_RECORD = record(1_000_000)
LAST = batch(9, [record(3, 900), record(4, 700)])


def whole_entries(data: bytes) -> int | None:
    """How many entries both readers find; None when both call it damage."""
    read = audited(data, 7, ORIGIN)
    try:
        found = [entry for found in wal.read_segment(data, 7, TAG) for entry in found.entries()]
    except wal.Damage:
        assert read.wrong
        return None
    assert not read.wrong
    assert found == read.entries
    assert read.torn == (read.end < len(data.rstrip(b"\0")))
    return len(found)


def test_a_whole_segment_is_read_whole() -> None:
    assert whole_entries(ACKNOWLEDGED + LAST) == 4


def test_a_last_batch_cut_at_any_byte_is_a_crash() -> None:
    for length in range(len(LAST)):
        assert whole_entries(ACKNOWLEDGED + LAST[:length]) == 2


def test_a_last_batch_blank_from_any_byte_on_is_a_crash() -> None:
    for length in range(len(LAST)):
        assert whole_entries(ACKNOWLEDGED + LAST[:length] + bytes(len(LAST) - length)) == 2


def test_a_last_batch_of_which_any_sectors_are_missing_is_a_crash() -> None:
    start = len(ACKNOWLEDGED)
    edges = [start, *range((start // SECTOR + 1) * SECTOR, start + len(LAST), SECTOR), start + len(LAST)]
    pieces = [(ACKNOWLEDGED + LAST)[a:b] for a, b in pairwise(edges)]
    for kept in range(2 ** len(pieces) - 1):
        tail = b"".join(piece if kept >> i & 1 else bytes(len(piece)) for i, piece in enumerate(pieces))
        assert whole_entries(ACKNOWLEDGED + tail) == 2


def test_a_flipped_bit_anywhere_is_damage() -> None:
    whole = ACKNOWLEDGED + LAST
    for offset in range(len(whole)):
        altered = bytearray(whole)
        altered[offset] ^= 1 << offset % 8
        assert whole_entries(bytes(altered)) is None


def test_a_flipped_bit_in_what_was_acknowledged_is_damage_even_with_a_torn_end() -> None:
    for offset in range(len(ACKNOWLEDGED)):
        altered = bytearray(ACKNOWLEDGED + LAST[:-1] + bytes(700))
        altered[offset] ^= 1 << offset % 8
        assert whole_entries(bytes(altered)) is None


@given(st.binary(max_size=300))
def test_no_bytes_make_a_reader_fail_otherwise(tail: bytes) -> None:
    whole_entries(ACKNOWLEDGED + tail)


def test_a_batch_of_another_log_or_place_is_damage() -> None:
    foreign = wal.frame(wal.origin_tag("example.org/other"), 9, [b"\x00\x01x"], leaf_hash(b"x"))
    assert whole_entries(ACKNOWLEDGED + foreign) is None
    assert whole_entries(ACKNOWLEDGED + batch(10, [b"x"])) is None
    assert whole_entries(ACKNOWLEDGED + batch(7, [b"x"])) is None


def test_only_segments_wholly_beneath_the_checkpoint_are_cut() -> None:
    disk = VirtualDisk()
    segments = deque((first, f"{WHERE}/wal/{first:020d}") for first in (0, 10, 20, 30))
    for _, path in segments:
        disk.put(path, b"x")
    checkpoint = note.sign(ORIGIN, 20, Edge().root(), KEY)
    Sealer(disk, WHERE, KEY, checkpoint, Edge(), b"").cut(segments)
    assert [first for first, _ in segments] == [20, 30]
    assert len(disk.names(f"{WHERE}/wal")) == 2


@pytest.mark.parametrize("stop", range(45))
async def test_recovery_does_not_rely_on_bytes_that_only_the_page_cache_has(stop: int) -> None:
    """After a failed sync the kernel calls dirty pages clean: they can be read, and are gone with the power."""
    disk = await log_of([250])
    ledger = open_log(disk)
    await ledger.append(ACKNOWLEDGED_RECORD)
    disk.fail_next_sync()
    for number in range(20):
        try:
            ledger.submit(record(number))
        except EvidenceUnavailable:
            break
    await ledger.close()
    assert len(list(entries(disk, WHERE))) > 251
    disk.stop_after = disk.operations + stop
    with suppress(EvidenceUnavailable):
        await open_log(disk).close()
    rng = random.Random(stop)
    found = disk.crash(lambda n: rng.randrange(n))
    ledger = open_log(found)
    await ledger.append(record(-1))
    await ledger.close()
    survivors = dict(entries(found, WHERE))
    assert survivors[250] == ACKNOWLEDGED_RECORD
    report = verify(VirtualFiles(found), ledger.vkey)
    assert report.ok, report.findings
