"""OpenAI's chat wire: request bytes to a tree, answer bytes to events, events to answer bytes.

Answers are decoded by type: what a provider adds that we do not know does not pass, what it changes is
an `UpstreamMalformed` before a user sees it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Raw, Struct, UnsetType

from isthmus.domain.errors import (
    AttemptFailed,
    BadRequest,
    IsthmusError,
    TooLarge,
    UpstreamMalformed,
    UpstreamUnavailable,
)
from isthmus.domain.events import Begin, Delta, Event, ToolDelta, Usage
from isthmus.domain.lots import breathe
from isthmus.domain.models import Question, Turn
from isthmus.wire import pieces

Tree = dict[str, Any]


# -- requests ---------------------------------------------------------------------------------------------------


class _Message(Struct):
    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[dict[str, Any]] | None = None
    name: str | None = None
    tool_calls: list[dict[str, Any]] | None = None
    tool_call_id: str | None = None
    refusal: str | None = None


class _StreamOptions(Struct):
    include_usage: bool = False


class Shape(Struct):
    """What every chat request must look like; further fields are the model's business."""

    model: Annotated[str, msgspec.Meta(min_length=1)]
    messages: Annotated[list[_Message], msgspec.Meta(min_length=1)]
    stream: bool | None = None
    stream_options: _StreamOptions | None = None
    n: Annotated[int, msgspec.Meta(ge=1, le=128)] | None = None
    temperature: float | None = None
    top_p: float | None = None
    max_tokens: Annotated[int, msgspec.Meta(ge=1)] | None = None
    max_completion_tokens: Annotated[int, msgspec.Meta(ge=1)] | None = None
    stop: str | list[str] | None = None
    tools: list[dict[str, Any]] | None = None
    tool_choice: str | dict[str, Any] | None = None
    response_format: dict[str, Any] | None = None
    metadata: dict[str, str] | None = None
    user: str | None = None

    @property
    def streamed(self) -> bool:
        return bool(self.stream)

    @property
    def usage_wanted(self) -> bool:
        return bool(self.stream_options and self.stream_options.include_usage)

    @property
    def structured(self) -> bool:
        """Whether the answer's text is itself JSON."""
        return self.response_format is not None and self.response_format.get("type") != "text"


_shape = msgspec.json.Decoder(Shape)
_tree = msgspec.json.Decoder()
encode = msgspec.json.Encoder().encode

FIELDS = frozenset(
    """messages model stream stream_options n temperature top_p max_tokens max_completion_tokens stop tools tool_choice
    response_format metadata user frequency_penalty presence_penalty logit_bias logprobs top_logprobs seed
    parallel_tool_calls service_tier store reasoning_effort verbosity modalities audio prediction functions
    function_call safety_identifier prompt_cache_key prompt_cache_retention prompt_cache_options moderation
    web_search_options""".split()
)
"""Request fields of OpenAI's chat wire; any other passes only to a model that lists it."""


_NOT_JSON = (msgspec.DecodeError, UnicodeDecodeError)
_UNREADABLE = (*_NOT_JSON, RecursionError)


_SIGNS, _QUOTE = (b",", b"[", b"{"), b'"'


def _has_more(body: bytes, nodes: int) -> bool:
    """Whether JSON has more values, lists and objects than this, told before any of them is made."""
    if len(body) <= 2 * nodes or _signs(body, 0, len(body)) <= nodes:
        return False
    at = count = 0
    while count <= nodes and at < len(body):
        start = body.find(_QUOTE, at)
        start = len(body) if start < 0 else start
        count += _signs(body, at, start) if start > at + 1 else body[at] in b",[{"
        at = pieces.string_end(body, start + 1)
    return count > nodes


def _signs(body: bytes, at: int, end: int) -> int:
    """How many stand there of what comes before a value, or begins a list or an object."""
    step = pieces.PIECE
    count = 0
    for low in range(at, end, step):
        breathe()
        count += sum([body.count(sign, low, min(low + step, end)) for sign in _SIGNS])
    return count


