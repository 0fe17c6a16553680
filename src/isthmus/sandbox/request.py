"""A chat completion request as OpenAI's clients send it, read leniently but for its shape."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Struct


class RequestRefused(Exception):
    """A request that OpenAI would answer with 400: message, and the field to blame."""

    def __init__(self, message: str, param: str | None = None, code: str | None = None) -> None:
        super().__init__(message)
        self.message, self.param, self.code = message, param, code


class Message(Struct, frozen=True):
    role: str
    content: str | list[dict[str, Any]] | None = None
    tool_calls: list[dict[str, Any]] | None = None
    tool_call_id: str | None = None

    @property
    def text(self) -> str:
        """The text of the message: of a list of parts, its text parts, one to a line."""
        if isinstance(self.content, str):
            return self.content
        parts = (part.get("text") for part in self.content or ())
        return "\n".join(text for text in parts if isinstance(text, str))


class Function(Struct, frozen=True):
    name: str
    parameters: dict[str, Any] | None = None


class Tool(Struct, frozen=True):
    type: str = "function"
    function: Function | None = None


class StreamOptions(Struct, frozen=True):
    include_usage: bool = False


class ChatRequest(Struct, frozen=True):
    model: str
    messages: list[Message]
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    n: int | None = None
    tools: list[Tool] | None = None
    tool_choice: str | dict[str, Any] | None = None
    parallel_tool_calls: bool | None = None
    response_format: dict[str, Any] | None = None

    @property
    def last_user_text(self) -> str:
        return next((m.text for m in reversed(self.messages) if m.role == "user"), "")

    @property
    def functions(self) -> list[Function]:
        return [tool.function for tool in self.tools or () if tool.function is not None]


_decoder = msgspec.json.Decoder(ChatRequest)
MOST_CHOICES = 128


def read_request(body: bytes) -> ChatRequest:
    try:
        request = _decoder.decode(body)
    except msgspec.ValidationError as error:
        told, _, path = str(error).partition(" - at `$")
        missing = told.partition("missing required field `")[2].rstrip("`")
        raise RequestRefused(told, (path.strip(".`") or missing) or None) from None
    except msgspec.DecodeError:
        raise RequestRefused("The body of the request could not be parsed as JSON.") from None
    _check(request)
    return request


def _check(request: ChatRequest) -> None:
    if not request.messages:
        raise RequestRefused("[] is too short - 'messages'", "messages", "empty_array")
    if request.n is not None and not 1 <= request.n <= MOST_CHOICES:
        raise RequestRefused(f"'n' must lie between 1 and {MOST_CHOICES}.", "n")
    if request.stream_options is not None and not request.stream:
        raise RequestRefused("'stream_options' is allowed only when 'stream' is true.", "stream_options")
    _check_tool_messages(request.messages)


def _check_tool_messages(messages: list[Message]) -> None:
    """Each tool result answers a call of an earlier assistant message; else OpenAI refuses."""
    known: set[object] = set()
    for at, message in enumerate(messages):
        if message.role == "assistant":
            known.update(call.get("id") for call in message.tool_calls or ())
        elif message.role == "tool" and message.tool_call_id not in known:
            where = f"messages[{at}].tool_call_id"
            raise RequestRefused("A 'tool' message must answer a tool call of an earlier message.", where)
