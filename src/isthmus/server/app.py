"""The ASGI application. The hot path, chat, comes first; everything else is a table of small answers."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, Protocol

import msgspec

from isthmus.admit import WORDS
from isthmus.domain.errors import BadRequest, IsthmusError, TooLarge
from isthmus.pipeline import Reply, answer
from isthmus.wire import openai
from isthmus.work import Call, Runtime

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Small = Callable[["App", Scope], tuple[int, bytes, bytes]]

_JSON = b"application/json"
_WATCH_AFTER = 0.05
"""Seconds after which a request is slow enough to be worth watching for a caller who leaves."""
_CHAT = "/v1/chat/completions"


class Gone(Exception):
    """The caller went away."""


class NoSuchPath(BadRequest):
    status, code = 404, "not_found"


class WrongMethod(BadRequest):
    status, code = 405, "method_not_allowed"

    def __init__(self, allowed: str) -> None:
        super().__init__(f"this path takes {allowed}")
        self.allowed = allowed


class SlowBody(BadRequest):
    """A body that trickles in holds a connection and gives nothing (slow-loris)."""

    status, code = 408, "request_timeout"


class Beside(Protocol):
    """What the server needs beside the path: whoever listens provides it."""

    def metrics(self) -> bytes:
        """Prometheus's text format."""
        ...

    def crashed(self) -> None:
        """Writes down the exception being handled: its kind and place, never its text."""
        ...

    def find(self, request_id: str) -> msgspec.Struct | None:
        """A request's entry, read back from the evidence."""
        ...


