"""One log of evidence: appended to from the event loop, made durable off it.

    append ──queue──► writer thread: one write and one sync per batch ──► the waiting futures, in one call
                           └──spans──► sealer thread: about once a second tiles, checkpoint, cut

While one sync runs the next batch gathers, so nothing waits for a timer. A failed write or sync is the end of
the log in this process: what the disk holds is then unknown until recovery reads it again.
"""

import asyncio
import threading
import time
from collections import deque
from collections.abc import Awaitable, Callable
from queue import SimpleQueue
from typing import TYPE_CHECKING

import msgspec

from isthmus.domain.disk import Disk
from isthmus.domain.errors import EvidenceUnavailable
from isthmus.domain.hashing import leaf_hash
from isthmus.ledger.errors import LogHeld
from isthmus.ledger.journal import Journal, Sizes, Span
from isthmus.ledger.note import Checkpoint, check_origin, vkey
from isthmus.ledger.recover import recover
from isthmus.ledger.seal import Sealer
from isthmus.ledger.wal import MAX_ENTRY

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

BATCH_RECORDS = 4096
BATCH_BYTES = 4 * 2**20
BREATH = 50e-6


class Position(msgspec.Struct, frozen=True, gc=False):
    """Where a record stands: the origin of its log, its index, and its leaf hash."""

    log: str
    index: int
    leaf: bytes


_Item = tuple[bytes, Position, "asyncio.Future[Position] | None"]


