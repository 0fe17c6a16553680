"""What an application asks and what it is told, apart from how HTTP carries it; and what HTTP itself can get wrong."""

from __future__ import annotations

import math
from collections.abc import AsyncGenerator, Mapping

import msgspec

from isthmus.domain.errors import BadRequest, IsthmusError
from isthmus.wire import openai

JSON = "application/json"
COMMENT = b":\n\n"
"""Of a stream: who reads its events passes it over."""


class Request(msgspec.Struct, frozen=True):
    """A request that is here whole. `headers` are those that mean something here, by name in lower case; `path` is
    as it was sent, without a query. `http11` says whether its sender knows chunks."""

    method: bytes
    path: bytes
    headers: Mapping[str, str]
    body: bytes
    http11: bool = True


class Response(msgspec.Struct, frozen=True):
    """`lines` are headers, each with its end; those about length and connection are the protocol's to write.

    Of a stream `body` is the first piece, and `rest` brings the others. `left` are seconds to the request's deadline.
    """

    status: int
    lines: bytes
    body: bytes
    rest: AsyncGenerator[bytes, None] | None = None
    left: float = 0.0


class Unreadable(BadRequest):
    code = "invalid_http"

    def __init__(self, message: str = "this is not an HTTP request that can be read") -> None:
        super().__init__(message)


class Encoded(BadRequest):
    status, code = 415, "unsupported_media_type"


class HeadTooLarge(BadRequest):
    status, code = 431, "request_head_too_large"


class TooSlow(BadRequest):
    """What trickles in holds a connection and gives nothing (slow-loris)."""

    status, code = 408, "request_timeout"


class WrongMethod(BadRequest):
    status, code = 405, "method_not_allowed"

    def __init__(self, allowed: str) -> None:
        super().__init__(f"this path takes {allowed}")
        self.allowed = allowed


def lines(headers: Mapping[str, str]) -> bytes:
    """Refuses what would end a header early and begin another, or the body (response splitting)."""
    text = "\r\n".join(map(": ".join, headers.items())) + "\r\n"
    if text.count("\n") != len(headers) or text.count("\r") != len(headers):
        raise ValueError("a header with a line break")
    return text.encode("latin-1")


def failed(error: IsthmusError) -> Response:
    headers = {"content-type": JSON}
    if error.retry_after is not None:
        headers["retry-after"] = str(max(1, math.ceil(error.retry_after)))
    if error.request:
        headers |= {"x-isthmus-request-id": error.request, "x-request-id": error.request}
    if isinstance(error, WrongMethod):
        headers["allow"] = error.allowed
    return Response(error.status, lines(headers), openai.error_body(error))
