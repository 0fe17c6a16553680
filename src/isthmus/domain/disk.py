"""The disk as a seam, and beside it a disk in memory that forgets what was never synced.

What a caller may rely on after a crash: bytes of an appended file that a returned `sync` covered, and
files whose `publish` returned. Everything else may be there, in part, or not at all.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from errno import EAGAIN, EIO, EMFILE, ENOENT, ENOSPC
from threading import RLock
from typing import Protocol

SECTOR = 512
"""Bytes a device writes whole or not at all."""


class NothingWritten(OSError):
    """There was no descriptor, or no room, to begin with: nothing of it counts, and it may be tried again.

    What fails later, a write to a journal or any sync, is another `OSError`: then nobody knows what the disk holds.
    """


class AppendFile(Protocol):
    """One open file that only grows. Errors are OSError."""

    def write(self, data: bytes) -> None:
        """Append all of `data`; when it raises, any prefix may have been written."""

    def reserve(self, length: int) -> None:
        """Put so many zero bytes behind the end, for `write` to fill: syncing them later moves no metadata.

        `NothingWritten` when there is no room: zeros behind the end say nothing."""

    def sync(self) -> None:
        """Return once everything written is durable. After an error nothing may be assumed of what was not."""

    def close(self) -> None: ...


class Lock(Protocol):
    def held(self) -> bool:
        """Whether it still keeps others out: its file may have been removed or exchanged meanwhile."""

    def release(self) -> None: ...


class Disk(Protocol):
    """Paths use `/`. Parent directories are made as needed. Errors are OSError.

    What opens a file, and `publish` until every byte is beside its place, fails with NothingWritten where that is so.
    """

    def append_file(self, path: str) -> AppendFile:
        """Open for appending behind its last byte; a file that is new has a durable name once this returns."""

    def read(self, path: str, offset: int = 0, length: int | None = None) -> bytes:
        """Bytes from `offset`, at most `length`; FileNotFoundError if there is no such file."""

    def names(self, directory: str) -> list[str]:
        """Names of files and directories directly inside, sorted; empty when there is no such directory."""

    def publish(self, path: str, data: bytes) -> None:
        """Replace the file at once: readers, and a crash, see the old bytes or the new ones; durable on return."""

    def publish_all(self, files: Sequence[tuple[str, bytes]]) -> None:
        """Publish each (path, data), in no order that may be relied on; all durable on return."""

    def remove(self, path: str) -> None:
        """Remove a file or an empty directory; nothing happens when it is missing. Not durable by itself."""

    def lock(self, path: str) -> Lock:
        """Take an exclusive lock, held until released or until the process ends; BlockingIOError when held."""


class PowerLoss(OSError):
    """The virtual machine lost power: no operation succeeds until `VirtualDisk.crash`."""


class _Inode:
    """`view` is what a reader sees, `durable` what is on the platter, `pending` what lies between."""

    def __init__(self, content: bytes = b"") -> None:
        self.view = bytearray(content)
        self.durable = bytearray(content)
        self.pending: list[tuple[int, bytes]] = []


def _apply(content: bytearray, offset: int, data: bytes) -> None:
    if len(content) < offset:
        content.extend(bytes(offset - len(content)))
    content[offset : offset + len(data)] = data


class VirtualDisk:
    """A disk in memory for tests: it can lose power, fail a sync and run out of space.

    `stop_after` counts operations that change something; the one after the last allowed raises PowerLoss,
    as does every later one. `space` is the number of bytes that may still be written. While `exhausted` is set the
    process has no descriptor left.
    """

    def __init__(self, *, stop_after: int | None = None, space: int | None = None) -> None:
        self.stop_after = stop_after
        self.space = space
        self.exhausted = False
        self.operations = 0
        self.syncs = 0
        self._failing_syncs = 0
        self._guard = RLock()
        self._names: dict[str, _Inode] = {}
        self._durable_names: dict[str, _Inode] = {}
        self._pending_names: list[tuple[str, _Inode | None]] = []
        self._locked: dict[str, _VirtualLock] = {}

    # Faults

    def fail_next_sync(self) -> None:
        """The next sync raises EIO and, as real kernels do, forgets that the pages were ever dirty."""
        self._failing_syncs += 1

    def take_lock_away(self, path: str) -> None:
        """As when somebody removes the file of a lock: another process can take it."""
        self._locked.pop(path)

    def held(self) -> AbstractContextManager[object]:
        """Until left, every operation of another thread waits."""
        return self._guard

    def crash(self, draw: Callable[[int], int]) -> "VirtualDisk":
        """The disk found after power came back. `draw(n)` chooses a number from 0 to n-1."""
        with self._guard:
            found = VirtualDisk()
            choices: dict[str, list[_Inode | None]] = {}
            for path, inode in self._pending_names:
                choices.setdefault(path, [self._durable_names.get(path)]).append(inode)
            names: dict[str, _Inode | None] = {**self._durable_names}
            for path, states in choices.items():
                names[path] = states[draw(len(states))]
            remains: dict[int, bytes] = {}
            for path, survivor in names.items():
                if survivor is None:
                    continue
                if id(survivor) not in remains:
                    remains[id(survivor)] = _what_survives(survivor, draw)
                found._names[path] = found._durable_names[path] = _Inode(remains[id(survivor)])
            return found

    def alter(self, path: str, offset: int, mask: int) -> None:
        """Flip the bits of `mask` in one durable byte, behind everybody's back."""
        inode = self._names[path]
        inode.view[offset] ^= mask
        inode.durable[offset] ^= mask

    def copy(self) -> "VirtualDisk":
        """The same bytes on another disk, all of them durable."""
        twin = VirtualDisk()
        for path, inode in self._names.items():
            twin._names[path] = twin._durable_names[path] = _Inode(bytes(inode.view))
        return twin

    def paths(self) -> list[str]:
        with self._guard:
            return sorted(self._names)

    def put(self, path: str, data: bytes | None) -> None:
        """Set (or, with None, delete) a whole file behind everybody's back."""
        self._names.pop(path, None)
        self._durable_names.pop(path, None)
        if data is not None:
            self._names[path] = self._durable_names[path] = _Inode(data)

    # The seam

    def append_file(self, path: str) -> AppendFile:
        with self._guard:
            self._open(path)
            if path not in self._names:
                self._step()
                self._bind(path, _Inode())
                self._sync_directory(path)
            return _VirtualFile(self, self._names[path])

    def read(self, path: str, offset: int = 0, length: int | None = None) -> bytes:
        with self._guard:
            self._open(path)
            inode = self._names.get(path)
            if inode is None:
                raise FileNotFoundError(ENOENT, "no such file", path)
            end = len(inode.view) if length is None else offset + length
            return bytes(inode.view[offset:end])

    def names(self, directory: str) -> list[str]:
        prefix = directory.rstrip("/") + "/"
        with self._guard:
            self._open(directory)
            return sorted({name[len(prefix) :].split("/")[0] for name in self._names if name.startswith(prefix)})

    def publish(self, path: str, data: bytes) -> None:
        self.publish_all([(path, data)])

    def publish_all(self, files: Sequence[tuple[str, bytes]]) -> None:
        with self._guard:
            inodes = [_Inode() for _ in files]
            for (path, data), inode in zip(files, inodes, strict=True):
                self._open(path)
                self._step()
                self._bind(path + ".tmp", inode)
                self._write_beforehand(inode, 0, data)
            for inode in inodes:
                self._sync(inode)
            for (path, _), inode in zip(files, inodes, strict=True):
                self._step()
                self._bind(path, inode)
                self._bind(path + ".tmp", None)
            for path in {path.rpartition("/")[0]: path for path, _ in files}.values():
                self._sync_directory(path)

    def remove(self, path: str) -> None:
        with self._guard:
            self._step()
            if path in self._names:
                self._bind(path, None)

    def lock(self, path: str) -> Lock:
        with self._guard:
            if path in self._locked:
                raise BlockingIOError(EAGAIN, "held by another process", path)
            self._locked[path] = _VirtualLock(self, path)
            return self._locked[path]

    # Beneath the seam

    def _open(self, path: str) -> None:
        if self.exhausted:
            raise NothingWritten(EMFILE, "too many open files", path)

    def _step(self) -> None:
        if self.stop_after is not None and self.operations >= self.stop_after:
            raise PowerLoss(EIO, "power lost")
        self.operations += 1

    def _bind(self, path: str, inode: _Inode | None) -> None:
        if inode is None:
            self._names.pop(path, None)
        else:
            self._names[path] = inode
        self._pending_names.append((path, inode))

    def _sync_directory(self, path: str) -> None:
        self._step()
        self._fail_if_told(path)
        parent = path.rpartition("/")[0]
        kept = []
        for name, inode in self._pending_names:
            if name.rpartition("/")[0] != parent:
                kept.append((name, inode))
            elif inode is None:
                self._durable_names.pop(name, None)
            else:
                self._durable_names[name] = inode
        self._pending_names = kept

    def _write(self, inode: _Inode, offset: int, data: bytes) -> None:
        self._step()
        reserved = len(inode.view) - offset
        room = len(data) if self.space is None else min(len(data), self.space + reserved)
        _apply(inode.view, offset, data[:room])
        inode.pending.append((offset, bytes(data[:room])))
        if self.space is not None:
            self.space -= max(0, room - reserved)
        if room < len(data):
            raise OSError(ENOSPC, "no space left on device")

    def _write_beforehand(self, inode: _Inode, offset: int, data: bytes) -> None:
        try:
            self._write(inode, offset, data)
        except PowerLoss:
            raise
        except OSError as full:
            raise NothingWritten(*full.args) from None

    def _sync(self, inode: _Inode) -> None:
        self._step()
        pending, inode.pending = inode.pending, []
        self._fail_if_told("")
        for offset, data in pending:
            _apply(inode.durable, offset, data)
        self.syncs += 1

    def _fail_if_told(self, path: str) -> None:
        if self._failing_syncs:
            self._failing_syncs -= 1
            raise OSError(EIO, "input/output error", path)


