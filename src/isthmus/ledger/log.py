"""One log of evidence: appended to from the event loop, made durable off it.

    append ──batch──► writer thread: one write and one sync per batch ──► the waiting futures, in one call
                           └──spans──► sealer thread: about once a second tiles, checkpoint, cut

A batch leaves when a turn of the event loop brought nothing new, so whoever could add to it has; while one sync
runs the next batch gathers. Handing every record to the thread by itself cost ten times as much: two threads
then take the interpreter from each other for each of them. A failed write or sync is the end of the log in this
process: what the disk holds is then unknown until recovery reads it again. Where nothing was written, for want of
descriptors or of room, whoever waits is refused, and the next batch tries again.
"""

import asyncio
import threading
import time
from collections import deque
from collections.abc import Callable
from queue import SimpleQueue
from typing import TYPE_CHECKING

import msgspec

from isthmus.domain.disk import Disk, Lock, NothingWritten
from isthmus.domain.errors import EvidenceUnavailable
from isthmus.domain.hashing import leaf_hash
from isthmus.domain.records import Account, encode
from isthmus.ledger.errors import LogHeld
from isthmus.ledger.journal import Journal, Sizes, Span
from isthmus.ledger.note import Checkpoint, check_origin, vkey
from isthmus.ledger.recover import recover
from isthmus.ledger.seal import Sealer
from isthmus.ledger.wal import MAX_ENTRY

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

BATCH_RECORDS = 4096
BREATH = 50e-6
GATHER_SECONDS = 0.002
"""The longest that a batch gathers while every turn of the loop brings more."""
LINGER_SECONDS = 0.05
"""The longest that submitted records wait for somebody else's sync to ride on."""
AGAIN_SECONDS = 0.25
"""How long after a failure that may pass the log tries again by itself."""
GATHERED_BYTES = 32 * 2**20
"""A batch is never longer, and no more is kept for when there is room again."""
_FULL = GATHERED_BYTES - MAX_ENTRY
REFUSED = encode(Account("", 0.0, "", "not_recorded", "", ""))
"""Stands where a record was refused for now, because there was no room for it."""
_REFUSED = len(REFUSED).to_bytes(2, "big") + REFUSED
_REFUSED_LEAF = leaf_hash(REFUSED)


class Position(msgspec.Struct, frozen=True, gc=False):
    """Where a record stands: the origin of its log, its index, and its leaf hash."""

    log: str
    index: int
    leaf: bytes


_Waiting = list[tuple["asyncio.Future[Position]", Position]]


class _Batch:
    """Records on their way to the disk, and who waits for them."""

    __slots__ = ("first", "leaves", "records", "refused", "size", "waiting")

    def __init__(self) -> None:
        self.records: list[bytes] = []
        self.leaves: list[bytes] = []
        self.waiting: _Waiting = []
        self.size = self.first = 0
        self.refused: EvidenceUnavailable | None = None


