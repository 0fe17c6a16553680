"""How a request is framed: what of its head is kept, and what could be read in more than one way."""

from __future__ import annotations

import httptools

from isthmus.admit import WORDS
from isthmus.domain.hosts import host_of
from isthmus.server.messages import Unreadable

MEANT = {
    name.encode(): name
    for name in (
        "authorization", "content-length", "content-type", "expect", "host", "origin", "sec-fetch-site",
        "transfer-encoding", "upgrade", *("x-isthmus-" + w.replace("_", "-") for w in WORDS),
    )
}  # fmt: skip
"""Headers that mean something here. Whatever else is sent is not kept."""

BODILESS = (b"GET", b"HEAD")


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
