"""The write-ahead log as the auditor reads it. The format is described in docs/evidence.md."""

import hashlib
import zlib
from collections.abc import Iterator
from itertools import pairwise

import msgspec

from isthmus.domain.hashing import leaf_hash

SEGMENT = 20
HEADER = 24
DIGEST = 32
SECTOR = 512


class Read(msgspec.Struct):
    """What a segment gave: its entries from `first` on, and why reading ended where it did."""

    first: int
    entries: list[bytes]
    end: int = SEGMENT
    torn: bool = False
    wrong: str = ""


def read_segment(data: bytes, first: int, origin: str) -> Read:
    """`torn`: the end is incomplete as after a crash. `wrong`: it is not, and no crash explains it."""
    read = Read(first, [])
    expected = b"ISTHMUS\x01" + first.to_bytes(8, "big")
    if data[:SEGMENT] != expected + _crc(expected):
        read.end, read.wrong = 0, "the segment does not begin with the header that its name calls for"
        return read
    data = data[:SEGMENT] + data[SEGMENT:].rstrip(b"\0")  # reserved for what was to come; no batch ends in a zero
    tag = hashlib.sha256(origin.encode()).digest()
    while read.end < len(data) and not read.wrong and not read.torn:
        _read_batch(data, tag, read)
    return read


def _read_batch(data: bytes, tag: bytes, read: Read) -> None:
    start = read.end
    head = data[start : start + HEADER]
    if not _is_header(head):
        _judge_rest(data, start, read)
        return
    index, count, length = (int.from_bytes(head[a:b], "big") for a, b in ((4, 12), (12, 16), (16, 20)))
    body_end = start + HEADER + length
    end = body_end + DIGEST + 1
    if end > len(data):
        read.torn = True
        return
    entries = list(_split(data[start + HEADER : body_end]))
    hashes = b"".join(leaf_hash(entry) for entry in entries)
    digest = hashlib.sha256(tag + head + hashes).digest()
    whole = len(entries) == count and sum(len(entry) + 2 for entry in entries) == length
    if not whole or data[body_end:end] != digest + b"\n":
        _judge(data, start, end, read, "a batch", followed=end < len(data))
    elif index != read.first + len(read.entries):
        read.wrong = f"a batch begins at entry {index} where entry {read.first + len(read.entries)} belongs"
    else:
        read.entries += entries
        read.end = end


def _judge(data: bytes, start: int, end: int, read: Read, what: str, *, followed: bool) -> None:
    """A crash leaves whole sectors blank. Nothing can follow, since each batch waits for the one before."""
    if followed:
        read.wrong = f"{what} does not add up, and more was written after it"
    elif _has_blank_sector(data, start, end):
        read.torn = True
    else:
        read.wrong = f"{what} was written whole, and does not add up"


def _judge_rest(data: bytes, start: int, read: Read) -> None:
    """What stands behind the last batch without the header of another one."""
    if _whole_header_after(data, start + 1):
        read.wrong = "a batch header does not add up, and more was written after it"
    elif _may_be_torn(data, start, read.first + len(read.entries)):
        read.torn = True
    else:
        read.wrong = "what stands behind the last batch is neither blank nor what a crash leaves of another"


def _may_be_torn(data: bytes, start: int, index: int) -> bool:
    """Whether the sector with the header of entry `index` may be blank, or its end missing, and the others written.

    Blank sectors are never looked through for less: a byte that changed in one would pass for what is left.
    """
    known = b"\x01WAL" + index.to_bytes(8, "big")
    rest = data[start:]
    if len(rest) < HEADER:
        return rest[:12] == known[: len(rest)]
    edges = [start, *range((start // SECTOR + 1) * SECTOR, len(data), SECTOR), len(data)]
    first, *others = [data[a:b] for a, b in pairwise(edges)]
    if any(first) and (len(first) >= HEADER or first[:12] != known[: len(first)] or any(others[0])):
        return False
    return all(not any(sector) or _was_written(sector, last=sector is others[-1]) for sector in others)


def _was_written(sector: bytes, *, last: bool) -> bool:
    """Records are JSON and hold no zeros, and a batch ends in a line feed: the last sector does, or is full."""
    ended = not last or sector.endswith(b"\n") or len(sector) >= SECTOR - 8
    return ended and (len(sector) <= 4 or sector.count(0) * 2 <= len(sector))


def _has_blank_sector(data: bytes, start: int, end: int) -> bool:
    edges = [start, *range((start // SECTOR + 1) * SECTOR, end, SECTOR), end]
    return any(not data[a:b].strip(b"\0") for a, b in pairwise(edges))


def _whole_header_after(data: bytes, start: int) -> bool:
    while (start := data.find(b"\x01WAL", start)) != -1:
        if _is_header(data[start : start + HEADER]):
            return True
        start += 1
    return False


def _is_header(head: bytes) -> bool:
    return len(head) == HEADER and head[:4] == b"\x01WAL" and _crc(head[:20]) == head[20:]


def _split(body: bytes) -> Iterator[bytes]:
    """The entries, up to where the lengths no longer add up."""
    at = 0
    while at + 2 <= len(body):
        start = at + 2
        at = start + int.from_bytes(body[at:start], "big")
        if at > len(body):
            return
        yield body[start:at]


def _crc(data: bytes) -> bytes:
    return zlib.crc32(data).to_bytes(4, "big")
