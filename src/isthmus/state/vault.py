"""Sealed payloads: what crossed, kept apart from the evidence, under keys of the tenant and of all its subjects.

AES-256-GCM, bound to the crossing. A segment file holds what expires on one day, so that keeping a retention promise
is deleting a file. It belongs to one tenant and one process, which never writes into a file that it found: what a
reference of a crashed process points to is therefore its own, or missing. Writes are buffered and not synced: losing
one in a crash loses a copy, never evidence.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from isthmus.domain.errors import IsthmusError
from isthmus.domain.seams import Draw, Now
from isthmus.state.keys import KeyStore, derive
from isthmus.state.room import Quota, Shelf
from isthmus.state.segments import Segment, tenant_directory

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

DAY = 86_400
OPEN_AT_MOST = 16
HEADER_AT_MOST = 65_536


@lru_cache(maxsize=64)
def _calendar(day: int) -> str:
    """Days since the epoch as a date that sorts."""
    return (datetime.fromtimestamp(0, UTC) + timedelta(days=day)).strftime("%Y%m%d")


class NotReadable(IsthmusError):
    """The payload is gone, or one of its keys is: it expired, was erased, or was never written."""


class Exchanged(NotReadable):
    """What lies there is not what the contract names."""


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

    encrypt: Callable[[bytes, bytes, bytes], bytes]
    header: bytes


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
        room: Shelf | None = None,
    ) -> None:
        """`flush_later` is given what is to be called a little later, once for all that is written until then."""
        self._directory, self._slot, self._keys, self._now, self._draw = directory, slot, keys, now, draw
        self._flush_later = flush_later
        self._flushed = True
        self._room = room or Shelf(directory, Quota(), now)
        self._segments: dict[tuple[str, int], Segment] = {}
        self._known: dict[tuple[str, tuple[str, ...], int], _Sealing] = {}
        self._guard = threading.Lock()
        self.rolled: Callable[[], object] = lambda: None
        """Called when a segment is begun: another day may have come."""

    def seal(
        self,
        content: bytes,
        *,
        tenant: str,
        subjects: Sequence[str] = (),
        days: int,
        about: str = "",
        apart: bool = False,
    ) -> Sealed:
        """Kept for `days` days, for the crossing `about`. Raises `OSError` when the disk does, and `CopyRefused`.

        `apart` says that this is a thread beside the event loop, which writes what it seals at once.
        """
        owners = tuple(sorted(set(subjects))) if subjects else ()
        day = self._today() + days + 1
        sealing = self._known.get((tenant, owners, day)) or self._sealing(tenant, owners, day)
        nonce = self._draw(12)
        sealed = sealing.encrypt(nonce, content, about.encode())
        data = b'%b%b",%d]\n%b' % (sealing.header, binascii.hexlify(nonce), len(sealed), sealed)
        with self._guard:
            ref = self._written(tenant, day, data)
            if apart:
                self._flush()
        if self._flushed and not apart:
            self._flushed = False
            if self._flush_later is not None:
                self._flush_later(self.flush)
        return Sealed(ref, hashlib.sha256(nonce + sealed).hexdigest())

    def open(self, ref: str, *, about: str = "", digest: str = "") -> bytes:
        """The payload behind a reference; with a digest only if it is the one. Raises `NotReadable`, `Exchanged`."""
        self.flush()
        where, _, offset = ref.partition("@")
        path = self._directory / where
        if not offset.isdigit() or ".." in where or not path.is_file():
            raise NotReadable("the sealed payload is no longer kept")
        with path.open("rb") as file:
            file.seek(int(offset))
            try:
                header = msgspec.json.decode(file.readline(HEADER_AT_MOST), type=_Header)
                nonce, sealed = binascii.unhexlify(header.nonce), file.read(max(0, header.size))
            except (msgspec.DecodeError, ValueError):
                raise NotReadable("the sealed payload is damaged, or was lost in a crash") from None
        if digest and not hmac.compare_digest(hashlib.sha256(nonce + sealed).hexdigest(), digest):
            raise Exchanged("what lies there is not what the contract names: it was exchanged or altered")
        return self._opened(header, nonce, sealed, about)

    def flush(self) -> None:
        with self._guard:
            self._flush()

    def expire(self) -> int:
        """Deletes what should no longer be there, of all slots. The number of files."""
        today = self._today()
        gone = 0
        for path in self._directory.rglob("*.sealed"):
            if path.name.split(".")[0] < _calendar(today):
                path.unlink(missing_ok=True)
                gone += 1
        with self._guard:
            for key in [key for key in self._segments if key[1] < today]:
                self._segments.pop(key).close()
        return gone

    def close(self) -> None:
        with self._guard:
            for segment in self._segments.values():
                segment.close()
            self._segments.clear()

    def _today(self) -> int:
        """In days since the epoch."""
        return int(self._now() // DAY)

    def _written(self, tenant: str, day: int, data: bytes) -> str:
        segment = self._segments.get((tenant, day))
        if segment is None or segment.room < len(data) or not segment.opened:
            segment = self._ready(tenant, day, len(data))
        segment.room -= len(data)
        try:
            return f"{segment.place}@{segment.write(data)}"
        except OSError:  # how much of it stands there is not known: the next one begins a file of its own
            self._segments.pop((tenant, day)).abandon()
            raise

    def _ready(self, tenant: str, day: int, size: int) -> Segment:
        """The open segment, with room for so many bytes. Raises `CopyRefused`."""
        segment = self._segments.get((tenant, day))
        if segment is None or segment.room < size:
            room = self._room.lease(tenant, size, self._flush)
            segment = self._segments.get((tenant, day)) or self._segment(tenant, day)
            segment.room += room
        if not segment.opened:
            segment.reopen()
            self._close_others(segment)
        return segment

    def _segment(self, tenant: str, day: int) -> Segment:
        place = f"{self._slot}/{tenant_directory(tenant)}"
        self._segments[tenant, day] = begun = Segment.begin(self._directory, place, _calendar(day))
        self._close_others(begun)
        self.rolled()
        return begun

    def _close_others(self, segment: Segment) -> None:
        """Those of tenants that were not heard of for long, in the order they were begun."""
        opened = [other for other in self._segments.values() if other.opened and other is not segment]
        for other in opened[: 1 - OPEN_AT_MOST]:
            other.close()

    def _flush(self) -> None:
        self._flushed = True
        for key, segment in list(self._segments.items()):
            try:
                segment.flush()
            except OSError:  # copies are lost, and the room that is looked at next says why
                self._segments.pop(key).abandon()

    def _sealing(self, tenant: str, owners: tuple[str, ...], day: int) -> _Sealing:
        start, _, _ = msgspec.json.encode(_Header(tenant, owners, "", 0)).rpartition(b'",0]')
        find = partial(self._made, tenant, float((day + 1) * DAY))
        sealing = _Sealing(self._cipher(tenant, owners, find).encrypt, start)
        if len(self._known) > 1_000:
            self._known.clear()
        self._known[tenant, owners, day] = sealing
        return sealing

    def _made(self, tenant: str, until: float, kind: str, owner: str) -> bytes:
        if kind == "subject":
            return self._keys.of_subject(tenant, owner, until, self._room.quota.subjects)
        return self._keys.key(kind, owner)

    def _opened(self, header: _Header, nonce: bytes, sealed: bytes, about: str) -> bytes:
        def find(kind: str, owner: str) -> bytes | None:
            return self._keys.existing(kind, owner, header.tenant)

        try:
            cipher = self._cipher(header.tenant, header.subjects, find)
            return bytes(cipher.decrypt(nonce, sealed, about.encode()))
        except NotReadable:
            raise
        except Exception:  # whatever cryptography says of it, or of its owners' names, it cannot be read
            raise NotReadable("the sealed payload is damaged, or of another crossing") from None

    def _cipher(self, tenant: str, subjects: tuple[str, ...], find: Callable[[str, str], bytes | None]) -> AESGCM:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        found = [find("tenant", tenant), *(find("subject", s) for s in subjects)]
        if any(key is None for key in found):
            raise NotReadable("a key of this payload was destroyed, so nobody can read it any more")
        words = [base64.b16encode(key or b"").decode() for key in found[1:]]
        return AESGCM(derive(found[0] or b"", "seal", *words))