class Ledger:
    """`append` and `submit` belong to one event loop and are called from its thread only."""

    def __init__(
        self,
        sealer: Sealer,
        journal: Journal,
        lock: Lock,
        now: Callable[[], float],
        key: str,
        seal_every: float,
    ) -> None:
        self._sealer, self._journal, self._lock, self._now = sealer, journal, lock, now
        self._seal_every = seal_every
        self.origin = sealer.checkpoint.origin
        self.slot = self.origin.rpartition("/")[2]
        """The last word of the origin: which of the deployment's logs this is."""
        self.vkey = key
        self.next_index = journal.next
        """The index the next record will have."""
        self._queue: SimpleQueue[_Batch | None] = SimpleQueue()
        self._pending = _Batch()
        self._gathering = False
        self._syncs = 0
        self._linger: asyncio.TimerHandle | None = None
        self._spans: deque[Span] = deque()
        self._failure: EvidenceUnavailable | None = None
        self._wanting: EvidenceUnavailable | None = None
        self._not_sealed: EvidenceUnavailable | None = None
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
        return cls(sealer, journal, lock, now, vkey(origin, signer.public_key()), seal_every)

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

    def append(self, entry: bytes) -> "asyncio.Future[Position]":
        """Resolves to the record's position once it is durable. The index is fixed by the order of the calls."""
        loop = self._loop or self._begin()
        position = self._enqueue(entry)
        future: asyncio.Future[Position] = loop.create_future()
        self._pending.waiting.append((future, position))
        if not self._gathering and not self._syncs:
            self._start_gathering(loop)
        return future

    def submit(self, entry: bytes) -> Position:
        """The same order, not waited for: durable with the batch that follows, within `LINGER_SECONDS`, or when there
        is room again."""
        loop = self._loop or self._begin()
        if self._linger is None:
            self._linger = loop.call_later(LINGER_SECONDS, self._lingered)
        return self._enqueue(entry)

    def _begin(self) -> asyncio.AbstractEventLoop:
        self._loop = asyncio.get_running_loop()
        return self._loop

    def _enqueue(self, entry: bytes) -> Position:
        if self._failure is not None:
            raise EvidenceUnavailable(*self._failure.args)
        size, pending, index = len(entry), self._pending, self.next_index
        if not 0 < size <= MAX_ENTRY:
            raise ValueError(f"a record has 1 to {MAX_ENTRY} bytes, this one {size}")
        if pending.size > _FULL:
            raise EvidenceUnavailable(f"more waits for the evidence log {self.origin} than it can take")
        leaf = leaf_hash(entry)
        position = Position(self.origin, index, leaf)
        self.next_index = index + 1
        pending.size += size
        pending.records.append(size.to_bytes(2, "big") + entry)
        pending.leaves.append(leaf)
        return position

    def _start_gathering(self, loop: asyncio.AbstractEventLoop) -> None:
        self._gathering = True
        loop.call_soon(self._gather, len(self._pending.records), loop.time() + GATHER_SECONDS)

    def _gathered(self) -> None:
        self._gathering = False
        self._flush()

    def _gather(self, seen: int, until: float) -> None:
        """One turn of the loop later: did it bring more?"""
        loop, count = self._loop, len(self._pending.records)
        if loop is not None and seen < count < BATCH_RECORDS and loop.time() < until:
            loop.call_soon(self._gather, count, until)
        else:
            self._gathered()

    def _lingered(self) -> None:
        self._linger = None
        if not self._gathering and not self._syncs:
            self._flush()

    def _flush(self) -> None:
        batch = self._pending
        if batch.records or self._wanting is not None:  # an empty one asks whether there is room again
            self._pending = _Batch()
            batch.first = self.next_index - len(batch.records)
            self._syncs += 1
            self._queue.put(batch)

    @property
    def unavailable(self) -> str | None:
        """Why nothing can be appended, for good or for now; None while all is well."""
        failure = self._failure or self._wanting
        return None if failure is None else failure.message

    @property
    def checkpoint(self) -> Checkpoint:
        """The last one published."""
        return self._sealer.checkpoint

    @property
    def sealed_age(self) -> float:
        """Seconds since everything durable was last beneath a checkpoint; 0 when it is now."""
        return self._now() - self._sealed_at if self._spans or self._sealer.behind else 0.0

    async def seal(self) -> Checkpoint:
        """Bring everything durable so far beneath a signed checkpoint now."""
        await asyncio.to_thread(self._seal)
        if failure := self._failure or self._not_sealed:
            raise EvidenceUnavailable(*failure.args)
        return self._sealer.checkpoint

    async def close(self) -> None:
        """Finish what was submitted, seal it, and give the directory back."""
        self._flush()
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
        self._lock.release()

    # The writer thread

    def _write(self) -> None:
        while (batch := self._queue.get()) is not None:
            if self._failure is None:
                self._commit(batch)
            try:
                if self._loop is not None:
                    self._loop.call_soon_threadsafe(self._synced, batch)
            except RuntimeError:  # the loop is closed: nobody waits any more
                continue

    def _commit(self, batch: _Batch) -> None:
        """The lock is looked at on both sides of the sync: whoever took it meanwhile has read all that we then hold
        durable, or we do not call it so."""
        try:
            self._check_lock()
            if batch.first != self._journal.next:  # it was on its way when the one before it was refused
                raise NothingWritten(f"entries before {batch.first} were refused")
            self._journal.prepare(batch.records)
            if batch.records:
                span = self._journal.commit(batch.records, batch.leaves)
                self._check_lock()
                self._spans.append(span)
        except NothingWritten as wanting:
            batch.refused = _unavailable(self.origin, wanting)
        except OSError as error:
            self._fail(_unavailable(self.origin, error))
        except EvidenceUnavailable as failure:
            self._fail(failure)

    def _check_lock(self) -> None:
        if not self._lock.held():
            raise EvidenceUnavailable(
                f"the lock of the evidence log {self.origin} was removed or exchanged, so that another process may "
                "write there; nothing crosses until this one is restarted"
            )

    def _synced(self, batch: _Batch) -> None:
        """Back on the loop: answer who waited, and begin to gather anew if anything came meanwhile."""
        self._syncs -= 1
        failure = self._failure or batch.refused
        for future, position in batch.waiting:
            if future.done():  # its caller went away
                continue
            if failure is None:
                future.set_result(position)
            else:
                future.set_exception(EvidenceUnavailable(*failure.args))
        self._wanting = batch.refused
        if batch.refused is not None and self._loop is not None:
            self._take_back(batch)
            self._linger = self._linger or self._loop.call_later(AGAIN_SECONDS, self._lingered)
        lingered = self._linger is None and self._pending.records
        if (self._pending.waiting or lingered) and not self._gathering and self._loop is not None:
            self._start_gathering(self._loop)

    def _take_back(self, batch: _Batch) -> None:
        """A batch that was not written begins the next one: what nobody waited for tells how crossings ended. In the
        place of what was refused stands that something was, so that all others keep theirs."""
        for _, position in batch.waiting:
            at = position.index - batch.first
            batch.records[at], batch.leaves[at] = _REFUSED, _REFUSED_LEAF
        pending = self._pending
        pending.records[:0], pending.leaves[:0] = batch.records, batch.leaves
        pending.size = sum(map(len, pending.records))

    def _fail(self, failure: EvidenceUnavailable) -> None:
        if self._failure is None:
            self._failure = failure

    # The sealer thread

    def _seal_often(self) -> None:
        while not self._stop.wait(self._seal_every):
            self._seal()

    def _seal(self) -> None:
        with self._sealing:
            self._not_sealed = None
            if self._failure is not None or not (self._spans or self._sealer.behind):
                return
            try:
                self._check_lock()
                self._sealer.take(self._spans, _breathe)
                self._sealer.cut(self._journal.segments)
                self._sealed_at = self._now()
            except NothingWritten as wanting:
                self._not_sealed = _unavailable(self.origin, wanting)  # the journal has it all; the next round tries
            except OSError as error:
                self._fail(_unavailable(self.origin, error))
            except EvidenceUnavailable as failure:
                self._fail(failure)


def _breathe() -> None:
    """Let the event loop have the interpreter: it would otherwise wait for whole switch intervals of 5 ms."""
    time.sleep(BREATH)


def _unavailable(place: str, error: OSError) -> EvidenceUnavailable:
    if isinstance(error, NothingWritten):
        return EvidenceUnavailable(
            f"the evidence log {place} cannot be written for now ({error.strerror or error}); nothing crosses until "
            "there are descriptors and room again"
        )
    return EvidenceUnavailable(
        f"the evidence log {place} cannot be written ({error.strerror or error}); nothing crosses until the disk "
        "is mended and the process restarted"
    )
