"""The memory of what the sandbox saw, byte for byte and bounded."""

from __future__ import annotations

import base64
import threading
from collections import deque
from typing import Any

from msgspec import Struct


class Seen(Struct, frozen=True):
    """One request, as it arrived. `index` counts from 0 in order of arrival."""

    index: int
    method: str
    path: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    answered: bool
    disconnected: bool

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    @property
    def raw(self) -> bytes:
        """Request line, headers and body; only header names have lost their case."""
        head = [f"{self.method} {self.path} HTTP/1.1", *(f"{name}: {value}" for name, value in self.headers)]
        return "\r\n".join(head).encode("latin-1") + b"\r\n\r\n" + self.body

    def public(self) -> dict[str, Any]:
        """As `GET /seen` shows it."""
        return {
            "index": self.index,
            "method": self.method,
            "path": self.path,
            "headers": self.headers,
            "body": self.text,
            "body_base64": base64.b64encode(self.body).decode(),
            "answered": self.answered,
            "disconnected": self.disconnected,
        }


class Arrival:
    """A request while it is being received and answered."""

    __slots__ = ("answered", "body", "disconnected", "headers", "index", "method", "path")

    def __init__(self, index: int, method: str, path: str, headers: list[tuple[bytes, bytes]]) -> None:
        self.index, self.method, self.path, self.headers = index, method, path, headers
        self.body = b""
        self.answered = self.disconnected = False

    def frozen(self) -> Seen:
        headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in self.headers)
        return Seen(self.index, self.method, self.path, headers, self.body, self.answered, self.disconnected)


class RecordingOff(RuntimeError):
    """Nothing was recorded, so nothing can be concluded from an empty list."""

    def __init__(self) -> None:
        super().__init__("the sandbox records nothing (record off): start it with recording on to ask what it saw")


class Recorder:
    """The last `limit` requests; 0 records nothing. Safe to use from several threads."""

    def __init__(self, limit: int = 10_000) -> None:
        self.limit = limit
        self._lock = threading.Lock()
        self._arrivals: deque[Arrival] = deque(maxlen=limit)
        self._count = 0

    def arrive(self, method: str, path: str, headers: list[tuple[bytes, bytes]]) -> Arrival:
        """Note a request at once, before its body: what breaks off halfway was seen too."""
        with self._lock:
            arrival = Arrival(self._count, method, path, headers)
            self._count += 1
            if self.limit:
                self._arrivals.append(arrival)
        return arrival

    @property
    def dropped(self) -> int:
        """How many requests were forgotten because there were more than `limit`."""
        with self._lock:
            return self._count - len(self._arrivals) if self.limit else 0

    def seen(self) -> tuple[Seen, ...]:
        if not self.limit:
            raise RecordingOff
        with self._lock:
            return tuple(arrival.frozen() for arrival in self._arrivals)

    def raw(self) -> bytes:
        return b"\r\n".join(seen.raw for seen in self.seen())

    def clear(self) -> None:
        with self._lock:
            self._arrivals.clear()
            self._count = 0
