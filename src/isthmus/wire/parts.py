"""A JSON tree as parts: every scalar and every key of what came in, as text for the detector.

What cannot be read as text (images, audio, files) is named instead, and counts as restricted (law 4).
Words of the wire itself, such as the key `messages` or the role `user`, are no content.
"""

from __future__ import annotations

from typing import Any

import msgspec

from isthmus.domain.errors import TooLarge

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

UNREADABLE = {
    "image_url": "unread.image",
    "input_image": "unread.image",
    "input_audio": "unread.audio",
    "file": "unread.file",
    "input_file": "unread.file",
    "video_url": "unread.video",
}


class Parts(msgspec.Struct, frozen=True):
    """`texts` in the order they stand, a key directly before its value. `unread` names the kinds of content that no
    text recogniser can read."""

    texts: list[str]
    unread: frozenset[str] = frozenset()


class _TooDeep(Exception):
    """Carries the news up to where the limit is known."""


_READ: frozenset[str] = frozenset()


def walk(tree: Any, *, max_depth: int = 64, max_parts: int = 50_000) -> Parts:
    """Every scalar and key of `tree`, once each in order. Raises `TooLarge` past the limits."""
    texts: list[str] = []
    unread: set[str] = set()
    try:
        _visit(tree, texts, unread, max_depth)
    except _TooDeep:
        raise TooLarge(f"the request is nested deeper than {max_depth} levels") from None
    if len(texts) > max_parts:
        raise TooLarge(f"the request has more than {max_parts} pieces of content")
    return Parts(texts, frozenset(unread) if unread else _READ)


def _visit(node: Any, texts: list[str], unread: set[str], room: int) -> None:
    """`room` is how much deeper it may go. Texts are taken where they hang: a call for each would be most of it."""
    kind = type(node)
    if kind is dict:
        if room <= 0:
            raise _TooDeep
        kind_of = node.get("type")
        if type(kind_of) is str and kind_of in UNREADABLE:
            unread.add(UNREADABLE[kind_of])
        for key, value in node.items():
            if key not in WORDS:
                texts.append(key)
            if type(value) is str:
                if value not in WORDS:
                    _text(value, texts, unread, room)
            elif value is not None:
                _visit(value, texts, unread, room - 1)
    elif kind is list:
        if room <= 0:
            raise _TooDeep
        for value in node:
            _visit(value, texts, unread, room - 1)
    elif kind is str:
        if node not in WORDS:
            _text(node, texts, unread, room)
    elif (kind is int or kind is float) and abs(node) > 9999:  # shorter numbers identify nobody
        texts.append(str(node))


def _text(text: str, texts: list[str], unread: set[str], room: int) -> None:
    if text.startswith("data:") and ";base64," in text[:200]:
        unread.add("unread.data")
        return
    if text:
        texts.append(text)
    if "\\" in text and text.lstrip()[:1] in ("{", "[", '"'):
        _inside(text, texts, unread, room)


def _inside(text: str, texts: list[str], unread: set[str], room: int) -> None:
    """JSON in a string, with escapes: what it says is content too, beside how it is written."""
    try:
        tree = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return
    _visit(tree, texts, unread, room - 1)
