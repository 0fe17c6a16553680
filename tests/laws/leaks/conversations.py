"""Generated conversations: one for each integer, of some twenty kinds, with planted values in every place and writing.

A conversation is what an application would send, turn by turn; what was answered goes back in as history. Its shape is
drawn from one number and its secrets from another, so that two conversations may differ in their secrets alone.
"""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Callable
from random import Random
from typing import Any
from urllib.parse import quote

import msgspec

from isthmus.detect import Detector
from isthmus.sandbox import Step

from .values import KINDS, WORD, Kind, Planted, planted

Message = dict[str, Any]


class Turn(msgspec.Struct, frozen=True):
    """`says` is appended to the history, then asked, with `fields` beside it; `step` is how the model behaves.

    If the answer calls tools, each of `results` answers one call, and the model is asked again.
    """

    says: list[Message]
    fields: dict[str, Any] = {}
    step: Step = Step()
    results: tuple[str, ...] = ()


class Conversation(msgspec.Struct, frozen=True):
    """`mode` is the policy it is under, `canary` a word that no recogniser knows and that only models may see."""

    seed: int
    kind: str
    turns: tuple[Turn, ...]
    planted: tuple[Planted, ...]
    canary: str
    pieces: tuple[tuple[int, str, str], ...] = ()
    """Which value, in which writing, as which text: in the order in which they were written."""
    mode: str = "strict"
    sees: str = "*"
    headers: dict[str, str] = {}
    ladder: bool = False


# -- how a value is written again ------------------------------------------------------------------------------


def _units(text: str) -> str:
    raw = text.encode("utf-16-be").hex()
    return "".join(f"\\u{raw[at : at + 4]}" for at in range(0, len(raw), 4))


def _some_escaped(text: str) -> str:
    return json.dumps(text)[1:-1].replace("@", "\\u0040").replace("/", "\\/").replace(".", "\\u002e", 1)


WRITINGS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "upper": str.upper,
    "lower": str.lower,
    "glued": lambda v: f"x{v}x",
    "escaped": _some_escaped,
    "escaped twice": lambda v: json.dumps(_some_escaped(v))[1:-1],
    "every unit escaped": _units,
    "percent": lambda v: quote(v, safe=""),
    "percent, all": lambda v: "".join(f"%{b:02x}" for b in v.encode()),
    "form": lambda v: quote(v, safe=" ").replace(" ", "+"),
    "base64": lambda v: base64.b64encode(v.encode()).decode(),
    "base64, URL-safe": lambda v: base64.urlsafe_b64encode(v.encode()).decode().rstrip("="),
    "base64, inside": lambda v: base64.b64encode(b'{"to":"' + v.encode() + b'"}').decode(),
    "base64, login": lambda v: base64.b64encode(b"u:" + v.encode() + b"??").decode(),
    "hexadecimal": lambda v: v.encode().hex(),
    "HEXADECIMAL": lambda v: v.encode().hex().upper(),
    "HTML": html.escape,
    "HTML numbers": lambda v: "".join(f"&#{ord(c)};" for c in v),
}

FILLER = (
    "please look into it", "Grüße aus Köln", "naïve café e\u0301te\u0301", "请看一下", "\u202bשלום עולם\u202c",
    "👩‍👩‍👧‍👦 🇩🇪", "नमस्ते", "Ещё раз, спасибо", "as \"agreed\"", "back\\slash", "100 % & more", "<b>bold</b>",
    "line\nbreak", "tab\there",     "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 𐍈", "`code`", "it costs 12.50 EUR", "\ufeff", "…", "ﬁne print",
    "z̶̢a̷lgo", "C:\\new\\users\\uploads", "\\u00",
    "%", "%4", "&amp;", "=", "no. 7", "null", "true",
)  # fmt: skip
LOOKALIKES = (
    "EMAIL-bcdfbcdfbcdfbcdfbcdf", "TEXT-tttttttttttttttttttt", "xIBAN-bcdfghjklmnpqrstbcdfgh", "CARD-bcdf",
    "email-bcdfghjklmnpqrstbcdf", "TERM-bcdfghjklmnpqrstbcdf", "PHONE-bcdfghjklmnpqrstbcd\u0301", "IP-" + "q" * 21,
)  # fmt: skip
_GAPS = (" ", "\n", ", ", " — ", ". ", "; ", "\t", " | ")


