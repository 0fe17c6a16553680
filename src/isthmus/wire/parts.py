"""A JSON tree as parts: every scalar and every key of what came in, as text for the detector.

What cannot be read as text (images, audio, files) is named instead, and counts as restricted (law 4).
Words of the wire itself, such as the key `messages` or the role `user`, are no content.
"""

from __future__ import annotations

from typing import Any

import msgspec

from isthmus.domain.content import Path
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
    """`texts[i]` stands at `paths[i]`. `unread` names the kinds of content that no text recogniser can read."""

    texts: list[str]
    paths: list[Path]
    unread: frozenset[str] = frozenset()


def walk(tree: Any, *, max_depth: int = 64, max_parts: int = 50_000) -> Parts:
    """Every scalar and key of `tree`, once each in order. Raises `TooLarge` past the limits."""
    walker = _Walker(max_depth, max_parts)
    walker.visit(tree, (), 0)
    return Parts(walker.texts, walker.paths, frozenset(walker.unread))


class _Walker:
    __slots__ = ("max_depth", "max_parts", "paths", "texts", "unread")

    def __init__(self, max_depth: int, max_parts: int) -> None:
        self.max_depth, self.max_parts = max_depth, max_parts
        self.texts: list[str] = []
        self.paths: list[Path] = []
        self.unread: set[str] = set()

    def visit(self, node: Any, path: Path, depth: int) -> None:
        kind = type(node)
        if kind is str:
            if node and node not in WORDS:
                self._text(node, path, depth)
        elif kind is dict:
            self._room(depth)
            kind_of = node.get("type")
            if type(kind_of) is str and kind_of in UNREADABLE:
                self.unread.add(UNREADABLE[kind_of])
            for key, value in node.items():
                if key not in WORDS:
                    self._add(key, (*path, key))
                self.visit(value, (*path, key), depth + 1)
        elif kind is list:
            self._room(depth)
            for number, value in enumerate(node):
                self.visit(value, (*path, number), depth + 1)
        elif (kind is int or kind is float) and abs(node) > 9999:  # shorter numbers identify nobody
            self._add(str(node), path)

    def _text(self, text: str, path: Path, depth: int) -> None:
        if text.startswith("data:") and ";base64," in text[:200]:
            self.unread.add("unread.data")
            return
        self._add(text, path)
        if "\\" in text and text.lstrip()[:1] in ("{", "[", '"'):
            self._inside(text, path, depth)

    def _inside(self, text: str, path: Path, depth: int) -> None:
        """JSON in a string, with escapes: what it says is content too, beside how it is written."""
        try:
            tree = msgspec.json.decode(text)
        except (msgspec.DecodeError, RecursionError):
            return
        self.visit(tree, (*path, "$json"), depth + 1)

    def _add(self, text: str, path: Path) -> None:
        if len(self.texts) >= self.max_parts:
            raise TooLarge(f"the request has more than {self.max_parts} pieces of content")
        self.texts.append(text)
        self.paths.append(path)

    def _room(self, depth: int) -> None:
        if depth >= self.max_depth:
            raise TooLarge(f"the request is nested deeper than {self.max_depth} levels")
