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
from struct import Struct
from zlib import crc32

import msgspec

from isthmus.domain.disk import SECTOR
from isthmus.domain.hashing import leaf_hash

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


class Damage(Exception):
    """Bytes that no crash explains. `args` are the offset and what is wrong."""

    def __init__(self, offset: int, wrong: str) -> None:
        super().__init__(offset, wrong)
        self.offset, self.wrong = offset, wrong


class Batch(msgspec.Struct, frozen=True, gc=False):
    """`records` carry their length prefix; `end` is the offset behind the batch."""

    first: int
    records: list[bytes]
    leaves: list[bytes]
    end: int


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
        if len(header) < BATCH_HEADER:
            return
        magic, first, count, length = _BATCH.unpack_from(header)
        if magic != BATCH_MAGIC or header[-4:] != _CRC.pack(crc32(header[:-4])):
            _must_be_torn(data, offset, len(data), followed=_another_header(data, offset + 1))
            return
        end = offset + BATCH_HEADER + length + BATCH_TRAILER
        if end > len(data):
            return
        batch = _batch(data, offset, end, first, count, tag)
        if batch is None:
            _must_be_torn(data, offset, end, followed=end < len(data))
            return
        if first != index:
            raise Damage(offset, f"a batch begins at entry {first} where entry {index} belongs")
        yield batch
        index += count
        offset = end


def _batch(data: bytes, offset: int, end: int, first: int, count: int, tag: bytes) -> Batch | None:
    body_end = end - BATCH_TRAILER
    at = offset + BATCH_HEADER
    records: list[bytes] = []
    leaves: list[bytes] = []
    while at < body_end:
        stop = at + 2 + (data[at] << 8 | data[at + 1])
        records.append(data[at:stop])
        leaves.append(leaf_hash(data[at + 2 : stop]))
        at = stop
    header = data[offset : offset + BATCH_HEADER]
    digest = sha256(tag + header + b"".join(leaves)).digest()
    if at != body_end or len(records) != count or data[body_end:end] != digest + END_MARK:
        return None
    return Batch(first, records, leaves, end)


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


def _another_header(data: bytes, offset: int) -> bool:
    while (offset := data.find(BATCH_MAGIC, offset)) >= 0:
        header = data[offset : offset + BATCH_HEADER]
        if len(header) == BATCH_HEADER and header[-4:] == _CRC.pack(crc32(header[:-4])):
            return True
        offset += 1
    return False