class Ink:
    """Writes values into texts and remembers which, where and how."""

    def __init__(self, shape: Random, values: list[Planted], canary: str) -> None:
        self.shape, self.values, self.canary = shape, values, canary
        self.pieces: list[tuple[int, str, str]] = []

    def write(self, number: int, how: str) -> str:
        text = WRITINGS[how](self.values[number].text)
        self.pieces.append((number, how, text))
        return text

    def anchor(self, number: int) -> str:
        value = self.values[number]
        self.pieces.append((number, "plain", value.text))
        return value.anchor

    def said(self, number: int) -> str:
        """In a place where the value stands a second time."""
        return self.anchor(number)

    def filler(self) -> str:
        return self.shape.choice(FILLER)

    def prose(self, *, again: tuple[str, ...] = ("plain",), more: int = 2, only: list[int] | None = None) -> str:
        """Every value once where it is recognised, some again in another writing, words of many scripts between."""
        numbers = list(range(len(self.values))) if only is None else only
        said = [self.anchor(n) for n in numbers]
        for _ in range(self.shape.randrange(more + 1)):
            if numbers:
                said.append(self.write(self.shape.choice(numbers), self.shape.choice(again)))
        said += [self.filler() for _ in range(self.shape.randrange(1, 4))]
        said.append(self.canary)
        self.shape.shuffle(said)
        return "".join(piece + self.shape.choice(_GAPS) for piece in said)

    def tree(self, *, depth: int = 2) -> Any:
        """JSON with values as keys, strings and inside strings of JSON."""
        shape = self.shape
        choice = shape.randrange(7) if depth else shape.randrange(4)
        match choice:
            case 0 | 1:
                return self.said(shape.randrange(len(self.values)))
            case 2:
                return self.filler()
            case 3:
                return shape.choice([0, 7, -1.5, True, None, 12345, 10**12 + 7, "", [], {}])
            case 4:
                return [self.tree(depth=depth - 1) for _ in range(shape.randrange(3))]
            case 5:
                keys = [self.filler(), self.said(shape.randrange(len(self.values))), "note", "to"]
                return {key: self.tree(depth=depth - 1) for key in shape.sample(keys, shape.randrange(1, 4))}
            case _:
                return json.dumps(self.tree(depth=depth - 1), ensure_ascii=shape.random() < 0.5)

    def json(self, *, depth: int = 3) -> str:
        """A JSON text that holds each value, and possibly escapes what need not be escaped."""
        shape = self.shape
        said: dict[str, Any] = {"note": self.canary}
        for n in range(len(self.values)):
            said[shape.choice(["text", "remark", "said", "body"]) + str(n)] = self.anchor(n)
        said["more"] = self.tree(depth=depth)
        text = json.dumps(said, ensure_ascii=shape.random() < 0.5)
        if shape.random() < 0.4:
            text = text.replace("@", "\\u0040")
        if shape.random() < 0.4:
            text = text.replace("/", "\\/")
        return text


# -- the kinds ---------------------------------------------------------------------------------------------------


def _way(
    shape: Random, step: dict[str, Any] | None = None, *, streamed: bool | None = None
) -> tuple[dict[str, Any], Step]:
    """Whole or streamed, and how a stream is cut."""
    step = dict(step or {})
    if not (shape.random() < 0.6 if streamed is None else streamed):
        return {}, Step(**step)
    fields: dict[str, Any] = {"stream": True}
    if shape.random() < 0.4:
        fields["stream_options"] = {"include_usage": True}
    if shape.random() < 0.5:
        step["chunk"] = shape.choice([1, 2, 3, 5, 12, 40])
    else:
        step["splits"] = tuple(sorted(shape.sample(range(1, 400), shape.randrange(1, 30))))
    if shape.random() < 0.5:
        if shape.random() < 0.5:
            step["write_every"] = shape.choice([17, 61, 250])
        else:
            step["write_splits"] = tuple(sorted(shape.sample(range(1, 3000), shape.randrange(1, 12))))
    for flag in ("pings", "crlf", "empty_choices", "ascii", "interleave"):
        if shape.random() < 0.2:
            step[flag] = True
    return fields, Step(**step)


def _user(content: Any, **more: Any) -> Message:
    return {"role": "user", "content": content, **more}


def _style(shape: Random) -> dict[str, Any]:
    return {"style": shape.choice(["plain", "echo", "forms"])}


def prose(ink: Ink, shape: Random) -> dict[str, Any]:
    fields, step = _way(shape, _style(shape))
    return {"turns": (Turn([_user(ink.prose())], fields, step),)}


