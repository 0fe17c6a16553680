"""A JSON tree as parts: every scalar and every key of what came in, as text for the detector.

What cannot be read as text (images, audio, files, parts of unknown shape) is named, and counts as restricted (law 4).
Words of the wire itself, such as the key `messages` or the role `user`, are no content.
"""

from __future__ import annotations

from typing import Any

import msgspec

from isthmus.domain.breath import LOT
from isthmus.domain.content import DEFINITION, INSTRUCTION, KEY, LABEL, NAME
from isthmus.domain.errors import TooLarge
from isthmus.domain.lots import each
from isthmus.wire import opaque, unread
from isthmus.wire.opaque import long_run
from isthmus.wire.unread import MARKS, carried

WORDS = frozenset(
    """role content name type text user assistant system developer tool function tools tool_calls tool_call_id
    arguments parameters properties required description strict model messages stream stream_options include_usage
    temperature top_p n stop max_tokens max_completion_tokens presence_penalty frequency_penalty logit_bias logprobs
    top_logprobs seed response_format json_schema json_object schema object string number integer boolean array null
    items enum additionalProperties anyOf oneOf allOf title default format minimum maximum id index image_url url
    detail auto none metadata parallel_tool_calls tool_choice service_tier store reasoning_effort verbosity
    low medium high refusal modalities prediction safety_identifier prompt_cache_key $defs $ref $schema minLength
    maxLength minItems maxItems pattern const""".split()
)
"""Texts that are never content, wherever they stand: the wire's and JSON Schema's own vocabulary."""


_FIELDS = {
    **dict.fromkeys(("tools", "functions", "response_format", "tool_choice"), DEFINITION),
    **dict.fromkeys(("system", "instructions"), INSTRUCTION),
}
_TELLING = ("system", "developer")
"""Fields of a request, and roles of messages."""
_WHOLE = frozenset(["name", "id", "tool_call_id", "call_id"])


class Parts(msgspec.Struct, frozen=True):
    """`texts` in the order they stand, a key directly before its value, and of each its kind. `unread` names the kinds
    of content that no text recogniser can read."""

    texts: list[str]
    unread: frozenset[str] = frozenset()
    kinds: bytes = b""


class _TooDeep(Exception):
    """Carries the news up to where the limit is known."""


class _Kept:
    """What a walk has found so far, and how many characters of JSON in strings it may still read."""

    __slots__ = ("left", "marks", "texts", "unread")

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.unread: set[str] = set()
        self.left = NESTED
        self.marks: list[tuple[int, int, int]] = []
        """From which text to which all are of a kind."""


def _kinds(kept: _Kept) -> bytes:
    kinds = bytearray(len(kept.texts))
    for start, end, kind in kept.marks:
        for at in range(start, end):
            kinds[at] |= kind
    return bytes(kinds)


NESTED = 2_000_000
"""Characters of JSON in strings, of all levels together, that are read: each level repeats what is inside it."""
_SEEDS = 10**10
"""A seed is drawn: of nine digits every eleventh looks like a person's number, and as a word it would be no seed."""
_READ: frozenset[str] = frozenset()
_NOTHING: list[str] = []
_LEAST = 20
"""Characters of the shortest data URL that is looked at, but for its scheme."""


def walk(tree: Any, *, max_depth: int = 64, max_parts: int = 50_000) -> Parts:
    """Every scalar and key of `tree`, once each in order. Raises `TooLarge` past the limits."""
    kept = _Kept()
    unread.in_messages(tree, kept.unread)
    try:
        _request(tree, kept, max_depth)
    except _TooDeep:
        raise TooLarge(f"the request is nested deeper than {max_depth} levels") from None
    if len(kept.texts) > max_parts:
        raise TooLarge(f"the request has more than {max_parts} pieces of content")
    return Parts(kept.texts, frozenset(kept.unread) if kept.unread else _READ, _kinds(kept))


