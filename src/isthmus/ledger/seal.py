"""Sealing: what is durable in the write-ahead log becomes tiles, then a signed checkpoint, then the log is cut.

The order is the promise: a checkpoint is published only when every byte beneath it is durable, and a segment is
removed only when the checkpoint above it is.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from isthmus.domain.disk import Disk, NothingWritten
from isthmus.ledger import note, wal
from isthmus.ledger.errors import LogCorrupt
from isthmus.ledger.journal import Span
from isthmus.ledger.tiles import HASH, WIDTH, Edge, tile_path

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

READ_BYTES = 2**19
WRITE_BYTES = 4 * 2**20
"""Full tiles and bundles wait for each other until they have so many bytes: written together they cost less."""
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
        bundle: bytes,
    ) -> None:
        self._disk, self.directory, self._signer = disk, directory, signer
        self._tag = wal.origin_tag(checkpoint.origin)
        self._edge = edge
        self._bundle = [bundle]
        self._full: list[tuple[str, bytes]] = []
        self._full_bytes = 0
        self._replaced: list[str] = []
        self._begun = frozenset(self._incomplete())
        self.checkpoint = checkpoint

    def take(self, spans: deque[Span], breathe: Callable[[], None]) -> None:
        """Seal everything in `spans`, from bytes read again: a bit that flipped since is found before it is signed.

        After NothingWritten it goes on where it stood when it is called again, though there be no more spans.
        """
        while spans:
            span, length, together = spans[0], 0, 0
            for following in spans.copy():
                if following.path != span.path or length >= READ_BYTES:
                    break
                length += following.length
                together += 1
            data = self._disk.read(span.path, span.offset, length)
            written = b"".join([spans.popleft().leaves for _ in range(together)])
            self.add(self._read_again(span, data, written), breathe)
        self.publish()

    @property
    def behind(self) -> bool:
        """Whether it took entries in that no checkpoint covers yet."""
        return self._edge.size > self.checkpoint.size

    def _read_again(self, span: Span, data: bytes, written: bytes) -> Iterator[wal.Batch]:
        """The batches from `span` on, as the disk has them, while their leaves are those that were `written`."""
        at = 0
        try:
            for batch in wal.read_batches(data, 0, span.first, self._tag):
                if batch.leaves != written[at : at + len(batch.leaves)]:
                    break
                yield batch
                at += len(batch.leaves)
        except wal.Damage:
            pass
        if at != len(written):
            raise LogCorrupt(f"{span.path} after byte {span.offset}", "what is read back is not what was written")

    def add(self, batches: Iterable[wal.Batch], breathe: Callable[[], None] = lambda: None) -> None:
        """Take entries in. Tiles that became full are written now or by the `publish` that follows."""
        unbroken = 0
        for batch in batches:
            start = 0
            while start < batch.count:
                stop = min(start + self._edge.room, batch.count)
                self._grow(batch.records(start, stop), batch.leaves[start * HASH : stop * HASH])
                start = stop
            unbroken += batch.count
            if unbroken >= BREATHE_EVERY:
                breathe()
                unbroken = 0
            if self._full_bytes >= WRITE_BYTES:
                with suppress(NothingWritten):  # `publish` writes them, or says that it cannot
                    self._write()

    def _grow(self, records: bytes, leaves: bytes) -> None:
        """Records look the same in the journal and in a bundle, so they move from one to the other in one piece."""
        self._bundle.append(records)
        for level, index, tile in self._edge.extend(leaves):
            self._became_full(self._path(level, index), tile)
        if not self._edge.size % WIDTH:
            self._became_full(self._path("entries", self._edge.size // WIDTH - 1), b"".join(self._bundle))
            self._bundle.clear()

    def _became_full(self, path: str, data: bytes) -> None:
        self._full.append((path, data))
        self._full_bytes += len(data)

    def _write(self, incomplete: Iterable[tuple[str, bytes]] = ()) -> None:
        if files := [*self._full, *incomplete]:
            self._disk.publish_all(files)
        self._replaced += [path for path, _ in self._full]
        self._full.clear()
        self._full_bytes = 0

    def publish(self, *, after_crash: bool = False) -> None:
        """Write what is not written yet, then the checkpoint; remove incomplete tiles that full ones replace.

        Those were begun by the last checkpoint, or, after a crash, by one that never came to be.
        """
        incomplete = self._incomplete()
        self._begun |= incomplete.keys()
        self._write(incomplete.values())
        checkpoint = note.sign(self.checkpoint.origin, self._edge.size, self._edge.root(), self._signer)
        self._disk.publish(f"{self.directory}/checkpoint", checkpoint.note)
        self.checkpoint = checkpoint
        for path in self._replaced:
            if after_crash or path in self._begun:
                for name in self._disk.names(path + ".p"):
                    self._disk.remove(f"{path}.p/{name}")
                self._disk.remove(path + ".p")
        self._replaced.clear()
        self._begun = frozenset(incomplete)

    def cut(self, segments: deque[tuple[int, str]]) -> None:
        """Remove segments that end before the checkpoint; the last one stays, since it may still grow."""
        while len(segments) > 1 and segments[1][0] <= self.checkpoint.size:
            self._disk.remove(segments.popleft()[1])

    def _incomplete(self) -> dict[str, tuple[str, bytes]]:
        """The file of each incomplete tile, under the path that the full one will have."""
        size = self._edge.size
        found = {
            self._path(level, index): (self._path(level, index, len(tile) // HASH), tile)
            for level, index, tile in self._edge.partial()
        }
        if width := size % WIDTH:
            bundle = self._path("entries", size // WIDTH, width), b"".join(self._bundle)
            found[self._path("entries", size // WIDTH)] = bundle
        return found

    def _path(self, level: int | str, index: int, width: int = WIDTH) -> str:
        return f"{self.directory}/{tile_path(level, index, width)}"