def writings(ink: Ink, shape: Random) -> dict[str, Any]:
    fields, step = _way(shape, _style(shape))
    return {"turns": (Turn([_user(ink.prose(again=tuple(WRITINGS), more=6))], fields, step),)}


def numbers(ink: Ink, shape: Random) -> dict[str, Any]:
    """Cards and identifiers as numbers of JSON, in tool results and arguments."""
    said: dict[str, Any] = {}
    for n, value in enumerate(ink.values):
        said[f"said{n}"] = ink.anchor(n)
        digits = value.text.replace(" ", "").replace("-", "")
        if digits.isdigit() and digits[0] != "0" and len(digits) < 20:
            ink.pieces.append((n, "digits", digits))
            said[f"number{n}"] = int(digits)
            said[f"list{n}"] = [int(digits), shape.randrange(10**6), {"in": int(digits)}]
    text = json.dumps(said)
    arguments = json.dumps({"a": said, "deep": json.dumps(said)})
    call = {"id": "call_1", "type": "function", "function": {"name": "look", "arguments": arguments}}
    says = [
        _user(ink.prose()), {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "call_1", "content": text},
    ]  # fmt: skip
    fields, step = _way(shape, {"style": "plain"})
    return {"turns": (Turn(says, fields, step), Turn([_user(text)], *_way(shape, _style(shape))))}


def _schema(ink: Ink, names: list[str]) -> dict[str, Any]:
    number = ink.shape.randrange(len(ink.values))
    return {
        "type": "object",
        "properties": {name: {"type": "string", "description": ink.anchor(number)} for name in names},
        "required": names,
    }


def _tool(ink: Ink, name: str) -> dict[str, Any]:
    names = ink.shape.sample(["text", "note", "body", "remark", "message"], 2)
    about = ink.anchor(ink.shape.randrange(len(ink.values))) + " " + ink.filler()
    return {"type": "function", "function": {"name": name, "description": about, "parameters": _schema(ink, names)}}


def tools(ink: Ink, shape: Random) -> dict[str, Any]:
    """Values in definitions; in arguments, which come back in pieces; and in results, twice round."""
    fields, step = _way(shape, {"parallel": shape.random() < 0.5})
    fields["tools"] = [_tool(ink, f"act_{n}") for n in range(shape.randrange(1, 4))]
    results = tuple(shape.choice([ink.prose, ink.json])() for _ in range(3))
    turns = [Turn([_user(ink.prose())], fields, step, results)]
    if shape.random() < 0.5:
        turns.append(Turn([_user(ink.prose(only=[0]))], fields, _way(shape, {"parallel": True})[1], results))
    return {"turns": tuple(turns)}


def tool_types(ink: Ink, shape: Random) -> dict[str, Any]:
    """Arguments that the model fills with single values of the type that it reads in their names."""
    names = ["email", "iban", "cardNumber", "ip", "mac", "text"]
    schema = {"type": "object", "properties": {name: {"type": "string"} for name in names}}
    fields, step = _way(shape)
    fields["tools"] = [{"type": "function", "function": {"name": "act", "parameters": schema}}]
    said = " ".join(ink.anchor(n) for n in range(len(ink.values)))
    return {"turns": (Turn([_user(said)], fields, step, (said,)),)}


def nested(ink: Ink, shape: Random) -> dict[str, Any]:
    """JSON in strings, and in strings of that."""
    text = ink.json()
    for _ in range(shape.randrange(3)):
        text = json.dumps({"payload": text, "again": [text]}, ensure_ascii=shape.random() < 0.5)
    fields, step = _way(shape, _style(shape))
    return {"turns": (Turn([_user(text)], fields, step), Turn([_user(ink.prose())], *_way(shape, _style(shape))))}


def structured(ink: Ink, shape: Random) -> dict[str, Any]:
    wanted = {"type": "json_object"}
    if shape.random() < 0.6:
        schema = _schema(ink, ["text", "note"])
        wanted = {"type": "json_schema", "json_schema": {"name": "reply", "schema": schema}}  # type: ignore[dict-item]
    fields, step = _way(shape, {"style": "plain"})
    said = shape.choice([ink.prose, ink.json])()
    return {"turns": (Turn([_user(said)], {**fields, "response_format": wanted}, step),)}