def _request(tree: Any, kept: _Kept, room: int) -> None:
    """The tree as `_visit` sees it, field by field: some of a request's fields are no prose."""
    if type(tree) is not dict or room <= 0 or "type" in tree:
        _visit(tree, kept, room)
        return
    texts, marks = kept.texts, kept.marks
    for key, value in tree.items():
        start = len(texts)
        if key == "messages" and type(value) is list and room > 1:
            for message in value if len(value) <= LOT else each(value):
                start = len(texts)
                _visit(message, kept, room - 2)
                if type(message) is dict and message.get("role") in _TELLING:
                    marks.append((start, len(texts), INSTRUCTION))
        else:
            _field(key, value, tree, kept, room)
            if kind := _FIELDS.get(key):
                marks.append((start, len(texts), kind))
    if not MARKS.isdisjoint(tree) and (media := carried(tree)):
        kept.unread.add(media)


def _visit(node: Any, kept: _Kept, room: int) -> None:
    """`room` is how much deeper it may go."""
    kind = type(node)
    if kind is dict:
        if room <= 0:
            raise _TooDeep
        marked = "image_url" in node
        if len(node) <= LOT:
            for key, value in node.items():
                marked = _field(key, value, node, kept, room) or marked
        else:
            for key, value in each(node.items()):
                marked = _field(key, value, node, kept, room) or marked
        if marked and (media := carried(node)):
            kept.unread.add(media)
    elif kind is list:
        if room <= 0:
            raise _TooDeep
        for value in node if len(node) <= LOT else each(node):
            _visit(value, kept, room - 1)
    elif kind is str:
        if node not in WORDS:
            _text(node, kept, room)
    elif (kind is int or kind is float) and abs(node) > 9999:  # shorter numbers identify nobody
        kept.texts.append(str(node))


def _field(key: str, value: Any, node: Any, kept: _Kept, room: int) -> bool:
    """One of an object's; whether its key is one of `MARKS`."""
    texts, marked = kept.texts, False
    if key not in WORDS:
        marked = key in MARKS
        kept.marks.append((len(texts), len(texts) + 1, KEY))
        if len(key) < _LEAST:
            texts.append(key)
        else:
            _text(key, kept, room)
    if type(value) is str:
        if value not in WORDS:
            at = len(texts)
            _text(value, kept, room)
            if key in _WHOLE and len(texts) > at:
                kept.marks.append((at, at + 1, _named(key, node)))
    elif value is not None and not _seed(key, value):
        _visit(value, kept, room - 1)
    return marked


def _seed(key: str, value: Any) -> bool:
    return key == "seed" and type(value) is int and abs(value) < _SEEDS


def _named(key: str, node: Any) -> int:
    """Whether this is a tool's or function's name or an id of the wire, which no language is in, or anybody's name."""
    if key == "name":
        role = node.get("role")
        return NAME if "arguments" in node or role == "tool" or role == "function" else LABEL
    return LABEL if key == "id" and "function" not in node else NAME


def _text(text: str, kept: _Kept, room: int) -> None:
    written, said = text, _NOTHING
    if len(text) >= _LEAST and (";" in text or long_run(text, 0) >= 0):
        text, said = opaque.told(text, kept.unread)
    if text:
        kept.texts.append(text)
    if said:
        kept.texts += said
    if "\\" in written:
        if written.lstrip()[:1] in ("{", "[", '"'):
            _inside(written, kept, room)
    elif len(written) >= _LEAST and written.lstrip()[:1] in ("{", "[") and unread.may_carry(written):
        _carried(written, kept, room)


def _carried(text: str, kept: _Kept, room: int) -> None:
    """JSON in a string without escapes says what it is written as; but it may carry a picture."""
    try:
        tree = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return
    unread.in_json(tree, kept.unread, room)


def _inside(text: str, kept: _Kept, room: int) -> None:
    """JSON in a string, with escapes: what it says is content too, beside how it is written."""
    try:
        tree = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return
    if room <= 0:
        raise _TooDeep
    kept.left -= len(text)
    if kept.left < 0:
        kept.unread.add("unread.text")
    else:
        _visit(tree, kept, room - 1)
