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
from threading import Lock
from typing import IO, TYPE_CHECKING

import msgspec

from isthmus.domain.errors import IsthmusError
from isthmus.domain.seams import Draw, Now
from isthmus.state.keys import KeyStore, derive

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM


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


class _Sealing(msgspec.Struct, frozen=True):
    """What payloads of the same owners have in common: the cipher, and their header as far as the nonce."""

    encrypt: Callable[[bytes, bytes, None], bytes]
    header: bytes


class _Segment:
    """The open file of one day, `place` as references name it, and the offset of what is written next."""

    __slots__ = ("end", "file", "place")

    def __init__(self, directory: Path, place: str) -> None:
        path = directory / place
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self.file: IO[bytes] = os.fdopen(descriptor, "ab", buffering=1 << 16)
        self.end = path.stat().st_size
        self.place = place


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
        self._segments: dict[int, _Segment] = {}
        self._apart: dict[int, _Segment] = {}
        self._one_at_a_time = Lock()
        self._known: dict[tuple[str, tuple[str, ...]], _Sealing] = {}

    def seal(
        self, content: bytes, *, tenant: str, subjects: Sequence[str] = (), days: int, apart: bool = False
    ) -> Sealed:
        """Kept for `days` days. Raises `OSError` when the disk does. `apart`: in files of their own, one after another,
        from a thread beside the one that seals everything else."""
        if apart:
            with self._one_at_a_time:
                sealed = self._sealed_in(self._apart, content, tenant, subjects, days)
                for segment in self._apart.values():
                    segment.file.flush()
                return sealed
        sealed = self._sealed_in(self._segments, content, tenant, subjects, days)
        if self._flushed:
            self._flushed = False
            if self._flush_later is not None:
                self._flush_later(self.flush)
        return sealed

    def _sealed_in(
        self, segments: dict[int, _Segment], content: bytes, tenant: str, subjects: Sequence[str], days: int
    ) -> Sealed:
        owners = tuple(sorted(set(subjects))) if subjects else ()
        sealing = self._known.get((tenant, owners)) or self._sealing(tenant, owners)
        nonce = self._draw(12)
        sealed = sealing.encrypt(nonce, content, None)
        data = b'%b%b",%d]\n%b' % (sealing.header, binascii.hexlify(nonce), len(sealed), sealed)
        day = self._today() + days + 1
        segment = segments.get(day) or self._segment(segments, day)
        offset = segment.end
        try:
            segment.file.write(data)
        except OSError:  # how much of it stands there is not known: the next one looks
            segments.pop(day)
            raise
        segment.end += len(data)
        return Sealed(f"{segment.place}@{offset}", hashlib.sha256(nonce + sealed).hexdigest())

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
                cipher = self._cipher(header.tenant, header.subjects, self._keys.existing)
                return bytes(cipher.decrypt(binascii.unhexlify(header.nonce), sealed, None))
            except NotReadable:
                raise
            except Exception:  # cryptography and msgspec both: whatever is damaged cannot be read
                raise NotReadable("the sealed payload is damaged") from None

    def flush(self) -> None:
        self._flushed = True
        for segment in self._segments.values():
            segment.file.flush()

    def expire(self) -> int:
        """Deletes what should no longer be there, of all slots. The number of files."""
        today = self._today()
        gone = 0
        for path in self._directory.glob("*/*.sealed"):
            if path.name.split(".")[0] < _calendar(today):
                path.unlink()
                gone += 1
        for segments in (self._segments, self._apart):
            for day in [day for day in segments if day < today]:
                segments.pop(day).file.close()
        return gone

    def close(self) -> None:
        for segments in (self._segments, self._apart):
            for segment in segments.values():
                segment.file.close()
            segments.clear()

    def _today(self) -> int:
        """In days since the epoch."""
        return int(self._now() // 86_400)

    def _segment(self, segments: dict[int, _Segment], day: int) -> _Segment:
        kind = ".long" if segments is self._apart else ""
        opened = segments[day] = _Segment(self._directory, f"{self._slot}/{_calendar(day)}{kind}.sealed")
        return opened

    def _sealing(self, tenant: str, owners: tuple[str, ...]) -> _Sealing:
        start, _, _ = msgspec.json.encode(_Header(tenant, owners, "", 0)).rpartition(b'",0]')
        sealing = _Sealing(self._cipher(tenant, owners, self._keys.key).encrypt, start)
        if len(self._known) > 1_000:
            self._known.clear()
        self._known[tenant, owners] = sealing
        return sealing

    def _cipher(self, tenant: str, subjects: tuple[str, ...], find: Callable[[str, str], bytes | None]) -> AESGCM:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        found = [find("tenant", tenant), *(find("subject", s) for s in subjects)]
        if any(key is None for key in found):
            raise NotReadable("a key of this payload was destroyed, so nobody can read it any more")
        words = [base64.b16encode(key or b"").decode() for key in found[1:]]
        return AESGCM(derive(found[0] or b"", "seal", *words))
