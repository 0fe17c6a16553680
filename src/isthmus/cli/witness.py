"""Sends the demonstration's requests as an application would, and notes what came back and what the other side saw."""

from __future__ import annotations

import http.client
import time
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from isthmus.redact import TOKEN

if TYPE_CHECKING:
    from isthmus.cli.desk import Desk
    from isthmus.demo import Shown
    from isthmus.sandbox import SandboxServer

PATIENCE = 2.0
"""Seconds until a request's entry must have reached the evidence."""


class Witnessed(msgspec.Struct, frozen=True):
    """One request, what came of it, and what is wrong with that."""

    shown: Shown
    status: int
    headers: Mapping[str, str]
    answer: str
    account: Mapping[str, Any]
    seen: tuple[str, ...]
    milliseconds: float
    problems: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return self.headers.get("x-isthmus-request-id", "")

    @property
    def fallback(self) -> str:
        return self.headers.get("x-isthmus-fallback", "none")

    def step(self, number: int) -> list[Any]:
        """The first step with this number, as the evidence has it: number, verb, what was decided, why."""
        return next((s for s in self.account.get("steps", ()) if s[0] == number), [number, "", "", []])


def witness(desk: Desk, shown: Shown) -> Witnessed:
    """Sends one request and looks at everything that can be looked at."""
    before = len(desk.sandbox.seen())
    began = time.perf_counter()
    status, headers, body = send(desk.port, "POST", "/v1/chat/completions", shown.body, shown.headers)
    took = (time.perf_counter() - began) * 1000
    seen = tuple(s.text for s in desk.sandbox.seen()[before:])
    account = account_of(desk.port, headers.get("x-isthmus-request-id", ""))
    found = Witnessed(shown, status, headers, said(body), account, seen, took)
    problems = (*_answer_problems(found), *(() if desk.real else _seen_problems(found, desk.sandbox)))
    return msgspec.structs.replace(found, problems=problems)


def send(
    port: int, method: str, path: str, body: Mapping[str, Any] | None = None, headers: Mapping[str, str] | None = None
) -> tuple[int, dict[str, str], bytes]:
    """One request over loopback, as any client sends it."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        content = None if body is None else msgspec.json.encode(body)
        connection.request(method, path, content, {"content-type": "application/json", **(headers or {})})
        response = connection.getresponse()
        return response.status, {k.lower(): v for k, v in response.getheaders()}, response.read()
    finally:
        connection.close()


def account_of(port: int, request: str) -> Mapping[str, Any]:
    """The request's entry. It is written beside the answer, so it may be a moment away."""
    until = time.monotonic() + PATIENCE
    while request:
        status, _, body = send(port, "GET", f"/v1/requests/{request}")
        if status == 200:
            account: Mapping[str, Any] = msgspec.json.decode(body)
            return account
        if time.monotonic() > until:
            break
        time.sleep(0.02)
    return {}


def said(body: bytes) -> str:
    """Everything an answer says, whole or streamed: text, refusals, arguments of tool calls, or its error."""
    if body.startswith(b"data:"):
        events = [line[5:].strip() for line in body.split(b"\n") if line.startswith(b"data:")]
        return "".join(_words(msgspec.json.decode(event)) for event in events if event != b"[DONE]")
    try:
        return _words(msgspec.json.decode(body))
    except msgspec.DecodeError:
        return ""


def _words(answer: Any) -> str:
    if "error" in answer:
        return str(answer["error"].get("message", ""))
    words = []
    for choice in answer.get("choices", ()):
        message = choice.get("message") or choice.get("delta") or {}
        words += [message.get("content") or "", message.get("refusal") or ""]
        for call in message.get("tool_calls") or ():
            function = call.get("function", {})
            words += [function.get("name") or "", function.get("arguments") or ""]
    return "".join(words)


def _answer_problems(found: Witnessed) -> Iterator[str]:
    if found.status != 200:
        yield f"HTTP {found.status}: {found.answer}"
        return
    by = found.headers.get("x-isthmus-model", "")
    if (by.partition(":")[0] if found.shown.answered_by == "fallback" else by) != found.shown.answered_by:
        yield f"answered by {by}, not by {found.shown.answered_by}"
    if TOKEN.search(found.answer):
        yield "the answer still holds a pseudonym"
    if not found.account:
        yield "it left no entry in the evidence"


def _seen_problems(found: Witnessed, sandbox: SandboxServer) -> Iterator[str]:
    crossed = found.headers.get("x-isthmus-crossed", "none") != "none"
    if bool(found.seen) != crossed:
        yield "what it says has crossed is not what the hosted side saw"
    if found.shown.crosses != crossed and found.fallback != "unavailable":
        yield "it crossed" if crossed else "it did not cross"
    raw = sandbox.raw()
    if any(secret.encode() in raw for secret in found.shown.secrets):
        yield "the hosted side saw a value as it was written"
