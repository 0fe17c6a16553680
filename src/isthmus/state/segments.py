"""The files that sealed payloads are appended to. One process writes each, from its beginning."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import IO

from isthmus.state import private
from isthmus.state.descriptors import opened


def tenant_directory(tenant: str) -> str:
    return hashlib.sha256(tenant.encode()).hexdigest()[:16]


class Segment:
    """`place` as references name it, the offset of what is written next, and for how many bytes more there is room.
    Where there are many, some are closed."""

    __slots__ = ("_end", "_file", "_path", "place", "room")

    def __init__(self, path: Path, place: str, descriptor: int) -> None:
        self._path, self.place, self._end, self.room = path, place, 0, 0
        self._file: IO[bytes] | None = _buffered(descriptor)

    @classmethod
    def begin(cls, directory: Path, place: str, name: str) -> Segment:
        """A file that was not there before."""
        private.make(directory / place)
        for number in count():
            path = directory / place / f"{name}.{number}.sealed"
            with suppress(FileExistsError):
                flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND
                return cls(path, f"{place}/{path.name}", opened(str(path), flags))
        raise AssertionError("numbers do not end")

    @property
    def opened(self) -> bool:
        return self._file is not None

    def reopen(self) -> None:
        self._file = _buffered(opened(str(self._path), os.O_WRONLY | os.O_APPEND))

    def write(self, data: bytes) -> int:
        """At which offset."""
        assert self._file is not None
        self._file.write(data)
        at = self._end
        self._end = at + len(data)
        return at

    def flush(self) -> None:
        if self._file is not None:
            self._file.flush()

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def abandon(self) -> None:
        """Whatever is not written is lost."""
        with suppress(OSError):
            self.close()


def _buffered(descriptor: int) -> IO[bytes]:
    return os.fdopen(descriptor, "ab", buffering=1 << 16)
