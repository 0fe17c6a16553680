"""JSON in pieces says, and is written as, what it is in one."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from isthmus.wire import openai, pieces
from isthmus.wire.pieces import PIECE

_KINDS = ("a", "é", "€", "😀", "\n", '"', "\\", "\\n", "\\\\u0041", 'x\\"y', "\x7f", "\x01", "ab\\", "d83d")
_SIZES = (3, 6)
"""Pieces: of the longer, long strings are taken out first."""
TREES = [
    {"model": "m", "messages": [{"role": "user", "content": kind * (size * PIECE // len(kind))}]}
    for kind in _KINDS
    for size in _SIZES
]


@pytest.mark.parametrize("escaped", [False, True])
@pytest.mark.parametrize("tree", TREES, ids=lambda tree: ascii(tree["messages"][0]["content"][:4]))
@pytest.mark.parametrize("shift", range(0, 13, 3))
def test_a_long_text_is_the_same_wherever_it_is_cut(tree: dict[str, object], escaped: bool, shift: int) -> None:
    content = "x" * shift + tree["messages"][0]["content"]  # type: ignore[index]
    shifted = {**tree, "messages": [{"role": "user", "content": content}, {"n": [1, 2.5, None, True]}]}
    body = json.dumps(shifted, ensure_ascii=escaped).encode()
    assert pieces.decode(body) == shifted
    assert pieces.encode(shifted) == msgspec.json.encode(shifted)


def _nested(depth: int, inner: object) -> object:
    return inner if not depth else {"in": [_nested(depth - 1, inner)]}


LONG = "x\n" * 600
ODD = [
    {LONG + str(n): {LONG: [LONG, "", {}, []]} for n in range(3 * PIECE // len(LONG))},
    [[LONG + str(n % 7), n, {"a": LONG}] for n in range(3 * PIECE // len(LONG))],
    {"deep": _nested(40, LONG * 600), "empty": {}, "none": [], "long": LONG * 600, "again": [LONG * 600] * 2},
    LONG * 1_200,
    _nested(12, [LONG] * 800),
]


@pytest.mark.parametrize("tree", ODD, ids=range(len(ODD)))
def test_long_strings_come_back_to_wherever_they_stood(tree: object) -> None:
    body = msgspec.json.encode(tree)
    assert len(body) > 4 * PIECE
    assert pieces.decode(body) == tree
    assert pieces.encode(tree) == body


def test_a_key_that_stands_twice_has_its_last_value() -> None:
    one = msgspec.json.encode(LONG * 600)
    body = b"{%b:1,%b:%b,%b:3}" % (one, b'"x"', one, one)
    assert pieces.decode(body) == msgspec.json.decode(body)


@pytest.mark.parametrize("size", _SIZES)
@pytest.mark.parametrize(
    "body",
    [
        b'{"a":"%b', b'{"a":"%b\xff"}', b'{"a":"%b"}}', b'"%b\\"', b'{"a":"%b\x01"}', b'{"a":"%b\\q"}', b'"%b"x"',
        b'{"a":"%b\\ud83d"}', b'{"a":"%b"', b'["a" "%b"]', b'{"%b"}', b'{"a":"%b}', b'"%b',
    ],
    ids=repr,
)  # fmt: skip
def test_what_cannot_be_read_in_one_cannot_be_read_in_pieces(body: bytes, size: int) -> None:
    whole = body % (b"x" * size * PIECE)
    for decode in (msgspec.json.decode, pieces.decode):
        with pytest.raises((msgspec.DecodeError, UnicodeDecodeError)):
            decode(whole)


def test_no_call_takes_more_than_a_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    messages = [
        {"role": "user", "content": "x\n" * 8 * PIECE},
        {"role": "user", "content": [{"text": "é" * 2 * PIECE}]},
    ]
    body = msgspec.json.encode({"model": "m", "messages": messages})
    longest = [0]

    def noting(call: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def noted(given: Any) -> Any:
            longest[0] = max(longest[0], len(given))
            return call(given)

        return noted

    for name in ("_any", "_object", "_list", "_encode"):
        monkeypatch.setattr(pieces, name, noting(getattr(pieces, name)))
    tree = openai.read(body)[1]
    assert pieces.encode(tree) == body
    assert PIECE <= longest[0] <= PIECE + 2


def test_a_long_text_is_read_and_written_in_many_calls() -> None:
    body = msgspec.json.encode({"model": "m", "messages": [{"role": "user", "content": "x\n" * 8 * PIECE}]})
    calls: list[int] = []

    def noted(frame: object, event: str, called: object) -> None:
        if event == "c_call" and getattr(called, "__name__", "") in ("decode", "encode"):
            calls.append(1)

    sys.setprofile(noted)
    try:
        tree = openai.read(body)[1]
        read = len(calls)
        assert pieces.encode(tree) == body
    finally:
        sys.setprofile(None)
    assert read >= 16
    assert len(calls) - read >= 16
