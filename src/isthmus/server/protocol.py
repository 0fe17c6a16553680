"""uvicorn's HTTP protocol with bounds on what comes before a request is known: its head, and the wait for it.

Without them a head without end fills the memory, and heads that trickle in hold connections (slow-loris). What comes
after the head is bounded by the application. Give it to uvicorn as `http=BoundedProtocol`.
"""

from __future__ import annotations

import asyncio

import msgspec
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_BYTES = 65_536
"""Bytes of request line and headers, beyond the read in which they begin."""
HEAD_SECONDS = 30.0
"""From the connection, or a request's first byte, to the end of its headers."""

_REASONS = {400: "Bad Request", 408: "Request Timeout", 431: "Request Header Fields Too Large"}


class BoundedProtocol(HttpToolsProtocol):
    head_bytes, head_seconds = HEAD_BYTES, HEAD_SECONDS

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in uvicorn
        super().connection_made(transport)
        self._in_head = self._begins = False
        self._head = 0
        self._late: asyncio.TimerHandle | None = self.loop.call_later(self.head_seconds, self._too_late)

    def connection_lost(self, exc: Exception | None) -> None:
        self._in_time()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._begins = False
        super().data_received(data)
        if not self._in_head or self.transport.is_closing():
            return
        if self._begins:
            self._head = 0
        else:
            self._head += len(data)
        if self._head > self.head_bytes:
            self._refuse(431, "request_head_too_large", f"the headers are larger than {self.head_bytes} bytes")
        elif self._late is None:
            self._late = self.loop.call_later(self.head_seconds, self._too_late)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._in_head = self._begins = True

    def on_headers_complete(self) -> None:
        self._in_head = False
        self._in_time()
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        self._refuse(400, "invalid_http", "this is not an HTTP request that can be read")

    def _too_late(self) -> None:
        self._late = None
        if self._in_head:
            self._refuse(408, "request_timeout", f"the headers did not arrive within {self.head_seconds:g} seconds")
        else:
            self.transport.close()

    def _in_time(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _refuse(self, status: int, code: str, message: str) -> None:
        self._in_head = False
        self._in_time()
        error = {"message": message, "type": "invalid_request_error", "param": None, "code": code}
        body = msgspec.json.encode({"error": error})
        head = (
            f"HTTP/1.1 {status} {_REASONS[status]}\r\ncontent-type: application/json\r\n"
            f"content-length: {len(body)}\r\nconnection: close\r\n\r\n"
        )
        self.transport.write(head.encode() + body)
        self.transport.close()
