"""How much room sealed copies may take: of each tenant, and of the disk, so that the evidence always has its own."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import msgspec

from isthmus.domain.errors import CopyRefused
from isthmus.domain.seams import Now
from isthmus.state import private
from isthmus.state.segments import tenant_directory

LOOK_EVERY = 4 * 2**20
"""The disk is looked at again after so many bytes at the latest."""
LEASE = 65_536
"""Bytes that are taken at once, beyond what is needed now."""
COUNT_SECONDS = 1.0
"""A tenant that is over its quota is counted again no sooner."""


Look = Callable[[Path], tuple[int, int]]


def free_and_size(directory: Path) -> tuple[int, int]:
    """Of the file system, in bytes."""
    disk = os.statvfs(directory)
    return disk.f_bavail * disk.f_frsize, disk.f_blocks * disk.f_frsize


class Quota(msgspec.Struct, frozen=True):
    """Of one tenant: `bytes` of sealed copies, and `subjects` with keys. `spare` bytes of the disk stay free of copies;
    of a small disk, a twentieth."""

    bytes: int = 10 * 2**30
    subjects: int = 100_000
    spare: int = 256 * 2**20


class _Used(msgspec.Struct):
    bytes: int
    own: int
    at: float


class Shelf:
    def __init__(self, directory: Path, quota: Quota, now: Now, look: Look = free_and_size) -> None:
        self._directory, self.quota, self._now, self._free_and_size = directory, quota, now, look
        self._used: dict[str, _Used] = {}
        self._left = 0

    def lease(self, tenant: str, size: int, flush: Callable[[], None]) -> int:
        """Room for `size` bytes, and for more where there is enough: how many bytes in all. The disk is looked at.
        Raises `CopyRefused`."""
        self._left, used, more = 0, self._used.get(tenant), size + LEASE
        if used is not None and used.bytes + more <= self.quota.bytes:
            with suppress(CopyRefused):
                self._look(more)
                size = more
        self.take(tenant, size, flush)
        return size

    def take(self, tenant: str, size: int, flush: Callable[[], None]) -> None:
        """Raises `CopyRefused` where there is none. `flush` writes what is not on the disk yet."""
        if self._left < size:
            self._look(size)
        used = self._used.get(tenant)
        if used is None or used.own > self.quota.bytes // 16:
            used = self._count(tenant, flush)
        if used.bytes + size > self.quota.bytes and abs(self._now() - used.at) > COUNT_SECONDS:
            used = self._count(tenant, flush)
        if used.bytes + size > self.quota.bytes:
            raise CopyRefused("the sealed copies of this tenant have reached their quota (quota_bytes)")
        used.bytes += size
        used.own += size
        self._left -= size

    def _look(self, size: int) -> None:
        private.make(self._directory)
        free, whole = self._free_and_size(self._directory)
        free -= min(self.quota.spare, whole // 20)
        if free < size:
            raise CopyRefused("the disk has too little room left to keep sealed copies (spare_bytes)")
        self._left = max(size, min(free, LOOK_EVERY))

    def _count(self, tenant: str, flush: Callable[[], None]) -> _Used:
        """From the files, since other processes write and expire them too."""
        flush()
        files = self._directory.glob(f"*/{tenant_directory(tenant)}/*.sealed")
        used = self._used[tenant] = _Used(sum(map(_size, files)), 0, self._now())
        return used


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:  # it expired meanwhile
        return 0
