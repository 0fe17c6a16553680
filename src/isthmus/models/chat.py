"""Kind `chat`: any endpoint that speaks OpenAI's chat wire, here or hosted. Bytes out, events back, no I/O.

llama.cpp's server, Ollama, vLLM and OpenAI itself are the same code: they differ in address, zone and credential.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import Any

from isthmus.domain.aside import LONG, aside
from isthmus.domain.errors import (
    AttemptFailed,
    StreamCut,
    UpstreamMalformed,
    UpstreamRateLimited,
    UpstreamRejected,
    UpstreamUnavailable,
)
from isthmus.domain.events import Begin, Delta, Event
from isthmus.domain.safe import Name
from isthmus.domain.seams import Response
from isthmus.wire import openai, sse

_OURS = "isthmus_"
_MENDABLE = frozenset({400, 413, 422})
"""The request itself is at fault, or was refused for what it says: asking elsewhere would go round that."""


class ChatModel:
    """A model behind HTTP. `version`, when set, is what its answers must name as their model."""

    def __init__(
        self,
        name: Name,
        zone: Name,
        *,
        model: str,
        url: str,
        credential: str = "",
        deadline: float = 60.0,
        fields: frozenset[str] = frozenset(),
        version: str = "",
    ) -> None:
        self.name, self.zone, self.upstream = name, zone, model
        self.url = url + "/chat/completions"
        self.deadline = deadline
        self.pin = version
        self.version = version or model
        self.encrypted = url.startswith("https://")
        self._fields = openai.FIELDS | fields
        self.headers: Mapping[str, str] = {
            "Content-Type": "application/json",
            "Accept-Encoding": "identity",
            "User-Agent": "isthmus",
            **({"Authorization": f"Bearer {credential}"} if credential else {}),
        }

    def __repr__(self) -> str:
        return f"<ChatModel {self.name}>"

    def wanted(self, tree: openai.Tree, *, streamed: bool) -> openai.Tree:
        """What this model is to be sent: fields it knows, our own metadata left out, usage asked for."""
        fields = self._fields
        sent: openai.Tree = {k: v for k, v in tree.items() if k in fields}
        sent["model"] = self.upstream
        if "metadata" in sent:
            kept = {k: v for k, v in (sent["metadata"] or {}).items() if not k.startswith(_OURS)}
            if kept:
                sent["metadata"] = kept
            else:
                del sent["metadata"]
        if streamed:
            sent["stream_options"] = {"include_usage": True}
        return sent

    async def whole(self, response: Response) -> list[Event]:
        """A whole answer. Raises a kind of `AttemptFailed`."""
        if response.status != 200:
            raise self._failure(response)
        body = await response.body()
        events = openai.whole(body) if len(body) <= LONG else await aside(len(body), openai.whole, body)
        self._check(events[0])
        return events

    async def batches(self, response: Response) -> AsyncGenerator[list[Event], None]:
        """A streamed answer as lists of events, as they arrive. Raises a kind of `AttemptFailed`."""
        if response.status != 200:
            raise self._failure(response)
        if "event-stream" not in response.header("content-type"):
            yield await self.whole(response)  # it was asked for a stream and gave a whole: that is its right
            return
        reader, done, begun = sse.Reader(), False, False
        finished = False
        async with aclosing(response.chunks()) as chunks:
            async for chunk in chunks:
                events: list[Event] = []
                broken: AttemptFailed | None = None
                try:
                    for data in reader.feed(chunk):
                        if data == sse.DONE:
                            done = True
                            break
                        if not begun:
                            begun = True
                            begin = openai.begin_of(data)
                            self._check(begin)
                            events.append(begin)
                        light = len(data) <= LONG
                        events += openai.chunk(data) if light else await aside(len(data), openai.chunk, data)
                except AttemptFailed as failed:
                    broken = failed  # what was said before it is given first, whether it came in one read or in two
                if events:
                    finished = finished or any(type(e) is Delta and e.finish is not None for e in events)
                    yield events
                if broken is not None:
                    raise broken
                if done:
                    break
        if not done and not finished:
            raise StreamCut("the model's stream ended before the answer did")

    def _check(self, begin: Any) -> None:
        if self.pin and isinstance(begin, Begin) and begin.model != self.pin:
            raise UpstreamMalformed(f"model `{self.name}` answers as another version than the pinned `{self.pin}`")

    def _failure(self, response: Response) -> AttemptFailed:
        status = response.status
        if status == 429:
            limited = UpstreamRateLimited(f"model `{self.name}` is rate limited")
            limited.retry_after = _retry_after(response.header("retry-after"))
            return limited
        if 300 <= status < 400:
            return UpstreamMalformed(f"model `{self.name}` answered with a redirect, which is not followed")
        if 400 <= status < 500:
            rejected = UpstreamRejected(f"model `{self.name}` refused the request with status {status}")
            if status in _MENDABLE:
                rejected.status, rejected.kind, rejected.final = status, "invalid_request_error", True
            return rejected
        return UpstreamUnavailable(f"model `{self.name}` failed with status {status}")


def _retry_after(text: str) -> float | None:
    try:
        return max(0.0, min(float(text), 3600.0))
    except ValueError:
        return None