def read(body: bytes, nodes: int = 200_000) -> tuple[Shape, Tree]:
    """A chat request, checked. Raises `BadRequest` naming the field, never its content, or `TooLarge`."""
    if _has_more(body, nodes):
        raise TooLarge(f"the request has more than {nodes} values, lists and objects")
    try:
        if len(body) <= pieces.PIECE:
            shape, tree = _shape.decode(body), _tree.decode(body)
        else:
            tree = pieces.decode(body)
            shape = msgspec.convert(tree, Shape)
    except msgspec.ValidationError as wrong:
        reason, _, where = str(wrong).partition(" - at ")
        param = where.strip("`").removeprefix("$.") or None
        raise BadRequest(f"{_without_values(reason)}{f' at {param}' if param else ''}", param=param) from None
    except _NOT_JSON:
        raise BadRequest("the body is not JSON in UTF-8", code="invalid_json") from None
    except RecursionError:
        raise BadRequest("the body is nested too deeply", code="request_too_deep") from None
    return shape, tree


def _without_values(reason: str) -> str:
    """msgspec names the value where an enumeration does not fit; an error message must not (law 6)."""
    return "Invalid enum value" if reason.startswith("Invalid enum value") else reason


def question(tree: Tree) -> Question:
    """The turns as text and the metadata: what a local model looks at."""
    turns = tuple(Turn(m["role"], _text(m.get("content"))) for m in tree["messages"])
    return Question(turns, tree.get("metadata") or {})


def _text(content: object) -> str:
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        return "\n".join(p["text"] for p in content if isinstance(p, dict) and isinstance(p.get("text"), str))
    return ""


# -- answers of a model -----------------------------------------------------------------------------------------


Count = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
Place = Annotated[int, msgspec.Meta(ge=0, le=2**16)]


class _Function(Struct):
    name: str | None = None
    arguments: str | None = None


class _ToolCall(Struct):
    index: Place = 0
    id: str | None = None
    function: _Function | None = None


class _Body(Struct):
    """A message or a delta."""

    role: str | None = None
    content: str | None = None
    refusal: str | None = None
    tool_calls: list[_ToolCall] | None = None


class _Choice(Struct):
    index: Place = 0
    delta: _Body = msgspec.field(default_factory=_Body)
    finish_reason: str | None = None
    logprobs: dict[str, Any] | None = None


class _WholeChoice(Struct):
    index: Place
    message: _Body
    finish_reason: str | None
    logprobs: dict[str, Any] | None = None


class _PromptDetails(Struct):
    cached_tokens: Count | None = None


class _CompletionDetails(Struct):
    reasoning_tokens: Count | None = None


class _Usage(Struct):
    prompt_tokens: Count = 0
    completion_tokens: Count = 0
    prompt_tokens_details: _PromptDetails | None = None
    completion_tokens_details: _CompletionDetails | None = None


class _Chunk(Struct):
    choices: list[_Choice]
    model: str = ""
    id: str = ""
    usage: _Usage | None = None


class _Whole(Struct):
    choices: Annotated[list[_WholeChoice], msgspec.Meta(min_length=1)]
    model: str = ""
    id: str = ""
    usage: _Usage | None = None


class _Failure(Struct):
    error: Any


_chunk = msgspec.json.Decoder(_Chunk)
_failure = msgspec.json.Decoder(_Failure)
_whole = msgspec.json.Decoder(_Whole)


def _usage(usage: _Usage) -> Usage:
    prompt, completion = usage.prompt_tokens_details, usage.completion_tokens_details
    return Usage(
        prompt=usage.prompt_tokens,
        completion=usage.completion_tokens,
        cached=(prompt.cached_tokens or 0) if prompt else 0,
        reasoning=(completion.reasoning_tokens or 0) if completion else 0,
    )


def _tools(calls: list[_ToolCall] | None) -> tuple[ToolDelta, ...]:
    if not calls:
        return ()
    return tuple(
        ToolDelta(c.index, c.id, c.function.name if c.function else None, c.function.arguments if c.function else None)
        for c in calls
    )


def _logprobs(said: dict[str, Any] | None) -> Raw | None:
    """Written anew: bytes of a provider's own could break the framing of a stream, or be no text at all."""
    return None if said is None else Raw(encode(said))


def whole(body: bytes) -> list[Event]:
    """The events of a whole answer. Raises `UpstreamMalformed`."""
    try:
        answer = _whole.decode(body)
    except _UNREADABLE:
        raise UpstreamMalformed("the model's answer is not a chat completion") from None
    events: list[Event] = [Begin(model=answer.model, upstream_id=answer.id)]
    for choice in answer.choices:
        m = choice.message
        calls = _tools(m.tool_calls)
        if len(calls) > 1 and all(c.index == 0 for c in calls):  # a whole answer numbers them by their place
            calls = tuple(msgspec.structs.replace(c, index=i) for i, c in enumerate(calls))
        events.append(
            Delta(
                choice.index, m.role, m.content, m.refusal, calls, choice.finish_reason or "stop",
                _logprobs(choice.logprobs),
            )
        )
    if answer.usage:
        events.append(_usage(answer.usage))
    return events


