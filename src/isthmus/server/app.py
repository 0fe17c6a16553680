"""What is answered to a request: chat by the pipeline, everything else from a table of small answers."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from typing import Any, Protocol, cast

import httptools
import msgspec

from isthmus.admit import Doorstep
from isthmus.domain.errors import BadRequest, IsthmusError
from isthmus.domain.happenings import Refused
from isthmus.domain.safe import Name
from isthmus.pipeline import Reply, answer
from isthmus.server.desk import Desk
from isthmus.server.messages import JSON, Encoded, Request, Response, Unreadable, WrongMethod, failed, lines
from isthmus.server.room import Room
from isthmus.wire import openai
from isthmus.work import Call, Runtime

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Stream = AsyncGenerator[bytes, None]
Small = Callable[["App", Request], tuple[int, str, bytes]]

_CHAT = b"/v1/chat/completions"
_REQUESTS = b"/v1/requests/"
_OPEN = frozenset((b"/healthz", b"/health/liveliness"))
"""Whoever asks these learns nothing."""


class NoSuchPath(BadRequest):
    status, code = 404, "not_found"


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

    `body_seconds` is how long a body may take to arrive, `room` what connections may take up together, `doorstep` who
    may ask while there are no keys.
    """

    def __init__(
        self,
        runtime: Callable[[], Runtime],
        beside: Beside,
        *,
        stop: Callable[[], Awaitable[None]] | None = None,
        body_seconds: float = 60.0,
        room: Room | None = None,
        doorstep: Doorstep | None = None,
    ) -> None:
        self.runtime, self.beside, self._stop, self.body_seconds = runtime, beside, stop, body_seconds
        self.room, self._doorstep, self.desk = room or Room(), doorstep or Doorstep(), Desk()

    def head(self, target: bytes, headers: Mapping[str, str], body: bool) -> int:
        """How large its body may be, of a request that may go on, which is asked before that is here. Raises
        `IsthmusError`."""
        rt = self.runtime()
        try:
            if rt.keys:
                if body:
                    rt.keys.authenticate(headers.get("authorization", ""))
            elif target.partition(b"?")[0] not in _OPEN:
                self._doorstep.look(headers, body, "" if target.startswith(b"/") else _named(target))
            if "content-encoding" in headers and body and headers["content-encoding"].lower() != "identity":
                raise Encoded("the body is compressed; send it as it is, without `Content-Encoding`")
        except IsthmusError as refused:
            rt.listen(Refused(Name(refused.code), refused.status))
            raise
        return rt.limits.body

    async def respond(self, request: Request) -> Response:
        """Never raises but for a cancellation: whatever goes wrong is a response too."""
        try:
            if request.path == _CHAT and request.method == b"POST":
                reply = await answer(self.runtime(), Call(request.headers, request.body))
                body = reply.body
                return _whole(reply, body) if isinstance(body, bytes) else await _begun(reply, cast(Stream, body))
            return await self._small(request)
        except IsthmusError as wrong:
            return failed(wrong)
        except Exception:  # the last line: the caller gets an honest 500, the log its place and never its text
            self.beside.crashed()
            return failed(_crash())

    def broken_off(self) -> bytes:
        """What a stream ends with when it breaks: its status has left, so an error event is the only remedy."""
        self.beside.crashed()
        return b"data: " + openai.error_body(_crash()) + b"\n\n"

    async def _small(self, request: Request) -> Response:
        path = request.path
        small = _SMALL.get(path)
        if small is None and path.startswith(_REQUESTS):
            small = _request
        if small is None:
            raise WrongMethod("POST") if path == _CHAT else NoSuchPath(f"no such path; chat is {_CHAT.decode()}")
        if request.method not in (b"GET", b"HEAD"):
            raise WrongMethod("GET")
        if small is _request:  # reads the evidence, which may take a while
            caller = self.runtime().keys.authenticate(request.headers.get("authorization", "")).principal
            by = f"{caller.tenant}/{caller.key_id}"
            status, kind, body = await self.desk.read(by, _request, self, request)
        else:
            status, kind, body = small(self, request)
        return Response(status, lines({"content-type": kind}), body)

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """The part of ASGI that uvicorn begins and ends a process with. Requests come by `BoundedProtocol` alone."""
        if scope["type"] != "lifespan":
            raise RuntimeError("requests are served through http=isthmus.server.protocol.BoundedProtocol")
        await self._lifespan(receive, send)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                self.desk.close()
                if self._stop:
                    await self._stop()
                await send({"type": "lifespan.shutdown.complete"})
                return


