"""An answer is a stream of events; a whole answer is their fold (`wire.openai.fold`)."""

from __future__ import annotations

import msgspec


class ToolDelta(msgspec.Struct, frozen=True, gc=False):
    """A piece of one tool call. `arguments` is a piece of JSON text."""

    index: int
    id: str | None = None
    name: str | None = None
    arguments: str | None = None


class Begin(msgspec.Struct, frozen=True, gc=False):
    """An answer begins. `confidence` is None where the model gives none."""

    model: str
    confidence: float | None = None
    rule: str | None = None
    upstream_id: str = ""


class Delta(msgspec.Struct, frozen=True, gc=False):
    """A piece of choice number `choice`. `logprobs` stays in the wire's own bytes."""

    choice: int = 0
    role: str | None = None
    text: str | None = None
    refusal: str | None = None
    tools: tuple[ToolDelta, ...] = ()
    finish: str | None = None
    logprobs: msgspec.Raw | None = None


class Usage(msgspec.Struct, frozen=True, gc=False):
    """Tokens, in disjoint classes: `prompt` counts all input, `cached` the part of it read from a cache."""

    prompt: int = 0
    completion: int = 0
    cached: int = 0
    reasoning: int = 0


Event = Begin | Delta | Usage