class Ledger:
    """`append` and `submit` belong to one event loop and are called from its thread only."""

    def __init__(
        self,
        sealer: Sealer,
        journal: Journal,
        release: Callable[[], None],
        now: Callable[[], float],
        key: str,
        seal_every: float,
    ) -> None:
        self._sealer, self._journal, self._release, self._now = sealer, journal, release, now
        self._seal_every = seal_every
        self.origin = sealer.checkpoint.origin
        self.vkey = key
        self._next = journal.next
        self._queue: SimpleQueue[_Item | None] = SimpleQueue()
        self._spans: deque[Span] = deque()
        self._failure: EvidenceUnavailable | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._sealing = threading.Lock()
        self._stop = threading.Event()
        self._sealed_at = now()
        self._threads = [
            threading.Thread(target=self._write, name=f"evidence {self.origin}", daemon=True),
            threading.Thread(target=self._seal_often, name=f"tiles {self.origin}", daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    @classmethod
    def open(
        cls,
        disk: Disk,
        directory: str,
        origin: str,
        signer: "Ed25519PrivateKey",
        now: Callable[[], float],
        *,
        seal_every: float = 1.0,
        sizes: Sizes | None = None,
    ) -> "Ledger":
        """Lease the directory, recover what is there, and begin. Blocks while it reads and writes.

        Raises LogHeld when another process has the directory, LogCorrupt when recovery cannot vouch for it, and
        EvidenceUnavailable when the disk fails.
        """
        directory = directory.rstrip("/")
        try:
            lock = disk.lock(f"{directory}/lock")
        except BlockingIOError:
            raise LogHeld(
                f"{directory} is written to by another process; give each process a directory of its own"
            ) from None
        except OSError as error:
            raise _unavailable(directory, error) from error
        try:
            sealer, journal = recover(disk, directory, check_origin(origin), signer, sizes or Sizes())
        except BaseException as error:
            lock.release()
            if isinstance(error, OSError):
                raise _unavailable(directory, error) from error
            raise
        return cls(sealer, journal, lock.release, now, vkey(origin, signer.public_key()), seal_every)

    @classmethod
    def lease(
        cls,
        disk: Disk,
        evidence: str,
        origin: str,
        signer: "Ed25519PrivateKey",
        now: Callable[[], float],
        *,
        slots: int = 256,
    ) -> "Ledger":
        """Open the first log below `evidence` that no other process holds: `<evidence>/<slot>`, `<origin>/<slot>`."""
        for slot in range(slots):
            try:
                return cls.open(disk, f"{evidence.rstrip('/')}/{slot}", f"{origin}/{slot}", signer, now)
            except LogHeld:
                continue
        raise LogHeld(f"all {slots} logs below {evidence} are held by other processes")

    def append(self, entry: bytes) -> Awaitable[Position]:
        """Resolves to the record's position once it is durable. The index is fixed by the order of the calls."""
        loop = self._loop
        if loop is None:
            loop = self._loop = asyncio.get_running_loop()
        future: asyncio.Future[Position] = loop.create_future()
        self._enqueue(entry, future)
        return future

    def submit(self, entry: bytes) -> Position:
        """The same order, not waited for: durable with the batch that follows."""
        return self._enqueue(entry, None)

    def _enqueue(self, entry: bytes, future: "asyncio.Future[Position] | None") -> Position:
        if self._failure is not None:
            raise EvidenceUnavailable(*self._failure.args)
        size = len(entry)
        if not 0 < size <= MAX_ENTRY:
            raise ValueError(f"a record has 1 to {MAX_ENTRY} bytes, this one {size}")
        position = Position(self.origin, self._next, leaf_hash(entry))
        self._next += 1
        self._queue.put((size.to_bytes(2, "big") + entry, position, future))
        return position

    @property
    def slot(self) -> str:
        """The last word of the origin: which of the deployment's logs this is."""
        return self.origin.rpartition("/")[2]

    @property
    def next_index(self) -> int:
        """The index the next record will have."""
        return self._next

    @property
    def unavailable(self) -> str | None:
        """Why nothing can be appended any more; None while all is well."""
        return None if self._failure is None else self._failure.message

    @property
    def checkpoint(self) -> Checkpoint:
        """The last one published."""
        return self._sealer.checkpoint

    @property
    def sealed_age(self) -> float:
        """Seconds since everything durable was last beneath a checkpoint; 0 when it is now."""
        return self._now() - self._sealed_at if self._spans else 0.0

    async def seal(self) -> Checkpoint:
        """Bring everything durable so far beneath a signed checkpoint now."""
        await asyncio.to_thread(self._seal)
        if self._failure is not None:
            raise EvidenceUnavailable(*self._failure.args)
        return self._sealer.checkpoint

    async def close(self) -> None:
        """Finish what was submitted, seal it, and give the directory back."""
        await asyncio.to_thread(self._close)

    def _close(self) -> None:
        if self._stop.is_set():
            return
        self._stop.set()
        self._queue.put(None)
        for thread in self._threads:
            thread.join()
        self._seal()
        if self._failure is None:
            self._failure = EvidenceUnavailable(f"the evidence log {self.origin} is closed")
        self._journal.close()
        self._release()

    # The writer thread

    def _write(self) -> None:
        going = True
        while going:
            batch: list[_Item] = []
            going = self._gather(batch)
            if not batch:
                continue
            if self._failure is None:
                try:
                    span = self._journal.commit([item[0] for item in batch], [item[1].leaf for item in batch])
                    self._spans.append(span)
                except OSError as error:
                    self._fail(_unavailable(self.origin, error))
            self._answer(batch)

    def _gather(self, batch: list[_Item]) -> bool:
        """Wait for one record and take those that came meanwhile. False when the log is being closed."""
        queue = self._queue
        size = 0
        item = queue.get()
        while item is not None:
            batch.append(item)
            size += len(item[0])
            if len(batch) == BATCH_RECORDS or size >= BATCH_BYTES or queue.empty():
                return True
            item = queue.get()
        return False

    def _answer(self, batch: list[_Item]) -> None:
        loop = self._loop
        if loop is None:
            return
        waiting = [(item[2], item[1]) for item in batch if item[2] is not None]
        if waiting:
            try:
                loop.call_soon_threadsafe(_resolve, waiting, self._failure)
            except RuntimeError:  # the loop is closed: nobody waits any more
                return

    def _fail(self, failure: EvidenceUnavailable) -> None:
        if self._failure is None:
            self._failure = failure

    # The sealer thread

    def _seal_often(self) -> None:
        while not self._stop.wait(self._seal_every):
            self._seal()

    def _seal(self) -> None:
        with self._sealing:
            if self._failure is not None or not self._spans:
                return
            try:
                self._sealer.take(self._spans, _breathe)
                self._sealer.cut(self._journal.segments)
                self._sealed_at = self._now()
            except OSError as error:
                self._fail(_unavailable(self.origin, error))
            except EvidenceUnavailable as failure:
                self._fail(failure)


def _resolve(waiting: "list[tuple[asyncio.Future[Position], Position]]", failure: EvidenceUnavailable | None) -> None:
    for future, position in waiting:
        if future.done():  # its caller went away
            continue
        if failure is None:
            future.set_result(position)
        else:
            future.set_exception(EvidenceUnavailable(*failure.args))


def _breathe() -> None:
    """Let the event loop have the interpreter: it would otherwise wait for whole switch intervals of 5 ms."""
    time.sleep(BREATH)


def _unavailable(place: str, error: OSError) -> EvidenceUnavailable:
    return EvidenceUnavailable(
        f"the evidence log {place} cannot be written ({error.strerror or error}); nothing crosses until the disk "
        "is mended and the process restarted"
    )
