"""How a request is framed: what of its head is kept, and what could be read in more than one way."""

from __future__ import annotations

from typing import Any

import httptools

from isthmus.admit import TWICE, WORDS
from isthmus.domain.hosts import host_of
from isthmus.server.messages import HeadTooLarge, Unreadable

MEANT = {
    name.encode(): name
    for name in (
        "authorization", "content-encoding", "content-length", "content-type", "expect", "host", "origin",
        "sec-fetch-site", "transfer-encoding", "upgrade", *("x-isthmus-" + w.replace("_", "-") for w in WORDS),
    )
}  # fmt: skip
"""Headers that mean something here. Whatever else is sent is not kept."""


LIST_CHARACTERS = 8192
"""Of a header that stands more than once: joining countless lines takes longer and longer."""


def joined(before: str, said: str) -> str:
    if len(before) > LIST_CHARACTERS:
        raise HeadTooLarge(f"a header stands more than once, and is longer than {LIST_CHARACTERS} characters")
    return f"{before}{TWICE}{said}"


def framed(version: str, host: str | None, encoding: str | None) -> None:
    """Refuses what others on the way may have read otherwise (RFC 9112: 2.3, 3.2, 6.1)."""
    if version not in ("1.1", "1.0"):
        raise Unreadable("HTTP/1.1 and HTTP/1.0 are spoken here, no other version")
    if host is None:
        if version == "1.1":
            raise Unreadable("there is no `Host`")
    elif not host_of(host):
        raise Unreadable("`Host` must be there once, and name one host")
    if encoding is not None:
        if version == "1.0":
            raise Unreadable("HTTP/1.0 has no `Transfer-Encoding`")
        if encoding.strip().lower() != "chunked":
            raise Unreadable("of transfer encodings only `chunked` is understood")


def path_of(target: bytes) -> bytes:
    if target.startswith(b"/") and b"?" not in target and b"#" not in target:
        return target
    path = httptools.parse_url(target).path
    if path is None:
        raise Unreadable
    return path


def again(method: bytes, length: int, encoding: str | None) -> bytes:
    """The head of a request that asked for an upgrade, without that: the parser reads no body behind it otherwise."""
    framing = b"Transfer-Encoding: chunked" if encoding is not None else b"Content-Length: %d" % length
    return b"%b / HTTP/1.1\r\nConnection: close\r\n%b\r\n\r\n" % (method, framing)


class Rest:
    """Takes the body of one request whose head was taken before. What follows is not read."""

    def __init__(self, taker: Any) -> None:
        self._begun = False
        self.on_body, self.on_chunk_header = taker.on_body, taker.on_chunk_header
        self.on_message_complete = taker.on_message_complete

    def on_message_begin(self) -> None:
        if self._begun:
            raise Unreadable
        self._begun = True
