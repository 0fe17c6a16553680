"""OpenAI's bodies: a whole completion, its chunks, and errors."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

from isthmus.sandbox.answer import Reply
from isthmus.sandbox.request import ChatRequest
from isthmus.sandbox.step import ErrorDetail, Step

Json = dict[str, Any]
FINGERPRINT = "fp_sandbox"
_SIZE_CHUNK = 16 * 1024  # of oversized answers, unless the step says otherwise

_ERRORS = {
    400: ErrorDetail("[sandbox] The request was refused.", "invalid_request_error"),
    401: ErrorDetail("[sandbox] Incorrect API key provided.", "invalid_request_error", code="invalid_api_key"),
    403: ErrorDetail("[sandbox] This is not permitted.", "invalid_request_error", code="forbidden"),
    404: ErrorDetail("[sandbox] There is no such model.", "invalid_request_error", "model", "model_not_found"),
    429: ErrorDetail("[sandbox] Rate limit reached.", "requests", code="rate_limit_exceeded"),
    500: ErrorDetail("[sandbox] The server had an error."),
    503: ErrorDetail("[sandbox] The server is overloaded.", code="service_unavailable"),
}


class Stamp:
    """What identifies one answer: its number, its second, the model it names."""

    __slots__ = ("created", "id", "model", "number")

    def __init__(self, number: int, created: int, model: str) -> None:
        self.number, self.created = number, created
        self.id = f"chatcmpl-sandbox-{number}"
        self.model = model if model.startswith("sandbox") else f"sandbox/{model}"

    def call_id(self, choice: int, call: int) -> str:
        return f"call_sandbox_{self.number}_{choice}_{call}"


def error_body(status: int, detail: ErrorDetail | None = None) -> Json:
    detail = detail or _ERRORS.get(status) or ErrorDetail(f"[sandbox] Status {status}.", _error_type(status))
    return {"error": {"message": detail.message, "type": detail.type, "param": detail.param, "code": detail.code}}


def _error_type(status: int) -> str:
    return "invalid_request_error" if status < 500 else "server_error"


def completion(request: ChatRequest, step: Step, reply: Reply, stamp: Stamp) -> Json:
    body: Json = {
        "id": stamp.id,
        "object": "chat.completion",
        "created": stamp.created,
        "model": stamp.model,
        "choices": [_choice(reply, stamp, index) for index in range(request.n or 1)],
        "service_tier": "default",
        "system_fingerprint": FINGERPRINT,
    }
    if step.usage:
        body["usage"] = _usage(request, reply)
    return body


def _choice(reply: Reply, stamp: Stamp, index: int) -> Json:
    message: Json = {"role": "assistant", "content": reply.content, "refusal": reply.refusal, "annotations": []}
    if reply.calls:
        message["tool_calls"] = [
            {
                "id": call.id or stamp.call_id(index, at),
                "type": "function",
                "function": {"name": call.name, "arguments": call.arguments},
            }
            for at, call in enumerate(reply.calls)
        ]
    return {"index": index, "message": message, "logprobs": None, "finish_reason": reply.finish}


def _usage(request: ChatRequest, reply: Reply) -> Json:
    """Tokens are words here: a count that stays the same when a word is replaced by another."""
    prompt = sum(len(message.text.split()) for message in request.messages)
    said = [reply.content or "", reply.refusal or "", *(call.arguments for call in reply.calls)]
    answered = sum(len(text.split()) for text in said) * (request.n or 1)
    return {
        "prompt_tokens": prompt,
        "completion_tokens": answered,
        "total_tokens": prompt + answered,
        "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
        "completion_tokens_details": {
            "reasoning_tokens": 0,
            "audio_tokens": 0,
            "accepted_prediction_tokens": 0,
            "rejected_prediction_tokens": 0,
        },
    }


def chunks(request: ChatRequest, step: Step, reply: Reply, stamp: Stamp) -> Iterator[Json]:
    """The completion as OpenAI streams it: a role, deltas, a finish, and the usage if it was asked for."""
    wants_usage = step.usage and request.stream_options is not None and request.stream_options.include_usage
    for choices in _choices(request, step, reply, stamp):
        chunk = _chunk(stamp, choices)
        if wants_usage:
            chunk["usage"] = None
        yield chunk
    if wants_usage:
        yield {**_chunk(stamp, []), "usage": _usage(request, reply)}


def _chunk(stamp: Stamp, choices: list[Json]) -> Json:
    return {
        "id": stamp.id,
        "object": "chat.completion.chunk",
        "created": stamp.created,
        "model": stamp.model,
        "service_tier": "default",
        "system_fingerprint": FINGERPRINT,
        "choices": choices,
    }


def _choices(request: ChatRequest, step: Step, reply: Reply, stamp: Stamp) -> Iterator[list[Json]]:
    indices = range(request.n or 1)
    opening = {"role": "assistant", "content": None if reply.calls else "", "refusal": None}
    for index in indices:
        yield [_delta(index, opening)]
    for name, text in (("content", reply.content), ("refusal", reply.refusal)):
        for piece in split(text or "", step):
            for index in indices:
                yield [_delta(index, {name: piece})]
    for delta in _call_deltas(step, reply):
        for index in indices:
            yield [_delta(index, {"tool_calls": [_with_id(delta, stamp, index)]})]
    for index in indices:
        yield [_delta(index, {}, reply.finish)]


def _delta(index: int, delta: Json, finish: str | None = None) -> Json:
    return {"index": index, "delta": delta, "logprobs": None, "finish_reason": finish}


def _with_id(delta: Json, stamp: Stamp, choice: int) -> Json:
    if "type" not in delta or delta["id"] is not None:
        return delta
    return {**delta, "id": stamp.call_id(choice, delta["index"])}


def _call_deltas(step: Step, reply: Reply) -> Iterator[Json]:
    dialogues = [
        list(_call_dialogue(at, call.id, call.name, split(call.arguments, step))) for at, call in enumerate(reply.calls)
    ]
    if not step.interleave:
        for dialogue in dialogues:
            yield from dialogue
        return
    for turn in range(max(map(len, dialogues), default=0)):
        yield from (dialogue[turn] for dialogue in dialogues if turn < len(dialogue))


def _call_dialogue(at: int, call_id: str | None, name: str, pieces: Iterator[str]) -> Iterator[Json]:
    yield {"index": at, "id": call_id, "type": "function", "function": {"name": name, "arguments": ""}}
    for piece in pieces:
        yield {"index": at, "function": {"arguments": piece}}


def split(text: str, step: Step) -> Iterator[str]:
    """The text in the pieces that the step asks for; no piece is empty."""
    if step.splits is not None:
        bounds = [0, *(at for at in step.splits if at < len(text)), len(text)]
        for start, end in itertools.pairwise(bounds):
            if start < end:
                yield text[start:end]
        return
    every = max(step.chunk, _SIZE_CHUNK) if step.size else step.chunk
    for start in range(0, len(text), every):
        yield text[start : start + every]
