"""Where JSON written in a text has literals without quotes (numbers, `true`, `null`), at any depth of JSON in strings.

A pseudonym in such a place must bring its own quotes, escaped as deeply as the place is.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left

import msgspec

_LEX = re.compile(r'"(?:[^"\\]|\\.)*"|[^\s\[\]{}:,"]+', re.DOTALL)
_ESCAPED = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))|[^\\]", re.DOTALL)
_LITERAL = re.compile(r"[-+.\deE]+|[aeflnrstu]{1,5}")
_DEPTH = 4


class Literal(msgspec.Struct, frozen=True):
    """Characters `start` to `end` of the text, and the quote that is written at that depth."""

    start: int
    end: int
    quote: str


def is_literal(text: str) -> bool:
    """Whether text may be (a part of) a number, `true`, `false` or `null`."""
    return _LITERAL.fullmatch(text) is not None


def is_json(text: str) -> bool:
    """Whether text is a JSON container. A lone number or word is text."""
    if text.lstrip()[:1] not in ("{", "["):
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def literals(text: str) -> list[Literal]:
    """In order. Empty for text that is not JSON."""
    found: list[Literal] = []
    if is_json(text):
        _lex(text, list(range(len(text) + 1)), 0, found)
    return found


def holding(found: list[Literal], start: int, end: int) -> Literal | None:
    """The literal that shares characters with this span."""
    at = bisect_left(found, end, key=lambda literal: literal.start) - 1
    return found[at] if at >= 0 and start < found[at].end else None


def _lex(text: str, origins: list[int], depth: int, found: list[Literal]) -> None:
    for match in _LEX.finditer(text):
        start, end = match.span()
        if text[start] != '"':
            found.append(Literal(origins[start], origins[end], "\\" * (2**depth - 1) + '"'))
        elif depth < _DEPTH - 1 and end - start > 4:
            inner, inside = _unescaped(text, start + 1, end - 1, origins)
            if is_json(inner):
                _lex(inner, inside, depth + 1, found)


def _unescaped(text: str, start: int, end: int, origins: list[int]) -> tuple[str, list[int]]:
    """What a JSON string says, and where each character of it is written. Halves of surrogate pairs stay halves."""
    said: list[str] = []
    inside: list[int] = []
    for match in _ESCAPED.finditer(text, start, end):
        inside.append(origins[match.start()])
        if match[1]:
            said.append(chr(int(match[1], 16)))
        elif match[2]:
            said.append({"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}.get(match[2], match[2]))
        else:
            said.append(match[0])
    inside.append(origins[end])
    return "".join(said), inside