def chunk(data: bytes) -> list[Event]:
    """The events of one streamed chunk. Raises `UpstreamMalformed`."""
    answer = _read_chunk(data)
    events: list[Event] = []
    for choice in answer.choices:
        d = choice.delta
        events.append(
            Delta(
                choice.index, d.role, d.content, d.refusal,
                _tools(d.tool_calls) if d.tool_calls else (), choice.finish_reason, _logprobs(choice.logprobs),
            )
        )
    if answer.usage:
        events.append(_usage(answer.usage))
    return events


def begin_of(data: bytes) -> Begin:
    """Who answers, from the first chunk of a stream."""
    answer = _read_chunk(data)
    return Begin(model=answer.model, upstream_id=answer.id)


def _read_chunk(data: bytes) -> _Chunk:
    try:
        return _chunk.decode(data)
    except _UNREADABLE:
        raise _not_a_chunk(data) from None


def _not_a_chunk(data: bytes) -> AttemptFailed:
    try:
        _failure.decode(data)
    except _UNREADABLE:
        return UpstreamMalformed("an event of the model's stream is not a chat completion chunk")
    return UpstreamUnavailable("the model's stream reported an error of its own")


# -- answers to the caller --------------------------------------------------------------------------------------


class _OutFunction(Struct, omit_defaults=True):
    name: str | UnsetType = UNSET
    arguments: str | UnsetType = UNSET


class _OutTool(Struct, omit_defaults=True):
    index: int | UnsetType = UNSET
    id: str | UnsetType = UNSET
    type: str | UnsetType = UNSET
    function: _OutFunction | UnsetType = UNSET


class _OutBody(Struct):
    role: str | UnsetType = UNSET
    content: str | UnsetType | None = UNSET
    refusal: str | UnsetType | None = UNSET
    tool_calls: list[_OutTool] | UnsetType = UNSET


class _OutChoice(Struct):
    index: int
    message: _OutBody | UnsetType
    delta: _OutBody | UnsetType
    logprobs: Raw | None
    finish_reason: str | None


class _Out(Struct):
    id: str
    object: str
    created: int
    model: str
    choices: list[_OutChoice]
    usage: Any = UNSET
    isthmus: Any = UNSET


def _out_usage(usage: Usage) -> dict[str, Any]:
    return {
        "prompt_tokens": usage.prompt,
        "completion_tokens": usage.completion,
        "total_tokens": usage.prompt + usage.completion,
        "prompt_tokens_details": {"cached_tokens": usage.cached},
        "completion_tokens_details": {"reasoning_tokens": usage.reasoning},
    }


def fold(events: Iterable[Event], *, id: str, created: int, model: str) -> bytes:
    """A whole answer: the bytes of one chat completion."""
    choices: dict[int, Delta] = {}
    usage = _NO_USAGE
    for event in events:
        if type(event) is Delta:
            said = choices.get(event.choice)
            choices[event.choice] = event if said is None else _further(said, event)
        elif type(event) is Usage:
            usage = event
    made = [_choice(said) for said in choices.values()]
    if len(made) > 1:
        made.sort(key=attrgetter("index"))
    return encode(_Out(id, "chat.completion", created, model, made, _out_usage(usage)))


_NO_USAGE = Usage()


def _further(said: Delta, more: Delta) -> Delta:
    """What was said of a choice so far, and what comes behind it."""
    return Delta(
        said.choice, said.role, _behind(said.text, more.text), _behind(said.refusal, more.refusal),
        said.tools + more.tools, more.finish or said.finish, said.logprobs if more.logprobs is None else more.logprobs,
    )  # fmt: skip


def _behind(text: str | None, more: str | None) -> str | None:
    return text if more is None else more if text is None else text + more


def _choice(said: Delta) -> _OutChoice:
    body = _OutBody("assistant", said.text, said.refusal)
    if said.tools:
        body.tool_calls = _calls(said.tools)
    return _OutChoice(said.choice, body, UNSET, said.logprobs, said.finish or "stop")


def _calls(tools: Iterable[ToolDelta]) -> list[_OutTool]:
    """Each call whole, in their order."""
    calls: dict[int, list[str]] = {}
    for tool in tools:
        call = calls.setdefault(tool.index, ["", "", ""])
        call[0] = tool.id or call[0]
        call[1] += tool.name or ""
        call[2] += tool.arguments or ""
    return [
        _OutTool(id=i, type="function", function=_OutFunction(name=n, arguments=a))
        for i, n, a in (calls[k] for k in sorted(calls))
    ]