def turns(ink: Ink, shape: Random) -> dict[str, Any]:
    """Restored answers go back in as history. With an id of the conversation or without one."""
    many = tuple(
        Turn([_user(ink.prose(again=tuple(WRITINGS)))], *_way(shape, _style(shape)))
        for _ in range(shape.randrange(2, 5))
    )
    headers = {name: _in_header(ink) for name in ("conversation", "subject") if shape.random() < 0.5}
    return {"turns": many, "headers": {f"x-isthmus-{name}": said for name, said in headers.items()}}


def _in_header(ink: Ink) -> str:
    """The first value as a header can say it."""
    value = ink.values[0].text
    said = value if value.isascii() and value.isprintable() else quote(value)
    ink.pieces.append((0, "plain", said))
    return said


def headers(ink: Ink, shape: Random) -> dict[str, Any]:
    """A value where a word of ours is expected."""
    name = shape.choice(["purpose", "consent", "consent", "consent", "residency", "deadline-ms", "level"])
    fields, step = _way(shape)
    return {"turns": (Turn([_user(ink.prose())], fields, step),), "headers": {f"x-isthmus-{name}": _in_header(ink)}}


def places(ink: Ink, shape: Random) -> dict[str, Any]:
    """Everywhere but in the text: parts, names, metadata, the user, keys, stop words, what the reply should be."""
    some = range(len(ink.values))
    parts = [{"type": "text", "text": ink.anchor(n)} for n in some]
    says = [
        {"role": "system", "content": ink.filler(), "name": ink.anchor(shape.choice(some))[:200]},
        _user(parts, name=ink.anchor(shape.choice(some))),
        {"role": "assistant", "content": ink.filler(), "refusal": ink.anchor(shape.choice(some))},
        _user([{"type": "text", "text": ink.filler()}, {"type": "text", "text": ink.canary}]),
    ]
    fields, step = _way(shape, _style(shape))
    fields |= {
        "metadata": {ink.anchor(shape.choice(some)): ink.filler(), "ticket": ink.anchor(shape.choice(some))},
        "user": ink.anchor(shape.choice(some)),
        "stop": [ink.anchor(shape.choice(some))],
        "prompt_cache_key": ink.anchor(shape.choice(some)),
        "prediction": {"type": "content", "content": ink.anchor(shape.choice(some))},
        "logit_bias": {ink.anchor(shape.choice(some)): 1},
        "unknown_field": ink.anchor(shape.choice(some)),
        "tool_choice": "none",
        "tools": [{"type": "function", "function": {"name": "f", "parameters": {"properties": {ink.anchor(0): {}}}}}],
    }
    return {"turns": (Turn(says, fields, step),)}


ALONE = ("text", "part", "name", "user", "metadata", "key", "definition", "arguments", "result", "number", "escaped")


def alone(ink: Ink, shape: Random) -> dict[str, Any]:
    """A value in one place and nowhere else, so that nothing but looking there can find it."""
    places = [*ALONE, "number", "number"] if ink.values[0].text.isdigit() else [p for p in ALONE if p != "number"]
    return _alone(ink, shape.choice(places), *_way(shape, {"style": "echo"}))


def _alone(ink: Ink, place: str, fields: dict[str, Any], step: Step) -> dict[str, Any]:
    said = ink.anchor(0)
    says = [_user(ink.canary)]
    function: dict[str, Any] = {"name": "act", "arguments": "{}"}
    call = {
        "role": "assistant",
        "content": None,
        "tool_calls": [{"id": "c1", "type": "function", "function": function}],
    }
    result = {"role": "tool", "tool_call_id": "c1", "content": "done"}
    match place:
        case "text":
            says = [_user(said)]
        case "part":
            says = [_user([{"type": "text", "text": ink.canary}, {"type": "text", "text": said}])]
        case "name":
            says = [_user(ink.canary, name=said)]
        case "user" | "metadata":
            fields = {**fields, place: said if place == "user" else {"ticket": said}}
        case "key" | "definition":
            schema = {"type": "object", "properties": {said: {}} if place == "key" else {"a": {"description": said}}}
            tool = {"type": "function", "function": {"name": "act", "parameters": schema}}
            fields = {**fields, "tools": [tool], "tool_choice": "none"}
        case "arguments":
            function["arguments"] = json.dumps({"to": said})
            says = [*says, call, result]
        case "result":
            says = [*says, call, {**result, "content": json.dumps({"found": [said]})}]
        case "number":
            schema = {"type": "object", "properties": {"card": {"const": int(ink.write(0, "plain"))}}}
            tool = {"type": "function", "function": {"name": "act", "parameters": schema}}
            fields = {**fields, "tools": [tool], "tool_choice": "none"}
        case "escaped":
            says = [_user(json.dumps({"to": json.dumps({"a": said}).replace("@", "\\u0040")}))]
    return {"turns": (Turn(says, fields, step),)}


