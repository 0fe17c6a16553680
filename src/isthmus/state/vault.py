"""Sealed payloads: what crossed, kept apart from the evidence, under keys of the tenant and of all its subjects.

AES-256-GCM. A segment file holds what expires on one day, so that keeping a retention promise is deleting a file.
Writes are buffered and not synced: losing one in a crash loses a copy, never evidence.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import IO, Any

import msgspec

from isthmus.domain.errors import IsthmusError
from isthmus.domain.seams import Draw, Now
from isthmus.state.keys import KeyStore, derive


@lru_cache(maxsize=64)
def _calendar(day: int) -> str:
    """Days since the epoch as a date that sorts."""
    return (datetime.fromtimestamp(0, UTC) + timedelta(days=day)).strftime("%Y%m%d")


class NotReadable(IsthmusError):
    """The payload is gone, or one of its keys is: it expired, was erased, or was never written."""


class Sealed(msgspec.Struct, frozen=True):
    """Where a payload lies, and a digest of its ciphertext that says nothing about the content."""

    ref: str
    digest: str


class _Header(msgspec.Struct, frozen=True, array_like=True):
    tenant: str
    subjects: tuple[str, ...]
    nonce: str
    size: int


class Vault:
    """Appends to its own segments (`slot` names the process), reads everybody's."""

    def __init__(
        self,
        directory: Path,
        slot: str,
        keys: KeyStore,
        now: Now,
        draw: Draw,
        flush_later: Callable[[Callable[[], None]], object] | None = None,
    ) -> None:
        """`flush_later` is given what is to be called a little later, once for all that is written until then."""
        self._directory, self._slot, self._keys, self._now, self._draw = directory, slot, keys, now, draw
        self._flush_later = flush_later
        self._flushed = True
        self._segments: dict[str, tuple[IO[bytes], int]] = {}
        self._ciphers: dict[tuple[str, tuple[str, ...]], Any] = {}

    def seal(self, content: bytes, *, tenant: str, subjects: Sequence[str] = (), days: int) -> Sealed:
        """Kept for `days` days. Raises `OSError` when the disk does."""
        owners = tuple(sorted(set(subjects)))
        cipher = self._ciphers.get((tenant, owners))
        if cipher is None:
            cipher = self._cipher(tenant, owners, create=True)
        nonce = self._draw(12)
        sealed = cipher.encrypt(nonce, content, None)
        header = msgspec.json.encode(_Header(tenant, owners, nonce.hex(), len(sealed)))
        name, file, offset = self._segment(days)
        try:
            file.write(header + b"\n" + sealed)
        except OSError:  # how much of it stands there is not known: the next one looks
            self._segments.pop(name)
            raise
        self._segments[name] = (file, offset + len(header) + 1 + len(sealed))
        if self._flushed and self._flush_later is not None:
            self._flush_later(self.flush)
        self._flushed = False
        return Sealed(f"{self._slot}/{name}@{offset}", hashlib.sha256(nonce + sealed).hexdigest())

    def open(self, ref: str) -> bytes:
        """The payload behind a reference. Raises `NotReadable`."""
        self.flush()
        where, _, offset = ref.partition("@")
        path = self._directory / where
        if not offset.isdigit() or ".." in where or not path.is_file():
            raise NotReadable("the sealed payload is no longer kept")
        with path.open("rb") as file:
            file.seek(int(offset))
            try:
                header = msgspec.json.decode(file.readline(), type=_Header)
                sealed = file.read(header.size)
                cipher = self._cipher(header.tenant, header.subjects, create=False)
                return bytes(cipher.decrypt(binascii.unhexlify(header.nonce), sealed, None))
            except NotReadable:
                raise
            except Exception:  # cryptography and msgspec both: whatever is damaged cannot be read
                raise NotReadable("the sealed payload is damaged") from None

    def flush(self) -> None:
        self._flushed = True
        for file, _ in self._segments.values():
            file.flush()

    def expire(self) -> int:
        """Deletes what should no longer be there, of all slots. The number of files."""
        today = self._day(0)
        gone = 0
        for path in self._directory.glob("*/*.sealed"):
            if path.name.split(".")[0] < today:
                path.unlink()
                gone += 1
        for name in [n for n in self._segments if n.split(".")[0] < today]:
            self._segments.pop(name)[0].close()
        return gone

    def close(self) -> None:
        for file, _ in self._segments.values():
            file.close()
        self._segments.clear()

    def _day(self, days: int) -> str:
        return _calendar(int(self._now() // 86_400) + days)

    def _segment(self, days: int) -> tuple[str, IO[bytes], int]:
        name = self._day(days + 1) + ".sealed"
        if name not in self._segments:
            path = self._directory / self._slot / name
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            file = os.fdopen(descriptor, "ab", buffering=1 << 16)
            self._segments[name] = (file, path.stat().st_size)
        return name, *self._segments[name]

    def _cipher(self, tenant: str, subjects: tuple[str, ...], *, create: bool) -> Any:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        find = self._keys.key if create else self._keys.existing
        found = [find("tenant", tenant), *(find("subject", s) for s in subjects)]
        if any(key is None for key in found):
            raise NotReadable("a key of this payload was destroyed, so nobody can read it any more")
        words = [base64.b16encode(key or b"").decode() for key in found[1:]]
        cipher = AESGCM(derive(found[0] or b"", "seal", *words))
        if create:
            if len(self._ciphers) > 1_000:
                self._ciphers.clear()
            self._ciphers[tenant, subjects] = cipher
        return cipher
