"""Secret keys of the deployment, one small file each, made when first asked for, readable by their owner only.

Destroying a tenant's or a subject's key makes everything sealed under it unreadable and breaks no proof. The time of
a subject's key file is that until which it is needed; afterwards it is removed.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import os
import stat
from pathlib import Path

import msgspec

from isthmus.domain.errors import CopyRefused, SettingsError
from isthmus.domain.safe import Name
from isthmus.domain.seams import Draw
from isthmus.state import private
from isthmus.state.descriptors import closed, opened

SIZE = 32
COUNT_EVERY = 256
"""After so many new keys of a tenant's subjects they are counted anew: other processes make some too."""


class KeyRefused(msgspec.Struct, frozen=True):
    """A line of the log: which key file, below the directory of keys, cannot be used."""

    file: Name
    why: Name


class KeyUnusable(SettingsError):
    """`place` is the file. It is not in the message, which callers may read; the log names it."""

    code = "key_unusable"

    def __init__(self, what: str, path: Path, why: str) -> None:
        super().__init__(what, remedy="the log of this process says which; `isthmus check` says what to do")
        self.place = str(path)
        named = Name("/".join(path.parts[-3:] if path.parts[-3] == private.SUBJECTS else path.parts[-2:]))
        logging.getLogger("isthmus").critical(KeyRefused(named, Name(why)))


class KeyStore:
    """Keys below one directory, by kind and owner. Owners enter file names only as digests."""

    def __init__(self, directory: Path, draw: Draw) -> None:
        self._directory, self._draw = directory, draw
        self._known: dict[tuple[str, str], bytes] = {}
        self._counted: dict[Path, int] = {}

    def key(self, kind: str, owner: str) -> bytes:
        """32 secret bytes, the same ones for the same owner in every process."""
        known = self._known.get((kind, owner))
        if known is None:
            if len(self._known) > 10_000:
                self._known.clear()
            path = self._path(kind, owner)
            if not path.is_file():
                self._make(path)
            known = self._known[kind, owner] = _read(path)
        return known

    def of_subject(self, tenant: str, subject: str, until: float, at_most: int) -> bytes:
        """The key of one of a tenant's subjects, needed until then. `CopyRefused` for more subjects than `at_most`."""
        path = self._find(tenant, subject)
        if path is None:
            path = self._subject_path(tenant, subject)
            self._count_one_more(path.parent, at_most)
            self._make(path)
            os.utime(path, (until, until))
        elif path.stat().st_mtime < until:
            os.utime(path, (until, until))
        return _read(path)

    def existing(self, kind: str, owner: str, tenant: str = "") -> bytes | None:
        """The key if it was not destroyed. Subjects are a tenant's."""
        path = self._find(tenant, owner) if kind == private.SUBJECTS else self._path(kind, owner)
        return _read(path) if path is not None and path.is_file() else None

    def destroy(self, kind: str, owner: str) -> bool:
        """Whether there was one. What it sealed is now unreadable."""
        self._known.pop((kind, owner), None)
        path = self._path(kind, owner)
        found = [p for p in (path, *path.parent.glob(f"*/{path.name}")) if p.is_file()]
        for one in found:
            _destroy(one)
        return bool(found)

    def expire(self, before: float) -> int:
        """Destroys the keys of subjects that nothing needed since then. How many."""
        gone = 0
        for path in (self._directory / private.SUBJECTS).glob("*/*"):
            try:
                if path.stat().st_mtime < before:
                    _destroy(path)
                    gone += 1
            except FileNotFoundError:
                continue
        return gone

    def _find(self, tenant: str, subject: str) -> Path | None:
        """Where a subject's key is; earlier versions did not keep tenants apart."""
        places = (self._subject_path(tenant, subject), self._path(private.SUBJECTS, subject))
        return next((path for path in places if path.is_file()), None)

    def _subject_path(self, tenant: str, subject: str) -> Path:
        return self._directory / private.SUBJECTS / _named(tenant)[:16] / _named(subject)

    def _path(self, kind: str, owner: str) -> Path:
        return self._directory / kind / _named(owner)

    def _count_one_more(self, directory: Path, at_most: int) -> None:
        counted = self._counted.get(directory)
        if counted is None or counted >= at_most or counted % COUNT_EVERY == 0:
            counted = len(os.listdir(directory)) if directory.is_dir() else 0
        if counted >= at_most:
            raise CopyRefused("sealed copies of this tenant concern as many subjects as they may (quota_subjects)")
        self._counted[directory] = counted + 1

    def _make(self, path: Path) -> None:
        private.make(path.parent)
        fresh = path.with_name(f"{path.name}.{self._draw(6).hex()}")
        descriptor = opened(str(fresh), os.O_WRONLY | os.O_CREAT | os.O_EXCL)
        try:
            try:
                os.write(descriptor, self._draw(SIZE))
                os.fsync(descriptor)
            finally:
                closed(descriptor)
            os.link(fresh, path)  # whoever comes first wins, the others read what stands there
        except FileExistsError:
            pass
        finally:
            fresh.unlink()


def _read(path: Path) -> bytes:
    descriptor = opened(str(path), os.O_RDONLY | os.O_NONBLOCK)
    try:
        mode = os.fstat(descriptor).st_mode
        key = os.read(descriptor, SIZE + 1) if stat.S_ISREG(mode) else b""
    finally:
        closed(descriptor)
    if len(key) != SIZE:
        raise KeyUnusable("a key file is damaged: restore it from a backup", path, "damaged")
    if mode & private.OTHERS:
        raise KeyUnusable("a key file is open to others", path, "open-to-others")
    return key


def _destroy(path: Path) -> None:
    path.write_bytes(b"\0" * SIZE)
    path.unlink()


def _named(owner: str) -> str:
    return hashlib.sha256(owner.encode()).hexdigest()[:32]


def derive(key: bytes, *words: str) -> bytes:
    """A key for one use out of another. Words are length-framed, so that no two lists of them collide."""
    message = b"".join(len(w.encode()).to_bytes(4, "big") + w.encode() for w in words)
    return hmac.digest(key, message, "sha256")