def hostile(ink: Ink, shape: Random) -> dict[str, Any]:
    """A model that calls everything with everything, cuts the text into words and puts each in a link."""
    said = " ".join(ink.anchor(n).strip(".,") for n in range(len(ink.values)))
    fields, step = _way(shape, {"style": "hostile"})
    if shape.random() < 0.5:
        fields["tools"] = [_tool_plain("send"), _tool_plain("save")]
    return {"turns": (Turn([_user(f"{said} and {ink.canary}")], fields, step),)}


def _tool_plain(name: str) -> dict[str, Any]:
    schema = {"type": "object", "properties": {"text": {"type": "string"}, "count": {"type": "integer"}}}
    return {"type": "function", "function": {"name": name, "parameters": schema}}


def lookalikes(ink: Ink, shape: Random) -> dict[str, Any]:
    """Pseudonyms in the caller's own text, and invented ones in the answer."""
    said = [ink.prose(), *shape.sample(LOOKALIKES, 4), ink.prose()]
    fields, step = _way(shape, {**_style(shape), "invent": 3})
    return {"turns": (Turn([_user(shape.choice(_GAPS).join(said))], fields, step),)}


def endings(ink: Ink, shape: Random) -> dict[str, Any]:
    """Refusals, answers that stop early, several answers at once."""
    step: dict[str, Any] = _style(shape)
    fields: dict[str, Any] = {}
    match shape.randrange(3):
        case 0:
            step["rename"] = {"choices.*.message.content": "refusal", "choices.*.delta.content": "refusal"}
        case 1:
            step["finish"] = shape.choice(["length", "content_filter"])
        case _:
            fields["n"] = shape.randrange(2, 5)
    more, way = _way(shape, step)
    return {"turns": (Turn([_user(ink.prose())], {**fields, **more}, way),)}


FAILURES: tuple[dict[str, Any], ...] = (
    {"status": 500}, {"status": 429, "retry_after": "1"}, {"status": 400}, {"status": 401}, {"cut": "before"},
    {"cut": "headers"}, {"cut": "during", "cut_after": 700}, {"malformed": True}, {"rename": {"choices": "results"}},
    {"body": "<html>bad gateway</html>", "content_type": "text/html"}, {"fail_after": 3}, {"status": 307},
    {"reset": True, "cut": "during", "cut_after": 20},
)  # fmt: skip


def failing(ink: Ink, shape: Random) -> dict[str, Any]:
    """What goes wrong on the other side, with and without another model to ask."""
    fields, step = _way(shape, {**_style(shape), **shape.choice(FAILURES)})
    good = Turn([_user(ink.prose(only=[0]))], *_way(shape, _style(shape)))
    return {"turns": (Turn([_user(ink.prose())], fields, step), good), "ladder": shape.random() < 0.5}


def entitled(ink: Ink, shape: Random) -> dict[str, Any]:
    """A caller who may see e-mail addresses and nothing else."""
    fields, step = _way(shape, _style(shape))
    return {"turns": (Turn([_user(ink.prose(again=tuple(WRITINGS)))], fields, step),), "sees": "email"}


BAD: tuple[Callable[[str], dict[str, Any]], ...] = (
    lambda v: {"model": v},
    lambda v: {"messages": [{"role": v, "content": "x"}]},
    lambda v: {"messages": [{"role": "user", "content": {v: v}}]},
    lambda v: {"messages": v},
    lambda v: {"temperature": v},
    lambda v: {"metadata": {v: {v: v}}},
    lambda v: {"metadata": {"isthmus_purpose": v}},
    lambda v: {"metadata": {"isthmus_level": v}},
    lambda v: {"metadata": {"isthmus_residency": v}},
    lambda v: {"metadata": {"isthmus_consent": v}},
    lambda v: {"metadata": {"isthmus_deadline_ms": v}},
    lambda v: {"stream_options": {"include_usage": v}},
    lambda v: {"n": v},
    lambda v: {"tools": {v: v}},
    lambda v: {"tools": [v]},
    lambda v: {"response_format": v},
    lambda v: {"messages": [{"role": "tool", "content": v, "tool_call_id": v}]},
    lambda v: {"stop": {v: v}},
)


