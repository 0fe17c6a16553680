"""HTTP/1.1 by hand, for what no client would send, and to see exactly what comes back."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from gateway import Gateway

Answer = tuple[int, dict[str, str], bytes]

HEAD = b"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"


class Wire:
    """A connection, and what was read from it ahead."""

    def __init__(self, connection: socket.socket) -> None:
        self.socket = connection
        self._ahead = b""

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def answer(self, *, bodiless: bool = False) -> Answer:
        """The next answer: its length is stated, or in chunks, or it goes on to the end of the connection."""
        lines = self.until(b"\r\n\r\n")[:-4].split(b"\r\n")
        headers = {k.decode().lower(): v.strip().decode() for k, _, v in (line.partition(b":") for line in lines[1:])}
        version, code, _ = lines[0].split(b" ", 2)
        assert version == b"HTTP/1.1"
        status = int(code)
        if status < 200 or bodiless:
            body = b""
        elif "content-length" in headers:
            body = self.take(int(headers["content-length"]))
        elif headers.get("transfer-encoding") == "chunked":
            body = b"".join(self.chunks())
        else:
            body = self.rest()
        return status, headers, body

    def chunks(self) -> Iterator[bytes]:
        while size := int(self.until(b"\r\n"), 16):
            yield self.take(size + 2)[:-2]
        assert self.take(2) == b"\r\n"

    def until(self, end: bytes) -> bytes:
        while end not in self._ahead:
            self._more()
        got, end, self._ahead = self._ahead.partition(end)
        return got + end

    def take(self, size: int) -> bytes:
        while len(self._ahead) < size:
            self._more()
        got, self._ahead = self._ahead[:size], self._ahead[size:]
        return got

    def rest(self) -> bytes:
        """All that comes until the other side ends."""
        pieces = [self._ahead]
        while piece := self.socket.recv(65536):
            pieces.append(piece)
        self._ahead = b""
        return b"".join(pieces)

    def ended(self) -> bool:
        """Whether nothing came but the end."""
        return self.rest() == b""

    def _more(self) -> None:
        piece = self.socket.recv(65536)
        assert piece, self._ahead
        self._ahead += piece


@contextmanager
def raw(gateway: Gateway) -> Iterator[Wire]:
    with socket.create_connection(("127.0.0.1", gateway.port), timeout=20) as connection:
        yield Wire(connection)


def asking(said: str = "hello", route: str = "echo", *, headers: bytes = b"", **fields: Any) -> bytes:
    """A chat request whole, with lines of headers more."""
    body = json.dumps({"model": route, "messages": [{"role": "user", "content": said}], **fields}).encode()
    return HEAD + headers + b"Content-Length: %d\r\n\r\n" % len(body) + body


def getting(path: str, *, headers: bytes = b"") -> bytes:
    return b"GET %b HTTP/1.1\r\nHost: localhost\r\n%b\r\n" % (path.encode(), headers)


def chunked(*pieces: bytes) -> bytes:
    return b"".join(b"%x\r\n%s\r\n" % (len(p), p) for p in pieces) + b"0\r\n\r\n"