def _what_survives(inode: _Inode, draw: Callable[[int], int]) -> bytes:
    content = bytearray(inode.durable)
    if not inode.pending:
        return bytes(content)
    fate = draw(5)
    if fate == 0:  # nothing reached the platter
        return bytes(content)
    if fate == 1:  # everything happened to
        for offset, data in inode.pending:
            _apply(content, offset, data)
        return bytes(content)
    if fate in (2, 3):  # cut at a byte; with 3 the length was recorded before the data
        whole = bytearray(content)
        for offset, data in inode.pending:
            _apply(whole, offset, data)
        grown = len(whole) - len(content)
        first = min(offset for offset, _ in inode.pending)
        cut = first + draw(len(whole) - first + 1)
        if cut < len(content):  # within what was reserved: the rest is as it was
            return bytes(whole[:cut] + content[cut:])
        return bytes(whole[:cut]) + bytes(grown - (cut - len(content)) if fate == 3 else 0)
    for offset, data in inode.pending:  # each sector for itself, in any order
        start = 0
        while start < len(data):
            end = min(len(data), start + SECTOR - (offset + start) % SECTOR)
            if draw(2):
                _apply(content, offset + start, data[start:end])
            start = end
    return bytes(content)


class _VirtualFile:
    def __init__(self, disk: VirtualDisk, inode: _Inode) -> None:
        self._disk, self._inode, self._end = disk, inode, len(inode.view)

    def write(self, data: bytes) -> None:
        with self._disk._guard:
            self._disk._write(self._inode, self._end, data)
            self._end += len(data)

    def reserve(self, length: int) -> None:
        with self._disk._guard:
            self._disk._write_beforehand(self._inode, self._end, bytes(length))

    def sync(self) -> None:
        with self._disk._guard:
            self._disk._sync(self._inode)

    def close(self) -> None: ...


class _VirtualLock:
    def __init__(self, disk: VirtualDisk, path: str) -> None:
        self._disk, self._path = disk, path

    def held(self) -> bool:
        with self._disk._guard:
            return self._disk._locked.get(self._path) is self

    def release(self) -> None:
        with self._disk._guard:
            if self._disk._locked.get(self._path) is self:
                del self._disk._locked[self._path]
