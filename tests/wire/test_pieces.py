"""JSON in pieces says, and is written as, what it is in one."""

from __future__ import annotations

import json
import sys

import msgspec
import pytest

from isthmus.wire import openai, pieces
from isthmus.wire.pieces import PIECE

_KINDS = ("a", "é", "€", "😀", "\n", '"', "\\", "\\n", "\\\\u0041", 'x\\"y', "\x7f", "\x01", "ab\\", "d83d")
TREES = [{"model": "m", "messages": [{"role": "user", "content": kind * (3 * PIECE // len(kind))}]} for kind in _KINDS]


@pytest.mark.parametrize("escaped", [False, True])
@pytest.mark.parametrize("tree", TREES, ids=ascii)
@pytest.mark.parametrize("shift", range(0, 13, 3))
def test_a_long_text_is_the_same_wherever_it_is_cut(tree: dict[str, object], escaped: bool, shift: int) -> None:
    content = "x" * shift + tree["messages"][0]["content"]  # type: ignore[index]
    shifted = {**tree, "messages": [{"role": "user", "content": content}, {"n": [1, 2.5, None, True]}]}
    body = json.dumps(shifted, ensure_ascii=escaped).encode()
    assert pieces.decode(body) == shifted
    assert pieces.encode(shifted) == msgspec.json.encode(shifted)


@pytest.mark.parametrize(
    "body",
    [
        b'{"a":"%b' % (b"x" * 2 * PIECE), b'{"a":"%b\xff"}' % (b"x" * 2 * PIECE), b'{"a":"%b"}}' % (b"x" * 2 * PIECE),
        b'"%b\\"' % (b"x" * 2 * PIECE), b'{"a":"%b\x01"}' % (b"x" * 2 * PIECE), b'{"a":"%b\\q"}' % (b"x" * 2 * PIECE),
        b'"%b"x"' % (b"x" * 2 * PIECE), b'{"a":"%b\\ud83d"}' % (b"x" * 2 * PIECE),
    ],
    ids=lambda body: repr(body[-9:]),
)  # fmt: skip
def test_what_cannot_be_read_in_one_cannot_be_read_in_pieces(body: bytes) -> None:
    for decode in (msgspec.json.decode, pieces.decode):
        with pytest.raises((msgspec.DecodeError, UnicodeDecodeError)):
            decode(body)


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
