"""Sealing: what is durable in the write-ahead log becomes tiles, then a signed checkpoint, then the log is cut.

The order is the promise: a checkpoint is published only when every byte beneath it is durable, and a segment is
removed only when the checkpoint above it is.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from isthmus.domain.disk import Disk
from isthmus.ledger import note, wal
from isthmus.ledger.errors import LogCorrupt
from isthmus.ledger.journal import Span
from isthmus.ledger.tiles import WIDTH, Edge, tile_path

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

READ_BYTES = 4 * 2**20
BREATHE_EVERY = 64


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
            batches = self._read_again(span, length, b"".join(leaves))
            full += self.add(batches, breathe)
        self.publish(full)

    def _read_again(self, span: Span, length: int, written: bytes) -> Iterator[wal.Batch]:
        """The batches from `span` on, as the disk has them, while their leaves are those that were `written`."""
        data = self._disk.read(span.path, span.offset, length)
        at = 0
        try:
            for batch in wal.read_batches(data, 0, span.first, self._tag):
                joined = b"".join(batch.leaves)
                if joined != written[at : at + len(joined)]:
                    break
                yield batch
                at += len(joined)
        except wal.Damage:
            pass
        if at != len(written):
            raise LogCorrupt(f"{span.path} after byte {span.offset}", "what is read back is not what was written")

    def add(self, batches: Iterable[wal.Batch], breathe: Callable[[], None] = lambda: None) -> list[str]:
        """Take entries in; tiles that became full are written. Returns the paths of those."""
        files: list[tuple[str, bytes]] = []
        unbroken = 0
        for batch in batches:
            start = 0
            while start < len(batch.records):
                stop = start + self._edge.room
                files += self._grow(batch.records[start:stop], batch.leaves[start:stop])
                start = stop
            unbroken += len(batch.records)
            if unbroken >= BREATHE_EVERY:
                breathe()
                unbroken = 0
        if files:
            self._disk.publish_all(files)
        return [path for path, _ in files]

    def _grow(self, records: list[bytes], leaves: list[bytes]) -> Iterator[tuple[str, bytes]]:
        self._bundle += records
        for level, index, data in self._edge.extend(leaves):
            yield self._file(tile_path(level, index), data)
        if len(self._bundle) == WIDTH:
            yield self._file(tile_path("entries", self._edge.size // WIDTH - 1), b"".join(self._bundle))
            self._bundle.clear()

    def publish(self, full: Iterable[str] = ()) -> None:
        """Write the incomplete tiles, then the checkpoint; remove incomplete tiles that `full` ones replace."""
        size = self._edge.size
        files = [self._file(tile_path(level, index, len(t) // 32), t) for level, index, t in self._edge.partial()]
        if self._bundle:
            path = tile_path("entries", size // WIDTH, len(self._bundle))
            files.append(self._file(path, b"".join(self._bundle)))
        if files:
            self._disk.publish_all(files)
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

    def _file(self, path: str, data: bytes) -> tuple[str, bytes]:
        return f"{self.directory}/{path}", data
