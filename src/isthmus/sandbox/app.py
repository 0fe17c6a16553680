"""The sandbox as an ASGI application."""

from __future__ import annotations

import itertools
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import msgspec

from isthmus.domain.hosts import host_of, is_loopback
from isthmus.sandbox.answer import reply_to
from isthmus.sandbox.completion import Stamp, chunks, completion, error_body
from isthmus.sandbox.connection import SandboxProtocol, connection_of
from isthmus.sandbox.damage import encode, stream, writes
from isthmus.sandbox.recorder import Arrival, Recorder, RecordingOff
from isthmus.sandbox.request import ChatRequest, RequestRefused, read_request
from isthmus.sandbox.step import PRESETS, ErrorDetail, Script, ScriptError, Step, read_script

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Clock = Callable[[], float]

JSON = b"application/json"
EVENTS = b"text/event-stream; charset=utf-8"
STANDING_STILL = 1_750_000_000.0  # the default clock: answers that are the same in every run
_CONTROL = {"/script", "/seen", "/seen/raw", "/healthz"}


class SandboxApp:
    """Routes a request: the hosted side at /v1, the director's chair at /script and /seen."""

    def __init__(self, script: Script, recorder: Recorder, clock: Clock, api_key: str | None) -> None:
        self.script, self.recorder = script, recorder
        self._clock = clock
        self._api_key = None if api_key is None else f"Bearer {api_key}".encode()
        self._numbers = itertools.count(1)

    def clear(self) -> None:
        """Forget the script, what was seen, and the numbering of answers."""
        self.script.clear()
        self.recorder.clear()
        self._numbers = itertools.count(1)

    def saw_no_request(self, data: bytes) -> None:
        """Bytes that the server could not read as HTTP: kept as a request without method or path."""
        self.recorder.arrive("", "", []).body = data

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise RuntimeError(f"the sandbox speaks HTTP only, not {scope['type']}")
        if scope["path"] in _CONTROL:
            await self._control(scope, receive, send)
            return
        path = scope["raw_path"].decode("latin-1")
        if query := scope["query_string"]:
            path = f"{path}?{query.decode('latin-1')}"
        arrival = self.recorder.arrive(scope["method"], path, scope["headers"])
        if not await _read_body(receive, arrival):
            arrival.disconnected = True
            return
        await self._hosted(scope, send, arrival)

    async def _hosted(self, scope: Scope, send: Send, arrival: Arrival) -> None:
        method, path = scope["method"], scope["path"]
        if self._api_key is not None and dict(scope["headers"]).get(b"authorization") != self._api_key:
            await _answer(send, 401, error_body(401))
        elif path == "/v1/chat/completions" and method == "POST":
            await self._chat(connection_of(scope), send, arrival)
            return
        elif path == "/v1/models" and method == "GET":
            await _answer(send, 200, {"object": "list", "data": [_model(name) for name in PRESETS]})
        elif path.startswith("/v1/models/") and method == "GET":
            name = path.removeprefix("/v1/models/")
            known = name in PRESETS
            await _answer(send, 200 if known else 404, _model(name) if known else error_body(404))
        elif path in ("/v1/chat/completions", "/v1/models"):
            await _answer(send, 405, error_body(405, ErrorDetail("[sandbox] Not allowed.", "invalid_request_error")))
        else:
            detail = ErrorDetail("[sandbox] Invalid URL: see docs/sandbox.md.", "invalid_request_error")
            await _answer(send, 404, error_body(404, detail))
        arrival.answered = True

    async def _chat(self, connection: SandboxProtocol, send: Send, arrival: Arrival) -> None:
        try:
            request = read_request(arrival.body)
        except RequestRefused as refused:
            detail = ErrorDetail(refused.message, "invalid_request_error", refused.param, refused.code)
            await _answer(send, 400, error_body(400, detail))
            arrival.answered = True
            return
        step = self.script.take(request.model)
        stamp = Stamp(next(self._numbers), int(self._clock()), request.model)
        try:
            await _perform(connection, send, request, step, stamp, arrival)
        finally:
            arrival.disconnected = not arrival.answered and not connection.cutting

    async def _control(self, scope: Scope, receive: Receive, send: Send) -> None:
        arrival = Arrival(0, "", "", [])
        if not await _read_body(receive, arrival):
            return
        if scope["path"] != "/healthz" and (wrong := _of_a_page(scope)):
            await _answer(send, 403, error_body(403, ErrorDetail(wrong, "invalid_request_error")))
            return
        match scope["method"], scope["path"]:
            case "POST", "/script":
                await self._extend_script(send, arrival.body)
            case "GET", "/script":
                await _answer(send, 200, [{"step": step, "left": left} for step, left in self.script.remaining()])
            case "DELETE", "/script":
                self.script.clear()
                await _answer(send, 200, {"cleared": True})
            case "DELETE", "/seen":
                self.recorder.clear()
                await _answer(send, 200, {"cleared": True})
            case "GET", ("/seen" | "/seen/raw") as path:
                await self._show(send, raw=path == "/seen/raw")
            case "GET", "/healthz":
                await _answer(send, 200, {"sandbox": True})
            case _:
                await _answer(send, 405, error_body(405))

    async def _extend_script(self, send: Send, body: bytes) -> None:
        try:
            steps = read_script(body)
        except ScriptError as error:
            await _answer(send, 400, error_body(400, ErrorDetail(str(error), "invalid_request_error")))
            return
        self.script.extend(steps)
        await _answer(send, 200, {"accepted": len(steps)})

    async def _show(self, send: Send, *, raw: bool) -> None:
        headers = {"x-sandbox-dropped": str(self.recorder.dropped)}
        try:
            if raw:
                await _send_whole(send, 200, self.recorder.raw(), b"application/octet-stream", headers)
            else:
                await _answer(send, 200, [seen.public() for seen in self.recorder.seen()], headers)
        except RecordingOff as error:
            await _answer(send, 409, error_body(409, ErrorDetail(str(error), "invalid_request_error")))


