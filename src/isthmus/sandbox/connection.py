"""The wire under a request: pausing while the caller is there, and cutting the connection."""

from __future__ import annotations

import asyncio
import socket
import struct
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

EXTENSION = "isthmus.sandbox.connection"
_RESET = struct.pack("ii", 1, 0)  # SO_LINGER, on, no time: close() sends RST


class SandboxProtocol(HttpToolsProtocol):
    """uvicorn's HTTP protocol, which hands the application its connection.

    ASGI knows no way to break a connection off without a proper end.
    """

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in uvicorn
        super().connection_made(transport)
        self.lost = asyncio.Event()
        self.cutting = False

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self.lost.set()

    def data_received(self, data: bytes) -> None:
        self._latest = data
        super().data_received(data)

    def send_400_response(self, msg: str) -> None:
        """What cannot be read as HTTP never reaches the application, but it was seen."""
        note = getattr(self.app, "saw_no_request", None)
        if note is not None:
            note(self._latest)
        super().send_400_response(msg)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["extensions"] = {EXTENSION: {"protocol": self}}

    @property
    def gone(self) -> bool:
        return self.transport.is_closing()

    async def pause(self, seconds: float) -> None:
        """Wait, but not for a caller who has left."""
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        try:
            await asyncio.wait_for(self.lost.wait(), seconds)
        except TimeoutError:
            return

    async def cut(self, *, reset: bool) -> None:
        """End the connection, after what was written so far has left, without saying that this is the end."""
        self.cutting = not self.gone
        while self.transport.get_write_buffer_size() and not self.gone:
            await self.pause(0.001)
        if reset and (tcp := self.transport.get_extra_info("socket")) is not None:
            tcp.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        self.transport.abort()
        await self.lost.wait()


def connection_of(scope: dict[str, Any]) -> SandboxProtocol:
    found = scope.get("extensions", {}).get(EXTENSION, {}).get("protocol")
    if not isinstance(found, SandboxProtocol):
        raise RuntimeError("the sandbox must be served by its own protocol: use SandboxServer or serve()")
    return found
