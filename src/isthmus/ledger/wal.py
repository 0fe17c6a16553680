"""The write-ahead log on paper: how a segment and a batch are laid out, and what is read back. No I/O.

    segment   "ISTHMUS" 01 | first index u64 | crc32 u32                                       20 bytes
    batch     01 "WAL" | first index u64 | count u32 | body length u32 | crc32 u32             24 bytes
              body: count × (length u16 | entry)
              SHA-256(SHA-256(origin) | the 24 bytes | leaf hashes) | 0A                       33 bytes

All integers are big-endian; an entry looks the same here and in a C2SP entry bundle. A batch is written only
after the one before it was synced, so only the last may be incomplete. Behind it there are zeros, reserved for
what comes next. What was lost in a crash is missing or blank, sector by sector; anything else that does not
add up is damage.
"""

from collections.abc import Iterator
from hashlib import sha256
from itertools import pairwise
from struct import Struct
from zlib import crc32

import msgspec

from isthmus.domain.disk import SECTOR
from isthmus.domain.hashing import LEAF

SEGMENT_MAGIC = b"ISTHMUS\x01"
BATCH_MAGIC = b"\x01WAL"
END_MARK = b"\n"
MAX_ENTRY = 65_535

_SEGMENT = Struct(">8sQ")
_BATCH = Struct(">4sQII")
_CRC = Struct(">I")
SEGMENT_HEADER = _SEGMENT.size + _CRC.size
BATCH_HEADER = _BATCH.size + _CRC.size
BATCH_TRAILER = 32 + len(END_MARK)
STRANGE = "what stands behind the last batch is neither blank nor what a crash leaves of another"


class Damage(Exception):
    """Bytes that no crash explains. `args` are the offset and what is wrong."""

    def __init__(self, offset: int, wrong: str) -> None:
        super().__init__(offset, wrong)
        self.offset, self.wrong = offset, wrong


class Batch(msgspec.Struct, frozen=True, gc=False):
    """What was read back: record i, its length before it, is `data[bounds[i]:bounds[i + 1]]`.

    `leaves` are its hashes, one behind the other; `end` is the offset behind the batch.
    """

    first: int
    data: bytes
    bounds: list[int]
    leaves: bytes
    end: int

    @property
    def count(self) -> int:
        return len(self.bounds) - 1

    @property
    def next(self) -> int:
        """The index behind the last record."""
        return self.first + len(self.bounds) - 1

    def records(self, start: int, stop: int) -> bytes:
        return self.data[self.bounds[start] : self.bounds[stop]]

    def entries(self) -> Iterator[bytes]:
        """The records without their lengths."""
        return (self.data[start + 2 : stop] for start, stop in pairwise(self.bounds))

    def beyond(self, size: int) -> "Batch":
        """What of it is not among the first `size` entries."""
        skip = max(0, size - self.first)
        return Batch(self.first + skip, self.data, self.bounds[skip:], self.leaves[skip * 32 :], self.end)


def segment_path(directory: str, first: int) -> str:
    return f"{directory}/wal/{first:020d}"


def segment_header(first: int) -> bytes:
    head = _SEGMENT.pack(SEGMENT_MAGIC, first)
    return head + _CRC.pack(crc32(head))


def origin_tag(origin: str) -> bytes:
    """Binds a batch to its log, so that a segment copied from another log is not accepted."""
    return sha256(origin.encode()).digest()


def frame(tag: bytes, first: int, records: list[bytes], leaves: bytes) -> bytes:
    body = b"".join(records)
    head = _BATCH.pack(BATCH_MAGIC, first, len(records), len(body))
    head += _CRC.pack(crc32(head))
    return b"".join((head, body, sha256(tag + head + leaves).digest(), END_MARK))


def frame_length(records: list[bytes]) -> int:
    return BATCH_HEADER + sum(map(len, records)) + BATCH_TRAILER


def read_segment(data: bytes, first: int, tag: bytes) -> Iterator[Batch]:
    """The whole batches of a segment; what a crash left incomplete at its end is passed over. Raises Damage."""
    if data[:SEGMENT_HEADER] != segment_header(first):
        raise Damage(0, "the segment header is not the one that belongs to this file name")
    yield from read_batches(data, SEGMENT_HEADER, first, tag)


