"""Secret keys of the deployment, one small file each, made when first asked for, readable by their owner only.

Destroying a tenant's or a subject's key makes everything sealed under it unreadable and breaks no proof.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from pathlib import Path

from isthmus.domain.errors import SettingsError
from isthmus.domain.seams import Draw

SIZE = 32


class KeyStore:
    """Keys below one directory, by kind and owner. Owners enter file names only as digests."""

    def __init__(self, directory: Path, draw: Draw) -> None:
        self._directory, self._draw = directory, draw
        self._known: dict[tuple[str, str], bytes] = {}

    def key(self, kind: str, owner: str) -> bytes:
        """32 secret bytes, the same ones for the same owner in every process."""
        known = self._known.get((kind, owner))
        if known is None:
            if len(self._known) > 10_000:  # subjects may be many; files remember
                self._known.clear()
            known = self._known[kind, owner] = self._load(self._path(kind, owner))
        return known

    def existing(self, kind: str, owner: str) -> bytes | None:
        """The key if it was not destroyed."""
        path = self._path(kind, owner)
        return path.read_bytes() if path.is_file() else None

    def destroy(self, kind: str, owner: str) -> bool:
        """Whether there was one. What it sealed is now unreadable."""
        self._known.pop((kind, owner), None)
        path = self._path(kind, owner)
        if not path.is_file():
            return False
        path.write_bytes(b"\0" * SIZE)
        path.unlink()
        return True

    def _path(self, kind: str, owner: str) -> Path:
        return self._directory / kind / hashlib.sha256(owner.encode()).hexdigest()[:32]

    def _load(self, path: Path) -> bytes:
        if not path.is_file():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            fresh = path.with_name(f"{path.name}.{self._draw(6).hex()}")
            descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            try:
                os.write(descriptor, self._draw(SIZE))
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
            try:
                os.link(fresh, path)  # whoever comes first wins, the others read what stands there
            except FileExistsError:
                pass
            finally:
                fresh.unlink()
        key = path.read_bytes()
        if len(key) != SIZE:
            raise SettingsError("a key file is damaged", place=str(path), remedy="restore it from a backup")
        return key


def derive(key: bytes, *words: str) -> bytes:
    """A key for one use out of another. Words are length-framed, so that no two lists of them collide."""
    message = b"".join(len(w.encode()).to_bytes(4, "big") + w.encode() for w in words)
    return hmac.digest(key, message, "sha256")