def wrong(ink: Ink, shape: Random) -> dict[str, Any]:
    """Requests that are refused: what is wrong is named, and never quoted."""
    turns = []
    for bad in shape.sample(BAD, 5):
        number = shape.randrange(len(ink.values))
        fields, step = _way(shape)
        turns.append(Turn([_user(ink.prose())], {**fields, **bad(ink.anchor(number))}, step))
    return {"turns": tuple(turns)}


def every_split(ink: Ink, shape: Random) -> dict[str, Any]:
    """One small answer, split in two at every place, in the text and in the bytes."""
    said = f"{ink.values[0].text} {ink.anchor(0)}"
    ink.pieces.append((0, "plain", ink.values[0].text))
    size = len(said)
    once = [Turn([_user(said)], {"stream": True}, Step(style="echo", splits=(at,))) for at in range(1, size)]
    once.append(Turn([_user(said)], {"stream": True}, Step(style="echo", chunk=1, write_every=1)))
    return {"turns": tuple(once)}


WRITERS: tuple[Callable[[Ink, Random], dict[str, Any]], ...] = (
    prose, writings, numbers, tools, tool_types, nested, structured, turns, places, hostile, lookalikes, endings,
    failing, entitled, wrong, headers, alone, alone, tools, nested, turns, places,
)  # fmt: skip
_RARE = 40
"""Every so many conversations one is split at every place."""

_BLANK_FREE = {"email", "card", "iban", "ip", "mac", "jwt", "github_key", "openai_key", "phone_international"}
_TYPED = ("email", "iban", "card", "ipv4", "mac")


def conversation(seed: int, by: Detector, *, secrets: int | None = None, writer: str = "") -> Conversation:
    """The conversation of this number. `secrets` draws its values alone."""
    shape, drawn = Random(f"shape {seed}"), Random(f"secrets {seed if secrets is None else secrets}")
    write = WRITERS[seed % len(WRITERS)] if seed % _RARE != _RARE - 1 else every_split
    if writer:
        write = next(w for w in (*WRITERS, every_split) if w.__name__ == writer)
    mode = "strict" if shape.random() < 0.6 else "all"
    values = [planted(kind, drawn, by) for kind in _chosen(write.__name__, shape, mode)]
    ink = Ink(shape, values, f"canary{Random(f'canary {seed}').getrandbits(48):012x}")
    said = write(ink, shape)
    return Conversation(
        seed, write.__name__, planted=tuple(values), canary=ink.canary, pieces=tuple(ink.pieces), mode=mode, **said
    )


def _chosen(writer: str, shape: Random, mode: str) -> list[Kind]:
    """Which kinds of values: those that the model of this kind of conversation can be trusted to treat as one word."""
    secret = mode == "all" or shape.random() < 0.15
    kinds = [k for k in KINDS if secret or not _is_secret(k)]
    if writer == "tool_types":
        names = shape.sample(_TYPED, 2)
        return [shape.choice([k for k in kinds if k.recogniser == name and _one_word(k)]) for name in names]
    if writer == "hostile":
        kinds = [k for k in kinds if k.example.replace("@", "").replace(".", "").replace("-", "").isalnum()]
        return shape.sample(kinds, shape.randrange(1, 4))
    if writer == "alone":
        cards = [k for k in kinds if k.recogniser == "card" and k.example.isdigit()]
        return [shape.choice(cards if shape.random() < 0.5 else [k for k in kinds if k.recogniser == "email"])]
    if writer == "every_split":
        return [shape.choice([k for k in kinds if len(k.example) < 24])]
    chosen = shape.sample(kinds, shape.randrange(1, 5))
    if shape.random() < 0.3:
        chosen.append(WORD)
    if shape.random() < 0.3:
        chosen.append(shape.choice([k for k in KINDS if k.recogniser in ("email", "card", "iban")]))
    return chosen


def _one_word(kind: Kind) -> bool:
    if kind.recogniser == "iban":
        return kind.example.isalnum() and kind.example.isupper()
    return not set(" '") & set(kind.example) and (kind.recogniser != "mac" or "." not in kind.example)


def _is_secret(kind: Kind) -> bool:
    name = kind.recogniser
    return name.endswith("_key") or name in {
        "private_key", "url_credentials", "jwt", "bearer", "password", "password_assigned", "password_in_prose",
    }  # fmt: skip
