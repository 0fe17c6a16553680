"""Sealing: what is durable in the write-ahead log becomes tiles, then a signed checkpoint, then the log is cut.

The order is the promise: a checkpoint is published only when every byte beneath it is durable, and a segment is
removed only when the checkpoint above it is.
"""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from isthmus.domain.disk import Disk
from isthmus.ledger import note, wal
from isthmus.ledger.errors import LogCorrupt
from isthmus.ledger.journal import Span
from isthmus.ledger.tiles import WIDTH, Edge, tile_path

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

READ_BYTES = 4 * 2**20


class Sealer:
    """Owns the tiles and the checkpoint of one log. Not thread-safe: its caller takes turns."""

    def __init__(
        self,
        disk: Disk,
        directory: str,
        signer: "Ed25519PrivateKey",
        checkpoint: note.Checkpoint,
        edge: Edge,
        bundle: Sequence[bytes],
    ) -> None:
        self._disk, self.directory, self._signer = disk, directory, signer
        self._tag = wal.origin_tag(checkpoint.origin)
        self._edge = edge
        self._bundle = list(bundle)
        self.checkpoint = checkpoint

    def take(self, spans: deque[Span], breathe: Callable[[], None]) -> None:
        """Seal everything in `spans`, from bytes read again: a bit that flipped since is found before it is signed."""
        full: list[str] = []
        while spans:
            span = spans.popleft()
            length, leaves = span.length, [span.leaves]
            while spans and spans[0].path == span.path and length < READ_BYTES:
                leaves.append(spans[0].leaves)
                length += spans.popleft().length
            data = self._disk.read(span.path, span.offset, length)
            if not self._take_bytes(data, span.first, b"".join(leaves), full, breathe):
                raise LogCorrupt(f"{span.path} after byte {span.offset}", "what is read back is not what was written")
        self.publish(full)

    def _take_bytes(
        self, data: bytes, first: int, written: bytes, full: list[str], breathe: Callable[[], None]
    ) -> bool:
        at = 0
        try:
            for batch in wal.read_batches(data, 0, first, self._tag):
                joined = b"".join(batch.leaves)
                if joined != written[at : at + len(joined)]:
                    return False
                full += self.add(batch.records, batch.leaves)
                at += len(joined)
                breathe()
        except wal.Damage:
            return False
        return at == len(written)

    def add(self, records: Sequence[bytes], leaves: Sequence[bytes]) -> list[str]:
        """Take entries in; tiles that became full are written. Returns the paths of those."""
        full = []
        start = 0
        while start < len(records):
            stop = start + self._edge.room
            self._bundle += records[start:stop]
            for level, index, data in self._edge.extend(leaves[start:stop]):
                full.append(self._write(tile_path(level, index), data))
            if len(self._bundle) == WIDTH:
                path = tile_path("entries", self._edge.size // WIDTH - 1)
                full.append(self._write(path, b"".join(self._bundle)))
                self._bundle.clear()
            start = stop
        return full

    def publish(self, full: Iterable[str] = ()) -> None:
        """Write the incomplete tiles, then the checkpoint; remove incomplete tiles that `full` ones replace."""
        size = self._edge.size
        for level, index, data in self._edge.partial():
            self._write(tile_path(level, index, len(data) // 32), data)
        if self._bundle:
            self._write(tile_path("entries", size // WIDTH, len(self._bundle)), b"".join(self._bundle))
        checkpoint = note.sign(self.checkpoint.origin, size, self._edge.root(), self._signer)
        self._disk.publish(f"{self.directory}/checkpoint", checkpoint.note)
        self.checkpoint = checkpoint
        for path in full:
            for name in self._disk.names(path + ".p"):
                self._disk.remove(f"{path}.p/{name}")
            self._disk.remove(path + ".p")

    def cut(self, segments: deque[tuple[int, str]]) -> None:
        """Remove segments that end before the checkpoint; the last one stays, since it may still grow."""
        while len(segments) > 1 and segments[1][0] <= self.checkpoint.size:
            self._disk.remove(segments.popleft()[1])

    def _write(self, path: str, data: bytes) -> str:
        full_path = f"{self.directory}/{path}"
        self._disk.publish(full_path, data)
        return full_path