def create_app(
    *,
    script: Script | None = None,
    recorder: Recorder | None = None,
    clock: Clock = lambda: STANDING_STILL,
    api_key: str | None = None,
) -> SandboxApp:
    """The sandbox. With `api_key`, requests under /v1 must bear it; otherwise any key will do."""
    return SandboxApp(script or Script(), recorder or Recorder(), clock, api_key)


def _of_a_page(scope: Scope) -> str:
    """What must change in a request that a web page may have sent: none directs, or sees what was recorded."""
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    host, (address, _) = host_of(headers.get("host", "")), scope["server"]
    if not is_loopback(host) and host != address:
        return "[sandbox] Ask for this by the sandbox's address, or as localhost."
    if "origin" in headers or headers.get("sec-fetch-site") == "cross-site":
        return "[sandbox] Web pages may not ask for this."
    if scope["method"] == "POST" and headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        return "[sandbox] Send it as `Content-Type: application/json`."
    return ""


async def _read_body(receive: Receive, arrival: Arrival) -> bool:
    """The whole body, kept as it grows; false when the caller left before its end."""
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return False
        arrival.body = arrival.body + message["body"] if arrival.body else message["body"]
        if not message.get("more_body", False):
            return True


class Body(NamedTuple):
    """What is sent after the headers; `length` is None for a stream."""

    content_type: bytes
    pieces: Iterable[bytes]
    length: int | None


async def _perform(
    connection: SandboxProtocol, send: Send, request: ChatRequest, step: Step, stamp: Stamp, arrival: Arrival
) -> None:
    """The step, from its first pause to its end."""
    if step.latency:
        await connection.pause(step.latency)
    if step.cut == "before":
        await connection.cut(reset=step.reset)
    if connection.gone:
        return
    body = _body(request, step, stamp)
    await send({"type": "http.response.start", "status": step.status, "headers": _headers(step, stamp, body)})
    if step.body_latency:
        await connection.pause(step.body_latency)
    if step.cut == "headers":
        await connection.cut(reset=step.reset)
    pieces = body.pieces if step.cut != "during" else _beginning(list(body.pieces), step.cut_after)
    await _send_pieces(connection, send, writes(pieces, step), step, arrival)
    if step.cut:
        await connection.cut(reset=step.reset)


async def _send_pieces(
    connection: SandboxProtocol, send: Send, pieces: Iterable[bytes], step: Step, arrival: Arrival
) -> None:
    """Each piece a write of its own, until the caller leaves.

    The last one is known as such: the note that all was answered must be there before the caller
    has the answer and can ask.
    """
    apart = bool(step.pace or step.write_every or step.write_splits)
    held: bytes | None = None
    for piece in pieces:
        if held is not None:
            await send({"type": "http.response.body", "body": held, "more_body": True})
            if apart:
                await connection.pause(step.pace)
            if connection.gone:
                return
        held = piece
    arrival.answered = step.cut in (None, "after") and not connection.gone
    await send({"type": "http.response.body", "body": held or b"", "more_body": step.cut is not None})


def _body(request: ChatRequest, step: Step, stamp: Stamp) -> Body:
    if step.body is not None:
        return _whole(JSON, step.body.encode())
    if 300 <= step.status < 400:
        return _whole(JSON, b"")
    if step.status >= 400:
        return _whole(JSON, encode(error_body(step.status, step.error), step))
    reply = reply_to(request, step)
    if request.stream and not step.unstreamed:
        return Body(EVENTS, stream(chunks(request, step, reply, stamp), step), None)
    return _whole(JSON, encode(completion(request, step, reply, stamp), step))


def _whole(content_type: bytes, body: bytes) -> Body:
    return Body(content_type, [body], len(body))


def _headers(step: Step, stamp: Stamp, body: Body) -> list[tuple[bytes, bytes]]:
    content_type = body.content_type if step.content_type is None else step.content_type.encode("latin-1")
    headers = [(b"content-type", content_type), (b"x-request-id", b"req_sandbox_%d" % stamp.number)]
    if body.length is not None:
        headers.append((b"content-length", b"%d" % body.length))
    if step.retry_after is not None:
        headers.append((b"retry-after", step.retry_after.encode("latin-1")))
    if step.location is not None:
        headers.append((b"location", step.location.encode("latin-1")))
    headers.extend((name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in step.headers.items())
    return headers


def _beginning(pieces: list[bytes], size: int | None) -> Iterator[bytes]:
    """The first `size` bytes (half of them, if not said), still in their pieces."""
    left = sum(map(len, pieces)) // 2 if size is None else size
    for piece in pieces:
        if left <= 0:
            return
        yield piece[:left]
        left -= len(piece)


def _model(name: str) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": int(STANDING_STILL), "owned_by": "isthmus-sandbox"}


async def _answer(send: Send, status: int, document: Any, headers: Mapping[str, str] | None = None) -> None:
    await _send_whole(send, status, msgspec.json.encode(document), JSON, headers or {})


async def _send_whole(send: Send, status: int, body: bytes, content_type: bytes, headers: Mapping[str, str]) -> None:
    fields = [(b"content-type", content_type), (b"content-length", b"%d" % len(body))]
    fields.extend((name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items())
    await send({"type": "http.response.start", "status": status, "headers": fields})
    await send({"type": "http.response.body", "body": body, "more_body": False})