def _whole(reply: Reply, body: bytes) -> Response:
    return Response(200, lines(_headers(reply, JSON)), body, left=reply.left)


async def _begun(reply: Reply, stream: Stream) -> Response:
    # Before anything else can be waited for, or go wrong: a generator that never began would not clean up after itself.
    piece = await anext(stream)
    try:
        headers = _headers(reply, "text/event-stream; charset=utf-8")
        return Response(200, lines({**headers, "cache-control": "no-cache"}), piece, stream, reply.left)
    except BaseException:
        await stream.aclose()
        raise


def _headers(reply: Reply, kind: str) -> dict[str, str]:
    # x-request-id is where SDKs look for it
    return {"content-type": kind, **reply.headers, "x-request-id": reply.headers["x-isthmus-request-id"]}


def served(config: Any) -> App:
    """Not through ASGI, so not through middleware either: rather none at all than one that is passed over unseen."""
    for app in (config.app, config.loaded_app):
        if isinstance(app, App):
            return app
    raise TypeError("BoundedProtocol serves an isthmus.server.App itself, not one that is wrapped in something else")


def _named(target: bytes) -> str:
    """The host in a target that is a whole address. Raises `Unreadable`."""
    try:
        return (httptools.parse_url(target).host or b"").decode("latin-1")
    except httptools.HttpParserError:
        raise Unreadable from None


# -- the small answers ------------------------------------------------------------------------------------------


def _crash() -> IsthmusError:
    return IsthmusError("something went wrong here; the request was not answered")


def _alive(app: App, request: Request) -> tuple[int, str, bytes]:
    return 200, JSON, b'{"status":"alive"}'


def _ready(app: App, request: Request) -> tuple[int, str, bytes]:
    reason = app.runtime().ledger.unavailable
    state = {"status": "not ready" if reason else "ready", **({"reason": "evidence is unavailable"} if reason else {})}
    return 503 if reason else 200, JSON, openai.encode(state)


def _metrics(app: App, request: Request) -> tuple[int, str, bytes]:
    return 200, "text/plain; version=0.0.4; charset=utf-8", app.beside.metrics()


def _jwks(app: App, request: Request) -> tuple[int, str, bytes]:
    return 200, JSON, app.runtime().signer.jwks()


def _models(app: App, request: Request) -> tuple[int, str, bytes]:
    rt = app.runtime()
    caller = rt.keys.authenticate(request.headers.get("authorization", ""))
    listed = [
        {
            "id": route.name, "object": "model", "created": 0, "owned_by": "isthmus",
            "description": route.description, "models": route.models, "zones": [z.name for z in route.zones],
            "objective": route.objective,
        }
        for route in rt.routes.values()
        if not caller.routes or route.name in caller.routes
    ]  # fmt: skip
    return 200, JSON, openai.encode({"object": "list", "data": listed})


def _request(app: App, request: Request) -> tuple[int, str, bytes]:
    rt = app.runtime()
    caller = rt.keys.authenticate(request.headers.get("authorization", ""))
    entry = app.beside.find(request.path.removeprefix(_REQUESTS).decode("latin-1"))
    if entry is None or getattr(entry, "tenant", None) != caller.principal.tenant:
        raise NoSuchPath("no request of this tenant has that id in the evidence")
    return 200, JSON, openai.encode(entry)


_SMALL: dict[bytes, Small] = {
    b"/v1/models": _models,
    b"/healthz": _alive,
    b"/health/liveliness": _alive,
    b"/readyz": _ready,
    b"/health/readiness": _ready,
    b"/metrics": _metrics,
    b"/.well-known/jwks.json": _jwks,
}
