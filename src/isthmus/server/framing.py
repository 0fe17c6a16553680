"""How a request is framed: what of its head is kept, and what could be read in more than one way."""

from __future__ import annotations

import re
from typing import Any

import httptools
from msgspec.structs import replace

from isthmus.admit import TWICE, WORDS
from isthmus.domain.hosts import host_of
from isthmus.server.messages import HeadTooLarge, Request, Unreadable

_MEANT = (
    "authorization", "content-encoding", "content-length", "content-type", "expect", "host", "origin",
    "sec-fetch-site", "transfer-encoding", "upgrade", *("x-isthmus-" + w.replace("_", "-") for w in WORDS),
)  # fmt: skip
"""Headers that mean something here. Whatever else is sent is not kept."""
_OFTEN = (
    "accept", "accept-encoding", "accept-language", "connection", "user-agent", "x-request-id", "x-stainless-arch",
    "x-stainless-async", "x-stainless-lang", "x-stainless-os", "x-stainless-package-version",
    "x-stainless-read-timeout", "x-stainless-retry-count", "x-stainless-runtime", "x-stainless-runtime-version",
)  # fmt: skip
"""Some that applications send, and that mean nothing here."""
KNOWN = {
    written.encode(): name if name in _MEANT else ""
    for name in (*_MEANT, *_OFTEN)
    for written in (name, name.title())
}
"""What a header is called here, by how most write it; empty when it means nothing."""


def meaning(name: bytes) -> str:
    """The same of a name that is written otherwise. One of ours that is misspelt is refused later, not passed over."""
    name = name.lower()
    return name.decode("latin-1") if name.startswith(b"x-isthmus") else KNOWN.get(name, "")


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


_END, _DIGITS = b"\r\n\r\n", 8
_LENGTH = re.compile(rb"\r\ncontent-length: *([0-9]{1,8})(?=\r\n|\Z)", re.IGNORECASE)


class Same:
    """A request that was read, for those of its connection whose heads are the same bytes but for the body's length:
    they mean the same, so they need not be read again. Clients that keep a connection mostly send such."""

    __slots__ = ("_after", "_before", "_begin", "_bound", "_request", "judge")

    def __init__(self, before: bytes, after: bytes, request: Request, bound: int, judge: object) -> None:
        self._before, self._after, self._begin = before, after, len(before)
        self._request, self._bound = replace(request, body=b""), bound
        self.judge = judge
        """By whom the head was found good; somebody else may find otherwise."""

    @classmethod
    def of(cls, data: bytes, request: Request, bound: int, judge: object) -> Same | None:
        """Of a request that came whole in one read, and said how long it is."""
        head, end, body = data.partition(_END)
        length = _LENGTH.search(head)
        if length is None or len(body) != len(request.body):
            return None
        return cls(data[: length.start(1)], data[length.end(1) : len(head)] + end, request, bound, judge)

    def read(self, data: bytes) -> Request | None:
        """Such a request, if this is one, whole and within the bound of its body."""
        if not data.startswith(self._before):
            return None
        length, _, body = data[self._begin :].partition(self._after)
        if not length.isdigit() or len(length) > _DIGITS or int(length) != len(body) or len(body) > self._bound:
            return None
        first = self._request
        return Request(first.method, first.path, first.headers, body)


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