class Writer:
    """Events to the bytes of a stream, one writer per answer, framed as OpenAI does: of each choice the role comes
    first and the finish last, in a chunk of its own; `usage` is null in every chunk but its own.

    The chunk that finishes the answer is held back until the end is known, because our account travels in it:
    a chunk of its own, without choices, would surprise clients that did not ask for usage.
    """

    __slots__ = ("_begun", "_created", "_head", "_id", "_last", "_model", "_tail", "_usage_wanted", "usage")

    def __init__(self, *, id: str, created: int, model: str, usage_wanted: bool) -> None:
        self._id, self._created, self._model, self._usage_wanted = id, created, model, usage_wanted
        self._begun: set[int] = set()
        self._last: Delta | None = None
        self.usage: Usage | None = None
        shell = encode({"id": id, "object": "chat.completion.chunk", "created": created, "model": model})
        self._head = b"data: " + shell[:-1] + b',"choices":[{"index":0,"delta":{"content":'
        null = b',"usage":null' if usage_wanted else b""
        self._tail = b'},"logprobs":null,"finish_reason":null}]' + null + b"}\n\n"

    def write(self, events: Sequence[Event]) -> bytes:
        pieces = []
        for event in events:
            if type(event) is Delta:
                if event.finish is not None:
                    pieces.append(self._finish(event))
                elif _says(event) or event.choice not in self._begun:
                    pieces.append(self._delta(event))
            elif type(event) is Usage:
                self.usage = event
        return b"".join(pieces)

    def _finish(self, d: Delta) -> bytes:
        held, self._last = self._last, Delta(d.choice, finish=d.finish)
        finished = self._event(self._chunk(held)) if held is not None else b""
        if _says(d) or d.choice not in self._begun:
            finished += self._delta(msgspec.structs.replace(d, finish=None))
        return finished

    def _delta(self, d: Delta) -> bytes:
        begins = d.choice not in self._begun
        plain = not (begins or d.choice or d.tools) and d.refusal is None and d.logprobs is None
        if plain and d.text is not None:
            return self._head + encode(d.text) + self._tail
        self._begun.add(d.choice)
        return self._event(self._chunk(d, begins=begins))

    def _chunk(self, d: Delta, *, begins: bool = False) -> _Out:
        body = _OutBody(
            role="assistant" if begins else UNSET,
            content=UNSET if d.text is None else d.text,
            refusal=UNSET if d.refusal is None else d.refusal,
            tool_calls=[_out_tool(t) for t in d.tools] if d.tools else UNSET,
        )
        return self._out([_OutChoice(d.choice, UNSET, body, d.logprobs, d.finish)])

    def _out(self, choices: list[_OutChoice]) -> _Out:
        out = _Out(self._id, "chat.completion.chunk", self._created, self._model, choices)
        if self._usage_wanted:
            out.usage = None
        return out

    def end(self, account: Any) -> bytes:
        """The last events: the finish, usage where it was asked for, our own account, and `[DONE]`."""
        begun = b"" if self._begun else self._delta(Delta())
        finish = self._chunk(self._last or Delta(finish="stop"))
        if not self._usage_wanted:
            finish.isthmus = account
            return begun + self._event(finish) + b"data: [DONE]\n\n"
        last = self._out([])
        last.usage, last.isthmus = _out_usage(self.usage or Usage()), account
        return begun + self._event(finish) + self._event(last) + b"data: [DONE]\n\n"

    def error(self, error: IsthmusError) -> bytes:
        return b"data: " + error_body(error) + b"\n\n"

    def _event(self, out: _Out) -> bytes:
        return b"data: " + encode(out) + b"\n\n"


def _says(d: Delta) -> bool:
    return bool(d.text or d.refusal or d.tools) or d.logprobs is not None


def _out_tool(tool: ToolDelta) -> _OutTool:
    out = _OutTool(index=tool.index)
    if tool.id is not None:
        out.id, out.type = tool.id, "function"
    if tool.name is not None or tool.arguments is not None:
        out.function = _OutFunction(
            name=UNSET if tool.name is None else tool.name,
            arguments=UNSET if tool.arguments is None else tool.arguments,
        )
    return out


def error_body(error: IsthmusError) -> bytes:
    return encode(
        {"error": {"message": error.message, "type": error.kind, "param": error.param, "code": error.code}}
    )