def read_batches(data: bytes, offset: int, index: int, tag: bytes) -> Iterator[Batch]:
    """`offset` is that of the first batch in `data`, which must itself begin at a sector boundary of the file."""
    data = data.rstrip(b"\0")  # no batch ends in a zero
    while offset < len(data):
        header = data[offset : offset + BATCH_HEADER]
        if not _is_header(header):
            _must_be_a_rest(data, offset, index)
            return
        _, first, count, length = _BATCH.unpack_from(header)
        end = offset + BATCH_HEADER + length + BATCH_TRAILER
        if end > len(data):
            return
        batch = _batch(data, offset, end, header, tag)
        if batch is None:
            _must_be_torn(data, offset, end, followed=end < len(data))
            return
        if first != index:
            raise Damage(offset, f"a batch begins at entry {first} where entry {index} belongs")
        yield batch
        index += count
        offset = end


def _batch(data: bytes, offset: int, end: int, header: bytes, tag: bytes) -> Batch | None:
    body_end = end - BATCH_TRAILER
    at = offset + BATCH_HEADER
    bounds = [at]
    while at < body_end:
        at += 2 + (data[at] << 8 | data[at + 1])
        bounds.append(at)
    _, first, count, _ = _BATCH.unpack_from(header)
    if at != body_end or len(bounds) - 1 != count:
        return None
    leaves = b"".join([sha256(LEAF + data[start + 2 : stop]).digest() for start, stop in pairwise(bounds)])
    if data[body_end:end] != sha256(tag + header + leaves).digest() + END_MARK:
        return None
    return Batch(first, data, bounds, leaves, end)


def _must_be_torn(data: bytes, offset: int, end: int, *, followed: bool) -> None:
    """A crash leaves sectors blank, and nothing behind. Whatever else it is was changed."""
    if followed:
        raise Damage(offset, "a batch does not add up, and more was written after it")
    start = offset
    while start < end:
        stop = min(end, start + SECTOR - start % SECTOR)
        if not any(data[start:stop]):
            return
        start = stop
    raise Damage(offset, "a batch was written whole, and does not add up")


def _must_be_a_rest(data: bytes, offset: int, index: int) -> None:
    """Behind the last batch there is no header. So the first sector of another one must be blank, or its end missing;
    any other sector is blank or was written. A byte that changed among the zeros looks like neither."""
    if _another_header(data, offset + 1):
        raise Damage(offset, "a batch header does not add up, and more was written after it")
    rest = data[offset:]
    begins = BATCH_MAGIC + index.to_bytes(8, "big")
    if len(rest) < BATCH_HEADER:
        if rest[: len(begins)] != begins[: len(rest)]:
            raise Damage(offset, STRANGE)
        return
    cut = SECTOR - offset % SECTOR
    sectors = [rest[:cut], *(rest[at : at + SECTOR] for at in range(cut, len(rest), SECTOR))]
    if sectors[0].strip(b"\0") and (
        cut >= BATCH_HEADER or sectors[0][: len(begins)] != begins[:cut] or sectors[1].strip(b"\0")
    ):
        raise Damage(offset, STRANGE)
    for number, sector in enumerate(sectors[1:], 2):
        if sector.strip(b"\0") and not _was_written(sector, last=number == len(sectors)):
            raise Damage(offset, STRANGE)


def _was_written(sector: bytes, *, last: bool) -> bool:
    """Records are JSON, without zeros. The last sector ends in the end mark, unless what followed it is missing."""
    if last and sector[-1:] != END_MARK and len(sector) < SECTOR - 8:
        return False
    return len(sector) <= 4 or sector.count(0) * 2 <= len(sector)


def _is_header(header: bytes) -> bool:
    return (
        len(header) == BATCH_HEADER
        and header.startswith(BATCH_MAGIC)
        and header[-4:] == _CRC.pack(crc32(header[:-4]))
    )


def _another_header(data: bytes, offset: int) -> bool:
    while (offset := data.find(BATCH_MAGIC, offset)) >= 0:
        if _is_header(data[offset : offset + BATCH_HEADER]):
            return True
        offset += 1
    return False
