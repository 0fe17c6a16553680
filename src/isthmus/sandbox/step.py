"""Steps: what the sandbox is told to do with its next requests."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterable, Sequence
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

Seconds = Annotated[float, Meta(ge=0, le=3600)]
Positive = Annotated[int, Meta(ge=1)]
Count = Annotated[int, Meta(ge=0)]
Style = Literal["plain", "echo", "forms", "hostile"]
Cut = Literal["before", "headers", "during", "after"]


class ErrorDetail(Struct, frozen=True, forbid_unknown_fields=True):
    """The inside of an OpenAI error body."""

    message: str
    type: str = "server_error"
    param: str | None = None
    code: str | None = None


class Call(Struct, frozen=True, forbid_unknown_fields=True):
    """A scripted tool call. `arguments` is sent as it stands, JSON or not."""

    name: str
    arguments: str = "{}"
    id: str | None = None


class Step(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """One behaviour, for the next `times` requests whose model is `match`.

    Which requests
        match           model name, exactly; without it, any model
        times           how many requests; null means for ever
    Before the answer
        latency         seconds before the headers
        body_latency    seconds between the headers and the first byte of the body
        status          HTTP status; 400 and above answer an OpenAI error body
        error           that error body, instead of the usual one for the status
        retry_after     the Retry-After header
        location        the Location header, for 301/302/303/307/308
        headers         further response headers
        content_type    instead of application/json or text/event-stream
        body            sent instead of any answer, exactly as it stands
    The answer
        style           plain | echo (the last user content and nothing else) | forms (that content in
                        a sentence, in brackets, a Markdown link, JSON) | hostile (exfiltrates what it saw)
        text            this text, exactly
        refusal         a refusal in `message.refusal`, no content
        calls           these tool calls, whether or not such tools were offered
        parallel        call every tool offered, not only the first
        finish          finish_reason, e.g. content_filter or length
        size            pad the text to at least this many bytes
        invent          append this many pseudonym-looking tokens that nobody gave
        usage           false: no usage anywhere
    Damage, done to the body and to each chunk of a stream
        malformed       the JSON stops in its middle
        remove          paths to leave out, e.g. choices.0.message.content; `*` is any key or index
        rename          path -> other key
        replace         path -> other JSON value
        ascii           JSON with \\uXXXX escapes for everything outside ASCII
    The stream
        chunk           characters in each content or arguments delta
        splits          positions at which the text is split, instead of `chunk`
        interleave      parallel tool calls: alternate their argument deltas
        pings           an SSE comment before each event
        crlf            lines end in CRLF
        empty_choices   a chunk with no choices before each event
        done            false: no `data: [DONE]`
        fail_after      after this many events comes an error event, and the stream ends
        unstreamed      answer with one JSON body although a stream was asked for
    The wire
        write_every     TCP writes of this many bytes, whatever the events are
        write_splits    positions in the body at which TCP writes are split
        pace            seconds between writes (each event is one write unless said otherwise)
    The end
        cut             the connection dies: before anything is sent, after the headers, during the
                        body, or after the whole body but without its proper end
        cut_after       during: after this many bytes of the body (default: half of it)
        reset           a TCP reset rather than an end of file
    """

    match: str | None = None
    times: Positive | None = 1

    latency: Seconds = 0.0
    body_latency: Seconds = 0.0
    status: Annotated[int, Meta(ge=200, le=599)] = 200
    error: ErrorDetail | None = None
    retry_after: str | None = None
    location: str | None = None
    headers: dict[str, str] = {}
    content_type: str | None = None
    body: str | None = None

    style: Style = "plain"
    text: str | None = None
    refusal: str | None = None
    calls: tuple[Call, ...] | None = None
    parallel: bool = False
    finish: str | None = None
    size: Count = 0
    invent: Count = 0
    usage: bool = True

    malformed: bool = False
    remove: tuple[str, ...] = ()
    rename: dict[str, str] = {}
    replace: dict[str, Any] = {}
    ascii: bool = False

    chunk: Positive = 12
    splits: tuple[Positive, ...] | None = None
    interleave: bool = False
    pings: bool = False
    crlf: bool = False
    empty_choices: bool = False
    done: bool = True
    fail_after: Count | None = None
    unstreamed: bool = False

    write_every: Positive | None = None
    write_splits: tuple[Positive, ...] | None = None
    pace: Seconds = 0.0

    cut: Cut | None = None
    cut_after: Count | None = None
    reset: bool = False

    def __post_init__(self) -> None:
        for name, positions in (("splits", self.splits), ("write_splits", self.write_splits)):
            if positions and any(a >= b for a, b in itertools.pairwise(positions)):
                raise ValueError(f"{name} must rise: each position greater than the one before")
        if self.write_every is not None and self.write_splits is not None:
            raise ValueError("write_every and write_splits exclude each other: give one of them")

    @property
    def edits(self) -> bool:
        return bool(self.remove or self.rename or self.replace)


DEFAULT = Step(times=None)

#: Behaviours a person may ask for by model name.
PRESETS: dict[str, Step] = {
    "sandbox": DEFAULT,
    "sandbox-echo": Step(style="echo"),
    "sandbox-forms": Step(style="forms"),
    "sandbox-hostile": Step(style="hostile"),
    "sandbox-parallel": Step(parallel=True),
    "sandbox-invent": Step(invent=3),
    "sandbox-unicode": Step(
        text="[sandbox] Grüße, 你好, שלום, नमस्ते, 👩‍👩‍👧‍👦 🇩🇪 e\u0301 \u202eright to left\u202c \u2028 end."
    ),
    "sandbox-refusal": Step(refusal="[sandbox] I cannot help with that."),
    "sandbox-filter": Step(text="[sandbox] The answer stops", finish="content_filter"),
    "sandbox-length": Step(text="[sandbox] The answer is too long and", finish="length"),
    "sandbox-huge": Step(size=8 * 1024 * 1024),
    "sandbox-slow": Step(latency=3.0, pace=0.05),
    "sandbox-drip": Step(write_every=1, pace=0.02),
    "sandbox-429": Step(status=429, retry_after="2"),
    "sandbox-500": Step(status=500),
    "sandbox-down": Step(status=503),
    "sandbox-401": Step(status=401),
    "sandbox-redirect": Step(status=307, location="https://elsewhere.invalid/v1/chat/completions"),
    "sandbox-cut": Step(cut="during"),
    "sandbox-cut-before": Step(cut="before"),
    "sandbox-cut-headers": Step(cut="headers"),
    "sandbox-cut-after": Step(cut="after"),
    "sandbox-malformed": Step(malformed=True),
    "sandbox-schema": Step(rename={"choices": "results"}, replace={"created": "yesterday"}),
    "sandbox-html": Step(content_type="text/html; charset=utf-8", body="<html>[sandbox] Bad gateway</html>"),
    "sandbox-no-usage": Step(usage=False),
    "sandbox-fail": Step(fail_after=3),
}


class ScriptError(ValueError):
    """A script that cannot be understood: says which step and which field."""


def read_script(data: bytes) -> tuple[Step, ...]:
    """Steps out of JSON: a list of them, or a single one."""
    try:
        return msgspec.json.decode(data, type=tuple[Step, ...])
    except msgspec.MsgspecError as error:
        try:
            return (msgspec.json.decode(data, type=Step),)
        except msgspec.MsgspecError as single:
            told = single if data.lstrip()[:1] == b"{" else error
            raise ScriptError(f"script refused: {told}; the fields of a step are in docs/sandbox.md") from None


class Script:
    """The steps still to come, in order. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._steps: list[tuple[Step, int | None]] = []

    def extend(self, steps: Iterable[Step]) -> None:
        with self._lock:
            self._steps.extend((step, step.times) for step in steps)

    def clear(self) -> None:
        with self._lock:
            self._steps.clear()

    def remaining(self) -> Sequence[tuple[Step, int | None]]:
        with self._lock:
            return tuple(self._steps)

    def take(self, model: str) -> Step:
        """The first step meant for `model`; without one, what the model's name stands for."""
        if self._steps:
            with self._lock:
                for at, (step, left) in enumerate(self._steps):
                    if step.match is None or step.match == model:
                        if left == 1:
                            del self._steps[at]
                        elif left is not None:
                            self._steps[at] = (step, left - 1)
                        return step
        return PRESETS.get(model, DEFAULT)