class App:
    """Serves whatever runtime is in force; a request keeps the one it began with.

    `body_seconds` is how long a body may take to arrive.
    """

    def __init__(
        self,
        runtime: Callable[[], Runtime],
        beside: Beside,
        *,
        stop: Callable[[], Awaitable[None]] | None = None,
        body_seconds: float = 60.0,
    ) -> None:
        self.runtime, self.beside, self._stop, self.body_seconds = runtime, beside, stop, body_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            if scope["path"] == _CHAT and scope["method"] == "POST":
                await self._chat(scope, receive, send)
            else:
                await self._small(scope, send)
        elif scope["type"] == "lifespan":
            await self._lifespan(receive, send)

    async def _chat(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = _headers(scope)
        rt = self.runtime()
        watch = _Watch(receive, self.body_seconds)
        try:
            body = await _body(headers, receive, rt.limits.body)
            watch.body_is_here()
            reply = await answer(rt, Call(headers, body))
            await self._give(reply, send)
        except IsthmusError as wrong:
            await _error(wrong, send)
        except asyncio.CancelledError:
            if watch.late:
                await _error(_too_slow(self.body_seconds), send)
            elif not watch.gone:
                raise
        except Gone:
            pass
        except Exception:  # the last line: the caller gets an honest 500, the log its place and never its text
            self.beside.crashed()
            await _error(_crash(), send)
        finally:
            watch.end()

    async def _give(self, reply: Reply, send: Send) -> None:
        headers = [(k.encode(), v.encode("latin-1")) for k, v in reply.headers.items()]
        headers.append((b"x-request-id", reply.headers["x-isthmus-request-id"].encode()))  # where SDKs look for it
        if isinstance(reply.body, bytes):
            await _whole(send, 200, [(b"content-type", _JSON), *headers], reply.body)
            return
        headers += [(b"content-type", b"text/event-stream; charset=utf-8"), (b"cache-control", b"no-cache")]
        stream: AsyncIterator[bytes] = reply.body
        # Begun before anything else can be waited for: a generator that never began would not clean up after itself.
        piece = await anext(stream)
        try:
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": piece, "more_body": True})
            async for piece in stream:
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        except Exception:  # the status has left: an error event is the only remedy
            self.beside.crashed()
            await send({"type": "http.response.body", "body": b"data: " + openai.error_body(_crash()) + b"\n\n"})
        finally:
            await stream.aclose()  # type: ignore[attr-defined]  # a generator of the pipeline's

    async def _small(self, scope: Scope, send: Send) -> None:
        path, method = scope["path"], scope["method"]
        try:
            small = _SMALL.get(path)
            if small is None and path.startswith("/v1/requests/"):
                small = _request
            if small is None:
                raise WrongMethod("POST") if path == _CHAT else NoSuchPath(f"no such path; chat is {_CHAT}")
            if method not in ("GET", "HEAD"):
                raise WrongMethod("GET")
            if small is _request:  # reads the evidence, which may take a while
                status, kind, body = await asyncio.to_thread(_request, self, scope)
            else:
                status, kind, body = small(self, scope)
        except IsthmusError as wrong:
            await _error(wrong, send)
            return
        except Exception:
            self.beside.crashed()
            await _error(_crash(), send)
            return
        await _whole(send, status, [(b"content-type", kind)], b"" if method == "HEAD" else body)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                if self._stop:
                    await self._stop()
                await send({"type": "lifespan.shutdown.complete"})
                return


_WANTED = {
    name.encode(): name
    for name in ("authorization", "content-length", *("x-isthmus-" + word.replace("_", "-") for word in WORDS))
}


def _headers(scope: Scope) -> dict[str, str]:
    """Those that mean something here, by name. Of a header that stands twice the lines are joined (RFC 9110, 5.3):
    none of them wins unseen."""
    headers: dict[str, str] = {}
    for key, value in scope["headers"]:
        name = _WANTED.get(key)
        if name is not None:
            said = value.decode("latin-1")
            headers[name] = f"{headers[name]}, {said}" if name in headers else said
    return headers


async def _body(headers: dict[str, str], receive: Receive, limit: int) -> bytes:
    declared = headers.get("content-length", "")
    if len(declared) > 15 or (declared.isdigit() and int(declared) > limit):
        raise TooLarge(f"the body is larger than {limit} bytes")
    message = await receive()
    body: bytes = message.get("body", b"")
    if message["type"] == "http.disconnect":
        raise Gone
    if not message.get("more_body"):
        return body
    pieces, size = [body], len(body)
    while size <= limit:
        if not message.get("more_body"):
            return b"".join(pieces)
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        pieces.append(message.get("body", b""))
        size += len(pieces[-1])
    raise TooLarge(f"the body is larger than {limit} bytes")


class _Watch:
    """Cancels the request when its caller leaves, or does not send the whole body in time.

    A task or a timeout for each request would cost more than labelling it, so there is one timer, and only those
    that take a while are watched.
    """

    __slots__ = ("_body_seconds", "_here", "_receive", "_task", "_timer", "_watched", "gone", "late")

    def __init__(self, receive: Receive, body_seconds: float) -> None:
        self._receive, self._body_seconds = receive, body_seconds
        self._watched: asyncio.Task[None] | None = None
        self._here = self.gone = self.late = False
        self._task = asyncio.current_task()
        self._timer = asyncio.get_running_loop().call_later(_WATCH_AFTER, self._slow)

    def body_is_here(self) -> None:
        self._here = True

    def _slow(self) -> None:
        if self._here:
            self._watched = asyncio.ensure_future(self._wait())
        elif self._body_seconds <= 0:
            self.late = True
            self._cancel()
        else:
            pause = min(self._body_seconds, 1.0)
            self._body_seconds -= pause
            self._timer = asyncio.get_running_loop().call_later(pause, self._slow)

    async def _wait(self) -> None:
        message = await self._receive()
        if message["type"] == "http.disconnect":
            self.gone = True
            self._cancel()

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def end(self) -> None:
        self._timer.cancel()
        if self._watched is not None:
            self._watched.cancel()


async def _whole(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    headers.append((b"content-length", b"%d" % len(body)))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _error(error: IsthmusError, send: Send) -> None:
    headers = [(b"content-type", _JSON)]
    if error.retry_after is not None:
        headers.append((b"retry-after", b"%d" % max(1, math.ceil(error.retry_after))))
    if error.request:
        headers += [(name, error.request.encode()) for name in (b"x-isthmus-request-id", b"x-request-id")]
    if isinstance(error, WrongMethod):
        headers.append((b"allow", error.allowed.encode()))
    await _whole(send, error.status, headers, openai.error_body(error))


# -- the small answers ------------------------------------------------------------------------------------------


def _too_slow(seconds: float) -> IsthmusError:
    return SlowBody(f"the body did not arrive within {seconds:g} seconds")


def _crash() -> IsthmusError:
    return IsthmusError("something went wrong here; the request was not answered")


def _authorization(scope: Scope) -> str:
    return next((v.decode("latin-1") for k, v in scope["headers"] if k == b"authorization"), "")


def _alive(app: App, scope: Scope) -> tuple[int, bytes, bytes]:
    return 200, _JSON, b'{"status":"alive"}'


def _ready(app: App, scope: Scope) -> tuple[int, bytes, bytes]:
    reason = app.runtime().ledger.unavailable
    state = {"status": "not ready" if reason else "ready", **({"reason": "evidence is unavailable"} if reason else {})}
    return 503 if reason else 200, _JSON, openai.encode(state)


def _metrics(app: App, scope: Scope) -> tuple[int, bytes, bytes]:
    return 200, b"text/plain; version=0.0.4; charset=utf-8", app.beside.metrics()


def _jwks(app: App, scope: Scope) -> tuple[int, bytes, bytes]:
    return 200, _JSON, app.runtime().signer.jwks()


def _models(app: App, scope: Scope) -> tuple[int, bytes, bytes]:
    rt = app.runtime()
    caller = rt.keys.authenticate(_authorization(scope))
    listed = [
        {
            "id": route.name, "object": "model", "created": 0, "owned_by": "isthmus",
            "description": route.description, "models": route.models, "zones": [z.name for z in route.zones],
            "objective": route.objective,
        }
        for route in rt.routes.values()
        if not caller.routes or route.name in caller.routes
    ]  # fmt: skip
    return 200, _JSON, openai.encode({"object": "list", "data": listed})


def _request(app: App, scope: Scope) -> tuple[int, bytes, bytes]:
    rt = app.runtime()
    caller = rt.keys.authenticate(_authorization(scope))
    entry = app.beside.find(scope["path"].removeprefix("/v1/requests/"))
    if entry is None or getattr(entry, "tenant", None) != caller.principal.tenant:
        raise NoSuchPath("no request of this tenant has that id in the evidence")
    return 200, _JSON, openai.encode(entry)


_SMALL: dict[str, Small] = {
    "/v1/models": _models,
    "/healthz": _alive,
    "/health/liveliness": _alive,
    "/readyz": _ready,
    "/health/readiness": _ready,
    "/metrics": _metrics,
    "/.well-known/jwks.json": _jwks,
}

